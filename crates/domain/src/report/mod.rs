//! The machine's report: what a game server's machine says of itself.
//!
//! A text file of `KEY=VALUE` lines, rewritten whole every few seconds by the scripts in
//! `scripts/`, on Windows and on Linux alike. [`Report`] reads it, and its `Display` writes it, so
//! that every stand-in speaks the same form.
//!
//! The machine runs a program that a user sent, so nothing here is trusted: sizes are capped,
//! every value is typed, and the one free text, `ERROR`, loses its control characters. Unknown
//! keys are ignored and missing ones tolerated, so that bot and machine may differ in age.
//! Anything else is an error that names the line.
//!
//! Absent on purpose: files, clocks and AWS. How old a report is gets judged against a `now` that
//! the caller passes in, and whether the link is the machine's own against the address that the
//! caller knows: see [`Report::is_stale`] and [`Report::link_to`].

mod words;

#[cfg(test)]
mod tests;

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use jiff::Timestamp;

use words::one_of;
pub use words::{Cause, LinkSource, Phase, ServerStatus};

use super::ids::BootId;
use super::link::JoinLink;

/// The form of report that this program reads and writes.
pub const SCHEMA: u32 = 1;

/// A report is about 400 bytes; SSM cuts what a command prints at 24,000 characters.
pub const MAX_BYTES: usize = 8 * 1024;

/// The longest explanation that is shown, in characters.
const MAX_ERROR_CHARS: usize = 400;

/// What a machine last said of itself and its server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Which boot of the machine wrote it: a new one after every start and reboot.
    pub boot: Option<BootId>,
    /// How far the machine has come. A report that does not say counts as [`Phase::Starting`].
    pub phase: Phase,
    /// The join link. See [`Report::link_to`] before announcing it.
    pub link: Option<JoinLink>,
    /// Where the link comes from.
    pub link_source: Option<LinkSource>,
    /// Whether the server's process is there.
    pub status: Option<ServerStatus>,
    /// The process id of the server program.
    pub process_id: Option<u32>,
    /// With what the server program last ended. 0 is no success: the original server ends with 0
    /// when the lobby cannot reach it.
    pub exit_code: Option<i64>,
    /// How often the server program was started again in this boot.
    pub restarts: u32,
    /// The machine's public address, as the machine itself learnt it.
    pub public_ip: Option<Ipv4Addr>,
    /// The port of the server's `/INFO` page.
    pub http_port: Option<u16>,
    /// The game's TCP port.
    pub tcp_port: Option<u16>,
    /// The game's UDP port.
    pub udp_port: Option<u16>,
    /// Whether the server listens on all of its ports and the machine's firewall lets them in.
    pub ports_open: Option<bool>,
    /// How many players are connected.
    pub clients: Option<u32>,
    /// How many players there is room for.
    pub max_clients: Option<u32>,
    /// Since when nobody is connected.
    pub idle_since: Option<Timestamp>,
    /// When the machine powers itself off because nobody drives; said in the last minutes before.
    pub stops_at: Option<Timestamp>,
    /// What went wrong, in words for a league admin.
    pub error: Option<String>,
    /// What has to be mended before another try can go better.
    pub cause: Option<Cause>,
    /// How many bytes the machine has sent since it was powered on.
    pub sent_bytes: Option<u64>,
    /// For how many seconds its processors have worked since then, all of them together.
    pub busy_seconds: Option<u64>,
    /// When the machine wrote the report, by its own clock.
    pub updated: Option<Timestamp>,
}

/// The four checks of a server's checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Checks {
    /// The server's process is there.
    pub process_running: bool,
    /// There is a join link.
    pub link_known: bool,
    /// The machine knows its public address.
    pub address_known: bool,
    /// The server listens on its ports and the machine's firewall lets them in.
    pub ports_open: bool,
}

