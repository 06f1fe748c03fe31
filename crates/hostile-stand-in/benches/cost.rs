//! What confinement costs: the time until a program has run and ended, and the memory that it takes.
//!
//! `cargo bench -p hostile-stand-in` starts a small program both ways, in turns.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use confine::{Confinement, Files, Launch, Network, Ports, Support, system};

const PROGRAM: &str = env!("CARGO_BIN_EXE_hostile-stand-in");
const STARTS: usize = 200;

fn main() {
    let support = Support::of_this_system();
    if !support.confines() {
        println!("this system cannot confine: {support:?}");
        return;
    }
    let without = Support {
        scope: None,
        ..support.clone()
    };
    let (mut free, mut confined, mut scoped) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        free.push(timed(|| run_free(&["nothing"])));
        confined.push(timed(|| run_confined(&without, &["nothing"])));
        if support.scope.is_some() {
            scoped.push(timed(|| run_confined(&support, &["nothing"])));
        }
    }
    println!("start to end, median of {STARTS}:");
    println!("  free      {:>7.2} ms", ms(median(&mut free)));
    println!("  confined  {:>7.2} ms", ms(median(&mut confined)));
    match scoped.is_empty() {
        true => println!("  in a scope of systemd: there is none here"),
        false => println!("  in a scope {:>6.2} ms", ms(median(&mut scoped))),
    }
    println!("peak memory of the program:");
    println!("  free      {:>7} KiB", run_free(&["peak"]).trim());
    println!(
        "  confined  {:>7} KiB",
        run_confined(&support, &["peak"]).trim()
    );
}

fn run_free(arguments: &[&str]) -> String {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).stdin(Stdio::null());
    output(command)
}

fn run_confined(support: &Support, arguments: &[&str]) -> String {
    let mut execute = system::libraries();
    execute.push(PROGRAM.into());
    let launch = Launch {
        program: PROGRAM.into(),
        arguments: arguments.iter().map(|it| (*it).to_owned()).collect(),
        confinement: Confinement {
            files: Files {
                read: system::lookups(),
                execute,
                write: vec![std::env::temp_dir(), system::nowhere()],
            },
            network: Network {
                bind: Ports::only([9600, 8081]),
                connect: Ports::only(system::SERVICES),
                deny: Vec::new(),
            },
            ..Confinement::default()
        },
        support: support.clone(),
        allow_unconfined: false,
    };
    let (command, outcome) = launch.command(Path::new(PROGRAM)).expect("a command");
    let said = output(command);
    outcome.wait().expect("it ran");
    said
}

fn output(mut command: Command) -> String {
    let output = command.output().expect("it ran");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn timed(run: impl FnOnce() -> String) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
