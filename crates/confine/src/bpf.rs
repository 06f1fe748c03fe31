//! The filter that the kernel runs before each system call, made from the list of denied ones.
//!
//! seccompiler makes filters, too, and installs this one; but it knows no 32-bit programs, and
//! Kunos' acServer for Linux is one.

use std::str::FromStr as _;

use seccompiler::sock_filter;

use crate::denied::{Denied, ENOSYS, Half, Test};

// linux/bpf_common.h
const LOAD_WORD: u16 = 0x20;
const AND: u16 = 0x54;
const JUMP_IF_EQUAL: u16 = 0x15;
const JUMP_IF_AT_LEAST: u16 = 0x35;
const RETURN: u16 = 0x06;

// linux/seccomp.h
const ALLOW: u32 = 0x7fff_0000;
const ERRNO: u32 = 0x0005_0000;
const KILL_PROCESS: u32 = 0x8000_0000;

// Where `struct seccomp_data` has what is looked at.
const NUMBER: u32 = 0;
const ARCHITECTURE: u32 = 4;
const ARGUMENTS: u32 = 16;

/// The numbers of an architecture's system calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    X86_64,
    X86,
    Aarch64,
}

impl Table {
    /// `AUDIT_ARCH_…` of linux/audit.h.
    fn mark(self) -> u32 {
        match self {
            Self::X86_64 => 0xc000_003e,
            Self::X86 => 0x4000_0003,
            Self::Aarch64 => 0xc000_00b7,
        }
    }

    /// The number of a call; `None` if it has none of that name.
    fn number(self, name: &str) -> Option<u32> {
        match self {
            Self::X86_64 => syscalls::x86_64::Sysno::from_str(name)
                .ok()
                .map(|call| call as u32),
            Self::X86 => syscalls::x86::Sysno::from_str(name)
                .ok()
                .map(|call| call as u32),
            Self::Aarch64 => syscalls::aarch64::Sysno::from_str(name)
                .ok()
                .map(|call| call as u32),
        }
    }
}

/// The tables of programs that run on this machine.
fn tables(thirty_two_bit: bool) -> Vec<Table> {
    match std::env::consts::ARCH {
        "x86_64" if thirty_two_bit => vec![Table::X86_64, Table::X86],
        "x86_64" => vec![Table::X86_64],
        "aarch64" => vec![Table::Aarch64],
        _ => Vec::new(),
    }
}

/// Whether there is a filter for this kind of machine.
pub(crate) fn is_known_machine() -> bool {
    !tables(false).is_empty()
}

/// The filter. Code of another architecture than the expected ones is ended, since its numbers mean
/// other calls.
pub(crate) fn filter(denied: &[Denied], thirty_two_bit: bool) -> Vec<sock_filter> {
    let mut filter = vec![load(ARCHITECTURE)];
    for table in tables(thirty_two_bit) {
        let part = part(table, denied);
        // A conditional jump is too short for the part that is skipped.
        filter.push(instruction(JUMP_IF_EQUAL, 1, 0, table.mark()));
        filter.push(instruction(0x05, 0, 0, len(&part)));
        filter.extend(part);
    }
    filter.push(returns(KILL_PROCESS));
    filter
}

fn part(table: Table, denied: &[Denied]) -> Vec<sock_filter> {
    let mut part = vec![load(NUMBER)];
    if table == Table::X86_64 {
        // The x32 calls: the same ones under other numbers.
        part.push(instruction(JUMP_IF_AT_LEAST, 0, 1, 0x4000_0000));
        part.push(returns(ERRNO | ENOSYS));
    }
    for call in denied {
        let Some(number) = table.number(call.name) else {
            continue;
        };
        let body = body(call, table);
        part.push(instruction(JUMP_IF_EQUAL, 0, short(&body), number));
        part.extend(body);
    }
    part.push(returns(ALLOW));
    part
}

/// What follows once it is known which call it is.
fn body(call: &Denied, table: Table) -> Vec<sock_filter> {
    let deny = returns(ERRNO | call.error);
    if call.when.is_empty() {
        return vec![deny];
    }
    let mut body = Vec::new();
    for tests in &call.when {
        // A 32-bit program's arguments have no upper half.
        if table == Table::X86 && tests.iter().any(|test| test.half == Half::High) {
            continue;
        }
        let mut chain = vec![deny.clone()];
        for test in tests.iter().rev() {
            let beyond = short(&chain);
            let (equal, other) = if test.equal { (0, beyond) } else { (beyond, 0) };
            let mut look = vec![load(offset(test))];
            if test.mask != u32::MAX {
                look.push(instruction(AND, 0, 0, test.mask));
            }
            look.push(instruction(JUMP_IF_EQUAL, equal, other, test.value));
            look.append(&mut chain);
            chain = look;
        }
        body.append(&mut chain);
    }
    body.push(returns(ALLOW));
    body
}

/// Both machines that there are tables for put the lower half first.
fn offset(test: &Test) -> u32 {
    let half = match test.half {
        Half::Low => 0,
        Half::High => 4,
    };
    ARGUMENTS + 8 * u32::from(test.argument) + half
}

fn load(offset: u32) -> sock_filter {
    instruction(LOAD_WORD, 0, 0, offset)
}

fn returns(what: u32) -> sock_filter {
    instruction(RETURN, 0, 0, what)
}

fn instruction(code: u16, jt: u8, jf: u8, k: u32) -> sock_filter {
    sock_filter { code, jt, jf, k }
}

fn len(part: &[sock_filter]) -> u32 {
    u32::try_from(part.len()).unwrap_or(u32::MAX)
}

