//! Results: where a league's are kept, and how what servers leave gets there.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use backon::{ConstantBuilder, Retryable as _};
use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use league::{Collected, Content, League, SeasonTable, ServerFile, Source, StartedWith, Unended};
use parking_lot::MutexGuard;
use results::document::{ResultId, StoredResult};
use results::journal::Live;
use results::records::Beaten;

use super::{Card, NotifyError, Result, Service, ServiceError};
use cloud::CloudError;
use domain::ids::{GuildId, MessageId, ServerId};
use domain::lifecycle::Health;
use domain::server::{Home, InstanceState, Server};

/// Where results of servers are kept that belong to no Discord server.
const SHELL: &str = "shell";

/// A file that could not be read is given so long to be finished; then it is not looked at again until it
/// changes.
const BEING_WRITTEN: SignedDuration = SignedDuration::from_secs(60);

/// How long a server's results may keep it from being deleted. A machine takes two seconds for each file.
const RESCUE: Duration = Duration::from_secs(30);
/// How long before a machine was found off it may have been read last, to have been read to its end. Running
/// ones are read once a minute.
const READ_TO_ITS_END: SignedDuration = SignedDuration::from_secs(180);
/// How often they are tried within that time, and the pause in between.
const RESCUES: usize = 3;
const RESCUE_PAUSE: Duration = Duration::from_secs(3);

/// What becomes of what a server's sessions left and nobody could read, when the server is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// The server stays: [`ServiceError::ResultsUnread`].
    Keep,
    /// It is lost; whoever decided so was asked.
    Lose,
}

/// What was taken in of one server.
#[derive(Debug, Default)]
pub struct TakenIn {
    /// The results that are new or known better now.
    pub new: Vec<StoredResult>,
    /// Whether its machine is off, and may hold more.
    pub may_have_more: bool,
}

/// How many files are remembered as taken in. Beyond that all are forgotten, which costs reading them again.
const MOST_SEEN: usize = 20_000;

/// What this process has taken in. An empty one costs reading files again, and nothing else.
#[derive(Debug, Default)]
pub(super) struct Intake {
    /// Which files, as they were then.
    seen: HashMap<(ServerId, String), Stand>,
    /// How many sessions of a journal need not be looked at again.
    settled: HashMap<(ServerId, String), usize>,
    /// The results that came of them or changed, until somebody tells them.
    news: HashMap<ServerId, HashSet<ResultId>>,
    /// Servers that were deleted before all was taken in that their sessions left.
    lost: HashSet<ServerId>,
    /// Whether something was left for channels, as a decision about results, that they are to show soon.
    pub(super) left: bool,
    /// What happens on servers that run.
    pub(super) live: HashMap<ServerId, Arc<Live>>,
    /// How servers that are online stood when the watcher looked last.
    pub(super) health: HashMap<ServerId, Health>,
    /// Servers whose card may show less than the watcher knows.
    pub(super) redraw: HashSet<ServerId>,
    /// When all was taken in last that a server had left while it ran.
    read: HashMap<ServerId, Timestamp>,
    /// When the race night of a server begins; none: it is no race night's.
    nights: HashMap<ServerId, Option<Timestamp>>,
    /// A mark of the bans that servers were told.
    pub(super) bans: HashMap<ServerId, u64>,
}

