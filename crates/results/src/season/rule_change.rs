use super::{Class, Points, Rules, TieBreak};

/// Rules that are to be others; what is nothing stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleChange {
    /// [`Rules::points`].
    pub points: Option<Points>,
    /// [`Rules::second_race_points`].
    pub second_race_points: Option<Points>,
    /// [`Rules::sprint_points`].
    pub sprint_points: Option<Points>,
    /// [`Rules::pole`].
    pub pole: Option<u32>,
    /// [`Rules::fastest_lap`].
    pub fastest_lap: Option<u32>,
    /// [`Rules::fastest_lap_within`]; 0 for every place.
    pub fastest_lap_within: Option<u32>,
    /// [`Rules::finish_percent`].
    pub finish_percent: Option<u32>,
    /// [`Rules::flag_needed`].
    pub flag_needed: Option<bool>,
    /// [`Rules::drop_rounds`].
    pub drop_rounds: Option<u32>,
    /// [`Rules::planned_rounds`]; 0 if that is open.
    pub planned_rounds: Option<u32>,
    /// [`Rules::classes`], if there are any.
    pub classes: Vec<Class>,
    /// [`Rules::drivers_per_team`]; 0 for all.
    pub drivers_per_team: Option<u32>,
    /// [`Rules::tie_breaks`], if there are any.
    pub tie_breaks: Vec<TieBreak>,
}

impl RuleChange {
    /// Whether nothing is to be another.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The usual rules with this change.
    #[must_use]
    pub fn rules(self) -> Rules {
        let mut rules = Rules::default();
        self.apply(&mut rules);
        rules
    }

    /// Changes these rules.
    pub fn apply(self, rules: &mut Rules) {
        set(&mut rules.points, self.points);
        set_some(&mut rules.second_race_points, self.second_race_points);
        set_some(&mut rules.sprint_points, self.sprint_points);
        set(&mut rules.pole, self.pole);
        set(&mut rules.fastest_lap, self.fastest_lap);
        set_count(&mut rules.fastest_lap_within, self.fastest_lap_within);
        set(&mut rules.finish_percent, self.finish_percent);
        set(&mut rules.flag_needed, self.flag_needed);
        set(&mut rules.drop_rounds, self.drop_rounds);
        set_count(&mut rules.planned_rounds, self.planned_rounds);
        set(&mut rules.classes, some(self.classes));
        set_count(&mut rules.drivers_per_team, self.drivers_per_team);
        set(&mut rules.tie_breaks, some(self.tie_breaks));
    }
}

fn set<T>(rule: &mut T, new: Option<T>) {
    if let Some(new) = new {
        *rule = new;
    }
}

fn set_some<T>(rule: &mut Option<T>, new: Option<T>) {
    if new.is_some() {
        *rule = new;
    }
}

/// 0 is none.
fn set_count(rule: &mut Option<u32>, new: Option<u32>) {
    set(rule, new.map(|count| (0 < count).then_some(count)));
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}
