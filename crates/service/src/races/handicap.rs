//! Ballast and restrictor of a night's drivers from how the season stands.

use std::collections::BTreeMap;

use ::league::{League, SeasonTable};
use configuration::SteamId;
use domain::ids::GuildId;
use race::Night;
use race_service::RaceError;

use super::{RaceFault, Result, Service};

impl Service {
    /// Gives a night's drivers the ballast and the restrictor that their places in the standings ask for, and
    /// answers the night with them. Safe to repeat.
    ///
    /// # Errors
    /// [`RaceFault::WhichSeason`], and if the season cannot be read.
    pub async fn load_by_standings(&self, night: &Night) -> Result<Night> {
        let Some(handicap) = &night.handicap else {
            return Ok(night.clone());
        };
        let league = self.league(Some(GuildId::from(night.guild)))?;
        let season = match &handicap.season {
            Some(season) => season.clone(),
            None => only_season(&league).await?,
        };
        let places = places(&league.standings(&season).await?);
        let races = self.race_service()?;
        let loaded = races
            .edit(night.guild, &night.id, |night| {
                night.load_by_standings(&places);
                Ok::<_, RaceError>(())
            })
            .await?;
        tracing::info!(race.id = %night.id, %season, "gave the drivers of {} ballast by the standings", night.id);
        Ok(loaded)
    }
}

/// The only season that is not closed.
async fn only_season(league: &League) -> Result<String> {
    let seasons = league.seasons().await?.into_iter();
    let mut open = seasons.filter(|season| !season.closed);
    match (open.next(), open.next()) {
        (Some(only), None) => Ok(only.id),
        (None, _) => Err(RaceFault::WhichSeason { several: false }.into()),
        (Some(_), Some(_)) => Err(RaceFault::WhichSeason { several: true }.into()),
    }
}

/// The places of a season's drivers; of who drives in several classes the best one.
fn places(table: &SeasonTable) -> BTreeMap<SteamId, u32> {
    let mut places = BTreeMap::new();
    let classes = table.standings.classes.iter();
    for driver in classes.flat_map(|class| &class.drivers) {
        if let Ok(steam) = driver.guid.parse() {
            let place: &mut u32 = places.entry(steam).or_insert(driver.pos);
            *place = driver.pos.min(*place);
        }
    }
    places
}
