//! Signing up for a night: who, with which Steam account, in which car.

use configuration::SteamId;
use domain::ids::{GuildId, UserId};
use domain::policy::{Action, Actor, Refusal};
use race::{Applicant, Entry, Night, NightId, Placed, Refused, Snowflake};
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

/// What an organiser does about a driver of a night.
#[derive(Debug, Clone, Default)]
pub struct DriverEdit {
    /// In kg.
    pub ballast: Option<u32>,
    /// In percent.
    pub restrictor: Option<u32>,
    /// Off the list.
    pub remove: bool,
    /// The Steam account is asked for again, and free for whoever it belongs to.
    pub forget_steam: bool,
}

impl DriverEdit {
    /// Whether anything is to be done.
    pub fn asks(&self) -> bool {
        self.ballast.is_some() || self.restrictor.is_some() || self.remove || self.forget_steam
    }
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
        let steam = races.steam_of(guild, user).await?;
        // Whose account was forgotten or has changed signs up anew, with the car that they have.
        let stays = |entry: &Entry| night.is_closed(now) || steam == Some(entry.steam);
        if let (JoinRequest::SignUp, Some(known), Some(placed)) = (
            asked,
            known.filter(|entry| stays(entry)),
            night.place_of(user),
        ) {
            self.may_drive(guild, known.steam).await?;
            return Ok(Joining::In(Box::new(night), placed));
        }
        if night.is_closed(now) {
            return Err(RaceError::from(Refused::Closed).into());
        }
        let Some(steam) = steam else {
            return Ok(Joining::SteamNeeded);
        };
        self.may_drive(guild, steam).await?;
        let car = match (asked, known, rules.cars.as_slice()) {
            (JoinRequest::Car(car), ..) => car.clone(),
            (JoinRequest::SignUp, Some(known), _) => known.car.clone(),
            (JoinRequest::SignUp, None, [(only, _)]) => only.clone(),
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

    /// Whether the league has banned a Steam account: its servers would throw it out.
    async fn may_drive(&self, guild: Snowflake, steam: SteamId) -> Result<()> {
        let bans = self.league(Some(GuildId::from(guild)))?.bans().await?;
        let guid = steam.to_string();
        match bans.into_iter().find(|ban| ban.guid == guid) {
            Some(ban) => Err(RaceError::from(Refused::Banned(ban.decision.reason)).into()),
            None => Ok(()),
        }
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

    /// What is known of `actor` on a night's list: team and number, for a form.
    ///
    /// # Errors
    /// If they are not on it.
    pub async fn race_details(
        &self,
        actor: &Actor,
        id: &NightId,
    ) -> Result<(Option<String>, Option<u16>)> {
        let guild = self.race_rules(actor, Action::SignUp)?.id.get();
        let user = actor.user.ok_or(Refusal::NotInGuild)?.get();
        let night = self.race_service()?.night(guild, id).await?;
        let entry = night.entries.iter().find(|entry| entry.user == user);
        let entry = entry.ok_or(RaceError::from(Refused::NotSignedUp))?;
        Ok((entry.team.clone(), entry.number))
    }

    /// Gives `actor` a team and a number in a night. Empty words mean none.
    ///
    /// # Errors
    /// The night's rules: a team that is full, a number that is taken or none.
    pub async fn give_details(
        &self,
        actor: &Actor,
        id: &NightId,
        team: &str,
        number: &str,
    ) -> Result<(Night, Placed)> {
        let guild = self.race_rules(actor, Action::SignUp)?.id.get();
        let user = actor.user.ok_or(Refusal::NotInGuild)?.get();
        let races = self.race_service()?;
        let night = races.night(guild, id).await?;
        let entry = night.entries.iter().find(|entry| entry.user == user);
        let entry = entry.ok_or(RaceError::from(Refused::NotSignedUp))?;
        self.may_drive(guild, entry.steam).await?;
        let number = match number.trim().trim_start_matches('#') {
            "" => None,
            digits => Some(
                digits
                    .parse()
                    .map_err(|_| RaceError::from(Refused::NumberInvalid))?,
            ),
        };
        let applicant = Applicant {
            user,
            name: actor.name.clone(),
            steam: entry.steam,
            car: entry.car.clone(),
            team: Some(team.trim().to_owned()).filter(|team| !team.is_empty()),
            number,
        };
        let now = self.clock().now();
        let signed_up = races.sign_up(guild, id, &applicant, now).await?;
        self.ring_for_races();
        Ok((signed_up.night, signed_up.placed))
    }

    /// An organiser lets somebody in who signed up, or turns them down.
    ///
    /// # Errors
    /// If `actor` may not plan races, or nobody of that id signed up.
    pub async fn decide_driver(
        &self,
        actor: &Actor,
        asked: &str,
        driver: UserId,
        accepted: bool,
    ) -> Result<Withdrawn> {
        let night = self.find_race(actor, Action::Race, asked).await?;
        let races = self.race_service()?;
        let decided = races
            .decide(night.guild, &night.id, driver.get(), accepted)
            .await?;
        self.ring_for_races();
        tracing::info!(race.id = %night.id, actor = %actor.name, accepted, "decided on the driver {driver} of {}", night.id);
        Ok(decided)
    }

    /// Takes `actor` off a night's list, and says who moves up.
    ///
    /// # Errors
    /// The night's rules.
    pub async fn leave_race(&self, actor: &Actor, id: &NightId) -> Result<Withdrawn> {
        let guild = self.race_rules(actor, Action::SignUp)?.id.get();
        let user = actor.user.ok_or(Refusal::NotInGuild)?.get();
        let withdrawn = self.race_service()?.withdraw(guild, id, user).await;
        let withdrawn = withdrawn.map_err(|error| match error {
            RaceError::Refused(Refused::NotOnList) => RaceError::from(Refused::NotSignedUp),
            error => error,
        })?;
        self.ring_for_races();
        Ok(withdrawn)
    }

    /// Has everybody whom the league has banned give up their place in a night, whenever they signed up.
    ///
    /// # Errors
    /// If the bans cannot be read, or the list not be changed.
    pub async fn give_up_banned(&self, night: &Night) -> Result<Night> {
        let bans = self
            .league(Some(GuildId::from(night.guild)))?
            .bans()
            .await?;
        let is_banned = |steam: SteamId| {
            let guid = steam.to_string();
            bans.iter().any(|ban| ban.guid == guid)
        };
        if !night.entries.iter().any(|entry| is_banned(entry.steam)) {
            return Ok(night.clone());
        }
        let races = self.race_service()?;
        let left = races
            .give_up_banned(night.guild, &night.id, is_banned)
            .await?;
        self.ring_for_races();
        Ok(left)
    }

    /// The same for all nights of a Discord server. A night that fails is looked at again when its sign-up closes.
    pub(crate) async fn give_up_all_banned(&self, guild: GuildId) {
        let Ok(races) = self.race_service() else {
            return;
        };
        let nights = match races.nights(guild.get()).await {
            Ok(nights) => nights,
            Err(error) => {
                tracing::warn!(guild.id = %guild, error = &error as &dyn std::error::Error, "whether somebody banned is on a race's list is not known");
                return;
            }
        };
        for night in nights {
            if let Err(error) = self.give_up_banned(&night).await {
                tracing::warn!(race.id = %night.id, error = &error as &dyn std::error::Error, "somebody banned may still be on the list of {}", night.id);
            }
        }
    }

    /// What an organiser does about a driver: ballast, restrictor, off the list, another Steam account.
    ///
    /// # Errors
    /// If `actor` may not plan races, or the driver is not on the list.
    pub async fn edit_driver(
        &self,
        actor: &Actor,
        asked: &str,
        driver: UserId,
        edit: &DriverEdit,
    ) -> Result<Withdrawn> {
        let night = self.find_race(actor, Action::Race, asked).await?;
        let (races, user) = (self.race_service()?, driver.get());
        if !edit.asks() {
            return Err(RaceFault::NothingToEdit.into());
        }
        let mut changed = Withdrawn {
            night,
            moved_up: Vec::new(),
        };
        let (guild, id) = (changed.night.guild, changed.night.id.clone());
        if edit.ballast.is_some() || edit.restrictor.is_some() {
            changed.night = races
                .edit(guild, &id, |night| {
                    let known = night.entries.iter().find(|entry| entry.user == user);
                    let (ballast, restrictor) =
                        known.map_or((0, 0), |entry| (entry.ballast, entry.restrictor));
                    let (ballast, restrictor) = (
                        edit.ballast.unwrap_or(ballast),
                        edit.restrictor.unwrap_or(restrictor),
                    );
                    Ok::<_, RaceError>(night.load(user, ballast, restrictor)?)
                })
                .await?;
        }
        if edit.remove {
            changed = races.withdraw(guild, &id, user).await?;
        }
        if edit.forget_steam {
            races.forget(guild, user).await?;
        }
        self.ring_for_races();
        tracing::info!(race.id = %id, actor = %actor.name, "changed the driver {user} of {id}");
        Ok(changed)
    }
}
