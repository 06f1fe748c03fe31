//! Errors in words: what happened, why, and what to do, for Discord and the command line alike.
//!
//! A text is made for where it is read, [`Surface`]: a channel of Discord, or the shell of whoever keeps
//! the bot. Details (codes, sources, addresses) go to the log, never into a channel.

mod league;
mod programs;
mod races;

use std::collections::BTreeMap;
use std::io::ErrorKind;

use crate::config::SettingsError;
use crate::discord::BotError;
use crate::service::ServiceError;
use crate::transfer::{AddressError, TransferError};
use cloud::{CloudError, LocalError, NotReady, Restart};
use domain::ids::ServerId;
use domain::policy::{Action, Refusal, RoleRef};
use domain::server::{InstanceState, ServerName};
use pack::Faults;

/// An error as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What happened, in one line.
    pub what: String,
    /// Why, and what to do about it.
    pub hint: String,
    /// Which kind of failure it is, for exit codes.
    pub kind: Kind,
}

/// The kinds of failure, as far as a script would treat them differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The pack cannot run.
    Pack,
    /// Not allowed, or a limit of the settings is reached.
    Refused,
    /// The call was wrong: no such server, not in this state.
    Usage,
    /// The settings or the cloud's set-up are not right.
    Setup,
    /// The cloud or the network failed; trying again may help.
    Unavailable,
}

/// Where somebody reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// A channel: members who use the bot, and seldom whoever keeps it.
    Discord,
    /// A shell: whoever keeps the bot.
    Shell,
}

impl Surface {
    /// What is made for one or the other.
    fn pick<T>(self, discord: T, shell: T) -> T {
        match self {
            Self::Discord => discord,
            Self::Shell => shell,
        }
    }

    /// How a command is called: `/stop`, or `ac-deploy stop`.
    fn command(self, name: &str) -> String {
        match self {
            Self::Discord => format!("`/{name}`"),
            Self::Shell => format!("`ac-deploy {name}`"),
        }
    }

    /// What does the work.
    fn bot(self) -> &'static str {
        self.pick("the bot", "ac-deploy")
    }

    /// The same at the beginning of a sentence.
    fn bot_begins(self) -> &'static str {
        self.pick("The bot", "ac-deploy")
    }

    /// What only whoever keeps the bot can do about it, as a sentence without its subject.
    fn keeper_must(self, what: &str) -> String {
        match self {
            Self::Discord => format!("Whoever runs this bot must {what}"),
            Self::Shell => {
                let mut letters = what.chars();
                let first = letters.next().map(|first| first.to_ascii_uppercase());
                first.into_iter().chain(letters).collect()
            }
        }
    }

    /// What whoever keeps the bot can do about it.
    fn keeper_can(self, what: &str) -> String {
        format!("{} can {what}", self.pick("Whoever runs this bot", "You"))
    }
}

impl Explanation {
    fn new(kind: Kind, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: hint.into(),
            kind,
        }
    }
}

