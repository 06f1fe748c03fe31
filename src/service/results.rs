//! Results: where a league's are kept, and how what servers leave gets there.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use league::{League, SeasonTable, ServerFile, Source};
use parking_lot::MutexGuard;
use results::document::{ResultId, StoredResult};
use results::records::Beaten;

use super::{NotifyError, Result, Service, ServiceError};
use cloud::{CloudError, SessionFile};
use domain::ids::{GuildId, MessageId, ServerId};
use domain::server::{Home, Server};

/// Where results of servers are kept that belong to no Discord server.
const SHELL: &str = "shell";

/// A file that could not be read is given so long to be finished; then it is not looked at again until it
/// changes.
const BEING_WRITTEN: SignedDuration = SignedDuration::from_secs(60);

/// How long a server's results may keep it from being deleted. A machine takes two seconds for each file.
const RESCUE: Duration = Duration::from_secs(30);

/// Which files were taken in already, as they were then. An empty one costs reading them again, and nothing
/// else.
#[derive(Debug, Default)]
pub struct SeenFiles {
    seen: HashMap<(ServerId, String), (u64, Timestamp)>,
    /// Whether results files that are kept already are passed over: there is little time.
    only_new: bool,
    /// Which those are, of the one server that is looked at.
    kept: HashSet<String>,
}

/// A result as its channel is told it.
#[derive(Debug, Clone)]
pub struct ResultPost {
    /// The result.
    pub result: StoredResult,
    /// The records that it has beaten.
    pub beaten: Vec<Beaten>,
    /// Whether others can open its file.
    pub simresults: bool,
}

/// Tells a channel of results. Implementations allow no mention and hide no error.
#[async_trait]
pub trait ResultNotifier: std::fmt::Debug + Send + Sync {
    /// Posts a result. Within a few minutes a repeat answers the first one's message.
    async fn post_result(&self, home: Home, post: &ResultPost) -> Result<MessageId, NotifyError>;

    /// Looks for a message with this mark, a result's name or that of standings, newer than `since`: a bot
    /// that was killed after posting finds what it posted.
    async fn find_post(
        &self,
        home: Home,
        mark: &ResultId,
        since: Timestamp,
    ) -> Result<Option<MessageId>, NotifyError>;

    /// Shows in its message what is known of a result now.
    async fn edit_result(
        &self,
        home: Home,
        message: MessageId,
        post: &ResultPost,
    ) -> Result<(), NotifyError>;

    /// Posts how a season stands, under this mark.
    async fn post_standings(
        &self,
        home: Home,
        table: &SeasonTable,
        mark: &ResultId,
    ) -> Result<MessageId, NotifyError>;
}

impl Service {
    /// What this Discord server keeps, or, without one, the shell.
    ///
    /// # Errors
    /// [`ServiceError::NoDocuments`] where the provider has no place for it.
    pub fn league(&self, guild: Option<GuildId>) -> Result<League> {
        let documents = self.cloud().documents().ok_or(ServiceError::NoDocuments)?;
        let scope = guild.map_or_else(|| SHELL.to_owned(), |guild| guild.to_string());
        Ok(League::new(documents, scope)?)
    }

    /// Takes in what a server's sessions left. Answers the results that are new or known better now.
    ///
    /// # Errors
    /// If the server's files or the documents cannot be read; the next call goes on.
    pub async fn collect(
        &self,
        server: &Server,
        seen: &mut SeenFiles,
        now: Timestamp,
    ) -> Result<Vec<StoredResult>> {
        let league = self.league(server.home.map(|home| home.guild))?;
        let mut new = Vec::new();
        let files = self.cloud().session_files(server).await?;
        if seen.only_new && !files.is_empty() {
            seen.kept = self.kept_files(server).await?;
        }
        for file in files {
            let key = (server.id.clone(), file.name.clone());
            let stands = (file.size, file.modified);
            let is_kept = seen.kept.contains(&file.name);
            if is_kept || Source::of(&file.name).is_none() || seen.seen.get(&key) == Some(&stands) {
                continue;
            }
            let bytes = match self.cloud().session_file(server, &file).await {
                Ok(bytes) => bytes,
                // The next file may be all right.
                Err(error @ CloudError::NotFound { .. }) => {
                    let id = &server.id;
                    tracing::debug!(server.id = %id, %error, "{} of the server {id} is not there", file.name);
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let collected = league.collect(&offered(server, &file, &bytes), now).await?;
            new.extend(collected.new);
            match collected.refused {
                Some(_) if now.duration_since(file.modified) < BEING_WRITTEN => {}
                Some(why) => {
                    let (id, name) = (&server.id, &file.name);
                    tracing::warn!(server.id = %id, "{name} of the server {id} cannot be taken in: {why}");
                    seen.seen.insert(key, stands);
                }
                None => drop(seen.seen.insert(key, stands)),
            }
        }
        Ok(new)
    }

    /// Takes in what a server has left, before its folder is emptied or deleted. It is tried once and not for
    /// long: a server must be deletable whatever became of its results.
    pub(super) async fn rescue_results(&self, server: &Server) {
        if self.cloud().documents().is_none() {
            return;
        }
        let mut seen = SeenFiles {
            only_new: true,
            ..SeenFiles::default()
        };
        let collecting = self.collect(server, &mut seen, Timestamp::now());
        let id = &server.id;
        let done = tokio::time::timeout(RESCUE, collecting).await;
        if !matches!(done, Ok(Ok(_))) {
            self.lock_unread().insert(id.clone());
        }
        match done {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => {
                tracing::warn!(server.id = %id, error = &error as &dyn std::error::Error, "what the sessions of {id} left could not be taken in before its folder is cleared");
            }
            Err(_) => {
                tracing::warn!(server.id = %id, "taking in what the sessions of {id} left took longer than {} s; its folder is cleared", RESCUE.as_secs());
            }
        }
    }

    /// The results files of a server that are kept already.
    async fn kept_files(&self, server: &Server) -> Result<HashSet<String>> {
        let league = self.league(server.home.map(|home| home.guild))?;
        let kept = league.of_server(server.id.as_str(), Timestamp::MIN).await?;
        let is_file = |name: &String| Source::of(name) == Some(Source::ResultsFile);
        Ok(kept
            .into_iter()
            .map(|it| it.source)
            .filter(is_file)
            .collect())
    }

    /// Whether what a server left could not be taken in before it was deleted; asked once.
    pub fn went_unread(&self, server: &ServerId) -> bool {
        self.lock_unread().remove(server)
    }

    fn lock_unread(&self) -> MutexGuard<'_, HashSet<ServerId>> {
        self.inner.unread.lock()
    }

    /// Takes in what all servers have left: for whoever looks at results where no bot runs.
    ///
    /// # Errors
    /// As [`Self::collect`].
    pub async fn collect_all(&self, now: Timestamp) -> Result<()> {
        let mut seen = SeenFiles::default();
        for server in self.list().await? {
            self.collect(&server, &mut seen, now).await?;
        }
        Ok(())
    }
}

fn offered<'a>(server: &'a Server, file: &'a SessionFile, bytes: &'a [u8]) -> ServerFile<'a> {
    ServerFile {
        server: server.id.as_str(),
        server_name: server.name.as_str(),
        name: &file.name,
        modified: file.modified,
        bytes,
    }
}
