//! How a server comes up, lives and ends, and what the channel is to be told of it.
//!
//! Level-triggered: [`decide`] compares how things stand with what was told last, so it does not
//! matter how many passes were missed or how often one is repeated.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ids::BootId;
use super::link::JoinLink;
use super::report::{Cause, LinkSource, Phase, Report};
use super::server::{Ending, InstanceState, Record, Server};

/// For how long a cloud's list may show what was before a change. EC2's is behind by seconds.
pub const LIST_LAG: SignedDuration = SignedDuration::from_secs(60);

/// Timelines count in whole seconds, and clocks differ a little.
const ROUNDING: SignedDuration = SignedDuration::from_secs(5);

/// The stages of a server's way up, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The pack is looked at.
    Checking,
    /// The pack moves to S3.
    Uploading,
    /// The machine is ordered.
    Launching,
    /// The machine powers on and its system starts.
    Booting,
    /// The machine fetches the pack.
    Downloading,
    /// The machine unpacks it.
    Unpacking,
    /// The server program starts.
    Starting,
    /// Drivers can join.
    Online,
}

impl Stage {
    /// All stages of a deploy.
    pub const ALL: [Self; 8] = [
        Self::Checking,
        Self::Uploading,
        Self::Launching,
        Self::Booting,
        Self::Downloading,
        Self::Unpacking,
        Self::Starting,
        Self::Online,
    ];

    /// One letter, for the tag that remembers the timeline.
    fn letter(self) -> char {
        match self {
            Self::Checking => 'c',
            Self::Uploading => 'u',
            Self::Launching => 'l',
            Self::Booting => 'b',
            Self::Downloading => 'd',
            Self::Unpacking => 'p',
            Self::Starting => 's',
            Self::Online => 'o',
        }
    }
}

/// When a run was asked for, and when each of its stages began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timeline {
    asked: Timestamp,
    begun: Vec<(Stage, SignedDuration)>,
}

impl Timeline {
    /// A run that was asked for at `asked` and has reached nothing yet.
    pub fn new(asked: Timestamp) -> Self {
        // Whole seconds, as they are written down.
        let asked = Timestamp::from_second(asked.as_second()).unwrap_or(asked);
        Self {
            asked,
            begun: Vec::new(),
        }
    }

    /// When the run was asked for.
    pub fn asked(&self) -> Timestamp {
        self.asked
    }

    /// Notes that `stage` began at `now`, unless it or a later one has.
    pub fn reach(&mut self, stage: Stage, now: Timestamp) {
        if self.current().is_none_or(|current| current < stage) {
            let since = now.duration_since(self.asked).max(SignedDuration::ZERO);
            self.begun
                .push((stage, SignedDuration::from_secs(since.as_secs())));
        }
    }

    /// The stage reached last.
    pub fn current(&self) -> Option<Stage> {
        self.begun.last().map(|(stage, _)| *stage)
    }

    /// Each stage with the time it took; the last one's is counted until `now`.
    pub fn stages(&self, now: Timestamp) -> impl Iterator<Item = (Stage, SignedDuration)> {
        self.begun
            .iter()
            .enumerate()
            .map(move |(i, (stage, begun))| {
                let end = self
                    .begun
                    .get(i + 1)
                    .map_or_else(|| now.duration_since(self.asked), |next| next.1);
                (*stage, (end - *begun).max(SignedDuration::ZERO))
            })
    }

    /// How long the run took from being asked for until it was online, or until `now`.
    pub fn elapsed(&self, now: Timestamp) -> SignedDuration {
        match self.begun.last() {
            Some((Stage::Online, since)) => *since,
            _ => now.duration_since(self.asked).max(SignedDuration::ZERO),
        }
    }

