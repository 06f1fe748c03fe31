//! A server's log: what its program prints, straight into a file, so that it goes on being written
//! while ac-deploy is away.
//!
//! The file is emptied when it has grown too large, and what was in it is kept as the older half.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::net::Ipv4Addr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use domain::link::JoinLink;
use rustix::fs::OFlags;

use crate::files::{delete, found, open_plain};

/// How much is read at each end of it.
const END: u64 = 128 << 10;

/// The files of one server's log.
#[derive(Debug, Clone)]
pub struct ServerLog {
    now: PathBuf,
    before: PathBuf,
}

impl ServerLog {
    /// The log in this folder.
    pub fn of(folder: &Path) -> Self {
        Self {
            now: folder.join("server.log"),
            before: folder.join("server.log.1"),
        }
    }

    /// Makes room for a new file at a new start: an old link must not be taken for a new one.
    ///
    /// # Errors
    /// When the old one cannot be moved.
    pub fn rotate(&self) -> io::Result<()> {
        found(fs::rename(&self.now, &self.before)).map(drop)
    }

    /// The file of a new start. What is printed is appended, wherever its end is then.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn begin(&self) -> io::Result<File> {
        self.rotate()?;
        OpenOptions::new()
            .create_new(true)
            .append(true)
            .mode(0o600)
            .open(&self.now)
    }

    /// Empties it if it has grown beyond `most` bytes, and keeps that much of what was in it.
    /// Lines that are printed in this moment may be lost.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn cap(&self, most: u64) -> io::Result<()> {
        let Some(size) = found(fs::symlink_metadata(&self.now))?.map(|about| about.len()) else {
            return Ok(());
        };
        if size <= most {
            return Ok(());
        }
        let mut now = open_plain(&self.now)?;
        now.seek(SeekFrom::Start(size.saturating_sub(most)))?;
        // Beside it first: what is there by this name is replaced, not written through.
        let beside = self.before.with_added_extension("new");
        delete(&beside)?;
        let mut before = OpenOptions::new()
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(&beside)?;
        io::copy(&mut now.take(most), &mut before)?;
        fs::rename(&beside, &self.before)?;
        OpenOptions::new()
            .write(true)
            .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
            .open(&self.now)?
            .set_len(0)
    }

    /// The end of it, across both files; `None` if there is none.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn tail(&self) -> io::Result<Option<String>> {
        let Some(now) = end_of(&self.now)? else {
            return Ok(None);
        };
        let before = if (now.len() as u64) < END {
            end_of(&self.before)?.unwrap_or_default()
        } else {
            Vec::new()
        };
        Ok(Some(
            String::from_utf8_lossy(&[before, now].concat()).into_owned(),
        ))
    }

    /// The end of what this start has printed.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn tail_of_start(&self) -> io::Result<String> {
        let end = end_of(&self.now)?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&end).into_owned())
    }
}

fn end_of(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let Some(mut file) = found(open_plain(path))? else {
        return Ok(None);
    };
    let size = file.metadata()?.len();
    file.seek(SeekFrom::Start(size.saturating_sub(END)))?;
    let mut end = Vec::new();
    file.take(END).read_to_end(&mut end)?;
    if END < size {
        // What hides a password needs the beginning of its line.
        match end.iter().position(|byte| *byte == b'\n') {
            Some(line) => drop(end.drain(..=line)),
            None => end = LONG_LINE.into(),
        }
    }
    Ok(Some(end))
}

/// In place of a last line that is longer than all that is read.
const LONG_LINE: &str = "(one line of more than 128 KiB, which is left out)\n";

/// Looks for the link in what is printed, each line once.
#[derive(Debug, Default)]
pub struct LinkSearch {
    read: u64,
    /// The beginning of a line whose end is not there yet.
    half: Vec<u8>,
    unreachable: bool,
}

/// What AssettoServer prints, behind time and level, when nobody outside got through to it; it goes on.
const UNREACHABLE: &str = "Your ports are not forwarded correctly";

