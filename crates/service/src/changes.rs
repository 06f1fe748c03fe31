//! What a server races, changed: shown first, then its program is restarted with the other settings. Machine,
//! ports and link stay.
//!
//! What was shown is what is applied: before anybody is asked, the change is kept under an id of its own, with
//! the pack that it was compared with and what is different. So two who ask at once do not get each other's
//! change, and one that was overtaken is refused. The changed pack is stored once somebody applies it: what was
//! only asked about leaves none. The way back is
//! kept in the same way: undoing a change is applying one.
//!
//! Which change is being made stands in the server's record before anything is done. A bot that is killed in
//! the middle leaves it there, and whoever watches the server finishes it: each step can be repeated.
//!
//! A server whose provider cannot do that (Windows at AWS), or that does not run, is replaced by one with the
//! changed pack: at AWS on a new machine with a new address.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use cloud::{CloudError, Restart};
use configuration::{Difference, Notice};
use domain::ids::{ChangeId, ServerId};
use domain::policy::{Action, Actor};
use domain::server::{InstanceState, NewSettings, Order, PackFacts, PackLocation, Record, Server};
use jiff::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use store::{Expected, Key, StoreError, Version};

use super::locks::Guard;
use super::races::{MadeOf, Swap};
use super::redeploy::request_like;
use super::{Result, Service, ServiceError, Unread, server_documents};

/// A server that goes because of a change, and what comes.
#[derive(Debug)]
pub struct Replaced {
    /// The one that goes.
    pub former: Server,
    /// The order of the one that comes: nothing of that is begun yet.
    pub order: Order,
    /// The change that takes this one back.
    pub undo: ChangeId,
}

/// A change that can be applied.
#[derive(Debug)]
pub struct Preview {
    /// The change.
    pub id: ChangeId,
    /// The server as it is.
    pub server: Server,
    /// Whether its program is restarted; otherwise another server takes its place.
    pub in_place: bool,
    /// What would be different; empty if everything is so already.
    pub differences: Vec<Difference>,
    /// What to look at before.
    pub notices: Vec<Notice>,
}

/// What is remembered of a change until it is applied.
#[derive(Debug, Serialize, Deserialize)]
struct Pending {
    schema: u32,
    /// The pack that it was compared with.
    from: PackLocation,
    /// The pack that the server is to run.
    pack: PackLocation,
    /// What that pack is made of, if it was not there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    made: Option<MadeOf>,
    /// Whether it was made.
    #[serde(default)]
    is_stored: bool,
    /// What a restart with that pack's settings needs; nothing if they are no text, or it is not stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    settings: Option<NewSettings>,
    /// The same for the way back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<NewSettings>,
    /// What differs, for the channel.
    #[serde(default)]
    differences: Vec<Difference>,
    /// Whether it takes another change back.
    #[serde(default)]
    takes_back: bool,
    /// Since when a bot is at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    begun: Option<Timestamp>,
}

impl Pending {
    fn write(&self, key: &Key) -> Result<Vec<u8>, StoreError> {
        serde_json::to_vec_pretty(self).map_err(|error| StoreError::failed("writing", key, error))
    }

    /// The change that takes this one back.
    fn back(&self) -> Self {
        Self {
            schema: SCHEMA,
            from: self.pack.clone(),
            pack: self.from.clone(),
            made: None,
            is_stored: true,
            settings: self.before.clone(),
            before: self.settings.clone(),
            differences: self.differences.iter().cloned().map(reversed).collect(),
            takes_back: !self.takes_back,
            begun: None,
        }
    }
}

/// The same the other way round.
fn reversed(difference: Difference) -> Difference {
    Difference {
        label: difference.label,
        before: difference.after,
        after: difference.before,
    }
}

/// What became of a change.
#[derive(Debug)]
pub enum AppliedChange {
    /// The server's program is being started again with it.
    Restarted {
        /// The server.
        server: Box<Server>,
        /// The change that takes this one back.
        undo: ChangeId,
        /// What differs.
        differences: Vec<Difference>,
        /// Whether it took another change back.
        took_back: bool,
    },
    /// Another server takes its place.
    Replaced(Box<Replaced>),
}

const SCHEMA: u32 = 2;

