//! Who may do what: one set of rules for commands, buttons, autocomplete and the command line.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::ids::{GuildId, InstanceType, RoleId, UserId};
use super::price::Dollars;
use super::server::{InstanceState, Order, Owner, PackLocation, Server};
use pack::RunOn;

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    pub const ALL: [Self; 13] = [
        Self::Deploy,
        Self::Start,
        Self::Stop,
        Self::Restart,
        Self::Terminate,
        Self::Status,
        Self::Logs,
        Self::Steward,
        Self::Race,
        Self::SignUp,
        Self::Change,
        Self::Control,
        Self::Programs,
    ];

    /// The action as the rest of "You may not …".
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Deploy => "deploy servers",
            Self::Start => "start servers",
            Self::Stop => "stop servers",
            Self::Restart => "restart servers",
            Self::Terminate => "delete servers",
            Self::Status => "look at servers",
            Self::Logs => "read servers' logs",
            Self::Steward => "decide about results and seasons",
            Self::Race => "plan races",
            Self::SignUp => "sign up for races",
            Self::Change => "change what is raced",
            Self::Control => "control a session",
            Self::Programs => "add or remove server programs",
        }
    }

    /// Whether it can be done to a server whose machine is in this state.
    pub fn suits(self, state: InstanceState) -> bool {
        match self {
            Self::Deploy | Self::Steward | Self::Race | Self::SignUp | Self::Programs => false,
            Self::Start => state == InstanceState::Stopped,
            Self::Stop => matches!(state, InstanceState::Pending | InstanceState::Running),
            Self::Restart | Self::Logs | Self::Control => state == InstanceState::Running,
            Self::Terminate | Self::Status | Self::Change => !state.is_gone(),
        }
    }

    /// Whether it can be done to this server: the log of one on the operator's own machine lies beside the
    /// bot, and can be read while it is stopped.
    pub fn suits_server(self, server: &Server) -> bool {
        let is_at_hand = server.size.is_own_machine() && server.state == InstanceState::Stopped;
        self.suits(server.state) || self == Self::Logs && is_at_hand
    }

    /// Whether it can also be done to a deploy that has no machine yet.
    pub fn suits_deploys(self) -> bool {
        matches!(self, Self::Status | Self::Stop)
    }
}

/// A role as the settings name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RoleRef {
    /// By Discord's id; the Discord server's own id is everybody, as it is for Discord.
    Id(RoleId),
    /// By its name, compared without regard to case; `@everyone` is everybody. Names are not
    /// protected: whoever may make roles may make one of this name, so only the oldest counts.
    Name(String),
}

impl RoleRef {
    const EVERYONE: &str = "@everyone";

    fn is_held_by(&self, actor: &Actor) -> bool {
        match self {
            Self::Name(name) if name.eq_ignore_ascii_case(Self::EVERYONE) => true,
            Self::Name(name) => {
                let mut roles = actor.roles.iter();
                roles.any(|role| role.is_called(name) && role.oldest_of_its_name)
            }
            Self::Id(id) => {
                let everybody = actor.guild.is_some_and(|guild| guild.get() == id.get());
                everybody || actor.roles.iter().any(|role| role.id == *id)
            }
        }
    }

    /// Whether `actor` only holds a younger role of this name.
    fn is_imitated_by(&self, actor: &Actor) -> bool {
        match self {
            Self::Name(name) => {
                let mut roles = actor.roles.iter();
                roles.any(|role| role.is_called(name) && !role.oldest_of_its_name)
            }
            Self::Id(_) => false,
        }
    }
}

impl fmt::Display for RoleRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Discord shows the role's name for this; no one is pinged by a refusal.
            Self::Id(id) => write!(f, "<@&{id}>"),
            Self::Name(name) => write!(f, "**{name}**"),
        }
    }
}

/// A role that somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRole {
    /// Discord's id.
    pub id: RoleId,
    /// Its name, empty where Discord did not tell it.
    pub name: String,
    /// Whether no older role of that Discord server has the same name, regardless of case.
    pub oldest_of_its_name: bool,
}

impl HeldRole {
    fn is_called(&self, name: &str) -> bool {
        self.name.to_lowercase() == name.to_lowercase()
    }
}

/// Somebody who wants to do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The Discord user; none on the command line.
    pub user: Option<UserId>,
    /// A name to show.
    pub name: String,
    /// The Discord server that they speak from.
    pub guild: Option<GuildId>,
    /// Their roles there.
    pub roles: Vec<HeldRole>,
    /// Whether they hold Discord's "Manage Server" permission there.
    pub manages_guild: bool,
}