    /// Whether this can be the run of a machine that was powered on at `launched`: what was online
    /// before that was an earlier run.
    pub(super) fn is_of_run(&self, launched: Timestamp) -> bool {
        match self.begun.last() {
            Some((Stage::Online, since)) => {
                let online = self.asked.checked_add(*since + ROUNDING);
                online.is_ok_and(|online| launched <= online)
            }
            _ => true,
        }
    }

    /// Reads what `Display` wrote: `1763880000 c0 u2 l14`. What cannot be read is left out, for a
    /// hand-edited tag must not hide a server.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let asked = Timestamp::from_second(words.next()?.parse().ok()?).ok()?;
        let begun = words.filter_map(|word| {
            let mut letters = word.chars();
            let letter = letters.next()?;
            let stage = Stage::ALL
                .into_iter()
                .find(|stage| stage.letter() == letter)?;
            let seconds = letters.as_str().parse::<u32>().ok()?;
            Some((stage, SignedDuration::from_secs(seconds.into())))
        });
        Some(Self {
            asked,
            begun: begun.collect(),
        })
    }
}

impl TryFrom<String> for Timeline {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a timeline begins with a Unix time")
    }
}

impl From<Timeline> for String {
    fn from(timeline: Timeline) -> Self {
        timeline.to_string()
    }
}

impl fmt::Display for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.asked.as_second())?;
        for (stage, since) in &self.begun {
            write!(f, " {}{}", stage.letter(), since.as_secs())?;
        }
        Ok(())
    }
}

/// What was learnt of the machine's report in this pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// Nobody asked, because the machine is not running.
    NotAsked,
    /// The machine's agent has not registered (yet), so nobody can ask.
    AgentOffline,
    /// The machine could be asked, and has no report (yet).
    Absent,
    /// The machine did not answer within this pass.
    NoAnswer,
    /// The report is garbage: what is wrong with it.
    Unreadable(String),
    /// The report.
    Report(Box<Report>),
}

impl Reading {
    /// The report, if there is one.
    pub fn report(&self) -> Option<&Report> {
        match self {
            Self::Report(report) => Some(report),
            _ => None,
        }
    }
}

/// A server on which nobody drives, shortly before its machine powers itself off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Idle {
    /// Since when nobody is connected.
    pub since: Option<Timestamp>,
    /// When the machine powers itself off, unless somebody joins.
    pub stops_at: Timestamp,
}

/// How a server stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// On its way up.
    Coming(Stage),
    /// On its way up, for longer than is usual.
    Slow(Stage),
    /// Drivers can join.
    Online {
        /// This run of the machine.
        boot: BootId,
        /// The way in.
        link: JoinLink,
        /// Where the link comes from.
        source: LinkSource,
        /// How often the server program ended and was started again in this boot.
        restarts: u32,
        /// Nobody drives, and the machine is about to power itself off.
        idle: Option<Idle>,
    },
    /// The server program ended; the machine starts it again.
    Crashed {
        /// What the machine says of it.
        error: Option<String>,
    },
    /// The machine has given up.
    Failed {
        /// What the machine says of it.
        error: Option<String>,
        /// What has to be mended, if the machine can tell.
        cause: Option<Cause>,
    },
    /// The machine runs but has said nothing new for too long.
    Silent {
        /// When it last said something.
        since: Option<Timestamp>,
    },
    /// Nothing can be told from this pass; what was told last still stands.
    Unknown,
    /// Being powered off.
    Stopping,
    /// Powered off.
    Stopped,
    /// Deleted.
    Gone,
}

impl Standing {
    /// What the [`Self::code`] of a server ends with whose machine is about to power itself off.
    const IDLE: &str = "-idle";

    /// Whether a server whose code was `told` was about to power itself off.
    pub fn was_idle(told: &str) -> bool {
        told.ends_with(Self::IDLE)
    }

