//! Why a pack is refused: every fault that was found, and what to do about all of them.

mod fault;
mod groups;
mod remedy;
mod words;

use std::collections::BTreeMap;
use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

pub use fault::{DirectoryMismatch, Fault, FaultKind, Found};
pub use groups::FaultGroup;
pub(super) use words::{listed, printable};

/// How many faults of one sort are kept word for word. A hostile archive could have a hundred
/// thousand.
const KEPT: usize = 50;

/// Everything that is wrong with a pack; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults {
    list: Vec<Fault>,
    /// How many more were found, by their [`FaultKind::sort`].
    omitted: BTreeMap<&'static str, usize>,
}

impl Faults {
    /// The faults, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.list.iter()
    }

    /// How many were found beyond those that [`Faults::iter`] yields.
    pub fn omitted(&self) -> usize {
        self.omitted.values().sum()
    }

    /// Whether one of the faults has this [`Fault::kind`].
    pub fn has(&self, kind: &str) -> bool {
        self.iter().any(|fault| fault.kind() == kind)
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self {
            list: vec![fault],
            omitted: BTreeMap::new(),
        }
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, group) in self.groups().iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{group}")?;
        }
        Ok(())
    }
}

impl Serialize for Faults {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Faults", 3)?;
        object.serialize_field("faults", &self.list)?;
        object.serialize_field("omitted", &self.omitted())?;
        object.serialize_field("hint", self.hint())?;
        object.end()
    }
}

impl std::error::Error for Faults {}

/// Faults on their way to becoming [`Faults`].
#[derive(Debug, Default)]
pub(super) struct FaultCollector {
    list: Vec<Fault>,
    /// How many were found of each sort.
    found: BTreeMap<&'static str, usize>,
}

impl FaultCollector {
    pub(super) fn add(&mut self, fault: impl Into<Fault>) {
        let fault = fault.into();
        let found = self.found.entry(fault.what.sort()).or_default();
        *found += 1;
        if *found <= KEPT {
            self.list.push(fault);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The faults so far, with `last` as the one that ended the search. `last` is always kept.
    pub(super) fn and(self, last: impl Into<Fault>) -> Faults {
        let mut faults = self.told();
        faults.list.push(last.into());
        faults
    }

    /// The faults, where a pack is out of the question.
    pub(super) fn refuse(self) -> Faults {
        match self.verdict(()) {
            Err(faults) => faults,
            Ok(()) => Fault::from(FaultKind::Damaged).into(),
        }
    }

    /// `good`, unless something was found.
    pub(super) fn verdict<T>(self, good: T) -> Result<T, Faults> {
        if self.is_empty() {
            return Ok(good);
        }
        Err(self.told())
    }

    fn told(self) -> Faults {
        let omitted = self.found.into_iter();
        Faults {
            list: self.list,
            omitted: omitted
                .filter(|(_, found)| KEPT < *found)
                .map(|(sort, found)| (sort, found - KEPT))
                .collect(),
        }
    }
}
