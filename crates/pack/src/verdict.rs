//! From a checked listing and the contents of `cfg/` to a [`Pack`] or its faults.

use super::config::assetto::ExtraSettings;
use super::config::{self, ENTRY_LIST, EXTRA_CFG, Rules, SERVER_CFG, ServerSettings};
use super::contents::Contents;
use super::evidence::{InspectionFacts, Readable};
use super::faults::{FaultCollector, FaultKind, Faults, printable};
use super::ini::Ini;
use super::program::Start;
use super::settings::{File, Look};
use super::{
    Entry, Format, Limits, Pack, Platform, PlatformReason, Ports, ServerKind, Warning, program,
    warnings,
};

/// How many odd lines of a file are told.
const TOLD: usize = 3;

/// What the settings files say.
struct Settings {
    server: ServerSettings,
    entries: Vec<Entry>,
    extra: Option<ExtraSettings>,
    wrapper: Option<u16>,
}

/// Weighs everything; all faults together.
pub(super) fn evaluate(evidence: InspectionFacts, limits: &Limits) -> Result<Pack, Faults> {
    let InspectionFacts {
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
        Err(FaultKind::MissingFile { path: SERVER_CFG }) => {
            listing
                .tally
                .add(FaultKind::MissingFile { path: SERVER_CFG });
            return Err(listing.stop(FaultKind::MissingFile { path: ENTRY_LIST }));
        }
        Err(fault) => return Err(listing.stop(fault)),
    };
    let mut tally = std::mem::take(&mut listing.tally);
    let start = program::start(&listing, &root, format, &heads, limits, &mut tally);
    // Where a .zip runs on Linux, whoever unpacks it spells its names as the settings do.
    let spelled_for = match format {
        Format::Zip => Platform::Windows,
        Format::TarGz => Platform::Linux,
    };
    let contents = Contents::new(&listing, &root, spelled_for);
    for path in [SERVER_CFG, ENTRY_LIST] {
        if !contents.has(path) {
            tally.add(FaultKind::MissingFile { path });
        }
    }
    contents.too_large(&mut tally);
    let mut notes = program::look_at_heads(&listing, &root, &start, &heads, &mut tally);
    notes.extend(start.warning.clone());

    let readable = files.readable(&mut tally);
    let cleans = limits.cleans_settings;
    let look = look(&readable, cleans, &mut tally);
    notes.extend(look.warnings);
    let Some(settings) = read(&readable, &start, limits, &mut tally, &mut notes) else {
        return Err(tally.refuse());
    };
    let mut pack = Pack {
        packed_size,
        unpacked_size: listing.unpacked,
        entry_count: listing.count,
        edits: look.edits,
        cleaned: if cleans {
            readable.cleaned()
        } else {
            Vec::new()
        },
        root: root.clone(),
        ..facts(&settings, &start, format, file_name)
    };
    if let Some(extra) = &settings.extra {
        contents.assetto_needs(&pack, extra, limits, &mut tally);
        if pack.sessions.is_empty() {
            tally.add(FaultKind::NoSessions.of(SERVER_CFG));
        }
    }
    pack.warnings = warnings::of(&warnings::Seen {
        pack: &pack,
        settings: &settings.server,
        extra: settings.extra.as_ref(),
        cleans,
    });
    let is_assetto = settings.extra.is_some();
    pack.warnings.extend(contents.missing(&pack, is_assetto));
    pack.warnings.extend(contents.presets());
    if !limits.runs_programs || start.reason == PlatformReason::KeptProgram {
        pack.warnings.extend(contents.left_out());
    }
    pack.warnings.append(&mut notes);
    pack.warnings.truncate(warnings::MOST);
    tally.verdict(pack)
}

/// What the settings say of a pack; of its archive nothing yet.
fn facts(settings: &Settings, start: &Start, format: Format, file_name: &str) -> Pack {
    let Settings {
        server,
        entries,
        extra,
        wrapper,
    } = settings;
    Pack {
        name: match server.name.as_str() {
            "" => named_after(file_name),
            name => name.to_owned(),
        },
        kind: match (extra, start.runs_wrapper) {
            (Some(_), _) => ServerKind::AssettoServer,
            (None, true) => ServerKind::Wrapper,
            (None, false) => ServerKind::AcServer,
        },
        track: server.track.clone(),
        weather: server
            .weather
            .clone()
            .filter(|_| !extra.as_ref().is_some_and(ExtraSettings::changes_weather)),
        cars: server.cars.clone(),
        slots: server.slots,
        entries: entries.len(),
        entry_list: entries.clone(),
        ports: Ports {
            wrapper: *wrapper,
            ..server.ports
        },
        plugin: server.plugin.clone(),
        sessions: server.sessions.clone(),
        loops: server.loops,
        password: server.password,
        lobby: server.lobby,
        program: start.program.clone(),
        platform: start.platform,
        platform_reason: start.reason,
        format,
        root: String::new(),
        packed_size: 0,
        unpacked_size: 0,
        entry_count: 0,
        edits: Vec::new(),
        cleaned: Vec::new(),
        warnings: Vec::new(),
    }
}

