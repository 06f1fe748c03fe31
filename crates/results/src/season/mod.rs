//! Seasons: points, penalties and standings.
//!
//! Nothing here is added up over time: [`standings()`] computes all of it from the results that are kept, so
//! that a penalty, a result that is set aside, or a corrected team changes every table that follows.

mod penalty;
mod round;
mod rule_change;
mod scale;
mod standings;
mod table;
mod tie_break;

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use penalty::{Decided, Penalty, PenaltyKind, apply};
pub use rule_change::RuleChange;
pub use scale::{Points, PointsError, presets};
pub use standings::standings;
pub use table::{ClassStandings, DriverStanding, RoundScore, Standings, TeamStanding};
pub use tie_break::{NoTieBreak, TieBreak};

use crate::document::{Decision, Kept, ResultId};

/// A season: its rules, its rounds, and what was decided in it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Season {
    /// Its short name, as commands take it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How points are given.
    pub rules: Rules,
    /// The rounds so far, in order.
    #[serde(default)]
    pub rounds: Vec<Round>,
    /// The team of a driver, by Steam id. Without an entry it is the one of the result.
    #[serde(default)]
    pub teams: BTreeMap<String, String>,
    /// Points that are taken off a driver's season.
    #[serde(default)]
    pub deductions: Vec<Deduction>,
    /// Whether each race that is taken in counts by itself: see `league`.
    #[serde(default)]
    pub follows: bool,
    /// Whether it is over.
    #[serde(default)]
    pub closed: bool,
}

impl Season {
    /// What was taken off, by its numbers.
    pub fn numbered_deductions(&self) -> impl Iterator<Item = (u32, &Deduction)> {
        (1..).zip(&self.deductions)
    }

    /// What was taken off under a number.
    pub fn deduction_mut(&mut self, number: u32) -> Option<&mut Deduction> {
        let mut numbered = (1..).zip(&mut self.deductions);
        let (_, deduction) = numbered.find(|(its, _)| *its == number)?;
        Some(deduction)
    }
}

impl Kept for Season {
    const KIND: &'static str = "season";
    /// 2: rules that an earlier program would lose when it writes the season back.
    const SCHEMA: u32 = 2;
}

/// A round: a qualifying, if there was one, and its races.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Round {
    /// What it is called.
    pub name: String,
    /// The results that count for it, in the order in which they ran.
    pub results: Vec<ResultId>,
}

/// How points are given.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Rules {
    /// For a race's places.
    pub points: Points,
    /// For the places of a round's second race and those after it, if they are others: a reversed grid.
    pub second_race_points: Option<Points>,
    /// For the places of a round's races before its last one, if they are others: sprints.
    pub sprint_points: Option<Points>,
    /// For the first place in qualifying.
    pub pole: u32,
    /// For the fastest lap of each race.
    pub fastest_lap: u32,
    /// The last place that can have the points for the fastest lap; nothing for every place.
    pub fastest_lap_within: Option<u32>,
    /// How many of a driver's worst rounds do not count. One in which he was disqualified always counts.
    pub drop_rounds: u32,
    /// How many rounds the season will have: until then only as many are dropped as could not be made up
    /// for. Nothing if that is open: then the worst rounds are dropped at once, never the only one.
    pub planned_rounds: Option<u32>,
    /// The part of the winner's laps that a car must have driven to be classified, in per cent. Who is not
    /// has neither place nor points; those behind move up.
    pub finish_percent: u32,
    /// Whether only those who took the flag are classified, so who retires scores nothing, however late.
    pub flag_needed: bool,
    /// Classes, each with places and standings of its own. None: all cars are one class.
    pub classes: Vec<Class>,
    /// How many of a team's drivers score for it in a round, the best ones; nothing for all.
    pub drivers_per_team: Option<u32>,
    /// What decides between two drivers or teams with as many points, in this order.
    pub tie_breaks: Vec<TieBreak>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            points: Points::default(),
            second_race_points: None,
            sprint_points: None,
            pole: 0,
            fastest_lap: 0,
            fastest_lap_within: None,
            drop_rounds: 0,
            planned_rounds: None,
            finish_percent: 0,
            flag_needed: false,
            classes: Vec::new(),
            drivers_per_team: None,
            tie_breaks: vec![TieBreak::Places, TieBreak::LatestRound],
        }
    }
}

/// A class of cars.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Class {
    /// What it is called.
    pub name: String,
    /// The cars' folders.
    pub cars: Vec<String>,
    /// For its places, if they are others than the season's.
    #[serde(default)]
    pub points: Option<Points>,
}

/// A text that names no class.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("write it as NAME=CAR,CAR or NAME=CAR,CAR:POINTS")]
pub struct NoClass;

impl FromStr for Class {
    type Err = NoClass;

    /// A name, its cars, and its points if it has its own: `GT4=ks_porsche_cayman_gt4:8-4`.
    fn from_str(text: &str) -> Result<Self, NoClass> {
        let (name, rest) = text.split_once('=').ok_or(NoClass)?;
        let (cars, points) = match rest.split_once(':') {
            Some((cars, points)) => (cars, Some(points.parse().map_err(|_| NoClass)?)),
            None => (rest, None),
        };
        let cars: Vec<String> = cars.split(',').map(str::trim).map(str::to_owned).collect();
        if name.trim().is_empty() || cars.iter().any(String::is_empty) {
            return Err(NoClass);
        }
        Ok(Self {
            name: name.trim().to_owned(),
            cars,
            points,
        })
    }
}

/// Points that are taken off a season.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Deduction {
    /// The driver's Steam id.
    pub guid: String,
    /// How many.
    pub points: u32,
    /// Who decided it, when and why.
    pub decided: Decision,
    /// Who took it back, when and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undone: Option<Decision>,
}
