//! Planning nights, changing them, calling them off.

use configuration::{Change, Link, Notice, Slot};
use domain::ids::{ChannelId, GuildId, RoleId};
use domain::policy::{Action, Actor};
use domain::server::PackLocation;
use jiff::Timestamp;
use race::{
    Guests, HandicapWords, Night, NightId, Pack, Plan, Preset, PresetRefused, SignUp, Snowflake,
    Start, Step, Timing, league_name, when,
};
use race_service::RaceError;

use super::evening::league;
use super::pack::Tried;
use super::{RaceFault, Result, Service, ServiceError};

/// A name has to fit into titles and lists.
const LONGEST_NAME: usize = 60;
/// A night that nobody gave a length takes so many minutes.
pub(crate) const USUAL_LENGTH: u32 = 90;
/// A league's first server takes about so many minutes to start.
const FIRST_BOOT: u32 = 5;
/// How often an edit is tried anew because somebody else changed what the night races meanwhile.
const EDITS: u32 = 5;

/// A preset that was saved.
#[derive(Debug, Clone)]
pub struct SavedPreset {
    /// What is different from a pack.
    pub change: Change,
    /// The one of that name before, as far as it can be read.
    pub former: Option<Preset>,
}

/// What a night is planned from.
#[derive(Debug, Clone)]
pub struct NewRace {
    /// What makes the request unique: asked twice with the same number, there is one night.
    pub request: Snowflake,
    /// Its name.
    pub name: String,
    /// When, as people write it.
    pub when: String,
    /// Whether it comes every week, also where [`Self::when`] does not say so.
    pub weekly: bool,
    /// What is raced.
    pub pack: PackLocation,
    /// What is different from the pack: `laps=12 weather=rain`.
    pub settings: Option<String>,
    /// A preset, below [`Self::settings`].
    pub preset: Option<String>,
    /// How long all sessions take together, in minutes.
    pub length: Option<u32>,
    /// Where its card stands.
    pub channel: ChannelId,
    /// Whom announcement and reminders ping.
    pub role: Option<RoleId>,
    /// Whether there is a list to sign up on.
    pub sign_up: bool,
    /// Whether those who did not sign up may take what is free.
    pub guests: bool,
    /// How many minutes before the start sign-up closes.
    pub closes: Option<u32>,
    /// When drivers are reminded before the start, as people write it: `1d 60 15`.
    pub reminders: Option<String>,
    /// What drivers carry by the standings.
    pub handicap: HandicapWords,
    /// The address of the league's own page with what its drivers need.
    pub downloads: Option<String>,
    /// Whether its card has a thread; nothing: as the Discord server's settings say.
    pub thread: Option<bool>,
    /// Whether an organiser lets each driver in.
    pub approval: bool,
    /// How many slots are kept for drivers of the waiting list.
    pub reserves: u32,
    /// How many may start for one team; nothing: any number.
    pub per_team: Option<u32>,
}

/// What is to be different about a night; nothing: it stays.
#[derive(Debug, Clone, Default)]
pub struct RaceEdit {
    /// Its name.
    pub name: Option<String>,
    /// When.
    pub when: Option<String>,
    /// How long, in minutes.
    pub length: Option<u32>,
    /// Whom to ping.
    pub role: Option<RoleId>,
    /// What is raced otherwise, on top of what was said before.
    pub settings: Option<String>,
    /// When drivers are reminded, as people write it.
    pub reminders: Option<String>,
    /// What drivers carry by the standings.
    pub handicap: HandicapWords,
}

/// A night as it was planned or changed, and what its organiser should look at.
#[derive(Debug)]
pub struct Planned {
    /// The night.
    pub night: Night,
    /// What of the change would run and may not be meant.
    pub notices: Vec<Notice>,
    /// What would keep its server from starting today.
    pub stands_against: Option<ServiceError>,
    /// How many minutes a server takes to start, if it cannot be there in time.
    pub too_soon: Option<u32>,
}

