//! What this system can do to hold a program, and how that is told to an operator.

use std::fmt;
use std::path::Path;

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, CompatLevel, Compatible as _, Ruleset, RulesetAttr as _,
    Scope as Scoped,
};
use serde::{Deserialize, Serialize};

use crate::bpf;
use crate::confinement::{Confinement, Ports};
use crate::scope::Scope;

/// What this system can do. Kept as plain data, so that what was told is what is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// What Landlock can do.
    pub landlock: Landlock,
    /// Whether system calls can be filtered.
    pub seccomp: bool,
    /// Whether this process is root's, so that programs can have users of their own.
    pub root: bool,
    /// Whose systemd can hold all processes of a program together.
    pub scope: Option<Scope>,
    /// Whether that systemd has the controllers that count memory and processes; without them it takes such
    /// limits and does nothing.
    #[serde(default)]
    pub controllers: bool,
    /// Whether that systemd keeps programs from addresses: it needs root and the kernel's BPF, and says
    /// nothing where it lacks them.
    #[serde(default)]
    pub addresses: bool,
    /// The kind of container that this process is in, if it shows.
    pub container: Option<String>,
}

/// The version of Landlock's interface, as far as it tells what files, ports and signals are held
/// by; 0 is none. Version 1 came with Linux 5.13, 2 with 5.19, 3 with 6.2, 4 with 6.7, 6 with 6.12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Landlock(u8);

/// A part of the confinement, as an operator reads of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What is held.
    pub name: &'static str,
    /// Whether it is.
    pub state: State,
}

/// Whether a part of the confinement is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// What it amounts to.
    InForce(String),
    /// What is open, why, and what closes it.
    Missing(String),
}

impl Landlock {
    /// None at all.
    pub const NONE: Self = Self(0);

    /// This version of the interface, or what is known of it.
    pub fn version(number: u8) -> Self {
        Self(number.min(9))
    }

    /// What this kernel has. Asks for each thing that a version brought; nothing comes into force.
    fn of_this_kernel() -> Self {
        let files = |abi| {
            Ruleset::default()
                .set_compatibility(CompatLevel::HardRequirement)
                .handle_access(AccessFs::from_all(abi))
                .and_then(Ruleset::create)
                .is_ok()
        };
        let ports = |abi| {
            Ruleset::default()
                .set_compatibility(CompatLevel::HardRequirement)
                .handle_access(AccessNet::from_all(abi))
                .and_then(Ruleset::create)
                .is_ok()
        };
        let scopes = |abi| {
            Ruleset::default()
                .set_compatibility(CompatLevel::HardRequirement)
                .scope(Scoped::from_all(abi))
                .and_then(Ruleset::create)
                .is_ok()
        };
        let brought = [
            (9, files(ABI::V9)),
            (6, scopes(ABI::V6)),
            (5, files(ABI::V5)),
            (4, ports(ABI::V4)),
            (3, files(ABI::V3)),
            (2, files(ABI::V2)),
            (1, files(ABI::V1)),
        ];
        let newest = brought.iter().find(|(_, works)| *works);
        Self(newest.map_or(0, |(version, _)| *version))
    }

    /// `None` without it.
    pub(crate) fn abi(self) -> Option<ABI> {
        (0 < self.0).then(|| ABI::from(i32::from(self.0)))
    }

    /// Whether it limits TCP ports.
    pub fn limits_tcp(self) -> bool {
        4 <= self.0
    }

    /// Whether it keeps a program from signalling others.
    pub fn limits_signals(self) -> bool {
        6 <= self.0
    }
}

impl Support {
    /// Nothing: for a program that is to run unconfined.
    pub const NONE: Self = Self {
        landlock: Landlock::NONE,
        seccomp: false,
        root: false,
        scope: None,
        controllers: false,
        addresses: false,
        container: None,
    };

