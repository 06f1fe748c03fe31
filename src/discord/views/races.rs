//! Races: the card from announcement to result, what is told of them, and the answers to those who sign up.

use poise::serenity_prelude::{CreateActionRow, CreateInputText, CreateModal, InputTextStyle};
use race::{Entry, Guests, Handicap, Night, NightId, Pack, Place, Placed, State};
use results::season::apply;

use super::announcements::join_button;
use super::{Button, Menu, MenuOption, Tone, View, clock, escape, relative};
use crate::discord::sign_up::RacePress;
use crate::service::{Face, RaceCard, RaceNews, RaceServer};

/// How many drivers a card names; a field has room for that many.
const NAMED: usize = 30;
/// Discord's limits for menus.
const OPTIONS: usize = 25;
const MENUS: usize = 5;

/// Where a card says which night it is.
pub fn footer(night: &Night) -> String {
    format!("race {}", night.id)
}

/// The card as it is posted: it pings the night's role.
pub fn announced(card: &RaceCard) -> View {
    let night = &card.night;
    let name = escape::plain(&night.name, 60);
    let start = night.start.instant().as_second();
    card_view(card).calling_role(night.role, &format!("**{name}** is on <t:{start}:F>."))
}

/// The card as it is edited.
pub fn card(card: &RaceCard) -> View {
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
        (_, true) => View::new(Tone::Quiet, format!("🏁 {name} – over")).saying(podium(card)),
        _ => View::new(tone(card), format!("🏁 {name}")).saying(format!(
            "<t:{}:F> ({})",
            start.as_second(),
            relative(start)
        )),
    };
    let view = facts(view, night);
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
        RaceServer::Trouble => Tone::Warning,
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
    view = view.fact("Length", format!("{} min", night.timing.length));
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
    let view = view.field(title, drivers(&starters));
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
    if entries.is_empty() {
        return "Nobody yet".to_owned();
    }
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
    if let RaceServer::Online { link, .. } = &card.server {
        buttons.push(join_button(&link.to_string()));
    }
    if night.sign_up.is_some() {
        let press = |label, press, main, danger| Button::Race {
            label,
            press,
            main,
            danger,
        };
        let id = || night.id.clone();
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
    buttons
}

/// News of a race; each is one line, so that it is found again.
pub fn news(card: &RaceCard, news: &RaceNews) -> View {
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
                return View::line(format!(
                    "Sign-up for **{name}** is closed. Nobody is on its list, so no server is started."
                ));
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
        RaceNews::Claimed { user, owner } => {
            let (organisers, who) = organisers(night);
            let says = format!(
                "{who}⚠️ <@{user}> gave the Steam account as theirs that <@{owner}> gave before, and was refused. \
                 If it is theirs, `/race driver` with `forget_steam: True` for <@{owner}> frees it."
            );
            View::line("").calling_users(&organisers, &says)
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

/// Whom to notify, and the words that do.
fn organisers(night: &Night) -> (Vec<u64>, String) {
    match night.organiser {
        0 => (Vec::new(), String::new()),
        user => (vec![user], format!("<@{user}> ")),
    }
}

/// By what a repeat of the same news is known: a reminder's way in may have come in between.
pub fn mark<'a>(said: &'a str, news: &RaceNews) -> &'a str {
    const MOMENT: &str = ":R>";
    match (news, said.find(MOMENT)) {
        (RaceNews::Reminder(_), Some(at)) => &said[..at + MOMENT.len()],
        _ => said,
    }
}

/// "You are in", with what they can do about it.
pub fn signed_up(night: &Night, placed: &Placed) -> View {
    let name = escape::plain(&night.name, 60);
    let grid = night.sign_up.as_ref().map_or(0, |rules| rules.grid);
    let car = night
        .entries
        .iter()
        .find(|entry| entry.user == placed.user)
        .map_or_else(String::new, |entry| escape::plain(&entry.car, 60));
    let says = match placed.place {
        Place::Grid(place) => format!(
            "You are in for **{name}** with {car}: number {place} of {grid} on the list. The server is told who you are, so join with your own Steam account."
        ),
        Place::Waiting(place) => format!(
            "All places with {car} are taken: you are number {place} on the waiting list of **{name}**. You are told here if you move up."
        ),
        Place::Pending => format!("An organiser of **{name}** looks at your sign-up with {car}."),
        Place::Rejected => {
            format!("The organisers of **{name}** have turned you down. Ask them why.")
        }
    };
    View::line(says)
}

