//! What `supervisor.cmd` and `monitor.ps1` do, or systemd and the agent: keep the server
//! running, write the report of how it goes, and power off what nobody drives on.

use super::{LOOK, Machine, Power, setup::Installed, shell};
use crate::front::{Rules, lock};
use acserver_stand_in::{Config, Server, ServerKind, ServerState};
use cloud::BootPlan;
use domain::{
    ended,
    link::JoinLink,
    report::{LinkSource, Phase, Report, ServerStatus},
    server::NewSettings,
};
use jiff::Timestamp;
use std::{
    net::Ipv4Addr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};

/// After so many ends the supervisor gives up.
const ENDS: u32 = 5;

/// How often whoever asked for a restart looks at the report.
const RESTART_LOOKS: u32 = 2_000;

/// What the supervisor leaves for the monitor.
#[derive(Clone, Debug, Default)]
struct Run {
    /// Starts since boot.
    start: u32,
    /// How many of them somebody asked for by a restart.
    asked: u32,
    code: Option<i32>,
    over: Option<Over>,
    server: Option<(u32, Arc<ServerState>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    Stopped,
    GaveUp,
}

impl Machine {
    /// Run the server until the machine is switched off.
    pub(super) async fn serve(&self, power: &Power, plan: &BootPlan, installed: &Installed) {
        let run = Mutex::new(Run::default());
        let Some(address) = power.public_address(&self.id).await else {
            return;
        };
        tokio::join!(
            self.supervise(power, installed, address, &run),
            self.monitor(power, plan, address, &run),
        );
    }

    async fn supervise(
        &self,
        power: &Power,
        installed: &Installed,
        address: Ipv4Addr,
        run: &Mutex<Run>,
    ) {
        let (mut start, mut ends) = (0, 0);
        loop {
            start += 1;
            let rules = power.rules();
            let program = match installed.marked.clone().unwrap_or(rules.program) {
                ServerKind::Crash { times, .. } if times < start => ServerKind::Vanilla,
                other => other,
            };
            let state = Arc::new(ServerState::default());
            let server = Server {
                address,
                // It may have been changed since.
                config: self
                    .installed()
                    .map_or_else(|| installed.config.clone(), |installed| installed.config),
                program,
                wrapper: installed.program.to_ascii_lowercase().contains("wrapper"),
                firewall: self.firewall.clone(),
                step: rules.program_step,
                state: Arc::clone(&state),
            };
            // A fresh log for every start: an old link must not be taken for a new one.
            let places = self.places();
            self.write(places.log, Vec::new());
            self.write(places.errors, Vec::new());
            {
                let mut run = lock(run);
                run.start = start;
                run.over = None;
                run.server = Some((process_id(), Arc::clone(&state)));
            }
            self.begin_journal(power, start);
            self.set_server(Some(state));
            let code = server
                .run(&|line: &str| {
                    self.append(places.log, format!("{line}{}", places.line_end).as_bytes())
                })
                .await;
            self.set_server(None);
            lock(run).server = None;
            if self.take_restart() {
                lock(run).asked += 1;
                ends = 0;
                continue;
            }
            ends += 1;
            {
                let mut run = lock(run);
                run.code = Some(code);
                run.over = Some(if ends < ENDS {
                    Over::Stopped
                } else {
                    Over::GaveUp
                });
            }
            let again = (ends < ENDS).then(|| Instant::now() + power.rules().restart_unit * ends);
            while again.is_none_or(|again| Instant::now() < again) {
                if self.take_restart() {
                    lock(run).asked += 1;
                    ends = 0;
                    break;
                }
                tokio::time::sleep(LOOK).await;
            }
        }
    }

