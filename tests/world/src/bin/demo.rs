//! The whole story on a terminal: an organiser deploys a pack, the link appears, a driver looks at
//! it, a guest is refused, the organiser stops the server.
//!
//! The bot and the AWS SDK are the real ones; Discord, AWS, the machine and acServer are stand-ins
//! on loopback addresses. Ends with 0 only if the link was posted and the server behind it answered.

use std::collections::HashMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use ac_deploy::sandbox::{Discord, Event, Message, Snowflake};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use world::World;

#[tokio::main]
async fn main() -> ExitCode {
    println!(
        "A league's evening, with stand-ins for Discord and Amazon. Nothing leaves this machine."
    );
    println!("Starting the world …\n");
    let world = World::builder().start().await;
    world.aws.rules(|rules| {
        // As long as it takes to be read; a real Windows machine takes 4 to 15 minutes.
        rules.pending = Duration::from_millis(1500);
        rules.boot = Duration::from_millis(2500);
        rules.agent = Duration::from_millis(1000);
    });
    let telling = tokio::spawn(tell(world.discord.clone(), world.discord.events()));
    let told = tokio::time::timeout(Duration::from_secs(120), story(&world)).await;
    telling.abort();
    match told {
        Ok(Ok(())) => {
            println!(
                "\nThe link was posted, and the server behind it answered. Clean up: nothing to do."
            );
            ExitCode::SUCCESS
        }
        Ok(Err(why)) => {
            eprintln!("\nThe story went wrong: {why}");
            ExitCode::FAILURE
        }
        Err(_) => {
            eprintln!(
                "\nThe story did not end within two minutes. So far:\n{}",
                world.discord.transcript()
            );
            ExitCode::FAILURE
        }
    }
}

async fn story(world: &World) -> Result<(), String> {
    scene("oscar, an organiser, types /deploy and attaches the pack");
    let pack = world.sample_pack();
    world.deploy(&pack).reply().await;
    let join = world.join_message().await;
    world
        .discord
        .wait_for_text(world.channel(), "– online")
        .await;

    scene("dora, a driver, follows the link");
    let link = join
        .buttons()
        .into_iter()
        .find_map(|button| button.url)
        .ok_or("no link was posted")?;
    let address = world
        .only_server()
        .await
        .address
        .ok_or("the server has no address")?;
    if !link.contains(&address.to_string()) {
        return Err(format!("the link {link} does not lead to {address}"));
    }
    let info = reqwest::get(format!("http://{address}:8081/INFO")).await;
    let info = info.map_err(|error| format!("the server does not answer: {error}"))?;
    let info: serde_json::Value = info.json().await.map_err(|error| error.to_string())?;
    println!(
        "  The server answers: {} on {}, {} of {} drivers.",
        info["name"], info["track"], info["clients"], info["maxclients"]
    );

    let server = world.only_server().await;
    let id = server.id.to_string();
    scene("gus, a guest, tries to stop it");
    world
        .discord
        .slash(world.gus(), "stop", &[("server", id.as_str().into())])
        .reply()
        .await;

    scene("dora looks how it is doing");
    world
        .discord
        .slash(world.dora(), "status", &[("server", id.as_str().into())])
        .reply()
        .await;

    scene("the race is over: oscar presses Stop");
    world.press(world.oscar(), &join, "Stop").await;
    world.wait_for_joins(0).await;
    world
        .discord
        .wait_for_text(world.channel(), "– stopped")
        .await;
    Ok(())
}

fn scene(what: &str) {
    println!("\n── {what}");
}

/// Prints every message as it appears, and of edited ones what is new.
async fn tell(discord: Discord, mut events: broadcast::Receiver<Event>) {
    let began = Instant::now();
    let mut shown: HashMap<Snowflake, String> = HashMap::new();
    loop {
        let message: Message = match events.recv().await {
            Ok(Event::MessageCreated(message) | Event::MessageEdited(message)) => message,
            Ok(_) => continue,
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        };
        // As it is by now: a later event may have changed it again.
        let text = discord
            .message(message.id)
            .unwrap_or(message.clone())
            .text();
        let before = shown.insert(message.id, text.clone()).unwrap_or_default();
        let news: Vec<&str> = text
            .lines()
            .filter(|line| !before.lines().any(|old| old == *line))
            .collect();
        if news.is_empty() {
            continue;
        }
        let kind = if before.is_empty() {
            "ac-deploy"
        } else {
            "ac-deploy (edited)"
        };
        println!("  {:>4.1} s  {kind}:", began.elapsed().as_secs_f32());
        for line in news {
            println!("          {line}");
        }
    }
}
