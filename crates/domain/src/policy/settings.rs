//! The entries `[[guilds]]` of the settings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Action, RoleRef};
use crate::ids::{GuildId, InstanceType};
use crate::lifecycle::LONGEST_START;
use crate::price::Dollars;
use crate::within;
use pack::RunOn;

/// The rules of one Discord server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuildRules {
    /// Whose rules these are.
    pub id: GuildId,
    /// The roles that may do each action; an action without an entry is left to "Manage Server", but
    /// logs, races, changes and results to those who may deploy, and a restart to those who may both
    /// stop and start; whoever may start one may keep it running; whoever decides about results may control
    /// sessions; and everybody may sign up.
    #[serde(default)]
    pub roles: BTreeMap<Action, Vec<RoleRef>>,
    /// Whether those who ordered a server may start, stop and delete it without a role.
    #[serde(default)]
    pub owners_may_stop: bool,
    /// How many servers may exist at once, stopped ones included.
    #[serde(
        default = "GuildRules::default_max_servers",
        deserialize_with = "at_least_one_server"
    )]
    pub max_servers: usize,
    /// The kinds of machine to choose from; the first is the default. Empty: the default only.
    #[serde(default)]
    pub sizes: Vec<InstanceType>,
    /// What its servers may cost in a month.
    #[serde(default)]
    pub budget: Option<Dollars>,
    /// For how many hours a machine may run after each start, if not for as long as elsewhere. 0: without a
    /// limit.
    #[serde(default, deserialize_with = "hours")]
    pub hours_per_start: Option<u32>,
    /// The system that packs run on here, if another than `run_on` under `[aws]`.
    #[serde(default)]
    pub run_on: Option<RunOn>,
    /// How many machines wait, switched off, for a deploy of a pack that runs on Linux.
    #[serde(default, deserialize_with = "within::<_, _, 0, 10>")]
    pub prepared: usize,
    /// The largest pack in MiB.
    #[serde(
        default = "GuildRules::default_max_pack_mib",
        deserialize_with = "within::<_, _, 1, { u64::MAX }>"
    )]
    pub max_pack_mib: u64,
    /// The zone whose clock races go by, by its name in the tz database.
    #[serde(default = "GuildRules::default_time_zone")]
    pub time_zone: String,
    /// Whether the card of a race has a thread, where whoever plans it does not say.
    #[serde(default)]
    pub race_threads: bool,
}

impl GuildRules {
    /// The roles of which one is needed for `action`.
    pub(super) fn needed(&self, action: Action) -> &[RoleRef] {
        let named = self.roles.get(&action);
        let named = match action {
            Action::Logs | Action::Steward | Action::Race | Action::Change => {
                named.or_else(|| self.roles.get(&Action::Deploy))
            }
            Action::Keep => named.or_else(|| self.roles.get(&Action::Start)),
            Action::Control => named
                .or_else(|| self.roles.get(&Action::Steward))
                .or_else(|| self.roles.get(&Action::Deploy)),
            _ => named,
        };
        named.map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether everybody may do `action` because nobody was named.
    pub(super) fn is_open(&self, action: Action) -> bool {
        action == Action::SignUp && !self.roles.contains_key(&action)
    }

    fn default_time_zone() -> String {
        "UTC".to_owned()
    }

    fn default_max_servers() -> usize {
        3
    }

    fn default_max_pack_mib() -> u64 {
        2048
    }
}

fn hours<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    within::<_, _, 0, { LONGEST_START as u64 }>(deserializer).map(Some)
}

fn at_least_one_server<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<usize, D::Error> {
    match usize::deserialize(deserializer)? {
        0 => Err(serde::de::Error::custom(
            "must be 1 or more; to lock a Discord server out, remove its entry",
        )),
        servers => Ok(servers),
    }
}
