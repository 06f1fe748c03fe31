//! Who drives: those for whom the entry list keeps a slot, in its order, and strangers in the slots that are free.

use std::collections::BTreeSet;

use super::Config;

/// The names of strangers, who are the same in each run.
const STRANGERS: [&str; 12] = [
    "Anna Berg",
    "Luca Conti",
    "Mika Virtanen",
    "Sofia Lindqvist",
    "Tom Becker",
    "Julie Martin",
    "Pedro Alves",
    "Kenji Mori",
    "Eva Novak",
    "Sam Taylor",
    "Nina Kowalska",
    "Jan de Vries",
];
/// How many strangers race if nobody is there, and no slot is kept for anybody.
const FIELD: usize = 8;

/// A slot of the entry list, `[CAR_n]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) model: String,
    pub(super) skin: String,
    pub(super) driver: String,
    /// For whom it is kept.
    pub(super) guids: Vec<String>,
    pub(super) ballast: u32,
    pub(super) restrictor: u32,
}

impl Slot {
    /// Slots that several people may share are for reserves, who come only where somebody is missing.
    fn is_of_one_driver(&self) -> bool {
        self.guids.len() == 1
    }
}

/// Whoever sits in a car.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) guid: String,
    pub(super) model: String,
    pub(super) skin: String,
    pub(super) ballast: u32,
    pub(super) restrictor: u32,
}

impl Config {
    /// The cars that so many drivers sit in, as far as there is room: whose slots are kept come first.
    pub(super) fn seats(&self, clients: u32) -> BTreeSet<u32> {
        let is_kept = |car: &u32| self.slot(*car).is_some_and(Slot::is_of_one_driver);
        let (kept, free): (Vec<u32>, Vec<u32>) = (0..self.max_clients).partition(is_kept);
        let count = usize::try_from(clients).unwrap_or(usize::MAX);
        kept.into_iter().chain(free).take(count).collect()
    }

    /// The cars of whoever races: of those who are on the server, or, if nobody is, of the entry list's drivers.
    pub(super) fn field(&self, clients: u32) -> BTreeSet<u32> {
        if clients != 0 {
            return self.seats(clients);
        }
        let kept = self.entries.iter().filter(|slot| slot.is_of_one_driver());
        let count = match kept.count() {
            0 => FIELD,
            kept => kept,
        };
        self.seats(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Whoever drives this car.
    pub(super) fn person(&self, car: u32) -> Person {
        let (stranger, their_guid) = driver(car);
        let slot = self.slot(car).cloned().unwrap_or_default();
        let is_kept = slot.is_of_one_driver();
        Person {
            name: if is_kept && !slot.driver.is_empty() {
                slot.driver
            } else {
                stranger
            },
            guid: match slot.guids.into_iter().next() {
                Some(guid) if is_kept => guid,
                _ => their_guid,
            },
            model: if slot.model.is_empty() {
                self.model_in_turn(car)
            } else {
                slot.model
            },
            skin: slot.skin,
            ballast: slot.ballast,
            restrictor: slot.restrictor,
        }
    }

    fn slot(&self, car: u32) -> Option<&Slot> {
        self.entries.get(usize::try_from(car).ok()?)
    }

    fn model_in_turn(&self, car: u32) -> String {
        let at = usize::try_from(car).unwrap_or_default() % self.cars.len().max(1);
        self.cars.get(at).cloned().unwrap_or_default()
    }
}

/// The name and the Steam id of the stranger who drives this car.
pub fn driver(car: u32) -> (String, String) {
    let known = usize::try_from(car).ok().and_then(|car| STRANGERS.get(car));
    let name = known.map_or_else(|| format!("Driver {}", car + 1), |name| (*name).to_owned());
    (name, format!("765611980000{car:05}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &[u8] = b"[SERVER]\nCARS=a;b\nMAX_CLIENTS=4\n";

    #[test]
    fn the_entry_lists_drivers_race_and_strangers_only_in_what_is_free() {
        let entries = b"[CAR_0]\nMODEL=a\n[CAR_1]\nMODEL=b\nDRIVERNAME=dora\nGUID=76561197960287930\nBALLAST=20\n\
            [CAR_2]\nMODEL=b\nDRIVERNAME=Reserve\nGUID=76561197960287931;76561197960287932\n\
            [CAR_3]\nMODEL=a\nDRIVERNAME=gus\nGUID=76561197960287933\n";
        let config = Config::read(SETTINGS, entries, None);
        let names = |cars: BTreeSet<u32>| -> Vec<String> {
            let name = |car| config.person(car).name;
            cars.into_iter().map(name).collect()
        };
        assert_eq!(names(config.field(0)), ["dora", "gus"]);
        assert_eq!(names(config.field(1)), ["dora"]);
        assert_eq!(names(config.field(3)), ["Anna Berg", "dora", "gus"]);
        assert_eq!(names(config.field(9)).len(), 4, "there is room for four");
        let dora = config.person(1);
        assert_eq!(
            (dora.guid.as_str(), dora.model.as_str(), dora.ballast),
            ("76561197960287930", "b", 20)
        );
        let reserve = config.person(2);
        assert_ne!(
            (reserve.name.as_str(), reserve.guid.as_str()),
            ("Reserve", "76561197960287931")
        );
    }

    #[test]
    fn strangers_race_where_nobody_signed_up() {
        let config = Config::read(SETTINGS, b"[CAR_0]\nMODEL=a\nGUID=\n", None);
        let names: Vec<String> = config
            .field(0)
            .into_iter()
            .map(|car| config.person(car).name)
            .collect();
        assert_eq!(names, STRANGERS[..4]);
    }
}
