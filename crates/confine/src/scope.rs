//! A scope of systemd: one control group for all processes of a program, with limits for them together.
//!
//! `systemd-run --scope` asks systemd for the group, enters it, and becomes the helper, so the process id stays.
//! As an ordinary user it needs a systemd of that user's own, to which memory and processes are delegated; only
//! the system's can keep a group from addresses.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use rustix::process::{geteuid, getuid};
use serde::{Deserialize, Serialize};

use crate::confinement::Limits;

const SYSTEMD_RUN: &str = "/usr/bin/systemd-run";
/// All of them, so that who keeps the machine can say more for all: `acdeploy.slice`.
const SLICE: &str = "--slice=acdeploy";
/// Where AWS and others answer whoever asks from a machine with its keys.
const METADATA: &str = "169.254.169.254 fd00:ec2::254";

/// Whose systemd makes the group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// The system's, which root may ask.
    System,
    /// This user's own.
    User,
}

impl Scope {
    /// The one to be had on this system, found out once in a process.
    pub(crate) fn of_this_system() -> Option<Self> {
        static FOUND: OnceLock<Option<Scope>> = OnceLock::new();
        *FOUND.get_or_init(Self::find)
    }

    /// It is tried with a program that does nothing, since many things can be in the way: no bus, a sandbox
    /// around ac-deploy, a container.
    fn find() -> Option<Self> {
        // sd_booted(3).
        if !Path::new("/run/systemd/system").exists() {
            return None;
        }
        let scope = match geteuid().is_root() {
            true => Self::System,
            false if are_delegated() => Self::User,
            false => return None,
        };
        let nothing = Limits {
            memory: Some(64 << 20),
            processes: Some(8),
            ..Limits::default()
        };
        let mut tried = scope.command(nothing, &[]);
        tried
            .arg("/bin/true")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
        tried
            .status()
            .is_ok_and(|status| status.success())
            .then_some(scope)
    }

    /// Whether this systemd has the kernel's controllers of memory and processes. It would take limits without
    /// them, and do nothing: so it is where their old hierarchies (version 1) are in use beside version 2 and
    /// were not handed on, as in some containers.
    pub(crate) fn has_controllers(self) -> bool {
        let root = Path::new("/sys/fs/cgroup");
        match self {
            Self::User => are_delegated(),
            Self::System => {
                controllers_of(root) || ["memory", "pids"].iter().all(|it| root.join(it).is_dir())
            }
        }
    }

    /// Whether it keeps programs from addresses. systemd takes such rules and does nothing where the
    /// kernel has no BPF for it, so it is tried: with a datagram, which is refused at once.
    pub(crate) fn holds_addresses(self) -> bool {
        static HOLDS: OnceLock<bool> = OnceLock::new();
        self == Self::System && *HOLDS.get_or_init(|| self.refuses_a_datagram())
    }

    fn refuses_a_datagram(self) -> bool {
        let send = |denied: &[String]| {
            let own = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).ok()?;
            let port = own.local_addr().ok()?.port();
            let mut tried = self.command(Limits::default(), denied);
            tried
                .args(["/bin/bash", "-c"])
                .arg(format!("echo >/dev/udp/127.0.0.1/{port}"))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .process_group(0);
            tried.status().ok().map(|status| status.success())
        };
        send(&[]) == Some(true) && send(&["127.0.0.0/8".to_owned()]) == Some(false)
    }

    /// The helper's file as `systemd-run` finds it, whose own `/proc/self/exe` would be; none where an update
    /// has put another one in its place and this user may not look into our process.
    pub(crate) fn helper(self, helper: &Path) -> Option<PathBuf> {
        if helper != Path::new("/proc/self/exe") {
            return Some(helper.to_owned());
        }
        match self {
            Self::System => Some(format!("/proc/{}/exe", std::process::id()).into()),
            Self::User => fs::read_link(helper).ok().filter(|file| file.exists()),
        }
    }

    /// The command that becomes the program that is added to it, in a group of its own. It reaches none of
    /// the `denied` networks but the name servers in them.
    pub(crate) fn command(self, limits: Limits, denied: &[String]) -> Command {
        let mut command = Command::new(SYSTEMD_RUN);
        command
            .env_clear()
            .args(["--scope", "--quiet", "--collect", SLICE])
            // Not what it is called with.
            .arg("--description=Assetto Corsa server");
        if self == Self::User {
            command
                .arg("--user")
                .env("XDG_RUNTIME_DIR", runtime_folder());
        } else {
            let denied = denied.iter().map(String::as_str);
            let all: Vec<&str> = [METADATA].into_iter().chain(denied).collect();
            command.arg(format!("--property=IPAddressDeny={}", all.join(" ")));
            if 1 < all.len() {
                let known = fs::read_to_string("/etc/resolv.conf").unwrap_or_default();
                let allowed = format!(
                    "--property=IPAddressAllow={}",
                    name_servers(&known).join(" ")
                );
                command.arg(allowed);
            }
        }
        if let Some(memory) = limits.memory {
            command.arg(format!("--property=MemoryMax={memory}"));
            command.arg("--property=MemorySwapMax=0");
        }
        if let Some(processes) = limits.processes {
            command.arg(format!("--property=TasksMax={processes}"));
        }
        command.arg("--");
        command
    }
}

