//! What a league remembers: its drivers, presets, and how long its servers took to start.

use configuration::{Change, Content, SteamId};
use jiff::Timestamp;
use race::{BootTimes, Drivers, Library, Preset, PresetRefused, Presets, Snowflake};
use store::Key;

use crate::documents::key;
use crate::{RaceError, RaceService};

impl RaceService {
    /// A member's Steam account, if they have given it.
    ///
    /// # Errors
    /// The storage's.
    pub async fn steam_of(
        &self,
        guild: Snowflake,
        user: Snowflake,
    ) -> Result<Option<SteamId>, RaceError> {
        Ok(self.drivers(guild).await?.steam(user))
    }

    /// Who is who on Steam.
    ///
    /// # Errors
    /// The storage's.
    pub async fn drivers(&self, guild: Snowflake) -> Result<Drivers, RaceError> {
        Ok(self.read(&drivers(guild)?).await?.document)
    }

    /// Remembers a member's Steam account.
    ///
    /// # Errors
    /// [`RaceError::SteamTaken`], and the storage's.
    pub async fn remember(
        &self,
        guild: Snowflake,
        user: Snowflake,
        steam: SteamId,
    ) -> Result<(), RaceError> {
        // Most have said so before, and a write is not free.
        if self.steam_of(guild, user).await? == Some(steam) {
            return Ok(());
        }
        self.update(&drivers(guild)?, |drivers: &mut Drivers| {
            Ok(drivers.remember(user, steam)?)
        })
        .await
    }

    /// Forgets a member's Steam account. `false`: there was none.
    ///
    /// # Errors
    /// The storage's.
    pub async fn forget(&self, guild: Snowflake, user: Snowflake) -> Result<bool, RaceError> {
        self.update(&drivers(guild)?, |drivers: &mut Drivers| {
            Ok(drivers.forget(user))
        })
        .await
    }

    /// Saves a preset, in place of the one of that name, which is answered.
    ///
    /// # Errors
    /// [`RaceError::Preset`], and the storage's.
    pub async fn save_preset(
        &self,
        guild: Snowflake,
        name: &str,
        change: &Change,
        by: Snowflake,
        now: Timestamp,
    ) -> Result<Option<Preset>, RaceError> {
        self.update(&presets(guild)?, |presets: &mut Presets| {
            Ok(presets.save(name, change.clone(), by, now)?)
        })
        .await
    }

    /// A preset by its name.
    ///
    /// # Errors
    /// [`RaceError::Preset`], and the storage's.
    pub async fn preset(&self, guild: Snowflake, name: &str) -> Result<Preset, RaceError> {
        let presets: Presets = self.read(&presets(guild)?).await?.document;
        Ok(presets.get(name)?)
    }

    /// All presets by their names, or why one cannot be used any more.
    ///
    /// # Errors
    /// The storage's.
    pub async fn presets(
        &self,
        guild: Snowflake,
    ) -> Result<Vec<(String, Result<Preset, PresetRefused>)>, RaceError> {
        let presets: Presets = self.read(&presets(guild)?).await?.document;
        Ok(presets.all())
    }

    /// The names of all presets.
    ///
    /// # Errors
    /// The storage's.
    pub async fn preset_names(&self, guild: Snowflake) -> Result<Vec<String>, RaceError> {
        let presets: Presets = self.read(&presets(guild)?).await?.document;
        Ok(presets.names())
    }

    /// Deletes a preset. `false`: there was none.
    ///
    /// # Errors
    /// The storage's.
    pub async fn delete_preset(&self, guild: Snowflake, name: &str) -> Result<bool, RaceError> {
        self.update(&presets(guild)?, |presets: &mut Presets| {
            Ok(presets.delete(name))
        })
        .await
    }

    /// Which tracks and cars the league's packs hold.
    ///
    /// # Errors
    /// The storage's.
    pub async fn library(&self, guild: Snowflake) -> Result<Library, RaceError> {
        Ok(self.read(&key(guild, "library.json")?).await?.document)
    }

    /// Notes what packs hold, and forgets those that are not there any more.
    ///
    /// # Errors
    /// The storage's.
    pub async fn note_content(
        &self,
        guild: Snowflake,
        found: &[(String, Content)],
        are_there: impl Fn(&str) -> bool,
    ) -> Result<Library, RaceError> {
        self.update(&key(guild, "library.json")?, |library: &mut Library| {
            library.keep_only(&are_there);
            for (pack, content) in found {
                library.note(pack, content);
            }
            Ok(library.clone())
        })
        .await
    }

    /// How long the last starts took.
    ///
    /// # Errors
    /// The storage's.
    pub async fn boot_times(&self, guild: Snowflake) -> Result<BootTimes, RaceError> {
        Ok(self.read(&key(guild, "boots.json")?).await?.document)
    }

    /// Notes how long `server` took to come online, in seconds; once, however many bots say it.
    ///
    /// # Errors
    /// The storage's.
    pub async fn add_boot_time(
        &self,
        guild: Snowflake,
        server: &str,
        seconds: u32,
    ) -> Result<(), RaceError> {
        let key = key(guild, "boots.json")?;
        self.update(&key, |boots: &mut BootTimes| {
            boots.add(server, seconds);
            Ok(())
        })
        .await
    }
}

fn drivers(guild: Snowflake) -> Result<Key, RaceError> {
    key(guild, "drivers.json")
}

fn presets(guild: Snowflake) -> Result<Key, RaceError> {
    key(guild, "presets.json")
}
