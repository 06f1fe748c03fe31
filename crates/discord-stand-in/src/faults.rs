//! What can go wrong between a bot and Discord, on demand.

use std::time::Duration;

use super::Shared;
use super::gateway::Frame;

/// Something that goes wrong with a REST request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// 429, with the time to wait; a global one stops every route.
    RateLimited {
        /// How long to wait.
        retry_after: Duration,
        /// Whether every route is stopped.
        global: bool,
    },
    /// 429 because of everybody who writes there: Discord's waits of this kind take many minutes.
    SharedLimit(Duration),
    /// 503, and nothing was done.
    Unavailable,
    /// Refused with a status and one of Discord's codes, such as 400 and 240000.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Discord's code.
        code: u32,
    },
    /// The deed is done, but the answer is lost on its way (502).
    AnswerLost,
    /// Done, but only after this time.
    Slow(Duration),
}

/// The faults that lie in wait.
#[derive(Debug, Default)]
pub(super) struct FaultInjector {
    rules: Vec<FaultRule>,
    pub(super) swallow_heartbeats: bool,
    pub(super) event_delay: Duration,
}

#[derive(Debug)]
struct FaultRule {
    on: String,
    left: usize,
    fault: Fault,
}

impl FaultInjector {
    /// The fault that strikes this request, if any; `name` is method and route.
    pub(super) fn strike(&mut self, name: &str) -> Option<Fault> {
        let at = self
            .rules
            .iter()
            .position(|rule| rule.on == "*" || rule.on == name)?;
        let rule = &mut self.rules[at];
        if rule.left != usize::MAX {
            rule.left = rule.left.saturating_sub(1);
        }
        let fault = rule.fault;
        if rule.left == 0 {
            self.rules.remove(at);
        }
        Some(fault)
    }
}

/// Makes things go wrong; from [`super::Discord::faults`].
pub struct Trouble<'a>(pub(super) &'a Shared);

impl Trouble<'_> {
    /// The next `times` requests that match fail so. `on` is a method and a route, such as
    /// `POST /channels/{channel_id}/messages`, or `*` for all.
    pub fn fail(&self, on: &str, times: usize, fault: Fault) {
        self.0.with(|state| {
            state.faults.rules.push(FaultRule {
                on: on.to_owned(),
                left: times,
                fault,
            })
        });
    }

    /// Every request that matches fails so until [`Self::clear`]: Discord is down for a while.
    pub fn keep_failing(&self, on: &str, fault: Fault) {
        self.fail(on, usize::MAX, fault);
    }

    /// Takes back the faults of the requests that match `on`.
    pub fn stop_failing(&self, on: &str) {
        self.0
            .with(|state| state.faults.rules.retain(|rule| rule.on != on));
    }

    /// Takes back every fault of REST and gateway that still lies in wait.
    pub fn clear(&self) {
        self.0.with(|state| state.faults = FaultInjector::default());
    }

    /// Asks the bot to reconnect and resume (op 7), as Discord does every few hours.
    pub fn ask_to_reconnect(&self) {
        self.send(Frame::Text(r#"{"op":7,"d":null}"#.to_owned()));
    }

    /// Declares the session invalid (op 9); `resumable` says whether the bot may resume it.
    pub fn invalidate_session(&self, resumable: bool) {
        if !resumable {
            self.0.with(|state| {
                state
                    .sessions
                    .values_mut()
                    .for_each(|session| session.lost = true)
            });
        }
        self.send(Frame::Text(format!(r#"{{"op":9,"d":{resumable}}}"#)));
    }

    /// Cuts the socket without a word, as a broken network does.
    pub fn cut(&self) {
        self.send(Frame::Cut);
    }

    /// Closes the socket with a code of Discord's, such as 4000.
    pub fn close(&self, code: u16, reason: &'static str) {
        self.send(Frame::Close(code, reason));
    }

    /// Stops acknowledging heartbeats, or begins to again.
    pub fn swallow_heartbeat_acks(&self, swallow: bool) {
        self.0
            .with(|state| state.faults.swallow_heartbeats = swallow);
    }

    /// Holds back every event by this time.
    pub fn delay_events(&self, delay: Duration) {
        self.0.with(|state| state.faults.event_delay = delay);
    }

    fn send(&self, frame: Frame) {
        self.0.with(|state| {
            state
                .sessions
                .values()
                .for_each(|session| session.send(frame.clone()))
        });
    }
}
