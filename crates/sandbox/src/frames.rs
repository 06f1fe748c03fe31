//! What goes over the page's websocket. `web/src/frames.ts` has the same in TypeScript.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Shared;
use super::servers::Standing;
use super::strict::{StrictRule, StrictRules};
use discord_stand_in::{
    InteractionKind, InteractionRecord, Member, Message, Presence, Progress, Snowflake, State, wire,
};

/// How many messages a page begins with.
const HISTORY: usize = 200;

/// What the page is told.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Frame {
    /// Everything, as it stands for this member in this channel.
    Hello(Box<InitialState>),
    /// A message is new or has changed: Discord's own JSON.
    Message { message: Value },
    /// A message is gone.
    Deleted { id: Snowflake },
    /// How far a command or a press of this member has come.
    Deed(Deed),
    /// The bot's commands: Discord's own JSON.
    Commands { commands: Vec<Value> },
    /// What the bot shows about itself, or that it is gone.
    Bot {
        online: bool,
        activity: Option<String>,
    },
    /// The servers and how they stand.
    Servers { servers: Vec<Standing> },
    /// By how many seconds the clock is ahead of everybody's.
    Clock { ahead: i64 },
    /// The stricter rules that hold, and the largest file that can be attached with them.
    Rules { rules: StrictRules, file_limit: u64 },
    /// What came of a request.
    Answer {
        to: u64,
        #[serde(flatten)]
        outcome: Outcome,
    },
}

/// What a page begins with.
#[derive(Debug, Serialize)]
pub(super) struct InitialState {
    guild: Named,
    channel: Snowflake,
    channels: Vec<Named>,
    me: Snowflake,
    bot: Named,
    online: bool,
    activity: Option<String>,
    members: Vec<Person>,
    roles: Vec<Named>,
    commands: Vec<Value>,
    messages: Vec<Value>,
    deeds: Vec<Deed>,
    servers: Vec<Standing>,
    /// By how many seconds the clock is ahead of everybody's.
    ahead: i64,
    /// The stricter rules that hold.
    rules: StrictRules,
    /// The largest file that can be attached, in bytes.
    file_limit: u64,
}

#[derive(Debug, Serialize)]
struct Named {
    id: Snowflake,
    name: String,
}

#[derive(Debug, Serialize)]
struct Person {
    id: Snowflake,
    name: String,
    roles: Vec<Snowflake>,
}

/// A command or a press, for whoever did it.
#[derive(Debug, Serialize)]
pub(super) struct Deed {
    id: Snowflake,
    /// `/deploy pack: friday.zip`, or the label of a button between brackets.
    said: String,
    /// The command's name, or the button's id.
    name: String,
    /// The message whose button was pressed.
    message: Option<Snowflake>,
    state: Incoming,
    /// The form that it was answered with: Discord's own JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<Value>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Incoming {
    Waiting,
    Answered,
    /// Nothing came within three seconds.
    Failed,
}

/// What came of a request.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    Done(Value),
    /// Why not, in words.
    Refused(String),
}

/// What the page asks for.
#[derive(Debug, Deserialize)]
pub(super) struct Request {
    /// Comes back with the answer.
    pub(super) n: u64,
    #[serde(flatten)]
    pub(super) ask: Ask,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(super) enum Ask {
    /// A member sends a command.
    Command {
        name: String,
        options: BTreeMap<String, Filled>,
    },
    /// A member types into an option that completes itself.
    Complete {
        command: String,
        option: String,
        typed: String,
    },
    /// A member presses a button.
    Press { message: String, button: String },
    /// A member chooses from a menu.
    Choose {
        message: String,
        menu: String,
        values: Vec<String>,
    },
    /// A member sends the form that something they did was answered with.
    Submit {
        id: String,
        fields: BTreeMap<String, String>,
    },
    /// The clock goes forward.
    Forward { minutes: u32 },
    /// A member says something.
    Say { text: String },
    /// A member has read a message that only they see.
    Dismiss { id: String },
    /// A member follows a join link: the server behind it is asked.
    Join { link: String },
    /// The log of a server.
    Log { server: String },
    /// So many drivers are to be on a server.
    Drivers { server: String, count: u32 },
    /// Something is to go wrong.
    Break {
        knob: super::knobs::FaultSwitch,
        #[serde(default)]
        server: String,
    },
    /// A stricter rule is to hold, or no longer.
    Rule { rule: StrictRule, on: bool },
}

/// A value of an option: as typed, as chosen from fixed choices (whose values may be numbers), or as attached.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Filled {
    Text(String),
    Boolean(bool),
    Integer(i64),
    Number(f64),
    File { file: String },
}

