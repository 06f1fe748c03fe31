//! From `/deploy` and `/start` to the join link, with the times that the real services take of their own,
//! and how much of the whole is ours.
//!
//! The stand-ins wait as long as AWS does; everything else is the real bot, over loopback.

use std::time::{Duration, Instant};

use domain::prepared::Stand;
use domain::server::InstanceState;
use pack::sample::elf;
use watcher::WatchSettings;
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

/// The whole way of a warm stopped machine as somebody measured it, from nothing running to a service that answers.
const WHOLE: Constant = constant(
    "a stopped machine, from the call to a service that answers, as a whole",
    5000,
    "depot.dev/blog/faster-ec2-boot-time, 2024-05 (40 s before they kept machines stopped)",
);

/// What AWS takes of its own on one way.
#[derive(Clone, Copy)]
struct Way {
    /// The call that asks for the machine.
    asks: &'static str,
    call: Duration,
    running: Duration,
    boot: Duration,
}

impl Way {
    const COLD: Self = Self::of("RunInstances", RUN, LINUX);
    const WINDOWS: Self = Self::of("RunInstances", RUN, WINDOWS);
    /// From a stopped disk, as the sum of what was measured here and there.
    const STOPPED: Self = Self::of("StartInstances", START, LINUX_AGAIN);

    const fn of(asks: &'static str, call: Constant, boot: Constant) -> Self {
        Self {
            asks,
            call: call.time,
            running: RUNNING.time,
            boot: boot.time,
        }
    }

    /// From a stopped disk, as somebody measured the whole, divided like the sum.
    fn stopped_as_a_whole() -> Self {
        let share = WHOLE.time.as_secs_f64() / Self::STOPPED.whole().as_secs_f64();
        let sum = Self::STOPPED;
        Self {
            call: sum.call.mul_f64(share),
            running: sum.running.mul_f64(share),
            boot: sum.boot.mul_f64(share),
            ..sum
        }
    }

    fn whole(&self) -> Duration {
        self.call + self.running + self.boot
    }

    /// From now on AWS takes so long.
    fn holds_in(&self, world: &World) {
        world.aws.heal();
        // A machine that is prepared meanwhile is launched.
        world.aws.fail("RunInstances").always().slow(RUN.time);
        world.aws.fail("StartInstances").always().slow(self.call);
        world.aws.rules(|rules| {
            (rules.pending, rules.agent, rules.boot) = (self.running, AGENT.time, self.boot);
            // What a machine's own part takes was measured in `tests/linux_machine`, and counts as ours.
            rules.program_step = Duration::from_millis(200);
        });
    }
}

pub(crate) async fn measure() {
    println!("seconds: from the command to the link, with these times of AWS's own");
    for known in [
        RUN,
        START,
        RUNNING,
        LINUX,
        LINUX_AGAIN,
        WHOLE,
        WINDOWS,
        AGENT,
    ] {
        println!("  {:>9}  {} ({})", ms(known.time), known.what, known.source);
    }
    let league = serde_json::json!({ "prepared": 1, "max_servers": 9 });
    let mut world = World::builder().guild(league).start_without_bot().await;
    world.watching = Watching::Paced(WatchSettings::default());
    world.start_bot().await;
    keep_a_program(&world).await;

    Way::COLD.holds_in(&world);
    let row = Row::begin(&world, "cold, Linux, a pack from Windows", Way::COLD);
    world.deploy(&world.sample_pack()).reply().await;
    world.wait_for_joins(1).await;
    row.end();

    let server = world.only_server().await;
    let options = [("server", server.id.to_string().into())];
    let stopped = [
        ("sum of parts", Way::STOPPED),
        ("measured as a whole", Way::stopped_as_a_whole()),
    ];
    for (of, way) in stopped {
        let stop = world.discord.slash(world.oscar(), "stop", &options);
        stop.reply().await;
        world
            .wait_for_state(&server.id, InstanceState::Stopped)
            .await;
        world.wait_for_joins(0).await;
        way.holds_in(&world);
        let row = Row::begin(&world, &format!("/start, Linux ({of})"), way);
        let start = world.discord.slash(world.oscar(), "start", &options);
        start.reply().await;
        world.wait_for_joins(1).await;
        row.end();
    }

    for (joins, (of, way)) in (2..).zip(stopped) {
        until_prepared(&world).await;
        way.holds_in(&world);
        let row = Row::begin(&world, &format!("prepared, Linux ({of})"), way);
        world.deploy(&world.sample_pack()).reply().await;
        until_joins(&world, joins).await;
        row.end();
        let servers = world.servers().await;
        let taken = servers.iter().filter(|server| server.prepared).count();
        assert_eq!(
            taken,
            joins - 1,
            "the machine that was prepared is the one: {servers:#?}"
        );
    }

    Way::WINDOWS.holds_in(&world);
    let pack = world.sample_pack();
    let options = [
        ("pack", (&pack).into()),
        // Discord sends the place of what was chosen: auto, linux, windows.
        ("run_on", 2.into()),
        ("name", "Windows".into()),
    ];
    let row = Row::begin(&world, "cold, Windows", Way::WINDOWS);
    let deploy = world.discord.slash(world.oscar(), "deploy file", &options);
    deploy.reply().await;
    until_joins(&world, 4).await;
    row.end();
    world.stop_bot().await;
}

/// With it the sample pack runs on Linux.
async fn keep_a_program(world: &World) {
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
}

/// One way that is being measured.
struct Row<'a> {
    world: &'a World,
    what: String,
    way: Way,
    began: Instant,
}

impl<'a> Row<'a> {
    fn begin(world: &'a World, what: &str, way: Way) -> Self {
        Self {
            world,
            what: what.to_owned(),
            way,
            began: Instant::now(),
        }
    }

    /// Prints how long it took, how much of that is not AWS's, and how much of that was before the machine was asked
    /// for.
    fn end(self) {
        let whole = self.began.elapsed();
        let ours = whole.saturating_sub(self.way.whole());
        let calls = self.world.aws.calls();
        let asked = calls
            .iter()
            .find(|call| call.operation.ends_with(self.way.asks) && self.began <= call.at);
        let before = asked.map_or(Duration::ZERO, |call| call.at.duration_since(self.began));
        println!(
            "  {}: {:.1} s, of which ours {:.2} s: {:.2} s before the machine is asked for, {:.2} s later",
            self.what,
            whole.as_secs_f64(),
            ours.as_secs_f64(),
            before.as_secs_f64(),
            ours.saturating_sub(before).as_secs_f64(),
        );
    }
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
