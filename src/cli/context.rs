//! What the verbs that need a cloud work with.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use league::League;

use super::failure::Failure;
use super::place::Place;
use super::{terminal, words};
use crate::config::{CloudSettings, Settings};
use cloud::Cloud;
#[cfg(feature = "aws")]
use cloud::CloudError;
use cloud::settings::{AwsSettings, LocalSettings};
#[cfg(feature = "aws")]
use cloud_aws::Aws;
use domain::ids::{GuildId, ServerId};
use domain::policy::{Action, Actor};
use domain::price::Dollars;
use domain::server::Server;
use explain::{Explanation, Kind, Surface};
use pack::Platform;
use service::{Service, ServiceError};

/// How long AWS is given to show everywhere what set-up has just made.
const SECOND_LOOK: Duration = Duration::from_secs(5);

/// The use cases over the cloud of the settings, in the hands of whoever sits here.
#[derive(Debug)]
pub(super) struct CliContext {
    pub(super) service: Service,
    pub(super) actor: Actor,
    /// Where servers run.
    pub(super) place: Place,
    /// Whether anybody goes on looking after the servers when this program has ended: AWS's machines
    /// do it themselves, this one's servers need a program that runs, such as a bot.
    pub(super) kept: bool,
    /// How often to look while something is on its way.
    pub(super) pace: Duration,
}

impl CliContext {
    /// Assembles it. AWS is not asked anything yet.
    pub(super) async fn open(settings: &Settings) -> Result<Self, Failure> {
        if settings.say_no_place() {
            return Err(Failure::nowhere());
        }
        let chosen = settings.cloud()?;
        let place = Place::of(&chosen);
        let (cloud, kept) = match chosen {
            CloudSettings::Aws(aws) => (connect(aws).await?, true),
            CloudSettings::Local(local) => open(*local)?,
        };
        Ok(Self {
            kept,
            service: Service::new(cloud, settings.rules()?).map_err(ServiceError::from)?,
            actor: Actor::operator(login()),
            // This machine is asked at no cost.
            pace: match place {
                Place::Amazon { .. } => Duration::from_secs(settings.watcher.moving_seconds),
                Place::ThisMachine { .. } => Duration::from_secs(1),
            },
            place,
        })
    }

    /// What a Discord server keeps: the one that was named, or the only one of the settings. Where there is
    /// none, what this machine's own servers left.
    pub(super) fn league(&self, named: Option<u64>) -> Result<League, Failure> {
        Ok(self.service.league(self.guild(named))?)
    }

    /// The Discord server that was named, or the only one of the settings.
    pub(super) fn guild(&self, named: Option<u64>) -> Option<GuildId> {
        let named = named.map(GuildId::from);
        named.or_else(|| self.service.rules().policy.only_guild())
    }

    pub(super) fn cloud(&self) -> &dyn Cloud {
        &**self.service.cloud()
    }

    /// Refuses to go on while the cloud lacks what a launch needs.
    pub(super) async fn is_set_up(&self) -> Result<(), Failure> {
        let mut missing = self.cloud().missing().await?;
        // What was made seconds ago is not everywhere to be seen yet.
        if matches!(self.place, Place::Amazon { .. }) && missing.iter().any(|step| step.needed) {
            tokio::time::sleep(SECOND_LOOK).await;
            missing = self.cloud().missing().await?;
        }
        let (needed, tidy): (Vec<_>, Vec<_>) = missing.into_iter().partition(|step| step.needed);
        for step in tidy {
            tracing::warn!("Not as `ac-deploy setup` makes it: {step}");
        }
        match needed.as_slice() {
            [] => Ok(()),
            missing => Err(Failure::not_set_up(&self.place, missing)),
        }
    }

    /// Whether a server may go now: asks where somebody drives. `what` is what is to be done to it.
    pub(super) async fn may_end_session(
        &self,
        server: &Server,
        what: &str,
    ) -> Result<bool, Failure> {
        let mut looked = self.service.observe(vec![server.clone()]).await?;
        let drivers = looked.pop().and_then(|status| status.drivers());
        let on_it = match drivers.unwrap_or_default() {
            0 => return Ok(true),
            1 => "1 driver is".to_owned(),
            many => format!("{many} drivers are"),
        };
        terminal::confirm(&format!(
            "{on_it} on {} and would lose the session. {what} it?",
            server.name
        ))
    }

