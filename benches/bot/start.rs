//! The program itself, as it is shipped: how large it is, how soon it is ready, what memory it
//! takes while nothing happens.

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use world::front::REGION;
use world::{BOT_KEY, BUCKET, World};

use crate::{ms, percentile};

const STARTS: usize = 7;
const PROGRAM: &str = env!("CARGO_BIN_EXE_ac-deploy");

pub(crate) async fn measure() {
    println!("start, {STARTS} times");
    let mut times = Vec::new();
    let (mut idle, mut peak) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        // A Discord of its own: in one that knows the commands, "ready" cannot be seen.
        let world = World::builder().start_without_bot().await;
        let began = Instant::now();
        let bot = Program::start(&world);
        world.discord.wait_until_ready().await;
        times.push(began.elapsed());
        idle.push(bot.settled_mib("VmRSS").await);
        peak.push(bot.mib("VmHWM"));
    }
    println!(
        "  from the process to READY with its commands registered: median {}, longest {}",
        ms(percentile(&mut times, 50)),
        ms(percentile(&mut times, 100)),
    );
    println!(
        "  memory idle {:.1} MiB, peak {:.1} MiB; program {:.1} MiB",
        most(&idle),
        most(&peak),
        fs::metadata(PROGRAM).expect("the program is built").len() as f64 / f64::from(1 << 20),
    );
}

/// The most of `values`.
fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

/// `ac-deploy bot` in a process of its own; killed when dropped.
pub(crate) struct Program {
    process: Child,
    folder: PathBuf,
}

impl Program {
    /// Starts it in front of a world's stand-ins, with nothing of the environment around.
    pub(crate) fn start(world: &World) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("bench-bot-{}", std::process::id()));
        fs::create_dir_all(folder.join("config")).expect("a folder of our own");
        fs::write(
            folder.join("config/ac-deploy.toml"),
            format!("[[guilds]]\nid = \"{}\"\n", world.discord.guild().get()),
        )
        .expect("the settings are written");
        let process = Command::new(PROGRAM)
            .arg("bot")
            .current_dir(&folder)
            .env_clear()
            .env("DISCORD_TOKEN", world.discord.token())
            .env("AC_DEPLOY_DISCORD__API_URL", world.discord.api_url())
            .env("AC_DEPLOY_AWS__BUCKET", BUCKET)
            .env("AWS_ENDPOINT_URL", world.aws.endpoint())
            .env("AWS_REGION", REGION)
            .env("AWS_ACCESS_KEY_ID", BOT_KEY)
            .env("AWS_SECRET_ACCESS_KEY", "not-checked-here")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        Self { process, folder }
    }

    /// A figure of memory after three quiet seconds, in MiB.
    pub(crate) async fn settled_mib(&self, field: &str) -> f64 {
        tokio::time::sleep(Duration::from_secs(3)).await;
        self.mib(field)
    }

    /// `VmRSS` or `VmHWM`, in MiB.
    pub(crate) fn mib(&self, field: &str) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.expect("Linux, and the program still runs");
        status
            .lines()
            .find_map(|line| line.strip_prefix(field)?.strip_prefix(':'))
            .and_then(|rest| rest.split_whitespace().next()?.parse::<f64>().ok())
            .map_or(0.0, |kib| kib / 1024.0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
