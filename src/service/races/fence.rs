//! No server for a night that is over.
//!
//! A start takes minutes. Whoever is at it may hang for so long that another bot takes the night over, ends it
//! and clears it away; a server that comes after that is nobody's. So the night is asked once more before its
//! server is launched, and once more afterwards.

use domain::ids::{GuildId, ServerId};
use race::{Night, Step};
use race_service::RaceError;

use super::{Result, Service, server_of};
use crate::service::races::evening::league;
use crate::service::{ServiceError, Unread};

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
    pub(in crate::service) async fn may_launch(&self, server: &ServerId) -> Result<bool> {
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
            let deleted = self.terminate(&actor, server.id.as_str(), Unread::Lose);
            match deleted.await {
                Ok(_) | Err(ServiceError::NoSuchServer { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.clear_packs_of_race(night).await?;
        Ok(true)
    }
}
