//! AssettoServer's RCON, as one was recorded: Source's frames, ASCII both ways, no answer to a frame of type 0 or to a
//! second login, a wrong password ends the connection. The first line of a whitelist throws everybody else out.
//!
//! Absent here: more than one connection at a time, and commands that ac-deploy could never want.

use std::io;
use std::net::SocketAddrV4;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::time::timeout;

use super::plugin::Game;

/// A client that is silent for so long is forgotten: nobody else is served meanwhile.
const SILENCE: Duration = Duration::from_secs(2);
/// The largest frame by which a connection survives, and the longest answer.
const MOST_ASKED: usize = 2046;
const MOST_SAID: usize = 1000;

/// The next one who connects; nobody ever where there is no RCON.
pub(super) async fn accept(listener: Option<&TcpListener>) -> TcpStream {
    loop {
        match listener {
            Some(listener) => {
                if let Ok((stream, _)) = listener.accept().await {
                    return stream;
                }
            }
            None => std::future::pending().await,
        }
    }
}

/// Serves one connection until it ends.
pub(super) async fn serve(
    game: &mut Game<'_>,
    plugin: (&UdpSocket, SocketAddrV4),
    mut stream: TcpStream,
    say: &(dyn Fn(&str) + Send + Sync),
) {
    let password = game.server.config.rcon.clone().unwrap_or_default().1;
    let mut is_in = false;
    while let Ok(Ok((id, kind, text))) = timeout(SILENCE, read(&mut stream)).await {
        let answer = match (kind, is_in) {
            (3, false) if !password.is_empty() && text == password => {
                is_in = true;
                frame(id, 2, "")
            }
            (3, false) => {
                let _ = stream.write_all(&frame(-1, 2, "")).await;
                return;
            }
            (2, true) => {
                let answer = obey(game, plugin, &text, say).await;
                if MOST_SAID < answer.len() {
                    return;
                }
                frame(id, 0, &answer)
            }
            (_, true) => continue,
            (_, false) => return,
        };
        if stream.write_all(&answer).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut TcpStream) -> io::Result<(i32, i32, String)> {
    let size = usize::try_from(stream.read_i32_le().await?).unwrap_or(usize::MAX);
    if !(10..=MOST_ASKED).contains(&size) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let (id, kind) = (stream.read_i32_le().await?, stream.read_i32_le().await?);
    let mut text = vec![0; size - 8];
    stream.read_exact(&mut text).await?;
    text.truncate(text.len() - 2);
    Ok((id, kind, text.iter().map(|byte| ascii(*byte)).collect()))
}

fn ascii(byte: u8) -> char {
    if byte.is_ascii() { byte.into() } else { '?' }
}

fn frame(id: i32, kind: i32, text: &str) -> Vec<u8> {
    let text: Vec<u8> = text
        .chars()
        .map(|letter| {
            u8::try_from(letter)
                .ok()
                .filter(u8::is_ascii)
                .unwrap_or(b'?')
        })
        .collect();
    let size = i32::try_from(text.len() + 10).unwrap_or(i32::MAX);
    let head = [size, id, kind].map(i32::to_le_bytes).concat();
    [&head[..], &text, &[0, 0]].concat()
}

async fn obey(
    game: &mut Game<'_>,
    (socket, to): (&UdpSocket, SocketAddrV4),
    line: &str,
    say: &(dyn Fn(&str) + Send + Sync),
) -> String {
    let (command, rest) = line.split_once(' ').unwrap_or((line, ""));
    let who = rest.split(' ').next().unwrap_or_default();
    let much = rest.split(' ').nth(1).and_then(|it| it.parse::<u32>().ok());
    let answer = match (command, much) {
        ("next_session", _) if game.is_held_up() => {
            "Error. Couldn't move to next session. Player is connecting or server is shutting down"
                .to_owned()
        }
        ("restart_session", _) if game.is_held_up() => {
            "Error. Couldn't restart session. Player is connecting".to_owned()
        }
        ("next_session", _) => {
            game.next(socket, to).await;
            "OK. Moving to next session".to_owned()
        }
        ("restart_session", _) => {
            game.restart(socket, to).await;
            "OK. Restarting session".to_owned()
        }
        ("say", _) => {
            say(&format!("Broadcast: CONSOLE: {rest}"));
            format!("CONSOLE: {rest}")
        }
        ("whitelist", _) => {
            let others: Vec<u8> = game
                .here
                .iter()
                .copied()
                .filter(|car| game.person(*car).guid != rest)
                .collect();
            for car in others {
                game.throw_out(socket, to, car).await;
            }
            format!("SteamID {rest} was added to the whitelist")
        }
        ("kick" | "ballast" | "restrictor", _) => match (seat(game, who), command, much) {
            (None, ..) => "This player is not connected.".to_owned(),
            (Some(car), "kick", _) => {
                let person = game.person(car);
                game.throw_out(socket, to, car).await;
                let profile = format!("https://steamcommunity.com/profiles/{}", person.guid);
                format!("Steam profile of {}: {profile}", person.name)
            }
            (Some(car), "ballast", Some(kg)) => {
                say(&format!("RCON ballast {car} {kg}"));
                "Ballast set.".to_owned()
            }
            (Some(car), "restrictor", Some(percent @ 0..=400)) => {
                say(&format!("RCON restrictor {car} {percent}"));
                "Restrictor set.".to_owned()
            }
            _ => format!("SYNTAX ERROR: Use '{command} [driver numeric id] [number]'"),
        },
        _ => "Unknown command".to_owned(),
    };
    answer + "\n"
}

/// Where somebody sits, by slot or Steam id.
fn seat(game: &Game<'_>, who: &str) -> Option<u8> {
    let is_meant = |car: &u8| car.to_string() == who || game.person(*car).guid == who;
    game.here.iter().copied().find(is_meant)
}