    /// A short text that differs whenever the channel should be told; it is kept in a tag.
    pub fn code(&self) -> String {
        match self {
            Self::Coming(stage) => format!("coming-{}", stage.letter()),
            Self::Slow(_) => "slow".into(),
            // A crash between two passes leaves no other trace than the count.
            Self::Online {
                boot,
                restarts,
                idle,
                ..
            } => {
                let idle = if idle.is_some() { Self::IDLE } else { "" };
                format!("online-{boot}-{restarts}{idle}")
            }
            Self::Crashed { .. } => "crashed".into(),
            Self::Failed { .. } => "failed".into(),
            Self::Silent { .. } => "silent".into(),
            Self::Unknown => "unknown".into(),
            Self::Stopping => "stopping".into(),
            Self::Stopped => "stopped".into(),
            Self::Gone => "gone".into(),
        }
    }
}

/// How long things may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// A boot that takes longer is called slow; Windows machines take 4 to 15 minutes.
    pub slow: SignedDuration,
    /// A boot that takes longer is stopped, so that it does not cost money for nothing.
    pub give_up: SignedDuration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            slow: SignedDuration::from_mins(20),
            give_up: SignedDuration::from_mins(60),
        }
    }
}

/// What is to be done now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Post the join link.
    Announce {
        /// The boot that it belongs to.
        boot: BootId,
        /// The link.
        link: JoinLink,
    },
    /// Tell the channel how the server stands.
    Tell(Standing),
    /// Power the machine off.
    Stop(Ending),
}

/// How `server` stands, given what was learnt of its report.
pub fn standing(
    server: &Server,
    reading: &Reading,
    now: Timestamp,
    patience: &Patience,
) -> Standing {
    match server.state {
        InstanceState::Pending => coming(server, Stage::Booting, now, patience),
        InstanceState::Running => running(server, reading, now, patience),
        // A list may lag behind a start that was just asked for.
        InstanceState::Stopping | InstanceState::Stopped if just_started(server, now) => {
            Standing::Unknown
        }
        InstanceState::Stopping => Standing::Stopping,
        InstanceState::Stopped => Standing::Stopped,
        InstanceState::ShuttingDown | InstanceState::Terminated => Standing::Gone,
    }
}

fn just_started(server: &Server, now: Timestamp) -> bool {
    server.record.told.as_deref() == Some(Record::JUST_STARTED)
        && now.duration_since(server.record.timeline.asked()) < LIST_LAG
}

fn coming(server: &Server, stage: Stage, now: Timestamp, patience: &Patience) -> Standing {
    // A stage never goes back: a pass that learnt less than the one before does not unsay it.
    let stage = server
        .record
        .timeline
        .current()
        .map_or(stage, |reached| reached.max(stage));
    // The patience is for the machine: how long a user's upload took does not count.
    if patience.slow < now.duration_since(server.launched) {
        Standing::Slow(stage)
    } else {
        Standing::Coming(stage)
    }
}

fn running(server: &Server, reading: &Reading, now: Timestamp, patience: &Patience) -> Standing {
    let was_online = server.record.timeline.current() == Some(Stage::Online);
    let report = match reading {
        Reading::Report(report) => report,
        // Once online or broken, a machine that cannot be asked for a pass is no news.
        _ if was_online || told_of_trouble(server) => return Standing::Unknown,
        _ => return coming(server, Stage::Booting, now, patience),
    };
    // The report of the boot before lies on the disk until the new boot rewrites it.
    if report
        .updated
        .is_some_and(|updated| updated < server.launched)
    {
        return coming(server, Stage::Booting, now, patience);
    }
    if report.is_stale(now) {
        return Standing::Silent {
            since: report.updated,
        };
    }
    let stage = match report.phase {
        Phase::Downloading => Stage::Downloading,
        Phase::Unpacking => Stage::Unpacking,
        Phase::Starting => Stage::Starting,
        Phase::Crashed => {
            return Standing::Crashed {
                error: report.error.clone(),
            };
        }
        Phase::Failed => {
            return Standing::Failed {
                error: report.error.clone(),
                cause: report.cause,
            };
        }
        Phase::Online => match (
            &report.boot,
            server.address.and_then(|ip| report.link_to(ip)),
        ) {
            (Some(boot), Some(link)) => {
                return Standing::Online {
                    boot: boot.clone(),
                    link: link.clone(),
                    source: report.link_source.unwrap_or(LinkSource::Built),
                    restarts: report.restarts,
                    idle: report.stops_at.map(|stops_at| Idle {
                        since: report.idle_since,
                        stops_at,
                    }),
                };
            }
            // Online, but the link is for another address or not known yet: the next report has it.
            _ => Stage::Starting,
        },
    };
    if was_online {
        // The program is being started again after it was online: the crash was told.
        return Standing::Unknown;
    }
    coming(server, stage, now, patience)
}

