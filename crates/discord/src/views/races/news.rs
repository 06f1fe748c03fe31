//! What is told of a race beside its card.

use race::{Night, Place, State};

use super::super::{Button, View, clock, escape, relative};
use crate::sign_up::RacePress;
use service::{RaceCard, RaceNews, RaceServer};

/// News of a race; each is one line, so that it is found again.
pub(crate) fn news(card: &RaceCard, news: &RaceNews) -> View {
    let night = &card.night;
    let name = escape::plain(&night.name, 60);
    let start = night.start.instant();
    match news {
        RaceNews::Reminder(minutes) => {
            let how = match (&card.server, &night.sign_up) {
                (RaceServer::Online { link, .. }, _) => format!("Join: <{link}>"),
                (_, Some(_)) if !card.closed => {
                    format!("Sign up until {}.", clock(night.closes_at()))
                }
                _ => "The join link comes when the server is online.".to_owned(),
            };
            // No number: a reminder may be late.
            let begins = match minutes {
                30.. => "starts",
                _ => "is about to start",
            };
            let says = format!("**{name}** {begins} {}. {how}", relative(start));
            View::line("").calling_role(night.role, &says)
        }
        RaceNews::Closed => {
            let starters = night.starters().len();
            if starters == 0 {
                let (users, who) = organisers(night);
                let says = format!(
                    "{who}Sign-up for **{name}** is closed. Nobody is on its list, so no server is started."
                );
                return View::line("").calling_users(&users, &says);
            }
            let waiting = night.waiting().len();
            let who = match starters {
                1 => "1 driver starts".to_owned(),
                many => format!("{many} drivers start"),
            };
            let more = match waiting {
                0 => String::new(),
                many => format!(", {many} on the waiting list"),
            };
            View::line(format!(
                "Sign-up for **{name}** is closed: {who}{more}. The grid is on its card."
            ))
        }
        RaceNews::CalledOff => {
            let why = match &night.state {
                State::Cancelled { why, .. } if !why.trim().is_empty() => {
                    format!(": {}", escape::plain(why, 200))
                }
                _ => String::new(),
            };
            let says = format!(
                "**{name}** on <t:{}:F> is called off{why}.",
                start.as_second()
            );
            View::line("").calling_role(night.role, &says)
        }
        RaceNews::MovedUp(users) => {
            let who: Vec<String> = users.iter().map(|user| format!("<@{user}>")).collect();
            let verb = if users.len() == 1 { "moves" } else { "move" };
            View::line("").calling_users(
                users,
                &format!("{} {verb} up and will start in **{name}**.", who.join(", ")),
            )
        }
        RaceNews::Moved(before) => {
            let users = on_list(night);
            let who: Vec<String> = users.iter().map(|user| format!("<@{user}>")).collect();
            let who = match who.is_empty() {
                true => String::new(),
                false => format!("{}: ", who.join(", ")),
            };
            let says = format!(
                "{who}**{name}** is moved from <t:{}:F> to <t:{}:F>.",
                before.as_second(),
                start.as_second()
            );
            View::line("").calling_users(&users, &says)
        }
        RaceNews::Banned(user) => View::line("").calling_users(
            &[*user],
            &format!("<@{user}> is banned here and loses the place in **{name}**."),
        ),
        RaceNews::Claimed { user, owner } => {
            let says = format!(
                "⚠️ **{name}**: <@{user}> gave the Steam account that <@{owner}> gave before, and was refused. \
                 Often it is a wrong paste. If the account is theirs, `/race driver` with `forget_steam: True` for \
                 <@{owner}> frees it."
            );
            View::line(says)
        }
        RaceNews::IsMe {
            user,
            steam,
            name: driver,
        } => {
            let driver = escape::plain(driver, 40);
            View::line(format!(
                "<@{user}> says to be **{driver}** on Steam ({steam}), who drove here. An organiser can take that back."
            ))
            .buttons([Button::Race {
                label: "That is not them",
                press: RacePress::NotThem(night.id.clone(), *user),
                main: false,
                danger: true,
            }])
        }
        RaceNews::AsksIn(user) => {
            let entry = night.entries.iter().find(|entry| entry.user == *user);
            let car = entry.map_or_else(String::new, |entry| escape::plain(&entry.car, 60));
            let (organisers, who) = organisers(night);
            let says = format!("{who}<@{user}> wants to drive **{name}** with {car}.");
            let decide = |label, accepted, danger| Button::Race {
                label,
                press: RacePress::Decide(night.id.clone(), *user, accepted),
                main: accepted,
                danger,
            };
            View::line("").calling_users(&organisers, &says).buttons([
                decide("Let in", true, false),
                decide("Turn down", false, true),
            ])
        }
        RaceNews::Decided(user) => {
            let place = night.place_of(*user).map(|placed| placed.place);
            let what = match place {
                Some(Place::Grid(place)) => {
                    format!("are in for **{name}**: number {place} on the list")
                }
                Some(Place::Waiting(place)) => {
                    format!("are number {place} on the waiting list of **{name}**")
                }
                _ => format!("were turned down for **{name}**"),
            };
            View::line("").calling_users(&[*user], &format!("<@{user}>, you {what}."))
        }
        RaceNews::Trouble(what) => {
            let (users, who) = organisers(night);
            // It may hold what a pack or a cloud says; times that we wrote stay times.
            let what = escape::line(what, 1200).replace('@', "@\u{200b}");
            View::line("").calling_users(&users, &format!("{who}⚠️ **{name}**: {what}"))
        }
    }
}

/// [`RaceNews::Claimed`] for a channel that everybody reads: without names.
pub(crate) fn claimed_in_public(card: &RaceCard) -> View {
    let name = escape::plain(&card.night.name, 60);
    let (users, who) = organisers(&card.night);
    let says = format!(
        "{who}**{name}**: a sign-up named a Steam account that another member gave before, and was refused. \
         Whose it was I tell in a direct message only, and yours are closed to me."
    );
    View::line("").calling_users(&users, &says)
}

/// So many mentions fit into a message.
const MENTIONED: usize = 60;

/// Those on a night's list who were not turned down.
fn on_list(night: &Night) -> Vec<u64> {
    let rejected = |user| {
        night
            .place_of(user)
            .is_some_and(|it| it.place == Place::Rejected)
    };
    let users = night.entries.iter().map(|entry| entry.user);
    users
        .filter(|user| !rejected(*user))
        .take(MENTIONED)
        .collect()
}

/// Whom to notify, and the words that do.
fn organisers(night: &Night) -> (Vec<u64>, String) {
    match night.organiser {
        0 => (Vec::new(), String::new()),
        user => (vec![user], format!("<@{user}> ")),
    }
}

/// By what a repeat of the same news is known: a reminder's way in may have come in between.
pub(crate) fn mark<'a>(said: &'a str, news: &RaceNews) -> &'a str {
    const MOMENT: &str = ":R>";
    match (news, said.find(MOMENT)) {
        (RaceNews::Reminder(_), Some(at)) => &said[..at + MOMENT.len()],
        _ => said,
    }
}
