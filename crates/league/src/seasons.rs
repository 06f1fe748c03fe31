//! Seasons and their standings.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use results::SessionKind;
use results::document::{Decision, ResultId, StoredResult};
use results::season::{Deduction, Round, RuleChange, Rules, Season, Standings, standings};

use crate::{Corrected, League, LeagueError, Repeat, Result, season_id};

/// What lies no further apart on one server is one race day: its qualifying and its races are one round.
const RACE_DAY: SignedDuration = SignedDuration::from_hours(6);

/// A season that is to begin.
#[derive(Clone, Debug)]
pub struct NewSeason {
    /// Its short name, as commands take it: letters, digits and `-`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How points are given.
    pub rules: Rules,
    /// Whether each race that is taken in counts by itself.
    pub follows: bool,
}

/// A season and how it stands.
#[derive(Clone, Debug)]
pub struct SeasonTable {
    /// The season.
    pub season: Season,
    /// Computed just now.
    pub standings: Standings,
}

impl SeasonTable {
    /// Reckons how a season stands with these results.
    #[must_use]
    pub fn of(season: Season, results: &BTreeMap<ResultId, StoredResult>) -> Self {
        Self {
            standings: standings(&season, results),
            season,
        }
    }
}

/// A season as it was after each session that may have been told, with the mark of that message
/// ([`standings_mark`]).
#[must_use]
pub fn season_so_far(whole: &Season) -> Vec<(ResultId, Season)> {
    let mut seasons = Vec::new();
    for (index, round) in whole.rounds.iter().enumerate() {
        for sessions in 1..=round.results.len() {
            let mut season = whole.clone();
            season.rounds.truncate(index + 1);
            if let Some(last) = season.rounds.last_mut() {
                last.results.truncate(sessions);
            }
            seasons.extend(standings_mark(&season).map(|mark| (mark, season)));
        }
    }
    seasons
}

/// Under which name it is noted that a season's standings were told: once for each race of its last round.
#[must_use]
pub fn standings_mark(season: &Season) -> Option<ResultId> {
    let (rounds, last) = (season.rounds.len(), season.rounds.last());
    let sessions = last.map_or(0, |round| round.results.len());
    format!("standings-{}-{rounds}-{sessions}", season.id)
        .parse()
        .ok()
}

impl League {
    /// Begins a season.
    ///
    /// # Errors
    /// [`LeagueError::BadName`], [`LeagueError::SeasonExists`], [`LeagueError::Store`].
    pub async fn new_season(&self, new: NewSeason) -> Result<Season> {
        let id = season_id(&new.id)?;
        let season = Season {
            id: id.clone(),
            name: new.name,
            rules: new.rules,
            rounds: Vec::new(),
            teams: BTreeMap::new(),
            deductions: Vec::new(),
            follows: new.follows,
            closed: false,
        };
        if self.create(&self.season_key(&id)?, &season).await? {
            Ok(season)
        } else {
            Err(LeagueError::SeasonExists(id))
        }
    }

    /// All seasons by their short names.
    ///
    /// # Errors
    /// [`LeagueError::Unreadable`], [`LeagueError::Store`].
    pub async fn seasons(&self) -> Result<Vec<Season>> {
        let mut seasons = Vec::new();
        for key in self.list("seasons").await? {
            seasons.extend(self.read::<Season>(&key).await?.map(|(season, _)| season));
        }
        Ok(seasons)
    }

    /// Adds a round. Its name is `Round 1` and so on if none is given.
    ///
    /// # Errors
    /// [`LeagueError::InARound`] if one of the results counts already, [`LeagueError::SeasonClosed`],
    /// [`LeagueError::NoSuchResult`], and those of [`Self::standings`].
    pub async fn add_round(
        &self,
        id: &str,
        name: Option<&str>,
        results: &[&str],
    ) -> Result<Season> {
        let mut ids = Vec::new();
        for result in results {
            ids.push(self.result(result).await?.id);
        }
        self.change_season(id, |season| {
            for result in &ids {
                if let Some(round) = season
                    .rounds
                    .iter()
                    .find(|round| round.results.contains(result))
                {
                    return Err(LeagueError::InARound {
                        result: result.clone(),
                        round: round.name.clone(),
                    });
                }
            }
            let number = season.rounds.len() + 1;
            let name = name.map_or_else(|| format!("Round {number}"), str::to_owned);
            season.rounds.push(Round {
                name,
                results: ids.clone(),
            });
            Ok(())
        })
        .await
    }

