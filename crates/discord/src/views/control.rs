//! What the channel reads of race control. Drivers choose their own names, so each is escaped.

use super::live::with_session;
use super::{Button, Tone, View, escape, relative};
use crate::buttons::ButtonId;
use ::league::Ban;
use domain::control::{Control, lines_of};
use domain::server::Server;
use results::journal::{Live, Present};
use service::{Banned, Ended, Loaded};

/// An embed has room for about this many bans.
const LISTED: usize = 25;

/// What a steward can do to the session that runs, before their eyes only.
pub(crate) fn panel(server: &Server, live: Option<&Live>) -> View {
    let name = escape::plain(server.name.as_str(), 60);
    let view = View::new(Tone::Warning, format!("Race control: {name}")).saying(
        "Whoever drives feels it at once, and the channel is told who did it. `/say`, `/kick`, `/ban`, `/ballast` and \
         `/restrictor` do the rest.",
    );
    let press = |label, press, danger| Button::Press {
        label,
        press,
        danger,
    };
    let id = || server.id.clone();
    let view = match live {
        Some(live) => with_session(view, live),
        None => view,
    };
    view.footer(server.id.to_string()).buttons([
        press("Next session", ButtonId::NextSession(id()), false),
        press("Restart session", ButtonId::RestartSession(id()), false),
        press("End the race", ButtonId::EndRace(id()), true),
        press("Leave it", ButtonId::Keep(id()), false),
    ])
}

/// Somebody moved a server to another session.
pub(crate) fn session(who: &str, server: &Server, control: &Control) -> View {
    let did = match control {
        Control::RestartSession => "began the session anew on",
        _ => "ended the session on",
    };
    let then = match control {
        Control::RestartSession => "The laps of the session are gone",
        _ => "The next one has begun",
    };
    View::line(format!("{} {did} {}. {then}.", by(who), of(server)))
}

/// Somebody ended a session, and with it the race.
pub(crate) fn ended(who: &str, ended: &Ended) -> View {
    let then = match &ended.night {
        Some(night) => format!(
            "**{}** is over: the server stops in about {} minutes, once the result is kept",
            escape::plain(&night.name, 60),
            night.timing.linger
        ),
        None => "Its result is written; `/stop` switches the server off".to_owned(),
    };
    let server = of(&ended.server);
    View::line(format!(
        "{} ended the session on {server}. {then}.",
        by(who)
    ))
}

/// Somebody said something to drivers.
pub(crate) fn said(who: &str, server: &Server, text: &str) -> View {
    let words = lines_of(text).join(" ");
    View::line(format!(
        "{} told the drivers on {}:\n> {}",
        by(who),
        of(server),
        escape::plain(&words, 240)
    ))
}

/// Somebody threw a driver out.
pub(crate) fn kicked(who: &str, server: &Server, driver: &Present) -> View {
    View::line(format!(
        "{} threw {} out of {}. `/ban` keeps somebody out.",
        by(who),
        person(&driver.name, &driver.guid),
        of(server)
    ))
}

/// Somebody loaded a driver.
pub(crate) fn loaded(
    who: &str,
    loaded: &Loaded,
    ballast: Option<u32>,
    restrictor: Option<u32>,
) -> View {
    let (server, driver) = (&loaded.server, &loaded.driver);
    let loads = [
        ballast.map(|kg| format!("{kg} kg of ballast")),
        restrictor.map(|percent| format!("a restrictor of {percent} %")),
    ];
    let loads: Vec<String> = loads.into_iter().flatten().collect();
    let confirmed = match loaded.is_confirmed {
        true => "It did.",
        false => {
            "It does not say what a car carries: acServer does it at once, AssettoServer on a machine of your own \
             only when an administrator types it in the game."
        }
    };
    View::line(format!(
        "{} told {} to give {} {}. {confirmed}",
        by(who),
        of(server),
        person(&driver.name, &driver.guid),
        loads.join(" and ")
    ))
}

/// Somebody banned a driver.
pub(crate) fn banned(who: &str, banned: &Banned) -> View {
    let reason = reason(&banned.ban.decision.reason);
    View::line(format!(
        "{} banned {}{reason}. They are thrown out of every server here as soon as they join; `/unban` takes it back.{}",
        by(who),
        person(&banned.ban.name, &banned.ban.guid),
        untold(&banned.untold)
    ))
}

/// Somebody took a ban back.
pub(crate) fn unbanned(who: &str, banned: &Banned) -> View {
    View::line(format!(
        "{} lets {} drive again.{}",
        by(who),
        person(&banned.ban.name, &banned.ban.guid),
        untold(&banned.untold)
    ))
}

/// Who is banned.
pub(crate) fn bans(bans: &[Ban]) -> View {
    if bans.is_empty() {
        return View::new(Tone::Quiet, "Nobody is banned");
    }
    let line = |ban: &Ban| {
        let decision = &ban.decision;
        format!(
            "{} – {}, {}{}",
            person(&ban.name, &ban.guid),
            escape::plain(&decision.by, 40),
            relative(decision.at),
            reason(&decision.reason)
        )
    };
    let mut lines: Vec<String> = bans.iter().take(LISTED).map(line).collect();
    let more = bans.len().saturating_sub(LISTED);
    if more != 0 {
        lines.push(format!("… and {more} more; `ac-deploy bans` lists all."));
    }
    View::new(Tone::Quiet, format!("Banned: {}", bans.len())).saying(lines.join("\n"))
}

fn by(who: &str) -> String {
    format!("**{}**", escape::plain(who, 40))
}

fn of(server: &Server) -> String {
    format!("**{}**", escape::plain(server.name.as_str(), 60))
}

fn person(name: &str, guid: &str) -> String {
    let id = escape::code(guid, 20);
    match name.trim() {
        "" => id,
        name => format!("**{}** ({id})", escape::plain(name, 40)),
    }
}

fn reason(reason: &str) -> String {
    match reason.trim() {
        "" => String::new(),
        reason => format!(": {}", escape::plain(reason, 200)),
    }
}

fn untold(servers: &[Server]) -> String {
    let names: Vec<String> = servers.iter().map(of).collect();
    match names[..] {
        [] => String::new(),
        _ => format!(
            " {} could not be told just now; it is tried again every minute.",
            names.join(", ")
        ),
    }
}
