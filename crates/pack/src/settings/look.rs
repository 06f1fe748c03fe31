//! What the judge says of the settings in `cfg/`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::faults::{FaultCollector, FaultKind, printable};
use super::super::warnings::Warning;
use super::keys::{self, Finding, Reader, Trouble};
use super::{File, Setting};

/// A setting that the server runs without, where [`clean`](super::clean()) prepares its folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The file, below the folder that holds `cfg`.
    pub file: String,
    /// The key, with the keys above it and dots between.
    pub key: String,
    /// Why.
    pub why: Trouble,
}

/// What was found in one file or several.
#[derive(Debug, Default)]
pub(in super::super) struct Look {
    pub(in super::super) edits: Vec<Edit>,
    pub(in super::super) warnings: Vec<Warning>,
}

/// What is said of all keys of a file that are in the same trouble.
#[derive(Default)]
struct Together {
    keys: Vec<String>,
    /// Where they lead to, as far as that may be shown.
    places: Vec<String>,
}

impl Look {
    /// Looks at every value of a file. `cleans`: whether the server is given it cleaned.
    pub(in super::super) fn at(
        &mut self,
        file: File,
        path: &str,
        settings: &[Setting],
        cleans: bool,
        tally: &mut FaultCollector,
    ) {
        let mut found: BTreeMap<Trouble, Together> = BTreeMap::new();
        for Setting { name, value, .. } in settings {
            let Some(key) = keys::key(file, name) else {
                continue;
            };
            match key.judge(value) {
                None => {}
                Some(Finding::Refuse(_)) => tally.add(
                    FaultKind::LeavesFolder {
                        key: printable(name),
                        value: printable(value),
                        reader: reader(key.read_by),
                    }
                    .of(path),
                ),
                Some(Finding::Empty(why)) => {
                    let together = found.entry(why).or_default();
                    together.add(name, shown(why, value));
                    if cleans {
                        self.edits.push(Edit {
                            file: path.to_owned(),
                            key: printable(name),
                            why,
                        });
                    }
                }
            }
        }
        for (why, Together { keys, places }) in found {
            // What stays on a machine of the server's own harms nobody there.
            let harmless = match why {
                Trouble::Sends => places.iter().all(|place| keys::is_loopback(place)),
                Trouble::Controls | Trouble::Router => true,
                Trouble::Leaves | Trouble::Elsewhere => false,
            };
            if cleans || !harmless {
                self.warnings.push(Warning::LedElsewhere {
                    file: path.to_owned(),
                    keys,
                    places,
                    why,
                    cleaned: cleans,
                });
            }
        }
    }
}

impl Together {
    fn add(&mut self, key: &str, place: Option<String>) {
        let key = printable(key);
        if !self.keys.contains(&key) {
            self.keys.push(key);
        }
        self.places
            .extend(place.filter(|place| !self.places.contains(place)));
    }
}

/// What of a value may be shown.
fn shown(why: Trouble, value: &str) -> Option<String> {
    match why {
        Trouble::Leaves | Trouble::Elsewhere => Some(printable(value)),
        Trouble::Sends => {
            let host = printable(keys::host(value));
            host.contains(['.', ':']).then_some(host)
        }
        Trouble::Controls => Some(printable(value)),
        Trouble::Router => None,
    }
}

/// Whoever obeys a key, as people call them.
fn reader(readers: &[Reader]) -> &'static str {
    match readers {
        [Reader::AssettoServer] => "AssettoServer",
        [Reader::PlugIn] => "AssettoServer's plug-in",
        _ => "the server",
    }
}