/// A use case's failure in words.
pub fn service(error: &ServiceError, on: Surface) -> Explanation {
    match error {
        ServiceError::Refused(refusal) => self::refusal(refusal, on),
        ServiceError::Pack(faults) => pack(faults),
        ServiceError::Transfer(error) => transfer(error, on),
        ServiceError::Cloud(error) => cloud(error, on),
        ServiceError::NoSuchServer { asked } => Explanation::new(
            Kind::Usage,
            format!("There is no server “{asked}”."),
            format!("It may have been deleted; {} shows what there is.", on.command("servers")),
        ),
        ServiceError::NoSuchPack { asked } => Explanation::new(
            Kind::Usage,
            format!("The pack “{asked}” is not in storage any more."),
            on.pick(
                "Packs are deleted there after some time. Choose another one from the list that appears while you type, or attach the pack.",
                "Packs are deleted there after some time. `ac-deploy packs` lists those that are there; a file of this machine can be deployed as well.",
            ),
        ),
        ServiceError::PackInUse { pack, used_by } => Explanation::new(
            Kind::Usage,
            format!(
                "The pack “{pack}” is used by {}.",
                used_by
                    .iter()
                    .map(|name| format!("“{name}”"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            format!("Delete that server first with {}; then the pack can go.", on.command("terminate")),
        ),
        ServiceError::Ambiguous { asked, ids } => Explanation::new(
            Kind::Usage,
            format!("{} servers are called “{asked}”.", ids.len()),
            format!(
                "Name one by its id: {}.",
                ids.iter()
                    .map(|id| format!("`{id}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        ),
        ServiceError::NothingTo { action } => nothing_to(*action, on),
        ServiceError::WhichOne { servers } => which_one(servers),
        ServiceError::NotNow { server, state } => not_now(server, *state, on),
        ServiceError::ReplacedAlready { server } => Explanation::new(
            Kind::Usage,
            format!("“{server}” is being replaced already."),
            "Wait until the new server is online; this one is deleted then.",
        ),
        ServiceError::NotRestarted { server, answer } => not_restarted(server, *answer, on),
        ServiceError::NoLogNow { server, state } => no_log_now(server, *state, on),
        ServiceError::BucketNotAllowed { bucket } => Explanation::new(
            Kind::Refused,
            format!("Packs from the bucket “{bucket}” are not allowed here."),
            on.keeper_can("allow it: add it to `buckets` under `[aws]` in the settings."),
        ),
        ServiceError::PackNotYours => Explanation::new(
            Kind::Refused,
            "You cannot deploy that pack here.",
            on.pick(
                "Choose one from the list that appears while you type, or attach the pack.",
                "Name one as `ac-deploy packs` lists it (s3:packs/…); a deploy takes a file of this machine, too.",
            ),
        ),
        ServiceError::LaunchUnsure(_) => Explanation::new(
            Kind::Unavailable,
            "AWS was asked for a machine and did not answer whether it comes.",
            format!("If it does come, this continues automatically within a few minutes. Look at {} before you deploy again; a machine that you do not want is deleted with {}.", on.command("servers"), on.command("terminate")),
        ),
        ServiceError::Ledger(_) => Explanation::new(
            Kind::Unavailable,
            "What servers cost could not be read or written down.",
            on.pick(
                "Try again in a minute. If it stays so, whoever runs this bot finds why in the log.",
                "Try again in a minute. If it stays so, -v shows why.",
            ),
        ),
        ServiceError::Programs(error) => programs::programs(error, on),
        ServiceError::League(error) => league::league(error, on),
        ServiceError::Race(error) => races::race(error, on),
        ServiceError::RaceFault(fault) => races::fault(fault, on),
        ServiceError::NoChange => Explanation::new(
            Kind::Usage,
            "There is no change to apply to this server.",
            format!("{} with settings shows one first.", on.command("change")),
        ),
        ServiceError::NoDocuments => Explanation::new(
            Kind::Setup,
            "Results are not kept where these servers run.",
            "They are on a machine of your own (`provider = \"local\"`). A results file can be read anywhere: `ac-deploy results read FILE`.",
        ),
        ServiceError::Cancelled => Explanation::new(
            Kind::Usage,
            "The deploy was cancelled.",
            "Nothing was launched.",
        ),
        ServiceError::Shared(error) => service(error, on),
        ServiceError::ShuttingDown => Explanation::new(
            Kind::Unavailable,
            on.pick("The bot is being restarted.", "ac-deploy is being ended."),
            on.pick(
                "The deploy goes on by itself when the bot is back.",
                "Its order is kept: the bot, or the next `ac-deploy deploy`, goes on with it.",
            ),
        ),
    }
}

fn nothing_to(action: Action, on: Surface) -> Explanation {
    let (what, hint) = match action {
        Action::Start => (
            "There is no stopped server that could be started.",
            format!(
                "{} shows what there is; {} brings up a new one.",
                on.command("servers"),
                on.command("deploy")
            ),
        ),
        Action::Stop => (
            "There is no running server that could be stopped.",
            format!("{} shows what there is.", on.command("servers")),
        ),
        Action::Restart => (
            "There is no running server that could be restarted.",
            format!(
                "{} shows what there is; {} brings up one that is stopped.",
                on.command("servers"),
                on.command("start")
            ),
        ),
        Action::Logs => (
            "There is no running server whose log could be read.",
            format!(
                "The log lies on the machine, so it has to run: {} powers it on.",
                on.command("start")
            ),
        ),
        Action::Deploy
        | Action::Terminate
        | Action::Status
        | Action::Steward
        | Action::Race
        | Action::SignUp
        | Action::Change
        | Action::Control
        | Action::Programs => (
            "There is no server.",
            format!("{} with a pack brings one up.", on.command("deploy")),
        ),
    };
    Explanation::new(Kind::Usage, what, hint)
}

fn which_one(servers: &BTreeMap<ServerId, ServerName>) -> Explanation {
    const SHOWN: usize = 10;
    let more = match servers.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let list = |shown: Vec<String>| shown.join(", ") + &more;
    // In the names' order: ids are random.
    let mut servers: Vec<(&ServerId, &ServerName)> = servers.iter().collect();
    servers.sort_by_key(|(_, name)| *name);
    let names = servers.iter().take(SHOWN).map(|(_, name)| name);
    let ids = servers.iter().take(SHOWN).map(|(id, _)| id);
    Explanation::new(
        Kind::Usage,
        format!(
            "There are {} servers: {}.",
            servers.len(),
            list(names.map(|name| format!("“{name}”")).collect())
        ),
        format!(
            "Say which one you mean with the option `server`, by its name or its id: {}.",
            list(ids.map(|id| format!("`{id}`")).collect())
        ),
    )
}

fn pack(faults: &Faults) -> Explanation {
    let hint = format!("{faults}\n{}", faults.hint());
    Explanation::new(Kind::Pack, "This pack cannot run.", hint)
}

fn transfer(error: &TransferError, on: Surface) -> Explanation {
    let again = on.pick(
        "Nothing was kept. Try again; if it stays like this, send the pack in another way: attached, or by another link.",
        "Nothing was kept. Try again; if it stays like this, fetch the pack yourself and name the file.",
    );
    match error {
        TransferError::Address(error) => address(error, on),
        TransferError::Gone { host, .. } => Explanation::new(
            Kind::Usage,
            format!("The pack is no longer at {host}."),
            on.pick(
                "The link has expired or the file was deleted (Discord's links last about a day). Attach the pack again, or send a fresh link.",
                "The link has expired or the file was deleted (Discord's links last about a day). Name a fresh link, or a file of this machine.",
            ),
        ),
        TransferError::Status { host, status } => Explanation::new(
            Kind::Unavailable,
            format!("{host} did not deliver the pack (HTTP {status})."),
            again,
        ),
        TransferError::Unreachable { host, .. } => Explanation::new(
            Kind::Unavailable,
            format!("There is no connection to {host}."),
            "Check the link, and try again in a few minutes.",
        ),
        TransferError::Stalled {
            host,
            seconds,
            received,
        } => Explanation::new(
            Kind::Unavailable,
            format!(
                "{host} sent nothing more for {seconds} seconds, after {}.",
                mebibytes(*received)
            ),
            again,
        ),
        TransferError::Broken { host, received, .. } => Explanation::new(
            Kind::Unavailable,
            format!(
                "The download from {host} broke off after {}.",
                mebibytes(*received)
            ),
            again,
        ),
        TransferError::Changed { host } => Explanation::new(
            Kind::Unavailable,
            format!("The file at {host} was changed while it was being fetched."),
            "Wait until it is uploaded there completely, then try again.",
        ),
        TransferError::WrongSize { announced, actual } => Explanation::new(
            Kind::Unavailable,
            format!("The pack has {actual} bytes, and {announced} were announced."),
            again,
        ),
        TransferError::TooLarge { limit, size } => Explanation::new(
            Kind::Refused,
            match size {
                Some(size) => format!(
                    "The pack is too large: {} of at most {}.",
                    mebibytes(*size),
                    mebibytes(*limit)
                ),
                None => format!(
                    "The pack is larger than the {} that are allowed.",
                    mebibytes(*limit)
                ),
            },
            on.pick(
                "Pack fewer cars and skins, or ask whoever runs this bot to raise `max_pack_mib`.",
                "Pack fewer cars and skins, or raise `max_pack_mib` in the settings.",
            ),
        ),
        TransferError::File { path, source } => Explanation::new(
            Kind::Usage,
            format!("{} cannot be read: {source}.", path.display()),
            "Check the path and whether you may read the file.",
        ),
        TransferError::Unfit(faults) => pack(faults),
        TransferError::Cloud(error) => cloud(error, on),
        TransferError::Cancelled => Explanation::new(
            Kind::Usage,
            "The upload was cancelled.",
            "Nothing was launched.",
        ),
        TransferError::Client(_) => Explanation::new(
            Kind::Setup,
            "Secure connections cannot be made on this machine.",
            on.pick(
                "Whoever runs this bot finds the reason in its log.",
                "-v shows the reason.",
            ),
        ),
    }
}

fn address(error: &AddressError, on: Surface) -> Explanation {
    let direct = on.pick(
        "Send a direct https link to the file, or attach the pack.",
        "Name a direct https link to the file, or a file of this machine.",
    );
    let (what, hint) = match error {
        AddressError::NotHttps { host } => (
            format!("The link to {host} is not https."),
            direct.to_owned(),
        ),
        AddressError::Credentials { host } => (
            format!("The link to {host} holds a user name or password."),
            on.pick(
                "Everybody in the channel could read it. Send a link that works without.",
                "It would be kept with the order. Name a link that works without.",
            )
            .to_owned(),
        ),
        AddressError::Private { host } => (
            format!("{host} is not an address of the public internet."),
            on.keeper_can(
                "allow it: add it to `trusted_hosts` under `[transfer]` in the settings.",
            ),
        ),
        AddressError::OtherPort { host } => (
            format!("{host} is not allowed with this port."),
            on.keeper_can("allow it in `trusted_hosts` under `[transfer]` in the settings."),
        ),
        AddressError::Offline { host } => (
            format!("{host} is on the internet, and the sandbox sends nothing there."),
            "Attach the pack instead. The bot itself fetches a link like this one.".to_owned(),
        ),
        AddressError::Redirects { host } => (
            format!("The link leads on and on, at last to {host}."),
            direct.to_owned(),
        ),
    };
    Explanation::new(Kind::Refused, what, hint)
}

/// Wrong settings in words.
pub fn settings(error: &SettingsError) -> Explanation {
    let what = match error.faults() {
        [_] => "The settings are not right.".to_owned(),
        several => format!("The settings are not right: {} faults.", several.len()),
    };
    Explanation::new(Kind::Setup, what, error.to_string())
}

/// The bot's end in words.
pub fn bot(error: &BotError) -> Explanation {
    let what = format!("{error}.");
    match error {
        BotError::Token => Explanation::new(
            Kind::Setup,
            "Discord does not accept the token.",
            "Copy it anew from the Developer Portal (your application → Bot → Reset Token) into DISCORD_TOKEN.",
        ),
        BotError::Intents => Explanation::new(
            Kind::Setup,
            what,
            "The bot needs no privileged intent. Look at your application's Bot page in the Developer Portal.",
        ),
        BotError::StrayGateway { .. } => Explanation::new(
            Kind::Setup,
            what,
            "Correct `api_url` under `[discord]` in the settings, or remove it.",
        ),
        BotError::HttpClient(_) => Explanation::new(
            Kind::Setup,
            what,
            "This machine's TLS certificates or proxy settings are not usable; the log says more.",
        ),
        BotError::Register(_) | BotError::Connection(_) => Explanation::new(
            Kind::Unavailable,
            what,
            "Look at https://discordstatus.com and this machine's network, and start the bot again. RUST_LOG=debug says more.",
        ),
    }
}

fn not_now(server: &str, state: InstanceState, on: Surface) -> Explanation {
    let (what, hint) = match state {
        InstanceState::Pending => ("is just being started", "Try again in a minute.".to_owned()),
        InstanceState::Running => (
            "is running already",
            format!(
                "Its link is in {}. If its game server does not run, {} starts that again.",
                on.command("status"),
                on.command("restart")
            ),
        ),
        InstanceState::Stopping => (
            "is just being stopped",
            "That takes a minute or two; try again then.".to_owned(),
        ),
        InstanceState::Stopped => (
            "is stopped already",
            format!(
                "{} brings it up again, {} deletes it.",
                on.command("start"),
                on.command("terminate")
            ),
        ),
        InstanceState::ShuttingDown | InstanceState::Terminated => (
            "is deleted",
            format!("{} makes a new one.", on.command("deploy")),
        ),
    };
    Explanation::new(Kind::Usage, format!("“{server}” {what}."), hint)
}

fn not_restarted(server: &str, answer: Restart, on: Surface) -> Explanation {
    match answer {
        Restart::NotReady => Explanation::new(
            Kind::Usage,
            format!("“{server}” is still on its way up, so there is nothing to restart."),
            format!(
                "Its program starts by itself once the pack is in place; {} shows how far it is.",
                on.command("status")
            ),
        ),
        Restart::NoAnswer | Restart::Begun => Explanation::new(
            Kind::Unavailable,
            format!("The machine of “{server}” did not say that it restarted it."),
            format!(
                "{} shows how it is. Try again in a minute; if it stays like this, {} it and then {} it, which gives it a new link.",
                on.command("status"),
                on.command("stop"),
                on.command("start")
            ),
        ),
    }
}

fn no_log_now(server: &str, state: InstanceState, on: Surface) -> Explanation {
    let hint = match state {
        InstanceState::Pending | InstanceState::Running => {
            "Its machine is only just starting. Try again in a minute or two.".to_owned()
        }
        InstanceState::Stopping | InstanceState::Stopped => {
            format!(
                "Its machine is off, and the log lies on its disk: {} brings it up again, with a new log.",
                on.command("start")
            )
        }
        InstanceState::ShuttingDown | InstanceState::Terminated => {
            "Its machine is deleted, and its log with it.".to_owned()
        }
    };
    Explanation::new(
        Kind::Usage,
        format!("There is no log of “{server}” to be read now."),
        hint,
    )
}

/// A refusal in words; it names the role that is needed.
pub fn refusal(refusal: &Refusal, on: Surface) -> Explanation {
    match refusal {
        Refusal::UnknownGuild(guild) => Explanation::new(
            Kind::Setup,
            "This Discord server is not set up yet.",
            on.keeper_must(&format!("add it to the settings: a `[[guilds]]` entry with `id = \"{guild}\"`.")),
        ),
        Refusal::NotInGuild => Explanation::new(
            Kind::Usage,
            "This works in a Discord server only.",
            "Use the command in a channel of your league's server, not in a private message.",
        ),
        Refusal::MissingRole {
            action,
            needed,
            imitated,
        } => missing_role(*action, needed, imitated),
        Refusal::OtherGuild => Explanation::new(
            Kind::Refused,
            "That server belongs to another Discord server.",
            format!("Look at {} for those of this one.", on.command("servers")),
        ),
        Refusal::TooManyServers { existing, limit } => Explanation::new(
            Kind::Refused,
            too_many(*existing, *limit),
            format!("Delete one that is no longer needed with {} (stopped servers count too), or start an existing one with {}.", on.command("terminate"), on.command("start")),
        ),
        Refusal::SizeNotAllowed { asked, allowed } => Explanation::new(
            Kind::Refused,
            format!("The size {asked} is not allowed here."),
            format!(
                "Choose one of these: {}.",
                allowed
                    .iter()
                    .map(|size| format!("`{size}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        ),
        Refusal::BudgetSpent { spent, budget } => Explanation::new(
            Kind::Refused,
            format!("The budget of this month is spent: about {spent} of {budget}."),
            format!(
                "Whoever may manage this Discord server can start it all the same; {} shows what the money went to.",
                on.command("cost")
            ),
        ),
        Refusal::PackTooLarge { size, limit } => Explanation::new(
            Kind::Refused,
            format!(
                "The pack has {}, and {} are allowed here.",
                mebibytes(*size),
                mebibytes(*limit)
            ),
            on.pick(
                "Pack again without skins and mods that drivers download elsewhere, or ask whoever runs this bot to raise `max_pack_mib`.",
                "Pack again without skins and mods that drivers download elsewhere, or raise `max_pack_mib` in the settings.",
            ),
        ),
    }
}

fn too_many(existing: usize, limit: usize) -> String {
    let there = match existing {
        1 => "There is 1 server".to_owned(),
        _ => format!("There are {existing} servers"),
    };
    let are = if limit == 1 { "is" } else { "are" };
    format!("{there} already, and {limit} {are} allowed here.")
}

fn missing_role(action: Action, needed: &[RoleRef], imitated: &[RoleRef]) -> Explanation {
    if let [role, ..] = imitated {
        return Explanation::new(
            Kind::Refused,
            format!("You may not {}.", action.phrase()),
            format!(
                "Your role is called {role}, but an older role of this Discord server has the same name, and only that one counts. \
                 If yours is the right one, whoever runs this bot must name it by its id in the settings."
            ),
        );
    }
    let roles: Vec<String> = needed.iter().map(ToString::to_string).collect();
    let hint = match roles.as_slice() {
        [] => "This needs the permission “Manage Server”.".to_owned(),
        [only] => format!("You need the role {only}. Ask an admin of this Discord server for it."),
        [others @ .., last] => {
            format!(
                "You need one of the roles {} or {last}. Ask an admin of this Discord server.",
                others.join(", ")
            )
        }
    };
    Explanation::new(
        Kind::Refused,
        format!("You may not {}.", action.phrase()),
        hint,
    )
}

/// A cloud's failure in words.
pub fn cloud(error: &CloudError, on: Surface) -> Explanation {
    let explained = cloud_failure(error, on);
    match on {
        Surface::Discord => explained,
        Surface::Shell => for_the_keeper(error, explained),
    }
}

fn cloud_failure(error: &CloudError, on: Surface) -> Explanation {
    match error {
        CloudError::NoCapacity { size, region } => Explanation::new(
            Kind::Unavailable,
            format!("Amazon has no free {size} machine in {region} right now."),
            "Nothing was launched. Try again in some minutes, or choose another size.",
        ),
        CloudError::NoCapacityToStart { size, region } => Explanation::new(
            Kind::Unavailable,
            format!("Amazon has no free {size} machine in {region} for this server right now."),
            format!("A stopped server can start only where it lies. Try again later; or {} its pack again, which may find another place, and {} this one.", on.command("deploy"), on.command("terminate")),
        ),
        CloudError::Quota { .. } => Explanation::new(
            Kind::Setup,
            "The AWS account may not run more machines of this kind.",
            "Stop or delete a server, choose a smaller size, or ask AWS for a higher limit (Service Quotas → EC2 → “Running On-Demand Standard instances”).",
        ),
        CloudError::Limit { message } => Explanation::new(
            Kind::Setup,
            format!(
                "A limit of the AWS account is reached: {}",
                sentence(message)
            ),
            on.keeper_can("delete what nobody needs in the AWS account, or ask AWS for a higher limit (Service Quotas)."),
        ),
        CloudError::AccountNotReady { why, .. } => not_ready(*why, on),
        CloudError::Denied { operation, .. } => Explanation::new(
            Kind::Setup,
            format!("AWS does not allow {} to do this ({operation}).", on.bot()),
            on.pick(
                "Whoever runs this bot must give its AWS user the policy in config/iam/operator.json.",
                "Give its AWS user the policy in config/iam/operator.json.",
            ),
        ),
        CloudError::Throttled { .. } => Explanation::new(
            Kind::Unavailable,
            format!("AWS asks {} to slow down.", on.bot()),
            "Try again in a minute.",
        ),
        CloudError::NoCredentials { .. } => Explanation::new(
            Kind::Setup,
            format!("{} has no credentials for AWS.", on.bot_begins()),
            on.keeper_must("put AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY into the environment or the file .env, or name a profile with AWS_PROFILE."),
        ),
        CloudError::BadCredentials { .. } => Explanation::new(
            Kind::Setup,
            format!("AWS does not accept the credentials of {}.", on.bot()),
            on.keeper_must("renew them (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile) and restart it."),
        ),
        CloudError::WrongRegion {
            what,
            actual,
            configured,
        } => Explanation::new(
            Kind::Setup,
            format!("{what} is in the region {actual}, and the settings say {configured}."),
            format!(
                "Set `region = \"{actual}\"` under `[aws]` in the settings, or choose another bucket name."
            ),
        ),
        CloudError::NotFound { what, .. } => Explanation::new(
            Kind::Usage,
            format!("{what} does not exist (any more)."),
            format!("Check the name; {} shows what there is.", on.command("servers")),
        ),
        CloudError::NotSetUp { what } => Explanation::new(
            Kind::Setup,
            format!("{what} is missing in the AWS account."),
            on.keeper_must("run `ac-deploy setup` once."),
        ),
        CloudError::ForeignBucket { bucket } => Explanation::new(
            Kind::Usage,
            format!("{} does not take packs from the bucket {bucket}.", on.bot_begins()),
            on.keeper_can("allow it: add the bucket to `buckets` under `[aws]` in the settings."),
        ),
        CloudError::BucketTaken { bucket } => Explanation::new(
            Kind::Setup,
            format!(
                "Another AWS account has a bucket named {bucket} already; bucket names are unique in the world."
            ),
            "Choose another `bucket` under `[aws]` in the settings, and run `ac-deploy setup` again.",
        ),
        CloudError::BucketClosed { bucket } => Explanation::new(
            Kind::Setup,
            format!(
                "There is a bucket named {bucket}, and AWS does not let these credentials look at it."
            ),
            "Either another AWS account has this name (names are unique in the world): choose another `bucket` under `[aws]` in the settings. Or the AWS user lacks s3:ListBucket: give it the policy in config/iam/operator.json.",
        ),
        CloudError::WrongState { .. } => Explanation::new(
            Kind::Usage,
            "The server is just changing its state.",
            "Try again in a minute.",
        ),
        CloudError::TooMuchUserData { .. } => Explanation::new(
            Kind::Pack,
            "The instructions for the machine do not fit.",
            "Shorten the pack's file name and the names of its folders, and deploy again. If the bot runs with temporary AWS credentials (a role or SSO), give it an access key of its own: what they sign is longer.",
        ),
        CloudError::NoAgent { .. } => Explanation::new(
            Kind::Setup,
            format!(
                "{} lacks the program that Linux machines run, ac-deploy-agent.",
                on.bot_begins()
            ),
            "Put it beside ac-deploy (it is in the same archive; from the sources: `cargo install --path crates/agent --locked`), or name it under [aws] as `agent`.",
        ),
        CloudError::Timeout { .. } => Explanation::new(
            Kind::Unavailable,
            "AWS did not answer in time.",
            format!("Look at {} before you try again: what was asked for may still have happened.", on.command("servers")),
        ),
        CloudError::Unreachable { .. } => Explanation::new(
            Kind::Unavailable,
            format!("{} cannot reach AWS.", on.bot_begins()),
            on.pick(
                "Whoever runs this bot can look at the network of its machine. Try again in a minute.",
                "Look at this machine's network. Try again in a minute.",
            ),
        ),
        CloudError::Local(error) => local(error, on),
        CloudError::Failed {
            operation, code, ..
        } => Explanation::new(
            Kind::Unavailable,
            match operation.strip_prefix("local:") {
                Some(doing) => format!("The servers' machine could not do this ({doing}: {code})."),
                None => format!("AWS refused to do this ({operation}: {code})."),
            },
            format!(
                "Try again in a minute. If it stays so, {}.",
                on.pick("the bot's log says more", "-v shows more")
            ),
        ),
    }
}

/// Whether only set-up makes this call.
fn makes_something(operation: &str) -> bool {
    operation == "ec2:CreateDefaultVpc"
        || operation == "s3:CreateBucket"
        || operation.starts_with("s3:PutBucket")
        || operation.starts_with("s3:PutEncryption")
        || operation.starts_with("s3:PutLifecycle")
        || operation.starts_with("iam:") && !operation.starts_with("iam:Get")
}

/// Why an account cannot run machines yet, and who can change that.
fn not_ready(why: NotReady, on: Surface) -> Explanation {
    let (what, hint) = match why {
        NotReady::BeingVerified => (
            "AWS is still checking this new account before its first machine in this region.",
            "Nothing was launched. It takes some minutes, sometimes four hours; AWS writes an email to the account's owner. Then deploy again: the pack is in storage.".to_owned(),
        ),
        NotReady::FreePlan => (
            "This AWS account's free plan does not include machines of this size.",
            on.pick(
                "Choose `t3.small`, or whoever runs this bot can upgrade the account's plan (AWS console → Billing → Free plan).",
                "Choose `t3.small`, or upgrade the account's plan (AWS console → Billing → Free plan).",
            )
            .to_owned(),
        ),
        NotReady::NoSubnet => (
            "The default network of the AWS account has no subnet that gives machines a public address.",
            on.keeper_can("make one: `aws ec2 create-default-subnet --availability-zone ZONE`; where there is one, switch on “Auto-assign public IPv4 address” for it (VPC → Subnets)."),
        ),
        NotReady::NotOptedIn => (
            "EC2 is not switched on for this AWS account in this region.",
            on.keeper_must("enable the region (AWS console → Account → AWS Regions), or finish the sign-up of the account, or name another `region` under `[aws]` in the settings."),
        ),
        NotReady::Blocked => (
            "AWS has blocked this account.",
            on.keeper_must("open a case with AWS's support (Account and billing); AWS usually wrote an email why."),
        ),
    };
    Explanation::new(Kind::Setup, what, hint)
}

/// What a service said, with a full stop.
fn sentence(said: &str) -> String {
    let said = said.trim();
    if said.ends_with(['.', '!', '?']) {
        said.to_owned()
    } else {
        format!("{said}.")
    }
}

/// What is added for whoever keeps the bot: what only set-up needs, and the cloud's own sentence.
fn for_the_keeper(error: &CloudError, mut explained: Explanation) -> Explanation {
    if let CloudError::Denied { operation, .. } = error
        && makes_something(operation)
    {
        explained.hint = "`ac-deploy setup` needs the credentials of an admin, or of somebody who has the policy in config/iam/setup.json; the bot's own cannot change what it makes.".to_owned();
    }
    if let Some(answer) = error.answer() {
        explained.hint.push_str(&format!("\nAWS says: {answer}"));
    }
    explained
}

/// In words what this machine lacks as a host of servers.
fn local(error: &LocalError, on: Surface) -> Explanation {
    let what = match on {
        Surface::Discord => error.in_public(),
        // Whoever keeps the machine is told where things lie.
        Surface::Shell => error.to_string(),
    };
    let hint = match error {
        LocalError::NoProgram { of_packs: true } => {
            on.pick(
                "Pack again with “Include executable”. Or whoever runs this bot can name an acServer in `server_program` under `[local]` in the settings.",
                "Pack again with “Include executable”, or name an acServer in `server_program` under `[local]` in the settings.",
            )
            .to_owned()
        }
        LocalError::NoProgram { of_packs: false } => {
            on.keeper_must("name an acServer in `server_program` under `[local]` in the settings. (`run_programs_of_packs` would run the programs that users send.)")
        }
        LocalError::ProgramNotFound { setting, .. } => on.keeper_must(&format!("put it there, or correct `{setting}` under `[local]` in the settings.")),
        LocalError::NotAProgram { setting, .. } => on.keeper_must(&format!(
            "name the program itself in `{setting}` under `[local]` in the settings. AssettoServer's is the file of that name without an ending.",
        )),
        LocalError::NotExecutable { .. } => {
            on.keeper_must("allow it to be run: chmod +x.")
        }
        LocalError::NotStarted { setting, .. } => on.keeper_must(&format!("fix that, or name another program in `{setting}` under `[local]` in the settings.")),
        LocalError::NeedsWine { .. } => {
            on.keeper_can("name wine in `wine` under `[local]` in the settings, or an acServer for Linux in `server_program`.")
        }
        LocalError::Unconfined { .. } => {
            on.keeper_can("use a system with a newer Linux, or write `allow_unconfined = true` under `[local]` in the settings: a pack or a driver can then make a server program read what the bot can read.")
        }
        LocalError::NotConfined { .. } => {
            on.pick(
                "Try again; if it stays so, `ac-deploy setup` on the bot's machine shows what is in force.",
                "Try again; if it stays so, `ac-deploy setup` shows what is in force.",
            )
            .to_owned()
        }
        LocalError::ProgramBesideSecrets { .. } => {
            on.keeper_must("put the server program into a folder of its own, and correct `server_program` under `[local]` in the settings.")
        }
        LocalError::ServerUser { .. } => {
            on.keeper_must("correct `server_user` under `[local]` in the settings, or remove it.")
        }
        LocalError::NotSetUp { .. } => on.keeper_must("run `ac-deploy setup` once."),
        LocalError::File { source, .. } => match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                on.keeper_must(&format!("make room on the disk: old packs may be deleted from `packs` in the data folder, and go by themselves the sooner the fewer `pack_days` the settings name. Then {} what nobody needs, and try again.", on.command("terminate")))
            }
            ErrorKind::PermissionDenied => {
                on.keeper_must("run it as the user who owns the data folder, or give the folder to the user that it runs as (chown -R); `data_dir` under `[local]` in the settings names it.")
            }
            _ => on.keeper_must(&format!(
                "look at the disk, and at `data_dir` under `[local]` in the settings; {}.",
                on.pick("the bot's log says more", "-v shows more")
            )),
        },
    };
    let mut letters = what.chars();
    let what = letters
        .next()
        .map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
        .unwrap_or_default();
    Explanation::new(Kind::Setup, what, hint)
}

/// A size in bytes, for people.
pub fn mebibytes(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..MIB => format!("{} KiB", bytes / 1024),
        _ if bytes < 10 * MIB => format!("{:.1} MiB", bytes as f64 / MIB as f64),
        _ => format!("{} MiB", bytes / MIB),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failures() -> Vec<ServiceError> {
        let file = || LocalError::File {
            doing: "writing",
            path: "/data/servers".into(),
            source: ErrorKind::StorageFull.into(),
        };
        let local: Vec<CloudError> = vec![
            LocalError::NoProgram { of_packs: true }.into(),
            LocalError::NotSetUp {
                folder: "/data".into(),
            }
            .into(),
            file().into(),
            CloudError::Failed {
                operation: "local:unpack",
                code: "the work broke off".to_owned(),
                source: "panicked".into(),
            },
            CloudError::WrongState {
                operation: "local:start",
                answer: None,
            },
        ];
        local.into_iter().map(ServiceError::from).collect()
    }

    #[test]
    fn nothing_about_a_machine_of_ones_own_speaks_of_aws() {
        for error in failures() {
            for on in [Surface::Discord, Surface::Shell] {
                let Explanation { what, hint, .. } = service(&error, on);
                assert!(!format!("{what} {hint}").contains("AWS"), "{what} {hint}");
            }
        }
    }

    #[test]
    fn a_shell_reads_of_its_own_commands_and_of_whoever_sits_at_it() {
        let mut errors = failures();
        errors.extend([
            ServiceError::NoSuchServer {
                asked: "The bot `/x`".to_owned(),
            },
            ServiceError::PackNotYours,
            ServiceError::ShuttingDown,
            ServiceError::NothingTo {
                action: Action::Start,
            },
            ServiceError::Transfer(TransferError::TooLarge {
                limit: 1,
                size: None,
            }),
            ServiceError::Cloud(CloudError::NoCredentials {
                message: String::new(),
            }),
            ServiceError::Cloud(CloudError::AccountNotReady {
                operation: "ec2:RunInstances",
                why: NotReady::NotOptedIn,
                answer: None,
            }),
        ]);
        for error in errors {
            let Explanation { what, hint, .. } = service(&error, Surface::Shell);
            let text = format!("{what} {hint}").replace("The bot `/x`", "");
            for foreign in ["`/", "hoever runs this bot", "while you type", "attach"] {
                assert!(!text.contains(foreign), "{text}");
            }
        }
    }

    #[test]
    fn whoever_keeps_the_bot_reads_what_aws_said_and_a_channel_does_not() {
        let error = CloudError::Denied {
            operation: "ec2:RunInstances",
            answer: Some(Box::new(cloud::Answer::new(
                "UnauthorizedOperation",
                "You are not authorized to perform this operation.",
                Some("4711"),
            ))),
        };
        let channel = cloud(&error, Surface::Discord);
        assert!(!channel.hint.contains("4711"), "{}", channel.hint);
        let shell = cloud(&error, Surface::Shell);
        insta::assert_snapshot!(format!("{}\n{}", shell.what, shell.hint), @"
        AWS does not allow ac-deploy to do this (ec2:RunInstances).
        Give its AWS user the policy in config/iam/operator.json.
        AWS says: UnauthorizedOperation: You are not authorized to perform this operation. (request 4711)
        ");
    }
}
