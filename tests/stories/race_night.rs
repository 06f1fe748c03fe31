//! A race night on a machine in AWS, which comes for it and goes after it, by two bots.

use discord_stand_in::{Input, Member, Message, Snowflake};
use domain::ids::GuildId;
use domain::policy::Actor;
use domain::prepared::Stand;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use pack::sample::Sample;
use race::{Night, Step};
use serde_json::json;
use watcher::PreparedWatcher;
use world::World;
use world::ordered::until;

const RACE: &[u8] = include_bytes!("../../crates/results/tests/files/2019_3_2_22_3_RACE.json");
const RACE_NAME: &str = "2019_3_2_22_3_RACE.json";
const STEAM: &str = "76561197960265729";

/// A Tuesday at noon in a league with `prepared` machines, and a pack of its.
async fn tuesday(prepared: usize) -> (World, String) {
    let world = World::builder()
        .guild(json!({"time_zone": "Europe/Berlin", "prepared": prepared}))
        .start()
        .await;
    let key = format!("packs/{}/abcd2345/cup.tar.gz", world.discord.guild());
    let pack = Sample::linux().tar_gz();
    world.put(world::BUCKET, &key, pack).await;
    let clock = world.service().await.clock().clone();
    let now = clock.now().to_zoned(TimeZone::UTC);
    let tuesday = now.nth_weekday(1, Weekday::Tuesday).expect("a date");
    let noon = tuesday.with().hour(12).minute(0).second(0).build();
    let noon = noon.expect("a time").timestamp();
    clock.push(noon.duration_since(now.timestamp()));
    (world, format!("s3:{key}"))
}

async fn night(world: &World) -> Night {
    let actor = Actor {
        guild: Some(GuildId::from(world.discord.guild().get())),
        ..Actor::operator("the test")
    };
    let nights = world.service().await.race_list(&actor).await;
    nights.expect("a list").into_iter().next().expect("a night")
}

/// So many minutes before the start, negative: after it.
fn before(night: &Night, minutes: i64) -> Timestamp {
    night.start.instant() - SignedDuration::from_mins(minutes) + SignedDuration::from_secs(1)
}

async fn push_to(world: &World, to: Timestamp) {
    let clock = world.service().await.clock().clone();
    clock.push(to.duration_since(clock.now()));
}

async fn card(world: &World) -> Message {
    let card = night(world).await.card.expect("it was announced");
    let card = world.discord.message(Snowflake::from(card));
    card.expect("a card")
}

async fn sign_up(world: &World, member: Member) {
    let opened = world.discord.press(member, &card(world).await, "Sign up");
    opened.form().await;
    let sent = world.discord.submit(member, &opened, &[("steam", STEAM)]);
    let question = sent.reply().await;
    let menu = format!("race-car:{}:0", night(world).await.id);
    let chosen = world
        .discord
        .choose(member, &question, &menu, &["roadster_cup"]);
    let told = chosen.expect("it is offered").reply().await.text();
    assert!(told.contains("number 1 of 4"), "{told}");
}

fn said(world: &World, text: &str) -> usize {
    let messages = world.discord.channel_messages(world.channel());
    let says = |message: &&Message| message.text().contains(text);
    messages.iter().filter(says).count()
}

async fn plan_friday(world: &World, pack: &str) {
    let options = [
        ("name", Input::from("Friday Cup")),
        ("when", "fri 20:00".into()),
        ("pack", pack.into()),
    ];
    let planned = world.discord.slash(world.oscar(), "race new", &options);
    let planned = planned.reply().await.text();
    assert!(planned.contains("is planned"), "{planned}");
}

