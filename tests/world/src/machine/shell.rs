//! A stand-in for the machine's shell that knows the product's scripts, word by word: those with which it
//! reads the report and the log, has the machine stay on, asks the agent, restarts the server (which
//! [`super::Fleet::execute`] does), finds results files and puts them into the bucket.
//! Anything else fails, loudly: what cannot be run here must not look as if it worked.

use super::{Disk, Execution, places};
use cloud_aws::report_command::{
    ABSENT, MAX_LOG_BYTES, control_server, end_windows_session, keep_running, read_log,
    read_report, reconfigure_server, restart_server,
};
use cloud_aws::session_command::{list_files, put_file};
use domain::control::{Control, Controlled};
use pack::Platform;

/// Whether it is the one that restarts the server.
pub(super) fn restarts(platform: Platform, command: &str) -> bool {
    command.trim_end() == restart_server(platform).trim_end()
}

/// The address of the settings with which the server is to be restarted.
pub(super) fn asked_settings(platform: Platform, command: &str) -> Option<String> {
    let (_, rest) = command.split_once("reconfigure '")?;
    let (url, _) = rest.split_once('\'')?;
    let is_it =
        platform == Platform::Linux && command.trim_end() == reconfigure_server(url).trim_end();
    is_it.then(|| url.to_owned())
}

/// What the script says that restarts a server where there is none yet.
pub(super) fn not_installed() -> Execution {
    absent("The server is not installed yet.")
}

/// What it says once the report shows that it was done, or if it never does.
pub(super) fn restarted(done: bool) -> Execution {
    match done {
        true => printed(String::new()),
        false => Execution {
            exit_code: 2,
            ..failed("The report does not show that the server was restarted.")
        },
    }
}

pub(super) fn execute(disk: &mut Disk, platform: Platform, command: &str) -> Execution {
    let places = places(platform);
    // The agent writes the lines into a file; a last line end more or less is its own.
    let command = command.trim_end();
    if command == read_report(platform).trim_end() {
        return disk.read(places.report).map_or_else(
            || absent("The machine has not written a report yet."),
            |bytes| printed(String::from_utf8_lossy(bytes).into_owned()),
        );
    }
    if command == list_files(platform).trim_end() {
        return printed(session_files(disk, platform));
    }
    if let Some(lines) = asked_lines(command)
        && command == read_log(platform, lines).trim_end()
    {
        return disk.read(places.log).map_or_else(
            || absent("The server has not written a log yet."),
            |bytes| printed(last_lines(bytes, lines, places.line_end)),
        );
    }
    let numbers = command.split(|c: char| !c.is_ascii_digit());
    let until = numbers.filter_map(|number| number.parse().ok()).max();
    if let Some(until) = until
        && command == keep_running(platform, until).trim_end()
    {
        disk.write(places.keep, until.to_string().into_bytes());
        return printed(String::new());
    }
    failed(&format!("this stand-in machine cannot run: {command}"))
}

/// What the agent, or on Windows a script, is asked to have the server do.
pub(super) fn asked_control(platform: Platform, command: &str) -> Option<Control> {
    if platform == Platform::Windows && command.trim_end() == end_windows_session().trim_end() {
        return Some(Control::EndSession);
    }
    let (_, rest) = command.split_once("ac-deploy-agent control ")?;
    let digits = rest.split_whitespace().next()?;
    let bytes: Option<Vec<u8>> = (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok())
        .collect();
    let bytes = bytes?;
    let is_it =
        platform == Platform::Linux && command.trim_end() == control_server(&bytes).trim_end();
    is_it.then(|| serde_json::from_slice(&bytes).ok())?
}

/// What the agent prints.
pub(super) fn controlled(answer: Controlled) -> Execution {
    printed(serde_json::to_string(&answer).unwrap_or_default())
}

/// Where the server leaves its results files, and what looks after it its journals.
pub(super) fn session_folders(platform: Platform) -> &'static [&'static str] {
    match platform {
        Platform::Windows => &[r"C:\acserver\results\", r"C:\ac-deploy\journals\"],
        Platform::Linux => &["/srv/ac-server/results/", "/var/lib/ac-deploy/journals/"],
    }
}

/// The name and the address of a file that is to be put into the bucket.
pub(super) fn asked_put(platform: Platform, command: &str) -> Option<(String, String)> {
    let is = match platform {
        Platform::Windows => " = ",
        Platform::Linux => "=",
    };
    let quoted = |key: &str| {
        let (_, rest) = command.split_once(&format!("{key}{is}'"))?;
        Some(rest.split_once('\'')?.0.to_owned())
    };
    let (name, url) = (quoted("name")?, quoted("url")?);
    let is_it = command.trim_end() == put_file(platform, &name, &url).trim_end();
    is_it.then_some((name, url))
}

/// Where the server keeps its lists of players.
pub(super) fn server_folder(platform: Platform) -> &'static str {
    match platform {
        Platform::Windows => r"C:\acserver\",
        Platform::Linux => "/srv/ac-server/",
    }
}

