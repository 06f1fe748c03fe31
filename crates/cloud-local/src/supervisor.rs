//! Whoever looks after one server: brings it up, watches it, starts it again, ends it.

mod coming_up;
mod growth;
mod plugin_ports;
mod speaking;

use std::fs::File;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rustix::process::Signal;
use tokio::process::Child;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::files::{blocking, failed};
use super::info;
use super::log_once::LogOnce;
use super::process::{self, ProcessId};
use super::program::is_wrapper;
use super::state::{Desired, Stage, State, Step};
use super::supervisors::LocalContext;
use agent::clock::Moment;
use agent::listening::Listening;
use agent::presence::{Presence, PresenceRule, PresenceState, Signs};
use agent::restart::RestartPolicy;
use agent::server_log::{LinkSearch, ServerLog};
use cloud::Result;
use domain::ended::{self, End, Ended};
use domain::ids::{BootId, ServerId};
use domain::link::JoinLink;
use speaking::Speaker;

/// How often a server is looked at while it comes up.
const LOOK: Duration = Duration::from_millis(150);
/// And afterwards.
const LOOK_ONLINE: Duration = Duration::from_secs(1);
/// How often a server that is online is asked who drives.
const ASK_ONLINE: Duration = Duration::from_secs(10);
/// The least pause before a new start.
const LEAST_PAUSE: Duration = Duration::from_millis(100);
/// Online for so long, a server has its ends forgotten.
const WELL: Duration = Duration::from_mins(10);
/// A server counts as online at its first answer, and as gone after a quarter of a minute in which
/// nobody answered or listened.
const PRESENCE: PresenceRule = PresenceRule {
    settle: Duration::ZERO,
    missing: Duration::from_secs(15),
};

/// Looks after one server.
pub(super) struct Supervisor {
    host: Arc<LocalContext>,
    /// The data folder's.
    lock: Arc<File>,
    id: ServerId,
    wakeup: watch::Receiver<()>,
    log: ServerLog,
    /// The process, if this program started it: only then is it known how it ends.
    child: Option<Child>,
    links: LinkSearch,
    presence: Presence,
    asked: Option<Instant>,
    /// When its folder was weighed.
    weighed: Option<Instant>,
    speaker: Speaker,
}

impl Supervisor {
    pub(super) fn new(host: Arc<LocalContext>, lock: Arc<File>, id: ServerId) -> Self {
        Self {
            wakeup: host.wakeup.subscribe(),
            log: ServerLog::of(&host.store.server_folder(&id)),
            speaker: Speaker::of(&host.store, &id),
            host,
            lock,
            id,
            child: None,
            links: LinkSearch::default(),
            presence: Presence::default(),
            asked: None,
            weighed: None,
        }
    }

    /// Until nothing is left to do.
    pub(super) async fn run(mut self) {
        let mut told = LogOnce::default();
        loop {
            self.wakeup.mark_unchanged();
            let done = match self.host.read(&self.id).await {
                Ok(Some(state)) => match state.next(ProcessId::is_alive) {
                    Step::Rest => return,
                    step => self.take(step, state).await,
                },
                Ok(None) => return,
                Err(error) => Err(error),
            };
            match done {
                Ok(()) => told.is_well(),
                Err(error) => {
                    told.trouble(error, |error| {
                        let id = &self.id;
                        tracing::warn!(server.id = %id, error = error as &dyn std::error::Error, "the server {id} cannot be looked after at the moment: {error}");
                    });
                    sleep(LOOK_ONLINE).await;
                }
            }
        }
    }

    async fn take(&mut self, step: Step, state: State) -> Result<()> {
        match step {
            Step::Unpack => self.bring_up(&state).await,
            Step::Find => {
                // A supervisor was killed while it started the program. If there is a process, it
                // has run for a moment only.
                self.kill_all(&state).await?;
                self.start(&state).await
            }
            Step::Watch(_) => {
                self.listen_again(&state);
                let pause = self.watch(&state).await?;
                self.wait_and_listen(pause, state.run.online.is_some())
                    .await;
                Ok(())
            }
            Step::Pause(until) => {
                let left = until.duration_since(cloud::clock::now());
                match Duration::try_from(left) {
                    Ok(left) if !left.is_zero() => {
                        self.wait(left).await;
                        Ok(())
                    }
                    _ => self.start(&state).await,
                }
            }
            Step::Bury => self.bury(&state).await,
            Step::Restart => self.restart(&state).await,
            Step::End => self.end(&state).await,
            Step::Rest => Ok(()),
        }
    }

