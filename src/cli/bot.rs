//! `ac-deploy bot`: the Discord bot, and the watcher beside it.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::desk::Desk;
use super::failure::Failure;
use super::signals::asked_to_end;
use crate::config::{Settings, discord_token};
use crate::discord::Bot;
use crate::watcher::Watcher;

/// Docker and systemd kill after 10 to 90 s; ours is between.
const LAST_WORDS: Duration = Duration::from_secs(25);

/// Runs until SIGTERM or Ctrl-C, or until Discord breaks off for good.
pub(super) async fn run(settings: &Settings, desk: Desk) -> Result<(), Failure> {
    let token = discord_token()?;
    if settings.guilds.is_empty() {
        tracing::warn!("the settings have no [[guilds]] entry: the bot will turn everybody away");
    }
    desk.is_set_up().await?;
    let bot = Bot::connect(&settings.discord, token.expose(), desk.service.clone()).await?;
    let watcher = Watcher::new(desk.service.clone(), bot.herald(), settings.watcher.clone());
    let shutdown = CancellationToken::new();
    let watching = tokio::spawn(watcher.run(shutdown.clone()));
    let running = bot.run(shutdown.clone());
    tokio::pin!(running);
    let ended = tokio::select! {
        ended = &mut running => ended,
        signal = asked_to_end() => {
            tracing::info!("{signal}: finishing or giving up what is under way");
            shutdown.cancel();
            match tokio::time::timeout(LAST_WORDS, &mut running).await {
                Ok(ended) => ended,
                Err(_) => {
                    tracing::warn!("not everything was finished within {} s", LAST_WORDS.as_secs());
                    Ok(())
                }
            }
        }
    };
    shutdown.cancel();
    if tokio::time::timeout(LAST_WORDS, watching).await.is_err() {
        tracing::warn!("the watcher's last pass was cut short; the next start repeats it");
    }
    Ok(ended?)
}
