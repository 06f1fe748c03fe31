//! Signing up for a race by buttons: *Sign up*, *Change car*, *Withdraw*, the choice of a car, and the
//! form that asks for the Steam profile once.
//!
//! As with all buttons, everything needed stands in the custom id and is read from the store anew, so a
//! press works after a restart and at any bot. A form must be the first answer to a press, so what is
//! known of the driver is read before anything is acknowledged.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use poise::serenity_prelude as serenity;
use race::{Night, NightId, Place, Placed};
use race_service::{RaceError, Withdrawn};
use serenity::{ComponentInteraction, ComponentInteractionDataKind, ModalInteraction};

use super::in_time::{self, Answer};
use super::on_error::{self, unanswered};
use super::views::{View, errors, races};
use super::{Data, Error, Result, buttons, roles};
use domain::ids::UserId;
use domain::policy::{Action, Actor};
use service::{DriverEdit, Face, JoinRequest, Joining, RaceNews, RaceNotifier, ServiceError};

/// What a button, a menu or a form of a race tells the bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RacePress {
    /// Put me on the list.
    SignUp(NightId),
    /// I want another car.
    ChangeCar(NightId),
    /// Take me off the list.
    Withdraw(NightId),
    /// This car; several menus may stand below each other.
    Car(NightId, u8),
    /// I want to give my Steam profile, or this is it; the car is asked for next.
    Steam(NightId),
    /// I am this one of those who drove here.
    Me(NightId),
    /// I want to say my team and number, or this is what they are.
    Details(NightId),
    /// Let this driver in, or turn them down; for organisers.
    Decide(NightId, u64, bool),
    /// This driver is not whom they said to be; for organisers.
    NotThem(NightId, u64),
    /// What is the password? For those who drive.
    Password(NightId),
    /// Call this race off, and those of the following weeks with it; for organisers. First it asks why.
    CallOff(NightId, bool),
    /// Leave it planned.
    Keep(NightId),
}

const PREFIX: &str = "race-";
/// How long is looked for who drove here, of the three seconds that Discord gives.
const LOOKING: Duration = Duration::from_millis(1200);

/// Whether a custom id is one of these.
pub(super) fn is_one(custom_id: &str) -> bool {
    custom_id.starts_with(PREFIX)
}

impl fmt::Display for RacePress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignUp(night) => write!(f, "{PREFIX}sign-up:{night}"),
            Self::ChangeCar(night) => write!(f, "{PREFIX}change-car:{night}"),
            Self::Withdraw(night) => write!(f, "{PREFIX}withdraw:{night}"),
            Self::Car(night, menu) => write!(f, "{PREFIX}car:{night}:{menu}"),
            Self::Steam(night) => write!(f, "{PREFIX}steam:{night}"),
            Self::Me(night) => write!(f, "{PREFIX}me:{night}"),
            Self::Details(night) => write!(f, "{PREFIX}details:{night}"),
            Self::NotThem(night, user) => write!(f, "{PREFIX}not-them:{night}:{user}"),
            Self::Password(night) => write!(f, "{PREFIX}password:{night}"),
            Self::CallOff(night, false) => write!(f, "{PREFIX}call-off:{night}"),
            Self::CallOff(night, true) => write!(f, "{PREFIX}call-off-series:{night}"),
            Self::Keep(night) => write!(f, "{PREFIX}keep:{night}"),
            Self::Decide(night, user, true) => write!(f, "{PREFIX}let-in:{night}:{user}"),
            Self::Decide(night, user, false) => write!(f, "{PREFIX}turn-down:{night}:{user}"),
        }
    }
}

/// A custom id that is none of a race's, or of another version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UnknownRacePress;

impl FromStr for RacePress {
    type Err = UnknownRacePress;

