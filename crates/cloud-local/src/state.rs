//! What is written down of a server, and what follows from it.
//!
//! Everything is in `servers/<id>/server.json`: what was ordered, what is wished, how far it is.
//! [`State::next`] decides from it, and from whether the process lives, what its supervisor does next.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::process::ProcessId;
use agent::idle::NOTICE_MINUTES;
use agent::plugin::PluginSettings;
use agent::restart::{AfterEnd, RestartPolicy, last_words};
use cloud::Launch;
use domain::ended::Ended;
use domain::ids::{BootId, InstanceId};
use domain::report::Cause;
use domain::server::{Hosting, InstanceState, NewSettings, PackFacts, Record, Server, ServerSpec};
use pack::Ports;

/// The form of the file.
const SCHEMA: u32 = 1;

/// For how long a deleted server is listed.
const TOMBSTONE: SignedDuration = SignedDuration::from_hours(1);

/// How long before it ends for want of drivers a server says so.
const NOTICE: SignedDuration = SignedDuration::from_mins(NOTICE_MINUTES as i64);

/// All that is written down of a server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    schema: u32,
    #[serde(flatten)]
    pub(super) spec: ServerSpec,
    /// Its ports are those that the server has, which need not be those in the pack.
    pub(super) pack: PackFacts,
    /// What the pack itself says.
    pub(super) packed: PackedServer,
    pub(super) record: Record,
    pub(super) wish: Desired,
    /// When it was last switched on.
    launched: Timestamp,
    /// When the last wish was made.
    wished: Timestamp,
    /// Whether it ended because nobody drove.
    pub(super) ended_idle: bool,
    /// Whether what it left behind was cleared away.
    pub(super) swept: bool,
    /// What its pack took on the disk when it had been unpacked, in bytes.
    #[serde(default)]
    pub(super) unpacked: Option<u64>,
    /// Where its UDP plugin speaks, since its first start.
    #[serde(default)]
    pub(super) plugin: Option<PluginSettings>,
    /// Other settings, which the next start puts in place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) change: Option<BTreeMap<String, String>>,
    pub(super) run: Run,
}

/// What the pack says, before anything was changed for this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PackedServer {
    pub(super) size: u64,
    pub(super) sha256: Option<String>,
    pub(super) ports: Ports,
    /// The program's path in the pack, whether or not it brings it.
    pub(super) program: String,
    /// Whether it does.
    pub(super) brings_program: bool,
}

/// What people want of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Desired {
    /// That it runs.
    Up,
    /// That it stands still.
    Down,
    /// That it is deleted.
    Gone,
}

/// One run, from switching on to switching off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Run {
    pub(super) boot: BootId,
    pub(super) stage: Stage,
    /// How often the program was started.
    pub(super) starts: u32,
    /// How many of these starts somebody asked for by a restart.
    #[serde(default)]
    pub(super) restarts_asked: u32,
    /// Whether somebody asked for a restart that is not done yet.
    #[serde(default)]
    pub(super) restart: bool,
    /// How often it ended since it was last well.
    pub(super) ends: u32,
    /// With what it last ended, if somebody saw it.
    pub(super) exit_code: Option<i32>,
    pub(super) error: Option<String>,
    /// What has to be mended for it, if that is known.
    #[serde(default)]
    pub(super) cause: Option<Cause>,
    /// The link that it printed.
    pub(super) link: Option<String>,
    /// Whether it says of itself that nobody outside gets through to it.
    #[serde(default)]
    pub(super) unreachable: bool,
    /// Whether it ends after its last session, as its settings say.
    #[serde(default)]
    pub(super) runs_once: bool,
    /// Since when this start of it answers.
    pub(super) online: Option<Timestamp>,
    /// Since when nobody has driven on it.
    pub(super) empty_since: Option<Timestamp>,
    /// Until when somebody wants it kept although nobody drives.
    #[serde(default)]
    pub(super) kept_until: Option<Timestamp>,
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "lowercase")]
pub(super) enum Stage {
    /// Nobody has begun.
    Ordered,
    /// Its pack is being unpacked.
    Unpacking,
    /// Its program is being started; there may be a process already.
    Starting,
    /// Its program runs.
    Running {
        /// As this.
        process: ProcessId,
    },
    /// Its program ended and is started again.
    Crashed {
        /// When.
        again: Timestamp,
    },
    /// It was given up.
    Failed,
    /// It ended as it was meant to, after its last session.
    Over,
    /// It was switched off.
    Off,
}

