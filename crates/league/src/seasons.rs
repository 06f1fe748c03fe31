//! Seasons and their standings.

use std::collections::BTreeMap;

use results::document::{Decision, ResultId, StoredResult};
use results::season::{Deduction, Round, Rules, Season, Standings, standings};

use crate::{League, LeagueError, Result, SeasonAndResults, season_id};

/// A season that is to begin.
#[derive(Clone, Debug)]
pub struct NewSeason {
    /// Its short name, as commands take it: letters, digits and `-`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// How points are given.
    pub rules: Rules,
}

/// A season and how it stands.
#[derive(Clone, Debug)]
pub struct SeasonTable {
    /// The season.
    pub season: Season,
    /// Computed just now.
    pub standings: Standings,
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

    /// Says which team a driver (a Steam id) scores for.
    ///
    /// # Errors
    /// As [`Self::add_round`].
    pub async fn set_team(&self, id: &str, guid: &str, team: &str) -> Result<Season> {
        self.change_season(id, |season| {
            season.teams.insert(guid.to_owned(), team.to_owned());
            Ok(())
        })
        .await
    }

    /// Takes points off a driver's season.
    ///
    /// # Errors
    /// As [`Self::add_round`].
    pub async fn deduct(
        &self,
        id: &str,
        guid: &str,
        points: u32,
        decision: Decision,
    ) -> Result<Season> {
        self.change_season(id, |season| {
            let decided = decision.clone();
            season.deductions.push(Deduction {
                guid: guid.to_owned(),
                points,
                decided,
                undone: None,
            });
            Ok(())
        })
        .await
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
        let (season, results) = self.season_and_results(id).await?;
        Ok(SeasonTable {
            standings: standings(&season, &results),
            season,
        })
    }

    async fn season_and_results(&self, id: &str) -> Result<SeasonAndResults> {
        let id = season_id(id)?;
        let found = self.read::<Season>(&self.season_key(&id)?).await?;
        let (season, _) = found.ok_or(LeagueError::NoSuchSeason(id))?;
        let mut results: BTreeMap<ResultId, StoredResult> = BTreeMap::new();
        for result in season.rounds.iter().flat_map(|round| &round.results) {
            let found = self.read::<StoredResult>(&self.result_key(result)?).await?;
            results.extend(found.map(|(stored, _)| (result.clone(), stored)));
        }
        Ok((season, results))
    }

    async fn change_season(
        &self,
        id: &str,
        mut change: impl FnMut(&mut Season) -> Result<()>,
    ) -> Result<Season> {
        let id = season_id(id)?;
        let no_such = || LeagueError::NoSuchSeason(id.clone());
        self.change(&self.season_key(&id)?, no_such, |season: &mut Season| {
            if season.closed {
                return Err(LeagueError::SeasonClosed(season.id.clone()));
            }
            change(season)?;
            Ok(season.clone())
        })
        .await
    }
}
