//! What a race on a machine leaves: told in the channel, kept after the machine is gone.

use discord_stand_in::Message;
use domain::server::{InstanceState, Server, StopReason};
use jiff::{SignedDuration, Timestamp};
use pack::sample::Sample;
use world::World;

use super::idle::forgotten;

const RACE: &[u8] = include_bytes!("../../crates/results/tests/files/2019_3_2_22_3_RACE.json");
const NAME: &str = "2019_3_2_22_3_RACE.json";
const EVENING: &str = include_str!("../../crates/results/tests/recordings/race.jsonl");

async fn online() -> World {
    online_with("cup.tar.gz", Sample::linux().tar_gz()).await
}

async fn online_with(name: &str, pack: Vec<u8>) -> World {
    let world = World::start().await;
    world.deploy(&world.attach(name, pack)).reply().await;
    world.join_message().await;
    world
}

/// A race whose flag was not shown yet, as the server's plugin told it.
fn half_an_evening(world: &World) {
    let lines: Vec<&str> = EVENING.lines().take(70).collect();
    let journal = lines.join("\n");
    world
        .machine()
        .leave_journal("zz-1.jsonl", journal.as_bytes());
}

fn told(world: &World) -> Vec<Message> {
    let messages = world.discord.channel_messages(world.channel());
    let is_result = |message: &Message| message.text().contains("🏁 Race ·");
    messages.into_iter().filter(is_result).collect()
}

#[tokio::test]
async fn a_race_on_a_machine_is_told_once_whatever_is_killed_and_outlives_the_machine() {
    let mut world = online().await;
    let server = world.only_server().await;
    world.machine().leave_results(NAME, RACE);

    // The bucket refuses: nothing is told, and nothing is lost.
    world.aws.fail("s3:PutObject").always().with(
        "SlowDown",
        503,
        "Please reduce your request rate.",
    );
    let mut results = world.results_watcher().await;
    let _ = results.pass_at(Timestamp::now()).await;
    assert_eq!(told(&world).len(), 0);
    world.aws.heal();
    assert_eq!(results.pass_at(Timestamp::now()).await.expect("a pass"), 1);
    let [message] = &told(&world)[..] else {
        panic!("told once");
    };
    assert!(
        message.text().contains("[file: result.png]"),
        "{}",
        message.text()
    );
    let guild = world.discord.guild();
    let file = format!("results/{guild}/{}/{NAME}", server.id);
    let kept = world.objects("results/").await;
    assert!(kept.contains(&file), "{kept:?}");

    // The bot is killed, and the next one finds it told.
    drop(results);
    world.kill_bot().await;
    world.start_bot().await;
    let mut results = world.results_watcher().await;
    let later = Timestamp::now() + SignedDuration::from_mins(2);
    assert_eq!(results.pass_at(later).await.expect("a pass"), 0);

    // Whoever has the link sees what the server wrote.
    let [message] = &told(&world)[..] else {
        panic!("told once");
    };
    let answer = world
        .press(world.dora(), message, "Open in SimResults")
        .await;
    let text = answer.text();
    let link = text
        .split("remote?result=")
        .nth(1)
        .and_then(|rest| rest.split(')').next());
    let link = percent_encoding::percent_decode_str(link.expect("a link")).decode_utf8();
    let link = link.expect("an address").replace('\\', "");
    let fetched = reqwest::get(&link).await.expect("an answer");
    assert_eq!(fetched.bytes().await.expect("a file"), RACE);
}

