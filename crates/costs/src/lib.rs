//! What servers cost: a ledger of what ran when, month by month, and sums over it.
//!
//! * [`Ledger`] is one document per Discord server and month. It is fed with what is seen
//!   ([`Ledger::observe`]) and never with what was meant, so a bot that was down, or two of them, write the
//!   same. Months are UTC's, as on AWS's bill.
//! * [`Offers`] finds the prices in AWS's public price list.
//! * [`MonthCosts`] sums it up with list prices and says what the month will come to.
//!
//! What is estimated from below: where nobody looked while a machine ended, it counts until it was seen last;
//! what an account has of free traffic counts as this Discord server's; and machines that do not say what they
//! sent and computed (Windows) are taken to have done neither.
//!
//! Absent on purpose: any storage and any clock.

mod ledger;
mod month;
mod offer;
mod stored;
mod sums;

pub use ledger::{BudgetDue, Change, Ledger, SeenServer, StoppedDue, Unreadable, Usage};
pub use month::{Month, NoMonth};
pub use offer::{Lacking, Offer, Offers};
pub use sums::{MonthCosts, PREPARED, ServerCosts};
