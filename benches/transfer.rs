//! What looking at a pack and moving it costs, from the stand-in Discord's CDN into the stand-in S3
//! on this machine.
//!
//! `cargo bench --bench transfer` measures packs of 64 and 1024 MiB;
//! `cargo bench --bench transfer -- 256` one of 256 MiB. Each figure comes from a process of its
//! own, so that memory is that of the bot's part alone; the stand-ins run in another.
//! The stand-in S3 is written in Python and holds objects in memory: it is the slowest link.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use bulky::bulky;
use cloud::Cloud;
use cloud::settings::AwsSettings;
use cloud_aws::Aws;
use discord_stand_in::{Attachment, Discord, Options};
use domain::server::{PackLocation, PackSource};
use pack::Limits;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use transfer::{BytesMoved, PackLimits, PackUploader, TransferSettings, Verdict, judge};
use world::front::{Front, REGION};
use world::moto::Moto;

#[path = "../tests/transfer/bulky.rs"]
mod bulky;

type Result<T, E = Box<dyn std::error::Error>> = std::result::Result<T, E>;

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *words {
        ["stand-ins", mib] => run(stand_ins(mib.parse()?)),
        ["judge", url] => run(measured_judge(url)),
        ["move", url] => run(measured_move(url)),
        _ => {
            let sizes: Vec<u64> = words.iter().filter_map(|word| word.parse().ok()).collect();
            let sizes = if sizes.is_empty() {
                vec![64, 1024]
            } else {
                sizes
            };
            sizes.into_iter().try_for_each(report)
        }
    }
}

fn run(work: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(work)
}

/// Measures with packs of this size and prints what it was.
fn report(mib: u64) -> Result<()> {
    let mut stand_ins = StandIns::start(mib)?;
    let before = stand_ins.served()?;
    let judged = stand_ins.measure("judge")?;
    println!(
        "judge {mib:>5} MiB: {:>7.1} ms, {} KiB fetched",
        judged.seconds * 1e3,
        (stand_ins.served()? - before).div_ceil(1024),
    );
    let moved = stand_ins.measure("move")?;
    println!(
        "move  {mib:>5} MiB: {:>7.1} MiB/s ({:.2} s), memory {:.1} MiB idle, {:.1} MiB at its peak (+{:.1})",
        mib as f64 / moved.seconds,
        moved.seconds,
        moved.idle_mib,
        moved.peak_mib,
        moved.peak_mib - moved.idle_mib,
    );
    Ok(())
}

/// What a measuring process found.
struct Figures {
    seconds: f64,
    idle_mib: f64,
    peak_mib: f64,
}

/// The process with the stand-ins.
struct StandIns {
    process: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
    endpoint: String,
    url: String,
}

