//! What servers cost: a ledger of what ran when, month by month, and sums over it.
//!
//! * [`Ledger`] is one document per Discord server and month. It is fed with what is seen
//!   ([`Ledger::observe`]) and never with what was meant, so a bot that was down, or two of them, write the
//!   same. Months are UTC's, as on AWS's bill.
//! * [`MonthCosts`] sums it up with list prices and says what the month will come to.
//!
//! What is estimated from below: where nobody looked while a machine ended, it counts until it was seen last.
//! Not counted, because nobody measures it here: traffic beyond AWS's free 100 GB, and the credits of a `t3`
//! that computes more than its share.
//!
//! Absent on purpose: any storage and any clock.

mod ledger;
mod month;
mod sums;

pub use ledger::{Change, Ledger, SeenServer, Unreadable};
pub use month::{Month, NoMonth};
pub use sums::{MonthCosts, ServerCosts};
