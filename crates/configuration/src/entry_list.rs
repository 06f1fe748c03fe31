//! The entry list: which car stands in which slot, and whose it is.

use std::collections::BTreeSet;

use crate::document::Document;
use crate::steam::SteamId;
use crate::text::Text;

/// The longest name that acServer's clients show, in UTF-16 units.
pub const LONGEST_NAME: usize = 25;

/// One slot: `[CAR_n]`. Its number is its place in the list, and its pit box.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// `MODEL`: the car's folder.
    pub model: Text,
    /// `SKIN`: empty for the first one that the driver has.
    pub skin: Text,
    /// `DRIVERNAME`: shown until somebody joins.
    pub driver: Text,
    /// `TEAM`.
    pub team: Text,
    /// `GUID`: for whom the slot is kept. Several people may share it; nobody: it is free to all.
    pub guids: Vec<SteamId>,
    /// `BALLAST` in kg.
    pub ballast: u32,
    /// `RESTRICTOR` in percent.
    pub restrictor: u32,
    /// `SPECTATOR_MODE`: a slot for somebody who only watches.
    pub spectator: bool,
    /// `FIXED_SETUP`: a file below `setups/`.
    pub fixed_setup: Option<Text>,
}

/// The slots of an entry list, up to the first number that is missing: acServer stops there.
pub fn slots(document: &Document) -> Vec<Slot> {
    let sections: BTreeSet<&str> = document.sections().into_iter().collect();
    (0..)
        .map(section)
        .take_while(|name| sections.contains(name.as_str()))
        .map(|name| read(document, &name))
        .collect()
}

fn read(document: &Document, section: &str) -> Slot {
    let text = |key| {
        document
            .get(section, key)
            .and_then(|value| Text::new(&value))
            .unwrap_or_default()
    };
    let count = |key| {
        document
            .number(section, key)
            .and_then(|value| u32::try_from(value).ok())
            .unwrap_or(0)
    };
    Slot {
        model: text("MODEL"),
        skin: text("SKIN"),
        driver: text("DRIVERNAME"),
        team: text("TEAM"),
        guids: text("GUID")
            .as_str()
            .split(';')
            .filter_map(|id| id.trim().parse().ok())
            .collect(),
        ballast: count("BALLAST"),
        restrictor: count("RESTRICTOR"),
        spectator: count("SPECTATOR_MODE") != 0,
        fixed_setup: Some(text("FIXED_SETUP")).filter(|setup| !setup.as_str().is_empty()),
    }
}

/// Writes the slots into an entry list: numbered from 0 without gaps, and none behind them. Keys
/// that a slot has besides (`AI` of AssettoServer) stay with its number.
pub fn write_slots(document: &mut Document, slots: &[Slot]) {
    let surplus: Vec<String> = document
        .sections()
        .into_iter()
        .filter(|name| slot_number(name).is_some_and(|number| slots.len() <= number))
        .map(str::to_owned)
        .collect();
    for section in surplus {
        document.remove_section(&section);
    }
    for (number, slot) in slots.iter().enumerate() {
        write(document, &section(number), slot);
    }
}

fn write(document: &mut Document, section: &str, slot: &Slot) {
    let before = document.has(section).then(|| read(document, section));
    let ids: Vec<String> = slot.guids.iter().map(SteamId::to_string).collect();
    let values = [
        ("MODEL", slot.model.clone()),
        ("SKIN", slot.skin.clone()),
        ("SPECTATOR_MODE", i64::from(slot.spectator).into()),
        ("DRIVERNAME", slot.driver.clone()),
        ("TEAM", slot.team.clone()),
        // Digits and `;`: a trailing one stops AssettoServer's start.
        ("GUID", Text::new(&ids.join(";")).unwrap_or_default()),
        ("BALLAST", i64::from(slot.ballast).into()),
        ("RESTRICTOR", i64::from(slot.restrictor).into()),
    ];
    for (key, value) in values {
        // What says the same in other words stays as it was written.
        let same = before
            .as_ref()
            .is_some_and(|before| before.says(key) == slot.says(key));
        if !(same && document.get(section, key).is_some()) {
            document.set(section, key, &value);
        }
    }
    match &slot.fixed_setup {
        Some(setup) => document.set(section, "FIXED_SETUP", setup),
        None => document.remove(section, "FIXED_SETUP"),
    }
}

impl Slot {
    /// What the slot says in one of its keys.
    fn says(&self, key: &str) -> String {
        match key {
            "MODEL" => self.model.to_string(),
            "SKIN" => self.skin.to_string(),
            "SPECTATOR_MODE" => self.spectator.to_string(),
            "DRIVERNAME" => self.driver.to_string(),
            "TEAM" => self.team.to_string(),
            "GUID" => format!("{:?}", self.guids),
            "BALLAST" => self.ballast.to_string(),
            _ => self.restrictor.to_string(),
        }
    }
}

fn section(number: usize) -> String {
    format!("CAR_{number}")
}

fn slot_number(section: &str) -> Option<usize> {
    section.strip_prefix("CAR_")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Text {
        Text::new(words).expect("one line")
    }

    #[test]
    fn the_grid_of_a_race_is_written_with_a_reserve_slot_for_two() {
        let mut list = Document::parse(b"[CAR_0]\r\nMODEL=a\r\nSKIN=red\r\nGUID=\r\nAI=none\r\n\r\n[CAR_1]\r\nMODEL=a\r\n\r\n[CAR_2]\r\nMODEL=a\r\n");
        let ann = Slot {
            model: text("b"),
            skin: text("blue"),
            driver: Text::cleaned("Ann\n[CAR_9]", LONGEST_NAME),
            guids: vec![SteamId::of_account(1)],
            ballast: 20,
            ..Slot::default()
        };
        let reserve = Slot {
            model: text("a"),
            guids: vec![SteamId::of_account(2), SteamId::of_account(3)],
            ..Slot::default()
        };
        let grid = [ann, reserve];
        write_slots(&mut list, &grid);
        assert_eq!(slots(&list), grid);
        insta::assert_snapshot!(String::from_utf8(list.print()).expect("UTF-8"), @"
        [CAR_0]
        MODEL=b
        SKIN=blue
        GUID=76561197960265729
        AI=none
        SPECTATOR_MODE=0
        DRIVERNAME=Ann CAR_9
        TEAM=
        BALLAST=20
        RESTRICTOR=0

        [CAR_1]
        MODEL=a
        SKIN=
        SPECTATOR_MODE=0
        DRIVERNAME=
        TEAM=
        GUID=76561197960265730;76561197960265731
        BALLAST=0
        RESTRICTOR=0
        ");
    }

    #[test]
    fn what_does_not_change_is_not_rewritten() {
        let before = b"[CAR_0]\nMODEL = a\nSKIN=red/packed\nSPECTATOR_MODE=0\nDRIVERNAME=J\xfcrgen\nTEAM=\nGUID=76561197960287930; \nBALLAST=007\nRESTRICTOR=0\n";
        let mut list = Document::parse(before);
        let known = slots(&list);
        write_slots(&mut list, &known);
        assert_eq!(list.print(), before);
    }

    #[test]
    fn a_gap_ends_the_list() {
        let list = Document::parse(b"[CAR_0]\nMODEL=a\n[CAR_2]\nMODEL=a\n");
        assert_eq!(slots(&list).len(), 1);
    }
}
