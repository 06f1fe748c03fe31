//! Documents in memory, at which a bot can be killed, and which can refuse.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use parking_lot::Mutex;
use store::{Expected, Key, Memory, Store, StoreError, Stored, Version};
use tokio::sync::Notify;

#[derive(Debug, Default)]
pub(crate) struct Documents {
    inner: Mutex<Arc<Memory>>,
    death: Mutex<Option<Death>>,
    died: Notify,
    refuses: AtomicBool,
}

/// When a bot is killed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Death {
    /// At the call of this number from now on, counted from 0.
    pub(crate) call: usize,
    /// Once the call has done what it was to do, and not before it.
    pub(crate) done: bool,
}

impl Documents {
    /// Whoever is at work here when the time has come gets no further.
    pub(crate) fn kill_at(&self, death: Option<Death>) {
        *self.death.lock() = death;
    }

    /// Whoever was at work has got no further.
    pub(crate) async fn has_killed(&self) {
        self.died.notified().await;
    }

    /// Nothing is kept any more.
    pub(crate) fn empty(&self) {
        *self.inner.lock() = Arc::default();
    }

    fn now(&self) -> Arc<Memory> {
        Arc::clone(&self.inner.lock())
    }

    pub(crate) fn refuse(&self, refuses: bool) {
        self.refuses.store(refuses, Ordering::Relaxed);
    }

    async fn call<T>(
        &self,
        doing: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        if self.refuses.load(Ordering::Relaxed) {
            return Err(StoreError::failed("asking", "the bucket", "SlowDown"));
        }
        let now = {
            let mut death = self.death.lock();
            match &mut *death {
                Some(Death { call: 0, .. }) => death.take(),
                Some(later) => {
                    later.call -= 1;
                    None
                }
                None => None,
            }
        };
        let Some(death) = now else {
            return doing.await;
        };
        if death.done {
            let _ = doing.await;
        }
        self.died.notify_one();
        std::future::pending().await
    }
}

#[async_trait]
impl Store for Documents {
    async fn get(&self, key: &Key) -> Result<Option<Stored>, StoreError> {
        self.call(self.now().get(key)).await
    }

    async fn put(
        &self,
        key: &Key,
        bytes: Vec<u8>,
        expected: Expected<'_>,
    ) -> Result<Version, StoreError> {
        self.call(self.now().put(key, bytes, expected)).await
    }

    async fn list(&self, folder: Option<&Key>) -> Result<Vec<Key>, StoreError> {
        self.call(self.now().list(folder)).await
    }

    async fn remove(&self, key: &Key, version: &Version) -> Result<(), StoreError> {
        self.call(self.now().remove(key, version)).await
    }
}
