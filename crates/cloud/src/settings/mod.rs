//! What the operator decides about the cloud. Always built, whichever adapters are, so that the
//! settings file means the same to every build.

mod aws;
mod local;
mod network;

pub use aws::PROGRAMS;
pub use aws::{
    AwsSettings, BucketName, CpuCredits, InvalidSetting, MachineSettings, ProgramKey, RoleName,
    RootGib,
};
#[cfg(feature = "simulation")]
pub use local::Simulation;
pub use local::{LocalSettings, PortRange, PublicAddress};
pub use network::Network;
