//! Starting a program through the helper, and learning whether it runs.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::confinement::Confinement;
use crate::helper::VERB;
use crate::support::Support;

/// More than any report has.
const MOST: u64 = 64 << 10;

/// A program that is to be started, and how it is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Launch {
    /// The program's file.
    pub program: PathBuf,
    /// What it is called with.
    pub arguments: Vec<String>,
    /// What it may do.
    pub confinement: Confinement,
    /// What is applied: all that this says, or the program is not started. From
    /// [`Support::of_this_system`].
    pub support: Support,
    /// Whether it may be started although [`Support::confines`] is false.
    pub allow_unconfined: bool,
}

/// What is being done to start a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Understanding what is asked.
    Request,
    /// Keeping it from files, ports and processes.
    Landlock,
    /// Filtering its system calls.
    Seccomp,
    /// Setting its limits.
    Limits,
    /// Giving it a user, or taking root's capabilities.
    User,
    /// Executing it.
    Execute,
}

/// Why a program does not run.
#[derive(Debug, thiserror::Error)]
pub enum LaunchError {
    /// The system has too little to confine it with, and nobody allowed that.
    #[error("this system cannot confine a program")]
    Unconfined,
    /// It cannot be told to the helper: a path that is no text, or no pipe.
    #[error("the start cannot be prepared")]
    Prepare(#[source] io::Error),
    /// It was confined, and the system does not execute it.
    #[error("the system does not execute it")]
    Execute(#[source] io::Error),
    /// A part of the confinement that should work does not.
    #[error("it cannot be confined ({step:?}: {message})")]
    Confine {
        /// Which.
        step: Step,
        /// What the system said.
        message: String,
    },
    /// The helper ended without a word, or said something else.
    #[error("the helper that confines it broke off")]
    Helper,
}

/// What the helper says if it fails.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) step: Step,
    pub(crate) message: String,
    /// The system's number for it.
    pub(crate) errno: Option<i32>,
}

/// How the start ends. While it is held, the helper can report.
#[derive(Debug)]
pub struct Outcome {
    report: io::PipeReader,
}

/// What the helper writes before it executes the program.
pub(crate) const CONFINED: &[u8] = b"confined\n";

impl Launch {
    /// The command that starts it, by way of `helper`: the file of an executable whose `main` calls
    /// [`crate::run_if_asked`], usually this one's. Folder, output and process group are the
    /// caller's to add; standard input is taken, and the program finds it empty.
    ///
    /// Spawn it, **drop the command**, and ask [`Outcome::wait`].
    ///
    /// # Errors
    /// [`LaunchError::Unconfined`] and [`LaunchError::Prepare`].
    pub fn command(&self, helper: &Path) -> Result<(Command, Outcome), LaunchError> {
        if !self.support.confines() && !self.allow_unconfined {
            return Err(LaunchError::Unconfined);
        }
        let json = serde_json::to_string(self)
            .map_err(io::Error::other)
            .map_err(LaunchError::Prepare)?;
        let (report, writer) = io::pipe().map_err(LaunchError::Prepare)?;
        let scope = self.support.scope;
        let scope = scope.and_then(|scope| Some((scope, scope.helper(helper)?)));
        let mut command = match scope {
            // The helper takes what else there is out of the environment.
            Some((scope, helper)) => {
                let deny = self.confinement.network.deny.as_slice();
                let mut command = scope.command(self.confinement.limits, deny);
                command.arg(helper);
                command
            }
            None => {
                let mut command = Command::new(helper);
                command.env_clear();
                command
            }
        };
        command
            .arg(VERB)
            .arg(json)
            .envs(&self.confinement.environment)
            .stdin(Stdio::from(writer));
        Ok((command, Outcome { report }))
    }
}

impl Outcome {
    /// Waits until the program is executed, which takes some milliseconds.
    ///
    /// # Errors
    /// If it was not: all of [`LaunchError`] but what [`Launch::command`] answers.
    pub fn wait(self) -> Result<(), LaunchError> {
        let mut said = Vec::new();
        self.report
            .take(MOST)
            .read_to_end(&mut said)
            .map_err(|_| LaunchError::Helper)?;
        judge(&said)
    }
}

/// The pipe closes by itself when the program is executed.
fn judge(said: &[u8]) -> Result<(), LaunchError> {
    let (is_confined, rest) = match said.strip_prefix(CONFINED) {
        Some(rest) => (true, rest),
        None => (false, said),
    };
    if is_confined && rest.is_empty() {
        return Ok(());
    }
    let report: Report = serde_json::from_slice(rest).map_err(|_| LaunchError::Helper)?;
    Err(match (report.step, report.errno) {
        (Step::Execute, Some(number)) => LaunchError::Execute(io::Error::from_raw_os_error(number)),
        (step, _) => LaunchError::Confine {
            step,
            message: report.message,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_program_that_was_confined_and_executed_runs() {
        assert!(judge(CONFINED).is_ok());
        assert!(matches!(judge(b""), Err(LaunchError::Helper)));
        assert!(matches!(judge(b"confined\n{"), Err(LaunchError::Helper)));
        let missing = br#"confined
{"step":"Execute","message":"x","errno":2}"#;
        match judge(missing) {
            Err(LaunchError::Execute(error)) => {
                assert_eq!(error.kind(), io::ErrorKind::NotFound);
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn nothing_is_started_unconfined_unless_that_is_allowed() {
        let mut launch = Launch {
            program: PathBuf::from("/bin/true"),
            arguments: Vec::new(),
            confinement: Confinement::default(),
            support: Support::NONE,
            allow_unconfined: false,
        };
        let refused = launch.command(Path::new("/bin/true"));
        assert!(matches!(refused, Err(LaunchError::Unconfined)));
        launch.allow_unconfined = true;
        assert!(launch.command(Path::new("/bin/true")).is_ok());
    }
}
