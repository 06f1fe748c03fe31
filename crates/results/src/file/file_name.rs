use jiff::civil::DateTime;

use crate::SessionKind;

/// How long before a race its qualifying can have ended.
const GRID_HOURS: i64 = 12;

/// acServer's name of a results file: `2019_3_2_22_3_RACE.json`, when the session ended by the machine's own
/// clock, to the minute and without leading zeros.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct FileName {
    /// When the session ended, in the machine's own time.
    pub ended: DateTime,
    /// What it was.
    pub kind: SessionKind,
    text: String,
}

impl FileName {
    /// Reads a name, with or without folders before it. Nothing if it is another kind of name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let text = name.rsplit(['/', '\\']).next()?;
        let parts: Vec<&str> = text.strip_suffix(".json")?.split('_').collect();
        let [year, month, day, hour, minute, kind] = parts.as_slice() else {
            return None;
        };
        let ended = DateTime::new(
            year.parse().ok()?,
            month.parse().ok()?,
            day.parse().ok()?,
            hour.parse().ok()?,
            minute.parse().ok()?,
            0,
            0,
        )
        .ok()?;
        Some(Self {
            ended,
            kind: SessionKind::parse(kind)?,
            text: text.to_owned(),
        })
    }

    /// The name itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// When the session ended: `2019-03-02T22:03`.
    #[must_use]
    pub fn ended_local(&self) -> String {
        self.ended.strftime("%Y-%m-%dT%H:%M").to_string()
    }

    /// The qualifying that a race's grid came from, among the names of one folder: the last session before
    /// it that is no practice, if that is a qualifying of the same day or night.
    #[must_use]
    pub fn qualifying_before<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        if self.kind != SessionKind::Race {
            return None;
        }
        let before = names
            .into_iter()
            .filter_map(Self::parse)
            .filter(|other| other.ended < self.ended)
            .filter(|other| matches!(other.kind, SessionKind::Qualify | SessionKind::Race))
            .max()?;
        let hours = self.ended.duration_since(before.ended).as_hours();
        (before.kind == SessionKind::Qualify && hours < GRID_HOURS).then_some(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_when_and_what() {
        let name = FileName::parse("results/2019_3_2_22_3_RACE.json");
        assert_eq!(
            name.map(|name| (name.ended_local(), name.kind)),
            Some(("2019-03-02T22:03".to_owned(), SessionKind::Race))
        );
        for other in [
            "result.json",
            "2019_13_2_22_3_RACE.json",
            "2019_3_2_22_3_RACE.txt",
            "",
        ] {
            assert_eq!(FileName::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_grid_comes_from_the_qualifying_just_before() {
        let grid = |race: &str, names: &[&str]| {
            let race = FileName::parse(race)?;
            race.qualifying_before(names.iter().copied())
                .map(|name| name.as_str().to_owned())
        };
        let qualify = "2019_3_2_21_49_QUALIFY.json";
        let race = "2019_3_2_22_3_RACE.json";
        let names = [
            "2019_3_2_21_20_QUALIFY.json",
            qualify,
            "2019_3_2_22_0_PRACTICE.json",
            race,
        ];
        assert_eq!(grid(race, &names).as_deref(), Some(qualify));
        // The second race starts as the first ended, the other way round.
        assert_eq!(grid("2019_3_2_22_40_RACE.json", &names), None);
        assert_eq!(grid("2019_3_4_22_3_RACE.json", &[qualify]), None);
        assert_eq!(grid(qualify, &names), None);
    }
}
