//! Who drives, and in what session: a part of a server's status.

use jiff::SignedDuration;

use super::{View, escape, relative};
use results::SessionKind;
use results::journal::Live;
use results::render::live_rows;

/// So many drivers are shown; a field of a message holds about as many.
const SHOWN: usize = 15;

/// Adds the session that runs to a status. Its end is a time that Discord counts down by itself.
pub fn with_session(view: View, live: &Live) -> View {
    let rows = live_rows(live);
    if rows.is_empty() {
        return view;
    }
    let more = rows.len().saturating_sub(SHOWN);
    let mut lines: Vec<String> = rows
        .iter()
        .take(SHOWN)
        .map(|row| {
            let place = row
                .place
                .map_or_else(|| "–".to_owned(), |place| place.to_string());
            let name = escape::plain(&row.driver, 30);
            format!("**{place}** {name} · {}", row.says)
        })
        .collect();
    if more != 0 {
        lines.push(format!("… and {more} more"));
    }
    let view = match end(live) {
        Some(end) => view.fact("Session ends", end),
        None => view,
    };
    view.field(title(live), lines.join("\n"))
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
