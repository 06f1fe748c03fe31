//! Which agent lies on a machine's disk or in an image, by its tags.
//!
//! | tag | value |
//! |---|---|
//! | `ac-deploy:agent` | the beginning of its SHA-256 |
//! | `ac-deploy:version` | the version of ac-deploy that it belongs to |
//! | `ac-deploy:agent-since` | when it was put into the bucket: of two of one version the later one is the newer |

use jiff::{SignedDuration, Timestamp};

use super::tags::Tags;

const AGENT: &str = "ac-deploy:agent";
const VERSION: &str = "ac-deploy:version";
const SINCE: &str = "ac-deploy:agent-since";
/// All of them.
pub(super) const TAGS: [&str; 3] = [AGENT, VERSION, SINCE];

/// How long an agent of our version serves at least, whichever of the two is the newer: while bots are being
/// updated they do not make machines anew.
const SAME_VERSION: SignedDuration = SignedDuration::from_hours(24);

/// An agent, as far as tags tell it from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AgentMark {
    hash: String,
    version: String,
    since: Timestamp,
}

impl AgentMark {
    /// Ours, which lies in the bucket since then. A tag has room for a part of its hash, which is enough to
    /// tell two apart.
    pub(super) fn ours(sha256: &str, since: Timestamp) -> Self {
        Self {
            hash: sha256.chars().take(16).collect(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            since,
        }
    }

    /// The one that tags name, if they name any.
    pub(super) fn of(tags: &Tags) -> Option<Self> {
        let since = tags.get(SINCE).and_then(|text| text.parse().ok());
        let since = since.and_then(|at| Timestamp::from_second(at).ok());
        Some(Self {
            hash: tags.get(AGENT)?.to_owned(),
            version: tags.get(VERSION).unwrap_or_default().to_owned(),
            since: since.unwrap_or(Timestamp::UNIX_EPOCH),
        })
    }

    /// As tags.
    pub(super) fn tags(&self) -> [(&'static str, String); 3] {
        [
            (AGENT, self.hash.clone()),
            (VERSION, self.version.clone()),
            (SINCE, self.since.as_second().to_string()),
        ]
    }

    /// The version of ac-deploy that it belongs to.
    pub(super) fn version(&self) -> &str {
        &self.version
    }

    /// Whether what was made so long ago with this agent can serve deploys of whoever has `ours`: it is the same,
    /// or a newer one, or was ours until a moment ago. Of two agents only one is ever the newer, so two bots
    /// never replace what the other one made, and again what came in its place.
    pub(super) fn serves(&self, ours: &Self, age: SignedDuration) -> bool {
        if self.hash == ours.hash {
            return true;
        }
        match (version(&self.version), version(&ours.version)) {
            (Some(theirs), Some(own)) if theirs == own => {
                age < SAME_VERSION || ours.since < self.since
            }
            (Some(theirs), Some(own)) => own < theirs,
            _ => false,
        }
    }
}

/// `0.2.0`, to be compared.
fn version(text: &str) -> Option<[u32; 3]> {
    let mut numbers = text.split(['.', '-', '+']).map(str::parse);
    let mut next = || numbers.next()?.ok();
    Some([next()?, next()?, next()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: SignedDuration = SignedDuration::from_hours(24 * 20);

    fn agent(hash: &str, version: &str, since: i64) -> AgentMark {
        AgentMark {
            hash: hash.to_owned(),
            version: version.to_owned(),
            since: Timestamp::from_second(since).expect("a time"),
        }
    }

    #[test]
    fn what_an_older_ac_deploy_made_is_replaced_and_what_a_newer_made_serves() {
        let ours = agent("ours", "0.2.0", 100);
        assert!(agent("ours", "0.0.1", 0).serves(&ours, LONG));
        assert!(!agent("theirs", "0.1.9", 200).serves(&ours, SignedDuration::ZERO));
        assert!(agent("theirs", "99.0.0", 0).serves(&ours, LONG));
        // Before there were versions.
        assert!(!agent("theirs", "", 200).serves(&ours, SignedDuration::ZERO));
    }

    #[test]
    fn of_two_agents_of_one_version_exactly_one_gives_way_and_not_at_once() {
        let (first, second) = (agent("a", "0.2.0", 100), agent("b", "0.2.0", 200));
        assert!(first.serves(&second, SignedDuration::from_hours(2)));
        assert!(!first.serves(&second, LONG));
        assert!(second.serves(&first, LONG));
    }

    #[test]
    fn an_agent_is_read_from_the_tags_that_it_was_written_into() {
        let mark = agent("a", "0.2.0", 100);
        let tags: Tags = mark.tags().into_iter().collect();
        assert_eq!(AgentMark::of(&tags), Some(mark));
        assert_eq!(AgentMark::of(&Tags::default()), None);
    }
}
