//! No server for a night that is over.
//!
//! A start takes minutes. Whoever is at it may hang for so long that another bot takes the night over, ends it
//! and clears it away; a server that comes after that is nobody's. So the night is asked once more before its
//! server is launched, and once more afterwards.

use domain::ids::{GuildId, ServerId};
use domain::server::StopReason;
use race::{Night, Step};
use race_service::RaceError;

use super::{Result, Service, server_of};
use crate::actions::Teller;
use crate::races::evening::league;
use crate::{ServiceError, Unread};

/// Says for as long as it lives that this process is at starting a night's server.
#[derive(Debug)]
pub(super) struct Starting {
    service: Service,
    server: ServerId,
}

impl Drop for Starting {
    fn drop(&mut self) {
        self.service
            .inner
            .races
            .starting
            .lock()
            .remove(&self.server);
    }
}

impl Service {
    pub(super) fn starting(&self, night: &Night) -> Starting {
        let server = server_of(GuildId::from(night.guild), &night.id);
        let key = (night.guild, night.id.clone());
        let mut starting = self.inner.races.starting.lock();
        starting.insert(server.clone(), key);
        Starting {
            service: self.clone(),
            server,
        }
    }

    /// Whether a server may still be launched: always, unless it is that of a night that ended meanwhile.
    ///
    /// # Errors
    /// If the night cannot be read. Then nobody knows, and nothing is to be launched.
    pub(crate) async fn may_launch(&self, server: &ServerId) -> Result<bool> {
        let night = self.inner.races.starting.lock().get(server).cloned();
        match night {
            None => Ok(true),
            Some((guild, id)) => self.wants_server(guild, &id).await,
        }
    }

    async fn wants_server(&self, guild: race::Snowflake, id: &race::NightId) -> Result<bool> {
        match self.race_service()?.night(guild, id).await {
            Ok(night) => {
                let ended = [Step::StopServer, Step::Conclude];
                let ended = ended.into_iter().any(|step| night.is_done(step));
                Ok(night.is_open() && !ended && !night.is_missed(Step::StartServer))
            }
            Err(RaceError::NoSuchNight(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Clears away servers whose start came to its end after their nights, where the bot that was at it died before
    /// it looked: nobody else looks for them. Answers how many.
    ///
    /// # Errors
    /// If nights or servers cannot be listed, or something cannot be deleted.
    pub async fn clear_lost_starts(&self, guild: GuildId) -> Result<usize> {
        let races = self.race_service()?;
        let past = races.past_ids(guild.get()).await?;
        let mut cleared = 0;
        // A bot without past races costs one call.
        let servers = match past.is_empty() {
            true => Vec::new(),
            false => self.list().await?,
        };
        for server in servers.iter().filter(|server| server.state.costs_compute()) {
            let is_its = |id: &&race::NightId| server_of(guild, id) == server.id;
            let Some(id) = past.iter().find(is_its) else {
                continue;
            };
            // One whose start was noted was cleared on purpose, or kept for its results.
            let night = races.past_night(guild.get(), id).await?;
            if let Some(night) = night.filter(|night| night.server.is_none())
                && self.clear_late_start(&night).await?
            {
                tracing::info!(race.id = %night.id, server.id = %server.id, "the server {} of a race that is over came after it; it is deleted", server.id);
                cleared += 1;
            }
        }
        Ok(cleared)
    }

    /// Clears away what a start left that came to its end after its night. `false`: the night still wants it.
    ///
    /// # Errors
    /// If the night cannot be read, or something cannot be deleted.
    pub async fn clear_late_start(&self, night: &Night) -> Result<bool> {
        if self.wants_server(night.guild, &night.id).await? {
            return Ok(false);
        }
        let actor = league(night);
        for server in self.servers_of_race(night).await? {
            // Nobody was told of it, so nothing was driven there.
            let deleted = self.terminate_for(
                StopReason::RaceOver,
                &actor,
                server.id.as_str(),
                Unread::Lose,
                Teller::Caller,
            );
            match deleted.await {
                Ok(_) | Err(ServiceError::NoSuchServer { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.clear_packs_of_race(night).await?;
        Ok(true)
    }
}