/// "You are off the list."
pub fn withdrawn(night: &Night) -> View {
    View::line(format!(
        "You are off the list of **{}**.",
        escape::plain(&night.name, 60)
    ))
}

/// Which car?
pub fn choose_car(night: &Night) -> View {
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
pub fn who_are_you(night: &NightId, faces: &[Face]) -> View {
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
pub fn steam_form(night: &NightId) -> CreateModal {
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
pub fn details_form(night: &NightId, team: Option<&str>, number: Option<u16>) -> CreateModal {
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

/// What an organiser decided, to them.
pub fn decided(night: &Night, user: u64, accepted: bool) -> View {
    let name = escape::plain(&night.name, 60);
    View::line(if accepted {
        format!("<@{user}> was let in to **{name}**.")
    } else {
        format!("<@{user}> was turned down for **{name}**.")
    })
}

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

/// A preset was saved.
pub fn preset_saved(name: &str, change: &configuration::Change) -> View {
    View::line(format!(
        "Saved the preset **{}**: {}",
        escape::plain(name, 40),
        escape::plain(&change.shown(), 1000)
    ))
}

/// The presets by their names.
pub fn presets(names: &[String]) -> View {
    if names.is_empty() {
        return View::line("There are no presets. `/preset save` makes one.");
    }
    let names: Vec<String> = names
        .iter()
        .map(|name| format!("• {}", escape::plain(name, 40)))
        .collect();
    View::new(Tone::Quiet, "Presets").saying(names.join("\n"))
}

/// A preset was deleted, or was not there.
pub fn preset_deleted(name: &str, was_there: bool) -> View {
    let name = escape::plain(name, 40);
    View::line(if was_there {
        format!("Deleted the preset **{name}**.")
    } else {
        format!("There is no preset **{name}**. `/preset list` shows what there is.")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::views::tests::shown;
    use race::{Plan, Start, Timing};

    fn card(local: &str, name: &str) -> RaceCard {
        let night = Night::new(Plan {
            id: NightId::of_request(0xabc),
            guild: 1,
            channel: 2,
            organiser: 3,
            name: name.to_owned(),
            start: Start {
                local: local.parse().expect("a time"),
                zone: "Europe/Berlin".to_owned(),
                weekly: true,
            },
            timing: Timing::usual(90),
            pack: Pack::Stored("packs/1/x/cup.zip".to_owned()),
        });
        RaceCard {
            event: night.event_plan(night.start.instant(), false),
            night,
            server: RaceServer::NotYet,
            results: Vec::new(),
            closed: false,
            over: false,
        }
    }

    #[test]
    fn a_card_says_when_the_clocks_move_the_race_for_others() {
        let text = |local| shown(&super::card(&card(local, "Cup")));
        let spring = text("2027-04-02T20:00");
        assert!(spring.contains("60 min earlier"), "{spring}");
        let autumn = text("2026-10-30T20:00");
        assert!(autumn.contains("60 min later"), "{autumn}");
        let summer = text("2026-07-03T20:00");
        assert!(
            !summer.contains("earlier") && !summer.contains("later"),
            "{summer}"
        );
    }

    #[test]
    fn a_hostile_name_pings_and_formats_nothing() {
        let hostile = card(
            "2026-07-03T20:00",
            "@everyone **x** <@&5> https://evil.example",
        );
        let reminder = news(&hostile, &RaceNews::Reminder(60)).said();
        for part in ["@everyone", "**x**", "<@&5>", "https://evil"] {
            assert!(!reminder.contains(part), "{reminder}");
        }
        let trouble = RaceNews::Trouble("The pack \u{202e}@everyone is gone.".to_owned());
        let told = news(&hostile, &trouble).said();
        assert!(
            !told.contains("@everyone") && !told.contains('\u{202e}'),
            "{told}"
        );
    }
}
