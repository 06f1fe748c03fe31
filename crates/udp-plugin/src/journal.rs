//! What was said, kept as lines of JSON: `{"t":1774.25,"dir":"from_server","hex":"3804"}`.
//!
//! A program beside the server writes each datagram here before it thinks about it. AssettoServer writes no
//! results at all, and acServer none for a session that did not end, so that the journal is all that is left
//! after a crash of either. `results::journal` computes the sessions from it.
//!
//! * `t` is in seconds and only grows: since the recording began, or since 1970 (then the sessions have
//!   dates). [`unix_seconds`] gives the latter.
//! * CAR_UPDATEs are left out by [`Writer`]: they are nine of ten datagrams and no result needs them.
//! * A line may be torn by a power cut. [`Line::parse`] refuses it, [`JournalFile::open`] goes on after it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{MAX_DATAGRAM, hex, message};

/// The longest line that is looked at, in bytes: recordings may hold a reading of the datagram besides.
pub const MAX_LINE: usize = 64 * 1024;

/// Who spoke.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// A [`crate::Message`].
    FromServer,
    /// A [`crate::Command`].
    ToServer,
}

/// One datagram of a journal.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Seconds; see the module.
    pub t: f64,
    /// Who spoke.
    pub direction: Direction,
    /// The datagram.
    pub datagram: Vec<u8>,
}

/// Why a line is none of a journal's.
#[derive(Debug, Error)]
pub enum LineError {
    /// Longer than [`MAX_LINE`].
    #[error("a line of {0} bytes")]
    TooLong(usize),
    /// No JSON, or without a field.
    #[error("not a line of a journal: {0}")]
    Json(#[from] serde_json::Error),
    /// Digits that are no bytes, or too many of them.
    #[error("not the digits of a datagram")]
    Digits,
    /// A time that is no number or negative.
    #[error("not a time")]
    Time,
}

#[derive(Deserialize, Serialize)]
struct Written {
    t: f64,
    dir: Direction,
    hex: String,
}

impl Line {
    /// Reads a line. Other fields beside the three are passed over.
    ///
    /// # Errors
    /// [`LineError`] if it is torn, too long, or was never one.
    pub fn parse(line: &str) -> Result<Self, LineError> {
        if MAX_LINE < line.len() {
            return Err(LineError::TooLong(line.len()));
        }
        let Written { t, dir, hex } = serde_json::from_str(line)?;
        if !t.is_finite() || t < 0.0 {
            return Err(LineError::Time);
        }
        if MAX_DATAGRAM * 2 < hex.len() {
            return Err(LineError::Digits);
        }
        let datagram = hex::decode(&hex).ok_or(LineError::Digits)?;
        Ok(Self {
            t,
            direction: dir,
            datagram,
        })
    }
}

impl std::fmt::Display for Line {
    /// The line, without its end.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let written = Written {
            t: self.t,
            dir: self.direction,
            hex: hex::encode(&self.datagram),
        };
        let line = serde_json::to_string(&written).map_err(|_| std::fmt::Error)?;
        f.write_str(&line)
    }
}

/// Seconds since 1970, to the millisecond, for a journal whose sessions shall have dates.
#[must_use]
pub fn unix_seconds(at: SystemTime) -> f64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    (since.as_secs_f64() * 1000.0).round() / 1000.0
}

/// Writes lines, each in one piece.
#[derive(Debug)]
pub struct Writer<W> {
    to: W,
    /// The last time that was written: clocks are set back, journals are not.
    last: f64,
}

impl<W: Write> Writer<W> {
    /// Writes to this from now on.
    pub fn new(to: W) -> Self {
        Self { to, last: 0.0 }
    }

    /// Writes down what was said, unless it is a CAR_UPDATE. Says whether it was written.
    ///
    /// # Errors
    /// Those of the writer beneath.
    pub fn append(&mut self, t: f64, direction: Direction, datagram: &[u8]) -> io::Result<bool> {
        if direction == Direction::FromServer && message::is_car_update(datagram) {
            return Ok(false);
        }
        self.last = self.last.max(t);
        let line = Line {
            t: self.last,
            direction,
            datagram: datagram.to_vec(),
        };
        self.to.write_all(format!("{line}\n").as_bytes())?;
        self.to.flush()?;
        Ok(true)
    }
}

