//! The end of a game server's log, fit to be shown to people.
//!
//! A log is written by a program that a user sent and by drivers who choose their own names, and
//! it is shown in Discord. So a [`LogTail`] is made in one way only, and that way takes out what is
//! nobody's business: passwords (`PASSWORD=…`, the wrapper's `Password: <sha1>`, the `password` of
//! a join link, which everybody can decode, and what follows `/admin` in the chat), the `[FTP]`
//! section, credentials in addresses, the addresses that drivers come from, and whatever a terminal
//! would obey. What hides it goes by the beginning of a line, so whoever cuts a file for it cuts
//! between two lines.
//!
//! Absent on purpose: files, and the machine's own masking, which the scripts that print the log do
//! as well, so that a secret does not lie in a command's history. This one counts.

use std::fmt;
use std::net::Ipv4Addr;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// What stands in the place of something that is not shown.
const MASK: &str = "***";

/// The longest line that is kept, in characters.
const LINE_LIMIT: usize = 400;

/// The last lines of a server's log, without secrets. Empty if the log is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogTail(String);

impl LogTail {
    /// The last `lines` lines of `text`.
    pub fn of(text: &str, lines: usize) -> Self {
        let text = text.trim_start_matches('\u{feff}').trim_end();
        let all: Vec<String> = text.lines().map(shown).collect();
        let from = all.len().saturating_sub(lines);
        Self(all[from..].join("\n"))
    }

    /// The text; its lines end with `\n`, but for the last.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// As many of the last lines as `characters` have room for. The newest line is always there,
    /// its end cut off if need be.
    #[must_use]
    pub fn within(&self, characters: usize) -> Self {
        let mut kept: Vec<&str> = Vec::new();
        let mut used = 0;
        for line in self.0.lines().rev() {
            let between = usize::from(!kept.is_empty());
            let length = between + line.chars().count();
            if characters - used < length {
                break;
            }
            used += length;
            kept.push(line);
        }
        if kept.is_empty() {
            let newest = self.0.lines().last().unwrap_or_default();
            return Self(newest.chars().take(characters).collect());
        }
        kept.reverse();
        Self(kept.join("\n"))
    }
}

impl fmt::Display for LogTail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

struct Secrets {
    terminal: Regex,
    in_address: Regex,
    parameter: Regex,
    setting: Regex,
    ftp: Regex,
    chat: Regex,
    ipv4: Regex,
}

static SECRETS: LazyLock<Secrets> = LazyLock::new(|| {
    let pattern = |text: &str| Regex::new(text).expect("a pattern that the tests use");
    Secrets {
        // Colours and cursor movements (ECMA-48), and titles.
        terminal: pattern(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?)"),
        in_address: pattern(r"://[^/\s@]+@"),
        // In an address, where other parameters follow.
        parameter: pattern(r"(?i)([?&]\w*(?:pass|pwd|token|secret|key)\w*=)[^&\s\x22']*"),
        // A password may hold anything, so everything up to the end goes.
        setting: pattern(
            r"(?i)(^|[^?&\w])(\w*(?:pass(?:word|wd|phrase)?|pwd|secret|token)s?\w*[\x22']?\s*[:=]\s*)\S.*$",
        ),
        ftp: pattern(r"(?i)^(.*\b(?:ftp\w*|login)[\x22']?\s*(?:=|:\s)\s*)\S.*$"),
        // What a driver types to become admin, as it stands in a log of the chat.
        chat: pattern(r"(?i)^(.*/admin\s+)\S.*$"),
        ipv4: pattern(r"(ip=|\d\.)?\b(\d{1,3}(?:\.\d{1,3}){3})\b(\.\d)?"),
    }
});

/// One line as it may be shown.
fn shown(line: &str) -> String {
    let secrets = &*SECRETS;
    let line = secrets.terminal.replace_all(line, "");
    let line: String = line.chars().filter(|c| is_visible(*c)).collect();
    let line = secrets.in_address.replace_all(&line, "://***@");
    let line = secrets
        .parameter
        .replace_all(&line, |found: &Captures<'_>| format!("{}{MASK}", &found[1]));
    let line = secrets.setting.replace(&line, |found: &Captures<'_>| {
        format!("{}{}{MASK}", &found[1], &found[2])
    });
    let rest = |found: &Captures<'_>| format!("{}{MASK}", &found[1]);
    let line = secrets.ftp.replace(&line, rest);
    let line = secrets.chat.replace(&line, rest);
    let line = secrets.ipv4.replace_all(&line, without_driver);
    line.chars().take(LINE_LIMIT).collect()
}