/// A conditional jump's width. All that is jumped over so is far shorter; a test holds it so.
fn short(part: &[sock_filter]) -> u8 {
    u8::try_from(part.len()).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::confinement::Needs;
    use crate::denied::{EPERM, Surroundings, denied};

    const BOTH: Needs = Needs {
        thirty_two_bit: true,
        wine: false,
    };

    /// The bot's user, on a kernel that does not see to signals.
    const WORST: Surroundings = Surroundings {
        has_own_user: false,
        signals_only: Some(77),
    };

    /// What the kernel would answer to a call.
    fn answer(filter: &[sock_filter], table: Table, number: u32, arguments: &[u64]) -> u32 {
        let word = |offset: u32| match offset {
            NUMBER => number,
            ARCHITECTURE => table.mark(),
            _ => {
                let at = offset - ARGUMENTS;
                let argument = arguments.get(at as usize / 8).copied().unwrap_or(0);
                (argument >> (8 * (at % 8))) as u32
            }
        };
        let (mut at, mut accumulator) = (0, 0);
        loop {
            let sock_filter { code, jt, jf, k } = filter[at];
            at += 1;
            let holds = match code {
                LOAD_WORD => {
                    accumulator = word(k);
                    continue;
                }
                AND => {
                    accumulator &= k;
                    continue;
                }
                0x05 => {
                    at += k as usize;
                    continue;
                }
                RETURN => return k,
                JUMP_IF_EQUAL => accumulator == k,
                JUMP_IF_AT_LEAST => k <= accumulator,
                _ => panic!("code {code}"),
            };
            at += usize::from(if holds { jt } else { jf });
        }
    }

    fn call(table: Table, name: &str, arguments: &[u64]) -> u32 {
        let filter = filter(&denied(BOTH, WORST), true);
        let number = table.number(name).expect("a call of that name");
        answer(&filter, table, number, arguments)
    }

    #[test]
    fn every_denied_call_has_a_number_somewhere() {
        for call in denied(Needs::default(), WORST) {
            let known = [Table::X86_64, Table::X86, Table::Aarch64]
                .iter()
                .any(|table| table.number(call.name).is_some());
            assert!(known, "{} is the name of no call", call.name);
        }
    }

    #[test]
    fn a_filter_is_short_enough_for_its_jumps_and_for_the_kernel() {
        let all = denied(BOTH, WORST);
        for table in [Table::X86_64, Table::X86] {
            for call in &all {
                assert!(body(call, table).len() < 255, "{}", call.name);
            }
        }
        assert!(filter(&all, true).len() <= 4096);
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn programs_of_both_widths_are_denied_the_same() {
        for table in [Table::X86_64, Table::X86] {
            for name in [
                "symlink", "ptrace", "setsid", "mount", "bpf", "chmod", "truncate",
            ] {
                assert_eq!(call(table, name, &[]), ERRNO | EPERM, "{table:?} {name}");
            }
            for name in ["read", "openat", "execve", "ftruncate", "fchmod", "futex"] {
                assert_eq!(call(table, name, &[]), ALLOW, "{table:?} {name}");
            }
            assert_eq!(call(table, "clone3", &[]), ERRNO | ENOSYS);
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn sockets_are_for_the_internet() {
        for (kind, expected) in [
            (1, ERRNO | EPERM),
            (2, ALLOW),
            (10, ALLOW),
            (16, ALLOW),
            (17, ERRNO | EPERM),
        ] {
            assert_eq!(
                call(Table::X86_64, "socket", &[kind, 1]),
                expected,
                "{kind}"
            );
        }
        let pair = |kind| call(Table::X86_64, "socketpair", &[1, kind]);
        let close_on_exec = 0o2_000_000;
        assert_eq!(pair(1 | close_on_exec), ALLOW);
        assert_eq!(pair(2 | close_on_exec), ERRNO | EPERM);
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn threads_can_be_made_and_namespaces_cannot() {
        let thread = 0x3d_0f00;
        assert_eq!(call(Table::X86_64, "clone", &[thread]), ALLOW);
        let user_namespace = 0x1000_0000;
        assert_eq!(
            call(Table::X86_64, "clone", &[thread | user_namespace]),
            ERRNO | EPERM
        );
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn a_pointers_upper_half_counts() {
        let path_at_4_gib = 1 << 32;
        assert_eq!(
            call(Table::X86_64, "utimensat", &[0, path_at_4_gib]),
            ERRNO | EPERM
        );
        assert_eq!(call(Table::X86_64, "utimensat", &[0, 0]), ALLOW);
        assert_eq!(call(Table::X86, "utimensat", &[0, 4096]), ERRNO | EPERM);
        assert_eq!(call(Table::X86, "utimensat", &[0, 0]), ALLOW);
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn a_program_signals_itself_and_its_group_only() {
        for (pid, expected) in [
            (77, ALLOW),
            (0, ALLOW),
            (1, ERRNO | EPERM),
            (-1_i64 as u64, ERRNO | EPERM),
        ] {
            assert_eq!(call(Table::X86_64, "kill", &[pid]), expected, "{pid}");
        }
        assert_eq!(call(Table::X86_64, "prlimit64", &[0]), ALLOW);
        assert_eq!(call(Table::X86_64, "prlimit64", &[78]), ERRNO | EPERM);
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn other_code_than_expected_is_ended() {
        let only_64 = filter(&denied(Needs::default(), Surroundings::default()), false);
        assert_eq!(answer(&only_64, Table::X86, 3, &[]), KILL_PROCESS);
        assert_eq!(answer(&only_64, Table::Aarch64, 3, &[]), KILL_PROCESS);
        let x32_symlink = 0x4000_0000 | 88;
        assert_eq!(
            answer(&only_64, Table::X86_64, x32_symlink, &[]),
            ERRNO | ENOSYS
        );
    }
}
