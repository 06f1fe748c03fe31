//! What servers cost: the ledger is fed with what the watcher sees, summed up for whoever asks, and held
//! against a budget.
//!
//! One document per Discord server and month, `costs/<whose>/<month>`, in the store that several bots share.
//! Read once and then only where something changed, so that a quiet hour costs no request.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use costs::{BudgetDue, Change, Ledger, Month, MonthCosts, SeenServer, StoppedDue, Usage};
use jiff::{SignedDuration, Timestamp};
use store::{Expected, Key, Store, StoreError, Version};

use super::{Result, Service, ServiceError, now, prepared};
use domain::ids::{GuildId, ServerId};
use domain::policy::{Action, Actor, Refusal};
use domain::prepared::PreparedMachine;
use domain::price::Dollars;
use domain::server::{Home, InstanceState, PackLocation, Server};

/// Whose those servers are that belong to no Discord server.
const SHELL: &str = "shell";
/// How often a change is tried that another bot keeps getting ahead of.
const TRIES: u32 = 8;
/// How often a stopped server is mentioned.
const WEEKLY: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How often it is looked what lies in storage: a request for each thousand packs.
const STORAGE: SignedDuration = SignedDuration::from_hours(1);

/// For how long it holds how many images of one's own there are.
const IMAGES: SignedDuration = SignedDuration::from_mins(10);

/// What a channel is told about money.
#[derive(Debug, Clone)]
pub enum CostNews {
    /// So much of the month's budget is spent.
    Budget {
        /// What was spent, and on what.
        costs: MonthCosts,
        /// The budget.
        budget: Dollars,
        /// Which share of it that is about.
        due: BudgetDue,
    },
    /// A server has been stopped for a week or more.
    Stopped {
        /// Which.
        server: Box<Server>,
        /// Since when, and that it is told.
        due: StoppedDue,
        /// What its disk costs per month.
        disk_month: Dollars,
    },
    /// A machine has run for as long as the settings allow, and stops soon.
    EndsSoon {
        /// Which.
        server: Box<Server>,
        /// When.
        ends: Timestamp,
    },
    /// A server that was replaced may hold results that could not be read, so it is powered off and kept.
    Kept {
        /// Which.
        server: Box<Server>,
        /// What its disk costs per month, where that is known.
        disk_month: Option<Dollars>,
    },
    /// Somebody who may starts a server although the budget is spent.
    GoesOn {
        /// Who.
        by: String,
        /// How the month stands.
        spent: Box<Budget>,
    },
}

impl CostNews {
    /// Since when somebody else was about to tell it, and perhaps has.
    pub fn perhaps_since(&self) -> Option<Timestamp> {
        match self {
            Self::Budget { due, .. } => due.perhaps_since,
            Self::Stopped { due, .. } => due.perhaps_since,
            _ => None,
        }
    }

    /// What tells it from other news, within a few minutes.
    pub fn about(&self) -> String {
        match self {
            Self::Budget { costs, due, .. } => format!("budget-{}-{}", costs.month, due.percent),
            Self::Stopped { server, .. } => format!("stopped-{}", server.id),
            Self::EndsSoon { server, ends } => {
                format!("ends-{}-{}", server.id, ends.as_second())
            }
            Self::Kept { server, .. } => format!("kept-{}", server.id),
            Self::GoesOn { spent, .. } => format!("goes-on-{}", spent.costs.total.0),
        }
    }
}

/// What is known of the ledgers without asking.
#[derive(Debug, Default)]
pub(super) struct Ledgers {
    /// What was read or written last of each.
    known: tokio::sync::Mutex<HashMap<String, (Ledger, Option<Version>)>>,
    /// When it was looked last what lies in storage.
    looked: parking_lot::Mutex<Option<Timestamp>>,
    /// How many images of one's own there were, and when that was asked.
    images: tokio::sync::Mutex<Option<(Timestamp, usize)>>,
}

/// What machines say that they have used.
pub type UsageOf = HashMap<ServerId, Usage>;

/// How many bytes the packs of each Discord server have, and of the shell.
type StoredBytes = BTreeMap<Option<GuildId>, u64>;

