//! Weather, temperatures and the time of day.

use crate::document::Document;
use crate::text::{Text, is_folder};

/// Something to see in the sky.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// One of the game's own, or of Custom Shaders Patch.
    Known(&'static Known),
    /// A weather that drivers have installed, by its folder.
    Folder(Text),
}

/// A weather by name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) word: &'static str,
    /// The game's own weather that is this one, or comes closest.
    folder: &'static str,
    /// The type that Custom Shaders Patch knows it by (`WeatherFxType` of AssettoServer).
    kind: i64,
    /// Whether the game has it without the patch.
    pub(crate) stock: bool,
}

const fn stock(word: &'static str, folder: &'static str, kind: i64) -> Known {
    Known {
        word,
        folder,
        kind,
        stock: true,
    }
}

const fn patch(word: &'static str, kind: i64) -> Known {
    Known {
        word,
        folder: "7_heavy_clouds",
        kind,
        stock: false,
    }
}

static KNOWN: [Known; 28] = [
    stock("heavy_fog", "1_heavy_fog", 20),
    stock("light_fog", "2_light_fog", 21),
    stock("clear", "3_clear", 15),
    stock("mid_clear", "4_mid_clear", 16),
    stock("light_clouds", "5_light_clouds", 17),
    stock("mid_clouds", "6_mid_clouds", 18),
    stock("heavy_clouds", "7_heavy_clouds", 19),
    patch("light_thunderstorm", 0),
    patch("thunderstorm", 1),
    patch("heavy_thunderstorm", 2),
    patch("light_drizzle", 3),
    patch("drizzle", 4),
    patch("heavy_drizzle", 5),
    patch("light_rain", 6),
    patch("rain", 7),
    patch("heavy_rain", 8),
    patch("light_snow", 9),
    patch("snow", 10),
    patch("heavy_snow", 11),
    patch("light_sleet", 12),
    patch("sleet", 13),
    patch("heavy_sleet", 14),
    patch("haze", 23),
    patch("sand", 24),
    patch("dust", 25),
    patch("squalls", 26),
    patch("windy", 31),
    patch("hail", 32),
];

/// How many weathers a server may choose from.
const MOST: usize = 10;
/// The hours that the sun's angle reaches.
const DAYLIGHT: std::ops::RangeInclusive<u32> = 8 * 60..=18 * 60;

/// The weathers that somebody means, separated by `,` or `;`.
pub(crate) fn looks(raw: &str) -> Option<Vec<Look>> {
    let looks: Option<Vec<Look>> = raw.split([',', ';']).map(look).collect();
    looks.filter(|looks| (1..=MOST).contains(&looks.len()))
}

fn look(raw: &str) -> Option<Look> {
    let plain = raw.trim().to_ascii_lowercase().replace([' ', '-'], "_");
    let known = KNOWN
        .iter()
        .find(|known| known.word == plain || (known.stock && known.folder == plain));
    if let Some(known) = known {
        return Some(Look::Known(known));
    }
    // The weathers of mods: a typing error would go unnoticed, so they must look like one.
    let mod_like = plain.starts_with("sol_")
        || plain
            .split_once('_')
            .is_some_and(|(n, _)| n.parse::<u8>().is_ok());
    let raw = raw.trim();
    (mod_like && is_folder(raw) && !raw.contains(' ')).then(|| Text::new(raw).map(Look::Folder))?
}

/// What `weather` may be, as the rest of "… must be".
pub(crate) fn must_be() -> String {
    let words: Vec<&str> = KNOWN.iter().map(|known| known.word).collect();
    format!("one or more of {}", words.join(", "))
}

/// `GRAPHICS`: `<folder>`, or `<folder>_type=<n>[_time=<s>][_mult=<f>][_start=<unix>]`, by which
/// Content Manager speaks to Custom Shaders Patch.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Graphics {
    folder: String,
    /// The type, and what follows it.
    patch: Option<(i64, Vec<(String, String)>)>,
}

