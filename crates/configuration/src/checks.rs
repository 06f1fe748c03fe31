//! The rules of the server program: what would not start, or what nobody could join.

use crate::Files;
use crate::entry_list;
use crate::grid::same;
use crate::reason::Reason;
use crate::session::{Kind, Length};
use crate::settings::SETTINGS;
use crate::text::Text;

/// Everything that the files have against them.
pub(crate) fn check(files: &Files) -> Vec<Reason> {
    let mut reasons = sessions(files);
    reasons.extend(joining(files));
    reasons.extend(cars(files));
    reasons
}

fn sessions(files: &Files) -> Vec<Reason> {
    let lengths: Vec<(Kind, Length)> = Kind::ALL
        .into_iter()
        .filter_map(|kind| Some((kind, kind.length(&files.server_cfg)?)))
        .collect();
    if lengths.is_empty() {
        return vec![Reason::NoSessions];
    }
    let empty = lengths
        .into_iter()
        .filter(|(_, length)| *length == Length::Minutes(0));
    empty
        .map(|(kind, _)| Reason::EmptySession {
            session: kind.label(),
        })
        .collect()
}

fn joining(files: &Files) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if number(files, "pickup") != Some(0) {
        return reasons;
    }
    if !files.server_cfg.has(Kind::Booking.section()) {
        reasons.push(Reason::NoBooking);
    }
    let reversed = number(files, "reversed_grid").is_some_and(|cars| cars != 0);
    if reversed && number(files, "locked").is_some_and(|locked| locked != 0) {
        reasons.push(Reason::ReversedGridCrash);
    }
    reasons
}

fn cars(files: &Files) -> Vec<Reason> {
    let listed = cars_of(files);
    let mut reasons: Vec<Reason> = Vec::new();
    for slot in entry_list::slots(&files.entry_list) {
        let reason = Reason::CarNotListed {
            car: slot.model.to_string(),
        };
        if !listed.iter().any(|car| same(car, &slot.model)) && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

/// `CARS`.
pub(crate) fn cars_of(files: &Files) -> Vec<Text> {
    let cars = files.server_cfg.get("SERVER", "CARS").unwrap_or_default();
    cars.split(';')
        .filter_map(Text::new)
        .filter(|car| !car.as_str().is_empty())
        .collect()
}

/// What one of the settings that are a number says.
pub(crate) fn number(files: &Files, word: &str) -> Option<i64> {
    let setting = SETTINGS.iter().find(|setting| setting.word == word)?;
    setting.number(&files.server_cfg)
}
