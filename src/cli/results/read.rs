//! `ac-deploy results read`: classifies a file of this machine.

use std::ffi::OsStr;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use results::file::{self, FileName, ReadError, ResultsFile};
use results::journal;
use results::render::{result_csv, result_table};
use results::{SessionKind, SessionResult};
use serde_json::json;

use super::super::failure::Failure;
use super::super::{source, terminal};

/// The largest file that is read: a journal's limit is the wider one.
const MAX_BYTES: usize = if file::MAX_BYTES < journal::MAX_BYTES {
    journal::MAX_BYTES
} else {
    file::MAX_BYTES
};

/// What `results read` is asked for.
#[derive(Debug, Args)]
pub(in crate::cli) struct Read {
    /// A file from acServer's folder `results`, or a journal (.jsonl)
    file: PathBuf,
    /// Print JSON, for programs
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print lines for a spreadsheet
    #[arg(long)]
    csv: bool,
}

/// What a file turned out to be.
enum Found {
    Session(Box<SessionResult>),
    Journal(Vec<SessionResult>),
}

impl Read {
    pub(in crate::cli) fn run(&self) -> Result<(), Failure> {
        let found = read(&self.file)?;
        let text = if self.json {
            as_json(&found)?
        } else if self.csv {
            each(&found, |session| result_csv(session, &[])).concat()
        } else {
            let tables = each(&found, |session| result_table(session, &[]).to_string());
            if tables.is_empty() {
                "No session began in this journal.\n".to_owned()
            } else {
                tables.join("\n")
            }
        };
        Ok(terminal::print(&text)?)
    }
}

fn each(found: &Found, show: impl Fn(&SessionResult) -> String) -> Vec<String> {
    match found {
        Found::Session(session) => vec![show(session)],
        Found::Journal(sessions) => sessions.iter().map(show).collect(),
    }
}

fn as_json(found: &Found) -> Result<String, Failure> {
    let value = match found {
        Found::Session(session) => serde_json::to_value(session).map_err(Failure::bug)?,
        Found::Journal(sessions) => json!({ "sessions": sessions }),
    };
    Ok(format!("{value:#}\n"))
}

fn read(path: &Path) -> Result<Found, Failure> {
    let bytes = bytes(path)?;
    if journal::is_journal(&bytes) {
        let journal = journal::read(&bytes).map_err(|error| not_read(path, &error.to_string()))?;
        match journal.skipped {
            0 => {}
            1 => terminal::note("One line could not be read and was passed over."),
            lines => terminal::note(&format!(
                "{lines} lines could not be read and were passed over."
            )),
        }
        return Ok(Found::Journal(journal.sessions));
    }
    let name = file_name(path);
    let file = ResultsFile::read(&name, &bytes).map_err(|error| no_results(path, &error))?;
    let mut session = file.classify();
    set_grid(path, &mut session);
    Ok(Found::Session(Box::new(session)))
}

/// Takes the grid from the qualifying that lies beside a race. One that is not there or cannot be read leaves
/// the grid unknown, as it is without it.
fn set_grid(path: &Path, race: &mut SessionResult) {
    if race.session.kind != SessionKind::Race {
        return;
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let Some(name) = FileName::parse(&file_name(path)) else {
        return;
    };
    let Ok(beside) = fs::read_dir(folder) else {
        return;
    };
    let names: Vec<String> = beside
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    let before = name.qualifying_before(names.iter().map(String::as_str));
    if let Some(before) = before
        && let Ok(bytes) = bytes(&folder.join(before.as_str()))
        && let Ok(qualify) = ResultsFile::read(before.as_str(), &bytes)
    {
        file::set_grid(race, before.as_str(), &qualify.classify());
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(OsStr::new(""))
        .to_string_lossy()
        .into_owned()
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let file = source::open(path).map_err(|error| cannot_open(path, &error))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| cannot_open(path, &error))?;
    if MAX_BYTES < bytes.len() {
        return Err(not_read(
            path,
            "it is larger than any results file or journal",
        ));
    }
    Ok(bytes)
}

/// A folder has a hint of its own: Content Manager's pack is not what is wanted here.
fn cannot_open(path: &Path, error: &std::io::Error) -> Failure {
    match Failure::unreadable(path, error) {
        Failure::Other { what, .. } if error.kind() == std::io::ErrorKind::IsADirectory => {
            Failure::other(
                what,
                "Name one file in it, such as 2026_3_2_22_3_RACE.json.",
            )
        }
        failure => failure,
    }
}

fn not_read(path: &Path, why: &str) -> Failure {
    Failure::other(format!("{} cannot be read: {why}.", path.display()), HINT)
}

const HINT: &str = "Name a file from acServer's folder results, such as 2026_3_2_22_3_RACE.json, or a journal (.jsonl).";

fn no_results(path: &Path, error: &ReadError) -> Failure {
    let what = format!("{} is not a results file: ", path.display());
    match error {
        ReadError::Json(error) if error.is_eof() => Failure::other(
            format!("{what}it ends in the middle."),
            "It may still be written, or was copied only in part. Wait a moment, or copy it again.",
        ),
        ReadError::Json(error) => Failure::other(
            format!("{what}line {} is not as acServer writes it.", error.line()),
            HINT,
        ),
        ReadError::TooLarge(_) | ReadError::TooDeep => {
            Failure::other(format!("{what}it is larger or deeper than any."), HINT)
        }
        ReadError::NoKind => Failure::other(
            format!("{what}it does not say whether it was a practice, a qualifying or a race."),
            HINT,
        ),
    }
}