impl Actor {
    /// Whoever holds the AWS credentials and a shell: may do everything.
    pub fn operator(name: impl Into<String>) -> Self {
        Self {
            user: None,
            name: name.into(),
            guild: None,
            roles: Vec::new(),
            manages_guild: false,
        }
    }

    fn is_operator(&self) -> bool {
        self.user.is_none()
    }

    /// Whether it is theirs. What came from the command line is nobody's.
    fn owns(&self, owner: &Owner) -> bool {
        owner.user.is_some() && owner.user == self.user
    }

    /// Whether they see a deploy that is under way: those of their Discord server; the operator all.
    pub fn sees(&self, order: &Order) -> bool {
        self.is_operator() || order.home.map(|home| home.guild) == self.guild
    }

    /// Whether they may use a pack in storage: those of their Discord server, and those that belong to
    /// none.
    pub fn may_use_pack(&self, pack: &PackLocation) -> bool {
        let elsewhere = pack.guild().is_some_and(|guild| self.guild != Some(guild));
        self.is_operator() || !elsewhere
    }
}

/// The rules of one Discord server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuildRules {
    /// Whose rules these are.
    pub id: GuildId,
    /// The roles that may do each action; an action without an entry is left to "Manage Server", but
    /// logs, races, changes and results to those who may deploy, and a restart to those who may both
    /// stop and start; whoever decides about results may control sessions; and everybody may sign up.
    #[serde(default)]
    pub roles: BTreeMap<Action, Vec<RoleRef>>,
    /// Whether those who ordered a server may start, stop and delete it without a role.
    #[serde(default)]
    pub owners_may_stop: bool,
    /// How many servers may exist at once, stopped ones included.
    #[serde(default = "GuildRules::default_max_servers")]
    pub max_servers: usize,
    /// The kinds of machine to choose from; the first is the default. Empty: the default only.
    #[serde(default)]
    pub sizes: Vec<InstanceType>,
    /// What its servers may cost in a month.
    #[serde(default)]
    pub budget: Option<Dollars>,
    /// The system that packs run on here, if another than `run_on` under `[aws]`.
    #[serde(default)]
    pub run_on: Option<RunOn>,
    /// The largest pack in MiB.
    #[serde(default = "GuildRules::default_max_pack_mib")]
    pub max_pack_mib: u64,
    /// The zone whose clock races go by, by its name in the tz database.
    #[serde(default = "GuildRules::default_time_zone")]
    pub time_zone: String,
}

impl GuildRules {
    /// The roles of which one is needed for `action`.
    fn needed(&self, action: Action) -> &[RoleRef] {
        let named = self.roles.get(&action);
        let named = match action {
            Action::Logs | Action::Steward | Action::Race | Action::Change => {
                named.or_else(|| self.roles.get(&Action::Deploy))
            }
            Action::Control => named
                .or_else(|| self.roles.get(&Action::Steward))
                .or_else(|| self.roles.get(&Action::Deploy)),
            _ => named,
        };
        named.map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether everybody may do `action` because nobody was named.
    fn is_open(&self, action: Action) -> bool {
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

/// Why somebody may not do something.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The settings have no rules for this Discord server.
    #[error("guild {0} is not in the settings")]
    UnknownGuild(GuildId),
    /// A command in a private message.
    #[error("not in a guild")]
    NotInGuild,
    /// A role is missing.
    #[error("may not {}", action.phrase())]
    MissingRole {
        /// What they wanted.
        action: Action,
        /// The roles that may; empty: only "Manage Server".
        needed: Vec<RoleRef>,
        /// Those of them that the actor holds only as a younger role of the same name.
        imitated: Vec<RoleRef>,
    },
    /// The server belongs to another Discord server (or to nobody who may be told about it).
    #[error("the server belongs to another guild")]
    OtherGuild,
    /// There are as many servers as the rules allow.
    #[error("{existing} of {limit} servers exist")]
    TooManyServers {
        /// How many there are.
        existing: usize,
        /// How many there may be.
        limit: usize,
    },
    /// This kind of machine is not offered.
    #[error("{asked} is not an allowed size")]
    SizeNotAllowed {
        /// What was asked for.
        asked: InstanceType,
        /// What there is.
        allowed: Vec<InstanceType>,
    },
    /// The month's budget is spent.
    #[error("{spent} of {budget} are spent")]
    BudgetSpent {
        /// What the month cost up to now.
        spent: Dollars,
        /// What it may cost.
        budget: Dollars,
    },
    /// The pack is larger than the rules allow.
    #[error("a pack of {size} bytes, {limit} allowed")]
    PackTooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
}

impl Refusal {
    /// The same, of an action that this one is a part of.
    fn to(self, wanted: Action) -> Self {
        match self {
            Self::MissingRole {
                needed, imitated, ..
            } => Self::MissingRole {
                action: wanted,
                needed,
                imitated,
            },
            other => other,
        }
    }
}

/// The rules of all Discord servers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Policy {
    guilds: BTreeMap<GuildId, GuildRules>,
}

impl Policy {
    /// The policy that these rules make.
    pub fn new(rules: impl IntoIterator<Item = GuildRules>) -> Self {
        Self {
            guilds: rules.into_iter().map(|rules| (rules.id, rules)).collect(),
        }
    }

