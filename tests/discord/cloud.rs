//! A cloud in memory: it holds what a test puts in, and remembers what was done to it.
//!
//! Only for tests of what the bot says. That the bot and AWS fit together is told by the stories,
//! which run against the stand-in for AWS.

use std::collections::HashMap;
use std::net::IpAddr;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use cloud::{
    Cloud, CloudError, Launch, Restart, Result, ServerLog, SessionFile, SessionFiles, SetupStep,
    StoredPack, Upload,
};
use domain::control::{Control, Controlled};
use domain::ids::{InstanceId, ServerId};
use domain::lifecycle::ReportOutcome;
use domain::log::LogTail;
use domain::server::{InstanceState, Order, PackLocation, Record, Server, StopReason};

/// Documents that a test keeps in its own hands.
pub(crate) trait AnyDocuments: store::Store + std::fmt::Debug {}

impl<T: store::Store + std::fmt::Debug> AnyDocuments for T {}

#[derive(Debug, Default)]
pub(crate) struct MemoryCloud {
    inner: Mutex<Inner>,
    /// Whether servers are asked at their addresses; else no address that a test makes up is ever sent to.
    pub(crate) is_reachable: bool,
    pub(crate) documents: Arc<store::Memory>,
    /// Where documents lie instead, if a test says so.
    pub(crate) other_documents: OnceLock<Arc<dyn AnyDocuments>>,
    /// Whoever holds it keeps machines from being powered off.
    pub(crate) slow_stop: tokio::sync::Mutex<()>,
    /// The machine that is asked what its sessions left and never answers.
    pub(crate) hangs: OnceLock<ServerId>,
    /// What servers do that are told something, if a test says so.
    pub(crate) controlled: OnceLock<Controlled>,
}

#[derive(Debug, Default)]
pub(crate) struct Inner {
    pub(crate) servers: Vec<Server>,
    pub(crate) orders: Vec<Order>,
    pub(crate) packs: Vec<StoredPack>,
    pub(crate) reports: HashMap<InstanceId, ReportOutcome>,
    pub(crate) logs: HashMap<InstanceId, String>,
    /// What servers' sessions left.
    pub(crate) session_files: HashMap<ServerId, Vec<(SessionFile, Bytes)>>,
    /// What was asked for, in order: `stop 32222222`.
    pub(crate) actions: Vec<String>,
    /// How often left-overs were looked for.
    pub(crate) sweeps: usize,
}

impl MemoryCloud {
    pub(crate) fn look(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(
        &self,
        action: &str,
        server: &Server,
        change: impl FnOnce(&mut Server),
    ) -> Result<()> {
        let mut inner = self.look();
        inner.actions.push(format!("{action} {}", server.id));
        let found = inner.servers.iter_mut().find(|one| one.id == server.id);
        change(found.ok_or(CloudError::NotFound {
            what: "the server".to_owned(),
            answer: None,
        })?);
        Ok(())
    }
}

fn unasked<T>(operation: &'static str) -> Result<T> {
    Err(CloudError::Denied {
        operation,
        answer: None,
    })
}

#[async_trait]
impl Cloud for MemoryCloud {
    async fn packs(&self, prefix: &str) -> Result<Vec<StoredPack>> {
        let packs = self.look().packs.clone();
        Ok(packs
            .into_iter()
            .filter(|pack| pack.location.key.starts_with(prefix))
            .collect())
    }

    async fn pack(&self, at: &PackLocation) -> Result<StoredPack> {
        let found = self
            .look()
            .packs
            .iter()
            .find(|pack| pack.location == *at)
            .cloned();
        found.ok_or(CloudError::NotFound {
            what: "the pack".to_owned(),
            answer: None,
        })
    }

    async fn read(&self, _: &PackLocation, _: Range<u64>) -> Result<Bytes> {
        unasked("read")
    }

    async fn upload(&self, _: &PackLocation) -> Result<Box<dyn Upload>> {
        unasked("upload")
    }

    async fn delete_pack(&self, _: &PackLocation) -> Result<()> {
        Ok(())
    }

    async fn keep_order(&self, order: &Order) -> Result<()> {
        let mut inner = self.look();
        inner.actions.push(format!("keep order {}", order.server));
        inner.orders.retain(|one| one.server != order.server);
        inner.orders.push(order.clone());
        Ok(())
    }

