//! The stand-in as a program of its own: `ac-deploy simulate-acserver`.
//!
//! It is started like acServer: the working directory is the pack. What is to go wrong stands in
//! the command line, in the environment, or in the first bytes of the pack's own program
//! (`stand-in: crash`), in this order.

use std::io::Write as _;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::plugin::DRIVING_FILE;
use super::race::{self, RACES_FILE};
use super::{Config, NoFirewall, Server, ServerKind, ServerState};

/// A file in the working directory that holds how many drivers are on the server.
pub const CLIENTS_FILE: &str = "simulated-clients";

/// A file in the working directory that is there while somebody loads.
pub const LOADING_FILE: &str = "simulated-loading";

/// A file in the working directory that holds how often the server was started in it.
const STARTS_FILE: &str = "simulated-starts";

/// The exit code of a server whose folder was removed, or whose parent is gone.
const LEFT_ALONE: i32 = 1;

/// How often both are looked at.
const LOOK: Duration = Duration::from_millis(200);

/// How the stand-in is started.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// The address to listen at
    #[arg(long, default_value = "127.0.0.1")]
    pub address: Ipv4Addr,
    /// What goes wrong: vanilla (nothing), assetto-server, short-link, lobby-shutdown, busy-port,
    /// mute, crash, crash:AFTER_MS, or crash:AFTER_MS:TIMES
    #[arg(long, env = "SIMULATE_ACSERVER")]
    pub program: Option<ServerKind>,
    /// How long each step of the start takes, in milliseconds
    #[arg(long, default_value_t = 100, env = "SIMULATE_ACSERVER_STEP_MS")]
    pub step_ms: u64,
    /// Play Content Manager's wrapper around the server
    #[arg(long)]
    pub wrapper: bool,
    /// End when this process is no longer the parent
    #[arg(long, value_name = "PID")]
    pub parent: Option<u32>,
}

/// Runs the stand-in over the pack in the working directory until it ends by itself; its exit
/// code. Whoever wants it to end earlier kills the process.
pub async fn run_here(options: &Options) -> i32 {
    let config = match read_config(options.wrapper) {
        Ok(config) => config,
        Err(what) => {
            print(&format!("Can't find {what}, shutting down"));
            return 1;
        }
    };
    let program = match options.program.clone().map_or_else(marked, Ok) {
        Ok(program) => program,
        Err(why) => {
            print(&why.to_string());
            return 1;
        }
    };
    let start = count_start();
    let state = Arc::new(ServerState::default());
    let races = config.clone();
    let server = Server {
        address: options.address,
        config,
        program: match program {
            ServerKind::Crash { times, .. } if times < start => ServerKind::Vanilla,
            other => other,
        },
        wrapper: options.wrapper,
        firewall: Arc::new(NoFirewall),
        step: Duration::from_millis(options.step_ms),
        state: Arc::clone(&state),
    };
    tokio::select! {
        code = server.run(&print) => code,
        () = follow(options.parent, &state, &races) => LEFT_ALONE,
    }
}

fn read_config(wrapper: bool) -> Result<Config, &'static str> {
    let server = std::fs::read("cfg/server_cfg.ini").map_err(|_| "cfg/server_cfg.ini")?;
    let entries = std::fs::read("cfg/entry_list.ini").map_err(|_| "cfg/entry_list.ini")?;
    let params = wrapper
        .then(|| std::fs::read("cfg/cm_wrapper_params.json").ok())
        .flatten();
    let extra = std::fs::read("cfg/extra_cfg.yml").unwrap_or_default();
    Ok(Config::read(&server, &entries, params.as_deref()).with_extra(&extra, &server))
}

/// What the pack's own program says that it is.
fn marked() -> Result<ServerKind, super::UnknownProgram> {
    let own = ["acServer.exe", "acServer"]
        .into_iter()
        .find_map(|name| std::fs::read(name).ok());
    Ok(own
        .map(|file| ServerKind::marked(&file))
        .transpose()?
        .flatten()
        .unwrap_or_default())
}

/// Which start in this folder this is, counted from 1.
fn count_start() -> u32 {
    let before = read_number(Path::new(STARTS_FILE)).unwrap_or(0);
    // Where it cannot be written every start is the first.
    let _ = std::fs::write(STARTS_FILE, (before + 1).to_string());
    before + 1
}

/// Lets as many drivers be on the server, and as many races be finished, as the folder says, until there is no folder any more, or
/// not this parent: a sandbox that could not end in order leaves nothing running.
async fn follow(parent: Option<u32>, state: &ServerState, config: &Config) {
    let races = || read_number(Path::new(RACES_FILE)).unwrap_or(0);
    // What was finished before this start was written down then.
    let mut finished = races();
    // Linux's own death signal (`PR_SET_PDEATHSIG`) comes already when the thread ends that started
    // the process. An orphan is given another parent, and a folder that was removed has no path.
    let is_orphan = || parent.is_some_and(|parent| std::os::unix::process::parent_id() != parent);
    while !is_orphan() && std::env::current_dir().is_ok() {
        if let Some(clients) = read_number(Path::new(CLIENTS_FILE)) {
            state.set_clients(clients);
        }
        state.let_load(Path::new(LOADING_FILE).exists());
        if let Some(number) = read_number(Path::new(DRIVING_FILE)) {
            state.drive(number);
        }
        while finished < races() {
            finished += 1;
            if let Err(error) = race::finish(config, state.clients(), finished) {
                print(&format!("The results cannot be written: {error}"));
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn read_number(file: &Path) -> Option<u32> {
    std::fs::read_to_string(file).ok()?.trim().parse().ok()
}

/// A line of the log. Whoever reads it may have gone.
fn print(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
