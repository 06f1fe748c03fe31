//! Results and standings: readable on a phone, with a picture of the table.

use jiff::SignedDuration;
use league::{SeasonTable, Unended, standings_mark};
use results::SessionResult;
use results::document::StoredResult;
use results::records::{Beaten, Record};
use results::render::time::{duration, gap, laps_down};
use results::render::{
    Table, best_sectors, driver_tables, result_csv, result_table, season_deductions, season_rules,
    team_table,
};
use results::season::{Decided, Penalty, PenaltyKind, Season, Standings, apply};

use super::{Button, Tone, View, escape};
use crate::buttons::ButtonId;
use explain::SESSION_UNENDED;
use service::ResultPost;

/// How many drivers stand in the message itself; the picture and the files have all.
const DRIVERS: usize = 40;
/// How many records of a session are told; each car has one.
const RECORDS: usize = 8;
/// How many results a list shows.
const LISTED: usize = 20;
/// Discord's limit for a description, less what stands below the drivers.
const ROOM: usize = 3300;

/// The message of a session in its channel.
pub(crate) fn told(post: &ResultPost) -> View {
    let view = shown(&post.result, post.simresults);
    let records: Vec<String> = post.beaten.iter().take(RECORDS).map(record).collect();
    if records.is_empty() {
        return view;
    }
    view.field("Records", records.join("\n"))
}

/// A result as somebody asked for it.
pub(crate) fn shown(stored: &StoredResult, simresults: bool) -> View {
    let table = result_table(&stored.result, &stored.penalties);
    let files = Button::Press {
        label: "Files",
        press: ButtonId::Files(stored.id.clone()),
        danger: false,
    };
    let simresults = simresults.then(|| Button::Press {
        label: "Open in SimResults",
        press: ButtonId::SimResults(stored.id.clone()),
        danger: false,
    });
    with_picture(result(stored), &table, "result.png")
        .buttons([files])
        .buttons(simresults)
}

/// The whole result as files: all that is known, a line for each driver, and what the server wrote.
pub(crate) fn files(stored: &StoredResult, original: Option<Vec<u8>>) -> View {
    let json = serde_json::to_string_pretty(stored).unwrap_or_default();
    let csv = result_csv(&stored.result, &stored.penalties);
    let view = View::line(match &original {
        Some(_) => "The result as JSON and CSV, and the file that the server wrote:",
        None => "The result as JSON and CSV. The server wrote no file of it:",
    })
    .file(format!("{}.json", stored.id), json)
    .file(format!("{}.csv", stored.id), csv);
    match original {
        Some(original) => view.bytes(original_name(stored), original),
        None => view,
    }
}

/// The name that the server gave the file; what is no part of such a name becomes `_`.
fn original_name(stored: &StoredResult) -> String {
    let sound = |letter: char| {
        if letter.is_ascii_alphanumeric() || "-_.".contains(letter) {
            letter
        } else {
            '_'
        }
    };
    stored.source.chars().take(80).map(sound).collect()
}

/// One form of a result, as a file.
pub(crate) fn export(stored: &StoredResult, as_csv: bool) -> View {
    let view = View::line(format!("{}:", escape::code(stored.id.as_str(), 100)));
    if as_csv {
        let csv = result_csv(&stored.result, &stored.penalties);
        return view.file(format!("{}.csv", stored.id), csv);
    }
    let json = serde_json::to_string_pretty(stored).unwrap_or_default();
    view.file(format!("{}.json", stored.id), json)
}

/// The way to SimResults.
pub(crate) fn simresults(address: &str, life: SignedDuration) -> View {
    View::new(Tone::Quiet, "Open in SimResults")
        .saying(format!(
            "[This link]({address}) shows the result there. It works for {} h; whoever has it can read the drivers' names.",
            life.as_hours()
        ))
}