impl Frame {
    pub(super) fn hello(shared: &Shared, me: Member, servers: Vec<Standing>) -> Self {
        let dismissed = shared.dismissed().clone();
        let rules = shared.rules.borrow().clone();
        let limit = HISTORY;
        shared.discord().look(|state| {
            let visible =
                |message: &&Message| sees(me, message) && !dismissed.contains(&message.id);
            let mut messages: Vec<Value> = state
                .all_messages()
                .rev()
                .filter(visible)
                .take(limit)
                .map(|message| wire::message(state, message))
                .collect();
            messages.reverse();
            let own = state.interactions().filter(|deed| {
                deed.member == me.id && deed.channel == me.channel && !dismissed.contains(&deed.id)
            });
            let deeds = own.filter_map(Deed::of);
            let deeds = deeds
                .filter(|deed| !matches!(deed.state, Incoming::Answered))
                .collect();
            let guild = state.guild(me.guild).expect("a member is in a guild");
            let members = guild.members.iter().map(|(id, roles)| Person {
                id: *id,
                name: name(state, *id),
                roles: roles.iter().copied().collect(),
            });
            let roles = guild.roles.values().map(|role| Named {
                id: role.id,
                name: role.name.clone(),
            });
            let channels = state.channels(me.guild).map(|channel| Named {
                id: channel.id,
                name: channel.name.clone(),
            });
            Self::Hello(Box::new(InitialState {
                guild: Named {
                    id: guild.id,
                    name: guild.name.clone(),
                },
                channel: me.channel,
                channels: channels.collect(),
                me: me.id,
                bot: Named {
                    id: state.bot(),
                    name: name(state, state.bot()),
                },
                online: state.online(),
                activity: activity(state.presence()),
                members: members.collect(),
                roles: roles.collect(),
                commands: commands(state, me),
                messages,
                deeds,
                servers,
                ahead: cloud::clock::ahead().as_secs(),
                rules,
                file_limit: state.attachment_size_limit(),
            }))
        })
    }

    /// The stricter rules that hold by now.
    pub(super) fn rules(shared: &Shared) -> Self {
        Self::Rules {
            rules: shared.rules.borrow().clone(),
            file_limit: shared.discord().look(|state| state.attachment_size_limit()),
        }
    }

    /// A message as it stands by now, if this member sees it.
    pub(super) fn message(shared: &Shared, me: Member, id: Snowflake) -> Option<Self> {
        if shared.dismissed().contains(&id) {
            return None;
        }
        shared.discord().look(|state| {
            let message = state.message(id).filter(|message| sees(me, message))?;
            Some(Self::Message {
                message: wire::message(state, message),
            })
        })
    }

    pub(super) fn deed(me: Member, record: &InteractionRecord) -> Option<Self> {
        let own = record.member == me.id && record.channel == me.channel;
        own.then(|| Deed::of(record)).flatten().map(Self::Deed)
    }

    pub(super) fn commands(shared: &Shared, me: Member) -> Self {
        shared.discord().look(|state| Self::Commands {
            commands: commands(state, me),
        })
    }

    pub(super) fn bot(shared: &Shared) -> Self {
        shared.discord().look(|state| Self::Bot {
            online: state.online(),
            activity: activity(state.presence()),
        })
    }
}

impl Deed {
    fn of(record: &InteractionRecord) -> Option<Self> {
        // A list of choices comes and goes with the typing.
        if record.kind == InteractionKind::Autocomplete {
            return None;
        }
        Some(Self {
            id: record.id,
            said: record.said.clone(),
            name: record.name.clone(),
            message: record.source,
            state: match record.progress {
                Progress::Waiting => Incoming::Waiting,
                Progress::TimedOut => Incoming::Failed,
                _ => Incoming::Answered,
            },
            form: match &record.progress {
                Progress::Modal(form) => Some(form.clone()),
                _ => None,
            },
        })
    }
}

fn sees(me: Member, message: &Message) -> bool {
    message.channel == me.channel
        && message.deleted.is_none()
        && message.only_for.is_none_or(|only| only == me.id)
}

fn name(state: &State, id: Snowflake) -> String {
    state
        .user(id)
        .map(|user| user.name.clone())
        .unwrap_or_default()
}

fn activity(presence: Option<&Presence>) -> Option<String> {
    presence.and_then(|presence| presence.activities.first().cloned())
}

fn commands(state: &State, me: Member) -> Vec<Value> {
    let all = state.commands(me.guild);
    all.flat_map(|command| typed_forms(wire::command(state, command)))
        .collect()
}

/// A command as members type it: one with subcommands is several, `deploy file` and its like.
fn typed_forms(command: Value) -> Vec<Value> {
    const SUBCOMMAND: u64 = 1;
    let options = command["options"].as_array().cloned().unwrap_or_default();
    let subcommands: Vec<Value> = options
        .into_iter()
        .filter(|option| option["type"] == SUBCOMMAND)
        .map(|subcommand| {
            let mut whole = command.clone();
            let words = [&command, &subcommand].map(|part| part["name"].as_str().unwrap_or(""));
            whole["name"] = words.join(" ").into();
            whole["description"] = subcommand["description"].clone();
            whole["description_localizations"] = subcommand["description_localizations"].clone();
            whole["options"] = match &subcommand["options"] {
                Value::Null => Value::Array(Vec::new()),
                options => options.clone(),
            };
            whole
        })
        .collect();
    if subcommands.is_empty() {
        vec![command]
    } else {
        subcommands
    }
}

impl From<Result<Value, String>> for Outcome {
    fn from(result: Result<Value, String>) -> Self {
        match result {
            Ok(value) => Self::Done(value),
            Err(why) => Self::Refused(why),
        }
    }
}

/// The answer to a request that has nothing to tell.
pub(super) fn nothing() -> Value {
    json!({})
}
