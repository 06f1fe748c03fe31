//! Races: the card, what is told of them, and what drivers and organisers are asked and answered.

mod card;
mod news;
mod planning;
mod sign_up;
#[cfg(test)]
mod tests;

pub use card::{announced, card, footer};
pub use news::{mark, news};
pub use planning::{cancelled, driver, planned, races};
pub use sign_up::{
    choose_car, decided, details_form, signed_up, steam_form, who_are_you, withdrawn,
};
