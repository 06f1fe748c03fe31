//! What is worth a warning in a pack that can be launched.

use std::collections::BTreeSet;

use super::super::config::assetto::ExtraSettings;
use super::super::config::{AdminPassword, ServerSettings};
use super::super::{Pack, Protocol, SessionKind, SessionLength};
use super::{Door, Lobby, PortUse, Warning};

/// The most characters of a name that the public lobby shows.
const LOBBY_NAME: usize = 128;
/// From about this length of `CARS` on the lobby answers 404 (AssettoServer's
/// `KunosLobbyRegistration` warns of it).
const LOBBY_CARS: usize = 1200;

/// What was read of a pack beyond what it says of itself.
pub(in super::super) struct Seen<'a> {
    pub(in super::super) pack: &'a Pack,
    pub(in super::super) settings: &'a ServerSettings,
    /// AssettoServer's, if it is one's pack.
    pub(in super::super) extra: Option<&'a ExtraSettings>,
    /// Whether the server runs without ports of its own beside the game's.
    pub(in super::super) cleans: bool,
}

/// Everything that its settings alone say.
pub(in super::super) fn of(seen: &Seen<'_>) -> Vec<Warning> {
    let Seen {
        pack,
        settings,
        extra,
        ..
    } = seen;
    let mut warnings = Vec::new();
    // AssettoServer does not read CARS.
    if extra.is_none() {
        warnings.extend(cars_not_listed(pack));
    }
    warnings.extend(without_model(pack));
    if pack.entries < usize::from(pack.slots) && !settings.is_booked() {
        warnings.push(Warning::FewerEntries {
            entries: pack.entries,
            slots: pack.slots,
        });
    }
    if !settings.pickup && settings.locked && settings.reversed_grid && has(pack, SessionKind::Race)
    {
        warnings.push(Warning::ReverseGridCrash);
    }
    warnings.extend(collisions(seen));
    warnings.extend(sessions(pack));
    warnings.extend(door(seen).map(|door| Warning::AdminDoor { door }));
    if pack.lobby {
        let refusals = lobby(seen);
        warnings.extend(
            refusals
                .into_iter()
                .map(|why| Warning::LobbyRefuses { why }),
        );
    }
    warnings
}

fn has(pack: &Pack, kind: SessionKind) -> bool {
    pack.sessions.iter().any(|session| session.kind == kind)
}

fn cars_not_listed(pack: &Pack) -> Option<Warning> {
    let known: BTreeSet<String> = pack
        .cars
        .iter()
        .map(|car| car.to_ascii_lowercase())
        .collect();
    let is_stranger =
        |model: &str| !model.is_empty() && !known.contains(&model.to_ascii_lowercase());
    let strangers = pack
        .entry_list
        .iter()
        .filter(|entry| is_stranger(&entry.model));
    let models: Vec<&str> = strangers.map(|entry| entry.model.as_str()).collect();
    let mut seen = BTreeSet::new();
    let cars = models
        .iter()
        .filter(|model| seen.insert(model.to_ascii_lowercase()));
    let cars: Vec<String> = cars.map(|model| (*model).to_owned()).collect();
    (!cars.is_empty()).then_some(Warning::CarsNotListed {
        cars,
        entries: models.len(),
    })
}

fn without_model(pack: &Pack) -> Option<Warning> {
    let numbered = pack.entry_list.iter().enumerate();
    let numbers: Vec<usize> = numbered
        .filter(|(_, entry)| entry.model.is_empty())
        .map(|(number, _)| number)
        .collect();
    (!numbers.is_empty()).then_some(Warning::CarsWithoutModel { numbers })
}

/// UDP and TCP on one number are two different ports; two listeners of one sort are not.
fn collisions(seen: &Seen<'_>) -> Vec<Warning> {
    let ports = seen.pack.ports;
    let mut listeners = vec![
        (Protocol::Tcp, PortUse::Tcp, ports.tcp),
        (Protocol::Tcp, PortUse::Http, ports.http),
        (Protocol::Udp, PortUse::Udp, ports.udp),
    ];
    listeners.extend(
        ports
            .wrapper
            .map(|port| (Protocol::Tcp, PortUse::Wrapper, port)),
    );
    if !seen.cleans {
        let plugin = seen.pack.plugin.local_port;
        listeners.extend(plugin.map(|port| (Protocol::Udp, PortUse::PlugIn, port)));
        let rcon = seen.extra.and_then(|extra| extra.rcon);
        listeners.extend(rcon.map(|port| (Protocol::Tcp, PortUse::Rcon, port)));
    }
    let mut warnings = Vec::new();
    for (index, (protocol, first, port)) in listeners.iter().enumerate() {
        let rest = listeners[index + 1..].iter();
        for (_, second, _) in rest.filter(|(other, _, at)| (other, at) == (protocol, port)) {
            warnings.push(Warning::PortsCollide {
                uses: [*first, *second],
                port: *port,
            });
        }
    }
    warnings
}

fn sessions(pack: &Pack) -> Option<Warning> {
    let is_empty = |length: SessionLength| {
        matches!(length, SessionLength::Minutes(0) | SessionLength::Laps(0))
    };
    let empty = pack
        .sessions
        .iter()
        .filter(|session| is_empty(session.length));
    let sessions: Vec<String> = empty.map(|session| session.name.clone()).collect();
    let endless = |length| length == SessionLength::Unlimited;
    if pack.sessions.is_empty() {
        Some(Warning::NoSessions)
    } else if !sessions.is_empty() {
        Some(Warning::EmptySessions { sessions })
    } else if !pack.loops && !pack.sessions.iter().any(|it| endless(it.length)) {
        Some(Warning::EndsAfterLast)
    } else {
        None
    }
}

/// AssettoServer has no admin where there is no password; acServer takes everybody for one.
fn door(seen: &Seen<'_>) -> Option<Door> {
    let rcon = seen.extra.is_some_and(|extra| extra.rcon.is_some()) && !seen.cleans;
    match (seen.settings.admin, seen.extra) {
        (AdminPassword::Weak, _) if rcon => Some(Door::GuessableRcon),
        (AdminPassword::Weak, _) => Some(Door::Guessable),
        (AdminPassword::None, None) if seen.settings.password => Some(Door::OpenBehindPassword),
        (AdminPassword::None, None) => Some(Door::Open),
        (_, Some(extra)) if extra.unsafe_admins => Some(Door::Claimed),
        _ => None,
    }
}

fn lobby(seen: &Seen<'_>) -> Vec<Lobby> {
    let settings = seen.settings;
    let mut refusals = Vec::new();
    if LOBBY_NAME < settings.name_length {
        refusals.push(Lobby::Name(settings.name_length));
    }
    if LOBBY_CARS < settings.cars_length {
        refusals.push(Lobby::Cars(settings.cars_length));
    }
    if settings.tyres_with_space {
        refusals.push(Lobby::Tyres);
    }
    refusals
}
