//! How a server comes up, lives and ends, and what the channel is to be told of it.
//!
//! Level-triggered: [`decide`] compares how things stand with what was told last, so it does not
//! matter how many passes were missed or how often one is repeated.

mod health;
mod settings;
#[cfg(test)]
mod tests;
mod time_limit;
mod timeline;

use jiff::{SignedDuration, Timestamp};

pub use health::{Health, IdleWarning, LastReported, ReportOutcome};
pub use settings::PatienceSettings;
pub use time_limit::{LONGEST_START, TimeLimit, time_limit};
pub use timeline::{Stage, Timeline};

use super::ids::BootId;
use super::link::JoinLink;
use super::report::{LinkSource, Phase};
use super::server::{InstanceState, Record, Server, StopReason};

/// For how long a cloud's list may show what was before a change. EC2's is behind by seconds.
pub const LIST_LAG: SignedDuration = SignedDuration::from_secs(60);

/// How long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BootTimeouts {
    /// A boot that takes longer is called slow; Windows machines take 4 to 15 minutes.
    pub slow: SignedDuration,
    /// A boot that takes longer is stopped, so that it does not cost money for nothing.
    pub give_up: SignedDuration,
}

/// What is to be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Post the join link.
    Announce {
        /// The boot that it belongs to.
        boot: BootId,
        /// The link.
        link: JoinLink,
    },
    /// Tell the channel how the server stands.
    Tell(Health),
    /// Tell the channel that the machine stops then, for it has run for long.
    WarnOfEnd(Timestamp),
    /// Power the machine off.
    Stop(StopReason),
}

/// How `server` stands, given what was learnt of its report.
pub fn health(
    server: &Server,
    outcome: &ReportOutcome,
    now: Timestamp,
    patience: &BootTimeouts,
) -> Health {
    match server.state {
        InstanceState::Pending => coming(server, Stage::Booting, now, patience),
        InstanceState::Running => running(server, outcome, now, patience),
        // A list may lag behind a start that was just asked for.
        InstanceState::Stopping | InstanceState::Stopped if just_started(server, now) => {
            Health::Unknown
        }
        InstanceState::Stopping => Health::Stopping,
        InstanceState::Stopped => Health::Stopped,
        InstanceState::ShuttingDown | InstanceState::Terminated => Health::Gone,
    }
}

fn just_started(server: &Server, now: Timestamp) -> bool {
    server.record.told.as_deref() == Some(Record::JUST_STARTED)
        && server.record.ending.is_none()
        && now.duration_since(server.record.timeline.asked()) < LIST_LAG
}

fn coming(server: &Server, stage: Stage, now: Timestamp, patience: &BootTimeouts) -> Health {
    // A stage never goes back: a pass that learnt less than the one before does not unsay it.
    let stage = server
        .record
        .timeline
        .current()
        .map_or(stage, |reached| reached.max(stage));
    // The patience is for the machine: how long a user's upload took does not count.
    if patience.slow < now.duration_since(server.launched) {
        Health::Slow(stage)
    } else {
        Health::Coming(stage)
    }
}

fn running(
    server: &Server,
    outcome: &ReportOutcome,
    now: Timestamp,
    patience: &BootTimeouts,
) -> Health {
    let was_online = server.record.timeline.was_online();
    let report = match outcome {
        ReportOutcome::Report(report) => report,
        // Once online or broken, a machine that cannot be asked for a pass is no news.
        _ if was_online || told_of_trouble(server) => return Health::Unknown,
        _ => return coming(server, Stage::Booting, now, patience),
    };
    // The report of the boot before lies on the disk until the new boot rewrites it.
    if report
        .updated
        .is_some_and(|updated| updated < server.launched)
    {
        return coming(server, Stage::Booting, now, patience);
    }
    if report.is_stale(now) {
        return Health::Silent {
            since: report.updated,
        };
    }
    let stage = match report.phase {
        Phase::Downloading => Stage::Downloading,
        Phase::Unpacking => Stage::Unpacking,
        Phase::Starting => Stage::Starting,
        Phase::Crashed => {
            return Health::Crashed {
                error: report.error.clone(),
            };
        }
        Phase::Failed | Phase::Ended => {
            return Health::Failed {
                error: report.error.clone(),
                cause: report.cause,
            };
        }
        Phase::Online => match (
            &report.boot,
            server.address.and_then(|ip| report.link_to(ip)),
        ) {
            (Some(boot), Some(link)) => {
                return Health::Online {
                    boot: boot.clone(),
                    link: link.clone(),
                    source: report.link_source.unwrap_or(LinkSource::Built),
                    restarts: report.restarts,
                    idle: report.stops_at.map(|stops_at| IdleWarning {
                        since: report.idle_since,
                        stops_at,
                    }),
                    closed: report
                        .error
                        .clone()
                        .filter(|_| report.ports_open == Some(false)),
                };
            }
            // Online, but the link is for another address or not known yet: the next report has it.
            _ => Stage::Starting,
        },
    };
    if was_online {
        // The program is being started again after it was online: the crash was told.
        return Health::Unknown;
    }
    coming(server, stage, now, patience)
}

