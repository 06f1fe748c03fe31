//! A race's card, from announcement to result.

use race::{Entry, Guests, Handicap, Night, Pack, State};
use results::season::apply;

use super::super::announcements::join_button;
use super::super::{Button, Tone, View, clock, escape, relative};
use crate::buttons::ButtonId;
use crate::sign_up::RacePress;
use service::{RaceCard, RaceServer};

/// How many drivers a card names; a field has room for that many.
const NAMED: usize = 30;

/// Where a card says which night it is.
pub(crate) fn footer(night: &Night) -> String {
    format!("race {}", night.id)
}

/// The card as it is posted: it pings the night's role.
pub(crate) fn announced(card: &RaceCard) -> View {
    let night = &card.night;
    let name = escape::plain(&night.name, 60);
    let start = night.start.instant().as_second();
    card_view(card).calling_role(night.role, &format!("**{name}** is on <t:{start}:F>."))
}

/// The card as it is edited.
pub(crate) fn card(card: &RaceCard) -> View {
    // The line that pinged stays as it was.
    announced(card)
}

fn card_view(card: &RaceCard) -> View {
    let night = &card.night;
    let start = night.start.instant();
    let name = escape::plain(&night.name, 60);
    let view = match (&night.state, card.over) {
        (State::Cancelled { why, .. }, _) => {
            let why = match why.trim() {
                "" => String::new(),
                why => format!(" {}", escape::plain(why, 200)),
            };
            View::new(Tone::Bad, format!("~~🏁 {name}~~ called off"))
                .saying(format!("This race was called off.{why}"))
        }
        (_, true) if night.came_to_nothing() => {
            View::new(Tone::Quiet, format!("~~🏁 {name}~~ off"))
                .saying("Nobody signed up, so this race is off.")
        }
        (_, true) => View::new(Tone::Quiet, format!("🏁 {name} – over")).saying(podium(card)),
        _ => View::new(tone(card), format!("🏁 {name}")).saying(format!(
            "<t:{}:F> ({})",
            start.as_second(),
            relative(start)
        )),
    };
    let view = facts(view, night);
    let view = match &card.page {
        // The same for the whole series, to be linked to from elsewhere.
        Some(page) if !card.over && night.is_open() => {
            view.fact("Page to join by", format!("<{page}>"))
        }
        _ => view,
    };
    let view = list(view, card);
    let view = match (&night.state, card.over) {
        (State::Planned, false) => server(view, card),
        _ => view,
    };
    view.footer(footer(night)).buttons(buttons(card))
}

fn tone(card: &RaceCard) -> Tone {
    match card.server {
        RaceServer::Online { .. } => Tone::Good,
        RaceServer::Trouble | RaceServer::NotStarted { .. } => Tone::Warning,
        _ => Tone::Busy,
    }
}

fn facts(view: View, night: &Night) -> View {
    let local = &night.start.local;
    let every = if night.start.weekly {
        ", every week"
    } else {
        ""
    };
    let zone = escape::plain(&night.start.zone, 40);
    let mut view = view.fact(
        "Time",
        format!("{} {zone}{every}", local.strftime("%a %-d %b, %H:%M")),
    );
    let moved = night.start.moved_since_last_week();
    if night.start.weekly && moved != 0 {
        let which = if moved < 0 { "earlier" } else { "later" };
        view = view.fact(
            "Clocks change",
            format!(
                "In other time zones it starts {} min {which} than a week before.",
                moved.abs()
            ),
        );
    }
    if let Some(raced) = &night.raced {
        view = view.fact("Track", escape::plain(&raced.track, 80));
        view = view.fact("Sessions", escape::plain(&raced.sessions.join(" · "), 120));
        let sky = [
            ("Weather", &raced.weather),
            ("Time of day", &raced.time_of_day),
        ];
        for (label, shown) in sky {
            if let Some(shown) = shown {
                view = view.fact(label, escape::plain(shown, 80));
            }
        }
    }
    view = view.fact("Length", format!("{} min", night.timing.length));
    if night.has_password() {
        view = view.fact("Password", "🔒 yes; drivers see it below");
    }
    let Pack::Stored(at) = &night.pack;
    let file = at.rsplit('/').next().unwrap_or(at);
    view = view.fact("Pack", escape::plain(file, 80));
    if let Some(handicap) = &night.handicap {
        view = view.fact("By the standings", loads(handicap));
    }
    if let Some(links) = links(night) {
        view = view.field("Missing something?", links);
    }
    match &night.change {
        Some(change) => view.field("Tonight", escape::plain(&change.shown(), 300)),
        None => view,
    }
}

/// Where drivers get what they lack; a field has room for about this many letters.
fn links(night: &Night) -> Option<String> {
    const ROOM: usize = 1000;
    let own = night.downloads.iter();
    let own = own.map(|url| format!("[The league's downloads]({url})"));
    let listed = night.links.iter().map(|link| {
        let what = link
            .car
            .as_deref()
            .map_or_else(|| "The track".to_owned(), |car| escape::plain(car, 40));
        format!("[{what}]({})", link.url)
    });
    let mut text = String::new();
    for link in own.chain(listed) {
        if ROOM < text.len() + link.len() {
            break;
        }
        if !text.is_empty() {
            text.push_str(" · ");
        }
        text.push_str(&link);
    }
    (!text.is_empty()).then_some(text)
}

