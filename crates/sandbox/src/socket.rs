//! One open page: a member who looks at a channel and does things in it.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message as Ws, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State as Shares};
use axum::response::Response;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::MissedTickBehavior;

use super::frames::{self, Ask, Filled, Frame, Outcome, Request};
use super::{Shared, servers};
use discord_stand_in::{Discord, Event, Input, Member, Snowflake};

/// How often the drawer's servers are looked at.
const LOOK: Duration = Duration::from_secs(1);
/// A request holds a message or a command at most; files come another way.
const LARGEST_REQUEST: usize = 64 << 10;
/// As far as the clock goes forward at once: eight days, so that next week's race is in reach.
const MOST_MINUTES: u32 = 8 * 24 * 60;
/// Discord's own limit for what a member types.
const LONGEST_MESSAGE: usize = 2000;

/// Who looks at what. Without a name it is the organiser, in the first channel.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Viewer {
    #[serde(default)]
    member: String,
    #[serde(default)]
    channel: String,
    /// The page's language: `de` or `en`.
    #[serde(default)]
    locale: String,
}

impl Viewer {
    /// Whoever sits here. A page that is left over from an earlier sandbox names nobody of this one,
    /// and gets the usual seat.
    pub(super) fn member(&self, discord: &Discord) -> Member {
        let usual = discord.member("oscar");
        discord.look(|state| {
            let members = state.guild(usual.guild).map(|guild| &guild.members);
            let id =
                self::id(&self.member).filter(|id| members.is_some_and(|all| all.contains_key(id)));
            let mut channels = state.channels(usual.guild).map(|channel| channel.id);
            let wanted = self::id(&self.channel);
            let channel = wanted.and_then(|wanted| channels.find(|own| *own == wanted));
            Member {
                id: id.unwrap_or(usual.id),
                channel: channel.unwrap_or(usual.channel),
                ..usual
            }
        })
    }

    /// Discord names languages its own way; those that the bot speaks are the same.
    fn locale(&self) -> &'static str {
        if self.locale == "de" { "de" } else { "en-US" }
    }
}

pub(super) async fn upgrade(
    socket: WebSocketUpgrade,
    Shares(shared): Shares<Arc<Shared>>,
    Query(seat): Query<Viewer>,
) -> Response {
    let me = seat.member(shared.discord());
    shared.discord().set_locale(me, seat.locale());
    let socket = socket.max_message_size(LARGEST_REQUEST);
    socket.on_upgrade(move |socket| async move {
        // A page that went away in mid-sentence is no fault.
        let _ = serve(socket, &shared, me).await;
    })
}

async fn serve(mut socket: WebSocket, shared: &Shared, me: Member) -> Result<(), axum::Error> {
    // Listening begins before the picture is taken: what comes twice does no harm.
    let mut events = shared.discord().events();
    let mut rules = shared.rules.subscribe();
    let mut seen = servers::all(shared).await;
    let mut ahead = cloud::clock::ahead();
    send(&mut socket, &Frame::hello(shared, me, seen.clone())).await?;
    let mut answers = FuturesUnordered::new();
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let frame = tokio::select! {
            () = shared.closing.cancelled() => return Ok(()),
            event = events.recv() => match event {
                Ok(event) => translate(shared, me, &event),
                Err(RecvError::Lagged(_)) => Some(Frame::hello(shared, me, seen.clone())),
                Err(RecvError::Closed) => return Ok(()),
            },
            Ok(()) = rules.changed() => Some(Frame::rules(shared)),
            Some(answer) = answers.next(), if !answers.is_empty() => Some(answer),
            _ = look.tick() => {
                let pushed = cloud::clock::ahead();
                if ahead != pushed {
                    ahead = pushed;
                    let ahead = pushed.as_secs();
                    send(&mut socket, &Frame::Clock { ahead }).await?;
                }
                let now = servers::all(shared).await;
                (now != seen).then(|| {
                    seen.clone_from(&now);
                    Frame::Servers { servers: now }
                })
            }
            received = socket.recv() => match received {
                Some(Ok(Ws::Text(text))) => {
                    match serde_json::from_str::<Request>(&text) {
                        Ok(request) => {
                            answers.push(answer(shared, me, request));
                            None
                        }
                        Err(error) => {
                            tracing::warn!(%error, "the page sent what is not a request");
                            refusal(&text)
                        }
                    }
                }
                Some(Ok(Ws::Close(_)) | Err(_)) | None => return Ok(()),
                Some(Ok(_)) => None,
            },
        };
        if let Some(frame) = frame {
            send(&mut socket, &frame).await?;
        }
    }
}

async fn send(socket: &mut WebSocket, frame: &Frame) -> Result<(), axum::Error> {
    let text = serde_json::to_string(frame).map_err(axum::Error::new)?;
    socket.send(Ws::Text(text.into())).await
}