impl Graphics {
    fn parse(raw: &str) -> Self {
        let plain = || Self {
            folder: raw.to_owned(),
            patch: None,
        };
        let Some((folder, rest)) = raw.split_once("_type=") else {
            return plain();
        };
        let mut parts = rest.split('_');
        let Some(kind) = parts.next().and_then(|kind| kind.parse().ok()) else {
            return plain();
        };
        let more = parts.filter_map(|part| part.split_once('='));
        Self {
            folder: folder.to_owned(),
            patch: Some((
                kind,
                more.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
            )),
        }
    }

    fn print(&self) -> Text {
        let mut out = self.folder.clone();
        if let Some((kind, more)) = &self.patch {
            out += &format!("_type={kind}");
            for (key, value) in more {
                out += &format!("_{key}={value}");
            }
        }
        Text::new(&out).unwrap_or_default()
    }

    /// Seconds after midnight, where the weather has a clock of its own.
    fn time(&self) -> Option<u32> {
        let (_, more) = self.patch.as_ref()?;
        let (_, value) = more.iter().find(|(key, _)| key == "time")?;
        value.parse().ok()
    }

    fn set_time(&mut self, seconds: u32) {
        let Some((_, more)) = &mut self.patch else {
            return;
        };
        // A fixed start would say another time.
        more.retain(|(key, _)| key != "time" && key != "start");
        more.insert(0, ("time".to_owned(), seconds.to_string()));
    }

    fn take(&mut self, look: &Look) {
        match look {
            Look::Folder(folder) => {
                self.folder = folder.to_string();
                if let Some((kind, _)) = &mut self.patch {
                    *kind = -1;
                }
            }
            Look::Known(known) => {
                self.folder = known.folder.to_owned();
                match &mut self.patch {
                    Some((kind, _)) => *kind = known.kind,
                    None if known.stock => {}
                    None => self.patch = Some((known.kind, Vec::new())),
                }
            }
        }
    }

    fn show(&self) -> String {
        let known = KNOWN.iter().find(|known| match self.patch {
            Some((kind, _)) if 0 <= kind => known.kind == kind,
            _ => known.stock && known.folder == self.folder,
        });
        known.map_or_else(|| self.folder.clone(), |known| known.word.replace('_', " "))
    }
}

/// What people call the weather of this `GRAPHICS`: `rain` for `7_heavy_clouds_type=7_time=50400`.
#[must_use]
pub fn weather_name(graphics: &str) -> String {
    Graphics::parse(graphics).show()
}

/// `WEATHER_0`, `WEATHER_1` and so on, up to the first that is missing.
pub(crate) fn sections(document: &Document) -> Vec<String> {
    (0..)
        .map(|number| format!("WEATHER_{number}"))
        .take_while(|section| document.has(section))
        .collect()
}

fn graphics(document: &Document, section: &str) -> Graphics {
    Graphics::parse(&document.get(section, "GRAPHICS").unwrap_or_default())
}

fn set_graphics(document: &mut Document, section: &str, graphics: &Graphics) {
    document.set(section, "GRAPHICS", &graphics.print());
    // Content Manager's own note of the folder.
    if document.get(section, "__CM_GRAPHICS").is_some() {
        let folder = Text::new(&graphics.folder).unwrap_or_default();
        document.set(section, "__CM_GRAPHICS", &folder);
    }
}

/// Makes sure that there is a weather.
fn first(document: &mut Document) -> String {
    let first = "WEATHER_0".to_owned();
    if !document.has(&first) {
        for (key, value) in [
            ("BASE_TEMPERATURE_AMBIENT", 22),
            ("BASE_TEMPERATURE_ROAD", 7),
            ("VARIATION_AMBIENT", 2),
            ("VARIATION_ROAD", 2),
        ] {
            document.set(&first, key, &value.into());
        }
        let clear = Text::new("3_clear").unwrap_or_default();
        document.set(&first, "GRAPHICS", &clear);
    }
    first
}

