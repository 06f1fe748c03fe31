//! The cloud port: what ac-deploy asks of whoever provides machines and storage, in our words.

mod boot_plan;

pub use boot_plan::BootPlan;
