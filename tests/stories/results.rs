//! What a race on a machine leaves: told in the channel, kept after the machine is gone.

use discord_stand_in::Message;
use domain::server::InstanceState;
use jiff::{SignedDuration, Timestamp};
use pack::sample::Sample;
use world::World;

const RACE: &[u8] = include_bytes!("../../crates/results/tests/files/2019_3_2_22_3_RACE.json");
const NAME: &str = "2019_3_2_22_3_RACE.json";

async fn online() -> World {
    online_with("cup.tar.gz", Sample::linux().tar_gz()).await
}

async fn online_with(name: &str, pack: Vec<u8>) -> World {
    let world = World::start().await;
    world.deploy(&world.attach(name, pack)).reply().await;
    world.join_message().await;
    world
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
    assert_eq!(world.objects("results/").await, [file]);

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