/// Why an edit was not written.
enum Unwritten {
    /// The change that was tried is not the one that would be raced.
    Outdated,
    /// The night's rules.
    Refused(Box<ServiceError>),
}

impl<E: Into<ServiceError>> From<E> for Unwritten {
    fn from(error: E) -> Self {
        Self::Refused(Box::new(error.into()))
    }
}

impl RaceEdit {
    fn asks_nothing(&self) -> bool {
        self.name.is_none()
            && self.when.is_none()
            && self.length.is_none()
            && self.role.is_none()
            && self.reminders.is_none()
            && !self.handicap.asks()
            && self.settings.is_none()
    }

    fn concerns_start(&self) -> bool {
        self.when.is_some() || self.settings.is_some()
    }

    fn comes_too_late(&self) -> ServiceError {
        let settings = self.settings.is_some();
        RaceFault::HasStarted { settings }.into()
    }

    /// The night with all that is to be different, but for what the changed pack says.
    fn of(&self, night: &Night, now: Timestamp) -> Result<Night> {
        if night.has_begun(Step::StartServer) && self.concerns_start() {
            return Err(self.comes_too_late());
        }
        let mut edited = night.clone();
        if self.concerns_start() {
            edited.try_anew(Step::StartServer);
        }
        if let Some(name) = &self.name {
            edited.name = named(name)?;
        }
        if let Some(role) = self.role {
            edited.role = Some(role.get());
        }
        if self.handicap.asks() {
            let handicap = self.handicap.on(night.handicap.as_ref());
            edited.handicap = handicap.map_err(RaceFault::Handicap)?;
        }
        edited.change = on_top(edited.change, self.settings.as_deref())?;
        let reminders = reminders_in(self.reminders.as_deref())?;
        retime(&mut edited, self.length, reminders.as_deref());
        if let Some(when) = &self.when {
            let start = when::read(when, now, &night.start.zone).map_err(RaceFault::Time)?;
            let usual = edited.usual_timing.as_ref().unwrap_or(&edited.timing);
            edited.timing = fitted(usual, &start, edited.sign_up.is_some(), now);
            edited.reschedule(Start {
                // A night of a series that is moved stays one.
                weekly: start.weekly || night.start.weekly,
                ..start
            });
        } else if let Some(reminders) = &reminders {
            edited.timing.reminders = ahead_of(&edited.start, now, reminders);
        }
        Ok(edited)
    }
}

impl Tried {
    /// Has a night offer what the pack has.
    fn write_into(&self, night: &mut Night) {
        let before = night.places();
        night.links.clone_from(&self.links);
        night.raced = Some(self.raced.clone());
        if let Some(rules) = &mut night.sign_up {
            let guests = rules.guests == Guests::FreeSlots;
            let new = list_rules(&self.slots, guests, rules.reserve_slots);
            (rules.cars, rules.grid) = (new.cars, new.grid);
        }
        night.moved_up_since(&before, None);
    }
}