/// Whether the channel was told last that something is wrong with it.
fn told_of_trouble(server: &Server) -> bool {
    let trouble = [
        Standing::Crashed { error: None },
        Standing::Failed {
            error: None,
            cause: None,
        },
        Standing::Silent { since: None },
    ];
    let told = server.record.told.as_deref();
    trouble
        .iter()
        .any(|standing| told == Some(&standing.code()))
}

/// For how long a running machine may be one of which nothing can be told.
const SILENCE: SignedDuration = SignedDuration::from_mins(10);

/// How a server stands of which nothing could be told since `since`: a hung machine cannot say so
/// itself, and costs money.
pub fn unheard(standing: Standing, since: Timestamp, now: Timestamp) -> Standing {
    if standing == Standing::Unknown && SILENCE < now.duration_since(since) {
        Standing::Silent { since: Some(since) }
    } else {
        standing
    }
}

/// What is to be done about `server`, in this order.
pub fn decide(
    server: &Server,
    standing: &Standing,
    now: Timestamp,
    patience: &Patience,
) -> Vec<Step> {
    let mut steps = Vec::new();
    if *standing == Standing::Unknown {
        return steps;
    }
    let hopeless = matches!(
        standing,
        Standing::Slow(_)
            | Standing::Failed { .. }
            | Standing::Silent { .. }
            | Standing::Crashed { .. }
    );
    let never_online = server.record.timeline.current() != Some(Stage::Online);
    let too_long = patience.give_up < now.duration_since(server.launched);
    // Before anything that needs a channel, for it saves money. Also if it is noted as ending: a
    // stop that was noted and then failed is tried again.
    if hopeless && never_online && too_long {
        steps.push(Step::Stop(Ending::BootTimeout));
    }
    if let Standing::Online { boot, link, .. } = standing {
        let announced = server
            .record
            .announced
            .as_ref()
            .is_some_and(|announced| announced.boot == *boot);
        if !announced {
            steps.push(Step::Announce {
                boot: boot.clone(),
                link: link.clone(),
            });
        }
    }
    if server.record.told.as_deref() != Some(&standing.code()) {
        steps.push(Step::Tell(standing.clone()));
    }
    steps
}

/// What is to be done about a server that was online and has been in trouble since `since`, beyond
/// what [`decide`] says once: a machine on which nobody can drive is not paid for without end.
///
/// One whose game server was given up is stopped after the patience for a boot. One that is silent
/// may have a race on it, so the channel is only reminded, after `again`.
pub fn outlasted(
    standing: &Standing,
    since: Timestamp,
    again: Timestamp,
    now: Timestamp,
    patience: &Patience,
) -> Option<Step> {
    match standing {
        Standing::Failed { .. } if patience.give_up < now.duration_since(since) => {
            Some(Step::Stop(Ending::Broken))
        }
        Standing::Silent { .. } if again <= now => Some(Step::Tell(standing.clone())),
        _ => None,
    }
}

