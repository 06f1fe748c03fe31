//! Where a server runs.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::InstanceType;

/// Where a server runs. Its text is what people read and what is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Hosting {
    /// On a machine of EC2 of its own, of this kind.
    Ec2(InstanceType),
    /// On the operator's own machine, which is up already and for which nobody sends a bill.
    ThisMachine {
        /// Whether what runs on it is only a stand-in for a server.
        simulated: bool,
    },
}

const THIS_MACHINE: &str = "this machine";
const THIS_MACHINE_SIMULATED: &str = "this machine, simulated server";

impl Hosting {
    /// A machine of EC2 of this kind (`t3.small`).
    pub fn ec2(kind: impl Into<String>) -> Self {
        Self::Ec2(InstanceType::new(kind))
    }

    /// Whether it is the operator's own machine.
    pub fn is_this_machine(&self) -> bool {
        matches!(self, Self::ThisMachine { .. })
    }

    /// The kind of machine, where that is a choice and costs money.
    pub fn instance_type(&self) -> Option<&InstanceType> {
        match self {
            Self::Ec2(kind) => Some(kind),
            Self::ThisMachine { .. } => None,
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ec2(kind) => kind.as_str(),
            Self::ThisMachine { simulated: false } => THIS_MACHINE,
            Self::ThisMachine { simulated: true } => THIS_MACHINE_SIMULATED,
        }
    }
}

impl From<InstanceType> for Hosting {
    fn from(kind: InstanceType) -> Self {
        Self::Ec2(kind)
    }
}

/// What was kept or typed; EC2 has no kind with spaces in its name.
impl From<String> for Hosting {
    fn from(text: String) -> Self {
        match text.as_str() {
            THIS_MACHINE => Self::ThisMachine { simulated: false },
            THIS_MACHINE_SIMULATED => Self::ThisMachine { simulated: true },
            _ => Self::ec2(text),
        }
    }
}

impl From<Hosting> for String {
    fn from(hosting: Hosting) -> Self {
        hosting.as_str().to_owned()
    }
}

impl fmt::Display for Hosting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_server_runs_survives_being_kept() {
        for hosting in [
            Hosting::ec2("t3.small"),
            Hosting::ThisMachine { simulated: false },
            Hosting::ThisMachine { simulated: true },
        ] {
            let text = serde_json::to_string(&hosting).expect("JSON");
            assert_eq!(serde_json::from_str(&text).ok(), Some(hosting.clone()));
            assert_eq!(text, format!("\"{hosting}\""));
        }
        assert_eq!(Hosting::ec2("t3.small").to_string(), "t3.small");
        assert_eq!(
            Hosting::ThisMachine { simulated: true }.instance_type(),
            None
        );
    }
}