    /// What the system can do that this process runs on. Changes nothing.
    pub fn of_this_system() -> Self {
        let scope = Scope::of_this_system();
        Self {
            landlock: Landlock::of_this_kernel(),
            // proc(5): the file is there where filters are.
            seccomp: bpf::is_known_machine()
                && Path::new("/proc/sys/kernel/seccomp/actions_avail").exists(),
            root: rustix::process::geteuid().is_root(),
            scope,
            controllers: scope.is_some_and(Scope::has_controllers),
            addresses: scope.is_some_and(Scope::holds_addresses),
            container: container(),
        }
    }

    /// Whether a program is kept to its own files: without that there is no confinement to speak of.
    pub fn confines(&self) -> bool {
        Landlock::NONE < self.landlock && self.seccomp
    }

    /// Each part of this confinement, and whether it is in force here.
    pub fn parts(&self, confinement: &Confinement) -> Vec<Part> {
        vec![
            Part::new("files", self.files()),
            Part::new("system calls", self.system_calls()),
            Part::new("TCP ports", self.tcp(confinement)),
            Part::new("signals", self.signals()),
            Part::new("user", self.user(confinement)),
            Part::new("memory and files", limits(confinement)),
            Part::new("all processes together", self.together(confinement)),
            Part::new("addresses", self.reach(confinement)),
        ]
    }

    fn files(&self) -> State {
        if self.landlock != Landlock::NONE {
            return State::in_force(
                "a server sees its own folder, its program and the system's libraries",
            );
        }
        State::Missing(match &self.container {
            Some(kind) => format!(
                "a server can read all that this user can: the container ({kind}) does not let \
                 Landlock through, or its machine has a Linux before 5.13"
            ),
            None => "a server can read all that this user can: this Linux has no Landlock, which \
                     came with 5.13 and can be switched off (`lsm=` in the boot parameters)"
                .to_owned(),
        })
    }

    fn system_calls(&self) -> State {
        match self.seccomp {
            true => State::in_force(
                "links, devices, local sockets, tracing, mounts and namespaces are denied",
            ),
            false => State::missing("this Linux filters no system calls (seccomp)"),
        }
    }

    fn tcp(&self, confinement: &Confinement) -> State {
        if !self.landlock.limits_tcp() {
            return State::missing(
                "a server can listen at any port, and connect to other programs of this machine: \
                 that needs Linux 6.7",
            );
        }
        State::InForce(format!(
            "a server listens at {} and connects to {}",
            shown(&confinement.network.bind),
            shown(&confinement.network.connect)
        ))
    }

    fn signals(&self) -> State {
        match (self.landlock.limits_signals(), self.seccomp) {
            (true, _) => State::in_force("a server signals its own processes only"),
            (false, true) => State::in_force("each process of a server signals itself only"),
            (false, false) => State::missing("a server can end other processes of this user"),
        }
    }

    fn together(&self, confinement: &Confinement) -> State {
        let limits = confinement.limits;
        match (self.scope, limits.memory, limits.processes) {
            (Some(_), ..) if !self.controllers => State::missing(
                "a server that starts many processes has the memory of all of them: that needs control \
                 groups of version 2 with the controllers memory and pids",
            ),
            (Some(_), Some(memory), Some(processes)) => State::InForce(format!(
                "at most {} MiB of memory and {processes} processes and threads a server (systemd)",
                memory >> 20
            )),
            (Some(_), ..) => State::missing("no limits are set"),
            (None, ..) => State::missing(
                "a server that starts many processes has the memory of all of them: that needs \
                 systemd, as root, or of this user's own (`loginctl enable-linger`)",
            ),
        }
    }

    fn reach(&self, confinement: &Confinement) -> State {
        let denied = confinement.network.deny.join(", ");
        match (self.addresses, denied.is_empty()) {
            (false, _) => State::missing(ADDRESSES),
            (true, true) => State::missing(ADDRESSES_BUT_METADATA),
            (true, false) => State::InForce(format!(
                "a server reaches neither a cloud's metadata service nor {denied}; any other address at \
                 the ports that it may connect to and by UDP (systemd)"
            )),
        }
    }

