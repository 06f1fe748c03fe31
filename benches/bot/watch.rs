//! What it costs to watch many servers, and how soon a link is told.

use std::collections::{BTreeMap, HashSet};
use std::time::{Duration, Instant};

use cloud::Launch;
use discord_stand_in::Message;
use domain::ids::{ChannelId, GuildId, ServerId};
use domain::server::{
    Home, Hosting, Owner, PackFacts, Record, ServerName, ServerOptions, ServerSpec,
};
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use pack::{Platform, sample::Sample};
use serde_json::json;
use watcher::{WatchSettings, Watcher};
use world::{BOT_KEY, BUCKET, Watching, World};

use crate::start::Program;
use crate::{ms, percentile};

const LAUNCHES_AT_ONCE: usize = 8;
const QUIET_PASSES: usize = 3;
/// How often the time from a link to its message is taken at the real pace.
const LINKS: usize = 5;
/// The longest that anything here may take.
const PATIENCE: Duration = Duration::from_secs(300);
const PACK: &str = "packs/bench/sunday.zip";

pub(crate) async fn measure(sizes: &[usize]) {
    // Five messages in five seconds would be all that is measured.
    let mut world = World::builder()
        .guild(json!({ "max_servers": 10_000 }))
        .without_rate_limits()
        .start_without_bot()
        .await;
    // A real machine looks every few seconds; hundreds that look all the time leave no processor.
    world
        .aws
        .rules(|rules| rules.monitor = Duration::from_millis(250));
    let pack = Sample::default().zip();
    let pack_size = pack.len() as u64;
    world.put(BUCKET, PACK, pack).await;
    let mut servers = 0;
    for &size in sizes {
        println!("watch, {size} servers");
        let began = Instant::now();
        launch(&world, servers..size, pack_size).await;
        links(&world, size).await;
        println!("  (launched {} in {})", size - servers, ms(began.elapsed()));
        world.watching = Watching::ByHand;
        world.start_bot().await;
        let mut watcher = world.watcher().await;
        first_passes(&world, &mut watcher, size - servers).await;
        quiet_passes(&world, &mut watcher, size).await;
        link_to_message(&world, &mut watcher, size + 1, pack_size).await;
        world.stop_bot().await;
        at_the_real_pace(&mut world).await;
        servers = size + 1 + LINKS;
        with_the_program(&world, servers).await;
    }
}

/// Launches machines past the bot, as if they had been ordered while it was away.
async fn launch(world: &World, numbers: std::ops::Range<usize>, pack_size: u64) {
    let sample = Sample::default();
    let launch = |number: usize| Launch {
        spec: ServerSpec {
            id: ServerId::from_bits(number as u64),
            name: ServerName::tidy(&format!("Race {number}"), ""),
            owner: Owner {
                user: None,
                name: "bench".to_owned(),
            },
            home: Some(Home {
                guild: GuildId::from(world.discord.guild().get()),
                channel: ChannelId::from(world.channel().get()),
            }),
            hosting: Hosting::ec2("t3.small"),
            options: ServerOptions::default(),
        },
        pack: PackFacts {
            location: PACK.parse().expect("a location"),
            track: sample.track.clone(),
            weather: None,
            changed: None,
            cars: sample.cars.clone(),
            more_cars: 0,
            slots: sample.slots,
            ports: sample.ports,
            password: false,
            platform: Platform::Windows,
            title: String::new(),
            programs: Vec::new(),
        },
        pack_size,
        sha256: None,
        program: "acServer.exe".to_owned(),
        program_key: None,
        beside_key: None,
        cleaned: Vec::new(),
        players: pack::PlayerLists::default(),
        record: Record::new(Timestamp::now(), None),
        prepared: false,
    };
    let launches: Vec<_> = numbers
        .map(launch)
        .map(|launch| async move { world.cloud().launch(&launch).await.expect("a machine") })
        .collect();
    stream::iter(launches)
        .buffer_unordered(LAUNCHES_AT_ONCE)
        .for_each(async |_| ())
        .await;
}

/// Waits until so many machines have their link in the report.
async fn links(world: &World, count: usize) {
    until("the links", async || {
        let machines = world.aws.machines();
        let linked = |machine: &&world::MachineHandle| {
            machine.report().is_some_and(|report| report.link.is_some())
        };
        count <= machines.iter().filter(linked).count()
    })
    .await;
}

/// The passes in which a bot that was away tells of everything that came online meanwhile.
async fn first_passes(world: &World, watcher: &mut Watcher, new: usize) {
    let (began, before) = (Instant::now(), world.joins().len());
    let mut passes = 0;
    loop {
        let passed = watcher.pass().await.expect("a pass");
        passes += 1;
        let told = world.joins().len() - before;
        if (new <= told && passed.moving == 0 && passed.failed == 0) || PATIENCE < began.elapsed() {
            println!(
                "  {told} links told after an absence in {}, {passes} passes",
                ms(began.elapsed())
            );
            return;
        }
    }
}

