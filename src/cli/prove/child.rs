//! Calls this very program, as a person would.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::process::{Child, Command};

use crate::cli::signals::Signals;

/// How long a call that was asked to end may clear away what it began.
const ENDING: Duration = Duration::from_secs(120);

/// What came of a call.
pub(super) enum Ended {
    /// It is done; what it printed.
    Done(String),
    /// It failed; what it said.
    Failed(String),
    /// It took too long, and was ended.
    Late,
    /// Somebody asked us to stop, so it was ended.
    Interrupted,
}

/// This program with these settings.
#[derive(Debug)]
pub(super) struct Program {
    path: PathBuf,
    config: Option<PathBuf>,
}

impl Program {
    /// # Errors
    /// When the system does not say where this program lies.
    pub(super) fn this(config: Option<&Path>) -> std::io::Result<Self> {
        Ok(Self {
            path: std::env::current_exe()?,
            config: config.map(Path::to_owned),
        })
    }

    /// Calls it and waits, for at most so long.
    pub(super) async fn call(
        &self,
        arguments: &[&str],
        limit: Duration,
        signals: &mut Signals,
    ) -> std::io::Result<Ended> {
        let mut command = Command::new(&self.path);
        command
            .args(arguments)
            // What this leaves running, because the computer dies, ends by itself.
            .env("AC_DEPLOY_PATIENCE__IDLE_MINUTES", "30")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        if let Some(config) = &self.config {
            command.env("AC_DEPLOY_CONFIG", config);
        }
        let child = command.spawn()?;
        let process = child.id();
        let mut waiting = Box::pin(output(child));
        let early = tokio::select! {
            output = &mut waiting => return output.map(ended),
            () = tokio::time::sleep(limit) => Ended::Late,
            _ = signals.next() => Ended::Interrupted,
        };
        interrupt(process);
        // Killed when it is dropped.
        let _ = tokio::time::timeout(ENDING, waiting).await;
        Ok(early)
    }
}

async fn output(child: Child) -> std::io::Result<Output> {
    child.wait_with_output().await
}

fn ended(output: Output) -> Ended {
    if output.status.success() {
        return Ended::Done(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    // Progress comes first.
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    Ended::Failed(lines[lines.len().saturating_sub(3)..].join(" "))
}

/// Asks it to end in order: an upload is aborted, an order is given back.
#[cfg(target_os = "linux")]
fn interrupt(process: Option<u32>) {
    use rustix::process::{Pid, Signal, kill_process};

    let process = process
        .and_then(|process| i32::try_from(process).ok())
        .and_then(Pid::from_raw);
    if let Some(process) = process
        && let Err(error) = kill_process(process, Signal::INT)
    {
        tracing::debug!(
            error = &error as &dyn std::error::Error,
            "it has ended already"
        );
    }
}

/// Elsewhere Ctrl-C reaches it as it reaches us, and whoever is late is killed.
#[cfg(not(target_os = "linux"))]
fn interrupt(_: Option<u32>) {}
