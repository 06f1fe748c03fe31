//! Looking after the server of a machine on EC2, for as long as the machine runs.
//!
//! [`crate::supervisor`] decides; here is what looks and acts. Whatever happens to this program, the
//! next one goes on from what was written down, and the server does not notice.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::os::fd::AsFd as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::boot_plan::BootPlan;
use domain::ended::{self, End};
use domain::ids::BootId;
use domain::report::{Cause, Phase, Report};
use jiff::Timestamp;

use crate::clock::Moment;
use crate::control::Steward;
use crate::diary::Diary;
use crate::files::{free_bytes, replace};
use crate::info;
use crate::keys::Keys;
use crate::listening::Listening;
use crate::metadata;
use crate::paths::Paths;
use crate::plugin::{self, Plugin, PluginSettings};
use crate::report::{Machine, report};
use crate::server_log::{LinkSearch, ServerLog};
use crate::setup::Installed;
use crate::supervisor::{Rules, Seen, Stage, Step, Supervisor};
use crate::systemd::{self, Process, Unit, UnitState};
use crate::usage;

/// The server's.
const UNIT: Unit = Unit("ac-server.service");
/// The most of the server's log that is kept, twice: the newer and the older half.
const LOG_BYTES: u64 = 4 << 20;
/// So many starts of the server are remembered.
const JOURNALS: usize = 50;
/// A server that leaves less than this of the disk free is ended.
const LEAST_FREE: u64 = 100 << 20;

const NOT_SET_UP: &str = "The machine failed while getting ready: it took too long, or was interrupted. \
     Deploy the server again.";

/// How often things happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The unit of pauses between attempts.
    pub pause: Duration,
    /// A minute; tests make it shorter.
    pub minute: Duration,
}

impl Pace {
    /// While something is on its way every look may bring news.
    fn soon(self) -> Duration {
        self.minute / 120
    }

    /// How long a server may take to end its session.
    fn leave(self) -> Duration {
        self.minute / 10
    }

    /// How soon what stewards ask is looked at.
    fn steward(self, is_busy: bool) -> Duration {
        match is_busy {
            true => self.minute / 1200,
            false => self.minute / 200,
        }
    }

    /// A server that is up is looked at less.
    fn later(self) -> Duration {
        self.minute / 20
    }
}

/// Whoever looks after the server.
pub struct Watch<'a> {
    paths: &'a Paths,
    plan: &'a BootPlan,
    boot: Option<BootId>,
    pace: Pace,
    rules: Rules,
    diary: &'a Diary,
    /// Whether this program is to end.
    end: Arc<AtomicBool>,
    installed: Option<Installed>,
    supervisor: Supervisor,
    /// The supervisor as it was written down last.
    written: Vec<u8>,
    client: ureq::Agent,
    log: ServerLog,
    links: LinkSearch,
    unit: UnitState,
    process: Option<(u32, Process)>,
    plugin: Option<Plugin>,
    steward: Steward,
    /// Whether what stewards ask could not be read last time.
    deaf: bool,
    /// When the server was last seen to listen on all of its ports.
    listened: Option<Moment>,
    address: Option<Ipv4Addr>,
    asked_address: Option<Moment>,
    said: Option<(Report, Moment)>,
}

impl<'a> Watch<'a> {
    /// Takes up where whoever looked after it before has left. It ends soon after `end` was set and
    /// a signal came.
    ///
    /// # Errors
    /// When systemd does not say how the server is.
    pub fn new(
        paths: &'a Paths,
        plan: &'a BootPlan,
        boot: Option<BootId>,
        pace: Pace,
        diary: &'a Diary,
        end: Arc<AtomicBool>,
    ) -> io::Result<Self> {
        let now = Moment::now();
        let installed = Installed::read(paths, plan);
        let before = fs::read(paths.state()).ok();
        let before = before.and_then(|text| serde_json::from_slice::<Supervisor>(&text).ok());
        let supervisor = match (before, &installed) {
            (Some(before), _) => before.again(now),
            (None, Some(_)) => {
                let mut supervisor = Supervisor::new(now);
                if UNIT.look()?.process.is_some() {
                    supervisor.started();
                }
                supervisor
            }
            (None, None) => not_set_up(paths, now),
        };
        Ok(Self {
            paths,
            plan,
            boot,
            pace,
            rules: Rules::new(plan.options.idle_minutes, pace.pause, pace.minute),
            diary,
            end,
            installed,
            supervisor,
            written: Vec::new(),
            client: crate::http::for_pages(),
            log: ServerLog::of(&paths.logs),
            links: LinkSearch::default(),
            unit: UnitState::default(),
            process: None,
            plugin: None,
            steward: Steward::of(paths.control()),
            deaf: false,
            listened: None,
            address: None,
            asked_address: None,
            said: None,
        })
    }

