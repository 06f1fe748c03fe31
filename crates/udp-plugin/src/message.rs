use crate::dialect::Dialect;
use crate::wire::{DecodeError, Reader, Writer};

/// What a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionType {
    /// Cars are booked.
    Book,
    /// Practice.
    Practice,
    /// Qualifying.
    Qualify,
    /// A race.
    Race,
}

impl SessionType {
    /// The number that the protocol has for it.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Book => 0,
            Self::Practice => 1,
            Self::Qualify => 2,
            Self::Race => 3,
        }
    }

    pub(crate) fn read(fields: &mut Reader<'_>) -> Result<Self, DecodeError> {
        match fields.u8("session type")? {
            0 => Ok(Self::Book),
            1 => Ok(Self::Practice),
            2 => Ok(Self::Qualify),
            3 => Ok(Self::Race),
            other => Err(fields.invalid("session type", other)),
        }
    }
}

/// A session, as NEW_SESSION announces it and SESSION_INFO answers.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionInfo {
    /// The protocol's version.
    pub version: u8,
    /// The session that this is about, from 0.
    pub index: u8,
    /// The session that runs; wrong on AssettoServer after [`crate::Command::SetSessionInfo`].
    pub current: u8,
    /// How many sessions the server's list has.
    pub count: u8,
    /// The server's name.
    pub server: String,
    /// The track's folder; `csp/<number>/../<track>` where the server asks for a version of CSP.
    pub track: String,
    /// The layout's folder, or nothing.
    pub layout: String,
    /// What the session is called.
    pub name: String,
    /// What it is. acServer was seen to be wrong in SESSION_INFO.
    pub kind: SessionType,
    /// Its duration in minutes; AssettoServer says 60 for a lap race without one.
    pub minutes: u16,
    /// Laps of a race; 0 for a session that ends by time.
    pub laps: u16,
    /// The wait before green, in the unit of [`Dialect::wait_seconds`].
    pub wait: u16,
    /// Degrees Celsius.
    pub ambient: u8,
    /// Degrees Celsius.
    pub road: u8,
    /// The weather's folder; AssettoServer leaves it empty.
    pub weather: String,
    /// Milliseconds since green on acServer, negative before; on AssettoServer the program's uptime,
    /// which says nothing about the session.
    pub elapsed: i32,
}

/// Who joined or left, and in what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Driver {
    /// The driver's name: at most 25 UTF-16 units, with whatever characters the driver chose.
    pub name: String,
    /// The Steam id as text.
    pub guid: String,
    /// The slot.
    pub car: u8,
    /// The car's folder.
    pub model: String,
    /// The slot's skin.
    pub skin: String,
}

/// Who sits in a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarInfo {
    /// The slot.
    pub car: u8,
    /// Whether somebody is there; acServer still says no directly after NEW_CONNECTION.
    pub connected: bool,
    /// The car's folder.
    pub model: String,
    /// The slot's skin.
    pub skin: String,
    /// The driver's name.
    pub name: String,
    /// The driver's team.
    pub team: String,
    /// The Steam id as text.
    pub guid: String,
}

impl From<Driver> for CarInfo {
    /// Who has just joined; the team is not told then.
    fn from(driver: Driver) -> Self {
        Self {
            car: driver.car,
            connected: true,
            model: driver.model,
            skin: driver.skin,
            name: driver.name,
            team: String::new(),
            guid: driver.guid,
        }
    }
}

/// Three numbers of a place or a speed: metres, or metres per second.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Vector {
    /// To the east.
    pub x: f32,
    /// Upwards.
    pub y: f32,
    /// To the south.
    pub z: f32,
}

/// Where a car is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CarUpdate {
    /// The slot.
    pub car: u8,
    /// Metres.
    pub position: Vector,
    /// Metres per second.
    pub velocity: Vector,
    /// 0 is reverse, 1 neutral.
    pub gear: u8,
    /// Revolutions per minute.
    pub rpm: u16,
    /// How far round the lap, from 0 to 1.
    pub spline: f32,
}

/// A car's line in LAP_COMPLETED.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeaderboardRow {
    /// The slot.
    pub car: u8,
    /// Milliseconds. Race: since green, 0 for none. Otherwise the best lap, [`crate::NO_TIME`] for none.
    pub time: u32,
    /// Race: laps driven. Otherwise laps without cuts.
    pub laps: u16,
    /// Whether this car took the flag. In a race that ends by time AssettoServer says so of the winner only.
    pub completed: bool,
}

