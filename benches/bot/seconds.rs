//! From `/deploy` and `/start` to the join link, with the times that the real services take of their own,
//! and how much of the whole is ours.
//!
//! The stand-ins wait as long as AWS does; everything else is the real bot, over loopback.

use std::time::{Duration, Instant};

use ac_deploy::watcher::WatchSettings;
use domain::prepared::Stand;
use domain::server::InstanceState;
use pack::sample::elf;
use world::{Watching, World};

use crate::ms;

/// A time that is not ours.
struct Constant {
    what: &'static str,
    time: Duration,
    source: &'static str,
}

const fn constant(what: &'static str, millis: u64, source: &'static str) -> Constant {
    Constant {
        what,
        time: Duration::from_millis(millis),
        source,
    }
}

const RUN: Constant = constant(
    "RunInstances answers",
    1500,
    "daemonology.net, 2021-08-12, EC2 boot time benchmarking",
);
const START: Constant = constant(
    "StartInstances answers",
    1760,
    "brevdev/ec2-coldboot-research, start-stopped-results (through the aws CLI)",
);
const RUNNING: Constant = constant(
    "pending to running",
    4900,
    "daemonology.net, 2021-08-12 (of a launch; unknown for a start)",
);
const LINUX: Constant = constant(
    "Amazon Linux 2023, kernel to user data",
    7450,
    "cloud-init's console log of a t3.micro, 2026-10-06",
);
const LINUX_AGAIN: Constant = constant(
    "the same from a stopped disk, to a unit of ours",
    3040,
    "brevdev/ec2-coldboot-research, start-stopped-results",
);
const WINDOWS: Constant = constant(
    "Windows Server 2022, to user data",
    242_000,
    "aws.amazon.com/blogs, launch Windows faster on EC2 (custom image)",
);
const AGENT: Constant = constant(
    "SSM agent registers",
    60_000,
    "reported: 30 s to 6 min; the link must not wait for it",
);

pub(crate) async fn measure() {
    println!("seconds: from the command to the link, with these times of AWS's own");
    for known in [RUN, START, RUNNING, LINUX, LINUX_AGAIN, WINDOWS, AGENT] {
        println!("  {:>9}  {} ({})", ms(known.time), known.what, known.source);
    }
    let league = serde_json::json!({ "prepared": 1 });
    let mut world = World::builder().guild(league).start_without_bot().await;
    world.watching = Watching::Paced(WatchSettings::default());
    world.start_bot().await;
    world.aws.fail("RunInstances").always().slow(RUN.time);
    world.aws.fail("StartInstances").always().slow(START.time);
    world.aws.rules(|rules| {
        (rules.pending, rules.agent, rules.boot) = (RUNNING.time, AGENT.time, LINUX.time);
        // What a machine's own part takes was measured in `tests/linux_machine`, and counts as ours.
        rules.program_step = Duration::from_millis(200);
    });
    let program = world
        .discord
        .upload(world.alice(), "acServer", elf(32, None));
    world
        .discord
        .slash(
            world.alice(),
            "programs add",
            &[("file", (&program).into())],
        )
        .reply()
        .await;

    let began = Instant::now();
    world.deploy(&world.sample_pack()).reply().await;
    world.wait_for_joins(1).await;
    row(
        "cold, Linux, a pack from Windows",
        began,
        &[RUN, RUNNING, LINUX],
    );

    let server = world.only_server().await;
    let options = [("server", server.id.to_string().into())];
    let stop = world.discord.slash(world.oscar(), "stop", &options);
    stop.reply().await;
    world
        .wait_for_state(&server.id, InstanceState::Stopped)
        .await;
    world.wait_for_joins(0).await;
    world.aws.rules(|rules| rules.boot = LINUX_AGAIN.time);
    let began = Instant::now();
    let start = world.discord.slash(world.oscar(), "start", &options);
    start.reply().await;
    world.wait_for_joins(1).await;
    row("/start, Linux", began, &[START, RUNNING, LINUX_AGAIN]);

    until_prepared(&world).await;
    let began = Instant::now();
    world.deploy(&world.sample_pack()).reply().await;
    until_joins(&world, 2).await;
    row("prepared, Linux", began, &[START, RUNNING, LINUX_AGAIN]);
    let servers = world.servers().await;
    assert!(
        servers.iter().any(|server| server.prepared),
        "the machine that was prepared is the one: {servers:#?}"
    );

    world.aws.rules(|rules| rules.boot = WINDOWS.time);
    let pack = world.sample_pack();
    let options = [
        ("pack", (&pack).into()),
        // Discord sends the place of what was chosen: auto, linux, windows.
        ("run_on", 2.into()),
        ("name", "Windows".into()),
    ];
    let began = Instant::now();
    let deploy = world.discord.slash(world.oscar(), "deploy file", &options);
    deploy.reply().await;
    until_joins(&world, 3).await;
    row("cold, Windows", began, &[RUN, RUNNING, WINDOWS]);
    world.stop_bot().await;
}

/// Prints how long something took, and how much of that is not AWS's.
fn row(what: &str, began: Instant, theirs: &[Constant]) {
    let whole = began.elapsed();
    let theirs: Duration = theirs.iter().map(|known| known.time).sum();
    println!(
        "  {what}: {:.1} s, of which ours {:.2} s",
        whole.as_secs_f64(),
        whole.saturating_sub(theirs).as_secs_f64()
    );
}

/// Waits until a machine waits for a deploy.
async fn until_prepared(world: &World) {
    let prepared = world.cloud().prepared().expect("machines can wait");
    let waits = async || {
        let machines = prepared.list().await.expect("a list");
        machines.iter().any(|one| one.stand == Stand::Waiting)
    };
    while !waits().await {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// As [`World::wait_for_joins`], with the patience that Windows needs.
async fn until_joins(world: &World, count: usize) {
    let deadline = Instant::now() + WINDOWS.time * 2;
    while world.joins().len() < count {
        assert!(Instant::now() < deadline, "waited in vain for the link");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