/// The bucket refuses the machine, which is to put its file there, or the bot, which keeps what it read.
#[tokio::test]
async fn a_bucket_that_refuses_for_a_minute_delays_a_race_and_loses_none() {
    let world = online().await;
    let mut results = world.results_watcher().await;
    let mut now = Timestamp::now();
    let refused = ["s3:PutObject", "s3:GetObject", "s3:ListObjectsV2"];
    for (number, operation) in refused.into_iter().enumerate() {
        let name = format!("2019_3_2_22_{number}_RACE.json");
        world.machine().leave_results(&name, RACE);
        let fault = world.aws.fail(operation).always();
        fault.with("SlowDown", 503, "Please reduce your request rate.");
        for _ in 0..3 {
            let _ = results.pass_at(now).await;
            assert_eq!(told(&world).len(), number, "{operation}");
            now += SignedDuration::from_secs(20);
        }
        world.aws.heal();
        for _ in 0..2 {
            results.pass_at(now).await.expect("a pass");
            now += SignedDuration::from_secs(61);
        }
        assert_eq!(told(&world).len(), number + 1, "{operation}");
    }
}

/// The race ended in the last seconds before the machine was deleted.
#[tokio::test]
async fn what_was_driven_last_is_taken_in_before_the_machine_goes() {
    taken_in_before_it_goes(online().await).await;
}

#[tokio::test]
async fn so_it_is_on_a_windows_machine() {
    taken_in_before_it_goes(online_with("cup.zip", Sample::default().zip()).await).await;
}

async fn taken_in_before_it_goes(world: World) {
    let server = world.only_server().await;
    world.machine().leave_results(NAME, RACE);
    let options = [("server", server.id.to_string().into())];
    let question = world.discord.slash(world.oscar(), "terminate", &options);
    let question = question.reply().await;
    world.press(world.oscar(), &question, "Delete").await;
    world
        .wait_for_state(&server.id, InstanceState::Terminated)
        .await;
    let listed = world
        .discord
        .slash(world.dora(), "results list", &[])
        .reply()
        .await;
    assert!(
        listed.text().contains("2019_3_2_22_3_race"),
        "{}",
        listed.text()
    );
}

/// Its machine is switched off, and the bot has no part in it.
async fn switched_off(world: &World, server: &Server) {
    let stopped = world.cloud().stop(server, StopReason::Asked).await;
    stopped.expect("switched off from elsewhere");
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
}

/// What becomes of the question whether to delete the server, once that was answered.
async fn ask_to_delete(world: &World) -> Message {
    let server = world.only_server().await;
    let options = [("server", server.id.to_string().into())];
    let question = world.discord.slash(world.oscar(), "terminate", &options);
    let question = question.reply().await;
    answer(world, &question, "Delete").await
}

async fn answer(world: &World, question: &Message, button: &str) -> Message {
    world.discord.press(world.oscar(), question, button);
    let is_other = |message: &Message| message.text() != question.text();
    world
        .discord
        .wait_for("the question to be answered", |state| {
            state.message(question.id).cloned().filter(is_other)
        })
        .await
}

