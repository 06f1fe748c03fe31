//! Steam ids: how acServer knows a person, in all the forms that people paste.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The id of a person's Steam account, as `GUID` has it: 17 digits that begin with `7656119`.
///
/// It is public, and no proof: anybody can paste somebody else's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SteamId(u64);

/// The id of account 0. An individual's id is this and the account's number, which has 32 bits.
/// <https://developer.valvesoftware.com/wiki/SteamID>
const BASE: u64 = 76_561_197_960_265_728;
/// A friend code is the account's number. Those of Steam's first weeks have fewer digits, and whoever has one can
/// paste the Steam ID.
const FRIEND_CODE_DIGITS: usize = 6;
/// How much of what was pasted is looked at.
const LONGEST: usize = 300;

/// Why something that was pasted is no Steam id. `Display` says what to paste instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotASteamId {
    /// The address of a profile with a name of its owner's choice: only Steam knows whose it is.
    CustomAddress,
    /// 17 digits, but not those of a person's account: a typing error, a group or a game server.
    NotAPerson,
    /// A friend code of Counter-Strike.
    GameFriendCode,
    /// A number with so few digits that a start number or a year was meant, not an account.
    TooShort,
    /// Nothing of this kind.
    Unknown,
}

impl fmt::Display for NotASteamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const HOW: &str = "In Steam, select your name at the top right and then **Account details**: \
                           the number below your account name, which begins with 7656119, is the one to paste.";
        let what = match self {
            Self::CustomAddress => {
                "This profile address has a name in it, and only Steam can say which account it is."
            }
            Self::NotAPerson => {
                "This number is not the Steam ID of a person; a digit may be wrong."
            }
            Self::GameFriendCode => "This is a friend code of Counter-Strike, not a Steam ID.",
            Self::TooShort => "This number is too short for a Steam account.",
            Self::Unknown => "This is not a Steam ID.",
        };
        write!(f, "{what} {HOW}")
    }
}

impl std::error::Error for NotASteamId {}

impl SteamId {
    /// The id of the account with this number.
    pub fn of_account(number: u32) -> Self {
        Self(BASE + u64::from(number))
    }

    /// Reads whatever people copy from Steam: the number itself, `STEAM_0:1:2`, `[U:1:5]`, the
    /// address of a profile, a friend link. Account 0 belongs to nobody.
    ///
    /// # Errors
    /// [`NotASteamId`], with what to paste instead.
    pub fn pasted(raw: &str) -> Result<Self, NotASteamId> {
        let raw = raw.trim().trim_matches(['<', '>', '"', '\'', '`']).trim();
        if raw.is_empty() || LONGEST < raw.len() {
            return Err(NotASteamId::Unknown);
        }
        match address(raw) {
            Some((kind, rest)) => Self::of_address(kind, rest),
            None => Self::bare(raw),
        }
    }

    fn of_address(kind: &str, rest: &str) -> Result<Self, NotASteamId> {
        match kind {
            "profiles" => Self::bare(rest),
            "p" | "user" => friend_code(rest).ok_or(NotASteamId::Unknown),
            "id" => Err(NotASteamId::CustomAddress),
            _ => Err(NotASteamId::Unknown),
        }
    }

    fn bare(raw: &str) -> Result<Self, NotASteamId> {
        let upper = raw.to_ascii_uppercase();
        let bracketless = upper.trim_start_matches('[').trim_end_matches(']');
        if let Some(number) = bracketless.strip_prefix("U:1:") {
            return account(number.parse().ok());
        }
        if let Some(parts) = upper.strip_prefix("STEAM_") {
            return account(steam2(parts));
        }
        if is_game_friend_code(&upper) {
            return Err(NotASteamId::GameFriendCode);
        }
        match raw.parse::<u64>() {
            Ok(number) if raw.len() == 17 => number
                .checked_sub(BASE)
                .and_then(|number| u32::try_from(number).ok())
                .map_or(Err(NotASteamId::NotAPerson), |number| account(Some(number))),
            Ok(_) if raw.len() < FRIEND_CODE_DIGITS => Err(NotASteamId::TooShort),
            // What Steam calls a friend code: the account's number.
            Ok(number) => account(u32::try_from(number).ok()),
            Err(_) => Err(NotASteamId::Unknown),
        }
    }
}

fn account(number: Option<u32>) -> Result<SteamId, NotASteamId> {
    match number {
        None => Err(NotASteamId::Unknown),
        Some(0) => Err(NotASteamId::NotAPerson),
        Some(number) => Ok(SteamId::of_account(number)),
    }
}

/// `Y:Z` of `STEAM_X:Y:Z`, where X is 0 or 1: account 2 Z + Y.
fn steam2(parts: &str) -> Option<u32> {
    let mut parts = parts.split(':');
    let (universe, low, half) = (parts.next()?, parts.next()?, parts.next()?);
    let (low, half): (u32, u32) = (low.parse().ok()?, half.parse().ok()?);
    let fits = parts.next().is_none() && matches!(universe, "0" | "1") && low < 2;
    fits.then(|| half.checked_mul(2)?.checked_add(low))
        .flatten()
}