    /// Lets a race, unless it is a warm-up, count in each open season that follows the races by itself: in the round of its race day,
    /// with the qualifying before it. Answers the seasons in whose last round it is now; a repeat changes
    /// nothing and answers the same.
    ///
    /// # Errors
    /// [`LeagueError::Store`]. A season that cannot be read is left out.
    pub async fn count(&self, race: &StoredResult) -> Result<Vec<Season>> {
        let is_race = race.result.session.kind == SessionKind::Race;
        if !is_race || race.set_aside.is_some() || race.warm_up {
            return Ok(Vec::new());
        }
        let mut changed = Vec::new();
        for key in self.list("seasons").await? {
            let season = match self.read::<Season>(&key).await {
                Ok(Some((season, _))) => season,
                Ok(None) | Err(LeagueError::Unreadable { .. }) => continue,
                Err(error) => return Err(error),
            };
            if season.closed || !season.follows {
                continue;
            }
            let counted = |round: &Round| round.results.contains(&race.id);
            let season = if season.rounds.iter().any(counted) {
                season
            } else {
                self.count_in(&season.id, race).await?
            };
            let last = season.rounds.last();
            if last.is_some_and(|round| round.results.contains(&race.id)) {
                changed.push(season);
            }
        }
        Ok(changed)
    }

    async fn count_in(&self, id: &str, race: &StoredResult) -> Result<Season> {
        let day = self.race_day(race).await?;
        self.change_season(id, |season| {
            let counted = |id: &ResultId| season.rounds.iter().any(|it| it.results.contains(id));
            if counted(&race.id) {
                return Ok(());
            }
            let new: Vec<ResultId> = day
                .qualifying
                .iter()
                .cloned()
                .chain([race.id.clone()])
                .collect();
            let new: Vec<ResultId> = new.into_iter().filter(|id| !counted(id)).collect();
            let same_day = season
                .rounds
                .last_mut()
                .filter(|round| day.races.iter().any(|id| round.results.contains(id)));
            match same_day {
                Some(round) => round.results.extend(new),
                None => {
                    let name = format!("Round {}", season.rounds.len() + 1);
                    season.rounds.push(Round { name, results: new });
                }
            }
            Ok(())
        })
        .await
    }

    /// What else ran on a race's server on that day before it.
    async fn race_day(&self, race: &StoredResult) -> Result<RaceDay> {
        let ended = ended(race);
        let server = race.id.as_str().split('-').next().unwrap_or_default();
        let mut before: Vec<StoredResult> = self
            .of_server(server, Timestamp::MIN)
            .await?
            .into_iter()
            .filter(|other| other.id != race.id && other.set_aside.is_none() && !other.warm_up)
            .filter(|other| {
                let apart = ended.duration_since(self::ended(other));
                SignedDuration::ZERO <= apart && apart <= RACE_DAY
            })
            .collect();
        before.sort_by_key(self::ended);
        let of = |kind| {
            let sessions = before
                .iter()
                .filter(move |it| it.result.session.kind == kind);
            sessions.map(|it| it.id.clone())
        };
        Ok(RaceDay {
            qualifying: of(SessionKind::Qualify).next_back(),
            races: of(SessionKind::Race).collect(),
        })
    }

    /// Changes a season's rules, also while it runs: its standings are computed by the new ones.
    ///
    /// # Errors
    /// As [`Self::add_round`].
    pub async fn change_rules(&self, id: &str, change: &RuleChange) -> Result<Season> {
        let season = self.change_season(id, |season| {
            change.clone().apply(&mut season.rules);
            Ok(())
        });
        let season = season.await?;
        self.correct(Corrected::Season(season.id.clone())).await;
        Ok(season)
    }

    /// Says which team a driver (a Steam id) scores for.
    ///
    /// # Errors
    /// As [`Self::add_round`].
    pub async fn set_team(&self, id: &str, guid: &str, team: &str) -> Result<Season> {
        let season = self.change_season(id, |season| {
            season.teams.insert(guid.to_owned(), team.to_owned());
            Ok(())
        });
        let season = season.await?;
        self.correct(Corrected::Season(season.id.clone())).await;
        Ok(season)
    }