/// The folder of what is remembered of changes.
pub(super) const FOLDER: &str = "changes";

impl Service {
    /// Tries a change on the pack of a server, and keeps it to be applied.
    ///
    /// # Errors
    /// Everything that stands against it.
    pub async fn preview_change(
        &self,
        actor: &Actor,
        asked: &str,
        preset: Option<&str>,
        settings: Option<&str>,
    ) -> Result<Preview> {
        let server = self.find(actor, Action::Change, asked).await?;
        let planned = self
            .planned_pack(actor, &server.pack.location, preset, settings)
            .await?;
        let id = ChangeId::from_bits(rand::random());
        let in_place = planned.is_settings && self.changes_in_place(&server);
        if !planned.differences.is_empty() {
            let pending = Pending {
                schema: SCHEMA,
                from: server.pack.location.clone(),
                pack: planned.pack,
                made: Some(planned.made),
                is_stored: false,
                settings: None,
                before: None,
                differences: planned.differences.clone(),
                takes_back: false,
                begun: None,
            };
            self.keep_change(&server.id, id, &pending).await?;
        }
        Ok(Preview {
            id,
            in_place,
            server,
            differences: planned.differences,
            notices: planned.notices,
        })
    }

    /// Makes a change that was shown.
    ///
    /// # Errors
    /// [`ServiceError::NoChange`] if nothing was kept, [`ServiceError::ChangedSince`] if the server runs
    /// another pack by now; then, and whenever a server that is to take its place is not allowed, all stays
    /// as it is. [`ServiceError::NotRestarted`] if its machine does not answer: then it is tried again.
    pub async fn apply_change(
        &self,
        actor: &Actor,
        server: &ServerId,
        change: ChangeId,
    ) -> Result<AppliedChange> {
        let (former, held) = self.take(actor, Action::Change, server.as_str()).await?;
        let pending = self.begin_change(&former, change).await?;
        let mut held = Some(held);
        let applied = self.apply_begun(actor, (former, &mut held), change, pending);
        let applied = applied.await;
        self.leave_change(server, change).await;
        applied
    }

    /// Takes a change for this bot. Another one that heard of the same press must not touch the pack that this one
    /// makes.
    async fn begin_change(&self, former: &Server, change: ChangeId) -> Result<Pending> {
        let store = self.cloud().documents().ok_or(ServiceError::NoDocuments)?;
        let Some((pending, version)) = self.read_change(&former.id, change).await? else {
            return Err(ServiceError::NoChange);
        };
        let overtaken = || ServiceError::ChangedSince {
            server: former.name.to_string(),
        };
        let now = super::now();
        let patience = *self.inner.changes.patience.lock();
        let is_others = |begun| now.duration_since(begun).unsigned_abs() < patience;
        if former.pack.location != pending.from || pending.begun.is_some_and(is_others) {
            return Err(overtaken());
        }
        let pending = Pending {
            begun: Some(now),
            ..pending
        };
        let key = key(&former.id, change)?;
        let bytes = pending.write(&key)?;
        match store.put(&key, bytes, Expected::Unchanged(&version)).await {
            Ok(_) => Ok(pending),
            Err(StoreError::Changed(_)) => Err(overtaken()),
            Err(error) => Err(error.into()),
        }
    }

    /// Leaves a change to whoever makes it next. What cannot be written now lapses.
    async fn leave_change(&self, server: &ServerId, change: ChangeId) {
        let leaving = async {
            match self.kept_change(server, change).await? {
                Some(pending) if pending.begun.is_some() => {
                    let left = Pending {
                        begun: None,
                        ..pending
                    };
                    self.note_pack(server, change, &left).await
                }
                _ => Ok(()),
            }
        };
        if let Err(error) = leaving.await {
            tracing::warn!(server.id = %server, error = &error as &dyn std::error::Error, "a change of {server} can be made again only in some minutes");
        }
    }

