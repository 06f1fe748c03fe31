//! From a change and a pack's files to the files that would run.

use crate::change::Change;
use crate::checks::{cars_of, check, number};
use crate::content::Content;
use crate::difference::{Difference, differences};
use crate::document::Document;
use crate::entry_list::{self, Slot};
use crate::grid;
use crate::notice::Notice;
use crate::reason::{Reason, Reasons};
use crate::session::Wanted;
use crate::text::Text;
use crate::weather;
use crate::words::{Grip, Wish};
use crate::{Files, weather::Look};

/// What a change makes of a pack's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What would run.
    pub files: Files,
    /// What is different, in the order of the settings; empty if everything was so already.
    pub differences: Vec<Difference>,
    /// What to look at, although it would run.
    pub notices: Vec<Notice>,
}

impl Change {
    /// Makes the change. `content` is what the server has files of; empty if its pack brings none,
    /// as with checksums off.
    ///
    /// # Errors
    /// [`Reasons`]: everything that stands against it. What was wrong with the files before and is
    /// no worse afterwards is none of them.
    pub fn apply(&self, files: &Files, content: &Content) -> Result<Changed, Reasons> {
        let mut edit = Edit {
            files: files.clone(),
            slots: entry_list::slots(&files.entry_list),
            content,
            reasons: Vec::new(),
            notices: Vec::new(),
        };
        for wish in &self.wishes {
            edit.carry_out(wish);
        }
        edit.bear_ballast(self.wishes.iter().find_map(|wish| match wish {
            Wish::Number(setting, number) if setting.word == "max_ballast" => Some(*number),
            _ => None,
        }));
        let counted = self.wishes.iter().find_map(counted_cars);
        let asked = self.wishes.iter().find_map(|wish| match wish {
            Wish::Slots(slots) => Some(*slots),
            _ => None,
        });
        if let (Some(cars), Some(slots)) = (counted, asked)
            && cars != slots
        {
            edit.reasons.push(Reason::CarsAndSlots { cars, slots });
        }
        edit.finish(files)
    }
}

/// How many cars a list with numbers adds up to.
fn counted_cars(wish: &Wish) -> Option<usize> {
    let Wish::Cars(cars) = wish else {
        return None;
    };
    cars.iter().map(|(_, count)| *count).sum()
}

struct Edit<'a> {
    files: Files,
    slots: Vec<Slot>,
    content: &'a Content,
    reasons: Vec<Reason>,
    notices: Vec<Notice>,
}

