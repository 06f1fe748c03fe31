//! The servers behind the conversation: how they stand, what they log, and whether one answers
//! behind its join link.

use std::net::SocketAddrV4;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::Shared;
use cloud::ServerLog;
use domain::lifecycle::LastReported;
use domain::link::JoinLink;
use domain::server::InstanceState;
use game_http::{self, InfoError};

/// How much of a log is shown.
const LOG_LINES: u16 = 200;
/// How a server stands that is on its way.
const BOOTS: &str = "boots";
/// How long a driver waits for the server behind a link.
const TIMEOUT: Duration = Duration::from_secs(3);

/// A server, for the drawer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Standing {
    id: String,
    name: String,
    state: &'static str,
    address: Option<String>,
    track: String,
    slots: u16,
}

/// All servers, the newest last. What cannot be listed now is listed a second later.
pub(super) async fn all(shared: &Shared) -> Vec<Standing> {
    let listed = shared.stage.cloud.servers().await;
    let mut servers = listed.unwrap_or_else(|error| {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "the servers cannot be listed"
        );
        Vec::new()
    });
    servers.retain(|server| server.state != InstanceState::Terminated);
    servers.sort_by_key(|server| server.launched);
    let standing = |server: &domain::server::Server| Standing {
        id: server.id.to_string(),
        name: server.name.as_str().to_owned(),
        state: match server.state {
            InstanceState::Pending => BOOTS,
            // The machine of them all is up: what counts is the server on it.
            InstanceState::Running => match LastReported::of(&server.record) {
                Some(LastReported::Online { .. } | LastReported::Silent) => "runs",
                Some(LastReported::Crashed) => "crashed",
                Some(LastReported::Failed) => "failed",
                Some(LastReported::Coming | LastReported::Slow | LastReported::Ended) | None => {
                    BOOTS
                }
            },
            InstanceState::Stopping | InstanceState::ShuttingDown => "stops",
            InstanceState::Stopped => "stopped",
            InstanceState::Terminated => "deleted",
        },
        address: server
            .address
            .map(|ip| format!("{ip}:{}", server.pack.ports.http)),
        track: server.pack.track.clone(),
        slots: server.pack.slots,
    };
    servers.iter().map(standing).collect()
}

/// Whether some server is on its way.
pub(super) async fn one_is_coming_up(shared: &Shared) -> bool {
    let known = all(shared).await;
    known.iter().any(|server| server.state == BOOTS)
}

/// Asks the server behind a join link, as Content Manager does when a driver follows it.
pub(super) async fn join(shared: &Shared, link: &str) -> Result<Value, String> {
    let address = address(link).ok_or("This is not a join link.")?;
    let known = all(shared).await;
    let named = address.to_string();
    if !known
        .iter()
        .any(|server| server.address.as_deref() == Some(named.as_str()))
    {
        return Err("No server of the sandbox runs at this address.".to_owned());
    }
    let client = game_http::client(TIMEOUT).map_err(|error| error.to_string())?;
    let answer = game_http::ask(&client, address.into(), "/INFO", game_http::LARGEST_INFO).await;
    answer.map_err(|error| match error {
        InfoError::NoAnswer(_) => "The server does not answer.".to_owned(),
        InfoError::NotUnderstood => "The server's answer cannot be read.".to_owned(),
    })
}

/// The game server's address in a link such as `https://acstuff.club/…/join?ip=…&httpPort=…`.
fn address(link: &str) -> Option<SocketAddrV4> {
    link.parse::<JoinLink>().ok()?.address()
}

/// The last lines that a server wrote.
pub(super) async fn log(shared: &Shared, server: &str) -> Result<Value, String> {
    let cloud = &shared.stage.cloud;
    let servers = cloud.servers().await.map_err(|error| error.to_string())?;
    let server = servers.iter().find(|one| one.id.as_str() == server);
    let server = server.ok_or("There is no such server.")?;
    let log = cloud
        .log(server, LOG_LINES)
        .await
        .map_err(|error| error.to_string())?;
    Ok(match log {
        ServerLog::Tail(tail) => tail.as_str().into(),
        ServerLog::Absent => "It has written nothing yet.".into(),
        ServerLog::NoAnswer => "It cannot be asked now.".into(),
    })
}

/// Lets so many drivers be on a simulated server, as far as it has room.
pub(super) async fn let_drive(shared: &Shared, server: &str, count: u32) -> Result<Value, String> {
    let known = all(shared).await;
    let server = known.iter().find(|one| one.id == server);
    let server = server.ok_or("There is no such server.")?;
    let id = server.id.parse().map_err(|_| "There is no such server.")?;
    let count = count.min(server.slots.into());
    let set = shared.stage.local.set_clients(&id, count).await;
    set.map(|()| super::frames::nothing())
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_join_link_tells_where_the_server_is() {
        let link = "https://acstuff.club/s/q:race/online/join?ip=127.0.0.7&httpPort=8081";
        let server = SocketAddrV4::new([127, 0, 0, 7].into(), 8081);
        assert_eq!(address(link), Some(server));
        assert_eq!(address("https://discord.com/channels/1/2/3"), None);
    }
}
