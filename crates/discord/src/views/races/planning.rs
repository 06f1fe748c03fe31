//! What organisers read when they plan a race, change it, or call it off.

use poise::serenity_prelude::{CreateActionRow, CreateInputText, CreateModal, InputTextStyle};
use race::Night;

use super::super::{Button, Tone, View, escape, limits, relative};
use crate::sign_up::RacePress;
use explain::Surface;
use service::Planned;

/// So many of them fit into a message beside the rest.
const NOTICES: usize = 4;

/// A race was planned or changed: what the organiser checks.
pub(crate) fn planned(planned: &Planned, what: &str) -> View {
    let night = &planned.night;
    let start = night.start.instant().as_second();
    let weekly = if night.start.weekly {
        ", and every week at that time"
    } else {
        ""
    };
    let closes = match night.sign_up {
        Some(_) => format!(" Sign-up closes {}.", relative(night.closes_at())),
        None => String::new(),
    };
    let card = match night.card {
        Some(_) => format!("Its card in <#{}> shows it.", night.channel),
        None => format!("Its card comes to <#{}>.", night.channel),
    };
    let mut says = vec![format!(
        "**{}** is {what}: <t:{start}:F>, which is {} in {}{weekly}.{closes} {card}",
        escape::plain(&night.name, 60),
        night.start.local.strftime("%A, %-d %B, %H:%M"),
        escape::plain(&night.start.zone, 40),
    )];
    if let Some(why) = &planned.stands_against {
        let words = explain::service(why, Surface::Discord);
        let why = format!("{} {}", words.what, words.hint);
        says.push(format!(
            "⚠️ Today its server could not start: {}",
            why.trim()
        ));
    }
    if let Some(minutes) = planned.too_soon {
        let why = explain::too_soon(&planned.night, minutes, Surface::Discord);
        says.push(format!("⚠️ {why}"));
    }
    let notices = planned.notices.iter().take(NOTICES);
    says.extend(notices.map(|it| format!("⚠️ {}", escape::plain(&it.to_string(), 300))));
    View::line(says.join("\n"))
}

/// How a driver stands after an organiser did something about them; `asked_again`: for their Steam profile.
pub(crate) fn driver(night: &Night, user: domain::ids::UserId, asked_again: bool) -> View {
    let name = escape::plain(&night.name, 60);
    let entry = night.entries.iter().find(|entry| entry.user == user.get());
    let stands = match entry {
        Some(entry) => format!(
            "{} is on the list of **{name}** with {}, {} kg of ballast and a restrictor of {} %.",
            escape::plain(&entry.name, 25),
            escape::plain(&entry.car, 60),
            entry.ballast,
            entry.restrictor
        ),
        None => format!("<@{user}> is not on the list of **{name}**."),
    };
    match (asked_again, entry) {
        (true, Some(_)) => View::line(format!(
            "{stands} Their Steam profile is forgotten: tell them to press **Sign up** once more. They keep their car, and the list has the old profile until then."
        )),
        (true, None) => View::line(format!("{stands} Their Steam profile is forgotten.")),
        (false, _) => View::line(stands),
    }
}

/// Asks whether to call a race off, and says what that would do; `has_server`: there is one, or it is on its way.
pub(crate) fn really_cancel(night: &Night, has_server: bool) -> View {
    let start = night.start.instant();
    let mut says = vec![format!(
        "<t:{}:F> ({}).",
        start.as_second(),
        relative(start)
    )];
    if night.sign_up.is_some() {
        let drive = match night.starters().len() {
            0 => "Nobody has signed up".to_owned(),
            1 => "1 driver has signed up".to_owned(),
            many => format!("{many} drivers have signed up"),
        };
        let wait = match night.waiting().len() {
            0 => String::new(),
            many => format!(", and {many} on the waiting list"),
        };
        says.push(format!("{drive}{wait}."));
    }
    says.push(format!(
        "<#{}> is told, {}.",
        night.channel,
        match night.role {
            Some(role) => format!("and <@&{role}> notified"),
            None => "and nobody notified".to_owned(),
        }
    ));
    says.push(
        if has_server {
            "Its server is stopped and deleted, with whoever drives on it; results are taken in first."
        } else {
            "Its server will not start."
        }
        .to_owned(),
    );
    if night.start.weekly {
        says.push(
            "The race a week later stays planned, unless you call the series off.".to_owned(),
        );
    }
    let press = |label, press, danger| Button::Race {
        label,
        press,
        main: false,
        danger,
    };
    let id = || night.id.clone();
    let mut buttons = vec![press("Call it off…", RacePress::CallOff(id(), false), true)];
    if night.start.weekly {
        let series = RacePress::CallOff(id(), true);
        buttons.push(press("Call the series off…", series, true));
    }
    buttons.push(press("Keep it", RacePress::Keep(id()), false));
    let name = escape::plain(&night.name, 60);
    View::new(Tone::Warning, format!("Call off {name}?"))
        .saying(says.join("\n"))
        .buttons(buttons)
}

/// The form that asks why a race is called off; sent, it is.
pub(crate) fn call_off_form(night: &Night, series: bool) -> CreateModal {
    let why = CreateInputText::new(InputTextStyle::Short, "Why, for the drivers", "why")
        .placeholder("May stay empty")
        .required(false)
        .max_length(200);
    let what = if series { "the series " } else { "" };
    let title = format!("Call off {what}{}", escape::line(&night.name, 60));
    CreateModal::new(
        RacePress::CallOff(night.id.clone(), series).to_string(),
        escape::clip(&title, limits::FORM_TITLE),
    )
    .components(vec![CreateActionRow::InputText(why)])
}

/// It was asked, and the answer was no.
pub(crate) fn kept(night: &Night) -> View {
    View::line(format!(
        "**{}** stays planned.",
        escape::plain(&night.name, 60)
    ))
}

/// "Called off", to whoever did it.
pub(crate) fn cancelled(night: &Night) -> View {
    let series = if night.start.weekly {
        " The one a week later stays planned."
    } else {
        ""
    };
    View::line(format!(
        "**{}** is called off. If its server runs, it is stopped and deleted; its results are taken in first.{series}",
        escape::plain(&night.name, 60)
    ))
}

/// The races that are to come.
pub(crate) fn races(nights: &[Night]) -> View {
    if nights.is_empty() {
        return View::line("No race is planned. `/race new` plans one.");
    }
    let view = View::new(Tone::Quiet, "Races to come");
    nights.iter().take(20).fold(view, |view, night| {
        let start = night.start.instant();
        let mut parts = vec![format!("<t:{}:F> ({})", start.as_second(), relative(start))];
        if night.start.weekly {
            parts.push("every week".to_owned());
        }
        if let Some(rules) = &night.sign_up {
            parts.push(format!(
                "{} of {} drivers",
                night.starters().len(),
                rules.grid
            ));
        }
        if !night.is_open() {
            parts.push("called off".to_owned());
        }
        parts.push(format!("<#{}>", night.channel));
        view.field(escape::line(&night.name, 60), parts.join(" · "))
    })
}
