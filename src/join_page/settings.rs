//! The `[join_page]` section of the settings.

use std::net::SocketAddr;

use serde::{Deserialize, Deserializer};
use url::Url;

/// Where the bot serves pages to join by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JoinPageSettings {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Under which address drivers reach that.
    #[serde(deserialize_with = "web_address")]
    pub url: Url,
}

fn web_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    let url = Url::deserialize(deserializer)?;
    let fits = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    match fits {
        true => Ok(url),
        false => Err(serde::de::Error::custom(
            "this must be the address of a page, such as \"http://league.example:8880\"",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_that_of_a_page_and_holds_no_secret() {
        let read = |url: &str| {
            let text = format!("listen = \"0.0.0.0:8880\"\nurl = \"{url}\"");
            toml::from_str::<JoinPageSettings>(&text)
        };
        for url in ["http://league.example:8880", "https://league.example/join"] {
            assert!(read(url).is_ok(), "{url}");
        }
        for url in [
            "league.example",
            "javascript:alert(1)",
            "ftp://league.example",
            "https://me:secret@league.example",
            "https://league.example/?a=b",
            "https://league.example/#a",
        ] {
            assert!(read(url).is_err(), "{url}");
        }
    }
}
