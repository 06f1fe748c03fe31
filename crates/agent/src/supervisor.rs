//! What becomes of a game server: the decisions, without anything that acts.
//!
//! Whoever has a server looks at it ([`Seen`]), asks [`Supervisor::next`], does that, and says what
//! came of it. What is known is kept from one look to the next, and may be written down, so that a
//! program that was killed goes on where it was.

use std::net::Ipv4Addr;
use std::time::Duration;

use domain::ended::Ended;
use domain::link::JoinLink;
use domain::report::Cause;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::idle::{Drivers, IdleClock, IdleRule, Verdict};
use crate::info::Info;
use crate::presence::{Presence, PresenceRule, PresenceState, Signs};
use crate::restart::{AfterEnd, RestartPolicy, last_words};

/// What holds for one server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How often it is started.
    pub restart: RestartPolicy,
    /// When it counts as online.
    pub presence: PresenceRule,
    /// When it is ended because nobody drives, if ever.
    pub idle: Option<IdleRule>,
    /// For how long a server that hangs may have drivers on it.
    pub hang: Duration,
}

impl Rules {
    /// The rules of every machine: `pause` between starts, and `minute` as a minute, which tests
    /// make shorter.
    pub fn new(idle_minutes: Option<u32>, pause: Duration, minute: Duration) -> Self {
        Self {
            restart: RestartPolicy::new(pause, minute),
            presence: PresenceRule::of(minute),
            idle: idle_minutes.map(|minutes| IdleRule::new(minutes, minute)),
            hang: minute * 10,
        }
    }
}

/// One look at a server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Seen {
    /// The process of its program, if it lives.
    pub process: Option<u32>,
    /// What its page says, if it answers.
    pub info: Option<Info>,
    /// Somebody listens on one of the game's ports.
    pub listens: bool,
    /// Somebody listens on all of them.
    pub listens_on_all: bool,
    /// It is a wrapper, and runs no other process at the moment.
    pub is_alone: bool,
    /// The server has left too little room on the disk.
    pub is_disk_full: bool,
    /// The machine's public address.
    pub public_ip: Option<Ipv4Addr>,
    /// The link that the server printed for itself since the last look.
    pub printed: Option<JoinLink>,
    /// Until when somebody wants it kept although nobody drives.
    pub kept_until: Option<Timestamp>,
}

/// How far a server is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// It is started then.
    Due(Moment),
    /// Its program runs.
    Running,
    /// It has ended as it was meant to.
    Over,
    /// It is not started any more.
    GivenUp,
}

/// What is to be done now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Start its program, then [`Supervisor::started`].
    Start,
    /// Its program has ended: find out why, then [`Supervisor::ended`].
    Bury,
    /// It lives and must not: the server is gone and its wrapper is not, or it filled the disk. End
    /// what is left, find out why, then [`Supervisor::ended`].
    Clear,
    /// Nobody drives any more: switch everything off.
    PowerOff,
    /// Look again.
    Wait,
}

/// What is known of one server, since its machine was switched on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supervisor {
    /// How far it is.
    pub stage: Stage,
    /// How often its program was started.
    pub starts: u32,
    /// How many of these starts somebody asked for by a restart.
    #[serde(default)]
    restarts_asked: u32,
    /// How often it ended without a good time since.
    ends: u32,
    /// This start of it.
    pub presence: Presence,
    /// The link that this start of it printed.
    pub link: Option<String>,
    /// With what it last ended.
    pub exit_code: Option<i32>,
    /// Why it is not online, in words for a league admin.
    pub error: Option<String>,
    /// What has to be mended for it.
    pub cause: Option<Cause>,
    /// For how long nobody has driven.
    pub idle: IdleClock,
    /// When it ends because nobody drives, once that was announced.
    pub stops_at: Option<Moment>,
    was_online: bool,
}

impl Supervisor {
    /// A server that is to be started now.
    pub fn new(now: Moment) -> Self {
        Self {
            stage: Stage::Due(now),
            starts: 0,
            restarts_asked: 0,
            ends: 0,
            presence: Presence::default(),
            link: None,
            exit_code: None,
            error: None,
            cause: None,
            idle: IdleClock::starting(now),
            stops_at: None,
            was_online: false,
        }
    }

