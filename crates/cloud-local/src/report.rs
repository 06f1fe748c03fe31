//! The report of a server on this machine, made from what is written down and from a look at it.

use std::net::Ipv4Addr;

use jiff::Timestamp;

use super::info::{self, Info};
use super::state::{Desired, Stage, State};
use super::supervisors::LocalContext;
use agent::listening::Listening;
use domain::lifecycle::ReportOutcome;
use domain::link::JoinLink;
use domain::report::{LinkSource, Phase, Report, ServerStatus};
use pack::Ports;

/// The most likely trouble at home: the server listens, and its router lets nobody through.
const UNREACHABLE: &str = "The server says that nobody outside gets through to it. Forward its ports to this machine in \
     your router, and let them through its firewall.";

/// What a look at a server's process shows.
#[derive(Debug, Clone, Copy, Default)]
struct ProcessView {
    lives: bool,
    info: Option<Info>,
    listens: bool,
}

impl LocalContext {
    /// How a server is now.
    pub(super) async fn reading(&self, state: &State) -> ReportOutcome {
        if state.wish != Desired::Up {
            return ReportOutcome::NotAsked;
        }
        let mut look = ProcessView::default();
        if let Stage::Running { process } = &state.run.stage {
            look.lives = process.is_alive();
            if look.lives {
                let port = state.pack.ports.http;
                look.info = info::ask(&self.http, self.settings.bind, port).await;
                look.listens = listens_on_all(&state.pack.ports);
            }
        }
        let address = self.settings.address.get();
        ReportOutcome::Report(Box::new(report(state, look, address, cloud::clock::now())))
    }
}

/// Whether somebody listens on all of a server's ports.
fn listens_on_all(ports: &Ports) -> bool {
    let now = Listening::now();
    now.tcp(ports.tcp) && now.tcp(ports.http) && now.udp(ports.udp)
}

fn report(state: &State, look: ProcessView, address: Ipv4Addr, now: Timestamp) -> Report {
    let (run, ports) = (&state.run, &state.pack.ports);
    let printed = run.link.as_deref().and_then(|link| link.parse().ok());
    let answers = look.info.is_some();
    // What is about to be ended is not online any more, whatever it still answers.
    let online =
        !run.restart && look.lives && (answers || run.online.is_some() || printed.is_some());
    let (link, source) = match printed {
        Some(link) if look.lives && !run.restart => (Some(link), Some(LinkSource::Log)),
        _ if online => (
            Some(JoinLink::build(address, ports.http)),
            Some(LinkSource::Built),
        ),
        _ => (None, None),
    };
    Report {
        boot: Some(run.boot.clone()),
        phase: match &run.stage {
            Stage::Ordered | Stage::Unpacking => Phase::Unpacking,
            _ if run.restart => Phase::Starting,
            Stage::Running { .. } if online => Phase::Online,
            Stage::Running { .. } if look.lives => Phase::Starting,
            Stage::Starting if run.ends == 0 => Phase::Starting,
            // Whoever keeps the servers has not seen yet that it ended, or nobody keeps them.
            Stage::Running { .. } => Phase::Crashed,
            Stage::Starting | Stage::Crashed { .. } => Phase::Crashed,
            Stage::Over => Phase::Ended,
            Stage::Failed | Stage::Off => Phase::Failed,
        },
        link,
        link_source: source,
        status: Some(if look.lives {
            ServerStatus::Running
        } else {
            ServerStatus::Stopped
        }),
        process_id: match &run.stage {
            Stage::Running { process } if look.lives => Some(process.pid),
            _ => None,
        },
        exit_code: run.exit_code.map(i64::from),
        restarts: run.restarts(),
        public_ip: Some(address),
        http_port: Some(ports.http),
        tcp_port: Some(ports.tcp),
        udp_port: Some(ports.udp),
        ports_open: Some(look.listens && !run.unreachable),
        clients: look.info.map(|info| info.clients),
        max_clients: look.info.and_then(|info| info.maxclients),
        idle_since: run.empty_since,
        stops_at: state.stops_at(now),
        error: match &run.stage {
            _ if online && run.unreachable => Some(UNREACHABLE.to_owned()),
            _ if online || run.restart => None,
            Stage::Running { .. } if !look.lives => {
                Some("The server program ended by itself.".to_owned())
            }
            _ => run.error.clone(),
        },
        cause: if online || run.restart {
            None
        } else {
            run.cause
        },
        sent_bytes: None,
        busy_seconds: None,
        updated: Some(now),
    }
}
