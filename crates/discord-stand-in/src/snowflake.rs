//! Discord's ids: a timestamp in milliseconds, then a counter.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};

/// Milliseconds from the Unix epoch to the first of January 2015, where Discord's time begins.
const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

/// The id of anything: a guild, a channel, a role, a member, a message, an interaction.
///
/// Written as a decimal string in JSON, because JavaScript cannot hold 64 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Snowflake(u64);

impl Snowflake {
    /// The number itself, for builders that take a `u64`.
    pub fn get(self) -> u64 {
        self.0
    }

    /// When the id was given out.
    pub fn created(self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_millis((self.0 >> 22) + DISCORD_EPOCH_MS)
    }
}

impl From<u64> for Snowflake {
    fn from(id: u64) -> Self {
        Self(id)
    }
}

impl FromStr for Snowflake {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Snowflake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Snowflake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Snowflake {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Gives out ids that rise strictly, so that sorting by id is sorting by time.
#[derive(Debug, Default)]
pub(super) struct SnowflakeGenerator {
    last: u64,
}

impl SnowflakeGenerator {
    pub(super) fn next(&mut self) -> Snowflake {
        let since_epoch = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let ms = (since_epoch.as_millis() as u64).saturating_sub(DISCORD_EPOCH_MS);
        self.last = (ms << 22).max(self.last + 1);
        Snowflake(self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_and_tell_their_time() {
        let mut mint = SnowflakeGenerator::default();
        let ids: Vec<_> = (0..1000).map(|_| mint.next()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
        let age = ids[0].created().elapsed().unwrap_or_default();
        assert!(age < Duration::from_secs(60), "{age:?}");
    }

    #[test]
    fn discords_own_example_is_read_as_documented() {
        // https://discord.com/developers/docs/reference#snowflakes
        let id: Snowflake = "175928847299117063".parse().expect("an id");
        let at = jiff::Timestamp::try_from(id.created()).expect("a time");
        assert_eq!(at.to_string(), "2016-04-30T11:18:25.796Z");
    }
}
