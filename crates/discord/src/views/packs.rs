//! The packs in storage, as `/packs` shows them.

use super::{Tone, View, escape, relative};
use domain::server::PackLocation;
use service::PackEntry;

/// How many packs a list shows: a message has room for that many.
pub(crate) const SHOWN: usize = 12;
/// Cars that are named of each pack.
const CARS: usize = 3;

/// The packs, newest first, and how many more there are.
pub(crate) fn list(packs: &[PackEntry], more: usize) -> View {
    if packs.is_empty() {
        return View::line(
            "There are no packs in storage. `/deploy` with a pack attached puts one there.",
        );
    }
    let view = View::new(Tone::Quiet, "Packs in storage").footer(if more == 0 {
        "/deploy stored brings one up · /packs delete: removes one that nothing uses".to_owned()
    } else {
        format!("… and {more} older ones")
    });
    packs.iter().fold(view, |view, pack| {
        view.field(
            escape::line(pack.stored.location.file_name(), 80),
            entry(pack),
        )
    })
}

fn entry(pack: &PackEntry) -> String {
    let mut lines = Vec::new();
    if let Some(facts) = &pack.facts {
        let cars: Vec<&str> = facts.cars.iter().map(String::as_str).take(CARS).collect();
        let more = facts.cars.len() + facts.more_cars - cars.len();
        let more = if more == 0 {
            String::new()
        } else {
            format!(" and {more} more")
        };
        lines.push(format!(
            "{} · {}{more} · {} slots",
            escape::plain(&facts.track, 60),
            escape::plain(&cars.join(", "), 120),
            facts.slots
        ));
    }
    let age = pack
        .stored
        .modified
        .map(|at| format!(" · uploaded {}", relative(at)));
    lines.push(format!(
        "{}{}",
        explain::mebibytes(pack.stored.size),
        age.unwrap_or_default()
    ));
    if !pack.used_by.is_empty() {
        let names: Vec<String> = pack
            .used_by
            .iter()
            .map(|name| escape::plain(name.as_str(), 40))
            .collect();
        lines.push(format!("Used by {}", names.join(", ")));
    }
    lines.join("\n")
}

/// A pack was deleted.
pub(crate) fn deleted(pack: &PackLocation) -> View {
    View::line(format!(
        "Deleted the pack **{}**.",
        escape::plain(pack.file_name(), 80)
    ))
}
