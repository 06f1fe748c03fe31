//! What can be chosen for each server beyond its pack and its place.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::lifecycle::LONGEST_START;
use crate::policy::Refusal;

/// What was chosen for a server. A new choice is a field and a [`Choice`] here, an option of both faces, and
/// whatever obeys it: orders, tags, files, status and plans know it from here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerOptions {
    /// After how many minutes without a driver its machine powers itself off; none: never. The machine
    /// sees to it alone, so that a bot that is down cannot run up a bill.
    #[serde(default)]
    pub idle_minutes: Option<u32>,
    /// For how many hours it may run after each start; none: for as long as the settings say. The bot sees
    /// to it.
    #[serde(default)]
    pub hours: Option<u32>,
}

/// One of the things that can be chosen: a number.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// What orders, files and commands call it.
    pub name: &'static str,
    /// The least that may be chosen.
    pub least: u32,
    /// The most that may be chosen.
    pub most: u32,
    /// What it is a number of.
    unit: &'static str,
    field: fn(&mut ServerOptions) -> &mut Option<u32>,
}

impl Choice {
    /// How long a server waits for drivers.
    pub const IDLE_MINUTES: Self = Self {
        name: "idle_minutes",
        least: 5,
        most: 1440,
        unit: "min without a driver",
        field: |options| &mut options.idle_minutes,
    };

    /// For how long a server may run after each start.
    pub const HOURS: Self = Self {
        name: "hours",
        least: 1,
        most: LONGEST_START,
        unit: "h",
        field: |options| &mut options.hours,
    };

    /// All of them.
    pub const ALL: [Self; 2] = [Self::IDLE_MINUTES, Self::HOURS];

    /// What was chosen.
    pub fn of(&self, mut options: ServerOptions) -> Option<u32> {
        *(self.field)(&mut options)
    }
}

impl ServerOptions {
    /// Nothing chosen, but how long it waits for drivers.
    pub fn idle_after(idle_minutes: Option<u32>) -> Self {
        Self {
            idle_minutes,
            ..Self::default()
        }
    }

    /// What `chosen` says of each choice.
    pub fn from_each(chosen: impl Fn(&Choice) -> Option<u32>) -> Self {
        let mut options = Self::default();
        for choice in &Choice::ALL {
            *(choice.field)(&mut options) = chosen(choice);
        }
        options
    }

    /// What was chosen, and `usual` where nothing was.
    #[must_use]
    pub fn or(self, usual: Self) -> Self {
        Self::from_each(|choice| choice.of(self).or(choice.of(usual)))
    }

    /// Whether all that was chosen may be. `limits` is the most that the settings allow, where that is less.
    ///
    /// # Errors
    /// [`Refusal::NotInRange`] for the first that may not.
    pub fn check(self, limits: Self) -> Result<(), Refusal> {
        self.chosen().try_for_each(|(choice, chosen)| {
            let (name, least) = (choice.name, choice.least);
            let most = choice.of(limits).unwrap_or(choice.most);
            match (least..=most).contains(&chosen) {
                true => Ok(()),
                false => Err(Refusal::NotInRange {
                    name,
                    chosen,
                    least,
                    most,
                }),
            }
        })
    }

    /// All that was chosen.
    pub fn chosen(self) -> impl Iterator<Item = (Choice, u32)> {
        let chosen = move |choice: Choice| Some((choice, choice.of(self)?));
        Choice::ALL.into_iter().filter_map(chosen)
    }
}

/// After what it stops: "30 min without a driver, or 4 h".
impl fmt::Display for ServerOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (choice, number)) in self.chosen().enumerate() {
            let between = if place == 0 { "" } else { ", or " };
            write!(f, "{between}{number} {}", choice.unit)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_commands_call_each_choice_the_same() {
        let options = serde_json::to_value(ServerOptions::default()).expect("JSON");
        let fields: Vec<&String> = options.as_object().expect("fields").keys().collect();
        let mut names = Choice::ALL.map(|choice| choice.name);
        names.sort_unstable();
        assert_eq!(fields, names);
    }

    #[test]
    fn what_lies_outside_of_its_range_is_refused() {
        for choice in Choice::ALL {
            let chosen =
                |number| ServerOptions::from_each(|it| (it.name == choice.name).then_some(number));
            assert_eq!(chosen(choice.least).check(ServerOptions::default()), Ok(()));
            assert_eq!(chosen(choice.most).check(ServerOptions::default()), Ok(()));
            for number in [choice.least - 1, choice.most + 1] {
                let refused = chosen(number).check(ServerOptions::default());
                assert!(
                    matches!(refused, Err(Refusal::NotInRange { .. })),
                    "{number}"
                );
            }
        }
    }

    #[test]
    fn each_choice_is_kept_in_its_own_field() {
        let own = ServerOptions::from_each(|choice| Some(choice.least));
        let written = serde_json::to_value(own).expect("JSON");
        for choice in Choice::ALL {
            assert_eq!(written[choice.name], choice.least);
        }
        assert_eq!(ServerOptions::default().or(own), own);
        let other = ServerOptions::from_each(|choice| Some(choice.most));
        assert_eq!(other.or(own), other);
    }
}
