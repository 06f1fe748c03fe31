//! How early a server must be started to be online in time.

use serde::{Deserialize, Serialize};

/// How long the last starts of a league's servers took, in seconds, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BootTimes {
    seconds: Vec<u32>,
    /// Whose starts those were, as far as it is known: several bots see the same one.
    #[serde(default)]
    counted: Vec<String>,
}

impl BootTimes {
    const KEPT: usize = 20;
    /// Nothing is started later than so many minutes ahead, however fast the last ones were.
    const SHORTEST: u32 = 3;
    const LONGEST: u32 = 60;

    /// Takes one more in, unless that of this server was taken in before. What took longer than three
    /// hours was no start.
    pub fn add(&mut self, server: &str, seconds: u32) {
        if self.counted.iter().any(|counted| counted == server)
            || !(1..=3 * 60 * 60).contains(&seconds)
        {
            return;
        }
        self.seconds.push(seconds);
        self.counted.push(server.to_owned());
        let surplus = self.seconds.len().saturating_sub(Self::KEPT);
        self.seconds.drain(..surplus);
        let surplus = self.counted.len().saturating_sub(Self::KEPT);
        self.counted.drain(..surplus);
    }

    /// How many minutes a start is to be ahead: half as much again as the slowest of the last ones
    /// but the very worst, or `usual` minutes if there were none.
    pub fn lead_minutes(&self, usual: u32) -> u32 {
        let mut sorted = self.seconds.clone();
        sorted.sort_unstable();
        let worst_but_one = match sorted[..] {
            [] => return usual.clamp(Self::SHORTEST, Self::LONGEST),
            [.., slow, _] if 4 < sorted.len() => slow,
            [.., worst] => worst,
        };
        let minutes = (worst_but_one.saturating_mul(3) / 2).div_ceil(60);
        minutes.clamp(Self::SHORTEST, Self::LONGEST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_as_early_as_the_last_ones_were_slow() {
        let mut boots = BootTimes::default();
        assert_eq!(boots.lead_minutes(20), 20);
        boots.add("first", 300);
        assert_eq!(boots.lead_minutes(20), 8);
        for number in 0..30 {
            boots.add(&format!("usual-{number}"), 40);
        }
        assert_eq!(boots.lead_minutes(20), 3);
        boots.add("odd", 900);
        assert_eq!(boots.lead_minutes(20), 3, "one odd start is none");
        boots.add("odd", 900);
        assert_eq!(boots.lead_minutes(20), 3, "two bots saw the same start");
        boots.add("another", 900);
        assert_eq!(boots.lead_minutes(20), 23);
        boots.add("endless", u32::MAX);
        assert_eq!(boots.seconds.len(), BootTimes::KEPT);
    }

    #[test]
    fn what_an_older_bot_wrote_is_read() {
        let boots: BootTimes = serde_json::from_str(r#"{"seconds":[300]}"#).expect("read");
        assert_eq!(boots.lead_minutes(20), 8);
    }
}