    fn from_str(text: &str) -> Result<Self, UnknownRacePress> {
        let text = text.strip_prefix(PREFIX).ok_or(UnknownRacePress)?;
        let (verb, rest) = text.split_once(':').ok_or(UnknownRacePress)?;
        let night = |id: &str| id.parse().map_err(|_| UnknownRacePress);
        Ok(match (verb, rest.split_once(':')) {
            ("sign-up", None) => Self::SignUp(night(rest)?),
            ("change-car", None) => Self::ChangeCar(night(rest)?),
            ("withdraw", None) => Self::Withdraw(night(rest)?),
            ("steam", None) => Self::Steam(night(rest)?),
            ("me", None) => Self::Me(night(rest)?),
            ("details", None) => Self::Details(night(rest)?),
            ("password", None) => Self::Password(night(rest)?),
            ("call-off", None) => Self::CallOff(night(rest)?, false),
            ("call-off-series", None) => Self::CallOff(night(rest)?, true),
            ("keep", None) => Self::Keep(night(rest)?),
            ("let-in" | "turn-down", Some((id, user))) => {
                let user = user.parse().map_err(|_| UnknownRacePress)?;
                Self::Decide(night(id)?, user, verb == "let-in")
            }
            ("not-them", Some((id, user))) => {
                Self::NotThem(night(id)?, user.parse().map_err(|_| UnknownRacePress)?)
            }
            ("car", Some((id, menu))) => {
                Self::Car(night(id)?, menu.parse().map_err(|_| UnknownRacePress)?)
            }
            _ => return Err(UnknownRacePress),
        })
    }
}

/// Handles a press on a race's button or menu.
pub(super) async fn pressed(ctx: &serenity::Context, data: &Data, press: &ComponentInteraction) {
    buttons::log(press);
    let doing = async {
        let actor = roles::of_press(ctx, &data.role_names, press).await;
        let answer = carry_out(data, &actor, press).await;
        answer.unwrap_or_else(|error| in_words(&error, &press.data.custom_id))
    };
    if let Err(error) = in_time::answer(&ctx.http, (press.id, &press.token), doing).await {
        unanswered(&error);
    }
}

/// What did not work, for whoever pressed.
fn in_words(error: &Error, custom_id: &str) -> Answer {
    on_error::log(error, custom_id);
    Answer::Private(errors::explained(&on_error::explained(error)))
}

async fn carry_out(data: &Data, actor: &Actor, press: &ComponentInteraction) -> Result<Answer> {
    let asked: RacePress = press
        .data
        .custom_id
        .parse()
        .map_err(|UnknownRacePress| Error::Explained(errors::outdated()))?;
    match asked {
        RacePress::SignUp(night) => join(data, actor, night, &JoinRequest::SignUp, false).await,
        RacePress::ChangeCar(night) => {
            join(data, actor, night, &JoinRequest::ChangeCar, false).await
        }
        RacePress::Me(night) => {
            let claimed = chosen(press)?;
            let given = data.service.claim_steam(actor, &claimed).await;
            let face = told_of_claim(data, actor, &night, given).await?;
            tell_who_it_is(data, actor, &night, face).await;
            join(data, actor, night, &JoinRequest::SignUp, true).await
        }
        RacePress::Car(night, _) => {
            let car = chosen(press)?;
            join(data, actor, night, &JoinRequest::Car(car), true).await
        }
        RacePress::Withdraw(night) => {
            let withdrawn = data.service.leave_race(actor, &night).await?;
            tell_moved_up(data, &withdrawn).await;
            Ok(Answer::Private(races::withdrawn(&withdrawn.night)))
        }
        RacePress::Details(night) => {
            let (team, number) = data.service.race_details(actor, &night).await?;
            let form = races::details_form(&night, team.as_deref(), number);
            Ok(Answer::Form(form))
        }
        RacePress::Decide(night, user, accepted) => {
            let driver = UserId::from(user);
            let decided = data
                .service
                .decide_driver(actor, night.as_str(), driver, accepted)
                .await?;
            tell(data, &decided.night, &RaceNews::Decided(user)).await;
            Ok(Answer::Instead(races::decided(
                &decided.night,
                user,
                accepted,
            )))
        }
        RacePress::NotThem(night, user) => not_them(data, actor, &night, user).await,
        RacePress::Steam(night) => Ok(Answer::Form(races::steam_form(&night))),
        RacePress::Password(night) => {
            let (night, password) = data.service.race_password(actor, &night).await?;
            Ok(Answer::Private(races::password(
                &night,
                password.as_deref(),
            )))
        }
        RacePress::CallOff(night, series) => {
            let (service, id) = (&data.service, night.as_str());
            let night = service.find_race(actor, Action::Race, id).await?;
            Ok(Answer::Form(races::call_off_form(&night, series)))
        }
        RacePress::Keep(night) => {
            let guild = actor
                .guild
                .ok_or_else(|| Error::Explained(errors::outdated()))?;
            let night = data.service.race_of(guild, &night).await?;
            Ok(Answer::Instead(races::kept(&night)))
        }
    }
}