/// What the supervisor of a server does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Unpack its pack.
    Unpack,
    /// A supervisor broke off while it started the program: find out whether it did.
    Find,
    /// Look how it is.
    Watch(ProcessId),
    /// Wait until then.
    Pause(Timestamp),
    /// Its program ended by itself.
    Bury,
    /// End its program, if it runs, and start it again.
    Restart,
    /// End its program.
    End,
    /// Nothing, until somebody wishes something.
    Rest,
}

impl State {
    /// A server that was just ordered.
    pub(super) fn new(launch: &Launch, hosting: Hosting, boot: BootId, now: Timestamp) -> Self {
        Self {
            schema: SCHEMA,
            spec: ServerSpec {
                hosting,
                ..launch.spec.clone()
            },
            pack: launch.pack.clone(),
            packed: PackedServer {
                size: launch.pack_size,
                sha256: launch.sha256.clone(),
                ports: launch.pack.ports,
                program: launch.program.clone(),
                brings_program: launch.program_key.is_none(),
            },
            record: launch.record.clone(),
            wish: Desired::Up,
            launched: now,
            wished: now,
            ended_idle: false,
            swept: false,
            unpacked: None,
            plugin: None,
            change: None,
            run: Run::new(boot),
        }
    }

    /// What to do, if the process of [`Stage::Running`] `lives`.
    pub(super) fn next(&self, lives: impl FnOnce(&ProcessId) -> bool) -> Step {
        match (self.wish, &self.run.stage) {
            (Desired::Up, Stage::Ordered | Stage::Unpacking) => Step::Unpack,
            (Desired::Up, Stage::Starting) => Step::Find,
            (Desired::Up, _) if self.run.restart => Step::Restart,
            (Desired::Up, Stage::Running { process }) if lives(process) => {
                Step::Watch(process.clone())
            }
            (Desired::Up, Stage::Running { .. }) => Step::Bury,
            (Desired::Up, Stage::Crashed { again }) => Step::Pause(*again),
            (Desired::Up, Stage::Failed | Stage::Over) | (_, Stage::Off) => Step::Rest,
            (Desired::Down | Desired::Gone, _) => Step::End,
        }
    }

    /// What its machine does, in the words of the port.
    pub(super) fn instance_state(&self) -> InstanceState {
        let ends = matches!(
            self.run.stage,
            Stage::Unpacking | Stage::Starting | Stage::Running { .. }
        );
        match (self.wish, &self.run.stage) {
            (Desired::Up, Stage::Ordered) => InstanceState::Pending,
            (Desired::Up, _) => InstanceState::Running,
            (Desired::Down, _) if ends => InstanceState::Stopping,
            (Desired::Down, _) => InstanceState::Stopped,
            (Desired::Gone, _) if ends => InstanceState::ShuttingDown,
            (Desired::Gone, _) => InstanceState::Terminated,
        }
    }

    /// How the port tells of it; `address` is this machine's.
    pub(super) fn server(&self, address: std::net::Ipv4Addr) -> Server {
        let state = self.instance_state();
        Server {
            spec: self.spec.clone(),
            instance: InstanceId::new(format!("local-{}", self.spec.id)),
            state,
            powered_itself_off: self.ended_idle,
            failure: None,
            address: matches!(
                state,
                InstanceState::Pending | InstanceState::Running | InstanceState::Stopping
            )
            .then_some(address),
            launched: self.launched,
            prepared: false,
            pack: self.pack.clone(),
            record: self.record.clone(),
        }
    }

    /// Makes a wish.
    pub(super) fn wish(&mut self, wish: Desired, now: Timestamp) {
        if self.wish != wish {
            self.wish = wish;
            self.wished = now;
        }
    }

