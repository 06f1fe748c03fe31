//! Every datagram that a real AssettoServer was recorded to send or to obey, byte for byte.
//!
//! `recordings/assettoserver.jsonl` holds each once, with what another program read in it. Drivers and
//! Steam ids are invented.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::num::{NonZeroU16, NonZeroU32};

use serde_json::Value;
use udp_plugin::{
    Command, DecodeError, Dialect, Message, SessionChoice, SessionInfo, SessionType, SetSession,
    greeting, hex,
};

struct Recorded {
    to_server: bool,
    bytes: Vec<u8>,
    decoded: Value,
    /// What was tried with it, where it was sent to see what the server does.
    case: Option<String>,
}

fn recorded() -> Vec<Recorded> {
    include_str!("recordings/assettoserver.jsonl")
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            Recorded {
                to_server: line["dir"] == "to_server",
                bytes: hex::decode(line["hex"].as_str().unwrap()).unwrap(),
                decoded: line["decoded"].clone(),
                case: line["case"].as_str().map(str::to_owned),
            }
        })
        .collect()
}

#[test]
fn what_the_server_said_is_read_and_written_byte_for_byte() {
    let mut seen = 0;
    for said in recorded().iter().filter(|line| !line.to_server) {
        let message = Message::decode(&said.bytes).unwrap();
        assert_eq!(
            message.encode(Dialect::AssettoServer),
            said.bytes,
            "{message:?}"
        );
        seen += 1;
    }
    assert_eq!(seen, 322);
}

#[test]
fn another_program_read_the_same_in_it() {
    let number = |value: &Value| value.as_i64();
    for said in recorded().iter().filter(|line| !line.to_server) {
        let other = &said.decoded;
        match Message::decode(&said.bytes).unwrap() {
            Message::NewSession(session) | Message::SessionInfo(session) => {
                assert_eq!(session.server, other["server_name"]);
                assert_eq!(session.track, other["track"]);
                assert_eq!(session.layout, other["track_config"]);
                assert_eq!(session.name, other["session_name"]);
                assert_eq!(
                    number(&other["session_type"]),
                    Some(session.kind.number().into())
                );
                assert_eq!(number(&other["laps"]), Some(session.laps.into()));
                assert_eq!(number(&other["wait_time"]), Some(session.wait.into()));
                assert_eq!(number(&other["elapsed_ms"]), Some(session.elapsed.into()));
            }
            Message::NewConnection(driver) | Message::ConnectionClosed(driver) => {
                assert_eq!(driver.name, other["driver_name"]);
                assert_eq!(driver.guid, other["driver_guid"]);
                assert_eq!(driver.model, other["car_model"]);
                assert_eq!(driver.skin, other["car_skin"]);
            }
            Message::CarInfo(info) => {
                assert_eq!(info.name, other["driver_name"]);
                assert_eq!(info.team, other["driver_team"]);
                assert_eq!(number(&other["is_connected"]), Some(info.connected.into()));
            }
            Message::LapCompleted(lap) => {
                assert_eq!(number(&other["lap_time"]), Some(lap.lap_time.into()));
                let rows = other["leaderboard"].as_array().unwrap();
                assert_eq!(rows.len(), lap.leaderboard.len());
                for (row, other) in lap.leaderboard.iter().zip(rows) {
                    assert_eq!(number(&other["time"]), Some(row.time.into()));
                    assert_eq!(number(&other["laps"]), Some(row.laps.into()));
                    assert_eq!(number(&other["completed"]), Some(row.completed.into()));
                }
            }
            Message::Chat { text, .. } => assert_eq!(text, other["message"]),
            _ => {}
        }
    }
}

