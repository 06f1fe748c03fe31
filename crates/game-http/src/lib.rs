//! A game server's HTTP port, where acServer answers `/INFO` and its kin.
//!
//! What answers there is a program that a user sent: it is asked with little patience, its answers
//! are read up to a limit, and it can send nobody elsewhere.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use serde::de::{Deserialize, DeserializeOwned, Deserializer};

/// The most bytes of `/INFO` that are read; real answers have one or two KiB.
pub const LARGEST_INFO: usize = 64 << 10;

/// Why a game server could not be asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum InfoError {
    /// No connection, or no answer in time.
    #[error("the server does not answer on its HTTP port")]
    NoAnswer(#[source] Arc<reqwest::Error>),
    /// It answered, but not like acServer.
    #[error("the server's answer could not be read")]
    NotUnderstood,
}

/// A client for game servers, which gives each answer this long.
pub fn client(timeout: Duration) -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .timeout(timeout)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
}

/// What the server answers at `path` (`/INFO`), if that is not more than `most` bytes.
pub async fn ask<T: DeserializeOwned>(
    http: &reqwest::Client,
    server: SocketAddr,
    path: &str,
    most: usize,
) -> Result<T, InfoError> {
    let url = format!("http://{server}{path}");
    let no_answer = |error| InfoError::NoAnswer(Arc::new(error));
    let response = http.get(url).send().await.map_err(no_answer)?;
    let mut body = Vec::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(no_answer)?;
        if most < body.len() + chunk.len() {
            return Err(InfoError::NotUnderstood);
        }
        body.extend_from_slice(&chunk);
    }
    serde_json::from_slice(&body).map_err(|_| InfoError::NotUnderstood)
}

/// A value of the form that is expected, and nothing for any other: programs say `null` and odd things, and
/// one of them must not cost the rest.
///
/// # Errors
/// If it is no JSON.
pub fn if_it_fits<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    let value = serde_json::Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}
