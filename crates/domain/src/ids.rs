//! Typed identifiers: checked once where they enter, trusted afterwards.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What is wrong with a text that should have been an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}")]
pub struct InvalidId {
    /// The text as it came, shortened.
    pub text: String,
    /// What was expected, with its article: "a server id (…)".
    pub expected: &'static str,
}

impl InvalidId {
    fn new(text: &str, expected: &'static str) -> Self {
        Self {
            text: text.chars().take(40).collect(),
            expected,
        }
    }
}

macro_rules! snowflake {
    ($(#[$doc:meta])* $name:ident, $expected:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "IntOrText", into = "String")]
        pub struct $name(u64);

        impl $name {
            /// The identifier as Discord's number.
            pub fn get(self) -> u64 {
                self.0
            }
        }

        impl From<u64> for $name {
            fn from(id: u64) -> Self {
                Self(id)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.to_string()
            }
        }

        impl TryFrom<IntOrText> for $name {
            type Error = InvalidId;

            fn try_from(value: IntOrText) -> Result<Self, InvalidId> {
                match value {
                    IntOrText::Int(id) => Ok(Self(id)),
                    IntOrText::Text(text) => text.parse(),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.parse()
                    .ok()
                    .filter(|id| *id != 0)
                    .map(Self)
                    .ok_or_else(|| InvalidId::new(text, $expected))
            }
        }
    };
}

/// A Discord id as people write it in settings: a number, or a number in quotes.
#[derive(Deserialize)]
#[serde(untagged)]
enum IntOrText {
    Int(u64),
    Text(String),
}

snowflake!(
    /// A Discord server ("guild" in Discord's own words, to keep it apart from game servers).
    GuildId,
    "a Discord server id (a number; Discord shows it with Developer Mode on)"
);
snowflake!(
    /// A Discord channel.
    ChannelId,
    "a Discord channel id (a number)"
);
snowflake!(
    /// A Discord message.
    MessageId,
    "a Discord message id (a number)"
);
snowflake!(
    /// A Discord user.
    UserId,
    "a Discord user id (a number)"
);
snowflake!(
    /// A role of a Discord server.
    RoleId,
    "a Discord role id (a number)"
);

/// A game server of ours, for its whole life: eight lower-case letters and digits.
///
/// It names the server's instance, security group and pack folder, and is the client token
/// of its launch: one id can never become two machines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServerId(String);

impl ServerId {
    const LENGTH: usize = 8;
    /// No `0 1 i l o u`: ids are read aloud and typed.
    const ALPHABET: &[u8; 30] = b"23456789abcdefghjkmnpqrstvwxyz";

    /// The id that belongs to these random bits.
    pub fn from_bits(mut bits: u64) -> Self {
        let alphabet = Self::ALPHABET.len() as u64;
        let text = (0..Self::LENGTH)
            .map(|_| {
                let letter = Self::ALPHABET[(bits % alphabet) as usize];
                bits /= alphabet;
                char::from(letter)
            })
            .collect();
        Self(text)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ServerId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let fits = text.len() == Self::LENGTH && text.bytes().all(|b| Self::ALPHABET.contains(&b));
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidId::new(
                text,
                "a server id (eight letters and digits; choose one from the list that appears while you type)",
            ))
        }
    }
}

impl TryFrom<String> for ServerId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<ServerId> for String {
    fn from(id: ServerId) -> Self {
        id.0
    }
}

impl fmt::Display for ServerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One change of what a server races, as it was shown once. Buttons carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChangeId(u64);

impl ChangeId {
    /// The id of these bits.
    pub fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The change that takes this one back; the same however often it is asked for.
    #[must_use]
    pub fn back(self) -> Self {
        Self(!self.0)
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for ChangeId {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let is_one = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let bits = u64::from_str_radix(text, 16).ok().filter(|_| is_one);
        bits.map(Self)
            .ok_or_else(|| InvalidId::new(text, "a change's id (sixteen digits)"))
    }
}

impl TryFrom<String> for ChangeId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        text.parse()
    }
}

impl From<ChangeId> for String {
    fn from(id: ChangeId) -> Self {
        id.to_string()
    }
}

macro_rules! word {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the text as it is: it comes from the service that made it, or was checked.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

word!(
    /// A machine of the cloud, as the cloud names it (`i-0123…`).
    InstanceId
);
word!(
    /// An image that machines start from, as the cloud names it (`ami-0123…`).
    ImageId
);
word!(
    /// A kind of machine of the cloud, as the cloud names it (`t3.small`).
    InstanceType
);
word!(
    /// One run of a machine from power-on to power-off; a new start is a new boot.
    BootId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_id_survives_being_typed() {
        let id = ServerId::from_bits(0x0123_4567_89ab_cdef);
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert!("ABCDEFGH".parse::<ServerId>().is_err());
        assert!("short".parse::<ServerId>().is_err());
        assert!("../../..".parse::<ServerId>().is_err());
    }

    #[test]
    fn discord_ids_are_written_with_or_without_quotes() {
        let both: Vec<GuildId> = serde_json::from_str(r#"[42, "42"]"#).expect("both forms");
        assert_eq!(both[0], both[1]);
        assert!(serde_json::from_str::<GuildId>(r#""guild""#).is_err());
    }
}
