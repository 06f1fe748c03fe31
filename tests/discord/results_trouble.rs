//! Results are told once: whenever bots are killed, however many there are, whatever storage does.

use super::documents::{Death, Documents};
use super::live_card::report;
use super::watched::once_online;
use super::*;
use ::cloud::SessionFile;
use ::league::{Repeat, standings_mark};
use bytes::Bytes;
use domain::control::Controlled;
use store::{Expected, Key, Store as _};
use tokio_util::sync::CancellationToken;
use watcher::ResultsWatcher;

const RACE: &[u8] = include_bytes!("../../crates/results/tests/files/2019_3_2_22_3_RACE.json");
const NAME: &str = "2019_3_2_22_3_RACE.json";
const JOURNAL: &str = include_str!("../../crates/results/tests/recordings/dnf.jsonl");

impl League {
    /// A process of its own, that has seen nothing yet.
    fn another_bot(&self) -> ResultsWatcher {
        let service = Service::new(self.cloud.clone(), rules(&self.discord));
        ResultsWatcher::new(service.expect("a service"), Arc::clone(&self.results))
    }

    /// A server on which a race has just ended.
    fn server_with_race(&self, number: u64, name: &str, bytes: Bytes) -> Server {
        let server = self.server(number, "Friday GT3", InstanceState::Running);
        self.leaves(&server, name, bytes);
        server
    }

    fn leaves(&self, server: &Server, name: &str, bytes: Bytes) {
        let file = SessionFile {
            name: name.to_owned(),
            size: bytes.len() as u64,
            modified: Timestamp::now(),
        };
        let mut inner = self.cloud.look();
        let files = inner.session_files.entry(server.id.clone()).or_default();
        files.retain(|(known, _)| known.name != name);
        files.push((file, bytes));
    }

    /// Replaces a server whose session does not end; whoever did it is gone then.
    async fn replaces_under_a_session(&self, number: u64) {
        let _ = self.cloud.controlled.set(Controlled::Ignored);
        let name = format!("Server {number}");
        let mut old = self.server(2 * number, &name, InstanceState::Running);
        let new = self.server(2 * number + 1, &name, InstanceState::Running);
        let online = old.launched + SignedDuration::from_mins(5);
        old.record.timeline.reach(Stage::Online, online);
        for server in &mut self.cloud.look().servers {
            if server.id == old.id {
                server.record.timeline = old.record.timeline.clone();
            }
        }
        let service = Service::new(self.cloud.clone(), rules(&self.discord));
        let service = service.expect("a service");
        let retired = service.retire(&old.id, &new.id, old.home).await;
        retired.expect("it is deleted");
    }

    /// In how many messages it is told that the session of this server did not end.
    fn unended_told(&self, number: u64) -> usize {
        let name = format!("Server {number}");
        let is_its = |message: &&Message| {
            let text = message.text();
            text.contains("Its session did not end in time") && text.contains(&name)
        };
        self.messages().iter().filter(is_its).count()
    }

    /// In how many messages a race of this server is told.
    fn races_told(&self, server: &Server) -> usize {
        let channel = self.member("gus").channel;
        let messages = self.discord.channel_messages(channel);
        let is_its = |message: &&Message| {
            let text = message.text();
            text.contains("🏁 Race") && text.contains(&format!("{}-", server.id))
        };
        messages.iter().filter(is_its).count()
    }
}

/// A league whose documents the test can get at.
async fn league() -> (League, Arc<Documents>) {
    let (league, documents) = (League::start().await, Arc::new(Documents::default()));
    let put = league.cloud.other_documents.set(documents.clone());
    put.expect("nobody else did");
    (league, documents)
}

fn after(minutes: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_mins(minutes)
}

/// A machine that boots, or hangs, says nothing for as long as it is waited for. The races of the others are told
/// meanwhile, one after the other.
#[tokio::test]
async fn a_machine_that_does_not_answer_keeps_no_other_result_waiting() {
    let (league, _) = league().await;
    let hanging = league.server(1, "Hanging", InstanceState::Running);
    let hangs = league.cloud.hangs.set(hanging.id.clone());
    hangs.expect("nothing else hangs");
    let stop = CancellationToken::new();
    let telling = tokio::spawn(league.another_bot().run(stop.clone()));
    for number in [2, 3] {
        let server = league.server_with_race(number, NAME, Bytes::from_static(RACE));
        let told = async {
            while league.races_told(&server) == 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), told)
            .await
            .expect("it is told");
    }
    stop.cancel();
    telling.await.expect("it ends");
    league.end().await;
}