/// When the channel is reminded again of trouble that began at `since`, told of now: after the
/// patience for a boot, and then each time as long again as it has lasted.
pub fn remind_at(since: Timestamp, now: Timestamp, patience: &Patience) -> Timestamp {
    now.saturating_add(now.duration_since(since).max(patience.give_up))
        .unwrap_or(Timestamp::MAX)
}

/// The stage that `standing` shows as reached, for the timeline.
pub fn stage_of(standing: &Standing) -> Option<Stage> {
    match standing {
        Standing::Coming(stage) | Standing::Slow(stage) => Some(*stage),
        Standing::Online { .. } => Some(Stage::Online),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::server::{Announced, sample};

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    /// A running server that was launched at minute 0.
    fn running() -> Server {
        sample::server(at(0))
    }

    fn report(text: &str) -> Reading {
        Reading::Report(Box::new(Report::parse(text).expect("a report")))
    }

    fn online(boot: &str, ip: &str) -> Reading {
        report(&format!(
            "SCHEMA=1\nBOOT={boot}\nPHASE=online\nPUBLIC_IP={ip}\nHTTP_PORT=8081\nLINK_SOURCE=built\n\
             AC_SERVER_LINK=https://acstuff.club/s/q:race/online/join?ip={ip}&httpPort=8081\n"
        ))
    }

    fn steps(server: &Server, reading: &Reading, now: Timestamp) -> Vec<Step> {
        let patience = Patience::default();
        decide(
            server,
            &standing(server, reading, now, &patience),
            now,
            &patience,
        )
    }

    #[test]
    fn the_link_is_announced_once_per_boot() {
        let mut server = running();
        let ip = server.address.expect("an address").to_string();
        let seen = online("boot-1", &ip);
        let first = steps(&server, &seen, at(5));
        assert!(
            matches!(
                &first[..],
                [Step::Announce { .. }, Step::Tell(Standing::Online { .. })]
            ),
            "{first:?}"
        );
        server.record.announced = Some(Announced {
            boot: BootId::new("boot-1"),
            message: None,
        });
        server.record.told = Some("online-boot-1-0".into());
        assert_eq!(steps(&server, &seen, at(6)), []);
        let next = steps(&server, &online("boot-2", &ip), at(7));
        assert!(
            matches!(&next[..], [Step::Announce { .. }, Step::Tell(_)]),
            "{next:?}"
        );
    }

    #[test]
    fn a_crash_between_two_passes_is_told() {
        let mut server = running();
        let ip = server.address.expect("an address").to_string();
        server.record.timeline.reach(Stage::Online, at(4));
        server.record.announced = Some(Announced {
            boot: BootId::new("boot-1"),
            message: None,
        });
        server.record.told = Some("online-boot-1-0".into());
        let Reading::Report(mut seen) = online("boot-1", &ip) else {
            unreachable!("it is a report")
        };
        seen.restarts = 1;
        let told = steps(&server, &Reading::Report(seen), at(6));
        assert!(
            matches!(
                &told[..],
                [Step::Tell(Standing::Online { restarts: 1, .. })]
            ),
            "{told:?}"
        );
    }

    #[test]
    fn a_link_to_another_address_is_not_announced() {
        let seen = online("boot-1", "203.0.113.99");
        assert_eq!(
            standing(&running(), &seen, at(5), &Patience::default()),
            Standing::Coming(Stage::Starting)
        );
    }

    #[test]
    fn the_report_of_the_boot_before_is_no_news() {
        let server = Server {
            launched: at(100),
            ..running()
        };
        let old = report("SCHEMA=1\nBOOT=b\nPHASE=online\nUPDATED=1970-01-01T00:30:00Z\n");
        assert_eq!(
            standing(&server, &old, at(101), &Patience::default()),
            Standing::Coming(Stage::Booting)
        );
    }

    #[test]
    fn a_stage_never_goes_back() {
        let mut server = running();
        server.record.timeline.reach(Stage::Unpacking, at(3));
        for learnt_less in [Reading::AgentOffline, Reading::NoAnswer, Reading::Absent] {
            let standing = standing(&server, &learnt_less, at(4), &Patience::default());
            assert_eq!(standing, Standing::Coming(Stage::Unpacking));
        }
    }

    #[test]
    fn an_online_server_that_cannot_be_asked_for_a_pass_is_left_alone() {
        let mut server = running();
        server.record.timeline.reach(Stage::Online, at(5));
        assert_eq!(steps(&server, &Reading::NoAnswer, at(300)), []);
    }

    #[test]
    fn an_online_server_that_cannot_be_asked_for_long_is_told_of_once() {
        let mut server = running();
        server.record.timeline.reach(Stage::Online, at(5));
        server.record.told = Some("online-boot-1-0".into());
        let patience = Patience::default();
        let steps = |server: &Server, now| {
            let seen = standing(server, &Reading::AgentOffline, now, &patience);
            decide(server, &unheard(seen, at(20), now), now, &patience)
        };
        assert_eq!(steps(&server, at(30)), []);
        let since = Some(at(20));
        assert_eq!(
            steps(&server, at(31)),
            [Step::Tell(Standing::Silent { since })]
        );
        server.record.told = Some("silent".into());
        assert_eq!(steps(&server, at(32)), []);
    }

    #[test]
    fn a_boot_that_takes_too_long_is_told_of_and_then_stopped() {
        let mut server = running();
        let seen = Reading::AgentOffline;
        assert_eq!(
            steps(&server, &seen, at(21)),
            [Step::Tell(Standing::Slow(Stage::Booting))]
        );
        server.record.told = Some("slow".into());
        assert_eq!(steps(&server, &seen, at(59)), []);
        assert_eq!(
            steps(&server, &seen, at(61)),
            [Step::Stop(Ending::BootTimeout)]
        );
        server.record.ending = Some(Ending::BootTimeout);
        assert_eq!(
            steps(&server, &seen, at(62)),
            [Step::Stop(Ending::BootTimeout)],
            "it was noted and did not come about"
        );
        server.state = InstanceState::Stopping;
        assert_eq!(
            steps(&server, &Reading::NotAsked, at(63)),
            [Step::Tell(Standing::Stopping)]
        );
    }

    #[test]
    fn a_run_that_somebody_else_began_is_a_new_one() {
        let mut server = running();
        server.record.timeline.reach(Stage::Online, at(5));
        server.record.ending = Some(Ending::Asked);
        server.record.told = Some("stopped".into());
        assert_eq!(
            server.record.clone().of_run(at(5)),
            server.record,
            "times are rounded"
        );
        // Started again in the cloud's console.
        server.launched = at(100);
        server.record = server.record.of_run(server.launched);
        assert_eq!(server.record.ending, None);
        assert_eq!(
            steps(&server, &Reading::AgentOffline, at(101)),
            [Step::Tell(Standing::Coming(Stage::Booting))]
        );
        server.record.told = Some("slow".into());
        assert_eq!(
            steps(&server, &Reading::AgentOffline, at(161)),
            [Step::Stop(Ending::BootTimeout)]
        );
    }

    #[test]
    fn a_machine_that_waits_for_drivers_is_told_of_once_and_taken_back() {
        let mut server = running();
        server.record.announced = Some(Announced {
            boot: BootId::new("b"),
            message: None,
        });
        let link = "https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081";
        let online = |more: &str| {
            let text = format!("SCHEMA=1\nBOOT=b\nPHASE=online\nAC_SERVER_LINK={link}\n{more}");
            report(&text)
        };
        let waiting = "IDLE_SINCE=1970-01-01T00:10:00Z\nSTOPS_AT=1970-01-01T00:40:00Z\n";
        server.record.told = Some("online-b-0".into());
        let told = steps(&server, &online(waiting), at(38));
        let [Step::Tell(standing)] = told.as_slice() else {
            panic!("{told:?}");
        };
        let idle = Idle {
            since: Some(at(10)),
            stops_at: at(40),
        };
        assert!(matches!(standing, Standing::Online { idle: Some(it), .. } if *it == idle));
        assert!(Standing::was_idle(&standing.code()));
        server.record.told = Some(standing.code());
        assert_eq!(steps(&server, &online(waiting), at(39)), []);
        let back = steps(&server, &online("CLIENTS=1\n"), at(39));
        assert!(
            matches!(
                back.as_slice(),
                [Step::Tell(Standing::Online { idle: None, .. })]
            ),
            "{back:?}"
        );
    }

    #[test]
    fn a_machine_that_failed_says_why_and_stays_up_for_a_look() {
        let seen =
            report("SCHEMA=1\nBOOT=b\nPHASE=failed\nERROR=The disk is full.\nCAUSE=machine\n");
        let told = steps(&running(), &seen, at(5));
        let error = Some("The disk is full.".to_owned());
        let cause = Some(Cause::Machine);
        assert_eq!(told, [Step::Tell(Standing::Failed { error, cause })]);
    }

    #[test]
    fn what_was_online_and_failed_is_stopped_and_what_is_silent_is_reminded_of() {
        let patience = Patience::default();
        let failed = Standing::Failed {
            error: None,
            cause: None,
        };
        let after = |minutes| outlasted(&failed, at(0), at(60), at(minutes), &patience);
        assert_eq!(after(60), None);
        assert_eq!(after(61), Some(Step::Stop(Ending::Broken)));
        let silent = Standing::Silent { since: Some(at(0)) };
        let mut again = remind_at(at(0), at(0), &patience);
        let mut reminded = Vec::new();
        for minute in 0..600 {
            let step = outlasted(&silent, at(0), again, at(minute), &patience);
            if step == Some(Step::Tell(silent.clone())) {
                reminded.push(minute);
                again = remind_at(at(0), at(minute), &patience);
            }
        }
        assert_eq!(reminded, [60, 120, 240, 480]);
    }

    #[test]
    fn a_failure_is_not_unsaid_by_a_pass_without_an_answer() {
        let mut server = running();
        server.record.told = Some("failed".into());
        assert_eq!(steps(&server, &Reading::NoAnswer, at(6)), []);
        let again = report("SCHEMA=1\nBOOT=c\nPHASE=downloading\n");
        assert_eq!(
            steps(&server, &again, at(7)),
            [Step::Tell(Standing::Coming(Stage::Downloading))]
        );
    }

    #[test]
    fn a_list_that_lags_behind_a_start_does_not_unsay_it() {
        let mut server = Server {
            state: InstanceState::Stopped,
            ..running()
        };
        server.record = Record {
            told: Some(Record::JUST_STARTED.into()),
            ..Record::new(at(10), None)
        };
        assert_eq!(steps(&server, &Reading::NotAsked, at(10)), []);
        assert_eq!(
            steps(&server, &Reading::NotAsked, at(12)),
            [Step::Tell(Standing::Stopped)]
        );
    }

    #[test]
    fn a_timeline_survives_its_tag() {
        let mut timeline = Timeline::new(at(0));
        timeline.reach(Stage::Checking, at(0));
        timeline.reach(Stage::Uploading, at(1));
        timeline.reach(Stage::Checking, at(2));
        timeline.reach(Stage::Booting, at(3));
        assert_eq!(timeline.to_string(), "0 c0 u60 b180");
        assert_eq!(Timeline::parse("0 c0 u60 b180"), Some(timeline.clone()));
        assert_eq!(Timeline::parse("0 c0 ?? u60 b180"), Some(timeline.clone()));
        let took: Vec<i64> = timeline
            .stages(at(5))
            .map(|(_, took)| took.as_secs())
            .collect();
        assert_eq!(took, [60, 120, 120]);
    }
}
