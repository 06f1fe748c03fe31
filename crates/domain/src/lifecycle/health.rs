//! How a server stands, and how it stood when its channel was last told.

use jiff::Timestamp;

use super::timeline::Stage;
use crate::ids::BootId;
use crate::link::JoinLink;
use crate::report::{Cause, LinkSource, Report};
use crate::server::Record;

/// What was learnt of the machine's report in this pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportOutcome {
    /// Nobody asked, because the machine is not running.
    NotAsked,
    /// The machine's agent has not registered (yet), so nobody can ask.
    AgentOffline,
    /// The machine could be asked, and has no report (yet).
    Absent,
    /// The machine did not answer within this pass.
    NoAnswer,
    /// The report is garbage: what is wrong with it.
    Unreadable(String),
    /// The report.
    Report(Box<Report>),
}

impl ReportOutcome {
    /// The report, if there is one.
    pub fn report(&self) -> Option<&Report> {
        match self {
            Self::Report(report) => Some(report),
            _ => None,
        }
    }
}

/// A server on which nobody drives, shortly before its machine powers itself off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdleWarning {
    /// Since when nobody is connected.
    pub since: Option<Timestamp>,
    /// When the machine powers itself off, unless somebody joins.
    pub stops_at: Timestamp,
}

/// How a server stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// On its way up.
    Coming(Stage),
    /// On its way up, for longer than is usual.
    Slow(Stage),
    /// Drivers can join.
    Online {
        /// This run of the machine.
        boot: BootId,
        /// The way in.
        link: JoinLink,
        /// Where the link comes from.
        source: LinkSource,
        /// How often the server program ended and was started again in this boot.
        restarts: u32,
        /// Nobody drives, and the machine is about to power itself off.
        idle: Option<IdleWarning>,
        /// What the machine says if it knows that nobody outside gets through to the server.
        closed: Option<String>,
    },
    /// The server program ended; the machine starts it again.
    Crashed {
        /// What the machine says of it.
        error: Option<String>,
    },
    /// The machine has given up.
    Failed {
        /// What the machine says of it.
        error: Option<String>,
        /// What has to be mended, if the machine can tell.
        cause: Option<Cause>,
    },
    /// The machine runs but has said nothing new for too long.
    Silent {
        /// When it last said something.
        since: Option<Timestamp>,
    },
    /// Nothing can be told from this pass; what was told last still stands.
    Unknown,
    /// Being powered off.
    Stopping,
    /// Powered off.
    Stopped,
    /// Deleted.
    Gone,
}

impl Health {
    /// What the [`Self::code`] of a server ends with whose machine is about to power itself off.
    const IDLE: &str = "-idle";
    /// What stands before it where nobody outside gets through.
    const CLOSED: &str = "-closed";

    /// A short text that differs whenever the channel should be told; it is kept in a tag.
    pub fn code(&self) -> String {
        match self {
            Self::Coming(stage) => format!("coming-{}", stage.letter()),
            Self::Slow(_) => "slow".into(),
            // A crash between two passes leaves no other trace than the count.
            Self::Online {
                boot,
                restarts,
                idle,
                closed,
                ..
            } => {
                let idle = if idle.is_some() { Self::IDLE } else { "" };
                let closed = if closed.is_some() { Self::CLOSED } else { "" };
                format!("online-{boot}-{restarts}{closed}{idle}")
            }
            Self::Crashed { .. } => "crashed".into(),
            Self::Failed { .. } => "failed".into(),
            Self::Silent { .. } => "silent".into(),
            Self::Unknown => "unknown".into(),
            Self::Stopping => "stopping".into(),
            Self::Stopped => "stopped".into(),
            Self::Gone => "gone".into(),
        }
    }

    /// What [`LastReported::of`] reads back once the channel was told of this. Of [`Self::Unknown`] nothing
    /// is told.
    pub fn told(&self) -> Option<LastReported> {
        Some(match self {
            Self::Coming(_) => LastReported::Coming,
            Self::Slow(_) => LastReported::Slow,
            Self::Online { idle, .. } => LastReported::Online {
                idle: idle.is_some(),
            },
            Self::Crashed { .. } => LastReported::Crashed,
            Self::Failed { .. } => LastReported::Failed,
            Self::Silent { .. } => LastReported::Silent,
            Self::Unknown => return None,
            Self::Stopping | Self::Stopped | Self::Gone => LastReported::Ended,
        })
    }
}

/// How a server stood when its channel was last told: for who needs no more than that, and for
/// lists that ask no machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastReported {
    /// On its way up.
    Coming,
    /// On its way up, for longer than is usual.
    Slow,
    /// Drivers could join.
    Online {
        /// Nobody drove, and the machine was about to power itself off.
        idle: bool,
    },
    /// The server program had ended and was being started again.
    Crashed,
    /// The machine had given up.
    Failed,
    /// The machine had said nothing for too long.
    Silent,
    /// Being stopped, stopped or deleted.
    Ended,
}

impl LastReported {
    /// What the channel was told last of a server with this record, if anything; the other
    /// direction of [`Health::code`].
    pub fn of(record: &Record) -> Option<Self> {
        let code = record.told.as_deref()?;
        Some(match code {
            Record::JUST_STARTED => Self::Coming,
            code if Record::says_restarting(code) => Self::Coming,
            "slow" => Self::Slow,
            "crashed" => Self::Crashed,
            "failed" => Self::Failed,
            "silent" => Self::Silent,
            "stopping" | "stopped" | "gone" => Self::Ended,
            code if code.starts_with("coming-") => Self::Coming,
            code if code.starts_with("online-") => Self::Online {
                idle: code.ends_with(Health::IDLE),
            },
            _ => return None,
        })
    }
}