/// The kind of a Steam address (`profiles`, `id`, `p`, `user`) and what follows, without its query.
fn address(raw: &str) -> Option<(&str, &str)> {
    let plain = raw
        .strip_prefix("https://")
        .or_else(|| raw.strip_prefix("http://"))
        .unwrap_or(raw);
    let plain = plain.strip_prefix("www.").unwrap_or(plain);
    let (host, path) = plain.split_once('/')?;
    if !["steamcommunity.com", "s.team"]
        .iter()
        .any(|known| host.eq_ignore_ascii_case(known))
    {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let (kind, rest) = path.split_once('/')?;
    Some((kind, rest.split('/').next().unwrap_or(rest)))
}

/// Steam's short links write the account's number in hexadecimal with letters that form no words.
fn friend_code(code: &str) -> Option<SteamId> {
    const DIGITS: &str = "bcdfghjkmnpqrtvw";
    let mut number: u32 = 0;
    let mut length = 0;
    for c in code.chars().filter(|c| *c != '-') {
        let digit = u32::try_from(DIGITS.find(c.to_ascii_lowercase())?).ok()?;
        number = number.checked_mul(16)?.checked_add(digit)?;
        length += 1;
    }
    (0 < length && 0 < number).then(|| SteamId::of_account(number))
}

fn is_game_friend_code(upper: &str) -> bool {
    upper.len() == 10
        && upper.as_bytes()[5] == b'-'
        && upper
            .bytes()
            .all(|b| b == b'-' || b.is_ascii_uppercase() || b.is_ascii_digit())
}

impl fmt::Display for SteamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl FromStr for SteamId {
    type Err = NotASteamId;

    /// Only the 17 digits.
    fn from_str(raw: &str) -> Result<Self, NotASteamId> {
        if raw.len() == 17 && raw.bytes().all(|b| b.is_ascii_digit()) {
            Self::bare(raw)
        } else {
            Err(NotASteamId::Unknown)
        }
    }
}

impl Serialize for SteamId {
    /// As text: JSON's numbers are too short for it in most languages.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SteamId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_people_paste_is_the_same_person() {
        // Account 22202: the example of Valve's own page on the formats.
        for raw in [
            "76561197960287930",
            " 76561197960287930\n",
            "<https://steamcommunity.com/profiles/76561197960287930/>",
            "https://steamcommunity.com/profiles/76561197960287930/home?l=german",
            "http://www.steamcommunity.com/profiles/[U:1:22202]",
            "STEAMCOMMUNITY.COM/profiles/76561197960287930",
            "[U:1:22202]",
            "U:1:22202",
            "STEAM_0:0:11101",
            "steam_1:0:11101",
            "https://s.team/p/hktr",
            "https://s.team/p/hk-tr/INVITE",
            "https://steamcommunity.com/user/hktr/INVITE/",
        ] {
            let code = friend_code("hktr").map(|id| id.0 - BASE);
            let expected = if raw.contains("hk") {
                code.expect("a code") + BASE
            } else {
                76_561_197_960_287_930
            };
            assert_eq!(SteamId::pasted(raw).map(|id| id.0), Ok(expected), "{raw:?}");
        }
        assert_eq!(
            SteamId::pasted("123456789").map(|id| id.0 - BASE),
            Ok(123_456_789)
        );
        assert_eq!(
            SteamId::pasted("STEAM_0:1:11101").map(|id| id.0 - BASE),
            Ok(22203)
        );
    }

    #[test]
    fn a_short_link_is_hexadecimal_in_other_letters() {
        // b c d f g h j k m n p q r t v w stand for 0 to f.
        assert_eq!(friend_code("c"), Some(SteamId::of_account(1)));
        assert_eq!(friend_code("cv-dgb"), Some(SteamId::of_account(0x1e240)));
        assert_eq!(friend_code("cvdgbbbbbbb"), None);
        assert_eq!(friend_code("a"), None);
    }

    #[test]
    fn what_is_no_person_says_what_to_paste() {
        for (raw, why) in [
            (
                "https://steamcommunity.com/id/gabelogannewell",
                NotASteamId::CustomAddress,
            ),
            (
                "https://steamcommunity.com/id/76561197960287930",
                NotASteamId::CustomAddress,
            ),
            ("76561197960265728", NotASteamId::NotAPerson),
            ("76561197960265727", NotASteamId::NotAPerson),
            ("99999999999999999", NotASteamId::NotAPerson),
            ("103582791429521412", NotASteamId::Unknown),
            ("7", NotASteamId::TooShort),
            ("2026", NotASteamId::TooShort),
            ("22202", NotASteamId::TooShort),
            ("AEBJA-ABDC", NotASteamId::GameFriendCode),
            ("STEAM_0:2:1", NotASteamId::Unknown),
            ("STEAM_0:1:4294967295", NotASteamId::Unknown),
            ("U:1:4294967296", NotASteamId::Unknown),
            ("gabelogannewell", NotASteamId::Unknown),
            (
                "https://steamcommunity.com.evil.example/profiles/76561197960287930",
                NotASteamId::Unknown,
            ),
            (
                "https://evil.example/?steamcommunity.com/profiles/76561197960287930",
                NotASteamId::Unknown,
            ),
            ("76561197960287930;76561197960287931", NotASteamId::Unknown),
            ("", NotASteamId::Unknown),
            (&"7".repeat(500), NotASteamId::Unknown),
        ] {
            assert_eq!(SteamId::pasted(raw), Err(why), "{raw:?}");
        }
        insta::assert_snapshot!(NotASteamId::CustomAddress, @"This profile address has a name in it, and only Steam can say which account it is. In Steam, select your name at the top right and then **Account details**: the number below your account name, which begins with 7656119, is the one to paste.");
    }
}
