//! What two states of a configuration say differently, in words.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Files;
use crate::checks::cars_of;
use crate::document::Document;
use crate::entry_list::{Slot, slots};
use crate::session::Kind;
use crate::settings::SETTINGS;
use crate::text::shown;
use crate::weather;

/// One thing that is different. `Display`: `Race: 10 laps → 12 laps`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Difference {
    /// Which setting.
    pub label: String,
    /// What it was; for a password only whether there was one.
    pub before: String,
    /// What it is.
    pub after: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} → {}", self.label, self.before, self.after)
    }
}

/// How many slots are told one by one.
const MOST_SLOTS: usize = 8;
/// What stands where a key is missing or empty.
const NOTHING: &str = "not set";

/// Everything that `after` says otherwise than `before`, read from the files themselves.
pub fn differences(before: &Files, after: &Files) -> Vec<Difference> {
    let former: BTreeMap<String, String> = readings(before).into_iter().collect();
    let mut found: Vec<Difference> = readings(after)
        .into_iter()
        .filter_map(|(label, after)| {
            let before = former.get(&label).cloned().unwrap_or_default();
            different(label, before, after)
        })
        .collect();
    found.extend(passwords(before, after));
    found.extend(of_slots(
        &slots(&before.entry_list),
        &slots(&after.entry_list),
    ));
    found.extend(others(&before.server_cfg, &after.server_cfg));
    found
}

fn different(label: String, before: String, after: String) -> Option<Difference> {
    let or_nothing = |value: String| {
        if value.is_empty() {
            NOTHING.to_owned()
        } else {
            value
        }
    };
    (before != after).then(|| Difference {
        label,
        before: or_nothing(before),
        after: or_nothing(after),
    })
}

/// Every setting that a change knows and what the files say of it, without passwords.
fn readings(files: &Files) -> Vec<(String, String)> {
    let cfg = &files.server_cfg;
    let get = |key| shown(&cfg.get("SERVER", key).unwrap_or_default());
    let cars: Vec<String> = cars_of(files)
        .iter()
        .map(|car| shown(car.as_str()))
        .collect();
    let mut readings = vec![
        (
            "Name",
            shown(&cfg.get("SERVER", "NAME").unwrap_or_default()),
        ),
        ("Track", track(cfg)),
        ("Cars", cars.join(", ")),
        ("Slots", get("MAX_CLIENTS")),
        ("Grid", grid(&slots(&files.entry_list))),
    ];
    readings.extend(Kind::ALL.map(|kind| (kind.label(), session(cfg, kind))));
    readings.extend([
        ("Weather", weather::show_looks(cfg)),
        (
            "Air temperature",
            weather::show_number(
                cfg,
                |cfg, section| cfg.number(section, "BASE_TEMPERATURE_AMBIENT"),
                " °C",
            ),
        ),
        ("Road temperature", weather::show_number(cfg, road, " °C")),
        ("Wind", wind(cfg)),
        ("Time of day", weather::show_time(cfg).unwrap_or_default()),
        ("Grip", grip(cfg)),
        ("Pit window", pit_window(cfg)),
        ("Legal tyres", get("LEGAL_TYRES").replace(';', ", ")),
    ]);
    let mut readings: Vec<(String, String)> = readings
        .into_iter()
        .map(|(label, value)| (label.to_owned(), value))
        .collect();
    readings.extend(SETTINGS.iter().map(|setting| {
        let value = setting.number(cfg).map(|number| setting.show(number));
        (setting.label.to_owned(), value.unwrap_or_default())
    }));
    readings
}

pub(crate) fn track(cfg: &Document) -> String {
    let track = cfg
        .get("SERVER", "TRACK")
        .unwrap_or_default()
        .replace('\\', "/");
    let track = shown(track.rsplit("/../").next().unwrap_or(&track));
    match cfg.get("SERVER", "CONFIG_TRACK") {
        Some(layout) if !layout.is_empty() => format!("{track} ({})", shown(&layout)),
        _ => track,
    }
}

fn session(cfg: &Document, kind: Kind) -> String {
    match kind.length(cfg) {
        None => "off".to_owned(),
        Some(length) if cfg.number(kind.section(), "IS_OPEN") == Some(0) => {
            format!("{}, closed to latecomers", length.show())
        }
        Some(length) => length.show(),
    }
}

/// The file has how much warmer than the air the road is.
fn road(cfg: &Document, section: &str) -> Option<i64> {
    let warmer = cfg.number(section, "BASE_TEMPERATURE_ROAD")?;
    Some(warmer.saturating_add(cfg.number(section, "BASE_TEMPERATURE_AMBIENT").unwrap_or(0)))
}

fn wind(cfg: &Document) -> String {
    let section = "WEATHER_0";
    match (
        cfg.number(section, "WIND_BASE_SPEED_MIN"),
        cfg.number(section, "WIND_BASE_SPEED_MAX"),
    ) {
        (Some(low), Some(high)) => format!("{low} to {high} km/h"),
        _ => String::new(),
    }
}

fn grip(cfg: &Document) -> String {
    let number = |key| cfg.number("DYNAMIC_TRACK", key);
    let Some(start) = number("SESSION_START") else {
        return String::new();
    };
    let gain = number("LAP_GAIN").map(|laps| format!(", 1 % more in {laps} laps"));
    let kept = number("SESSION_TRANSFER").map(|kept| format!(", {kept} % of it kept"));
    format!(
        "{start} %{}{}",
        gain.unwrap_or_default(),
        kept.unwrap_or_default()
    )
}

