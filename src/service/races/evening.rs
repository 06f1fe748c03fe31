//! The evening itself: the night's server is started, looked at, stopped, and cleared away.
//!
//! Each of these can be repeated: a bot that dies in the middle of one leaves it to the next.

use domain::ids::{ChannelId, GuildId, ServerId, UserId};
use domain::lifecycle::Health;
use domain::policy::Actor;
use domain::server::{Home, InstanceState, PackSource, Server};
use jiff::{SignedDuration, Timestamp};
use race::{Night, Pack, Seen, Step};
use results::SessionKind;
use results::document::StoredResult;

use super::plan::stored;
use super::{RaceCard, RaceServer, Result, Service, server_of};
use crate::service::orders::Stays;
use crate::service::{Card, CardState, DeployRequest, ServiceError, Unread};

/// How long a race's server may stand empty beyond the time until its race, in minutes.
const EMPTY: u32 = 60;

/// What came of starting a night's server.
#[derive(Debug, PartialEq, Eq)]
pub enum RaceStart {
    /// It is launched, or was already.
    Launched(ServerId),
    /// Nobody is on the list, and nobody else may come.
    Nobody,
}

/// A night's server as it stands.
#[derive(Debug)]
pub struct RaceLook {
    /// What the night's steps depend on.
    pub seen: Seen,
    /// What its card shows.
    pub server: RaceServer,
    /// The results of its sessions, oldest first.
    pub results: Vec<StoredResult>,
    /// How many seconds it took to come online, once it is.
    pub boot_seconds: Option<u32>,
}

impl Service {
    /// Starts a night's server, with its list, and waits until it is launched.
    ///
    /// # Errors
    /// Everything that a deploy can fail of.
    pub async fn start_race(&self, night: &Night) -> Result<RaceStart> {
        let guild = GuildId::from(night.guild);
        let id = server_of(guild, &night.id);
        let actor = league(night);
        if let Some(server) = self.race_server(&id).await? {
            if server.state == InstanceState::Stopped {
                self.check_race_budget(&actor).await?;
                self.start(&actor, id.as_str(), None).await?;
            }
            return Ok(RaceStart::Launched(id));
        }
        if let Some(card) = self.deploy_of(&id) {
            return launched(id, card).await;
        }
        let Pack::Stored(at) = &night.pack else {
            return Err(ServiceError::NoSuchPack {
                asked: night.name.clone(),
            });
        };
        self.check_race_budget(&actor).await?;
        let Some(pack) = self.pack_for(night, &stored(at)?, &id).await? else {
            return Ok(RaceStart::Nobody);
        };
        let request = DeployRequest {
            source: PackSource::Stored(pack),
            name: Some(night.name.clone()),
            hosting: None,
            home: Some(Home {
                guild,
                channel: ChannelId::from(night.channel),
            }),
            run_on: None,
            program: None,
        };
        // Until its drivers come it stands empty.
        let evening = night.timing.doors + night.timing.length + EMPTY;
        let until = jiff::SignedDuration::from_mins(evening.into());
        let stays = Stays {
            idle_minutes: self.rules().options.idle_minutes.map(|_| evening),
            until: crate::service::now().checked_add(until).ok(),
        };
        let order = self.order_as(&actor, request, id.clone(), stays).await?;
        let deploy = self.begin(order, None).await?;
        launched(id, deploy.cards).await
    }

    /// A night that was planned before the month's budget was spent is held to it all the same.
    async fn check_race_budget(&self, actor: &Actor) -> Result<()> {
        let held = Actor {
            manages_guild: false,
            ..actor.clone()
        };
        self.check_budget(&held).await
    }

