//! Which program of a pack is started, and whether it can be.

use std::collections::HashMap;

use super::config::EXTRA_CFG;
use super::faults::{FaultCollector, FaultKind, printable};
use super::file_type::{BuiltFor, built_for};
use super::listing::Listing;
use super::names::key;
use super::warnings::Warning;
use super::{Format, Limits, Platform, PlatformChoice, PlatformReason, Program, RunOn, ServerKind};

/// What is started, on which system and why.
#[derive(Debug)]
pub(super) struct Start {
    pub(super) platform: Platform,
    pub(super) reason: PlatformReason,
    pub(super) program: Program,
    /// Whether acServerWrapper is what starts, the pack's or a kept one.
    pub(super) runs_wrapper: bool,
    /// Whether it is AssettoServer under its own name.
    pub(super) is_assetto_server: bool,
    pub(super) warning: Option<Warning>,
}

/// The program to start, with its faults. A dedicated server's folder has those of both systems;
/// the sort of archive tells which one is meant, unless there is a choice.
pub(super) fn start(
    listing: &Listing,
    root: &str,
    format: Format,
    heads: &HashMap<String, Vec<u8>>,
    limits: &Limits,
    tally: &mut FaultCollector,
) -> Start {
    let own = |platform: Platform, reason: PlatformReason| {
        let program = find(listing, root, platform);
        Start {
            platform,
            reason,
            runs_wrapper: matches!(program, Program::Wrapper(_)),
            is_assetto_server: program.is_assetto_server(),
            program,
            warning: None,
        }
    };
    let archive = PlatformReason::Archive(format);
    let started = match (format, &limits.choice) {
        (Format::TarGz, Some(choice))
            if server(listing, root, Platform::Linux).is_none()
                && !limits.program_in_bucket.linux
                && choice.has(kind(listing, root)) =>
        {
            return kept(listing, root, kind(listing, root), choice);
        }
        (Format::TarGz, _) | (_, None) => own(format.platform(), archive),
        (Format::Zip, Some(choice)) if choice.run_on == RunOn::Windows => {
            own(Platform::Windows, PlatformReason::Chosen)
        }
        (Format::Zip, Some(choice)) => {
            let kind = kind(listing, root);
            if brings_linux(listing, root, heads) {
                own(Platform::Linux, PlatformReason::OwnProgram)
            } else if choice.has(kind) {
                return kept(listing, root, kind, choice);
            } else if choice.run_on == RunOn::Linux {
                tally.add(FaultKind::NoLinuxProgram {
                    program: kind.program(),
                });
                return Start {
                    warning: None,
                    ..kept(listing, root, kind, choice)
                };
            } else {
                own(Platform::Windows, PlatformReason::NoProgram(kind))
            }
        }
    };
    let platform = started.platform;
    if !limits.program_in_bucket[platform] && server(listing, root, platform).is_none() {
        tally.add(match started.program {
            Program::Wrapper(_) => FaultKind::WrapperAlone,
            _ => why_missing(listing, root, format),
        });
    }
    started
}

/// A start with a program that the league keeps.
fn kept(listing: &Listing, root: &str, kind: ServerKind, choice: &PlatformChoice) -> Start {
    let runs_wrapper = kind == ServerKind::Wrapper && choice.programs.wrapper;
    Start {
        platform: Platform::Linux,
        reason: PlatformReason::KeptProgram,
        program: Program::Missing,
        runs_wrapper,
        is_assetto_server: find(listing, root, Platform::Windows).is_assetto_server(),
        warning: (kind == ServerKind::Wrapper && !runs_wrapper).then_some(Warning::WithoutWrapper),
    }
}

