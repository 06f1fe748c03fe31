//! What organisers read when they plan a race, change it, or call it off.

use race::Night;

use super::super::{Tone, View, escape, relative};

/// A race was planned or changed: what the organiser checks.
pub fn planned(night: &Night, what: &str) -> View {
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
    View::line(format!(
        "**{}** is {what}: <t:{start}:F>, which is {} in {}{weekly}.{closes} Its card comes to <#{}>.",
        escape::plain(&night.name, 60),
        night.start.local.strftime("%A, %-d %B, %H:%M"),
        escape::plain(&night.start.zone, 40),
        night.channel,
    ))
}

/// How a driver stands after an organiser did something about them.
pub fn driver(night: &Night, user: domain::ids::UserId) -> View {
    let name = escape::plain(&night.name, 60);
    let entry = night.entries.iter().find(|entry| entry.user == user.get());
    View::line(match entry {
        Some(entry) => format!(
            "{} is on the list of **{name}** with {}, {} kg of ballast and a restrictor of {} %.",
            escape::plain(&entry.name, 25),
            escape::plain(&entry.car, 60),
            entry.ballast,
            entry.restrictor
        ),
        None => format!("<@{user}> is not on the list of **{name}**."),
    })
}

/// "Called off", to whoever did it.
pub fn cancelled(night: &Night) -> View {
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
pub fn races(nights: &[Night]) -> View {
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
