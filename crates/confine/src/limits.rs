//! Resource limits.

use std::fs;
use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::confinement::Limits;

/// Sets the limits for this process and all that descend from it; `uid` is whose processes count.
pub(crate) fn apply(limits: Limits, uid: u32) -> io::Result<()> {
    let processes = limits
        .processes
        .map(|more| more.saturating_add(threads_of(uid)));
    // A core dump would put the program's memory, with players' names in it, on the disk.
    let all = [
        (Resource::Core, Some(0)),
        (Resource::Data, limits.memory),
        (Resource::Nproc, processes),
        (Resource::Fsize, limits.file_size),
        (Resource::Nofile, limits.open_files),
    ];
    for (resource, limit) in all {
        if let Some(limit) = limit {
            lower(resource, limit)?;
        }
    }
    Ok(())
}

/// Lowers a limit for good; one that is lower already stays.
fn lower(resource: Resource, limit: u64) -> io::Result<()> {
    let most = getrlimit(resource).maximum;
    let limit = Some(most.map_or(limit, |most| most.min(limit)));
    let both = Rlimit {
        current: limit,
        maximum: limit,
    };
    Ok(setrlimit(resource, both)?)
}

/// How many threads a user has now, in all its processes: that is what the system counts.
fn threads_of(uid: u32) -> u64 {
    let Ok(processes) = fs::read_dir("/proc") else {
        return 0;
    };
    processes
        .flatten()
        .filter_map(|process| fs::read_to_string(process.path().join("status")).ok())
        .filter_map(|status| threads_in(&status, uid))
        .sum()
}

/// The threads of one process, from its `/proc/<pid>/status`; `None` if it is another user's.
fn threads_in(status: &str, uid: u32) -> Option<u64> {
    let field = |name: &str| {
        status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .and_then(|rest| rest.split_ascii_whitespace().next())
    };
    (field("Uid:")?.parse() == Ok(uid)).then_some(())?;
    field("Threads:")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_users_own_threads_count() {
        let status = "Name:\tsh\nUid:\t1000\t1000\t1000\t1000\nThreads:\t3\n";
        assert_eq!(threads_in(status, 1000), Some(3));
        assert_eq!(threads_in(status, 100), None);
        assert_eq!(threads_in("", 1000), None);
    }

    #[test]
    fn this_process_is_counted() {
        let uid = rustix::process::getuid().as_raw();
        assert!(0 < threads_of(uid));
    }
}
