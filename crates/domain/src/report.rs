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

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

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

/// How far a machine has come on its way to a running server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Phase {
    /// It fetches the pack.
    Downloading,
    /// It unpacks the pack.
    Unpacking,
    /// It starts the server, which does not answer yet.
    #[default]
    Starting,
    /// The server answers.
    Online,
    /// The server ended unasked and is being started again.
    Crashed,
    /// The machine has given up; `ERROR` says why.
    Failed,
    /// The server has ended as its settings say, after its last session.
    Ended,
}

/// What stands in a server's way, for those who must do something about it. A machine that cannot
/// tell says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// The pack: only another one helps.
    Pack,
    /// The machine; the pack is all right.
    Machine,
}

/// Where a join link comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkSource {
    /// The server printed it into its log.
    Log,
    /// The machine built it from its public address and the HTTP port.
    Built,
}

/// Whether the server's process is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServerStatus {
    /// It is.
    Running,
    /// It is not.
    Stopped,
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
    #[error("the machine's report is {bytes} bytes long; more than {MAX_BYTES} is no report")]
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
    pub const KEYS: [&str; 21] = [
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
            "PHASE" => self.phase = one_of(&Phase::WORDS, value)?,
            "AC_SERVER_LINK" => {
                self.link = Some(JoinLink::parse(value).map_err(|error| error.to_string())?);
            }
            "LINK_SOURCE" => self.link_source = Some(one_of(&LinkSource::WORDS, value)?),
            "SERVER_STATUS" => self.status = Some(one_of(&ServerStatus::WORDS, value)?),
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
            "PORTS_OPEN" => self.ports_open = Some(one_of(&YES_NO, value)?),
            "CLIENTS" => self.clients = Some(number(value)?),
            "MAX_CLIENTS" => self.max_clients = Some(number(value)?),
            "IDLE_SINCE" => self.idle_since = Some(time(value)?),
            "STOPS_AT" => self.stops_at = Some(time(value)?),
            "ERROR" => {
                self.error = Some(plain(value, MAX_ERROR_CHARS)).filter(|it| !it.is_empty());
            }
            "CAUSE" => self.cause = Some(one_of(&Cause::WORDS, value)?),
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

type Words<T, const N: usize> = [(&'static str, T); N];

const YES_NO: Words<bool, 2> = [("yes", true), ("no", false)];

impl Phase {
    const WORDS: Words<Self, 7> = [
        ("downloading", Self::Downloading),
        ("unpacking", Self::Unpacking),
        ("starting", Self::Starting),
        ("online", Self::Online),
        ("crashed", Self::Crashed),
        ("failed", Self::Failed),
        ("ended", Self::Ended),
    ];

    /// For how long a healthy machine may leave its report as it stands: the monitor rewrites it
    /// every few seconds, the steps before it once each, and after a failure nothing does.
    const fn longest_silence(self) -> Option<SignedDuration> {
        match self {
            Self::Downloading | Self::Unpacking => Some(SignedDuration::from_mins(20)),
            Self::Starting => Some(SignedDuration::from_mins(5)),
            Self::Online | Self::Crashed => Some(SignedDuration::from_secs(90)),
            Self::Failed | Self::Ended => None,
        }
    }
}

impl Cause {
    const WORDS: Words<Self, 2> = [("pack", Self::Pack), ("machine", Self::Machine)];
}

impl LinkSource {
    const WORDS: Words<Self, 2> = [("log", Self::Log), ("built", Self::Built)];
}

impl ServerStatus {
    const WORDS: Words<Self, 2> = [("running", Self::Running), ("stopped", Self::Stopped)];
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(word(&Self::WORDS, self))
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
        line(
            f,
            "LINK_SOURCE",
            self.link_source.map(|it| word(&LinkSource::WORDS, &it)),
        )?;
        line(
            f,
            "SERVER_STATUS",
            self.status.map(|it| word(&ServerStatus::WORDS, &it)),
        )?;
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
            self.ports_open.map(|it| word(&YES_NO, &it)),
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
        line(f, "CAUSE", self.cause.map(|it| word(&Cause::WORDS, &it)))?;
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
    value.parse().map_err(|_| "it is no time in UTC".to_owned())
}

fn number<T: FromStr>(value: &str) -> Result<T, String> {
    value
        .parse()
        .map_err(|_| "it is no number of the expected size".to_owned())
}

fn one_of<T: Copy>(words: &[(&str, T)], value: &str) -> Result<T, String> {
    words
        .iter()
        .find_map(|(word, meaning)| (*word == value).then_some(*meaning))
        .ok_or_else(|| {
            let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            format!("it should be one of {}", known.join(", "))
        })
}

fn word<T: PartialEq>(words: &[(&'static str, T)], meaning: &T) -> &'static str {
    words
        .iter()
        .find_map(|(word, known)| (known == meaning).then_some(*word))
        .unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;
    use proptest::option;
    use proptest::prelude::*;

    fn error(text: &str) -> String {
        Report::parse(text).expect_err("no report").to_string()
    }

    #[test]
    fn a_report_that_says_all_has_every_key() {
        let ip = Ipv4Addr::LOCALHOST;
        let report = Report {
            boot: Some(BootId::new("a")),
            link: Some(JoinLink::build(ip, 1)),
            link_source: Some(LinkSource::Built),
            status: Some(ServerStatus::Running),
            process_id: Some(1),
            exit_code: Some(1),
            public_ip: Some(ip),
            http_port: Some(1),
            tcp_port: Some(1),
            udp_port: Some(1),
            ports_open: Some(true),
            clients: Some(1),
            max_clients: Some(1),
            idle_since: Some(Timestamp::UNIX_EPOCH),
            stops_at: Some(Timestamp::UNIX_EPOCH),
            error: Some("a".to_owned()),
            cause: Some(Cause::Pack),
            updated: Some(Timestamp::UNIX_EPOCH),
            ..Report::default()
        };
        let text = report.to_string();
        let keys = text.lines().filter_map(|line| line.split_once('='));
        assert_eq!(keys.map(|(key, _)| key).collect::<Vec<_>>(), Report::KEYS);
    }

    #[test]
    fn a_windows_file_with_a_byte_order_mark_is_read() {
        let report = Report::parse("\u{feff}SCHEMA=1\r\n\r\nPHASE=online\r\nCLIENTS= 3 \r\n");
        assert_eq!(
            report,
            Ok(Report {
                phase: Phase::Online,
                clients: Some(3),
                ..Report::default()
            })
        );
    }

    #[test]
    fn unknown_keys_and_empty_values_are_passed_over() {
        let report = Report::parse("COLOUR=green\nAC_SERVER_LINK=\nPROCESS_ID=\n");
        assert_eq!(report, Ok(Report::default()));
    }

    #[test]
    fn garbage_names_its_line() {
        assert_snapshot!(error("PHASE=online\nhello\u{7}there\n"), @r#"line 2 of the machine's report, "hellothere", cannot be read: a line is KEY=VALUE, with a key in capitals"#);
        assert_snapshot!(error("PHASE=flying"), @r#"line 1 of the machine's report, "PHASE=flying", cannot be read: it should be one of downloading, unpacking, starting, online, crashed, failed, ended"#);
        assert_snapshot!(error("PHASE=online\nPHASE=failed"), @r#"line 2 of the machine's report, "PHASE=failed", cannot be read: PHASE stands there twice"#);
        assert_snapshot!(error("SCHEMA=2"), @"the machine's report has form 2 and this program reads form 1: the machine was launched by another version; deploy it again");
        assert_snapshot!(error("\r\n \n"), @"the machine's report is empty; it is rewritten every few seconds, so look again");
        assert_snapshot!(error(&"A".repeat(MAX_BYTES + 1)), @"the machine's report is 8193 bytes long; more than 8192 is no report");
    }

    #[test]
    fn one_odd_value_does_not_cost_the_report() {
        let odd = "BOOT=a\nPHASE=online\nAC_SERVER_LINK=https://example.com\nCLIENTS=-1\n\
                   MAX_CLIENTS=99999999999\nHTTP_PORT=80810\nCAUSE=moon\nRESTARTS=2\n";
        let report = Report::parse(odd).expect("a report");
        assert_eq!((report.phase, report.restarts), (Phase::Online, 2));
        assert_eq!(
            (report.link, report.clients, report.max_clients),
            (None, None, None)
        );
        assert_eq!((report.http_port, report.cause), (None, None));
    }

    #[test]
    fn an_explanation_is_kept_short_and_plain() {
        let text = format!("ERROR=a\u{1b}[31m\u{202e}b{}", "x".repeat(1000));
        let error = Report::parse(&text)
            .expect("a report")
            .error
            .expect("an error");
        assert!(error.starts_with("a[31mbxxx"), "{error}");
        assert_eq!(error.chars().count(), MAX_ERROR_CHARS);
    }

    #[test]
    fn a_link_to_another_address_is_not_announced() {
        let (old, new) = (
            Ipv4Addr::new(203, 0, 113, 9),
            Ipv4Addr::new(203, 0, 113, 10),
        );
        let report = Report {
            link: Some(JoinLink::build(old, 8081)),
            ..Report::default()
        };
        assert!(report.link_to(old).is_some());
        assert_eq!(report.link_to(new), None);
        let short =
            Report::parse("AC_SERVER_LINK=http://acstuff.ru/s/q/abc123\nPUBLIC_IP=203.0.113.9");
        let short = short.expect("a report");
        assert!(short.link_to(old).is_some());
        assert_eq!(
            short.link_to(new),
            None,
            "it was printed at the old address"
        );
    }

    #[test]
    fn silence_is_judged_by_phase() {
        let updated: Timestamp = "2026-06-19T16:13:15Z".parse().expect("a time");
        let after = |phase, seconds| {
            let report = Report {
                phase,
                updated: Some(updated),
                ..Report::default()
            };
            report.is_stale(updated + SignedDuration::from_secs(seconds))
        };
        assert!(!after(Phase::Online, 90));
        assert!(after(Phase::Online, 91));
        assert!(
            !after(Phase::Online, -3600),
            "the machine's clock may run ahead"
        );
        assert!(!after(Phase::Unpacking, 600));
        assert!(after(Phase::Unpacking, 1201));
        assert!(!after(Phase::Failed, 1_000_000));
        assert!(!Report::default().is_stale(updated));
    }

    /// Reports of every kind, as machines wrote them: old ones must stay readable.
    #[test]
    fn saved_reports_are_still_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reports");
        let mut seen = Vec::new();
        for file in std::fs::read_dir(folder).expect("the saved reports") {
            let path = file.expect("a saved report").path();
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let text = std::fs::read_to_string(&path).expect("text");
            let report = Report::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(
                Report::parse(&report.to_string()).as_ref(),
                Ok(&report),
                "{name}"
            );
            let checks = report.checks();
            seen.push(format!(
                "{name}: {}, {}, {} of 4 checks{}{}{}",
                report.phase,
                report.link.as_ref().map_or("no link", |link| link
                    .address()
                    .map_or("short link", |_| "link")),
                [
                    checks.process_running,
                    checks.link_known,
                    checks.address_known,
                    checks.ports_open
                ]
                .into_iter()
                .filter(|good| *good)
                .count(),
                report
                    .idle_since
                    .map(|since| format!(", idle since {since}"))
                    .unwrap_or_default(),
                report
                    .stops_at
                    .map(|at| format!(", stops at {at}"))
                    .unwrap_or_default(),
                report
                    .error
                    .map(|error| format!(", {error}"))
                    .unwrap_or_default(),
            ));
        }
        seen.sort();
        assert_snapshot!(seen.join("\n"), @"
        linux-crashed: crashed, no link, 1 of 4 checks, The server program ended by itself with code 2. Its log may say why.
        linux-failed-crash-loop: failed, no link, 1 of 4 checks, The server program ended by itself with code 2. Its log may say why. It was started 5 times and will not be started again.
        linux-failed-disk: failed, no link, 0 of 4 checks, The machine failed while unpacking the pack: the machine's disk is too small for the pack. Deploy it with a larger disk.
        linux-failed-lobby: failed, no link, 1 of 4 checks, The lobby of Assetto Corsa could not reach the server, so the server ended itself. Check its ports, or pack it with REGISTER_TO_LOBBY=0. It was started 5 times and will not be started again.
        linux-failed-stops-soon: failed, no link, 1 of 4 checks, stops at 2026-11-23T12:09:44Z, The machine failed while unpacking the pack: its acServer is a program for Windows. Pack it for Linux, or as a .zip for Windows.
        linux-online-again: online, link, 4 of 4 checks, idle since 2026-11-23T12:09:23Z
        linux-online-built: online, link, 4 of 4 checks
        linux-online-stops-soon: online, link, 4 of 4 checks, idle since 2026-11-23T12:09:52Z, stops at 2026-11-23T12:10:00Z
        newer-with-unknown-keys: online, link, 4 of 4 checks
        original-link-only: starting, short link, 1 of 4 checks
        windows-crashed: crashed, no link, 1 of 4 checks, A port that the server needs is already in use. Check that UDP_PORT, TCP_PORT and HTTP_PORT of the pack do not collide.
        windows-downloading: downloading, no link, 0 of 4 checks
        windows-failed-download: failed, no link, 0 of 4 checks, The machine could not download the pack from S3: Access Denied
        windows-failed-lobby: failed, no link, 1 of 4 checks, The Assetto Corsa lobby could not reach the server, so the server shut itself down. It was started 5 times.
        windows-failed-missing: failed, no link, 1 of 4 checks, The server program is gone from the machine. Windows Defender takes away what it holds for malware; the pack needs another program.
        windows-failed-stopping: failed, no link, 0 of 4 checks, stops at 2026-06-19T16:13:15Z, The machine failed while downloading the server program, which the pack does not bring: programs/acServer.exe could not be read from S3: Access Denied
        windows-idle: online, link, 4 of 4 checks, idle since 2026-06-19T15:43:15Z
        windows-online-built: online, link, 4 of 4 checks
        windows-online-log: online, link, 4 of 4 checks
        windows-starting: starting, no link, 2 of 4 checks
        windows-stopping: online, link, 4 of 4 checks, idle since 2026-06-19T15:43:15Z, stops at 2026-06-19T16:13:15Z
        windows-unpacking: unpacking, no link, 0 of 4 checks
        ");
    }

    prop_compose! {
        fn any_report()(
            boot in option::of("[a-zA-Z0-9-]{1,64}"),
            phase in prop::sample::select(Phase::WORDS.map(|(_, phase)| phase).to_vec()),
            link in option::of((any::<Ipv4Addr>(), 1u16..)),
            source in option::of(prop::sample::select(vec![LinkSource::Log, LinkSource::Built])),
            status in option::of(prop::sample::select(vec![ServerStatus::Running, ServerStatus::Stopped])),
            (process_id, exit_code, restarts) in any::<(Option<u32>, Option<i64>, u32)>(),
            public_ip in any::<Option<Ipv4Addr>>(),
            (http_port, tcp_port, udp_port) in any::<(Option<u16>, Option<u16>, Option<u16>)>(),
            (ports_open, clients, max_clients) in any::<(Option<bool>, Option<u32>, Option<u32>)>(),
            error in option::of("[!-~][ -~\u{e0}-\u{ff}]{0,200}[!-~]"),
            cause in option::of(prop::sample::select(vec![Cause::Pack, Cause::Machine])),
            (sent_bytes, busy_seconds) in any::<(Option<u64>, Option<u64>)>(),
            times in prop::array::uniform3(option::of(0i64..4_000_000_000)),
        ) -> Report {
            let [updated, idle_since, stops_at] = times.map(|second| {
                second.map(|second| Timestamp::from_second(second).expect("a time"))
            });
            Report {
                boot: boot.map(BootId::new),
                phase,
                link: link.map(|(ip, port)| JoinLink::build(ip, port)),
                link_source: source,
                status,
                process_id, exit_code, restarts, public_ip,
                http_port, tcp_port, udp_port, ports_open, clients, max_clients,
                idle_since,
                stops_at,
                error,
                cause,
                sent_bytes,
                busy_seconds,
                updated,
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(report in any_report(), windows: bool) {
            let mut text = report.to_string();
            if windows {
                text = text.replace('\n', "\r\n");
            }
            prop_assert_eq!(Report::parse(&text), Ok(report));
        }

        #[test]
        fn no_explanation_can_forge_a_line(error in "\\PC*|(\\s|PHASE=online|\r|\n|\u{2028}){1,9}") {
            let report = Report { phase: Phase::Failed, error: Some(error), ..Report::default() };
            let read = Report::parse(&report.to_string());
            prop_assert_eq!(read.map(|it| it.phase), Ok(Phase::Failed));
        }

        #[test]
        fn any_text_is_refused_or_understood_for_good(
            text in "\\PC*|([A-Z_]{1,14}=?[ -~]{0,30}\r?\n){0,20}|(ERROR|BOOT|CLIENTS|UPDATED|EXIT_CODE)=.{0,500}"
        ) {
            if let Ok(report) = Report::parse(&text) {
                prop_assert_eq!(Report::parse(&report.to_string()), Ok(report));
            }
        }
    }
}