impl Service {
    /// Plans a night: the pack is looked at, and what is to be different is tried on it.
    ///
    /// # Errors
    /// Everything that stands against it: the role, the time, the name, the pack, the change.
    pub async fn plan_race(&self, actor: &Actor, new: NewRace) -> Result<Planned> {
        let rules = self.race_rules(actor, Action::Race)?.clone();
        self.may_use(actor, &new.pack)?;
        let now = self.clock().now();
        let races = self.race_service()?;
        // Whoever is told of one fault after the other gives up: all are looked for before any is told.
        let mut faults: Vec<ServiceError> = Vec::new();
        let name = faults.keep(named(&new.name))?;
        let start = when::read(&new.when, now, &rules.time_zone);
        let start = faults.keep(start.map_err(|why| RaceFault::Time(why).into()))?;
        let reminders = faults.keep(reminders_in(new.reminders.as_deref()))?;
        let handicap = new.handicap.on(None);
        let handicap = faults.keep(handicap.map_err(|why| RaceFault::Handicap(why).into()))?;
        let downloads = faults.keep(address_in(new.downloads.as_deref()))?;
        let preset = match &new.preset {
            Some(preset) => {
                let preset = races.preset(rules.id.get(), preset).await;
                faults.keep(preset.map(|it| Some(it.change)).map_err(Into::into))?
            }
            None => Some(None),
        };
        // Without a preset that was to be there, what is wrong with the words and the pack can still be told.
        let change = on_top(preset.flatten(), new.settings.as_deref());
        let change = faults.keep(change)?;
        let tried = match &change {
            Some(change) => {
                let tried = self.try_change(&new.pack, rules.id, change.as_ref());
                faults.keep(tried.await)?
            }
            None => None,
        };
        let (Some(name), Some(mut start), Some(reminders), Some(handicap)) =
            (name, start, reminders, handicap)
        else {
            return Err(faults.told());
        };
        let (true, Some(downloads), Some(change), Some(tried)) =
            (faults.is_empty(), downloads, change, tried)
        else {
            return Err(faults.told());
        };
        start.weekly |= new.weekly;
        let usual = usual(new.length, new.closes.filter(|_| new.sign_up), reminders);
        let timing = fitted(&usual, &start, new.sign_up, now);
        let mut night = Night::new(Plan {
            id: NightId::of_request(new.request),
            guild: rules.id.get(),
            channel: new.channel.get(),
            organiser: actor.user.map_or(0, |user| user.get()),
            name,
            start,
            timing,
            pack: Pack::Stored(new.pack.to_string()),
        });
        night.usual_timing = Some(usual);
        night.change = change;
        night.chatter = new.thread.unwrap_or(rules.race_threads);
        night.handicap = handicap;
        night.links = tried.links;
        night.raced = Some(tried.raced);
        night.downloads = downloads;
        night.role = new.role.map(|role| role.get());
        night.sign_up = new.sign_up.then(|| SignUp {
            approval: new.approval,
            per_team: new.per_team,
            ..list_rules(&tried.slots, new.guests, new.reserves)
        });
        self.check_is_alone(&night).await?;
        races.plan(&night).await?;
        self.ring_for_races();
        tracing::info!(race.id = %night.id, actor = %actor.name, "planned the race {}", night.id);
        let has_new_password = tried.notices.contains(&Notice::NewLink);
        let notices = of_race(tried.notices, &night, has_new_password);
        Ok(self.planned(night, notices).await)
    }

    /// Changes a night that is to come. What is asked for is decided on the night as it stands when it is
    /// written: to try the pack takes seconds, in which somebody else may change the night or start it.
    ///
    /// # Errors
    /// As [`Self::plan_race`].
    pub async fn edit_race(&self, actor: &Actor, asked: &str, edit: RaceEdit) -> Result<Planned> {
        if edit.asks_nothing() {
            return Err(RaceFault::NothingToEdit.into());
        }
        let mut night = self.find_race(actor, Action::Race, asked).await?;
        let races = self.race_service()?;
        for _ in 0..EDITS {
            let now = self.clock().now();
            // Of a start that did not work something may stand all the same.
            let may_have_one = night.tried_again(Step::StartServer).is_some();
            if may_have_one && edit.concerns_start() && self.has_race_server(&night).await? {
                return Err(edit.comes_too_late());
            }
            let wanted = edit.of(&night, now)?;
            self.check_is_alone(&wanted).await?;
            let tried = match edit.settings {
                Some(_) => Some(self.try_night(&wanted).await?),
                None => None,
            };
            let edited = races.edit(night.guild, &night.id, |night| {
                let mut edited = edit.of(night, now)?;
                if let Some(tried) = &tried {
                    if edited.change != wanted.change || edited.pack != wanted.pack {
                        return Err(Unwritten::Outdated);
                    }
                    tried.write_into(&mut edited);
                }
                *night = edited;
                Ok(())
            });
            match edited.await {
                Ok(edited) => {
                    self.ring_for_races();
                    tracing::info!(race.id = %edited.id, actor = %actor.name, "changed the race {}", edited.id);
                    let notices = tried.map(|tried| tried.notices).unwrap_or_default();
                    let has_new_password = password(&edited) != password(&night);
                    let notices = of_race(notices, &edited, has_new_password);
                    return Ok(self.planned(edited, notices).await);
                }
                Err(Unwritten::Outdated) => night = races.night(night.guild, &night.id).await?,
                Err(Unwritten::Refused(error)) => return Err(*error),
            }
        }
        Err(RaceError::Busy.into())
    }