    /// Looks after it until the machine is switched off, or this program is to end.
    ///
    /// # Errors
    /// When the system refuses what it must not; systemd then starts this program anew.
    pub fn run(&mut self) -> io::Result<()> {
        if self.supervisor.stage == Stage::Running {
            self.listen(true);
            self.reach_by_rcon();
        }
        while !self.is_to_end() {
            let now = Moment::now();
            let is_asked = self.installed.is_some() && self.paths.restart().exists();
            if is_asked {
                self.restart(now)?;
            }
            let seen = self.look(now)?;
            let step = self.supervisor.next(&self.rules, &seen, now);
            self.write_down()?;
            // That it has ended is told with the reason, which is known a moment later.
            if !matches!(step, Step::Bury | Step::Clear) {
                self.tell(&seen, now)?;
            }
            if is_asked {
                // The report says it, too.
                crate::files::delete(&self.paths.restart())?;
            }
            match step {
                Step::Start => self.start()?,
                Step::Bury => self.bury(now)?,
                Step::Clear => self.clear(&seen, now)?,
                Step::PowerOff => self.power_off()?,
                Step::Wait => self.wait(now)?,
            }
        }
        self.leave()
    }

    fn is_to_end(&self) -> bool {
        self.end.load(Ordering::Relaxed)
    }

    /// When the machine is switched off, its server is still there for a moment.
    fn leave(&mut self) -> io::Result<()> {
        match systemd::is_stopping() {
            true => self.end_session(),
            false => Ok(()),
        }
    }

    /// Somebody asked for the server to be restarted: it is ended here, and due at once.
    fn restart(&mut self, now: Moment) -> io::Result<()> {
        self.diary.say("somebody asked to restart the server");
        self.end_session()?;
        UNIT.stop()?;
        self.process = None;
        self.plugin = None;
        // Its settings may be others by now.
        self.installed = Installed::read(self.paths, self.plan);
        self.supervisor.restarted(now);
        Ok(())
    }

    /// Tells a server that is online to end its session, for it writes down what was driven only then.
    fn end_session(&mut self) -> io::Result<()> {
        let is_online = self.supervisor.is_online();
        let Some(plugin) = self.plugin.as_mut().filter(|_| is_online) else {
            return Ok(());
        };
        if !plugin.may_have_laps() {
            return Ok(());
        }
        let (before, since) = (plugin.sessions(), Moment::now());
        plugin.end_session();
        loop {
            let now = Moment::now();
            plugin.attend(now)?;
            let left = self.pace.leave().saturating_sub(now.since(since));
            if left.is_zero() || plugin.sessions() != before {
                return Ok(());
            }
            let pause = plugin.patience(now).map_or(left, |it| it.min(left));
            systemd::wait_for(&[plugin.as_fd()], pause);
        }
    }

    /// What the bot left. Whoever may write there may switch the machine off, too.
    fn kept_until(&self) -> Option<Timestamp> {
        let text = fs::read_to_string(self.paths.keep()).ok()?;
        Timestamp::from_second(text.trim().parse().ok()?).ok()
    }

    /// One look at everything.
    fn look(&mut self, now: Moment) -> io::Result<Seen> {
        let mut seen = Seen {
            public_ip: self.look_at_address(now),
            kept_until: self.kept_until(),
            ..Seen::default()
        };
        if self.supervisor.stage != Stage::Running {
            return Ok(seen);
        }
        self.log.cap(LOG_BYTES)?;
        seen.process = self.look_at_process()?;
        if seen.process.is_none() {
            return Ok(seen);
        }
        let is_wrapper = self.installed.as_ref().is_some_and(|it| it.is_wrapper);
        seen.is_alone = is_wrapper && self.unit.is_alone();
        seen.is_disk_full = free_bytes(&self.paths.server)? < LEAST_FREE;
        let page = SocketAddrV4::new(Ipv4Addr::LOCALHOST, self.plan.http_port);
        seen.info = info::ask(&self.client, page);
        self.look_at_ports(&mut seen, now);
        if let Some(ip) = seen.public_ip
            && self.supervisor.link.is_none()
        {
            let take_short = !self.supervisor.is_online();
            seen.printed = self.links.look(&self.log, ip, page.port(), take_short)?;
        }
        Ok(seen)
    }

    /// The server's main process. systemd is only asked where something may have changed: a process
    /// that runs tells of its end by itself.
    fn look_at_process(&mut self) -> io::Result<Option<u32>> {
        let lives = self.process.as_ref();
        if lives.is_none_or(|(_, process)| process.has_ended()) {
            self.unit = UNIT.look()?;
            self.process = self
                .unit
                .process
                .and_then(|pid| Some((pid, Process::of(pid)?)))
                .filter(|(_, process)| !process.has_ended());
        }
        Ok(self.process.as_ref().map(|(pid, _)| *pid))
    }