    /// Takes points off a driver's season, also after its end. It has the number of its place among
    /// [`Season::deductions`], from 1.
    ///
    /// # Errors
    /// [`LeagueError::NoDriverOfSeason`], [`LeagueError::WhichDriver`], [`LeagueError::LostAlready`], and those of
    /// [`Self::standings`].
    pub async fn deduct(
        &self,
        id: &str,
        driver: &str,
        points: u32,
        repeat: Repeat,
        decision: Decision,
    ) -> Result<Season> {
        let table = self.standings(id).await?;
        let guid = guid_of(&table, driver)?;
        self.correct_season(id, |season| {
            let is_same = |(_, it): &(u32, &Deduction)| {
                it.undone.is_none() && it.guid == guid && it.points == points
            };
            if repeat == Repeat::Ask
                && let Some((number, before)) = season.numbered_deductions().find(is_same)
            {
                return Err(LeagueError::LostAlready {
                    driver: table.standings.name_of(&guid).unwrap_or(&guid).to_owned(),
                    number,
                    decided: before.decided.clone(),
                });
            }
            let decided = decision.clone();
            season.deductions.push(Deduction {
                guid: guid.clone(),
                points,
                decided,
                undone: None,
            });
            Ok(())
        })
        .await
    }

    /// Gives points back that were taken off under this number, also after the season's end. That they were taken
    /// stays in its history.
    ///
    /// # Errors
    /// [`LeagueError::NoSuchDeduction`], [`LeagueError::GivenBack`], and those of [`Self::standings`].
    pub async fn undo_deduct(&self, id: &str, number: u32, decision: Decision) -> Result<Season> {
        self.correct_season(id, |season| {
            let name = season.id.clone();
            let Some(taken) = season.deduction_mut(number) else {
                return Err(LeagueError::NoSuchDeduction {
                    season: name,
                    number,
                });
            };
            if taken.undone.is_some() {
                return Err(LeagueError::GivenBack {
                    season: name,
                    number,
                });
            }
            taken.undone = Some(decision.clone());
            Ok(())
        })
        .await
    }

    /// The season that was named, or the only one that is not closed.
    ///
    /// # Errors
    /// [`LeagueError::NoOpenSeason`], [`LeagueError::WhichSeason`], and those of [`Self::seasons`].
    pub async fn meant_season(&self, named: Option<String>) -> Result<String> {
        if let Some(named) = named {
            return Ok(named);
        }
        let seasons = self.seasons().await?;
        let mut open = seasons.into_iter().filter(|season| !season.closed);
        match (open.next(), open.next()) {
            (None, _) => Err(LeagueError::NoOpenSeason),
            (Some(only), None) => Ok(only.id),
            (Some(one), Some(other)) => {
                let rest = open.map(|season| season.id);
                Err(LeagueError::WhichSeason(
                    [one.id, other.id].into_iter().chain(rest).collect(),
                ))
            }
        }
    }

    /// Ends a season: no round is added any more. Its results can still be corrected.
    ///
    /// # Errors
    /// As [`Self::add_round`].
    pub async fn close_season(&self, id: &str) -> Result<Season> {
        self.change_season(id, |season| {
            season.closed = true;
            Ok(())
        })
        .await
    }

    /// A season and how it stands now.
    ///
    /// # Errors
    /// [`LeagueError::NoSuchSeason`], [`LeagueError::Unreadable`], [`LeagueError::Store`].
    pub async fn standings(&self, id: &str) -> Result<SeasonTable> {
        let season = self.season(id).await?;
        let results = self.results_of(&season).await?;
        Ok(SeasonTable::of(season, &results))
    }

