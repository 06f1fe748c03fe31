//! The UDP plugin protocol of Assetto Corsa servers, version 4, as acServer and AssettoServer speak it.
//!
//! A server with the keys `UDP_PLUGIN_LOCAL_PORT` and `UDP_PLUGIN_ADDRESS` tells one program beside it
//! who joins, what laps are driven and when sessions change, and takes a few commands. One datagram is
//! one message: byte 0 names it, numbers are little endian.
//!
//! * [`Message`] is what the server says, [`Command`] what it takes. Both are encoded byte by byte as the
//!   servers do it; [`Dialect`] names the places where the two programs differ.
//! * [`journal`] keeps what was said as lines of JSON, so that a result can be computed from it later.
//!
//! # What holds
//! * A datagram is hostile until it was decoded: lengths are looked at, nothing is allocated beyond
//!   [`MAX_DATAGRAM`], unknown ids are an error of their own that a caller passes over.
//! * Every command is written whole: AssettoServer fills a short one with bytes of an earlier datagram, so
//!   a missing byte would be an order that nobody gave.
//! * An interval of 0 cannot be expressed: with it AssettoServer never again says where cars are.
//!
//! Absent on purpose: sockets, time-outs and clocks. They belong to the program beside the server.

mod command;
mod dialect;
pub mod hex;
pub mod journal;
mod message;
mod wire;

pub use command::{Command, SessionChoice, SetSession, greeting};
pub use dialect::Dialect;
pub use message::{
    CarInfo, CarUpdate, ClientEvent, Collision, Driver, LapCompleted, LeaderboardRow, Message,
    SessionInfo, SessionType, Vector, id,
};
pub use wire::DecodeError;

/// The version of the protocol that both servers name in NEW_SESSION and VERSION.
pub const PROTOCOL_VERSION: u8 = 4;

/// The longest datagram that is looked at, in bytes. The largest that a server sends is LAP_COMPLETED with
/// 255 slots, about 2 KiB; texts hold at most 255 characters of four bytes.
pub const MAX_DATAGRAM: usize = 8192;

/// The time of a car without a clean lap in the leaderboard of practice and qualifying, in milliseconds.
pub const NO_TIME: u32 = 999_999_999;
