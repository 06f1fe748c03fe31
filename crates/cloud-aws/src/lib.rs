//! Amazon Web Services: the one adapter behind the [`Cloud`] port.
//!
//! | module | what |
//! |---|---|
//! | [`connect`] | TLS, timeouts and retries of the SDK |
//! | [`failure`] | from AWS's error codes to [`CloudError`] |
//! | [`tags`] | what we remember of a server, as tags |
//! | [`ec2`], [`launch`], [`image`], [`security_group`] | machines |
//! | [`prepared`], [`agent_mark`] | machines that wait for a deploy, and what lies on them |
//! | [`own_images`] | images of one's own |
//! | [`s3`], [`upload`], [`orders`], [`machine_program`], [`machine_settings`] | packs, orders, what machines fetch |
//! | [`documents`] | results, seasons and whatever else several programs write |
//! | [`ssm`], [`report_command`] | the machines' reports |
//! | [`sessions`], [`session_command`] | what sessions left on machines |
//! | [`setup`], [`iam`] | bucket, role and policies |
//! | [`user_data`] | what a new machine runs |
//!
//! Invariants: no type of the SDK leaves this folder; every call has a timeout; every list is read
//! to its last page; whatever is deleted or changed is found by our own tags.

mod agent_mark;
mod connect;
mod documents;
mod ec2;
mod failure;
pub mod iam;
mod image;
mod launch;
mod machine_program;
mod machine_settings;
mod orders;
mod own_images;
mod prepared;
pub mod report_command;
mod s3;
mod security_group;
pub mod session_command;
mod sessions;
mod setup;
mod ssm;
mod tags;
mod upload;
pub mod user_data;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use aws_config::SdkConfig;
use bytes::Bytes;
use jiff::Timestamp;

use cloud::settings::AwsSettings;
use cloud::{
    Cloud, CloudError, Launch, OwnImages, PreparedMachines, Restart, Result, ServerLog,
    SessionFile, SessionFiles, SetupStep, StoredPack, Upload,
};
use domain::control::{Control, Controlled};
use domain::ids::{InstanceId, InstanceType, ServerId};
use domain::lifecycle::ReportOutcome;
use domain::server::{NewSettings, Order, PackLocation, Record, Server, StopReason};
use pack::Platform;

use documents::Documents;
use ec2::Machines;
use image::Images;
use launch::Launcher;
use own_images::Maker;
use prepared::Prepared;
use s3::Storage;
use security_group::SecurityGroups;
use sessions::Sessions;
use setup::Account;
use ssm::SsmAgents;
use upload::Multipart;

/// For how long a machine may fetch new settings.
const SETTINGS_LIFE: Duration = Duration::from_mins(10);

/// How often machines are asked what their sessions left: a result is to be told ten seconds after the flag.
const SESSION_PACE: Duration = Duration::from_secs(5);

/// One installation of ac-deploy in one AWS account and region; its bucket's name sets it apart
/// from others there.
#[derive(Debug, Clone)]
pub struct Aws {
    machines: Machines,
    groups: SecurityGroups,
    launcher: Launcher,
    storage: Storage,
    agents: SsmAgents,
    sessions: Sessions,
    prepared: Prepared,
    own_images: Maker,
    account: Account,
    region: String,
}

impl Aws {
    /// Sets up the clients. Nothing is sent to AWS yet, except where the SDK asks for the region
    /// or credentials of the machine that it runs on.
    ///
    /// # Errors
    /// When neither the settings nor the environment name a region.
    pub async fn connect(settings: &AwsSettings) -> Result<Self> {
        let config = connect::load(settings.region.as_deref()).await;
        Self::from_config(&config, settings)
    }

    /// The same with an SDK configuration of the caller's own, whose timeouts and retries are
    /// replaced by ours.
    ///
    /// # Errors
    /// When the configuration names no region.
    pub fn from_config(config: &SdkConfig, settings: &AwsSettings) -> Result<Self> {
        let Some(region) = config.region().map(ToString::to_string) else {
            return Err(CloudError::NotSetUp {
                what: "The AWS region (`region` under `[aws]`, or AWS_REGION)".into(),
            });
        };
        let config = connect::limited(config);
        let ec2 = aws_sdk_ec2::config::Builder::from(&config)
            .retry_classifier(connect::NoCapacityIsFinal);
        let ec2 = aws_sdk_ec2::Client::from_conf(ec2.build());
        let ssm = aws_sdk_ssm::Client::new(&config);
        let iam = aws_sdk_iam::Client::new(&config);
        let bucket = settings.bucket.to_string();
        let storage = Storage::new(&config, &region, settings);
        let machines = Machines {
            client: ec2.clone(),
            bucket: bucket.clone(),
            region: region.clone(),
        };
        let groups = SecurityGroups {
            client: ec2.clone(),
            bucket,
        };
        let launcher = Launcher {
            machines: machines.clone(),
            groups: groups.clone(),
            storage: storage.clone(),
            iam: iam.clone(),
            images: Arc::new(Images::new(ec2.clone(), ssm.clone(), settings)),
            settings: settings.clone(),
            agent: Arc::default(),
        };
        let account = Account {
            ec2,
            iam,
            storage: storage.clone(),
            settings: settings.clone(),
        };
        let agents = SsmAgents { client: ssm };
        Ok(Self {
            machines,
            groups,
            prepared: Prepared::new(launcher.clone()),
            own_images: Maker {
                launcher: launcher.clone(),
            },
            launcher,
            sessions: Sessions::new(storage.clone(), agents.clone()),
            storage,
            agents,
            account,
            region,
        })
    }

