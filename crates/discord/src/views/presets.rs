//! Presets: saved, listed, deleted.

use race::{Preset, PresetRefused};

use super::{Tone, View, escape};
use service::SavedPreset;

/// Of fifty presets as much is shown as fits into a message.
const SHOWN: usize = 50;

/// A preset was saved.
pub(crate) fn saved(name: &str, saved: &SavedPreset) -> View {
    let former = saved.former.as_ref().map(|former| {
        let was = escape::plain(&former.change.shown(), 700);
        format!("\nIt takes the place of the one before: {was}")
    });
    View::line(format!(
        "Saved the preset **{}**: {}{}",
        escape::plain(name, 40),
        escape::plain(&saved.change.shown(), 1000),
        former.unwrap_or_default()
    ))
}

/// The presets by their names, with what is in them.
pub(crate) fn list(known: &[(String, Result<Preset, PresetRefused>)]) -> View {
    if known.is_empty() {
        return View::line("There are no presets. `/preset save` makes one.");
    }
    let line = |(name, preset): &(String, Result<Preset, PresetRefused>)| {
        let (what, at) = match preset {
            Ok(preset) => (preset.change.shown(), preset.at),
            Err(why) => (why.to_string(), None),
        };
        let at = at.map_or_else(String::new, |at| format!(" (<t:{}:d>)", at.as_second()));
        let name = escape::plain(name, 40);
        format!("• **{name}**{at}: {}", escape::plain(&what, SHOWN))
    };
    let lines: Vec<String> = known.iter().map(line).collect();
    View::new(Tone::Quiet, "Presets").saying(lines.join("\n"))
}

/// A preset was deleted, or was not there.
pub(crate) fn deleted(name: &str, was_there: bool) -> View {
    let name = escape::plain(name, 40);
    View::line(if was_there {
        format!("Deleted the preset **{name}**.")
    } else {
        format!("There is no preset **{name}**. `/preset list` shows what there is.")
    })
}