/// What an event means to this member.
fn translate(shared: &Shared, me: Member, event: &Event) -> Option<Frame> {
    match event {
        Event::MessageCreated(message) | Event::MessageEdited(message) => {
            Frame::message(shared, me, message.id)
        }
        Event::MessageDeleted { id, .. } => Some(Frame::Deleted { id: *id }),
        Event::InteractionCreated(record) | Event::InteractionChanged(record) => {
            Frame::deed(me, record)
        }
        Event::CommandsRegistered { .. } => Some(Frame::commands(shared, me)),
        Event::BotConnected
        | Event::BotResumed
        | Event::BotDisconnected
        | Event::PresenceChanged(_) => Some(Frame::bot(shared)),
    }
}

/// The answer to a request that says which it is and not what it wants: nobody waits for one in vain.
fn refusal(text: &str) -> Option<Frame> {
    #[derive(serde::Deserialize)]
    struct Numbered {
        n: u64,
    }
    let Numbered { n } = serde_json::from_str(text).ok()?;
    let why = "The sandbox does not understand what this page sent; reload the page.";
    Some(Frame::Answer {
        to: n,
        outcome: Outcome::Refused(why.to_owned()),
    })
}

async fn answer(shared: &Shared, me: Member, request: Request) -> Frame {
    let outcome = carry_out(shared, me, request.ask).await;
    Frame::Answer {
        to: request.n,
        outcome: Outcome::from(outcome),
    }
}

async fn carry_out(shared: &Shared, me: Member, ask: Ask) -> Result<Value, String> {
    let discord = shared.discord();
    match ask {
        Ask::Command { name, options } => {
            let mut inputs = Vec::new();
            for (option, filled) in &options {
                inputs.push((option.as_str(), input(shared, filled)?));
            }
            let sent = discord.try_slash(me, &name, &inputs);
            sent.map(|_| frames::nothing())
                .map_err(|why| why.to_string())
        }
        Ask::Complete {
            command,
            option,
            typed,
        } => {
            let choices = discord
                .try_autocomplete(me, &command, &option, &typed)
                .await;
            let choices = choices.map_err(|why| why.to_string())?;
            Ok(choices
                .into_iter()
                .map(|choice| json!({ "name": choice.name, "value": choice.value }))
                .collect())
        }
        Ask::Press { message, button } => {
            let message = id(&message).and_then(|id| discord.message(id));
            let message = message.ok_or("The message is gone.")?;
            let pressed = discord.try_press(me, &message, &button);
            pressed
                .map(|_| frames::nothing())
                .map_err(|why| why.to_string())
        }
        Ask::Choose {
            message,
            menu,
            values,
        } => {
            let message = id(&message).and_then(|id| discord.message(id));
            let message = message.ok_or("The message is gone.")?;
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let chosen = discord.choose(me, &message, &menu, &values);
            chosen
                .map(|_| frames::nothing())
                .map_err(|why| why.to_string())
        }
        Ask::Submit { id: opened, fields } => {
            let opened = id(&opened).and_then(|id| discord.interaction(id));
            let opened = opened.ok_or("The form is gone.")?;
            let fields: Vec<(&str, &str)> = fields
                .iter()
                .map(|(field, text)| (field.as_str(), text.as_str()))
                .collect();
            let sent = discord.try_submit(me, &opened, &fields);
            sent.map(|_| frames::nothing())
                .map_err(|why| why.to_string())
        }
        Ask::Forward { minutes } => {
            // By the clock it would have taken that much longer, and been given up.
            if servers::one_is_coming_up(shared).await {
                return Err("A server is coming up. Wait for its link first.".to_owned());
            }
            (shared.stage.forward)(minutes.min(MOST_MINUTES));
            Ok(frames::nothing())
        }
        Ask::Say { text } => {
            if text.trim().is_empty() || LONGEST_MESSAGE < text.chars().count() {
                return Err(format!("A message has 1 to {LONGEST_MESSAGE} characters."));
            }
            discord.say(me, text.trim());
            Ok(frames::nothing())
        }
        Ask::Dismiss { id: dismissed } => {
            if let Some(id) = id(&dismissed) {
                shared.dismissed().insert(id);
            }
            Ok(frames::nothing())
        }
        Ask::Join { link } => servers::join(shared, &link).await,
        Ask::Log { server } => servers::log(shared, &server).await,
        Ask::Drivers { server, count } => servers::let_drive(shared, &server, count).await,
        Ask::Break { knob, server } => {
            let turned = super::knobs::turn(shared, knob, &server).await;
            turned.map(|()| frames::nothing())
        }
        Ask::Rule { rule, on } => {
            super::strict::switch(shared, rule, on);
            Ok(frames::nothing())
        }
    }
}

fn input(shared: &Shared, filled: &Filled) -> Result<Input, String> {
    match filled {
        Filled::Text(text) => Ok(text.as_str().into()),
        Filled::Boolean(yes) => Ok(Input::Boolean(*yes)),
        Filled::Integer(number) => Ok(Input::Integer(*number)),
        Filled::Number(number) => Ok(Input::Number(*number)),
        Filled::File { file } => {
            let attachment = id(file).and_then(|id| shared.files().remove(&id));
            let attachment = attachment.ok_or("The file is no longer there; attach it again.")?;
            Ok(shared.armed().spoil(attachment).into())
        }
    }
}

fn id(text: &str) -> Option<Snowflake> {
    text.parse().ok()
}
