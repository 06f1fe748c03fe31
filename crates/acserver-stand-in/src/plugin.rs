//! The server's end of its UDP plugin: drivers come and go, a race is driven to its flag, commands are obeyed
//! as far as the real programs obey them.
//!
//! acServer throws drivers out by an administrator's command and writes results files; AssettoServer does it
//! by KICK_USER and writes none. It changes no session while somebody loads and says nothing about it, takes
//! another length of a session in minutes and jumps to it at once, and after an interval of 0 never says again
//! where cars are: all of it as recorded.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::time::Duration;

use tokio::net::{TcpListener, UdpSocket};
use tokio::time::Instant;
use udp_plugin::{
    CarInfo, CarUpdate, Command, Dialect, Driver, LapCompleted, LeaderboardRow, MAX_DATAGRAM,
    Message, SessionInfo, SessionType, SetSession, Vector,
};

use super::race::{self, RACE_LAPS};
use super::{Config, Server, ServerKind, rcon};

/// A file in the working directory that holds the number of the race that is being driven.
pub const DRIVING_FILE: &str = "simulated-driving";

/// How often what changed is told.
const LOOK: Duration = Duration::from_millis(20);
/// How often AssettoServer says where cars are, before anybody says otherwise.
const POSITIONS: Duration = Duration::from_secs(1);
/// REALTIMEPOS_INTERVAL of 0, which no command of ours can say.
const INTERVAL_OF_0: [u8; 3] = [200, 0, 0];

/// Speaks until the server ends. Where the port cannot be had, it says nothing.
pub(super) async fn speak(
    server: &Server,
    (port, to): (u16, SocketAddrV4),
    say: &(dyn Fn(&str) + Send + Sync),
) {
    let Ok(socket) = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, port)).await else {
        return;
    };
    let mut game = Game::of(server);
    game.send(&socket, to, &Message::Version(4)).await;
    game.announce(&socket, to).await;
    let listener = match (&server.config.rcon, &server.program) {
        (Some((port, _)), ServerKind::AssettoServer) => {
            TcpListener::bind((Ipv4Addr::UNSPECIFIED, *port)).await.ok()
        }
        _ => None,
    };
    let mut datagram = [0; MAX_DATAGRAM];
    loop {
        tokio::select! {
            heard = socket.recv_from(&mut datagram) => {
                let count = heard.map_or(0, |(count, _)| count);
                if datagram[..count] == INTERVAL_OF_0 {
                    game.positions = None;
                }
                if let Ok(command) = Command::decode(&datagram[..count]) {
                    game.obey(&socket, to, command, say).await;
                }
            }
            stream = rcon::accept(listener.as_ref()) => {
                rcon::serve(&mut game, (&socket, to), stream, say).await;
            }
            () = tokio::time::sleep(LOOK) => game.go_on(&socket, to).await,
        }
    }
}

pub(super) struct Game<'a> {
    pub(super) server: &'a Server,
    dialect: Dialect,
    /// A session that was made another.
    set: Option<SetSession>,
    /// How often it says where cars are, and when it did; never again where there is nothing.
    positions: Option<(Duration, Instant)>,
    /// Who is there.
    pub(super) here: BTreeSet<u8>,
    /// Who was thrown out.
    out: BTreeSet<u8>,
    /// The race that is being driven.
    driven: u32,
    /// The last one that was over.
    over: u32,
}

impl<'a> Game<'a> {
    fn of(server: &'a Server) -> Self {
        Self {
            server,
            dialect: match server.program {
                ServerKind::AssettoServer => Dialect::AssettoServer,
                _ => Dialect::AcServer,
            },
            set: None,
            positions: match server.program {
                ServerKind::AssettoServer => Some((POSITIONS, Instant::now())),
                _ => None,
            },
            here: BTreeSet::new(),
            out: BTreeSet::new(),
            driven: 0,
            over: 0,
        }
    }

    fn config(&self) -> &Config {
        &self.server.config
    }

