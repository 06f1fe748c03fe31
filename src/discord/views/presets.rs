//! Presets: saved, listed, deleted.

use super::{Tone, View, escape};

/// A preset was saved.
pub fn saved(name: &str, change: &configuration::Change) -> View {
    View::line(format!(
        "Saved the preset **{}**: {}",
        escape::plain(name, 40),
        escape::plain(&change.shown(), 1000)
    ))
}

/// The presets by their names.
pub fn list(names: &[String]) -> View {
    if names.is_empty() {
        return View::line("There are no presets. `/preset save` makes one.");
    }
    let names: Vec<String> = names
        .iter()
        .map(|name| format!("• {}", escape::plain(name, 40)))
        .collect();
    View::new(Tone::Quiet, "Presets").saying(names.join("\n"))
}

/// A preset was deleted, or was not there.
pub fn deleted(name: &str, was_there: bool) -> View {
    let name = escape::plain(name, 40);
    View::line(if was_there {
        format!("Deleted the preset **{name}**.")
    } else {
        format!("There is no preset **{name}**. `/preset list` shows what there is.")
    })
}
