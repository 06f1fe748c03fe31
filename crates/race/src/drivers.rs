//! What a league remembers of its drivers: who is who on Steam.

use std::fmt;

use configuration::SteamId;
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
