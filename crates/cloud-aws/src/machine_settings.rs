//! What a machine puts in the place of a pack's own files, or adds to them.
//!
//! Settings are for Windows machines: what the judge took out of them.
//!
//! Its scripts know nothing of keys and values, so they are given the files whole: a line for each, its
//! bytes in base64 and its path, or `-` and the path of one that is left out. The list lies beside the
//! orders, whose rule deletes it after some days, for it holds passwords.

use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_types::base64;
use sha2::{Digest, Sha256};

use super::orders;
use super::s3::Storage;
use cloud::Result;
use domain::ids::ServerId;
use domain::server::PackLocation;
use pack::{CleanedFile, PlayerLists};

/// What a machine fetches.
#[derive(Debug)]
pub(super) struct StoredSettings {
    pub(super) url: String,
    pub(super) sha256: String,
}

fn text(files: &[CleanedFile]) -> String {
    let lines = files.iter().map(|file| {
        let bytes = file.contents.as_ref().map(base64::encode);
        format!("{} {}\n", bytes.as_deref().unwrap_or("-"), file.path)
    });
    lines.collect()
}

impl Storage {
    /// Keeps the settings of a server for its machine; nothing where the pack's own are used as they are.
    pub(super) async fn put_settings(
        &self,
        server: &ServerId,
        files: &[CleanedFile],
    ) -> Result<Option<StoredSettings>> {
        if files.is_empty() {
            return Ok(None);
        }
        self.put_beside_order(server, "settings", text(files))
            .await
            .map(Some)
    }

    /// Keeps for a server's machine whom the lists name that it is to add to its pack's; nothing where they
    /// name nobody.
    pub(super) async fn put_players(
        &self,
        server: &ServerId,
        lists: &PlayerLists,
    ) -> Result<Option<StoredSettings>> {
        if lists.is_empty() {
            return Ok(None);
        }
        self.put_beside_order(server, "players", lists.to_string())
            .await
            .map(Some)
    }

    async fn put_beside_order(
        &self,
        server: &ServerId,
        what: &str,
        text: String,
    ) -> Result<StoredSettings> {
        let sha256 = hex::encode(Sha256::digest(&text));
        let at = PackLocation {
            bucket: None,
            key: format!("{}{server}.{what}", orders::FOLDER),
        };
        let put = self.client.put_object().bucket(&self.bucket).key(&at.key);
        let put = put.body(ByteStream::from(text.into_bytes())).send().await;
        put.map_err(self.failed("s3:PutObject", &self.bucket, &at.key))?;
        let url = self.signed_url(&at).await?;
        Ok(StoredSettings { url, sha256 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_file() {
        let file = |path: &str, contents: Option<&[u8]>| CleanedFile {
            path: path.to_owned(),
            contents: contents.map(<[u8]>::to_vec),
        };
        let text = text(&[
            file("cfg/server_cfg.ini", Some(b"[SERVER]\r\n")),
            file("cfg/plugin_a b_cfg.yml", Some(b"")),
            file("cfg/cm_content/content.json", None),
        ]);
        assert_eq!(
            text,
            "W1NFUlZFUl0NCg== cfg/server_cfg.ini\n cfg/plugin_a b_cfg.yml\n- cfg/cm_content/content.json\n"
        );
    }
}
