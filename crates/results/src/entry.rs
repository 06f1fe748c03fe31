//! What files and journals have in common before they are classified: a slot, a person in it, and laps.

use crate::{Incidents, RowSource, TotalFrom};

/// A lap before it is anybody's row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lap {
    /// Milliseconds; none if the server's number was none.
    pub(crate) ms: Option<i64>,
    pub(crate) cuts: u32,
    pub(crate) sectors: Vec<i64>,
    pub(crate) tyre: Option<String>,
    /// When the line was crossed: milliseconds of the source's clock.
    pub(crate) at: i64,
}

/// What the server's own table says of an entry, where laps may have been missed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Counted {
    pub(crate) laps: u32,
    /// The best lap, outside a race.
    pub(crate) best_ms: Option<i64>,
    /// When that was set or first seen: the time, and whether it was seen as it was set.
    pub(crate) best_at: (i64, bool),
}

/// A slot and a person in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) car_id: i64,
    /// The person; of a crew all of them. Empty for somebody who was never named.
    pub(crate) guid: String,
    pub(crate) driver: String,
    pub(crate) car: String,
    pub(crate) team: Option<String>,
    pub(crate) skin: Option<String>,
    /// In order of crossing.
    pub(crate) laps: Vec<Lap>,
    pub(crate) counted: Option<Counted>,
    pub(crate) total: Option<(i64, TotalFrom)>,
    pub(crate) flag: bool,
    /// Contacts of this person, whatever the slot.
    pub(crate) incidents: Incidents,
    pub(crate) kicked: bool,
    pub(crate) source: Option<RowSource>,
}

impl Entry {
    /// Laps that the row shows.
    pub(crate) fn lap_count(&self) -> u32 {
        self.counted
            .map_or_else(|| count(self.laps.iter()), |counted| counted.laps)
    }

    pub(crate) fn clean_laps(&self) -> u32 {
        self.counted.map_or_else(
            || {
                count(
                    self.laps
                        .iter()
                        .filter(|lap| lap.cuts == 0 && lap.ms.is_some()),
                )
            },
            |counted| counted.laps,
        )
    }

    /// The best lap and when it was driven. In a race laps with cuts count as well.
    pub(crate) fn best(&self, race: bool) -> Option<Best> {
        let known = self
            .laps
            .iter()
            .zip(1..)
            .filter(|(lap, _)| race || lap.cuts == 0)
            .filter_map(|(lap, number)| {
                Some(Best {
                    ms: lap.ms?,
                    at: (lap.at, true),
                    lap: number,
                })
            })
            .min_by_key(|best| best.ms);
        let told = self.counted.and_then(|counted| {
            Some(Best {
                ms: counted.best_ms?,
                at: counted.best_at,
                lap: 0,
            })
        });
        match (known, told) {
            (Some(known), Some(told)) if known.ms <= told.ms => Some(known),
            (known, told) => told.or(known),
        }
    }

    pub(crate) fn cuts(&self) -> u32 {
        self.laps
            .iter()
            .fold(0, |sum, lap| sum.saturating_add(lap.cuts))
    }

    pub(crate) fn laps_with_cuts(&self) -> u32 {
        count(self.laps.iter().filter(|lap| 0 < lap.cuts))
    }
}

/// A best lap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Best {
    pub(crate) ms: i64,
    pub(crate) at: (i64, bool),
    /// Which lap of the entry, from 1; 0 if only its time is known.
    pub(crate) lap: u32,
}

fn count<T>(of: impl Iterator<Item = T>) -> u32 {
    u32::try_from(of.count()).unwrap_or(u32::MAX)
}
