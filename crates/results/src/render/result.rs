use configuration::weather_name;

use super::table::{Align, Table};
use super::time::{duration, gap, laps_down};
use crate::season::{Decided, Penalty, PenaltyKind, apply};
use crate::{Row, Session, SessionKind, SessionResult};

use Align::{Left, Right};

/// How many names a remark shows before it counts the rest.
const NAMES: usize = 12;

/// A session's result with the penalties that stand.
#[must_use]
pub fn result_table(result: &SessionResult, penalties: &[Penalty]) -> Table {
    let race = result.session.kind == SessionKind::Race;
    let columns: &[(&'static str, Align)] = if race {
        &[
            ("Pos", Right),
            ("Driver", Left),
            ("Car", Left),
            ("Team", Left),
            ("Laps", Right),
            ("Time", Right),
            ("Best lap", Right),
            ("Cuts", Right),
            ("Contacts", Right),
        ]
    } else {
        &[
            ("Pos", Right),
            ("Driver", Left),
            ("Car", Left),
            ("Team", Left),
            ("Laps", Right),
            ("Best lap", Right),
            ("Gap", Right),
            ("Cuts", Right),
        ]
    };
    let mut table = Table::new(title(result), subtitle(result), columns);
    let decided = apply(result, penalties);
    let leader = decided.first().and_then(|row| row.time_ms);
    table.rows = decided
        .iter()
        .map(|row| {
            if race {
                race_row(result, row, leader)
            } else {
                best_lap_row(row, leader)
            }
        })
        .collect();
    table.notes = notes(result, penalties);
    table.without_empty_columns()
}

fn title(result: &SessionResult) -> String {
    let session = &result.session;
    let layout = if session.layout.is_empty() {
        String::new()
    } else {
        format!(" ({})", session.layout)
    };
    let track = if session.track.is_empty() {
        "unknown track"
    } else {
        &session.track
    };
    format!("{} · {track}{layout}", session.kind.title())
}

fn subtitle(result: &SessionResult) -> String {
    let session = &result.session;
    let ended = session
        .ended_at
        .map(|at| at.strftime("ended %Y-%m-%d %H:%M UTC").to_string())
        .or_else(|| {
            session
                .ended_local
                .as_ref()
                .map(|at| format!("ended {}", at.replace('T', " ")))
        });
    let laps = session
        .race_laps
        .filter(|laps| 0 < *laps)
        .map(|laps| format!("{laps} laps"));
    let state = match (session.complete, session.flag_shown) {
        (true, _) => None,
        (false, Some(true)) => Some("provisional".to_owned()),
        (false, _) => Some("not ended by the server".to_owned()),
    };
    [
        session.name.clone().filter(|name| !name.is_empty()),
        ended,
        laps,
        conditions(session),
        state,
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}

/// `light clouds, 22 °C, road 29 °C`, as far as it is known.
fn conditions(session: &Session) -> Option<String> {
    let told = session.conditions.as_ref();
    let weather = told.and_then(|told| told.weather.as_ref());
    let weather = weather.or(session.weather.as_ref());
    let weather = weather.map(|graphics| weather_name(graphics));
    let temperatures = told.map(|told| format!("{} °C, road {} °C", told.ambient, told.road));
    let known: Vec<String> = weather.into_iter().chain(temperatures).collect();
    (!known.is_empty()).then(|| known.join(", "))
}

fn place(row: &Decided<'_>) -> String {
    row.place
        .map_or_else(|| "DSQ".to_owned(), |place| place.to_string())
}

fn head(row: &Decided<'_>) -> Vec<String> {
    let Row {
        driver,
        car,
        team,
        laps,
        ..
    } = row.row;
    vec![
        place(row),
        driver.clone(),
        car.clone(),
        team.clone().unwrap_or_default(),
        laps.to_string(),
    ]
}

fn race_row(result: &SessionResult, row: &Decided<'_>, leader: Option<i64>) -> Vec<String> {
    let contacts = row.row.incidents.car.saturating_add(row.row.incidents.env);
    let mut cells = head(row);
    cells.push(race_time(result, row, leader));
    cells.push(row.row.best_ms.map(duration).unwrap_or_default());
    cells.push(some(row.row.cuts));
    cells.push(some(contacts));
    cells
}

/// The winner's time, the gap to it, the laps, or that the flag was not taken.
fn race_time(result: &SessionResult, row: &Decided<'_>, leader: Option<i64>) -> String {
    let Some(race) = row.row.race() else {
        return String::new();
    };
    let penalty = if row.seconds == 0 {
        String::new()
    } else {
        format!(" ({}s)", row.seconds)
    };
    let time = if result.retired(row.row) {
        return "DNF".to_owned();
    } else if 0 < race.laps_down {
        laps_down(race.laps_down)
    } else {
        match (row.place, row.time_ms, leader) {
            (Some(1), Some(time), _) => duration(time),
            (_, Some(time), Some(leader)) if leader <= time => gap(time - leader),
            (_, Some(time), _) => duration(time),
            (_, None, _) => String::new(),
        }
    };
    time + &penalty
}

fn best_lap_row(row: &Decided<'_>, leader: Option<i64>) -> Vec<String> {
    let mut cells = head(row);
    cells.push(row.time_ms.map(duration).unwrap_or_default());
    cells.push(match (row.place, row.time_ms, leader) {
        (Some(1), _, _) => String::new(),
        (_, Some(time), Some(leader)) if leader <= time => gap(time - leader),
        _ => String::new(),
    });
    cells.push(some(row.row.cuts));
    cells
}

/// A count, or nothing for none: most rows have none, and those that have stand out.
fn some(count: u32) -> String {
    if count == 0 {
        String::new()
    } else {
        count.to_string()
    }
}

fn notes(result: &SessionResult, penalties: &[Penalty]) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(fastest) = &result.fastest_lap {
        let lap = if fastest.lap == 0 {
            String::new()
        } else {
            format!(" in lap {}", fastest.lap)
        };
        notes.push(format!(
            "Fastest lap: {}, {}{lap}",
            fastest.driver,
            duration(fastest.ms)
        ));
    }
    let standing = penalties.iter().filter(|penalty| penalty.undone.is_none());
    notes.extend(standing.map(|penalty| {
        let row = result
            .classification
            .iter()
            .find(|row| row.guid == penalty.guid);
        let driver = row.map_or(penalty.guid.as_str(), |row| &row.driver);
        format!(
            "{driver}: {} ({})",
            penalty_text(penalty.penalty),
            penalty.decided.reason
        )
    }));
    if !result.no_time.is_empty() {
        let names = result
            .no_time
            .iter()
            .map(|row| row.driver.as_str())
            .filter(|name| !name.is_empty());
        let shown: Vec<&str> = names.clone().take(NAMES).collect();
        let more = match names.count().saturating_sub(NAMES) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        notes.push(format!(
            "Without a lap that counts: {}{more}",
            shown.join(", ")
        ));
    }
    if result
        .checks
        .as_ref()
        .is_some_and(|checks| !checks.file_order_agrees)
    {
        notes.push(
            "The server's own order differs from its laps and times; this is by laps and times."
                .to_owned(),
        );
    }
    let unheard = result.session.unheard_seconds;
    if 0 < unheard {
        notes.push(format!(
            "Nobody listened to the server for up to {} of it: laps of that time are known by their number and total, without their times.",
            rough(unheard)
        ));
    }
    notes
}

/// `40 s` or `3 min`.
fn rough(seconds: u32) -> String {
    match seconds {
        ..120 => format!("{seconds} s"),
        _ => format!("{} min", seconds.div_ceil(60)),
    }
}

pub(super) fn penalty_text(penalty: PenaltyKind) -> String {
    match penalty {
        PenaltyKind::Seconds(1) => "1 second".to_owned(),
        PenaltyKind::Seconds(seconds) => format!("{seconds} seconds"),
        PenaltyKind::Positions(1) => "1 place".to_owned(),
        PenaltyKind::Positions(places) => format!("{places} places"),
        PenaltyKind::Points(1) => "1 point off".to_owned(),
        PenaltyKind::Points(points) => format!("{points} points off"),
        PenaltyKind::Disqualified => "disqualified".to_owned(),
    }
}

/// A driver's best time in each sector of the laps of a row, in milliseconds; empty where sectors are not
/// known. Outside a race laps with cuts do not count.
#[must_use]
pub fn best_sectors(result: &SessionResult, row: &Row) -> Vec<i64> {
    let race = result.session.kind == SessionKind::Race;
    let laps = || {
        result.lap_times.iter().filter(|lap| {
            lap.car_id == row.car_id && lap.guid == row.guid && (race || lap.cuts == 0)
        })
    };
    let sectors = laps().map(|lap| lap.sectors.len()).max().unwrap_or(0);
    (0..sectors)
        .filter_map(|sector| {
            laps()
                .filter_map(|lap| lap.sectors.get(sector).copied())
                .min()
        })
        .collect()
}