fn pit_window(cfg: &Document) -> String {
    let number = |key| cfg.number("SERVER", key).unwrap_or(0);
    match (
        number("RACE_PIT_WINDOW_START"),
        number("RACE_PIT_WINDOW_END"),
    ) {
        (0, 0) => String::new(),
        (from, to) => format!("{from} to {to}"),
    }
}

/// `12 × ks_mazda_mx5_cup, 4 × ks_audi_r8_plus`, in the order in which they first stand.
fn grid(slots: &[Slot]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for slot in slots {
        let model = slot.model.as_str();
        match counts
            .iter_mut()
            .find(|(known, _)| known.eq_ignore_ascii_case(model))
        {
            Some((_, count)) => *count += 1,
            None => counts.push((model, 1)),
        }
    }
    let counts = counts
        .into_iter()
        .map(|(model, count)| format!("{count} × {}", shown(model)));
    counts.collect::<Vec<_>>().join(", ")
}

fn passwords(before: &Files, after: &Files) -> Vec<Difference> {
    let set = |files: &Files, key| {
        files
            .server_cfg
            .get("SERVER", key)
            .filter(|value| !value.is_empty())
    };
    let keys = [
        ("Password", "PASSWORD"),
        ("Admin password", "ADMIN_PASSWORD"),
    ];
    keys.into_iter()
        .filter_map(|(label, key)| {
            let (before, after) = (set(before, key), set(after, key));
            let (was, is) = match (&before, &after) {
                (Some(before), Some(after)) if before != after => ("set", "another one"),
                (None, Some(_)) => ("none", "set"),
                (Some(_), None) => ("set", "none"),
                _ => return None,
            };
            different(label.to_owned(), was.to_owned(), is.to_owned())
        })
        .collect()
}

fn of_slots(before: &[Slot], after: &[Slot]) -> Vec<Difference> {
    let empty = Slot::default();
    let told: Vec<Difference> = after
        .iter()
        .enumerate()
        .filter_map(|(number, slot)| {
            let before = before.get(number).unwrap_or(&empty);
            let who = slot.driver.as_str();
            let who = if who.is_empty() {
                String::new()
            } else {
                format!(" ({})", shown(who))
            };
            different(format!("Slot {number}{who}"), burden(before), burden(slot))
        })
        .collect();
    let more = told.len().saturating_sub(MOST_SLOTS);
    let mut told: Vec<Difference> = told.into_iter().take(MOST_SLOTS).collect();
    if 0 < more {
        told.push(Difference {
            label: "Further slots".to_owned(),
            before: format!("{more} as they were"),
            after: "changed likewise".to_owned(),
        });
    }
    told
}

/// What [`grid`] does not say of a slot.
fn burden(slot: &Slot) -> String {
    let mut parts = Vec::new();
    let ids: Vec<String> = slot.guids.iter().map(ToString::to_string).collect();
    parts.push(match ids.is_empty() {
        true => "free".to_owned(),
        false => format!("for {}", ids.join(" and ")),
    });
    for (number, unit) in [
        (slot.ballast, "kg ballast"),
        (slot.restrictor, "% restrictor"),
    ] {
        if 0 < number {
            parts.push(format!("{number} {unit}"));
        }
    }
    if !slot.team.as_str().is_empty() {
        parts.push(format!("team {}", shown(slot.team.as_str())));
    }
    if slot.spectator {
        parts.push("spectator".to_owned());
    }
    parts.join(", ")
}

/// Keys that no setting is made of, so that nothing goes unsaid.
fn others(before: &Document, after: &Document) -> Vec<Difference> {
    let values = |document: &Document| -> BTreeMap<(String, String), String> {
        let pairs = document.pairs().into_iter();
        pairs
            .filter(|(section, key, _)| !is_read(section, key))
            .map(|(section, key, value)| ((section.to_owned(), key.to_owned()), value))
            .collect()
    };
    let (before, after) = (values(before), values(after));
    let keys: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    keys.into_iter()
        .filter_map(|place| {
            let value = |of: &BTreeMap<(String, String), String>| {
                of.get(place).cloned().unwrap_or_default()
            };
            let (was, is) = (value(&before), value(&after));
            let (section, key) = place;
            let label = format!("[{}] {}", shown(section), shown(key));
            if was != is && is_secret(section, key) {
                return different(label, "set".to_owned(), "another one".to_owned());
            }
            different(label, shown(&was), shown(&is))
        })
        .collect()
}

/// Whether [`readings`] or [`passwords`] say what this key says.
fn is_read(section: &str, key: &str) -> bool {
    const SERVER: [&str; 11] = [
        "NAME",
        "TRACK",
        "CONFIG_TRACK",
        "CARS",
        "MAX_CLIENTS",
        "PASSWORD",
        "ADMIN_PASSWORD",
        "SUN_ANGLE",
        "LEGAL_TYRES",
        "RACE_PIT_WINDOW_START",
        "RACE_PIT_WINDOW_END",
    ];
    let session = Kind::ALL
        .iter()
        .any(|kind| [kind.section(), kind.parked()].contains(&section));
    section.starts_with("__CM_")
        || key.starts_with("__CM_")
        || SETTINGS
            .iter()
            .any(|setting| setting.key == key && setting.sections.contains(&section))
        || (section == "SERVER" && SERVER.contains(&key))
        || (session && ["NAME", "TIME", "LAPS", "IS_OPEN", "WAIT_TIME"].contains(&key))
        || section.starts_with("WEATHER_")
        || section == "DYNAMIC_TRACK"
}

fn is_secret(section: &str, key: &str) -> bool {
    section == "FTP"
        || ["PASSWORD", "AUTH", "LOGIN", "TOKEN", "KEY"]
            .iter()
            .any(|word| key.contains(word))
}
