//! Secrets that a test plants, and the search for them in what a story leaves behind.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pack::sample::Sample;

/// A secret that is planted, and how it would look to whoever finds it.
#[derive(Clone, Debug)]
pub struct Planted {
    /// What people call it.
    pub name: &'static str,
    /// The secret itself. Letters and digits look the same in an address, in JSON and in a log.
    pub secret: String,
}

/// The league's own secrets, in a pack: where packs lie they are meant to be, and nowhere else.
pub fn of_a_pack() -> [Planted; 3] {
    [
        Planted::new("the server's password", "doorPl4nted"),
        Planted::new("the admin's password", "adminPl4nted"),
        Planted::new("the webhook", "webhookPl4nted"),
    ]
}

/// This pack with those secrets in it.
pub fn in_pack(sample: Sample) -> Sample {
    Sample {
        password: "doorPl4nted".to_owned(),
        more_settings: "[SERVER]\nADMIN_PASSWORD=adminPl4nted\n\
             AUTH_PLUGIN_ADDRESS=discord.com/api/webhooks/1/webhookPl4nted\n"
            .to_owned(),
        ..sample
    }
}

impl Planted {
    /// A secret under this name.
    pub fn new(name: &'static str, secret: &str) -> Self {
        Self {
            name,
            secret: secret.to_owned(),
        }
    }

    /// Whether it stands in these bytes, as it is or in base64.
    fn is_in(&self, bytes: &[u8]) -> bool {
        let raw = self.secret.as_bytes();
        let has = |form: &[u8]| bytes.windows(form.len()).any(|window| window == form);
        // Wherever in a group of three bytes it begins; what its neighbours decide is cut off.
        let encoded = |before: usize| {
            let text = BASE64_STANDARD.encode([vec![0; before], raw.to_vec()].concat());
            let end = (before + raw.len()) * 8 / 6;
            text[[0, 2, 3][before]..end].to_owned()
        };
        has(raw) || (0..3).any(|before| has(encoded(before).as_bytes()))
    }
}

/// `the webhook in bot.log`, for each secret that stands in one of these places.
pub fn found<'a>(
    planted: &[Planted],
    places: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Vec<String> {
    let mut found = Vec::new();
    for (place, bytes) in places {
        let here = planted.iter().filter(|planted| planted.is_in(bytes));
        found.extend(here.map(|planted| format!("{} in {place}", planted.name)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_in_every_disguise_that_we_know_of() {
        let planted = of_a_pack();
        for before in 0..4 {
            let text = format!("{}doorPl4nted\r\n", "x".repeat(before));
            let disguised = BASE64_STANDARD.encode(&text);
            for bytes in [text.as_bytes(), disguised.as_bytes()] {
                let found = found(&planted, [("a log", bytes)]);
                assert_eq!(found, ["the server's password in a log"]);
            }
        }
        assert!(found(&planted, [("a log", b"doorPl4nte".as_slice())]).is_empty());
    }
}