    async fn planned(&self, night: Night, notices: Vec<Notice>) -> Planned {
        Planned {
            stands_against: self.stands_against(&night).await,
            too_soon: self.too_soon(&night).await,
            night,
            notices,
        }
    }

    /// What would keep a night's server from starting today. What cannot be found out keeps nobody from planning.
    async fn stands_against(&self, night: &Night) -> Option<ServiceError> {
        if night.is_done(Step::StartServer) || night.was_tried(Step::StartServer) {
            return None;
        }
        let actor = league(night);
        let budget = self.check_race_budget(&actor).await;
        let free = match budget {
            Ok(()) => self.check_has_room(&actor).await,
            spent => spent,
        };
        free.err()
            .filter(|why| matches!(why, ServiceError::Refused(_)))
    }

    async fn too_soon(&self, night: &Night) -> Option<u32> {
        if night.is_done(Step::StartServer) || night.was_tried(Step::StartServer) {
            return None;
        }
        let boots = self.race_service().ok()?.boot_times(night.guild).await;
        let boot = boots.unwrap_or_default().lead_minutes(FIRST_BOOT);
        is_too_soon(night, self.clock().now(), boot).then_some(boot)
    }

    /// What a night's pack has once the night's change was made.
    async fn try_night(&self, night: &Night) -> Result<Tried> {
        let Pack::Stored(at) = &night.pack;
        let guild = GuildId::from(night.guild);
        self.try_change(&stored(at)?, guild, night.change.as_ref())
            .await
    }

    /// Two races of one name at one time are one that was asked for twice.
    async fn check_is_alone(&self, night: &Night) -> Result<()> {
        let others = self.race_service()?.nights(night.guild).await?;
        match others.iter().any(|other| other.is_like(night)) {
            true => Err(RaceFault::PlannedAlready {
                race: night.name.clone(),
            }
            .into()),
            false => Ok(()),
        }
    }

    /// Calls a night off; `series`: and those that would have followed.
    ///
    /// # Errors
    /// If there is no such night, or it is over.
    pub async fn cancel_race(
        &self,
        actor: &Actor,
        asked: &str,
        why: &str,
        series: bool,
    ) -> Result<Night> {
        let night = self.find_race(actor, Action::Race, asked).await?;
        let by = actor.user.map_or(0, |user| user.get());
        let cancelled = self
            .race_service()?
            .cancel(night.guild, &night.id, by, why, series)
            .await?;
        self.ring_for_races();
        tracing::info!(race.id = %night.id, actor = %actor.name, "called the race {} off", night.id);
        Ok(cancelled)
    }

    /// Keeps a change under a name.
    ///
    /// # Errors
    /// What is wrong with the words, and the rules of presets.
    pub async fn save_preset(
        &self,
        actor: &Actor,
        name: &str,
        settings: &str,
    ) -> Result<SavedPreset> {
        let guild = self.race_rules(actor, Action::Change)?.id.get();
        let change = Change::parse_line(settings).map_err(RaceFault::Change)?;
        let by = actor.user.map_or(0, |user| user.get());
        let races = self.race_service()?;
        let now = self.clock().now();
        let former = races.save_preset(guild, name, &change, by, now).await?;
        Ok(SavedPreset { change, former })
    }

