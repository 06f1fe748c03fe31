//! `ac-deploy bot`: the Discord bot, and the watcher beside it.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::context::CliContext;
use super::failure::Failure;
use super::signals::Signals;
use crate::config::{Settings, discord_token};
use crate::discord::{Bot, BotError, DiscordSettings, SANDBOX_MARK};
use crate::explain::{Explanation, Kind};
use crate::watcher::{RacesWatcher, ResultsWatcher, Watcher};

/// For how long what is under way may be brought to an end. systemd kills after 90 s; give Docker
/// `--stop-timeout 30`.
const LAST_WORDS: Duration = Duration::from_secs(25);
/// How long a stand-in may take to say what it is.
const MARK_TIMEOUT: Duration = Duration::from_secs(5);

/// Runs until SIGTERM or Ctrl-C, or until Discord breaks off for good.
pub(super) async fn run(settings: &Settings, context: CliContext) -> Result<(), Failure> {
    let token = discord_token()?;
    refuse_sandbox(&settings.discord).await?;
    if settings.guilds.is_empty() {
        tracing::warn!("the settings have no [[guilds]] entry: the bot will turn everybody away");
    }
    context.is_set_up().await?;
    let mut signals = Signals::listen()?;
    let bot = Bot::connect(&settings.discord, token.expose(), context.service.clone()).await?;
    let watcher = Watcher::new(
        context.service.clone(),
        bot.notifier(),
        settings.watcher.clone(),
    );
    let shutdown = CancellationToken::new();
    let mut watching = tokio::spawn(watcher.run(shutdown.clone()));
    let results = ResultsWatcher::new(context.service.clone(), bot.result_notifier());
    let collecting = tokio::spawn(results.run(shutdown.clone()));
    let races = RacesWatcher::new(context.service.clone(), bot.race_notifier());
    let racing = tokio::spawn(races.run(shutdown.clone()));
    let running = bot.run(shutdown.clone());
    tokio::pin!(running);
    let mut watcher_ended = false;
    let ended = tokio::select! {
        ended = &mut running => Some(ended),
        signal = signals.next() => {
            tracing::info!("{signal}: finishing or giving up what is under way");
            None
        }
        // It ends by itself only in a panic, and a bot that follows no server is no bot.
        _ = &mut watching => {
            watcher_ended = true;
            None
        }
    };
    shutdown.cancel();
    let last_words = async {
        let ended = match ended {
            Some(ended) => ended,
            None => running.await,
        };
        if !watcher_ended {
            // A panic in its last pass is in the log, and changes nothing.
            let _ = watching.await;
        }
        let _ = collecting.await;
        let _ = racing.await;
        ended
    };
    let ended = tokio::select! {
        ended = last_words => ended,
        () = tokio::time::sleep(LAST_WORDS) => unfinished("25 s were not enough"),
        signal = signals.next() => unfinished(signal),
    };
    if watcher_ended {
        return Err(Failure::other(
            "The watcher broke off, and the bot ended with it.",
            "Start it again: it continues where it was. The log says what happened; please report it.",
        ));
    }
    Ok(ended?)
}

/// A sandbox's people are made up, and so are its servers: no league's account belongs there.
async fn refuse_sandbox(settings: &DiscordSettings) -> Result<(), Failure> {
    let Some(api_url) = &settings.api_url else {
        return Ok(());
    };
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(MARK_TIMEOUT)
        .build();
    // The one route that answers without a token.
    let Ok(gateway) = api_url.join("/api/v10/gateway") else {
        return Ok(());
    };
    let answer = match client {
        Ok(client) => client.get(gateway).send().await,
        Err(error) => Err(error),
    };
    // Whatever fails here fails again when the bot connects, and is told then.
    match answer {
        Ok(answer) if answer.headers().contains_key(SANDBOX_MARK) => Err(Failure::Explanation(Explanation {
            what: format!("At {api_url} is a sandbox, not Discord."),
            hint: "Take `api_url` out of the settings (AC_DEPLOY_DISCORD__API_URL in the environment). \
                   The sandbox has a bot of its own."
                .to_owned(),
            kind: Kind::Setup,
        })),
        _ => Ok(()),
    }
}

fn unfinished(why: &str) -> Result<(), BotError> {
    tracing::warn!("{why}: ending before everything was finished; the next start goes on with it");
    Ok(())
}
