//! What servers left, collected from each on its own: a machine that does not answer keeps no other waiting.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::task::{Id, JoinSet};

use cloud::CloudError;
use domain::ids::ServerId;
use domain::server::Server;
use service::{Service, ServiceError};

/// How many servers are asked side by side.
const AT_ONCE: usize = 32;
/// How long one may take. Long journals of many sessions come in within seconds.
const LONGEST: Duration = Duration::from_mins(5);

/// One look at what a server left.
#[derive(Debug)]
pub(super) struct Look {
    /// The server as it was listed then.
    pub(super) server: Server,
    /// Whether its results are to be looked through although nothing new came.
    pub(super) is_due: bool,
    /// Why it could not be asked.
    pub(super) failed: Option<ServiceError>,
}

/// The looks that are under way. Dropped, they end where they are; the next look begins anew.
#[derive(Debug)]
pub(super) struct Collecting {
    tasks: JoinSet<Look>,
    of: HashMap<Id, ServerId>,
    room: Arc<Semaphore>,
}

impl Default for Collecting {
    fn default() -> Self {
        Self {
            tasks: JoinSet::new(),
            of: HashMap::new(),
            room: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Collecting {
    /// Whether a server is being asked.
    pub(super) fn is_asking(&self, server: &ServerId) -> bool {
        self.of.values().any(|asked| asked == server)
    }

    /// Begins to ask a server what it left, and tells it who is banned if its results are due.
    pub(super) fn begin(
        &mut self,
        service: &Service,
        server: Server,
        is_due: bool,
        now: Timestamp,
    ) {
        let (service, room, id) = (service.clone(), Arc::clone(&self.room), server.id.clone());
        let task = self.tasks.spawn(async move {
            let _room = room.acquire_owned().await;
            let asked = tokio::time::timeout(LONGEST, ask(&service, &server, is_due, now)).await;
            let failed = asked.unwrap_or_else(|_| Err(no_answer(&server))).err();
            Look {
                server,
                is_due,
                failed,
            }
        });
        self.of.insert(task.id(), id);
    }

    /// The next look that has come to its end; nothing if none is under way.
    pub(super) async fn next(&mut self) -> Option<Look> {
        loop {
            match self.tasks.join_next_with_id().await? {
                Ok((task, look)) => {
                    self.of.remove(&task);
                    return Some(look);
                }
                Err(error) => {
                    let server = self.of.remove(&error.id());
                    tracing::error!(server.id = ?server, error = &error as &dyn std::error::Error, "looking at what a server left ended; it is asked again");
                }
            }
        }
    }
}

async fn ask(
    service: &Service,
    server: &Server,
    is_due: bool,
    now: Timestamp,
) -> Result<(), ServiceError> {
    let collected = service.collect(server, now).await;
    if is_due && let Err(error) = service.enforce_bans(server).await {
        let id = &server.id;
        tracing::warn!(server.id = %id, error = &error as &dyn std::error::Error, "{id} could not be told who is banned; trying again");
    }
    collected.map(drop)
}

fn no_answer(server: &Server) -> ServiceError {
    let server = server.id.clone();
    CloudError::NoMachineAnswer { server }.into()
}
