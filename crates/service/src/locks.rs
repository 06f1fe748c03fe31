//! Optimistic locking: whoever lists servers and acts on the list later is told if somebody has
//! changed the server in between.
//!
//! A list is as old as the generation at which it was asked for. Every action makes a new one and
//! leaves it with the server that it changes.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Mutex, MutexGuard};
use tokio::sync::{Notify, OwnedMutexGuard};

use domain::ids::ServerId;

/// No list is acted upon this long after it was made, so older changes need not be known.
const REMEMBERED: Duration = Duration::from_secs(600);

/// The servers that are being changed, and when each was changed last.
#[derive(Debug, Default)]
pub(super) struct Locks {
    changes: Mutex<Changes>,
    /// Rung at every change.
    changed: Notify,
}

#[derive(Debug, Default)]
struct Changes {
    generation: u64,
    servers: HashMap<ServerId, LastChange>,
}

#[derive(Debug)]
struct LastChange {
    generation: u64,
    at: Instant,
    lock: Arc<tokio::sync::Mutex<()>>,
}

/// A server that an action is changing.
///
/// It counts as changed when the action begins, and again when it ends: what was listed in between
/// shows it half done, and must not be acted upon.
pub(super) struct Guard<'a> {
    locks: &'a Locks,
    server: ServerId,
    /// Given back after the change was noted.
    _guard: OwnedMutexGuard<()>,
}

impl Locks {
    /// A number that grows with every change.
    pub(super) fn generation(&self) -> u64 {
        self.changes().generation
    }

    /// Waits until something was changed after `generation`.
    pub(super) async fn changed_after(&self, generation: u64) {
        loop {
            let rung = self.changed.notified();
            if generation < self.generation() {
                return;
            }
            rung.await;
        }
    }

    /// Notes that this server was changed, so that whoever waits looks at it.
    pub(super) fn touch(&self, server: &ServerId) {
        let mut changes = self.changes();
        changes.generation += 1;
        let generation = changes.generation;
        let last = changes.of(server);
        (last.generation, last.at) = (generation, Instant::now());
        drop(changes);
        self.changed.notify_waiters();
    }

    /// Holds a server for an action that was decided on what was listed at `generation`; `None` if
    /// another action has changed the server since.
    pub(super) async fn hold(&self, server: &ServerId, generation: u64) -> Option<Guard<'_>> {
        let guard = self.hold_unless_touched(server, generation).await?;
        self.touch(server);
        Some(Guard {
            locks: self,
            server: server.clone(),
            _guard: guard,
        })
    }

    /// The same for a change that is no action of anybody's.
    pub(super) async fn hold_unless_touched(
        &self,
        server: &ServerId,
        generation: u64,
    ) -> Option<OwnedMutexGuard<()>> {
        let lock = self.changes().of(server).lock.clone();
        let guard = lock.lock_owned().await;
        (!self.was_changed_after(server, generation)).then_some(guard)
    }

    /// Whether this server was changed after `generation`.
    pub(super) fn was_changed_after(&self, server: &ServerId, generation: u64) -> bool {
        let changes = self.changes();
        let last = changes.servers.get(server);
        last.is_some_and(|last| generation < last.generation)
    }

    fn changes(&self) -> MutexGuard<'_, Changes> {
        self.changes.lock()
    }
}

impl Changes {
    /// What is known of a server; what nobody needs any more is forgotten.
    fn of(&mut self, server: &ServerId) -> &mut LastChange {
        self.servers
            .retain(|_, last| last.at.elapsed() < REMEMBERED || 1 < Arc::strong_count(&last.lock));
        self.servers
            .entry(server.clone())
            .or_insert_with(|| LastChange {
                generation: 0,
                at: Instant::now(),
                lock: Arc::default(),
            })
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.locks.touch(&self.server);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_listed_before_or_during_a_change_is_not_acted_upon() {
        let (locks, server) = (Locks::default(), ServerId::from_bits(1));
        let before = locks.generation();
        let guard = locks.hold(&server, before).await.expect("nobody has it");
        let during = locks.generation();
        drop(guard);
        for listed in [before, during] {
            assert!(locks.hold(&server, listed).await.is_none());
        }
        assert!(locks.hold(&server, locks.generation()).await.is_some());
    }

    #[tokio::test]
    async fn a_change_of_one_server_leaves_the_others_free() {
        let locks = Locks::default();
        let listed = locks.generation();
        locks.touch(&ServerId::from_bits(1));
        let other = ServerId::from_bits(2);
        let looked = locks.hold_unless_touched(&other, listed).await;
        assert!(looked.is_some());
        drop(looked);
        let now = locks.generation();
        assert!(locks.hold_unless_touched(&other, now).await.is_some());
        assert_eq!(locks.generation(), now, "looking changes nothing");
    }

    #[tokio::test]
    async fn whoever_waits_hears_of_the_next_change() {
        let locks = Locks::default();
        let before = locks.generation();
        let waiting = locks.changed_after(before);
        let changing = async { locks.touch(&ServerId::from_bits(1)) };
        tokio::join!(waiting, changing);
    }
}
