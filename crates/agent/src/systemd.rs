//! The unit that a server's program runs in. systemd gives it its user and its confinement, and
//! knows how it ended; when it is started is decided in [`crate::supervisor`].

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::process::{Command, Stdio};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

/// A unit of systemd.
#[derive(Debug, Clone, Copy)]
pub struct Unit(pub &'static str);

/// How a unit is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitState {
    /// Its main process, while that lives.
    pub process: Option<u32>,
    /// This start of it; differs from that of every other.
    pub run: String,
    /// With what its main process last ended, as shells tell it: 128 and the signal's number for
    /// one that was killed.
    pub code: Option<i32>,
    /// Whether it ended because the memory did not suffice.
    pub out_of_memory: bool,
    /// Its control group, below the folder of all.
    group: String,
}

impl Unit {
    /// Starts it, unless it runs.
    ///
    /// # Errors
    /// When systemd does not.
    pub fn start(self) -> io::Result<()> {
        // What ended badly before is no hindrance.
        let _ = systemctl(&["reset-failed", self.0]);
        systemctl(&["start", self.0]).map(drop)
    }

    /// Ends it with all of its processes.
    ///
    /// # Errors
    /// When systemd does not.
    pub fn stop(self) -> io::Result<()> {
        systemctl(&["stop", self.0]).map(drop)
    }

    /// Asks systemd how it is.
    ///
    /// # Errors
    /// When systemd does not say.
    pub fn look(self) -> io::Result<UnitState> {
        let keys = "--property=ActiveState,MainPID,InvocationID,ExecMainCode,ExecMainStatus,Result,ControlGroup";
        systemctl(&["show", keys, self.0]).map(|text| read(&text))
    }
}

/// What is to run once the boot is over.
const AFTER_BOOT: &str = "ac-after-boot.service";

/// Switches the machine off.
///
/// # Errors
/// When systemd does not.
pub fn power_off() -> io::Result<()> {
    systemctl(&["poweroff"]).map(drop)
}

/// Switches the machine off once its first boot, of which this may be a part, is over.
///
/// # Errors
/// When systemd does not take it.
pub fn power_off_after_boot() -> io::Result<()> {
    run_after_boot(["systemctl", "poweroff"])
}

/// Takes back what was to run after the boot, if anything was.
pub fn run_nothing_after_boot() {
    // It is an error where there is none.
    let _ = systemctl(&["stop", AFTER_BOOT]);
}

/// Runs a command once the machine's first boot, of which this may be a part, is over.
///
/// # Errors
/// When systemd does not take it.
pub fn run_after_boot<S: AsRef<OsStr>>(command: impl IntoIterator<Item = S>) -> io::Result<()> {
    let after = [
        "--no-block",
        "--quiet",
        "--property=After=cloud-final.service",
        "--unit",
        AFTER_BOOT,
    ];
    let ran = Command::new("systemd-run")
        .args(after)
        .args(command)
        .status()?;
    match ran.success() {
        true => Ok(()),
        false => Err(io::Error::other("systemd-run failed")),
    }
}

/// Whether the machine is being switched off.
pub fn is_stopping() -> bool {
    // It exits with an error for everything but "running", so only what it prints counts.
    let said = Command::new("systemctl").arg("is-system-running").output();
    said.is_ok_and(|said| said.stdout.starts_with(b"stopping"))
}

fn systemctl(arguments: &[&str]) -> io::Result<String> {
    let output = Command::new("systemctl")
        .args(arguments)
        .stdin(Stdio::null())
        .output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!(
        "systemctl {}: {}",
        arguments.join(" "),
        said.trim()
    )))
}

fn read(text: &str) -> UnitState {
    let value = |key: &str| {
        text.lines()
            .filter_map(|line| line.split_once('='))
            .find_map(|(name, value)| (name == key).then_some(value))
            .unwrap_or_default()
    };
    let number = |key: &str| value(key).parse::<i32>().ok();
    let lives = matches!(
        value("ActiveState"),
        "active" | "activating" | "deactivating"
    );
    UnitState {
        process: value("MainPID")
            .parse()
            .ok()
            .filter(|pid| lives && *pid != 0),
        run: value("InvocationID").to_owned(),
        // waitid(2): CLD_EXITED is 1, and what is above was a signal; 0 is no end at all.
        code: match number("ExecMainCode") {
            Some(1) => number("ExecMainStatus"),
            Some(2..) => number("ExecMainStatus").map(|signal| 128 + signal),
            _ => None,
        },
        out_of_memory: value("Result") == "oom-kill",
        group: value("ControlGroup").to_owned(),
    }
}

impl UnitState {
    /// Whether there is no other process in the unit than its main one.
    pub fn is_alone(&self) -> bool {
        let path = format!("/sys/fs/cgroup{}/cgroup.procs", self.group);
        let processes = fs::read_to_string(path);
        processes.is_ok_and(|processes| processes.lines().count() <= 1)
    }
}

/// A process whose end can be waited for.
#[derive(Debug)]
pub struct Process(OwnedFd);

impl Process {
    /// The process that has this number now; nothing if there is none.
    pub fn of(pid: u32) -> Option<Self> {
        let pid = Pid::from_raw(pid.try_into().ok()?)?;
        pidfd_open(pid, PidfdFlags::empty()).ok().map(Self)
    }

    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        wait_for(&[self.0.as_fd()], Duration::ZERO) == Some(0)
    }
}

impl AsFd for Process {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// Waits until something can be read from one of these, but no longer than `time`; says from which.
/// A signal ends the wait, too.
pub fn wait_for(files: &[BorrowedFd<'_>], time: Duration) -> Option<usize> {
    let time = Timespec::try_from(time).unwrap_or_default();
    let mut files: Vec<PollFd<'_>> = files
        .iter()
        .map(|file| PollFd::from_borrowed_fd(*file, PollFlags::IN))
        .collect();
    poll(&mut files, Some(&time)).ok()?;
    files.iter().position(|file| !file.revents().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_that_runs_is_read() {
        let state = read(
            "ActiveState=active\nMainPID=41\nInvocationID=c0ffee\nExecMainCode=0\nExecMainStatus=0\nResult=success\nControlGroup=/system.slice/x.service\n",
        );
        let expected = UnitState {
            process: Some(41),
            run: "c0ffee".to_owned(),
            group: "/system.slice/x.service".to_owned(),
            ..UnitState::default()
        };
        assert_eq!(state, expected);
    }

    #[test]
    fn an_end_is_told_as_shells_do() {
        let ended = |code, status, result| {
            read(&format!(
                "ActiveState=failed\nMainPID=0\nExecMainCode={code}\nExecMainStatus={status}\nResult={result}\n"
            ))
        };
        assert_eq!(ended(1, 2, "exit-code").code, Some(2));
        assert_eq!(ended(2, 9, "signal").code, Some(137));
        let starved = ended(2, 9, "oom-kill");
        assert!(starved.out_of_memory);
        assert_eq!(starved.process, None);
        assert_eq!(read("").code, None);
    }

    #[test]
    fn the_end_of_a_process_is_waited_for() {
        let mut child = Command::new("sleep").arg("60").spawn().expect("a child");
        let process = Process::of(child.id()).expect("it runs");
        assert!(!process.has_ended());
        child.kill().expect("killed");
        let ended = wait_for(&[process.as_fd()], Duration::from_secs(60));
        assert_eq!(ended, Some(0));
        child.wait().expect("gone");
    }
}