/// `ks_bmw_m4 at spa: **Anna** 2:17.004 (before: Bert, 2:17.530)`
fn record(beaten: &Beaten) -> String {
    let Record {
        course, ms, driver, ..
    } = &beaten.record;
    let before = match &beaten.before {
        Some(before) => format!(
            "before: {}, {}",
            escape::plain(&before.driver, 40),
            duration(before.ms)
        ),
        None => "the first one".to_owned(),
    };
    format!(
        "{}: **{}** {} ({before})",
        escape::plain(&course.car, 40),
        escape::plain(driver, 40),
        duration(*ms)
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
    if stored.warm_up {
        below.insert(
            0,
            "A warm-up: it ended before the start of its race night, so it counts for no season by itself."
                .to_owned(),
        );
    }
    if stored.result.session.cut_off {
        below.insert(0, format!("⚠️ {SESSION_UNENDED}"));
    }
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

/// A server was ended before its last session did.
pub(crate) fn unended(unended: &Unended) -> View {
    let name = escape::plain(&unended.server, 60);
    View::new(Tone::Warning, format!("⚠️ {name}"))
        .saying(SESSION_UNENDED)
        .footer(unended.mark.as_str())
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
        parts.push(match (row.place, row.time_ms, leader) {
            _ if result.retired(row.row) => format!("DNF, {} laps", row.row.laps),
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
pub(crate) fn list(results: &[StoredResult]) -> View {
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
        .footer("/results show shows one of them")
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
pub(crate) fn standings(season: &Season, standings: &Standings) -> View {
    let mut view = View::new(
        Tone::Good,
        format!("🏆 {}", escape::plain(&season.name, 120)),
    );
    let mut tables = driver_tables(season, standings);
    tables.extend(team_table(season, standings));
    for table in tables.iter().take(8) {
        view = view.field(escape::plain(&table.title, 80), top(table));
    }
    let subtitle = tables.first().map(|table| table.subtitle.as_str());
    view = view
        .saying(escape::plain(subtitle.unwrap_or_default(), 200))
        .footer(season.id.clone());
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

/// What a steward decided, for the channel; the result as it is now stands below.
pub(crate) fn decided(who: &str, what: &str, stored: &StoredResult, simresults: bool) -> View {
    shown(stored, simresults).above(format!("**{}** {what}", escape::plain(who, 40)))
}

/// A penalty in words.
pub(crate) fn penalty(penalty: &Penalty, stored: &StoredResult) -> String {
    let rows = &stored.result.classification;
    let driver = rows.iter().find(|row| row.guid == penalty.guid);
    let driver = escape::plain(driver.map_or(&penalty.guid, |row| &row.driver), 40);
    let what = match penalty.penalty {
        PenaltyKind::Seconds(1) => "1 second".to_owned(),
        PenaltyKind::Seconds(seconds) => format!("{seconds} seconds"),
        PenaltyKind::Positions(1) => "1 place".to_owned(),
        PenaltyKind::Positions(places) => format!("{places} places"),
        PenaltyKind::Points(1) => "1 point".to_owned(),
        PenaltyKind::Points(points) => format!("{points} points"),
        PenaltyKind::Disqualified => "disqualified".to_owned(),
    };
    let by = escape::plain(&penalty.decided.by, 40);
    let reason = escape::plain(&penalty.decided.reason, 200);
    let undone = match &penalty.undone {
        Some(undone) => format!(
            "; taken back by {}: {}",
            escape::plain(&undone.by, 40),
            escape::plain(&undone.reason, 200)
        ),
        None => String::new(),
    };
    format!(
        "{}: {driver}, {what} ({by}: {reason}){undone}",
        penalty.number
    )
}

/// The seasons there are.
pub(crate) fn seasons(seasons: &[Season]) -> View {
    if seasons.is_empty() {
        return View::line("There are no seasons. `/season new` begins one.");
    }
    let lines: Vec<String> = seasons.iter().rev().take(LISTED).map(season_line).collect();
    View::new(Tone::Quiet, "🏆 Seasons").saying(lines.join("\n"))
}

fn season_line(season: &Season) -> String {
    let rounds = match season.rounds.len() {
        1 => "1 round".to_owned(),
        rounds => format!("{rounds} rounds"),
    };
    let state = match (season.closed, season.follows) {
        (true, _) => " · closed",
        (false, true) => " · each race counts",
        (false, false) => "",
    };
    format!(
        "**{}** · {rounds} · {}{state}\n-# {}",
        escape::plain(&season.name, 120),
        escape::plain(&season.rules.points.to_string(), 120),
        escape::code(&season.id, 40),
    )
}

/// A season's rules and rounds, and what was taken off in it.
pub(crate) fn season(SeasonTable { season, standings }: &SeasonTable) -> View {
    let facts = season_rules(&season.rules);
    let facts: Vec<String> = facts.iter().map(|fact| escape::plain(fact, 300)).collect();
    let rounds = season.rounds.iter().map(|round| {
        let results: Vec<String> = round
            .results
            .iter()
            .map(|id| escape::code(id.as_str(), 100))
            .collect();
        format!(
            "**{}**: {}",
            escape::plain(&round.name, 60),
            results.join(", ")
        )
    });
    let rounds: Vec<String> = rounds.collect();
    let rounds = match rounds.as_slice() {
        [] if season.follows => "None yet. Each race counts by itself.".to_owned(),
        [] => "None yet. `/season add-round` adds one.".to_owned(),
        rounds => rounds.join("\n"),
    };
    let closed = if season.closed { " (closed)" } else { "" };
    let view = View::new(
        Tone::Quiet,
        format!("🏆 {}{closed}", escape::plain(&season.name, 120)),
    )
    .saying(format!("{}\n\n{rounds}", facts.join("\n")))
    .footer(season.id.clone());
    // A field holds 1024 characters; the latest are asked for.
    let taken = season_deductions(season, |guid| standings.name_of(guid));
    let taken: Vec<String> = taken.map(|taken| escape::plain(&taken, 180)).collect();
    match taken.len() {
        0 => view,
        count => view.field("Taken off", taken[count.saturating_sub(5)..].join("\n")),
    }
}

/// How a season stands, in a message that is found by its mark ([`standings_mark`]).
pub(crate) fn marked(SeasonTable { season, standings }: &SeasonTable) -> View {
    let view = self::standings(season, standings);
    match standings_mark(season) {
        Some(mark) => view.footer(mark.as_str()),
        None => view,
    }
}

/// How a season stands after a decision about one of its results.
pub(crate) fn corrected(table: &SeasonTable) -> View {
    marked(table).above("The standings after that decision:")
}

/// Points were taken off, or given back, under this number; how the season stands now is below.
pub(crate) fn deducted(who: &str, what: &str, table: &SeasonTable, number: u32) -> View {
    let SeasonTable { season, standings } = table;
    let taken = season_deductions(season, |guid| standings.name_of(guid));
    let numbered = season.numbered_deductions().zip(taken);
    let mut of_number = numbered.filter(|((its, _), _)| *its == number);
    let taken = of_number.next();
    let taken = taken.map(|(_, taken)| escape::plain(&taken, 500));
    marked(table).above(format!(
        "{}. {}",
        did(who, what, season),
        taken.unwrap_or_default()
    ))
}

/// What was changed in a season, for the channel.
pub(crate) fn season_changed(who: &str, what: &str, season: &Season) -> View {
    View::line(format!(
        "{}. `/standings` shows the table.",
        did(who, what, season)
    ))
}

/// Who did what with a season.
pub(crate) fn did(who: &str, what: &str, season: &Season) -> String {
    format!(
        "**{}** {what} **{}**",
        escape::plain(who, 40),
        escape::plain(&season.name, 120)
    )
}

/// Who began a season, and what comes next.
pub(crate) fn began(who: &str, season: &Season) -> String {
    let next = if season.follows {
        "Each race counts in it from now on, with the qualifying and the races of its day as one round."
    } else {
        "`/season add-round` adds its first round."
    };
    format!("{}. {next}", did(who, "began the season", season))
}

/// The best laps, of tracks or cars whose name has `of` in it.
pub(crate) fn records(records: &[Record], of: &str) -> View {
    let wanted = of.trim().to_lowercase();
    let has = |text: &str| text.to_lowercase().contains(&wanted);
    let fitting: Vec<&Record> = records
        .iter()
        .filter(|it| has(&it.course.track) || has(&it.course.layout) || has(&it.course.car))
        .collect();
    if fitting.is_empty() {
        return View::line(
            "There are no records of that. They come with results: the best lap without cuts.",
        );
    }
    let lines: Vec<String> = fitting
        .iter()
        .take(LISTED)
        .map(|it| record_line(it))
        .collect();
    let more = match fitting.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!("\n… and {more} more; `of` narrows them down"),
    };
    View::new(Tone::Quiet, "⏱️ Records").saying(format!("{}{more}", lines.join("\n")))
}

fn record_line(record: &Record) -> String {
    let Record {
        course, ms, driver, ..
    } = record;
    let layout = if course.layout.is_empty() {
        String::new()
    } else {
        format!(" ({})", escape::plain(&course.layout, 40))
    };
    format!(
        "**{}**{layout} · {} · {} · {}",
        escape::plain(&course.track, 40),
        escape::plain(&course.car, 40),
        duration(*ms),
        escape::plain(driver, 40),
    )
}
