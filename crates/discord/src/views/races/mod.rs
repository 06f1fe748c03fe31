//! Races: the card, what is told of them, and what drivers and organisers are asked and answered.

mod card;
mod news;
mod planning;
mod sign_up;
#[cfg(test)]
mod tests;

pub(crate) use card::{announced, card, footer};
pub(crate) use news::{claimed_in_public, mark, news};
pub(crate) use planning::{call_off_form, cancelled, driver, kept, planned, races, really_cancel};
pub(crate) use sign_up::{
    choose_car, decided, details_form, not_them, password, signed_up, steam_form, who_are_you,
    withdrawn,
};
