//! Taking in what servers leave: results files and journals, each session once.
//!
//! A session of acServer can be known twice: from the journal as soon as it is over, and from the file that the
//! server writes when it moves on. The file replaces what the journal said, under the same name and with the
//! penalties that were given meanwhile.

use jiff::{SignedDuration, Timestamp};
use results::document::{ResultId, StoredResult};
use results::file::ResultsFile;
use results::journal::{self, Journal};
use results::{Session, SessionKind, SessionResult};
use store::{Expected, Key, StoreError};

use crate::{League, LeagueError, Result};

/// A file is written within milliseconds of the end of its session; clocks and storages are less exact.
const SAME: SignedDuration = SignedDuration::from_secs(90);

/// So long after a change was asked for, the sessions of the program before it are over.
const RESTARTED: SignedDuration = SignedDuration::from_mins(3);

/// What a file is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    /// A results file of acServer.
    ResultsFile,
    /// A journal of the UDP plugin.
    Journal,
}

impl Source {
    /// By the file's name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name.rsplit_once('.') {
            Some((_, "json")) => Some(Self::ResultsFile),
            Some((_, "jsonl")) => Some(Self::Journal),
            _ => None,
        }
    }
}

/// A file that a server left.
#[derive(Clone, Debug)]
pub struct ServerFile<'a> {
    /// The server's id: lower-case letters and digits.
    pub server: &'a str,
    /// The server's name, for people.
    pub server_name: &'a str,
    /// The file's own name, without folders.
    pub name: &'a str,
    /// When it was written last.
    pub modified: Timestamp,
    /// Whether nothing more comes: the program that wrote it has ended. Then a journal's last session is
    /// over, whatever cut it off.
    pub is_final: bool,
    /// How many of a journal's first sessions were taken in already, as [`Collected::settled`] said: they are
    /// passed over. 0 looks at all of them, which costs requests and changes nothing.
    pub settled: usize,
    /// When the race night begins whose server it is, if it is one's: a race that ended before is a warm-up.
    pub night_starts: Option<Timestamp>,
    /// What weather its server was started with, where that is certain.
    pub weather: Option<StartedWith<'a>>,
    /// What is in it.
    pub bytes: &'a [u8],
}

/// A weather that a server was started with.
#[derive(Clone, Copy, Debug)]
pub struct StartedWith<'a> {
    /// As `GRAPHICS` has it.
    pub graphics: &'a str,
    /// When it was given to the server, if that ran with another before.
    pub changed: Option<Timestamp>,
}

impl StartedWith<'_> {
    /// The weather of a session that ended then.
    fn of_session(&self, ended: Option<Timestamp>) -> Option<String> {
        let is_sure = match self.changed {
            None => true,
            Some(changed) => ended.is_some_and(|ended| changed + RESTARTED < ended),
        };
        is_sure.then(|| self.graphics.to_owned())
    }

    /// The same of a results file, whose date is when it came here: the journal dates the session better.
    fn of_file(&self) -> Option<String> {
        self.changed.is_none().then(|| self.graphics.to_owned())
    }
}

/// What a file says.
#[derive(Debug)]
pub enum Content {
    /// A session, of a results file.
    Session(Box<SessionResult>),
    /// Sessions, of a journal.
    Journal(Box<Journal>),
    /// Nothing that can be understood, and why.
    Unreadable(String),
}

impl Content {
    /// Reads a file. A journal of [`journal::MAX_BYTES`] takes a second of processor time.
    #[must_use]
    pub fn read(name: &str, bytes: &[u8]) -> Self {
        match Source::of(name) {
            Some(Source::ResultsFile) => match ResultsFile::read(name, bytes) {
                Ok(read) => Self::Session(Box::new(read.classify())),
                Err(error) => Self::Unreadable(error.to_string()),
            },
            Some(Source::Journal) => match journal::read(bytes) {
                Ok(read) => Self::Journal(Box::new(read)),
                Err(error) => Self::Unreadable(error.to_string()),
            },
            None => Self::Unreadable("it is neither a results file nor a journal".to_owned()),
        }
    }
}

/// What came of a file.
#[derive(Debug, Default)]
pub struct Collected {
    /// Results that were not known before, or are known better now.
    pub new: Vec<StoredResult>,
    /// Why nothing could be made of it. It may still be written: offer it again.
    pub refused: Option<String>,
    /// How many of a journal's first sessions can change no more: what comes later belongs to others.
    pub settled: usize,
}

impl League {
    /// Takes in a file and what it says. Offered again, also by another program or after being killed in
    /// between, it changes nothing. Sessions without a lap are not kept.
    ///
    /// # Errors
    /// [`LeagueError::Store`], [`LeagueError::Unreadable`].
    pub async fn collect(
        &self,
        file: &ServerFile<'_>,
        content: Content,
        now: Timestamp,
    ) -> Result<Collected> {
        match content {
            Content::Session(result) => self.collect_file(file, *result, now).await,
            Content::Journal(journal) => self.collect_journal(file, *journal, now).await,
            Content::Unreadable(why) => Ok(Collected {
                refused: Some(why),
                ..Collected::default()
            }),
        }
    }