    async fn orders(&self) -> Result<Vec<Order>> {
        Ok(self.look().orders.clone())
    }

    async fn drop_order(&self, server: &ServerId) -> Result<()> {
        self.look().orders.retain(|order| order.server != *server);
        Ok(())
    }

    fn documents(&self) -> Option<Arc<dyn store::Store>> {
        Some(match self.other_documents.get() {
            Some(other) => other.clone(),
            None => self.documents.clone(),
        })
    }

    async fn control(&self, _: &Server, _: &Control) -> Result<Controlled> {
        let told = self.controlled.get().copied();
        Ok(told.unwrap_or(Controlled::Unsupported))
    }

    fn session_pace(&self) -> Option<Duration> {
        Some(Duration::from_millis(50))
    }

    async fn session_files(&self, server: &Server) -> Result<SessionFiles> {
        if self.hangs.get() == Some(&server.id) {
            std::future::pending::<()>().await;
        }
        let inner = self.look();
        let files = inner.session_files.get(&server.id).into_iter().flatten();
        Ok(SessionFiles {
            files: files.map(|(file, _)| file.clone()).collect(),
            ..SessionFiles::default()
        })
    }

    async fn session_file(&self, server: &Server, file: &SessionFile) -> Result<Bytes> {
        let inner = self.look();
        let mut files = inner.session_files.get(&server.id).into_iter().flatten();
        let found = files.find(|(one, _)| one == file);
        found
            .map(|(_, bytes)| bytes.clone())
            .ok_or(CloudError::NotFound {
                what: "the file".to_owned(),
                answer: None,
            })
    }

    async fn launch(&self, _: &Launch) -> Result<Server> {
        unasked("launch")
    }

    async fn servers(&self) -> Result<Vec<Server>> {
        Ok(self.look().servers.clone())
    }

    async fn remember(&self, server: &Server, record: &Record) -> Result<()> {
        self.change("remember", server, |one| {
            one.record = Record {
                ending: one.record.ending,
                ..record.clone()
            };
        })
    }

    async fn start(&self, server: &Server) -> Result<()> {
        self.change("start", server, |one| {
            one.state = InstanceState::Pending;
            one.record.ending = None;
        })
    }

    async fn restart(&self, server: &Server) -> Result<Restart> {
        self.change("restart", server, |_| {})?;
        Ok(Restart::Begun)
    }

    async fn stop(&self, server: &Server, ending: StopReason) -> Result<()> {
        drop(self.slow_stop.lock().await);
        self.change("stop", server, |one| {
            one.state = InstanceState::Stopping;
            one.record.ending = Some(ending);
        })
    }

    async fn terminate(&self, server: &Server, ending: StopReason) -> Result<()> {
        self.change("terminate", server, |one| {
            one.state = InstanceState::ShuttingDown;
            one.record.ending = Some(ending);
        })
    }

    async fn sweep(&self, _: &[Server]) -> Result<cloud::Swept> {
        self.look().sweeps += 1;
        Ok(cloud::Swept::default())
    }

    async fn reports(&self, servers: &[&Server]) -> Result<HashMap<InstanceId, ReportOutcome>> {
        let reports = self.look().reports.clone();
        let of = |server: &&Server| {
            let reading = reports
                .get(&server.instance)
                .cloned()
                .unwrap_or(ReportOutcome::AgentOffline);
            (server.instance.clone(), reading)
        };
        Ok(servers.iter().map(of).collect())
    }

    async fn log(&self, server: &Server, lines: u16) -> Result<ServerLog> {
        let inner = self.look();
        Ok(match inner.logs.get(&server.instance) {
            Some(log) => ServerLog::Tail(LogTail::of(log, lines.into())),
            None => ServerLog::Absent,
        })
    }

    async fn missing(&self) -> Result<Vec<SetupStep>> {
        Ok(Vec::new())
    }

    async fn set_up(&self, _done: &(dyn for<'a> Fn(&'a SetupStep) + Send + Sync)) -> Result<()> {
        Ok(())
    }

    fn game_address(&self, server: &Server) -> Option<IpAddr> {
        server.address.filter(|_| self.is_reachable).map(IpAddr::V4)
    }
}
