//! What a server's program printed last.

use super::{Result, Service, ServiceError};
use cloud::ServerLog;
use domain::policy::{Action, Actor};
use domain::server::Server;

/// A server, and what came of asking for its log.
#[derive(Debug)]
pub struct Logged {
    /// Which server.
    pub server: Server,
    /// Its log.
    pub log: ServerLog,
}

impl Service {
    /// How many lines are shown if nobody chose.
    pub const LOG_LINES: u16 = 200;

    /// The last lines of a server's log.
    ///
    /// # Errors
    /// Also when its machine does not run: nobody can ask it then.
    pub async fn log(&self, actor: &Actor, asked: &str, lines: u16) -> Result<Logged> {
        let server = self.find(actor, Action::Logs, asked).await?;
        if !Action::Logs.suits_server(&server) {
            return Err(ServiceError::NoLogNow {
                server: server.name.to_string(),
                state: server.state,
            });
        }
        let log = self.inner.cloud.log(&server, lines).await?;
        Ok(Logged { server, log })
    }
}
