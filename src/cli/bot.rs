//! `ac-deploy bot`: the Discord bot, and the watcher beside it.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::desk::Desk;
use super::failure::Failure;
use super::signals::Signals;
use crate::config::{Settings, discord_token};
use crate::discord::{Bot, BotError};
use crate::watcher::Watcher;

/// For how long what is under way may be brought to an end. systemd kills after 90 s; give Docker
/// `--stop-timeout 30`.
const LAST_WORDS: Duration = Duration::from_secs(25);

/// Runs until SIGTERM or Ctrl-C, or until Discord breaks off for good.
pub(super) async fn run(settings: &Settings, desk: Desk) -> Result<(), Failure> {
    let token = discord_token()?;
    if settings.guilds.is_empty() {
        tracing::warn!("the settings have no [[guilds]] entry: the bot will turn everybody away");
    }
    desk.is_set_up().await?;
    let mut signals = Signals::listen()?;
    let bot = Bot::connect(&settings.discord, token.expose(), desk.service.clone()).await?;
    let watcher = Watcher::new(desk.service.clone(), bot.herald(), settings.watcher.clone());
    let shutdown = CancellationToken::new();
    let mut watching = tokio::spawn(watcher.run(shutdown.clone()));
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
            "Start it again: it goes on where it was. The log says what happened; please report it.",
        ));
    }
    Ok(ended?)
}

fn unfinished(why: &str) -> Result<(), BotError> {
    tracing::warn!("{why}: ending before everything was finished; the next start goes on with it");
    Ok(())
}
