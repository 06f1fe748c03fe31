//! Calling the program.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// An empty folder to run the program in, with nothing of the tester's own environment.
#[derive(Debug)]
pub(crate) struct Shell {
    folder: PathBuf,
    variables: Vec<(String, String)>,
}

/// How a call ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Shell {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("cli-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder of our own");
        Self {
            folder,
            variables: Vec::new(),
        }
    }

    pub(crate) fn file(&self, name: &str, contents: impl AsRef<[u8]>) -> &Self {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().expect("inside our folder"))
            .expect("a folder for the file");
        fs::write(path, contents).expect("the file is written");
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(crate) fn variable(&mut self, name: &str, value: &str) -> &mut Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Calls the program, and waits for its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        ended(self.command(arguments).output().expect("the program runs"))
    }

    /// The same beside whatever else the test's runtime has to do.
    pub(crate) async fn call(&self, arguments: &[&str]) -> Ended {
        self.start(arguments).ended().await
    }

    /// Calls the program, and does not wait.
    pub(crate) fn start(&self, arguments: &[&str]) -> Running {
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Running(command.spawn().expect("the program runs"))
    }

    /// The same with its log in a file: a pipe that nobody empties would hold it.
    pub(crate) fn start_with_log(&self, arguments: &[&str], log: &str) -> Running {
        let log = fs::File::create(self.path(log)).expect("a log");
        let mut command = self.command(arguments);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        Running(command.spawn().expect("the program runs"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ac-deploy"));
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The program while it runs.
#[derive(Debug)]
pub(crate) struct Running(Child);

impl Running {
    /// What the system says of it: `cmdline`, `limits`.
    pub(crate) fn about(&self, what: &str) -> std::io::Result<Vec<u8>> {
        fs::read(format!("/proc/{}/{what}", self.0.id()))
    }

    /// Sends a signal: `INT`, `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.0.id().to_string()])
            .status();
        assert!(
            sent.expect("there is `kill`").success(),
            "it has ended already"
        );
    }

    /// Waits for its end, for at most a minute.
    pub(crate) async fn ended(self) -> Ended {
        let process = self.0.id().to_string();
        let mut waiting = tokio::task::spawn_blocking(move || self.0.wait_with_output());
        let output = match tokio::time::timeout(Duration::from_secs(60), &mut waiting).await {
            Ok(output) => output,
            Err(_) => {
                let _ = Command::new("kill").args(["-s", "KILL", &process]).status();
                panic!("it did not end within a minute: {:?}", waiting.await);
            }
        };
        ended(output.expect("no panic").expect("the program runs"))
    }
}

fn ended(output: Output) -> Ended {
    Ended {
        code: output.status.code().expect("it was not killed"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Waits for what does not tell by itself, for at most twenty seconds.
pub(crate) async fn until(mut condition: impl FnMut() -> bool) {
    let waiting = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting)
        .await
        .expect("it comes within twenty seconds");
}
