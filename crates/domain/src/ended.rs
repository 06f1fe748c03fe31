//! Why a server program ended, from how it ended and the end of its log.
//!
//! How it ended comes first: nothing that a program or a driver wrote explains a kill. Then its own
//! last words are believed, and only there where nobody but the program writes: drivers put names
//! and lines of chat into a log, with line breaks if they like. So what is taken for a reason stands
//! at the very end, begins its line, and belongs to this way of ending. Where nothing is known
//! nothing is guessed.
//!
//! A machine with Windows says some of it, in these words: [`SENTENCES`] are rendered into its scripts.

use crate::report::Cause;

/// The lobby's doing; acServer ends itself with code 0.
const LOBBY: &str = "The lobby of Assetto Corsa could not reach the server, so the server ended itself. \
     Check its ports, or pack it with REGISTER_TO_LOBBY=0.";
const PORT: &str = "A port that the server needs is taken. Check that UDP_PORT, TCP_PORT and HTTP_PORT \
     of the pack do not collide.";
const RCON_PORT: &str =
    "The RconPort of the pack's cfg/extra_cfg.yml is taken. Choose another one, or 0 for none.";
const PLUGIN_PORT: &str = "The UDP_PLUGIN_LOCAL_PORT of the pack is taken. Choose another one.";
const NO_SESSION: &str = "AssettoServer refuses to start: the pack has no session. \
     Add [PRACTICE], [QUALIFY] or [RACE], and deploy it again.";
const CAR: &str = "The server misses the data.acd of a car. Pack it again with the car installed.";
const ASSETTO_SERVER: &str =
    "AssettoServer cannot start with this configuration. Its log says what to change.";
const OUT_OF_MEMORY: &str = "The machine ran out of memory, so the server program was ended. \
     Deploy it on a larger size, or with fewer cars.";
const KILLED: &str = "The server program was killed (signal 9), by somebody or for want of memory.";
const DISK_FULL: &str = "The machine's disk is full. Deploy the server again, with a larger disk.";
const FILLED_DISK: &str =
    "The server filled the machine's disk and was ended. Deploy it again, with a larger disk.";
const DOTNET: &str = "The server program needs .NET, which this machine does not have. \
     Use the self-contained version of AssettoServer.";
const OVER: &str = "The last session is over and the server has ended, as its settings say \
     (LOOP_MODE=0). Stop and start it to race once more, or pack it with LOOP_MODE=1.";

/// What machines with Windows say, too, by the names that their scripts have for it.
pub const SENTENCES: [(&str, &str); 5] = [
    ("Lobby", LOBBY),
    ("Port", PORT),
    ("Car", CAR),
    ("Over", OVER),
    ("AssettoServer", ASSETTO_SERVER),
];

/// What Content Manager's wrapper prints, and goes on
/// (<https://github.com/gro-ove/ac-server-wrapper/blob/master/src/AcServer.js>).
const SERVER_EXITED: &str = "AC server exited with code ";

/// How much of a log's end may hold the reason.
const LAST_LINES: usize = 200;
/// The longest words of a server that are said again, in characters.
const QUOTED: usize = 240;

/// How a server program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct End {
    /// With this code; 128 and the signal's number for one that was killed. 0 is no success.
    pub code: Option<i32>,
    /// The system ended it because the memory did not suffice.
    pub out_of_memory: bool,
    /// Drivers could join before.
    pub was_online: bool,
    /// Its settings say that it ends after the last session (`LOOP_MODE=0`).
    pub runs_once: bool,
}

/// Why it ended, and what follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// In words for a league admin.
    pub reason: String,
    /// What has to be mended, if that is known.
    pub cause: Option<Cause>,
    /// What another start would bring.
    pub outlook: Outlook,
}

/// What another start of a server program would bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outlook {
    /// Nobody knows: it may go better.
    Open,
    /// The same: it refused its own settings.
    Hopeless,
    /// It ended as it was meant to.
    Finished,
}

impl Ended {
    fn new(reason: impl Into<String>, cause: Option<Cause>) -> Self {
        Self {
            reason: reason.into(),
            cause,
            outlook: Outlook::Open,
        }
    }
}

/// Why a server ended whose log ends with `log`. To be asked only once it has ended.
pub fn why(log: &str, end: End) -> Ended {
    let lines = last_lines(log);
    by_the_exit(end, &lines)
        .or_else(|| refusal(&lines, end))
        .or_else(|| last_words(&lines))
        .unwrap_or_else(|| unexplained(end))
}