/// Hides an address that somebody comes from. The server's own, in its join link, and those that
/// are nobody's (`0.0.0.0`, `127.0.0.1`, `192.168.…`) stay: an admin needs them.
fn without_driver(found: &Captures<'_>) -> String {
    let whole = found[0].to_owned();
    let part_of_more = found.get(1).is_some() || found.get(3).is_some();
    match found[2].parse::<Ipv4Addr>() {
        // What begins with 0 is a version, or every address.
        Ok(ip) if part_of_more || ip.octets()[0] == 0 || ip.is_loopback() || ip.is_private() => {
            whole
        }
        Ok(_) => MASK.to_owned(),
        Err(_) => whole,
    }
}

/// Not what directs a terminal or hides in a text. A tab may stay.
fn is_visible(c: char) -> bool {
    let hidden = c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    !hidden || c == '\t'
}

#[cfg(test)]
mod tests {
    use super::*;
    use insta::assert_snapshot;
    use proptest::prelude::*;

    #[test]
    fn nothing_secret_is_shown() {
        let log = "\u{feff}Server CFG Path :  cfg/server_cfg.ini\r\n\
            PASSWORD=let me in & out\r\n\
            ADMIN_PASSWORD = geheim\r\n\
            Password: da39a3ee5e6b4b0d3255bfef95601890afd80709\r\n\
            {\"port\":8082,\"password\":\"x\"}\r\n\
            [16:13:17 INF] Invite link: https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081&password=VUFbWQ==\r\n\
            GET /JOIN?carId=1&plainPassword=hi&name=Anna HTTP/1.1\r\n\
            FTP_HOST=ftp.league.example\r\n\
            LOGIN=anna\r\n\
            upload to ftp://anna:pw@league.example/results\r\n\
            NEW PICKUP CONNECTION from  198.51.100.23:50123\r\n\
            listen tcp 0.0.0.0:9600 on 192.168.1.4\r\n\
            AssettoServer 0.0.54.1-pre4 1.2.3.4.5\r\n\
            \u{1b}[31mERROR\u{1b}[0m wrong password\u{202e}\r\n\
            ;PASSWORD=an old one\r\n\
            CHAT [Anna]: /admin let me in\r\n\
            PASSWORD=\r\n\
            Server started\r\n";
        assert_snapshot!(LogTail::of(log, 99), @r#"
        Server CFG Path :  cfg/server_cfg.ini
        PASSWORD=***
        ADMIN_PASSWORD = ***
        Password: ***
        {"port":8082,"password":***
        [16:13:17 INF] Invite link: https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081&password=***
        GET /JOIN?carId=1&plainPassword=***&name=Anna HTTP/1.1
        FTP_HOST=***
        LOGIN=***
        upload to ftp://***@league.example/results
        NEW PICKUP CONNECTION from  ***:50123
        listen tcp 0.0.0.0:9600 on 192.168.1.4
        AssettoServer 0.0.54.1-pre4 1.2.3.4.5
        ERROR wrong password
        ;PASSWORD=***
        CHAT [Anna]: /admin ***
        PASSWORD=
        Server started
        "#);
    }

    #[test]
    fn the_last_lines_are_kept() {
        let tail = LogTail::of("one\r\ntwo\nthree\n\n", 2);
        assert_eq!(tail.as_str(), "two\nthree");
        assert_eq!(tail.within(9).as_str(), "two\nthree");
        assert_eq!(tail.within(8).as_str(), "three");
        assert_eq!(tail.within(3).as_str(), "thr");
        // What fills the room leaves none for the end of an empty line before it.
        assert_eq!(LogTail::of("\n\nthree", 3).within(5).as_str(), "three");
        assert!(LogTail::of(" \n", 5).is_empty());
        assert!(LogTail::default().within(5).is_empty());
    }

    proptest! {
        #[test]
        fn a_password_never_comes_through(
            before in "[a-zA-Z \\[\\]0-9:]{0,20}",
            name in prop::sample::select(vec!["PASSWORD=", "AdminPassword: ", "admin_password = ", "&password=", "?plainPassword="]),
            secret in "[!-~]{6,20}",
            after in "[ -~]{0,20}",
        ) {
            prop_assume!(!secret.contains(['&', '"', '\'']) && !before.contains(&secret) && !name.contains(&secret));
            prop_assume!(!after.contains(&secret));
            let tail = LogTail::of(&format!("{before} {name}{secret} {after}"), 1);
            prop_assert!(!tail.as_str().contains(&secret), "{tail}");
        }

        #[test]
        fn any_text_makes_a_tail(text in "\\PC{0,300}|([ -~]{0,40}\r?\n){0,9}", lines in 0usize..5, room in 0usize..200) {
            let tail = LogTail::of(&text, lines);
            prop_assert!(tail.as_str().lines().count() <= lines);
            prop_assert!(tail.within(room).as_str().chars().count() <= room);
        }
    }
}
