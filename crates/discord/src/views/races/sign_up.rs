//! The questions to those who sign up, and the answers.

use configuration::SteamId;
use poise::serenity_prelude::{CreateActionRow, CreateInputText, CreateModal, InputTextStyle};
use race::{Night, NightId, Place, Placed};

use super::super::{Button, Menu, MenuOption, View, escape};
use crate::sign_up::RacePress;
use service::Face;

/// Discord's limits for menus.
const OPTIONS: usize = 25;
const MENUS: usize = 5;

/// "You are in", with what they can do about it.
pub(crate) fn signed_up(night: &Night, placed: &Placed) -> View {
    let name = escape::plain(&night.name, 60);
    let grid = night.sign_up.as_ref().map_or(0, |rules| rules.grid);
    let entry = night.entries.iter().find(|entry| entry.user == placed.user);
    let car = entry.map_or_else(String::new, |entry| escape::plain(&entry.car, 60));
    let says = match placed.place {
        Place::Grid(place) => {
            format!("You are in for **{name}** with {car}: number {place} of {grid} on the list.")
        }
        Place::Waiting(place) => format!(
            "All places with {car} are taken: you are number {place} on the waiting list of **{name}**. You are told here if you move up."
        ),
        Place::Pending => format!("An organiser of **{name}** looks at your sign-up with {car}."),
        Place::Rejected => {
            format!("The organisers of **{name}** have turned you down. Ask them why.")
        }
    };
    match entry {
        Some(entry) if placed.place != Place::Rejected => {
            View::line(format!("{says} {}", lets_in(entry.steam)))
        }
        _ => View::line(says),
    }
}

/// Whom the server lets in: whoever gave a wrong account learns it now, not at the start.
fn lets_in(steam: SteamId) -> String {
    format!(
        "The server lets in this Steam account: <https://steamcommunity.com/profiles/{steam}>. Not yours? Ask an organiser for `/race driver` with `forget_steam`, and sign up again."
    )
}

/// The password, for one driver's eyes.
pub(crate) fn password(night: &Night, password: Option<&str>) -> View {
    let name = escape::plain(&night.name, 60);
    View::line(match password {
        Some(password) => format!(
            "The password of **{name}** is {}. Keep it to yourself.",
            escape::code(password, 100)
        ),
        None => format!("**{name}** needs no password."),
    })
}

/// "You are off the list."
pub(crate) fn withdrawn(night: &Night) -> View {
    View::line(format!(
        "You are off the list of **{}**.",
        escape::plain(&night.name, 60)
    ))
}

/// Which car?
pub(crate) fn choose_car(night: &Night) -> View {
    let cars: Vec<MenuOption> = night
        .free_cars()
        .into_iter()
        // What a menu cannot carry cannot be chosen.
        .filter(|(car, _)| (1..=100).contains(&car.chars().count()))
        .take(OPTIONS * MENUS)
        .map(|(car, free)| MenuOption {
            label: escape::line(car, 100),
            value: car.to_owned(),
            description: match free {
                Some(0) => "taken: you would wait for one".to_owned(),
                Some(free) => format!("{free} free"),
                None => String::new(),
            },
        })
        .collect();
    let menus = cars
        .chunks(OPTIONS)
        .zip(0u8..)
        .map(|(options, number)| Menu {
            custom_id: RacePress::Car(night.id.clone(), number).to_string(),
            placeholder: "Your car",
            options: options.to_vec(),
        });
    View::line(format!(
        "Which car do you drive in **{}**?",
        escape::plain(&night.name, 60)
    ))
    .menus(menus)
}

/// Who are you on Steam, of those who drove here?
pub(crate) fn who_are_you(night: &NightId, faces: &[Face]) -> View {
    let options = faces.iter().take(OPTIONS).map(|face| MenuOption {
        label: match escape::line(&face.name, 60).trim() {
            "" => face.steam.to_string(),
            name => name.to_owned(),
        },
        value: face.steam.to_string(),
        description: if face.is_here {
            format!("on a server here now · {}", face.steam)
        } else {
            let day = face.seen.strftime("%-d %b");
            format!("drove here on {day} · {}", face.steam)
        },
    });
    let menu = Menu {
        custom_id: RacePress::Me(night.clone()).to_string(),
        placeholder: "That's me",
        options: options.collect(),
    };
    View::line(
        "The server must know you by your Steam account. These drove here lately: if you are one of them, choose yourself. It is remembered.",
    )
    .menus([menu])
    .buttons([Button::Race {
        label: "I am somebody else",
        press: RacePress::Steam(night.clone()),
        main: false,
        danger: false,
    }])
}

/// The form that asks for the Steam profile.
pub(crate) fn steam_form(night: &NightId) -> CreateModal {
    let input = CreateInputText::new(
        InputTextStyle::Short,
        "Steam ID or profile address",
        "steam",
    )
    .placeholder("76561198… or https://steamcommunity.com/profiles/…")
    .min_length(1)
    .max_length(200);
    CreateModal::new(
        RacePress::Steam(night.clone()).to_string(),
        "Who are you on Steam?",
    )
    .components(vec![CreateActionRow::InputText(input)])
}

/// The form that asks for team and number, with what is known.
pub(crate) fn details_form(
    night: &NightId,
    team: Option<&str>,
    number: Option<u16>,
) -> CreateModal {
    let team = CreateInputText::new(InputTextStyle::Short, "Team", "team")
        .value(team.unwrap_or_default())
        .required(false)
        .max_length(40);
    let number = CreateInputText::new(
        InputTextStyle::Short,
        "Number on the car (1 to 999)",
        "number",
    )
    .value(number.map_or_else(String::new, |number| number.to_string()))
    .required(false)
    .max_length(3);
    CreateModal::new(
        RacePress::Details(night.clone()).to_string(),
        "Your team and number",
    )
    .components(vec![
        CreateActionRow::InputText(team),
        CreateActionRow::InputText(number),
    ])
}

/// Somebody is not whom they said to be; for everybody, in place of what was said.
pub(crate) fn not_them(who: &str, user: u64) -> View {
    View::line(format!(
        "<@{user}> is not whom they said to be, says **{}**: they are off the list, and are asked for their Steam profile again.",
        escape::plain(who, 40)
    ))
}

/// What an organiser decided, to them.
pub(crate) fn decided(night: &Night, user: u64, accepted: bool) -> View {
    let name = escape::plain(&night.name, 60);
    View::line(if accepted {
        format!("<@{user}> was let in to **{name}**.")
    } else {
        format!("<@{user}> was turned down for **{name}**.")
    })
}
