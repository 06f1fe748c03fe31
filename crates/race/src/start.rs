//! When a night begins: what the clock on a league's wall says.

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// A date, a time and a zone. Never an instant: "Fridays at 20:00 in Berlin" stays at 20:00 when
/// the clocks change, and the instant moves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// What the clock says there.
    pub local: DateTime,
    /// The zone's name in the tz database: `Europe/Berlin`.
    pub zone: String,
    /// Whether the night comes again a week later.
    pub weekly: bool,
}

impl Start {
    /// The zone. UTC if its name is no longer known: a wrong hour is seen, a lost night is not.
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// The instant. A time that the clocks skip is the one after the gap, a time that comes twice
    /// is the first of the two.
    pub fn instant(&self) -> Timestamp {
        let ambiguous = self.time_zone().to_ambiguous_timestamp(self.local);
        ambiguous.compatible().unwrap_or(Timestamp::MAX)
    }

    /// So many minutes before the instant: by the clock of the world, also on a night on which the
    /// wall's jumps.
    pub fn before(&self, minutes: u32) -> Timestamp {
        shifted(self.instant(), -i64::from(minutes))
    }

    /// So many minutes after it.
    pub fn after(&self, minutes: u32) -> Timestamp {
        shifted(self.instant(), i64::from(minutes))
    }

    /// The same time a week later.
    pub fn next_week(&self) -> Self {
        let local = self.local.checked_add(7.days()).unwrap_or(self.local);
        Self {
            local,
            ..self.clone()
        }
    }

    /// The first of the weekly nights that lies after `now`, not before this one.
    pub fn next_after(&self, now: Timestamp) -> Self {
        let mut next = self.next_week();
        // Two years of weeks: a bot that slept longer plans by hand.
        for _ in 0..104 {
            if now < next.instant() {
                break;
            }
            next = next.next_week();
        }
        next
    }

    /// By how many minutes drivers in other zones start earlier (negative) or later than a week
    /// before, because the clocks changed here in between.
    pub fn moved_since_last_week(&self) -> i64 {
        let last = self.local.checked_sub(7.days()).unwrap_or(self.local);
        let last = Self {
            local: last,
            ..self.clone()
        };
        let week = 7 * 24 * 60 * 60;
        let moved = self.instant().as_second() - last.instant().as_second() - week;
        moved / 60
    }

    /// Whether the clocks skip this time.
    pub(crate) fn is_skipped(date_time: DateTime, zone: &TimeZone) -> bool {
        let offset = zone.to_ambiguous_timestamp(date_time).offset();
        matches!(offset, AmbiguousOffset::Gap { .. })
    }

    /// The day there, for headings that Discord does not translate.
    pub fn date(&self) -> Date {
        self.local.date()
    }
}

fn shifted(instant: Timestamp, minutes: i64) -> Timestamp {
    instant
        .checked_add((minutes.saturating_mul(60)).seconds())
        .unwrap_or(instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weekly(local: &str, zone: &str) -> Start {
        Start {
            local: local.parse().expect("a time"),
            zone: zone.to_owned(),
            weekly: true,
        }
    }

    #[test]
    fn a_weekly_night_stays_at_eight_when_the_clocks_go_back_and_forward() {
        // The clocks in Berlin go back on 25 October 2026, and forward on 28 March 2027.
        let autumn = weekly("2026-10-23T20:00", "Europe/Berlin");
        assert_eq!(autumn.instant().to_string(), "2026-10-23T18:00:00Z");
        assert_eq!(
            autumn.next_week().instant().to_string(),
            "2026-10-30T19:00:00Z"
        );
        assert_eq!(autumn.next_week().moved_since_last_week(), 60);
        assert_eq!(autumn.moved_since_last_week(), 0);
        let spring = weekly("2027-03-26T20:00", "Europe/Berlin");
        assert_eq!(spring.instant().to_string(), "2027-03-26T19:00:00Z");
        assert_eq!(
            spring.next_week().instant().to_string(),
            "2027-04-02T18:00:00Z"
        );
        assert_eq!(spring.next_week().moved_since_last_week(), -60);
    }

    #[test]
    fn reminders_are_real_minutes_on_the_night_on_which_the_clocks_change() {
        // 03:30 on the morning on which 03:00 becomes 02:00: an hour before is 03:30 minus two on the wall.
        let night = weekly("2026-10-25T03:30", "Europe/Berlin");
        assert_eq!(night.instant().to_string(), "2026-10-25T02:30:00Z");
        assert_eq!(night.before(60).to_string(), "2026-10-25T01:30:00Z");
    }

    #[test]
    fn a_time_that_does_not_exist_is_the_one_after_the_gap_and_one_that_comes_twice_the_first() {
        assert_eq!(
            weekly("2027-03-28T02:30", "Europe/Berlin")
                .instant()
                .to_string(),
            "2027-03-28T01:30:00Z"
        );
        assert_eq!(
            weekly("2026-10-25T02:30", "Europe/Berlin")
                .instant()
                .to_string(),
            "2026-10-25T00:30:00Z"
        );
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        assert!(Start::is_skipped(
            "2027-03-28T02:30".parse().expect("a time"),
            &berlin
        ));
        assert!(!Start::is_skipped(
            "2026-10-25T02:30".parse().expect("a time"),
            &berlin
        ));
        assert!(!Start::is_skipped(
            "2026-10-25T20:00".parse().expect("a time"),
            &berlin
        ));
    }

    #[test]
    fn after_weeks_without_a_bot_the_next_night_is_the_next_one() {
        let night = weekly("2026-10-02T20:00", "Europe/Berlin");
        let next = night.next_after("2026-11-01T00:00:00Z".parse().expect("an instant"));
        assert_eq!(next.local.to_string(), "2026-11-06T20:00:00");
    }
}
