//! Results and standings for people: as a [`Table`] that a terminal, a message or a picture can show, and as
//! CSV for spreadsheets.
//!
//! Names are shown as they are: whoever shows them where markup counts escapes them.

mod csv;
mod live;
mod result;
mod rules;
mod standings;
mod table;
pub mod time;

pub use csv::{result_csv, standings_csv};
pub use live::{LiveRow, live_rows};
pub use result::{best_sectors, result_table};
pub use rules::{season_deductions, season_rules};
pub use standings::{driver_tables, team_table};
pub use table::{Align, Column, Table};
