//! Signing up for a night.

use std::fmt;

use configuration::{LONGEST_NAME, SteamId, Text};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Snowflake;
use crate::handicap::{MOST_BALLAST, MOST_RESTRICTOR};
use crate::night::{Night, State};
use crate::places::{MovedUp, Placed, Untold};
use crate::steps::Step;

/// The rules of a night's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// The cars to choose from, and how many of each there may be; none: as many as there are slots.
    pub cars: Vec<(String, Option<u32>)>,
    /// How many start.
    pub grid: u32,
    /// How many slots are kept for drivers of the waiting list, whoever of them comes.
    #[serde(default)]
    pub reserve_slots: u32,
    /// How many may start for one team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_team: Option<u32>,
    /// Whether an organiser lets each driver in.
    #[serde(default)]
    pub approval: bool,
    /// What becomes of those who are not on the list.
    #[serde(default)]
    pub guests: Guests,
}

/// Who may drive without having signed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guests {
    /// Nobody: the list is locked, and slots that nobody took are not there.
    #[default]
    Refused,
    /// Whoever comes, in the slots that nobody took.
    FreeSlots,
}

/// Somebody who wants to drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// Who, on Discord.
    pub user: Snowflake,
    /// The name there, as it is.
    pub name: String,
    /// Who, on Steam.
    pub steam: SteamId,
    /// The car's folder.
    pub car: String,
    /// The team's name, as it was typed.
    pub team: Option<String>,
    /// The number on the car.
    pub number: Option<u16>,
}

/// Where an entry stands with the organisers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Waits for an organiser.
    Pending,
    /// In.
    Accepted,
    /// Out, and stays so.
    Rejected,
}

/// Somebody who signed up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Who, on Discord.
    pub user: Snowflake,
    /// The name on the grid.
    pub name: String,
    /// Who, on Steam.
    pub steam: SteamId,
    /// The car's folder.
    pub car: String,
    /// The team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// The number on the car.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u16>,
    /// Ballast in kg.
    #[serde(default)]
    pub ballast: u32,
    /// Restrictor in percent.
    #[serde(default)]
    pub restrictor: u32,
    /// Whether an organiser gave them: the standings change nothing about them then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
    /// Where it stands with the organisers.
    pub standing: Standing,
    /// When they signed up for this car.
    pub at: Timestamp,
}

/// Why somebody cannot sign up. `Display` is for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The night has no list.
    NoSignUp,
    /// The night was called off, or is over.
    NotOpen,
    /// Sign-up has closed.
    Closed,
    /// The league has banned this Steam account; with its reason.
    Banned(String),
    /// There is no such car.
    NoSuchCar(Vec<String>),
    /// The team has as many drivers as it may.
    TeamFull {
        /// The team.
        team: String,
        /// How many.
        most: u32,
    },
    /// Somebody else has the number.
    NumberTaken(u16),
    /// 0, or more than three digits.
    NumberInvalid,
    /// Somebody else signed up with this Steam account.
    SteamTaken,
    /// The organisers turned this driver down.
    TurnedDown,
    /// The list is as long as it may be.
    ListFull,
    /// Who is decided on is not on the list.
    NotOnList,
    /// Who withdraws is not on the list.
    NotSignedUp,
    /// The password is for those who drive.
    NotDriving,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSignUp => f.write_str("This race has no sign-up: join with the link when the server is online."),
            Self::NotOpen => f.write_str("This race was called off or is over."),
            Self::Closed => f.write_str(
                "Sign-up for this race has closed. Ask an organiser if there is still a free slot.",
            ),
            Self::Banned(why) if why.is_empty() => {
                f.write_str("You may not sign up for races here. Ask an organiser why.")
            }
            Self::Banned(why) => write!(f, "You may not sign up for races here: {why}"),
            Self::NoSuchCar(cars) => write!(f, "This race has no such car. Choose one of these: {}.", cars.join(", ")),
            Self::TeamFull { team, most } => write!(
                f,
                "{team} has {most} drivers in this race, which is as many as a team may have. Sign up without a team, or with another one."
            ),
            Self::NumberTaken(number) => write!(f, "Somebody else drives with number {number}. Choose another one."),
            Self::NumberInvalid => f.write_str("A number is one from 1 to 999."),
            Self::SteamTaken => f.write_str(
                "Somebody else has signed up with this Steam account. If it is yours, ask an organiser to remove them.",
            ),
            Self::TurnedDown => f.write_str("The organisers have turned you down for this race. Ask them why."),
            Self::ListFull => f.write_str("The waiting list of this race is full."),
            Self::NotDriving => f.write_str("The password is for those who are on the list of this race: sign up first."),
            Self::NotOnList => f.write_str("This driver has not signed up for this race."),
            Self::NotSignedUp => f.write_str("You have not signed up for this race."),
        }
    }
}

