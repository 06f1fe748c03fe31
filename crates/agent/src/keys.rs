//! The ports and the password by which a server is controlled: ours alone, and others at each start.
//!
//! No security group opens them. The UDP plugin has no password; AssettoServer's RCON knows one, `ADMIN_PASSWORD`, which
//! a league's administrators type in the game's chat, so a pack's own one stays. Where an AssettoServer has none, nobody
//! can be an administrator, and it gets one that nobody else knows.
//!
//! The agent chooses ([`Keys::fresh`]), the server's unit has them put in place before its program runs ([`renew`]), by
//! the server's own user ([`lock`]), since that program may have put links where its settings were.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::path::Path;
use std::process::{Command, Stdio};

use configuration::{Document, Text};
use domain::boot_plan::BootPlan;
use pack::ProgramKind;
use serde::{Deserialize, Serialize};

use crate::files::{read_plain, replace};
use crate::paths::Paths;
use crate::plugin::PluginSettings;
use crate::plugin_settings::{with_extra, with_plugin};
use crate::rcon::Rcon;
use crate::setup::Installed;
use crate::user::User;

/// Where ports are chosen from: above those that services have, below those that the system gives to connections,
/// one of which might have it when the server wants it.
const PORTS: std::ops::Range<u16> = 12_000..32_000;
/// The most of a file of settings that is read.
const MOST: u64 = 1 << 20;
const SECTION: &str = "SERVER";
const PASSWORD: &str = "ADMIN_PASSWORD";
const RCON_PORT: &str = "RconPort";

/// By which ports a start of a server is controlled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// Those of its UDP plugin.
    pub plugin: PluginSettings,
    /// `RconPort`, for AssettoServer.
    pub rcon: u16,
}

impl Keys {
    /// New ones that are free now, and that neither the `game` nor a plugin of the pack's own has.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn fresh(game: [u16; 3], before: PluginSettings) -> io::Result<Self> {
        let mut taken = BTreeSet::from(game);
        taken.extend(before.relay.iter().flat_map(|it| [it.from, it.to.port()]));
        let mut next = || {
            loop {
                let [high, low] = random()?;
                let count = PORTS.end - PORTS.start;
                let port = PORTS.start + u16::from_be_bytes([high, low]) % count;
                if is_free(port) && taken.insert(port) {
                    return io::Result::Ok(port);
                }
            }
        };
        Ok(Self {
            plugin: PluginSettings {
                ours: next()?,
                server: next()?,
                ..before
            },
            rcon: next()?,
        })
    }
}

fn is_free(port: u16) -> bool {
    UdpSocket::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok()
        && TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok()
}

fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// What is written into a server's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    keys: Keys,
    /// The password for a server that has none, or the one that this replaces.
    password: Option<NewPassword>,
}

/// A password of ours.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct NewPassword {
    new: String,
    /// The one of the start before.
    before: Option<String>,
}

/// Without what it is about.
impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword")
    }
}

/// Puts the keys in place that the agent chose for the next start, and writes down that they are in force.
///
/// # Errors
/// When a file cannot be read or written; those of before are in force then.
pub fn renew(paths: &Paths, plan: &BootPlan, user: Option<User>) -> io::Result<()> {
    let mut installed =
        Installed::read(paths, plan).ok_or_else(|| io::Error::other("the server is not set up"))?;
    let keys: Keys = serde_json::from_slice(&fs::read(paths.keys())?)?;
    let wanted = Wanted {
        keys,
        password: match is_assetto_server(&installed.program) {
            true => Some(NewPassword {
                new: hex::encode(random::<16>()?),
                before: own_password(&installed),
            }),
            false => None,
        },
    };
    let password = lock_as(user, &paths.server, &wanted)?;
    let new = wanted.password.map(|it| it.new);
    installed.plugin = keys.plugin;
    installed.rcon = password.map(|password| Rcon {
        port: keys.rcon,
        is_ours: Some(&password) == new.as_ref(),
        password,
    });
    installed.write(paths)
}

/// The password that was chosen for the start before.
fn own_password(installed: &Installed) -> Option<String> {
    let rcon = installed.rcon.as_ref().filter(|rcon| rcon.is_ours);
    rcon.map(|rcon| rcon.password.clone())
}

fn is_assetto_server(program: &Path) -> bool {
    let name = program.file_name().unwrap_or_default();
    name == ProgramKind::AssettoServer.file_name()
}

/// Calls [`lock`] as the server's user.
fn lock_as(user: Option<User>, server: &Path, wanted: &Wanted) -> io::Result<Option<String>> {
    let mut command = Command::new("/proc/self/exe");
    command
        .arg("lock")
        .arg(server)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    if let Some(user) = user {
        user.runs(&mut command);
    }
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(&serde_json::to_vec(wanted)?)?;
    }
    let output = child.wait_with_output()?;
    if output.status.success() {
        return Ok(serde_json::from_slice(&output.stdout)?);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(said.trim().to_owned()))
}