/// Whether the channel was told last that something is wrong with it.
fn told_of_trouble(server: &Server) -> bool {
    matches!(
        LastReported::of(&server.record),
        Some(LastReported::Crashed | LastReported::Failed | LastReported::Silent)
    )
}

/// For how long a running machine may be one of which nothing can be told.
const SILENCE: SignedDuration = SignedDuration::from_mins(10);

/// How a server stands of which nothing could be told since `since`: a hung machine cannot say so
/// itself, and costs money.
pub fn unheard(health: Health, since: Timestamp, now: Timestamp) -> Health {
    if health == Health::Unknown && SILENCE < now.duration_since(since) {
        Health::Silent { since: Some(since) }
    } else {
        health
    }
}

/// What is to be done about `server`, in this order.
pub fn decide(
    server: &Server,
    health: &Health,
    now: Timestamp,
    patience: &BootTimeouts,
) -> Vec<Step> {
    let mut steps = Vec::new();
    if *health == Health::Unknown {
        return steps;
    }
    let hopeless = matches!(
        health,
        Health::Slow(_) | Health::Failed { .. } | Health::Silent { .. } | Health::Crashed { .. }
    );
    let never_online = !server.record.timeline.was_online();
    let too_long = patience.give_up < now.duration_since(server.launched);
    // Before anything that needs a channel, for it saves money. Also if it is noted as ending: a
    // stop that was noted and then failed is tried again.
    if hopeless && never_online && too_long {
        steps.push(Step::Stop(StopReason::BootTimeout));
    }
    if let Health::Online { boot, link, .. } = health {
        let announced = server
            .record
            .announced
            .as_ref()
            .is_some_and(|announced| announced.boot == *boot);
        if !announced {
            steps.push(Step::Announce {
                boot: boot.clone(),
                link: link.clone(),
            });
        }
    }
    if server.record.told.as_deref() != Some(&health.code()) {
        steps.push(Step::Tell(health.clone()));
    }
    steps
}

/// What is to be done about a server that was online and has been in trouble since `since`, beyond
/// what [`decide`] says once: a machine on which nobody can drive is not paid for without end.
///
/// One whose game server was given up is stopped after the patience for a boot. One that is silent
/// may have a race on it, so the channel is only reminded, after `again`.
pub fn outlasted(
    health: &Health,
    since: Timestamp,
    again: Timestamp,
    now: Timestamp,
    patience: &BootTimeouts,
) -> Option<Step> {
    match health {
        Health::Failed { .. } if patience.give_up < now.duration_since(since) => {
            Some(Step::Stop(StopReason::Broken))
        }
        Health::Silent { .. } if again <= now => Some(Step::Tell(health.clone())),
        _ => None,
    }
}

/// When the channel is reminded again of trouble that began at `since`, told of now: after the
/// patience for a boot, and then each time as long again as it has lasted.
pub fn remind_at(since: Timestamp, now: Timestamp, patience: &BootTimeouts) -> Timestamp {
    now.saturating_add(now.duration_since(since).max(patience.give_up))
        .unwrap_or(Timestamp::MAX)
}

/// The stage that `health` shows as reached, for the timeline.
pub fn stage_of(health: &Health) -> Option<Stage> {
    match health {
        Health::Coming(stage) | Health::Slow(stage) => Some(*stage),
        Health::Online { .. } => Some(Stage::Online),
        _ => None,
    }
}