/// A lap, and how every slot stands after it.
#[derive(Clone, Debug, PartialEq)]
pub struct LapCompleted {
    /// The slot.
    pub car: u8,
    /// Milliseconds.
    pub lap_time: u32,
    /// How often the driver left the track.
    pub cuts: u8,
    /// One line for each slot. The order is no classification: AssettoServer sorts by time alone.
    pub leaderboard: Vec<LeaderboardRow>,
    /// The track's grip, 1 for all of it.
    pub grip: f32,
}

/// What a car met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collision {
    /// The car in this slot.
    Car(u8),
    /// A wall, a barrier, a tree.
    Environment,
}

/// A contact, as one player's game reports it: two cars that meet give two of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClientEvent {
    /// Whose game reports it.
    pub car: u8,
    /// What was met.
    pub with: Collision,
    /// Kilometres per hour.
    pub speed: f32,
    /// Where, in metres.
    pub world: Vector,
    /// Where on the car, in metres.
    pub relative: Vector,
}

/// What a server tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// A session begins.
    NewSession(SessionInfo),
    /// The answer to [`crate::Command::GetSessionInfo`].
    SessionInfo(SessionInfo),
    /// A driver takes a slot; loading follows.
    NewConnection(Driver),
    /// A driver left, however.
    ConnectionClosed(Driver),
    /// Where a car is.
    CarUpdate(CarUpdate),
    /// The answer to [`crate::Command::GetCarInfo`].
    CarInfo(CarInfo),
    /// A session ended; acServer names the results file that it wrote, AssettoServer nothing.
    EndSession {
        /// Such as `results/2019_3_2_22_3_RACE.json`.
        file: String,
    },
    /// The protocol's version: once after the start of the program, and when asked.
    Version(u8),
    /// A driver says something in the game.
    Chat {
        /// The speaker's slot.
        car: u8,
        /// With line breaks, markup and hidden lines of CSP as they were sent.
        text: String,
    },
    /// The driver in this slot has loaded and can drive.
    ClientLoaded(u8),
    /// What was asked could not be answered.
    Error(String),
    /// A lap.
    LapCompleted(LapCompleted),
    /// A contact.
    ClientEvent(ClientEvent),
}

impl Message {
    /// Reads what a server of either dialect sent. What follows the last field is passed over.
    ///
    /// # Errors
    /// [`DecodeError`] if it is none, is cut off, or holds a value without a meaning.
    pub fn decode(datagram: &[u8]) -> Result<Self, DecodeError> {
        let (id, mut fields) = Reader::new(datagram)?;
        let fields = &mut fields;
        Ok(match id {
            id::NEW_SESSION => Self::NewSession(SessionInfo::read(fields)?),
            id::SESSION_INFO => Self::SessionInfo(SessionInfo::read(fields)?),
            id::NEW_CONNECTION => Self::NewConnection(Driver::read(fields)?),
            id::CONNECTION_CLOSED => Self::ConnectionClosed(Driver::read(fields)?),
            id::CAR_UPDATE => Self::CarUpdate(CarUpdate::read(fields)?),
            id::CAR_INFO => Self::CarInfo(CarInfo::read(fields)?),
            id::END_SESSION => Self::EndSession {
                file: fields.wide_text("file")?,
            },
            id::VERSION => Self::Version(fields.u8("version")?),
            id::CHAT => Self::Chat {
                car: fields.u8("car")?,
                text: fields.wide_text("text")?,
            },
            id::CLIENT_LOADED => Self::ClientLoaded(fields.u8("car")?),
            id::ERROR => Self::Error(fields.wide_text("text")?),
            id::LAP_COMPLETED => Self::LapCompleted(LapCompleted::read(fields)?),
            id::CLIENT_EVENT => Self::ClientEvent(ClientEvent::read(fields)?),
            unknown => return Err(DecodeError::Unknown(unknown)),
        })
    }

    /// The datagram as this program would send it.
    #[must_use]
    pub fn encode(&self, dialect: Dialect) -> Vec<u8> {
        let datagram = Writer::new(self.id());
        match self {
            Self::NewSession(session) | Self::SessionInfo(session) => {
                session.write(datagram, dialect)
            }
            Self::NewConnection(driver) | Self::ConnectionClosed(driver) => driver.write(datagram),
            Self::CarUpdate(update) => update.write(datagram),
            Self::CarInfo(info) => info.write(datagram),
            Self::EndSession { file } => datagram.wide_text(file),
            Self::Version(version) => datagram.u8(*version),
            Self::Chat { car, text } => datagram.u8(*car).wide_text(text),
            Self::ClientLoaded(car) => datagram.u8(*car),
            Self::Error(text) => datagram.wide_text(text),
            Self::LapCompleted(lap) => lap.write(datagram),
            Self::ClientEvent(event) => event.write(datagram),
        }
        .finish()
    }

