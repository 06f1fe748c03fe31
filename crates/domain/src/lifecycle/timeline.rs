//! A run of a server in stages, and the tag that remembers it.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// Timelines count in whole seconds, and clocks differ a little.
const ROUNDING: SignedDuration = SignedDuration::from_secs(5);

/// The stages of a server's way up, in their order.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, VariantArray,
)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The pack is looked at.
    Checking,
    /// The pack moves to S3.
    Uploading,
    /// The machine is ordered.
    Launching,
    /// The machine powers on and its system starts.
    Booting,
    /// The machine fetches the pack.
    Downloading,
    /// The machine unpacks it.
    Unpacking,
    /// The server program starts.
    Starting,
    /// Drivers can join.
    Online,
}

impl Stage {
    /// All stages of a deploy.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// One letter, for the tag that remembers the timeline.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Checking => 'c',
            Self::Uploading => 'u',
            Self::Launching => 'l',
            Self::Booting => 'b',
            Self::Downloading => 'd',
            Self::Unpacking => 'p',
            Self::Starting => 's',
            Self::Online => 'o',
        }
    }
}

/// When a run was asked for, and when each of its stages began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timeline {
    asked: Timestamp,
    begun: Vec<(Stage, SignedDuration)>,
}

impl Timeline {
    /// A run that was asked for at `asked` and has reached nothing yet.
    pub fn new(asked: Timestamp) -> Self {
        // Whole seconds, as they are written down.
        let asked = Timestamp::from_second(asked.as_second()).unwrap_or(asked);
        Self {
            asked,
            begun: Vec::new(),
        }
    }

    /// When the run was asked for.
    pub fn asked(&self) -> Timestamp {
        self.asked
    }

    /// Notes that `stage` began at `now`, unless it or a later one has.
    pub fn reach(&mut self, stage: Stage, now: Timestamp) {
        if self.current().is_none_or(|current| current < stage) {
            let since = now.duration_since(self.asked).max(SignedDuration::ZERO);
            self.begun
                .push((stage, SignedDuration::from_secs(since.as_secs())));
        }
    }

    /// Whether the run is a deploy's; a start of a machine that is there checks no pack.
    pub fn is_of_deploy(&self) -> bool {
        let first = self.begun.first();
        first.is_some_and(|(stage, _)| *stage == Stage::Checking)
    }

    /// Whether drivers could join at some moment of this run.
    pub fn was_online(&self) -> bool {
        self.current() == Some(Stage::Online)
    }

    /// The stage reached last.
    pub fn current(&self) -> Option<Stage> {
        self.begun.last().map(|(stage, _)| *stage)
    }

    /// Each stage with the time it took; the last one's is counted until `now`.
    pub fn stages(&self, now: Timestamp) -> impl Iterator<Item = (Stage, SignedDuration)> {
        self.begun
            .iter()
            .enumerate()
            .map(move |(i, (stage, begun))| {
                let end = self
                    .begun
                    .get(i + 1)
                    .map_or_else(|| now.duration_since(self.asked), |next| next.1);
                (*stage, (end - *begun).max(SignedDuration::ZERO))
            })
    }

    /// How long the run took from being asked for until it was online, or until `now`.
    pub fn elapsed(&self, now: Timestamp) -> SignedDuration {
        match self.begun.last() {
            Some((Stage::Online, since)) => *since,
            _ => now.duration_since(self.asked).max(SignedDuration::ZERO),
        }
    }

    /// Whether this can be the run of a machine that was powered on at `launched`: what was online
    /// before that was an earlier run.
    pub(crate) fn is_of_run(&self, launched: Timestamp) -> bool {
        match self.begun.last() {
            Some((Stage::Online, since)) => {
                let online = self.asked.checked_add(*since + ROUNDING);
                online.is_ok_and(|online| launched <= online)
            }
            _ => true,
        }
    }

    /// Reads what `Display` wrote: `1763880000 c0 u2 l14`. What cannot be read is left out, for a
    /// hand-edited tag must not hide a server.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let asked = Timestamp::from_second(words.next()?.parse().ok()?).ok()?;
        let begun = words.filter_map(|word| {
            let mut letters = word.chars();
            let letter = letters.next()?;
            let stage = *Stage::ALL.iter().find(|stage| stage.letter() == letter)?;
            let seconds = letters.as_str().parse::<u32>().ok()?;
            Some((stage, SignedDuration::from_secs(seconds.into())))
        });
        Some(Self {
            asked,
            begun: begun.collect(),
        })
    }
}

impl TryFrom<String> for Timeline {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a timeline begins with a Unix time")
    }
}

impl From<Timeline> for String {
    fn from(timeline: Timeline) -> Self {
        timeline.to_string()
    }
}

impl fmt::Display for Timeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.asked.as_second())?;
        for (stage, since) in &self.begun {
            write!(f, " {}{}", stage.letter(), since.as_secs())?;
        }
        Ok(())
    }
}