    /// One that cannot be started, and why. Its machine still switches itself off.
    pub fn failed(error: String, cause: Option<Cause>, now: Moment) -> Self {
        Self {
            stage: Stage::GivenUp,
            error: Some(error),
            cause,
            ..Self::new(now)
        }
    }

    /// The same, as somebody reads it who takes over: when a server that is online answered last is
    /// not written down, so it may hang for as long as any before it counts as empty.
    #[must_use]
    pub fn again(mut self, now: Moment) -> Self {
        self.presence.answered = self.presence.online_since.map(|_| now);
        self
    }

    /// Takes in a look, and says what to do.
    pub fn next(&mut self, rules: &Rules, seen: &Seen, now: Moment) -> Step {
        let step = match self.stage {
            Stage::Due(then) if then.since(now).is_zero() => Step::Start,
            Stage::Running if seen.process.is_none() => Step::Bury,
            Stage::Running if seen.is_disk_full => Step::Clear,
            Stage::Running => self.look(rules, seen, now),
            Stage::Due(_) | Stage::Over | Stage::GivenUp => Step::Wait,
        };
        match self.mind_idleness(rules, seen, now) {
            Verdict::Ends => Step::PowerOff,
            Verdict::Stays | Verdict::EndsAt(_) => step,
        }
    }

    fn look(&mut self, rules: &Rules, seen: &Seen, now: Moment) -> Step {
        if let Some(link) = &seen.printed {
            self.link.get_or_insert_with(|| link.to_string());
        }
        let signs = Signs {
            answers: seen.info.is_some(),
            listens: seen.listens,
            is_alone: seen.is_alone,
        };
        match self.presence.look(&rules.presence, signs, now) {
            PresenceState::Starting => {}
            PresenceState::Online => self.is_well(rules, now),
            PresenceState::Gone => return Step::Clear,
        }
        Step::Wait
    }

    fn is_well(&mut self, rules: &Rules, now: Moment) {
        if !self.was_online {
            self.was_online = true;
            self.idle = IdleClock::starting(now);
        }
        self.error = None;
        self.cause = None;
        let since = self.presence.online_since.unwrap_or(now);
        if rules.restart.good <= now.since(since) {
            self.ends = 0;
        }
    }

    fn mind_idleness(&mut self, rules: &Rules, seen: &Seen, now: Moment) -> Verdict {
        let Some(rule) = rules.idle else {
            return Verdict::Stays;
        };
        if let Some(until) = seen.kept_until {
            let left = until.duration_since(now.wall);
            self.idle
                .keep(now.after(left.try_into().unwrap_or_default()));
        }
        let drivers = self.drivers(rules, seen, now);
        let verdict = rule.look(&mut self.idle, drivers, now);
        self.stops_at = match verdict {
            Verdict::EndsAt(then) => Some(then),
            Verdict::Ends | Verdict::Stays => None,
        };
        verdict
    }

    fn drivers(&self, rules: &Rules, seen: &Seen, now: Moment) -> Drivers {
        match seen.info.map(|info| info.clients) {
            Some(Some(0)) => return Drivers::None,
            Some(Some(_)) => return Drivers::Some,
            Some(None) | None => {}
        }
        let hangs = self.is_online()
            && self
                .presence
                .answered
                .is_some_and(|then| now.since(then) < rules.hang);
        match hangs {
            true => Drivers::Unknown,
            false => Drivers::None,
        }
    }

    /// Whether drivers can join.
    pub fn is_online(&self) -> bool {
        self.stage == Stage::Running && self.presence.online_since.is_some()
    }

    /// Its program was started.
    pub fn started(&mut self) {
        self.stage = Stage::Running;
        self.starts += 1;
        self.presence = Presence::default();
        self.link = None;
    }

    /// Its program was ended because somebody asked for a restart: it is started at once, as if it
    /// had never failed, and drivers get their time to come back.
    pub fn restarted(&mut self, now: Moment) {
        self.stage = Stage::Due(now);
        self.restarts_asked += 1;
        self.ends = 0;
        self.presence = Presence::default();
        self.link = None;
        self.error = None;
        self.cause = None;
        self.idle = IdleClock::starting(now);
        self.stops_at = None;
    }

