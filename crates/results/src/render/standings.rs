use super::rules::classified;
use super::table::{Align, Table};
use crate::season::{RoundScore, Season, Standings};

use Align::{Left, Right};

/// One table for each class, with what each round gave.
#[must_use]
pub fn driver_tables(season: &Season, standings: &Standings) -> Vec<Table> {
    standings
        .classes
        .iter()
        .map(|class| {
            let name = class
                .name
                .as_ref()
                .map(|name| format!(" · {name}"))
                .unwrap_or_default();
            let mut table = Table::new(
                format!("{}{name}", season.name),
                subtitle(season, standings),
                &[
                    ("Pos", Right),
                    ("Driver", Left),
                    ("Team", Left),
                    ("Points", Right),
                    ("Wins", Right),
                    ("Rounds", Left),
                ],
            );
            table.rows = class
                .drivers
                .iter()
                .map(|driver| {
                    let wins = driver.places.iter().filter(|place| **place == 1).count();
                    vec![
                        driver.pos.to_string(),
                        driver.driver.clone(),
                        driver.team.clone().unwrap_or_default(),
                        driver.points.to_string(),
                        if wins == 0 {
                            String::new()
                        } else {
                            wins.to_string()
                        },
                        rounds(&driver.rounds),
                    ]
                })
                .collect();
            table.notes = notes(season, standings);
            table.without_empty_columns()
        })
        .collect()
}

/// The teams; nothing if no driver has one.
#[must_use]
pub fn team_table(season: &Season, standings: &Standings) -> Option<Table> {
    if standings.teams.is_empty() {
        return None;
    }
    let mut table = Table::new(
        format!("{} · Teams", season.name),
        subtitle(season, standings),
        &[
            ("Pos", Right),
            ("Team", Left),
            ("Points", Right),
            ("Rounds", Left),
        ],
    );
    table.rows = standings
        .teams
        .iter()
        .map(|team| {
            let rounds: Vec<String> = team.rounds.iter().map(i64::to_string).collect();
            vec![
                team.pos.to_string(),
                team.team.clone(),
                team.points.to_string(),
                rounds.join(" "),
            ]
        })
        .collect();
    Some(table.without_empty_columns())
}

fn subtitle(season: &Season, standings: &Standings) -> String {
    let held = standings.rounds.len();
    let over = if season.closed { " · final" } else { "" };
    match season.rules.planned_rounds {
        Some(planned) => format!("after {held} of {planned} rounds{over}"),
        None if held == 1 => format!("after 1 round{over}"),
        None => format!("after {held} rounds{over}"),
    }
}

/// `25 (18) – DSQ`: dropped in brackets, a dash for who was not there.
fn rounds(scores: &[RoundScore]) -> String {
    let shown = scores.iter().map(|score| {
        let points = if score.disqualified {
            "DSQ".to_owned()
        } else if score.started {
            score.points.to_string()
        } else {
            "–".to_owned()
        };
        if score.dropped {
            format!("({points})")
        } else {
            points
        }
    });
    shown.collect::<Vec<_>>().join(" ")
}

fn notes(season: &Season, standings: &Standings) -> Vec<String> {
    let mut notes = Vec::new();
    match season.rules.drop_rounds {
        0 => {}
        1 => notes
            .push("The worst round does not count; dropped rounds stand in brackets.".to_owned()),
        drop => notes.push(format!(
            "The {drop} worst rounds do not count; dropped rounds stand in brackets."
        )),
    }
    if season.rules.flag_needed || 0 < season.rules.finish_percent {
        notes.push(format!("Classified: {}.", classified(&season.rules)));
    }
    match standings.missing.len() {
        0 => {}
        1 => notes.push("One result of this season is missing.".to_owned()),
        missing => notes.push(format!("{missing} results of this season are missing.")),
    }
    notes
}
