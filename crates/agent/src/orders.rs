//! What a prepared machine does at each boot: it reads in its user data for which server it is. What
//! was there of another one goes first; without a server it wipes itself and switches off.
//!
//! cloud-init runs user data once in the life of a machine, so this reads them itself.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use domain::boot_plan::{BootPlan, Orders};

use crate::files::{delete, delete_folder, found, replace};
use crate::paths::Paths;

/// How often the metadata service is asked: with the usual pause it has two minutes to come up.
const TRIES: usize = 24;

/// What follows from the orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The server's set-up follows.
    Serve,
    /// The machine is to be switched off, to wait.
    Wait,
}

/// Reads the orders, once they can be read.
///
/// # Errors
/// When they cannot be: then nobody knows whose machine it is, and nothing may be started.
pub fn read(pause: Duration) -> io::Result<Orders> {
    let client = crate::http::for_pages();
    for tries in 1.. {
        if let Some(text) = crate::metadata::user_data(&client) {
            return Orders::read(&text).map_err(io::Error::other);
        }
        if tries == TRIES {
            break;
        }
        std::thread::sleep(pause);
    }
    Err(io::Error::other("the metadata service does not answer"))
}

/// Makes the machine one of these orders. Interrupted at any point, it is called again.
///
/// # Errors
/// When something of the server before stays, or the plan cannot be written.
pub fn follow(paths: &Paths, orders: &Orders) -> io::Result<Next> {
    let Orders::Serve(plan) = orders else {
        wipe(paths)?;
        return Ok(Next::Wait);
    };
    let before = read_plan(paths);
    if before.as_ref().map(|before| &before.server) != Some(&plan.server) {
        // The plan goes with it, so that what was not wiped to its end is wiped again.
        wipe(paths)?;
    }
    if before.as_ref() != Some(&**plan) {
        // Its addresses open the pack.
        replace(&paths.plan(), &serde_json::to_vec(plan)?, 0o600)?;
    }
    Ok(Next::Serve)
}

fn read_plan(paths: &Paths) -> Option<BootPlan> {
    serde_json::from_slice(&fs::read(paths.plan()).ok()?).ok()
}

/// Deletes all that a server and its pack left, and what was told of them. The agent and its units stay.
fn wipe(paths: &Paths) -> io::Result<()> {
    // First what is started or unpacked from, last what says whose it was.
    delete(&paths.installed())?;
    empty(paths.server.parent().unwrap_or(&paths.server), |_| false)?;
    let state = paths.journals.parent().unwrap_or(&paths.journals);
    // The link to the report stays; the report itself lies in memory.
    empty(state, |name| name == "server-info.txt")?;
    empty(&paths.logs, |_| false)?;
    forget_elsewhere();
    empty(&paths.folder, |name| {
        name == crate::cli::PROGRAM || name == "plan.json"
    })?;
    delete(&paths.plan())
}

/// What others wrote down of the server: the system's journal, the answers to the bot's questions, the
/// orders before. Where one of them is not there, or not as it was, nothing of the pack is left by that.
fn forget_elsewhere() {
    for arguments in [["--rotate", "--quiet"], ["--vacuum-time=1s", "--quiet"]] {
        let _ = Command::new("journalctl").args(arguments).status();
    }
    let told = [
        ("/var/lib/amazon/ssm", "orchestration"),
        ("/var/lib/cloud/instances", "user-data.txt"),
        ("/var/lib/cloud/instances", "user-data.txt.i"),
        ("/var/lib/cloud/instances", "obj.pkl"),
        ("/var/tmp", "tmp"),
    ];
    for (below, name) in told {
        if let Err(error) = delete_named(Path::new(below), name, 5) {
            eprintln!("{below}: {error}");
        }
    }
}

/// Deletes what has this name, in a folder and so many below it.
fn delete_named(folder: &Path, name: &str, depth: u32) -> io::Result<()> {
    let Some(entries) = found(fs::read_dir(folder))? else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        // Not that of what a link leads to.
        let is_folder = entry.file_type()?.is_dir();
        match (is_folder, entry.file_name() == name) {
            (true, true) => delete_folder(&entry.path())?,
            (false, true) => delete(&entry.path())?,
            (true, false) if depth != 0 => delete_named(&entry.path(), name, depth - 1)?,
            _ => {}
        }
    }
    Ok(())
}

/// Deletes what is in a folder, but for the names that are kept.
fn empty(folder: &Path, is_kept: impl Fn(&str) -> bool) -> io::Result<()> {
    let Some(entries) = found(fs::read_dir(folder))? else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(&is_kept) {
            continue;
        }
        match entry.file_type()?.is_dir() {
            true => delete_folder(&entry.path())?,
            false => delete(&entry.path())?,
        }
    }
    Ok(())
}
