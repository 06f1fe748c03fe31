//! Where drivers get what they lack: the links that acServerWrapper hands to Content Manager.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Where a pack keeps them, below its root.
pub const CONTENT_JSON: &str = "cfg/cm_content/content.json";
/// So many are shown; a grid has fewer models.
const MOST: usize = 20;
/// Longer addresses do not fit beside others into a message.
const LONGEST: usize = 200;

/// Where a track or a car is to be had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The car's folder; nothing: the track.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub car: Option<String>,
    /// The address.
    pub url: String,
}

impl Link {
    /// An address that a message can show as a link. Nothing: it is none, or would break out of the link.
    pub fn address(raw: &str) -> Option<String> {
        let raw = raw.trim();
        let rest = raw
            .strip_prefix("https://")
            .or_else(|| raw.strip_prefix("http://"))?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let is_host = host.contains('.') && !host.contains('@');
        let is_plain = |c: char| c.is_ascii_graphic() && !"()<>[]\"'`\\|*".contains(c);
        let fits = raw.len() <= LONGEST && raw.chars().all(is_plain);
        (is_host && fits).then(|| raw.to_owned())
    }

    /// The links of a pack's `content.json`: the track's first, then those of cars in its order. What is no
    /// such file has none.
    pub fn of_content(json: &[u8]) -> Vec<Self> {
        let Ok(content) = serde_json::from_slice::<Value>(json) else {
            return Vec::new();
        };
        let url = |piece: &Value| Self::address(piece.get("url")?.as_str()?);
        let track = content.get("track").and_then(url);
        let track = track.map(|url| Self { car: None, url });
        let cars = content.get("cars").and_then(Value::as_object);
        let cars = cars.into_iter().flatten().filter_map(|(car, piece)| {
            Some(Self {
                car: Some(car.clone()),
                url: url(piece)?,
            })
        });
        track.into_iter().chain(cars).take(MOST).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_those_that_the_wrapper_hands_out() {
        let json = br#"{"cars":{"gt3":{"version":"1.1","url":"https://mods.example/gt3?v=1"},
            "stock":{"version":"1"},"local":{"file":"gt4.zip"}},
            "track":{"url":"http://mods.example/spa"},"password":true}"#;
        let links = Link::of_content(json);
        let shown: Vec<(Option<&str>, &str)> = links
            .iter()
            .map(|link| (link.car.as_deref(), link.url.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                (None, "http://mods.example/spa"),
                (Some("gt3"), "https://mods.example/gt3?v=1"),
            ]
        );
    }

    #[test]
    fn what_is_no_address_or_breaks_out_of_a_link_is_none() {
        for raw in [
            "javascript:alert(1)",
            "https://",
            "https://nowhere",
            "https://a.example/x) [y](https://b.example",
            "https://user@evil.example/",
            "https://a.example/\u{202e}",
            "ftp://a.example/x",
            "",
        ] {
            assert_eq!(Link::address(raw), None, "{raw}");
        }
        for json in [&b"{"[..], b"[]", b"{\"cars\":[],\"track\":7}", b"\xff"] {
            assert_eq!(Link::of_content(json), []);
        }
        assert_eq!(
            Link::address(&format!("https://a.example/{}", "x".repeat(200))),
            None
        );
    }
}
