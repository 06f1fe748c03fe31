//! `ac-deploy session`, `say`, `kick`, `ballast`, `restrictor`, `ban`, `unban`, `bans`: race control from a shell.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::context::CliContext;
use super::failure::Failure;
use super::results::Whose;
use super::terminal;
use domain::control::Control;
use domain::policy::Action;
use service::Banned;

/// Which server is meant.
#[derive(Debug, Args)]
struct Which {
    /// The server: its id or its name [default: the only one that runs]
    #[arg(long, value_name = "SERVER")]
    server: Option<String>,
}

impl Which {
    async fn asked(&self, context: &CliContext) -> Result<String, Failure> {
        context.meant(Action::Control, self.server.as_deref()).await
    }
}

/// What is done to a session.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Do {
    /// End it: its result is written, and the next one begins
    Next,
    /// Begin it anew; its laps are gone
    Restart,
    /// End the race: its result is written, and a race night's server stops once that is kept
    End,
}

/// What `session` is asked for.
#[derive(Debug, Args)]
pub(super) struct Session {
    /// What is done to the session that runs
    what: Do,
    #[command(flatten)]
    which: Which,
}

impl Session {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let asked = self.which.asked(context).await?;
        let (control, did) = match self.what {
            Do::End => return end(context, &asked).await,
            Do::Next => (
                Control::NextSession,
                "has ended its session; the next one has begun",
            ),
            Do::Restart => (Control::RestartSession, "has begun its session anew"),
        };
        let controlled = context.service.control(&context.actor, &asked, control);
        let server = context.attempt(controlled).await?;
        Ok(terminal::print(&format!("{} {did}.\n", server.name))?)
    }
}

async fn end(context: &CliContext, asked: &str) -> Result<(), Failure> {
    let ended = context.service.end_session_of(&context.actor, asked);
    let ended = context.attempt(ended).await?;
    let then = match &ended.night {
        Some(night) => format!(
            "{} is over: the bot stops the server in about {} minutes, once the result is kept.",
            night.name, night.timing.linger
        ),
        None => "`ac-deploy stop` switches the server off.".to_owned(),
    };
    let name = &ended.server.name;
    Ok(terminal::print(&format!(
        "{name} has ended its session; its result is written. {then}\n"
    ))?)
}

/// What `say` is asked for.
#[derive(Debug, Args)]
pub(super) struct Say {
    /// What all drivers are to read in the game
    text: String,
    #[command(flatten)]
    which: Which,
}

impl Say {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let asked = self.which.asked(context).await?;
        let control = Control::Say {
            text: self.text.clone(),
        };
        let controlled = context.service.control(&context.actor, &asked, control);
        let server = context.attempt(controlled).await?;
        let text = format!("The drivers on {} were told.\n", server.name);
        Ok(terminal::print(&text)?)
    }
}

/// What `kick` is asked for.
#[derive(Debug, Args)]
pub(super) struct Kick {
    /// The driver: the name, or the Steam id
    driver: String,
    #[command(flatten)]
    which: Which,
}

impl Kick {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let asked = self.which.asked(context).await?;
        let kicked = context.service.kick(&context.actor, &asked, &self.driver);
        let (server, driver) = context.attempt(kicked).await?;
        let text = format!(
            "{} ({}) is off {}. `ac-deploy ban` keeps somebody out.\n",
            terminal::harmless(&driver.name),
            driver.guid,
            server.name
        );
        Ok(terminal::print(&text)?)
    }
}

/// What `ballast` is asked for.
#[derive(Debug, Args)]
pub(super) struct Ballast {
    /// The driver: the name, or the Steam id
    driver: String,
    /// How much, in kg; 0 takes it off
    #[arg(value_parser = clap::value_parser!(u32).range(..=300))]
    kg: u32,
    #[command(flatten)]
    which: Which,
}

impl Ballast {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        load(context, &self.which, &self.driver, Some(self.kg), None).await
    }
}

/// What `restrictor` is asked for.
#[derive(Debug, Args)]
pub(super) struct Restrictor {
    /// The driver: the name, or the Steam id
    driver: String,
    /// How much, in percent; 0 takes it off
    #[arg(value_parser = clap::value_parser!(u32).range(..=100))]
    percent: u32,
    #[command(flatten)]
    which: Which,
}

impl Restrictor {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        load(context, &self.which, &self.driver, None, Some(self.percent)).await
    }
}

async fn load(
    context: &CliContext,
    which: &Which,
    driver: &str,
    ballast: Option<u32>,
    restrictor: Option<u32>,
) -> Result<(), Failure> {
    let asked = which.asked(context).await?;
    let (service, actor) = (&context.service, &context.actor);
    let loaded = service.load(actor, &asked, driver, ballast, restrictor);
    let loaded = context.attempt(loaded).await?;
    let driver = &loaded.driver;
    let who = format!("{} ({})", terminal::harmless(&driver.name), driver.guid);
    let server = &loaded.server.name;
    let text = match loaded.is_confirmed {
        true => format!("{server} says that {who} is loaded.\n"),
        false => format!(
            "{server} was told to load {who}. It does not say what a car carries: acServer does it at once, \
             AssettoServer on your own machine only when an administrator types it in the game.\n"
        ),
    };
    Ok(terminal::print(&text)?)
}

/// What `ban` is asked for.
#[derive(Debug, Args)]
pub(super) struct Ban {
    /// The driver: the name of somebody who is there now, or a Steam id
    driver: String,
    /// Why, for those who ask later
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    whose: Whose,
}

impl Ban {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let guild = self.whose.guild(context);
        let banned = context
            .service
            .ban(&context.actor, guild, &self.driver, &self.reason);
        let banned = context.attempt(banned).await?;
        Ok(terminal::print(&told(&banned, "is banned"))?)
    }
}

/// What `unban` is asked for.
#[derive(Debug, Args)]
pub(super) struct Unban {
    /// The driver: the name, or the Steam id
    driver: String,
    #[command(flatten)]
    whose: Whose,
}

impl Unban {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let guild = self.whose.guild(context);
        let unbanned = context.service.unban(&context.actor, guild, &self.driver);
        let unbanned = context.attempt(unbanned).await?;
        Ok(terminal::print(&told(&unbanned, "may drive again"))?)
    }
}

/// What `bans` is asked for.
#[derive(Debug, Args)]
pub(super) struct Bans {
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    whose: Whose,
}

impl Bans {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let guild = self.whose.guild(context);
        let bans = context.service.bans(&context.actor, guild);
        let bans = context.attempt(bans).await?;
        if self.json {
            return Ok(terminal::print(&format!("{:#}\n", json!(bans)))?);
        }
        if bans.is_empty() {
            return Ok(terminal::print("Nobody is banned.\n")?);
        }
        let lines = bans.iter().map(|ban| {
            format!(
                "{}  {}  {} by {}: {}\n",
                ban.guid,
                terminal::harmless(&ban.name),
                ban.decision.at.strftime("%Y-%m-%d"),
                terminal::harmless(&ban.decision.by),
                terminal::harmless(&ban.decision.reason)
            )
        });
        Ok(terminal::print(&lines.collect::<String>())?)
    }
}

fn told(banned: &Banned, may: &str) -> String {
    let mut text = format!(
        "{} ({}) {may}.\n",
        terminal::harmless(&banned.ban.name),
        banned.ban.guid
    );
    for server in &banned.untold {
        text += &format!(
            "{} ({}) could not be told; the bot tries again.\n",
            server.name, server.id
        );
    }
    text
}