/// The same of a server that is gone while its process was still there, which was stopped then: its wrapper
/// goes on without it, or it was just ending. `end.code` is what the process ended with, for whatever reason.
pub fn why_gone(log: &str, end: End) -> (Option<i32>, Ended) {
    let printed = log
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix(SERVER_EXITED)?.trim().parse().ok());
    // A process that was stopped ends with 0 or by a signal; any other code is its own.
    let code = printed.or(end.code.filter(|code| !matches!(code, 0 | 128..)));
    (code, why(log, End { code, ..end }))
}

/// Why a server was ended that left no room on the machine's disk.
pub fn filled_the_disk() -> Ended {
    Ended {
        outlook: Outlook::Hopeless,
        ..Ended::new(FILLED_DISK, Some(Cause::Machine))
    }
}

/// The last lines that say something, the oldest first, without what a wrapper puts before them.
fn last_lines(log: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = log
        .lines()
        .rev()
        .map(str::trim_end)
        .filter(|line| !line.starts_with(SERVER_EXITED))
        .map(|line| line.strip_prefix("stdout: ").unwrap_or(line))
        .map(|line| line.strip_prefix("stderr: ").unwrap_or(line))
        .filter(|line| !line.is_empty())
        .take(LAST_LINES)
        .collect();
    lines.reverse();
    lines
}

fn by_the_exit(end: End, lines: &[&str]) -> Option<Ended> {
    if end.out_of_memory {
        return Some(Ended::new(OUT_OF_MEMORY, Some(Cause::Machine)));
    }
    match end.code? {
        137 => Some(Ended::new(KILLED, None)),
        150 if lines.iter().any(|line| line.contains(".NET")) => {
            Some(Ended::new(DOTNET, Some(Cause::Machine)))
        }
        code @ (126 | 127) => Some(not_started(code, lines)),
        _ => None,
    }
}

/// The loader or the shell could not run it: `x: error while loading shared libraries: y.so.1: …`.
fn not_started(code: i32, lines: &[&str]) -> Ended {
    let library = lines.iter().rev().find_map(|line| {
        let (_, rest) = line.split_once("error while loading shared libraries: ")?;
        rest.split(':').next()
    });
    let reason = match library {
        Some(library) => format!(
            "The server program needs {}, which this machine does not have.",
            quoted(library)
        ),
        None => format!("The server program could not be started (code {code})."),
    };
    Ended::new(reason, Some(Cause::Machine))
}

/// AssettoServer prints why it does not start between two rules, and then what to try. Nobody can
/// drive, and so write, on a server that did not start.
fn refusal(lines: &[&str], end: End) -> Option<Ended> {
    if end.was_online {
        return None;
    }
    let failed = |line: &&str| line.starts_with("AssettoServer has failed to start");
    let at = lines.iter().rposition(failed)?;
    let said = between_rules(&lines[..at]);
    let reason = said.join(" ");
    let taken = [
        "already in use",
        "already a server running on the same ports",
    ];
    if taken.iter().any(|words| reason.contains(words)) {
        return Some(Ended::new(port_taken(&lines[..at]), None));
    }
    if reason.contains("No space left on device") {
        return Some(Ended::new(DISK_FULL, Some(Cause::Machine)));
    }
    let reason = match inner_reason(&reason, &lines[..at]) {
        "" => ASSETTO_SERVER.to_owned(),
        // Its own words are of the programming language.
        _ if mentions(&lines[..at], "SessionManager.NextSession()") => NO_SESSION.to_owned(),
        reason => format!(
            "AssettoServer refuses to start: “{}”. Change that in the pack, and deploy it again.",
            quoted(reason.trim_end_matches('.'))
        ),
    };
    Some(Ended {
        outlook: Outlook::Hopeless,
        ..Ended::new(reason, Some(Cause::Pack))
    })
}

/// Which port, as far as the program's trace names who wanted it.
fn port_taken(lines: &[&str]) -> &'static str {
    if mentions(lines, ".RconServer.") {
        RCON_PORT
    } else if mentions(lines, ".UdpPluginServer.") {
        PLUGIN_PORT
    } else {
        PORT
    }
}

fn mentions(lines: &[&str], words: &str) -> bool {
    let is_trace = |line: &str| line.trim_start().starts_with("at ");
    lines
        .iter()
        .any(|line| is_trace(line) && line.contains(words))
}