/// A journal in a file, which outlives the program that writes it and the machine's power.
#[derive(Debug)]
pub struct JournalFile(Writer<File>);

impl JournalFile {
    /// Opens a journal to go on with it, or begins one. A line that was torn by a power cut is ended, so
    /// that the next one is whole.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(path)?;
        if !ends_a_line(&mut file)? {
            file.write_all(b"\n")?;
        }
        Ok(Self(Writer::new(file)))
    }

    /// Writes down what was said, and waits until the disk has it.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn append(&mut self, t: f64, direction: Direction, datagram: &[u8]) -> io::Result<()> {
        if self.0.append(t, direction, datagram)? {
            self.0.to.sync_data()?;
        }
        Ok(())
    }
}

fn ends_a_line(file: &mut File) -> io::Result<bool> {
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;
    use crate::{Command, Dialect, Message};

    #[test]
    fn a_line_reads_as_it_was_written() {
        let line = Line {
            t: 1.25,
            direction: Direction::FromServer,
            datagram: vec![56, 4],
        };
        assert_eq!(
            line.to_string(),
            r#"{"t":1.25,"dir":"from_server","hex":"3804"}"#
        );
        assert_eq!(Line::parse(&line.to_string()).unwrap(), line);
        let of_many_digits =
            r#"{"t":14500000000000000000000521052290,"dir":"to_server","hex":"3804"}"#;
        let line = Line::parse(of_many_digits).unwrap();
        assert_eq!(Line::parse(&line.to_string()).unwrap(), line);
    }

    #[test]
    fn torn_and_odd_lines_are_refused() {
        for line in [
            "",
            r#"{"t":1.25,"dir":"from_ser"#,
            r#"{"t":1.25,"dir":"sideways","hex":"38"}"#,
            r#"{"t":1.25,"dir":"to_server","hex":"3"}"#,
            r#"{"t":-1,"dir":"to_server","hex":"38"}"#,
            r#"{"t":1e999,"dir":"to_server","hex":"38"}"#,
            "\0\0\0\0",
        ] {
            assert!(Line::parse(line).is_err(), "{line}");
        }
        let long = format!(
            r#"{{"t":1,"dir":"to_server","hex":"{}"}}"#,
            "00".repeat(MAX_DATAGRAM + 1)
        );
        assert!(Line::parse(&long).is_err());
    }

    #[test]
    fn positions_are_not_kept_and_time_never_runs_backwards() {
        let mut journal = Writer::new(Vec::new());
        let update = [[53].as_slice(), &[0; 32]].concat();
        assert!(!journal.append(1.0, Direction::FromServer, &update).unwrap());
        let end = Message::EndSession {
            file: String::new(),
        }
        .encode(Dialect::AssettoServer);
        assert!(journal.append(9.0, Direction::FromServer, &end).unwrap());
        journal
            .append(2.0, Direction::ToServer, &Command::NextSession.encode())
            .unwrap();
        assert_eq!(
            String::from_utf8(journal.to).unwrap(),
            "{\"t\":9.0,\"dir\":\"from_server\",\"hex\":\"3700\"}\n\
             {\"t\":9.0,\"dir\":\"to_server\",\"hex\":\"cf\"}\n"
        );
    }

    #[test]
    fn a_journal_goes_on_after_a_power_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plugin.jsonl");
        let mut journal = JournalFile::open(&path).unwrap();
        journal
            .append(1.0, Direction::FromServer, &[56, 4])
            .unwrap();
        let whole = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{whole}{{\"t\":1.5,\"di")).unwrap();

        let mut journal = JournalFile::open(&path).unwrap();
        journal
            .append(2.0, Direction::FromServer, &[56, 4])
            .unwrap();

        let text = std::fs::read_to_string(&path).unwrap();
        let read: Vec<_> = text
            .lines()
            .filter_map(|line| Line::parse(line).ok())
            .map(|line| line.t)
            .collect();
        assert_eq!(read, [1.0, 2.0]);
    }
}