    /// A server that answers and had all of its ports has them for another minute: the system goes
    /// through a large table to tell.
    fn look_at_ports(&mut self, seen: &mut Seen, now: Moment) {
        let is_fresh = |then: Moment| now.since(then) < self.pace.minute;
        if seen.info.is_some() && self.listened.is_some_and(is_fresh) {
            (seen.listens, seen.listens_on_all) = (true, true);
            return;
        }
        let (plan, listening) = (self.plan, Listening::now());
        let listens = [
            listening.tcp(plan.tcp_port),
            listening.tcp(plan.http_port),
            listening.udp(plan.udp_port),
        ];
        seen.listens = listens.contains(&true);
        seen.listens_on_all = !listens.contains(&false);
        self.listened = seen.listens_on_all.then_some(now);
    }

    fn look_at_address(&mut self, now: Moment) -> Option<Ipv4Addr> {
        let again = match self.address {
            Some(_) => self.pace.minute,
            None => self.pace.soon(),
        };
        if self
            .asked_address
            .is_none_or(|asked| again <= now.since(asked))
        {
            self.asked_address = Some(now);
            if let Some(ip) = metadata::public_address(&self.client) {
                self.address = Some(ip);
            }
        }
        self.address
    }

    fn start(&mut self) -> io::Result<()> {
        // A new file for a new start: an old link must not be taken for a new one.
        self.log.rotate()?;
        self.links = LinkSearch::default();
        self.process = None;
        self.listened = None;
        self.diary.say("the server is started");
        self.supervisor.started();
        let wanted = self.propose_keys()?;
        // First, so that nothing that it says is missed.
        self.listen(false);
        UNIT.start()?;
        self.take_keys(wanted);
        self.write_down()
    }

    /// Chooses by which ports this start of the server is controlled.
    fn propose_keys(&mut self) -> io::Result<Option<PluginSettings>> {
        self.steward.reach(None);
        let Some(installed) = &mut self.installed else {
            return Ok(None);
        };
        let game = [self.plan.udp_port, self.plan.tcp_port, self.plan.http_port];
        let keys = Keys::fresh(game, installed.plugin)?;
        replace(&self.paths.keys(), &serde_json::to_vec(&keys)?, 0o600)?;
        installed.plugin = keys.plugin;
        Ok(Some(keys.plugin))
    }

    /// What came of it: where the settings could not be written, the ports of before are in force.
    fn take_keys(&mut self, wanted: Option<PluginSettings>) {
        self.installed = Installed::read(self.paths, self.plan);
        let plugin = self.installed.as_ref().map(|it| it.plugin);
        if plugin != wanted {
            self.diary
                .say("the ports by which the server is controlled are those of before");
            self.listen(true);
        }
        self.reach_by_rcon();
    }

    fn reach_by_rcon(&mut self) {
        let rcon = self.installed.as_ref().and_then(|it| it.rcon.clone());
        self.steward.reach(rcon);
    }

    /// Opens our end of the server's UDP plugin. It can race without.
    fn listen(&mut self, runs: bool) {
        self.plugin = None;
        let Some(installed) = &self.installed else {
            return;
        };
        let boot = self.boot.as_ref().map_or("boot", BootId::as_str);
        let name = format!("{boot}-{}.jsonl", self.supervisor.starts);
        let folder = &self.paths.journals;
        let opened = fs::create_dir_all(folder).and_then(|()| {
            plugin::prune(folder, JOURNALS)?;
            let journal = folder.join(name);
            Plugin::open(installed.plugin, &journal, runs, Moment::now())
        });
        match opened {
            Ok(plugin) => self.plugin = Some(plugin),
            Err(error) => self.diary.say(&format!("the server's plugin: {error}")),
        }
    }

    /// Its program has ended by itself.
    fn bury(&mut self, now: Moment) -> io::Result<()> {
        let before = UNIT.look()?;
        // What it left behind keeps its ports. And systemd may not have noticed the end yet.
        UNIT.stop()?;
        let after = UNIT.look()?;
        let end = End {
            code: before.code.or(after.code),
            out_of_memory: before.out_of_memory || after.out_of_memory,
            ..self.end()
        };
        let why = ended::why(&self.log.tail_of_start()?, end);
        self.ended(end.code, why, now)
    }

    /// It filled the disk, or the server has ended and its wrapper goes on.
    fn clear(&mut self, seen: &Seen, now: Moment) -> io::Result<()> {
        UNIT.stop()?;
        let (code, why) = match seen.is_disk_full {
            true => (None, ended::filled_the_disk()),
            false => {
                let code = UNIT.look()?.code;
                let end = End { code, ..self.end() };
                ended::why_gone(&self.log.tail_of_start()?, end)
            }
        };
        self.ended(code, why, now)
    }

