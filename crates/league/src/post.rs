//! Telling a session in the channel once.
//!
//! A [`Post`] is a document beside the result. Whoever wants to tell takes it ([`League::take_post`]), tells,
//! and notes the message ([`League::posted`]). Of two bots one gets it. A bot that was killed in between left
//! it taken: after [`STALE`] the next one takes it over, and looks in the channel before it tells again.

use jiff::{SignedDuration, Timestamp};
use results::document::{Kept, ResultId};
use results::season::Season;
use serde::{Deserialize, Serialize};
use store::{Expected, StoreError};

use crate::{Corrected, League, LeagueError, Result, standings_mark};

/// How long a bot may take to tell, before another one takes over.
pub const STALE: SignedDuration = SignedDuration::from_secs(60);

/// How many further messages of the same are known. Each is drawn anew at every decision, so older ones stay as they
/// are then.
const MOST_AGAIN: usize = 20;

/// How far telling has come.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Post {
    /// When somebody began to tell.
    pub taken_at: Timestamp,
    /// The message in the channel, once it is known.
    pub message: Option<u64>,
    /// The channel that it is in, where that was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<u64>,
    /// Further messages that show the same, as those of decisions do; the latest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<Place>,
}

/// Where a message is.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Place {
    /// Its channel.
    pub channel: u64,
    /// The message.
    pub message: u64,
}

impl Post {
    fn taken_at(taken_at: Timestamp) -> Self {
        Self {
            taken_at,
            message: None,
            channel: None,
            again: Vec::new(),
        }
    }

    fn places(self) -> Vec<Place> {
        let first = self.channel.zip(self.message);
        let first = first.map(|(channel, message)| Place { channel, message });
        let again = self.again.into_iter().filter(|it| Some(*it) != first);
        first.into_iter().chain(again).collect()
    }
}

impl Kept for Post {
    const KIND: &'static str = "post";
    const SCHEMA: u32 = 1;
}

/// Whose it is to tell.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Turn {
    /// The caller's, and nobody has tried before.
    Mine,
    /// The caller's; somebody else tried, and may have told.
    MineAfterAnother,
    /// Somebody else is at it just now.
    Theirs,
    /// It was told in this message.
    Told(u64),
}

impl League {
    /// Asks whose turn it is to tell a result, and takes it if it is nobody's.
    ///
    /// # Errors
    /// [`LeagueError::Store`], [`LeagueError::Unreadable`].
    pub async fn take_post(&self, id: &ResultId, now: Timestamp) -> Result<Turn> {
        let key = self.key("posts", id.as_str())?;
        let mut taken = Post::taken_at(now);
        let Some((post, version)) = self.read::<Post>(&key).await? else {
            let mine = self.create(&key, &taken).await?;
            return Ok(if mine { Turn::Mine } else { Turn::Theirs });
        };
        if let Some(message) = post.message {
            return Ok(Turn::Told(message));
        }
        if now.duration_since(post.taken_at) < STALE {
            return Ok(Turn::Theirs);
        }
        taken.again = post.again;
        let bytes = results::document::write(&taken)
            .map_err(|error| StoreError::failed("writing", &key, error))?;
        match self
            .store
            .put(&key, bytes, Expected::Unchanged(&version))
            .await
        {
            Ok(_) => Ok(Turn::MineAfterAnother),
            Err(StoreError::Changed(_)) => Ok(Turn::Theirs),
            Err(error) => Err(error.into()),
        }
    }

    /// Where a result was told, as far as that is known.
    ///
    /// # Errors
    /// [`LeagueError::Store`], [`LeagueError::Unreadable`].
    pub async fn told(&self, id: &ResultId) -> Result<Vec<Place>> {
        let post = self.read::<Post>(&self.key("posts", id.as_str())?).await?;
        Ok(post.map_or_else(Vec::new, |(post, _)| post.places()))
    }

    /// Notes a message that shows how a season stands once more, as those of decisions do. Whose turn it is to tell
    /// it stays as it was.
    ///
    /// # Errors
    /// [`LeagueError::Store`], [`LeagueError::Unreadable`].
    pub async fn told_again(&self, season: &Season, place: Place) -> Result<()> {
        let Some(id) = standings_mark(season) else {
            return Ok(());
        };
        let key = self.key("posts", id.as_str())?;
        self.create(&key, &Post::taken_at(Timestamp::UNIX_EPOCH))
            .await?;
        let no_such = || LeagueError::NoSuchResult(id.to_string());
        self.change(&key, no_such, |post: &mut Post| {
            post.again.push(place);
            let too_many = post.again.len().saturating_sub(MOST_AGAIN);
            post.again.drain(..too_many);
            Ok(())
        })
        .await?;
        // What was decided while it was being told was drawn without it.
        self.correct(Corrected::Season(season.id.clone())).await;
        Ok(())
    }

    /// Notes the message in which a result was told.
    ///
    /// # Errors
    /// [`LeagueError::NoSuchResult`] if nobody took it, [`LeagueError::Store`], [`LeagueError::Unreadable`].
    pub async fn posted(&self, id: &ResultId, channel: u64, message: u64) -> Result<()> {
        let no_such = || LeagueError::NoSuchResult(id.to_string());
        self.change(
            &self.key("posts", id.as_str())?,
            no_such,
            |post: &mut Post| {
                post.message = Some(message);
                post.channel = Some(channel);
                Ok(())
            },
        )
        .await
    }
}
