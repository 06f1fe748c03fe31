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

/// The kinds to choose from where nobody limits them.
pub fn usual() -> Vec<InstanceType> {
    ["t3.small", "t3.medium", "t3.large", "t3.xlarge"]
        .map(InstanceType::new)
        .to_vec()
}

/// The share of a `t3`'s processors that is paid for, in processors: what it computes beyond costs credits.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html>
const SHARES: [(&str, f64); 7] = [
    ("t3.nano", 0.1),
    ("t3.micro", 0.2),
    ("t3.small", 0.4),
    ("t3.medium", 0.4),
    ("t3.large", 0.6),
    ("t3.xlarge", 1.6),
    ("t3.2xlarge", 3.2),
];

/// How many processors' work of a burstable kind of machine is paid for; `None` of others, which have no such
/// share.
pub fn share(size: &InstanceType) -> Option<f64> {
    let known = SHARES.iter().find(|(name, _)| *name == size.as_str());
    known.map(|(_, share)| *share)
}

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

/// What may be taken instead where there is no machine of the kind `wanted`: those of the `allowed` ones that
/// carry as many drivers as it, or `count`, the smallest first. What nobody knows is enough is not taken.
pub fn instead_of<'a>(
    wanted: &InstanceType,
    count: usize,
    allowed: &'a [InstanceType],
) -> Vec<&'a InstanceType> {
    let least = drivers(wanted).map_or(count, |enough| enough.min(count));
    let mut fit: Vec<_> = allowed
        .iter()
        .filter(|size| *size != wanted)
        .filter_map(|size| Some((drivers(size)?, size)))
        .filter(|(enough, _)| least <= *enough)
        .collect();
    fit.sort_by_key(|(enough, _)| *enough);
    fit.into_iter().map(|(_, size)| size).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_instead_carries_the_drivers_too() {
        let allowed = ["t3.small", "t3.medium", "c6i.large", "x9.huge"].map(InstanceType::new);
        let instead = |wanted, count| -> Vec<&str> {
            let instead = instead_of(&InstanceType::new(wanted), count, &allowed);
            instead.into_iter().map(InstanceType::as_str).collect()
        };
        assert_eq!(instead("t3.small", 12), ["t3.medium", "c6i.large"]);
        assert_eq!(instead("t3.medium", 12), ["t3.small", "c6i.large"]);
        assert_eq!(instead("t3.medium", 20), ["c6i.large"]);
        // Whoever chose too small a machine gets no smaller one.
        assert_eq!(instead("t3.small", 90), ["t3.medium", "c6i.large"]);
        assert_eq!(instead("t3.medium", 90), ["c6i.large"]);
    }

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
