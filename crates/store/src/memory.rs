use std::collections::BTreeMap;

use async_trait::async_trait;
use parking_lot::{Mutex, MutexGuard};

use crate::{Expected, Key, Store, StoreError, Stored, Version};

/// Documents for as long as the program runs: for tests, and for the sandbox.
#[derive(Debug, Default)]
pub struct Memory(Mutex<BTreeMap<Key, Vec<u8>>>);

impl Memory {
    fn documents(&self) -> MutexGuard<'_, BTreeMap<Key, Vec<u8>>> {
        // Every change is one insertion or removal: what a panic leaves is whole.
        self.0.lock()
    }
}

#[async_trait]
impl Store for Memory {
    async fn get(&self, key: &Key) -> Result<Option<Stored>, StoreError> {
        let bytes = self.documents().get(key).cloned();
        Ok(bytes.map(|bytes| Stored {
            version: Version::of(&bytes),
            bytes,
        }))
    }

    async fn put(
        &self,
        key: &Key,
        bytes: Vec<u8>,
        expected: Expected<'_>,
    ) -> Result<Version, StoreError> {
        StoreError::if_too_large(key, &bytes)?;
        let mut documents = self.documents();
        let now = documents.get(key).map(|bytes| Version::of(bytes));
        if !expected.holds(now.as_ref()) {
            return Err(StoreError::Changed(key.clone()));
        }
        let version = Version::of(&bytes);
        documents.insert(key.clone(), bytes);
        Ok(version)
    }

    async fn list(&self, folder: Option<&Key>) -> Result<Vec<Key>, StoreError> {
        let documents = self.documents();
        let keys = documents
            .keys()
            .filter(|key| folder.is_none_or(|folder| key.is_in(folder)));
        Ok(keys.cloned().collect())
    }

    async fn remove(&self, key: &Key, version: &Version) -> Result<(), StoreError> {
        let mut documents = self.documents();
        match documents.get(key) {
            None => Ok(()),
            Some(bytes) if Version::of(bytes) == *version => {
                documents.remove(key);
                Ok(())
            }
            Some(_) => Err(StoreError::Changed(key.clone())),
        }
    }
}

impl Expected<'_> {
    pub(crate) fn holds(self, now: Option<&Version>) -> bool {
        match (self, now) {
            (Self::Absent, None) => true,
            (Self::Unchanged(read), Some(now)) => read == now,
            (Self::Absent, Some(_)) | (Self::Unchanged(_), None) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    #[tokio::test(flavor = "multi_thread")]
    async fn it_keeps_the_contract() {
        crate::contract::run(Arc::new(super::Memory::default())).await;
    }
}
