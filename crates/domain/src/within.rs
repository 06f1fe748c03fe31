//! Numbers of the settings that must lie in a range.

use std::fmt::Display;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// Reads a number from `LEAST` to `MOST`, both included: for `#[serde(deserialize_with)]`.
///
/// # Errors
/// For any other, in words that go on from the key's name: "must be from 1 to 20; it is 0".
pub fn within<'de, D, T, const LEAST: u64, const MOST: u64>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Copy + Display + TryInto<u64>,
{
    let number = T::deserialize(deserializer)?;
    match number.try_into() {
        Ok(value) if (LEAST..=MOST).contains(&value) => Ok(number),
        _ if MOST == u64::MAX => Err(D::Error::custom(format!(
            "must be {LEAST} or more; it is {number}"
        ))),
        _ => Err(D::Error::custom(format!(
            "must be from {LEAST} to {MOST}; it is {number}"
        ))),
    }
}