/// Whose settings a pack has, as far as its files tell.
fn kind(listing: &Listing, root: &str) -> ServerKind {
    let has = |name: &str| file(listing, root, name).is_some();
    let any = |name: fn(Platform) -> &'static str| Platform::ALL.into_iter().any(|p| has(name(p)));
    if has(EXTRA_CFG) || any(Platform::assetto_server) {
        ServerKind::AssettoServer
    } else if any(Platform::wrapper_program) {
        ServerKind::Wrapper
    } else {
        ServerKind::AcServer
    }
}

/// Whether a pack brings a server program that runs on a Linux machine as it is.
fn brings_linux(listing: &Listing, root: &str, heads: &HashMap<String, Vec<u8>>) -> bool {
    let found = server(listing, root, Platform::Linux);
    let head = found.and_then(|path| heads.get(&key(path)));
    head.is_some_and(|first| built_for(first) == BuiltFor::Linux)
}

/// The paths of server programs for Linux that a pack may bring, below its root.
pub(super) const LINUX_SERVERS: [&str; 2] = ["acserver", "assettoserver"];

fn find(listing: &Listing, root: &str, platform: Platform) -> Program {
    let server = server(listing, root, platform);
    match (file(listing, root, platform.wrapper_program()), server) {
        (Some(path), _) => Program::Wrapper(path.to_owned()),
        (None, Some(path)) => Program::AcServer(path.to_owned()),
        (None, None) => Program::Missing,
    }
}

/// The path of the server itself: acServer, or AssettoServer under its own name.
fn server<'a>(listing: &'a Listing, root: &str, platform: Platform) -> Option<&'a str> {
    let names = [platform.server_program(), platform.assetto_server()];
    names.iter().find_map(|name| file(listing, root, name))
}

fn why_missing(listing: &Listing, root: &str, format: Format) -> FaultKind {
    let platform = format.platform();
    let has = |name: &&str| file(listing, root, name).is_some();
    if platform.other().programs().iter().any(has) {
        return FaultKind::WrongProgram { format };
    }
    let is_one = |path: &&str| {
        let name = path.rsplit('/').next().unwrap_or(path);
        platform
            .programs()
            .iter()
            .any(|program| program.eq_ignore_ascii_case(name))
    };
    // The first in the alphabet, so that the verdict does not depend on the map's order.
    let elsewhere = listing
        .below(root)
        .map(|(path, _)| path)
        .filter(is_one)
        .min();
    match elsewhere {
        Some(path) => FaultKind::MisplacedProgram {
            path: printable(path),
        },
        None => FaultKind::MissingProgram,
    }
}

/// What the first bytes of the programs say, where they were seen.
pub(super) fn look_at_heads(
    listing: &Listing,
    root: &str,
    start: &Start,
    heads: &HashMap<String, Vec<u8>>,
    tally: &mut FaultCollector,
) -> Vec<Warning> {
    // A kept program was looked at when it was added.
    if start.reason == PlatformReason::KeptProgram {
        return Vec::new();
    }
    let platform = start.platform;
    // Of a .zip only what was found to run on Linux is run there.
    let format = Format::TarGz;
    let paths = [
        server(listing, root, platform),
        file(listing, root, platform.wrapper_program()),
    ];
    let mut warnings = Vec::new();
    for path in paths.into_iter().flatten() {
        let first = heads.get(&key(path)).map_or(&[][..], Vec::as_slice);
        match (built_for(first), platform) {
            (BuiltFor::Windows, Platform::Linux) => {
                tally.add(FaultKind::WrongProgram { format }.of(path));
            }
            (BuiltFor::OtherProcessor, Platform::Linux) => {
                tally.add(FaultKind::WrongProcessor.of(path));
            }
            (BuiltFor::Linux32WithLibraries, Platform::Linux) => {
                warnings.push(Warning::Program32Bit {
                    program: printable(path),
                });
            }
            _ => {}
        }
    }
    warnings
}

/// A file's path as the archive spells it.
fn file<'a>(listing: &'a Listing, root: &str, name: &str) -> Option<&'a str> {
    listing.file(&format!("{root}{name}")).map(|(_, path)| path)
}
