//! Results files of acServer, from 2015 to the last one, and as a manager program (ACSM) rewrote them.
//!
//! A file is not known to be written in one piece: one that cannot be read may be readable a moment later.

mod build;
mod file_name;
mod lenient;
mod raw;
mod tokens;

use thiserror::Error;

pub use file_name::FileName;

use crate::{SessionKind, SessionResult, classify};

/// The largest file that is read, in bytes. A day's race with 60 cars has some 20 MB.
pub const MAX_BYTES: usize = 48 << 20;

/// Why a file is no results file.
#[derive(Debug, Error)]
pub enum ReadError {
    /// Larger than [`MAX_BYTES`].
    #[error("the file has {0} bytes; a results file has at most {MAX_BYTES}")]
    TooLarge(usize),
    /// Objects and lists in one another beyond any results file.
    #[error("the file's lists lie too deep in one another")]
    TooDeep,
    /// No JSON of that shape; also one that is still being written.
    #[error("the file is not a results file of acServer: {0}")]
    Json(#[from] serde_json::Error),
    /// JSON that says neither in its fields nor in its name what session it was.
    #[error("the file does not say what kind of session it was")]
    NoKind,
}

/// A results file, read.
#[derive(Debug)]
pub struct ResultsFile {
    kind: SessionKind,
    name: Option<FileName>,
    raw: raw::File,
}

impl ResultsFile {
    /// Reads a file. Its name, if it follows acServer's pattern, says when the session ended.
    ///
    /// # Errors
    /// [`ReadError`]; see the module about files that are being written.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, ReadError> {
        if MAX_BYTES < bytes.len() {
            return Err(ReadError::TooLarge(bytes.len()));
        }
        let name = FileName::parse(name);
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let raw: raw::File = serde_json::from_str(&tokens::replace_odd(text)?)?;
        let kind = SessionKind::parse(&raw.kind.0)
            .or(name.as_ref().map(|name| name.kind))
            .ok_or(ReadError::NoKind)?;
        Ok(Self { kind, name, raw })
    }

    /// Who was where.
    #[must_use]
    pub fn classify(&self) -> SessionResult {
        let mut entries = build::entries(&self.raw);
        let race = self.kind == SessionKind::Race;
        let green = if race {
            build::complete_race(&self.raw, &mut entries)
        } else {
            None
        };
        let mut result = classify::classify(self.session(), entries.clone());
        result.green_timestamp = green.map(|green| green.timestamp);
        result.green_spread_ms = green.map(|green| green.spread);
        result.incidents = build::incident_count(&self.raw);
        result.checks = Some(build::checks(&self.raw, &entries, &result));
        result
    }

    fn session(&self) -> crate::Session {
        let ended = self.name.as_ref().map(FileName::ended_local);
        build::session(&self.raw, self.kind, ended)
    }
}

/// Puts the places of a qualifying into a race's rows, if it was on the same track and layout. Says whether
/// it was. `name` is the qualifying's file.
pub fn set_grid(race: &mut SessionResult, name: &str, qualify: &SessionResult) -> bool {
    let same = race.session.kind == SessionKind::Race
        && qualify.session.kind == SessionKind::Qualify
        && race.session.track == qualify.session.track
        && race.session.layout == qualify.session.layout;
    if same {
        race.grid_from = Some(name.to_owned());
        for row in &mut race.classification {
            let place = qualify
                .classification
                .iter()
                .find(|other| other.guid == row.guid);
            if let crate::Timing::Race(race) = &mut row.timing {
                race.grid = place.map(|other| other.pos);
            }
        }
    }
    same
}