    /// What looks after the server keeps what it says: first of all, which version it speaks.
    fn begin_journal(&self, power: &Power, start: u32) {
        let folder = shell::session_folders(self.platform())[1];
        let path = format!("{folder}{}-{start}.jsonl", power.boot);
        let now = Timestamp::now().as_second();
        let line = format!("{{\"t\":{now}.0,\"dir\":\"from_server\",\"hex\":\"3804\"}}\n");
        self.write(&path, line.into_bytes());
    }

    fn take_restart(&self) -> bool {
        std::mem::take(&mut lock(&self.inside).restart)
    }

    /// What the command does that restarts the server: it ends once the report no longer shows the
    /// program before.
    pub(super) async fn restart_server(&self) -> super::Execution {
        if self.installed().is_none() {
            return shell::not_installed();
        }
        let server = {
            let mut inside = lock(&self.inside);
            inside.restart = true;
            inside.server.clone()
        };
        if let Some(server) = server {
            server.end(0);
        }
        for _ in 0..RESTART_LOOKS {
            let report = Report::parse(&self.text(self.places().report));
            let shows_it =
                report.is_ok_and(|report| !matches!(report.phase, Phase::Online | Phase::Failed));
            if shows_it && !lock(&self.inside).restart {
                return shell::restarted(true);
            }
            tokio::time::sleep(LOOK).await;
        }
        shell::restarted(false)
    }

    /// What the agent does with the address of other settings: they are put in place, and it restarts the
    /// server.
    pub(super) async fn reconfigure(&self, settings: &NewSettings) -> super::Execution {
        let Some(mut installed) = self.installed() else {
            return shell::not_installed();
        };
        for (name, text) in &settings.files {
            assert!(
                NewSettings::FILES.contains(&name.as_str()),
                "{name} is no file of settings"
            );
            self.write(&format!("/srv/ac-server/{name}"), text.clone().into_bytes());
        }
        let file = |name: &str| {
            settings
                .files
                .get(name)
                .map(String::as_bytes)
                .unwrap_or_default()
        };
        let [server, entries] = NewSettings::FILES;
        installed.config = Config::read(file(server), file(entries), installed.wrapper.as_deref());
        self.remember(installed);
        self.restart_server().await
    }

    async fn monitor(&self, power: &Power, plan: &BootPlan, address: Ipv4Addr, run: &Mutex<Run>) {
        let mut said = None;
        let mut seen = Seen::default();
        loop {
            let rules = power.rules();
            let report = self.look(power, plan, address, &lock(run).clone(), &mut seen);
            // Each time a little later than the last, so that a reader sees that we are here.
            let phase = report.phase;
            if said.as_ref() != Some(&report) || rules.report_always {
                self.save_report(report.clone());
                said = Some(report);
                power.vanish_in(&self.id, phase).await;
            }
            if seen.idle.is_some_and(|idle| idle.is_over(plan, &rules)) {
                self.power_off(power).await;
            }
            tokio::time::sleep(rules.monitor).await;
        }
    }

    /// Its own system ends it.
    pub(super) async fn power_off(&self, power: &Power) {
        let shared = power.shared().await;
        let id = self.id.clone();
        power.fleet.spawn(async move {
            let _ = shared.power_off_from_inside(&id).await;
        });
        // The power goes before anything else happens.
        std::future::pending().await
    }

