//! How soon a link is told once its server answers, among many others: 2,000 that run, and 200 that come up at
//! once. Without AWS and Discord, whose times are their own: what is left is ours.

#[path = "../../tests/discord/cloud.rs"]
mod cloud;

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use cloud::MemoryCloud;
use domain::ids::{BootId, InstanceId, MessageId, ServerId, UserId};
use domain::lifecycle::{BootTimeouts, ReportOutcome, Stage};
use domain::link::JoinLink;
use domain::policy::Policy;
use domain::price::Prices;
use domain::report::{Phase, Report, ServerStatus};
use domain::server::{Announced, Home, Hosting, Record, Server, ServerOptions, sample};
use jiff::Timestamp;
use pack::{Limits, PerPlatform};
use service::{
    Announcement, Card, CostNews, Letter, Notifier, NotifyError, ResultSettings, Rules, Service,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use transfer::TransferSettings;
use watcher::{WatchSettings, Watcher};

use crate::{ms, percentile};

const RUNNING: u32 = 2000;
const COMING: u32 = 200;
/// All of them come up within this time.
const SPREAD: Duration = Duration::from_secs(5);
const PATIENCE: Duration = Duration::from_secs(120);

/// When what happened to each server.
#[derive(Debug, Default)]
struct Seen {
    answered: Mutex<HashMap<IpAddr, Instant>>,
    told: Mutex<HashMap<ServerId, Instant>>,
}

/// Takes what a channel is told, and keeps no one waiting.
#[derive(Debug)]
struct Told(Arc<Seen>);

#[async_trait]
impl Notifier for Told {
    async fn show(
        &self,
        _: Home,
        message: Option<MessageId>,
        _: &Card,
    ) -> Result<MessageId, NotifyError> {
        Ok(message.unwrap_or(MessageId::from(1)))
    }

    async fn announce(
        &self,
        _: Home,
        _: &BootId,
        join: &Announcement,
    ) -> Result<MessageId, NotifyError> {
        let mut told = self.0.told.lock().expect("not poisoned");
        told.entry(join.server.id.clone())
            .or_insert_with(Instant::now);
        Ok(MessageId::from(2))
    }

    async fn find_announcement(
        &self,
        _: Home,
        _: &Server,
        _: &JoinLink,
    ) -> Result<Option<MessageId>, NotifyError> {
        Ok(None)
    }

    async fn announce_anew(
        &self,
        _: Home,
        _: MessageId,
        _: &Announcement,
    ) -> Result<(), NotifyError> {
        Ok(())
    }

    async fn strike(&self, _: Home, _: MessageId, _: &Server) -> Result<(), NotifyError> {
        Ok(())
    }

    async fn call_owner(&self, _: Home, _: MessageId, _: &Card) -> Result<(), NotifyError> {
        Ok(())
    }

    async fn write_to_owner(&self, _: UserId, _: &Letter) -> Result<(), NotifyError> {
        Ok(())
    }

    async fn tell_costs(&self, _: Home, _: &CostNews) -> Result<(), NotifyError> {
        Ok(())
    }

    async fn present(&self, _: usize) {}
}

pub(crate) async fn measure() {
    let seen = Arc::new(Seen::default());
    let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await;
    let listener = listener.expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let mut memory = MemoryCloud::default();
    memory.is_reachable = true;
    let began = Instant::now();
    {
        let mut inner = memory.look();
        for number in 0..RUNNING + COMING {
            let server = server(number, port);
            if number < RUNNING {
                let report = ReportOutcome::Report(Box::new(online(&server)));
                inner.reports.insert(server.instance.clone(), report);
            }
            inner.servers.push(server);
        }
    }
    let answering = tokio::spawn(answer(listener, port, began, Arc::clone(&seen)));
    let service = Service::new(Arc::new(memory), rules()).expect("a service");
    let notifier = Arc::new(Told(Arc::clone(&seen)));
    let shutdown = CancellationToken::new();
    let watcher = Watcher::new(service, notifier, WatchSettings::default());
    let watching = tokio::spawn(watcher.run(shutdown.clone()));
    let coming: HashSet<ServerId> = (RUNNING..RUNNING + COMING).map(id_of).collect();
    let told = || {
        let told = seen.told.lock().expect("not poisoned");
        told.keys().filter(|id| coming.contains(*id)).count()
    };
    while told() < COMING as usize && began.elapsed() < PATIENCE {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let answered = seen.answered.lock().expect("not poisoned").clone();
    let mut times: Vec<Duration> = seen
        .told
        .lock()
        .expect("not poisoned")
        .iter()
        .filter_map(|(id, told)| {
            let number = (RUNNING..RUNNING + COMING).find(|number| id_of(*number) == *id)?;
            let answered = answered.get(&IpAddr::V4(address(number)))?;
            Some(told.saturating_duration_since(*answered))
        })
        .collect();
    println!(
        "crowd: {RUNNING} servers run, {COMING} come up within {} s; from the first /INFO to the announcement, of {}: median {}, p99 {}, longest {}",
        SPREAD.as_secs(),
        times.len(),
        ms(percentile(&mut times, 50)),
        ms(percentile(&mut times, 99)),
        ms(percentile(&mut times, 100)),
    );
    shutdown.cancel();
    watching.await.expect("it ends");
    answering.abort();
}

/// Each server at an address of its own, of this machine's.
fn address(number: u32) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(Ipv4Addr::new(127, 1, 0, 0)) + number + 1)
}

