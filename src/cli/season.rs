//! `ac-deploy season` and `ac-deploy standings`.

use clap::{Args, Subcommand};
use league::{NewSeason, SeasonTable};
use results::render::{driver_tables, season_deductions, season_rules, standings_csv, team_table};
use results::season::{Class, Points, RuleChange, Season as Kept, TieBreak};
use serde_json::json;

use super::context::CliContext;
use super::failure::Failure;
use super::results::{Whose, Why};
use super::terminal;
use service::ServiceError;

/// What `season` is asked for.
#[derive(Debug, Args)]
pub(super) struct Season {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Begin a season
    New(Box<New>),
    /// Change a season's rules; its standings follow them at once
    Rules(Box<ChangeRules>),
    /// Show a season's rules and rounds
    Show(Show),
    /// List the seasons
    List(List),
    /// Add a round: the results of one race day
    AddRound(AddRound),
    /// Say which team a driver scores for
    Team(Team),
    /// Take points off a driver's season
    Deduct(Deduct),
    /// Give points back that were taken off a driver's season
    UndoDeduct(UndoDeduct),
    /// End a season: no round is added any more
    Close(Close),
}

impl Season {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        match &self.verb {
            Verb::New(new) => new.run(context).await,
            Verb::Rules(rules) => rules.run(context).await,
            Verb::Show(show) => show.run(context).await,
            Verb::List(list) => list.run(context).await,
            Verb::AddRound(round) => round.run(context).await,
            Verb::Team(team) => team.run(context).await,
            Verb::Deduct(deduct) => deduct.run(context).await,
            Verb::UndoDeduct(undo) => undo.run(context).await,
            Verb::Close(close) => close.run(context).await,
        }
    }
}

/// Rules of a season.
#[derive(Args, Clone, Debug)]
struct RuleOptions {
    /// Points for the places: f1, f1-2003, f1-1991, motogp, top-20, or numbers such as 25-18-15
    #[arg(long)]
    points: Option<Points>,
    /// Points for the places of a round's second race, if they are others
    #[arg(long, value_name = "POINTS")]
    second_race: Option<Points>,
    /// Points for the places of a round's races before its last one, if they are others
    #[arg(long, value_name = "POINTS")]
    sprint: Option<Points>,
    /// Points for the first place in qualifying
    #[arg(long, value_name = "POINTS")]
    pole: Option<u32>,
    /// Points for the fastest lap of a race
    #[arg(long, value_name = "POINTS")]
    fastest_lap: Option<u32>,
    /// The last place that can have the points for the fastest lap; 0: all can
    #[arg(long, value_name = "PLACE")]
    fastest_lap_within: Option<u32>,
    /// Per cent of the winner's laps that a driver needs for a place and points
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    classified: Option<u32>,
    /// Whether only who takes the flag has a place and points, so that who retires scores nothing
    #[arg(long, value_name = "TRUE|FALSE", num_args = 0..=1, default_missing_value = "true")]
    flag: Option<bool>,
    /// How many of a driver's worst rounds do not count
    #[arg(long, value_name = "ROUNDS")]
    drop: Option<u32>,
    /// How many rounds there will be; until then only as many are dropped as cannot be made up for
    #[arg(long)]
    rounds: Option<u32>,
    /// A class, its cars and its own points if it has any, once for each: GT4=ks_porsche_cayman_gt4:8-4
    #[arg(long = "class", value_name = "NAME=CARS")]
    classes: Vec<Class>,
    /// How many drivers of a team score for it in a round, the best ones; 0: all
    #[arg(long, value_name = "DRIVERS")]
    team_drivers: Option<u32>,
    /// What decides between equal points, in order: places, latest, poles, fastest-laps [default: places,latest]
    #[arg(long, value_name = "WORDS", value_delimiter = ',')]
    ties: Vec<TieBreak>,
}