    /// One look at everything.
    fn look(
        &self,
        power: &Power,
        plan: &BootPlan,
        address: Ipv4Addr,
        run: &Run,
        seen: &mut Seen,
    ) -> Report {
        if seen.start != run.start {
            *seen = Seen {
                start: run.start,
                idle: seen.idle,
                ..Seen::default()
            };
        }
        let mut report = Report {
            boot: Some(power.boot.clone()),
            phase: Phase::Starting,
            status: Some(ServerStatus::Stopped),
            exit_code: run.code.map(i64::from),
            restarts: run.start.saturating_sub(1 + run.asked),
            public_ip: Some(address),
            http_port: Some(plan.http_port),
            tcp_port: Some(plan.tcp_port),
            udp_port: Some(plan.udp_port),
            ports_open: Some(false),
            ..Report::default()
        };
        let log = self.text(self.places().log);
        if let Some(over) = run.over {
            report.phase = Phase::Crashed;
            let end = ended::End {
                code: Some(run.code.unwrap_or(0)),
                ..ended::End::default()
            };
            let mut cause = ended::why(&log, end).reason;
            if over == Over::GaveUp {
                report.phase = Phase::Failed;
                cause += &format!(
                    " It was started {} times and will not be started again.",
                    run.start
                );
            }
            report.error = Some(cause);
            return report;
        }
        let Some((process, state)) = &run.server else {
            return report;
        };
        report.status = Some(ServerStatus::Running);
        report.process_id = Some(*process);
        // The plan's port is asked, whatever the pack says.
        let config = self.installed().map(|installed| installed.config);
        let answers = state.answering()
            && config
                .as_ref()
                .is_some_and(|config| config.http_port == plan.http_port);
        if answers {
            report.clients = Some(state.clients());
            report.max_clients = config.as_ref().map(|config| config.max_clients);
        }
        if let Some(link) = JoinLink::find_in_log(&log, address) {
            seen.link = Some((link, LinkSource::Log));
        } else if answers && seen.link.is_none() {
            seen.link = Some((JoinLink::build(address, plan.http_port), LinkSource::Built));
        }
        seen.online |= answers || seen.link.is_some();
        if seen.online {
            report.phase = Phase::Online;
            if report.clients.is_some_and(|clients| 0 < clients) {
                seen.idle = None;
            } else {
                let idle = seen.idle.get_or_insert_with(Idle::begin);
                let kept = self.text(self.places().keep);
                idle.kept_until = kept.parse().ok();
                let idle = *idle;
                report.idle_since = Some(idle.since);
                report.stops_at = idle.stops_at(plan, &power.rules());
            }
        }
        if let Some((link, source)) = &seen.link {
            report.link = Some(link.clone());
            report.link_source = Some(*source);
        }
        let listening = state.listening()
            && config.is_some_and(|config| {
                config.http_port == plan.http_port
                    && config.tcp_port == plan.tcp_port
                    && config.udp_port == plan.udp_port
            });
        report.ports_open = Some(listening);
        report
    }
}

/// Nobody is connected.
#[derive(Clone, Copy, Debug)]
struct Idle {
    /// Seconds since 1970.
    kept_until: Option<i64>,
    begun: Instant,
    since: Timestamp,
}

impl Idle {
    fn begin() -> Self {
        Self {
            kept_until: None,
            begun: Instant::now(),
            since: whole_second(Timestamp::now()),
        }
    }

    fn is_over(self, plan: &BootPlan, rules: &Rules) -> bool {
        !self.is_kept()
            && plan
                .options
                .idle_minutes
                .is_some_and(|minutes| rules.idle_minute * minutes <= self.begun.elapsed())
    }

    fn is_kept(self) -> bool {
        let now = Timestamp::now().as_second();
        self.kept_until.is_some_and(|until| now < until)
    }

    /// Told in the last three minutes, or half of it where that is less.
    fn stops_at(self, plan: &BootPlan, rules: &Rules) -> Option<Timestamp> {
        let whole = rules.idle_minute * plan.options.idle_minutes?;
        let told = whole.saturating_sub((rules.idle_minute * 3).min(whole / 2));
        let end = self.since.checked_add(whole).ok()?;
        (!self.is_kept() && told <= self.begun.elapsed()).then(|| whole_second(end))
    }
}

fn whole_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// What the monitor keeps from one look to the next.
#[derive(Debug, Default)]
struct Seen {
    start: u32,
    idle: Option<Idle>,
    online: bool,
    link: Option<(JoinLink, LinkSource)>,
}

fn process_id() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(3000);
    NEXT.fetch_add(4, Ordering::Relaxed)
}
