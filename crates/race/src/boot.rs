//! How early a server must be started to be online in time.

use serde::{Deserialize, Serialize};

/// How long the last starts of a league's servers took, in seconds, the newest last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BootTimes {
    seconds: Vec<u32>,
}

impl BootTimes {
    const KEPT: usize = 20;
    /// Nothing is started later than so many minutes ahead, however fast the last ones were.
    const SHORTEST: u32 = 3;
    const LONGEST: u32 = 60;

    /// Takes one more in. What took longer than three hours was no start.
    pub fn add(&mut self, seconds: u32) {
        if (1..=3 * 60 * 60).contains(&seconds) {
            self.seconds.push(seconds);
            let surplus = self.seconds.len().saturating_sub(Self::KEPT);
            self.seconds.drain(..surplus);
        }
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
        boots.add(300);
        assert_eq!(boots.lead_minutes(20), 8);
        for _ in 0..30 {
            boots.add(40);
        }
        assert_eq!(boots.lead_minutes(20), 3);
        boots.add(900);
        assert_eq!(boots.lead_minutes(20), 3, "one odd start is none");
        boots.add(900);
        assert_eq!(boots.lead_minutes(20), 23);
        boots.add(u32::MAX);
        assert_eq!(boots.seconds.len(), BootTimes::KEPT);
    }
}
