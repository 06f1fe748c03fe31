//! What somebody may want to do, and when it can be done.

use serde::{Deserialize, Serialize};
use strum::VariantArray;

use crate::server::{InstanceState, Server};

/// What somebody wants to do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, VariantArray,
)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Bring a new server up.
    Deploy,
    /// Power a stopped server on.
    Start,
    /// Power a server off; its disk is kept.
    Stop,
    /// End a server's program and start it again; its machine and its link stay.
    Restart,
    /// Have a server stay on although nobody drives.
    Keep,
    /// Delete a server for good.
    Terminate,
    /// Look at servers.
    Status,
    /// Read what a server's program printed: drivers' names and ids stand in it.
    Logs,
    /// Decide about results: penalties, results that do not count, seasons.
    Steward,
    /// Plan races, change them and call them off.
    Race,
    /// Put one's name on a race's list.
    SignUp,
    /// Change what a server races.
    Change,
    /// Steer a session that is on: next, restart, kick.
    Control,
    /// Add and remove the server programs that packs run with.
    Programs,
}

impl Action {
    /// All actions, in the order of the settings file.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The action as the rest of "You may not …".
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Deploy => "deploy servers",
            Self::Start => "start servers",
            Self::Stop => "stop servers",
            Self::Restart => "restart servers",
            Self::Keep => "keep servers running",
            Self::Terminate => "delete servers and packs",
            Self::Status => "look at servers, races and results",
            Self::Logs => "read servers' logs",
            Self::Steward => "decide about results, penalties and seasons",
            Self::Race => "plan races",
            Self::SignUp => "sign up for races",
            Self::Change => "change what is raced, or keep presets",
            Self::Control => "control sessions, or kick or ban drivers",
            Self::Programs => "add or remove server programs",
        }
    }

    /// Whether it is done to a server that there is.
    pub(super) fn is_done_to_servers(self) -> bool {
        !matches!(
            self,
            Self::Deploy | Self::Steward | Self::Race | Self::SignUp | Self::Programs
        )
    }

    /// Whether it can be done to a server whose machine is in this state.
    pub fn suits(self, state: InstanceState) -> bool {
        match self {
            Self::Deploy | Self::Steward | Self::Race | Self::SignUp | Self::Programs => false,
            Self::Start => state == InstanceState::Stopped,
            Self::Stop => matches!(state, InstanceState::Pending | InstanceState::Running),
            Self::Restart | Self::Keep | Self::Logs | Self::Control => {
                state == InstanceState::Running
            }
            Self::Terminate | Self::Status | Self::Change => !state.is_gone(),
        }
    }

    /// Whether it can be done to this server: the log of one on the operator's own machine lies beside the
    /// bot, and can be read while it is stopped.
    pub fn suits_server(self, server: &Server) -> bool {
        let is_at_hand = server.hosting.is_this_machine() && server.state == InstanceState::Stopped;
        self.suits(server.state) || self == Self::Logs && is_at_hand
    }

    /// Whether it can also be done to a deploy that has no machine yet.
    pub fn suits_deploys(self) -> bool {
        matches!(self, Self::Status | Self::Stop)
    }
}
