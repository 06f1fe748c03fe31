//! `ac-deploy sandbox` as a process.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// How long it may take to start, and to end.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder of one test's own.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("page-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder of our own");
        Self(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, and says where.
    pub(crate) fn file(&self, name: &str, contents: &[u8]) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, contents).expect("the file is written");
        path.into_os_string().into_string().expect("UTF-8")
    }

    /// What lies in it.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).expect("a folder");
        entries
            .map(|entry| {
                entry
                    .expect("readable")
                    .file_name()
                    .into_string()
                    .expect("UTF-8")
            })
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program with nothing of the tester's environment; what it makes for a time lies in `folder`.
pub(crate) fn program(folder: &Folder, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ac-deploy"));
    command
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .env("TMPDIR", folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    if let Some(log) = std::env::var_os("RUST_LOG") {
        command.env("RUST_LOG", log);
    }
    command
}

/// A sandbox that runs.
pub(crate) struct Sandbox {
    pub(crate) url: String,
    process: Child,
    folder: Folder,
}

impl Sandbox {
    pub(crate) async fn start() -> Self {
        Self::start_at("0").await
    }

    /// Starts one with its page at a port.
    pub(crate) async fn start_at(port: &str) -> Self {
        let folder = Folder::new();
        let mut process = program(&folder, &["sandbox", "--port", port])
            .spawn()
            .expect("the program runs");
        let out = process.stdout.take().expect("piped");
        let mut lines = BufReader::new(out).lines();
        let first = tokio::time::timeout(PATIENCE, lines.next_line()).await;
        let first = first.expect("it starts in time").expect("readable");
        let Some(url) = first
            .as_deref()
            .and_then(|line| line.strip_prefix("The sandbox is at "))
        else {
            let mut words = String::new();
            let mut err = process.stderr.take().expect("piped");
            err.read_to_string(&mut words).await.expect("readable");
            panic!("it did not start: {first:?}\n{words}");
        };
        Self {
            url: url.to_owned(),
            process,
            folder,
        }
    }

    /// Writes a file for the browser to attach.
    pub(crate) fn file(&self, name: &str, contents: &[u8]) -> String {
        self.folder.file(name, contents)
    }

    /// The most memory that the process has held so far, in bytes.
    pub(crate) fn peak(&self) -> u64 {
        let id = self.process.id().expect("it runs");
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("Linux");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
        kib.expect("a size").parse::<u64>().expect("a number") << 10
    }

    /// Kills it, so that it cannot put anything in order. Answers its folder, with all that is left.
    pub(crate) async fn kill(mut self) -> Folder {
        self.process.kill().await.expect("it ran");
        self.folder
    }

    /// Sends a signal and waits for the end: the exit code, what it said on standard error, and
    /// what is left in its folder.
    pub(crate) async fn end(mut self, signal: &str) -> (i32, String, Vec<String>) {
        let id = self.process.id().expect("it runs").to_string();
        let sent = Command::new("kill")
            .args(["-s", signal, &id])
            .status()
            .await;
        assert!(sent.expect("there is `kill`").success());
        let mut words = String::new();
        let mut err = self.process.stderr.take().expect("piped");
        let ending = async {
            err.read_to_string(&mut words).await.expect("readable");
            self.process.wait().await.expect("it ends")
        };
        let ended = tokio::time::timeout(PATIENCE, ending)
            .await
            .expect("it ends in time");
        (
            ended.code().expect("not killed"),
            words,
            self.folder.names(),
        )
    }
}
