//! Which program of a pack is started, and whether it can be.

use std::collections::HashMap;

use super::faults::{FaultCollector, FaultKind, printable};
use super::file_type::{BuiltFor, built_for};
use super::listing::Listing;
use super::names::key;
use super::warnings::Warning;
use super::{Format, Limits, Platform, Program};

/// The program to start, with its faults. A dedicated server's folder has those of both systems;
/// the sort of archive tells which one is meant.
pub(super) fn find(
    listing: &Listing,
    root: &str,
    format: Format,
    limits: &Limits,
    tally: &mut FaultCollector,
) -> Program {
    let platform = format.platform();
    let server = server(listing, root, platform);
    let program = match (file(listing, root, platform.wrapper_program()), server) {
        (Some(path), _) => Program::Wrapper(path.to_owned()),
        (None, Some(path)) => Program::AcServer(path.to_owned()),
        (None, None) => Program::Missing,
    };
    if !limits.program_in_bucket[platform] && server.is_none() {
        tally.add(match program {
            Program::Wrapper(_) => FaultKind::WrapperAlone,
            _ => why_missing(listing, root, format),
        });
    }
    program
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
    format: Format,
    heads: &HashMap<String, Vec<u8>>,
    tally: &mut FaultCollector,
) -> Vec<Warning> {
    let platform = format.platform();
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