/// Passes in which nothing is new.
async fn quiet_passes(world: &World, watcher: &mut Watcher, servers: usize) {
    let mut times = Vec::new();
    world.aws.forget_calls();
    for _ in 0..QUIET_PASSES {
        let began = Instant::now();
        let passed = watcher.pass().await.expect("a pass");
        times.push(began.elapsed());
        assert_eq!(
            (passed.running, passed.moving, passed.failed),
            (passed.running.max(servers), 0, 0)
        );
    }
    let mut operations: BTreeMap<String, usize> = BTreeMap::new();
    for call in world.aws.calls() {
        if call.access_key.as_deref() == Some(BOT_KEY) {
            *operations.entry(call.operation).or_default() += 1;
        }
    }
    let per_pass = |calls: usize| calls as f64 / QUIET_PASSES as f64;
    let total = per_pass(operations.values().sum());
    let WatchSettings {
        quiet_seconds,
        moving_seconds,
        ..
    } = WatchSettings::default();
    println!(
        "  a quiet pass: {total:.1} AWS calls in {}; {:.1} calls a minute, {:.1} while one is on its way",
        ms(percentile(&mut times, 50)),
        total * 60.0 / quiet_seconds as f64,
        total * 60.0 / moving_seconds as f64,
    );
    for (operation, calls) in operations {
        println!("    {operation} {:.1}", per_pass(calls));
    }
}

/// How long the pass itself takes to bring a link from a report into the channel.
async fn link_to_message(world: &World, watcher: &mut Watcher, count: usize, pack_size: u64) {
    let known = ids(&world.joins());
    launch(world, (1 << 20) + count..(1 << 20) + count + 1, pack_size).await;
    links(world, count).await;
    let began = Timestamp::now();
    watcher.pass().await.expect("a pass");
    let told = world
        .joins()
        .into_iter()
        .find(|join| !known.contains(&join.id));
    match told {
        Some(join) => println!(
            "  one more link, within a pass: {}",
            ms(since(began, join.created))
        ),
        None => println!("  one more link was not told within the pass"),
    }
    // It draws the card's last state.
    watcher.pass().await.expect("a pass");
}

/// The same with the real loop: `/deploy`, the moving pace, and machines that come up at any
/// moment of it.
async fn at_the_real_pace(world: &mut World) {
    world.watching = Watching::Paced(WatchSettings::default());
    world.start_bot().await;
    let mut times = Vec::new();
    for number in 0..LINKS {
        // Spread over the five seconds between two passes.
        let boot = Duration::from_millis(3000 + 1000 * number as u64);
        world.aws.rules(|rules| rules.boot = boot);
        let known = ids(&world.joins());
        let machines = world.aws.machines().len();
        world.deploy(&world.sample_pack()).reply().await;
        let linked = |machine: &world::MachineHandle| {
            machine.report().is_some_and(|report| report.link.is_some())
        };
        until("one more link", async || {
            let all = world.aws.machines();
            machines < all.len() && all.iter().all(linked)
        })
        .await;
        let began = Timestamp::now();
        let fresh = |join: &Message| !known.contains(&join.id);
        until("its message", async || world.joins().iter().any(fresh)).await;
        let join = world.joins().into_iter().find(fresh).expect("just seen");
        times.push(since(began, join.created));
    }
    world.aws.rules(|rules| rules.boot = Duration::ZERO);
    println!(
        "  one more link, at the real pace: shortest {}, median {}, longest {}",
        ms(percentile(&mut times, 0)),
        ms(percentile(&mut times, 50)),
        ms(percentile(&mut times, 100)),
    );
    world.stop_bot().await;
}

/// What memory the shipped program takes once it has seen all servers.
async fn with_the_program(world: &World, servers: usize) {
    world.aws.forget_calls();
    let bot = Program::start(world);
    until("the program's first pass", async || {
        let asked = servers.div_ceil(50);
        asked <= world.aws.count("ListCommandInvocations")
    })
    .await;
    let idle = bot.settled_mib("VmRSS").await;
    println!(
        "  the program with {servers} servers: {idle:.1} MiB, peak {:.1} MiB",
        bot.mib("VmHWM")
    );
}

fn ids(messages: &[Message]) -> HashSet<discord_stand_in::Snowflake> {
    messages.iter().map(|message| message.id).collect()
}

fn since(before: Timestamp, after: Timestamp) -> Duration {
    Duration::try_from(after.duration_since(before)).unwrap_or_default()
}

/// Looks every ten milliseconds, until [`PATIENCE`] runs out.
async fn until(what: &str, holds: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds().await {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
