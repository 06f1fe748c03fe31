//! Race nights: when, who, and what is to be done next.
//!
//! Everything here is data and decisions. The clock is handed in, and nothing is done: a
//! [`Night`] is a document, [`Night::due`] says which steps are to be taken now, and whoever takes
//! one claims it first by writing the document where nobody has changed it meanwhile. So any number
//! of bots can drive one night, and none of them need remember anything.
//!
//! * [`Start`] is a date, a time and a named zone; the instant is computed at each look, because
//!   clocks change and governments change their rules. [`when`] reads what people write.
//! * [`SignUp`] has the rules of the list, [`Night::sign_up`] and [`Night::withdraw`] keep them, and
//!   [`Night::places`] says who stands where.
//! * [`Night::grid`] turns the list into the slots of an entry list.
//! * [`Drivers`] and [`Presets`] are what a league remembers from night to night.
//!
//! Deliberately absent: I/O, Discord, machines, and the reading of packs.

mod boot;
mod drivers;
mod event;
mod grid;
mod handicap;
mod library;
mod names;
mod night;
mod places;
mod presets;
mod reminders;
mod signup;
mod start;
mod steps;
pub mod when;
mod zones;

pub use boot::BootTimes;
pub use drivers::{Driver, Drivers, SteamTaken};
pub use event::{EventPlan, EventState};
pub use handicap::{Handicap, HandicapWords, NotAHandicap};
pub use library::Library;
pub use names::{NotAName, league_name};
pub use night::{Night, NightId, Pack, Plan, SCHEMA, State, Timing, Unreadable, Unwritable};
pub use places::{MovedUp, Place, Placed, Untold};
pub use presets::{Preset, PresetRefused, Presets};
pub use reminders::{NotReminders, reminders};
pub use signup::{Applicant, Entry, Guests, Refused, SignUp, Standing};
pub use start::Start;
pub use steps::{Claim, Due, Fate, Seen, Step};

/// Discord's id of a user, a channel, a role, a message or a server.
pub type Snowflake = u64;
