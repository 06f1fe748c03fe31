//! What the stories have in common.

use cloud::BootPlan;
use cloud_aws::user_data::user_data;
use domain::report::Phase;
use pack::Platform;

use crate::ADDRESS;
use crate::amazon::BUCKET;
use crate::machine::{Machine, Told};
use crate::pack::{KEY, plan};

/// Stores the pack, and boots the machine for the first time with this plan.
pub(crate) async fn deploy(machine: &Machine, pack: Vec<u8>, change: impl FnOnce(&mut BootPlan)) {
    let mut plan = plan(&pack);
    machine.amazon.put(BUCKET, KEY, pack);
    machine.amazon.account().address = Some(ADDRESS);
    change(&mut plan);
    let user_data = user_data(&plan, Platform::Linux).expect("user data");
    machine.run_user_data(&user_data).await;
}

pub(crate) fn is(phase: Phase) -> impl Fn(&Told) -> bool {
    move |told| told.report.phase == phase
}

/// The cause may take a moment longer than the fact: it comes through the journal.
pub(crate) fn failed_with(words: &str) -> impl Fn(&Told) -> bool {
    move |told| told.report.phase == Phase::Failed && told.error().starts_with(words)
}

pub(crate) fn has_link(told: &Told) -> bool {
    told.report.link.is_some()
}
