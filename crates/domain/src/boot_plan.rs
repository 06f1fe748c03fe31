//! What a new machine is told: the one line of JSON in its user data.
//!
//! User data can be read by every process of the machine and by everybody who may describe the
//! instance, so no password stands here; `url` is the one thing that opens a door, and only to
//! the pack, and only for hours.

use serde::{Deserialize, Serialize};

use crate::ids::ServerId;
use crate::server::ServerOptions;

/// Everything that the machine's scripts need to know. The field names are theirs, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BootPlan {
    /// The version of this form: 1.
    pub schema: u32,
    /// The server that this machine is.
    pub server: ServerId,
    /// The region of the bucket.
    pub region: String,
    /// The bucket that holds the pack.
    pub bucket: String,
    /// The pack's key.
    pub key: String,
    /// The pack's size in bytes.
    pub size: u64,
    /// The pack's SHA-256 in lower-case hexadecimal, where it is known.
    pub sha256: Option<String>,
    /// A presigned URL for the pack: the machine's role reads nothing.
    pub url: Option<String>,
    /// The program to run, as a path inside the unpacked pack with `/` as separator
    /// (`acServer.exe`, `My league/acServerWrapper.exe`). Its folder is the working directory.
    pub program: String,
    /// The key of the server program in the same bucket, for a pack that has none: it is
    /// put at `program`.
    pub program_key: Option<String>,
    /// A presigned URL for the server program, as [`Self::url`].
    #[serde(default)]
    pub program_url: Option<String>,
    /// The key of the acServer that a wrapper from the bucket starts; it is put beside `program`.
    #[serde(default)]
    pub beside_key: Option<String>,
    /// A presigned URL for it, as [`Self::url`].
    #[serde(default)]
    pub beside_url: Option<String>,
    /// A presigned URL for the settings that take the place of the pack's own, on a machine that cannot
    /// clean them itself, and their SHA-256 in lower-case hexadecimal.
    #[serde(default)]
    pub settings_url: Option<String>,
    /// See [`Self::settings_url`].
    #[serde(default)]
    pub settings_sha256: Option<String>,
    /// A presigned URL for whom the lists name of the server that this one takes the place of
    /// ([`pack::PlayerLists`]), and their SHA-256 in lower-case hexadecimal.
    #[serde(default)]
    pub players_url: Option<String>,
    /// See [`Self::players_url`].
    #[serde(default)]
    pub players_sha256: Option<String>,
    /// `UDP_PORT` of the pack: the game.
    pub udp_port: u16,
    /// `TCP_PORT` of the pack: the game.
    pub tcp_port: u16,
    /// `HTTP_PORT` of the pack: `/INFO` and the join link.
    pub http_port: u16,
    /// The TCP port of Content Manager's wrapper, if the pack has one.
    pub wrapper_port: Option<u16>,
    /// What was chosen for the server.
    #[serde(flatten)]
    pub options: ServerOptions,
}

impl BootPlan {
    /// The version of the form that this build writes.
    pub const SCHEMA: u32 = 1;
}

/// What a prepared machine reads in its user data at each boot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Orders {
    /// There is no server for it: it wipes itself and switches itself off.
    Wait,
    /// This is its server now.
    Serve(Box<BootPlan>),
}

/// What stands before the orders, so that cloud-init takes them for settings of its own, finds none that it
/// knows, and goes on.
const CLOUD_CONFIG: &str = "#cloud-config\n";

#[derive(Serialize, Deserialize)]
struct Written {
    #[serde(rename = "ac-deploy")]
    plan: Option<Box<BootPlan>>,
}

impl Orders {
    /// As user data.
    ///
    /// # Errors
    /// When the plan cannot be written as JSON.
    pub fn write(&self) -> serde_json::Result<String> {
        let plan = match self {
            Self::Wait => None,
            Self::Serve(plan) => Some(plan.clone()),
        };
        let json = serde_json::to_string(&Written { plan })?;
        Ok(format!("{CLOUD_CONFIG}{json}"))
    }

    /// From user data. A script is what the machine was made with, so nobody has taken it yet.
    ///
    /// # Errors
    /// When it is neither.
    pub fn read(text: &str) -> serde_json::Result<Self> {
        let Some(json) = text.strip_prefix(CLOUD_CONFIG) else {
            // Compressed, it begins with bytes that are no text.
            return match text.starts_with('{') {
                true => Err(serde::de::Error::custom("orders without their first line")),
                false => Ok(Self::Wait),
            };
        };
        let Written { plan } = serde_json::from_str(json)?;
        Ok(plan.map_or(Self::Wait, Self::Serve))
    }
}