/// How a month stands, for a budget.
#[derive(Debug, Clone)]
pub struct Budget {
    /// What was spent up to now.
    pub costs: MonthCosts,
    /// The budget, if there is one.
    pub budget: Option<Dollars>,
    /// Images of one's own that there are now. They are the bot's, not one Discord server's: not in the sum.
    pub images: Option<Images>,
}

/// What images of one's own cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Images {
    /// How many there are.
    pub count: usize,
    /// What all of them cost per month.
    pub month: Dollars,
}

impl Service {
    /// What the servers of the actor's Discord server cost in a month, this one if none is named; for the
    /// operator those of `guild`, or of the shell.
    ///
    /// # Errors
    /// [`ServiceError::NotBilled`] where nobody sends a bill.
    pub async fn costs(
        &self,
        actor: &Actor,
        guild: Option<GuildId>,
        month: Option<Month>,
    ) -> Result<Budget> {
        self.inner.rules.policy.may(actor, Action::Status)?;
        if !self.inner.rules.is_billed() {
            return Err(ServiceError::NotBilled);
        }
        let mut found = self.month_costs(actor.guild.or(guild), month).await?;
        if found.costs.month == Month::of(now()) {
            found.images = self.images(now()).await;
        }
        Ok(found)
    }

    /// The images of one's own that there are, as they were listed last, if they could be.
    async fn images(&self, at: Timestamp) -> Option<Images> {
        let cloud = self.inner.cloud.own_images()?;
        let mut listed = self.inner.ledgers.images.lock().await;
        let known = listed.filter(|(asked, _)| at.duration_since(*asked) < IMAGES);
        let count = match known {
            Some((_, count)) => count,
            None => match cloud.list().await {
                Ok(images) => images.len(),
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "images of one's own could not be listed; their costs are not shown"
                    );
                    return None;
                }
            },
        };
        if known.is_none() {
            *listed = Some((at, count));
        }
        let each = self.inner.rules.image_month();
        (count != 0).then_some(Images {
            count,
            month: Dollars(each.0 * count as f64),
        })
    }

    async fn month_costs(&self, guild: Option<GuildId>, month: Option<Month>) -> Result<Budget> {
        let at = now();
        let this = Month::of(at);
        let month = month.unwrap_or(this);
        let (mut ledger, _) = self.read_ledger(&whose(guild), month).await?;
        if month == this {
            let servers = self.list().await?;
            let prepared = self.prepared_machines().await?;
            ledger.observe(&self.seen(&servers, &prepared, guild, at), at);
            let packs = self.inner.cloud.packs(&folder(guild)).await?;
            ledger.observe_storage(packs.iter().map(|pack| pack.size).sum(), at);
        }
        let budget = guild.and_then(|guild| self.inner.rules.policy.guild(guild));
        Ok(Budget {
            costs: MonthCosts::of(&ledger, &self.inner.rules.prices, at),
            budget: budget.and_then(|rules| rules.budget),
            images: None,
        })
    }

    /// Refuses what would cost more money where the month's budget is spent. Whoever may manage the Discord
    /// server may go on.
    pub(super) async fn check_budget(&self, actor: &Actor) -> Result<()> {
        let spent = match self.spent_budget(actor).await {
            Ok(spent) => spent,
            // Who may exceed the budget need not be kept from racing because it is not known.
            Err(error) if actor.manages_guild => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "whether the budget is spent is not known; an admin goes on without it"
                );
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        match spent {
            Some(spent) if !actor.manages_guild => Err(Refusal::BudgetSpent {
                spent: spent.costs.total,
                budget: spent.budget.unwrap_or(spent.costs.total),
            }
            .into()),
            _ => Ok(()),
        }
    }

    /// How the month stands, if the actor's Discord server has spent its budget.
    ///
    /// # Errors
    /// If it cannot be found out.
    pub async fn spent_budget(&self, actor: &Actor) -> Result<Option<Budget>> {
        let Some(rules) = self.inner.rules.policy.rules_for(actor)? else {
            return Ok(None);
        };
        let Some(budget) = rules.budget.filter(|_| self.inner.rules.is_billed()) else {
            return Ok(None);
        };
        let found = match self.month_costs(Some(rules.id), None).await {
            Ok(found) => found,
            // Nothing is kept here, so nothing can be held against it.
            Err(ServiceError::NoDocuments) => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok((100 <= found.costs.percent_of(budget)).then_some(found))
    }

    /// Writes down what the watcher sees, and answers what channels are to be told. What cannot be written
    /// now is written by a later call.
    pub async fn note_costs(
        &self,
        servers: &[Server],
        usage: &UsageOf,
        at: Timestamp,
    ) -> Vec<(Home, CostNews)> {
        let mut news = Vec::new();
        if !self.inner.rules.is_billed() {
            return news;
        }
        let prepared = match self.prepared_machines().await {
            Ok(prepared) => prepared,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what servers cost could not be written down, since the prepared machines could not be listed; trying again later"
                );
                return news;
            }
        };
        let stored = self.stored_bytes(at).await;
        let guilds: BTreeSet<Option<GuildId>> = servers
            .iter()
            .filter(|server| !server.hosting.is_this_machine())
            .map(|server| server.home.map(|home| home.guild))
            .chain(prepared.iter().map(|machine| Some(machine.guild)))
            .chain(stored.iter().flatten().map(|(guild, _)| *guild))
            .chain(self.kept_ledgers(stored.is_some(), at).await)
            .collect();
        for guild in guilds {
            // One that has deleted its last pack is in no list any more.
            let bytes = stored.as_ref().map(|stored| stored.get(&guild).copied());
            let bytes = bytes.map(Option::unwrap_or_default);
            match self
                .note_guild(guild, (servers, &prepared), usage, bytes, at)
                .await
            {
                Ok(told) => news.extend(told),
                Err(ServiceError::NoDocuments) => return news,
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        whose = whose(guild),
                        "what its servers cost could not be written down; trying again later"
                    );
                }
            }
        }
        news
    }

    /// Notes that a channel was told this, where that stands in its ledger: until then it is told again.
    ///
    /// # Errors
    /// If it could not be written down.
    pub async fn note_told(&self, home: Home, news: &CostNews) -> Result<()> {
        let whose = whose(Some(home.guild));
        match news {
            CostNews::Budget { costs, due, .. } => {
                let told = |ledger: &mut Ledger| ledger.budget_told(due.percent);
                self.change_ledger(&whose, costs.month, told).await
            }
            CostNews::Stopped { due, .. } => {
                let told = |ledger: &mut Ledger| ledger.stopped_told(due);
                self.change_ledger(&whose, Month::of(due.at), told).await
            }
            _ => Ok(()),
        }
    }

    /// What lies in storage, if it is time to look.
    async fn stored_bytes(&self, at: Timestamp) -> Option<StoredBytes> {
        {
            let mut looked = self.inner.ledgers.looked.lock();
            if looked.is_some_and(|last| at.duration_since(last) < STORAGE) {
                return None;
            }
            *looked = Some(at);
        }
        let packs = match self.inner.cloud.packs(PackLocation::FOLDER).await {
            Ok(packs) => packs,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what packs in storage cost could not be found out; trying again later"
                );
                return None;
            }
        };
        let mut bytes = StoredBytes::new();
        for pack in packs {
            *bytes.entry(pack.location.guild()).or_default() += pack.size;
        }
        Some(bytes)
    }

    /// Whose ledgers there are of this month, if it was just looked what lies in storage: who has nothing left
    /// there, nor any server, is told of by nothing else.
    async fn kept_ledgers(&self, looked: bool, at: Timestamp) -> Vec<Option<GuildId>> {
        let (Ok(documents), true) = (self.documents(), looked) else {
            return Vec::new();
        };
        let Ok(folder) = Key::new("costs") else {
            return Vec::new();
        };
        let month = format!("{}.json", Month::of(at));
        let whose = |key: &Key| {
            let whose = key.as_str().strip_prefix("costs/")?;
            match whose.strip_suffix(&month)?.strip_suffix('/')? {
                SHELL => Some(None),
                guild => Some(Some(guild.parse().ok()?)),
            }
        };
        match documents.list(Some(&folder)).await {
            Ok(keys) => keys.iter().filter_map(whose).collect(),
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the ledgers could not be listed; trying again later"
                );
                Vec::new()
            }
        }
    }

    async fn note_guild(
        &self,
        guild: Option<GuildId>,
        (servers, prepared): (&[Server], &[PreparedMachine]),
        usage: &UsageOf,
        stored: Option<u64>,
        at: Timestamp,
    ) -> Result<Vec<(Home, CostNews)>> {
        let (whose, month) = (whose(guild), Month::of(at));
        let mut seen = self.seen(servers, prepared, guild, at);
        for server in &mut seen {
            server.usage = usage.get(&server.id).copied();
        }
        let here: BTreeMap<_, _> = servers
            .iter()
            .filter(|server| server.home.map(|home| home.guild) == guild)
            .map(|server| (&server.id, server))
            .collect();
        let newest = here.values().max_by_key(|server| server.launched);
        let newest_home = newest.and_then(|server| server.home);
        // The month before ends with its month.
        if at.duration_since(month.start()) < WEEKLY {
            let change = |ledger: &mut Ledger| match ledger.is_open() {
                true => ledger.observe(&seen, at),
                false => Change::Nothing,
            };
            self.change_ledger(&whose, month.previous(), change).await?;
        }
        let previous = match self.ledger(&whose, month).await?.lacks_previous() {
            true => Some(self.ledger(&whose, month.previous()).await?),
            false => None,
        };
        let mut told = Vec::new();
        let rules = guild.and_then(|guild| self.inner.rules.policy.guild(guild));
        let budget = rules.and_then(|rules| rules.budget);
        let budget = budget.filter(|_| newest_home.is_some());
        let mentions: BTreeMap<_, _> = here
            .values()
            .filter_map(|server| {
                let disk_month = self.inner.rules.costs(server).disk_month?;
                Some((&server.id, (server.home?, *server, disk_month)))
            })
            .collect();
        let prices = &self.inner.rules.prices;
        let change = |ledger: &mut Ledger| {
            told.clear();
            let mut change = ledger.observe(&seen, at);
            if let Some(previous) = &previous {
                change = change.max(ledger.continue_from(previous));
            }
            if let Some(bytes) = stored {
                change = change.max(ledger.observe_storage(bytes, at));
            }
            let costs = MonthCosts::of(ledger, prices, at);
            if let Some(budget) = budget
                && let Some(due) = ledger.tell_budget(costs.percent_of(budget), at)
            {
                change = Change::News;
                told.push(Due::Budget(costs, due));
            }
            for due in ledger.mention_stopped(WEEKLY, at, |id| mentions.contains_key(id)) {
                change = Change::News;
                told.push(Due::Stopped(due));
            }
            change
        };
        self.change_ledger(&whose, month, change).await?;
        let told = told.into_iter().filter_map(|due| match due {
            Due::Budget(costs, due) => {
                let (home, budget) = (newest_home?, budget?);
                Some((home, CostNews::Budget { costs, budget, due }))
            }
            Due::Stopped(due) => {
                let (home, server, disk_month) = *mentions.get(&due.server)?;
                let news = CostNews::Stopped {
                    server: Box::new(server.clone()),
                    due,
                    disk_month,
                };
                Some((home, news))
            }
        });
        Ok(told.collect())
    }

    /// Those of one Discord server, as a ledger sees them at this moment.
    fn seen(
        &self,
        servers: &[Server],
        prepared: &[PreparedMachine],
        guild: Option<GuildId>,
        at: Timestamp,
    ) -> Vec<SeenServer> {
        let waiting = guild.map(|guild| prepared::seen(prepared, guild, at));
        servers
            .iter()
            .filter(|server| server.home.map(|home| home.guild) == guild)
            .filter_map(|server| {
                Some(SeenServer {
                    id: server.id.clone(),
                    name: server.name.to_string(),
                    size: server.hosting.instance_type()?.clone(),
                    platform: server.pack.platform,
                    disk_gib: self.inner.rules.disk_gib[server.pack.platform],
                    launched: server.launched,
                    runs: server.state.costs_compute(),
                    usage: None,
                    gone: matches!(
                        server.state,
                        InstanceState::ShuttingDown | InstanceState::Terminated
                    ),
                })
            })
            .chain(waiting.into_iter().flatten())
            .collect()
    }

    fn documents(&self) -> Result<std::sync::Arc<dyn Store>> {
        self.inner
            .cloud
            .documents()
            .ok_or(ServiceError::NoDocuments)
    }

    async fn read_ledger(&self, whose: &str, month: Month) -> Result<(Ledger, Option<Version>)> {
        let (documents, key) = (self.documents()?, key(whose, month)?);
        let Some(stored) = documents.get(&key).await.map_err(kept)? else {
            return Ok((Ledger::new(month), None));
        };
        match Ledger::read(&stored.bytes) {
            Ok(ledger) => Ok((ledger, Some(stored.version))),
            // What a newer program wrote is sound, and stays.
            Err(error @ costs::Unreadable::Newer(_)) => {
                Err(kept(StoreError::failed("reading", &key, error)))
            }
            // The month is counted anew from what runs now, so that one bad document keeps nobody from racing.
            Err(error) => {
                let aside = store::set_aside(&*documents, &key, &stored).await;
                let aside = aside.map_err(kept)?;
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "{key} cannot be read; it is kept at {aside}, and what was spent this month is counted anew"
                );
                Ok((Ledger::new(month), None))
            }
        }
    }

    /// A ledger, as it is known from last time.
    async fn ledger(&self, whose: &str, month: Month) -> Result<Ledger> {
        let known = self.inner.ledgers.known.lock().await;
        if let Some((ledger, _)) = known.get(key(whose, month)?.as_str()) {
            return Ok(ledger.clone());
        }
        Ok(self.read_ledger(whose, month).await?.0)
    }

    /// Changes a ledger, as it is known from last time; where another bot was faster, as it left it.
    async fn change_ledger(
        &self,
        whose: &str,
        month: Month,
        mut change: impl FnMut(&mut Ledger) -> Change,
    ) -> Result<()> {
        let (documents, key) = (self.documents()?, key(whose, month)?);
        let mut known = self.inner.ledgers.known.lock().await;
        for _ in 0..TRIES {
            let (ledger, version) = match known.get(key.as_str()) {
                Some(known) => known.clone(),
                None => self.read_ledger(whose, month).await?,
            };
            let mut changed = ledger.clone();
            if change(&mut changed) == Change::Nothing {
                known.insert(key.to_string(), (ledger, version));
                return Ok(());
            }
            let bytes = changed
                .write()
                .map_err(|error| kept(StoreError::failed("writing", &key, error)))?;
            let expected = version
                .as_ref()
                .map_or(Expected::Absent, Expected::Unchanged);
            match documents.put(&key, bytes, expected).await {
                Ok(version) => {
                    known.insert(key.to_string(), (changed, Some(version)));
                    return Ok(());
                }
                Err(StoreError::Changed(_)) => drop(known.remove(key.as_str())),
                Err(error) => {
                    known.remove(key.as_str());
                    return Err(kept(error));
                }
            }
        }
        Err(kept(StoreError::Changed(key)))
    }
}

/// What is to be told, once it was written down that it is.
enum Due {
    Budget(MonthCosts, BudgetDue),
    Stopped(StoppedDue),
}

fn kept(error: StoreError) -> ServiceError {
    ServiceError::Ledger(error)
}

fn whose(guild: Option<GuildId>) -> String {
    guild.map_or_else(|| SHELL.to_owned(), |guild| guild.to_string())
}

/// Where a Discord server's packs lie.
fn folder(guild: Option<GuildId>) -> String {
    let whose = guild.map_or_else(|| "cli".to_owned(), |guild| guild.to_string());
    format!("{}{whose}/", PackLocation::FOLDER)
}

fn key(whose: &str, month: Month) -> Result<Key> {
    let name = format!("costs/{whose}/{month}.json");
    Key::new(name.clone()).map_err(|error| kept(StoreError::failed("naming", name, error)))
}