    /// The rules of one Discord server.
    pub fn guild(&self, guild: GuildId) -> Option<&GuildRules> {
        self.guilds.get(&guild)
    }

    /// The Discord servers that the settings name.
    pub fn guilds(&self) -> impl Iterator<Item = &GuildRules> {
        self.guilds.values()
    }

    /// The guild, if the settings name a single one.
    pub fn only_guild(&self) -> Option<GuildId> {
        let mut guilds = self.guilds.keys();
        guilds.next().copied().filter(|_| guilds.next().is_none())
    }

    /// The rules of the Discord server that `actor` speaks from; `None` for the operator.
    ///
    /// # Errors
    /// [`Refusal::NotInGuild`] and [`Refusal::UnknownGuild`].
    pub fn rules_for(&self, actor: &Actor) -> Result<Option<&GuildRules>, Refusal> {
        if actor.is_operator() {
            return Ok(None);
        }
        let guild = actor.guild.ok_or(Refusal::NotInGuild)?;
        self.guilds
            .get(&guild)
            .map(Some)
            .ok_or(Refusal::UnknownGuild(guild))
    }

    /// Whether `actor` may do `action` at all, to servers that others own.
    ///
    /// # Errors
    /// The [`Refusal`] that says why not.
    pub fn may(&self, actor: &Actor, action: Action) -> Result<(), Refusal> {
        let Some(rules) = self.rules_for(actor)? else {
            return Ok(());
        };
        if action == Action::Restart && !rules.roles.contains_key(&action) {
            // It ends a session and begins another: whoever may do both apart may do this.
            self.may(actor, Action::Stop)
                .and_then(|()| self.may(actor, Action::Start))
                .map_err(|refusal| refusal.to(action))?;
            return Ok(());
        }
        let needed = rules.needed(action);
        if actor.manages_guild
            || rules.is_open(action)
            || needed.iter().any(|role| role.is_held_by(actor))
        {
            return Ok(());
        }
        let imitated = needed.iter().filter(|role| role.is_imitated_by(actor));
        Err(Refusal::MissingRole {
            action,
            needed: needed.to_vec(),
            imitated: imitated.cloned().collect(),
        })
    }

    /// Whether `actor` may do `action` to this server.
    ///
    /// # Errors
    /// The [`Refusal`] that says why not. A server of another Discord server is refused first,
    /// so that its roles and names are not told.
    pub fn may_touch(&self, actor: &Actor, action: Action, server: &Server) -> Result<(), Refusal> {
        let Some(rules) = self.rules_for(actor)? else {
            return Ok(());
        };
        if server.home.map(|home| home.guild) != actor.guild {
            return Err(Refusal::OtherGuild);
        }
        if actor.owns(&server.owner)
            && (rules.owners_may_stop || matches!(action, Action::Status | Action::Logs))
        {
            return Ok(());
        }
        self.may(actor, action)
    }

    /// Whether `actor` may do `action` to a deploy that has no machine yet. Whoever asked for it may
    /// always look at it and cancel it.
    ///
    /// # Errors
    /// The [`Refusal`] that says why not.
    pub fn may_touch_order(
        &self,
        actor: &Actor,
        action: Action,
        order: &Order,
    ) -> Result<(), Refusal> {
        if !actor.sees(order) {
            return Err(Refusal::OtherGuild);
        }
        if actor.owns(&order.owner) {
            return Ok(());
        }
        self.may(actor, action)
    }

    /// The size to launch: the one asked for if the rules allow it, else their default.
    ///
    /// # Errors
    /// [`Refusal::SizeNotAllowed`], and those of [`Self::rules_for`].
    pub fn size(
        &self,
        actor: &Actor,
        asked: Option<InstanceType>,
        default: &InstanceType,
    ) -> Result<InstanceType, Refusal> {
        let Some(rules) = self.rules_for(actor)? else {
            return Ok(asked.unwrap_or_else(|| default.clone()));
        };
        let allowed = self.sizes(rules, default);
        match asked {
            None => Ok(allowed[0].clone()),
            Some(size) if allowed.contains(&size) => Ok(size),
            Some(asked) => Err(Refusal::SizeNotAllowed { asked, allowed }),
        }
    }