impl StandIns {
    fn start(mib: u64) -> Result<Self> {
        let mut process = Command::new(env::current_exe()?)
            .args(["stand-ins", &mib.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let ask = process.stdin.take().ok_or("no standard input")?;
        let answers = BufReader::new(process.stdout.take().ok_or("no standard output")?);
        let mut stand_ins = Self {
            process,
            ask,
            answers,
            endpoint: String::new(),
            url: String::new(),
        };
        stand_ins.endpoint = stand_ins.answer()?;
        stand_ins.url = stand_ins.answer()?;
        Ok(stand_ins)
    }

    fn answer(&mut self) -> Result<String> {
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        match line.trim() {
            "" => Err("the stand-ins ended".into()),
            answer => Ok(answer.to_owned()),
        }
    }

    /// How many bytes the CDN has sent so far.
    fn served(&mut self) -> Result<u64> {
        writeln!(self.ask, "served?")?;
        Ok(self.answer()?.parse()?)
    }

    fn measure(&self, what: &str) -> Result<Figures> {
        let output = Command::new(env::current_exe()?)
            .args([what, &self.url])
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_REGION", REGION)
            .env("AWS_ACCESS_KEY_ID", ACCESS_KEY)
            .env("AWS_SECRET_ACCESS_KEY", "not-checked-here")
            .stderr(Stdio::inherit())
            .output()?;
        let text = String::from_utf8(output.stdout)?;
        let numbers: Vec<f64> = text
            .split_whitespace()
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        let [seconds, idle_mib, peak_mib] = *numbers else {
            return Err(format!("{what} did not come to an end").into());
        };
        Ok(Figures {
            seconds,
            idle_mib,
            peak_mib,
        })
    }
}

impl Drop for StandIns {
    fn drop(&mut self) {
        // It ends with its standard input, too; this does not wait for the emulator.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const ACCESS_KEY: &str = "AKIABENCH";

fn aws_settings() -> Result<AwsSettings> {
    Ok(AwsSettings::new("ac-deploy-bench".parse()?))
}

async fn stand_ins(mib: u64) -> Result<()> {
    let front = Front::start(Moto::start().await).await;
    let aws = Aws::from_config(&front.sdk_config(ACCESS_KEY).await, &aws_settings()?)?;
    aws.set_up(&|_| ()).await?;
    let discord = Discord::start(Options::default()).await?;
    let pack: Attachment = discord.host("pack.zip", bulky(mib << 20));
    println!("{}\n{}", front.endpoint(), pack.url());
    let questions = tokio::task::spawn_blocking(move || {
        for _ in std::io::stdin().lines().map_while(std::result::Result::ok) {
            println!("{}", pack.bytes_served());
        }
    });
    Ok(questions.await?)
}

fn pack_at(url: &str) -> Result<PackSource> {
    Ok(PackSource::Web {
        url: url.parse()?,
        file_name: "pack.zip".to_owned(),
        size: None,
        from_discord: true,
    })
}

fn bounds() -> PackLimits {
    PackLimits {
        max_size: 8 << 30,
        pack: Limits::default(),
    }
}

async fn uploader() -> Result<PackUploader> {
    let cloud = Aws::connect(&aws_settings()?).await?;
    // The connection, the credentials and the certificates are there from here on.
    cloud.packs(PackLocation::FOLDER).await?;
    Ok(PackUploader::new(
        TransferSettings::default(),
        Arc::new(cloud),
    )?)
}

async fn measured_judge(url: &str) -> Result<()> {
    let uploader = uploader().await?;
    let idle = memory("VmRSS")?;
    let started = Instant::now();
    let source = uploader.open(&pack_at(url)?).await?;
    let verdict = judge(&source, &bounds()).await?;
    let seconds = started.elapsed().as_secs_f64();
    assert!(matches!(verdict, Verdict::Fit(_)), "the sample can run");
    println!("{seconds} {idle} {}", memory("VmHWM")?);
    Ok(())
}

async fn measured_move(url: &str) -> Result<()> {
    let uploader = uploader().await?;
    let idle = memory("VmRSS")?;
    let started = Instant::now();
    let source = uploader.open(&pack_at(url)?).await?;
    let size = source.size();
    let to: PackLocation = "s3:packs/cli/bench/pack.zip".parse()?;
    let (progress, cancel) = (
        watch::Sender::new(BytesMoved::default()),
        CancellationToken::new(),
    );
    let moved = uploader
        .upload(source, &to, &bounds(), &progress, &cancel)
        .await?;
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(Some(moved.stored.size), size, "all of it arrived");
    println!("{seconds} {idle} {}", memory("VmHWM")?);
    Ok(())
}

/// A line of `/proc/self/status`, in MiB.
fn memory(line: &str) -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let kib = status
        .lines()
        .find_map(|text| text.strip_prefix(line)?.strip_prefix(':'))
        .and_then(|rest| rest.trim().strip_suffix("kB"))
        .ok_or_else(|| format!("this system does not tell {line}"))?;
    Ok(kib.trim().parse::<f64>()? / 1024.0)
}
