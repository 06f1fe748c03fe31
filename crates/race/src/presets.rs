//! Named configurations: "Spa endurance", "Tuesday sprint".

use std::collections::BTreeMap;
use std::fmt;

use configuration::Change;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Snowflake;
use crate::names::{NotAName, league_name};

/// A configuration with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preset {
    /// Its name as it was written.
    pub name: String,
    /// What is different from the pack.
    pub change: Change,
    /// Who made it.
    pub by: Snowflake,
    /// When it was saved, if that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// The presets of a Discord server, in one document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presets {
    /// By their names in lower case. One that cannot be read any more (a setting was renamed) would
    /// take the others with it, so each is read when it is used.
    presets: BTreeMap<String, serde_json::Value>,
}

/// Why a preset cannot be kept or used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PresetRefused {
    /// Its name.
    Name(NotAName),
    /// There are enough.
    TooMany,
    /// There is none of that name.
    Unknown {
        /// Those that there are.
        known: Vec<String>,
        /// The one that was meant, it seems.
        nearest: Option<String>,
    },
    /// It names a setting that there is no more.
    Outdated(String),
}

impl fmt::Display for PresetRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(why) => why.fmt(f),
            Self::TooMany => write!(
                f,
                "There are {} presets, which is as many as there may be. Delete one first.",
                Presets::MOST
            ),
            Self::Unknown { known, .. } if known.is_empty() => {
                f.write_str("There are no presets yet.")
            }
            Self::Unknown { known, nearest } => {
                f.write_str("There is no such preset. ")?;
                if let Some(nearest) = nearest {
                    write!(f, "Did you mean “{nearest}”? ")?;
                }
                write!(f, "There are: {}.", known.join(", "))
            }
            Self::Outdated(why) => {
                write!(f, "The preset can no longer be used: {why} Save it again.")
            }
        }
    }
}

impl std::error::Error for PresetRefused {}

impl Presets {
    const MOST: usize = 50;
    const LONGEST_NAME: usize = 40;

    /// Keeps one, in place of the one of that name, which is answered as far as it can be read.
    ///
    /// # Errors
    /// [`PresetRefused`].
    pub fn save(
        &mut self,
        name: &str,
        change: Change,
        by: Snowflake,
        now: Timestamp,
    ) -> Result<Option<Preset>, PresetRefused> {
        let name = league_name(name, Self::LONGEST_NAME).map_err(PresetRefused::Name)?;
        let former = self.get(&name).ok();
        let key = name.to_lowercase();
        if Self::MOST <= self.presets.len() && !self.presets.contains_key(&key) {
            return Err(PresetRefused::TooMany);
        }
        let at = Some(now);
        let preset = serde_json::to_value(Preset {
            name,
            change,
            by,
            at,
        });
        let preset = preset.map_err(|error| PresetRefused::Outdated(error.to_string()))?;
        self.presets.insert(key, preset);
        Ok(former)
    }

    /// One by its name, whatever its case.
    ///
    /// # Errors
    /// [`PresetRefused::Unknown`] and [`PresetRefused::Outdated`].
    pub fn get(&self, name: &str) -> Result<Preset, PresetRefused> {
        let preset = self
            .presets
            .get(&name.trim().to_lowercase())
            .ok_or_else(|| {
                let known = self.names();
                let nearest = configuration::nearest(name, known.iter().map(String::as_str));
                PresetRefused::Unknown {
                    nearest: nearest.map(str::to_owned),
                    known,
                }
            })?;
        serde_json::from_value(preset.clone())
            .map_err(|error| PresetRefused::Outdated(error.to_string()))
    }

    /// Deletes one. `false`: there was none.
    pub fn delete(&mut self, name: &str) -> bool {
        self.presets.remove(&name.trim().to_lowercase()).is_some()
    }

    /// All of them by their names, or why one cannot be used any more.
    pub fn all(&self) -> Vec<(String, Result<Preset, PresetRefused>)> {
        let names = self.names().into_iter();
        names
            .map(|name| {
                let preset = self.get(&name);
                (name, preset)
            })
            .collect()
    }

    /// Their names, as they were written.
    pub fn names(&self) -> Vec<String> {
        let names = self.presets.iter().map(|(key, preset)| {
            let name = preset.get("name").and_then(serde_json::Value::as_str);
            name.unwrap_or(key).to_owned()
        });
        names.collect()
    }
}
