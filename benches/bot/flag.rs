//! From the flag, and from the results file that the server writes some ninety seconds later, to the message in
//! the channel, at the real pace.
//!
//! What the plugin said lies on the machine's disk within milliseconds (the agent's own tests); that is where
//! this begins. SSM's stand-in takes 0.4 s to run a command, and there is more than one machine to ask.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use pack::sample::Sample;
use tokio_util::sync::CancellationToken;
use udp_plugin::journal::{Line, unix_seconds};
use world::{MachineHandle, World};

use crate::{ms, percentile};

const RECORDING: &str = include_str!("../../crates/results/tests/recordings/dnf.jsonl");
const FILE: &[u8] = include_bytes!("../../crates/results/tests/files/2019_3_2_22_3_RACE.json");
/// How often each is taken.
const TIMES: usize = 8;
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) async fn measure() {
    for machines in [1, 10] {
        println!("flag, {machines} machines that run");
        // A world for each: a file takes the place of what a journal told within the same minute.
        told(
            "flag \u{2192} provisional result",
            with_machines(machines, "journal", |machine, number| {
                machine.leave_journal(&format!("zz-{number}.jsonl"), &journal_of_now());
            })
            .await,
        );
        told(
            "results file \u{2192} its result",
            with_machines(machines, "file", |machine, number| {
                machine.leave_results(&format!("2020_3_{}_22_3_RACE.json", number + 1), FILE);
            })
            .await,
        );
    }
}

/// How long each took in a world of so many machines, on which something is left in turn.
async fn with_machines(
    machines: usize,
    what: &str,
    leave: impl Fn(&MachineHandle, usize),
) -> Vec<Duration> {
    let world = World::builder()
        .guild(serde_json::json!({ "max_servers": 100 }))
        .without_rate_limits()
        .start()
        .await;
    for number in 0..machines {
        let pack = world.attach(&format!("cup-{number}.tar.gz"), Sample::linux().tar_gz());
        world.deploy(&pack).reply().await;
        world.wait_for_joins(number + 1).await;
    }
    let stop = CancellationToken::new();
    let watching = tokio::spawn(world.results_watcher().await.run(stop.clone()));
    let times = times(&world, what, async |number| {
        leave(&world.aws.machines()[number % machines], number);
    });
    let times = times.await;
    stop.cancel();
    watching.await.expect("it ends");
    times
}

/// How long each took from being left on its machine to its message.
async fn times(world: &World, what: &str, leave: impl AsyncFn(usize)) -> Vec<Duration> {
    let messages = || {
        let messages = world.discord.channel_messages(world.channel());
        let is_result = |it: &&discord_stand_in::Message| it.text().contains("\u{1f3c1} Race");
        messages.iter().filter(is_result).count()
    };
    let mut times = Vec::new();
    for number in 0..TIMES {
        // At another moment of the watcher's pace each time.
        tokio::time::sleep(Duration::from_millis(700 * number as u64)).await;
        let (before, began) = (messages(), Instant::now());
        leave(number).await;
        while messages() == before {
            assert!(began.elapsed() < PATIENCE, "{what} {number} was never told");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        times.push(began.elapsed());
    }
    times
}

fn told(what: &str, mut times: Vec<Duration>) {
    let [p50, p100] = [50, 100].map(|percent| ms(percentile(&mut times, percent)));
    println!("  {what}: median {p50}, longest {p100}");
}

/// The recording up to the winner's flag, as if it were shown now.
fn journal_of_now() -> Vec<u8> {
    let lines: Vec<Line> = RECORDING
        .lines()
        .filter_map(|it| Line::parse(it).ok())
        .collect();
    let is_lap = |line: &Line| line.datagram.first() == Some(&73);
    let flag = lines.iter().rposition(is_lap).unwrap_or_default();
    let now = unix_seconds(Timestamp::now().into());
    let lines = lines[..=flag].iter().map(|line| {
        let t = now - lines[flag].t + line.t;
        format!("{}\n", Line { t, ..line.clone() })
    });
    lines.collect::<String>().into_bytes()
}
