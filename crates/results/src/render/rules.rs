use super::result::penalty_text;
use crate::season::{PenaltyKind, Rules, Season};

/// A season's rules in words, one a line.
#[must_use]
pub fn season_rules(rules: &Rules) -> Vec<String> {
    let mut facts = vec![format!("Points: {}", rules.points)];
    if let Some(sprint) = &rules.sprint_points {
        facts.push(format!("Races before a round's last: {sprint}"));
    }
    if let Some(second) = &rules.second_race_points {
        facts.push(format!("Second race: {second}"));
    }
    if 0 < rules.pole {
        facts.push(format!("Pole: {}", rules.pole));
    }
    if 0 < rules.fastest_lap {
        let within = rules.fastest_lap_within;
        let within = within.map_or_else(String::new, |last| format!(", in the first {last}"));
        facts.push(format!("Fastest lap: {}{within}", rules.fastest_lap));
    }
    facts.push(format!("Classified: {}", classified(rules)));
    if 0 < rules.drop_rounds {
        facts.push(format!("Dropped rounds: {}", rules.drop_rounds));
    }
    if let Some(planned) = rules.planned_rounds {
        facts.push(format!("Planned rounds: {planned}"));
    }
    for class in &rules.classes {
        let points = class.points.as_ref();
        let points = points.map_or_else(String::new, |points| format!("; points: {points}"));
        let cars = class.cars.join(", ");
        facts.push(format!("Class {}: {cars}{points}", class.name));
    }
    if let Some(count) = rules.drivers_per_team {
        facts.push(format!("Drivers that score for a team: {count}"));
    }
    let ties: Vec<&str> = rules.tie_breaks.iter().map(|it| it.title()).collect();
    facts.push(format!("Equal points: {}", ties.join("; then ")));
    facts
}

/// What was taken off in a season and given back, one a line with its number; `name_of` tells a driver's name by
/// the Steam id: `1: Anna, 10 points off (oscar: No-show)`.
pub fn season_deductions<'a>(
    season: &'a Season,
    name_of: impl Fn(&'a str) -> Option<&'a str>,
) -> impl Iterator<Item = String> {
    season.numbered_deductions().map(move |(number, taken)| {
        let driver = name_of(&taken.guid).unwrap_or(&taken.guid);
        let points = penalty_text(PenaltyKind::Points(taken.points));
        let by = &taken.decided;
        let undone = taken.undone.as_ref();
        let undone = undone.map_or_else(String::new, |undone| {
            format!("; given back by {}: {}", undone.by, undone.reason)
        });
        format!(
            "{number}: {driver}, {points} ({}: {}){undone}",
            by.by, by.reason
        )
    })
}

/// Who has a place, and so points.
pub(super) fn classified(rules: &Rules) -> String {
    match (rules.flag_needed, rules.finish_percent) {
        (false, 0) => "whoever drove a lap, also who retires".to_owned(),
        (false, percent) => {
            format!("who drove {percent} % of the winner's laps, also who retires")
        }
        (true, 0) => "who took the flag; who retires scores nothing".to_owned(),
        (true, percent) => format!(
            "who took the flag and drove {percent} % of the winner's laps; who retires scores nothing"
        ),
    }
}
