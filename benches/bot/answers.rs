//! How soon the bot answers when everybody types at once.

use std::time::{Duration, Instant};

use discord_stand_in::{InteractionKind, Member, Progress};
use futures_util::future::join_all;
use world::{Watching, World};

use crate::{ms, percentile};

/// How many members type at the same moment. A league's Discord server sees one or two.
const AT_ONCE: usize = 200;

pub(crate) async fn measure() {
    println!("answers, {AT_ONCE} at once, one server online");
    // The server comes online, and the watcher keeps out of the way after that.
    let mut world = World::start().await;
    world.deploy(&world.sample_pack()).reply().await;
    world.join_message().await;
    world
        .discord
        .wait_for_text(world.channel(), "– online")
        .await;
    world.stop_bot().await;
    world.watching = Watching::ByHand;
    world.start_bot().await;

    let members = [world.alice(), world.oscar(), world.dora(), world.gus()];
    // One of each first: connections are open, as they are in a bot that has run for a minute.
    for member in members {
        world.discord.slash(member, "status", &[]).reply().await;
        complete(&world, member, 0).await;
    }
    status(&world, &members).await;
    completions(&world, &members).await;
}

async fn status(world: &World, members: &[Member]) {
    world.aws.forget_calls();
    let began = Instant::now();
    let typed: Vec<_> = (0..AT_ONCE)
        .map(|number| {
            let member = members[number % members.len()];
            world.discord.slash(member, "status", &[])
        })
        .collect();
    let answers = join_all(typed.iter().map(|typed| typed.try_reply())).await;
    let took = began.elapsed();
    let mut times = Vec::new();
    for typed in &typed {
        times.extend(typed.acknowledged().await);
    }
    line("/status acknowledged", &mut times);
    println!(
        "  /status answered in full: {} of {AT_ONCE} within {}, {} AWS calls",
        answers.iter().filter(|answer| answer.is_ok()).count(),
        ms(took),
        world.aws.calls().len(),
    );
}

async fn completions(world: &World, members: &[Member]) {
    // What is offered is kept for three seconds.
    tokio::time::sleep(Duration::from_secs(4)).await;
    for round in ["with nothing kept", "with the list kept"] {
        world.aws.forget_calls();
        let before = world.discord.look(|state| state.interactions().count());
        let typed = (0..AT_ONCE).map(|number| {
            complete(
                world,
                members[number % members.len()],
                number / members.len(),
            )
        });
        let offered: Vec<bool> = join_all(typed).await;
        let mut times: Vec<Duration> = world.discord.look(|state| {
            state
                .interactions()
                .skip(before)
                .filter(|typed| typed.kind == InteractionKind::Autocomplete)
                .filter(|typed| matches!(typed.progress, Progress::Choices(_)))
                .filter_map(|typed| typed.acknowledged_after)
                .collect()
        });
        line(&format!("autocomplete answered, {round}"), &mut times);
        println!(
            "  the server was offered {} times, {} AWS calls",
            offered.iter().filter(|offered| **offered).count(),
            world.aws.calls().len(),
        );
    }
}

/// A member types a letter of the server's name; whether the server was offered.
async fn complete(world: &World, member: Member, number: usize) -> bool {
    let typed = ["", "s", "su", "sun"][number % 4];
    let offered = world
        .discord
        .try_autocomplete(member, "status", "server", typed)
        .await;
    offered.is_ok_and(|choices| !choices.is_empty())
}

fn line(what: &str, times: &mut [Duration]) {
    println!(
        "  {what}: {} of {AT_ONCE}; p50 {}, p99 {}, max {}",
        times.len(),
        ms(percentile(times, 50)),
        ms(percentile(times, 99)),
        ms(percentile(times, 100)),
    );
}