    /// Does what needs a server that somebody named. Where that name is none's, or several's, the
    /// failure tells the names that there are.
    pub(super) async fn attempt<T>(
        &self,
        action: impl Future<Output = Result<T, ServiceError>>,
    ) -> Result<T, Failure> {
        let error = match action.await {
            Ok(done) => return Ok(done),
            Err(error) => error,
        };
        let meant: Option<Vec<&ServerId>> = match &error {
            ServiceError::NoSuchServer { .. } => None,
            ServiceError::Ambiguous { ids, .. } => Some(ids.iter().collect()),
            ServiceError::WhichOne { servers } => Some(servers.keys().collect()),
            _ => return Err(error.into()),
        };
        let Ok(mut servers) = self.service.servers(&self.actor).await else {
            return Err(error.into());
        };
        servers.retain(|server| {
            let meant = meant.as_ref();
            meant.is_none_or(|ids| ids.contains(&&server.id))
        });
        let hint = match (servers.as_slice(), meant) {
            ([], _) => "There is none at all. `ac-deploy deploy PACK` makes one.".to_owned(),
            (some, None) => format!("These are there:{}", listed(some)),
            (some, Some(_)) => format!("Name one by its id:{}", listed(some)),
        };
        let what = explain::service(&error, Surface::Shell).what;
        Err(Failure::usage(what, hint))
    }

    /// The server that was asked for; if none was, the only one to which `action` can be done.
    pub(super) async fn meant(
        &self,
        action: Action,
        asked: Option<&str>,
    ) -> Result<String, Failure> {
        if let Some(asked) = asked {
            return Ok(asked.to_owned());
        }
        let only = self.attempt(self.service.only(action, &self.actor)).await?;
        Ok(only.to_string())
    }

    /// What a machine's disk costs per month.
    pub(super) fn disk_per_month(&self, platform: Platform) -> Dollars {
        let rules = self.service.rules();
        rules.prices.disk_per_month(rules.disk_gib[platform].into())
    }

    /// What a server costs per hour while it runs, if the price is known.
    pub(super) fn price(&self, server: &Server) -> Option<Dollars> {
        self.service.rules().costs(server).hour
    }
}

#[cfg(feature = "aws")]
async fn connect(settings: &AwsSettings) -> Result<Arc<dyn Cloud>, Failure> {
    Ok(Arc::new(
        Aws::connect(settings).await.map_err(not_connected)?,
    ))
}

#[cfg(not(feature = "aws"))]
async fn connect(_: &AwsSettings) -> Result<Arc<dyn Cloud>, Failure> {
    Err(Failure::Explanation(Explanation {
        what: "This ac-deploy was built without Amazon's machines.".to_owned(),
        hint: "Build it with `cargo build --release`, without `--no-default-features`.".to_owned(),
        kind: Kind::Setup,
    }))
}

/// This machine's servers are looked after from now on. Also answers whether somebody else kept them when
/// we came.
#[cfg(target_os = "linux")]
fn open(settings: LocalSettings) -> Result<(Arc<dyn Cloud>, bool), Failure> {
    cloud_local::keep_files_private();
    let kept = cloud_local::is_kept(&settings.data_dir)?;
    Ok((Arc::new(cloud_local::Local::open(settings)?), kept))
}

#[cfg(not(target_os = "linux"))]
fn open(_: LocalSettings) -> Result<(Arc<dyn Cloud>, bool), Failure> {
    Err(Failure::Explanation(Explanation {
        what: "ac-deploy can run servers on its own machine only where that is a Linux machine."
            .to_owned(),
        hint: "Run it on one, or set `provider = \"aws\"` in the settings.".to_owned(),
        kind: Kind::Setup,
    }))
}

/// Connecting asks AWS nothing, so only the region can be missing.
#[cfg(feature = "aws")]
fn not_connected(error: CloudError) -> Failure {
    match error {
        CloudError::NotSetUp { .. } => Failure::Explanation(Explanation {
            what: "Nothing says in which AWS region the machines are to stand.".to_owned(),
            hint: "Set `region` under `[aws]` in the settings, or AWS_REGION in the environment; \
                   for example eu-central-1."
                .to_owned(),
            kind: Kind::Setup,
        }),
        other => other.into(),
    }
}

/// The newest servers, a line each.
fn listed(servers: &[Server]) -> String {
    const MOST: usize = 8;
    let now = Timestamp::now();
    let mut lines: String = servers
        .iter()
        .take(MOST)
        .map(|server| {
            let (state, age) = (
                words::state(server.state),
                words::since(server.launched, now),
            );
            format!(
                "\n  {}  {}, {state}, begun {age} ago",
                server.id, server.name
            )
        })
        .collect();
    if MOST < servers.len() {
        lines.push_str("\n  and more; `ac-deploy servers` lists them all");
    }
    lines
}

/// Whom to name as the owner.
fn login() -> String {
    ["USER", "LOGNAME", "USERNAME"]
        .iter()
        .find_map(|variable| std::env::var(variable).ok().filter(|name| !name.is_empty()))
        .unwrap_or_else(|| "the command line".to_owned())
}

/// Reads an id of Discord's, for clap.
pub(super) fn discord_id(text: &str) -> Result<u64, String> {
    let wrong = "an id of Discord's has only digits: in Discord switch on Settings, Advanced, Developer Mode; then a right click offers \"Copy ID\"";
    text.parse().map_err(|_| wrong.to_owned())
}
