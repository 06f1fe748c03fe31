//! What a pack's files say beside its settings: cars, tracks, setups, and what a server is not given.

use std::collections::BTreeSet;

use super::config::assetto::ExtraSettings;
use super::evidence::SettingsFiles;
use super::faults::{FaultCollector, FaultKind, printable};
use super::listing::Listing;
use super::names::{is_noise, key};
use super::needs::need;
use super::paths::leaves;
use super::warnings::Warning;
use super::{Limits, Pack, Platform, Program};

/// The files of a pack, by their paths below its root.
pub(super) struct Contents<'a> {
    listing: &'a Listing,
    root: &'a str,
    platform: Platform,
}

impl<'a> Contents<'a> {
    pub(super) fn new(listing: &'a Listing, root: &'a str, platform: Platform) -> Self {
        Self {
            listing,
            root,
            platform,
        }
    }

    /// Whether a file is there; on Linux one in other letters is another.
    pub(super) fn has(&self, path: &str) -> bool {
        let found = self.listing.file(&format!("{}{path}", self.root));
        found.is_some_and(|(_, spelled)| {
            self.platform == Platform::Windows || spelled.strip_prefix(self.root) == Some(path)
        })
    }

    fn has_folder(&self, path: &str) -> bool {
        self.listing.has_folder(&format!("{}{path}", self.root))
    }

    /// Files of `cfg` that no server should read, for their size.
    pub(super) fn too_large(&self, tally: &mut FaultCollector) {
        let limit = SettingsFiles::LARGEST;
        for (path, size) in self.listing.below(self.root) {
            let name = key(path);
            // What players download may have any size.
            let counts = name.starts_with("cfg/") && !name.starts_with("cfg/cm_content/");
            if counts && limit < size && super::settings::File::at(path).is_none() {
                tally.add(FaultKind::SettingsTooLarge { limit }.of(path));
            }
        }
    }

    /// What AssettoServer does not start without.
    pub(super) fn assetto_needs(
        &self,
        pack: &Pack,
        extra: &ExtraSettings,
        limits: &Limits,
        tally: &mut FaultCollector,
    ) {
        let cars = self.without_data(pack.entry_list.iter().map(|entry| entry.model.as_str()));
        if !cars.is_empty() && !extra.cars_without_data {
            tally.add(FaultKind::CarsWithoutData { cars });
        }
        let setups = pack
            .entry_list
            .iter()
            .filter_map(|entry| entry.setup.clone());
        let setups = unique(setups.filter(|setup| !self.has(&format!("setups/{setup}"))));
        if !setups.is_empty() {
            tally.add(FaultKind::MissingSetups { setups });
        }
        let is_spline = |(path, _): (&str, u64)| {
            let path = key(path);
            path.starts_with("content/tracks/") && path.contains("/ai/")
        };
        if extra.traffic && !self.listing.below(self.root).any(is_spline) {
            let track = pack.track.id.clone();
            tally.add(FaultKind::NoSpline { track });
        }
        if limits.runs_programs && pack.program != Program::Missing {
            // A name that is none was refused already.
            let lacks = |plugin: &&String| {
                leaves(plugin).is_none() && !self.has_folder(&format!("plugins/{plugin}"))
            };
            let plugins = unique(extra.plugins.iter().filter(lacks).cloned());
            if !plugins.is_empty() {
                tally.add(FaultKind::MissingPlugIns { plugins });
            }
        }
    }

    /// What players or drivers will miss.
    pub(super) fn missing(&self, pack: &Pack, is_assetto: bool) -> Vec<Warning> {
        let mut warnings = Vec::new();
        // A pack made without checksums has no content at all, and misses none.
        if !is_assetto && self.has_folder("content/cars") {
            let cars = self.without_data(pack.cars.iter().map(String::as_str));
            if !cars.is_empty() {
                warnings.push(Warning::CarsWithoutData { cars });
            }
        }
        let track = &pack.track.id;
        let with_track = ["", "csp/"]
            .iter()
            .any(|patch| self.has_folder(&format!("content/tracks/{patch}{track}")));
        if self.has_folder("content/tracks") && !with_track {
            warnings.push(Warning::TrackNotPacked {
                track: track.clone(),
            });
        }
        warnings
    }

    /// The cars among these whose data is not packed. AssettoServer takes `data_<anything>.acd` too.
    fn without_data<'c>(&self, cars: impl Iterator<Item = &'c str>) -> Vec<String> {
        let packed: BTreeSet<&str> = self
            .listing
            .below(self.root)
            .filter_map(|(path, _)| {
                let (car, file) = path.strip_prefix("content/cars/")?.split_once('/')?;
                (file.starts_with("data") && file.ends_with(".acd")).then_some(car)
            })
            .collect();
        let has = |car: &str| match self.platform {
            Platform::Linux => packed.contains(car),
            Platform::Windows => packed.iter().any(|packed| packed.eq_ignore_ascii_case(car)),
        };
        unique(
            cars.filter(|car| !car.is_empty() && !has(car))
                .map(str::to_owned),
        )
    }

    /// Presets beside a `cfg` that is started instead of them.
    pub(super) fn presets(&self) -> Option<Warning> {
        let names: BTreeSet<String> = self
            .listing
            .below(self.root)
            .filter_map(|(path, _)| {
                let rest = path.strip_prefix("presets/")?;
                let (name, file) = rest.split_once('/')?;
                (file == "server_cfg.ini").then(|| printable(name))
            })
            .collect();
        let names: Vec<String> = names.into_iter().collect();
        (!names.is_empty()).then_some(Warning::Presets { names })
    }

    /// What a server program of the operator's is not given.
    pub(super) fn left_out(&self) -> Option<Warning> {
        let is_program = |name: &str| {
            let names = Platform::ALL.into_iter().flat_map(Platform::programs);
            names
                .into_iter()
                .any(|program| program.eq_ignore_ascii_case(name))
        };
        let mut names: BTreeSet<String> = BTreeSet::new();
        for (path, _) in self.listing.below(self.root) {
            if need(path).is_some() || is_noise(path) || is_program(path) {
                continue;
            }
            // A whole folder by its name, a file among needed ones by its path.
            let top = path.split('/').next().unwrap_or(path);
            let is_partly_needed = ["cfg", "setups", "content", "system"].contains(&top);
            names.insert(printable(if is_partly_needed { path } else { top }));
        }
        let plugins = names.contains("plugins");
        let names: Vec<String> = names.into_iter().collect();
        (!names.is_empty()).then_some(Warning::LeftOut { names, plugins })
    }
}

/// Each once, in their order.
fn unique(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names
        .filter(|name| seen.insert(name.to_lowercase()))
        .collect()
}