impl std::error::Error for Refused {}

/// The most entries of a night, those that wait included.
const MOST_ENTRIES: usize = 300;
const LONGEST_TEAM: usize = 40;

impl Night {
    /// Puts somebody on the list, or changes what they said before. Who keeps their car keeps their
    /// place; who changes it stands at the end of those who wait for the new one.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn sign_up(&mut self, applicant: &Applicant, now: Timestamp) -> Result<Placed, Refused> {
        let rules = self.rules(now)?;
        let approval = rules.approval;
        let mut entry = self.checked(applicant, rules, now)?;
        let former = self
            .entries
            .iter()
            .position(|known| known.user == applicant.user);
        let before = self.places();
        match former {
            Some(place) => {
                let known = &self.entries[place];
                entry.standing = known.standing;
                (entry.ballast, entry.restrictor) = (known.ballast, known.restrictor);
                entry.by_hand = known.by_hand;
                if known.car == entry.car {
                    entry.at = known.at;
                    self.entries[place] = entry;
                } else {
                    self.entries.remove(place);
                    self.entries.push(entry);
                }
            }
            None if MOST_ENTRIES <= self.entries.len() => return Err(Refused::ListFull),
            None => {
                entry.standing = if approval {
                    Standing::Pending
                } else {
                    Standing::Accepted
                };
                self.entries.push(entry);
            }
        }
        // Who takes another car may leave theirs to somebody who waited for it.
        self.moved_up_since(&before, Some(applicant.user));
        self.place_of(applicant.user).ok_or(Refused::NotOnList)
    }

    fn checked(
        &self,
        applicant: &Applicant,
        rules: &SignUp,
        now: Timestamp,
    ) -> Result<Entry, Refused> {
        let car = rules
            .cars
            .iter()
            .find(|(car, _)| car.eq_ignore_ascii_case(&applicant.car));
        let Some((car, _)) = car else {
            return Err(Refused::NoSuchCar(
                rules.cars.iter().map(|(car, _)| car.clone()).collect(),
            ));
        };
        let others = || {
            self.entries
                .iter()
                .filter(|entry| entry.user != applicant.user)
        };
        let turned_down =
            |entry: &Entry| entry.user == applicant.user && entry.standing == Standing::Rejected;
        if self.entries.iter().any(turned_down) {
            return Err(Refused::TurnedDown);
        }
        if others().any(|entry| entry.steam == applicant.steam) {
            return Err(Refused::SteamTaken);
        }
        match applicant.number {
            Some(number) if !(1..=999).contains(&number) => return Err(Refused::NumberInvalid),
            Some(number) if others().any(|entry| entry.number == Some(number)) => {
                return Err(Refused::NumberTaken(number));
            }
            _ => {}
        }
        let team = applicant
            .team
            .as_deref()
            .map(|team| Text::cleaned(team, LONGEST_TEAM).to_string());
        let team = team.filter(|team| !team.is_empty());
        if let (Some(team), Some(most)) = (&team, rules.per_team) {
            let mates = others().filter(|entry| entry.is_of(team)).count();
            if u32::try_from(mates).is_ok_and(|mates| most <= mates) {
                return Err(Refused::TeamFull {
                    team: team.clone(),
                    most,
                });
            }
        }
        Ok(Entry {
            user: applicant.user,
            name: driver_name(&applicant.name),
            steam: applicant.steam,
            car: car.clone(),
            team,
            number: applicant.number,
            ballast: 0,
            restrictor: 0,
            by_hand: false,
            standing: Standing::Accepted,
            at: now,
        })
    }

    /// The rules, if somebody can still sign up.
    fn rules(&self, now: Timestamp) -> Result<&SignUp, Refused> {
        let rules = self.sign_up.as_ref().ok_or(Refused::NoSignUp)?;
        if self.state != State::Planned {
            return Err(Refused::NotOpen);
        }
        if self.is_closed(now) {
            return Err(Refused::Closed);
        }
        Ok(rules)
    }

    /// Whether sign-up has closed: by the clock, or because the entry list has been written.
    pub fn is_closed(&self, now: Timestamp) -> bool {
        self.closes_at() <= now || self.is_done(Step::CloseSignUp)
    }

    /// When sign-up closes.
    pub fn closes_at(&self) -> Timestamp {
        self.start.before(self.timing.closes)
    }

    /// Takes somebody off the list, also after it has closed, and says who moves up.
    ///
    /// # Errors
    /// [`Refused::NotOnList`], and [`Refused::NotOpen`] when the night is over.
    pub fn withdraw(&mut self, user: Snowflake) -> Result<Vec<MovedUp>, Refused> {
        if self.state != State::Planned {
            return Err(Refused::NotOpen);
        }
        let place = self
            .entries
            .iter()
            .position(|entry| entry.user == user)
            .ok_or(Refused::NotOnList)?;
        // Who was turned down would come back as if nothing had been.
        if self.entries[place].standing == Standing::Rejected {
            return Err(Refused::NotOnList);
        }
        let before = self.places();
        self.entries.remove(place);
        Ok(self.moved_up_since(&before, None))
    }

    /// Takes somebody off the list whom the league has banned, and says who that is: the next one moves up, and both
    /// are told. Done twice it is done.
    pub fn give_up_banned(&mut self, is_banned: impl Fn(SteamId) -> bool) -> Vec<Snowflake> {
        if self.state != State::Planned {
            return Vec::new();
        }
        let before = self.places();
        let banned = self.entries.extract_if(.., |entry| is_banned(entry.steam));
        let banned: Vec<Snowflake> = banned.map(|entry| entry.user).collect();
        let told = banned.iter().map(|user| Untold::Banned(*user));
        self.untold.extend(told);
        self.moved_up_since(&before, None);
        banned
    }

    /// An organiser lets a driver in, or turns them down; says who moves up by it.
    ///
    /// # Errors
    /// [`Refused::NotOnList`].
    pub fn decide(&mut self, user: Snowflake, accepted: bool) -> Result<Vec<MovedUp>, Refused> {
        let before = self.places();
        let entry = self
            .entries
            .iter_mut()
            .find(|entry| entry.user == user)
            .ok_or(Refused::NotOnList)?;
        entry.standing = if accepted {
            Standing::Accepted
        } else {
            Standing::Rejected
        };
        self.untold.push(Untold::Decided(user));
        Ok(self.moved_up_since(&before, Some(user)))
    }

    /// An organiser gives a driver ballast (kg) and restrictor (percent), which last for the night.
    ///
    /// # Errors
    /// [`Refused::NotOnList`].
    pub fn load(&mut self, user: Snowflake, ballast: u32, restrictor: u32) -> Result<(), Refused> {
        let entry = self
            .entries
            .iter_mut()
            .find(|entry| entry.user == user)
            .ok_or(Refused::NotOnList)?;
        (entry.ballast, entry.restrictor) =
            (ballast.min(MOST_BALLAST), restrictor.min(MOST_RESTRICTOR));
        entry.by_hand = true;
        Ok(())
    }
}

impl Entry {
    fn is_of(&self, team: &str) -> bool {
        let own = self.team.as_deref().unwrap_or_default();
        self.standing != Standing::Rejected && own.to_lowercase() == team.to_lowercase()
    }
}

/// A Discord name as acServer can show it; never empty.
fn driver_name(raw: &str) -> String {
    match Text::cleaned(raw, LONGEST_NAME).as_str() {
        "" => "Driver".to_owned(),
        name => name.to_owned(),
    }
}