/// acServer writes its results only when a session ends. One that did not is told where the stop is.
#[tokio::test]
async fn a_stop_under_a_session_that_does_not_end_says_what_that_costs() {
    let (league, _) = league().await;
    let server = once_online(&league, report());
    let ignored = league.cloud.controlled.set(Controlled::Ignored);
    ignored.expect("nobody else did");
    let before = league.messages().len();
    let oscar = league.member("oscar");
    let id = server.id.to_string();
    league.slash(oscar, "stop", &[("server", &id)]).await;
    let channel = league.member("gus").channel;
    let told = league.discord.wait_for("the stop", |state| {
        let mut messages = state.channel_messages(channel).skip(before);
        messages.next().cloned()
    });
    let told = told.await.text();
    assert!(
        told.contains("stopped **Friday GT3**") && told.contains("Its session did not end in time"),
        "{told}"
    );
    league.end().await;
}

#[tokio::test]
async fn a_deletion_under_a_session_that_does_not_end_says_it_too() {
    let (league, _) = league().await;
    let server = once_online(&league, report());
    let ignored = league.cloud.controlled.set(Controlled::Ignored);
    ignored.expect("nobody else did");
    let alice = league.member("alice");
    let question = league
        .slash(alice, "terminate", &[("server", server.id.as_str())])
        .await;
    let press = league.discord.press(alice, &question, "Delete");
    let told = league.pressed(&press).await.text();
    assert!(
        told.contains("deleted **Friday GT3**") && told.contains("Its session did not end in time"),
        "{told}"
    );
    league.end().await;
}

/// Nobody presses anything when a server goes because another took its place.
#[tokio::test]
async fn a_replaced_server_whose_session_does_not_end_is_told_once() {
    let (league, _) = league().await;
    let old = once_online(&league, report());
    let new = league.server(7, "Friday GT3", InstanceState::Running);
    let ignored = league.cloud.controlled.set(Controlled::Ignored);
    ignored.expect("nobody else did");
    let service = Service::new(league.cloud.clone(), rules(&league.discord)).expect("a service");
    let retired = service.retire(&old.id, &new.id, old.home).await;
    retired.expect("it is deleted");
    let mut watcher = ResultsWatcher::new(service, Arc::clone(&league.results));
    for minutes in 0..2 {
        watcher.pass_at(after(minutes)).await.expect("a pass");
    }
    let channel = league.member("gus").channel;
    let messages = league.discord.channel_messages(channel);
    let unended = |message: &&Message| message.text().contains("Its session did not end in time");
    assert_eq!(messages.iter().filter(unended).count(), 1);
    league.end().await;
}

/// Whoever ended it is killed before the channel knows: another bot tells it, and a third has nothing to add.
#[tokio::test]
async fn that_a_session_did_not_end_is_told_by_another_bot_where_the_first_one_died() {
    let (league, _) = league().await;
    league.replaces_under_a_session(1).await;
    for minutes in [0, 2] {
        let mut other = league.another_bot();
        other.pass_at(after(minutes)).await.expect("a pass");
    }
    assert_eq!(league.unended_told(1), 1);
    league.end().await;
}

/// Killed before and after each thing that it does with its storage while it tells.
#[tokio::test]
async fn a_bot_killed_while_it_tells_that_a_session_did_not_end_leaves_one_message() {
    let (league, documents) = league().await;
    let mut number = 1;
    let mut deaths = 0;
    for done in [false, true] {
        for call in 0.. {
            number += 1;
            documents.empty();
            league.replaces_under_a_session(number).await;
            let mut first = league.another_bot();
            documents.kill_at(Some(Death { call, done }));
            let lived = tokio::select! {
                passed = first.pass_at(Timestamp::now()) => passed.is_ok(),
                () = documents.has_killed() => false,
            };
            documents.kill_at(None);
            drop(first);
            let mut other = league.another_bot();
            for minutes in [0, 2, 4] {
                other.pass_at(after(minutes)).await.expect("a pass");
            }
            let told = league.unended_told(number);
            assert_eq!(told, 1, "killed at {call}, done: {done}");
            league.cloud.look().servers.clear();
            if lived {
                break;
            }
            deaths += 1;
        }
    }
    // Looked up, its turn taken, told, noted, removed.
    assert!(8 < deaths, "{deaths}");
    league.end().await;
}

