//! Deletes what a trial made, whatever came of it.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::Instant;

use crate::cli::context::CliContext;
use cloud::{CloudError, Result, Swept};
use domain::lifecycle::LIST_LAG;
use domain::server::{InstanceState, PackLocation, Server, StopReason};

/// A machine takes minutes to go.
const LIMIT: Duration = Duration::from_secs(20 * 60);
/// EC2 says for some seconds that a group of a deleted machine is in use.
const GROUPS: Duration = Duration::from_secs(120);

/// Deletes every server and order of this name with its pack, and what a server leaves behind. Tries
/// again for as long as it takes; says what there was. `launched`: whether a machine was asked for.
///
/// # Errors
/// Words for what is still there, with what to do.
pub(super) async fn clear(
    context: &CliContext,
    name: &str,
    launched: bool,
) -> std::result::Result<String, String> {
    let began = Instant::now();
    let end = began + LIMIT;
    let mut found = Found::default();
    let mut last = "a machine takes too long to go".to_owned();
    while Instant::now() < end {
        match found.look(context, name).await {
            Ok(true) if !found.may_come(launched, began) => {
                return found.finish(context, name).await;
            }
            Ok(_) => {}
            Err(error) => last = error.to_string(),
        }
        tokio::time::sleep(context.pace).await;
    }
    Err(format!(
        "“{name}” may still be there ({last}): look for it in the EC2 console, and terminate it"
    ))
}

/// What was found of it.
#[derive(Debug, Default)]
struct Found {
    servers: BTreeSet<String>,
    packs: BTreeSet<String>,
    ended: usize,
}

impl Found {
    /// Whether a machine may be there that is not listed yet.
    fn may_come(&self, launched: bool, began: Instant) -> bool {
        launched && self.servers.is_empty() && began.elapsed() < LIST_LAG.unsigned_abs()
    }

    /// One look; whether nothing of it runs any more.
    async fn look(&mut self, context: &CliContext, name: &str) -> Result<bool> {
        let cloud = context.cloud();
        for order in cloud.orders().await? {
            if order.working_name().as_str() == name {
                cloud.drop_order(&order.server).await?;
            }
        }
        let servers = cloud.servers().await?;
        let ours: Vec<&Server> = servers
            .iter()
            .filter(|it| it.name.as_str() == name)
            .collect();
        for server in &ours {
            self.servers.insert(server.id.to_string());
            self.packs.insert(server.pack.location.to_string());
            if !server.state.is_gone() {
                self.ended += 1;
                cloud.terminate(server, StopReason::Asked).await?;
            }
        }
        Ok(ours.iter().all(|it| it.state == InstanceState::Terminated))
    }

    async fn finish(
        &self,
        context: &CliContext,
        name: &str,
    ) -> std::result::Result<String, String> {
        let left = |error: CloudError| format!("something of “{name}” is left: {error}");
        for pack in &self.packs {
            let at: PackLocation = pack.parse().map_err(|_| format!("{pack} is left"))?;
            context.cloud().delete_pack(&at).await.map_err(left)?;
        }
        self.sweep(context)
            .await
            .map_err(|error| format!("something of “{name}” is left: {error}"))?;
        let running = match self.ended {
            0 => "nothing ran any more",
            _ => "a machine still ran, and is deleted",
        };
        Ok(format!(
            "{running}; {} packs deleted, no security group is left",
            self.packs.len()
        ))
    }

    /// Until nothing is left; a bot that runs meanwhile may be quicker.
    async fn sweep(&self, context: &CliContext) -> std::result::Result<(), String> {
        let end = Instant::now() + GROUPS;
        while !self.servers.is_empty() {
            let servers = context.cloud().servers().await.map_err(words)?;
            let swept = context.cloud().sweep(&servers).await;
            let Swept { left, .. } = swept.map_err(words)?;
            if left == 0 {
                break;
            }
            if end <= Instant::now() {
                return Err(format!(
                    "{left} security groups, which cost nothing; a bot deletes them"
                ));
            }
            tokio::time::sleep(context.pace).await;
        }
        Ok(())
    }
}

fn words(error: CloudError) -> String {
    error.to_string()
}