#[test]
fn commands_that_the_server_obeyed_are_written_byte_for_byte() {
    for sent in recorded().iter().filter(|line| line.to_server) {
        let Ok(command) = Command::decode(&sent.bytes) else {
            // The malformed ones were sent to see what the server makes of them.
            let case = sent.case.as_deref().unwrap_or_default();
            assert!(is_malformed(case), "{case}");
            continue;
        };
        let written = command.encode();
        let case = sent.case.as_deref().unwrap_or_default();
        if !["two commands", "bad code points", "1600 bytes"]
            .iter()
            .any(|odd| case.contains(odd))
        {
            assert_eq!(written, sent.bytes, "{case}: {command:?}");
        }
    }
}

fn is_malformed(case: &str) -> bool {
    [
        "server id",
        "unknown id",
        "without its byte",
        "without index",
        "single ff",
        "empty datagram",
        "length says 12",
        "no text",
        "noise",
        "truncated",
        "session info -2",
    ]
    .iter()
    .any(|part| case.contains(part))
}

#[test]
fn a_datagram_cut_off_anywhere_is_refused_and_harms_nothing() {
    for line in recorded() {
        for end in 0..line.bytes.len() {
            let cut = &line.bytes[..end];
            if line.to_server {
                let _ = Command::decode(cut);
            } else {
                assert!(
                    Message::decode(cut).is_err(),
                    "{end} bytes of {:?}",
                    line.bytes
                );
            }
        }
    }
}

#[test]
fn ac_server_writes_the_weather_in_narrow_letters() {
    let session = SessionInfo {
        version: 4,
        index: 2,
        current: 2,
        count: 3,
        server: "GT3 Cup".to_owned(),
        track: "magione".to_owned(),
        layout: String::new(),
        name: "Race".to_owned(),
        kind: SessionType::Race,
        minutes: 0,
        laps: 12,
        wait: 60_000,
        ambient: 22,
        road: 28,
        weather: "3_clear".to_owned(),
        elapsed: -60_000,
    };
    for dialect in [Dialect::AcServer, Dialect::AssettoServer] {
        let message = Message::NewSession(session.clone());
        assert_eq!(Message::decode(&message.encode(dialect)).unwrap(), message);
    }
    let narrow = Message::NewSession(session.clone()).encode(Dialect::AcServer);
    assert!(narrow.ends_with(b"\x073_clear\xa0\x15\xff\xff"));
    assert_eq!(Dialect::AcServer.wait_seconds(session.wait), 60);
}

#[test]
fn the_two_programs_count_a_session_in_different_units() {
    let twenty = NonZeroU32::new(20).unwrap();
    assert_eq!(Dialect::AcServer.session_time(twenty), 1200);
    assert_eq!(Dialect::AssettoServer.session_time(twenty), 20);
    let set = SetSession {
        index: 1,
        name: "Quali neu".to_owned(),
        kind: SessionType::Qualify,
        laps: 0,
        time: 600,
        wait: 30,
    };
    assert_eq!(
        hex::encode(&Command::SetSessionInfo(set).encode()),
        "cd01095100000075000000610000006c00000069000000200000006e00000065000000750000000200000000580200001e000000"
    );
}

#[test]
fn one_who_comes_late_asks_who_is_there() {
    let asked: Vec<_> = greeting(2)
        .map(|command| hex::encode(&command.encode()))
        .collect();
    assert_eq!(asked, ["38", "ccffff", "c900", "c901"]);
}

#[test]
fn what_would_harm_a_server_cannot_be_said() {
    assert!(matches!(
        Command::decode(&[200, 0, 0]),
        Err(DecodeError::Value {
            field: "interval",
            ..
        })
    ));
    let interval = Command::RealtimePosInterval(NonZeroU16::new(100).unwrap());
    assert_eq!(interval.encode(), [200, 100, 0]);
    assert_eq!(
        Command::GetSessionInfo(SessionChoice::Current).encode(),
        [204, 255, 255]
    );
}

#[test]
fn long_words_are_cut_and_never_said_to_be_longer_than_they_are() {
    let long = "🏁".repeat(300);
    let Command::BroadcastChat(text) =
        Command::decode(&Command::BroadcastChat(long).encode()).unwrap()
    else {
        panic!("not a chat");
    };
    assert_eq!(text, "🏁".repeat(255));
}
