//! "That's me": who drove on a league's servers lately and is nobody's yet on Discord.
//!
//! Whoever joined once need not look for their Steam profile: they choose themselves. As with what is pasted,
//! this is no proof: what one member has given, no other can take, and who tries is told to the organisers. Whom
//! somebody says to be is told in the race's channel, where an organiser takes it back by one press.

use std::collections::BTreeMap;

use configuration::SteamId;
use domain::ids::GuildId;
use domain::policy::{Action, Actor, Refusal};
use jiff::{SignedDuration, Timestamp};

use super::{RaceFault, Result, Service};

/// Who has not driven for longer than this is not offered.
const LATELY: SignedDuration = SignedDuration::from_hours(60 * 24);

/// Somebody who drove on a league's servers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// Who, on Steam.
    pub steam: SteamId,
    /// The name that they drove under last.
    pub name: String,
    /// Whether they are on a server now.
    pub is_here: bool,
    /// When they were seen last.
    pub seen: Timestamp,
}

impl Service {
    /// Those who are or lately were on the league's servers and whose Steam account no member has given yet.
    /// Whoever is most likely `actor` comes first: called the same, there now, there last.
    ///
    /// # Errors
    /// If `actor` may not sign up, or what is kept cannot be read.
    pub async fn faces(&self, actor: &Actor) -> Result<Vec<Face>> {
        let guild = self.race_rules(actor, Action::SignUp)?.id;
        let now = self.clock().now();
        let (known, left, servers) = tokio::join!(
            self.known_drivers(guild),
            self.drove_lately(guild, now),
            self.list()
        );
        let (known, mut faces) = (known?, left?);
        for server in servers? {
            if server.home.map(|home| home.guild) != Some(guild) {
                continue;
            }
            let Some(live) = self.live(&server.id) else {
                continue;
            };
            for present in &live.present {
                note(&mut faces, &present.guid, &present.name, now, true);
            }
        }
        let mut faces: Vec<Face> = faces.into_values().collect();
        faces.retain(|face| known.user(face.steam).is_none());
        let own = actor.name.to_lowercase();
        faces.sort_by_key(|face| {
            let is_called_so = face.name.to_lowercase() == own;
            (!is_called_so, !face.is_here, std::cmp::Reverse(face.seen))
        });
        Ok(faces)
    }

    /// Remembers that `actor` is one of [`Self::faces`], and says which.
    ///
    /// # Errors
    /// [`RaceFault::NotSeen`] if nobody of that account drove here, and
    /// [`RaceError::SteamTaken`](race_service::RaceError::SteamTaken) if another member has given it.
    pub async fn claim_steam(&self, actor: &Actor, claimed: &str) -> Result<Face> {
        let guild = self.race_rules(actor, Action::SignUp)?.id;
        let user = actor.user.ok_or(Refusal::NotInGuild)?.get();
        let steam: SteamId = claimed.parse().map_err(RaceFault::Steam)?;
        let races = self.race_service()?;
        // Another member's is refused as such, not as a stranger's.
        let owner = self.known_drivers(guild).await?.user(steam);
        let faces = self.faces(actor).await?;
        let face = faces.into_iter().find(|it| it.steam == steam);
        if owner.is_none() && face.is_none() {
            return Err(RaceFault::NotSeen.into());
        }
        races.remember(guild.get(), user, steam).await?;
        tracing::info!(actor.id = user, guild.id = %guild, "{} says to be {steam}", actor.name);
        face.ok_or_else(|| RaceFault::NotSeen.into())
    }

    async fn known_drivers(&self, guild: GuildId) -> Result<race::Drivers> {
        Ok(self.race_service()?.drivers(guild.get()).await?)
    }

    async fn drove_lately(
        &self,
        guild: GuildId,
        now: Timestamp,
    ) -> Result<BTreeMap<SteamId, Face>> {
        let mut faces = BTreeMap::new();
        for stored in self.league(Some(guild))?.results().await?.results {
            if LATELY < now.duration_since(stored.stored_at) {
                continue;
            }
            for row in &stored.result.classification {
                // Of a crew's row nobody can say who has which name.
                note(&mut faces, &row.guid, &row.driver, stored.stored_at, false);
            }
        }
        Ok(faces)
    }
}

/// Notes that somebody was seen; what is no account of a person is passed over.
fn note(
    faces: &mut BTreeMap<SteamId, Face>,
    guid: &str,
    name: &str,
    seen: Timestamp,
    is_here: bool,
) {
    let Ok(steam) = guid.parse::<SteamId>() else {
        return;
    };
    let known = faces.get(&steam);
    if known.is_none_or(|known| (known.is_here, known.seen) < (is_here, seen)) {
        let face = Face {
            steam,
            name: name.to_owned(),
            is_here,
            seen,
        };
        faces.insert(steam, face);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_known_by_the_name_of_the_last_time_and_a_crew_is_nobody() {
        let at = |second| Timestamp::from_second(second).expect("a time");
        let mut faces = BTreeMap::new();
        let anna = "76561198000000001";
        note(&mut faces, anna, "Anna", at(2), false);
        note(&mut faces, anna, "Anna, once", at(1), false);
        let crew = "76561198000000001/76561198000000002";
        note(&mut faces, crew, "A crew", at(3), false);
        note(&mut faces, "0", "Nobody", at(3), true);
        let names: Vec<&str> = faces.values().map(|face| face.name.as_str()).collect();
        assert_eq!(names, ["Anna"]);
        note(&mut faces, anna, "Anna B", at(1), true);
        assert!(faces.values().all(|face| face.is_here));
    }
}
