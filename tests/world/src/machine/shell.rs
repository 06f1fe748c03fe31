//! A stand-in for PowerShell that knows two scripts, word by word: those with which
//! the product reads the report and the log. Anything else fails, loudly: what
//! cannot be run here must not look as if it worked.

use super::{Disk, Execution, LOG, REPORT};
use ac_deploy::cloud::aws::report_command::{MAX_LOG_BYTES, READ_REPORT, read_log};

pub(super) fn execute(disk: &Disk, command: &str) -> Execution {
    // The agent writes the lines into a file; a last line end more or less is its own.
    let command = command.trim_end();
    if command == READ_REPORT.trim_end() {
        return disk.read(REPORT).map_or_else(
            || failed("The machine has not written a report yet."),
            |bytes| printed(String::from_utf8_lossy(bytes).into_owned()),
        );
    }
    if let Some(lines) = asked_lines(command)
        && command == read_log(lines).trim_end()
    {
        return disk.read(LOG).map_or_else(
            || failed("The server has not written a log yet."),
            |bytes| printed(last_lines(bytes, lines)),
        );
    }
    failed(&format!("this stand-in machine cannot run: {command}"))
}

fn asked_lines(command: &str) -> Option<u16> {
    let rest = command.split("Select-Object -Last ").nth(1)?;
    rest.split(')').next()?.parse().ok()
}

/// The log's end, with what follows "password" masked, as the script does it.
fn last_lines(bytes: &[u8], lines: u16) -> String {
    let from = bytes.len().saturating_sub(MAX_LOG_BYTES as usize);
    let text = String::from_utf8_lossy(&bytes[from..]);
    let all: Vec<_> = text.trim_end().lines().map(masked).collect();
    let from = all.len().saturating_sub(lines.into());
    all[from..].join("\r\n")
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

fn failed(why: &str) -> Execution {
    Execution {
        exit_code: 1,
        stdout: String::new(),
        stderr: format!("{why}\r\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_as_they_stand_and_logs_without_passwords() {
        let mut disk = Disk::default();
        assert_eq!(execute(&disk, READ_REPORT).exit_code, 1);
        disk.write(REPORT, b"SCHEMA=1\r\n".to_vec());
        disk.append(LOG, b"one\r\nPassword: abc\r\nx?password=abc&y=1\r\n");
        assert_eq!(execute(&disk, READ_REPORT).stdout, "SCHEMA=1\r\n");
        let log = execute(&disk, &read_log(2)).stdout;
        assert_eq!(log, "Password: ***\r\nx?password=***&y=1");
    }

    #[test]
    fn nothing_else_is_run() {
        let mut disk = Disk::default();
        disk.write(REPORT, b"SCHEMA=1".to_vec());
        let other = execute(&disk, &format!("Get-Content '{REPORT}'"));
        assert_ne!(other.exit_code, 0);
        assert!(other.stderr.contains("cannot run"));
    }
}
