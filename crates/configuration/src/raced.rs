//! What a configuration has drivers race, as far as they are told before.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Files;
use crate::difference::track;
use crate::session::Kind;
use crate::weather;

/// Track, sessions, weather and password of a configuration. `Debug` does not show the password.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raced {
    /// The track with its layout, as shown.
    pub track: String,
    /// The sessions in their order, as shown: `Practice 20 min`, `Race 12 laps`.
    pub sessions: Vec<String>,
    /// The weathers, as shown: `rain`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weather: Option<String>,
    /// The time of day at the track, as shown: `14:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_of_day: Option<String>,
    /// What drivers have to type to join; nothing: they need not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl Raced {
    /// What these files say.
    pub fn of(files: &Files) -> Self {
        let cfg = &files.server_cfg;
        let session = |kind: Kind| {
            let length = kind.length(cfg)?;
            Some(format!("{} {}", kind.label(), length.show()))
        };
        Self {
            track: track(cfg),
            sessions: Kind::ALL.into_iter().filter_map(session).collect(),
            weather: Some(weather::show_looks(cfg)).filter(|looks| !looks.is_empty()),
            time_of_day: weather::show_time(cfg),
            password: cfg
                .get("SERVER", "PASSWORD")
                .filter(|word| !word.is_empty()),
        }
    }
}

impl fmt::Debug for Raced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Raced")
            .field("track", &self.track)
            .field("sessions", &self.sessions)
            .field("weather", &self.weather)
            .field("time_of_day", &self.time_of_day)
            .field("password", &self.password.as_ref().map(|_| "…"))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drivers_are_told_track_sessions_and_password_and_the_log_no_password() {
        let raced = Raced::of(&Files::parse(
            b"[SERVER]\nTRACK=ks_nurburgring\nCONFIG_TRACK=layout_gp_a\nPASSWORD=pit lane\nSUN_ANGLE=-48\n\
              [PRACTICE]\nTIME=20\n[__CM_QUALIFY_OFF]\nTIME=15\n[RACE]\nLAPS=12\nTIME=0\n\
              [WEATHER_0]\nGRAPHICS=3_clear\n",
            b"",
        ));
        assert_eq!(raced.track, "ks_nurburgring (layout_gp_a)");
        assert_eq!(raced.sessions, ["Practice 20 min", "Race 12 laps"]);
        assert_eq!(raced.weather.as_deref(), Some("clear"));
        assert_eq!(raced.time_of_day.as_deref(), Some("10:00"));
        assert_eq!(raced.password.as_deref(), Some("pit lane"));
        assert!(!format!("{raced:?}").contains("pit"));
        let open = Raced::of(&Files::parse(b"[SERVER]\nPASSWORD=\n", b""));
        assert_eq!(open, Raced::default(), "what is not said is not made up");
    }
}
