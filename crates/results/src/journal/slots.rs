//! Who sits where.

use std::collections::BTreeMap;

use udp_plugin::{CarInfo, Driver};

use crate::name::clean;

/// A driver in a slot. Who left keeps it until another takes it: the server's leaderboard does the same.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seat {
    pub(super) guid: String,
    pub(super) driver: String,
    pub(super) car: String,
    pub(super) skin: String,
    pub(super) team: Option<String>,
    connected: bool,
}

#[derive(Debug, Default)]
pub(super) struct Slots(BTreeMap<u8, Seat>);

impl Slots {
    pub(super) fn seat(&self, car: u8) -> Option<&Seat> {
        self.0.get(&car)
    }

    /// The Steam id of whoever sits there; nothing if nobody was named yet.
    pub(super) fn person(&self, car: u8) -> String {
        self.seat(car)
            .map(|seat| seat.guid.clone())
            .unwrap_or_default()
    }

    pub(super) fn connected(&self) -> impl Iterator<Item = (u8, &Seat)> {
        self.0
            .iter()
            .filter(|(_, seat)| seat.connected)
            .map(|(car, seat)| (*car, seat))
    }

    /// Says whether it is the one who had this slot before.
    pub(super) fn joined(&mut self, driver: &Driver) -> bool {
        let before = self.person(driver.car);
        self.take(driver, true);
        before == self.person(driver.car)
    }

    pub(super) fn left(&mut self, driver: &Driver) {
        self.take(driver, false);
    }

    pub(super) fn told(&mut self, info: &CarInfo) {
        let guid = clean(&info.guid);
        let known = self.seat(info.car).is_some_and(|seat| seat.guid == guid);
        // acServer says of one who has just joined that the slot is free; a free slot has no Steam id.
        if guid.is_empty() || (!info.connected && !known) {
            return;
        }
        let seat = Seat {
            guid,
            driver: clean(&info.name),
            car: clean(&info.model),
            skin: clean(&info.skin),
            team: Some(clean(&info.team)),
            connected: info.connected || known,
        };
        self.0.insert(info.car, seat);
    }

    fn take(&mut self, driver: &Driver, connected: bool) {
        let guid = clean(&driver.guid);
        let team = self
            .seat(driver.car)
            .filter(|seat| seat.guid == guid)
            .and_then(|seat| seat.team.clone());
        let seat = Seat {
            guid,
            driver: clean(&driver.name),
            car: clean(&driver.model),
            skin: clean(&driver.skin),
            team,
            connected,
        };
        self.0.insert(driver.car, seat);
    }
}
