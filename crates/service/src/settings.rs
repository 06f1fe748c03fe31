//! The `[results]` section of the settings.

use results::SessionKind;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use domain::ids::GuildId;

/// The longest that a signed address of S3 lives, in hours.
const LONGEST: u16 = 168;

/// Which sessions are told in the channel, and what stands below them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ResultSettings {
    /// The sessions whose results are posted. `/results` shows the others.
    pub post: Vec<PostedSession>,
    /// How long a link to SimResults works, in hours. Whoever has it can read the drivers' names. 0: there
    /// are none.
    #[serde(deserialize_with = "hours")]
    pub simresults_hours: u16,
    /// While somebody drives, a server's card is drawn anew after so many seconds at the earliest, and only if
    /// something has happened. 0: cards do not show who drives.
    #[serde(deserialize_with = "live_seconds")]
    pub live_seconds: u16,
    /// What is otherwise in one Discord server.
    pub guilds: Vec<GuildResultSettings>,
}

/// What one Discord server has otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuildResultSettings {
    /// Which.
    pub id: GuildId,
    /// As in [`ResultSettings`].
    #[serde(default)]
    pub post: Option<Vec<PostedSession>>,
    /// As in [`ResultSettings`].
    #[serde(default, deserialize_with = "some_hours")]
    pub simresults_hours: Option<u16>,
}

/// A kind of session that can be posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PostedSession {
    /// Practice: best laps only.
    Practice,
    /// Qualifying.
    Qualify,
    /// Races.
    Race,
}

impl Default for ResultSettings {
    fn default() -> Self {
        Self {
            post: vec![PostedSession::Race, PostedSession::Qualify],
            simresults_hours: LONGEST,
            live_seconds: 15,
            guilds: Vec::new(),
        }
    }
}

impl ResultSettings {
    /// Whether sessions of this kind are posted in that Discord server.
    pub fn posts(&self, guild: GuildId, kind: SessionKind) -> bool {
        let kind = match kind {
            SessionKind::Practice => PostedSession::Practice,
            SessionKind::Qualify => PostedSession::Qualify,
            SessionKind::Race => PostedSession::Race,
            SessionKind::Book => return false,
        };
        let own = self.of(guild).and_then(|own| own.post.as_ref());
        own.unwrap_or(&self.post).contains(&kind)
    }

    /// How long links to SimResults work there, in hours; 0 if there are none.
    pub fn simresults_hours(&self, guild: GuildId) -> u16 {
        let own = self.of(guild).and_then(|own| own.simresults_hours);
        own.unwrap_or(self.simresults_hours)
    }

    fn of(&self, guild: GuildId) -> Option<&GuildResultSettings> {
        self.guilds.iter().find(|own| own.id == guild)
    }
}

fn hours<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    let hours = u16::deserialize(deserializer)?;
    if hours <= LONGEST {
        Ok(hours)
    } else {
        Err(D::Error::custom(format!(
            "{hours} is more than {LONGEST}, which is a week: no signed address lives longer"
        )))
    }
}

/// Discord takes five edits in five seconds in a channel, for all of its servers' cards together.
fn live_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
    match u16::deserialize(deserializer)? {
        seconds @ (0 | 5..=3600) => Ok(seconds),
        seconds => Err(D::Error::custom(format!(
            "{seconds} is neither 0, for never, nor between 5 and 3600"
        ))),
    }
}

fn some_hours<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u16>, D::Error> {
    hours(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<ResultSettings, String> {
        toml::from_str(text).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn a_discord_server_may_have_it_otherwise() {
        assert_eq!(read(""), Ok(ResultSettings::default()));
        let settings = read(
            "post = [\"race\"]\n[[guilds]]\nid = \"42\"\npost = [\"practice\"]\n\
             [[guilds]]\nid = \"43\"\nsimresults_hours = 0\n",
        )
        .expect("settings");
        let (first, second) = (GuildId::from(42), GuildId::from(43));
        assert!(settings.posts(first, SessionKind::Practice));
        assert!(!settings.posts(first, SessionKind::Race));
        assert!(settings.posts(second, SessionKind::Race));
        assert_eq!(settings.simresults_hours(first), 168);
        assert_eq!(settings.simresults_hours(second), 0);
    }

    #[test]
    fn wrong_values_are_refused() {
        let late = read("simresults_hours = 169").expect_err("too long");
        assert!(late.contains("no signed address lives longer"), "{late}");
        for often in ["1", "4", "3601"] {
            let often = read(&format!("live_seconds = {often}")).expect_err("refused");
            assert!(often.contains("between 5 and 3600"), "{often}");
        }
        let kind = read("post = [\"warmup\"]").expect_err("no such session");
        assert!(kind.contains("`practice`"), "{kind}");
    }
}