    /// How often it was started again because it had ended by itself.
    pub fn restarts(&self) -> u32 {
        self.starts
            .saturating_sub(1)
            .saturating_sub(self.restarts_asked)
    }

    /// Whether it is started again after an end of its own.
    pub fn has_crashed(&self) -> bool {
        self.ends != 0
    }

    /// Its program has ended, and why.
    pub fn ended(&mut self, rules: &Rules, exit_code: Option<i32>, why: Ended, now: Moment) {
        self.ends += 1;
        self.exit_code = exit_code;
        self.cause = why.cause;
        self.presence = Presence::default();
        self.link = None;
        let (stage, error) = match rules.restart.after(self.ends, why.outlook) {
            AfterEnd::Again(pause) => (Stage::Due(now.after(pause)), why.reason),
            AfterEnd::GiveUp => (Stage::GivenUp, last_words(&why.reason, self.starts)),
            AfterEnd::Finish => (Stage::Over, why.reason),
        };
        if matches!(stage, Stage::Over | Stage::GivenUp) {
            self.idle = IdleClock::starting(now);
        }
        self.stage = stage;
        self.error = Some(error);
    }
}

#[cfg(test)]
mod tests {
    use domain::ended::Outlook;

    use super::*;
    use crate::clock::tests::at;

    const SECOND: Duration = Duration::from_secs(1);

    fn rules() -> Rules {
        Rules::new(Some(30), 5 * SECOND, 60 * SECOND)
    }

    fn runs() -> Seen {
        Seen {
            process: Some(41),
            listens: true,
            ..Seen::default()
        }
    }

    fn with(clients: u16) -> Seen {
        Seen {
            info: Some(Info {
                clients: Some(clients),
                max_clients: Some(20),
            }),
            ..runs()
        }
    }

    fn because(outlook: Outlook) -> Ended {
        Ended {
            reason: "It fell over.".to_owned(),
            cause: None,
            outlook,
        }
    }

    /// A server that came online ten seconds after its machine.
    fn online() -> Supervisor {
        let mut server = Supervisor::new(at(0));
        assert_eq!(server.next(&rules(), &Seen::default(), at(0)), Step::Start);
        server.started();
        for seconds in [1, 5, 10] {
            let seen = if seconds == 1 { runs() } else { with(0) };
            assert_eq!(server.next(&rules(), &seen, at(seconds)), Step::Wait);
        }
        assert!(server.is_online());
        server
    }

    #[test]
    fn a_server_that_ends_is_started_again_after_pauses_and_given_up_in_the_end() {
        let (mut server, mut now) = (online(), 20);
        for (starts, pause) in [(1, 5), (2, 10), (3, 15), (4, 20)] {
            let ended = server.next(&rules(), &Seen::default(), at(now));
            assert_eq!((ended, server.starts), (Step::Bury, starts));
            server.ended(&rules(), Some(2), because(Outlook::Open), at(now));
            assert_eq!(server.error.as_deref(), Some("It fell over."));
            let early = server.next(&rules(), &Seen::default(), at(now + pause - 1));
            assert_eq!(early, Step::Wait);
            now += pause;
            let due = server.next(&rules(), &Seen::default(), at(now));
            assert_eq!(due, Step::Start);
            server.started();
        }
        server.ended(&rules(), Some(2), because(Outlook::Open), at(now));
        assert_eq!(server.stage, Stage::GivenUp);
        assert_eq!(
            server.error.as_deref(),
            Some("It fell over. It was started 5 times and will not be started again.")
        );
        let later = server.next(&rules(), &Seen::default(), at(now + 60));
        assert_eq!(later, Step::Wait);
    }

    #[test]
    fn a_good_time_makes_up_for_the_ends_before() {
        let mut server = online();
        server.ended(&rules(), Some(2), because(Outlook::Open), at(20));
        server.started();
        for seconds in [30, 34, 640] {
            server.next(&rules(), &with(1), at(seconds));
        }
        server.ended(&rules(), Some(2), because(Outlook::Open), at(700));
        assert_eq!(server.stage, Stage::Due(at(705)), "the shortest pause");
    }

