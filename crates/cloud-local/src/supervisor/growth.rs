//! A server program that writes without end: whoever floods it can make its logs grow by megabytes a
//! second.

use std::path::Path;
use std::time::Duration;

use confine::{Folder, Weight};
use rustix::process::Signal;
use tokio::time::Instant;

use super::super::confined::Confined;
use super::super::files::{blocking, delete_folder, failed};
use super::super::state::{Stage, State};
use super::Supervisor;
use cloud::Result;
use domain::report::Cause;

/// How often its folders are weighed. It takes some milliseconds for a thousand files.
const WEIGH: Duration = Duration::from_secs(3);
/// How many files it may add to those of its pack.
const FILES: u64 = 20_000;
/// What wine puts into its folder by itself: 700 MB (Wine 8), and room for a newer one.
const WINE: u64 = 2 << 30;

impl Supervisor {
    /// Whether its folders hold more than they may.
    pub(super) async fn is_overgrown(&mut self, state: &State) -> Result<bool> {
        if self
            .weighed
            .is_some_and(|weighed| weighed.elapsed() < WEIGH)
        {
            return Ok(false);
        }
        self.weighed = Some(Instant::now());
        let settings = &self.host.settings;
        let more = u64::from(settings.disk_mib) << 20;
        let unpacked = state.unpacked.unwrap_or(settings.limits.max_unpacked);
        let entries = (settings.limits.max_entries as u64).saturating_add(FILES);
        let place = Confined::of(&self.host.store.server_folder(&self.id));
        blocking(move || {
            let folders = [
                (&place.pack, unpacked),
                (&place.home, 0),
                (&place.wine, WINE),
            ];
            for (folder, bytes) in folders {
                let most = Weight {
                    bytes: bytes.saturating_add(more),
                    entries,
                };
                if exceeds(folder, most)? {
                    return Ok(true);
                }
            }
            Ok(false)
        })
        .await
    }

    /// Ends it for good, and throws away what it wrote: the next start unpacks its pack anew.
    pub(super) async fn end_overgrown(&mut self, state: &State) -> Result<()> {
        let (id, most) = (&self.id, self.host.settings.disk_mib);
        tracing::warn!(server.id = %id, "stopping the server {id}: it wrote more than {most} MiB into its folder");
        if let Stage::Running { process } = &state.run.stage {
            process.signal(Signal::KILL);
        }
        self.kill_all(state).await?;
        if let Some(mut child) = self.child.take() {
            let _ = child.wait().await;
        }
        let place = Confined::of(&self.host.store.server_folder(id));
        blocking(move || {
            delete_folder(&place.pack)?;
            delete_folder(&place.home)?;
            delete_folder(&place.wine).map(drop)
        })
        .await?;
        let words = format!(
            "The server program wrote more than {most} MiB into its folder, so it was ended. \
             Its next start begins with the pack as it was deployed."
        );
        let overgrown = move |state: &mut State| {
            state.run.stage = Stage::Failed;
            state.run.error = Some(words);
            state.run.cause = Some(Cause::Pack);
            state.run.link = None;
            state.run.online = None;
        };
        self.change_run(&state.run.boot, overgrown).await.map(drop)
    }
}

fn exceeds(folder: &Path, most: Weight) -> Result<bool> {
    if !folder.exists() {
        return Ok(false);
    }
    let weight = Folder::open(folder).and_then(|opened| opened.weigh(most));
    Ok(weight.map_err(failed("weighing", folder))?.exceeds(most))
}