    async fn send(&self, socket: &UdpSocket, to: SocketAddrV4, message: &Message) {
        let _ = socket.send_to(&message.encode(self.dialect), to).await;
    }

    fn session(&self) -> SessionInfo {
        let races = self.driven != 0;
        let usual = self.usual_session(races);
        match &self.set {
            Some(set) => SessionInfo {
                index: set.index,
                name: set.name.clone(),
                kind: set.kind,
                minutes: set.time.try_into().unwrap_or(u16::MAX),
                laps: set.laps.try_into().unwrap_or(u16::MAX),
                wait: set.wait.try_into().unwrap_or(u16::MAX),
                ..usual
            },
            None => usual,
        }
    }

    fn usual_session(&self, races: bool) -> SessionInfo {
        SessionInfo {
            version: 4,
            index: u8::from(races),
            current: u8::from(races),
            count: 2,
            server: self.config().name.clone(),
            track: self.config().track.clone(),
            layout: self.config().layout.clone(),
            name: if races { "Race" } else { "Practice" }.to_owned(),
            kind: match races {
                true => SessionType::Race,
                false => SessionType::Practice,
            },
            minutes: if races { 0 } else { 60 },
            laps: if races { RACE_LAPS } else { 0 }
                .try_into()
                .unwrap_or_default(),
            wait: 60,
            ambient: 20,
            road: 24,
            weather: "3_clear".to_owned(),
            elapsed: 0,
        }
    }

    async fn announce(&self, socket: &UdpSocket, to: SocketAddrV4) {
        self.send(socket, to, &Message::NewSession(self.session()))
            .await;
    }

    pub(super) fn person(&self, car: u8) -> Driver {
        let person = self.config().person(car.into());
        Driver {
            name: person.name,
            guid: person.guid,
            car,
            model: person.model,
            skin: person.skin,
        }
    }

    /// Whoever came or went, and a race that is to be driven.
    async fn go_on(&mut self, socket: &UdpSocket, to: SocketAddrV4) {
        let seats = self.config().seats(self.server.state.clients());
        let wanted: BTreeSet<u8> = seats
            .into_iter()
            .filter_map(|car| u8::try_from(car).ok())
            .filter(|car| !self.out.contains(car))
            .collect();
        for car in wanted.difference(&self.here) {
            let message = Message::NewConnection(self.person(*car));
            self.send(socket, to, &message).await;
            self.send(socket, to, &Message::ClientLoaded(*car)).await;
        }
        for car in self.here.difference(&wanted) {
            let message = Message::ConnectionClosed(self.person(*car));
            self.send(socket, to, &message).await;
        }
        self.here = wanted;
        self.say_positions(socket, to).await;
        let number = self.server.state.driving();
        if number != self.driven && self.over < number {
            self.driven = number;
            self.end(socket, to, String::new()).await;
            self.drive(socket, to).await;
        }
    }

    async fn say_positions(&mut self, socket: &UdpSocket, to: SocketAddrV4) {
        let Some((every, then)) = &mut self.positions else {
            return;
        };
        if then.elapsed() < *every {
            return;
        }
        *then = Instant::now();
        let still = Vector::default();
        for car in &self.here {
            let update = CarUpdate {
                car: *car,
                position: still,
                velocity: still,
                gear: 1,
                rpm: 1000,
                spline: 0.0,
            };
            self.send(socket, to, &Message::CarUpdate(update)).await;
        }
    }

    async fn end(&self, socket: &UdpSocket, to: SocketAddrV4, file: String) {
        self.send(socket, to, &Message::EndSession { file }).await;
        self.announce(socket, to).await;
    }