    #[test]
    fn a_restart_that_somebody_asked_for_counts_as_no_end() {
        let mut server = online();
        for now in [20, 30, 40, 50, 60, 70] {
            server.restarted(at(now));
            assert_eq!(
                server.next(&rules(), &Seen::default(), at(now)),
                Step::Start
            );
            server.started();
        }
        assert_eq!((server.starts, server.restarts()), (7, 0));
        server.ended(&rules(), Some(2), because(Outlook::Open), at(80));
        assert_eq!(server.stage, Stage::Due(at(85)), "the shortest pause");
        server.started();
        assert_eq!(server.restarts(), 1);
    }

    #[test]
    fn a_server_that_was_given_up_can_be_restarted() {
        let mut server = online();
        server.ended(&rules(), Some(0), because(Outlook::Hopeless), at(20));
        server.restarted(at(30));
        assert_eq!(
            (server.error.as_deref(), server.has_crashed()),
            (None, false)
        );
        assert_eq!(server.next(&rules(), &Seen::default(), at(30)), Step::Start);
    }

    #[test]
    fn a_server_that_refused_its_settings_or_is_through_is_not_started_again() {
        let mut server = online();
        server.ended(&rules(), Some(0), because(Outlook::Finished), at(20));
        assert_eq!(server.stage, Stage::Over);
        assert_eq!(server.error.as_deref(), Some("It fell over."));
        let mut server = online();
        server.ended(&rules(), Some(0), because(Outlook::Hopeless), at(20));
        assert_eq!(server.stage, Stage::GivenUp);
        assert_eq!(
            server.error.as_deref(),
            Some("It fell over. It will not be started again.")
        );
    }

    #[test]
    fn what_lives_and_must_not_is_cleared_away() {
        let mut server = online();
        let dead_inside = Seen {
            process: Some(41),
            is_alone: true,
            ..Seen::default()
        };
        assert_eq!(server.next(&rules(), &dead_inside, at(20)), Step::Wait);
        assert_eq!(server.next(&rules(), &dead_inside, at(35)), Step::Clear);
        let full = Seen {
            is_disk_full: true,
            ..with(3)
        };
        assert_eq!(online().next(&rules(), &full, at(20)), Step::Clear);
    }

    #[test]
    fn a_machine_that_nobody_uses_is_switched_off_also_if_its_server_failed() {
        let mut server = online();
        let minute = |minutes: u64| at(minutes * 60 + 10);
        assert_eq!(server.next(&rules(), &with(0), minute(26)), Step::Wait);
        assert_eq!(server.stops_at, None);
        server.next(&rules(), &with(0), minute(27));
        assert_eq!(server.stops_at, Some(minute(30)));
        assert_eq!(server.next(&rules(), &with(0), minute(30)), Step::PowerOff);

        let mut failed = Supervisor::failed("no program".into(), None, at(0));
        failed.next(&rules(), &Seen::default(), at(27 * 60 + 3));
        let end = failed.next(&rules(), &Seen::default(), at(30 * 60));
        assert_eq!(end, Step::PowerOff);
    }

    #[test]
    fn a_server_that_hangs_may_have_drivers_on_it() {
        let mut server = online();
        server.next(&rules(), &with(0), at(29 * 60));
        let long = at(29 * 60 + 599);
        assert_eq!(server.next(&rules(), &runs(), long), Step::Wait);
        assert_eq!(server.stops_at, None);
        server.next(&rules(), &runs(), at(29 * 60 + 600));
        assert!(server.stops_at.is_some(), "it has hung for too long");
    }

    #[test]
    fn what_is_known_survives_being_written_down() {
        let mut server = online();
        server.ended(&rules(), Some(2), because(Outlook::Open), at(20));
        let text = serde_json::to_string(&server).expect("JSON");
        assert_eq!(serde_json::from_str::<Supervisor>(&text).ok(), Some(server));
    }
}
