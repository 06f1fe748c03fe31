//! The evening itself: the night's server is started, looked at, stopped, and cleared away.
//!
//! Each of these can be repeated: a bot that dies in the middle of one leaves it to the next.

use domain::ids::{ChannelId, GuildId, ServerId, UserId};
use domain::link::JoinLink;
use domain::policy::Actor;
use domain::server::{
    Home, InstanceState, PackLocation, PackSource, Server, ServerOptions, StopReason,
};
use jiff::{SignedDuration, Timestamp};
use race::{Night, Pack, Seen, Step};
use results::SessionKind;
use results::document::StoredResult;

use super::pack::made_pack;
use super::plan::stored;
use super::{RaceCard, RaceServer, Result, Service, server_of};
use crate::actions::Teller;
use crate::changes;
use crate::{Card, CardState, DeployRequest, ServiceError, Status, Unread};

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

/// What came of clearing a night's servers away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cleared {
    /// Nothing of it is left but its results.
    All,
    /// No race was kept of a machine whose files may be out of reach, so that stays, powered off.
    NoRace,
    /// Its race was kept, and its machine may hold more that could not be read, so that stays, powered off.
    Unread,
}

/// A night's server as it stands.
#[derive(Debug)]
pub struct RaceLook {
    /// What the night's steps depend on.
    pub seen: Seen,
    /// What its card shows.
    pub server: RaceServer,
    /// The results of its sessions without warm-ups, oldest first.
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
        let actor = league(night);
        let _starting = self.starting(night);
        if let Some(server) = leading(self.servers_of_race(night).await?) {
            if server.state == InstanceState::Stopped {
                self.check_race_budget(&actor).await?;
                self.start(&actor, server.id.as_str(), None).await?;
            }
            return Ok(RaceStart::Launched(server.spec.id));
        }
        let id = server_of(guild, &night.id);
        if let Some(card) = self.deploy_of(&id) {
            return launched(id, card).await;
        }
        let Pack::Stored(at) = &night.pack;
        self.check_race_budget(&actor).await?;
        let Some(pack) = self.pack_for(night, &stored(at)?).await? else {
            return Ok(RaceStart::Nobody);
        };
        // Until its drivers come it stands empty.
        let evening = night.timing.doors + night.timing.length + EMPTY;
        let idle_minutes = self.rules().options.idle_minutes.map(|_| evening);
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
            options: ServerOptions::idle_after(idle_minutes),
        };
        let until = crate::now()
            .checked_add(jiff::SignedDuration::from_mins(evening.into()))
            .ok();
        let order = self.order_as(&actor, request, id.clone(), until).await?;
        let deploy = self.begin(order, None).await?;
        launched(id, deploy.cards).await
    }

    /// Whether a night has a server, or one is on its way.
    ///
    /// # Errors
    /// If the servers cannot be listed.
    pub async fn has_race_server(&self, night: &Night) -> Result<bool> {
        let is_coming = !self.deploys_of_race(night).is_empty();
        Ok(is_coming || !self.servers_of_race(night).await?.is_empty())
    }

    /// A night that was planned before the month's budget was spent is held to it all the same.
    pub(super) async fn check_race_budget(&self, actor: &Actor) -> Result<()> {
        let held = Actor {
            manages_guild: false,
            ..actor.clone()
        };
        self.check_budget(&held).await
    }

    /// Powers a night's servers off, if they run, and cancels the deploy of one that is on its way. What
    /// their sessions left is taken in.
    ///
    /// # Errors
    /// If one cannot be powered off.
    pub async fn stop_race(&self, night: &Night, now: Timestamp) -> Result<()> {
        let actor = league(night);
        for order in self.deploys_of_race(night) {
            self.stop_what_runs(&actor, &order).await?;
        }
        for server in self.servers_of_race(night).await? {
            self.collect_race(&server, now).await;
            self.stop_what_runs(&actor, &server.id).await?;
        }
        Ok(())
    }

    /// Stops what may have ended by itself.
    async fn stop_what_runs(&self, actor: &Actor, server: &ServerId) -> Result<()> {
        match self
            .stop_quietly(actor, server.as_str(), Teller::Watcher)
            .await
        {
            Ok(_) => Ok(()),
            Err(ServiceError::NotNow { .. } | ServiceError::NoSuchServer { .. }) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Deletes a night's servers and the pack that was made for it, if its race is among the kept
    /// `results` or was never driven. The pack that it was made from stays.
    ///
    /// # Errors
    /// If one cannot be deleted.
    pub async fn clear_race(
        &self,
        night: &Night,
        results: &[StoredResult],
        now: Timestamp,
    ) -> Result<Cleared> {
        let is_raced = |result: &StoredResult| result.result.session.kind == SessionKind::Race;
        let in_vain = !night.is_open() && now < night.start.instant();
        let safe = in_vain || results.iter().any(is_raced);
        let mut cleared = Cleared::All;
        for server in self.servers_of_race(night).await? {
            // What this machine's own servers left was looked at.
            if !safe && !server.hosting.is_this_machine() {
                cleared = Cleared::NoRace;
                continue;
            }
            let actor = league(night);
            match self
                .terminate_for(
                    StopReason::RaceOver,
                    &actor,
                    server.id.as_str(),
                    Unread::Keep,
                    Teller::Watcher,
                )
                .await
            {
                Ok(_) | Err(ServiceError::NoSuchServer { .. }) => {}
                Err(ServiceError::ResultsUnread { .. }) => cleared = Cleared::Unread,
                Err(error) => return Err(error),
            }
        }
        // A bot that starts later must not take up what another one left of the start.
        self.forget(&server_of_race(night)).await;
        if cleared == Cleared::All {
            self.clear_packs_of_race(night).await?;
        }
        Ok(cleared)
    }

    /// Deletes the packs that were made for a night, at its start and by changes of its servers, but for those
    /// that something else needs; then what named them, so that it can be repeated until all are gone.
    pub(super) async fn clear_packs_of_race(&self, night: &Night) -> Result<()> {
        let own = server_of_race(night);
        let former = night.former_servers.iter();
        let former: Vec<ServerId> = former.filter_map(|id| id.parse().ok()).collect();
        let mut made: Vec<PackLocation> = made_pack(night).into_iter().collect();
        for server in former.iter().chain([&own]) {
            made.extend(self.packs_of_changes(server).await?);
        }
        let Pack::Stored(at) = &night.pack;
        let kept = stored(at)?;
        made.retain(|pack| *pack != kept && pack.bucket.is_none());
        for pack in made {
            self.delete_unused_pack(&pack, night).await?;
        }
        for server in former.iter().chain([&own]) {
            self.forget_documents_in(changes::FOLDER, server).await?;
        }
        Ok(())
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
        let servers = self.servers_of_race(night).await?;
        for server in &servers {
            self.collect_race(server, now).await;
        }
        look.results = self.results_of_race(night, &servers).await?;
        let Some(server) = leading(servers) else {
            let is_coming = !self.deploys_of_race(night).is_empty();
            look.seen.running = is_coming;
            look.server = match (is_coming, night.server.is_some()) {
                (true, _) => RaceServer::Coming,
                (false, true) => RaceServer::Off,
                (false, false) => night
                    .tried_again(Step::StartServer)
                    .map_or(RaceServer::NotYet, |again| RaceServer::NotStarted { again }),
            };
            return Ok(look);
        };
        look.seen.running = matches!(
            server.state,
            InstanceState::Pending | InstanceState::Running
        );
        let mut drivers = None;
        let races = self
            .live(&server.id)
            .is_some_and(|live| live.result.session.kind == SessionKind::Race);
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
            look.server = status.map_or(RaceServer::Coming, |status| stands(&status, drivers));
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
        // A pack may have a second race, so nobody is thrown out who still drives one, however late it is.
        let is_over =
            drivers == Some(0) || (night.planned_end() <= now && !(look.seen.running && races));
        if let Some(last) = last.filter(|_| is_over) {
            // It is no warm-up, whatever clock it was stored by.
            let over = last.stored_at.max(night.start.instant());
            look.seen.last_session_over = Some(over);
            look.seen.results_safe = true;
        }
        Ok(look)
    }

    /// A night as its card shows it.
    pub fn race_card(&self, night: Night, look: RaceLook, now: Timestamp) -> RaceCard {
        let over = night.is_done(Step::StopServer)
            || night.is_missed(Step::StartServer)
            || night.came_to_nothing()
            || night.state == race::State::Over;
        RaceCard {
            closed: night.is_closed(now),
            page: self.join_page_of(&night),
            event: night.event_plan(now, over),
            over,
            server: look.server,
            results: look.results,
            night,
        }
    }

    /// A night's server, and those that are to take its place, as far as there is a machine.
    pub(super) async fn servers_of_race(&self, night: &Night) -> Result<Vec<Server>> {
        let own = server_of_race(night);
        let mut servers = self.list().await?;
        servers.retain(|server| {
            let takes_its_place = server.record.replaces.as_ref() == Some(&own);
            (server.id == own || takes_its_place) && !server.state.is_gone()
        });
        servers.sort_by_key(|server| server.id != own);
        Ok(servers)
    }

    /// The deploys of those that have no machine yet, as far as this process carries them out.
    fn deploys_of_race(&self, night: &Night) -> Vec<ServerId> {
        let own = server_of_race(night);
        let under_way = self.lock_under_way();
        let orders = under_way.values().map(|deploy| &deploy.order);
        orders
            .filter(|order| order.server == own || order.replaces.as_ref() == Some(&own))
            .map(|order| order.server.clone())
            .collect()
    }

    /// What was driven on a night's servers, those included that were replaced, but for warm-ups; oldest first.
    async fn results_of_race(
        &self,
        night: &Night,
        servers: &[Server],
    ) -> Result<Vec<StoredResult>> {
        let kept = self.league(Some(GuildId::from(night.guild)))?;
        let own = server_of_race(night);
        let mut ids: Vec<&str> = night.former_servers.iter().map(String::as_str).collect();
        ids.push(own.as_str());
        ids.extend(servers.iter().map(|server| server.id.as_str()));
        ids.dedup();
        let mut results = Vec::new();
        for id in ids {
            results.extend(kept.of_server(id, Timestamp::MIN).await?);
        }
        results.retain(|result| !result.warm_up);
        Ok(results)
    }

    /// Has the night of a server that is deleted go on with the one that took its place. Done twice it is
    /// done.
    pub(crate) async fn follow_replaced(
        &self,
        old: &ServerId,
        new: &ServerId,
        home: Option<Home>,
    ) -> Result<()> {
        self.follow_page(old, new).await?;
        let (Some(home), Ok(races)) = (home, self.race_service()) else {
            return Ok(());
        };
        let guild = home.guild.get();
        for night in races.nights(guild).await? {
            if server_of_race(&night) == *old {
                races
                    .follow(guild, &night.id, old.as_str(), new.as_str())
                    .await?;
                tracing::info!(race.id = %night.id, server.id = %new, "the race {} goes on with the server {new}", night.id);
                self.ring_for_races();
            }
        }
        Ok(())
    }

    async fn collect_race(&self, server: &Server, now: Timestamp) {
        if let Err(error) = self.collect(server, now).await {
            let id = &server.id;
            tracing::warn!(server.id = %id, error = &error as &dyn std::error::Error, "the results of {id} could not be taken in; trying again");
        }
    }
}

/// The server that a night has, or the one that it would have.
pub(crate) fn server_of_race(night: &Night) -> ServerId {
    let known = night.server.as_deref().and_then(|id| id.parse().ok());
    known.unwrap_or_else(|| server_of(GuildId::from(night.guild), &night.id))
}

/// How a night's server stands that is not switched off. Its link is announced as soon as it answers, which its
/// machine's report says some seconds later.
fn stands(status: &Status, drivers: Option<u32>) -> RaceServer {
    let server = &status.server;
    let answers = drivers.is_some() && server.record.timeline.was_online();
    match (RaceServer::of(&status.health, drivers), server.address) {
        (RaceServer::Coming, Some(address)) if answers => RaceServer::Online {
            link: JoinLink::build(address, server.pack.ports.http),
            drivers,
        },
        (stands, _) => stands,
    }
}

/// The one of a night's servers that drivers are to join: its own for as long as that is on.
fn leading(servers: Vec<Server>) -> Option<Server> {
    let is_on = |server: &Server| {
        matches!(
            server.state,
            InstanceState::Pending | InstanceState::Running
        )
    };
    let on = servers.iter().position(is_on).unwrap_or(0);
    servers.into_iter().nth(on)
}

/// Whoever acts for a night: what they may do was asked when it was planned.
pub(super) fn league(night: &Night) -> Actor {
    let user = Some(night.organiser).filter(|user| *user != 0);
    Actor {
        user: user.map(UserId::from),
        name: format!("the race night {}", night.name),
        guild: Some(GuildId::from(night.guild)),
        roles: Vec::new(),
        manages_guild: true,
    }
}

/// Waits until a deploy has ended.
async fn launched(id: ServerId, mut cards: crate::Cards) -> Result<RaceStart> {
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

#[cfg(test)]
mod tests {
    use domain::lifecycle::{Health, ReportOutcome, Stage};
    use domain::server::sample;

    use super::*;

    /// The link is in the channel by then: a reminder must not say that it is still to come.
    #[test]
    fn a_server_that_answers_is_online_before_its_machine_says_so() {
        let now = Timestamp::UNIX_EPOCH;
        let coming = |reached: Stage| {
            let mut server = sample::server(now);
            server.record.timeline.reach(reached, now);
            Status {
                server,
                report: ReportOutcome::NotAsked,
                health: Health::Coming(reached),
                info: None,
                price: None,
                cost: None,
                page: None,
                now,
            }
        };
        let is_online = |server| matches!(server, RaceServer::Online { .. });
        assert!(is_online(stands(&coming(Stage::Online), Some(0))));
        assert!(
            !is_online(stands(&coming(Stage::Online), None)),
            "it is gone again"
        );
        assert!(
            !is_online(stands(&coming(Stage::Launching), Some(0))),
            "another's answer"
        );
    }
}
