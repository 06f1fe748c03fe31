//! Processes of this machine, as Linux shows them in `/proc`.
//!
//! A process is known by its id, the moment of its start and the run of the machine, so that
//! another process that is given the same id later is never taken for it.

use std::fs;
use std::io;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde::{Deserialize, Serialize};

use domain::ids::ServerId;

/// The variable that tells which server a process belongs to. All that descend from its program
/// inherit it.
pub(super) const BADGE: &str = "AC_DEPLOY_SERVER";

/// One process, and no other that ever has its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ProcessId {
    /// Its number.
    pub(super) pid: u32,
    /// When it was started, in the system's ticks since the machine's start.
    started: u64,
    /// This run of the machine.
    machine: String,
}

impl ProcessId {
    /// The process that has this number now.
    pub(super) fn of(pid: u32) -> Option<Self> {
        Some(Self {
            pid,
            started: Stat::read(pid)?.started,
            machine: run_of_machine()?,
        })
    }

    /// Whether it is still there. One that has ended and was not waited for is not.
    pub(super) fn is_alive(&self) -> bool {
        Stat::read(self.pid).is_some_and(|stat| stat.started == self.started && !stat.has_ended())
            && run_of_machine().as_ref() == Some(&self.machine)
    }

    /// Sends a signal to it and to the whole group that it leads.
    pub(super) fn signal(&self, signal: Signal) {
        if self.is_alive()
            && let Some(pid) = pid(self.pid)
        {
            // It may end between the look and the signal; then nothing has this group's number.
            let _ = kill_process_group(pid, signal);
        }
    }
}

/// What `/proc/<pid>/stat` says.
struct Stat {
    state: u8,
    started: u64,
}

impl Stat {
    fn read(pid: u32) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The program's name stands in brackets and may hold anything.
        let rest = text.rsplit_once(')')?.1;
        let mut fields = rest.split_ascii_whitespace();
        let state = fields.next()?.bytes().next()?;
        // Field 22 of proc(5); the state was the third.
        let started = fields.nth(18)?.parse().ok()?;
        Some(Self { state, started })
    }

    fn has_ended(&self) -> bool {
        matches!(self.state, b'Z' | b'X')
    }
}

fn run_of_machine() -> Option<String> {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned())
}

fn pid(number: u32) -> Option<Pid> {
    Pid::from_raw(number.try_into().ok()?)
}

/// All processes that bear the badge of this server, whoever started them.
pub(super) fn with_badge(server: &ServerId) -> Vec<ProcessId> {
    let badge = format!("{BADGE}={server}");
    let Ok(folders) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    folders
        .flatten()
        .filter_map(|folder| {
            let pid = folder.file_name().to_str()?.parse().ok()?;
            let variables = fs::read(folder.path().join("environ")).ok()?;
            variables
                .split(|byte| *byte == 0)
                .any(|variable| variable == badge.as_bytes())
                .then(|| ProcessId::of(pid))
                .flatten()
                .filter(ProcessId::is_alive)
        })
        .collect()
}

/// Kills what is left of a server's processes, but for wine's own: the first server that needed it
/// started it, and it serves all others, too. It ends by itself with the last of them.
pub(super) fn kill_all(server: &ServerId) {
    for process in with_badge(server) {
        if let Some(pid) = pid(process.pid)
            && !is_wineserver(process.pid)
        {
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

/// Whether it runs a program of the name that wine's server has: `wineserver`, `wineserver64`.
fn is_wineserver(pid: u32) -> bool {
    fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|program| {
        let name = program.file_name().unwrap_or_default();
        name.to_string_lossy().starts_with("wineserver")
    })
}

/// Keeps other processes of this user out of this one's memory and environment, where the bot's
/// secrets are: a server program runs as the same user. Root reads everything all the same.
pub(super) fn hide_secrets() -> io::Result<()> {
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_was_given_anew_is_another_process() {
        let this = ProcessId::of(std::process::id()).expect("we are there");
        assert!(this.is_alive());
        let earlier = ProcessId {
            started: this.started - 1,
            ..this.clone()
        };
        assert!(!earlier.is_alive());
        let before_the_reboot = ProcessId {
            machine: "0".to_owned(),
            ..this
        };
        assert!(!before_the_reboot.is_alive());
    }

    #[test]
    fn a_process_that_nobody_has_waited_for_has_ended() {
        let mut child = std::process::Command::new("sleep")
            .arg("60")
            .spawn()
            .expect("a child");
        let process = ProcessId::of(child.id()).expect("it runs");
        assert!(process.is_alive());
        child.kill().expect("killed");
        while process.is_alive() {
            std::thread::yield_now();
        }
        child.wait().expect("gone");
    }
}
