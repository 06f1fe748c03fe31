//! `ac-deploy race`: race nights, planned from a shell. The bot announces and runs them.

use clap::{Args, Subcommand};
use race::{HandicapWords, Night};
use serde_json::{Value, json};

use super::context::{self, CliContext};
use super::failure::Failure;
use super::terminal;
use domain::ids::{ChannelId, GuildId, RoleId, UserId};
use domain::policy::{Action, Actor};
use domain::server::PackLocation;
use explain::Surface;
use service::{DriverEdit, NewRace, Planned, RaceEdit};

/// What `race` is asked for.
#[derive(Debug, Args)]
pub(super) struct Race {
    #[command(subcommand)]
    verb: Verb,
}

/// What drivers carry by how a season stands.
#[derive(Debug, Args)]
struct ByStandings {
    /// Ballast by the standings, in kg for the first, the second and so on: "30 20 10", "none"
    #[arg(long = "ballast", value_name = "LIST")]
    ballast: Option<String>,
    /// Restrictor by the standings, in percent for the first, the second and so on: "5 3", "none"
    #[arg(long = "restrictor", value_name = "LIST")]
    restrictor: Option<String>,
    /// By whose standings [default: the season that is not closed]
    #[arg(long = "season", value_name = "SEASON")]
    season: Option<String>,
}

impl ByStandings {
    fn words(&self) -> HandicapWords {
        HandicapWords {
            ballast: self.ballast.clone(),
            restrictor: self.restrictor.clone(),
            season: self.season.clone(),
        }
    }
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Plan a race: the bot posts its card, and its server starts by itself
    New(Box<New>),
    /// Plan a race in a few minutes, to which whoever has the link may come
    Now(Box<Now>),
    /// Change a race that is to come
    Edit(Edit),
    /// Let a driver in or turn them down, give them ballast, take them off the list
    Driver(Driver),
    /// Call a race off
    Cancel(Cancel),
    /// List the races that are to come
    List(List),
}

/// Whose races.
#[derive(Debug, Args)]
pub(super) struct Whose {
    /// The Discord server's id [default: the only one of the settings]
    #[arg(long, value_name = "ID", value_parser = context::discord_id)]
    guild: Option<u64>,
}

impl Whose {
    pub(super) fn actor(&self, context: &CliContext) -> Actor {
        Actor {
            guild: self.guild.map(GuildId::from),
            ..context.actor.clone()
        }
    }
}

/// What is raced.
#[derive(Debug, Args)]
struct What {
    /// A pack in storage, as `ac-deploy packs` lists it (s3:packs/…)
    pack: String,
    /// The id of the channel that its card stands in
    #[arg(long, value_name = "ID", value_parser = context::discord_id)]
    channel: u64,
    /// The id of the role to ping
    #[arg(long, value_name = "ID", value_parser = context::discord_id)]
    role: Option<u64>,
    /// How long all sessions take together, in minutes [default: 90]
    #[arg(long, value_parser = clap::value_parser!(u32).range(5..=1440))]
    length: Option<u32>,
    /// What is different from the pack: "laps=12 weather=rain"
    #[arg(long, value_name = "SETTINGS")]
    settings: Option<String>,
    /// A preset that was saved
    #[arg(long)]
    preset: Option<String>,
    #[command(flatten)]
    whose: Whose,
}

#[derive(Debug, Args)]
struct New {
    /// What it is called
    name: String,
    /// When: "fri 20:00", "2026-12-04 20:00", "every friday 20:00", in the time zone of the settings
    when: String,
    #[command(flatten)]
    what: What,
    /// When drivers are reminded before the start: "60 15", "1d 2h 30min", "none"
    #[arg(long, value_name = "TIMES")]
    reminders: Option<String>,
    #[command(flatten)]
    by_standings: ByStandings,
    /// Your league's page with the cars and tracks that drivers need
    #[arg(long, value_name = "ADDRESS")]
    downloads: Option<String>,
    /// Its card has a thread to talk in [default: `race_threads` of the settings]
    #[arg(long, value_name = "true|false")]
    thread: Option<bool>,
    /// It comes every week
    #[arg(long)]
    weekly: bool,
    /// Nobody signs up: whoever has the link may come
    #[arg(long)]
    no_sign_up: bool,
    /// Those who did not sign up may take free slots
    #[arg(long, conflicts_with = "no_sign_up")]
    guests: bool,
    /// How many minutes before the start sign-up closes
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..=10080))]
    closes: Option<u32>,
    /// An organiser lets each driver in
    #[arg(long, conflicts_with = "no_sign_up")]
    approval: bool,
    /// How many of the slots are kept for the waiting list: first come, first served
    #[arg(long, value_name = "SLOTS", default_value_t = 0, value_parser = clap::value_parser!(u32).range(..=30))]
    reserves: u32,
    /// How many may start for one team
    #[arg(long, value_name = "DRIVERS", value_parser = clap::value_parser!(u32).range(1..=100))]
    per_team: Option<u32>,
}

