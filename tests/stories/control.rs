//! Race control on a machine in AWS: what stewards type reaches the server through its agent, and the channel
//! reads who did it.

use discord_stand_in::{Member, Message};
use domain::control::Control;
use jiff::Timestamp;
use pack::sample::Sample;
use serde_json::json;
use world::World;
use world::ordered::until;

/// A race with three drivers in its second lap: Anna, `Ben *Turbo*` and Cédric.
const EVENING: &str = include_str!("../../crates/results/tests/recordings/race.jsonl");
const IN_THE_RACE: usize = 70;
const ANNA: &str = "76561190000000001";

async fn racing() -> World {
    let world = World::builder()
        .guild(json!({"roles": {"deploy": ["Organiser"], "status": ["@everyone"], "control": ["Organiser"]}}))
        .start()
        .await;
    world
        .deploy(&world.attach("cup.tar.gz", Sample::linux().tar_gz()))
        .reply()
        .await;
    world.join_message().await;
    let lines: Vec<&str> = EVENING.lines().take(IN_THE_RACE).collect();
    world
        .machine()
        .leave_journal("zz-1.jsonl", lines.join("\n").as_bytes());
    world.machine().join(ANNA);
    // What the bot does every few seconds.
    let mut results = world.results_watcher().await;
    let _ = results.pass_at(Timestamp::now()).await.expect("a pass");
    world
}

async fn ask(world: &World, who: Member, command: &str, options: &[(&str, &str)]) -> Message {
    let options: Vec<_> = options
        .iter()
        .map(|(name, value)| (*name, (*value).into()))
        .collect();
    world.discord.slash(who, command, &options).reply().await
}

