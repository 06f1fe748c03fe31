//! The machine's report, from what is known of its server and a look at it.

use domain::ids::BootId;
use domain::link::JoinLink;
use domain::report::{LinkSource, Phase, Report, ServerStatus};

use crate::diary::whole_second;
use crate::supervisor::{Seen, Stage, Supervisor};

/// What does not change while a machine runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// This boot of it.
    pub boot: Option<BootId>,
    /// The server's ports: `/INFO`, the game by TCP, the game by UDP.
    pub ports: [u16; 3],
}

/// The report, but for the time at which it is written.
pub fn report(server: &Supervisor, seen: &Seen, machine: &Machine) -> Report {
    let runs = server.stage == Stage::Running && seen.process.is_some();
    let online = runs && server.is_online();
    let [http, tcp, udp] = machine.ports;
    let (link, source) = match online {
        true => link(server, seen, http),
        false => (None, None),
    };
    let was_started = server.starts != 0 || server.stage != Stage::GivenUp;
    let port = |port: u16| was_started.then_some(port);
    let info = seen.info.filter(|_| runs).unwrap_or_default();
    let is_empty = online && info.clients.is_none_or(|clients| clients == 0);
    Report {
        boot: machine.boot.clone(),
        phase: phase(server, runs, online),
        link,
        link_source: source,
        status: was_started.then_some(match runs {
            true => ServerStatus::Running,
            false => ServerStatus::Stopped,
        }),
        process_id: seen.process.filter(|_| runs),
        exit_code: server.exit_code.map(i64::from),
        restarts: server.restarts(),
        public_ip: seen.public_ip,
        http_port: port(http),
        tcp_port: port(tcp),
        udp_port: port(udp),
        ports_open: was_started.then_some(runs && seen.listens_on_all),
        clients: info.clients.map(u32::from),
        max_clients: info.max_clients.map(u32::from),
        idle_since: is_empty.then(|| whole_second(server.idle.since.wall)),
        stops_at: server.stops_at.map(|then| whole_second(then.wall)),
        error: server.error.clone().filter(|_| !online),
        cause: server.cause.filter(|_| !online),
        sent_bytes: None,
        busy_seconds: None,
        updated: None,
    }
}

fn phase(server: &Supervisor, runs: bool, online: bool) -> Phase {
    match server.stage {
        Stage::GivenUp => Phase::Failed,
        Stage::Over => Phase::Ended,
        Stage::Running if online => Phase::Online,
        Stage::Running if runs => Phase::Starting,
        Stage::Running => Phase::Crashed,
        Stage::Due(_) if !server.has_crashed() => Phase::Starting,
        Stage::Due(_) => Phase::Crashed,
    }
}

/// The one that the server printed wins, as long as it leads here: the address may be a new one.
fn link(server: &Supervisor, seen: &Seen, http: u16) -> (Option<JoinLink>, Option<LinkSource>) {
    let Some(ip) = seen.public_ip else {
        return (None, None);
    };
    let printed: Option<JoinLink> = server.link.as_deref().and_then(|link| link.parse().ok());
    let leads_here = |link: &JoinLink| link.address().is_none_or(|to| *to.ip() == ip);
    match printed.filter(leads_here) {
        Some(link) => (Some(link), Some(LinkSource::Log)),
        None => (Some(JoinLink::build(ip, http)), Some(LinkSource::Built)),
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::time::Duration;

    use domain::ended::{Ended, Outlook};
    use insta::assert_snapshot;

    use super::*;
    use crate::clock::tests::at;
    use crate::info::Info;
    use crate::supervisor::Rules;

    fn machine() -> Machine {
        Machine {
            boot: Some(BootId::new("b1")),
            ports: [8081, 9600, 9601],
        }
    }

    fn rules() -> Rules {
        Rules::new(Some(30), Duration::from_secs(5), Duration::from_secs(60))
    }

    fn seen() -> Seen {
        Seen {
            process: Some(41),
            info: Some(Info {
                clients: Some(0),
                max_clients: Some(20),
            }),
            listens: true,
            listens_on_all: true,
            public_ip: Some(Ipv4Addr::new(203, 0, 113, 7)),
            ..Seen::default()
        }
    }

    fn online() -> Supervisor {
        let mut server = Supervisor::new(at(0));
        server.started();
        for seconds in [1, 5] {
            server.next(&rules(), &seen(), at(seconds));
        }
        server
    }

    #[test]
    fn a_server_that_is_online() {
        assert_snapshot!(report(&online(), &seen(), &machine()), @r"
        SCHEMA=1
        BOOT=b1
        PHASE=online
        AC_SERVER_LINK=https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081
        LINK_SOURCE=built
        SERVER_STATUS=running
        PROCESS_ID=41
        RESTARTS=0
        PUBLIC_IP=203.0.113.7
        HTTP_PORT=8081
        TCP_PORT=9600
        UDP_PORT=9601
        PORTS_OPEN=yes
        CLIENTS=0
        MAX_CLIENTS=20
        IDLE_SINCE=2026-06-19T16:00:05Z
        ");
    }

    #[test]
    fn a_printed_link_that_leads_elsewhere_is_not_given() {
        let mut server = online();
        server.link =
            Some("https://acstuff.club/s/q:race/online/join?ip=198.51.100.9&httpPort=8081".into());
        let told = report(&server, &seen(), &machine());
        assert_eq!(told.link_source, Some(LinkSource::Built));
        server.link = Some("http://acstuff.ru/s/q/abc123".into());
        let told = report(&server, &seen(), &machine());
        assert_eq!(told.link_source, Some(LinkSource::Log));
    }

    #[test]
    fn a_server_that_crashed() {
        let mut server = online();
        let why = Ended {
            reason: "It fell over.".to_owned(),
            cause: None,
            outlook: Outlook::Open,
        };
        server.ended(&rules(), Some(2), why, at(60));
        let gone = Seen {
            process: None,
            info: None,
            ..seen()
        };
        assert_snapshot!(report(&server, &gone, &machine()), @r"
        SCHEMA=1
        BOOT=b1
        PHASE=crashed
        SERVER_STATUS=stopped
        EXIT_CODE=2
        RESTARTS=0
        PUBLIC_IP=203.0.113.7
        HTTP_PORT=8081
        TCP_PORT=9600
        UDP_PORT=9601
        PORTS_OPEN=no
        ERROR=It fell over.
        ");
    }

    #[test]
    fn a_machine_that_could_not_be_set_up() {
        let server = Supervisor::failed("The pack is damaged.".into(), None, at(0));
        assert_snapshot!(report(&server, &Seen::default(), &machine()), @r"
        SCHEMA=1
        BOOT=b1
        PHASE=failed
        RESTARTS=0
        ERROR=The pack is damaged.
        ");
    }
}
