//! What must be remembered of a server from one look to the next: in its tags, or its state file.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use crate::ids::{BootId, ChangeId, InstanceType, MessageId, ServerId};
use crate::lifecycle::Timeline;

/// Why a machine was stopped or deleted. Our own reasons are written down before it is done, so that
/// the message that follows can say it, also after a restart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, EnumString, IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum StopReason {
    /// Somebody asked for it.
    Asked,
    /// It was not online within the limit.
    BootTimeout,
    /// It ran for as long as the settings allow, and nobody drove.
    TimeLimit,
    /// Its game server was given up on the machine, and nobody did anything about it.
    Broken,
    /// It was a race night's, and the night is over or called off.
    RaceOver,
    /// Nobody drove, so it powered itself off. Never written down: the cloud knows it.
    Idle,
}

impl StopReason {
    /// How it is written into a tag.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Reads what [`Self::as_str`] wrote.
    pub fn from_tag(text: &str) -> Option<Self> {
        text.parse().ok().filter(|reason| *reason != Self::Idle)
    }
}

/// The join announcement of a boot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announced {
    /// The boot whose link it shows.
    pub boot: BootId,
    /// The message; none where the channel could not be written to.
    pub message: Option<MessageId>,
}

/// What we remember of a server beyond what the cloud itself knows. It lives in the machine's
/// tags; the bot keeps nothing of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The message that is edited through the phases of this run.
    pub progress: Option<MessageId>,
    /// When this run was asked for, and when each stage was reached.
    pub timeline: Timeline,
    /// The boot whose link is being posted: set before the post, so that a bot killed between
    /// post and note looks for its own message instead of posting twice.
    pub announcing: Option<BootId>,
    /// The last join announcement.
    pub announced: Option<Announced>,
    /// Why we are stopping or deleting it.
    pub ending: Option<StopReason>,
    /// What the channel was told last: [`crate::lifecycle::Health::code`].
    pub told: Option<String>,
    /// The server that goes once this one is online.
    #[serde(default)]
    pub replaces: Option<ServerId>,
    /// The kind of machine that it was to have, of which the cloud had none.
    #[serde(default)]
    pub instead_of: Option<InstanceType>,
    /// Until when somebody wants this run to go on, whatever limit of hours there is.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// Which end by that limit is settled: the channel was told of it, or took nothing.
    #[serde(default)]
    pub warned: Option<Timestamp>,
    /// The change that is being made of what it races: set before anything is done, so that whoever
    /// finds it later finishes it.
    #[serde(default)]
    pub changing: Option<ChangeId>,
}

impl Record {
    /// [`Self::told`] of a run that was just asked for: the channel knows that it is on its way.
    pub const JUST_STARTED: &str = "just-started";
    /// What [`Self::told`] begins with of a server whose program was restarted by request.
    const RESTARTING: &str = "restarting";

    /// [`Self::told`] of a server whose program is restarted by request now: the channel knows that, and waits
    /// to hear that drivers can join again. Each restart has its own, for Discord takes the same news twice for
    /// a repeat.
    pub fn restarting(now: Timestamp) -> String {
        format!("{}-{}", Self::RESTARTING, now.as_millisecond())
    }

    /// Whether that is what the channel was told last.
    pub fn says_restarting(told: &str) -> bool {
        told.starts_with(Self::RESTARTING)
    }

    /// When a restart was asked for that the channel still waits for.
    pub fn restart_asked(&self) -> Option<Timestamp> {
        let since = self.told.as_deref()?.strip_prefix(Self::RESTARTING)?;
        let since = since.strip_prefix('-')?.parse().ok()?;
        Timestamp::from_millisecond(since).ok()
    }

    /// Whether the channel waits to hear that drivers can join again.
    pub fn is_restarting(&self) -> bool {
        self.told.as_deref().is_some_and(Self::says_restarting)
    }

    /// The record of a run that begins now.
    pub fn new(asked: Timestamp, progress: Option<MessageId>) -> Self {
        Self {
            progress,
            timeline: Timeline::new(asked),
            announcing: None,
            announced: None,
            ending: None,
            told: None,
            replaces: None,
            instead_of: None,
            until: None,
            warned: None,
            changing: None,
        }
    }

    /// Takes what was noted of a run whose boot was not known yet as noted of that boot; says whether there
    /// was any.
    pub fn adopt(&mut self, run: &BootId, boot: &BootId) -> bool {
        let before = self.clone();
        if self.announcing.as_ref() == Some(run) {
            self.announcing = Some(boot.clone());
        }
        if let Some(announced) = self.announced.as_mut().filter(|one| one.boot == *run) {
            announced.boot = boot.clone();
        }
        if let Some(told) = &mut self.told
            && let Some(rest) = told.strip_prefix(&format!("online-{run}-"))
        {
            *told = format!("online-{boot}-{rest}");
        }
        before != *self
    }

    /// What holds for a machine that was last powered on at `launched`. If somebody else powered it
    /// on again, its last run's stages and ending are no longer true of it.
    pub fn of_run(self, launched: Timestamp) -> Self {
        if self.timeline.is_of_run(launched) {
            return self;
        }
        Self {
            announced: self.announced,
            told: self.told,
            replaces: self.replaces,
            instead_of: self.instead_of,
            changing: self.changing,
            ..Self::new(launched, None)
        }
    }
}