    /// The region that everything lies in.
    pub fn region(&self) -> &str {
        &self.region
    }
}

#[async_trait]
impl Cloud for Aws {
    async fn packs(&self, prefix: &str) -> Result<Vec<StoredPack>> {
        self.storage.packs(prefix).await
    }

    async fn pack(&self, at: &PackLocation) -> Result<StoredPack> {
        self.storage.pack(at).await
    }

    async fn read(&self, at: &PackLocation, range: Range<u64>) -> Result<Bytes> {
        self.storage.read(at, range).await
    }

    async fn upload(&self, to: &PackLocation) -> Result<Box<dyn Upload>> {
        Ok(Box::new(Multipart::begin(&self.storage, to).await?))
    }

    async fn delete_pack(&self, at: &PackLocation) -> Result<()> {
        self.storage.delete(at).await
    }

    async fn spare_pack(&self, pack: &StoredPack) -> Result<bool> {
        if !pack.is_half_way(self.storage.pack_days, Timestamp::now()) {
            return Ok(false);
        }
        self.storage.renew(&pack.location).await.map(|()| true)
    }

    async fn keep_order(&self, order: &Order) -> Result<()> {
        self.storage.keep_order(order).await
    }

    async fn orders(&self) -> Result<Vec<Order>> {
        self.storage.orders().await
    }

    async fn drop_order(&self, server: &ServerId) -> Result<()> {
        self.storage.drop_order(server).await
    }

    async fn launch(&self, launch: &Launch) -> Result<Server> {
        self.launcher.launch(launch, &self.prepared).await
    }

    async fn servers(&self) -> Result<Vec<Server>> {
        self.machines.servers().await
    }

    async fn remember(&self, server: &Server, record: &Record) -> Result<()> {
        self.machines.remember(server, record).await
    }

    async fn start(&self, server: &Server) -> Result<()> {
        self.machines.start(server).await
    }

    async fn restart(&self, server: &Server) -> Result<Restart> {
        self.agents.restart(server).await
    }

    fn reconfigures(&self, server: &Server) -> bool {
        server.pack.platform == Platform::Linux
    }

    async fn reconfigure(
        &self,
        server: &Server,
        settings: &NewSettings,
        document: &store::Key,
    ) -> Result<Restart> {
        let documents = Documents(self.storage.clone());
        let url = documents.signed_url(document, SETTINGS_LIFE).await?;
        let answer = self.agents.reconfigure(server, &url).await?;
        if answer == Restart::Begun {
            self.machines.note_change(server, &settings.pack).await?;
        }
        Ok(answer)
    }

    async fn stop(&self, server: &Server, ending: StopReason) -> Result<()> {
        self.machines.stop(server, ending).await
    }

    async fn resize(&self, server: &Server, size: &InstanceType) -> Result<()> {
        self.machines.resize(server, size).await
    }

    async fn keep_running(&self, server: &Server, until: Timestamp) -> Result<()> {
        self.agents.keep_running(server, until).await
    }

    async fn terminate(&self, server: &Server, ending: StopReason) -> Result<()> {
        self.machines.terminate(server, ending).await
    }

    async fn sweep(&self, servers: &[Server]) -> Result<cloud::Swept> {
        let now = Timestamp::now();
        let mut swept = self.groups.sweep(servers, now).await?;
        swept.gone += self.own_images.sweep(now).await?;
        Ok(swept)
    }

    async fn reports(&self, servers: &[&Server]) -> Result<HashMap<InstanceId, ReportOutcome>> {
        self.agents.reports(servers).await
    }

    async fn log(&self, server: &Server, lines: u16) -> Result<ServerLog> {
        self.agents.log(server, lines).await
    }

    async fn control(&self, server: &Server, control: &Control) -> Result<Controlled> {
        self.agents.control(server, control).await
    }

    fn documents(&self) -> Option<Arc<dyn store::Store>> {
        Some(Arc::new(Documents(self.storage.clone())))
    }

    fn links_documents(&self) -> bool {
        true
    }

    async fn document_link(&self, key: &store::Key, life: Duration) -> Result<Option<String>> {
        let documents = Documents(self.storage.clone());
        documents.signed_url(key, life).await.map(Some)
    }

    fn session_pace(&self) -> Option<Duration> {
        Some(SESSION_PACE)
    }

    async fn session_files(&self, server: &Server) -> Result<SessionFiles> {
        self.sessions.list(server).await
    }

    async fn session_file(&self, server: &Server, file: &SessionFile) -> Result<Bytes> {
        self.sessions.read(server, file).await
    }

    fn prepared(&self) -> Option<Arc<dyn PreparedMachines>> {
        Some(Arc::new(self.prepared.clone()))
    }

    fn own_images(&self) -> Option<Arc<dyn OwnImages>> {
        Some(Arc::new(self.own_images.clone()))
    }

    async fn missing(&self) -> Result<Vec<SetupStep>> {
        self.account.missing().await
    }

    async fn set_up(&self, done: &(dyn for<'a> Fn(&'a SetupStep) + Send + Sync)) -> Result<()> {
        self.account.set_up(done).await
    }
}
