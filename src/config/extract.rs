//! From layers of values to one typed thing, with every fault on the way.

use figment::Figment;
use figment::error::Kind;
use figment::value::Value;
use serde::Deserialize;

use super::faults::{self, Origin, SettingsError, SettingsFault};

/// More faults than this are of no use to anybody.
const MOST_FAULTS: usize = 20;

/// Reads `T`, and where that fails reads it again without the faulty key, so that all faults are
/// told at once.
pub(super) fn extract<T: for<'de> Deserialize<'de>>(figment: &Figment) -> Result<T, SettingsError> {
    let mut rest: Value = figment
        .extract()
        .map_err(|error| SettingsError::all(faults_of(figment, error)))?;
    let mut faults = Vec::new();
    loop {
        let error = match rest.deserialize::<T>() {
            Ok(settings) => return SettingsError::unless_empty(faults, settings),
            Err(error) => error,
        };
        let key = error.path.clone();
        for fault in faults_of(figment, error) {
            // What is missing because it was faulty is no second fault.
            if !faults
                .iter()
                .any(|known: &SettingsFault| known.key == fault.key)
            {
                faults.push(fault);
            }
        }
        // An entry of a list cannot go alone, or the numbers of those behind it were wrong.
        let gone = (1..=key.len())
            .rev()
            .any(|length| remove(&mut rest, &key[..length]));
        if MOST_FAULTS <= faults.len() || !gone {
            return Err(SettingsError::all(faults));
        }
    }
}

fn faults_of(figment: &Figment, error: figment::Error) -> Vec<SettingsFault> {
    error
        .into_iter()
        .map(|error| {
            let mut key = error.path.clone();
            let from = match &error.metadata {
                // The file as a whole: it cannot be read, or is no TOML.
                Some(metadata) if key.is_empty() => origin_of(metadata),
                _ => origin(figment, &key),
            };
            let what = faults::explain(&error.kind, &key, &from);
            if let Kind::MissingField(field) = &error.kind {
                key.push(field.to_string());
            }
            SettingsFault {
                origin: from,
                key,
                what,
            }
        })
        .collect()
}

/// Where the setting `key` was made; for one that is missing, where its section was.
pub(super) fn origin(figment: &Figment, key: &[String]) -> Origin {
    // Figment finds no entries of lists; the list itself says where they stand.
    let end = key
        .iter()
        .position(|part| part.parse::<usize>().is_ok())
        .unwrap_or(key.len());
    (1..=end)
        .rev()
        .find_map(|length| figment.find_metadata(&key[..length].join(".")))
        .map_or(Origin::Together, origin_of)
}

fn origin_of(metadata: &figment::Metadata) -> Origin {
    match metadata
        .source
        .as_ref()
        .and_then(|source| source.file_path())
    {
        Some(file) => Origin::File(file.to_owned()),
        None => Origin::Environment,
    }
}

/// Takes the value at `key` out; says whether there was one.
fn remove(value: &mut Value, key: &[String]) -> bool {
    let [first, rest @ ..] = key else {
        return false;
    };
    match value {
        Value::Dict(_, table) if rest.is_empty() => table.remove(first).is_some(),
        Value::Dict(_, table) => table
            .get_mut(first)
            .is_some_and(|inner| remove(inner, rest)),
        Value::Array(_, list) => {
            let Some(inner) = first
                .parse::<usize>()
                .ok()
                .and_then(|index| list.get_mut(index))
            else {
                return false;
            };
            remove(inner, rest)
        }
        _ => false,
    }
}
