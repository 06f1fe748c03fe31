//! What packs in storage turned out to be, for as long as this process runs.
//!
//! A `.tar.gz` has no directory, so a look into one reads it whole, through the bot: minutes at home,
//! and money beyond Amazon's free traffic. Who it is tells its SHA-256, which was noted when it was
//! stored, and which the machine holds against what it fetches.
//!
//! Absent on purpose: verdicts that outlive the process. A newer bot may judge otherwise.

use std::collections::VecDeque;

use cloud::StoredPack;
use pack::{Limits, Pack};
use parking_lot::Mutex;

/// More packs than a league deploys in a season.
const MOST: usize = 64;

/// Verdicts by what was judged, and by which limits; the newest last.
#[derive(Debug, Default)]
pub(super) struct Verdicts(Mutex<VecDeque<(String, Limits, Pack)>>);

impl Verdicts {
    /// Remembers a pack that can run, if its checksum is known.
    pub(super) fn keep(&self, stored: &StoredPack, limits: &Limits, pack: &Pack) {
        let Some(sha256) = &stored.sha256 else {
            return;
        };
        let mut verdicts = self.0.lock();
        verdicts.retain(|(known, by, _)| known != sha256 || by != limits);
        if verdicts.len() == MOST {
            verdicts.pop_front();
        }
        verdicts.push_back((sha256.clone(), limits.clone(), pack.clone()));
    }

    /// The pack that lies there, if it was judged by the same limits.
    pub(super) fn of(&self, stored: &StoredPack, limits: &Limits) -> Option<Pack> {
        let sha256 = stored.sha256.as_ref()?;
        self.0
            .lock()
            .iter()
            .find(|(known, by, _)| known == sha256 && by == limits)
            .map(|(_, _, pack)| pack.clone())
    }
}