    /// The seasons in which a result counts, closed ones too, and how they stand now.
    ///
    /// # Errors
    /// [`LeagueError::Store`]. A season that cannot be read is left out.
    pub async fn standings_with(&self, result: &ResultId) -> Result<Vec<SeasonTable>> {
        let mut tables = Vec::new();
        for season in self.seasons_with(result).await? {
            match self.results_of(&season).await {
                Ok(results) => tables.push(SeasonTable::of(season, &results)),
                Err(LeagueError::Unreadable { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(tables)
    }

    /// The seasons in which a result counts, closed ones too.
    ///
    /// # Errors
    /// [`LeagueError::Store`]. A season that cannot be read is left out.
    pub async fn seasons_with(&self, result: &ResultId) -> Result<Vec<Season>> {
        let mut seasons = Vec::new();
        for key in self.list("seasons").await? {
            let season = match self.read::<Season>(&key).await {
                Ok(Some((season, _))) => season,
                Ok(None) | Err(LeagueError::Unreadable { .. }) => continue,
                Err(error) => return Err(error),
            };
            let mut results = season.rounds.iter().flat_map(|round| &round.results);
            if results.any(|of| of == result) {
                seasons.push(season);
            }
        }
        Ok(seasons)
    }

    /// A season.
    ///
    /// # Errors
    /// [`LeagueError::NoSuchSeason`], [`LeagueError::Unreadable`], [`LeagueError::Store`].
    pub async fn season(&self, id: &str) -> Result<Season> {
        let id = season_id(id)?;
        let found = self.read::<Season>(&self.season_key(&id)?).await?;
        found
            .map(|(season, _)| season)
            .ok_or(LeagueError::NoSuchSeason(id))
    }

    /// The results that count in a season, as far as they are there.
    ///
    /// # Errors
    /// [`LeagueError::Unreadable`], [`LeagueError::Store`].
    pub async fn results_of(&self, season: &Season) -> Result<BTreeMap<ResultId, StoredResult>> {
        let mut results = BTreeMap::new();
        for result in season.rounds.iter().flat_map(|round| &round.results) {
            let found = self.read::<StoredResult>(&self.result_key(result)?).await?;
            results.extend(found.map(|(stored, _)| (result.clone(), stored)));
        }
        Ok(results)
    }

    async fn change_season(
        &self,
        id: &str,
        mut change: impl FnMut(&mut Season) -> Result<()>,
    ) -> Result<Season> {
        self.write_season(id, |season| {
            if season.closed {
                return Err(LeagueError::SeasonClosed(season.id.clone()));
            }
            change(season)
        })
        .await
    }

    /// Changes what was told of a season, which may be over.
    async fn correct_season(
        &self,
        id: &str,
        change: impl FnMut(&mut Season) -> Result<()>,
    ) -> Result<Season> {
        let season = self.write_season(id, change).await?;
        self.correct(Corrected::Season(season.id.clone())).await;
        Ok(season)
    }

    async fn write_season(
        &self,
        id: &str,
        mut change: impl FnMut(&mut Season) -> Result<()>,
    ) -> Result<Season> {
        let id = season_id(id)?;
        let no_such = || LeagueError::NoSuchSeason(id.clone());
        self.change(&self.season_key(&id)?, no_such, |season: &mut Season| {
            change(season)?;
            Ok(season.clone())
        })
        .await
    }
}

/// The sessions around a race.
struct RaceDay {
    /// The last one.
    qualifying: Option<ResultId>,
    races: Vec<ResultId>,
}

/// A driver of a season by Steam id or by the name used last. Who did not drive in it yet has the Steam id only.
fn guid_of(table: &SeasonTable, driver: &str) -> Result<String> {
    let asked = driver.trim();
    if asked.len() == 17 && asked.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(asked.to_owned());
    }
    let classes = table.standings.classes.iter();
    let rows = classes.flat_map(|class| &class.drivers);
    let called = rows.filter(|row| row.driver.to_lowercase() == asked.to_lowercase());
    // Who drove in two classes is one driver.
    let guids: BTreeSet<&String> = called.map(|row| &row.guid).collect();
    let mut guids: Vec<String> = guids.into_iter().cloned().collect();
    match guids.len() {
        0 => Err(LeagueError::NoDriverOfSeason {
            season: table.season.id.clone(),
            driver: asked.chars().take(80).collect(),
        }),
        1 => Ok(guids.remove(0)),
        _ => Err(LeagueError::WhichDriver {
            name: asked.to_owned(),
            guids,
        }),
    }
}

fn ended(result: &StoredResult) -> Timestamp {
    result.result.session.ended_at.unwrap_or(result.stored_at)
}