impl Edit<'_> {
    fn carry_out(&mut self, wish: &Wish) {
        match wish {
            Wish::Name(name) => self.set_name(name),
            Wish::Track { track, layout } => self.set_track(track, layout.as_ref()),
            Wish::Layout(layout) => {
                self.cfg().set("SERVER", "CONFIG_TRACK", layout);
                self.look_at_layout();
            }
            Wish::Cars(cars) => self.set_cars(cars),
            Wish::Slots(slots) => self.set_slots(*slots),
            Wish::Password(password) => {
                let password = password.clone().unwrap_or_default();
                if self.get("PASSWORD") != password.as_str() {
                    self.notices.push(Notice::NewLink);
                }
                self.set("PASSWORD", &password);
            }
            Wish::AdminPassword(password) => self.set("ADMIN_PASSWORD", password),
            Wish::Session(kind, wanted) => {
                if !kind.apply(self.cfg(), *wanted) && *wanted == Wanted::On {
                    self.reasons
                        .push(Reason::LengthUnknown { word: kind.word() });
                }
            }
            Wish::Tyres(tyres) => {
                let list: Vec<&str> = tyres.iter().map(Text::as_str).collect();
                self.set(
                    "LEGAL_TYRES",
                    &Text::new(&list.join(";")).unwrap_or_default(),
                );
                self.notices.retain(|notice| *notice != Notice::LegalTyres);
            }
            Wish::PitWindow(from, to) => {
                self.set("RACE_PIT_WINDOW_START", &(*from).into());
                self.set("RACE_PIT_WINDOW_END", &(*to).into());
            }
            Wish::Grip(grip) => self.set_grip(*grip),
            Wish::Number(setting, number) => {
                for section in setting.places(&self.files.server_cfg) {
                    self.cfg().set(section, setting.key, &(*number).into());
                }
            }
            Wish::Ballast(loads) => {
                let reasons =
                    grid::load(&mut self.slots, loads, "ballast", |slot| &mut slot.ballast);
                self.reasons.extend(reasons);
            }
            Wish::Restrictor(loads) => {
                let reasons = grid::load(&mut self.slots, loads, "restrictor", |slot| {
                    &mut slot.restrictor
                });
                self.reasons.extend(reasons);
            }
            Wish::Weather(_) | Wish::Air(_) | Wish::Road(_) | Wish::Wind(..) | Wish::Time(_) => {
                self.set_conditions(wish);
            }
        }
    }

    fn set_conditions(&mut self, wish: &Wish) {
        match wish {
            Wish::Weather(looks) => {
                weather::set_looks(self.cfg(), looks);
                let patched = looks.iter().filter_map(|look| match look {
                    Look::Known(known) if !known.stock => Some(Notice::NeedsPatch {
                        weather: known.word,
                    }),
                    _ => None,
                });
                self.notices.extend(patched);
            }
            Wish::Air(celsius) => {
                weather::set_number(self.cfg(), "BASE_TEMPERATURE_AMBIENT", *celsius)
            }
            Wish::Road(celsius) => weather::set_road(self.cfg(), *celsius),
            Wish::Wind(low, high) => {
                weather::set_number(self.cfg(), "WIND_BASE_SPEED_MIN", *low);
                weather::set_number(self.cfg(), "WIND_BASE_SPEED_MAX", *high);
            }
            Wish::Time(minutes) => {
                let reached = weather::set_time(self.cfg(), *minutes);
                self.reasons.extend((!reached).then_some(Reason::SunDown));
            }
            _ => {}
        }
    }

    fn cfg(&mut self) -> &mut Document {
        &mut self.files.server_cfg
    }

    fn get(&self, key: &str) -> String {
        self.files.server_cfg.get("SERVER", key).unwrap_or_default()
    }

    fn set(&mut self, key: &str, value: &Text) {
        self.cfg().set("SERVER", key, value);
    }

    /// Content Manager appends ` ℹ<port>` for its own clients, by which they find the wrapper.
    fn set_name(&mut self, name: &Text) {
        let before = self.get("NAME");
        let suffix = before.rsplit_once(" ℹ").map(|(_, port)| port);
        let name = match suffix.filter(|port| port.parse::<u16>().is_ok()) {
            Some(port) => Text::new(&format!("{name} ℹ{port}")).unwrap_or_else(|| name.clone()),
            None => name.clone(),
        };
        self.set("NAME", &name);
    }

    fn set_track(&mut self, track: &Text, layout: Option<&Text>) {
        let before = self.get("TRACK").replace('\\', "/");
        let (prefix, former) = match before.rfind("/../") {
            Some(at) => before.split_at(at + "/../".len()),
            None => ("", before.as_str()),
        };
        let known = self
            .content
            .tracks
            .get(&track.as_str().to_ascii_lowercase());
        // On Linux case matters: as the folder is written.
        let written = known.map_or(track.as_str(), |(written, _)| written);
        if !former.eq_ignore_ascii_case(written) {
            self.notices.push(Notice::PitBoxes { slots: 0 });
            if known.is_none() && !self.content.tracks.is_empty() {
                self.notices.push(Notice::TrackUnknown {
                    track: written.to_owned(),
                });
            }
            if self.content.links {
                self.notices.push(Notice::LinksOfThePack);
            }
        }
        let same = former.eq_ignore_ascii_case(written) && layout.is_none();
        let value = Text::new(&format!("{prefix}{written}")).unwrap_or_default();
        self.set("TRACK", &value);
        if !same {
            self.set("CONFIG_TRACK", &layout.cloned().unwrap_or_default());
            self.look_at_layout();
        }
    }

    fn look_at_layout(&mut self) {
        self.notices
            .retain(|notice| !matches!(notice, Notice::Layout { .. }));
        let track = self
            .get("TRACK")
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        let layout = self.get("CONFIG_TRACK");
        let Some((_, known)) = self.content.tracks.get(&track) else {
            return;
        };
        if !known.is_empty()
            && !known
                .iter()
                .any(|known| known.eq_ignore_ascii_case(&layout))
        {
            self.notices.push(Notice::Layout {
                known: known.iter().cloned().collect(),
            });
        }
    }

    fn set_cars(&mut self, cars: &[(Text, Option<usize>)]) {
        let before = cars_of(&self.files);
        let written: Vec<(Text, Option<usize>)> = cars
            .iter()
            .map(|(car, count)| (self.as_written(car, &before), *count))
            .collect();
        let list: Vec<&str> = written.iter().map(|(car, _)| car.as_str()).collect();
        self.set("CARS", &Text::new(&list.join(";")).unwrap_or_default());
        if let Err(reason) = grid::change_cars(&mut self.slots, &written) {
            self.reasons.push(reason);
        }
        if written.iter().any(|(_, count)| count.is_some()) {
            self.set_max_clients();
        }
        let new: Vec<&Text> = written
            .iter()
            .map(|(car, _)| car)
            .filter(|car| !before.iter().any(|known| grid::same(known, car)))
            .collect();
        let unknown = new.iter().filter(|car| {
            !self
                .content
                .cars
                .contains_key(&car.as_str().to_ascii_lowercase())
        });
        let unknown: Vec<Notice> = unknown
            .map(|car| Notice::CarUnknown {
                car: car.to_string(),
            })
            .collect();
        if !self.content.cars.is_empty() {
            self.notices.extend(unknown);
        }
        if !new.is_empty() && !self.get("LEGAL_TYRES").is_empty() {
            self.notices.push(Notice::LegalTyres);
        }
    }

    /// A car's folder with the case that it has on the server's disk.
    fn as_written(&self, car: &Text, before: &[Text]) -> Text {
        let known = self.content.cars.get(&car.as_str().to_ascii_lowercase());
        let known = known.and_then(|written| Text::new(written));
        known
            .or_else(|| before.iter().find(|known| grid::same(known, car)).cloned())
            .unwrap_or_else(|| car.clone())
    }

    fn set_slots(&mut self, slots: usize) {
        let cars: Vec<(Text, Option<usize>)> = cars_of(&self.files)
            .into_iter()
            .map(|car| (car, None))
            .collect();
        if self.slots.len() < slots {
            self.notices.push(Notice::PitBoxes { slots });
        }
        match grid::resize(&mut self.slots, slots, &cars) {
            Ok(()) => self.set_max_clients(),
            Err(reason) => self.reasons.push(reason),
        }
    }

    /// As many as the entry list has: more could not be joined, fewer would turn drivers away.
    fn set_max_clients(&mut self) {
        let slots = i64::try_from(self.slots.len()).unwrap_or(i64::MAX);
        self.set("MAX_CLIENTS", &slots.into());
    }

    fn set_grip(&mut self, grip: Grip) {
        const KEYS: [&str; 4] = [
            "SESSION_START",
            "RANDOMNESS",
            "LAP_GAIN",
            "SESSION_TRANSFER",
        ];
        // Without the section grip is full and stays so.
        let values = match grip {
            Grip::Preset(values) => values.to_vec(),
            Grip::Start(start) if self.files.server_cfg.has("DYNAMIC_TRACK") => vec![start],
            Grip::Start(start) => vec![start, 1, 100, 80],
        };
        for (key, value) in KEYS.into_iter().zip(values) {
            self.cfg().set("DYNAMIC_TRACK", key, &value.into());
        }
    }

    /// A server does not start if a car carries more than the most.
    fn bear_ballast(&mut self, asked: Option<i64>) {
        let most = self
            .slots
            .iter()
            .map(|slot| slot.ballast)
            .max()
            .unwrap_or(0);
        let allowed = number(&self.files, "max_ballast").unwrap_or(0);
        if i64::from(most) <= allowed {
            return;
        }
        match asked {
            Some(asked) => self.reasons.push(Reason::BallastOverMost {
                ballast: most,
                most: asked,
            }),
            None => {
                self.set("MAX_BALLAST_KG", &i64::from(most).into());
                self.notices.push(Notice::MaxBallastRaised { to: most });
            }
        }
    }

    fn finish(mut self, before: &Files) -> Result<Changed, Reasons> {
        if self.slots != entry_list::slots(&before.entry_list) {
            entry_list::write_slots(&mut self.files.entry_list, &self.slots);
        }
        let already = check(before);
        let new = check(&self.files)
            .into_iter()
            .filter(|reason| !already.contains(reason));
        for reason in new {
            // Said already, in better words.
            let said = matches!(reason, Reason::EmptySession { .. })
                && self
                    .reasons
                    .iter()
                    .any(|reason| matches!(reason, Reason::LengthUnknown { .. }));
            if !said {
                self.reasons.push(reason);
            }
        }
        Reasons::none_or(self.reasons)?;
        self.notices.dedup();
        for notice in &mut self.notices {
            if let Notice::PitBoxes { slots } = notice {
                *slots = self.slots.len();
            }
        }
        self.notices.dedup();
        Ok(Changed {
            differences: differences(before, &self.files),
            files: self.files,
            notices: self.notices,
        })
    }
}
