//! The steps that are tried on one machine.

use std::path::Path;
use std::time::Duration;

use clap::CommandFactory as _;
use jiff::Timestamp;
use serde_json::Value;
use tokio::time::Instant;

use super::channel::{Channel, Expected, Shown};
use super::child::{Ended, Program};
use super::clear;
use super::ledger::Ledger;
use crate::cli::Cli;
use crate::cli::context::CliContext;
use crate::cli::signals::Signals;
use pack::Platform;

/// A Windows machine takes up to a quarter of an hour; the program's own limit is an hour.
const SLOW: Duration = Duration::from_secs(65 * 60);
const LOOK_AGAIN: Duration = Duration::from_secs(2);
const QUICK: Duration = Duration::from_secs(5 * 60);

/// One machine, from its launch to its end.
#[derive(Debug)]
pub(super) struct Trial<'a> {
    pub(super) context: &'a CliContext,
    pub(super) config: Option<&'a Path>,
    /// Where it is told, if Discord is tried, too.
    pub(super) channel: Option<&'a Channel>,
    pub(super) name: String,
    /// Whether a machine was asked for.
    pub(super) launched: bool,
    pub(super) ledger: &'a mut Ledger,
    pub(super) signals: &'a mut Signals,
}

/// A name that no other server has.
pub(super) fn name(platform: Platform) -> String {
    let number: u16 = rand::random();
    format!("Prove {platform} {number:04x}")
}

/// Does a step that needs nothing of a trial, and prints what came of it.
pub(super) async fn step(
    ledger: &mut Ledger,
    what: &str,
    step: impl Future<Output = Result<String, String>>,
) -> Result<String, ()> {
    let began = Instant::now();
    let outcome = step.await;
    told(ledger, what, began, outcome)
}

fn told(
    ledger: &mut Ledger,
    what: &str,
    began: Instant,
    outcome: Result<String, String>,
) -> Result<String, ()> {
    let said = outcome.as_ref().map(String::as_str).map_err(String::as_str);
    super::say(&ledger.note(what, began.elapsed(), said));
    outcome.map_err(drop)
}

