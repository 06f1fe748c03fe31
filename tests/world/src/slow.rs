//! A cloud whose uploads can be held up, over any other one: what takes minutes at a provider takes as long
//! as a test wants.

use std::collections::HashMap;
use std::net::IpAddr;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use cloud::{
    Cloud, Launch, Restart, Result, ServerLog, SessionFile, SessionFiles, SetupStep, StoredPack,
    Upload,
};
use domain::ids::{InstanceId, ServerId};
use domain::lifecycle::ReportOutcome;
use domain::server::{Order, PackLocation, Record, Server, StopReason};
use store::{Key, Store};
use tokio::sync::watch;

/// The decorator.
#[derive(Debug)]
pub struct Slow {
    inner: Arc<dyn Cloud>,
    held: watch::Sender<bool>,
    uploads: AtomicUsize,
}

impl Slow {
    /// Holds nothing up yet.
    pub fn new(inner: Arc<dyn Cloud>) -> Self {
        Self {
            inner,
            held: watch::Sender::new(false),
            uploads: AtomicUsize::new(0),
        }
    }

    /// From now on uploads wait.
    pub fn hold(&self) {
        self.held.send_replace(true);
    }

    /// Those that wait go on, and later ones do not wait.
    pub fn go_on(&self) {
        self.held.send_replace(false);
    }

    /// How many uploads were begun.
    pub fn uploads(&self) -> usize {
        self.uploads.load(Ordering::Relaxed)
    }
}

#[async_trait]
impl Cloud for Slow {
    async fn packs(&self, prefix: &str) -> Result<Vec<StoredPack>> {
        self.inner.packs(prefix).await
    }

    async fn pack(&self, at: &PackLocation) -> Result<StoredPack> {
        self.inner.pack(at).await
    }

    async fn read(&self, at: &PackLocation, range: Range<u64>) -> Result<Bytes> {
        self.inner.read(at, range).await
    }

    async fn upload(&self, to: &PackLocation) -> Result<Box<dyn Upload>> {
        self.uploads.fetch_add(1, Ordering::Relaxed);
        let mut held = self.held.subscribe();
        // The sender is ours: it does not go while this waits.
        let _ = held.wait_for(|held| !held).await;
        self.inner.upload(to).await
    }

    async fn delete_pack(&self, at: &PackLocation) -> Result<()> {
        self.inner.delete_pack(at).await
    }

    async fn spare_pack(&self, pack: &StoredPack) -> Result<bool> {
        self.inner.spare_pack(pack).await
    }

    async fn keep_order(&self, order: &Order) -> Result<()> {
        self.inner.keep_order(order).await
    }

    async fn orders(&self) -> Result<Vec<Order>> {
        self.inner.orders().await
    }

    async fn drop_order(&self, server: &ServerId) -> Result<()> {
        self.inner.drop_order(server).await
    }

    async fn launch(&self, launch: &Launch) -> Result<Server> {
        self.inner.launch(launch).await
    }

    async fn servers(&self) -> Result<Vec<Server>> {
        self.inner.servers().await
    }

    async fn remember(&self, server: &Server, record: &Record) -> Result<()> {
        self.inner.remember(server, record).await
    }

    async fn start(&self, server: &Server) -> Result<()> {
        self.inner.start(server).await
    }

    async fn restart(&self, server: &Server) -> Result<Restart> {
        self.inner.restart(server).await
    }

    async fn stop(&self, server: &Server, ending: StopReason) -> Result<()> {
        self.inner.stop(server, ending).await
    }

    async fn terminate(&self, server: &Server, ending: StopReason) -> Result<()> {
        self.inner.terminate(server, ending).await
    }

    async fn sweep(&self, servers: &[Server]) -> Result<cloud::Swept> {
        self.inner.sweep(servers).await
    }

    async fn reports(&self, servers: &[&Server]) -> Result<HashMap<InstanceId, ReportOutcome>> {
        self.inner.reports(servers).await
    }

    async fn log(&self, server: &Server, lines: u16) -> Result<ServerLog> {
        self.inner.log(server, lines).await
    }

    fn documents(&self) -> Option<Arc<dyn Store>> {
        self.inner.documents()
    }

    fn links_documents(&self) -> bool {
        self.inner.links_documents()
    }

    async fn document_link(&self, key: &Key, life: Duration) -> Result<Option<String>> {
        self.inner.document_link(key, life).await
    }

    fn session_pace(&self) -> Option<Duration> {
        self.inner.session_pace()
    }

    async fn session_files(&self, server: &Server) -> Result<SessionFiles> {
        self.inner.session_files(server).await
    }

    async fn session_file(&self, server: &Server, file: &SessionFile) -> Result<Bytes> {
        self.inner.session_file(server, file).await
    }

    async fn missing(&self) -> Result<Vec<SetupStep>> {
        self.inner.missing().await
    }

    async fn set_up(&self, done: &(dyn for<'a> Fn(&'a SetupStep) + Send + Sync)) -> Result<()> {
        self.inner.set_up(done).await
    }

    fn game_address(&self, server: &Server) -> Option<IpAddr> {
        self.inner.game_address(server)
    }
}
