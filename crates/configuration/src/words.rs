//! The settings that are more than one number: how each is read from what people type.

use crate::session::{self, Kind, Wanted};
use crate::steam::SteamId;
use crate::text::{Text, is_folder, is_password};
use crate::weather::{self, Look};

/// What somebody wants of one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    Name(Text),
    Track {
        track: Text,
        layout: Option<Text>,
    },
    /// Empty: the track has no layouts.
    Layout(Text),
    /// The cars, and how many of each there are to be.
    Cars(Vec<(Text, Option<usize>)>),
    Slots(usize),
    /// None: whoever knows the link may join.
    Password(Option<Text>),
    AdminPassword(Text),
    Session(Kind, Wanted),
    Weather(Vec<Look>),
    /// In °C.
    Air(i64),
    Road(i64),
    /// The lowest and highest speed in km/h.
    Wind(i64, i64),
    /// Minutes after midnight.
    Time(u32),
    Grip(Grip),
    /// Laps or minutes, as the race is long.
    PitWindow(i64, i64),
    Tyres(Vec<Text>),
    Ballast(Vec<(Whose, u32)>),
    Restrictor(Vec<(Whose, u32)>),
    /// One of the settings that are a number.
    Number(&'static crate::settings::Setting, i64),
}

/// For which slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    All,
    Car(Text),
    Driver(SteamId),
}

/// How much the track grips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grip {
    /// One of Content Manager's: start in percent, spread, laps for one percent, share carried over.
    Preset([i64; 4]),
    /// Percent at the start; how it goes on stays as it was.
    Start(i64),
}

/// A setting of this kind.
pub(crate) struct Special {
    pub(crate) word: &'static str,
    pub(crate) label: &'static str,
    /// What it may be, as the rest of "… must be".
    pub(crate) must_be: fn() -> String,
    pub(crate) read: fn(&str) -> Option<Wish>,
}

const GRIPS: [(&str, [i64; 4]); 5] = [
    ("dusty", [86, 1, 30, 50]),
    ("old", [89, 3, 50, 80]),
    ("slow", [96, 1, 300, 80]),
    ("green", [95, 2, 132, 90]),
    ("optimum", [100, 0, 1, 100]),
];
/// The lobby shows no more, in characters.
const LONGEST_SERVER_NAME: usize = 128;
/// Content Manager allows no more slots.
const MOST_SLOTS: usize = 200;
const MOST_CARS: usize = 100;
const FOLDER: &str = "letters, digits, \"_\", \"-\" or \".\"";
const PASSWORD: &str = "up to 30 letters, digits and - _ . ! @ $ * + ? ~ ^";