/// Two bots on one league: one card, one machine, one reminder, one result; and nothing is left that costs.
#[tokio::test]
async fn a_race_night_is_driven_on_a_machine_that_comes_and_goes() {
    let (world, pack) = tuesday(0).await;
    let mut first = world.races_watcher().await;
    let mut second = world.races_watcher_of_another_bot().await;
    let clock = world.service().await.clock().clone();
    let mut both = async || -> Vec<Step> {
        let mut taken = Vec::new();
        until(async || {
            let now = clock.now();
            let (one, other) = tokio::join!(first.pass_at(now), second.pass_at(now));
            let (one, other) = (one.expect("a pass"), other.expect("a pass"));
            let again = [&one, &other].iter().any(|it| it.unshown || it.starting);
            taken.extend(one.taken);
            taken.extend(other.taken);
            (!again).then_some(())
        })
        .await;
        taken
    };
    plan_friday(&world, &pack).await;
    assert_eq!(both().await, [Step::Announce]);
    sign_up(&world, world.dora()).await;

    let friday = night(&world).await;
    push_to(&world, before(&friday, 79)).await;
    let mut taken = both().await;
    taken.sort();
    assert_eq!(taken, [Step::CloseSignUp, Step::StartServer]);
    assert_eq!(world.instances().await.len(), 1);
    until(async || {
        both().await;
        card(&world).await.text().contains("[Join").then_some(())
    })
    .await;
    // Its server has the list, and lets nobody else in.
    let settings = world
        .machine()
        .file("/srv/ac-server/server/cfg/server_cfg.ini");
    let settings = settings.expect("settings");
    for line in ["MAX_CLIENTS=1", "LOCKED_ENTRY_LIST=1"] {
        assert!(settings.lines().any(|own| own.trim() == line), "{settings}");
    }
    assert_eq!(world.objects("packs/").await.len(), 2);

    push_to(&world, before(&friday, 59)).await;
    assert_eq!(both().await, [Step::Remind(60)]);
    assert_eq!(said(&world, "** starts "), 1);

    // The race is driven, and a steward ends it: acServer writes its result only then.
    push_to(&world, before(&friday, -30)).await;
    both().await;
    world.machine().drive(RACE_NAME, RACE);
    let end = world.discord.slash(world.oscar(), "session end", &[]);
    end.reply().await;
    world
        .discord
        .wait_for_text(world.channel(), "**Friday Cup** is over")
        .await;
    push_to(&world, before(&friday, -41)).await;
    let taken = both().await;
    assert_eq!(taken[..2], [Step::StopServer, Step::Conclude], "{taken:?}");
    world
        .wait_until("the machine to go", async || {
            world.servers().await.iter().all(|it| it.state.is_gone())
        })
        .await;
    assert_eq!(said(&world, "**1** Driver 02"), 1);
    world
        .discord
        .wait_for_text(
            world.channel(),
            "The race night is over, so it was deleted. The pack that it was planned with is kept",
        )
        .await;
    let left = world.objects("packs/").await;
    assert_eq!(left.len(), 1, "the league's own pack alone: {left:?}");
    let kept = world.objects("results/").await;
    assert!(
        kept.iter().any(|it| it.ends_with(RACE_NAME)),
        "the result outlives the machine: {kept:?}"
    );
}

#[tokio::test]
async fn the_end_of_a_race_night_gives_its_prepared_machine_back_wiped() {
    const SETTINGS: &str = "/srv/ac-server/server/cfg/server_cfg.ini";
    let (world, pack) = tuesday(1).await;
    let service = world.service().await;
    let prepared = PreparedWatcher::new(service.clone());
    let waits = async || {
        until(async || {
            prepared.pass_at(Timestamp::now()).await.expect("a pass");
            let machines = service.prepared_machines().await.expect("a list");
            machines.into_iter().find(|one| one.stand == Stand::Waiting)
        })
        .await
    };
    let machine = waits().await;
    let mut races = world.races_watcher().await;
    let clock = service.clock().clone();
    let mut go_on = async || {
        until(async || {
            let passed = races.pass_at(clock.now()).await.expect("a pass");
            (!passed.unshown && !passed.starting).then_some(())
        })
        .await;
    };
    plan_friday(&world, &pack).await;
    go_on().await;
    sign_up(&world, world.dora()).await;

    let friday = night(&world).await;
    push_to(&world, before(&friday, 79)).await;
    go_on().await;
    let server = world.only_server().await;
    assert_eq!(server.instance, machine.instance);
    until(async || {
        go_on().await;
        card(&world).await.text().contains("[Join").then_some(())
    })
    .await;
    assert!(world.machine().file(SETTINGS).is_some());

    push_to(&world, before(&friday, -30)).await;
    go_on().await;
    world.machine().drive(RACE_NAME, RACE);
    let end = world.discord.slash(world.oscar(), "session end", &[]);
    end.reply().await;
    world
        .discord
        .wait_for_text(world.channel(), "**Friday Cup** is over")
        .await;
    push_to(&world, before(&friday, -41)).await;
    go_on().await;
    let again = waits().await;
    assert_eq!(again.instance, machine.instance);
    assert_eq!(world.aws.count("RunInstances"), 1, "it is the only one");
    assert_eq!(world.aws.count("TerminateInstances"), 0);
    assert!(world.machine().file(SETTINGS).is_none());
    assert!(world.servers().await.iter().all(|it| it.state.is_gone()));
}
