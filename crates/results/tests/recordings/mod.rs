//! What a real AssettoServer's plugin heard and said (where cars are is left out), and what the scripted drivers
//! did. Drivers and Steam ids are invented.

use serde_json::Value;
use udp_plugin::journal::Line;

/// An evening.
pub(super) struct Recording {
    /// Its files' name.
    pub(super) name: &'static str,
    /// Its journal.
    pub(super) text: &'static str,
    expected: &'static str,
}

impl Recording {
    /// Every datagram.
    pub(super) fn lines(&self) -> Vec<Line> {
        let lines = self.text.lines().map(|line| Line::parse(line).unwrap());
        lines.collect()
    }

    /// What the drivers did.
    pub(super) fn expected(&self) -> Value {
        serde_json::from_str(self.expected).unwrap()
    }

    /// Whether a race was driven in it that somebody listened to from its beginning.
    pub(super) fn has_race(&self) -> bool {
        ![
            "is-open-0",
            "is-open-2",
            "late-plugin",
            "loading-blocks-end",
        ]
        .contains(&self.name)
    }
}

macro_rules! recordings {
    ($($name:literal),*) => {
        [$(Recording {
            name: $name,
            text: include_str!(concat!($name, ".jsonl")),
            expected: include_str!(concat!($name, ".expected.json")),
        }),*]
    };
}

/// All of them.
pub(super) fn recordings() -> [Recording; 12] {
    recordings![
        "all-leave",
        "dnf",
        "is-open-0",
        "is-open-2",
        "late-plugin",
        "loading-blocks-end",
        "loop-mode-0",
        "race",
        "reversed-grid",
        "sigterm-at-flag",
        "sigterm-mid-race",
        "timed-race"
    ]
}
