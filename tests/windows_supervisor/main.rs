//! `supervisor.cmd` as a machine gets it, run under wine with a stand-in `acServer.exe`.
//!
//! What this shows is wine's `cmd.exe` and not Microsoft's; wine keeps Windows' rules for files that
//! somebody else has open, which is what most of this is about. Without wine or mingw nothing is run
//! and a line on the standard error says so.

mod wine;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

use cloud_aws::user_data;
use wine::{Wine, wine};

/// The supervisor of a wrapper ends every `acServer.exe`, so it has the drive for itself.
static DRIVE: RwLock<()> = RwLock::new(());

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The script as a machine fetches it, with Windows' line ends.
fn supervisor() -> String {
    let json = user_data::windows_scripts().expect("the scripts");
    let mut scripts: BTreeMap<String, String> = serde_json::from_str(&json).expect("JSON");
    scripts.remove("supervisor.cmd").expect("the supervisor")
}

fn until<T>(what: impl Debug, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "waited in vain for {what:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A folder on the drive with a pack, places for the logs, and a supervisor that runs.
struct Stage {
    wine: &'static Wine,
    name: &'static str,
    program: &'static str,
    supervisor: Option<Child>,
    readers: Vec<Child>,
    _drive: Option<RwLockReadGuard<'static, ()>>,
}

impl Stage {
    /// None where wine is not installed.
    fn new(name: &'static str) -> Option<Self> {
        let mut stage = Self::alone(name, "acServer.exe")?;
        stage._drive = Some(DRIVE.read().unwrap_or_else(PoisonError::into_inner));
        Some(stage)
    }

    fn alone(name: &'static str, program: &'static str) -> Option<Self> {
        let wine = wine()?;
        let stage = Self {
            wine,
            name,
            program,
            supervisor: None,
            readers: Vec::new(),
            _drive: None,
        };
        let _ = std::fs::remove_dir_all(stage.path(""));
        std::fs::create_dir_all(stage.path("my pack (1)")).expect("a folder");
        std::fs::create_dir_all(stage.path("state")).expect("a folder");
        std::fs::copy(&wine.server, stage.pack(program)).expect("the server");
        stage.write("state/supervisor.cmd", &supervisor());
        Some(stage)
    }

    fn path(&self, file: &str) -> PathBuf {
        self.wine.on_drive(&format!("{}/{file}", self.name))
    }

    fn pack(&self, file: &str) -> PathBuf {
        self.path(&format!("my pack (1)/{file}"))
    }

    fn write(&self, file: &str, text: &str) {
        std::fs::write(self.path(file), text).expect("written");
    }

    fn read(&self, file: &str) -> String {
        let bytes = std::fs::read(self.path(file)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// What the nth run of the server does.
    fn runs(&self, lines: &[&str]) {
        self.write("my pack (1)/runs.txt", &lines.join("\n"));
    }

    /// Starts the supervisor as the task does, but with these pauses and this limit.
    fn supervise(&mut self, seconds: u32, limit: u32) {
        let folder = format!("C:\\{}", self.name);
        // Wine would quote a command line in another way than the task scheduler.
        let call = format!(
            "@\"{folder}\\state\\supervisor.cmd\" \"{folder}\\my pack (1)\" \"{}\" \
             \"{folder}\\log.txt\" \"{folder}\\error.txt\" \"{folder}\\state\" {seconds} {limit}\r\n",
            self.program
        );
        self.write("task.cmd", &call);
        let task = format!("{folder}\\task.cmd");
        let child = self.wine.command(&["cmd", "/d", "/c", &task]).spawn();
        self.supervisor = Some(child.expect("wine starts"));
    }

    /// Waits until the supervisor says this.
    fn says(&self, line: &str) {
        until((self.name, line), || {
            (self.read("state/run.txt").trim_end() == line).then_some(())
        });
    }

    /// With what the supervisor ends.
    fn ends(&mut self) -> Option<i32> {
        let mut supervisor = self.supervisor.take().expect("a supervisor");
        until((self.name, "the supervisor's end"), || {
            supervisor.try_wait().expect("a child")
        })
        .code()
    }

    /// Ends the server that runs, with this code.
    fn end_server(&self, code: i32) {
        self.write("my pack (1)/end.new", &code.to_string());
        std::fs::rename(self.pack("end.new"), self.pack("end.txt")).expect("renamed");
    }

    /// When the server was started, each time.
    fn starts(&self) -> Vec<u64> {
        self.read("my pack (1)/starts.txt")
            .lines()
            .map(|line| line.parse().expect("a time"))
            .collect()
    }

    /// Somebody who has a file open until [`Stage::release`].
    fn hold(&mut self, file: &str, mode: &str) {
        let server = format!("C:\\{}\\my pack (1)\\{}", self.name, self.program);
        let path = format!("C:\\{}\\{file}", self.name);
        let mut child = self
            .wine
            .command(&[&server, "hold", &path, mode])
            .stdout(Stdio::piped())
            .spawn()
            .expect("wine starts");
        let mut said = String::new();
        let stdout = child.stdout.take().expect("a pipe");
        std::io::BufRead::read_line(&mut std::io::BufReader::new(stdout), &mut said)
            .expect("a line");
        assert_eq!(said.trim_end(), "holding");
        self.readers.push(child);
    }

    fn release(&mut self, file: &str) {
        self.write(&format!("{file}.release"), "");
        for mut reader in self.readers.drain(..) {
            reader.wait().expect("a child");
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // In its own way, because wine is left with half a process where cmd.exe is killed.
        self.write("state/ask.txt", "stop\r\n");
        self.end_server(0);
        let end = Instant::now() + Duration::from_secs(10);
        for mut child in self
            .supervisor
            .take()
            .into_iter()
            .chain(self.readers.drain(..))
        {
            while matches!(child.try_wait(), Ok(None)) && Instant::now() < end {
                std::thread::sleep(Duration::from_millis(10));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[test]
fn after_a_crash_the_server_is_started_again_with_a_log_of_its_own() {
    let Some(mut stage) = Stage::new("crash") else {
        return;
    };
    stage.runs(&["exit 3", "stay"]);
    stage.supervise(1, 5);
    stage.says("running 2 3");
    let log = || stage.read("log.txt");
    until("the second log", || log().contains("run 2").then_some(()));
    assert!(log().contains("in C:\\crash\\my pack (1)"), "{}", log());
    assert!(log().contains("stdin empty"), "{}", log());
    assert!(!log().contains("run 1"), "{}", log());
    assert!(stage.read("log.txt.old").contains("run 1"));
    assert!(stage.read("error.txt").contains("errors of run 2"));
    assert!(stage.read("error.txt.old").contains("errors of run 1"));
}

#[test]
fn pauses_grow_until_it_gives_up() {
    let Some(mut stage) = Stage::new("loop") else {
        return;
    };
    stage.runs(&["exit 1", "exit 1", "exit 1", "exit -1073741819"]);
    stage.supervise(1, 4);
    assert_eq!(stage.ends(), Some(0), "the task must not be run again");
    assert_eq!(
        stage.read("state/run.txt").trim_end(),
        "gaveup 4 -1073741819"
    );
    let starts = stage.starts();
    let pauses: Vec<u64> = starts.windows(2).map(|two| two[1] - two[0]).collect();
    assert_eq!(pauses.len(), 3);
    for (pause, least) in pauses.iter().zip([900, 1900, 2900]) {
        assert!(least <= *pause, "{pauses:?}");
    }
}

#[test]
fn a_server_that_the_lobby_shut_down_has_not_succeeded() {
    let Some(mut stage) = Stage::new("lobby") else {
        return;
    };
    stage.runs(&["lobby", "lobby"]);
    stage.supervise(0, 2);
    assert_eq!(stage.ends(), Some(0));
    assert_eq!(stage.read("state/run.txt").trim_end(), "gaveup 2 0");
    assert!(stage.read("log.txt").contains("LOBBY COULD NOT BE RACHED"));
}

#[test]
fn a_run_that_was_well_is_no_part_of_a_crash_loop() {
    let Some(mut stage) = Stage::new("well") else {
        return;
    };
    stage.runs(&["exit 1", "stay", "exit 2"]);
    stage.supervise(0, 2);
    stage.says("running 2 1");
    stage.write("state/well.txt", "2\r\n");
    stage.end_server(7);
    assert_eq!(stage.ends(), Some(0));
    assert_eq!(stage.read("state/run.txt").trim_end(), "gaveup 3 2");
}

#[test]
fn who_asks_for_a_restart_gets_it_at_once_and_who_asks_for_a_stop_too() {
    let Some(mut stage) = Stage::new("asked") else {
        return;
    };
    // The first end would be one too many, and the pause longer than the test.
    stage.supervise(3600, 1);
    stage.says("running 1 none");
    stage.write("state/ask.txt", "restart 1\r\n");
    stage.end_server(-1);
    stage.says("running 2 -1");
    stage.write("state/ask.txt", "stop\r\n");
    stage.end_server(9);
    assert_eq!(stage.ends(), Some(0));
    assert_eq!(stage.read("state/run.txt").trim_end(), "stopped 2 9");
    // Nor does it start one before that was taken back.
    stage.supervise(3600, 1);
    assert_eq!(stage.ends(), Some(0));
    assert_eq!(stage.starts().len(), 2);
}

#[test]
fn an_old_request_for_a_restart_is_for_that_run_only() {
    let Some(mut stage) = Stage::new("stale") else {
        return;
    };
    stage.write("state/ask.txt", "restart 7\r\n");
    stage.runs(&["exit 4"]);
    stage.supervise(0, 1);
    assert_eq!(stage.ends(), Some(0));
    assert_eq!(stage.read("state/run.txt").trim_end(), "gaveup 1 4");
}

/// LOOP_MODE=0: the monitor says so of a run that came online.
#[test]
fn a_server_that_had_its_last_session_is_not_started_again() {
    let Some(mut stage) = Stage::new("once") else {
        return;
    };
    // A crash is no last session.
    stage.runs(&["stay", "stay", "stay"]);
    stage.supervise(0, 5);
    stage.says("running 1 none");
    stage.write("state/ask.txt", "once 1\r\n");
    stage.end_server(3);
    stage.says("running 2 3");
    stage.write("state/ask.txt", "once 2\r\n");
    stage.end_server(0);
    assert_eq!(stage.ends(), Some(0));
    assert_eq!(stage.read("state/run.txt").trim_end(), "over 2 0");
    // Nor is one behind a wrapper, whose own code says nothing.
    std::fs::remove_file(stage.path("state/ask.txt")).expect("deleted");
    stage.supervise(0, 5);
    stage.says("running 1 none");
    stage.write("state/ask.txt", "over 1\r\n");
    stage.end_server(1);
    assert_eq!(stage.ends(), Some(0));
    assert_eq!(stage.read("state/run.txt").trim_end(), "over 1 1");
}

#[test]
fn whoever_reads_as_the_monitor_does_is_in_nobody_s_way() {
    let Some(mut stage) = Stage::new("readers") else {
        return;
    };
    stage.supervise(0, 5);
    stage.says("running 1 none");
    until("a log", || {
        stage.read("log.txt").contains("run 1").then_some(())
    });
    for file in ["log.txt", "error.txt", "state\\run.txt"] {
        stage.hold(file, "shared");
    }
    stage.end_server(1);
    stage.says("running 2 1");
    until("a second log", || {
        stage.read("log.txt").contains("run 2").then_some(())
    });
    assert!(stage.read("log.txt.old").contains("run 1"));
    for file in ["log.txt", "error.txt", "state/run.txt"] {
        stage.write(&format!("{file}.release"), "");
    }
    stage.release("log.txt");
}

#[test]
fn a_reader_who_lets_nobody_write_costs_the_log_and_not_the_server() {
    let Some(mut stage) = Stage::new("stubborn") else {
        return;
    };
    stage.write("log.txt", "an old boot's\r\n");
    stage.hold("log.txt", "stubborn");
    stage.supervise(0, 5);
    stage.says("running 1 none");
    until("a server", || (stage.starts().len() == 1).then_some(()));
    assert_eq!(stage.read("log.txt"), "an old boot's\r\n");
    stage.release("log.txt");
    stage.end_server(1);
    stage.says("running 2 1");
    until("a log again", || {
        stage.read("log.txt").contains("run 2").then_some(())
    });
}

#[test]
fn a_program_that_was_taken_away_is_told() {
    let Some(mut stage) = Stage::new("missing") else {
        return;
    };
    stage.runs(&["stay"]);
    std::fs::remove_file(stage.pack("acServer.exe")).expect("removed");
    stage.supervise(0, 5);
    assert_eq!(stage.ends(), Some(0));
    assert_eq!(stage.read("state/run.txt").trim_end(), "missing 1 none");
}

#[test]
fn a_wrapper_s_server_that_was_left_behind_is_ended() {
    let Some(mut stage) = Stage::alone("wrapper", "acServerWrapper.exe") else {
        return;
    };
    let _drive = DRIVE.write().unwrap_or_else(PoisonError::into_inner);
    std::fs::create_dir_all(stage.path("left")).expect("a folder");
    std::fs::copy(&stage.wine.server, stage.path("left/acServer.exe")).expect("the server");
    let mut left = stage
        .wine
        .command(&["C:\\wrapper\\left\\acServer.exe"])
        .current_dir(stage.path("left"))
        .spawn()
        .expect("wine starts");
    until("the server", || {
        (!stage.read("left/starts.txt").is_empty()).then_some(())
    });
    std::fs::copy(&stage.wine.server, stage.pack("acServer.exe")).expect("the server");
    stage.supervise(0, 5);
    until("its end", || left.try_wait().expect("a child"));
    stage.says("running 1 none");
    until("the wrapper's own server", || {
        stage
            .read("my pack (1)/starts.txt")
            .lines()
            .next()
            .map(drop)
    });
}
