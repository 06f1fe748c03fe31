//! Who drives, and in what session: a part of a server's status.

use jiff::SignedDuration;

use super::{View, escape, relative};
use results::SessionKind;
use results::journal::Live;
use results::render::{LiveRow, live_rows};

/// So many drivers are shown: a full grid of most tracks.
const SHOWN: usize = 32;
/// More fields would leave no room for the rest of a card: Discord shows 6000 characters.
const MOST_FIELDS: usize = 3;
/// Discord wants a title, and shows none for this.
const UNTITLED: &str = "\u{200b}";
/// What a field of a message holds, less what is said of those who are left out.
const ROOM: usize = 1000;

/// Adds the session that runs to a card or a status. Its end is a time that Discord counts down by itself.
pub(crate) fn with_session(view: View, live: &Live) -> View {
    let rows = live_rows(live);
    if rows.is_empty() {
        return view;
    }
    let mut view = match end(live) {
        Some(end) => view.fact("Session ends", end),
        None => view,
    };
    let mut title = title(live);
    for piece in pieces(&rows) {
        view = view.field(std::mem::replace(&mut title, UNTITLED.to_owned()), piece);
    }
    view
}

/// The rows in as few fields as hold them.
fn pieces(rows: &[LiveRow]) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut shown = 0;
    for row in rows.iter().take(SHOWN) {
        let line = line(row);
        let is_full = |piece: &String| ROOM < escape::length(piece) + escape::length(&line);
        if pieces.last().is_some_and(is_full) {
            if pieces.len() == MOST_FIELDS {
                break;
            }
            pieces.push(String::new());
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push_str(if piece.is_empty() { "" } else { "\n" });
            piece.push_str(&line);
        }
        shown += 1;
    }
    if let (more @ 1.., Some(last)) = (rows.len() - shown, pieces.last_mut()) {
        last.push_str(&format!("\n… and {more} more"));
    }
    pieces
}

fn line(row: &LiveRow) -> String {
    let place = row
        .place
        .map_or_else(|| "–".to_owned(), |place| place.to_string());
    let name = escape::plain(&row.driver, 30);
    format!("**{place}** {name} · {}", row.says)
}

fn title(live: &Live) -> String {
    let session = &live.result.session;
    let kind = session.kind.title();
    match (session.kind, session.race_laps) {
        (SessionKind::Race, Some(laps)) if 0 < laps => {
            let driven = live.result.classification.first().map_or(0, |row| row.laps);
            format!("{kind} · {driven} of {laps} laps")
        }
        _ => kind.to_owned(),
    }
}

fn end(live: &Live) -> Option<String> {
    let (began, minutes) = (live.began?, live.minutes?);
    let end = began + SignedDuration::from_mins(minutes.into());
    Some(relative(end))
}
