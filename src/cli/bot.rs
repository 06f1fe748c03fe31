//! `ac-deploy bot`: the Discord bot, and the watcher beside it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::context::CliContext;
use super::failure::Failure;
use super::signals::Signals;
use crate::config::{Settings, discord_token};
use crate::join_page::{self, JoinPageSettings};
use discord::{Bot, BotError, DiscordSettings, SANDBOX_MARK};
use explain::{Explanation, Kind};
use watcher::{RacesWatcher, ResultsWatcher, Watcher};

/// For how long what is under way may be brought to an end. systemd kills after 90 s; give Docker
/// `--stop-timeout 30`.
const LAST_WORDS: Duration = Duration::from_secs(25);
/// How long whoever answers as Discord may take to say what it is.
const LOOK_TIMEOUT: Duration = Duration::from_secs(5);
/// How far this machine's clock may be from Discord's. A report counts as old after 90 s.
const CLOCK_LIMIT: SignedDuration = SignedDuration::from_secs(60);

/// Runs until SIGTERM or Ctrl-C, or until Discord breaks off for good.
pub(super) async fn run(settings: &Settings, context: CliContext) -> Result<(), Failure> {
    let token = discord_token()?;
    look_at_discord(&settings.discord).await?;
    if settings.guilds.is_empty() {
        tracing::warn!("the settings have no [[guilds]] entry: the bot will turn everybody away");
    }
    context.is_set_up().await?;
    let pages = match &settings.join_page {
        Some(pages) => Some((pages, listen(pages).await?)),
        None => None,
    };
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
    let serving = pages.map(|(pages, listener)| {
        context.service.has_join_pages_at(pages.url.clone());
        tracing::info!(
            "pages to join races by are at {} ({})",
            pages.url,
            pages.listen
        );
        let pages = join_page::serve(listener, context.service.clone(), shutdown.clone());
        tokio::spawn(pages)
    });
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
        if let Some(serving) = serving {
            let _ = serving.await;
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
            "Start it again: it continues where it was. The log says what happened; please report it.",
        ));
    }
    Ok(ended?)
}

/// Listens where pages to join by are asked for: a port that somebody has is said before the bot starts.
async fn listen(pages: &JoinPageSettings) -> Result<TcpListener, Failure> {
    TcpListener::bind(pages.listen).await.map_err(|error| {
        Failure::Explanation(Explanation {
            what: format!(
                "The pages to join by cannot be served at {}: {error}.",
                pages.listen
            ),
            hint: "Choose another port with `listen` under [join_page], or end what has this one."
                .to_owned(),
            kind: Kind::Setup,
        })
    })
}

/// Looks at who answers as Discord. A sandbox's people are made up, and so are its servers: no league's
/// account belongs there. And by another clock than everybody's the bot would misjudge its machines.
pub(super) async fn look_at_discord(settings: &DiscordSettings) -> Result<(), Failure> {
    let client = reqwest::Client::builder().timeout(LOOK_TIMEOUT);
    let client = match &settings.api_url {
        Some(_) => client.no_proxy(),
        None => client,
    };
    let api_url = match &settings.api_url {
        Some(url) => url.as_str().trim_end_matches('/'),
        None => "https://discord.com",
    };
    // The one route that answers without a token.
    let answer = match client.build() {
        Ok(client) => {
            client
                .get(format!("{api_url}/api/v10/gateway"))
                .send()
                .await
        }
        Err(error) => Err(error),
    };
    // Whatever fails here fails again when the bot connects, and is told then.
    let Ok(answer) = answer else {
        return Ok(());
    };
    if settings.api_url.is_some() && answer.headers().contains_key(SANDBOX_MARK) {
        return Err(Failure::Explanation(Explanation {
            what: format!("At {api_url} is a sandbox, not Discord."),
            hint: "Take `api_url` out of the settings (AC_DEPLOY_DISCORD__API_URL in the environment). \
                   The sandbox has a bot of its own."
                .to_owned(),
            kind: Kind::Setup,
        }));
    }
    let date = answer.headers().get(reqwest::header::DATE);
    let ahead = date
        .and_then(|date| date.to_str().ok())
        .and_then(|date| ahead_of(date, Timestamp::now()))
        .filter(|ahead| CLOCK_LIMIT < ahead.abs());
    match ahead {
        Some(ahead) => Err(Failure::Explanation(wrong_clock(ahead))),
        None => Ok(()),
    }
}

/// How far `now` is ahead of an answer's `Date`.
fn ahead_of(date: &str, now: Timestamp) -> Option<SignedDuration> {
    let theirs = jiff::fmt::rfc2822::parse(date).ok()?;
    Some(now.duration_since(theirs.timestamp()))
}

fn wrong_clock(ahead: SignedDuration) -> Explanation {
    let side = if ahead.is_negative() {
        "behind"
    } else {
        "ahead"
    };
    let seconds = ahead.abs().as_secs();
    let much = match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7199 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3600),
    };
    Explanation {
        what: format!("This machine's clock is {much} {side}."),
        hint: "By a wrong clock servers seem silent or too slow and are stopped, and races start at the wrong time. \
               Set it (`timedatectl set-ntp true`), and start the bot again."
            .to_owned(),
        kind: Kind::Setup,
    }
}

fn unfinished(why: &str) -> Result<(), BotError> {
    tracing::warn!("{why}: ending before everything was finished; the next start goes on with it");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_held_to_discords() {
        let now: Timestamp = "2026-11-27T20:55:00Z".parse().expect("a time");
        let words = |date: &str| ahead_of(date, now).map(|ahead| wrong_clock(ahead).what);
        insta::assert_snapshot!(words("Fri, 27 Nov 2026 20:53:31 GMT").expect("a date"), @"This machine's clock is 89 s ahead.");
        insta::assert_snapshot!(words("Fri, 27 Nov 2026 21:55:00 GMT").expect("a date"), @"This machine's clock is 60 min behind.");
        insta::assert_snapshot!(words("Thu, 26 Nov 2026 20:55:00 GMT").expect("a date"), @"This machine's clock is 24 h ahead.");
        assert_eq!(words("yesterday"), None);
    }
}
