use std::num::NonZeroU16;

use crate::message::SessionType;
use crate::wire::{DecodeError, Reader, Writer};

/// Which session [`Command::GetSessionInfo`] asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionChoice {
    /// The one that runs.
    Current,
    /// The one at this place of the server's list, from 0.
    Index(u8),
}

/// New values for a session of the server's list.
///
/// AssettoServer jumps to that session at once and refuses index 0. Both programs want care with the
/// session that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetSession {
    /// Its place in the list, from 0.
    pub index: u8,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub kind: SessionType,
    /// Laps of a race; 0 for a session that ends by time.
    pub laps: u32,
    /// The duration, as [`crate::Dialect::session_time`] gives it: seconds or minutes.
    pub time: u32,
    /// Seconds before green.
    pub wait: u32,
}

/// What the server can be told or asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Which version it speaks; AssettoServer answers [`crate::Message::Version`], acServer may not.
    Version,
    /// How often it says where each car is, in milliseconds. acServer is silent until it is told.
    RealtimePosInterval(NonZeroU16),
    /// Who is in this slot. A free slot of AssettoServer gives no answer at all.
    GetCarInfo(u8),
    /// Words for the driver in this slot.
    SendChat {
        /// The slot.
        car: u8,
        /// At most 255 characters; servers show some 60 in a line.
        text: String,
    },
    /// Words for everybody who has loaded; at most 255 characters.
    BroadcastChat(String),
    /// What a session is like.
    GetSessionInfo(SessionChoice),
    /// Changes a session.
    SetSessionInfo(SetSession),
    /// Throws the driver in this slot out. acServer was seen to ignore it.
    KickUser(u8),
    /// Ends the session that runs: only then acServer writes its results.
    NextSession,
    /// Begins the session that runs anew; its laps are gone.
    RestartSession,
    /// A line as an administrator would type it, such as `/kick_id 3`. AssettoServer ignores it.
    AdminCommand(String),
}

impl Command {
    /// The datagram. Every field is written: see the crate's documentation.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let datagram = Writer::new(self.id());
        match self {
            Self::Version | Self::NextSession | Self::RestartSession => datagram,
            Self::RealtimePosInterval(interval) => datagram.u16(interval.get()),
            Self::GetCarInfo(car) | Self::KickUser(car) => datagram.u8(*car),
            Self::SendChat { car, text } => datagram.u8(*car).wide_text(text),
            Self::BroadcastChat(text) | Self::AdminCommand(text) => datagram.wide_text(text),
            Self::GetSessionInfo(SessionChoice::Current) => datagram.i16(-1),
            Self::GetSessionInfo(SessionChoice::Index(index)) => datagram.i16((*index).into()),
            Self::SetSessionInfo(set) => datagram
                .u8(set.index)
                .wide_text(&set.name)
                .u8(set.kind.number())
                .u32(set.laps)
                .u32(set.time)
                .u32(set.wait),
        }
        .finish()
    }

    /// Reads a datagram that was sent to a server, as a journal or a stand-in of a server needs it.
    ///
    /// # Errors
    /// [`DecodeError`] if it is none, is cut off, or holds a value without a meaning.
    pub fn decode(datagram: &[u8]) -> Result<Self, DecodeError> {
        let (id, mut fields) = Reader::new(datagram)?;
        Ok(match id {
            id::VERSION => Self::Version,
            id::REALTIME_POS_INTERVAL => {
                let interval = fields.u16("interval")?;
                Self::RealtimePosInterval(
                    NonZeroU16::new(interval)
                        .ok_or_else(|| fields.invalid("interval", interval))?,
                )
            }
            id::GET_CAR_INFO => Self::GetCarInfo(fields.u8("car")?),
            id::SEND_CHAT => Self::SendChat {
                car: fields.u8("car")?,
                text: fields.wide_text("text")?,
            },
            id::BROADCAST_CHAT => Self::BroadcastChat(fields.wide_text("text")?),
            id::GET_SESSION_INFO => Self::GetSessionInfo(session_choice(&mut fields)?),
            id::SET_SESSION_INFO => Self::SetSessionInfo(SetSession {
                index: fields.u8("session")?,
                name: fields.wide_text("name")?,
                kind: SessionType::read(&mut fields)?,
                laps: fields.u32("laps")?,
                time: fields.u32("time")?,
                wait: fields.u32("wait")?,
            }),
            id::KICK_USER => Self::KickUser(fields.u8("car")?),
            id::NEXT_SESSION => Self::NextSession,
            id::RESTART_SESSION => Self::RestartSession,
            id::ADMIN_COMMAND => Self::AdminCommand(fields.wide_text("command")?),
            unknown => return Err(DecodeError::Unknown(unknown)),
        })
    }

    fn id(&self) -> u8 {
        match self {
            Self::Version => id::VERSION,
            Self::RealtimePosInterval(_) => id::REALTIME_POS_INTERVAL,
            Self::GetCarInfo(_) => id::GET_CAR_INFO,
            Self::SendChat { .. } => id::SEND_CHAT,
            Self::BroadcastChat(_) => id::BROADCAST_CHAT,
            Self::GetSessionInfo(_) => id::GET_SESSION_INFO,
            Self::SetSessionInfo(_) => id::SET_SESSION_INFO,
            Self::KickUser(_) => id::KICK_USER,
            Self::NextSession => id::NEXT_SESSION,
            Self::RestartSession => id::RESTART_SESSION,
            Self::AdminCommand(_) => id::ADMIN_COMMAND,
        }
    }
}

fn session_choice(fields: &mut Reader<'_>) -> Result<SessionChoice, DecodeError> {
    let index = fields.i16("session")?;
    match u8::try_from(index) {
        Ok(index) => Ok(SessionChoice::Index(index)),
        Err(_) if index == -1 => Ok(SessionChoice::Current),
        Err(_) => Err(fields.invalid("session", index)),
    }
}

/// What a program asks that comes late to a running server, or comes back: nothing is told twice, so it
/// asks who is there, which session runs, and who sits in each of so many slots.
///
/// Send them one by one with some 20 ms between: two in one datagram lose the second.
pub fn greeting(slots: u8) -> impl Iterator<Item = Command> {
    [
        Command::Version,
        Command::GetSessionInfo(SessionChoice::Current),
    ]
    .into_iter()
    .chain((0..slots).map(Command::GetCarInfo))
}

mod id {
    pub(super) const VERSION: u8 = 56;
    pub(super) const REALTIME_POS_INTERVAL: u8 = 200;
    pub(super) const GET_CAR_INFO: u8 = 201;
    pub(super) const SEND_CHAT: u8 = 202;
    pub(super) const BROADCAST_CHAT: u8 = 203;
    pub(super) const GET_SESSION_INFO: u8 = 204;
    pub(super) const SET_SESSION_INFO: u8 = 205;
    pub(super) const KICK_USER: u8 = 206;
    pub(super) const NEXT_SESSION: u8 = 207;
    pub(super) const RESTART_SESSION: u8 = 208;
    pub(super) const ADMIN_COMMAND: u8 = 209;
}