    /// The kinds of machine that a Discord server may choose from, the default first.
    pub fn sizes(&self, rules: &GuildRules, default: &InstanceType) -> Vec<InstanceType> {
        if rules.sizes.is_empty() {
            vec![default.clone()]
        } else {
            rules.sizes.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{ChannelId, ServerId};
    use crate::server::{Home, PackSource};

    const LEAGUE: u64 = 200;

    #[test]
    fn what_is_stopping_can_neither_be_stopped_nor_started() {
        let suited = |state| {
            let suits = |action: &Action| action.suits(state);
            Action::ALL.into_iter().filter(suits).collect::<Vec<_>>()
        };
        use Action::{Change, Control, Logs, Restart, Start, Status, Stop, Terminate};
        assert_eq!(
            suited(InstanceState::Running),
            [Stop, Restart, Terminate, Status, Logs, Change, Control]
        );
        assert_eq!(suited(InstanceState::Stopping), [Terminate, Status, Change]);
        assert_eq!(
            suited(InstanceState::Stopped),
            [Start, Terminate, Status, Change]
        );
        assert_eq!(suited(InstanceState::Terminated), []);
    }

    fn policy() -> Policy {
        let rules: GuildRules = serde_json::from_value(serde_json::json!({
            "id": LEAGUE,
            "roles": { "deploy": ["Organiser"], "stop": [400], "status": ["@everyone"] },
            "sizes": ["t3.small", "t3.medium"],
        }))
        .expect("rules");
        Policy::new([rules])
    }

    fn member(roles: &[(u64, &str)]) -> Actor {
        Actor {
            user: Some(UserId::from(1)),
            name: "alice".into(),
            guild: Some(GuildId::from(LEAGUE)),
            roles: roles
                .iter()
                .map(|(id, name)| HeldRole {
                    id: RoleId::from(*id),
                    name: (*name).into(),
                    oldest_of_its_name: true,
                })
                .collect(),
            manages_guild: false,
        }
    }

    #[test]
    fn roles_are_named_or_numbered() {
        assert_eq!(
            policy().may(&member(&[(1, "organiser")]), Action::Deploy),
            Ok(())
        );
        assert_eq!(policy().may(&member(&[(400, "")]), Action::Stop), Ok(()));
        assert_eq!(policy().may(&member(&[]), Action::Status), Ok(()));
    }

    #[test]
    fn a_refusal_names_the_role() {
        let refusal = policy()
            .may(&member(&[]), Action::Deploy)
            .expect_err("refused");
        assert_eq!(
            refusal,
            Refusal::MissingRole {
                action: Action::Deploy,
                needed: vec![RoleRef::Name("Organiser".into())],
                imitated: Vec::new(),
            }
        );
    }

    #[test]
    fn a_younger_role_of_the_same_name_counts_for_nothing() {
        let mut actor = member(&[(9, "ORGANISER")]);
        actor.roles[0].oldest_of_its_name = false;
        let organiser = RoleRef::Name("Organiser".into());
        assert_eq!(
            policy().may(&actor, Action::Deploy),
            Err(Refusal::MissingRole {
                action: Action::Deploy,
                needed: vec![organiser.clone()],
                imitated: vec![organiser],
            })
        );
        // An id is an id, however many roles share its name.
        actor.roles[0].id = RoleId::from(400);
        assert_eq!(policy().may(&actor, Action::Stop), Ok(()));
    }

    #[test]
    fn the_id_of_the_discord_server_is_everybody() {
        let mut rules = policy()
            .guild(GuildId::from(LEAGUE))
            .expect("rules")
            .clone();
        let everybody = RoleRef::Id(RoleId::from(LEAGUE));
        rules.roles.insert(Action::Start, vec![everybody]);
        assert_eq!(
            Policy::new([rules]).may(&member(&[]), Action::Start),
            Ok(())
        );
    }

    #[test]
    fn logs_are_for_those_who_deploy_unless_the_settings_say_otherwise() {
        let organiser = member(&[(1, "organiser")]);
        assert_eq!(policy().may(&organiser, Action::Logs), Ok(()));
        assert!(policy().may(&member(&[]), Action::Logs).is_err());
        let mut rules = policy()
            .guild(GuildId::from(LEAGUE))
            .expect("rules")
            .clone();
        rules
            .roles
            .insert(Action::Logs, vec![RoleRef::Name("Steward".into())]);
        let policy = Policy::new([rules]);
        assert!(policy.may(&organiser, Action::Logs).is_err());
        assert_eq!(policy.may(&member(&[(2, "steward")]), Action::Logs), Ok(()));
    }

    #[test]
    fn who_may_stop_and_start_may_restart_unless_the_settings_say_otherwise() {
        let mut rules = policy()
            .guild(GuildId::from(LEAGUE))
            .expect("rules")
            .clone();
        let starter = RoleRef::Name("Starter".into());
        rules.roles.insert(Action::Start, vec![starter.clone()]);
        let (stops, both) = (member(&[(400, "")]), member(&[(400, ""), (5, "starter")]));
        let policy = Policy::new([rules.clone()]);
        assert_eq!(policy.may(&both, Action::Restart), Ok(()));
        assert_eq!(
            policy.may(&stops, Action::Restart),
            Err(Refusal::MissingRole {
                action: Action::Restart,
                needed: vec![starter],
                imitated: Vec::new(),
            })
        );
        rules
            .roles
            .insert(Action::Restart, vec![RoleRef::Id(RoleId::from(400))]);
        assert_eq!(Policy::new([rules]).may(&stops, Action::Restart), Ok(()));
    }

    fn pack(text: &str) -> PackLocation {
        text.parse().expect("a pack")
    }

    fn order(user: u64, guild: u64) -> Order {
        Order {
            server: ServerId::from_bits(1),
            name: None,
            size: InstanceType::new("t3.small"),
            source: PackSource::Stored(pack("s3:packs/200/a/gt3.zip")),
            owner: Owner {
                user: Some(UserId::from(user)),
                name: "alice".to_owned(),
            },
            home: Some(Home {
                guild: GuildId::from(guild),
                channel: ChannelId::from(300),
            }),
            progress: None,
            asked: jiff::Timestamp::UNIX_EPOCH,
            idle_minutes: None,
            replaces: None,
            sized_by_drivers: false,
            run_on: None,
            program: None,
        }
    }

    #[test]
    fn whoever_asked_for_a_deploy_may_cancel_it_and_a_stranger_does_not_see_it() {
        let (policy, alice) = (policy(), member(&[]));
        let cancel = |order: &Order| policy.may_touch_order(&alice, Action::Stop, order);
        assert_eq!(cancel(&order(1, LEAGUE)), Ok(()));
        assert!(matches!(
            cancel(&order(2, LEAGUE)),
            Err(Refusal::MissingRole { .. })
        ));
        let elsewhere = order(1, 201);
        assert_eq!(cancel(&elsewhere), Err(Refusal::OtherGuild));
        assert!(!alice.sees(&elsewhere) && Actor::operator("ops").sees(&elsewhere));
        let stops = member(&[(400, "")]);
        let stopped = policy.may_touch_order(&stops, Action::Stop, &order(2, LEAGUE));
        assert_eq!(stopped, Ok(()));
    }

    #[test]
    fn a_pack_is_used_by_its_own_discord_server_and_by_whoever_keeps_the_bot() {
        let (theirs, elsewhere) = (
            pack("s3:packs/200/a/gt3.zip"),
            pack("s3:packs/201/a/gt3.zip"),
        );
        let nobodys = pack("s3:packs/cli/a/gt3.zip");
        let alice = member(&[]);
        assert!(alice.may_use_pack(&theirs) && alice.may_use_pack(&nobodys));
        assert!(!alice.may_use_pack(&elsewhere));
        assert!(Actor::operator("ops").may_use_pack(&elsewhere));
    }

    #[test]
    fn who_manages_the_guild_always_may_and_a_stranger_guild_never() {
        let mut admin = member(&[]);
        admin.manages_guild = true;
        assert_eq!(policy().may(&admin, Action::Terminate), Ok(()));
        admin.guild = Some(GuildId::from(201));
        assert_eq!(
            policy().may(&admin, Action::Status),
            Err(Refusal::UnknownGuild(GuildId::from(201)))
        );
        admin.guild = None;
        assert_eq!(
            policy().may(&admin, Action::Status),
            Err(Refusal::NotInGuild)
        );
    }

    #[test]
    fn only_offered_sizes_are_launched() {
        let default = InstanceType::new("t3.small");
        let large = InstanceType::new("p5.48xlarge");
        assert_eq!(
            policy().size(&member(&[]), None, &default),
            Ok(default.clone())
        );
        assert!(matches!(
            policy().size(&member(&[]), Some(large.clone()), &default),
            Err(Refusal::SizeNotAllowed { .. })
        ));
        assert_eq!(
            policy().size(&Actor::operator("ops"), Some(large.clone()), &default),
            Ok(large)
        );
    }
}
