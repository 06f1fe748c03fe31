//! The server programs that are kept, as `/programs` shows them.

use super::{Tone, View, escape, relative};
use explain::{ACSERVER_LIES, mebibytes};
use pack::ProgramFacts;
use service::{KeptProgram, ProgramEntry};

/// How many programs a list shows: a message has room for that many.
const SHOWN: usize = 20;

/// The programs, the preferred of each kind first.
pub(crate) fn list(entries: &[ProgramEntry]) -> View {
    if entries.is_empty() {
        return View::new(Tone::Quiet, "No server programs")
            .saying(format!(
                "A pack that was made for Windows runs on a Windows machine: it takes minutes to start and costs more.\n\
                 With the server program for Linux it starts within a minute. You have it if you have the game: {ACSERVER_LIES}."
            ))
            .footer("/programs add keeps it");
    }
    let view = View::new(Tone::Quiet, "Server programs for Linux").footer(
        match entries.len().saturating_sub(SHOWN) {
            0 => "The newest of each is used · /programs add · /programs remove".to_owned(),
            more => format!("… and {more} older ones"),
        },
    );
    entries.iter().take(SHOWN).fold(view, |view, entry| {
        view.field(escape::line(&entry.program.id(), 80), lines(entry))
    })
}

fn lines(entry: &ProgramEntry) -> String {
    let program = &entry.program;
    let added = program
        .added
        .map(|at| format!(" · added {}", relative(at)))
        .unwrap_or_default();
    let whose = match program.guild {
        Some(_) => "",
        None => " · from whoever runs this bot",
    };
    let mut lines = format!("{}{added}{whose}", mebibytes(program.size));
    if !entry.used_by.is_empty() {
        let names: Vec<String> = entry
            .used_by
            .iter()
            .map(|name| escape::plain(name.as_str(), 40))
            .collect();
        lines.push_str(&format!("\nUsed by {}", names.join(", ")));
    }
    lines
}

/// A program was added.
pub(crate) fn added(program: &KeptProgram, facts: &ProgramFacts) -> View {
    View::new(Tone::Good, format!("{} is kept", escape::line(&program.id(), 80))).saying(format!(
        "{}.\nPacks that it suits run on Linux from now on; choose `run_on: windows` in `/deploy` for one that should not.",
        escape::plain(&facts.to_string(), 300)
    ))
}

/// A program was removed.
pub(crate) fn removed(program: &KeptProgram) -> View {
    View::line(format!("Removed **{}**.", escape::plain(&program.id(), 80)))
}
