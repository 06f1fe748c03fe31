//! Signing up for a night: who, with which Steam account, in which car.

use configuration::SteamId;
use domain::policy::{Action, Actor, Refusal};
use race::{Applicant, Night, NightId, Placed, Refused};
use race_service::{RaceError, Withdrawn};

use super::{RaceFault, Result, Service};

/// What somebody pressed or chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinRequest {
    /// *Sign up*.
    SignUp,
    /// *Change car*.
    ChangeCar,
    /// A car of the list.
    Car(String),
}

/// How far a sign-up is.
#[derive(Debug)]
pub enum Joining {
    /// The Steam account is not known yet.
    SteamNeeded,
    /// There are several cars.
    ChooseCar(Box<Night>),
    /// They are on the list.
    In(Box<Night>, Placed),
}

impl Service {
    /// Puts `actor` on a night's list as far as that is possible with what is known of them.
    ///
    /// # Errors
    /// The night's rules, and those of the settings.
    pub async fn join_race(
        &self,
        actor: &Actor,
        id: &NightId,
        asked: &JoinRequest,
    ) -> Result<Joining> {
        let guild = self.race_rules(actor, Action::SignUp)?.id.get();
        let user = actor.user.ok_or(Refusal::NotInGuild)?.get();
        let races = self.race_service()?;
        let night = races.night(guild, id).await?;
        let now = self.clock().now();
        let rules = night
            .sign_up
            .as_ref()
            .ok_or(RaceError::from(Refused::NoSignUp))?;
        if !night.is_open() {
            return Err(RaceError::from(Refused::NotOpen).into());
        }
        let known = night.entries.iter().find(|entry| entry.user == user);
        if let (JoinRequest::SignUp, Some(placed)) = (asked, night.place_of(user)) {
            return Ok(Joining::In(Box::new(night), placed));
        }
        if night.is_closed(now) {
            return Err(RaceError::from(Refused::Closed).into());
        }
        let Some(steam) = races.steam_of(guild, user).await? else {
            return Ok(Joining::SteamNeeded);
        };
        let car = match (asked, rules.cars.as_slice()) {
            (JoinRequest::Car(car), _) => car.clone(),
            (JoinRequest::SignUp, [(only, _)]) => only.clone(),
            _ => return Ok(Joining::ChooseCar(Box::new(night))),
        };
        let applicant = Applicant {
            user,
            name: actor.name.clone(),
            steam,
            car,
            team: known.and_then(|entry| entry.team.clone()),
            number: known.and_then(|entry| entry.number),
        };
        let signed_up = races.sign_up(guild, id, &applicant, now).await?;
        self.ring_for_races();
        Ok(Joining::In(Box::new(signed_up.night), signed_up.placed))
    }

    /// Remembers `actor`'s Steam account, from whatever they pasted.
    ///
    /// # Errors
    /// [`RaceFault::Steam`], and [`RaceError::SteamTaken`] if somebody else has given it as theirs.
    pub async fn give_steam(&self, actor: &Actor, pasted: &str) -> Result<SteamId> {
        let guild = self.race_rules(actor, Action::SignUp)?.id.get();
        let user = actor.user.ok_or(Refusal::NotInGuild)?.get();
        let steam = SteamId::pasted(pasted).map_err(RaceFault::Steam)?;
        self.race_service()?.remember(guild, user, steam).await?;
        Ok(steam)
    }

    /// Takes `actor` off a night's list, and says who moves up.
    ///
    /// # Errors
    /// The night's rules.
    pub async fn leave_race(&self, actor: &Actor, id: &NightId) -> Result<Withdrawn> {
        let guild = self.race_rules(actor, Action::SignUp)?.id.get();
        let user = actor.user.ok_or(Refusal::NotInGuild)?.get();
        let withdrawn = self.race_service()?.withdraw(guild, id, user).await?;
        self.ring_for_races();
        Ok(withdrawn)
    }
}