/// The name servers in the text of `/etc/resolv.conf`, as resolv.conf(5) has it; none that is a cloud's
/// metadata service as well.
fn name_servers(text: &str) -> Vec<String> {
    let servers = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        (words.next()? == "nameserver").then_some(())?;
        // A link's name may follow the address.
        let address = words.next()?.split('%').next()?;
        address.parse::<IpAddr>().ok()
    });
    servers
        .map(|address| address.to_string())
        .filter(|address| !METADATA.split(' ').any(|one| one == address))
        .collect()
}

fn runtime_folder() -> PathBuf {
    PathBuf::from(format!("/run/user/{}", getuid().as_raw()))
}

/// Whether this user's systemd can limit memory and processes; it would say yes and not do it.
fn are_delegated() -> bool {
    if !runtime_folder().join("systemd/private").exists() {
        return false;
    }
    let uid = getuid().as_raw();
    let group = format!("/sys/fs/cgroup/user.slice/user-{uid}.slice/user@{uid}.service");
    controllers_of(Path::new(&group))
}

/// Whether a control group of version 2 has memory and processes to hand on.
fn controllers_of(group: &Path) -> bool {
    let controllers = fs::read_to_string(group.join("cgroup.controllers")).unwrap_or_default();
    ["memory", "pids"]
        .iter()
        .all(|wanted| controllers.split_whitespace().any(|it| it == *wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(scope: Scope, limits: Limits) -> String {
        let command = scope.command(limits, &[]);
        let words = command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned());
        words.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn name_servers_are_reached_also_in_a_network_that_is_denied() {
        let text = "# resolv.conf\nsearch home\nnameserver 192.168.0.1\nnameserver fe80::1%eth0\n\
            nameserver 169.254.169.254\nnameserver\nnameserver none\n";
        assert_eq!(name_servers(text), ["192.168.0.1", "fe80::1"]);
    }

    #[test]
    fn limits_are_the_groups_and_only_the_system_knows_addresses() {
        let limits = Limits {
            memory: Some(2 << 30),
            processes: Some(512),
            ..Limits::default()
        };
        insta::assert_snapshot!(line(Scope::System, limits), @"
        --scope
        --quiet
        --collect
        --slice=acdeploy
        --description=Assetto Corsa server
        --property=IPAddressDeny=169.254.169.254 fd00:ec2::254
        --property=MemoryMax=2147483648
        --property=MemorySwapMax=0
        --property=TasksMax=512
        --
        ");
        let denied = ["10.0.0.0/8".to_owned()];
        let command = Scope::System.command(limits, &denied);
        let words: Vec<_> = command
            .get_args()
            .map(|word| word.to_string_lossy())
            .collect();
        let deny = "--property=IPAddressDeny=169.254.169.254 fd00:ec2::254 10.0.0.0/8";
        assert!(words.contains(&deny.into()), "{words:?}");
        insta::assert_snapshot!(line(Scope::User, Limits::default()), @"
        --scope
        --quiet
        --collect
        --slice=acdeploy
        --description=Assetto Corsa server
        --user
        --
        ");
    }
}
