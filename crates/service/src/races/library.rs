//! Tracks and cars from a league's other packs, for a pack that does not hold them.
//!
//! The files stay in the packs that members stored, so they cost nothing beside them and go with them; what is
//! remembered is which pack holds what. A pack that gives something was judged as it lies there, and the one
//! that is made of both is judged again.

use std::fs::File;
use std::io::BufReader;

use configuration::{Change, Content, Notice, Piece};
use domain::ids::GuildId;
use domain::policy::{Action, Actor};
use domain::server::PackLocation;
use race::Library;
use repack::RepackError;

use super::pack::{AtHand, blocking, form};
use super::{RaceFault, Result, Service};
use crate::ServiceError;
use cloud::StoredPack;
use transfer::PackLimits;

/// So many of the newest packs are looked into at once when something is missed, and none that is larger.
const LOOKED_INTO: usize = 40;
const LARGEST: u64 = 1 << 30;
/// Those that nobody looked into yet are fetched whole while somebody waits: so many bytes of them at once. The
/// rest is looked into the next time.
const FETCHED: u64 = 4 << 30;
/// What a server needs of a track or a car is small: surfaces, checksummed data, a racing line.
const MOST_FILES: usize = 500;
const MOST_BYTES: u64 = 64 << 20;

impl Service {
    /// The tracks and cars that races here can name, as far as their packs were looked into.
    ///
    /// # Errors
    /// If `actor` may not change what servers race, or the storage does not answer.
    pub async fn known_content(&self, actor: &Actor) -> Result<Content> {
        let guild = self.race_rules(actor, Action::Change)?.id;
        Ok(self.race_service()?.library(guild.get()).await?.all())
    }

    /// Adds to a pack the files of what a change names and it does not hold, from the newest of the league's
    /// packs that has them. What none has stays missing, which the change then says.
    pub(super) async fn complete(
        &self,
        guild: GuildId,
        at: &PackLocation,
        mut at_hand: AtHand,
        change: Option<&Change>,
        bounds: &PackLimits,
    ) -> Result<AtHand> {
        let named = change.map(Change::pieces).unwrap_or_default();
        // A pack without any content does not check what drivers have, and needs none.
        if at_hand.content.is_empty() || named.is_empty() {
            return Ok(at_hand);
        }
        let missing = named.into_iter().filter(|it| !at_hand.content.has(it));
        let missing: Vec<Piece> = missing.collect();
        if missing.is_empty() {
            return Ok(at_hand);
        }
        let packs = self.packs_of_league(guild).await?;
        let library = self
            .look_through(guild, at, &at_hand, &packs, bounds)
            .await?;
        for piece in missing {
            let has = |pack: &&StoredPack| library.has(&pack.location.to_string(), &piece);
            for giver in packs.iter().filter(has) {
                match self.give(&mut at_hand, giver, &piece, bounds).await {
                    Ok(true) => break,
                    Ok(false) => {}
                    Err(error) => {
                        tracing::warn!(pack = %giver.location, error = &error as &dyn std::error::Error, "{} gives no files of {}", giver.location, piece.name());
                    }
                }
            }
        }
        Ok(at_hand)
    }

    /// The packs that a Discord server may use, the newest first.
    async fn packs_of_league(&self, guild: GuildId) -> Result<Vec<StoredPack>> {
        let mut packs = self.all_packs().await?;
        let is_theirs = |pack: &StoredPack| pack.location.guild().is_none_or(|it| it == guild);
        packs.retain(|pack| pack.size <= LARGEST && is_theirs(pack));
        packs.truncate(LOOKED_INTO);
        Ok(packs)
    }

    /// What these packs hold; those that nobody looked into yet are.
    async fn look_through(
        &self,
        guild: GuildId,
        at: &PackLocation,
        at_hand: &AtHand,
        packs: &[StoredPack],
        bounds: &PackLimits,
    ) -> Result<Library> {
        let races = self.race_service()?;
        let library = races.library(guild.get()).await?;
        let there: Vec<String> = packs.iter().map(|it| it.location.to_string()).collect();
        let is_there = |pack: &str| pack == at.to_string() || there.iter().any(|it| it == pack);
        // Noted one by one: who is interrupted has learnt something.
        let note = async |name: String, content: Content| {
            races
                .note_content(guild.get(), &[(name, content)], is_there)
                .await
        };
        let unknown =
            |pack: &StoredPack| !library.knows(&pack.location.to_string()) && pack.location != *at;
        for pack in at_once(packs, unknown, FETCHED) {
            let name = pack.location.to_string();
            match self.put_down(&pack.location, bounds).await {
                Ok(other) => drop(note(name, other.content).await?),
                // It is what it is: looked at again it would be refused again.
                Err(ServiceError::Pack(_)) => drop(note(name, Content::default()).await?),
                Err(error) => {
                    tracing::warn!(pack = %name, error = &error as &dyn std::error::Error, "what {name} holds is not known");
                }
            }
        }
        Ok(note(at.to_string(), at_hand.content.clone()).await?)
    }

    /// Takes the files of a track or a car out of another pack. `false`: it has none of them.
    async fn give(
        &self,
        at_hand: &mut AtHand,
        giver: &StoredPack,
        piece: &Piece,
        bounds: &PackLimits,
    ) -> Result<bool> {
        let other = self.put_down(&giver.location, bounds).await?;
        let (path, form) = (other.path.clone(), form(other.pack.format));
        let (root, wanted) = (other.pack.root.clone(), piece.clone());
        let files = blocking(move || -> Result<_, RepackError> {
            let source = BufReader::new(File::open(path)?);
            let holds = |path: &str| wanted.holds(path);
            repack::take(source, form, &root, &holds, MOST_FILES, MOST_BYTES)
        })
        .await
        .map_err(RaceFault::Repack)?;
        if files.is_empty() {
            return Ok(false);
        }
        let content = Content::of_paths(files.keys().map(String::as_str));
        at_hand.content = std::mem::take(&mut at_hand.content).and(content);
        at_hand.borrowed.extend(files);
        at_hand.notices.push(Notice::Borrowed {
            what: piece.name().to_owned(),
            pack: other.file_name,
        });
        Ok(true)
    }
}

/// Those of the packs that are to be looked into now, the newest first, as far as `most` bytes go.
fn at_once(
    packs: &[StoredPack],
    is_unknown: impl Fn(&StoredPack) -> bool,
    most: u64,
) -> impl Iterator<Item = &StoredPack> {
    let mut left = most;
    packs
        .iter()
        .filter(move |pack| is_unknown(pack))
        .take_while(move |pack| match left.checked_sub(pack.size) {
            Some(rest) => {
                left = rest;
                true
            }
            None => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistyped_track_fetches_no_more_packs_than_somebody_can_wait_for() {
        let pack = |name: &str, size| StoredPack {
            location: format!("packs/200/abcd2345/{name}").parse().expect("a key"),
            size,
            modified: None,
            sha256: None,
        };
        let packs = ["a.zip", "b.zip", "c.zip", "d.zip"].map(|name| pack(name, 2));
        let names = |known: &str| -> Vec<String> {
            let unknown = |pack: &StoredPack| pack.location.file_name() != known;
            let now = at_once(&packs, unknown, 5);
            now.map(|pack| pack.location.file_name().to_owned())
                .collect()
        };
        assert_eq!(names(""), ["a.zip", "b.zip"]);
        // Those that were looked into leave room for the rest.
        assert_eq!(names("a.zip"), ["b.zip", "c.zip"]);
    }
}