impl LinkSearch {
    /// The server's own link, if it stands in what was printed since the last look. A link that
    /// hides its address counts only if `take_short`, which is before drivers are let in.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn look(
        &mut self,
        log: &ServerLog,
        address: Ipv4Addr,
        http_port: u16,
        take_short: bool,
    ) -> io::Result<Option<JoinLink>> {
        let Some(mut file) = found(open_plain(&log.now))? else {
            return Ok(None);
        };
        if file.metadata()?.len() < self.read {
            // It was emptied.
            *self = Self::default();
        }
        file.seek(SeekFrom::Start(self.read))?;
        let mut text = std::mem::take(&mut self.half);
        self.read += file.take(END).read_to_end(&mut text)? as u64;
        let end = text
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        // A line without an end is no line of a log.
        if (text.len() - end) < 8 << 10 {
            self.half = text.split_off(end);
        }
        let text = String::from_utf8_lossy(&text);
        // Behind "[04:57:52 ERR] "; what drivers write has their name there.
        let says = |line: &str| {
            line.split_once("] ")
                .is_some_and(|(_, said)| said.starts_with(UNREACHABLE))
        };
        self.unreachable |= text.lines().any(says);
        let link = JoinLink::find_in_log(&text, address);
        Ok(link.filter(|link| match link.address() {
            Some(to) => to.port() == http_port,
            None => take_short,
        }))
    }

    /// Whether the server has said that nobody outside gets through to it.
    pub fn is_unreachable(&self) -> bool {
        self.unreachable
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn a_log_is_capped_and_its_writer_goes_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = ServerLog::of(folder.path());
        let mut writer = log.begin().expect("a log");
        for number in 0..1000 {
            writeln!(writer, "line {number}").expect("printed");
        }
        log.cap(1000).expect("capped");
        writeln!(writer, "the last").expect("printed");
        let tail = log.tail().expect("read").expect("a log");
        assert!(tail.ends_with("line 999\nthe last\n"), "{tail}");
        assert!(fs::metadata(&log.now).expect("a file").len() < 20);
        assert_eq!(fs::metadata(&log.before).expect("a file").len(), 1000);
    }

    #[test]
    fn a_log_is_cut_between_two_lines() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = ServerLog::of(folder.path());
        let mut writer = log.begin().expect("a log");
        let secret = "x".repeat(100);
        writeln!(writer, "PASSWORD={secret}").expect("printed");
        let line = "y".repeat(END as usize - 51);
        writeln!(writer, "{line}").expect("printed");
        let tail = log.tail().expect("read").expect("a log");
        assert_eq!(tail.trim_end(), line);
    }

    #[test]
    fn a_line_without_end_hides_itself_and_not_the_log() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = ServerLog::of(folder.path());
        let mut writer = log.begin().expect("a log");
        write!(writer, "PASSWORD={}", "y".repeat(END as usize)).expect("printed");
        assert_eq!(log.tail().expect("read").expect("a log"), LONG_LINE);
    }

    #[test]
    fn the_servers_own_link_is_found_once_its_line_is_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = ServerLog::of(folder.path());
        let mut writer = log.begin().expect("a log");
        let mut search = LinkSearch::default();
        let ours = Ipv4Addr::new(203, 0, 113, 9);
        let mut look = || search.look(&log, ours, 8082, false).expect("read");
        write!(
            writer,
            "Invite link: https://acstuff.club/s/q:race/online/join?ip=203.0.113.9&httpPort=808"
        )
        .expect("printed");
        assert_eq!(look(), None);
        writeln!(writer, "2").expect("printed");
        assert_eq!(look(), Some(JoinLink::build(ours, 8082)));
        writeln!(writer, "chat: http://acstuff.ru/s/q/abc123").expect("printed");
        assert_eq!(look(), None);
    }

    #[test]
    fn a_server_that_nobody_gets_through_to_says_so_and_no_driver_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = ServerLog::of(folder.path());
        let mut writer = log.begin().expect("a log");
        let mut search = LinkSearch::default();
        let mut says = |line: &str| {
            writeln!(writer, "{line}").expect("printed");
            let here = Ipv4Addr::LOCALHOST;
            search.look(&log, here, 8081, false).expect("read");
            search.is_unreachable()
        };
        assert!(!says(
            "[04:57:50 INF] CHAT: Anna: Your ports are not forwarded correctly"
        ));
        assert!(!says("Your ports are not forwarded correctly"));
        assert!(says(
            "[04:57:52 ERR] Your ports are not forwarded correctly or your firewall is blocking the connection. \
             You will not be able to access your server from the internet."
        ));
        assert!(
            says("[04:57:53 INF] Server startup completed"),
            "it was said"
        );
    }
}
