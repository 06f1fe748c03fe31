//! The system calls that are denied: those that reach out of the confinement, or that attack the
//! kernel itself, and that no server program needs.
//!
//! A list of what is allowed would be safer and would break .NET with its next release; what a
//! program can still do with files, ports and signals is Landlock's to limit.

use crate::confinement::Needs;

/// Words of an argument, as the filter sees them: 32 bits each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    Low,
    High,
}

/// One look at one argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Test {
    /// Which, from 0.
    pub(crate) argument: u8,
    pub(crate) half: Half,
    /// The bits that are looked at.
    pub(crate) mask: u32,
    pub(crate) value: u32,
    /// Whether those bits must have the value, or must not.
    pub(crate) equal: bool,
}

/// A denied call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Denied {
    pub(crate) name: &'static str,
    /// It is denied if all tests of any of these hold; always, if there are none.
    pub(crate) when: Vec<Vec<Test>>,
    pub(crate) error: u32,
}

/// "Operation not permitted".
pub(crate) const EPERM: u32 = 1;
/// "Function not implemented": the C library then takes the older call, which can be looked into.
pub(crate) const ENOSYS: u32 = 38;

/// Links and devices would lead whoever works in the folder later out of it; sessions and groups of
/// its own would let a process outlive the server.
const OUT_OF_ITS_FOLDER: &[&str] = &["mknod", "mknodat"];
const NOT_FOR_WINE: &[&str] = &["symlink", "symlinkat", "setsid", "setpgid"];

/// What Landlock does not look at (or did not in its first years): rights, owners, times and marks
/// of files by their path. A user of its own owns nothing that matters; the bot's user does.
const FILES_BY_PATH: &[&str] = &[
    "chmod",
    "fchmodat",
    "fchmodat2",
    "chown",
    "chown32",
    "lchown",
    "lchown32",
    "fchownat",
    "utime",
    "utimes",
    "futimesat",
    "truncate",
    "truncate64",
    "setxattr",
    "lsetxattr",
    "setxattrat",
    "removexattr",
    "lremovexattr",
    "removexattrat",
    "file_setattr",
];

/// Other processes' memory and limits, and the system's as a whole.
const OTHERS: &[&str] = &[
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "process_mrelease",
    "pidfd_getfd",
    "kcmp",
    "migrate_pages",
    "move_pages",
    "setpriority",
    "ioprio_set",
];

/// Parts of the kernel that attacks on it begin with, and the system's administration.
const KERNEL: &[&str] = &[
    "io_uring_setup",
    "io_uring_enter",
    "io_uring_register",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "add_key",
    "request_key",
    "keyctl",
    "unshare",
    "setns",
    "mount",
    "umount",
    "umount2",
    "move_mount",
    "open_tree",
    "open_tree_attr",
    "fsopen",
    "fsconfig",
    "fsmount",
    "fspick",
    "mount_setattr",
    "pivot_root",
    "chroot",
    "fanotify_init",
    "fanotify_mark",
    "name_to_handle_at",
    "open_by_handle_at",
    "init_module",
    "finit_module",
    "delete_module",
    "create_module",
    "kexec_load",
    "kexec_file_load",
    "reboot",
    "swapon",
    "swapoff",
    "syslog",
    "acct",
    "quotactl",
    "quotactl_fd",
    "settimeofday",
    "stime",
    "clock_settime",
    "clock_settime64",
    "clock_adjtime",
    "clock_adjtime64",
    "adjtimex",
    "iopl",
    "ioperm",
    "sethostname",
    "setdomainname",
    "vhangup",
    "lookup_dcookie",
    "nfsservctl",
    "modify_ldt",
    "vm86",
    "vm86old",
];

/// Namespaces, `CLONE_NEW…` of sched.h: time, mounts, cgroups, UTS, IPC, users, processes, network.
const NEW_NAMESPACES: [u32; 8] = [
    0x80,
    0x2_0000,
    0x200_0000,
    0x400_0000,
    0x800_0000,
    0x1000_0000,
    0x2000_0000,
    0x4000_0000,
];

