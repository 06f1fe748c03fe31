//! The sandbox as people meet it: the program is started, and its page is used in a real browser.
//!
//! Needs Debian's `chromium` and `chromium-driver` (or the same programs under these names). Where
//! they are missing the stories are skipped and say so; under CI that is a failure.

mod browser;
mod commands;
mod keyboard;
mod money;
mod newcomer;
mod page;
mod pictures;
mod program;
mod race;
mod racing;
mod sandbox;
mod stories;
mod trouble;
