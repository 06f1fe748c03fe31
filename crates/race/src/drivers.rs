//! What a league remembers of its drivers: who is who on Steam, and who may not drive.

use std::fmt;

use configuration::SteamId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::Snowflake;

/// A member of the Discord server and their Steam account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Driver {
    /// Who, on Discord.
    pub user: Snowflake,
    /// Who, on Steam.
    pub steam: SteamId,
}

/// Who is who. One document for a Discord server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drivers {
    drivers: Vec<Driver>,
}

/// Somebody else has said that this Steam account is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SteamTaken {
    /// Who.
    pub by: Snowflake,
}

impl fmt::Display for SteamTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<@{}> has given this Steam account as theirs. If it is yours, ask an organiser to sort it out.",
            self.by
        )
    }
}

impl std::error::Error for SteamTaken {}

impl Drivers {
    /// The Steam account of a member.
    pub fn steam(&self, user: Snowflake) -> Option<SteamId> {
        let driver = self.drivers.iter().find(|driver| driver.user == user);
        driver.map(|driver| driver.steam)
    }

    /// The member whose Steam account this is.
    pub fn user(&self, steam: SteamId) -> Option<Snowflake> {
        let driver = self.drivers.iter().find(|driver| driver.steam == steam);
        driver.map(|driver| driver.user)
    }

    /// Remembers it, in place of the one before.
    ///
    /// # Errors
    /// [`SteamTaken`]: ids are public, so the first who gives one keeps it until an organiser frees it.
    pub fn remember(&mut self, user: Snowflake, steam: SteamId) -> Result<(), SteamTaken> {
        if let Some(other) = self
            .drivers
            .iter()
            .find(|driver| driver.steam == steam && driver.user != user)
        {
            return Err(SteamTaken { by: other.user });
        }
        self.drivers.retain(|driver| driver.user != user);
        self.drivers.push(Driver { user, steam });
        Ok(())
    }

    /// Forgets a member. `false`: there was nothing to forget.
    pub fn forget(&mut self, user: Snowflake) -> bool {
        let before = self.drivers.len();
        self.drivers.retain(|driver| driver.user != user);
        self.drivers.len() < before
    }
}

/// Somebody who may not sign up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ban {
    /// Who, on Discord, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<Snowflake>,
    /// Who, on Steam, if that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub steam: Option<SteamId>,
    /// Why, in words that the banned read.
    pub why: String,
    /// The organiser.
    pub by: Snowflake,
    /// Until when; none: until it is lifted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// Who may not drive. One document for a Discord server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bans {
    bans: Vec<Ban>,
}

impl Bans {
    /// Bans somebody; a ban of the same person before is replaced.
    pub fn add(&mut self, mut ban: Ban) {
        ban.why = ban
            .why
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect();
        self.lift(ban.user, ban.steam);
        self.bans.push(ban);
    }

    /// Lifts the bans of a person. `false`: there was none.
    pub fn lift(&mut self, user: Option<Snowflake>, steam: Option<SteamId>) -> bool {
        let before = self.bans.len();
        let same = |ban: &Ban| {
            (user.is_some() && ban.user == user) || (steam.is_some() && ban.steam == steam)
        };
        self.bans.retain(|ban| !same(ban));
        self.bans.len() < before
    }

    /// Why this person may not drive now, if so.
    pub fn reason(&self, user: Snowflake, steam: SteamId, now: Timestamp) -> Option<String> {
        let holds = |ban: &&Ban| {
            (ban.user == Some(user) || ban.steam == Some(steam))
                && ban.until.is_none_or(|until| now < until)
        };
        self.bans.iter().find(holds).map(|ban| ban.why.clone())
    }

    /// The Steam accounts that a server's `blacklist.txt` is to have.
    pub fn blacklist(&self, now: Timestamp) -> Vec<SteamId> {
        let holding = self
            .bans
            .iter()
            .filter(|ban| ban.until.is_none_or(|until| now < until));
        holding.filter_map(|ban| ban.steam).collect()
    }
}