/// A file as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stand {
    size: u64,
    modified: Timestamp,
    is_final: bool,
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

    /// Looks for a message with this mark, as a result's name or that of standings, newer than `since`: a bot
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

    /// Tells the channel that a server was ended before its last session did.
    async fn post_unended(&self, home: Home, unended: &Unended) -> Result<MessageId, NotifyError>;

    /// Shows a server's card with what happens on it now: soon, or not at all.
    async fn show_live(
        &self,
        home: Home,
        message: MessageId,
        card: &Card,
    ) -> Result<(), NotifyError>;

    /// Shows in its message how a season stood then, by what is known now. Words above the table stay.
    async fn edit_standings(
        &self,
        home: Home,
        message: MessageId,
        table: &SeasonTable,
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

    /// Takes in what a server's sessions left.
    ///
    /// # Errors
    /// If the server's files or the documents cannot be read; the next call goes on.
    pub async fn collect(&self, server: &Server, now: Timestamp) -> Result<TakenIn> {
        self.take_in(server, &HashSet::new(), now).await
    }

    /// The same but for some files.
    async fn take_in(
        &self,
        server: &Server,
        passed_over: &HashSet<String>,
        now: Timestamp,
    ) -> Result<TakenIn> {
        let league = self.league(server.home.map(|home| home.guild))?;
        let mut new = Vec::new();
        if server.state != InstanceState::Running {
            self.intake().live.remove(&server.id);
        }
        let is_off = self.is_over(server, now).await;
        let left = self.cloud().session_files(server).await?;
        if server.state == InstanceState::Running
            && let Err(error) = self.note_players(server, &left.lists).await
        {
            tracing::warn!(server.id = %server.id, error = &error as &dyn std::error::Error, "the lists of players of {} could not be kept; trying again", server.id);
        }
        let last_journal = left.files.iter().rev().find(|file| is_journal(&file.name));
        let last_journal = last_journal.map(|file| file.name.clone());
        for file in left.files {
            // A program that was started anew writes into another one. The bucket knows only when each came
            // there, so of a machine that is off it cannot say which is the last.
            let runs = server.state == InstanceState::Running;
            let is_older = runs && last_journal.as_ref() != Some(&file.name);
            let is_final = is_off || is_older;
            let stand = Stand {
                size: file.size,
                modified: file.modified,
                is_final: is_final && is_journal(&file.name),
            };
            let key = (server.id.clone(), file.name.clone());
            let is_known = self.intake().seen.get(&key) == Some(&stand);
            let is_kept = passed_over.contains(&file.name);
            if is_kept || is_known || Source::of(&file.name).is_none() {
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
            let content = read(&file.name, &bytes).await;
            if let Content::Journal(journal) = &content
                && !is_final
            {
                self.note_live(server, journal.live.clone());
            }
            let night_starts = self.night_start_of(server).await?;
            let offered = ServerFile {
                server: server.id.as_str(),
                server_name: server.name.as_str(),
                name: &file.name,
                modified: file.modified,
                is_final: stand.is_final,
                settled: self.intake().settled.get(&key).copied().unwrap_or_default(),
                night_starts,
                weather: started_with(server),
                bytes: &bytes,
            };
            let collected = league.collect(&offered, content, now).await?;
            self.note(key, stand, &collected, now);
            new.extend(collected.new);
        }
        if server.state == InstanceState::Running {
            self.intake().read.insert(server.id.clone(), now);
            if let Err(error) = self.settle(&server.id).await {
                tracing::warn!(server.id = %server.id, error = &error as &dyn std::error::Error, "that the machine of {} was read could not be noted; trying again", server.id);
            }
        }
        Ok(TakenIn {
            new,
            may_have_more: left.may_have_more,
        })
    }

    /// When the race night begins whose server this is, in the time of its files. It is asked once: a race whose
    /// server was started is not moved.
    async fn night_start_of(&self, server: &Server) -> Result<Option<Timestamp>> {
        let known = self.intake().nights.get(&server.id).copied();
        let start = match known {
            Some(start) => start,
            None => {
                let night = self.any_night_of(server).await?;
                let start = night.map(|night| night.start.instant());
                self.intake().nights.insert(server.id.clone(), start);
                start
            }
        };
        Ok(start.map(|start| self.clock().moment_of(start)))
    }

    /// Whether what a server has left is all that will ever come: it is gone, its files are here, or it was read
    /// to its end. A rented machine that is off may hold the rest of a journal, whose beginning the bucket has:
    /// a race is not told by half.
    async fn is_over(&self, server: &Server, now: Timestamp) -> bool {
        match server.state {
            InstanceState::Terminated => true,
            InstanceState::Stopped if server.hosting.is_this_machine() => true,
            InstanceState::Stopped => self.is_read_to_its_end(server, now).await,
            _ => false,
        }
    }

    /// Whether a machine that is off was read while it ran until shortly before; which is noted then, for all
    /// who come later.
    async fn is_read_to_its_end(&self, server: &Server, now: Timestamp) -> bool {
        let read = self.intake().read.remove(&server.id);
        let noted = match read {
            Some(read) if now.duration_since(read) < READ_TO_ITS_END => {
                let noted = self.note_reading(server, true).await;
                if noted.is_err() {
                    // The next pass tries it again.
                    self.intake().read.insert(server.id.clone(), read);
                }
                noted.map(|()| true)
            }
            _ => self.was_read(server).await,
        };
        noted.unwrap_or_else(|error| {
            tracing::warn!(server.id = %server.id, error = &error as &dyn std::error::Error, "whether the machine of {} was read to its end is not known; trying again", server.id);
            false
        })
    }

    fn note(&self, key: (ServerId, String), stand: Stand, collected: &Collected, now: Timestamp) {
        let mut intake = self.intake();
        if !collected.new.is_empty() {
            let news = intake.news.entry(key.0.clone()).or_default();
            news.extend(collected.new.iter().map(|result| result.id.clone()));
        }
        if let Some(why) = &collected.refused {
            if now.duration_since(stand.modified) < BEING_WRITTEN {
                return;
            }
            let (id, name) = &key;
            tracing::warn!(server.id = %id, "{name} of the server {id} cannot be taken in: {why}");
        }
        if MOST_SEEN <= intake.seen.len() {
            intake.seen.clear();
            intake.settled.clear();
        }
        if 0 < collected.settled {
            intake.settled.insert(key.clone(), collected.settled);
        }
        intake.seen.insert(key, stand);
    }

    fn note_live(&self, server: &Server, live: Option<Live>) {
        let mut intake = self.intake();
        match live.filter(|_| server.state == InstanceState::Running) {
            Some(live) => drop(intake.live.insert(server.id.clone(), Arc::new(live))),
            None => drop(intake.live.remove(&server.id)),
        }
    }

    /// Has channels show soon what was left for them, as a decision about results; without this they do within a
    /// minute.
    pub fn note_left(&self) {
        self.intake().left = true;
    }

    /// Whether something was left since somebody asked this last.
    pub fn was_left(&self) -> bool {
        std::mem::take(&mut self.intake().left)
    }

    /// The results of a server that are new, or changed, since somebody asked this last.
    pub fn result_news(&self, server: &ServerId) -> HashSet<ResultId> {
        self.intake().news.remove(server).unwrap_or_default()
    }

    /// Takes in what a server has left, before its folder is emptied or deleted. It is tried for a while: a
    /// server must be deletable whatever became of its results. Says whether that was all.
    pub(super) async fn rescue_results(&self, server: &Server, tries: usize) -> bool {
        if self.cloud().documents().is_none() {
            return true;
        }
        let id = &server.id;
        let tries = ConstantBuilder::default()
            .with_delay(RESCUE_PAUSE)
            .with_max_times(tries.saturating_sub(1));
        let trying = (|| self.rescue_once(server)).retry(tries).notify(|error, _| {
            tracing::warn!(server.id = %id, error = error as &dyn std::error::Error, "what the sessions of {id} left could not be taken in; trying again");
        });
        match tokio::time::timeout(RESCUE, trying).await {
            Ok(Ok(is_all)) => is_all,
            Ok(Err(error)) => {
                tracing::warn!(server.id = %id, error = &error as &dyn std::error::Error, "what the sessions of {id} left could not be taken in");
                false
            }
            Err(_) => {
                tracing::warn!(server.id = %id, "taking in what the sessions of {id} left took longer than {} s", RESCUE.as_secs());
                false
            }
        }
    }

    async fn rescue_once(&self, server: &Server) -> Result<bool> {
        // There is little time for what is kept already.
        let kept = self.kept_files(server).await?;
        let taken = self.take_in(server, &kept, Timestamp::now()).await?;
        Ok(!taken.may_have_more || !self.owes_results(server).await?)
    }

    /// The same before a server is deleted.
    ///
    /// # Errors
    /// [`ServiceError::ResultsUnread`] if something may be there that could not be read and is to be kept.
    pub(super) async fn rescue_before_delete(&self, server: &Server, unread: Unread) -> Result<()> {
        let tries = match unread {
            Unread::Keep => RESCUES,
            Unread::Lose => 1,
        };
        match (self.rescue_results(server, tries).await, unread) {
            (true, _) => {}
            (false, Unread::Keep) => {
                return Err(ServiceError::ResultsUnread {
                    server: server.name.to_string(),
                    state: server.state,
                });
            }
            (false, Unread::Lose) => drop(self.intake().lost.insert(server.id.clone())),
        }
        Ok(())
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
        self.intake().lost.remove(server)
    }

    pub(super) fn intake(&self) -> MutexGuard<'_, Intake> {
        self.inner.intake.lock()
    }

    /// Takes in what all servers have left: for whoever looks at results where no bot runs. Answers those
    /// whose machine could not be read.
    ///
    /// # Errors
    /// If the servers cannot be listed, or the documents not be used.
    pub async fn collect_all(&self, now: Timestamp) -> Result<Vec<(Server, ServiceError)>> {
        let mut unread = Vec::new();
        for server in self.list().await? {
            match self.collect(&server, now).await {
                Ok(_) => {}
                Err(error @ ServiceError::Cloud(_)) => unread.push((server, error)),
                Err(error) => return Err(error),
            }
        }
        Ok(unread)
    }
}

/// The weather that a server's program was started with; nothing while that is being changed.
fn started_with(server: &Server) -> Option<StartedWith<'_>> {
    let is_sure = server.record.changing.is_none();
    let graphics = server.pack.weather.as_deref().filter(|_| is_sure)?;
    Some(StartedWith {
        graphics,
        changed: server.pack.changed,
    })
}

fn is_journal(name: &str) -> bool {
    Source::of(name) == Some(Source::Journal)
}

/// Reads a file beside what the bot does: a long journal takes a second.
async fn read(name: &str, bytes: &Bytes) -> Content {
    let (named, bytes) = (name.to_owned(), bytes.clone());
    let reading = tokio::task::spawn_blocking(move || Content::read(&named, &bytes));
    reading.await.unwrap_or_else(|panic| {
        tracing::error!(
            error = &panic as &dyn std::error::Error,
            "{name} could not be read"
        );
        Content::Unreadable("reading it failed".to_owned())
    })
}
