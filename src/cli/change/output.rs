//! What `change` prints.

use std::fmt::Write as _;

use configuration::Difference;
use pack::Faults;
use serde_json::json;

use super::{Made, Outcome};
use crate::cli::check;

pub(super) fn as_json(file: &str, outcome: &Outcome) -> String {
    let faults = |verdict: &str, faults: &Faults| json!({ "file": file, "verdict": verdict, "faults": faults });
    let json = match outcome {
        Outcome::Made(made) => json!({
            "file": file,
            "verdict": "usable",
            "differences": made.changed.differences,
            "notices": made.changed.notices.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "warnings": made.warnings,
            "pack": made.pack,
            "written": made.written,
        }),
        Outcome::Pack(all) => faults("pack refused", all),
        Outcome::Result(all) => faults("result refused", all),
        Outcome::Refused(reasons) => json!({
            "file": file,
            "verdict": "refused",
            "reasons": reasons.iter().map(ToString::to_string).collect::<Vec<_>>(),
        }),
    };
    format!("{json:#}\n")
}

pub(super) fn as_text(file: &str, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Made(made) => format!("{file}: {}", made_text(made)),
        Outcome::Pack(faults) => format!(
            "{file}: the pack cannot run, changed or not.\n\n{}",
            check::fault_lines(faults)
        ),
        Outcome::Result(faults) => {
            format!(
                "{file}: with this change the pack could not run.\n\n{}",
                check::fault_lines(faults)
            )
        }
        Outcome::Refused(reasons) => {
            let lines: String = reasons
                .iter()
                .map(|reason| format!("  - {reason}\n"))
                .collect();
            format!("{file}: with this change the server could not run.\n\n{lines}")
        }
    }
}

/// What is different, line by line.
pub(super) fn difference_lines(differences: &[Difference]) -> String {
    let lengths = differences.iter().map(|one| one.label.chars().count());
    let width = lengths.max().unwrap_or_default();
    let line =
        |one: &Difference| format!("  {:width$}  {} → {}\n", one.label, one.before, one.after);
    differences.iter().map(line).collect()
}

fn made_text(made: &Made) -> String {
    let differences = &made.changed.differences;
    let mut text = if differences.is_empty() {
        "all of this is so already.\n".to_owned()
    } else {
        "this changes.\n\n".to_owned()
    };
    text.push_str(&difference_lines(differences));
    for notice in &made.changed.notices {
        let _ = write!(text, "\n  note: {notice}\n");
    }
    for warning in &made.warnings {
        let _ = write!(text, "\n  warning: {warning} ({})\n", warning.entry());
    }
    let _ = match &made.written {
        Some(path) => write!(text, "\nWritten to {}.\n", path.display()),
        None => write!(
            text,
            "\nNothing is written. Add --out FOLDER for the changed files, or --out FILE.zip for a whole pack.\n"
        ),
    };
    text
}