/// In the order in which they are carried out.
pub(crate) static SPECIALS: [Special; 22] = [
    special(
        "name",
        "Name",
        || format!("a name of at most {LONGEST_SERVER_NAME} characters, without ;"),
        name,
    ),
    special(
        "track",
        "Track",
        || format!("a track's folder, or folder/layout: {FOLDER}"),
        track,
    ),
    special(
        "layout",
        "Layout",
        || format!("the folder of one of the track's layouts, or none: {FOLDER}"),
        layout,
    ),
    special(
        "cars",
        "Cars",
        || {
            format!(
                "folders of cars, separated by commas ({FOLDER}); with numbers if you like: ks_mazda_mx5_cup*12, ks_audi_r8_plus*4"
            )
        },
        cars,
    ),
    special(
        "slots",
        "Slots",
        || format!("a number from 1 to {MOST_SLOTS}"),
        slots,
    ),
    special(
        "password",
        "Password",
        || format!("{PASSWORD}, or none"),
        password,
    ),
    special(
        "admin_password",
        "Admin password",
        || {
            "8 to 30 of the letters, digits and - _ . ! @ $ * + ? ~ ^, because whoever guesses it controls the server".to_owned()
        },
        admin_password,
    ),
    special(
        "booking",
        "Booking",
        || Kind::Booking.must_be().to_owned(),
        |raw| session(Kind::Booking, raw),
    ),
    special(
        "practice",
        "Practice",
        || Kind::Practice.must_be().to_owned(),
        |raw| session(Kind::Practice, raw),
    ),
    special(
        "qualify",
        "Qualifying",
        || Kind::Qualify.must_be().to_owned(),
        |raw| session(Kind::Qualify, raw),
    ),
    special(
        "race",
        "Race",
        || Kind::Race.must_be().to_owned(),
        |raw| session(Kind::Race, raw),
    ),
    special(
        "laps",
        "Laps of the race",
        || "a number from 1 to 999".to_owned(),
        laps,
    ),
    special("weather", "Weather", weather::must_be, |raw| {
        weather::looks(raw).map(Wish::Weather)
    }),
    special(
        "air",
        "Air temperature",
        || "a number from 0 to 36 °C".to_owned(),
        |raw| celsius(raw, 36).map(Wish::Air),
    ),
    special(
        "road",
        "Road temperature",
        || "a number from 0 to 60 °C".to_owned(),
        |raw| celsius(raw, 60).map(Wish::Road),
    ),
    special(
        "wind",
        "Wind",
        || "a speed from 0 to 40 km/h, or a range like 5-15".to_owned(),
        wind,
    ),
    special(
        "time",
        "Time of day",
        || "a time like 14:30".to_owned(),
        |raw| weather::clock(raw).map(Wish::Time),
    ),
    special(
        "grip",
        "Grip",
        || "dusty, old, slow, green, optimum, or a number from 50 to 100 %".to_owned(),
        grip,
    ),
    special(
        "pit_window",
        "Pit window",
        || "two numbers like 5-10 (laps or minutes, as the race is long), or off".to_owned(),
        pit_window,
    ),
    special(
        "tyres",
        "Legal tyres",
        || "short names of tyres, separated by commas: S, M, H".to_owned(),
        tyres,
    ),
    special(
        "ballast",
        "Ballast",
        || {
            "kg from 0 to 300, for all, or for cars and drivers: ks_audi_r8_plus=20, 76561197960287930=15".to_owned()
        },
        |raw| loads(raw, "kg", 300).map(Wish::Ballast),
    ),
    special(
        "restrictor",
        "Restrictor",
        || {
            "percent from 0 to 100, for all, or for cars and drivers: ks_audi_r8_plus=20, 76561197960287930=15".to_owned()
        },
        |raw| loads(raw, "%", 100).map(Wish::Restrictor),
    ),
];

const fn special(
    word: &'static str,
    label: &'static str,
    must_be: fn() -> String,
    read: fn(&str) -> Option<Wish>,
) -> Special {
    Special {
        word,
        label,
        must_be,
        read,
    }
}

fn name(raw: &str) -> Option<Wish> {
    let name = Text::new(raw)?;
    let length = name.as_str().chars().count();
    let fits = (1..=LONGEST_SERVER_NAME).contains(&length) && !name.as_str().contains(';');
    fits.then_some(Wish::Name(name))
}

fn folder(raw: &str) -> Option<Text> {
    let raw = raw.trim();
    is_folder(raw).then(|| Text::new(raw))?
}

fn track(raw: &str) -> Option<Wish> {
    let (track, layout) = match raw.split_once('/') {
        Some((track, layout)) => (track, Some(folder(layout)?)),
        None => (raw, None),
    };
    Some(Wish::Track {
        track: folder(track)?,
        layout,
    })
}

fn layout(raw: &str) -> Option<Wish> {
    match raw.trim() {
        "" | "none" => Some(Wish::Layout(Text::default())),
        raw => folder(raw).map(Wish::Layout),
    }
}

fn cars(raw: &str) -> Option<Wish> {
    let mut cars: Vec<(Text, Option<usize>)> = Vec::new();
    for part in raw.split([',', ';']) {
        let (car, count) = match part.split_once('*') {
            Some((car, count)) => (
                car,
                Some(
                    count
                        .trim()
                        .parse()
                        .ok()
                        .filter(|n| (1..=MOST_SLOTS).contains(n))?,
                ),
            ),
            None => (part, None),
        };
        let car = folder(car)?;
        if cars
            .iter()
            .any(|(known, _)| known.as_str().eq_ignore_ascii_case(car.as_str()))
        {
            return None;
        }
        cars.push((car, count));
    }
    let counted = cars.iter().filter(|(_, count)| count.is_some()).count();
    let total: usize = cars.iter().filter_map(|(_, count)| *count).sum();
    let fits =
        cars.len() <= MOST_CARS && (counted == 0 || counted == cars.len()) && total <= MOST_SLOTS;
    fits.then_some(Wish::Cars(cars))
}

