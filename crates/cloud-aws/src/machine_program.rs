//! What new machines fetch first, kept in the bucket: the program that looks after servers on Linux,
//! found beside this one, and the scripts that do it on Windows, which are part of this one.
//!
//! Each lies there under its own SHA-256, so machines of different versions of ac-deploy get theirs,
//! and nothing is ever replaced.

use std::path::{Path, PathBuf};

use aws_sdk_s3::primitives::ByteStream;
use bytes::Bytes;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::failure::is_missing;
use super::s3::{Storage, timestamp};
use super::user_data;
use cloud::settings::PROGRAMS;
use cloud::{CloudError, Result};
use domain::server::PackLocation;

/// What the agent's file is called, beside ac-deploy and in the bucket.
const AGENT: &str = "ac-deploy-agent";
/// What the file with the scripts is called in the bucket.
const SCRIPTS: &str = "ac-deploy-windows.json";

/// What this version of ac-deploy sends to machines of one platform.
#[derive(Debug, Clone)]
pub(super) struct MachineProgram {
    name: &'static str,
    bytes: Bytes,
    pub(super) sha256: String,
}

impl MachineProgram {
    fn new(name: &'static str, bytes: Bytes) -> Self {
        Self {
            name,
            sha256: hex::encode(Sha256::digest(&bytes)),
            bytes,
        }
    }

    /// Reads the agent of Linux machines.
    pub(super) async fn agent(setting: Option<&Path>) -> Result<Self> {
        let path = setting.map_or_else(beside_us, Path::to_owned);
        match tokio::fs::read(&path).await {
            Ok(bytes) => Ok(Self::new(AGENT, bytes.into())),
            Err(source) => Err(CloudError::NoAgent { path, source }),
        }
    }

    /// The scripts of Windows machines.
    pub(super) fn windows_scripts() -> Result<Self> {
        let json = user_data::windows_scripts().map_err(|error| CloudError::Failed {
            operation: "s3:PutObject",
            code: "the machines' scripts could not be written".into(),
            source: error.into(),
        })?;
        Ok(Self::new(SCRIPTS, json.into()))
    }

    /// Where it lies in the bucket. All of them in one folder, which the bot's policy names.
    fn key(&self) -> String {
        format!("{PROGRAMS}agent/{}/{}", self.sha256, self.name)
    }
}

fn beside_us() -> PathBuf {
    let us = std::env::current_exe().unwrap_or_default();
    us.with_file_name(AGENT)
}

impl Storage {
    /// Whether the bucket has it.
    pub(super) async fn has_program(&self, program: &MachineProgram) -> Result<bool> {
        Ok(self.program_since(program).await?.is_some())
    }

    /// When it was put into the bucket; nothing if it is not there.
    async fn program_since(&self, program: &MachineProgram) -> Result<Option<Timestamp>> {
        let key = program.key();
        let head = self.client.head_object().bucket(&self.bucket).key(&key);
        match head.send().await {
            Ok(head) => {
                let since = head.last_modified().and_then(timestamp);
                Ok(Some(since.unwrap_or(Timestamp::UNIX_EPOCH)))
            }
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(self.failed("s3:GetObject", &self.bucket, &key)(error)),
        }
    }

    /// Puts it into the bucket.
    pub(super) async fn put_program(&self, program: &MachineProgram) -> Result<()> {
        let key = program.key();
        let put = self
            .bulk
            .put_object()
            .bucket(&self.bucket)
            .key(&key)
            .body(ByteStream::from(program.bytes.clone()));
        let put = put.send().await;
        put.map(drop)
            .map_err(self.failed("s3:PutObject", &self.bucket, &key))
    }

    /// Since when the bucket has it. What is not there yet, because ac-deploy is newer than its set-up, is put
    /// there.
    pub(super) async fn ensure_program(&self, program: &MachineProgram) -> Result<Timestamp> {
        if let Some(since) = self.program_since(program).await? {
            return Ok(since);
        }
        tracing::info!("{} for machines is put into the bucket", program.name);
        self.put_program(program).await?;
        Ok(Timestamp::now())
    }

    /// A signed address of it, which is put into the bucket first where that is needed.
    pub(super) async fn program_url(&self, program: &MachineProgram) -> Result<String> {
        self.ensure_program(program).await?;
        self.signed_url(&PackLocation {
            bucket: None,
            key: program.key(),
        })
        .await
    }
}
