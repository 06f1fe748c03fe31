//! Failures on demand: which call, how often, and what happens to it.

use super::{Front, Refusal, request::Request};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::watch;

/// What is done to a call that a fault hits.
#[derive(Clone, Debug)]
pub(super) enum Effect {
    /// The service refuses; nothing happens.
    Refuse(Refusal),
    /// The connection ends before an answer; nothing happens.
    Drop,
    /// The action is done and its answer is lost.
    LoseAnswer,
    /// The call is carried out later.
    Slow(Duration),
    /// It is carried out when its [`Held`] is let go.
    Hold(Hold),
    /// It is carried out, and answered when its [`Held`] is let go.
    HoldAnswer(Hold),
    /// The answer's body ends after so many bytes.
    Cut(usize),
}

/// Calls that wait to be carried out until this is dropped.
#[derive(Debug)]
#[must_use = "dropping it lets the calls go"]
pub struct Held {
    waiting: Arc<AtomicUsize>,
    #[expect(dead_code, reason = "its end is the sign")]
    end: watch::Sender<()>,
}

impl Held {
    /// How many calls have waited for this, or wait for it.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }
}

/// What a held call waits for.
#[derive(Clone, Debug)]
pub(super) struct Hold {
    waiting: Arc<AtomicUsize>,
    end: watch::Receiver<()>,
}

impl Hold {
    fn new() -> (Held, Self) {
        let (sender, end) = watch::channel(());
        let waiting = Arc::<AtomicUsize>::default();
        let held = Held {
            waiting: Arc::clone(&waiting),
            end: sender,
        };
        (held, Self { waiting, end })
    }

    /// Waits until its [`Held`] is dropped.
    pub(super) async fn over(&self) {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        while self.end.clone().changed().await.is_ok() {}
    }
}

#[derive(Debug)]
struct Fault {
    operation: String,
    /// Matching calls that are let through first.
    skip: usize,
    /// Calls that are hit after that; none means all.
    left: Option<usize>,
    effect: Effect,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Faults(Arc<Mutex<Vec<Fault>>>);

impl Faults {
    fn add(&self, fault: Fault) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(fault);
    }

    pub(super) fn clear(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    /// Everything that happens to this call; each fault counts it.
    pub(super) fn hit(&self, request: &Request) -> Vec<Effect> {
        let (service, operation) = (request.service.name(), request.operation);
        let mut faults = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        faults
            .iter_mut()
            .filter(|fault| names(&fault.operation, service, operation))
            .filter_map(|fault| {
                if 0 < fault.skip {
                    fault.skip -= 1;
                    return None;
                }
                if let Some(left) = &mut fault.left {
                    *left = left.checked_sub(1)?;
                }
                Some(fault.effect.clone())
            })
            .collect()
    }
}

/// Whether `wanted` (`RunInstances`, `ec2:RunInstances`, `ec2:*`) means this operation.
pub(super) fn names(wanted: &str, service: &str, operation: &str) -> bool {
    match wanted.split_once(':') {
        Some((wanted, "*")) => wanted == service,
        Some((of, name)) => of == service && name == operation,
        None => wanted == operation,
    }
}

/// A failure in the making: say which calls, then what happens to them. Without
/// a word on which, it is the next one only.
#[derive(Debug)]
#[must_use = "say what happens to the call"]
pub struct FaultBuilder {
    faults: Faults,
    operation: String,
    skip: usize,
    left: Option<usize>,
}

impl Front {
    /// Make an operation fail: `RunInstances`, `ec2:RunInstances`, or `ec2:*`.
    pub fn fail(&self, operation: &str) -> FaultBuilder {
        FaultBuilder {
            faults: self.shared.faults.clone(),
            operation: operation.to_owned(),
            skip: 0,
            left: Some(1),
        }
    }

    /// Take back every failure that was asked for.
    pub fn heal(&self) {
        self.shared.faults.clear();
    }
}

impl FaultBuilder {
    /// Only the n-th call from now, counted from 1.
    pub fn nth(mut self, n: usize) -> Self {
        self.skip = n.saturating_sub(1);
        self.left = Some(1);
        self
    }

    /// The next `n` calls.
    pub fn times(mut self, n: usize) -> Self {
        self.left = Some(n);
        self
    }

    /// Every call until [`Front::heal`].
    pub fn always(mut self) -> Self {
        self.left = None;
        self
    }

    /// The service answers with this error.
    pub fn with(self, code: &str, status: u16, message: &str) {
        self.refuse(Refusal::new(status, code, message));
    }

    /// The service answers with this error.
    pub fn refuse(self, refusal: Refusal) {
        self.effect(Effect::Refuse(refusal));
    }

    /// The service throttles, in its own words. Name the operation with its service
    /// (`ssm:SendCommand`); without one EC2's words are used.
    pub fn throttle(self) {
        let refusal = Refusal::throttled(&self.operation);
        self.refuse(refusal);
    }

    /// The service answers 500.
    pub fn server_error(self) {
        self.refuse(Refusal::internal());
    }

    /// The calls wait until what this answers is dropped.
    pub fn hold(self) -> Held {
        let (held, hold) = Hold::new();
        self.effect(Effect::Hold(hold));
        held
    }

    /// The calls are carried out, and their answers wait until what this gives back is dropped: they are old
    /// by then.
    pub fn hold_answer(self) -> Held {
        let (held, hold) = Hold::new();
        self.effect(Effect::HoldAnswer(hold));
        held
    }

    /// The answer comes so much later.
    pub fn slow(self, by: Duration) {
        self.effect(Effect::Slow(by));
    }

    /// The connection ends before anything was done.
    pub fn drop_connection(self) {
        self.effect(Effect::Drop);
    }

    /// The action is done, and the connection ends before the answer.
    pub fn lose_answer(self) {
        self.effect(Effect::LoseAnswer);
    }

    /// The answer's body breaks off after so many bytes (for downloads from S3).
    pub fn cut_body(self, after: usize) {
        self.effect(Effect::Cut(after));
    }

    fn effect(self, effect: Effect) {
        self.faults.add(Fault {
            operation: self.operation,
            skip: self.skip,
            left: self.left,
            effect,
        });
    }
}