/// Gives the server these weathers and no others; temperatures and winds stay.
pub(crate) fn set_looks(document: &mut Document, looks: &[Look]) {
    let model = first(document);
    let template: Vec<(String, String)> = document
        .pairs()
        .into_iter()
        .filter(|(section, ..)| *section == model)
        .map(|(_, key, value)| (key.to_owned(), value))
        .collect();
    for surplus in sections(document).into_iter().skip(looks.len()) {
        document.remove_section(&surplus);
    }
    for (number, look) in looks.iter().enumerate() {
        let section = format!("WEATHER_{number}");
        if !document.has(&section) {
            for (key, value) in &template {
                document.set(&section, key, &Text::new(value).unwrap_or_default());
            }
        }
        let mut graphics = graphics(document, &section);
        graphics.take(look);
        set_graphics(document, &section, &graphics);
    }
}

/// Sets one number of every weather.
pub(crate) fn set_number(document: &mut Document, key: &str, number: i64) {
    first(document);
    for section in sections(document) {
        document.set(&section, key, &number.into());
    }
}

/// The road's temperature as people say it. The file has how much warmer than the air it is.
pub(crate) fn set_road(document: &mut Document, celsius: i64) {
    first(document);
    for section in sections(document) {
        let air = document
            .number(&section, "BASE_TEMPERATURE_AMBIENT")
            .unwrap_or(0);
        let warmer = celsius.saturating_sub(air);
        document.set(&section, "BASE_TEMPERATURE_ROAD", &warmer.into());
    }
}