/// Takes somebody off the list who is not whom they said to be; they are asked for their profile again.
async fn not_them(data: &Data, actor: &Actor, night: &NightId, user: u64) -> Result<Answer> {
    let (service, driver) = (&data.service, UserId::from(user));
    let guild = actor.guild;
    let guild = guild.ok_or_else(|| Error::Explained(errors::outdated()))?;
    let is_listed = service.race_of(guild, night).await?;
    let edit = DriverEdit {
        remove: is_listed.place_of(user).is_some(),
        forget_steam: true,
        ..DriverEdit::default()
    };
    let id = night.as_str();
    let changed = service.edit_driver(actor, id, driver, &edit).await?;
    tell_moved_up(data, &changed).await;
    Ok(Answer::Instead(races::not_them(&actor.name, user)))
}

/// What was chosen in a menu.
fn chosen(press: &ComponentInteraction) -> Result<String> {
    match &press.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => {
            Ok(values.first().cloned().unwrap_or_default())
        }
        _ => Err(Error::Explained(errors::outdated())),
    }
}

/// Whoever gives another member's Steam account is told to the organisers: either of them is wrong.
async fn told_of_claim<T>(
    data: &Data,
    actor: &Actor,
    night: &NightId,
    given: service::Result<T>,
) -> Result<T> {
    if let Err(ServiceError::Race(RaceError::SteamTaken(taken))) = &given
        && let (Some(user), Some(guild)) = (actor.user, actor.guild)
        && let Ok(night) = data.service.race_of(guild, night).await
    {
        let news = RaceNews::Claimed {
            user: user.get(),
            owner: taken.by,
        };
        tell(data, &night, &news).await;
    }
    Ok(given?)
}

/// Everybody sees whom a driver says to be: it was not proven.
async fn tell_who_it_is(data: &Data, actor: &Actor, night: &NightId, face: Face) {
    let (Some(user), Some(guild)) = (actor.user, actor.guild) else {
        return;
    };
    if let Ok(night) = data.service.race_of(guild, night).await {
        let news = RaceNews::IsMe {
            user: user.get(),
            steam: face.steam,
            name: face.name,
        };
        tell(data, &night, &news).await;
    }
}

/// Asks who somebody is on Steam: one of those who drove here, or else by a form, which has to be the first
/// answer to a press.
async fn ask_who(data: &Data, actor: &Actor, night: NightId) -> Answer {
    let faces = tokio::time::timeout(LOOKING, data.service.faces(actor)).await;
    match faces {
        Ok(Ok(faces)) if !faces.is_empty() => Answer::Private(races::who_are_you(&night, &faces)),
        Ok(Err(error)) => {
            tracing::warn!(race.id = %night, error = &error as &dyn std::error::Error, "who drove here is not known");
            Answer::Form(races::steam_form(&night))
        }
        _ => Answer::Form(races::steam_form(&night)),
    }
}

async fn join(
    data: &Data,
    actor: &Actor,
    night: NightId,
    asked: &JoinRequest,
    chosen: bool,
) -> Result<Answer> {
    let view = match data.service.join_race(actor, &night, asked).await? {
        Joining::SteamNeeded => return Ok(ask_who(data, actor, night).await),
        Joining::ChooseCar(night) => races::choose_car(&night),
        Joining::In(night, placed) => {
            ask_organisers(data, &night, placed).await;
            races::signed_up(&night, &placed)
        }
    };
    // The question goes with its answer.
    Ok(if chosen {
        Answer::Instead(view)
    } else {
        Answer::Private(view)
    })
}

/// Those who wait learn at once that they start; that the message fails is no reason to say that the
/// withdrawal did.
pub(super) async fn tell_moved_up(data: &Data, changed: &Withdrawn) {
    let users: Vec<u64> = changed.moved_up.iter().map(|up| up.user).collect();
    if users.is_empty() {
        return;
    }
    tell(data, &changed.night, &RaceNews::MovedUp(users)).await;
}

/// Asks the organisers about somebody who waits for them.
async fn ask_organisers(data: &Data, night: &Night, placed: Placed) {
    if placed.place == Place::Pending {
        tell(data, night, &RaceNews::AsksIn(placed.user)).await;
    }
}

/// Tells the race's channel something. That it fails is no reason to say that what it is about did.
async fn tell(data: &Data, night: &Night, news: &RaceNews) {
    let now = data.service.clock().now();
    let card = match data.service.look_at_race(night, now).await {
        Ok(look) => data.service.race_card(night.clone(), look, now),
        Err(error) => {
            tracing::warn!(race.id = %night.id, error = &error as &dyn std::error::Error, "news of {} could not be told", night.id);
            return;
        }
    };
    if let Err(error) = data.notifier.tell_race(&card, news).await {
        tracing::warn!(race.id = %night.id, error = &error as &dyn std::error::Error, "news of {} could not be told", night.id);
    }
}

