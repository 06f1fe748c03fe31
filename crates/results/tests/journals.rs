//! Evenings of a real AssettoServer, datagram by datagram, and what really happened in them.
//!
//! `recordings` has what was said, and what the scripted drivers did.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod recordings;

use recordings::{Recording, recordings};
use results::journal::{self, Reader};
use results::{Row, SessionKind, SessionResult};
use serde_json::Value;
use udp_plugin::journal::{Direction, Line};
use udp_plugin::{CarInfo, Dialect, Message, greeting};

struct Evening {
    name: &'static str,
    text: &'static str,
    lines: Vec<Line>,
    expected: Value,
}

/// What a driver did in a race.
struct Truth<'a> {
    guid: &'a str,
    laps: u64,
    flag: bool,
}

impl Evening {
    fn of(recording: &Recording) -> Self {
        Self {
            name: recording.name,
            text: recording.text,
            lines: recording.lines(),
            expected: recording.expected(),
        }
    }

    fn named(name: &str) -> Self {
        let mut all = recordings().into_iter();
        Self::of(&all.find(|it| it.name == name).unwrap())
    }

    fn lines(&self) -> &[Line] {
        &self.lines
    }

    fn sessions(&self) -> Vec<SessionResult> {
        follow(self.lines())
    }

    /// The race's drivers in order.
    fn race(&self) -> Vec<Truth<'_>> {
        let rows = self.expected["race"].as_array().unwrap();
        rows.iter()
            .map(|row| Truth {
                guid: row["guid"].as_str().unwrap(),
                laps: row["laps"].as_u64().unwrap(),
                flag: row["flag"].as_bool().unwrap(),
            })
            .collect()
    }

    fn script(&self) -> &[Value] {
        self.expected["script"].as_array().unwrap()
    }

    /// Milliseconds from green to this driver's lap of this number, by the script's own clock.
    fn since_green(&self, guid: &str, lap: usize) -> Option<f64> {
        let green = self
            .script()
            .iter()
            .position(|event| event["what"] == "green")?;
        let mut laps = self.script()[green..]
            .iter()
            .filter(|event| event["what"] == "lap" && event["guid"] == guid);
        let crossed = laps.nth(lap.checked_sub(1)?)?["t"].as_f64()?;
        Some((crossed - self.script()[green]["t"].as_f64()?) * 1000.0)
    }
}

/// Those whose drivers are told in the form of a single race.
fn races() -> Vec<Evening> {
    let all = recordings().into_iter();
    let single = all.filter(|it| it.has_race() && it.name != "race");
    single.map(|it| Evening::of(&it)).collect()
}

fn evenings() -> Vec<Evening> {
    recordings().iter().map(Evening::of).collect()
}

fn follow(lines: &[Line]) -> Vec<SessionResult> {
    let mut reader = Reader::default();
    for line in lines {
        reader.hear(line);
    }
    reader.sessions()
}

fn first_race(sessions: &[SessionResult]) -> &SessionResult {
    sessions
        .iter()
        .find(|session| session.session.kind == SessionKind::Race)
        .unwrap()
}

fn assert_race(evening: &Evening, race: &SessionResult, how: &str) {
    let truth = evening.race();
    let name = evening.name;
    let ours: Vec<&str> = race
        .classification
        .iter()
        .map(|row| row.guid.as_str())
        .collect();
    let theirs: Vec<&str> = truth.iter().map(|driver| driver.guid).collect();
    assert_eq!(ours, theirs, "{name}, {how}: order");
    for (row, truth) in race.classification.iter().zip(&truth) {
        assert_eq!(
            u64::from(row.laps),
            truth.laps,
            "{name}, {how}: laps of {}",
            row.driver
        );
        assert_eq!(
            row.race().unwrap().flag,
            truth.flag,
            "{name}, {how}: flag of {}",
            row.driver
        );
        assert_total(evening, row, how);
    }
}

fn assert_total(evening: &Evening, row: &Row, how: &str) {
    let total = row.race().unwrap().total_ms.unwrap();
    if let Some(truth) = evening.since_green(&row.guid, row.laps as usize) {
        let off = (total as f64 - truth).abs();
        assert!(
            off < 100.0,
            "{}, {how}: total of {}: {total}, not {truth}",
            evening.name,
            row.driver
        );
    }
}

#[test]
fn every_race_is_classified_as_it_was_driven() {
    for evening in races() {
        assert_race(&evening, first_race(&evening.sessions()), "whole");
    }
}