/// Minutes after midnight, from `14:30`, `14.30`, `8pm` or `20`.
pub(crate) fn clock(raw: &str) -> Option<u32> {
    let raw: String = raw
        .to_ascii_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let (digits, later) = match (raw.strip_suffix("pm"), raw.strip_suffix("am")) {
        (Some(digits), _) => (digits, Some(12)),
        (_, Some(digits)) => (digits, Some(0)),
        _ => (raw.as_str(), None),
    };
    let (hour, minute) = digits.split_once([':', '.', 'h']).unwrap_or((digits, "0"));
    let minute = if minute.is_empty() { "0" } else { minute };
    let (hour, minute): (u32, u32) = (number(hour)?, number(minute)?);
    let hour = match later {
        None => hour,
        Some(later) if (1..=12).contains(&hour) => hour % 12 + later,
        Some(_) => return None,
    };
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

fn number(raw: &str) -> Option<u32> {
    let short = raw.len() <= 2 && raw.bytes().all(|b| b.is_ascii_digit());
    short.then(|| raw.parse().ok())?
}

/// Sets the time of day, in minutes after midnight. `false`: the sun's angle does not reach it, and
/// no weather has a clock of its own.
pub(crate) fn set_time(document: &mut Document, minutes: u32) -> bool {
    let patched: Vec<(String, Graphics)> = sections(document)
        .into_iter()
        .map(|section| (section.clone(), graphics(document, &section)))
        .filter(|(_, graphics)| graphics.patch.is_some())
        .collect();
    let daylight = DAYLIGHT.contains(&minutes);
    if patched.is_empty() && !daylight {
        return false;
    }
    for (section, mut graphics) in patched {
        if graphics.time().is_some() || !daylight {
            graphics.set_time(minutes * 60);
            set_graphics(document, &section, &graphics);
        }
    }
    if daylight {
        document.set("SERVER", "SUN_ANGLE", &sun_angle(minutes).into());
    }
    true
}

/// 16 degrees an hour from 13:00, in whole ones.
fn sun_angle(minutes: u32) -> i64 {
    let from_one = (i64::from(minutes) - 13 * 60) * 16;
    // Rounded, on both sides of 13:00.
    (from_one + 30 * from_one.signum()) / 60
}

/// The time of day that a file names.
pub(crate) fn show_time(document: &Document) -> Option<String> {
    let own = sections(document)
        .first()
        .and_then(|section| graphics(document, section).time());
    let minutes = match own {
        Some(seconds) => i64::from(seconds / 60),
        None => {
            let angle = document.number("SERVER", "SUN_ANGLE")?;
            13 * 60 + angle.clamp(-10_000, 10_000) * 60 / 16
        }
    };
    let minutes = minutes.rem_euclid(24 * 60);
    Some(format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

/// The weathers that a file names.
pub(crate) fn show_looks(document: &Document) -> String {
    let shown = sections(document)
        .into_iter()
        .map(|section| graphics(document, &section).show());
    shown.collect::<Vec<_>>().join(", ")
}

/// One number of every weather, or all of them where they differ.
pub(crate) fn show_number(
    document: &Document,
    of: impl Fn(&Document, &str) -> Option<i64>,
    unit: &str,
) -> String {
    let mut numbers: Vec<i64> = sections(document)
        .iter()
        .filter_map(|section| of(document, section))
        .collect();
    numbers.dedup();
    let shown: Vec<String> = numbers
        .iter()
        .map(|number| format!("{number}{unit}"))
        .collect();
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_read_as_people_write_it() {
        for (raw, minutes) in [
            ("14:30", Some(870)),
            ("14.30", Some(870)),
            ("14h30", Some(870)),
            ("20h", Some(1200)),
            ("8pm", Some(1200)),
            ("8:15 PM", Some(1215)),
            ("12am", Some(0)),
            ("12pm", Some(720)),
            ("0", Some(0)),
            ("24:00", None),
            ("13pm", None),
            ("0am", None),
            ("12:60", None),
            ("+1:00", None),
            ("noon", None),
            ("", None),
        ] {
            assert_eq!(clock(raw), minutes, "{raw:?}");
        }
    }

    #[test]
    fn the_sun_stands_where_the_clock_says() {
        for (minutes, angle, shown) in [
            (480, -80, "08:00"),
            (780, 0, "13:00"),
            (1080, 80, "18:00"),
            (870, 24, "14:30"),
        ] {
            let mut ini = Document::parse(b"[WEATHER_0]\nGRAPHICS=3_clear\n");
            assert!(set_time(&mut ini, minutes));
            assert_eq!(ini.number("SERVER", "SUN_ANGLE"), Some(angle));
            assert_eq!(show_time(&ini).as_deref(), Some(shown));
        }
        let mut ini = Document::parse(b"[WEATHER_0]\nGRAPHICS=3_clear\n");
        assert!(!set_time(&mut ini, 22 * 60));
    }

    #[test]
    fn a_weather_with_a_clock_of_its_own_can_be_driven_at_night() {
        let mut ini = Document::parse(b"[WEATHER_0]\nGRAPHICS=sol_01_clear_type=15_time=50400_mult=1.0_start=1573\n__CM_GRAPHICS=sol_01_clear\n");
        assert!(set_time(&mut ini, 22 * 60));
        assert_eq!(show_time(&ini).as_deref(), Some("22:00"));
        set_looks(&mut ini, &looks("rain").expect("a weather"));
        assert_eq!(show_looks(&ini), "rain");
        insta::assert_snapshot!(String::from_utf8(ini.print()).expect("UTF-8"), @"
        [WEATHER_0]
        GRAPHICS=7_heavy_clouds_type=7_time=79200_mult=1.0
        __CM_GRAPHICS=7_heavy_clouds
        ");
    }

    #[test]
    fn weathers_are_named_as_in_the_game_or_as_people_say() {
        for (raw, shown) in [
            ("clear", "clear"),
            ("3_clear", "clear"),
            ("Heavy Clouds", "heavy clouds"),
            ("clear, light rain", "clear, light rain"),
            ("sol_42_stormy", "sol_42_stormy"),
        ] {
            let mut ini = Document::parse(b"[WEATHER_0]\nGRAPHICS=7_heavy_clouds\n[WEATHER_1]\nGRAPHICS=1_heavy_fog\n[WEATHER_2]\n");
            set_looks(&mut ini, &looks(raw).expect("a weather"));
            assert_eq!(show_looks(&ini), shown);
        }
        for raw in [
            "",
            "claer",
            "clear,,rain",
            "../x",
            "9_a/../b",
            "3_clear_type=9;DROP",
        ] {
            assert!(looks(raw).is_none(), "{raw:?}");
        }
    }
}
