//! What the bot costs and how fast it is: acknowledgements, the watcher's passes, its start.
//!
//! `cargo bench --bench bot` measures everything; `-- answers`, `-- crowd`, `-- start` or `-- watch 50` a part
//! of it; `-- seconds` takes five minutes and is left out otherwise. Everything happens on loopback addresses, and the stand-ins share the processors with
//! the bot, so that the figures are upper bounds. `benches/README.md` says what each one means.

mod answers;
mod crowd;
mod flag;
mod seconds;
mod start;
mod watch;

use std::env;
use std::time::Duration;

/// How many servers the watcher looks after.
const SERVERS: [usize; 2] = [1, 50];

#[tokio::main]
async fn main() {
    // Cargo adds `--bench`.
    let words: Vec<String> = env::args().skip(1).filter(|w| w != "--bench").collect();
    let numbers: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let wanted = |part: &str| words.is_empty() || words.iter().any(|word| word == part);
    if wanted("start") {
        start::measure().await;
    }
    if wanted("answers") {
        answers::measure().await;
    }
    if wanted("crowd") {
        crowd::measure().await;
    }
    if words.iter().any(|word| word == "seconds") {
        seconds::measure().await;
    }
    if words.iter().any(|word| word == "flag") {
        flag::measure().await;
    }
    if wanted("watch") {
        let sizes = if numbers.is_empty() {
            &SERVERS[..]
        } else {
            &numbers
        };
        watch::measure(sizes).await;
    }
}

/// The `percent`-th percentile of `times`, by nearest rank.
fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    let rank = (times.len() * percent).div_ceil(100).max(1);
    times.get(rank - 1).copied().unwrap_or_default()
}

/// Milliseconds, for people.
fn ms(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}