    fn user(&self, confinement: &Confinement) -> State {
        match (confinement.user, self.root) {
            (Some(user), true) => State::InForce(format!("servers run as user {}", user.uid)),
            (_, true) => State::missing(
                "servers run as root, without its capabilities: name a user for them, or run \
                 ac-deploy as an ordinary user",
            ),
            (_, false) => State::missing(
                "servers run as the same user as ac-deploy, so they can see the names of its files; \
                 only root can give them another",
            ),
        }
    }
}

/// Without systemd as root.
const ADDRESSES: &str = "a server can reach any address, the local network and a cloud's metadata \
    service too, at the ports that it may connect to and by UDP: a firewall closes that, or systemd \
    where root runs ac-deploy (`server_denies`)";

/// With it.
const ADDRESSES_BUT_METADATA: &str = "a server cannot ask a cloud's metadata service, and can reach any \
    other address, the local network too, at the ports that it may connect to and by UDP: `server_denies` \
    in the settings closes that";

fn limits(confinement: &Confinement) -> State {
    let mib = |bytes: u64| format!("{} MiB", bytes >> 20);
    let limits = confinement.limits;
    let parts: Vec<String> = [
        limits
            .memory
            .map(|most| format!("{} of memory a process", mib(most))),
        limits
            .processes
            .map(|most| format!("{most} processes and threads")),
        limits.file_size.map(|most| format!("{} a file", mib(most))),
        limits.open_files.map(|most| format!("{most} open files")),
    ]
    .into_iter()
    .flatten()
    .collect();
    match parts.is_empty() {
        true => State::missing("no limits are set"),
        false => State::InForce(format!("at most {}", parts.join(", "))),
    }
}

/// Ports as ranges: `80, 443, 27015-27050`.
fn shown(ports: &Ports) -> String {
    let Ports::Only(ports) = ports else {
        return "any port".to_owned();
    };
    let mut ranges: Vec<(u16, u16)> = Vec::new();
    for port in ports {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*port) => *last = *port,
            _ => ranges.push((*port, *port)),
        }
    }
    if ranges.is_empty() {
        return "its own ports only".to_owned();
    }
    let shown: Vec<String> = ranges
        .into_iter()
        .map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        })
        .collect();
    shown.join(", ")
}

/// The kind of container, by the marks that they leave.
fn container() -> Option<String> {
    let marks = [
        ("/.dockerenv", "Docker"),
        ("/run/.containerenv", "Podman"),
        ("/run/systemd/container", "systemd-nspawn or LXC"),
    ];
    let mark = marks.iter().find(|(file, _)| Path::new(file).exists());
    mark.map(|(_, kind)| (*kind).to_owned())
}

impl Part {
    fn new(name: &'static str, state: State) -> Self {
        Self { name, state }
    }

    /// Whether it is in force.
    pub fn is_in_force(&self) -> bool {
        matches!(self.state, State::InForce(_))
    }
}

impl State {
    fn in_force(what: &str) -> Self {
        Self::InForce(what.to_owned())
    }

