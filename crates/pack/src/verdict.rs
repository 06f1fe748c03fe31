//! From a checked listing and the contents of `cfg/` to a [`Pack`] or its faults.

use std::collections::HashMap;

use super::config::{self, ENTRY_LIST, SERVER_CFG, ServerSettings, WRAPPER_PARAMS};
use super::faults::{Fault, FaultKind, Faults, Tally, printable};
use super::ini::Ini;
use super::kind::{BuiltFor, built_for};
use super::listing::Listing;
use super::names::key;
use super::{Format, Limits, Pack, Platform, Ports, Program, Warning, warnings};

/// What an inspection has found out, whichever sort of archive it was.
pub(super) struct Evidence<'a> {
    pub(super) listing: Listing,
    /// Where `cfg` is, or why that cannot be said.
    pub(super) root: Result<String, FaultKind>,
    pub(super) files: SettingsFiles,
    pub(super) file_name: &'a str,
    pub(super) format: Format,
    pub(super) packed_size: u64,
    /// The first bytes ([`HEAD`](super::kind::HEAD)) of programs, by the key of their path, where they were seen.
    pub(super) heads: HashMap<String, Vec<u8>>,
}

/// The contents of the files that matter: `None` where there is no such file, or its entry has a
/// fault that is in the tally already.
#[derive(Debug, Default)]
pub(super) struct SettingsFiles {
    pub(super) server_cfg: Option<Result<Vec<u8>, Fault>>,
    pub(super) entry_list: Option<Result<Vec<u8>, Fault>>,
    pub(super) wrapper_params: Option<Result<Vec<u8>, Fault>>,
}

impl SettingsFiles {
    /// In the order of the fields.
    pub(super) const PATHS: [&str; 3] = [SERVER_CFG, ENTRY_LIST, WRAPPER_PARAMS];
    /// The most bytes that one of them may have; real ones have a few thousand.
    pub(super) const LARGEST: u64 = 1 << 20;
}

/// Weighs everything; all faults together.
pub(super) fn weigh(evidence: Evidence, limits: &Limits) -> Result<Pack, Faults> {
    let Evidence {
        mut listing,
        root,
        files,
        file_name,
        format,
        packed_size,
        heads,
    } = evidence;
    let root = match root {
        Ok(root) => root,
        Err(fault) => return Err(listing.stop(fault)),
    };
    let mut tally = std::mem::take(&mut listing.tally);
    for path in [SERVER_CFG, ENTRY_LIST] {
        if !present(&listing, &root, path, format) {
            tally.add(FaultKind::MissingFile { path });
        }
    }
    let platform = format.platform();
    let mut notes: Vec<Warning> = Vec::new();
    let program = program(&listing, &root, platform);
    if program == Program::Missing && !limits.program_in_bucket[platform] {
        tally.add(why_missing(&listing, &root, format));
    }
    let server = file(&listing, &root, platform.server_program());
    if matches!(program, Program::Wrapper(_))
        && server.is_none()
        && !limits.program_in_bucket[platform]
    {
        tally.add(FaultKind::WrapperAlone);
    }
    let wrapper = file(&listing, &root, platform.wrapper_program());
    for path in [server, wrapper].into_iter().flatten() {
        let first = heads.get(&key(path)).map_or(&[][..], Vec::as_slice);
        match (built_for(first), platform) {
            (BuiltFor::Windows, Platform::Linux) => {
                tally.add(FaultKind::WrongProgram { format }.of(path));
            }
            (BuiltFor::OtherProcessor, Platform::Linux) => {
                tally.add(FaultKind::WrongProcessor.of(path));
            }
            (BuiltFor::Linux32WithLibraries, Platform::Linux) => {
                notes.push(Warning::Program32Bit {
                    program: printable(path),
                })
            }
            _ => {}
        }
    }

    // Without a file there is nothing to say about its settings: its absence is the one fault.
    let server_ini = readable(files.server_cfg, &mut tally).map(|bytes| Ini::parse(&bytes));
    let settings = server_ini
        .as_ref()
        .map(|ini| ServerSettings::read(ini, &mut tally));
    let entry_ini = readable(files.entry_list, &mut tally).map(|bytes| Ini::parse(&bytes));
    let entries = entry_ini.as_ref().map(config::entry_list);
    if entries
        .as_ref()
        .is_some_and(|(entries, _)| entries.is_empty())
    {
        tally.add(FaultKind::EmptyEntryList.of(ENTRY_LIST));
    }
    let wrapper_params = readable(files.wrapper_params, &mut tally);
    let wrapper = matches!(program, Program::Wrapper(_)).then(|| match wrapper_params {
        None => config::WRAPPER_PORT,
        Some(json) => config::wrapper_port(&json, &mut tally).unwrap_or_else(|| {
            notes.push(Warning::UnreadableWrapperSettings);
            config::WRAPPER_PORT
        }),
    });
    let (Some(settings), Some((entries, gap))) = (settings, entries) else {
        return Err(tally.refuse());
    };
    let named = server_ini
        .as_ref()
        .and_then(|ini| ini.get("SERVER", "TRACK"));
    if named.is_none_or(str::is_empty) {
        notes.push(Warning::NoTrack);
    }
    notes.extend(gap);
    notes.extend([server_ini, entry_ini].iter().flatten().flat_map(conflicts));

    let mut pack = Pack {
        name: if settings.name.is_empty() {
            named_after(file_name)
        } else {
            settings.name.clone()
        },
        track: settings.track.clone(),
        cars: settings.cars.clone(),
        slots: settings.slots,
        entries: entries.len(),
        ports: Ports {
            wrapper,
            ..settings.ports
        },
        sessions: settings.sessions.clone(),
        password: settings.password,
        lobby: settings.lobby,
        program,
        platform,
        format,
        packed_size,
        unpacked_size: listing.unpacked,
        entry_count: listing.count,
        warnings: Vec::new(),
        root,
    };
    let root = &pack.root;
    // A pack made without checksums has no content at all, and misses none.
    let with_content = listing.has_folder(&format!("{root}content/cars"));
    let has_data = |car: &str| {
        !with_content
            || listing
                .file(&format!("{root}content/cars/{car}/data.acd"))
                .is_some()
    };
    let tracks = format!("{root}content/tracks");
    let with_track = ["", "csp/"]
        .iter()
        .any(|patch| listing.has_folder(&format!("{tracks}/{patch}{}", pack.track.id)));
    if listing.has_folder(&tracks) && !with_track {
        notes.push(Warning::TrackNotPacked {
            track: pack.track.id.clone(),
        });
    }
    pack.warnings = warnings::of(&pack, &settings, &entries, has_data);
    pack.warnings.append(&mut notes);
    pack.warnings.truncate(warnings::MOST);
    tally.verdict(pack)
}