/// One of a season's results is broken when its table is to be drawn anew, and a person mends it.
#[tokio::test]
async fn a_table_whose_results_cannot_be_read_is_drawn_once_they_can() {
    let (league, documents) = league().await;
    let oscar = league.member("oscar");
    let season = [("season", "spring".into())];
    let begun = league.discord.slash(oscar, "season new", &season);
    begun.reply().await;
    league.server_with_race(1, NAME, Bytes::from_static(RACE));
    let mut bot = league.another_bot();
    bot.pass_at(Timestamp::now()).await.expect("a pass");
    league.cloud.look().session_files.clear();
    let kept = league.kept();
    let id = kept.results().await.expect("results").results.remove(0).id;
    let decision = results::document::Decision {
        by: "ada".to_owned(),
        at: Timestamp::now(),
        reason: "No-show".to_owned(),
    };
    let taken = kept.deduct("spring", "Driver 02", 3, Repeat::Ask, decision);
    taken.await.expect("taken off");

    let key = format!("results/{}/{id}.json", league.home().guild);
    let key = Key::new(key).expect("a key");
    let sound = documents.get(&key).await.expect("read").expect("a result");
    let broken = Expected::Unchanged(&sound.version);
    let broken = documents.put(&key, b"{".to_vec(), broken).await;
    broken.expect("written");
    bot.pass_at(after(2)).await.expect("a pass");
    let is_drawn = || {
        let messages = league.messages();
        messages
            .iter()
            .any(|it| it.text().contains("Driver 02 · 22"))
    };
    assert!(!is_drawn());
    let mended = documents.put(&key, sound.bytes, Expected::Absent).await;
    mended.expect("it was set aside");
    bot.pass_at(after(4)).await.expect("a pass");
    assert!(is_drawn());
    league.end().await;
}

