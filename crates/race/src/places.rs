//! Who starts, who is a reserve, who waits.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Snowflake;
use crate::night::Night;
use crate::signup::Standing;

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Starts; their number on the list, from 1.
    Grid(u32),
    /// Waits; how many are before them for any car, from 1.
    Waiting(u32),
    /// An organiser must let them in first.
    Pending,
    /// Turned down.
    Rejected,
}

/// Somebody and their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Who.
    pub user: Snowflake,
    /// Where.
    pub place: Place,
}

/// Somebody who waited, and starts now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MovedUp {
    /// Who.
    pub user: Snowflake,
    /// Their number on the list.
    pub grid: u32,
}

/// What drivers are to be told of a night's list, whoever changed it. It is kept with the list, so that no bot
/// that dies in between leaves it untold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Untold {
    /// These waited, and start now.
    MovedUp(Vec<Snowflake>),
    /// An organiser let somebody in, or turned them down.
    Decided(Snowflake),
    /// The race was moved; this is the start that they know.
    Moved(Timestamp),
    /// The league banned somebody, who gives up their place.
    Banned(Snowflake),
    /// Somebody of this name powered the race's server off; for the organiser.
    Stopped(String),
}

impl MovedUp {
    pub(crate) fn between(before: &[Placed], after: &[Placed]) -> Vec<Self> {
        let waited = |user: Snowflake| {
            before
                .iter()
                .any(|placed| placed.user == user && !matches!(placed.place, Place::Grid(_)))
        };
        after
            .iter()
            .filter_map(|placed| match placed.place {
                Place::Grid(grid) if waited(placed.user) => Some(Self {
                    user: placed.user,
                    grid,
                }),
                _ => None,
            })
            .collect()
    }
}

impl Night {
    /// Who moved up since the list stood like this. They are to be told of it, but for whoever knows already.
    pub fn moved_up_since(&mut self, before: &[Placed], knows: Option<Snowflake>) -> Vec<MovedUp> {
        let moved_up = MovedUp::between(before, &self.places());
        let users = moved_up.iter().map(|up| up.user);
        let users: Vec<Snowflake> = users.filter(|user| Some(*user) != knows).collect();
        if !users.is_empty() {
            self.untold.push(Untold::MovedUp(users));
        }
        moved_up
    }

    /// The first so many of what drivers were to be told is told.
    pub fn told(&mut self, count: usize) {
        self.untold.drain(..count.min(self.untold.len()));
    }

    /// Everybody's place, in the order in which they signed up. Who waits for a car of which all
    /// are taken holds up nobody who wants another one.
    pub fn places(&self) -> Vec<Placed> {
        let Some(rules) = &self.sign_up else {
            return Vec::new();
        };
        let mut free: BTreeMap<&str, u32> = rules
            .cars
            .iter()
            .map(|(car, most)| (car.as_str(), most.unwrap_or(u32::MAX)))
            .collect();
        let (mut grid, mut waiting) = (0, 0);
        let places = self.entries.iter().map(|entry| {
            let place = match entry.standing {
                Standing::Pending => Place::Pending,
                Standing::Rejected => Place::Rejected,
                Standing::Accepted => match free.get_mut(entry.car.as_str()) {
                    Some(left) if 0 < *left && grid < rules.grid => {
                        *left -= 1;
                        grid += 1;
                        Place::Grid(grid)
                    }
                    _ => {
                        waiting += 1;
                        Place::Waiting(waiting)
                    }
                },
            };
            Placed {
                user: entry.user,
                place,
            }
        });
        places.collect()
    }

    /// Somebody's place.
    pub fn place_of(&self, user: Snowflake) -> Option<Placed> {
        self.places().into_iter().find(|placed| placed.user == user)
    }

    /// The cars to choose from, and how many of each are free; `None`: as many as there are places.
    pub fn free_cars(&self) -> Vec<(&str, Option<u32>)> {
        let Some(rules) = &self.sign_up else {
            return Vec::new();
        };
        let starters = self.starters();
        let left = rules
            .grid
            .saturating_sub(u32::try_from(starters.len()).unwrap_or(u32::MAX));
        let cars = rules.cars.iter().map(|(car, most)| {
            let taken = starters.iter().filter(|entry| entry.car == *car).count();
            let taken = u32::try_from(taken).unwrap_or(u32::MAX);
            let free = match (most, left) {
                (Some(most), left) => Some(most.saturating_sub(taken).min(left)),
                (None, 0) => Some(0),
                (None, _) => None,
            };
            (car.as_str(), free)
        });
        cars.collect()
    }

    /// Those who start, in order.
    pub fn starters(&self) -> Vec<&crate::Entry> {
        self.standing_at(|place| matches!(place, Place::Grid(_)))
    }

    /// Those who wait, in order.
    pub fn waiting(&self) -> Vec<&crate::Entry> {
        self.standing_at(|place| matches!(place, Place::Waiting(_)))
    }

    /// Those whom an organiser must let in first, in order.
    pub fn pending(&self) -> Vec<&crate::Entry> {
        self.standing_at(|place| matches!(place, Place::Pending))
    }

    fn standing_at(&self, wanted: impl Fn(Place) -> bool) -> Vec<&crate::Entry> {
        let places = self.places();
        let entries = self.entries.iter().zip(places);
        entries
            .filter(|(_, placed)| wanted(placed.place))
            .map(|(entry, _)| entry)
            .collect()
    }
}