#[derive(Debug, Args)]
struct Now {
    /// What it is called
    name: String,
    #[command(flatten)]
    what: What,
    /// In how many minutes
    #[arg(long = "in", value_name = "MINUTES", default_value_t = 15, value_parser = clap::value_parser!(u32).range(2..=120))]
    minutes: u32,
}

#[derive(Debug, Args)]
struct Edit {
    /// Its name or id
    race: String,
    /// Another name
    #[arg(long)]
    name: Option<String>,
    /// Another time
    #[arg(long)]
    when: Option<String>,
    /// How long all sessions take together, in minutes
    #[arg(long, value_parser = clap::value_parser!(u32).range(5..=1440))]
    length: Option<u32>,
    /// The id of the role to ping
    #[arg(long, value_name = "ID", value_parser = context::discord_id)]
    role: Option<u64>,
    /// What is different, on top of what was said before
    #[arg(long, value_name = "SETTINGS")]
    settings: Option<String>,
    /// When drivers are reminded before the start: "60 15", "1d 2h 30min", "none"
    #[arg(long, value_name = "TIMES")]
    reminders: Option<String>,
    #[command(flatten)]
    by_standings: ByStandings,
    #[command(flatten)]
    whose: Whose,
}

#[derive(Debug, Args)]
struct Driver {
    /// The race's name or id
    race: String,
    /// The driver's id on Discord
    #[arg(value_parser = context::discord_id)]
    driver: u64,
    /// Let them in, where an organiser must
    #[arg(long, conflicts_with_all = ["turn_down", "remove"])]
    let_in: bool,
    /// Turn them down
    #[arg(long, conflicts_with = "remove")]
    turn_down: bool,
    /// Ballast in kg
    #[arg(long, value_name = "KG", value_parser = clap::value_parser!(u32).range(..=300))]
    ballast: Option<u32>,
    /// Restrictor in percent
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(..=100))]
    restrictor: Option<u32>,
    /// Take them off the list
    #[arg(long)]
    remove: bool,
    /// Ask them for their Steam profile again
    #[arg(long)]
    forget_steam: bool,
    #[command(flatten)]
    whose: Whose,
}

impl Driver {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let (service, actor) = (&context.service, self.whose.actor(context));
        let driver = UserId::from(self.driver);
        let edit = DriverEdit {
            ballast: self.ballast,
            restrictor: self.restrictor,
            remove: self.remove,
            forget_steam: self.forget_steam,
        };
        let decides = self.let_in || self.turn_down;
        let mut changed = None;
        if decides {
            let decided = service.decide_driver(&actor, &self.race, driver, self.let_in);
            changed = Some(decided.await?);
        }
        if !decides || edit.asks() {
            let edited = service.edit_driver(&actor, &self.race, driver, &edit);
            changed = Some(edited.await?);
        }
        let night = changed.map(|changed| changed.night);
        Ok(terminal::print(&night.map_or_else(String::new, |night| {
            format!("Changed.\n{}", line(&night))
        }))?)
    }
}

#[derive(Debug, Args)]
struct Cancel {
    /// Its name or id
    race: String,
    /// Why, for the drivers
    #[arg(long, default_value = "")]
    why: String,
    /// Those of the following weeks, too
    #[arg(long)]
    series: bool,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    whose: Whose,
}

#[derive(Debug, Args)]
struct List {
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    whose: Whose,
}

impl Race {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        match &self.verb {
            Verb::New(new) => {
                let race = NewRace {
                    weekly: new.weekly,
                    sign_up: !new.no_sign_up,
                    guests: new.guests,
                    closes: new.closes,
                    reminders: new.reminders.clone(),
                    handicap: new.by_standings.words(),
                    downloads: new.downloads.clone(),
                    thread: new.thread,
                    approval: new.approval,
                    reserves: new.reserves,
                    per_team: new.per_team,
                    ..new.what.planned(&new.name, &new.when)?
                };
                plan(context, &new.what.whose, race).await
            }
            Verb::Now(now) => {
                let when = format!("in {} minutes", now.minutes);
                let race = now.what.planned(&now.name, &when)?;
                plan(context, &now.what.whose, race).await
            }
            Verb::Edit(edit) => edit.run(context).await,
            Verb::Driver(driver) => driver.run(context).await,
            Verb::Cancel(cancel) => cancel.run(context).await,
            Verb::List(list) => list.run(context).await,
        }
    }
}

impl What {
    /// A race without sign-up.
    fn planned(&self, name: &str, when: &str) -> Result<NewRace, Failure> {
        Ok(NewRace {
            request: rand::random::<u64>() >> 1,
            name: name.to_owned(),
            when: when.to_owned(),
            weekly: false,
            pack: stored_pack(&self.pack)?,
            settings: self.settings.clone(),
            preset: self.preset.clone(),
            length: self.length,
            channel: ChannelId::from(self.channel),
            role: self.role.map(RoleId::from),
            sign_up: false,
            guests: false,
            closes: None,
            reminders: None,
            handicap: HandicapWords::default(),
            downloads: None,
            thread: None,
            approval: false,
            reserves: 0,
            per_team: None,
        })
    }
}