    fn id(&self) -> u8 {
        match self {
            Self::NewSession(_) => id::NEW_SESSION,
            Self::SessionInfo(_) => id::SESSION_INFO,
            Self::NewConnection(_) => id::NEW_CONNECTION,
            Self::ConnectionClosed(_) => id::CONNECTION_CLOSED,
            Self::CarUpdate(_) => id::CAR_UPDATE,
            Self::CarInfo(_) => id::CAR_INFO,
            Self::EndSession { .. } => id::END_SESSION,
            Self::Version(_) => id::VERSION,
            Self::Chat { .. } => id::CHAT,
            Self::ClientLoaded(_) => id::CLIENT_LOADED,
            Self::Error(_) => id::ERROR,
            Self::LapCompleted(_) => id::LAP_COMPLETED,
            Self::ClientEvent(_) => id::CLIENT_EVENT,
        }
    }
}

/// Whether a datagram says where a car is: by far the most of them, and no result needs them.
#[must_use]
pub(crate) fn is_car_update(datagram: &[u8]) -> bool {
    datagram.first() == Some(&id::CAR_UPDATE)
}

impl SessionInfo {
    fn read(fields: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            version: fields.u8("version")?,
            index: fields.u8("session")?,
            current: fields.u8("current session")?,
            count: fields.u8("session count")?,
            server: fields.wide_text("server name")?,
            track: fields.text("track")?,
            layout: fields.text("layout")?,
            name: fields.text("session name")?,
            kind: SessionType::read(fields)?,
            minutes: fields.u16("minutes")?,
            laps: fields.u16("laps")?,
            wait: fields.u16("wait")?,
            ambient: fields.u8("ambient temperature")?,
            road: fields.u8("road temperature")?,
            weather: read_weather(fields)?,
            elapsed: fields.i32("elapsed time")?,
        })
    }

    fn write(&self, datagram: Writer, dialect: Dialect) -> Writer {
        let datagram = datagram
            .u8(self.version)
            .u8(self.index)
            .u8(self.current)
            .u8(self.count)
            .wide_text(&self.server)
            .text(&self.track)
            .text(&self.layout)
            .text(&self.name)
            .u8(self.kind.number())
            .u16(self.minutes)
            .u16(self.laps)
            .u16(self.wait)
            .u8(self.ambient)
            .u8(self.road);
        match dialect {
            Dialect::AcServer => datagram.text(&self.weather),
            Dialect::AssettoServer => datagram.wide_text(&self.weather),
        }
        .i32(self.elapsed)
    }
}

/// acServer has one byte for a character here, AssettoServer four. Only the elapsed time follows, so what
/// is left tells which it is.
fn read_weather(fields: &mut Reader<'_>) -> Result<String, DecodeError> {
    const ELAPSED: usize = 4;
    let length = usize::from(fields.peek().unwrap_or(0));
    if 0 < length && 1 + length * 4 + ELAPSED <= fields.left() {
        fields.wide_text("weather")
    } else {
        fields.text("weather")
    }
}

impl Driver {
    fn read(fields: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            name: fields.wide_text("driver's name")?,
            guid: fields.wide_text("driver's id")?,
            car: fields.u8("car")?,
            model: fields.text("car model")?,
            skin: fields.text("car skin")?,
        })
    }

    fn write(&self, datagram: Writer) -> Writer {
        datagram
            .wide_text(&self.name)
            .wide_text(&self.guid)
            .u8(self.car)
            .text(&self.model)
            .text(&self.skin)
    }
}

impl CarInfo {
    fn read(fields: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            car: fields.u8("car")?,
            connected: fields.u8("connected")? != 0,
            model: fields.wide_text("car model")?,
            skin: fields.wide_text("car skin")?,
            name: fields.wide_text("driver's name")?,
            team: fields.wide_text("driver's team")?,
            guid: fields.wide_text("driver's id")?,
        })
    }

    fn write(&self, datagram: Writer) -> Writer {
        datagram
            .u8(self.car)
            .u8(self.connected.into())
            .wide_text(&self.model)
            .wide_text(&self.skin)
            .wide_text(&self.name)
            .wide_text(&self.team)
            .wide_text(&self.guid)
    }
}