    /// Begins a new run.
    pub(super) fn switch_on(&mut self, boot: BootId, now: Timestamp) {
        self.wish(Desired::Up, now);
        self.launched = now;
        self.ended_idle = false;
        self.record.ending = None;
        self.run = Run::new(boot);
    }

    /// Asks for its program to be restarted; says whether there is one.
    pub(super) fn ask_for_restart(&mut self) -> bool {
        let can = self.run.starts != 0
            && matches!(
                self.run.stage,
                Stage::Running { .. } | Stage::Crashed { .. } | Stage::Failed | Stage::Over
            );
        self.run.restart |= can;
        can
    }

    /// Asks for a restart with other settings; says whether there is a program to restart. Its ports stay.
    pub(super) fn ask_for_change(&mut self, settings: &NewSettings) -> bool {
        let can = self.ask_for_restart();
        if can {
            self.pack = PackFacts {
                ports: self.pack.ports,
                ..settings.pack.clone()
            };
            self.packed.size = settings.size;
            self.packed.sha256.clone_from(&settings.sha256);
            self.change = Some(settings.files.clone());
        }
        can
    }

    /// The ports that nobody else may have now.
    pub(super) fn holds_ports(&self) -> bool {
        matches!(
            self.run.stage,
            Stage::Starting | Stage::Running { .. } | Stage::Crashed { .. }
        )
    }

    /// When it ends because nobody drives, if it goes on like this.
    pub(super) fn ends_idle(&self) -> Option<Timestamp> {
        let limit = SignedDuration::from_mins(self.spec.options.idle_minutes?.into());
        let ends = self.run.empty_since?.checked_add(limit).ok()?;
        Some(self.run.kept_until.map_or(ends, |kept| kept.max(ends)))
    }

    /// The same, once that is near enough to be told.
    pub(super) fn stops_at(&self, now: Timestamp) -> Option<Timestamp> {
        let half = SignedDuration::from_secs(i64::from(self.spec.options.idle_minutes?) * 30);
        self.ends_idle()
            .filter(|then| then.duration_since(now) <= half.min(NOTICE))
    }

    /// Whether it was deleted so long ago that nobody needs to know any more.
    pub(super) fn is_forgotten(&self, now: Timestamp) -> bool {
        self.instance_state() == InstanceState::Terminated
            && TOMBSTONE < now.duration_since(self.wished)
    }
}

impl Run {
    fn new(boot: BootId) -> Self {
        Self {
            boot,
            stage: Stage::Ordered,
            starts: 0,
            restarts_asked: 0,
            restart: false,
            ends: 0,
            exit_code: None,
            error: None,
            cause: None,
            link: None,
            unreachable: false,
            runs_once: false,
            online: None,
            empty_since: None,
            kept_until: None,
        }
    }

    /// The program was ended to be started again, as if it had never failed.
    pub(super) fn begin_again(&mut self) {
        self.stage = Stage::Starting;
        self.restart = false;
        self.restarts_asked += 1;
        self.ends = 0;
        self.error = None;
        self.cause = None;
        self.link = None;
        self.online = None;
        self.empty_since = None;
    }

    /// How often it was started again because it had ended by itself.
    pub(super) fn restarts(&self) -> u32 {
        self.starts
            .saturating_sub(1)
            .saturating_sub(self.restarts_asked)
    }

    /// The program ended by itself: it is started again after a pause that grows, or given up.
    pub(super) fn bury(
        &mut self,
        exit_code: Option<i32>,
        why: Ended,
        policy: &RestartPolicy,
        now: Timestamp,
    ) {
        self.ends += 1;
        self.exit_code = exit_code;
        self.cause = why.cause;
        self.link = None;
        self.online = None;
        self.empty_since = None;
        let reason = why.reason;
        (self.stage, self.error) = match policy.after(self.ends, why.outlook) {
            AfterEnd::Again(pause) => {
                let again = now.saturating_add(pause).unwrap_or(Timestamp::MAX);
                (Stage::Crashed { again }, Some(reason))
            }
            AfterEnd::GiveUp => (Stage::Failed, Some(last_words(&reason, self.starts))),
            AfterEnd::Finish => (Stage::Over, Some(reason)),
        };
    }
}