    /// The presets by their names, or why one cannot be used any more.
    ///
    /// # Errors
    /// If `actor` may not look, or the storage does not answer.
    pub async fn presets(
        &self,
        actor: &Actor,
    ) -> Result<Vec<(String, std::result::Result<Preset, PresetRefused>)>> {
        let guild = self.race_rules(actor, Action::Status)?.id.get();
        Ok(self.race_service()?.presets(guild).await?)
    }

    /// The names of the presets.
    ///
    /// # Errors
    /// If `actor` may not look, or the storage does not answer.
    pub async fn preset_names(&self, actor: &Actor) -> Result<Vec<String>> {
        let guild = self.race_rules(actor, Action::Status)?.id.get();
        Ok(self.race_service()?.preset_names(guild).await?)
    }

    /// Deletes a preset. `false`: there was none.
    ///
    /// # Errors
    /// If `actor` may not, or the storage does not answer.
    pub async fn delete_preset(&self, actor: &Actor, name: &str) -> Result<bool> {
        let guild = self.race_rules(actor, Action::Change)?.id.get();
        Ok(self.race_service()?.delete_preset(guild, name).await?)
    }
}

/// What stands against a plan, one thing after the other.
trait Faults {
    /// Keeps what is wrong with what was asked for and goes on; whatever else fails ends it.
    fn keep<T>(&mut self, found: Result<T>) -> Result<Option<T>>;

    /// All that was kept, as one.
    fn told(self) -> ServiceError;
}