    fn end(&self) -> End {
        End {
            was_online: self.supervisor.is_online(),
            runs_once: self.installed.as_ref().is_some_and(|it| it.runs_once),
            ..End::default()
        }
    }

    fn ended(&mut self, code: Option<i32>, why: ended::Ended, now: Moment) -> io::Result<()> {
        self.diary
            .say(&format!("the server has ended. {}", why.reason));
        self.process = None;
        self.plugin = None;
        self.supervisor.ended(&self.rules, code, why, now);
        self.write_down()
    }

    fn power_off(&self) -> io::Result<()> {
        let since = self.supervisor.idle.since.wall;
        self.diary
            .say(&format!("nobody has been here since {since}: powering off"));
        systemd::power_off()?;
        // The machine takes a moment, and nothing is to be started anew in it.
        while !self.is_to_end() {
            systemd::wait_for(&[], self.pace.soon());
        }
        Ok(())
    }

    /// Until the next look is due, or the server has ended. What it says meanwhile is kept.
    fn wait(&mut self, now: Moment) -> io::Result<()> {
        let until = now.after(self.pause(now));
        loop {
            let now = Moment::now();
            let left = until.since(now);
            if left.is_zero() || self.is_to_end() {
                return Ok(());
            }
            self.control(now);
            let mut files = Vec::new();
            let mut pause = left.min(self.pace.steward(self.steward.is_busy()));
            if let Some(plugin) = &self.plugin {
                pause = plugin.patience(now).map_or(pause, |it| it.min(pause));
                files.push(plugin.as_fd());
            }
            files.extend(self.process.as_ref().map(|(_, process)| process.as_fd()));
            let process = self.process.is_some().then(|| files.len() - 1);
            let ready = systemd::wait_for(&files, pause);
            if ready.is_some() && ready == process {
                return Ok(());
            }
            if let Some(plugin) = &mut self.plugin {
                plugin.attend(Moment::now())?;
            }
        }
    }

    /// Goes on with what stewards ask. Where that cannot be done, whoever asked hears nothing, and the server
    /// goes on.
    fn control(&mut self, now: Moment) {
        let is_online = self.supervisor.is_online();
        let plugin = self.plugin.as_mut().filter(|_| is_online);
        match self.steward.attend(plugin, now) {
            Ok(()) => self.deaf = false,
            Err(error) if !self.deaf => {
                self.deaf = true;
                self.diary.say(&format!("what stewards ask: {error}"));
            }
            Err(_) => {}
        }
    }

    fn pause(&self, now: Moment) -> Duration {
        let is_settled = self.supervisor.is_online()
            || matches!(self.supervisor.stage, Stage::GivenUp | Stage::Over);
        let mut pause = match is_settled && self.address.is_some() {
            true => self.pace.later(),
            false => self.pace.soon(),
        };
        if let Stage::Due(then) = self.supervisor.stage {
            pause = pause.min(then.since(now));
        }
        if let Some(then) = self.supervisor.stops_at {
            pause = pause.min(then.since(now));
        }
        pause
    }

    fn write_down(&mut self) -> io::Result<()> {
        let text = serde_json::to_vec(&self.supervisor)?;
        if self.written != text {
            replace(&self.paths.state(), &text, 0o600)?;
            self.written = text;
        }
        Ok(())
    }

    /// At once where something changed, else every ten seconds to show that we are here.
    fn tell(&mut self, seen: &Seen, now: Moment) -> io::Result<()> {
        let machine = Machine {
            boot: self.boot.clone(),
            ports: [self.plan.http_port, self.plan.tcp_port, self.plan.udp_port],
        };
        let report = report(&self.supervisor, seen, &machine);
        let is_old = |then: Moment| self.pace.later() * 3 <= now.since(then);
        if let Some((said, then)) = &self.said
            && *said == report
            && !is_old(*then)
        {
            return Ok(());
        }
        let dated = Report {
            sent_bytes: usage::sent_bytes(),
            busy_seconds: usage::busy_seconds(),
            updated: Some(crate::diary::whole_second(now.wall)),
            ..report.clone()
        };
        replace(&self.paths.report(), dated.to_string().as_bytes(), 0o644)?;
        self.said = Some((report, now));
        Ok(())
    }
}

/// What the set-up said, or that it said nothing.
fn not_set_up(paths: &Paths, now: Moment) -> Supervisor {
    let said = fs::read_to_string(paths.report()).ok();
    let said = said.and_then(|text| Report::parse(&text).ok());
    let said = said.filter(|report| report.phase == Phase::Failed);
    let (error, cause) = match said {
        Some(report) => (report.error, report.cause),
        None => (None, Some(Cause::Machine)),
    };
    Supervisor::failed(error.unwrap_or_else(|| NOT_SET_UP.to_owned()), cause, now)
}