/// Writes them into the settings of a server's folder; the administrator's password that then holds, if there is one.
///
/// # Errors
/// When the settings cannot be read or written.
pub fn lock(server: &Path, wanted: &Wanted) -> io::Result<Option<String>> {
    let cfg = server.join("cfg");
    let file = cfg.join("server_cfg.ini");
    let text = read_plain(&file, MOST)?.unwrap_or_default();
    let mut settings = Document::parse(&with_plugin(&text, &wanted.keys.plugin));
    let mut password = settings
        .get(SECTION, PASSWORD)
        .unwrap_or_default()
        .trim()
        .to_owned();
    if let Some(ours) = &wanted.password
        && (password.is_empty() || ours.before.as_ref() == Some(&password))
    {
        password.clone_from(&ours.new);
        settings.set(SECTION, PASSWORD, &Text::cleaned(&password, 64));
    }
    replace(&file, &settings.print(), 0o600)?;
    let file = cfg.join("extra_cfg.yml");
    let extra = read_plain(&file, MOST)?.unwrap_or_default();
    let extra = with_extra(&extra, RCON_PORT, &wanted.keys.rcon.to_string());
    replace(&file, &extra, 0o600)?;
    Ok((!password.is_empty()).then_some(password))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLUGIN: PluginSettings = PluginSettings {
        server: 12_001,
        ours: 12_000,
        slots: 12,
        relay: None,
    };

    struct Folder(tempfile::TempDir);

    impl Folder {
        fn with(server_cfg: &str) -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            fs::create_dir(folder.path().join("cfg")).expect("made");
            let it = Self(folder);
            it.write("server_cfg.ini", server_cfg);
            it
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.0.path().join("cfg").join(name), text).expect("written");
        }

        fn read(&self, name: &str) -> String {
            fs::read_to_string(self.0.path().join("cfg").join(name)).expect("read")
        }

        fn lock(&self, password: Option<(&str, Option<&str>)>) -> Option<String> {
            let wanted = Wanted {
                keys: Keys {
                    plugin: PluginSettings {
                        server: 20_001,
                        ours: 20_002,
                        ..PLUGIN
                    },
                    rcon: 20_003,
                },
                password: password.map(|(new, before)| NewPassword {
                    new: new.to_owned(),
                    before: before.map(str::to_owned),
                }),
            };
            lock(self.0.path(), &wanted).expect("locked")
        }
    }

    #[test]
    fn each_start_has_ports_of_its_own_and_none_that_the_game_has() {
        let keys: Vec<Keys> = (0..3)
            .map(|_| Keys::fresh([12_345, 12_346, 12_347], PLUGIN).expect("chosen"))
            .collect();
        assert_ne!(keys[0], keys[1]);
        assert_ne!(keys[1], keys[2]);
        for one in keys {
            let ports = [one.plugin.ours, one.plugin.server, one.rcon];
            assert_eq!(BTreeSet::from(ports).len(), 3, "{ports:?}");
            assert!(ports.iter().all(|port| PORTS.contains(port)), "{ports:?}");
            assert!(!ports.iter().any(|port| (12_345..=12_347).contains(port)));
            assert_eq!(one.plugin.slots, 12);
        }
    }

    #[test]
    fn a_packs_own_password_stays_and_all_other_lines_do() {
        let folder = Folder::with(
            "[SERVER]\nNAME=Cup\nADMIN_PASSWORD=league-only\nUDP_PLUGIN_LOCAL_PORT=12001\nUDP_PLUGIN_ADDRESS=127.0.0.1:12000\n",
        );
        folder.write("extra_cfg.yml", "EnableAi: true\nRconPort: 0\n");
        let password = folder.lock(Some(("fresh", None)));
        assert_eq!(password.as_deref(), Some("league-only"));
        assert_eq!(
            folder.read("server_cfg.ini"),
            "[SERVER]\nNAME=Cup\nADMIN_PASSWORD=league-only\nUDP_PLUGIN_LOCAL_PORT=20001\nUDP_PLUGIN_ADDRESS=127.0.0.1:20002\n"
        );
        assert_eq!(
            folder.read("extra_cfg.yml"),
            "EnableAi: true\nRconPort: 20003\n"
        );
    }

    #[test]
    fn an_assettoserver_without_a_password_gets_another_one_at_each_start() {
        let folder = Folder::with("[SERVER]\nADMIN_PASSWORD=\n");
        assert_eq!(folder.lock(Some(("one", None))).as_deref(), Some("one"));
        let second = folder.lock(Some(("two", Some("one"))));
        assert_eq!(second.as_deref(), Some("two"));
        assert!(
            folder
                .read("server_cfg.ini")
                .contains("ADMIN_PASSWORD=two\n")
        );
        // Nobody else's server gets one.
        let folder = Folder::with("[SERVER]\nADMIN_PASSWORD=\n");
        assert_eq!(folder.lock(None), None);
        assert!(!folder.read("server_cfg.ini").contains("one"));
    }

    #[test]
    fn no_password_is_ever_printed() {
        let rcon = Rcon {
            port: 20_003,
            password: "league-only".to_owned(),
            is_ours: false,
        };
        let password = NewPassword {
            new: "league-only".to_owned(),
            before: None,
        };
        let printed = format!("{rcon:?} {password:?}");
        assert!(!printed.contains("league"), "{printed}");
    }
}
