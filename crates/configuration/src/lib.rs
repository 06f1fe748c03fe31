//! What a server races, changed without a new pack: tonight Spa instead of Monza, 12 laps, rain.
//!
//! ```text
//! words ── Change::parse ──┐
//!                          ├── Change::apply ── Changed: files, differences, notices
//! files of a pack ── Files ┘        or Reasons: everything that stands against it, at once
//! ```
//!
//! * [`Document`] edits an INI file and keeps all that it does not know.
//! * [`Change`] is what somebody wants, checked word by word.
//! * [`Change::apply`] makes it of a pack's files, and holds it against the server program's rules.
//! * [`differences`] says what the files say otherwise, from the files themselves and not from what
//!   was asked for. Passwords are never shown.
//! * [`Raced`] is what drivers are told of it, [`weather_name`] what its weather is called.
//! * [`slots`] and [`write_slots`] read and write the entry list, [`SteamId`] is who may have a slot.
//!
//! Undo is the former [`Files`]: whoever applies a change keeps them.
//!
//! Deliberately absent: I/O, archives, the judging of packs, and any knowledge of Discord.

mod apply;
mod change;
mod checks;
mod content;
mod difference;
mod document;
mod entry_list;
mod grid;
mod links;
mod nearest;
mod notice;
mod raced;
mod reason;
mod session;
mod settings;
mod steam;
mod text;
mod weather;
mod words;

pub use apply::Changed;
pub use change::{Change, Word, words};
pub use content::{Content, Piece};
pub use difference::{Difference, differences};
pub use document::Document;
pub use entry_list::{LONGEST_NAME, Slot, slots, write_slots};
pub use links::{CONTENT_JSON, Link};
pub use nearest::nearest;
pub use notice::Notice;
pub use raced::Raced;
pub use reason::{Reason, Reasons};
pub use steam::{NotASteamId, SteamId};
pub use text::Text;
pub use weather::weather_name;

/// The two files of a pack's `cfg/` that say what is raced.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// `server_cfg.ini`.
    pub server_cfg: Document,
    /// `entry_list.ini`.
    pub entry_list: Document,
}

impl Files {
    /// Where a pack keeps `server_cfg.ini`, below its root.
    pub const SERVER_CFG: &str = "cfg/server_cfg.ini";
    /// Where a pack keeps `entry_list.ini`, below its root.
    pub const ENTRY_LIST: &str = "cfg/entry_list.ini";

    /// Reads both; any bytes are an INI file.
    pub fn parse(server_cfg: &[u8], entry_list: &[u8]) -> Self {
        Self {
            server_cfg: Document::parse(server_cfg),
            entry_list: Document::parse(entry_list),
        }
    }
}
