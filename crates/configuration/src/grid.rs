//! The slots of an entry list under a change: other cars, more or fewer of them, ballast.

use crate::entry_list::Slot;
use crate::reason::Reason;
use crate::text::Text;
use crate::words::Whose;

/// Gives the slots other cars. A slot keeps its car where it can; where it cannot, its skin and
/// setup go with the car. With numbers behind the cars there are as many slots afterwards.
pub(crate) fn change_cars(
    slots: &mut Vec<Slot>,
    cars: &[(Text, Option<usize>)],
) -> Result<(), Reason> {
    let total: usize = cars.iter().filter_map(|(_, count)| *count).sum();
    if 0 < total {
        resize(slots, total, cars)?;
    }
    let mut left: Vec<usize> = cars
        .iter()
        .map(|(_, count)| count.unwrap_or(usize::MAX))
        .collect();
    let mut homeless = Vec::new();
    for (number, slot) in slots.iter_mut().enumerate() {
        let known = cars.iter().position(|(car, _)| same(car, &slot.model));
        match known.filter(|&index| 0 < left[index]) {
            Some(index) => left[index] -= 1,
            None => homeless.push(number),
        }
    }
    // In turn, so that without numbers all cars are there.
    let mut turn = 0;
    for number in homeless {
        while left[turn % cars.len()] == 0 {
            turn += 1;
        }
        let index = turn % cars.len();
        left[index] -= 1;
        turn += 1;
        let slot = &mut slots[number];
        slot.model = cars[index].0.clone();
        slot.skin = Text::default();
        slot.fixed_setup = None;
    }
    Ok(())
}

/// Makes as many slots as that: new ones are free, and free ones go first.
pub(crate) fn resize(
    slots: &mut Vec<Slot>,
    wanted: usize,
    cars: &[(Text, Option<usize>)],
) -> Result<(), Reason> {
    let drivers = slots.iter().filter(|slot| !slot.guids.is_empty()).count();
    if wanted < drivers {
        return Err(Reason::SlotsTaken {
            slots: wanted,
            drivers,
        });
    }
    while wanted < slots.len() {
        let free = slots.iter().rposition(|slot| slot.guids.is_empty());
        slots.remove(free.unwrap_or(slots.len() - 1));
    }
    while slots.len() < wanted {
        let model = cars
            .get(slots.len() % cars.len().max(1))
            .map(|(car, _)| car.clone());
        slots.push(Slot {
            model: model.unwrap_or_default(),
            ..Slot::default()
        });
    }
    Ok(())
}

/// Sets ballast or restrictor of some slots.
pub(crate) fn load(
    slots: &mut [Slot],
    loads: &[(Whose, u32)],
    word: &'static str,
    of: fn(&mut Slot) -> &mut u32,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (whose, number) in loads {
        let mut met = false;
        for slot in slots.iter_mut().filter(|slot| whose.is(slot)) {
            *of(slot) = *number;
            met = true;
        }
        if !met {
            reasons.push(Reason::NobodyToLoad {
                word,
                whose: whose.show(),
            });
        }
    }
    reasons
}

impl Whose {
    fn is(&self, slot: &Slot) -> bool {
        match self {
            Self::All => true,
            Self::Car(car) => same(car, &slot.model),
            Self::Driver(driver) => slot.guids.contains(driver),
        }
    }

    fn show(&self) -> String {
        match self {
            Self::All => "all".to_owned(),
            Self::Car(car) => car.to_string(),
            Self::Driver(driver) => driver.to_string(),
        }
    }
}

/// Folders are the same whatever their case, as on Windows.
pub(crate) fn same(a: &Text, b: &Text) -> bool {
    a.as_str().eq_ignore_ascii_case(b.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::steam::SteamId;

    fn text(words: &str) -> Text {
        Text::new(words).expect("one line")
    }

    fn slot(model: &str, driver: Option<u32>) -> Slot {
        Slot {
            model: text(model),
            skin: text("red"),
            guids: driver.map(SteamId::of_account).into_iter().collect(),
            ..Slot::default()
        }
    }

    fn models(slots: &[Slot]) -> String {
        let models = slots.iter().map(|slot| {
            format!(
                "{}{}",
                slot.model,
                if slot.skin.as_str().is_empty() {
                    ""
                } else {
                    "*"
                }
            )
        });
        models.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_slot_keeps_its_car_where_it_can() {
        let mut slots = vec![
            slot("a", None),
            slot("b", Some(1)),
            slot("a", None),
            slot("B", None),
        ];
        change_cars(&mut slots, &[(text("b"), None), (text("c"), None)]).expect("four slots");
        assert_eq!(models(&slots), "b b* c B*");
        change_cars(&mut slots, &[(text("c"), Some(1)), (text("d"), Some(4))]).expect("five slots");
        assert_eq!(models(&slots), "d d c d d");
    }

    #[test]
    fn free_slots_go_first_and_nobody_loses_theirs() {
        let cars = [(text("a"), None), (text("b"), None)];
        let mut slots = vec![
            slot("a", Some(1)),
            slot("a", None),
            slot("b", Some(2)),
            slot("a", None),
        ];
        resize(&mut slots, 2, &cars).expect("two drivers");
        assert_eq!(models(&slots), "a* b*");
        assert_eq!(
            resize(&mut slots, 1, &cars),
            Err(Reason::SlotsTaken {
                slots: 1,
                drivers: 2
            })
        );
        resize(&mut slots, 4, &cars).expect("more");
        assert_eq!(models(&slots), "a* b* a b");
    }
}
