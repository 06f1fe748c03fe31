//! Ending a race before its time.

use domain::control::Control;
use domain::policy::{Action, Actor};
use domain::server::Server;
use race::{Night, Untold};
use race_service::RaceError;

use super::{RaceFault, Result, Service, server_of_race};
use crate::ServiceError;
use crate::server_documents::is_of_night;

/// A session that was ended, and the night that ends with it.
#[derive(Debug)]
pub struct Ended {
    /// Its server.
    pub server: Server,
    /// The race night whose server it is, if it is one's.
    pub night: Option<Night>,
}

impl Service {
    /// Ends the session that runs on a server, so that its result is written. A race night whose server it is
    /// ends with it: the server is stopped as soon as the result is kept, also while somebody drives.
    ///
    /// # Errors
    /// [`RaceFault::NotBegun`], and those of [`Self::control`]: what the server did not do has no consequence.
    pub async fn end_session_of(&self, actor: &Actor, asked: &str) -> Result<Ended> {
        let server = self.find(actor, Action::Control, asked).await?;
        let night = self.night_of(&server).await?;
        let now = self.clock().now();
        if let Some(night) = &night
            && now < night.start.instant()
        {
            return Err(RaceFault::NotBegun {
                race: night.name.clone(),
            }
            .into());
        }
        let server = self
            .control(actor, server.id.as_str(), Control::NextSession)
            .await?;
        let night = match night {
            Some(night) => {
                let races = self.race_service()?;
                let ended = races.edit(night.guild, &night.id, |night| {
                    night.end(now);
                    Ok::<_, RaceError>(())
                });
                let ended = ended.await?;
                self.ring_for_races();
                tracing::info!(race.id = %ended.id, actor = %actor.name, "ended the race {}", ended.id);
                Some(ended)
            }
            None => None,
        };
        Ok(Ended { server, night })
    }

    /// The race night that needs a server, if one does: until its race is over.
    ///
    /// # Errors
    /// If the nights cannot be read.
    pub async fn race_that_needs(&self, server: &Server) -> Result<Option<Night>> {
        let (night, now) = (self.night_of(server).await?, self.clock().now());
        Ok(night.filter(|night| now < night.planned_end()))
    }

    /// Has the organiser of the night that needs a server be told that somebody powered it off. That is done: that
    /// it cannot be noted is no failure of it.
    pub(crate) async fn note_stopped_race(&self, actor: &Actor, server: &Server) {
        let noted = async {
            let Some(night) = self.race_that_needs(server).await? else {
                return Ok(());
            };
            let races = self.race_service()?;
            let told = races.edit(night.guild, &night.id, |night| {
                night.untold.push(Untold::Stopped(actor.name.clone()));
                Ok::<_, RaceError>(())
            });
            told.await?;
            self.ring_for_races();
            Ok::<_, ServiceError>(())
        };
        if let Err(error) = noted.await {
            tracing::warn!(server.id = %server.id, error = &error as &dyn std::error::Error, "{} was powered off, and its race's organiser may not be told", server.id);
        }
    }

    /// The night that is kept and whose server this is, or was, or is to be.
    pub(crate) async fn any_night_of(&self, server: &Server) -> Result<Option<Night>> {
        self.first_night(server, |night| {
            is_of_night(&server.id, night)
                || server.record.replaces.as_ref() == Some(&server_of_race(night))
        })
        .await
    }

    /// The night that is to come or on and whose server this is.
    pub(crate) async fn night_of(&self, server: &Server) -> Result<Option<Night>> {
        self.first_night(server, |night| {
            night.is_open() && server_of_race(night) == server.id
        })
        .await
    }

    /// The first night of this server's Discord server that fits.
    async fn first_night(
        &self,
        server: &Server,
        fits: impl FnMut(&Night) -> bool,
    ) -> Result<Option<Night>> {
        let (Some(home), Ok(races)) = (server.home, self.race_service()) else {
            return Ok(None);
        };
        let nights = races.nights(home.guild.get()).await?;
        Ok(nights.into_iter().find(fits))
    }
}
