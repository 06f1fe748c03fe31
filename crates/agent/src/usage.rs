//! What the machine has used since it was powered on, as far as it costs extra: what it sent, and how long its
//! processors worked.

use std::fs;

/// The kernel counts the time of processors in hundredths of a second for its readers (`USER_HZ`).
const TICKS: u64 = 100;

/// How many bytes went out, by all interfaces but the one to itself.
pub fn sent_bytes() -> Option<u64> {
    sent(&fs::read_to_string("/proc/net/dev").ok()?)
}

/// For how many seconds processors worked, all of them together.
pub fn busy_seconds() -> Option<u64> {
    busy(&fs::read_to_string("/proc/stat").ok()?)
}

/// <https://docs.kernel.org/filesystems/proc.html>: eight numbers of what came in, then the bytes that went out.
fn sent(devices: &str) -> Option<u64> {
    let lines = devices.lines().filter_map(|line| line.split_once(':'));
    lines
        .filter(|(name, _)| name.trim() != "lo")
        .map(|(_, numbers)| numbers.split_whitespace().nth(8)?.parse::<u64>().ok())
        .try_fold(0_u64, |sum, bytes| Some(sum.saturating_add(bytes?)))
}

/// The first line sums up all processors: user, nice, system, idle, iowait, irq, softirq, steal.
fn busy(stat: &str) -> Option<u64> {
    let all = stat.lines().next()?.strip_prefix("cpu ")?;
    let times: Vec<u64> = all
        .split_whitespace()
        .map(|time| time.parse().ok())
        .collect::<Option<_>>()?;
    let works = [0, 1, 2, 5, 6].map(|at| times.get(at).copied().unwrap_or_default());
    Some(works.iter().sum::<u64>() / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_machine_sent_to_others_is_counted() {
        let devices = "Inter-|   Receive                                                |  Transmit\n \
            face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs\n    \
            lo: 5000 10 0 0 0 0 0 0 5000 10 0\n  \
            ens5: 1000 10 0 0 0 0 0 0 123456 20 0\n  \
            ens6: 0 0 0 0 0 0 0 0 44 1 0\n";
        assert_eq!(sent(devices), Some(123_500));
        assert_eq!(sent("ens5: broken"), None);
    }

    #[test]
    fn waiting_is_no_work() {
        let stat = "cpu  1000 100 500 90000 800 50 50 7 0 0\ncpu0 1 1 1 1\n";
        assert_eq!(busy(stat), Some(17));
        assert_eq!(busy(""), None);
    }

    #[test]
    fn this_very_machine_says_what_it_used() {
        assert!(sent_bytes().is_some());
        assert!(busy_seconds().is_some_and(|seconds| 0 < seconds));
    }
}
