//! What a machine with Windows must do and say like every other. It is written once, where it is used here,
//! and rendered into the end of `scripts/windows/common.ps1`, whose scripts read it from there.
//!
//! After a change: `UPDATE_AGREED=1 cargo test -p agent agreed`. Without that, the test fails.

use domain::control::Controlled;
use domain::ended::{End, SENTENCES, why};
use domain::link::JoinLink;
use domain::report::Report;
use udp_plugin::journal::{Direction, Line};
use udp_plugin::{Command, greeting, id};

use crate::idle::NOTICE_MINUTES;
use crate::restart::last_words;

/// What the rendered part begins with.
const BEGIN: &str = "# Written by crates/agent/src/agreed.rs, which says how to change it.";

/// The part of the scripts that is rendered.
fn powershell() -> String {
    const SOME: i32 = 77;
    let with_a_place = |text: String| text.replace(&SOME.to_string(), "{0}");
    let by_code = End {
        code: Some(SOME),
        ..End::default()
    };
    // The first and the last key are written with their values.
    let keys = &Report::KEYS[1..Report::KEYS.len() - 1];
    let keys: Vec<String> = keys.iter().map(|key| quoted(key)).collect();
    let mut entries = vec![
        ("ReportKeys", format!("@({})", keys.join(", "))),
        ("LinkPattern", quoted(&JoinLink::pattern())),
        ("DirectLink", quoted(&JoinLink::direct_form())),
        ("NoticeSeconds", (NOTICE_MINUTES * 60).to_string()),
        ("Ended", quoted(&with_a_place(why("", by_code).reason))),
        (
            "GivenUp",
            quoted(&with_a_place(last_words("", SOME.unsigned_abs()))),
        ),
    ];
    entries.extend(plugin());
    entries.extend(SENTENCES.map(|(name, sentence)| (name, quoted(sentence))));
    let entries: String = entries
        .iter()
        .map(|(name, value)| format!("        {name} = {value}\n"))
        .collect();
    format!("{BEGIN}\nfunction Get-Agreed {{\n    return @{{\n{entries}    }}\n}}\n")
}

/// The UDP plugin's words, the journal's lines, and the answers to race control.
fn plugin() -> Vec<(&'static str, String)> {
    let hex = |command: Command| hex::encode(command.encode());
    let of_session: Vec<String> = greeting(0).map(hex).map(|it| quoted(&it)).collect();
    let of_car = hex(Command::GetCarInfo(0));
    let announced = Line {
        t: 0.0,
        direction: Direction::FromServer,
        datagram: vec![id::NEW_SESSION],
    };
    // Without its time, and its end: the datagram goes on.
    let line = announced.to_string();
    let begin = line.find("\"dir\"").unwrap_or_default();
    let line = quoted(line[begin..].trim_end_matches("\"}"));
    let answer = |answer: Controlled| quoted(&serde_json::to_string(&answer).unwrap_or_default());
    vec![
        ("Greeting", format!("@({})", of_session.join(", "))),
        ("GetCarInfo", quoted(of_car.trim_end_matches("00"))),
        ("NextSession", quoted(&hex(Command::NextSession))),
        ("CarUpdate", id::CAR_UPDATE.to_string()),
        ("SessionLine", line),
        ("Done", answer(Controlled::Done)),
        ("Ignored", answer(Controlled::Ignored)),
        ("NotOnline", answer(Controlled::NotOnline)),
        ("Unsupported", answer(Controlled::Unsupported)),
    ]
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[test]
fn machines_with_windows_say_and_do_the_same() {
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../scripts/windows/common.ps1"
    );
    let script = std::fs::read_to_string(file).expect("the script");
    let before = script.split(BEGIN).next().unwrap_or_default();
    let wanted = format!("{before}{}", powershell());
    if std::env::var_os("UPDATE_AGREED").is_some() {
        std::fs::write(file, &wanted).expect("written");
        return;
    }
    assert!(
        script == wanted,
        "UPDATE_AGREED=1 cargo test -p agent agreed renders this anew:\n{}",
        powershell()
    );
}