    /// Powers a night's server off, if it runs. What its sessions left is taken in.
    ///
    /// # Errors
    /// If it cannot be powered off.
    pub async fn stop_race(&self, night: &Night, now: Timestamp) -> Result<()> {
        let id = server_of(GuildId::from(night.guild), &night.id);
        let Some(server) = self.race_server(&id).await? else {
            return Ok(());
        };
        self.collect_race(&server, now).await;
        match self.stop(&league(night), id.as_str()).await {
            Ok(_) | Err(ServiceError::NotNow { .. } | ServiceError::NoSuchServer { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Deletes a night's server and the pack that was made for it, if its race is among the kept
    /// `results`. The pack that it was made from stays. `false`: no race was kept of a machine whose files
    /// may be out of reach, so it stays, powered off.
    ///
    /// # Errors
    /// If it cannot be deleted.
    pub async fn clear_race(&self, night: &Night, results: &[StoredResult]) -> Result<bool> {
        let id = server_of(GuildId::from(night.guild), &night.id);
        let Some(server) = self.race_server(&id).await? else {
            return Ok(true);
        };
        // What this machine's own servers left was looked at.
        let is_raced = |result: &StoredResult| result.result.session.kind == SessionKind::Race;
        if !results.iter().any(is_raced) && !server.hosting.is_this_machine() {
            return Ok(false);
        }
        let made = &server.pack.location;
        let is_made = made.bucket.is_none() && made.key.contains(&format!("/{id}/"));
        let actor = league(night);
        match self.terminate(&actor, id.as_str(), Unread::Keep).await {
            Ok(_) | Err(ServiceError::NoSuchServer { .. }) => {}
            Err(ServiceError::ResultsUnread { .. }) => return Ok(false),
            Err(error) => return Err(error),
        }
        if is_made {
            self.cloud().delete_pack(made).await?;
        }
        Ok(true)
    }

    /// Looks at a night's server.
    ///
    /// # Errors
    /// If the servers cannot be listed, or the results not read.
    pub async fn look_at_race(&self, night: &Night, now: Timestamp) -> Result<RaceLook> {
        let mut look = RaceLook {
            seen: Seen::default(),
            server: RaceServer::NotYet,
            results: Vec::new(),
            boot_seconds: None,
        };
        // A night that has no server yet costs no call.
        let may_have_one = night.is_done(Step::StartServer) || night.was_tried(Step::StartServer);
        if !may_have_one || night.is_missed(Step::StartServer) {
            return Ok(look);
        }
        let guild = GuildId::from(night.guild);
        let id = server_of(guild, &night.id);
        let server = self.race_server(&id).await?;
        if let Some(server) = &server {
            self.collect_race(server, now).await;
        }
        let kept = self.league(Some(guild))?;
        look.results = kept.of_server(id.as_str(), Timestamp::MIN).await?;
        let Some(server) = server else {
            let is_coming = self.deploy_of(&id).is_some();
            look.seen.running = is_coming;
            look.server = match (is_coming, night.server.is_some()) {
                (true, _) => RaceServer::Coming,
                (false, true) => RaceServer::Off,
                (false, false) => RaceServer::NotYet,
            };
            return Ok(look);
        };
        look.seen.running = matches!(
            server.state,
            InstanceState::Pending | InstanceState::Running
        );
        let mut drivers = None;
        let stopped = matches!(
            server.state,
            InstanceState::Stopping | InstanceState::Stopped
        );
        if stopped {
            look.server = RaceServer::Off;
        } else {
            let timeline = server.record.timeline.clone();
            let status = self.observe(vec![server]).await?.pop();
            drivers = status.as_ref().and_then(|status| {
                let info = status.info.as_ref().and_then(|info| info.as_ref().ok());
                info.map(|info| info.clients)
            });
            look.server = status.map_or(RaceServer::Coming, |status| match status.health {
                Health::Online { link, .. } => RaceServer::Online { link, drivers },
                Health::Coming(_) | Health::Slow(_) | Health::Unknown => RaceServer::Coming,
                Health::Stopping | Health::Stopped | Health::Gone => RaceServer::Off,
                _ => RaceServer::Trouble,
            });
            if timeline.was_online() {
                let took: SignedDuration = timeline.elapsed(now);
                look.boot_seconds = u32::try_from(took.as_secs()).ok();
            }
        }
        let last = look
            .results
            .iter()
            .rev()
            .find(|result| result.result.session.kind == SessionKind::Race);
        // A pack may have a second race, so nobody is thrown out who still drives.
        let is_over = night.planned_end() <= now || drivers == Some(0);
        if let Some(last) = last.filter(|_| is_over) {
            look.seen.last_session_over = Some(last.stored_at);
            look.seen.results_safe = true;
        }
        Ok(look)
    }

    /// A night as its card shows it.
    pub fn race_card(&self, night: Night, look: RaceLook, now: Timestamp) -> RaceCard {
        let over = night.is_done(Step::StopServer)
            || night.is_missed(Step::StartServer)
            || night.state == race::State::Over;
        RaceCard {
            closed: night.is_closed(now),
            over,
            server: look.server,
            results: look.results,
            night,
        }
    }

    async fn race_server(&self, id: &ServerId) -> Result<Option<Server>> {
        let servers = self.list().await?;
        let mut servers = servers.into_iter();
        Ok(servers.find(|server| server.id == *id && !server.state.is_gone()))
    }

    async fn collect_race(&self, server: &Server, now: Timestamp) {
        if let Err(error) = self.collect(server, now).await {
            let id = &server.id;
            tracing::warn!(server.id = %id, error = &error as &dyn std::error::Error, "the results of {id} could not be taken in; trying again");
        }
    }
}

/// Whoever acts for a night: what they may do was asked when it was planned.
fn league(night: &Night) -> Actor {
    let user = Some(night.organiser).filter(|user| *user != 0);
    Actor {
        user: user.map(UserId::from),
        name: night.name.clone(),
        guild: Some(GuildId::from(night.guild)),
        roles: Vec::new(),
        manages_guild: true,
    }
}

/// Waits until a deploy has ended.
async fn launched(id: ServerId, mut cards: crate::service::Cards) -> Result<RaceStart> {
    // Its sender goes when the deploy has ended.
    while cards.changed().await.is_ok() {}
    let card: Card = cards.borrow().clone();
    match card.state {
        CardState::Launched { .. } => Ok(RaceStart::Launched(id)),
        CardState::Refused(faults) => Err(ServiceError::Pack(faults)),
        CardState::Failed(why) => Err(ServiceError::Shared(why)),
        CardState::Cancelled | CardState::Working { .. } => Err(ServiceError::Cancelled),
    }
}
