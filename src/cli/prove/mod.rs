//! `ac-deploy prove`: one deploy on the real AWS, and in a Discord channel if one is named, from the pack to
//! the end, with nothing left behind.
//!
//! It plays what a league admin does by calling this very program, as they do: deploy, ask, restart,
//! stop, start, terminate. Whatever comes of that, [`clear`] then deletes all that was made, through
//! the port and not through what is being tried. It does not begin without a limit in dollars, and a
//! machine that outlives it, because the computer that it runs on dies, powers itself off when idle.
//!
//! Absent on purpose: commands in Discord. A bot cannot type them, so the deeds come from the shell, with the
//! channel as the server's home, and [`channel`] looks at what the bot makes of them. What only a person
//! sees is in `docs/first-hour.md`.

mod channel;
mod child;
mod clear;
mod ledger;
mod sample;
mod trial;

use std::path::{Path, PathBuf};

use clap::Args;

use super::context::CliContext;
use super::failure::Failure;
use super::signals::Signals;
use super::terminal;
use crate::config::Settings;
use channel::Channel;
use domain::ids::ChannelId;
use domain::price::Dollars;
use ledger::{Ledger, Meter};
use pack::Platform;
use trial::Trial;

/// What `prove` is asked for.
#[derive(Debug, Args)]
pub(super) struct Prove {
    /// The most that the machines may cost, in US dollars
    #[arg(long, value_name = "DOLLARS", value_parser = dollars)]
    limit: Dollars,
    /// The pack for Linux [default: a small one of its own]
    #[arg(long, value_name = "PACK")]
    linux: Option<PathBuf>,
    /// Then the same with this pack for Windows, which must bring its server program
    #[arg(long, value_name = "PACK")]
    windows: Option<PathBuf>,
    /// Look in this Discord channel, too; needs DISCORD_TOKEN
    #[arg(long, value_name = "CHANNEL_ID")]
    channel: Option<u64>,
}

fn dollars(text: &str) -> Result<Dollars, String> {
    match text.parse() {
        Ok(dollars) if (0.01..=100.0).contains(&dollars) => Ok(Dollars(dollars)),
        _ => Err("it must be between 0.01 and 100".to_owned()),
    }
}

impl Prove {
    /// Plays it. `config` is the settings file that the command line names.
    pub(super) async fn run(
        &self,
        settings: &Settings,
        context: &CliContext,
        config: Option<&Path>,
    ) -> Result<(), Failure> {
        if !context.place.works_alone() {
            return Err(Failure::usage(
                "By these settings servers run on this machine, which needs no such proof.",
                "Set `provider = \"aws\"`, or run `ac-deploy sandbox --demo`.",
            ));
        }
        let folder = std::env::temp_dir().join(format!("ac-deploy-prove-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let outcome = self.run_in(&folder, settings, context, config).await;
        std::fs::remove_dir_all(&folder)?;
        outcome
    }

    async fn run_in(
        &self,
        folder: &Path,
        settings: &Settings,
        context: &CliContext,
        config: Option<&Path>,
    ) -> Result<(), Failure> {
        let mut runs = vec![(Platform::Linux, self.linux_pack(folder)?)];
        runs.extend(self.windows.clone().map(|pack| (Platform::Windows, pack)));
        let mut meters = Vec::new();
        for (platform, _) in &runs {
            meters.push(meter(context, *platform)?);
        }
        enough(self.limit, &meters)?;
        context.is_set_up().await?;
        let mut signals = Signals::listen()?;
        let mut ledger = Ledger::new(self.limit);
        let channel = match self.channel {
            Some(channel) => Some(Channel::open(settings, ChannelId::from(channel)).await?),
            None => None,
        };
        let mut good = match &channel {
            Some(channel) => look_at(channel, &mut ledger).await.is_ok(),
            None => true,
        };
        for ((platform, pack), meter) in runs.into_iter().zip(meters) {
            if !good {
                break;
            }
            ledger.begin(meter);
            let name = trial::name(platform);
            say(&format!("{platform}, as “{name}”:\n"));
            let mut trial = Trial {
                context,
                config,
                channel: channel.as_ref(),
                name,
                launched: false,
                ledger: &mut ledger,
                signals: &mut signals,
            };
            let played = trial.play(&pack).await;
            let cleared = trial.clear().await;
            good = played.is_ok() && cleared.is_ok();
        }
        match channel {
            Some(channel) => {
                let closed = trial::step(&mut ledger, "clear the channel", channel.close());
                // What stays is said, and counts as a step that failed.
                let _ = closed.await;
            }
            None => {
                say("Discord was not tried: name a channel of a test server with `--channel`.\n")
            }
        }
        terminal::print(&ledger.summary())?;
        if ledger.is_good() {
            Ok(())
        } else {
            Err(Failure::other(
                "Not everything went as it should.",
                "The steps above say what.",
            ))
        }
    }

    fn linux_pack(&self, folder: &Path) -> Result<PathBuf, Failure> {
        if let Some(pack) = &self.linux {
            return Ok(pack.clone());
        }
        let path = folder.join("prove.tar.gz");
        std::fs::write(&path, sample::pack()?)?;
        Ok(path)
    }
}

/// The bot is in the channel and may write there. No machine runs meanwhile.
async fn look_at(channel: &Channel, ledger: &mut Ledger) -> Result<(), ()> {
    say(&format!("Discord, as {}:\n", channel.place()));
    trial::step(ledger, "log in", channel.login()).await?;
    trial::step(ledger, "register the commands", channel.commands()).await?;
    trial::step(ledger, "rights in the channel", channel.rights()).await?;
    Ok(())
}

/// Whoever has stopped reading still wants everything to be cleared away.
fn say(text: &str) {
    if let Err(error) = terminal::print(text) {
        tracing::debug!(error = &error as &dyn std::error::Error, "nobody reads");
    }
}

/// What the usual machine of this platform costs.
fn meter(context: &CliContext, platform: Platform) -> Result<Meter, Failure> {
    let rules = context.service.rules();
    let size = &rules.hosting;
    rules
        .prices
        .per_hour(size, platform)
        .map(|price| Meter::new(platform, price))
        .ok_or_else(|| {
            Failure::usage(
                format!(
                    "The price of {size} with {platform} is not known, so no limit can be kept."
                ),
                "Put it under `[prices]` in the settings.",
            )
        })
}

/// Refuses a limit that ends every run half way.
fn enough(limit: Dollars, meters: &[Meter]) -> Result<(), Failure> {
    let needed: f64 = meters.iter().map(|meter| meter.usual().0).sum();
    if needed <= limit.0 {
        return Ok(());
    }
    Err(Failure::usage(
        format!(
            "{limit} is not enough: machines for this usually cost {}.",
            Dollars(needed)
        ),
        "Raise `--limit`.",
    ))
}