fn readable(file: Option<Result<Vec<u8>, Fault>>, tally: &mut Tally) -> Option<Vec<u8>> {
    file?.map_err(|fault| tally.add(fault)).ok()
}

/// On Linux a file of another case is another file.
fn present(listing: &Listing, root: &str, path: &str, format: Format) -> bool {
    listing
        .file(&format!("{root}{path}"))
        .is_some_and(|(_, spelled)| {
            format == Format::Zip || spelled.strip_prefix(root) == Some(path)
        })
}

/// The program to start. A dedicated server's folder has those of both systems; the sort of archive
/// tells which one is meant.
fn program(listing: &Listing, root: &str, platform: Platform) -> Program {
    let path = |name| file(listing, root, name).map(str::to_owned);
    if let Some(path) = path(platform.wrapper_program()) {
        Program::Wrapper(path)
    } else if let Some(path) = path(platform.server_program()) {
        Program::AcServer(path)
    } else {
        Program::Missing
    }
}

fn why_missing(listing: &Listing, root: &str, format: Format) -> FaultKind {
    let has = |name: &str| file(listing, root, name).is_some();
    let others = Platform::ALL
        .into_iter()
        .filter(|platform| *platform != format.platform())
        .flat_map(|platform| [platform.server_program(), platform.wrapper_program()]);
    if others.into_iter().any(has) {
        return FaultKind::WrongProgram { format };
    }
    FaultKind::MissingProgram {
        assetto_server: ["AssettoServer.exe", "AssettoServer"].into_iter().any(has),
    }
}

/// A file's path as the archive spells it.
fn file<'a>(listing: &'a Listing, root: &str, name: &str) -> Option<&'a str> {
    listing.file(&format!("{root}{name}")).map(|(_, path)| path)
}

fn conflicts(ini: &Ini) -> impl Iterator<Item = Warning> + '_ {
    ini.conflicts
        .iter()
        .map(|(section, key)| Warning::ConflictingSetting {
            section: printable(section),
            key: printable(key),
        })
}

/// A server without a name is shown under its file's.
fn named_after(file_name: &str) -> String {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let stem = [".tar.gz", ".tgz", ".zip"]
        .iter()
        .find_map(|end| name.strip_suffix(end))
        .unwrap_or(name);
    printable(stem)
}
