//! What the stories have in common.

use std::sync::LazyLock;

use axum::body::Bytes;
use cloud::BootPlan;
use cloud_aws::user_data::{FirstBoot, user_data};
use domain::report::Phase;
use pack::Platform;

use crate::ADDRESS;
use crate::amazon::BUCKET;
use crate::machine::{self, Machine, Told};
use crate::pack::{KEY, plan, sha256};

/// Where the agent lies in its bucket.
pub(crate) const AGENT_KEY: &str = "programs/agent/0/ac-deploy-agent";

/// The agent and its SHA-256.
static AGENT: LazyLock<(Bytes, String)> = LazyLock::new(|| {
    let agent = std::fs::read(machine::agent()).expect("the agent");
    let sha256 = sha256(&agent);
    (agent.into(), sha256)
});

/// Stores the pack, and boots the machine for the first time with this plan.
pub(crate) async fn deploy(machine: &Machine, pack: Vec<u8>, change: impl FnOnce(&mut BootPlan)) {
    let mut plan = plan(&pack);
    plan.url = Some(machine.amazon.put(BUCKET, KEY, pack));
    machine.amazon.account().address = Some(ADDRESS);
    change(&mut plan);
    let url = put_agent(machine);
    machine
        .run_user_data(&user_data(&plan, first_boot(&url)).expect("user data"))
        .await;
}

/// Puts the agent into its bucket; its signed address.
pub(crate) fn put_agent(machine: &Machine) -> String {
    machine.amazon.put(BUCKET, AGENT_KEY, AGENT.0.clone())
}

/// What fetches the agent from there.
pub(crate) fn first_boot(url: &str) -> FirstBoot<'_> {
    FirstBoot {
        platform: Platform::Linux,
        url,
        sha256: &AGENT.1,
    }
}

pub(crate) fn is(phase: Phase) -> impl Fn(&Told) -> bool {
    move |told| told.report.phase == phase
}

pub(crate) fn failed_with(words: &str) -> impl Fn(&Told) -> bool {
    move |told| told.report.phase == Phase::Failed && told.error().starts_with(words)
}

pub(crate) fn has_link(told: &Told) -> bool {
    told.report.link.is_some()
}