/// Each decision posts the table as it is then; what is decided later changes that, too.
#[tokio::test]
async fn the_table_of_a_decision_shows_what_was_decided_after_it() {
    let (league, _) = league().await;
    let oscar = league.member("oscar");
    league
        .told(oscar, "season new", &[("season", "spring")])
        .await;
    league.server_with_race(1, NAME, Bytes::from_static(RACE));
    let mut bot = league.another_bot();
    bot.pass_at(Timestamp::now()).await.expect("a pass");
    let kept = league.kept();
    let id = kept.results().await.expect("results").results.remove(0).id;

    let about = |reason| [("result", id.as_str()), ("reason", reason)];
    let [_, aside] = league
        .told_of(oscar, "results set-aside", &about("Red flag"))
        .await;
    assert!(!aside.text().contains("Driver 02 · 25"));
    let deduct = [
        ("driver", "76561190000000002"),
        ("points", "3"),
        ("reason", "No-show"),
    ];
    let taken = league.told(oscar, "season deduct", &deduct).await;
    let [_, restored] = league
        .told_of(oscar, "results restore", &about("It was green"))
        .await;
    let season = kept.season("spring").await.expect("the season");
    let mark = standings_mark(&season).expect("a mark");
    let noted = async {
        while kept.told(&mark).await.expect("read").len() < 4 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let noted = tokio::time::timeout(Duration::from_secs(30), noted);
    noted.await.expect("all four tables are noted");
    bot.pass_at(after(2)).await.expect("a pass");
    for (table, above) in [
        (aside, "The standings after that decision:"),
        (taken, "took points off in **spring**"),
        (restored, "The standings after that decision:"),
    ] {
        let shown = league.discord.message(table.id).expect("it stands");
        let shown = shown.text();
        assert!(
            shown.contains(above) && shown.contains("Driver 02 · 22"),
            "{shown}"
        );
    }
    league.end().await;
}

/// Stewards decide from a shell, after the server is gone: what stands in the channel follows all the same.
#[tokio::test]
async fn what_was_told_before_a_decision_shows_the_decision() {
    let (league, _) = league().await;
    let oscar = league.member("oscar");
    let season = [("season", "spring".into())];
    league
        .discord
        .slash(oscar, "season new", &season)
        .reply()
        .await;
    let server = league.server_with_race(1, NAME, Bytes::from_static(RACE));
    let mut bot = league.another_bot();
    bot.pass_at(Timestamp::now()).await.expect("a pass");
    league.cloud.look().session_files.clear();

    let kept = league.kept();
    let id = kept.results().await.expect("results").results.remove(0).id;
    let decision = |reason: &str| results::document::Decision {
        by: "ada".to_owned(),
        at: Timestamp::now(),
        reason: reason.to_owned(),
    };
    let channel = league.member("gus").channel;
    let shown = |what: &str| {
        let messages = league.discord.channel_messages(channel);
        let texts: Vec<String> = messages.iter().map(Message::text).collect();
        let text = texts.iter().rfind(|text| text.contains(what)).cloned();
        (text.expect("a message"), texts.len())
    };
    let (standings, count) = shown("Driver 02 · 25");
    assert!(standings.contains("🏆"), "{standings}");

    let aside = kept.set_aside(id.as_str(), decision("Red flag")).await;
    aside.expect("set aside");
    bot.pass_at(after(2)).await.expect("a pass");
    let (race, now) = shown("🏁 Race");
    assert!(race.contains("**Does not count**: Red flag"), "{race}");
    let (standings, _) = shown("🏆");
    assert!(!standings.contains("Driver 02 · 25"), "{standings}");
    assert_eq!(now, count, "nothing is posted anew");

    let back = kept.restore(id.as_str(), decision("It was green")).await;
    back.expect("restored");
    // A bot that starts anew finds what was decided while none ran.
    let mut other = league.another_bot();
    other.pass_at(after(4)).await.expect("a pass");
    let (race, _) = shown("🏁 Race");
    assert!(!race.contains("Does not count"), "{race}");
    shown("Driver 02 · 25");
    assert!(kept.corrections().await.expect("read").is_empty());
    assert_eq!(league.races_told(&server), 1);

    // Somebody deletes the message: there is nothing to draw, and nothing to wait for.
    let messages = league.discord.channel_messages(channel);
    let race = messages.iter().find(|it| it.text().contains("🏁 Race"));
    league.discord.delete(race.expect("the race").id);
    let aside = kept.set_aside(id.as_str(), decision("Red flag")).await;
    aside.expect("set aside");
    other.pass_at(after(6)).await.expect("a pass");
    assert!(kept.corrections().await.expect("read").is_empty());
    league.end().await;
}

/// Killed before and after each thing that it does with its storage: between taking in, keeping, taking the
/// turn, posting and noting. Then either a new bot comes, or one goes on that ran beside it.
#[tokio::test]
async fn a_bot_killed_anywhere_between_the_file_and_its_message_leaves_one_message() {
    let (league, documents) = league().await;
    let mut number = 1;
    let mut deaths = 0;
    for done in [false, true] {
        for call in 0.. {
            number += 1;
            documents.empty();
            let mut other = league.another_bot();
            let ran_beside = call % 2 == 1;
            if ran_beside {
                other.pass_at(Timestamp::now()).await.expect("a pass");
            }
            let server = league.server_with_race(number, NAME, Bytes::from_static(RACE));
            let mut first = league.another_bot();
            documents.kill_at(Some(Death { call, done }));
            let lived = tokio::select! {
                passed = first.pass_at(Timestamp::now()) => passed.is_ok(),
                () = documents.has_killed() => false,
            };
            documents.kill_at(None);
            drop(first);
            for minutes in [0, 2, 4] {
                other.pass_at(after(minutes)).await.expect("a pass");
            }
            let told = league.races_told(&server);
            assert_eq!(told, 1, "killed at {call}, done: {done}, {ran_beside}");
            league.cloud.look().servers.clear();
            if lived {
                break;
            }
            deaths += 1;
        }
    }
    // Looked up, kept with its file, counted, its turn taken, told, noted.
    assert!(20 < deaths, "{deaths}");
    league.end().await;
}

/// Storage refuses everything for a minute, in the middle of a race that the plugin tells and that the server
/// writes down.
#[tokio::test]
async fn a_minute_without_storage_delays_a_race_and_neither_loses_nor_doubles_it() {
    let (league, documents) = league().await;
    let now = Timestamp::now();
    let began = now.as_second() as f64 - 36.0;
    let lines = JOURNAL.lines().map(|line| {
        let mut line = udp_plugin::journal::Line::parse(line).expect("a line");
        line.t += began;
        format!("{line}\n")
    });
    let journal: String = lines.collect();
    let server = league.server_with_race(1, "boot-1.jsonl", Bytes::from(journal));
    let (mut first, mut second) = (league.another_bot(), league.another_bot());
    documents.refuse(true);
    for seconds in (0..60).step_by(5) {
        if seconds == 30 {
            league.leaves(&server, NAME, Bytes::from_static(RACE));
        }
        let at = now + SignedDuration::from_secs(seconds);
        let _ = first.pass_at(at).await;
        let _ = second.pass_at(at).await;
        assert_eq!(league.races_told(&server), 0);
    }
    documents.refuse(false);
    for seconds in (60..200).step_by(5) {
        let at = now + SignedDuration::from_secs(seconds);
        let _ = first.pass_at(at).await;
        let _ = second.pass_at(at).await;
    }
    assert_eq!(league.races_told(&server), 1);
    league.end().await;
}

/// Discord refuses the message of a result, as AutoMod does: this bot sends it once, and not every minute of the
/// evening.
#[tokio::test]
async fn a_result_that_discord_refuses_for_good_is_not_sent_again_and_again() {
    const POST: &str = "POST /channels/{channel_id}/messages";
    let (league, _documents) = league().await;
    let refused = Fault::Refused {
        status: 400,
        code: 240_000,
    };
    league.discord.faults().keep_failing(POST, refused);
    league.server_with_race(1, NAME, Bytes::from_static(RACE));
    let mut bot = league.another_bot();
    for minutes in [0, 2, 4, 6] {
        bot.pass_at(after(minutes)).await.expect("a pass");
    }
    let tries = league.discord.wait_for("the requests", |state| {
        let refused = state.requests().filter(|request| request.status == 400);
        Some(refused.count())
    });
    assert_eq!(tries.await, 1);
    league.discord.faults().clear();
    league.end().await;
}