#[tokio::test]
async fn stewards_move_the_session_on_speak_to_drivers_and_throw_them_out() {
    let world = racing().await;
    ask(&world, world.oscar(), "session next", &[]).await;
    ask(&world, world.oscar(), "session restart", &[]).await;
    let words = "Box, box @everyone **now**";
    ask(&world, world.oscar(), "say", &[("text", words)]).await;
    ask(&world, world.oscar(), "kick", &[("driver", ANNA)]).await;
    let asked: Vec<Control> = world.machine().controls();
    let guid = ANNA.to_owned();
    let text = words.to_owned();
    let expected = [
        Control::NextSession,
        Control::RestartSession,
        Control::Say { text },
        Control::Kick { guid },
    ];
    assert_eq!(asked, expected);
    // The channel is told after whoever asked.
    world
        .wait_until("the channel to be told", async || {
            world.channel_says("threw")
        })
        .await;
    let told: Vec<String> = world
        .discord
        .channel_messages(world.channel())
        .iter()
        .map(Message::text)
        .filter(|text| text.contains("**oscar**") && !text.contains("Deploy"))
        .collect();
    for (told, words) in told.iter().zip([
        "ended the session on **Sunday Cup**. The next one has begun.",
        "began the session anew on **Sunday Cup**. The laps of the session are gone.",
        "told the drivers on **Sunday Cup**:",
        "threw **Anna Größe** (`76561190000000001`) out of **Sunday Cup**.",
    ]) {
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(
        !told[2].contains("@everyone"),
        "nobody is called: {}",
        told[2]
    );
    assert!(told[2].contains(r"\*\*now\*\*"), "{}", told[2]);

    // Nobody of that name is there any more, and somebody may not do it at all.
    let gone = ask(&world, world.oscar(), "kick", &[("driver", ANNA)]).await;
    assert!(gone.text().contains("is not on"), "{}", gone.text());
    let refused = ask(&world, world.gus(), "session next", &[]).await;
    let text = refused.text();
    assert!(
        text.contains("control sessions, or kick or ban drivers"),
        "{text}"
    );
    assert_eq!(world.machine().controls().len(), 5);
}

#[tokio::test]
async fn drivers_are_offered_by_name_whatever_they_call_themselves() {
    let world = racing().await;
    let offered = world
        .discord
        .autocomplete(world.oscar(), "kick", "driver", "")
        .await;
    let offered: Vec<&str> = offered.iter().map(|choice| choice.name.as_str()).collect();
    assert_eq!(offered.len(), 3, "{offered:?}");
    assert_eq!(offered[0], "Anna Größe · abarth500 · Sunday Cup");
    assert!(offered[1].starts_with("Ben *Turbo*"), "{offered:?}");
}

#[tokio::test]
async fn a_ban_is_kept_by_the_league_and_known_to_every_server() {
    let mut world = racing().await;
    let banned = ask(
        &world,
        world.oscar(),
        "ban",
        &[("driver", ANNA), ("reason", "Wrecked the field")],
    )
    .await;
    assert!(banned.text().contains("Done"), "{}", banned.text());
    assert_eq!(world.machine().here(), [""; 0]);
    let listed = ask(&world, world.oscar(), "bans", &[]).await;
    insta::assert_snapshot!(world.tidy(&listed.text()), @r"
    │ Banned: 1
    │ **Anna Größe** (`snowflake`) – oscar, ‹time›: Wrecked the field
    (only you can see this)
    ");

    // A bot that starts anew tells servers that nobody told.
    world.kill_bot().await;
    world.start_bot().await;
    let mut results = world.results_watcher().await;
    results.pass_at(Timestamp::now()).await.expect("a pass");
    let guids = vec![ANNA.to_owned()];
    let bans = world.machine().controls().into_iter();
    assert_eq!(bans.last(), Some(Control::Bans { guids }));

    ask(&world, world.oscar(), "unban", &[("driver", ANNA)]).await;
    let controls = world.machine().controls();
    let guids = Vec::new();
    assert_eq!(controls.last(), Some(&Control::Bans { guids }));
    let nobody = ask(&world, world.oscar(), "bans", &[]).await;
    assert!(nobody.text().contains("Nobody is banned"));
}

/// Taken back while the machine is off, and by then another bot looks after it: whoever was banned may drive.
#[tokio::test]
async fn a_ban_that_was_taken_back_while_the_server_was_off_is_taken_back_there_too() {
    let mut world = racing().await;
    let ban = [("driver", ANNA), ("reason", "Wrecked the field")];
    ask(&world, world.oscar(), "ban", &ban).await;
    let server = world.only_server().await;
    let asked = domain::server::StopReason::Asked;
    world.cloud().stop(&server, asked).await.expect("stopped");
    world
        .wait_for_state(&server.id, domain::server::InstanceState::Stopped)
        .await;
    ask(&world, world.oscar(), "unban", &[("driver", ANNA)]).await;
    world.kill_bot().await;
    world.start_bot().await;
    world.cloud().start(&server).await.expect("started");
    let mut results = world.results_watcher().await;
    let taken_back = Control::Bans { guids: Vec::new() };
    let mut now = Timestamp::now();
    until(async || {
        // What the bot does once a minute.
        now += jiff::SignedDuration::from_mins(1);
        let _ = results.pass_at(now).await;
        (world.machine().controls().last() == Some(&taken_back)).then_some(())
    })
    .await;
}

/// A server that the operator started belongs to no Discord server: where there is only one league, its bans hold there.
#[tokio::test]
async fn a_ban_holds_on_a_server_that_was_started_from_a_shell() {
    let world = racing().await;
    let service = world.service().await;
    let operator = domain::policy::Actor::operator("the test");
    let of_league = world.only_server().await;
    let request = service::DeployRequest {
        source: domain::server::PackSource::Stored(of_league.pack.location.clone()),
        name: Some("Of the shell".to_owned()),
        hosting: None,
        home: None,
        run_on: None,
        program: None,
        options: domain::server::ServerOptions::default(),
    };
    let order = service.order(&operator, request).await.expect("an order");
    let id = order.server.clone();
    service.begin(order, None).await.expect("begun");
    world
        .wait_for_state(&id, domain::server::InstanceState::Running)
        .await;
    let ban = [("driver", ANNA), ("reason", "Wrecked the field")];
    ask(&world, world.oscar(), "ban", &ban).await;
    let mut results = world.results_watcher().await;
    let guids = vec![ANNA.to_owned()];
    let banned = Control::Bans { guids };
    let servers = world.servers().await;
    let of_shell = servers.iter().find(|server| server.id == id);
    let of_shell = of_shell.expect("a server").instance.clone();
    let machine = world.aws.machine(of_shell.as_str());
    let mut now = Timestamp::now();
    until(async || {
        now += jiff::SignedDuration::from_mins(1);
        let _ = results.pass_at(now).await;
        (machine.controls().last() == Some(&banned)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn sessions_on_windows_can_be_ended_and_no_more_and_the_answer_says_so() {
    let world = World::start().await;
    world.deploy_until_online().await;
    let answer = ask(&world, world.oscar(), "session next", &[]).await;
    assert!(answer.text().contains("Done."), "{}", answer.text());
    let answer = ask(&world, world.oscar(), "session restart", &[]).await;
    insta::assert_snapshot!(world.tidy(&answer.text()), @r"
    │ Sunday Cup runs on Windows, where sessions can be ended and nothing else.
    │ Deploy it on Linux for that, or use the game's own chat commands: `/admin PASSWORD`, then `/restart_session`.
    (only you can see this)
    ");
}