impl RuleOptions {
    fn change(&self) -> RuleChange {
        RuleChange {
            points: self.points.clone(),
            second_race_points: self.second_race.clone(),
            sprint_points: self.sprint.clone(),
            pole: self.pole,
            fastest_lap: self.fastest_lap,
            fastest_lap_within: self.fastest_lap_within,
            finish_percent: self.classified,
            flag_needed: self.flag,
            drop_rounds: self.drop,
            planned_rounds: self.rounds,
            classes: self.classes.clone(),
            drivers_per_team: self.team_drivers,
            tie_breaks: self.ties.clone(),
        }
    }
}

#[derive(Debug, Args)]
struct New {
    /// Its short name, for commands: gt3-spring-26
    season: String,
    /// What it is called [default: the short name]
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    #[command(flatten)]
    rules: RuleOptions,
    /// Let each race count by itself: with the qualifying and the races of its day it is one round
    #[arg(long)]
    follow: bool,
    #[command(flatten)]
    whose: Whose,
}

impl New {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let name = self.name.clone().unwrap_or_else(|| self.season.clone());
        let new = NewSeason {
            id: self.season.clone(),
            name,
            rules: self.rules.change().rules(),
            follows: self.follow,
        };
        let season = league.new_season(new).await.map_err(ServiceError::from)?;
        let next = if season.follows {
            "Each race counts in it from now on.".to_owned()
        } else {
            let id = &season.id;
            format!("`ac-deploy season add-round {id} RESULT` adds its first round.")
        };
        Ok(terminal::print(&format!(
            "The season {} has begun. {next}\n",
            season.name
        ))?)
    }
}

#[derive(Debug, Args)]
struct ChangeRules {
    /// The season's short name
    season: String,
    #[command(flatten)]
    rules: RuleOptions,
    #[command(flatten)]
    whose: Whose,
}

impl ChangeRules {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let change = self.rules.change();
        if change.is_empty() {
            return Err(Failure::usage(
                "That changes nothing.",
                "Say which rule is to be another, or see them all with `ac-deploy season show`.",
            ));
        }
        let league = self.whose.league(context).await?;
        let changed = league.change_rules(&self.season, &change).await;
        let season = changed.map_err(ServiceError::from)?;
        said(&season, "has other rules")
    }
}

#[derive(Debug, Args)]
struct Show {
    /// The season's short name
    season: String,
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    whose: Whose,
}

impl Show {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let table = league.standings(&self.season).await;
        let SeasonTable { season, standings } = table.map_err(ServiceError::from)?;
        if self.json {
            return Ok(terminal::print(&format!("{:#}\n", json!(season)))?);
        }
        let rounds = season.rounds.iter().map(|round| {
            let results: Vec<&str> = round.results.iter().map(|id| id.as_str()).collect();
            format!("{}: {}", round.name, results.join(", "))
        });
        let taken = season_deductions(&season, |guid| standings.name_of(guid));
        let lines: Vec<String> = season_rules(&season.rules)
            .into_iter()
            .chain(rounds)
            .chain(taken.map(|taken| format!("Taken off {taken}")))
            .collect();
        let text = format!("{}\n\n{}\n", season.name, lines.join("\n"));
        Ok(terminal::print(&text)?)
    }
}

#[derive(Debug, Args)]
struct List {
    #[command(flatten)]
    whose: Whose,
}

impl List {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let seasons = league.seasons().await.map_err(ServiceError::from)?;
        if seasons.is_empty() {
            return Ok(terminal::print(
                "There are no seasons. `ac-deploy season new` begins one.\n",
            )?);
        }
        let mut rows = vec![["SEASON", "NAME", "ROUNDS", "POINTS", ""].map(str::to_owned)];
        rows.extend(seasons.iter().map(|season| {
            [
                season.id.clone(),
                season.name.clone(),
                season.rounds.len().to_string(),
                season.rules.points.to_string(),
                if season.closed { "closed" } else { "" }.to_owned(),
            ]
        }));
        Ok(terminal::print(&terminal::table(&rows))?)
    }
}

#[derive(Debug, Args)]
struct AddRound {
    /// The season's short name
    season: String,
    /// Its results, qualifying first
    #[arg(required = true)]
    results: Vec<String>,
    /// What the round is called [default: Round and its number]
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
    #[command(flatten)]
    whose: Whose,
}

