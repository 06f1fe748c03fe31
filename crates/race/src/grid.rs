//! From a night's list to the slots of an entry list.

use configuration::{Slot, Text};

use crate::Entry;
use crate::night::Night;
use crate::signup::Guests;

impl Night {
    /// The slots that the entry list is to have. `pack` are those that it has: their skins are
    /// handed out as far as they go. Empty if the night has no list.
    pub fn grid(&self, pack: &[Slot]) -> Vec<Slot> {
        let Some(rules) = &self.sign_up else {
            return pack.to_vec();
        };
        let mut left: Vec<&Slot> = pack.iter().filter(|slot| slot.guids.is_empty()).collect();
        let mut grid: Vec<Slot> = self
            .starters()
            .into_iter()
            .map(|entry| slot_of(entry, &mut left))
            .collect();
        grid.extend(self.reserve_slots(rules.reserve_slots, &mut left));
        if rules.guests == Guests::FreeSlots {
            let places = usize::try_from(rules.grid.saturating_add(rules.reserve_slots))
                .unwrap_or(usize::MAX);
            let free = places.saturating_sub(grid.len());
            grid.extend(left.into_iter().take(free).cloned());
        }
        grid
    }

    /// Slots that each driver of the waiting list may take, the longest waiting first in the list.
    fn reserve_slots(&self, wanted: u32, left: &mut Vec<&Slot>) -> Vec<Slot> {
        // An entry of the file grows with every driver.
        const MOST: usize = 30;
        let reserves: Vec<&Entry> = self.waiting().into_iter().take(MOST).collect();
        if reserves.is_empty() {
            return Vec::new();
        }
        let cars = reserves
            .iter()
            .cycle()
            .take(usize::try_from(wanted).unwrap_or(0));
        cars.map(|first| {
            let model = take(left, &first.car);
            Slot {
                driver: Text::cleaned("Reserve", usize::MAX),
                guids: reserves.iter().map(|entry| entry.steam).collect(),
                ..model
            }
        })
        .collect()
    }
}

fn slot_of(entry: &Entry, left: &mut Vec<&Slot>) -> Slot {
    let slot = take(left, &entry.car);
    Slot {
        driver: Text::cleaned(&entry.name, configuration::LONGEST_NAME),
        team: Text::cleaned(
            entry.team.as_deref().unwrap_or_default(),
            configuration::LONGEST_NAME,
        ),
        guids: vec![entry.steam],
        ballast: entry.ballast,
        restrictor: entry.restrictor,
        spectator: false,
        ..slot
    }
}

/// The next slot of the pack with this car, or a new one with the car's first skin.
fn take(left: &mut Vec<&Slot>, car: &str) -> Slot {
    let found = left
        .iter()
        .position(|slot| slot.model.as_str().eq_ignore_ascii_case(car));
    match found {
        Some(index) => left.remove(index).clone(),
        None => Slot {
            model: Text::new(car).unwrap_or_default(),
            ..Slot::default()
        },
    }
}