/// The place of a pack in storage. Whoever names a file of this machine is told how it comes there.
fn stored_pack(typed: &str) -> Result<PackLocation, Failure> {
    let location = typed.parse::<PackLocation>().ok();
    let is_in_storage =
        |at: &PackLocation| at.bucket.is_some() || at.key.starts_with(PackLocation::FOLDER);
    location.filter(is_in_storage).ok_or_else(|| {
        Failure::usage(
            format!("A race needs a pack that is in storage, and {typed} is none."),
            "`ac-deploy packs` lists those that are (s3:packs/…). A file comes there by `ac-deploy deploy FILE`.",
        )
    })
}

async fn plan(context: &CliContext, whose: &Whose, race: NewRace) -> Result<(), Failure> {
    let actor = whose.actor(context);
    let planned = context.service.plan_race(&actor, race).await?;
    note(&planned);
    Ok(terminal::print(&format!(
        "Planned. The bot posts its card and starts its server.\n{}",
        line(&planned.night)
    ))?)
}

/// What the organiser should look at, although the race is planned.
fn note(planned: &Planned) {
    if let Some(why) = &planned.stands_against {
        let words = explain::service(why, Surface::Shell);
        let why = format!("{} {}", words.what, words.hint);
        terminal::note(&format!("Today its server could not start: {}", why.trim()));
    }
    if let Some(minutes) = planned.too_soon {
        terminal::note(&explain::too_soon(&planned.night, minutes, Surface::Shell));
    }
    for notice in &planned.notices {
        terminal::note(&notice.to_string());
    }
}

impl Edit {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let edit = RaceEdit {
            name: self.name.clone(),
            when: self.when.clone(),
            length: self.length,
            role: self.role.map(RoleId::from),
            settings: self.settings.clone(),
            reminders: self.reminders.clone(),
            handicap: self.by_standings.words(),
        };
        let actor = self.whose.actor(context);
        let changed = context.service.edit_race(&actor, &self.race, edit).await?;
        note(&changed);
        Ok(terminal::print(&format!(
            "Changed.\n{}",
            line(&changed.night)
        ))?)
    }
}

impl Cancel {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let actor = self.whose.actor(context);
        let service = &context.service;
        let asked = service.find_race(&actor, Action::Race, &self.race).await?;
        let has_server = service.has_race_server(&asked).await?;
        let question = question(&asked, self.series, has_server);
        if !self.yes && !terminal::confirm(&question)? {
            return Ok(terminal::print("It stays planned.\n")?);
        }
        let night = service
            .cancel_race(&actor, &self.race, &self.why, self.series)
            .await?;
        let next = if night.start.weekly {
            " The one a week later stays planned."
        } else {
            ""
        };
        Ok(terminal::print(&format!(
            "{} is called off.{next}\n",
            night.name
        ))?)
    }
}

impl List {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let actor = self.whose.actor(context);
        let nights = context.service.race_list(&actor).await?;
        if self.json {
            let all: Vec<Value> = nights.iter().map(facts).collect();
            return Ok(terminal::print(&format!("{:#}\n", Value::from(all)))?);
        }
        if nights.is_empty() {
            return Ok(terminal::print(
                "No race is planned. `ac-deploy race new` plans one.\n",
            )?);
        }
        let lines: String = nights.iter().map(line).collect();
        Ok(terminal::print(&lines)?)
    }
}

/// Whether to call a race off, with what that would do.
fn question(night: &Night, series: bool, has_server: bool) -> String {
    let drivers = match (&night.sign_up, night.starters().len()) {
        (None, _) => String::new(),
        (Some(_), 1) => ", 1 driver signed up".to_owned(),
        (Some(_), drivers) => format!(", {drivers} drivers signed up"),
    };
    let server = match has_server {
        true => " Its server is stopped and deleted, with whoever drives on it.",
        false => "",
    };
    let series = if series {
        " and all that follow it"
    } else {
        ""
    };
    format!(
        "{} on {} {}{drivers}. Its channel is told.{server} Call it{series} off?",
        night.name,
        night.start.local.strftime("%a %-d %b %Y %H:%M"),
        night.start.zone,
    )
}

fn line(night: &Night) -> String {
    let start = &night.start;
    let every = if start.weekly { ", every week" } else { "" };
    let list = match &night.sign_up {
        Some(rules) => format!(", {} of {} drivers", night.starters().len(), rules.grid),
        None => String::new(),
    };
    let off = if night.is_open() { "" } else { ", called off" };
    format!(
        "{}  {}, {} {}{every}{list}{off}\n",
        night.id,
        night.name,
        start.local.strftime("%a %-d %b %Y %H:%M"),
        start.zone,
    )
}

fn facts(night: &Night) -> Value {
    json!({
        "id": night.id,
        "name": night.name,
        "start": night.start.instant().to_string(),
        "local": night.start.local.to_string(),
        "zone": night.start.zone,
        "weekly": night.start.weekly,
        "pack": night.pack,
        "sign_up": night.sign_up,
        "entries": night.entries,
        "state": night.state,
        "server": night.server,
    })
}