    async fn apply_begun(
        &self,
        actor: &Actor,
        (former, held): (Server, &mut Option<Guard<'_>>),
        change: ChangeId,
        pending: Pending,
    ) -> Result<AppliedChange> {
        let pending = self.with_pack(&former, change, pending).await?;
        if pending.settings.is_none() || !self.changes_in_place(&former) {
            let order = match self.order_with_change(actor, &former, &pending).await {
                Ok(order) => order,
                Err(error) => {
                    self.unmake_pack(&former.id, change, pending).await;
                    return Err(error);
                }
            };
            let replaced = self.replace(actor, (former, held), order, change, &pending);
            let replaced = replaced.await?;
            return Ok(AppliedChange::Replaced(Box::new(replaced)));
        }
        // From here on it is made, whoever makes it.
        let record = Record {
            changing: Some(change),
            ..former.record.clone()
        };
        self.remember(&former, &record).await?;
        let begun = Server { record, ..former };
        let server = match self.make_change(&begun, change, &pending).await {
            Ok(server) => server,
            Err(error) => {
                if matches!(error, ServiceError::ChangeTooEarly { .. }) {
                    self.unmake_pack(&begun.id, change, pending).await;
                }
                return Err(error);
            }
        };
        tracing::info!(server.id = %server.id, instance.id = %server.instance, actor = %actor.name, "changed what {} races", server.id);
        Ok(AppliedChange::Restarted {
            server: Box::new(server),
            undo: change.back(),
            differences: pending.differences,
            took_back: pending.takes_back,
        })
    }

    /// Whether a server's program can be restarted with other settings.
    fn changes_in_place(&self, server: &Server) -> bool {
        server.state == InstanceState::Running && self.cloud().reconfigures(server)
    }

    /// Has a server's program run with the settings of a change that stands in its record, and notes that.
    /// Safe to repeat.
    async fn make_change(
        &self,
        server: &Server,
        change: ChangeId,
        pending: &Pending,
    ) -> Result<Server> {
        let Some(mut settings) = pending.settings.clone() else {
            return Err(ServiceError::NoChange);
        };
        settings.pack.changed = Some(super::now());
        self.keep_change(&server.id, change.back(), &pending.back())
            .await?;
        let document = key(&server.id, change)?;
        let answer = self
            .cloud()
            .reconfigure(server, &settings, &document)
            .await?;
        if answer != Restart::Begun {
            // What has no program yet has nothing to change; what did not answer may have done it.
            if answer == Restart::NotReady {
                self.note_changed(server, None).await?;
                return Err(ServiceError::ChangeTooEarly {
                    server: server.name.to_string(),
                });
            }
            return Err(ServiceError::NotRestarted {
                server: server.name.to_string(),
                answer,
            });
        }
        let record = self
            .note_changed(server, Some(Record::restarting(super::now())))
            .await?;
        self.note_raced(server, &settings.files).await;
        self.forget_overtaken(&server.id, change).await;
        Ok(Server {
            record,
            ..server.clone()
        })
    }

    /// Notes that no change of a server is being made any more.
    async fn note_changed(&self, server: &Server, told: Option<String>) -> Result<Record> {
        let record = Record {
            changing: None,
            told: told.or_else(|| server.record.told.clone()),
            ..server.record.clone()
        };
        self.remember(server, &record).await?;
        Ok(record)
    }

    /// Finishes the change of a server that somebody began and did not end, if it is long enough ago that
    /// they must be dead. For whoever watches the servers; at once if nothing is to be done.
    pub fn resume_change(&self, server: &Server) {
        let Some(change) = server.record.changing else {
            self.inner.changes.is_over(&server.id);
            return;
        };
        if server.state != InstanceState::Running || !self.inner.changes.is_due(&server.id, change)
        {
            return;
        }
        let (service, server) = (self.clone(), server.id.clone());
        self.inner.tasks.spawn(async move {
            if let Err(error) = service.finish_change(&server, change).await {
                tracing::warn!(server.id = %server, error = &error as &dyn std::error::Error, "the change of {server} could not be finished");
            }
        });
    }

    /// How long a change may be open until whoever began it is taken for dead.
    pub fn patience_with_changes(&self, patience: Duration) {
        *self.inner.changes.patience.lock() = patience;
    }

    async fn finish_change(&self, server: &ServerId, change: ChangeId) -> Result<()> {
        let operator = Actor::operator("ac-deploy");
        let taken = self.take(&operator, Action::Change, server.as_str()).await;
        let (server, _held) = match taken {
            Err(ServiceError::NoSuchServer { .. }) => return Ok(()),
            taken => taken?,
        };
        if server.record.changing != Some(change) {
            return Ok(());
        }
        let kept = self.kept_change(&server.id, change).await?;
        match kept.filter(|_| !self.inner.changes.is_in_vain(&server.id, change)) {
            Some(pending) => {
                let pending = self.with_pack(&server, change, pending).await?;
                self.make_change(&server, change, &pending).await.map(drop)
            }
            // Each try throws out whoever drives: it is left as it is.
            None => {
                self.note_changed(&server, None).await?;
                if let Some(pending) = self.kept_change(&server.id, change).await? {
                    self.unmake_pack(&server.id, change, pending).await;
                }
                Ok(())
            }
        }
    }

    /// Stores the pack of a change if it is not stored yet, and keeps what a restart with it needs.
    async fn with_pack(
        &self,
        server: &Server,
        change: ChangeId,
        mut pending: Pending,
    ) -> Result<Pending> {
        let Some(made) = pending.made.as_ref().filter(|_| !pending.is_stored) else {
            return Ok(pending);
        };
        let stored = self
            .make_planned_pack(&pending.from, made, pending.pack.clone())
            .await?;
        // Another pack that it takes files from may be another one by now.
        if stored.differences != pending.differences {
            self.cloud().delete_pack(&stored.pack).await?;
            return Err(ServiceError::ChangedSince {
                server: server.name.to_string(),
            });
        }
        pending.is_stored = true;
        let noted = match stored.swap {
            Some(swap) => self.fill_in(server, &mut pending, swap).await,
            None => Ok(()),
        };
        let noted = match noted {
            Ok(()) => self.note_pack(&server.id, change, &pending).await,
            failed => failed,
        };
        if let Err(error) = noted {
            self.unmake_pack(&server.id, change, pending).await;
            return Err(error);
        }
        Ok(pending)
    }

    /// Notes in a change that is kept what became of its pack.
    async fn note_pack(
        &self,
        server: &ServerId,
        change: ChangeId,
        pending: &Pending,
    ) -> Result<()> {
        let store = self.cloud().documents().ok_or(ServiceError::NoDocuments)?;
        let key = key(server, change)?;
        let Some(kept) = store.get(&key).await? else {
            return Ok(());
        };
        let bytes = pending.write(&key)?;
        let unchanged = Expected::Unchanged(&kept.version);
        store.put(&key, bytes, unchanged).await?;
        Ok(())
    }

    /// Deletes the pack of a change that was not made after all; it is stored again if somebody makes it still.
    /// What cannot be deleted stays in the league's list of packs.
    async fn unmake_pack(&self, server: &ServerId, change: ChangeId, pending: Pending) {
        if pending.made.is_none() || !pending.is_stored {
            return;
        }
        let unmade = Pending {
            is_stored: false,
            settings: None,
            before: None,
            ..pending
        };
        let unmaking = async {
            self.note_pack(server, change, &unmade).await?;
            self.delete_pack_if_unused(&unmade.pack).await
        };
        if let Err(error) = unmaking.await {
            tracing::warn!(server.id = %server, error = &error as &dyn std::error::Error, "the pack of a change of {server} that was not made could not be deleted; it lies at {}", unmade.pack);
        }
    }

    /// Notes what a restart with the changed pack needs, and with the one that `server` runs.
    async fn fill_in(&self, server: &Server, pending: &mut Pending, swap: Swap) -> Result<()> {
        let stored = self.cloud().pack(&pending.from).await?;
        // Its system, its ports and its program are the server's own.
        let own = |pack: PackFacts| PackFacts {
            ports: server.pack.ports,
            platform: server.pack.platform,
            programs: server.pack.programs.clone(),
            ..pack
        };
        pending.settings = Some(NewSettings {
            pack: own(swap.pack),
            size: swap.size,
            sha256: swap.sha256,
            files: swap.files,
        });
        pending.before = Some(NewSettings {
            pack: server.pack.clone(),
            size: stored.size,
            sha256: stored.sha256,
            files: swap.before,
        });
        Ok(())
    }

    /// An order of a server with the pack of this change, in place of one.
    ///
    /// # Errors
    /// If it is not allowed, or too dear.
    async fn order_with_change(
        &self,
        actor: &Actor,
        former: &Server,
        pending: &Pending,
    ) -> Result<Order> {
        let request = request_like(former, pending.pack.clone());
        let order = self.allow(&replacing(actor), request)?;
        self.check_budget(actor).await?;
        Ok(order)
    }

    /// Replaces a server by one that runs the pack that was kept for this change of it.
    async fn replace(
        &self,
        actor: &Actor,
        (former, held): (Server, &mut Option<Guard<'_>>),
        order: Order,
        change: ChangeId,
        pending: &Pending,
    ) -> Result<Replaced> {
        let server = &former.id;
        let replacing = replacing(actor);
        match self.cloud().pack(&pending.pack).await {
            Ok(_) => {}
            // It was overtaken before anybody applied it, or deleted since.
            Err(CloudError::NotFound { .. }) => return Err(ServiceError::NoChange),
            Err(error) => return Err(error.into()),
        }
        // The order is kept before its server goes, so that a bot that is killed in between goes on.
        let order = self.place_instead_of(&replacing, order, &former).await?;
        // Only now: whoever is refused the same change deletes its pack, unless an order needs it.
        held.take();
        if let Err(error) = self
            .terminate(&replacing, server.as_str(), Unread::Keep)
            .await
        {
            self.abandon(&order).await;
            return Err(error);
        }
        if let Some(settings) = &pending.settings {
            self.note_raced(&former, &settings.files).await;
        }
        let undo = change.back();
        self.keep_change(&order.server, undo, &pending.back())
            .await?;
        tracing::info!(server.id = %order.server, actor = %actor.name, "{} takes the place of {server} with another configuration", order.server);
        Ok(Replaced {
            former,
            order,
            undo,
        })
    }

    /// Keeps a change of a server, so that it can be applied. Done twice it is done.
    async fn keep_change(&self, server: &ServerId, id: ChangeId, pending: &Pending) -> Result<()> {
        let store = self.cloud().documents().ok_or(ServiceError::NoDocuments)?;
        let key = key(server, id)?;
        let bytes = pending.write(&key)?;
        match store.put(&key, bytes, Expected::Absent).await {
            Ok(_) | Err(StoreError::Changed(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Drops the settings, and with them the passwords, of changes of a server that cannot be made any more
    /// now that `made` is: all but the one that takes it back. Which packs they made stays, for whoever clears
    /// them away. What fails here is done by the next change, or when the server goes.
    async fn forget_overtaken(&self, server: &ServerId, made: ChangeId) {
        if let Err(error) = self.try_to_forget_overtaken(server, made).await {
            tracing::warn!(server.id = %server, error = &error as &dyn std::error::Error, "the settings of former changes of {server} are kept for longer");
        }
    }

    async fn try_to_forget_overtaken(&self, server: &ServerId, made: ChangeId) -> Result<()> {
        let store = self.cloud().documents().ok_or(ServiceError::NoDocuments)?;
        let needed = [key(server, made)?, key(server, made.back())?];
        let folder = server_documents::key(&format!("{FOLDER}/{server}"))?;
        for key in store.list(Some(&folder)).await? {
            if needed.contains(&key) {
                continue;
            }
            let Some(kept) = store.get(&key).await? else {
                continue;
            };
            let Ok(mut pending) = serde_json::from_slice::<Pending>(&kept.bytes) else {
                continue;
            };
            let kept_some = [
                pending.settings.take().is_some(),
                pending.before.take().is_some(),
                pending.made.take().is_some(),
            ];
            if !kept_some.contains(&true) {
                continue;
            }
            let bytes = pending.write(&key)?;
            match store
                .put(&key, bytes, Expected::Unchanged(&kept.version))
                .await
            {
                Ok(_) | Err(StoreError::Changed(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// The packs that changes of a server were made from or to.
    pub(super) async fn packs_of_changes(&self, server: &ServerId) -> Result<Vec<PackLocation>> {
        let store = self.cloud().documents().ok_or(ServiceError::NoDocuments)?;
        let folder = server_documents::key(&format!("{FOLDER}/{server}"))?;
        let mut packs = Vec::new();
        for key in store.list(Some(&folder)).await? {
            let Some(kept) = store.get(&key).await? else {
                continue;
            };
            if let Ok(pending) = serde_json::from_slice::<Pending>(&kept.bytes) {
                packs.extend([pending.from, pending.pack]);
            }
        }
        Ok(packs)
    }

    async fn kept_change(&self, server: &ServerId, id: ChangeId) -> Result<Option<Pending>> {
        let read = self.read_change(server, id).await?;
        Ok(read.map(|(pending, _)| pending))
    }

    async fn read_change(
        &self,
        server: &ServerId,
        id: ChangeId,
    ) -> Result<Option<(Pending, Version)>> {
        let store = self.cloud().documents().ok_or(ServiceError::NoDocuments)?;
        let Some(kept) = store.get(&key(server, id)?).await? else {
            return Ok(None);
        };
        let pending = serde_json::from_slice::<Pending>(&kept.bytes).ok();
        let pending = pending.filter(|pending| pending.schema <= SCHEMA);
        Ok(pending.map(|pending| (pending, kept.version)))
    }
}

/// Changes that somebody began and did not end, and since when this process has seen that.
#[derive(Debug)]
pub(super) struct OpenChanges {
    seen: Mutex<HashMap<(ServerId, ChangeId), Attempts>>,
    /// After so long whoever began it must be dead.
    patience: Mutex<Duration>,
}

/// What this process knows of an open change.
#[derive(Debug, Clone, Copy)]
struct Attempts {
    /// When it was seen first, or finishing it was tried last.
    since: Instant,
    /// How often finishing it was tried.
    tries: u32,
}

impl Default for OpenChanges {
    fn default() -> Self {
        Self {
            seen: Mutex::default(),
            // A machine takes less to answer.
            patience: Mutex::new(Duration::from_secs(75)),
        }
    }
}

impl OpenChanges {
    /// How often finishing a change is tried.
    const TRIES: u32 = 3;

    /// Whether it is to be finished now; not again before as much time has passed.
    fn is_due(&self, server: &ServerId, change: ChangeId) -> bool {
        let mut seen = self.seen.lock();
        let key = (server.clone(), change);
        let known = seen.entry(key).or_insert_with(|| Attempts {
            since: Instant::now(),
            tries: 0,
        });
        let is_due = *self.patience.lock() <= known.since.elapsed();
        if is_due {
            known.since = Instant::now();
            known.tries += 1;
        }
        is_due
    }

    /// No change of this server is being made any more. Each of them may come again: undone, and made anew.
    fn is_over(&self, server: &ServerId) {
        self.seen.lock().retain(|(known, _), _| known != server);
    }

    /// Whether finishing it was tried often enough.
    fn is_in_vain(&self, server: &ServerId, change: ChangeId) -> bool {
        let seen = self.seen.lock();
        let known = seen.get(&(server.clone(), change));
        known.is_some_and(|known| Self::TRIES < known.tries)
    }
}

/// Whoever may change what a server races may have it replaced.
fn replacing(actor: &Actor) -> Actor {
    Actor {
        manages_guild: true,
        ..actor.clone()
    }
}

fn key(server: &ServerId, change: ChangeId) -> Result<Key> {
    server_documents::key(&format!("{FOLDER}/{server}/{change}.json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A change that was undone and is made anew has the id that it had before.
    #[test]
    fn a_change_that_comes_again_is_not_taken_for_one_that_was_tried_in_vain() {
        let open = OpenChanges::default();
        *open.patience.lock() = Duration::ZERO;
        let (server, other) = (ServerId::from_bits(1), ServerId::from_bits(2));
        let change = ChangeId::from_bits(7);
        assert_eq!(change.back().back(), change);
        for _ in 0..=OpenChanges::TRIES {
            assert!(!open.is_in_vain(&server, change));
            assert!(open.is_due(&server, change) && open.is_due(&other, change));
        }
        assert!(open.is_in_vain(&server, change));
        open.is_over(&server);
        assert!(!open.is_in_vain(&server, change));
        assert!(open.is_in_vain(&other, change), "that is another server's");
        // And whoever makes it now has as long as anybody.
        *open.patience.lock() = Duration::from_secs(75);
        assert!(!open.is_due(&server, change));
    }
}
