//! The program as a shell sees it: words, exit codes, settings from file and environment, and the
//! whole path from a pack to the join link against the stand-in AWS.

mod bot;
mod change;
mod cloud;
mod offline;
mod prices;
mod programs;
mod prove;
mod secrets;
mod shell;