/// Every setting that leads somewhere, in every file.
fn look(readable: &Readable, cleans: bool, tally: &mut FaultCollector) -> Look {
    let mut look = Look::default();
    for (file, path, contents) in &readable.files {
        match (file.settings(contents), file) {
            (Some(settings), _) => look.at(*file, path, &settings, cleans, tally),
            (None, File::Content) => look
                .warnings
                .push(Warning::UnreadableContent { left_out: cleans }),
            // The wrapper's is told where its port is read.
            (None, File::WrapperParams) => {}
            (None, _) => tally.add(FaultKind::UnreadableSettings.of(path)),
        }
    }
    look
}

/// Reads the settings; `None` if the pack cannot be judged without those that are missing.
fn read(
    readable: &Readable,
    start: &Start,
    limits: &Limits,
    tally: &mut FaultCollector,
    notes: &mut Vec<Warning>,
) -> Option<Settings> {
    let extra = extra(readable, start, limits, tally, notes);
    let rules = Rules {
        system: limits.system[start.platform],
        assetto: extra.is_some(),
    };
    // Without a file there is nothing to say about its settings: its absence is the one fault.
    let server = readable.get(File::ServerCfg).map(Ini::parse);
    let list = readable.get(File::EntryList).map(Ini::parse);
    for (ini, path) in [(&server, SERVER_CFG), (&list, ENTRY_LIST)] {
        if let Some(ini) = ini {
            odd(ini, path, rules, tally, notes);
        }
    }
    let entries = list.as_ref().map(config::entry_list);
    let settings = server.as_ref().map(|ini| {
        let entries = entries.as_ref().map_or(&[][..], |(entries, _)| entries);
        ServerSettings::read(ini, entries, rules, tally)
    });
    let wrapper = start.runs_wrapper.then(|| {
        let params = readable.get(File::WrapperParams);
        config::wrapper::port(params, rules.system, tally, notes)
    });
    let is_booked = |settings: &ServerSettings| settings.is_booked() && !rules.assetto;
    if entries.as_ref().is_some_and(|(list, _)| list.is_empty())
        && !settings.as_ref().is_some_and(is_booked)
    {
        let first = list.as_ref().and_then(config::first_number);
        tally.add(FaultKind::EmptyEntryList { first }.of(ENTRY_LIST));
    }
    let track = server.as_ref().and_then(|ini| ini.get("SERVER", "TRACK"));
    if track.is_none_or(str::is_empty) {
        notes.push(Warning::NoTrack);
    }
    let (entries, gap) = entries?;
    notes.extend(gap);
    if !rules.assetto {
        notes.extend([server, list].iter().flatten().flat_map(conflicts));
    }
    Some(Settings {
        server: settings?,
        entries,
        extra,
        wrapper,
    })
}

/// AssettoServer's own settings, if it is AssettoServer's pack.
fn extra(
    readable: &Readable,
    start: &Start,
    limits: &Limits,
    tally: &mut FaultCollector,
    notes: &mut Vec<Warning>,
) -> Option<ExtraSettings> {
    let Some(bytes) = readable.get(File::ExtraCfg) else {
        return start.is_assetto_server.then(ExtraSettings::default);
    };
    // That it cannot be read was told; its pack is AssettoServer's all the same.
    let extra = ExtraSettings::read(bytes).unwrap_or_default();
    if let Some(what) = &extra.twice {
        let what = printable(what);
        tally.add(FaultKind::Repeated { what }.of(EXTRA_CFG));
    }
    let elsewhere = !limits.runs_programs || start.reason == PlatformReason::KeptProgram;
    if elsewhere && !extra.plugins.is_empty() {
        notes.push(Warning::PlugInsElsewhere {
            plugins: extra.plugins.clone(),
        });
    }
    Some(extra)
}

/// What of an ini file some programs read otherwise than others, or not at all.
fn odd(
    ini: &Ini,
    path: &'static str,
    rules: Rules,
    tally: &mut FaultCollector,
    notes: &mut Vec<Warning>,
) {
    if ini.odd.utf16 {
        tally.add(FaultKind::Utf16.of(path));
        return;
    }
    if ini.odd.lone_return {
        tally.add(FaultKind::OddLineEnds.of(path));
    }
    if ini.odd.not_utf8 {
        notes.push(Warning::NotUtf8 { file: path });
    }
    if rules.assetto {
        for what in ini.odd.repeated.iter().take(TOLD) {
            let what = printable(what);
            tally.add(FaultKind::Repeated { what }.of(path));
        }
        for line in ini.odd.stray.iter().take(TOLD) {
            let line = printable(line);
            tally.add(FaultKind::StrayLine { line }.of(path));
        }
    }
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