/// Handles a form that was filled in.
pub(super) async fn submitted(ctx: &serenity::Context, data: &Data, form: &ModalInteraction) {
    tracing::info!(
        form = %form.data.custom_id,
        guild.id = form.guild_id.map(serenity::GuildId::get),
        actor.id = form.user.id.get(),
        "{} filled in {}",
        form.user.name,
        form.data.custom_id
    );
    let doing = async {
        let actor = roles::of_form(ctx, &data.role_names, form).await;
        let answer = take(data, &actor, form).await;
        answer.unwrap_or_else(|error| in_words(&error, &form.data.custom_id))
    };
    if let Err(error) = in_time::answer(&ctx.http, (form.id, &form.token), doing).await {
        unanswered(&error);
    }
}

async fn take(data: &Data, actor: &Actor, form: &ModalInteraction) -> Result<Answer> {
    let asked = form.data.custom_id.parse();
    let asked = asked.map_err(|UnknownRacePress| Error::Explained(errors::outdated()))?;
    Ok(match asked {
        RacePress::CallOff(night, series) => {
            let (service, why) = (&data.service, typed(form, "why"));
            let off = service.cancel_race(actor, night.as_str(), why, series);
            Answer::Instead(races::cancelled(&off.await?))
        }
        asked => Answer::Private(take_driver(data, actor, form, asked).await?),
    })
}

/// What drivers say of themselves.
async fn take_driver(
    data: &Data,
    actor: &Actor,
    form: &ModalInteraction,
    asked: RacePress,
) -> Result<View> {
    let night = match asked {
        RacePress::Steam(night) => night,
        RacePress::Details(night) => {
            let (team, number) = (typed(form, "team"), typed(form, "number"));
            let (night, placed) = data
                .service
                .give_details(actor, &night, team, number)
                .await?;
            return Ok(races::signed_up(&night, &placed));
        }
        _ => return Err(Error::Explained(errors::outdated())),
    };
    let given = data.service.give_steam(actor, typed(form, "steam")).await;
    told_of_claim(data, actor, &night, given).await?;
    let joined = data
        .service
        .join_race(actor, &night, &JoinRequest::SignUp)
        .await?;
    Ok(match joined {
        Joining::ChooseCar(night) => races::choose_car(&night),
        Joining::In(night, placed) => {
            ask_organisers(data, &night, placed).await;
            races::signed_up(&night, &placed)
        }
        // It was given a moment ago, and an organiser took it away.
        Joining::SteamNeeded => return Err(Error::Explained(errors::discord_failed())),
    })
}

/// What was typed into a field of a form.
fn typed<'a>(form: &'a ModalInteraction, field: &str) -> &'a str {
    let rows = form.data.components.iter();
    let typed = rows
        .flat_map(|row| &row.components)
        .find_map(|part| match part {
            serenity::ActionRowComponent::InputText(input) if input.custom_id == field => {
                input.value.as_deref()
            }
            _ => None,
        });
    typed.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_race_press_carries_is_read_back_and_nothing_else() {
        let night = NightId::of_request(0xabc).following();
        for press in [
            RacePress::SignUp(night.clone()),
            RacePress::ChangeCar(night.clone()),
            RacePress::Withdraw(night.clone()),
            RacePress::Car(night.clone(), 4),
            RacePress::Steam(night.clone()),
            RacePress::Me(night.clone()),
            RacePress::Details(night.clone()),
            RacePress::NotThem(night.clone(), u64::MAX),
            RacePress::Password(night.clone()),
            RacePress::CallOff(night.clone(), false),
            RacePress::CallOff(night.clone(), true),
            RacePress::Keep(night.clone()),
            RacePress::Decide(night.clone(), 7, true),
            RacePress::Decide(night, u64::MAX, false),
        ] {
            assert!(press.to_string().len() <= 100, "Discord's limit");
            assert_eq!(press.to_string().parse(), Ok(press));
        }
        for wrong in [
            "",
            "race-",
            "race-sign-up",
            "race-sign-up:../x",
            "race-car:abc",
            "race-let-in:abc",
            "race-let-in:abc:everybody",
            "stop:abc",
        ] {
            assert_eq!(wrong.parse::<RacePress>(), Err(UnknownRacePress), "{wrong}");
        }
    }
}