    async fn collect_file(
        &self,
        file: &ServerFile<'_>,
        mut result: SessionResult,
        now: Timestamp,
    ) -> Result<Collected> {
        result.session.ended_at = Some(file.modified);
        result.session.weather = file.weather.and_then(|weather| weather.of_file());
        if result.classification.is_empty() {
            return Ok(Collected::default());
        }
        let stem = file.name.trim_end_matches(".json").to_lowercase();
        let id = result_id(file.server, &stem)?;
        if self
            .read::<StoredResult>(&self.result_key(&id)?)
            .await?
            .is_some()
        {
            return Ok(Collected::default());
        }
        if let Some(known) = self.told_by_journal(file, &result).await? {
            self.keep_file(&known, file.bytes).await?;
            return self.replace(&known, file, result).await;
        }
        // The file first: whoever sees the result finds its file.
        self.keep_file(&id, file.bytes).await?;
        self.keep(stored(id, file, result, now)).await
    }

    /// Keeps what the server wrote, as it is. What is there already stays: it was kept before a bot was killed.
    async fn keep_file(&self, id: &ResultId, bytes: &[u8]) -> Result<()> {
        let key = self.file_key(id)?;
        match self.store.put(&key, bytes.to_vec(), Expected::Absent).await {
            Ok(_) | Err(StoreError::Changed(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The results file of acServer that a result was read from; nothing for a result of a journal.
    ///
    /// # Errors
    /// [`LeagueError::Store`].
    pub async fn file(&self, id: &ResultId) -> Result<Option<Vec<u8>>> {
        let stored = self.store.get(&self.file_key(id)?).await?;
        Ok(stored.map(|stored| stored.bytes))
    }

    /// Where [`Self::file`] is kept.
    ///
    /// # Errors
    /// None for a result of this league.
    pub fn file_key(&self, id: &ResultId) -> Result<Key> {
        self.key("files", id.as_str())
    }

    /// The same session as a journal told it, also if this file took its place already.
    async fn told_by_journal(
        &self,
        file: &ServerFile<'_>,
        result: &SessionResult,
    ) -> Result<Option<ResultId>> {
        let begin = format!("{}-j", file.server);
        let mut nearest: Option<(SignedDuration, ResultId)> = None;
        for key in self.list("results").await? {
            if !key.file_name().starts_with(&begin) {
                continue;
            }
            let Some((known, _)) = self.read::<StoredResult>(&key).await? else {
                continue;
            };
            if known.source == file.name {
                return Ok(Some(known.id));
            }
            let ended = known.result.session.ended_at.unwrap_or(known.stored_at);
            let apart = file.modified.duration_since(ended).abs();
            let fits = Source::of(&known.source) == Some(Source::Journal)
                && known.result.session.kind == result.session.kind
                && apart <= SAME;
            // Short sessions of one kind may follow each other within that time.
            if fits && nearest.as_ref().is_none_or(|(least, _)| apart < *least) {
                nearest = Some((apart, known.id));
            }
        }
        Ok(nearest.map(|(_, id)| id))
    }

    async fn replace(
        &self,
        id: &ResultId,
        file: &ServerFile<'_>,
        result: SessionResult,
    ) -> Result<Collected> {
        let no_such = || LeagueError::NoSuchResult(id.to_string());
        let changed = self
            .change(
                &self.result_key(id)?,
                no_such,
                |known: &mut StoredResult| {
                    let better = Source::of(&known.source) == Some(Source::Journal);
                    if better {
                        let mut result = result.clone();
                        result.keep_weather(&known.result.session);
                        known.source = file.name.to_owned();
                        known.result = result;
                    }
                    Ok(better.then(|| known.clone()))
                },
            )
            .await?;
        Ok(Collected {
            new: changed.into_iter().collect(),
            ..Collected::default()
        })
    }

    async fn collect_journal(
        &self,
        file: &ServerFile<'_>,
        journal: Journal,
        now: Timestamp,
    ) -> Result<Collected> {
        let last = journal.sessions.len().saturating_sub(1);
        let mut collected = Collected {
            settled: if file.is_final {
                journal.sessions.len()
            } else {
                last
            },
            ..Collected::default()
        };
        let sessions = journal.sessions.into_iter().enumerate();
        for (index, mut result) in sessions.skip(file.settled) {
            // The last one may still run; a race is told at its flag.
            let over = index < last
                || file.is_final
                || result.session.complete
                || result.session.flag_shown == Some(true);
            if file.is_final && result.session.ended_at.is_none() {
                result.session.ended_at = Some(file.modified);
            }
            result.session.cut_off = file.is_final && index == last && !result.session.complete;
            let ended = result.session.ended_at;
            result.session.weather = file.weather.and_then(|weather| weather.of_session(ended));
            if result.classification.is_empty() || !over {
                continue;
            }
            if let Some(known) = self.file_of(file, &result).await? {
                collected
                    .new
                    .extend(self.note_weather(&known, &result.session).await?);
                continue;
            }
            let kind = result.session.kind.as_str().to_lowercase();
            let stem = file.name.trim_end_matches(".jsonl").to_lowercase();
            let id = result_id(file.server, &format!("j{stem}-{:02}-{kind}", index + 1))?;
            collected
                .new
                .extend(self.keep_journal(id, file, result, now).await?);
        }
        Ok(collected)
    }

    /// What was taken in of the server's own file of this session, if that is known already.
    async fn file_of(
        &self,
        file: &ServerFile<'_>,
        result: &SessionResult,
    ) -> Result<Option<StoredResult>> {
        let Some(ended) = result.session.ended_at else {
            return Ok(None);
        };
        let begin = format!("{}-", file.server);
        let kind = format!("_{}.json", kind_in_file_name(result.session.kind));
        for key in self.list("results").await? {
            let name = key.file_name();
            if !name.starts_with(&begin) || !name.ends_with(&kind) {
                continue;
            }
            let Some((known, _)) = self.read::<StoredResult>(&key).await? else {
                continue;
            };
            let written = known.result.session.ended_at.unwrap_or(known.stored_at);
            if written.duration_since(ended).abs() <= SAME {
                return Ok(Some(known));
            }
        }
        Ok(None)
    }

    /// Adds what a file does not say of its session and its journal does.
    async fn note_weather(
        &self,
        known: &StoredResult,
        journal: &Session,
    ) -> Result<Option<StoredResult>> {
        let better = |known: &SessionResult| {
            let mut better = known.clone();
            better.keep_weather(journal);
            (better != *known).then_some(better)
        };
        if better(&known.result).is_none() {
            return Ok(None);
        }
        let no_such = || LeagueError::NoSuchResult(known.id.to_string());
        self.change(
            &self.result_key(&known.id)?,
            no_such,
            |stored: &mut StoredResult| {
                let better = better(&stored.result);
                Ok(better.map(|better| {
                    stored.result = better;
                    stored.clone()
                }))
            },
        )
        .await
    }

    /// Keeps a session of a journal, or what is known better of it now: who came in after the winner.
    async fn keep_journal(
        &self,
        id: ResultId,
        file: &ServerFile<'_>,
        result: SessionResult,
        now: Timestamp,
    ) -> Result<Option<StoredResult>> {
        let key = self.result_key(&id)?;
        let new = stored(id.clone(), file, result, now);
        // Asked first: a request that reads costs a twelfth of one that writes.
        let is_known = self.read::<StoredResult>(&key).await?.is_some();
        if !is_known && self.create(&key, &new).await? {
            return Ok(Some(new));
        }
        let no_such = || LeagueError::NoSuchResult(id.to_string());
        self.change(&key, no_such, |known: &mut StoredResult| {
            let is_of_journal = Source::of(&known.source) == Some(Source::Journal);
            let mut result = new.result.clone();
            result.keep_weather(&known.result.session);
            let better = is_of_journal && known.result != result;
            if better {
                known.result = result;
            }
            Ok(better.then(|| known.clone()))
        })
        .await
    }

    async fn keep(&self, new: StoredResult) -> Result<Collected> {
        let is_new = self.create(&self.result_key(&new.id)?, &new).await?;
        Ok(Collected {
            new: is_new.then_some(new).into_iter().collect(),
            ..Collected::default()
        })
    }
}

fn stored(
    id: ResultId,
    file: &ServerFile<'_>,
    result: SessionResult,
    now: Timestamp,
) -> StoredResult {
    let ended = result.session.ended_at.unwrap_or(now);
    let is_early = file.night_starts.is_some_and(|starts| ended < starts);
    StoredResult {
        id,
        warm_up: is_early && result.session.kind == SessionKind::Race,
        server: file.server_name.to_owned(),
        source: file.name.to_owned(),
        stored_at: now,
        result,
        penalties: Vec::new(),
        set_aside: None,
        restored: Vec::new(),
    }
}

/// `abcd2345-2026_3_2_22_3_race`; other characters of a file's name become `_`.
fn result_id(server: &str, stem: &str) -> Result<ResultId> {
    let sound = |letter: char| {
        if letter.is_ascii_alphanumeric() || letter == '-' {
            letter
        } else {
            '_'
        }
    };
    let name: String = stem.chars().take(60).map(sound).collect();
    let id = format!("{server}-{name}");
    id.parse().map_err(|_| LeagueError::BadName(id))
}

fn kind_in_file_name(kind: SessionKind) -> String {
    kind.as_str().to_lowercase()
}
