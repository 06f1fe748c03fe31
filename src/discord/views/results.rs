//! Results and standings: readable on a phone, with a picture of the table.

use results::SessionResult;
use results::document::StoredResult;
use results::render::time::{duration, gap, laps_down};
use results::render::{Table, best_sectors, driver_tables, result_csv, result_table, team_table};
use results::season::{Decided, Season, Standings, apply};

use super::{Tone, View, escape};

/// How many drivers stand in the message itself; the picture and the files have all.
const DRIVERS: usize = 40;
/// How many results a list shows.
const LISTED: usize = 20;
/// Discord's limit for a description, less what stands below the drivers.
const ROOM: usize = 3300;

/// The message of a session in its channel.
pub fn told(stored: &StoredResult) -> View {
    with_picture(
        result(stored),
        &result_table(&stored.result, &stored.penalties),
        "result.png",
    )
}

/// The same with its files, for whoever asked for it.
pub fn with_files(stored: &StoredResult) -> View {
    let json = serde_json::to_string_pretty(&stored.result).unwrap_or_default();
    told(stored).file(format!("{}.json", stored.id), json).file(
        format!("{}.csv", stored.id),
        result_csv(&stored.result, &stored.penalties),
    )
}

fn result(stored: &StoredResult) -> View {
    let table = result_table(&stored.result, &stored.penalties);
    let server = escape::plain(&stored.server, 60);
    let title = escape::plain(&table.title, 120);
    let tone = if stored.set_aside.is_some() {
        Tone::Quiet
    } else {
        Tone::Good
    };
    let mut below: Vec<String> = table
        .notes
        .iter()
        .map(|note| escape::plain(note, 300))
        .collect();
    if let Some(aside) = &stored.set_aside {
        below.insert(
            0,
            format!("**Does not count**: {}", escape::plain(&aside.reason, 200)),
        );
    }
    let above = escape::plain(&table.subtitle, 200);
    let rows = rows(&stored.result, &apply(&stored.result, &stored.penalties));
    View::new(tone, format!("🏁 {title} – {server}"))
        .saying(format!("{above}\n{rows}\n\n{}", below.join("\n")))
        .footer(stored.id.to_string())
}

/// A line for each driver, and how many more there are.
fn rows(result: &SessionResult, decided: &[Decided<'_>]) -> String {
    let leader = decided.first().and_then(|row| row.time_ms);
    let mut text = String::new();
    let mut shown = 0;
    for row in decided.iter().take(DRIVERS) {
        let line = format!("\n{}", row_line(result, row, leader));
        if ROOM < escape::length(&text) + escape::length(&line) {
            break;
        }
        text.push_str(&line);
        shown += 1;
    }
    match decided.len() - shown {
        0 => text,
        more => format!("{text}\n… and {more} more"),
    }
}

/// `**1** Anna · 10:06.222 · best 58.131 · 12 contacts`, and `⚡` for the fastest lap.
fn row_line(result: &SessionResult, row: &Decided<'_>, leader: Option<i64>) -> String {
    let place = row
        .place
        .map_or_else(|| "DSQ".to_owned(), |place| place.to_string());
    let mut parts = vec![format!(
        "**{place}** {}",
        escape::plain(&row.row.driver, 40)
    )];
    if let Some(race) = row.row.race() {
        let over = result.session.flag_shown.unwrap_or(true);
        parts.push(match (row.place, row.time_ms, leader) {
            _ if over && !race.flag => format!("DNF, {} laps", row.row.laps),
            _ if 0 < race.laps_down => laps_down(race.laps_down),
            (Some(1), Some(time), _) => duration(time),
            (_, Some(time), Some(leader)) if leader <= time => gap(time - leader),
            _ => format!("{} laps", row.row.laps),
        });
    }
    parts.push(escape::plain(&row.row.car, 40));
    if let Some(best) = row.row.best_ms {
        let fastest = result
            .fastest_lap
            .as_ref()
            .is_some_and(|lap| lap.guid == row.row.guid);
        let mark = if fastest { " ⚡" } else { "" };
        parts.push(format!(
            "best {}{}{mark}",
            duration(best),
            sectors(result, row)
        ));
    }
    for (count, what) in [
        (row.row.cuts, "cuts"),
        (
            row.row.incidents.car.saturating_add(row.row.incidents.env),
            "contacts",
        ),
    ] {
        if 0 < count {
            parts.push(format!("{count} {what}"));
        }
    }
    parts.join(" · ")
}

/// What a perfect lap of the driver's best sectors would have been, where that is another time.
fn sectors(result: &SessionResult, row: &Decided<'_>) -> String {
    let sum: i64 = best_sectors(result, row.row).iter().sum();
    match row.row.best_ms {
        Some(best) if 0 < sum && sum < best => format!(" (sectors {})", duration(sum)),
        _ => String::new(),
    }
}

fn with_picture(view: View, table: &Table, name: &str) -> View {
    match results_image::draw(table) {
        Ok(png) => view.picture(name, png, &table.alt_text()),
        Err(error) => {
            tracing::warn!(%error, "no picture could be drawn of {}", table.title);
            view
        }
    }
}

/// What there is, newest first.
pub fn list(results: &[StoredResult]) -> View {
    if results.is_empty() {
        return View::line(
            "There are no results yet. They come when a server ends a practice, a qualifying or a race.",
        );
    }
    let lines: Vec<String> = results.iter().take(LISTED).map(list_line).collect();
    let more = match results.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!("\n… and {more} older ones"),
    };
    View::new(Tone::Quiet, "🏁 Results")
        .saying(format!("{}{more}", lines.join("\n")))
        .footer("/results result: shows one of them")
}

fn list_line(stored: &StoredResult) -> String {
    let session = &stored.result.session;
    let first = stored.result.classification.first();
    let winner = first
        .map(|row| format!(" · {}", escape::plain(&row.driver, 40)))
        .unwrap_or_default();
    let aside = if stored.set_aside.is_some() {
        " · does not count"
    } else {
        ""
    };
    format!(
        "{} **{}** · {} · {}{winner}{aside}\n-# {}",
        session.ended_at.map(super::relative).unwrap_or_default(),
        session.kind.title(),
        escape::plain(&session.track, 60),
        escape::plain(&stored.server, 60),
        escape::code(stored.id.as_str(), 100),
    )
}

/// A season's standings, with a picture for each class and the teams.
pub fn standings(season: &Season, standings: &Standings) -> View {
    let mut view = View::new(
        Tone::Good,
        format!("🏆 {}", escape::plain(&season.name, 120)),
    );
    let mut tables = driver_tables(season, standings);
    tables.extend(team_table(season, standings));
    for table in tables.iter().take(8) {
        view = view.field(escape::plain(&table.title, 80), top(table));
    }
    view = view.footer(
        tables
            .first()
            .map(|table| table.subtitle.clone())
            .unwrap_or_default(),
    );
    tables
        .iter()
        .take(8)
        .zip(1..)
        .fold(view, |view, (table, number)| {
            with_picture(view, table, &format!("standings-{number}.png"))
        })
}

/// The first rows of a table of standings: place, name, points.
fn top(table: &Table) -> String {
    const TOP: usize = 15;
    let column = |head: &str| table.columns.iter().position(|column| column.head == head);
    let name = column("Driver").or_else(|| column("Team"));
    let points = column("Points");
    let lines = table.rows.iter().take(TOP).map(|row| {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map_or("", String::as_str);
        format!(
            "**{}** {} · {}",
            cell(column("Pos")),
            escape::plain(cell(name), 40),
            cell(points)
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}
