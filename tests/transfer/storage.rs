//! Storage in memory that records what was done to it, with faults. Only what a transfer needs of
//! a cloud is there.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use bytes::Bytes;
use cloud::{Cloud, CloudError, Launch, Restart, Result, ServerLog, SetupStep, StoredPack, Upload};
use domain::ids::{InstanceId, ServerId};
use domain::lifecycle::ReportOutcome;
use domain::server::{Order, PackLocation, Record, Server, StopReason};
use tokio::sync::Semaphore;

/// Which part, how often, with what.
type PartFault = (u32, usize, fn() -> CloudError);

/// What was done, and what is to fail.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) objects: HashMap<PackLocation, Bytes>,
    /// The parts of uploads that were neither completed nor aborted.
    pub(crate) open: HashMap<PackLocation, BTreeMap<u32, Bytes>>,
    /// The length of each part of the last upload that was completed.
    pub(crate) parts: Vec<usize>,
    pub(crate) begun: usize,
    pub(crate) aborted: usize,
    pub(crate) deleted: usize,
    /// Parts that are being put.
    pub(crate) in_flight: usize,
    pub(crate) most_in_flight: usize,
    /// This part fails so many times, with this.
    pub(crate) part_fault: Option<PartFault>,
    /// How often a part was refused.
    pub(crate) refused: usize,
    /// Completing fails with this, after it was done.
    pub(crate) complete_fault: Option<fn() -> CloudError>,
}

/// The storage. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Storage {
    state: Arc<Mutex<State>>,
    /// Each part needs a permit.
    gate: Arc<Semaphore>,
}

impl Storage {
    pub(crate) fn new() -> Self {
        Self {
            state: Arc::default(),
            gate: Arc::new(Semaphore::new(Semaphore::MAX_PERMITS)),
        }
    }

    /// Storage that takes no part until [`Storage::open_gate`].
    pub(crate) fn gated() -> Self {
        Self {
            gate: Arc::new(Semaphore::new(0)),
            ..Self::new()
        }
    }

    pub(crate) fn open_gate(&self) {
        self.gate.add_permits(Semaphore::MAX_PERMITS);
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Whether nothing of any pack is there.
    pub(crate) fn is_empty(&self) -> bool {
        let state = self.state();
        state.objects.is_empty() && state.open.is_empty()
    }
}

pub(crate) fn timeout() -> CloudError {
    CloudError::Timeout {
        operation: "s3:UploadPart",
    }
}

pub(crate) fn denied() -> CloudError {
    CloudError::Denied {
        operation: "s3:UploadPart",
        answer: None,
    }
}

#[derive(Debug)]
struct Begun {
    storage: Storage,
    to: PackLocation,
}

/// Counts a part as in flight until it is dropped.
struct InFlight<'a>(&'a Storage);

impl<'a> InFlight<'a> {
    fn new(storage: &'a Storage) -> Self {
        let mut state = storage.state();
        state.in_flight += 1;
        state.most_in_flight = state.most_in_flight.max(state.in_flight);
        drop(state);
        Self(storage)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.state().in_flight -= 1;
    }
}

#[async_trait]
impl Upload for Begun {
    async fn put(&self, number: u32, bytes: Bytes) -> Result<()> {
        let _in_flight = InFlight::new(&self.storage);
        self.storage.gate.acquire().await.unwrap().forget();
        let mut state = self.storage.state();
        if let Some((faulty, times, error)) = &mut state.part_fault
            && *faulty == number
            && 0 < *times
        {
            *times -= 1;
            let error = error();
            state.refused += 1;
            return Err(error);
        }
        let parts = state
            .open
            .get_mut(&self.to)
            .expect("the upload is not ended");
        parts.insert(number, bytes);
        Ok(())
    }

