//! An instance's state over time. moto jumps from one to the next; here each
//! change takes as long as the rules say.

use super::super::{Refusal, Rules, xml};
use std::time::Instant;

use jiff::Timestamp;
use xmltree::{Element, XMLNode};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::front) enum State {
    Pending,
    Running,
    ShuttingDown,
    Terminated,
    Stopping,
    Stopped,
}

impl State {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::ShuttingDown => "shutting-down",
            Self::Terminated => "terminated",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
        }
    }

    pub(super) fn code(self) -> u8 {
        match self {
            Self::Pending => 0,
            Self::Running => 16,
            Self::ShuttingDown => 32,
            Self::Terminated => 48,
            Self::Stopping => 64,
            Self::Stopped => 80,
        }
    }
}

/// Where an instance was last told to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Running,
    Stopped,
    Terminated,
}

/// Why AWS does not run an instance although nobody asked for that.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// `Client.VolumeLimitExceeded`
    pub code: &'static str,
    /// AWS's words after the code.
    pub words: &'static str,
}

/// What the front remembers of an instance, beside moto.
#[derive(Clone, Debug)]
pub(in crate::front) struct Instance {
    pub(in crate::front) id: String,
    pub(in crate::front) region: String,
    /// The instance profile's name.
    pub(in crate::front) profile: Option<String>,
    pub(super) groups: Vec<String>,
    pub(super) launched: Instant,
    pub(super) hidden_calls: u32,
    pub(super) target: Target,
    /// Whether it was its own system that sent it there.
    pub(super) from_inside: bool,
    /// Why AWS ended it by itself.
    pub(super) died: Option<Reason>,
    pub(super) since: Instant,
    /// When it was started last, if it was stopped before: EC2 calls that its launch time from then on.
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html>
    pub(super) started: Option<Timestamp>,
    /// Whether it had arrived when the rules were last changed.
    pub(super) arrived: bool,
}

impl Instance {
    pub(in crate::front) fn state(&self, rules: &Rules) -> State {
        let (time, on_the_way, there) = match self.target {
            Target::Running => (rules.pending, State::Pending, State::Running),
            Target::Stopped => (rules.stopping, State::Stopping, State::Stopped),
            Target::Terminated => (rules.shutting_down, State::ShuttingDown, State::Terminated),
        };
        if !self.arrived && self.since.elapsed() < time {
            on_the_way
        } else {
            there
        }
    }

    /// What has arrived stays so, however slow things become.
    pub(super) fn settle(&mut self, rules: &Rules) {
        self.arrived = matches!(
            self.state(rules),
            State::Running | State::Stopped | State::Terminated
        );
    }

    /// Whether EC2 does not yet know the instance that it has just launched.
    pub(super) fn hidden(&mut self, rules: &Rules, counts: bool) -> bool {
        if self.hidden_calls < rules.instance_hidden_calls {
            self.hidden_calls += u32::from(counts);
            return true;
        }
        self.launched.elapsed() < rules.instance_hidden
    }

    /// Send it on its way; whether that changes anything.
    pub(super) fn turn(
        &mut self,
        before: State,
        target: Target,
        from_inside: bool,
        now: Instant,
    ) -> bool {
        let already = self.target == target;
        let gone = matches!(before, State::ShuttingDown | State::Terminated);
        if already || gone {
            return false;
        }
        if target == Target::Running {
            self.started = Some(Timestamp::now());
        }
        self.target = target;
        self.from_inside = from_inside;
        self.died = None;
        self.since = now;
        self.arrived = false;
        true
    }

    pub(super) fn show_state(&self, element: &mut Element, rules: &Rules) {
        let state = self.state(rules);
        if let Some(shown) = element.get_mut_child("instanceState") {
            xml::set(shown, "code", &state.code().to_string());
            xml::set(shown, "name", state.name());
        }
        self.show_reason(element);
        if let Some(started) = self.started {
            let whole = started.strftime("%Y-%m-%dT%H:%M:%S.000Z");
            xml::set(element, "launchTime", &whole.to_string());
        }
        if state == State::Running {
            return;
        }
        // Without a running machine there is no public address.
        for name in ["ipAddress", "dnsName"] {
            element.take_child(name);
        }
        xml::each(element, &mut |part| {
            part.children.retain(|node| match node {
                XMLNode::Element(child) => child.name != "association",
                _ => true,
            });
        });
    }
}

impl Instance {
    /// <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html>
    fn show_reason(&self, element: &mut Element) {
        element.take_child("stateReason");
        let (code, words) = match (self.died, self.target, self.from_inside) {
            (Some(Reason { code, words }), ..) => (code, words),
            (None, Target::Running, _) => return,
            (None, _, true) => (
                "Client.InstanceInitiatedShutdown",
                "Instance initiated shutdown",
            ),
            (None, _, false) => ("Client.UserInitiatedShutdown", "User initiated shutdown"),
        };
        let mut reason = Element::new("stateReason");
        xml::set(&mut reason, "code", code);
        xml::set(&mut reason, "message", &format!("{code}: {words}"));
        element.children.push(XMLNode::Element(reason));
    }
}

/// Whether an instance in this state may be sent there.
pub(super) fn check_turn(id: &str, state: State, target: Target) -> Result<(), Refusal> {
    let allowed = match target {
        Target::Running => matches!(state, State::Stopped | State::Running | State::Pending),
        Target::Stopped => matches!(state, State::Running | State::Stopping | State::Stopped),
        Target::Terminated => true,
    };
    let verb = if target == Target::Running {
        "started"
    } else {
        "stopped"
    };
    if allowed {
        return Ok(());
    }
    Err(Refusal::new(
        400,
        "IncorrectInstanceState",
        format!("The instance '{id}' is not in a state from which it can be {verb}."),
    ))
}
