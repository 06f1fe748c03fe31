//! Which kind of machine carries how many drivers.

use crate::ids::InstanceType;

/// For how many drivers a kind of machine is enough: acServer takes one processor, and its work grows with
/// each pair of cars. Estimated from what leagues run; nobody has measured it.
const DRIVERS: [(&str, usize); 6] = [
    ("t3.small", 16),
    ("t3.medium", 24),
    ("t3.large", 40),
    ("c6i.large", 40),
    ("t3.xlarge", 80),
    ("c6i.xlarge", 80),
];

/// For how many drivers a kind of machine is enough, if that is known.
pub fn drivers(size: &InstanceType) -> Option<usize> {
    let known = DRIVERS.iter().find(|(name, _)| *name == size.as_str());
    known.map(|(_, drivers)| *drivers)
}

/// The kind of machine for so many drivers, of those that are `allowed`, the usual one first. The usual
/// one, unless it is too small for them: then the smallest that is enough, or else the largest.
pub fn for_drivers(count: usize, allowed: &[InstanceType]) -> Option<&InstanceType> {
    let usual = allowed.first()?;
    match drivers(usual) {
        Some(enough) if enough < count => {}
        _ => return Some(usual),
    }
    let known = allowed
        .iter()
        .filter_map(|size| Some((drivers(size)?, size)));
    let mut known: Vec<_> = known.collect();
    known.sort_by_key(|(drivers, _)| *drivers);
    let enough = known.iter().find(|(drivers, _)| count <= *drivers);
    enough.or(known.last()).map(|(_, size)| *size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_drivers_get_a_larger_machine_of_those_that_are_allowed() {
        let allowed = ["t3.small", "t3.medium", "t3.large"].map(InstanceType::new);
        let chosen = |count, allowed| for_drivers(count, allowed).expect("one").as_str();
        assert_eq!(chosen(8, &allowed), "t3.small");
        assert_eq!(chosen(16, &allowed), "t3.small");
        assert_eq!(chosen(17, &allowed), "t3.medium");
        assert_eq!(chosen(30, &allowed), "t3.large");
        assert_eq!(
            chosen(30, &allowed[..2]),
            "t3.medium",
            "the largest there is"
        );
        let large = ["t3.large", "t3.small"].map(InstanceType::new);
        assert_eq!(chosen(4, &large), "t3.large", "the usual one stays");
        let unknown = ["x9.huge"].map(InstanceType::new);
        assert_eq!(chosen(99, &unknown), "x9.huge");
        assert_eq!(for_drivers(4, &[]), None);
    }
}
