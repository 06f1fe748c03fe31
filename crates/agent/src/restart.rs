//! What follows when a server program has ended by itself.

use std::time::Duration;

use domain::ended::Outlook;

/// How often, and after which pauses, a server program is started again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestartPolicy {
    /// After so many ends without a good time between them it is given up.
    pub ends: u32,
    /// The pause before a new start, for each end without a good time since.
    pub pause: Duration,
    /// Online for so long is a good time.
    pub good: Duration,
}

/// What is done about a program that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterEnd {
    /// It is started again after this pause.
    Again(Duration),
    /// It is given up.
    GiveUp,
    /// It has done what it was there for.
    Finish,
}

impl RestartPolicy {
    /// Five starts, with pauses of `pause` and its multiples between them.
    pub fn new(pause: Duration, minute: Duration) -> Self {
        Self {
            ends: 5,
            pause,
            good: minute * 10,
        }
    }

    /// What follows from the `ends`th end without a good time between.
    pub fn after(&self, ends: u32, outlook: Outlook) -> AfterEnd {
        match outlook {
            Outlook::Finished => AfterEnd::Finish,
            Outlook::Open if ends < self.ends => AfterEnd::Again(self.pause.saturating_mul(ends)),
            Outlook::Open | Outlook::Hopeless => AfterEnd::GiveUp,
        }
    }
}

/// Why a server was given up that was started so often.
pub fn last_words(reason: &str, starts: u32) -> String {
    match starts {
        0 | 1 => format!("{reason} It will not be started again."),
        _ => format!("{reason} It was started {starts} times and will not be started again."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_the_fifth_end_is_the_last() {
        let policy = RestartPolicy::new(Duration::from_secs(5), Duration::from_secs(60));
        let after = |ends| policy.after(ends, Outlook::Open);
        assert_eq!(after(1), AfterEnd::Again(Duration::from_secs(5)));
        assert_eq!(after(4), AfterEnd::Again(Duration::from_secs(20)));
        assert_eq!(after(5), AfterEnd::GiveUp);
    }

    #[test]
    fn a_server_that_refuses_its_settings_is_not_asked_again() {
        let policy = RestartPolicy::new(Duration::from_secs(5), Duration::from_secs(60));
        assert_eq!(policy.after(1, Outlook::Hopeless), AfterEnd::GiveUp);
    }
}