fn id_of(number: u32) -> ServerId {
    ServerId::from_bits(u64::from(number) + 1)
}

fn server(number: u32, port: u16) -> Server {
    let now = Timestamp::now();
    let mut server = Server {
        instance: InstanceId::new(format!("i-{number}")),
        address: Some(address(number)),
        record: Record::new(now, None),
        ..sample::server(now)
    };
    server.spec.id = id_of(number);
    server.pack.title = format!("Race {number} of the crowd");
    server.pack.ports.http = port;
    if number < RUNNING {
        server.record.timeline.reach(Stage::Online, now);
        server.record.announced = Some(Announced {
            boot: BootId::new("b"),
            message: None,
        });
    }
    server
}

/// What a machine says that has been online for a while.
fn online(server: &Server) -> Report {
    Report {
        boot: Some(BootId::new("b")),
        phase: Phase::Online,
        link: server
            .address
            .map(|address| JoinLink::build(address, server.pack.ports.http)),
        status: Some(ServerStatus::Running),
        public_ip: server.address,
        clients: Some(4),
        ..Report::default()
    }
}

/// Answers `/INFO` for each server that has come up by then, by the address that was asked.
async fn answer(listener: TcpListener, port: u16, began: Instant, seen: Arc<Seen>) {
    while let Ok((mut stream, _)) = listener.accept().await {
        let Ok(IpAddr::V4(at)) = stream.local_addr().map(|at| at.ip()) else {
            continue;
        };
        let number = u32::from(at) - u32::from(Ipv4Addr::new(127, 1, 0, 0)) - 1;
        let nth = number.saturating_sub(RUNNING);
        if began.elapsed() < SPREAD * nth / COMING {
            continue;
        }
        let seen = Arc::clone(&seen);
        tokio::spawn(async move {
            let mut request = [0; 1024];
            if stream.read(&mut request).await.is_err() {
                return;
            }
            let body = format!(
                "{{\"name\":\"Race {number} of the crowd\",\"port\":9600,\"tport\":9600,\"cport\":{port},\"cars\":[\"bmw_m3_e30\"],\"clients\":0,\"maxclients\":18}}"
            );
            let answer = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            seen.answered
                .lock()
                .expect("not poisoned")
                .entry(IpAddr::V4(at))
                .or_insert_with(Instant::now);
            let _ = stream.write_all(answer.as_bytes()).await;
        });
    }
}

fn rules() -> Rules {
    Rules {
        policy: Policy::new([]),
        hosting: Hosting::ec2("t3.small"),
        pack_limits: Limits::default(),
        program_keys: PerPlatform::default(),
        disk_gib: PerPlatform::default(),
        buckets: Vec::new(),
        patience: BootTimeouts::default(),
        options: ServerOptions::default(),
        hours_per_start: 0,
        prepared_age: jiff::SignedDuration::ZERO,
        prices: Prices::built_in(),
        libraries_32: false,
        transfer: TransferSettings::default(),
        results: ResultSettings::default(),
    }
}
