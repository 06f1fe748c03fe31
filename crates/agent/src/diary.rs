//! What this program did, for whoever looks at the machine.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use jiff::Timestamp;

/// The most that is kept of it, twice.
const MOST: u64 = 1 << 20;

/// Writes lines with their time to a file, and to the journal by way of the standard error.
#[derive(Debug, Clone)]
pub struct Diary(PathBuf);

impl Diary {
    /// Writes into this file, after what is there.
    pub fn at(file: PathBuf) -> Self {
        Self(file)
    }

    /// Writes a line. Where it cannot be written nothing else stops.
    pub fn say(&self, text: &str) {
        eprintln!("{text}");
        let now = whole_second(Timestamp::now());
        if fs::metadata(&self.0).is_ok_and(|about| MOST < about.len()) {
            let _ = fs::rename(&self.0, self.0.with_added_extension("1"));
        }
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(0o640)
            .open(&self.0);
        if let Ok(mut file) = file {
            let _ = writeln!(file, "{now} {text}");
        }
    }
}

/// A time without what no report or log needs.
pub(crate) fn whole_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}