/// Why a text is no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReportError {
    /// There is nothing in it.
    #[error("the machine's report is empty; it is rewritten every few seconds, so look again")]
    Empty,
    /// It is longer than [`MAX_BYTES`].
    #[error("the machine's report is {bytes} bytes long; more than {MAX_BYTES} is not a report")]
    TooLarge {
        /// How long it is.
        bytes: usize,
    },
    /// It has a form that this program does not know.
    #[error(
        "the machine's report has form {found} and this program reads form {SCHEMA}: \
         the machine was launched by another version; deploy it again"
    )]
    Schema {
        /// The form that it names.
        found: u32,
    },
    /// A line says nothing that can be understood.
    #[error("line {number} of the machine's report, \"{text}\", cannot be read: {reason}")]
    Line {
        /// Which line, counted from 1.
        number: usize,
        /// The line, shortened and without control characters.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl Report {
    /// All keys, in the order in which they are written.
    pub const KEYS: [&str; 23] = [
        "SCHEMA",
        "BOOT",
        "PHASE",
        "AC_SERVER_LINK",
        "LINK_SOURCE",
        "SERVER_STATUS",
        "PROCESS_ID",
        "EXIT_CODE",
        "RESTARTS",
        "PUBLIC_IP",
        "HTTP_PORT",
        "TCP_PORT",
        "UDP_PORT",
        "PORTS_OPEN",
        "CLIENTS",
        "MAX_CLIENTS",
        "IDLE_SINCE",
        "STOPS_AT",
        "ERROR",
        "CAUSE",
        "SENT_BYTES",
        "BUSY_SECONDS",
        "UPDATED",
    ];

    /// Reads a report.
    ///
    /// Line ends may be those of Windows, and a byte order mark may stand first. A value that is
    /// not understood is left out, unless nothing can be said without it: the server's program has
    /// a hand in links and counts, and one of its oddities must not hide how the machine is.
    ///
    /// # Errors
    /// When it is empty, too large, of an unknown form, or says its boot or its phase in a way that
    /// is not understood; and when a line is not of its form.
    pub fn parse(text: &str) -> Result<Self, ReportError> {
        if MAX_BYTES < text.len() {
            return Err(ReportError::TooLarge { bytes: text.len() });
        }
        let text = text.trim_start_matches('\u{feff}');
        let mut report = Self::default();
        let mut seen = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            let fault = |reason: String| ReportError::Line {
                number: index + 1,
                text: plain(line, 60),
                reason,
            };
            let (key, value) = key_and_value(line)
                .ok_or_else(|| fault("a line is KEY=VALUE, with a key in capitals".into()))?;
            if seen.contains(&key) {
                return Err(fault(format!("{key} stands there twice")));
            }
            seen.push(key);
            if value.is_empty() {
                continue;
            }
            if key == "SCHEMA" {
                let found = number(value).map_err(fault)?;
                if found != SCHEMA {
                    return Err(ReportError::Schema { found });
                }
            }
            if let Err(reason) = report.set(key, value)
                && matches!(key, "BOOT" | "PHASE")
            {
                return Err(fault(reason));
            }
        }
        if seen.is_empty() {
            return Err(ReportError::Empty);
        }
        Ok(report)
    }

    /// Takes over one value; keys that it does not know are not for it.
    fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "BOOT" => self.boot = Some(boot(value)?),
            "PHASE" => self.phase = one_of(value)?,
            "AC_SERVER_LINK" => {
                self.link = Some(JoinLink::parse(value).map_err(|error| error.to_string())?);
            }
            "LINK_SOURCE" => self.link_source = Some(one_of(value)?),
            "SERVER_STATUS" => self.status = Some(one_of(value)?),
            "PROCESS_ID" => self.process_id = Some(number(value)?),
            "EXIT_CODE" => self.exit_code = Some(number(value)?),
            "RESTARTS" => self.restarts = number(value)?,
            "PUBLIC_IP" => {
                let ip = value.parse().map_err(|_| "it is no IPv4 address")?;
                self.public_ip = Some(ip);
            }
            "HTTP_PORT" => self.http_port = Some(number(value)?),
            "TCP_PORT" => self.tcp_port = Some(number(value)?),
            "UDP_PORT" => self.udp_port = Some(number(value)?),
            "PORTS_OPEN" => self.ports_open = Some(yes_or_no(value)?),
            "CLIENTS" => self.clients = Some(number(value)?),
            "MAX_CLIENTS" => self.max_clients = Some(number(value)?),
            "IDLE_SINCE" => self.idle_since = Some(time(value)?),
            "STOPS_AT" => self.stops_at = Some(time(value)?),
            "ERROR" => {
                self.error = Some(plain(value, MAX_ERROR_CHARS)).filter(|it| !it.is_empty());
            }
            "CAUSE" => self.cause = Some(one_of(value)?),
            "SENT_BYTES" => self.sent_bytes = Some(number(value)?),
            "BUSY_SECONDS" => self.busy_seconds = Some(number(value)?),
            "UPDATED" => self.updated = Some(time(value)?),
            _ => {}
        }
        Ok(())
    }

    /// The four checks.
    ///
    /// A report that does not speak of the process or the ports is judged by what it does say.
    pub fn checks(&self) -> Checks {
        Checks {
            process_running: match self.status {
                Some(status) => status == ServerStatus::Running,
                None => self.process_id.is_some(),
            },
            link_known: self.link.is_some(),
            address_known: self.public_ip.is_some(),
            ports_open: self.ports_open.unwrap_or(self.phase == Phase::Online),
        }
    }

    /// The join link, unless it leads to another address than the machine's: after a stop and a
    /// start the address is a new one, and the old link is dead.
    pub fn link_to(&self, public_ip: Ipv4Addr) -> Option<&JoinLink> {
        self.link.as_ref().filter(|link| {
            link.address().map_or(self.public_ip, |to| Some(*to.ip())) == Some(public_ip)
        })
    }

    /// Whether the machine has been silent for longer than its phase explains.
    ///
    /// A report without a time cannot be judged and counts as fresh.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        match (self.updated, self.phase.longest_silence()) {
            (Some(updated), Some(limit)) => limit < now.duration_since(updated),
            _ => false,
        }
    }
}

