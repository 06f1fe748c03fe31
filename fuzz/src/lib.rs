//! The modules under test, taken in by their path: see `Cargo.toml` for why. A library, because the
//! targets use a part of them only.

#[path = "../../src/domain/ids.rs"]
pub mod ids;
#[path = "../../src/domain/link.rs"]
pub mod link;
#[path = "../../src/domain/pack/mod.rs"]
pub mod pack;
#[path = "../../src/domain/report.rs"]
pub mod report;
