//! The connection to Discord: from a token to a running bot and back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use poise::serenity_prelude as serenity;
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use super::herald::DiscordHerald;
use super::{Data, Error, autocomplete, buttons, commands, locale, narrate, on_error, roles};
use crate::service::{Herald, Service};

/// Discord's answers come within a second; nothing of ours is large.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
/// How long running work may take to end when the bot is shut down.
const LAST_WORDS: Duration = Duration::from_secs(15);
const REGISTER_TRIES: u32 = 4;

/// What `ac-deploy sandbox` says in every answer, so that a bot for a league does not start
/// against it: the name of an HTTP header.
pub const SANDBOX_MARK: &str = "x-ac-deploy-sandbox";

/// The settings of the Discord face (`[discord]`). The token is not one: it comes from the
/// environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DiscordSettings {
    /// Speak to a stand-in at this address instead of Discord's own, for tests and the sandbox:
    /// `http://127.0.0.1:4000`.
    pub api_url: Option<Url>,
}

/// Why the bot could not start, or ended.
#[derive(Debug, thiserror::Error)]
pub enum BotError {
    /// The token is missing or malformed, or Discord does not know it.
    #[error(
        "Discord does not accept the token; copy it anew from the Developer Portal (Bot → Reset Token) into DISCORD_TOKEN"
    )]
    Token,
    /// The bot asks for events that it was not given. It needs none that have to be.
    #[error("Discord refuses the events that the bot asks for")]
    Intents,
    /// A stand-in was configured, and the gateway is somewhere else.
    #[error(
        "discord.api_url is {api_url}, but the gateway is at {gateway}; refusing to connect there"
    )]
    StrayGateway {
        /// What the settings say.
        api_url: Url,
        /// Where the gateway is said to be.
        gateway: String,
    },
    /// The HTTP client cannot be made.
    #[error("the HTTP client for Discord cannot be made")]
    HttpClient(#[source] reqwest::Error),
    /// The commands could not be registered.
    #[error("Discord did not take the bot's commands")]
    Register(#[source] Box<serenity::Error>),
    /// Discord could not be reached, or broke off for good.
    #[error("the connection to Discord failed")]
    Connection(#[source] Box<serenity::Error>),
}

impl From<serenity::Error> for BotError {
    fn from(error: serenity::Error) -> Self {
        use serenity::GatewayError;
        match error {
            serenity::Error::Gateway(
                GatewayError::InvalidAuthentication | GatewayError::NoAuthentication,
            ) => Self::Token,
            serenity::Error::Gateway(
                GatewayError::InvalidGatewayIntents | GatewayError::DisallowedGatewayIntents,
            ) => Self::Intents,
            serenity::Error::Http(serenity::HttpError::UnsuccessfulRequest(ref answer))
                if answer.status_code == serenity::StatusCode::UNAUTHORIZED =>
            {
                Self::Token
            }
            other => Self::Connection(Box::new(other)),
        }
    }
}

/// A bot that is ready to be run.
pub struct Bot {
    client: serenity::Client,
    herald: Arc<DiscordHerald>,
    service: Service,
    tasks: TaskTracker,
    /// What went wrong while the commands were registered.
    set_up: oneshot::Receiver<serenity::Error>,
    shutdown: CancellationToken,
}

impl std::fmt::Debug for Bot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bot")
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

impl Bot {
    /// Prepares the bot: asks Discord where its gateway is, and opens nothing yet.
    ///
    /// # Errors
    /// When the token is malformed, or a configured stand-in points elsewhere.
    pub async fn connect(
        settings: &DiscordSettings,
        token: &str,
        service: Service,
    ) -> Result<Self, BotError> {
        let began = Instant::now();
        let token = token.trim();
        if token.is_empty() || token.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(BotError::Token);
        }
        let shutdown = CancellationToken::new();
        let tasks = TaskTracker::new();
        let (hand_over, herald) = oneshot::channel();
        let (report_failure, set_up) = oneshot::channel();
        let parts = Parts {
            service: service.clone(),
            herald,
            tasks: tasks.clone(),
            shutdown: shutdown.clone(),
            report_failure,
            began,
        };
        let client = serenity::ClientBuilder::new_with_http(
            http(settings, token)?,
            serenity::GatewayIntents::GUILDS,
        )
        .framework(framework(parts))
        .await?;
        if let Some(api_url) = &settings.api_url {
            // serenity falls back to Discord's own gateway if it is not told another.
            let gateway = client.ws_url.lock().await.clone();
            let host = Url::parse(&gateway)
                .ok()
                .and_then(|url| url.host().map(|host| host.to_owned()));
            if host.is_none() || host != api_url.host().map(|host| host.to_owned()) {
                return Err(BotError::StrayGateway {
                    api_url: api_url.clone(),
                    gateway,
                });
            }
        }
        let herald = Arc::new(DiscordHerald::new(client.http.clone()));
        // The framework lives inside the client, so it is there to take it.
        let _ = hand_over.send(herald.clone());
        Ok(Self {
            client,
            herald,
            service,
            tasks,
            set_up,
            shutdown,
        })
    }

    /// Who tells the channels, for the watcher.
    pub fn herald(&self) -> Arc<dyn Herald> {
        self.herald.clone()
    }

    /// Runs the bot until `shutdown` is cancelled or Discord breaks off for good.
    ///
    /// On the way out the gateway is closed first, so that nobody's command is taken that could
    /// not be carried out; then the service's deploys are ended (kept for the next start) and
    /// their messages edited a last time.
    ///
    /// # Errors
    /// See [`BotError`]. A bot that cannot register its commands ends instead of standing mute.
    pub async fn run(mut self, shutdown: CancellationToken) -> Result<(), BotError> {
        let shards = self.client.shard_manager.clone();
        let outcome = tokio::select! {
            // No shard is left then, and none has to be told.
            ended = self.client.start() => ended.map_err(BotError::from),
            Ok(error) = &mut self.set_up => {
                shards.shutdown_all().await;
                Err(BotError::Register(Box::new(error)))
            }
            () = shutdown.cancelled() => {
                shards.shutdown_all().await;
                Ok(())
            }
        };
        self.shutdown.cancel();
        self.service.shut_down().await;
        self.tasks.close();
        if tokio::time::timeout(LAST_WORDS, self.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!("some messages could not be edited before the bot ended");
        }
        match &outcome {
            Ok(()) => tracing::info!("the bot has left Discord"),
            Err(error) => tracing::error!(
                error = error as &dyn std::error::Error,
                "the bot ended: {error}"
            ),
        }
        outcome
    }
}

fn http(settings: &DiscordSettings, token: &str) -> Result<serenity::Http, BotError> {
    let client = reqwest::Client::builder().timeout(REQUEST_TIMEOUT);
    let builder = serenity::HttpBuilder::new(token);
    Ok(match &settings.api_url {
        // serenity ignores another address while its own limiter is on.
        Some(api_url) => builder
            .proxy(api_url.as_str().trim_end_matches('/'))
            .ratelimiter_disabled(true)
            .client(client.no_proxy().build().map_err(BotError::HttpClient)?)
            .build(),
        None => builder
            .client(client.build().map_err(BotError::HttpClient)?)
            .build(),
    })
}

/// What the framework needs when Discord says that the bot is ready.
struct Parts {
    service: Service,
    herald: oneshot::Receiver<Arc<DiscordHerald>>,
    tasks: TaskTracker,
    shutdown: CancellationToken,
    report_failure: oneshot::Sender<serenity::Error>,
    began: Instant,
}

fn framework(parts: Parts) -> poise::Framework<Data, Error> {
    let mut commands = commands::all();
    locale::add_german(&mut commands);
    let options = poise::FrameworkOptions {
        commands,
        on_error: |error| Box::pin(on_error::tell(error)),
        pre_command: |ctx| Box::pin(async move { log_command(ctx) }),
        event_handler: |framework, event| {
            Box::pin(async move {
                if let serenity::FullEvent::InteractionCreate {
                    interaction: serenity::Interaction::Component(press),
                } = event
                {
                    buttons::pressed(framework.serenity_context, framework.user_data, press).await;
                }
                Ok(())
            })
        },
        allowed_mentions: Some(serenity::CreateAllowedMentions::new()),
        ..poise::FrameworkOptions::default()
    };
    poise::Framework::builder()
        .options(options)
        .initialize_owners(false)
        .setup(move |ctx, ready, framework| {
            Box::pin(async move {
                let Parts {
                    service,
                    herald,
                    tasks,
                    shutdown,
                    report_failure,
                    began,
                } = parts;
                let Ok(herald) = herald.await else {
                    return Err(Error::from(serenity::Error::Other(
                        "the bot was dropped before it was ready",
                    )));
                };
                herald.connected(ctx.clone(), ready.user.id);
                if let Err(error) = register(ctx, &framework.options().commands).await {
                    // Poise would let every command wait for ever.
                    let _ = report_failure.send(error);
                    return Err(Error::from(serenity::Error::Other(
                        "the commands could not be registered",
                    )));
                }
                tasks.spawn(narrate::resume(
                    service.clone(),
                    herald.clone(),
                    tasks.clone(),
                    shutdown,
                ));
                tracing::info!(
                    bot = %ready.user.name,
                    guilds = ready.guilds.len(),
                    took_ms = began.elapsed().as_millis(),
                    "ready"
                );
                Ok(Data {
                    service,
                    herald,
                    offers: autocomplete::Offers::default(),
                    role_names: roles::RoleNames::default(),
                    tasks,
                })
            })
        })
        .build()
}

/// Registers the commands for all Discord servers, replacing what was there.
async fn register(
    ctx: &serenity::Context,
    commands: &[poise::Command<Data, Error>],
) -> Result<(), serenity::Error> {
    let mut tries = 1;
    loop {
        match poise::builtins::register_globally(ctx, commands).await {
            Err(error) if tries < REGISTER_TRIES => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the commands could not be registered; trying again"
                );
                tokio::time::sleep(Duration::from_millis(250) * 2_u32.pow(tries)).await;
                tries += 1;
            }
            outcome => return outcome,
        }
    }
}

fn log_command(ctx: super::Context<'_>) {
    tracing::info!(
        command = %ctx.command().name,
        guild.id = ctx.guild_id().map(serenity::GuildId::get),
        channel.id = ctx.channel_id().get(),
        actor.id = ctx.author().id.get(),
        "{} used /{}",
        ctx.author().name,
        ctx.command().name
    );
}
