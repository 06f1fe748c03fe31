//! `entry_list.ini`: the cars that may be driven, one section each.

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::faults::printable;
use super::super::ini::Ini;
use super::super::warnings::Warning;

/// One car of the entry list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// `MODEL`: the car's folder.
    pub model: String,
    /// `SKIN`, without what Content Manager appends behind a slash.
    pub skin: String,
    /// `FIXED_SETUP`, a file below `setups/`, if the driver may not choose another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup: Option<String>,
    /// Whether AssettoServer drives it as traffic, at least at times.
    pub traffic: bool,
}

/// `[CAR_0]`, `[CAR_1]` and so on up to the first that is missing, where acServer stops reading.
pub(in super::super) fn entry_list(ini: &Ini) -> (Vec<Entry>, Option<Warning>) {
    let numbers: BTreeSet<usize> = ini.sections().filter_map(number).collect();
    let missing = numbers
        .iter()
        .enumerate()
        .find(|(index, number)| index != *number)
        .map_or(numbers.len(), |(i, _)| i);
    let entries = (0..missing).map(|number| entry(ini, number)).collect();
    let ignored = numbers.len() - missing;
    let gap = (0 < ignored).then_some(Warning::EntryListGap { missing, ignored });
    (entries, gap)
}

/// The lowest number of a car's section, if there is one.
pub(in super::super) fn first_number(ini: &Ini) -> Option<usize> {
    ini.sections().filter_map(number).min()
}

/// The number of a car's section, written as server programs write it: no one reads `CAR_00`.
fn number(section: &str) -> Option<usize> {
    let number = section.strip_prefix("CAR_")?;
    let parsed: usize = number.parse().ok()?;
    (parsed.to_string() == number).then_some(parsed)
}

fn entry(ini: &Ini, number: usize) -> Entry {
    let section = format!("CAR_{number}");
    let value = |key| ini.get(&section, key).unwrap_or_default();
    let skin = value("SKIN");
    Entry {
        model: printable(value("MODEL")),
        skin: printable(skin.split('/').next().unwrap_or(skin)),
        setup: Some(value("FIXED_SETUP"))
            .filter(|setup| !setup.is_empty())
            .map(printable),
        traffic: ["auto", "fixed"]
            .iter()
            .any(|mode| value("AI").eq_ignore_ascii_case(mode)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn models(text: &str) -> (Vec<String>, Option<Warning>) {
        let (entries, gap) = entry_list(&Ini::parse(text.as_bytes()));
        (entries.into_iter().map(|entry| entry.model).collect(), gap)
    }

    #[test]
    fn the_entry_list_ends_at_its_first_gap() {
        let (entries, gap) =
            models("[CAR_0]\nMODEL=a\n[CAR_1]\nMODEL=b\n[CAR_3]\nMODEL=c\n[CAR_4]\nMODEL=c");
        assert_eq!(entries, ["a", "b"]);
        assert_eq!(
            gap,
            Some(Warning::EntryListGap {
                missing: 2,
                ignored: 2
            })
        );
        let none: &[&str] = &[];
        assert_eq!(models("[CAR_00]\nMODEL=a\n[CAR_01]\nMODEL=b").0, none);
    }

    #[test]
    fn a_car_has_its_skin_and_says_whether_it_is_traffic() {
        let text = b"[CAR_0]\nMODEL=a\nSKIN=red/ADAn\nFIXED_SETUP=slow.ini\n[CAR_1]\nMODEL=b\nSKIN=\nAI=fixed";
        let (entries, _) = entry_list(&Ini::parse(text));
        insta::assert_json_snapshot!(entries, @r#"
        [
          {
            "model": "a",
            "skin": "red",
            "setup": "slow.ini",
            "traffic": false
          },
          {
            "model": "b",
            "skin": "",
            "traffic": true
          }
        ]
        "#);
    }
}