impl Checks {
    /// Whether all four checks pass.
    pub fn is_good(&self) -> bool {
        self.process_running && self.link_known && self.address_known && self.ports_open
    }
}

/// Writes the report as the machine does: what is not known is left out.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn line(
            f: &mut fmt::Formatter<'_>,
            key: &str,
            value: Option<impl fmt::Display>,
        ) -> fmt::Result {
            value.map_or(Ok(()), |value| writeln!(f, "{key}={value}"))
        }
        line(f, "SCHEMA", Some(SCHEMA))?;
        line(f, "BOOT", self.boot.as_ref())?;
        line(f, "PHASE", Some(self.phase))?;
        line(f, "AC_SERVER_LINK", self.link.as_ref())?;
        line(f, "LINK_SOURCE", self.link_source)?;
        line(f, "SERVER_STATUS", self.status)?;
        line(f, "PROCESS_ID", self.process_id)?;
        line(f, "EXIT_CODE", self.exit_code)?;
        line(f, "RESTARTS", Some(self.restarts))?;
        line(f, "PUBLIC_IP", self.public_ip)?;
        line(f, "HTTP_PORT", self.http_port)?;
        line(f, "TCP_PORT", self.tcp_port)?;
        line(f, "UDP_PORT", self.udp_port)?;
        line(
            f,
            "PORTS_OPEN",
            self.ports_open.map(|open| if open { "yes" } else { "no" }),
        )?;
        line(f, "CLIENTS", self.clients)?;
        line(f, "MAX_CLIENTS", self.max_clients)?;
        line(f, "IDLE_SINCE", self.idle_since)?;
        line(f, "STOPS_AT", self.stops_at)?;
        line(
            f,
            "ERROR",
            self.error.as_deref().map(|it| plain(it, MAX_ERROR_CHARS)),
        )?;
        line(f, "CAUSE", self.cause)?;
        line(f, "SENT_BYTES", self.sent_bytes)?;
        line(f, "BUSY_SECONDS", self.busy_seconds)?;
        line(f, "UPDATED", self.updated)
    }
}

fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim_end();
    let proper = (1..=64).contains(&key.len())
        && key.starts_with(|c: char| c.is_ascii_uppercase())
        && key
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    proper.then_some((key, value.trim()))
}

fn boot(value: &str) -> Result<BootId, String> {
    let fits = value.len() <= 64
        && value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
    fits.then(|| BootId::new(value))
        .ok_or_else(|| "a boot is named by up to 64 letters, digits and hyphens".to_owned())
}

fn time(value: &str) -> Result<Timestamp, String> {
    value
        .parse()
        .map_err(|_| "it is not a time in UTC".to_owned())
}

fn number<T: FromStr>(value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| "it is not a number of the expected size".to_owned())
}

fn yes_or_no(value: &str) -> Result<bool, String> {
    match value {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("it should be yes or no".to_owned()),
    }
}

/// One line of at most `limit` characters that cannot disturb what it is shown in: control,
/// direction-changing and invisible characters are left out.
fn plain(text: &str, limit: usize) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let kept: String = text.chars().filter(|c| !hidden(*c)).take(limit).collect();
    kept.trim().to_owned()
}