impl Vector {
    fn read(fields: &mut Reader<'_>, field: &'static str) -> Result<Self, DecodeError> {
        Ok(Self {
            x: fields.f32(field)?,
            y: fields.f32(field)?,
            z: fields.f32(field)?,
        })
    }

    fn write(self, datagram: Writer) -> Writer {
        datagram.f32(self.x).f32(self.y).f32(self.z)
    }
}

impl CarUpdate {
    fn read(fields: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            car: fields.u8("car")?,
            position: Vector::read(fields, "position")?,
            velocity: Vector::read(fields, "velocity")?,
            gear: fields.u8("gear")?,
            rpm: fields.u16("engine speed")?,
            spline: fields.f32("place on the lap")?,
        })
    }

    fn write(&self, datagram: Writer) -> Writer {
        let datagram = self.position.write(datagram.u8(self.car));
        self.velocity
            .write(datagram)
            .u8(self.gear)
            .u16(self.rpm)
            .f32(self.spline)
    }
}

impl LeaderboardRow {
    fn read(fields: &mut Reader<'_>) -> Result<Self, DecodeError> {
        Ok(Self {
            car: fields.u8("leaderboard")?,
            time: fields.u32("leaderboard")?,
            laps: fields.u16("leaderboard")?,
            completed: fields.u8("leaderboard")? != 0,
        })
    }
}

impl LapCompleted {
    fn read(fields: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let (car, lap_time, cuts) = (
            fields.u8("car")?,
            fields.u32("lap time")?,
            fields.u8("cuts")?,
        );
        let rows = fields.u8("leaderboard")?;
        Ok(Self {
            car,
            lap_time,
            cuts,
            leaderboard: (0..rows)
                .map(|_| LeaderboardRow::read(fields))
                .collect::<Result<_, _>>()?,
            grip: fields.f32("grip")?,
        })
    }

    fn write(&self, datagram: Writer) -> Writer {
        let rows = self.leaderboard.iter().take(u8::MAX.into());
        let count = u8::try_from(rows.len()).unwrap_or(u8::MAX);
        rows.fold(
            datagram
                .u8(self.car)
                .u32(self.lap_time)
                .u8(self.cuts)
                .u8(count),
            |datagram, row| {
                datagram
                    .u8(row.car)
                    .u32(row.time)
                    .u16(row.laps)
                    .u8(row.completed.into())
            },
        )
        .f32(self.grip)
    }
}

impl ClientEvent {
    const WITH_CAR: u8 = 10;
    const WITH_ENVIRONMENT: u8 = 11;

    fn read(fields: &mut Reader<'_>) -> Result<Self, DecodeError> {
        let kind = fields.u8("kind of contact")?;
        let car = fields.u8("car")?;
        let with = match kind {
            Self::WITH_CAR => Collision::Car(fields.u8("other car")?),
            Self::WITH_ENVIRONMENT => Collision::Environment,
            other => return Err(fields.invalid("kind of contact", other)),
        };
        Ok(Self {
            car,
            with,
            speed: fields.f32("speed")?,
            world: Vector::read(fields, "place")?,
            relative: Vector::read(fields, "place on the car")?,
        })
    }

    fn write(&self, datagram: Writer) -> Writer {
        let datagram = match self.with {
            Collision::Car(other) => datagram.u8(Self::WITH_CAR).u8(self.car).u8(other),
            Collision::Environment => datagram.u8(Self::WITH_ENVIRONMENT).u8(self.car),
        };
        self.relative
            .write(self.world.write(datagram.f32(self.speed)))
    }
}

/// The first byte of datagrams, for those who tell them apart without reading them.
pub mod id {
    /// Of [`super::Message::NewSession`].
    pub const NEW_SESSION: u8 = 50;
    pub(super) const NEW_CONNECTION: u8 = 51;
    pub(super) const CONNECTION_CLOSED: u8 = 52;
    /// Of [`super::Message::CarUpdate`].
    pub const CAR_UPDATE: u8 = 53;
    pub(super) const CAR_INFO: u8 = 54;
    pub(super) const END_SESSION: u8 = 55;
    pub(super) const VERSION: u8 = 56;
    pub(super) const CHAT: u8 = 57;
    pub(super) const CLIENT_LOADED: u8 = 58;
    pub(super) const SESSION_INFO: u8 = 59;
    pub(super) const ERROR: u8 = 60;
    pub(super) const LAP_COMPLETED: u8 = 73;
    pub(super) const CLIENT_EVENT: u8 = 130;
}
