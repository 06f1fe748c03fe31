//! Other settings for a server that was set up: fetched by root, put in place by the server's own user.
//!
//! A server program reads its settings when it starts and at no other time, so they are written while it
//! runs, and it is restarted afterwards. Killed in between, they are in force from its next start on; done
//! twice it is done.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use domain::boot_plan::BootPlan;
use domain::server::NewSettings;
use pack::runs_once;
use serde::{Deserialize, Serialize};

use crate::clean::clean_settings;
use crate::fetch::{Fetcher, Wanted};
use crate::files::{delete, replace};
use crate::paths::Paths;
use crate::plugin::PluginSettings;
use crate::plugin_settings;
use crate::setup::Installed;
use crate::user::User;

/// No settings of a server are as large.
const MOST: u64 = 4 << 20;

/// What was kept of a change, as far as a machine has to know.
#[derive(Debug, Deserialize)]
struct Change {
    settings: NewSettings,
}

/// What the settings say that were put in place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rewritten {
    /// Whether they say that the server ends after its last session.
    pub runs_once: bool,
    /// Where its UDP plugin speaks.
    pub plugin: PluginSettings,
}

/// Fetches other settings from a signed address and puts them in place, for the next start of the server.
///
/// # Errors
/// When they cannot be had or written; the settings of before are in force then.
pub fn reconfigure(
    paths: &Paths,
    plan: &BootPlan,
    url: &str,
    user: Option<User>,
    pause: Duration,
) -> io::Result<()> {
    let mut installed =
        Installed::read(paths, plan).ok_or_else(|| io::Error::other("the server is not set up"))?;
    let fetched = paths.change();
    let wanted = Wanted {
        url,
        size: None,
        sha256: None,
    };
    Fetcher::new(pause, &|_| ())
        .fetch(&wanted, &fetched)
        .map_err(io::Error::other)?;
    let rewritten = rewrite_as(user, &paths.server, &fetched);
    delete(&fetched)?;
    let rewritten = rewritten?;
    installed.runs_once = rewritten.runs_once;
    installed.plugin = rewritten.plugin;
    // It has another one from its next start on.
    installed.rcon = None;
    installed.write(paths)
}

/// Calls [`rewrite`] as the server's user: its program may have put links where its settings were.
fn rewrite_as(user: Option<User>, server: &Path, change: &Path) -> io::Result<Rewritten> {
    let mut command = Command::new("/proc/self/exe");
    command
        .arg("rewrite")
        .arg(server)
        .stdin(File::open(change)?)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(user) = user {
        user.runs(&mut command);
    }
    let output = command.output()?;
    if output.status.success() {
        return Ok(serde_json::from_slice(&output.stdout)?);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(said.trim().to_owned()))
}

/// Puts the settings of a change into the folder of a server, cleaned and with the plugin switched on, as a
/// pack's are when it is unpacked.
///
/// # Errors
/// When it is no change, or a file cannot be written.
pub fn rewrite(change: impl Read, server: &Path) -> io::Result<Rewritten> {
    let change: Change = serde_json::from_reader(change.take(MOST))?;
    let is_ours = |name: &str| NewSettings::FILES.contains(&name);
    if let Some(other) = change.settings.files.keys().find(|name| !is_ours(name)) {
        return Err(io::Error::other(format!(
            "{other} is not a file of settings"
        )));
    }
    for (name, text) in &change.settings.files {
        replace(&server.join(name), text.as_bytes(), 0o600)?;
    }
    let cfg = server.join("cfg");
    let plugin = plugin_settings::switch_on(&cfg)?;
    clean_settings(server)?;
    Ok(Rewritten {
        plugin,
        runs_once: runs_once(&fs::read(cfg.join("server_cfg.ini"))?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(files: &str) -> (tempfile::TempDir, io::Result<Rewritten>) {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("cfg")).expect("made");
        let pack = r#"{"location":{"bucket":null,"key":"packs/1/a/b.zip"},"track":"spa","cars":[],"more_cars":0,"slots":2,"ports":{"udp":9600,"tcp":9600,"http":8081,"wrapper":null},"password":false,"platform":"linux"}"#;
        let text = format!(
            r#"{{"schema":2,"settings":{{"pack":{pack},"size":1,"sha256":null,"files":{files}}}}}"#
        );
        let done = rewrite(text.as_bytes(), folder.path());
        (folder, done)
    }

    #[test]
    fn settings_are_put_in_place_as_those_of_a_pack_are() {
        let cfg = "[SERVER]\\nNAME=Cup\\nUDP_PORT=9600\\nTCP_PORT=9600\\nHTTP_PORT=8081\\nMAX_CLIENTS=12\\nUDP_PLUGIN_ADDRESS=10.0.0.7:12000\\n";
        let files = format!(r#"{{"cfg/server_cfg.ini":"{cfg}","cfg/entry_list.ini":"[CAR_0]\n"}}"#);
        let (folder, done) = rewritten(&files);
        assert_eq!(done.expect("rewritten").plugin.slots, 12);
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("there");
        let server = read("cfg/server_cfg.ini");
        assert!(server.contains("NAME=Cup"), "{server}");
        assert!(!server.contains("10.0.0.7"), "{server}");
        assert_eq!(read("cfg/entry_list.ini"), "[CAR_0]\n");
    }

    #[test]
    fn nothing_but_settings_is_written() {
        for name in ["../x", "acServer", "/etc/passwd", "cfg/../../x"] {
            let (_folder, done) = rewritten(&format!(r#"{{"{name}":"x"}}"#));
            let why = done.expect_err("refused").to_string();
            assert!(why.contains("is not a file of settings"), "{why}");
        }
    }
}