/// What the first places carry.
fn loads(handicap: &Handicap) -> String {
    let listed = |loads: &[u32], unit: &str| {
        let shown: Vec<String> = loads.iter().take(10).map(u32::to_string).collect();
        let more = if shown.len() < loads.len() {
            ", …"
        } else {
            ""
        };
        (!loads.is_empty()).then(|| format!("{}{more} {unit}", shown.join(", ")))
    };
    let both = [
        listed(&handicap.ballast, "kg"),
        listed(&handicap.restrictor, "%"),
    ];
    both.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn list(view: View, card: &RaceCard) -> View {
    let night = &card.night;
    let Some(rules) = &night.sign_up else {
        return view;
    };
    let closes = night.closes_at();
    let view = if card.closed || card.over {
        view.fact("Sign-up", "closed")
    } else {
        view.fact(
            "Sign-up",
            format!("until {} ({})", clock(closes), relative(closes)),
        )
    };
    let starters = night.starters();
    let title = format!("Grid {} of {}", starters.len(), rules.grid);
    let shown = match starters.is_empty() {
        true if card.closed || card.over => "Nobody".to_owned(),
        true => "Nobody yet".to_owned(),
        false => drivers(&starters),
    };
    let view = view.field(title, shown);
    let waiting = night.waiting();
    let view = if waiting.is_empty() {
        view
    } else {
        view.field(format!("Waiting ({})", waiting.len()), drivers(&waiting))
    };
    let asks = night.pending().len();
    let view = match asks {
        0 => view,
        asks => view.fact("To be let in", asks.to_string()),
    };
    let view = match rules.reserve_slots {
        0 => view,
        slots => view.fact("Reserve slots", slots.to_string()),
    };
    if rules.guests == Guests::FreeSlots {
        view.fact("Guests", "may take free slots")
    } else {
        view
    }
}

fn drivers(entries: &[&Entry]) -> String {
    let mut lines: Vec<String> = entries
        .iter()
        .take(NAMED)
        .enumerate()
        .map(|(index, entry)| {
            let mut load = Vec::new();
            let number = entry
                .number
                .map_or_else(String::new, |number| format!("#{number} "));
            if let Some(team) = &entry.team {
                load.push(format!(" · {}", escape::plain(team, 25)));
            }
            if entry.ballast != 0 {
                load.push(format!(" · {} kg", entry.ballast));
            }
            if entry.restrictor != 0 {
                load.push(format!(" · {} %", entry.restrictor));
            }
            format!(
                "{}. {number}{} · {}{}",
                index + 1,
                escape::plain(&entry.name, 25),
                escape::plain(&entry.car, 40),
                load.concat()
            )
        })
        .collect();
    if NAMED < entries.len() {
        lines.push(format!("… and {} more", entries.len() - NAMED));
    }
    lines.join("\n")
}

fn server(view: View, card: &RaceCard) -> View {
    match &card.server {
        RaceServer::NotYet => view,
        RaceServer::NotStarted { again } => view.fact(
            "Server",
            format!("could not be started yet; next try {}", relative(*again)),
        ),
        RaceServer::Coming => view.fact("Server", "coming up"),
        RaceServer::Online { link, drivers } => {
            let view = match drivers {
                Some(1) => view.fact("Server", "online, 1 driver"),
                Some(drivers) => view.fact("Server", format!("online, {drivers} drivers")),
                None => view.fact("Server", "online"),
            };
            // For when the site that the link goes through does not answer. No button may lead there.
            match link.address() {
                Some(address) => view.fact(
                    "Without the site",
                    format!(
                        "`acmanager://race/online/join?ip={}&httpPort={}` or `{address}`",
                        address.ip(),
                        address.port()
                    ),
                ),
                None => view,
            }
        }
        RaceServer::Trouble => view.fact("Server", "not well; `/status` says more"),
        RaceServer::Off => view.fact("Server", "off"),
    }
}

fn podium(card: &RaceCard) -> String {
    let races = card
        .results
        .iter()
        .filter(|stored| stored.result.session.kind == results::SessionKind::Race);
    let mut lines = Vec::new();
    for stored in races {
        for row in apply(&stored.result, &stored.penalties).iter().take(3) {
            if let Some(place) = row.place {
                lines.push(format!(
                    "**{place}** {}",
                    escape::plain(&row.row.driver, 40)
                ));
            }
        }
    }
    if lines.is_empty() {
        "This race is over.".to_owned()
    } else {
        lines.join("\n")
    }
}

fn buttons(card: &RaceCard) -> Vec<Button> {
    let night = &card.night;
    if card.over || !night.is_open() {
        return Vec::new();
    }
    let mut buttons = Vec::new();
    let press = |label, press, main, danger| Button::Race {
        label,
        press,
        main,
        danger,
    };
    let id = || night.id.clone();
    if let RaceServer::Online { link, .. } = &card.server {
        buttons.push(join_button(&link.to_string()));
    }
    if night.has_password() {
        buttons.push(press(
            "🔒 Password",
            RacePress::Password(id()),
            false,
            false,
        ));
    }
    if night.sign_up.is_some() {
        if !card.closed {
            buttons.push(press("Sign up", RacePress::SignUp(id()), true, false));
            for (label, press_) in [
                ("Change car", RacePress::ChangeCar(id())),
                ("Team and number", RacePress::Details(id())),
            ] {
                buttons.push(press(label, press_, false, false));
            }
        }
        // Also late: who comes not should say so.
        buttons.push(press("Withdraw", RacePress::Withdraw(id()), false, true));
    }
    if let (RaceServer::Online { .. }, Some(server)) = (&card.server, &night.server)
        && let Ok(server) = server.parse()
    {
        buttons.push(Button::Press {
            label: "Race control",
            press: ButtonId::RaceControl(server),
            danger: false,
        });
    }
    buttons
}