#[test]
fn the_whole_evening_is_told_as_it_was() {
    let evening = Evening::named("race");
    let sessions = evening.sessions();
    let expected = evening.expected["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), expected.len());
    for (session, expected) in sessions.iter().zip(expected) {
        assert_eq!(
            session.session.kind.as_str().to_lowercase(),
            expected["type"]
        );
        assert_eq!(session.session.name.as_deref(), expected["name"].as_str());
        assert_eq!(session.session.track, "ks_brands_hatch");
        assert_eq!(session.session.layout, "indy");
        let Some(rows) = expected["classification"].as_array() else {
            assert_eq!(session.classification, []);
            continue;
        };
        assert_eq!(session.classification.len(), rows.len());
        for (ours, expected) in session.classification.iter().zip(rows) {
            assert_eq!(u64::from(ours.pos), expected["pos"]);
            assert_eq!(ours.guid, expected["guid"]);
            assert_eq!(ours.driver, expected["name"]);
            assert_eq!(u64::from(ours.laps), expected["laps"]);
            assert_eq!(ours.best_ms, expected["best_ms"].as_i64());
            if let Some(total) = expected["total_ms"].as_i64() {
                let race = ours.race().unwrap();
                assert!((race.total_ms.unwrap() - total).abs() < 100);
                assert_eq!(race.flag, expected["flag"]);
                assert_eq!(u64::from(ours.cuts), expected["cuts"]);
            }
        }
        // Every lap that the server told, with its time and cuts.
        let told: Vec<&Value> = expected["laps"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|lap| lap["server_sends_73"] == true)
            .collect();
        assert_eq!(session.lap_times.len(), told.len());
        for (ours, told) in session.lap_times.iter().zip(told) {
            assert_eq!(ours.guid, told["guid"]);
            assert_eq!(ours.ms, told["lap_ms"].as_i64());
            assert_eq!(u64::from(ours.cuts), told["cuts"]);
        }
    }
    let complete: Vec<bool> = sessions
        .iter()
        .map(|session| session.session.complete)
        .collect();
    assert_eq!(complete, [true, true, true, false]);
    let qualify = &sessions[1];
    assert_eq!((qualify.incidents.car, qualify.incidents.env), (2, 1));
    assert_eq!(sessions[2].session.models, ["abarth500", "ks_mazda_miata"]);
    assert_eq!(
        sessions[2].classification[0].team.as_deref(),
        Some("Team Nord")
    );
}

#[test]
fn two_races_with_one_number_are_two() {
    let sessions = Evening::named("reversed-grid").sessions();
    let kinds: Vec<_> = sessions
        .iter()
        .map(|session| session.session.kind)
        .collect();
    use SessionKind::{Practice, Race};
    assert_eq!(kinds, [Practice, Race, Race, Practice]);
    for race in &sessions[1..3] {
        let rows: Vec<_> = race
            .classification
            .iter()
            .map(|row| (row.laps, row.race().unwrap().flag))
            .collect();
        assert_eq!(rows, [(1, true), (1, true), (1, true)]);
    }
}

#[test]
fn a_race_that_is_skipped_at_once_is_a_session_without_laps() {
    let sessions = Evening::named("is-open-0").sessions();
    let laps: Vec<_> = sessions
        .iter()
        .map(|session| (session.session.kind, session.session.laps))
        .collect();
    use SessionKind::{Practice, Race};
    assert_eq!(
        laps,
        [
            (Practice, 0),
            (Race, 0),
            (Practice, 0),
            (Race, 1),
            (Practice, 0)
        ]
    );
}

#[test]
fn a_plugin_that_came_late_and_went_away_still_has_every_driver() {
    let sessions = Evening::named("late-plugin").sessions();
    let rows: Vec<_> = sessions[0]
        .classification
        .iter()
        .map(|row| (row.driver.as_str(), row.laps, row.best_ms))
        .collect();
    assert_eq!(
        rows,
        [
            ("Anna Größe", 1, Some(3000)),
            ("Ben *Turbo* |@here|", 1, Some(3000)),
            ("Cédric 🏁 Lévy", 1, Some(3000))
        ]
    );
    assert_eq!(sessions.len(), 1);
}

#[test]
fn cut_off_anywhere_a_journal_tells_what_had_happened() {
    for evening in races() {
        let lines = evening.lines();
        let finals = evening.race();
        for end in 0..=lines.len() {
            let sessions = follow(&lines[..end]);
            let Some(race) = sessions
                .iter()
                .find(|session| session.session.kind == SessionKind::Race)
            else {
                continue;
            };
            let heard = laps_of_first_race(&lines[..end]);
            for row in &race.classification {
                let truth = finals.iter().find(|truth| truth.guid == row.guid).unwrap();
                let laps = heard
                    .iter()
                    .filter(|car| i64::from(**car) == row.car_id)
                    .count() as u64;
                let how = format!("{end} lines");
                assert_eq!(
                    u64::from(row.laps),
                    laps.min(truth.laps),
                    "{}, {how}",
                    evening.name
                );
                assert_total(&evening, row, &how);
            }
            assert_standing(&evening, race, &finals, end);
        }
    }
}

/// At any moment whoever has more laps is ahead, and of those with as many whoever drove them in less time; nobody
/// has taken the flag who did not, and nobody before the last lap.
fn assert_standing(evening: &Evening, race: &SessionResult, finals: &[Truth<'_>], end: usize) {
    let how = format!("{}, {end} lines", evening.name);
    let stands = |row: &Row| {
        let total = row.race().unwrap().total_ms.unwrap();
        (std::cmp::Reverse(row.laps), total)
    };
    assert!(race.classification.is_sorted_by_key(stands), "{how}: order");
    for row in &race.classification {
        let truth = finals.iter().find(|truth| truth.guid == row.guid).unwrap();
        let took = row.race().unwrap().flag;
        let could = truth.flag && u64::from(row.laps) == truth.laps;
        assert!(!took || could, "{how}: flag of {}", row.driver);
    }
}

/// The slots of the laps of the first race, in order.
fn laps_of_first_race(lines: &[Line]) -> Vec<u8> {
    let mut laps = Vec::new();
    let mut races = 0;
    let mut racing = false;
    for message in lines
        .iter()
        .filter_map(|line| Message::decode(&line.datagram).ok())
    {
        match message {
            Message::NewSession(info) => {
                racing = info.kind == udp_plugin::SessionType::Race;
                races += u8::from(racing);
            }
            Message::LapCompleted(lap) if racing && races == 1 => laps.push(lap.car),
            _ => {}
        }
    }
    laps
}

/// What a program hears and says that comes back to the server after these lines; `after` is what comes next.
fn asked_again(lines: &[Line], after: &[Line]) -> Vec<Line> {
    let mut session = None;
    let mut changing = false;
    let mut slots: [Option<CarInfo>; 4] = Default::default();
    let heard = lines
        .iter()
        .filter(|line| line.direction == Direction::FromServer);
    for message in heard.filter_map(|line| Message::decode(&line.datagram).ok()) {
        match message {
            Message::NewSession(info) | Message::SessionInfo(info) => {
                session = Some(info);
                changing = false;
            }
            Message::EndSession { .. } => changing = true,
            Message::NewConnection(driver) => {
                let place = usize::from(driver.car);
                slots[place] = Some(driver.into());
            }
            Message::ConnectionClosed(driver) => slots[usize::from(driver.car)] = None,
            Message::CarInfo(info) => {
                let place = usize::from(info.car);
                slots[place] = Some(info);
            }
            _ => {}
        }
    }
    if changing {
        // END_SESSION and NEW_SESSION are said at once: whoever asks now is told of the new one.
        session = after
            .iter()
            .find_map(|line| match Message::decode(&line.datagram) {
                Ok(Message::NewSession(info)) => Some(info),
                _ => None,
            });
    }
    let t = lines.last().map_or(0.0, |line| line.t);
    let answers = [Message::Version(4)]
        .into_iter()
        .chain(session.map(Message::SessionInfo))
        .chain(slots.into_iter().flatten().map(Message::CarInfo));
    let asked = greeting(4).map(|command| (Direction::ToServer, command.encode()));
    let answered =
        answers.map(|answer| (Direction::FromServer, answer.encode(Dialect::AssettoServer)));
    asked
        .chain(answered)
        .map(|(direction, datagram)| Line {
            t,
            direction,
            datagram,
        })
        .collect()
}

#[test]
fn a_program_that_starts_anew_anywhere_changes_nothing() {
    for evening in evenings() {
        let lines = evening.lines();
        let whole = evening.sessions();
        for at in 0..=lines.len() {
            let (before, after) = lines.split_at(at);
            let sessions = follow(&[before, &asked_again(before, after), after].concat());
            let without_teams = |sessions: &[SessionResult]| {
                let mut sessions = sessions.to_vec();
                let rows = sessions
                    .iter_mut()
                    .flat_map(|session| &mut session.classification);
                rows.for_each(|row| row.team = None);
                sessions
            };
            assert_eq!(
                without_teams(&sessions),
                without_teams(&whole),
                "{}, at {at}",
                evening.name
            );
        }
    }
}

#[test]
fn who_comes_only_now_learns_laps_and_totals_from_the_next_crossing() {
    for evening in races() {
        let lines = evening.lines();
        let finish = lines
            .iter()
            .rposition(|line| line.datagram.first() == Some(&73))
            .unwrap();
        let race_began = lines
            .iter()
            .position(|line| {
                matches!(Message::decode(&line.datagram), Ok(Message::NewSession(info))
                    if info.kind == udp_plugin::SessionType::Race)
            })
            .unwrap();
        let second = lines[race_began + 1..finish]
            .iter()
            .any(|line| line.datagram.first() == Some(&50));
        if second {
            continue;
        }
        for at in race_began + 1..finish {
            let (before, after) = lines.split_at(at);
            let sessions = follow(&[&asked_again(before, after), after].concat());
            let race = first_race(&sessions);
            // A race by time tells too little of those who finished unheard.
            if evening.name == "timed-race" {
                continue;
            }
            let ours: Vec<_> = race
                .classification
                .iter()
                .map(|row| (&row.guid, u64::from(row.laps)))
                .collect();
            let truth = evening.race();
            let theirs: Vec<_> = truth
                .iter()
                .map(|truth| (truth.guid.to_owned(), truth.laps))
                .collect();
            let theirs: Vec<_> = theirs.iter().map(|(guid, laps)| (guid, *laps)).collect();
            // Who has left before is in no answer.
            if evening.name == "dnf" || evening.name == "all-leave" {
                assert_eq!(ours[0].1, theirs[0].1, "{}, from {at}", evening.name);
            } else {
                assert_eq!(ours, theirs, "{}, from {at}", evening.name);
            }
        }
    }
}

#[test]
fn a_lost_datagram_costs_no_place() {
    for evening in races() {
        let lines = evening.lines();
        let whole = evening.sessions();
        let places = |sessions: &[SessionResult]| -> Vec<_> {
            let race = first_race(sessions);
            race.classification
                .iter()
                .map(|row| (row.car_id, row.laps))
                .collect::<Vec<_>>()
        };
        for lost in 0..lines.len() {
            // The last word about a lap: the next one's leaderboard would bring it back.
            let lap_without_a_later_one = lines[lost].datagram.first() == Some(&73)
                && lines[lost + 1..]
                    .iter()
                    .map(|line| line.datagram[0])
                    .find(|id| [50, 55, 73].contains(id))
                    != Some(73);
            let announces = lines[lost].datagram.first() == Some(&50);
            // In a race by time the winner's flag is said once.
            if lap_without_a_later_one || announces || evening.name == "timed-race" {
                continue;
            }
            let mut rest = lines.to_vec();
            rest.remove(lost);
            assert_eq!(
                places(&follow(&rest)),
                places(&whole),
                "{}, without {lost}",
                evening.name
            );
        }
    }
}

#[test]
fn torn_lines_and_noise_are_passed_over_and_counted() {
    let evening = Evening::named("dnf");
    let half = evening.text.len() / 2;
    let cut = evening.text[..half].rfind('\n').unwrap() + 1;
    let (before, after) = evening.text.split_at(cut);
    let torn = format!("{before}{{\"t\":19,\"dir\":\"from_ser\n\0\0\0\nhello\n{after}");
    let journal = journal::read(torn.as_bytes()).unwrap();
    assert_eq!(journal.skipped, 3);
    assert_eq!(journal.sessions, evening.sessions());
    assert!(journal::is_journal(evening.text.as_bytes()));
    assert!(!journal::is_journal(b"{\"TrackName\": \"magione\"}"));
}

/// Nobody listens for 200 seconds in the middle of the race: what the server said then is lost.
#[test]
fn a_result_says_for_how_long_nobody_listened() {
    let evening = Evening::named("dnf");
    let lines = evening.lines();
    let is_lap = |line: &Line| {
        matches!(
            Message::decode(&line.datagram),
            Ok(Message::LapCompleted(_))
        )
    };
    let lap = lines.iter().rposition(is_lap).unwrap() - 1;
    let (before, after) = lines.split_at(lap);
    let late = |line: &Line| Line {
        t: line.t + 200.0,
        ..line.clone()
    };
    let again = asked_again(before, after);
    let again: Vec<Line> = again.iter().chain(after).map(late).collect();
    let sessions = follow(&[before, &again].concat());
    let race = first_race(&sessions);
    assert_eq!(race.session.unheard_seconds, 200);
    let table = results::render::result_table(race, &[]);
    assert_eq!(
        table.notes.last().unwrap(),
        "Nobody listened to the server for up to 4 min of it: laps of that time are known by their number and total, without their times."
    );
    assert!(
        evening
            .sessions()
            .iter()
            .all(|it| it.session.unheard_seconds == 0),
        "there is nothing to say of those who were heard"
    );
}