fn slots(raw: &str) -> Option<Wish> {
    let slots = raw.trim().parse().ok()?;
    (1..=MOST_SLOTS)
        .contains(&slots)
        .then_some(Wish::Slots(slots))
}

fn password(raw: &str) -> Option<Wish> {
    match raw.trim() {
        "" | "none" | "off" => Some(Wish::Password(None)),
        raw if is_password(raw) => Some(Wish::Password(Some(Text::new(raw)?))),
        _ => None,
    }
}

fn admin_password(raw: &str) -> Option<Wish> {
    let raw = raw.trim();
    (is_password(raw) && 8 <= raw.len()).then(|| Text::new(raw).map(Wish::AdminPassword))?
}

fn session(kind: Kind, raw: &str) -> Option<Wish> {
    kind.read(raw).map(|wanted| Wish::Session(kind, wanted))
}

fn laps(raw: &str) -> Option<Wish> {
    let raw = raw.trim().to_ascii_lowercase();
    let number = raw.strip_suffix("laps").unwrap_or(&raw);
    session::laps(number).map(|laps| Wish::Session(Kind::Race, Wanted::Lasts(laps)))
}

fn celsius(raw: &str, most: i64) -> Option<i64> {
    let raw = raw
        .trim()
        .trim_end_matches(['C', 'c'])
        .trim_end_matches('°');
    let number = raw.trim().parse().ok()?;
    (0..=most).contains(&number).then_some(number)
}

fn range(raw: &str) -> Option<(i64, i64)> {
    let (low, high) = raw.split_once(['-', '–']).unwrap_or((raw, raw));
    let (low, high) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
    (0 <= low && low <= high).then_some((low, high))
}

fn wind(raw: &str) -> Option<Wish> {
    let raw = raw.trim().trim_end_matches("km/h");
    let (low, high) = range(raw)?;
    (high <= 40).then_some(Wish::Wind(low, high))
}

fn grip(raw: &str) -> Option<Wish> {
    let raw = raw.trim().to_ascii_lowercase();
    if let Some((_, preset)) = GRIPS.iter().find(|(word, _)| *word == raw) {
        return Some(Wish::Grip(Grip::Preset(*preset)));
    }
    let percent = raw.trim_end_matches('%').trim().parse().ok()?;
    (50..=100)
        .contains(&percent)
        .then_some(Wish::Grip(Grip::Start(percent)))
}

fn pit_window(raw: &str) -> Option<Wish> {
    match raw.trim() {
        "off" | "none" | "0" => Some(Wish::PitWindow(0, 0)),
        raw => {
            let (from, to) = range(raw)?;
            (from < to && to <= 999).then_some(Wish::PitWindow(from, to))
        }
    }
}

/// A space in a tyre's name breaks the registration with the lobby.
fn tyres(raw: &str) -> Option<Wish> {
    let tyres: Option<Vec<Text>> = raw
        .split([',', ';'])
        .map(|tyre| {
            let tyre = tyre.trim();
            let fits = (1..=20).contains(&tyre.len())
                && tyre
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"_-.()".contains(&b));
            fits.then(|| Text::new(tyre))?
        })
        .collect();
    tyres.filter(|tyres| tyres.len() <= 30).map(Wish::Tyres)
}

/// `20`, or `car=20, 76561197960287930=15`.
fn loads(raw: &str, unit: &str, most: u32) -> Option<Vec<(Whose, u32)>> {
    let load = |raw: &str| -> Option<u32> {
        let number = raw.trim().trim_end_matches(unit).trim().parse().ok()?;
        (number <= most).then_some(number)
    };
    if !raw.contains('=') {
        return Some(vec![(Whose::All, load(raw)?)]);
    }
    raw.split([',', ';'])
        .map(|part| {
            let (whose, number) = part.split_once('=')?;
            let whose = match whose.trim().parse() {
                Ok(driver) => Whose::Driver(driver),
                Err(_) => Whose::Car(folder(whose)?),
            };
            Some((whose, load(number)?))
        })
        .collect()
}