/// A machine that says nothing may hold a race all the same.
#[tokio::test]
async fn a_machine_that_does_not_answer_is_not_deleted_without_a_word_about_its_race() {
    let world = online().await;
    let server = world.only_server().await;
    world.machine().leave_results(NAME, RACE);
    let silent = "Instances not in a valid state for account";
    let fault = world.aws.fail("ssm:SendCommand").always();
    fault.with("InvalidInstanceId", 400, silent);

    let asked = ask_to_delete(&world).await;
    insta::assert_snapshot!(world.tidy(&asked.text()), @r"
    │ Sunday Cup may hold results. Delete it?
    │ Its machine does not answer, so what its sessions left since the last look could not be read. It may answer again in a minute. Deleted now, results may be lost.
    │ server
    [Delete without them] [Keep]
    (only you can see this)
    ");
    let state = world.only_server().await.state;
    assert_eq!(state, InstanceState::Running);

    // It answers again, and nothing is lost.
    world.aws.heal();
    ask_to_delete(&world).await;
    world
        .wait_for_state(&server.id, InstanceState::Terminated)
        .await;
    let mut results = world.results_watcher().await;
    assert_eq!(results.pass_at(Timestamp::now()).await.expect("a pass"), 1);
    assert_eq!(told(&world).len(), 1);
}

#[tokio::test]
async fn whoever_was_asked_may_delete_a_silent_machine_and_the_channel_reads_what_that_cost() {
    let world = online().await;
    let server = world.only_server().await;
    let fault = world.aws.fail("ssm:SendCommand").always();
    fault.with("InvalidInstanceId", 400, "not in a valid state");
    let asked = ask_to_delete(&world).await;
    answer(&world, &asked, "Delete without them").await;
    world
        .wait_for_state(&server.id, InstanceState::Terminated)
        .await;
    assert!(world.channel_says("could not be read and is lost"));
}

/// No bot ran the whole evening; the machine powered itself off.
#[tokio::test]
async fn a_machine_that_nobody_asked_before_it_was_switched_off_is_not_deleted_without_a_question()
{
    let world = online().await;
    let server = world.only_server().await;
    world.machine().leave_results(NAME, RACE);
    switched_off(&world, &server).await;
    let asked = ask_to_delete(&world).await;
    insta::assert_snapshot!(world.tidy(&asked.text()), @r"
    │ Sunday Cup may hold results. Delete it?
    │ Its machine was switched off before all was read that its sessions left. Started once more with `/start`, it is asked within a minute. Deleted now, results may be lost.
    │ server
    [Delete without them] [Keep]
    (only you can see this)
    ");
    assert_eq!(
        world.only_server().await.state,
        InstanceState::Stopped,
        "it stays"
    );

    // Once the results were read, it goes without a question.
    world.cloud().start(&server).await.expect("switched on");
    world
        .wait_for_state(&server.id, InstanceState::Running)
        .await;
    let mut results = world.results_watcher().await;
    while told(&world).is_empty() {
        let _ = results.pass_at(Timestamp::now()).await;
    }
    ask_to_delete(&world).await;
    world
        .wait_for_state(&server.id, InstanceState::Terminated)
        .await;
}

/// The bucket fails just when somebody wants to know what is in it.
#[tokio::test]
async fn a_bucket_that_fails_once_does_not_count_as_empty() {
    let world = online().await;
    let server = world.only_server().await;
    world.machine().leave_results(NAME, RACE);
    let mut results = world.results_watcher().await;
    assert_eq!(results.pass_at(Timestamp::now()).await.expect("a pass"), 1);
    switched_off(&world, &server).await;
    let stopped = world.only_server().await;
    let fault = world.aws.fail("s3:ListObjectsV2").always();
    fault.with("SlowDown", 503, "Please reduce your request rate.");
    let failed = world.cloud().session_files(&stopped).await;
    failed.expect_err("not read is not nothing");
    world.aws.heal();
    for _ in 0..2 {
        let left = world.cloud().session_files(&stopped).await;
        let left = left.expect("read");
        assert!(left.files.iter().any(|file| file.name == NAME), "{left:?}");
        assert!(left.may_have_more, "its machine may");
    }
}

/// The race has its flag, and the server has not moved on: acServer has written nothing yet.
#[tokio::test]
async fn a_stop_in_the_second_after_the_flag_ends_the_session_first_and_the_race_is_told() {
    stopped_at_the_flag(online().await).await;
}

#[tokio::test]
async fn so_it_does_on_a_windows_machine() {
    stopped_at_the_flag(online_with("cup.zip", Sample::default().zip()).await).await;
}

async fn stopped_at_the_flag(world: World) {
    let server = world.only_server().await;
    world.machine().drive(NAME, RACE);
    let options = [("server", server.id.to_string().into())];
    let stop = world.discord.slash(world.oscar(), "stop", &options);
    stop.reply().await;
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    let mut results = world.results_watcher().await;
    assert_eq!(results.pass_at(Timestamp::now()).await.expect("a pass"), 1);
    assert_eq!(told(&world).len(), 1);
}

/// Nobody asked for that stop: its machine has run for as long as one start may last.
#[tokio::test]
async fn a_machine_that_has_run_for_too_long_ends_its_session_before_it_stops() {
    let (world, launched) = forgotten().await;
    let server = world.only_server().await;
    let mut watcher = world.watcher().await;
    let after = |minutes| launched + SignedDuration::from_mins(minutes);
    watcher.pass_at(after(46)).await.expect("a pass");
    world.machine().drive(NAME, RACE);
    watcher.pass_at(after(130)).await.expect("a pass");
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    let mut results = world.results_watcher().await;
    assert_eq!(results.pass_at(Timestamp::now()).await.expect("a pass"), 1);
    assert_eq!(told(&world).len(), 1);
}

#[tokio::test]
async fn a_machine_deleted_in_the_second_after_the_flag_leaves_its_race() {
    let mut world = online().await;
    let server = world.only_server().await;
    world.machine().drive(NAME, RACE);
    ask_to_delete(&world).await;
    world
        .wait_for_state(&server.id, InstanceState::Terminated)
        .await;
    // The bot dies before it tells, and so does the next one in the middle of it.
    world.kill_bot().await;
    world.start_bot().await;
    let now = Timestamp::now();
    let mut results = world.results_watcher().await;
    assert_eq!(results.pass_at(now).await.expect("a pass"), 1);
    world.kill_bot().await;
    world.start_bot().await;
    let mut results = world.results_watcher().await;
    let later = now + SignedDuration::from_mins(2);
    assert_eq!(results.pass_at(later).await.expect("a pass"), 0);
    assert_eq!(told(&world).len(), 1);
}

/// What its monitor heard is told at the flag, as it is on Linux.
#[tokio::test]
async fn a_windows_machine_tells_its_race_at_the_flag() {
    let world = online_with("cup.zip", Sample::default().zip()).await;
    let journal = EVENING.as_bytes();
    world.machine().leave_journal("zz-1.jsonl", journal);
    let mut results = world.results_watcher().await;
    results.pass_at(Timestamp::now()).await.expect("a pass");
    assert_eq!(told(&world).len(), 1);
}

/// AssettoServer names no weather, and a results file has none: the pack says it.
#[tokio::test]
async fn a_race_tells_the_weather_that_its_pack_has() {
    let rain = "[WEATHER_0]\nGRAPHICS=7_heavy_clouds_type=7_time=50400\n";
    let linux = |more: &str| Sample {
        more_settings: more.to_owned(),
        ..Sample::linux()
    };
    let windows = Sample {
        more_settings: "[WEATHER_0]\nGRAPHICS=3_clear\n".to_owned(),
        ..Sample::default()
    };
    let two = format!("{rain}[WEATHER_1]\nGRAPHICS=3_clear\n");

    let text = race_by_journal(online_with("cup.tar.gz", linux(rain).tar_gz()).await).await;
    assert!(text.contains("rain, "), "{text}");
    // The server picks one of them and does not say which.
    let text = race_by_journal(online_with("cup.tar.gz", linux(&two).tar_gz()).await).await;
    assert!(!text.contains("rain") && !text.contains("clear"), "{text}");
    let world = online_with("cup.zip", windows.zip()).await;
    world.machine().leave_results(NAME, RACE);
    let text = only_told(&world).await;
    assert!(text.contains("clear"), "{text}");
}

async fn race_by_journal(world: World) -> String {
    let journal = EVENING.as_bytes();
    world.machine().leave_journal("zz-1.jsonl", journal);
    only_told(&world).await
}

async fn only_told(world: &World) -> String {
    let mut results = world.results_watcher().await;
    results.pass_at(Timestamp::now()).await.expect("a pass");
    let [message] = &told(world)[..] else {
        panic!("told once");
    };
    message.text()
}

/// Nobody asked the bot: the machine was gone before its server wrote anything. What it had said through its
/// plugin lies in the bucket.
#[tokio::test]
async fn a_machine_that_vanishes_leaves_what_its_plugin_said() {
    let world = online().await;
    let server = world.only_server().await;
    half_an_evening(&world);
    let mut results = world.results_watcher().await;
    results.pass_at(Timestamp::now()).await.expect("a pass");
    assert_eq!(told(&world).len(), 0, "it is on");
    world.machine().vanish().await;
    world
        .wait_for_state(&server.id, InstanceState::Terminated)
        .await;
    results.pass_at(Timestamp::now()).await.expect("a pass");
    let [message] = &told(&world)[..] else {
        panic!("told once");
    };
    let text = message.text();
    assert!(text.contains("Its session did not end in time"), "{text}");
}

/// The bot was gone while the race went on, and the machine powered itself off: it holds the rest.
#[tokio::test]
async fn half_a_race_is_not_told_while_its_machine_holds_the_rest() {
    let mut world = online().await;
    let server = world.only_server().await;
    half_an_evening(&world);
    let now = Timestamp::now();
    let mut results = world.results_watcher().await;
    results.pass_at(now).await.expect("a pass");
    drop(results);
    world.kill_bot().await;
    switched_off(&world, &server).await;
    world.start_bot().await;
    let mut results = world.results_watcher().await;
    let later = now + SignedDuration::from_mins(20);
    results.pass_at(later).await.expect("a pass");
    let told: Vec<_> = told(&world).iter().map(Message::text).collect();
    assert!(told.is_empty(), "its flag was not seen: {told:#?}");

    // Nor is it deleted without a word.
    let asked = ask_to_delete(&world).await;
    assert!(
        asked.text().contains("may hold results"),
        "{}",
        asked.text()
    );
}

/// What a stopped machine holds is known to whichever bot comes next, on Windows too.
#[tokio::test]
async fn a_windows_machine_is_deleted_without_a_question_only_if_it_was_read_to_its_end() {
    let mut world = online_with("cup.zip", Sample::default().zip()).await;
    let server = world.only_server().await;
    world.machine().leave_results(NAME, RACE);
    switched_off(&world, &server).await;
    let asked = ask_to_delete(&world).await;
    assert!(
        asked.text().contains("may hold results"),
        "{}",
        asked.text()
    );

    // Started once more and stopped in order, it has nothing more to say; and so says the next bot.
    let options = [("server", server.id.to_string().into())];
    let start = world.discord.slash(world.oscar(), "start", &options);
    start.reply().await;
    world.wait_for_joins(1).await;
    let stop = world.discord.slash(world.oscar(), "stop", &options);
    stop.reply().await;
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    world.kill_bot().await;
    world.start_bot().await;
    ask_to_delete(&world).await;
    world
        .wait_for_state(&server.id, InstanceState::Terminated)
        .await;
    let listed = world.discord.slash(world.dora(), "results list", &[]);
    let listed = listed.reply().await.text();
    assert!(listed.contains("2019_3_2_22_3_race"), "{listed}");
}

/// It is started because it holds results, and does not come up: it holds them still.
#[tokio::test]
async fn a_machine_that_owes_results_owes_them_after_a_start_in_vain() {
    let world = online().await;
    let server = world.only_server().await;
    world.machine().leave_results(NAME, RACE);
    switched_off(&world, &server).await;
    world
        .aws
        .rules(|rules| rules.boot = std::time::Duration::from_secs(3600));
    let options = [("server", server.id.to_string().into())];
    let start = world.discord.slash(world.oscar(), "start", &options);
    start.reply().await;
    world
        .wait_for_state(&server.id, InstanceState::Running)
        .await;
    let running = world.only_server().await;
    let stopped = world.cloud().stop(&running, StopReason::BootTimeout).await;
    stopped.expect("given up");
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    let asked = ask_to_delete(&world).await;
    assert!(
        asked.text().contains("may hold results"),
        "{}",
        asked.text()
    );
}

/// One that was read until it powered off holds nothing more: what was driven is told.
#[tokio::test]
async fn a_race_that_was_read_to_the_end_of_its_machine_is_told() {
    let world = online().await;
    let server = world.only_server().await;
    half_an_evening(&world);
    let now = Timestamp::now();
    let mut results = world.results_watcher().await;
    results.pass_at(now).await.expect("a pass");
    assert_eq!(told(&world).len(), 0, "it is on");
    switched_off(&world, &server).await;
    results.pass_at(now).await.expect("a pass");
    assert_eq!(told(&world).len(), 1);
}
