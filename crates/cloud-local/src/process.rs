//! Processes of this machine, as Linux shows them in `/proc`.
//!
//! A process is known by its id, the moment of its start and the run of the machine, so that
//! another process that is given the same id later is never taken for it.

use std::fs;

use rustix::fs::Mode;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use serde::{Deserialize, Serialize};

use domain::ids::ServerId;

/// The variable that tells which server a process belongs to. All that descend from its program
/// inherit it.
pub(super) const MARKER: &str = "AC_DEPLOY_SERVER";

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
    /// The group that it is in.
    group: u32,
    started: u64,
}

impl Stat {
    fn read(pid: u32) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The program's name stands in brackets and may hold anything.
        let rest = text.rsplit_once(')')?.1;
        let mut fields = rest.split_ascii_whitespace();
        let state = fields.next()?.bytes().next()?;
        // Fields 5 and 22 of proc(5); the state was the third.
        let group = fields.nth(1)?.parse().ok()?;
        let started = fields.nth(16)?.parse().ok()?;
        Some(Self {
            state,
            group,
            started,
        })
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
    let badge = format!("{MARKER}={server}");
    numbers()
        .into_iter()
        .filter_map(|pid| {
            let variables = fs::read(format!("/proc/{pid}/environ")).ok()?;
            variables
                .split(|byte| *byte == 0)
                .any(|variable| variable == badge.as_bytes())
                .then(|| ProcessId::of(pid))
                .flatten()
                .filter(ProcessId::is_alive)
        })
        .collect()
}

/// Kills what is left of a server's processes.
pub(super) fn kill_all(server: &ServerId) {
    for process in with_badge(server) {
        if let Some(pid) = pid(process.pid) {
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

/// Kills what is left of the group that a confined program led. It can be in no other: that is
/// denied to it, while its environment is its own to change.
pub(super) fn kill_group(leader: &ProcessId) {
    if run_of_machine().as_ref() != Some(&leader.machine) {
        return;
    }
    for number in numbers() {
        let is_in_group = Stat::read(number).is_some_and(|stat| {
            // The leader's number may have been given to another one meanwhile, with a group of
            // its own.
            stat.group == leader.pid && leader.started <= stat.started
        });
        if is_in_group
            && is_confined(number)
            && let Some(pid) = pid(number)
        {
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

/// Whether a process can never get more rights than it has, as all that were confined.
fn is_confined(pid: u32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/status"))
        .is_ok_and(|status| status.lines().any(|line| line == "NoNewPrivs:\t1"))
}

/// The numbers of all processes.
fn numbers() -> Vec<u32> {
    let Ok(folders) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    folders
        .flatten()
        .filter_map(|folder| folder.file_name().to_str()?.parse().ok())
        .collect()
}

/// What is written from now on is for this user alone.
pub(super) fn keep_files_private() {
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
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