impl AddRound {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let results: Vec<&str> = self.results.iter().map(String::as_str).collect();
        let added = league
            .add_round(&self.season, self.name.as_deref(), &results)
            .await;
        let season = added.map_err(ServiceError::from)?;
        said(&season, "has a new round")
    }
}

fn said(season: &Kept, what: &str) -> Result<(), Failure> {
    Ok(terminal::print(&format!(
        "{} {what}. `ac-deploy standings {}` shows the table.\n",
        season.name, season.id
    ))?)
}

#[derive(Debug, Args)]
struct Team {
    /// The season's short name
    season: String,
    /// The driver's Steam id
    driver: String,
    /// The team
    team: String,
    #[command(flatten)]
    whose: Whose,
}

impl Team {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let set = league
            .set_team(&self.season, &self.driver, &self.team)
            .await;
        said(&set.map_err(ServiceError::from)?, "has new teams")
    }
}

#[derive(Debug, Args)]
struct Deduct {
    /// The season's short name
    season: String,
    /// The driver's name as it stands in the standings, or the Steam id
    driver: String,
    /// How many points
    points: u32,
    /// As many are meant once more, if the driver lost as many already
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    why: Why,
    #[command(flatten)]
    whose: Whose,
}

impl Deduct {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let decision = self.why.decision(context);
        let deducted = league
            .deduct(
                &self.season,
                &self.driver,
                self.points,
                self.again.into(),
                decision,
            )
            .await;
        let season = deducted.map_err(ServiceError::from)?;
        let last = season.numbered_deductions().last();
        let number = last.map_or(0, |(number, _)| number);
        let id = &season.id;
        Ok(terminal::print(&format!(
            "The points are taken off, under the number {number}. `ac-deploy season undo-deduct {id} {number}` gives them back; `ac-deploy standings {id}` shows the table.\n"
        ))?)
    }
}

#[derive(Debug, Args)]
struct UndoDeduct {
    /// The season's short name
    season: String,
    /// The number under which they were taken off, as `season show` has it
    number: u32,
    #[command(flatten)]
    why: Why,
    #[command(flatten)]
    whose: Whose,
}

impl UndoDeduct {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let decision = self.why.decision(context);
        let undone = league.undo_deduct(&self.season, self.number, decision);
        let season = undone.await.map_err(ServiceError::from)?;
        Ok(terminal::print(&format!(
            "The points of number {} are given back. `ac-deploy standings {}` shows the table.\n",
            self.number, season.id
        ))?)
    }
}

#[derive(Debug, Args)]
struct Close {
    /// The season's short name
    season: String,
    #[command(flatten)]
    whose: Whose,
}

impl Close {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let closed = league
            .close_season(&self.season)
            .await
            .map_err(ServiceError::from)?;
        said(&closed, "is closed")
    }
}

/// What `standings` is asked for.
#[derive(Debug, Args)]
pub(super) struct Standings {
    /// The season's short name [default: the only one that is not closed]
    season: Option<String>,
    /// Print JSON, for programs
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print lines for a spreadsheet
    #[arg(long)]
    csv: bool,
    #[command(flatten)]
    whose: Whose,
}

impl Standings {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let season = league.meant_season(self.season.clone()).await;
        let season = season.map_err(ServiceError::from)?;
        let table = league.standings(&season).await;
        let table = table.map_err(ServiceError::from)?;
        let (season, standings) = (&table.season, &table.standings);
        let text = if self.json {
            format!(
                "{:#}\n",
                json!({ "season": season, "standings": standings })
            )
        } else if self.csv {
            standings_csv(standings)
        } else {
            let drivers = driver_tables(season, standings);
            let tables = drivers.into_iter().chain(team_table(season, standings));
            tables
                .map(|table| table.to_string())
                .collect::<Vec<_>>()
                .join("\n")
        };
        Ok(terminal::print(&text)?)
    }
}