/// What stands above the last rule, up to the one before.
fn between_rules<'a>(lines: &[&'a str]) -> Vec<&'a str> {
    let is_rule = |line: &&&str| line.starts_with("════");
    let mut above = lines.iter().rev().skip_while(|line| !is_rule(line)).skip(1);
    let mut said: Vec<&str> = above
        .by_ref()
        .take_while(|line| !is_rule(line))
        .copied()
        .collect();
    said.reverse();
    said
}

/// Where AssettoServer only says that something was thrown, the reason is the first exception below
/// that is not about how its parts are put together.
fn inner_reason<'a>(said: &'a str, lines: &[&'a str]) -> &'a str {
    if !said.starts_with("An exception was thrown while") {
        return said;
    }
    let outer = ["Autofac.", "System.InvalidOperationException"];
    lines
        .iter()
        .filter_map(|line| line.trim_start().strip_prefix("---> "))
        .find(|line| !outer.iter().any(|name| line.starts_with(name)))
        .and_then(|line| line.split_once(": "))
        .map_or(said, |(_, reason)| reason)
}

/// The last words of acServer and of what it is made from.
fn last_words(lines: &[&str]) -> Option<Ended> {
    let begins = |start: &str| lines.iter().any(|line| line.starts_with(start));
    let last = lines.last()?;
    if last.starts_with("LOBBY COULD NOT BE RACHED")
        || last.contains("SERVER NOT REGISTERED WITH LOBBY")
    {
        return Some(Ended::new(LOBBY, None));
    }
    let is_busy = |line: &&str| {
        line.starts_with("listen ")
            && [
                "Error listening",
                "address already in use",
                "Only one usage",
            ]
            .iter()
            .any(|words| line.contains(words))
    };
    if lines.iter().any(is_busy)
        || begins("panic: ") && lines.iter().any(|line| line.contains(".ReadFromUDP("))
    {
        return Some(Ended::new(PORT, None));
    }
    if misses_car(last) {
        return Some(Ended::new(CAR, Some(Cause::Pack)));
    }
    let crash = lines
        .iter()
        .rev()
        .find(|line| line.starts_with("panic: ") || line.starts_with("fatal error: "))?;
    let reason = format!("The server program crashed: “{}”.", quoted(crash));
    Some(Ended::new(reason, None))
}

/// A missing file that is only left out of the checksums is no reason to end.
fn misses_car(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    let missing = ["not find", "not found", "cannot", "no such", "missing"];
    line.starts_with("open content/cars/")
        && line
            .split_once("data.acd")
            .is_some_and(|(_, rest)| missing.iter().any(|word| rest.contains(word)))
}

fn unexplained(end: End) -> Ended {
    if end.was_online && end.runs_once && end.code == Some(0) {
        return Ended {
            outlook: Outlook::Finished,
            ..Ended::new(OVER, None)
        };
    }
    let how = match end.code {
        None => "ended by itself".to_owned(),
        Some(code @ 129..=159) => format!("crashed (signal {})", code - 128),
        Some(code) => format!("ended by itself with code {code}"),
    };
    Ended::new(
        format!("The server program {how}. Its log may say why."),
        None,
    )
}

/// A server's own words, as far as they may be said again.
fn quoted(words: &str) -> String {
    let plain: String = words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(QUOTED)
        .collect();
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    fn code(code: i32) -> End {
        End {
            code: Some(code),
            ..End::default()
        }
    }

    fn reason(log: &str, end: End) -> String {
        why(log, end).reason
    }

    macro_rules! refusals {
        ($($name:literal),* $(,)?) => {
            [$(($name, include_str!(concat!("ended/fatal/", $name, ".txt")))),*]
        };
    }

    /// What a real AssettoServer printed; each of them ended with code 0.
    #[test]
    fn what_assettoserver_says_is_said() {
        let told: Vec<String> = refusals![
            "01-http-port-busy",
            "02-tcp-port-busy",
            "03-udp-port-busy",
            "04-plugin-port-busy",
            "05-rcon-port-busy",
            "06-plugin-keys-missing",
            "07-plugin-address-without-port",
            "08-plugin-ports-equal",
            "09-plugin-address-host-name",
            "10-car-data-missing",
            "13-empty-entry-list",
            "14-no-server-cfg",
            "15-port-not-a-number",
            "17-guid-not-a-number",
            "19-extra-cfg-unknown-key",
            "20-extra-cfg-syntax",
            "21-plugin-unknown",
            "22-admins-without-steam",
            "25-no-sessions",
        ]
        .into_iter()
        .map(|(name, log)| {
            let ended = why(log, code(0));
            format!("{name} [{:?}] {}", ended.outlook, ended.reason)
        })
        .collect();
        assert_snapshot!(told.join("\n"), @r"
        01-http-port-busy [Open] A port that the server needs is taken. Check that UDP_PORT, TCP_PORT and HTTP_PORT of the pack do not collide.
        02-tcp-port-busy [Open] A port that the server needs is taken. Check that UDP_PORT, TCP_PORT and HTTP_PORT of the pack do not collide.
        03-udp-port-busy [Open] A port that the server needs is taken. Check that UDP_PORT, TCP_PORT and HTTP_PORT of the pack do not collide.
        04-plugin-port-busy [Open] The UDP_PLUGIN_LOCAL_PORT of the pack is taken. Choose another one.
        05-rcon-port-busy [Open] The RconPort of the pack's cfg/extra_cfg.yml is taken. Choose another one, or 0 for none.
        06-plugin-keys-missing [Hopeless] AssettoServer refuses to start: “UDP_PLUGIN_ADDRESS or UDP_PLUGIN_LOCAL_PORT not set”. Change that in the pack, and deploy it again.
        07-plugin-address-without-port [Hopeless] AssettoServer refuses to start: “UDP_PLUGIN_ADDRESS is invalid, needs to be in format 0.0.0.0:10000”. Change that in the pack, and deploy it again.
        08-plugin-ports-equal [Hopeless] AssettoServer refuses to start: “UDP_PLUGIN_ADDRESS port needs to be different from UDP_PLUGIN_LOCAL_PORT”. Change that in the pack, and deploy it again.
        09-plugin-address-host-name [Hopeless] AssettoServer refuses to start: “An invalid IP address was specified”. Change that in the pack, and deploy it again.
        10-car-data-missing [Hopeless] AssettoServer refuses to start: “No data.acd found for abarth500, ks_mazda_miata. This will allow players to cheat using modified data. More info: https://assettoserver.org/docs/common-configuration-errors#missing-car-checksums”. Change that in the pack, and deploy it again.
        13-empty-entry-list [Hopeless] AssettoServer refuses to start: “Entry list must contain one or more entries”. Change that in the pack, and deploy it again.
        14-no-server-cfg [Hopeless] AssettoServer refuses to start: “UDP_PLUGIN_ADDRESS or UDP_PLUGIN_LOCAL_PORT not set”. Change that in the pack, and deploy it again.
        15-port-not-a-number [Hopeless] AssettoServer refuses to start: “Error setting property SERVER.UDP_PORT. Make sure the value is in the correct format”. Change that in the pack, and deploy it again.
        17-guid-not-a-number [Hopeless] AssettoServer refuses to start: “The input string 'abc' was not in a correct format”. Change that in the pack, and deploy it again.
        19-extra-cfg-unknown-key [Hopeless] AssettoServer refuses to start: “YAML error in cfg/extra_cfg.yml around line 8. Property 'EnableLegacyPlugin' not found on type 'AssettoServer.Server.Configuration.Extra.ACExtraConfiguration'”. Change that in the pack, and deploy it again.
        20-extra-cfg-syntax [Hopeless] AssettoServer refuses to start: “YAML error in cfg/extra_cfg.yml around line 1. While scanning a mapping, found invalid tab as indentation”. Change that in the pack, and deploy it again.
        21-plugin-unknown [Hopeless] AssettoServer refuses to start: “No plugin found with name NoSuchPlugin”. Change that in the pack, and deploy it again.
        22-admins-without-steam [Hopeless] AssettoServer refuses to start: “Admin whitelist is enabled but Steam auth is disabled. This is unsafe because it allows players to gain admin rights by SteamID spoofing. More info: https://assettoserver.org/docs/common-configuration-errors#unsafe-admin-whitelist”. Change that in the pack, and deploy it again.
        25-no-sessions [Hopeless] AssettoServer refuses to start: the pack has no session. Add [PRACTICE], [QUALIFY] or [RACE], and deploy it again.
        ");
    }

    #[test]
    fn a_kill_is_not_explained_by_the_log() {
        let refusal = include_str!("ended/fatal/21-plugin-unknown.txt");
        let lobby = "CONNECTION TO LOBBY FAILED, ATTEMPT NUMBER  1\nCONNECTED TO LOBBY\n";
        for log in [refusal, lobby, "listen tcp :8081: Error listening"] {
            assert_eq!(reason(log, code(137)), KILLED);
        }
        let starved = End {
            out_of_memory: true,
            ..code(137)
        };
        assert_eq!(why(lobby, starved).cause, Some(Cause::Machine));
        assert_snapshot!(reason(lobby, starved), @"The machine ran out of memory, so the server program was ended. Deploy it on a larger size, or with fewer cars.");
    }

    #[test]
    fn the_last_words_of_acserver_are_said() {
        let lobby = "CONNECTION TO LOBBY FAILED, ATTEMPT NUMBER  5\r\nLOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN\r\n";
        assert_eq!(reason(lobby, code(0)), LOBBY);
        let wrapped = "stdout: LOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN\nAC server exited with code 0\n";
        let (ended_with, ended) = why_gone(wrapped, End::default());
        assert_eq!((ended_with, ended.reason.as_str()), (Some(0), LOBBY));
        let port = "listen tcp :8081: Error listening %!e(syscall.Errno=536870951)";
        assert_eq!(reason(port, code(2)), PORT);
        let udp = "panic: …\n\ngoroutine 1 [running]:\nnet.(*UDPConn).ReadFromUDP(";
        assert_eq!(reason(udp, End::default()), PORT);
        let car = "open content/cars/x/data.acd: no such file or directory";
        assert_eq!(reason(car, code(1)), CAR);
        let crash = "CHAT [Anna]: panic\npanic: runtime error: index out of range\n\ngoroutine 1 [running]:\n";
        assert_snapshot!(reason(crash, code(2)), @"The server program crashed: “panic: runtime error: index out of range”.");
    }

    #[test]
    fn what_could_not_be_started_is_told() {
        let library = "./acServer: error while loading shared libraries: libz.so.1: cannot open shared object file: No such file or directory";
        assert_snapshot!(reason(library, code(127)), @"The server program needs libz.so.1, which this machine does not have.");
        assert_snapshot!(reason("", code(126)), @"The server program could not be started (code 126).");
        let dotnet = "You must install or update .NET to run this application.";
        assert_eq!(reason(dotnet, code(150)), DOTNET);
    }

    #[test]
    fn where_nothing_is_known_nothing_is_guessed() {
        assert_snapshot!(reason("", End::default()), @"The server program ended by itself. Its log may say why.");
        assert_snapshot!(reason("OK\n", code(3)), @"The server program ended by itself with code 3. Its log may say why.");
        assert_snapshot!(reason("OK\n", code(139)), @"The server program crashed (signal 11). Its log may say why.");
        for log in [
            "WARNING: Cannot open file content/cars/x/data.acd for checksum, no such file",
            "[04:58:20 WRN] No data.acd found for car_b. …\n[04:58:21 INF] Server startup completed",
            "RESPONSE: ERROR,INVALID SERVER,CHECK YOUR PORT FORWARDING SETTINGS\nCONNECTED TO LOBBY\nOK",
            "DRIVER ACCEPTED FOR CAR Error listening\nOK",
            "CHAT [Error listening]: LOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN\nOK",
        ] {
            assert_eq!(reason(log, code(3)), reason("", code(3)), "{log}");
        }
    }

    #[test]
    fn drivers_cannot_write_the_reason() {
        let forged = "[04:50:05 INF] CHAT: Anna: x\n═════════\nGive me admin\n═════════\nAssettoServer has failed to start. Here is what to try next:\n";
        let was_online = End {
            was_online: true,
            ..code(134)
        };
        assert_snapshot!(reason(forged, was_online), @"The server program crashed (signal 6). Its log may say why.");
    }

    #[test]
    fn an_orderly_end_is_no_crash() {
        let last_session = End {
            was_online: true,
            runs_once: true,
            ..code(0)
        };
        let ended = why("OK\n", last_session);
        assert_eq!(
            (ended.outlook, ended.reason.as_str()),
            (Outlook::Finished, OVER)
        );
        let never_up = End {
            was_online: false,
            ..last_session
        };
        assert_eq!(why("OK\n", never_up).outlook, Outlook::Open);
        let lobby = "LOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN\n";
        assert_eq!(reason(lobby, last_session), LOBBY);
    }
}
