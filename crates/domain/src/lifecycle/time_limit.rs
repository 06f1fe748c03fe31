//! For how long a machine may run after each start: nobody forgets one for a month.

use jiff::{SignedDuration, Timestamp};

use crate::server::{InstanceState, Server};

/// The most hours that anybody may let a machine run after each start: a month.
pub const LONGEST_START: u32 = 744;
/// How long before its end the channel is told.
const WARNING: SignedDuration = SignedDuration::from_mins(15);
/// For how long past its end a machine stays of which nobody knows whether somebody drives there.
const UNSURE: SignedDuration = SignedDuration::from_hours(1);

/// What is due because a machine has run for long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeLimit {
    /// Nothing yet.
    Within,
    /// The channel is to be told that it stops then.
    Warn {
        /// When.
        ends: Timestamp,
    },
    /// It is over, the channel was told or took nothing, and nobody drives.
    Over,
}

/// Whether a server has run for as long as `limit` allows. With `drivers` on it never stops: `None` is what
/// nobody knows.
pub fn time_limit(
    server: &Server,
    limit: SignedDuration,
    drivers: Option<u32>,
    now: Timestamp,
) -> TimeLimit {
    if server.state != InstanceState::Running {
        return TimeLimit::Within;
    }
    let usual = server.launched.saturating_add(limit);
    let usual = usual.unwrap_or(Timestamp::MAX);
    let ends = server.record.until.map_or(usual, |until| until.max(usual));
    if now < ends - WARNING {
        return TimeLimit::Within;
    }
    // Whole seconds are remembered.
    let warned = server.record.warned.map(Timestamp::as_second);
    if warned != Some(ends.as_second()) {
        // A bot that was down does not stop what nobody was told of.
        return TimeLimit::Warn {
            ends: ends.max(now + WARNING),
        };
    }
    match drivers {
        _ if now < ends => TimeLimit::Within,
        Some(0) => TimeLimit::Over,
        Some(_) => TimeLimit::Within,
        None if UNSURE <= now.duration_since(ends) => TimeLimit::Over,
        None => TimeLimit::Within,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::sample;

    const LIMIT: SignedDuration = SignedDuration::from_hours(12);

    fn evening() -> (Server, impl Fn(i64) -> Timestamp) {
        let launched = Timestamp::from_second(1_763_880_000).expect("a time");
        let at = move |minutes| launched + SignedDuration::from_mins(minutes);
        (sample::server(launched), at)
    }

    #[test]
    fn it_is_warned_of_and_then_over() {
        let (mut server, at) = evening();
        let due = |server: &Server, drivers, now| time_limit(server, LIMIT, drivers, now);
        assert_eq!(due(&server, Some(0), at(700)), TimeLimit::Within);
        let warn = TimeLimit::Warn { ends: at(720) };
        assert_eq!(due(&server, Some(0), at(705)), warn);
        server.record.warned = Some(at(720));
        assert_eq!(due(&server, Some(0), at(719)), TimeLimit::Within);
        assert_eq!(due(&server, Some(0), at(720)), TimeLimit::Over);
        server.state = InstanceState::Stopped;
        assert_eq!(due(&server, Some(0), at(720)), TimeLimit::Within);
    }

    #[test]
    fn a_race_is_not_ended_by_it() {
        let (mut server, at) = evening();
        server.record.warned = Some(at(720));
        let due = |drivers, minutes| time_limit(&server, LIMIT, drivers, at(minutes));
        assert_eq!(due(Some(12), 2000), TimeLimit::Within);
        assert_eq!(due(None, 770), TimeLimit::Within);
        assert_eq!(due(None, 780), TimeLimit::Over);
    }

    #[test]
    fn who_keeps_it_running_is_warned_again() {
        let (mut server, at) = evening();
        server.record.warned = Some(at(720));
        server.record.until = Some(at(770));
        let due = |server: &Server, minutes| time_limit(server, LIMIT, Some(0), at(minutes));
        assert_eq!(due(&server, 720), TimeLimit::Within);
        assert_eq!(due(&server, 755), TimeLimit::Warn { ends: at(770) });
        // The bot was down all the time.
        assert_eq!(due(&server, 5000), TimeLimit::Warn { ends: at(5015) });
    }
}