impl Faults for Vec<ServiceError> {
    fn keep<T>(&mut self, found: Result<T>) -> Result<Option<T>> {
        match found {
            Ok(found) => Ok(Some(found)),
            Err(
                fault @ (ServiceError::RaceFault(_)
                | ServiceError::Race(RaceError::Preset(_))
                | ServiceError::NoSuchPack { .. }
                | ServiceError::Pack(_)),
            ) => {
                self.push(fault);
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    fn told(mut self) -> ServiceError {
        match self.len() {
            1 => self.remove(0),
            _ => RaceFault::Several(self).into(),
        }
    }
}

fn named(name: &str) -> Result<String> {
    Ok(league_name(name, LONGEST_NAME).map_err(RaceFault::Name)?)
}

/// The address of a league's own page.
fn address_in(typed: Option<&str>) -> Result<Option<String>> {
    let link = typed.map(|typed| Link::address(typed.trim()).ok_or(RaceFault::NoAddress));
    Ok(link.transpose()?)
}

fn password(night: &Night) -> Option<&str> {
    night.raced.as_ref()?.password.as_deref()
}

/// Notices as they hold for a race. What was tried is compared with the pack, and its organiser compares with
/// what was raced before.
fn of_race(mut notices: Vec<Notice>, night: &Night, has_new_password: bool) -> Vec<Notice> {
    notices.retain(|notice| *notice != Notice::NewLink);
    if has_new_password && night.has_password() {
        notices.push(Notice::PasswordOnCard);
    }
    notices
}

/// A change, and more on top of it.
pub(super) fn on_top(change: Option<Change>, more: Option<&str>) -> Result<Option<Change>> {
    let more = more.filter(|more| !more.trim().is_empty());
    let more = more
        .map(Change::parse_line)
        .transpose()
        .map_err(RaceFault::Change)?;
    Ok(match (change, more) {
        (Some(change), Some(more)) => Some(change.and(&more).map_err(RaceFault::Change)?),
        (change, more) => more.or(change),
    })
}

/// The place of a night's pack.
pub(super) fn stored(at: &str) -> Result<PackLocation> {
    at.parse().map_err(|_| ServiceError::NoSuchPack {
        asked: at.chars().take(100).collect(),
    })
}

/// The cars of these slots, and how many there are of each. Those kept for reserves are none of the grid's.
fn list_rules(slots: &[Slot], guests: bool, reserves: u32) -> SignUp {
    let mut cars: Vec<(String, Option<u32>)> = Vec::new();
    for slot in slots {
        let model = slot.model.as_str();
        match cars
            .iter_mut()
            .find(|(car, _)| car.eq_ignore_ascii_case(model))
        {
            Some((_, count)) => *count = count.map(|count| count + 1),
            None => cars.push((model.to_owned(), Some(1))),
        }
    }
    SignUp {
        cars,
        grid: u32::try_from(slots.len())
            .unwrap_or(u32::MAX)
            .saturating_sub(reserves)
            .max(1),
        reserve_slots: reserves,
        per_team: None,
        approval: false,
        guests: if guests {
            Guests::FreeSlots
        } else {
            Guests::Refused
        },
    }
}

/// A night's hours. One that is planned for soon has less time for each of them: sign-up stays open for
/// half of what is left, and its server comes up when the list is there; without a list it comes up at once.
fn fitted(usual: &Timing, start: &Start, has_list: bool, now: Timestamp) -> Timing {
    let ahead = minutes_ahead(start, now);
    let mut timing = usual.clone();
    timing.reminders = ahead_of(start, now, &usual.reminders);
    if ahead <= timing.closes {
        timing.closes = if has_list { ahead / 2 } else { ahead };
    }
    timing.doors = timing.doors.min(timing.closes);
    timing
}

/// Whether a server that takes `boot` minutes cannot be there at the start.
fn is_too_soon(night: &Night, now: Timestamp, boot: u32) -> bool {
    let from = match night.sign_up {
        // It starts with the entry list.
        Some(_) => now.max(night.closes_at()),
        None => now,
    };
    minutes_ahead(&night.start, from) < boot
}

fn minutes_ahead(start: &Start, now: Timestamp) -> u32 {
    let ahead = start.instant().as_second() - now.as_second();
    u32::try_from(ahead / 60).unwrap_or(0)
}

/// Those of the reminders whose time is still to come.
fn ahead_of(start: &Start, now: Timestamp, reminders: &[u32]) -> Vec<u32> {
    let ahead = minutes_ahead(start, now);
    let mut left = reminders.to_vec();
    left.retain(|minutes| *minutes < ahead);
    left
}

/// The hours of a night that is planned in time.
fn usual(length: Option<u32>, closes: Option<u32>, reminders: Option<Vec<u32>>) -> Timing {
    let length = length.unwrap_or(USUAL_LENGTH);
    let mut timing = match reminders {
        Some(reminders) => Timing::with_reminders(length, reminders),
        None => Timing::usual(length),
    };
    timing.closes = closes.unwrap_or(timing.closes);
    timing.doors = timing.doors.min(timing.closes);
    timing
}

/// Changes length and reminders, of the nights that follow, too. When sign-up closes is promised already.
fn retime(night: &mut Night, length: Option<u32>, reminders: Option<&[u32]>) {
    for timing in std::iter::once(&mut night.timing).chain(&mut night.usual_timing) {
        timing.length = length.unwrap_or(timing.length);
        if let Some(reminders) = reminders {
            let asked = Timing::with_reminders(timing.length, reminders.to_vec());
            timing.reminders = asked.reminders;
            timing.doors = asked.doors.min(timing.closes);
        }
    }
}

fn reminders_in(text: Option<&str>) -> Result<Option<Vec<u32>>> {
    let read = text.map(race::reminders).transpose();
    Ok(read.map_err(RaceFault::Reminders)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A try of the pack takes seconds, in which the server may be started.
    #[test]
    fn what_a_server_starts_with_cannot_be_edited_once_its_start_is_claimed() {
        let now: Timestamp = "2026-12-04T12:00:00Z".parse().expect("an instant");
        let start = when::read("20:00", now, "Europe/Berlin").expect("a time");
        let mut night = Night::new(Plan {
            id: NightId::of_request(1),
            guild: 1,
            channel: 2,
            organiser: 3,
            name: "Friday Cup".to_owned(),
            start,
            timing: usual(None, None, None),
            pack: Pack::Stored("packs/1/x/cup.zip".to_owned()),
        });
        let faster = RaceEdit {
            settings: Some("laps=12".to_owned()),
            ..RaceEdit::default()
        };
        let later = RaceEdit {
            when: Some("21:00".to_owned()),
            ..RaceEdit::default()
        };
        let renamed = RaceEdit {
            name: Some("Winter Cup".to_owned()),
            ..RaceEdit::default()
        };
        assert!(faster.of(&night, now).is_ok() && later.of(&night, now).is_ok());
        night.claim(Step::StartServer, "a bot", now);
        for (edit, of_settings) in [(&faster, true), (&later, false)] {
            let refused = edit.of(&night, now).expect_err("it starts");
            assert!(matches!(
                refused,
                ServiceError::RaceFault(RaceFault::HasStarted { settings }) if settings == of_settings
            ));
        }
        let mut failed = night.clone();
        failed.fail(Step::StartServer);
        assert!(
            failed.renew(Step::StartServer, "a bot", now),
            "it is theirs"
        );
        let moved = later.of(&failed, now).expect("there is no server yet");
        assert!(
            !moved.was_tried(Step::StartServer),
            "it starts at its new time"
        );
        let renamed = renamed.of(&night, now).expect("a name can change");
        assert_eq!(renamed.name, "Winter Cup");
        assert!(
            renamed.was_tried(Step::StartServer),
            "whoever is at it goes on"
        );
    }

    #[test]
    fn a_server_that_cannot_be_there_in_time_is_known_when_its_race_is_planned() {
        let now: Timestamp = "2026-12-04T18:30:00Z".parse().expect("an instant");
        let in_minutes = |text: &str, sign_up: bool| {
            let start = when::read(text, now, "Europe/Berlin").expect("a time");
            let mut night = Night::new(Plan {
                id: NightId::of_request(1),
                guild: 1,
                channel: 2,
                organiser: 3,
                name: "Friday Cup".to_owned(),
                timing: fitted(&usual(None, None, None), &start, sign_up, now),
                start,
                pack: Pack::Stored("packs/1/x/cup.zip".to_owned()),
            });
            night.sign_up = sign_up.then(|| list_rules(&[], false, 0));
            is_too_soon(&night, now, FIRST_BOOT)
        };
        assert!(in_minutes("in 1 minute", false) && in_minutes("in 1 minute", true));
        // With a list the server waits for half of that time.
        assert!(!in_minutes("in 8 minutes", false) && in_minutes("in 8 minutes", true));
        assert!(!in_minutes("in 15 minutes", true) && !in_minutes("20:00", true));
    }

    #[test]
    fn a_race_in_half_an_hour_leaves_time_to_sign_up() {
        let now: Timestamp = "2026-12-04T18:30:00Z".parse().expect("an instant");
        let soon = when::read("20:00", now, "Europe/Berlin").expect("a time");
        let hours = fitted(&usual(None, None, None), &soon, true, now);
        assert_eq!((hours.closes, hours.doors), (15, 15));
        assert_eq!(hours.reminders, [15]);
        let open = fitted(&usual(None, None, None), &soon, false, now);
        assert_eq!((open.closes, open.doors), (30, 30), "its server comes now");
        let later = when::read("2026-12-11 20:00", now, "Europe/Berlin").expect("a time");
        let in_time = fitted(&usual(None, None, None), &later, true, now);
        assert_eq!(in_time, Timing::usual(USUAL_LENGTH));
        let late = usual(None, Some(10), None);
        assert_eq!(fitted(&late, &later, true, now).doors, 10);
        // The server is there before the first reminder of the hour before, and not a day before.
        let early = usual(None, None, Some(vec![1440, 30]));
        assert_eq!(
            (early.reminders, early.doors, early.closes),
            (vec![1440, 30], 30, 60)
        );
    }
}
