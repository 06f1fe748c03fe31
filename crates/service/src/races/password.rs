//! The password of a night's server, for those who drive there.

use std::collections::BTreeMap;

use configuration::{Files, Raced};
use domain::policy::{Action, Actor, Refusal};
use domain::server::Server;
use race::{Guests, Night, NightId, Place, Refused};
use race_service::RaceError;

use super::{Result, Service};

impl Service {
    /// A night with the password of its server, for `actor` alone: whoever is on its list, or may come
    /// without being on it, or plans races. Nothing: drivers need none.
    ///
    /// # Errors
    /// [`Refused::NotDriving`] for everybody else.
    pub async fn race_password(
        &self,
        actor: &Actor,
        id: &NightId,
    ) -> Result<(Night, Option<String>)> {
        let rules = self.race_rules(actor, Action::SignUp)?;
        let user = actor.user.ok_or(Refusal::NotInGuild)?.get();
        let night = self.race_service()?.night(rules.id.get(), id).await?;
        let may_come = match &night.sign_up {
            None => true,
            Some(list) if list.guests == Guests::FreeSlots => true,
            Some(_) => matches!(
                night.place_of(user).map(|placed| placed.place),
                Some(Place::Grid(_) | Place::Waiting(_))
            ),
        };
        let organises = self.rules().policy.may(actor, Action::Race).is_ok();
        if !may_come && !organises {
            return Err(RaceError::from(Refused::NotDriving).into());
        }
        let password = night
            .raced
            .as_ref()
            .and_then(|raced| raced.password.clone());
        Ok((night, password))
    }

    /// Notes what a night's server races from now on. That it fails keeps no server from racing it.
    pub(crate) async fn note_raced(&self, server: &Server, files: &BTreeMap<String, String>) {
        let of = |name| {
            files
                .get(name)
                .map_or(&[][..], |text: &String| text.as_bytes())
        };
        let files = Files::parse(of(Files::SERVER_CFG), of(Files::ENTRY_LIST));
        let raced = Raced::of(&files);
        let noted = async {
            let Some(night) = self.night_of(server).await? else {
                return Ok(());
            };
            let races = self.race_service()?;
            races
                .edit(night.guild, &night.id, |night| {
                    night.raced = Some(raced.clone());
                    Ok::<_, RaceError>(())
                })
                .await?;
            self.ring_for_races();
            Ok::<(), crate::ServiceError>(())
        };
        if let Err(error) = noted.await {
            tracing::warn!(server.id = %server.id, error = &error as &dyn std::error::Error, "what {} races now could not be noted on its race", server.id);
        }
    }
}