const AF_UNIX: u32 = 1;
const AF_INET: u32 = 2;
const AF_INET6: u32 = 10;
/// Which interfaces and addresses there are; `getaddrinfo` asks for it.
const AF_NETLINK: u32 = 16;
const SOCK_DGRAM: u32 = 2;
/// The rest of a socket's type are flags.
const SOCK_TYPE: u32 = 0xf;
/// Put characters into a terminal's input, as if they were typed.
const TIOCSTI: u32 = 0x5412;
const TIOCLINUX: u32 = 0x541c;

/// On what else it depends what is denied.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// Whether the program runs as a user of its own.
    pub(crate) has_own_user: bool,
    /// The only process that it may signal, where Landlock does not see to that.
    pub(crate) signals_only: Option<u32>,
}

/// All that is denied to a program.
pub(crate) fn denied(needs: Needs, surroundings: Surroundings) -> Vec<Denied> {
    let mut all: Vec<Denied> = [OUT_OF_ITS_FOLDER, OTHERS, KERNEL]
        .concat()
        .into_iter()
        .map(always)
        .collect();
    if !surroundings.has_own_user {
        all.extend(FILES_BY_PATH.iter().copied().map(always));
        all.extend(["utimensat", "utimensat_time64"].map(|name| Denied {
            name,
            // Without a path it is about a file that is open.
            when: vec![vec![not(1, Half::Low, 0)], vec![not(1, Half::High, 0)]],
            error: EPERM,
        }));
    }
    if !needs.wine {
        all.extend(NOT_FOR_WINE.iter().copied().map(always));
    }
    all.extend(sockets(needs));
    all.push(Denied {
        name: "clone",
        when: NEW_NAMESPACES
            .iter()
            .map(|flag| vec![has(0, *flag)])
            .collect(),
        error: EPERM,
    });
    // Its flags lie in memory, where a filter cannot look.
    all.push(Denied {
        name: "clone3",
        when: Vec::new(),
        error: ENOSYS,
    });
    all.push(Denied {
        name: "ioctl",
        when: vec![vec![is(1, TIOCSTI)], vec![is(1, TIOCLINUX)]],
        error: EPERM,
    });
    // Others' limits; 0 is its own.
    all.push(Denied {
        name: "prlimit64",
        when: vec![vec![not(0, Half::Low, 0)]],
        error: EPERM,
    });
    all.extend(surroundings.signals_only.into_iter().flat_map(signals));
    all
}

fn sockets(needs: Needs) -> Vec<Denied> {
    if needs.wine {
        return Vec::new();
    }
    let kinds = [AF_INET, AF_INET6, AF_NETLINK];
    vec![
        Denied {
            name: "socket",
            when: vec![kinds.iter().map(|kind| not(0, Half::Low, *kind)).collect()],
            error: EPERM,
        },
        // A pair is connected to itself; but one that sends packets can address them elsewhere.
        Denied {
            name: "socketpair",
            when: vec![vec![
                is(0, AF_UNIX),
                Test {
                    mask: SOCK_TYPE,
                    ..is(1, SOCK_DGRAM)
                },
            ]],
            error: EPERM,
        },
    ]
}

/// Signals to anything but itself and (0) the group that it is started in.
fn signals(own_pid: u32) -> Vec<Denied> {
    let to_others = |name, groups: bool| {
        let mut tests = vec![not(0, Half::Low, own_pid)];
        if groups {
            tests.push(not(0, Half::Low, 0));
        }
        Denied {
            name,
            when: vec![tests],
            error: EPERM,
        }
    };
    vec![
        to_others("kill", true),
        to_others("tgkill", false),
        to_others("rt_sigqueueinfo", false),
        to_others("rt_tgsigqueueinfo", false),
        always("tkill"),
        always("pidfd_send_signal"),
    ]
}

fn always(name: &'static str) -> Denied {
    Denied {
        name,
        when: Vec::new(),
        error: EPERM,
    }
}

fn is(argument: u8, value: u32) -> Test {
    Test {
        argument,
        half: Half::Low,
        mask: u32::MAX,
        value,
        equal: true,
    }
}

fn has(argument: u8, flag: u32) -> Test {
    Test {
        mask: flag,
        ..is(argument, flag)
    }
}

fn not(argument: u8, half: Half, value: u32) -> Test {
    Test {
        half,
        equal: false,
        ..is(argument, value)
    }
}
