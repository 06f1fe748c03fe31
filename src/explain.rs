//! Errors in words: what happened, why, and what to do, for Discord and the command line alike.
//!
//! Details (codes, sources, addresses) go to the log, never into these texts.

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
pub fn service(error: &ServiceError) -> Explanation {
    match error {
        ServiceError::Refused(refusal) => self::refusal(refusal),
        ServiceError::Pack(faults) => pack(faults),
        ServiceError::Transfer(error) => transfer(error),
        ServiceError::Cloud(error) => cloud(error),
        ServiceError::NoSuchServer { asked } => Explanation::new(
            Kind::Usage,
            format!("There is no server “{asked}”."),
            "It may have been deleted; `/servers` shows what there is.",
        ),
        ServiceError::NoSuchPack { asked } => Explanation::new(
            Kind::Usage,
            format!("The pack “{asked}” is not in storage any more."),
            "Packs are deleted there after some time. Choose another one from the list that appears while you type, or attach the pack.",
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
            "Delete that server first with `/terminate`; then the pack can go.",
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
        ServiceError::NothingTo { action } => nothing_to(*action),
        ServiceError::WhichOne { servers } => which_one(servers),
        ServiceError::NotNow { server, state } => not_now(server, *state),
        ServiceError::NotRestarted { server, answer } => not_restarted(server, *answer),
        ServiceError::NoLogNow { server, state } => no_log_now(server, *state),
        ServiceError::BucketNotAllowed { bucket } => Explanation::new(
            Kind::Refused,
            format!("Packs from the bucket “{bucket}” are not allowed here."),
            "Whoever runs this bot can allow it: add it to `buckets` under `[aws]` in the settings.",
        ),
        ServiceError::PackNotYours => Explanation::new(
            Kind::Refused,
            "You cannot deploy that pack here.",
            "Choose one from the list that appears while you type, or attach the pack.",
        ),
        ServiceError::LaunchUnsure(_) => Explanation::new(
            Kind::Unavailable,
            "AWS was asked for a machine and did not answer whether it comes.",
            "If it does come, this continues automatically within a few minutes. Look at `/servers` before you deploy again; a machine that you do not want is deleted with `/terminate`.",
        ),
        ServiceError::Ledger(_) => Explanation::new(
            Kind::Unavailable,
            "What servers cost could not be read or written down.",
            "Try again in a minute. If it stays so, whoever runs this bot finds why in the log.",
        ),
        ServiceError::Programs(error) => programs::programs(error),
        ServiceError::League(error) => league::league(error),
        ServiceError::Race(error) => races::race(error),
        ServiceError::RaceFault(fault) => races::fault(fault),
        ServiceError::NoChange => Explanation::new(
            Kind::Usage,
            "There is no change to apply to this server.",
            "`/change` with settings shows one first.",
        ),
        ServiceError::DeployFailed(why) => why.clone(),
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
        ServiceError::Shared(error) => service(error),
        ServiceError::ShuttingDown => Explanation::new(
            Kind::Unavailable,
            "The bot is being restarted.",
            "The deploy goes on by itself when the bot is back.",
        ),
    }
}

fn nothing_to(action: Action) -> Explanation {
    let (what, hint) = match action {
        Action::Start => (
            "There is no stopped server that could be started.",
            "`/servers` shows what there is; `/deploy` brings up a new one.",
        ),
        Action::Stop => (
            "There is no running server that could be stopped.",
            "`/servers` shows what there is.",
        ),
        Action::Restart => (
            "There is no running server that could be restarted.",
            "`/servers` shows what there is; `/start` brings up one that is stopped.",
        ),
        Action::Logs => (
            "There is no running server whose log could be read.",
            "The log lies on the machine, so it has to run: `/start` powers it on.",
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
            "`/deploy` with a pack brings one up.",
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

fn transfer(error: &TransferError) -> Explanation {
    let again = "Nothing was kept. Try again; if it stays like this, send the pack in another way: attached, or by another link.";
    match error {
        TransferError::Address(error) => address(error),
        TransferError::Gone { host, .. } => Explanation::new(
            Kind::Usage,
            format!("The pack is no longer at {host}."),
            "The link has expired or the file was deleted (Discord's links last about a day). Attach the pack again, or send a fresh link.",
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
            "Pack fewer cars and skins, or ask whoever runs this bot to raise `max_pack_mib`.",
        ),
        TransferError::File { path, source } => Explanation::new(
            Kind::Usage,
            format!("{} cannot be read: {source}.", path.display()),
            "Check the path and whether you may read the file.",
        ),
        TransferError::Unfit(faults) => pack(faults),
        TransferError::Cloud(error) => cloud(error),
        TransferError::Cancelled => Explanation::new(
            Kind::Usage,
            "The upload was cancelled.",
            "Nothing was launched.",
        ),
        TransferError::Client(_) => Explanation::new(
            Kind::Setup,
            "Secure connections cannot be made on this machine.",
            "Whoever runs this bot finds the reason in its log.",
        ),
    }
}

fn address(error: &AddressError) -> Explanation {
    let direct = "Send a direct https link to the file, or attach the pack.";
    let (what, hint) = match error {
        AddressError::NotHttps { host } => (format!("The link to {host} is not https."), direct),
        AddressError::Credentials { host } => (
            format!("The link to {host} holds a user name or password."),
            "Everybody in the channel could read it. Send a link that works without.",
        ),
        AddressError::Private { host } => (
            format!("{host} is not an address of the public internet."),
            "Whoever runs this bot can allow it: add it to `trusted_hosts` under `[transfer]` in the settings.",
        ),
        AddressError::OtherPort { host } => (
            format!("{host} is not allowed with this port."),
            "Whoever runs this bot can allow it in `trusted_hosts` under `[transfer]` in the settings.",
        ),
        AddressError::Offline { host } => (
            format!("{host} is on the internet, and the sandbox sends nothing there."),
            "Attach the pack instead. The bot itself fetches a link like this one.",
        ),
        AddressError::Redirects { host } => (
            format!("The link leads on and on, at last to {host}."),
            direct,
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

fn not_now(server: &str, state: InstanceState) -> Explanation {
    let (what, hint) = match state {
        InstanceState::Pending => ("is just being started", "Try again in a minute."),
        InstanceState::Running => ("is running already", "Its link is in `/status`."),
        InstanceState::Stopping => (
            "is just being stopped",
            "That takes a minute or two; try again then.",
        ),
        InstanceState::Stopped => (
            "is stopped already",
            "`/start` brings it up again, `/terminate` deletes it.",
        ),
        InstanceState::ShuttingDown | InstanceState::Terminated => {
            ("is deleted", "`/deploy` makes a new one.")
        }
    };
    Explanation::new(Kind::Usage, format!("“{server}” {what}."), hint)
}

fn not_restarted(server: &str, answer: Restart) -> Explanation {
    match answer {
        Restart::NotReady => Explanation::new(
            Kind::Usage,
            format!("“{server}” is still on its way up, so there is nothing to restart."),
            "Its program starts by itself once the pack is in place; `/status` shows how far it is.",
        ),
        Restart::NoAnswer | Restart::Begun => Explanation::new(
            Kind::Unavailable,
            format!("The machine of “{server}” did not say that it restarted it."),
            "`/status` shows how it is. Try again in a minute; if it stays like this, `/stop` it and then `/start` it, which gives it a new link.",
        ),
    }
}

fn no_log_now(server: &str, state: InstanceState) -> Explanation {
    let hint = match state {
        InstanceState::Pending | InstanceState::Running => {
            "Its machine is only just starting. Try again in a minute or two."
        }
        InstanceState::Stopping | InstanceState::Stopped => {
            "Its machine is off, and the log lies on its disk: `/start` brings it up again, with a new log."
        }
        InstanceState::ShuttingDown | InstanceState::Terminated => {
            "Its machine is deleted, and its log with it."
        }
    };
    Explanation::new(
        Kind::Usage,
        format!("There is no log of “{server}” to be read now."),
        hint,
    )
}

/// A refusal in words; it names the role that is needed.
pub fn refusal(refusal: &Refusal) -> Explanation {
    match refusal {
        Refusal::UnknownGuild(guild) => Explanation::new(
            Kind::Setup,
            "This Discord server is not set up yet.",
            format!(
                "Whoever runs this bot must add it to the settings: a `[[guilds]]` entry with `id = \"{guild}\"`."
            ),
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
            "Look at `/servers` for those of this one.",
        ),
        Refusal::TooManyServers { existing, limit } => Explanation::new(
            Kind::Refused,
            too_many(*existing, *limit),
            "Delete one that is no longer needed with `/terminate` (stopped servers count too), or start an existing one with `/start`.",
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
            "Whoever may manage this Discord server can start it all the same; `/cost` shows what the money went to.",
        ),
        Refusal::PackTooLarge { size, limit } => Explanation::new(
            Kind::Refused,
            format!(
                "The pack has {}, and {} are allowed here.",
                mebibytes(*size),
                mebibytes(*limit)
            ),
            "Pack again without skins and mods that drivers download elsewhere, or ask whoever runs this bot to raise `max_pack_mib`.",
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
pub fn cloud(error: &CloudError) -> Explanation {
    match error {
        CloudError::NoCapacity { size, region } => Explanation::new(
            Kind::Unavailable,
            format!("Amazon has no free {size} machine in {region} right now."),
            "Nothing was launched. Try again in some minutes, or choose another size.",
        ),
        CloudError::NoCapacityToStart { size, region } => Explanation::new(
            Kind::Unavailable,
            format!("Amazon has no free {size} machine in {region} for this server right now."),
            "A stopped server can start only where it lies. Try again later; or `/deploy` its pack again, which may find another place, and `/terminate` this one.",
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
            "Whoever runs this bot can delete what nobody needs in the AWS account, or ask AWS for a higher limit (Service Quotas).",
        ),
        CloudError::AccountNotReady { why, .. } => not_ready(*why),
        CloudError::Denied { operation, .. } => Explanation::new(
            Kind::Setup,
            format!("AWS does not allow the bot to do this ({operation})."),
            "Whoever runs this bot must give its AWS user the policy in config/iam/operator.json.",
        ),
        CloudError::Throttled { .. } => Explanation::new(
            Kind::Unavailable,
            "AWS asks the bot to slow down.",
            "Try again in a minute.",
        ),
        CloudError::NoCredentials { .. } => Explanation::new(
            Kind::Setup,
            "The bot has no credentials for AWS.",
            "Whoever runs this bot must put AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY into the environment or the file .env, or name a profile with AWS_PROFILE.",
        ),
        CloudError::BadCredentials { .. } => Explanation::new(
            Kind::Setup,
            "AWS does not accept the credentials of the bot.",
            "Whoever runs this bot must renew them (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile) and restart it.",
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
            "Check the name; `/servers` shows what there is.",
        ),
        CloudError::NotSetUp { what } => Explanation::new(
            Kind::Setup,
            format!("{what} is missing in the AWS account."),
            "Whoever runs this bot must run `ac-deploy setup` once.",
        ),
        CloudError::ForeignBucket { bucket } => Explanation::new(
            Kind::Usage,
            format!("The bot does not take packs from the bucket {bucket}."),
            "Whoever runs this bot can allow it: add the bucket to `buckets` under `[aws]` in the settings.",
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
            "Shorten the pack's file name and the names of its folders, and deploy again.",
        ),
        CloudError::NoAgent { .. } => Explanation::new(
            Kind::Setup,
            "The bot lacks the program that Linux machines run, ac-deploy-agent.",
            "Put it beside ac-deploy (it is in the same archive; from the sources: `cargo install --path crates/agent --locked`), or name it under [aws] as `agent`.",
        ),
        CloudError::Timeout { .. } => Explanation::new(
            Kind::Unavailable,
            "AWS did not answer in time.",
            "Look at `/servers` before you try again: what was asked for may still have happened.",
        ),
        CloudError::Unreachable { .. } => Explanation::new(
            Kind::Unavailable,
            "The bot cannot reach AWS.",
            "Whoever runs this bot can look at the network of its machine. Try again in a minute.",
        ),
        CloudError::Local(error) => local(error, &error.in_public()),
        CloudError::Failed {
            operation, code, ..
        } => Explanation::new(
            Kind::Unavailable,
            format!("AWS refused to do this ({operation}: {code})."),
            "Try again in a minute. If it stays so, the bot's log says more.",
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
fn not_ready(why: NotReady) -> Explanation {
    let (what, hint) = match why {
        NotReady::BeingVerified => (
            "AWS is still checking this new account before its first machine in this region.",
            "Nothing was launched. It takes some minutes, sometimes four hours; AWS writes an email to the account's owner. Then deploy again: the pack is in storage.",
        ),
        NotReady::FreePlan => (
            "This AWS account's free plan does not include machines of this size.",
            "Choose `t3.small`, or whoever runs this bot can upgrade the account's plan (AWS console → Billing → Free plan).",
        ),
        NotReady::NoSubnet => (
            "The default network of the AWS account has no subnet that gives machines a public address.",
            "Whoever runs this bot can make one: `aws ec2 create-default-subnet --availability-zone ZONE`; where there is one, switch on “Auto-assign public IPv4 address” for it (VPC → Subnets).",
        ),
        NotReady::NotOptedIn => (
            "EC2 is not switched on for this AWS account in this region.",
            "Whoever runs this bot must enable the region (AWS console → Account → AWS Regions), or finish the sign-up of the account, or name another `region` under `[aws]` in the settings.",
        ),
        NotReady::Blocked => (
            "AWS has blocked this account.",
            "Whoever runs this bot must open a case with AWS's support (Account and billing); AWS usually wrote an email why.",
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

/// A use case's failure in words for whoever keeps the machine: it says where things lie.
/// Where the cloud itself said something, it is told as well.
pub fn service_to_operator(error: &ServiceError) -> Explanation {
    match error {
        ServiceError::Cloud(CloudError::Local(error)) => local(error, &error.to_string()),
        ServiceError::Cloud(error) => {
            let mut explained = cloud(error);
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
        ServiceError::Shared(error) => service_to_operator(error),
        other => service(other),
    }
}

/// In words what this machine lacks as a host of servers.
fn local(error: &LocalError, what: &str) -> Explanation {
    let hint = match error {
        LocalError::NoProgram { of_packs: true } => {
            "Pack again with “Include executable”. Or whoever runs this bot can name an acServer in `server_program` under `[local]` in the settings."
        }
        LocalError::NoProgram { of_packs: false } => {
            "Whoever runs this bot must name an acServer in `server_program` under `[local]` in the settings. (`run_programs_of_packs` would run the programs that users send.)"
        }
        LocalError::ProgramNotFound { setting, .. } => &format!(
            "Whoever runs this bot must put it there, or correct `{setting}` under `[local]` in the settings."
        ),
        LocalError::NotExecutable { .. } => {
            "Whoever runs this bot must allow it to be run: chmod +x."
        }
        LocalError::NotStarted { setting, .. } => &format!(
            "Whoever runs this bot must mend that, or name another program in `{setting}` under `[local]` in the settings."
        ),
        LocalError::NeedsWine { .. } => {
            "Whoever runs this bot can name wine in `wine` under `[local]` in the settings, or an acServer for Linux in `server_program`."
        }
        LocalError::Unconfined { .. } => {
            "Whoever runs this bot can use a system with a newer Linux, or write `allow_unconfined = true` under `[local]` in the settings: a pack or a driver can then make a server program read what the bot can read."
        }
        LocalError::NotConfined { .. } => {
            "Try again; if it stays so, `ac-deploy setup` on the bot's machine shows what is in force."
        }
        LocalError::ProgramBesideSecrets { .. } => {
            "Whoever runs this bot must put the server program into a folder of its own, and correct `server_program` under `[local]` in the settings."
        }
        LocalError::ServerUser { .. } => {
            "Whoever runs this bot must correct `server_user` under `[local]` in the settings, or remove it."
        }
        LocalError::NotSetUp { .. } => "Whoever runs this bot must run `ac-deploy setup` once.",
        LocalError::File { source, .. } => match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                "Whoever runs this bot must make room on the disk: old packs may be deleted from `packs` in the data folder, and go by themselves the sooner the fewer `pack_days` the settings name. Then `/terminate` what nobody needs, and try again."
            }
            ErrorKind::PermissionDenied => {
                "Whoever runs this bot must run it as the user who owns the data folder, or give the folder to the user that it runs as (chown -R); `data_dir` under `[local]` in the settings names it."
            }
            _ => {
                "Whoever runs this bot must look at the disk, and at `data_dir` under `[local]` in the settings; the bot's log says more."
            }
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