    /// All laps at once, in the order in which cars cross the line.
    async fn drive(&self, socket: &UdpSocket, to: SocketAddrV4) {
        let field = self.config().field(self.server.state.clients());
        let runs = race::race(&field, self.driven);
        let mut crossings = Vec::new();
        for run in &runs {
            let mut at = 0;
            for lap in &run.laps {
                at += lap;
                crossings.push((at, run.car, *lap));
            }
        }
        crossings.sort_unstable();
        for (now, car, lap_time) in crossings {
            let table = runs.iter().map(|run| {
                let mut total = 0;
                let mut laps = 0;
                for lap in &run.laps {
                    if total + lap <= now {
                        total += lap;
                        laps += 1;
                    }
                }
                LeaderboardRow {
                    car: run.car.try_into().unwrap_or_default(),
                    time: total,
                    laps,
                    completed: RACE_LAPS <= laps.into(),
                }
            });
            let lap = LapCompleted {
                car: car.try_into().unwrap_or_default(),
                lap_time,
                cuts: 0,
                leaderboard: table.collect(),
                grip: 1.0,
            };
            self.send(socket, to, &Message::LapCompleted(lap)).await;
        }
    }

    async fn obey(
        &mut self,
        socket: &UdpSocket,
        to: SocketAddrV4,
        command: Command,
        say: &(dyn Fn(&str) + Send + Sync),
    ) {
        match command {
            Command::Version => self.send(socket, to, &Message::Version(4)).await,
            Command::GetSessionInfo(_) => {
                self.send(socket, to, &Message::SessionInfo(self.session()))
                    .await;
            }
            Command::GetCarInfo(car)
                if self.here.contains(&car) || self.dialect == Dialect::AcServer =>
            {
                let message = Message::CarInfo(self.car(car));
                self.send(socket, to, &message).await;
            }
            Command::NextSession | Command::RestartSession if self.is_held_up() => {}
            Command::NextSession => self.next(socket, to).await,
            Command::RestartSession => self.restart(socket, to).await,
            Command::SetSessionInfo(set)
                if self.dialect == Dialect::AssettoServer && set.index != 0 =>
            {
                self.set = Some(set);
                self.end(socket, to, String::new()).await;
            }
            Command::RealtimePosInterval(interval) => {
                let interval = Duration::from_millis(interval.get().into());
                // One that was killed stays so.
                self.positions = self.positions.map(|(_, then)| (interval, then));
            }
            Command::KickUser(car) if self.dialect == Dialect::AssettoServer => {
                self.throw_out(socket, to, car).await;
            }
            Command::AdminCommand(line) if self.dialect == Dialect::AcServer => {
                if line.starts_with("/ballast ") || line.starts_with("/restrictor ") {
                    say(&format!("ADMIN {line}"));
                }
                let car = line.strip_prefix("/kick_id ");
                if let Some(car) = car.and_then(|car| car.parse().ok()) {
                    self.throw_out(socket, to, car).await;
                }
            }
            Command::BroadcastChat(text) => say(&format!("CHAT [SERVER]: {text}")),
            _ => {}
        }
    }

    fn car(&self, car: u8) -> CarInfo {
        let person = self.person(car);
        CarInfo {
            car,
            connected: self.here.contains(&car),
            model: person.model,
            skin: person.skin,
            name: person.name,
            team: String::new(),
            guid: person.guid,
        }
    }

    /// Whether no session changes, since somebody loads.
    pub(super) fn is_held_up(&self) -> bool {
        self.dialect == Dialect::AssettoServer && self.server.state.loading()
    }

    pub(super) async fn restart(&mut self, socket: &UdpSocket, to: SocketAddrV4) {
        self.end(socket, to, String::new()).await;
    }

    pub(super) async fn throw_out(&mut self, socket: &UdpSocket, to: SocketAddrV4, car: u8) {
        if self.here.remove(&car) {
            self.out.insert(car);
            let message = Message::ConnectionClosed(self.person(car));
            self.send(socket, to, &message).await;
        }
    }

    pub(super) async fn next(&mut self, socket: &UdpSocket, to: SocketAddrV4) {
        let mut file = String::new();
        if self.driven != 0 {
            let clients = self.server.state.clients();
            if self.dialect == Dialect::AcServer
                && let Ok(path) = race::finish(self.config(), clients, self.driven)
            {
                file = path.to_string_lossy().into_owned();
            }
            self.over = self.driven;
            self.driven = 0;
        }
        self.set = None;
        self.end(socket, to, file).await;
    }
}