/// As the scripts print them: the lists of players, then the rest, the newest first. All are of the same second, one
/// after the other.
fn session_files(disk: &Disk, platform: Platform) -> String {
    let end = match platform {
        Platform::Windows => "\r\n",
        Platform::Linux => "\n",
    };
    let lists = pack::PLAYER_LISTS.iter().filter_map(|list| {
        let size = disk
            .read(&format!("{}{list}", server_folder(platform)))?
            .len();
        let small = size as u64 <= pack::LONGEST_PLAYER_LIST;
        small.then(|| format!("{}.0000000000 {size} {list}{end}", disk.began()))
    });
    let lists: String = lists.collect();
    let left = disk.0.iter().filter_map(|(path, bytes)| {
        let mut folders = session_folders(platform).iter();
        let name = folders.find_map(|folder| path.strip_prefix(folder))?;
        Some((name, bytes.len()))
    });
    let lines = left.enumerate().map(|(place, (name, size))| {
        let began = disk.began();
        format!("{began}.{place:010} {size} {name}{end}")
    });
    let mut lines: Vec<String> = lines.collect();
    lines.reverse();
    lists + &lines.concat()
}

fn asked_lines(command: &str) -> Option<u16> {
    let words = ["Select-Object -Last ", "| tail -n "];
    let rest = words.iter().find_map(|word| {
        command
            .split(word)
            .last()
            .filter(|rest| rest.len() < command.len())
    })?;
    rest.split([')', ' ']).next()?.parse().ok()
}

/// The log's end, with what follows "password" masked, as the script does it.
fn last_lines(bytes: &[u8], lines: u16, line_end: &str) -> String {
    let from = bytes.len().saturating_sub(MAX_LOG_BYTES as usize);
    let text = String::from_utf8_lossy(&bytes[from..]);
    // Half a line is left out.
    let all = text.trim_end().lines().skip(usize::from(0 < from));
    let all: Vec<_> = all.map(masked).collect();
    let from = all.len().saturating_sub(lines.into());
    all[from..].join(line_end)
}

/// `pass`, `password` or the like, then `:` or `=`, then the secret, up to the line's end or an `&`.
fn masked(line: &str) -> String {
    let lower = line.to_ascii_lowercase();
    let mut out = String::new();
    let mut at = 0;
    while let Some(found) = lower[at..].find("pass").map(|found| at + found) {
        let word = lower[found..]
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .map_or(lower.len(), |end| found + end);
        let gap = |from: usize| from + lower[from..].len() - lower[from..].trim_start().len();
        let sign = gap(word);
        if !lower[sign..].starts_with([':', '=']) {
            out.push_str(&line[at..word]);
            at = word;
            continue;
        }
        let secret = gap(sign + 1);
        let end = lower[secret..]
            .find('&')
            .map_or(lower.len(), |end| secret + end);
        out.push_str(&line[at..secret]);
        if secret < end {
            out.push_str("***");
        }
        at = end;
    }
    out + &line[at..]
}

fn printed(stdout: String) -> Execution {
    Execution {
        exit_code: 0,
        stdout,
        stderr: String::new(),
    }
}

fn absent(why: &str) -> Execution {
    Execution {
        exit_code: ABSENT,
        ..failed(why)
    }
}

fn failed(why: &str) -> Execution {
    Execution {
        exit_code: 127,
        stdout: String::new(),
        stderr: format!("{why}\r\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_as_they_stand_and_logs_without_passwords() {
        for platform in [Platform::Windows, Platform::Linux] {
            let (places, report) = (places(platform), read_report(platform));
            let mut disk = Disk::default();
            assert_eq!(execute(&mut disk, platform, report).exit_code, ABSENT);
            disk.write(places.report, b"SCHEMA=1\r\n".to_vec());
            disk.append(
                places.log,
                b"one\r\nPassword: abc\r\nx?password=abc&y=1\r\n",
            );
            assert_eq!(execute(&mut disk, platform, report).stdout, "SCHEMA=1\r\n");
            let log = execute(&mut disk, platform, &read_log(platform, 2)).stdout;
            let masked = ["Password: ***", "x?password=***&y=1"];
            assert_eq!(log, masked.join(places.line_end));
        }
    }

    #[test]
    fn nothing_else_is_run() {
        let mut disk = Disk::default();
        disk.write(places(Platform::Windows).report, b"SCHEMA=1".to_vec());
        let commands = ["Get-Content server-info.txt", read_report(Platform::Linux)];
        for command in commands {
            let other = execute(&mut disk, Platform::Windows, command);
            assert_ne!(other.exit_code, 0);
            assert!(other.stderr.contains("cannot run"));
        }
    }
}
