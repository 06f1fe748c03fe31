//! What a session of Assetto Corsa leaves, read and classified; and what many of them make: seasons and
//! records.
//!
//! * [`mod@file`] reads the results files of acServer, also as a manager program rewrote them.
//! * [`journal`] computes sessions from what a server's UDP plugin said (`udp_plugin::journal`): the only
//!   source for AssettoServer, and for a session that acServer did not end.
//! * Both give a [`SessionResult`]: who was where, by the same rules.
//! * [`season`] has points, penalties and standings, [`records`] the best laps. Both are computed anew from
//!   the results that are kept, so that a correction corrects all that follows.
//! * [`document`] is the form in which all of these are kept.
//! * [`render`] shows them in a terminal and as CSV.
//!
//! # The rules of a classification
//! * A person is a Steam id (GUID): a changed name is the same driver, two of one name are two. An entry is
//!   a slot and a person in it. A person has one row, the best entry; the others are told beside it, and
//!   laps are never added up over slots. Several GUIDs in one slot's list are one crew.
//! * Race: laps, then total time. The server's total counts from green, not from the driver's first lap.
//! * Practice and qualifying: the best lap without cuts.
//!
//! # What holds
//! * No I/O, no clock. Bytes come in, plain types come out.
//! * Files and journals are what a stranger's program wrote: sizes, depths and counts are limited, numbers
//!   that no race has are none, and names are cleaned of what would disturb a terminal or a channel.

mod classify;
pub mod document;
mod entry;
pub mod file;
pub mod journal;
mod name;
pub mod records;
pub mod render;
pub mod season;
mod session;

pub use session::{
    BestLapTiming, Checks, Conditions, FastestLap, IncidentCount, Incidents, LapTime, NoTime,
    OtherSlot, RaceTiming, Row, RowSource, Session, SessionKind, SessionResult, Timing, TotalFrom,
};
