//! `ac-deploy deploy`: from a pack to the join link.

use std::path::PathBuf;

use clap::Args;
use clap::builder::RangedI64ValueParser;

use super::context::{self, CliContext};
use super::failure::Failure;
use super::follow::{self, StartingServer};
use super::plan;
use super::progress::Progress;
use super::signals::Signals;
use super::source::{self, PackArgument};
use super::terminal;
use super::words;
use domain::ids::{ChannelId, GuildId};
use domain::policy::Actor;
use domain::server::{Choice, Home, Hosting, PackSource, ServerOptions, ServerSpec};
use pack::RunOn;
use service::{Card, CardState, Deploy as UnderWay, DeployRequest, ServiceError};

/// What `deploy` is asked for.
#[derive(Debug, Args)]
pub(super) struct Deploy {
    /// The pack: a file, https://…, or s3:KEY (s3://BUCKET/KEY) for one that is in storage
    pack: PackArgument,
    /// What to call the server [default: the pack's own name]
    #[arg(long)]
    name: Option<String>,
    /// The kind of machine at AWS, as EC2 names it [default: `default_size` of the settings]
    #[arg(long, value_parser = |text: &str| Ok::<_, std::convert::Infallible>(Hosting::from(text.to_owned())))]
    size: Option<Hosting>,
    /// The machine's system at AWS [default: `run_on` of the settings]
    #[arg(long, value_name = "auto|linux|windows")]
    run_on: Option<RunOn>,
    /// Run with this server program of `ac-deploy programs list`, such as acserver/1.16
    #[arg(long)]
    program: Option<String>,
    /// After how many minutes without a driver it powers itself off [default: `idle_minutes` of the settings]
    #[arg(long, value_name = "MINUTES", value_parser = number_of(&Choice::IDLE_MINUTES))]
    idle_minutes: Option<u32>,
    /// After how many hours from each start the bot stops it once nobody drives [default: `hours_per_start` of
    /// the settings]
    #[arg(long, value_parser = number_of(&Choice::HOURS))]
    hours: Option<u32>,
    /// Where a bot tells of it, for `prove`
    #[arg(long, hide = true, value_name = "GUILD/CHANNEL", value_parser = home)]
    home: Option<Home>,
    /// What is different from a pack in storage: "laps=12 weather=rain"
    #[arg(long, value_name = "SETTINGS", conflicts_with = "plan")]
    settings: Option<String>,
    /// A preset that was saved, for a pack in storage
    #[arg(long, conflicts_with = "plan")]
    preset: Option<String>,
    /// The Discord server whose preset it is, by its id [default: the only one of the settings]
    #[arg(long, value_name = "ID", value_parser = context::discord_id)]
    guild: Option<u64>,
    /// Only judge the pack and show what would be launched, and at what price
    #[arg(long)]
    plan: bool,
    /// End when the machine is launched, without waiting for the join link (not where servers run
    /// on this machine: they need somebody to bring them up)
    #[arg(long, conflicts_with = "plan")]
    detach: bool,
}

fn number_of(choice: &Choice) -> RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(i64::from(choice.least)..=i64::from(choice.most))
}

fn home(text: &str) -> Result<Home, String> {
    let ids = text.split_once('/').and_then(|(guild, channel)| {
        Some(Home {
            guild: GuildId::from(guild.parse::<u64>().ok()?),
            channel: ChannelId::from(channel.parse::<u64>().ok()?),
        })
    });
    ids.ok_or_else(|| "two ids, GUILD/CHANNEL".to_owned())
}

impl Deploy {
    /// The file that only a plan is wanted of: that needs no cloud.
    pub(super) fn planned_file(&self) -> Option<PathBuf> {
        match self.pack.source(None) {
            PackSource::File(path) if self.plan => Some(path),
            _ => None,
        }
    }

    pub(super) async fn run(
        &self,
        context: &CliContext,
        mut progress: Progress,
    ) -> Result<(), Failure> {
        let source = self.pack.source(context.place.bucket());
        if let PackSource::File(path) = &source {
            // The commonest mistake deserves no journey.
            source::open(path).map_err(|error| Failure::no_pack_to_deploy(path, &error))?;
        }
        let request = DeployRequest {
            source,
            name: self.name.clone(),
            hosting: self.size.clone(),
            home: self.home,
            run_on: self.run_on,
            program: self.program.clone(),
            options: ServerOptions {
                idle_minutes: self.idle_minutes,
                hours: self.hours,
            },
        };
        if (self.run_on.is_some() || self.program.is_some()) && !context.place.has_sizes() {
            return Err(Failure::usage(
                "`--run-on` and `--program` choose between machines at AWS, but by these settings servers run on this machine.",
                "Leave them out.",
            ));
        }
        if self.size.is_some() && !context.place.has_sizes() {
            return Err(Failure::usage(
                "`--size` chooses a machine at AWS, but by these settings servers run on this machine.",
                "Leave it out.",
            ));
        }
        if self.plan {
            drop(progress);
            return plan::show(context, request).await;
        }
        context.is_set_up().await?;
        let request = DeployRequest {
            source: self.changed(context, request.source).await?,
            ..request
        };
        let order = context.service.order(&context.actor, request).await?;
        let deploy = context.service.begin(order, None).await?;
        let mut signals = Signals::listen()?;
        let server = until_launched(context, deploy, &mut progress, &mut signals).await?;
        if self.detach && context.place.works_alone() {
            progress.done();
            let ServerSpec { id, name, .. } = server.spec;
            let text = format!(
                "{name} is launched. `ac-deploy status {id} --watch` shows how far it is.\n"
            );
            return Ok(terminal::print(&text)?);
        }
        follow::until_online(context, &server, progress, signals).await
    }
}