    /// Waits for so long, for somebody's wish, or for the end of the process.
    async fn wait(&mut self, pause: Duration) {
        let ended = async {
            match &mut self.child {
                // How it ended is asked again later, and answered the same.
                Some(child) => drop(child.wait().await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = ended => {}
            _ = self.wakeup.changed() => {}
            () = sleep(pause) => {}
        }
    }

    /// Changes what is written of this run; says whether it still is the run that is wanted.
    async fn change_run(
        &self,
        boot: &BootId,
        change: impl FnOnce(&mut State) + Send + 'static,
    ) -> Result<bool> {
        let (boot, store, id) = (boot.clone(), self.host.store.clone(), self.id.clone());
        blocking(move || {
            let mut is_wanted = false;
            store.change(&id, |state| {
                is_wanted = state.wish == Desired::Up && state.run.boot == boot;
                if is_wanted {
                    change(state);
                }
            })?;
            Ok(is_wanted)
        })
        .await
    }

    /// Looks how it is; says after how long to look again.
    async fn watch(&mut self, state: &State) -> Result<Duration> {
        let online = state.run.online;
        if let Some(link) = self.look_at_log(state).await? {
            let keep = move |state: &mut State| state.run.link = Some(link.to_string());
            self.change_run(&state.run.boot, keep).await?;
        }
        if self.links.is_unreachable() && !state.run.unreachable {
            let note = |state: &mut State| state.run.unreachable = true;
            self.change_run(&state.run.boot, note).await?;
        }
        let pause = if online.is_some() { LOOK_ONLINE } else { LOOK };
        if self.is_overgrown(state).await? {
            self.end_overgrown(state).await?;
            return Ok(Duration::ZERO);
        }
        if online.is_some() && self.asked.is_some_and(|asked| asked.elapsed() < ASK_ONLINE) {
            return Ok(pause);
        }
        self.asked = Some(Instant::now());
        let (bind, port) = (self.host.settings.bind, state.pack.ports.http);
        let info = info::ask(&self.host.http, bind, port).await;
        let now = cloud::clock::now();
        match (info, online) {
            (Some(_), None) => {
                let answers = move |state: &mut State| {
                    state.run.online = Some(now);
                    state.run.error = None;
                };
                self.change_run(&state.run.boot, answers).await?;
            }
            (Some(_), Some(since)) if state.run.ends != 0 && is_well(since, now) => {
                let forget = |state: &mut State| state.run.ends = 0;
                self.change_run(&state.run.boot, forget).await?;
            }
            _ => {}
        }
        if self.is_gone(state, info.is_some()).await? {
            self.clear(state).await?;
            return Ok(Duration::ZERO);
        }
        if let Some(info) = info {
            self.mind_idleness(state, info.clients == 0, now).await?;
        }
        Ok(pause)
    }

    /// Keeps the log within its size, and looks for what the server says in it: its link while that is
    /// not known, and whether anybody gets through to it.
    async fn look_at_log(&mut self, state: &State) -> Result<Option<JoinLink>> {
        let settings = &self.host.settings;
        let most = u64::from(settings.log_mib) << 20;
        let (address, port) = (settings.address.get(), state.pack.ports.http);
        let is_known = state.run.link.is_some();
        let is_offline = state.run.online.is_none();
        let (log, folder) = (self.log.clone(), self.host.store.server_folder(&self.id));
        let mut links = std::mem::take(&mut self.links);
        let (links, found) = blocking(move || {
            log.cap(most).map_err(failed("cutting", &folder))?;
            let found = links.look(&log, address, port, is_offline);
            let found = found.map_err(failed("reading", &folder))?;
            Ok((links, found.filter(|_| !is_known)))
        })
        .await?;
        self.links = links;
        Ok(found)
    }

    /// Notes since when nobody drives, and ends a server that nobody has driven on for too long.
    async fn mind_idleness(&self, state: &State, is_empty: bool, now: Timestamp) -> Result<()> {
        if is_empty != state.run.empty_since.is_some() {
            let since = is_empty.then_some(now);
            let note = move |state: &mut State| state.run.empty_since = since;
            return self.change_run(&state.run.boot, note).await.map(drop);
        }
        if state.ends_idle().is_none_or(|then| now < then) {
            return Ok(());
        }
        let id = &self.id;
        tracing::info!(server.id = %id, "stopping the server {id}: nobody has driven on it for its idle time");
        let idle = move |state: &mut State| {
            state.wish(Desired::Down, now);
            state.ended_idle = true;
        };
        self.change_run(&state.run.boot, idle).await.map(drop)
    }

    /// Its program ended by itself.
    async fn bury(&mut self, state: &State) -> Result<()> {
        let code = match self.child.take() {
            Some(mut child) => child.wait().await.ok().map(exit_code),
            None => None,
        };
        // A wrapper that died may have left its server behind, with the ports in its hands.
        self.kill_all(state).await?;
        self.speaker.hush();
        let end = End {
            code,
            was_online: state.run.online.is_some(),
            runs_once: state.run.runs_once,
            ..End::default()
        };
        let why = ended::why(&self.last_lines().await?, end);
        self.count_end(state, code, why).await
    }

    /// The server ended, and its wrapper goes on without it.
    async fn clear(&mut self, state: &State) -> Result<()> {
        self.kill_all(state).await?;
        self.speaker.hush();
        let code = match self.child.take() {
            Some(mut child) => child.wait().await.ok().map(exit_code),
            None => None,
        };
        let end = End {
            code,
            was_online: state.run.online.is_some(),
            runs_once: state.run.runs_once,
            ..End::default()
        };
        let (code, why) = ended::why_gone(&self.last_lines().await?, end);
        self.count_end(state, code, why).await
    }

    /// Whether the server is gone although its process lives: nobody answers or listens any more.
    async fn is_gone(&mut self, state: &State, answers: bool) -> Result<bool> {
        let (id, ports) = (self.id.clone(), state.pack.ports);
        let is_wrapper = is_wrapper(&state.packed.program) && state.packed.brings_program;
        let signs = match answers {
            true => Signs {
                answers,
                ..Signs::default()
            },
            false => {
                blocking(move || {
                    let now = Listening::now();
                    Ok(Signs {
                        answers,
                        listens: now.tcp(ports.tcp) || now.tcp(ports.http) || now.udp(ports.udp),
                        is_alone: is_wrapper && process::with_badge(&id).len() <= 1,
                    })
                })
                .await?
            }
        };
        let now = Moment::now();
        if state.run.online.is_some() {
            self.presence.online_since.get_or_insert(now);
        }
        Ok(self.presence.look(&PRESENCE, signs, now) == PresenceState::Gone)
    }

    /// The end of what this start has printed.
    async fn last_lines(&self) -> Result<String> {
        let log = self.log.clone();
        blocking(move || Ok(log.tail_of_start().unwrap_or_default())).await
    }

    async fn count_end(&self, state: &State, code: Option<i32>, why: Ended) -> Result<()> {
        let (id, reason) = (&self.id, &why.reason);
        tracing::warn!(server.id = %id, exit_code = code, "the program of the server {id} ended: {reason}");
        let settings = &self.host.settings;
        let pause = Duration::from_secs(settings.restart_seconds.into());
        let policy = RestartPolicy {
            ends: settings.starts,
            pause: pause.max(LEAST_PAUSE),
            good: WELL,
        };
        let now = cloud::clock::now();
        let ended = move |state: &mut State| state.run.bury(code, why, &policy, now);
        self.change_run(&state.run.boot, ended).await.map(drop)
    }

    /// Ends its program because somebody asked for it, and starts it again.
    async fn restart(&mut self, state: &State) -> Result<()> {
        let id = &self.id;
        tracing::info!(server.id = %id, "restarting the server {id}, as asked");
        self.end_program(state).await?;
        if self
            .change_run(&state.run.boot, |state| state.run.begin_again())
            .await?
            && let Some(state) = self.host.read(&self.id).await?
        {
            self.start(&state).await?;
        }
        self.host.wakeup.send_replace(());
        Ok(())
    }

    /// Ends its program for good.
    async fn end(&mut self, state: &State) -> Result<()> {
        self.end_program(state).await?;
        self.host
            .change(&self.id, |state| {
                // Somebody may want it up again already; then this was its last run's end.
                if state.wish != Desired::Up {
                    state.run.stage = Stage::Off;
                    state.run.link = None;
                    state.run.online = None;
                }
            })
            .await?;
        self.host.wakeup.send_replace(());
        Ok(())
    }

    /// Ends its program and all that it started, kindly at first.
    async fn end_program(&mut self, state: &State) -> Result<()> {
        if let Stage::Running { process } = &state.run.stage {
            self.listen_again(state);
            self.end_session(process).await;
            let limit = Duration::from_secs(self.host.settings.stop_seconds.into());
            process.signal(Signal::TERM);
            let ended = async {
                while process.is_alive() {
                    sleep(Duration::from_millis(20)).await;
                }
            };
            if timeout(limit, ended).await.is_err() {
                let id = &self.id;
                tracing::warn!(server.id = %id, "killing the server {id}: it did not end within {limit:?}");
                process.signal(Signal::KILL);
            }
        }
        self.kill_all(state).await?;
        if let Some(mut child) = self.child.take() {
            let _ = child.wait().await;
        }
        self.speaker.hush();
        Ok(())
    }

    /// Kills all that descends from its program.
    async fn kill_all(&self, state: &State) -> Result<()> {
        let id = self.id.clone();
        let leader = match &state.run.stage {
            Stage::Running { process } => Some(process.clone()),
            _ => None,
        };
        blocking(move || {
            process::kill_all(&id);
            if let Some(leader) = leader {
                process::kill_group(&leader);
            }
            Ok(())
        })
        .await
    }
}

fn is_well(since: Timestamp, now: Timestamp) -> bool {
    SignedDuration::try_from(WELL).is_ok_and(|well| well < now.duration_since(since))
}

/// As a shell tells it: 128 and the signal's number for a program that was killed.
fn exit_code(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt as _;
    status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal))
        .unwrap_or(-1)
}