impl Trial<'_> {
    /// Plays the whole story; ends at the first step that fails.
    pub(super) async fn play(&mut self, pack: &Path) -> Result<(), ()> {
        let pack = pack.to_string_lossy().into_owned();
        let name = self.name.clone();
        self.step("judge the pack", async |it| {
            it.call(&["check", &pack], QUICK).await?;
            Ok("usable".to_owned())
        })
        .await?;
        self.launched = true;
        self.power(true);
        let mut shown = Shown::default();
        let home = self.channel.map(|channel| {
            let home = channel.home();
            format!("--home={}/{}", home.guild, home.channel)
        });
        let mut deploy = vec!["deploy", &pack, "--name", &name];
        deploy.extend(home.as_deref());
        let link = self
            .step("deploy", async |it| {
                it.call(&deploy, SLOW).await?;
                it.online(None).await
            })
            .await?;
        let online = Expected::online(&link);
        self.shows("channel: online", &mut shown, online).await?;
        let first = self.step("ask /INFO", Self::answers).await?;
        self.step("read its log", async |it| {
            it.call(&["logs", &name], QUICK).await.map(|log| {
                let lines = log.lines().count();
                format!("{lines} lines")
            })
        })
        .await?;
        if Cli::command().find_subcommand("restart").is_some() {
            self.step("restart", async |it| {
                it.call(&["restart", &name], QUICK).await?;
                it.online(None).await
            })
            .await?;
            let again = Expected {
                card: "online again",
                ..online
            };
            self.shows("channel: online again", &mut shown, again)
                .await?;
        }
        self.step("stop", async |it| {
            it.call(&["stop", &name], QUICK).await?;
            it.state("stopped").await
        })
        .await?;
        self.power(false);
        self.shows("channel: stopped", &mut shown, Expected::off("stopped"))
            .await?;
        self.power(true);
        let link = self
            .step("start", async |it| {
                it.call(&["start", &name], SLOW).await?;
                it.online(Some(&first)).await
            })
            .await?;
        let online = Expected::online(&link);
        self.shows("channel: another link", &mut shown, online)
            .await?;
        self.step("ask /INFO again", Self::answers).await?;
        self.step("terminate", async |it| {
            it.call(&["terminate", &name, "--yes"], QUICK).await?;
            it.gone().await
        })
        .await?;
        self.power(false);
        self.shows("channel: deleted", &mut shown, Expected::off("deleted"))
            .await
    }

    /// Deletes whatever is left, and says what that was.
    pub(super) async fn clear(&mut self) -> Result<(), ()> {
        let name = self.name.clone();
        let (context, launched) = (self.context, self.launched);
        let cleared = self
            .step("look for left-overs", async |_| {
                clear::clear(context, &name, launched).await
            })
            .await;
        self.power(false);
        cleared.map(drop)
    }

    fn power(&mut self, on: bool) {
        if let Some(meter) = self.ledger.meter() {
            if on { meter.start() } else { meter.stop() }
        }
    }

    /// Does a step, and prints what came of it.
    async fn step(
        &mut self,
        what: &str,
        step: impl AsyncFnOnce(&mut Self) -> Result<String, String>,
    ) -> Result<String, ()> {
        let began = Instant::now();
        let outcome = step(self).await;
        told(self.ledger, what, began, outcome)
    }

    /// What the channel shows of the server, if there is one.
    async fn shows(
        &mut self,
        what: &str,
        shown: &mut Shown,
        expected: Expected<'_>,
    ) -> Result<(), ()> {
        let Some(channel) = self.channel else {
            return Ok(());
        };
        let looked = self.step(what, async |it| it.seen(channel, shown, expected).await);
        looked.await.map(drop)
    }

    /// Looks until it stands there, for some minutes.
    async fn seen(
        &mut self,
        channel: &Channel,
        shown: &mut Shown,
        expected: Expected<'_>,
    ) -> Result<String, String> {
        let end = Instant::now() + QUICK.min(self.ledger.left());
        loop {
            let messages = channel.messages().await?;
            let wrong = match shown.look(&messages, &self.name, expected) {
                Err(wrong) if Instant::now() < end => wrong,
                looked => return looked,
            };
            tracing::debug!("the channel is not as it should be yet: {wrong}");
            tokio::select! {
                // Discord takes five looks in five seconds.
                () = tokio::time::sleep(self.context.pace.max(LOOK_AGAIN)) => {}
                _ = self.signals.next() => return Err("interrupted".to_owned()),
            }
        }
    }

    async fn call(&mut self, arguments: &[&str], limit: Duration) -> Result<String, String> {
        let program = Program::this(self.config).map_err(|error| error.to_string())?;
        let left = self.ledger.left();
        let called = program.call(arguments, limit.min(left), self.signals).await;
        match called.map_err(|error| error.to_string())? {
            Ended::Done(out) => Ok(out),
            Ended::Failed(said) => Err(said),
            Ended::Late if left < limit => Err("the limit in dollars is reached".to_owned()),
            Ended::Late => Err(format!(
                "it took more than {} minutes",
                limit.as_secs() / 60
            )),
            Ended::Interrupted => Err("interrupted".to_owned()),
        }
    }

    async fn json(&mut self, arguments: &[&str]) -> Result<Vec<Value>, String> {
        let text = self.call(arguments, QUICK).await?;
        serde_json::from_str(&text).map_err(|error| format!("what it prints is no JSON: {error}"))
    }

    async fn status(&mut self) -> Result<Value, String> {
        let name = self.name.clone();
        let all = self.json(&["status", &name, "--json"]).await?;
        all.into_iter()
            .next()
            .ok_or_else(|| "there is no such server".to_owned())
    }

    /// Asks again and again until there is an answer, for some minutes.
    async fn until(
        &mut self,
        mut ask: impl AsyncFnMut(&mut Self) -> Result<Option<String>, String>,
        otherwise: &str,
    ) -> Result<String, String> {
        let end = Instant::now() + QUICK;
        while Instant::now() < end {
            if let Some(answer) = ask(self).await? {
                return Ok(answer);
            }
            tokio::time::sleep(self.context.pace).await;
        }
        Err(otherwise.to_owned())
    }

    /// Its link, which is another one than before.
    async fn online(&mut self, before: Option<&str>) -> Result<String, String> {
        let link = async |it: &mut Self| {
            let status = it.status().await?;
            let link = status["link"].as_str().map(str::to_owned);
            Ok(link.filter(|link| before.is_none_or(|before| !before.contains(link))))
        };
        self.until(link, "there is no (new) join link").await
    }

    /// All four checks are good, and the game answers from here.
    async fn answers(&mut self) -> Result<String, String> {
        let answer = async |it: &mut Self| {
            let status = it.status().await?;
            let good = status["health"]
                .as_object()
                .is_some_and(|checks| checks.values().all(|check| check == true));
            let drivers = status["drivers"]["connected"].as_u64();
            let link = status["link"].as_str().unwrap_or_default();
            Ok(drivers
                .filter(|_| good)
                .map(|drivers| format!("{drivers} drivers, {link}")))
        };
        self.until(
            answer,
            "a check is not good, or the game does not answer from here",
        )
        .await
    }

    async fn state(&mut self, state: &str) -> Result<String, String> {
        let name = self.name.clone();
        let look = async |it: &mut Self| {
            let servers = it.json(&["servers", "--json"]).await?;
            let ours = servers.iter().find(|server| server["name"] == *name);
            let is = ours.and_then(|server| server["state"].as_str());
            Ok(is.filter(|is| *is == state).map(str::to_owned))
        };
        self.until(look, &format!("it is not {state}")).await
    }

    async fn gone(&mut self) -> Result<String, String> {
        let name = self.name.clone();
        let look = async |it: &mut Self| {
            let servers = it.json(&["servers", "--json"]).await?;
            let there = servers.iter().any(|server| server["name"] == *name);
            Ok((!there).then(|| format!("gone at {:.0}", Timestamp::now())))
        };
        self.until(look, "it is still there").await
    }
}