    async fn complete(&self, sha256: &str) -> Result<StoredPack> {
        let mut state = self.storage.state();
        let parts = state
            .open
            .remove(&self.to)
            .expect("the upload is not ended");
        assert!(parts.keys().copied().eq(1..=parts.len() as u32));
        state.parts = parts.values().map(Bytes::len).collect();
        let object: Vec<u8> = parts.into_values().flat_map(|part| part.to_vec()).collect();
        let size = object.len() as u64;
        state.objects.insert(self.to.clone(), object.into());
        match state.complete_fault {
            Some(error) => Err(error()),
            None => Ok(StoredPack {
                location: self.to.clone(),
                size,
                modified: None,
                sha256: Some(sha256.to_owned()),
            }),
        }
    }

    async fn abort(&self) -> Result<()> {
        let mut state = self.storage.state();
        state.aborted += 1;
        state.open.remove(&self.to);
        Ok(())
    }
}

#[async_trait]
impl Cloud for Storage {
    async fn pack(&self, at: &PackLocation) -> Result<StoredPack> {
        let state = self.state();
        let object = state.objects.get(at).ok_or_else(|| CloudError::NotFound {
            what: at.to_string(),
            answer: None,
        })?;
        Ok(StoredPack {
            location: at.clone(),
            size: object.len() as u64,
            modified: None,
            sha256: None,
        })
    }

    async fn read(&self, at: &PackLocation, range: Range<u64>) -> Result<Bytes> {
        let state = self.state();
        let object = state.objects.get(at).ok_or_else(|| CloudError::NotFound {
            what: at.to_string(),
            answer: None,
        })?;
        assert!(range.end <= object.len() as u64, "{range:?} is not inside");
        Ok(object.slice(range.start as usize..range.end as usize))
    }

    async fn upload(&self, to: &PackLocation) -> Result<Box<dyn Upload>> {
        let mut state = self.state();
        state.begun += 1;
        state.open.insert(to.clone(), BTreeMap::new());
        Ok(Box::new(Begun {
            storage: self.clone(),
            to: to.clone(),
        }))
    }

    async fn delete_pack(&self, at: &PackLocation) -> Result<()> {
        let mut state = self.state();
        state.deleted += 1;
        state.objects.remove(at);
        Ok(())
    }

    async fn packs(&self, _: &str) -> Result<Vec<StoredPack>> {
        unreachable!("no transfer lists packs")
    }

    async fn keep_order(&self, _: &Order) -> Result<()> {
        unreachable!("no transfer keeps orders")
    }

    async fn orders(&self) -> Result<Vec<Order>> {
        unreachable!("no transfer reads orders")
    }

    async fn drop_order(&self, _: &ServerId) -> Result<()> {
        unreachable!("no transfer drops orders")
    }

    async fn launch(&self, _: &Launch) -> Result<Server> {
        unreachable!("no transfer launches")
    }

    async fn servers(&self) -> Result<Vec<Server>> {
        unreachable!("no transfer lists servers")
    }

    async fn remember(&self, _: &Server, _: &Record) -> Result<()> {
        unreachable!("no transfer writes records")
    }

    async fn start(&self, _: &Server) -> Result<()> {
        unreachable!("no transfer starts servers")
    }

    async fn restart(&self, _: &Server) -> Result<Restart> {
        unreachable!("no transfer restarts servers")
    }

    async fn stop(&self, _: &Server, _: StopReason) -> Result<()> {
        unreachable!("no transfer stops servers")
    }

    async fn terminate(&self, _: &Server, _: StopReason) -> Result<()> {
        unreachable!("no transfer deletes servers")
    }

    async fn sweep(&self, _: &[Server]) -> Result<cloud::Swept> {
        unreachable!("no transfer sweeps")
    }

    async fn reports(&self, _: &[&Server]) -> Result<HashMap<InstanceId, ReportOutcome>> {
        unreachable!("no transfer reads reports")
    }

    async fn log(&self, _: &Server, _: u16) -> Result<ServerLog> {
        unreachable!("no transfer reads logs")
    }

    async fn missing(&self) -> Result<Vec<SetupStep>> {
        unreachable!("no transfer sets up")
    }

    async fn set_up(&self, _: &(dyn for<'a> Fn(&'a SetupStep) + Send + Sync)) -> Result<()> {
        unreachable!("no transfer sets up")
    }
}
