//! The program that looks after servers on Linux machines: found beside this one, kept in the bucket.
//!
//! It lies there under its own SHA-256, so machines of different versions of ac-deploy get theirs,
//! and nothing is ever replaced.

use std::path::{Path, PathBuf};

use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::failure::is_missing;
use super::s3::Storage;
use cloud::settings::PROGRAMS;
use cloud::{CloudError, Result};
use domain::server::PackLocation;

/// What its file is called, beside ac-deploy and in the bucket.
const NAME: &str = "ac-deploy-agent";

/// The agent that this version of ac-deploy sends to machines.
#[derive(Debug, Clone)]
pub(super) struct AgentProgram {
    bytes: Bytes,
    pub(super) sha256: String,
}

impl AgentProgram {
    /// Reads it.
    pub(super) async fn read(setting: Option<&Path>) -> Result<Self> {
        let path = setting.map_or_else(beside_us, Path::to_owned);
        match tokio::fs::read(&path).await {
            Ok(bytes) => Ok(Self {
                sha256: hex::encode(Sha256::digest(&bytes)),
                bytes: bytes.into(),
            }),
            Err(source) => Err(CloudError::NoAgent { path, source }),
        }
    }

    fn key(&self) -> String {
        format!("{PROGRAMS}agent/{}/{NAME}", self.sha256)
    }
}

fn beside_us() -> PathBuf {
    let us = std::env::current_exe().unwrap_or_default();
    us.with_file_name(NAME)
}

impl Storage {
    /// Whether the bucket has the agent.
    pub(super) async fn has_agent(&self, agent: &AgentProgram) -> Result<bool> {
        let key = agent.key();
        let head = self.client.head_object().bucket(&self.bucket).key(&key);
        match head.send().await {
            Ok(_) => Ok(true),
            Err(error) if is_missing(&error) => Ok(false),
            Err(error) => Err(self.failed("s3:GetObject", &self.bucket, &key)(error)),
        }
    }

    /// Puts the agent into the bucket.
    pub(super) async fn put_agent(&self, agent: &AgentProgram) -> Result<()> {
        let key = agent.key();
        let put = self
            .bulk
            .put_object()
            .bucket(&self.bucket)
            .key(&key)
            .body(ByteStream::from(agent.bytes.clone()));
        let put = put.send().await;
        put.map(drop)
            .map_err(self.failed("s3:PutObject", &self.bucket, &key))
    }

    /// A signed address of the agent. One that is not in the bucket yet, because ac-deploy is newer
    /// than its set-up, is put there first.
    pub(super) async fn agent_url(&self, agent: &AgentProgram) -> Result<String> {
        if !self.has_agent(agent).await? {
            tracing::info!("the agent for Linux machines is put into the bucket");
            self.put_agent(agent).await?;
        }
        self.signed_url(&PackLocation {
            bucket: None,
            key: agent.key(),
        })
        .await
    }
}