impl Deploy {
    /// The pack with the settings that are to be different.
    async fn changed(
        &self,
        context: &CliContext,
        source: PackSource,
    ) -> Result<PackSource, Failure> {
        let (preset, settings) = (self.preset.as_deref(), self.settings.as_deref());
        if preset.is_none() && settings.is_none() {
            return Ok(source);
        }
        let PackSource::Stored(at) = source else {
            return Err(Failure::usage(
                "`--preset` and `--settings` change a pack that is in storage, and this one is none.",
                "Name it as `ac-deploy packs` lists it (s3:packs/…), or change the file first: `ac-deploy change PACK --laps 12 --out FILE`.",
            ));
        };
        let actor = Actor {
            guild: self.guild.map(GuildId::from),
            ..context.actor.clone()
        };
        let changed = context.service.changed_pack(&actor, &at, preset, settings);
        let changed = changed.await?;
        for difference in &changed.differences {
            terminal::note(&difference.to_string());
        }
        for notice in &changed.notices {
            terminal::note(&notice.to_string());
        }
        Ok(PackSource::Stored(changed.pack))
    }
}

/// Shows a deploy's cards until its machine is launched. Ctrl-C cancels it, and waits until what
/// was uploaded is gone again.
pub(super) async fn until_launched(
    context: &CliContext,
    mut deploy: UnderWay,
    progress: &mut Progress,
    signals: &mut Signals,
) -> Result<StartingServer, Failure> {
    let server = deploy.order.server.clone();
    let mut told = 0;
    let mut lists_told = false;
    let mut cancelled = false;
    loop {
        let card = deploy.cards.borrow_and_update().clone();
        for warning in card.warnings.iter().skip(told) {
            progress.remark(&format!("warning: {warning}"));
        }
        told = card.warnings.len();
        if let Some(stale) = card.stale_lists.filter(|_| !lists_told) {
            progress.remark(&format!("warning: {stale}"));
            lists_told = true;
        }
        match end(&card) {
            Some(Ok(())) if cancelled => {
                return Err(follow::left(context, &launched(&card)));
            }
            Some(Ok(())) => return Ok(launched(&card)),
            Some(Err(failure)) => {
                // A task of its own removes what was uploaded.
                tokio::select! {
                    () = context.service.shut_down() => return Err(failure),
                    _ = signals.next() => return Err(left_behind(context)),
                }
            }
            None => {}
        }
        show(&card, progress);
        tokio::select! {
            changed = deploy.cards.changed() => {
                if changed.is_err() {
                    // The last card was shown already, and it was no end.
                    return Err(ServiceError::ShuttingDown.into());
                }
            }
            _ = signals.next() => {
                if cancelled {
                    return Err(left_behind(context));
                }
                cancelled = true;
                progress.remark("cancelling; what was uploaded is removed; again: at once");
                // It may just have been launched: then its card says so.
                if let Err(error) = context.service.stop(&context.actor, server.as_str()).await {
                    tracing::debug!(error = &error as &dyn std::error::Error, "nothing to cancel");
                }
            }
        }
    }
}

fn left_behind(context: &CliContext) -> Failure {
    let who = if context.place.works_alone() {
        "The bot clears away within a day"
    } else {
        "The next deploy clears away"
    };
    Failure::Interrupted(format!("Left at once. {who} what was uploaded so far."))
}

fn launched(card: &Card) -> StartingServer {
    StartingServer {
        spec: card.spec.clone(),
        platform: card.platform,
    }
}

fn show(card: &Card, progress: &mut Progress) {
    if let Some(stage) = card.timeline.current() {
        progress.phase(words::stage(stage, &card.spec.hosting));
    }
    if let CardState::Working {
        moved: Some((moved, total)),
    } = card.state
    {
        progress.moved(moved, total);
    }
}

/// How the deploy has ended, if this card is its last.
fn end(card: &Card) -> Option<Result<(), Failure>> {
    match &card.state {
        CardState::Working { .. } => None,
        CardState::Launched { .. } => Some(Ok(())),
        CardState::Refused(faults) => Some(Err(ServiceError::Pack(faults.clone()).into())),
        CardState::Failed(error) => Some(Err(Failure::of_service(error))),
        CardState::Cancelled => Some(Err(Failure::Interrupted(
            "Cancelled. Nothing was launched, and nothing is kept.".to_owned(),
        ))),
    }
}