    fn missing(why: &str) -> Self {
        Self::Missing(why.to_owned())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.state {
            State::InForce(what) => write!(f, "{}: in force, {what}", self.name),
            State::Missing(why) => write!(f, "{}: not in force, {why}", self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::confinement::{Limits, Network, User};

    fn lines(support: &Support, confinement: &Confinement) -> String {
        let parts = support.parts(confinement).into_iter();
        parts.map(|part| format!("{part}\n")).collect()
    }

    fn server() -> Confinement {
        Confinement {
            network: Network {
                bind: Ports::only([9600, 8081]),
                connect: Ports::only([53, 80, 443, 9600].into_iter().chain(27_015..=27_050)),
                deny: Vec::new(),
            },
            limits: Limits {
                memory: Some(2 << 30),
                processes: Some(512),
                file_size: Some(1 << 30),
                open_files: Some(4096),
            },
            ..Confinement::default()
        }
    }

    #[test]
    fn an_operator_reads_what_is_in_force_on_a_system_of_today() {
        let support = Support {
            landlock: Landlock::version(7),
            seccomp: true,
            root: true,
            scope: Some(Scope::System),
            controllers: true,
            addresses: true,
            container: None,
        };
        let confinement = Confinement {
            user: Some(User { uid: 990, gid: 990 }),
            ..server()
        };
        assert!(support.confines());
        insta::assert_snapshot!(lines(&support, &confinement), @r"
        files: in force, a server sees its own folder, its program and the system's libraries
        system calls: in force, links, devices, local sockets, tracing, mounts and namespaces are denied
        TCP ports: in force, a server listens at 8081, 9600 and connects to 53, 80, 443, 9600, 27015-27050
        signals: in force, a server signals its own processes only
        user: in force, servers run as user 990
        memory and files: in force, at most 2048 MiB of memory a process, 512 processes and threads, 1024 MiB a file, 4096 open files
        all processes together: in force, at most 2048 MiB of memory and 512 processes and threads a server (systemd)
        addresses: not in force, a server cannot ask a cloud's metadata service, and can reach any other address, the local network too, at the ports that it may connect to and by UDP: `server_denies` in the settings closes that
        ");
        let mut denying = confinement.clone();
        denying.network.deny = vec!["192.168.0.0/16".to_owned(), "fc00::/7".to_owned()];
        let reach = Part::new("addresses", support.reach(&denying));
        insta::assert_snapshot!(reach, @"addresses: in force, a server reaches neither a cloud's metadata service nor 192.168.0.0/16, fc00::/7; any other address at the ports that it may connect to and by UDP (systemd)");
        let hybrid = Support {
            controllers: false,
            ..support
        };
        let together = hybrid.together(&confinement);
        assert!(matches!(together, State::Missing(_)), "{together:?}");
    }

    #[test]
    fn an_operator_reads_what_is_missing_on_an_old_system_and_in_a_container() {
        let old = Support {
            landlock: Landlock::version(2),
            seccomp: true,
            ..Support::NONE
        };
        insta::assert_snapshot!(lines(&old, &server()), @r"
        files: in force, a server sees its own folder, its program and the system's libraries
        system calls: in force, links, devices, local sockets, tracing, mounts and namespaces are denied
        TCP ports: not in force, a server can listen at any port, and connect to other programs of this machine: that needs Linux 6.7
        signals: in force, each process of a server signals itself only
        user: not in force, servers run as the same user as ac-deploy, so they can see the names of its files; only root can give them another
        memory and files: in force, at most 2048 MiB of memory a process, 512 processes and threads, 1024 MiB a file, 4096 open files
        all processes together: not in force, a server that starts many processes has the memory of all of them: that needs systemd, as root, or of this user's own (`loginctl enable-linger`)
        addresses: not in force, a server can reach any address, the local network and a cloud's metadata service too, at the ports that it may connect to and by UDP: a firewall closes that, or systemd where root runs ac-deploy (`server_denies`)
        ");
        let container = Support {
            container: Some("Docker".to_owned()),
            root: true,
            ..Support::NONE
        };
        assert!(!container.confines());
        insta::assert_snapshot!(lines(&container, &Confinement::default()), @r"
        files: not in force, a server can read all that this user can: the container (Docker) does not let Landlock through, or its machine has a Linux before 5.13
        system calls: not in force, this Linux filters no system calls (seccomp)
        TCP ports: not in force, a server can listen at any port, and connect to other programs of this machine: that needs Linux 6.7
        signals: not in force, a server can end other processes of this user
        user: not in force, servers run as root, without its capabilities: name a user for them, or run ac-deploy as an ordinary user
        memory and files: not in force, no limits are set
        all processes together: not in force, a server that starts many processes has the memory of all of them: that needs systemd, as root, or of this user's own (`loginctl enable-linger`)
        addresses: not in force, a server can reach any address, the local network and a cloud's metadata service too, at the ports that it may connect to and by UDP: a firewall closes that, or systemd where root runs ac-deploy (`server_denies`)
        ");
    }
}
