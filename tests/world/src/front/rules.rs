//! How this AWS behaves: delays, limits, page sizes. Short by default, so that
//! tests are quick; real figures where the product's own waiting depends on them.

use super::Reason;
use acserver_stand_in::ServerKind;
use domain::report::Phase;
use std::time::Duration;

/// What a test may change with [`super::Front::rules`]. It applies from then on,
/// also to what is already on its way.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rules {
    /// From RunInstances or StartInstances until the instance runs and has its address.
    pub pending: Duration,
    /// From StopInstances until the instance is stopped.
    pub stopping: Duration,
    /// From TerminateInstances until the instance is terminated.
    pub shutting_down: Duration,
    /// How long RunInstances does not know a new instance profile (5 to 60 s in reality).
    pub profile_propagation: Duration,
    /// Every launch is answered, and the machine ends at once for this reason.
    pub launches_die: Option<Reason>,
    /// Every start is answered, and the machine stays stopped for this reason.
    pub starts_die: Option<Reason>,
    /// From CreateImage until machines can start from the image (minutes in reality).
    pub image_copying: Duration,
    /// Which kinds of machine no zone, or which zones, have none of now: the kind, and the zone's letter.
    pub none_free: Vec<(&'static str, char)>,
    /// Which kinds of machine a zone never has.
    pub unknown_kinds: Vec<(&'static str, char)>,
    /// How long DescribeInstances does not know a new instance.
    pub instance_hidden: Duration,
    /// How many calls about it do not know a new instance, on top of the time.
    pub instance_hidden_calls: u32,
    /// The most reservations in one page of DescribeInstances.
    pub instance_page: usize,
    /// How long GetCommandInvocation does not know a new command (400 ms measured).
    pub invocation_hidden: Duration,
    /// How long a command is Pending, and then again InProgress.
    pub command_step: Duration,
    /// From running until the machine's user data starts (minutes in reality).
    pub boot: Duration,
    /// From the start of the machine until its SSM agent is online (30 s to 6 min).
    pub agent: Duration,
    /// Whether the agent comes up; it does as soon as this turns true.
    pub agent_comes: bool,
    /// Between a machine's tries to download its pack (it tries five times).
    pub download_retry: Duration,
    /// Whether packs arrive damaged on machines.
    pub corrupt_download: bool,
    /// Terminate a machine from outside as soon as it reports this phase.
    pub vanish_in: Option<Phase>,
    /// What the packs' server programs are, unless one says for itself what it is (its file
    /// begins with `stand-in: assetto-server` or the like).
    pub program: ServerKind,
    /// How long each step of a server program's start takes.
    pub program_step: Duration,
    /// The supervisor waits this, times the number of ends, before it starts the server again.
    pub restart_unit: Duration,
    /// How often the machine's monitor looks.
    pub monitor: Duration,
    /// How long a minute of a machine that waits for drivers is.
    pub idle_minute: Duration,
    /// Whether the monitor writes its report at every look (else where something changed).
    pub report_always: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            pending: Duration::from_millis(30),
            stopping: Duration::from_millis(30),
            shutting_down: Duration::from_millis(30),
            profile_propagation: Duration::ZERO,
            launches_die: None,
            starts_die: None,
            image_copying: Duration::from_millis(30),
            none_free: Vec::new(),
            unknown_kinds: Vec::new(),
            instance_hidden: Duration::ZERO,
            instance_hidden_calls: 0,
            instance_page: 1000,
            invocation_hidden: Duration::from_millis(400),
            command_step: Duration::from_millis(20),
            boot: Duration::from_millis(30),
            agent: Duration::from_millis(30),
            agent_comes: true,
            download_retry: Duration::from_millis(10),
            corrupt_download: false,
            vanish_in: None,
            program: ServerKind::Vanilla,
            program_step: Duration::from_millis(5),
            restart_unit: Duration::from_millis(20),
            monitor: Duration::from_millis(10),
            idle_minute: Duration::from_secs(60),
            report_always: false,
        }
    }
}
