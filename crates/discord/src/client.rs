//! The connection to Discord: from a token to a running bot and back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use poise::serenity_prelude as serenity;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use url::Url;

use super::notifier::ANSWER_WITHIN;
use super::notifier::DiscordNotifier;
use super::{
    Data, DiscordSettings, Error, autocomplete, buttons, commands, on_error, progress_feed,
    registration, roles, sign_up,
};
use service::{Notifier, RaceNotifier, ResultNotifier, Service};

/// Discord's answers come within a second; nothing of ours is large.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
/// How long running work may take to end when the bot is shut down.
const LAST_WORDS: Duration = Duration::from_secs(15);

/// What `ac-deploy sandbox` says in every answer, so that a bot for a league does not start
/// against it: the name of an HTTP header.
pub const SANDBOX_MARK: &str = "x-ac-deploy-sandbox";

/// Why the bot could not start, or ended.
#[derive(Debug, thiserror::Error)]
pub enum BotError {
    /// The token is missing or malformed, or Discord does not know it.
    #[error(
        "Discord does not accept the token; copy it again from the Developer Portal (Bot → Reset Token) into DISCORD_TOKEN"
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
    #[error("Discord rejected the bot's commands")]
    Register(#[source] Box<serenity::Error>),
    /// The application has activities enabled, and the bot's commands lack the one that opens them.
    #[error("Discord rejected the bot's commands, because the application has activities enabled")]
    Activities(#[source] Box<serenity::Error>),
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
    notifier: Arc<DiscordNotifier>,
    service: Service,
    tasks: TaskTracker,
    /// What is registered before the bot connects.
    commands: Vec<serenity::CreateCommand>,
    shutdown: CancellationToken,
}

/// Says whether a bot has logged in.
#[derive(Debug, Clone)]
pub struct Session(Arc<DiscordNotifier>);

impl Session {
    /// Whether Discord has greeted it. It may have been cut off since, which mends itself.
    pub fn has_begun(&self) -> bool {
        self.0.has_session()
    }
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
        let token = token.trim();
        if token.is_empty() || token.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(BotError::Token);
        }
        Self::connect_through(settings, http(settings, token)?, service).await
    }

    /// Prepares the bot with an HTTP client of the caller's: for tests of serenity's own limiter,
    /// which takes no other address than Discord's.
    ///
    /// # Errors
    /// When a configured stand-in points elsewhere.
    pub async fn connect_through(
        settings: &DiscordSettings,
        http: serenity::Http,
        service: Service,
    ) -> Result<Self, BotError> {
        let began = Instant::now();
        let shutdown = CancellationToken::new();
        let tasks = TaskTracker::new();
        let (hand_over, notifier) = oneshot::channel();
        let parts = Parts {
            service: service.clone(),
            notifier,
            tasks: tasks.clone(),
            shutdown: shutdown.clone(),
            began,
        };
        let commands = commands::all();
        let registered = poise::builtins::create_application_commands(&commands);
        let client = serenity::ClientBuilder::new_with_http(http, serenity::GatewayIntents::GUILDS)
            .framework(framework(parts, commands))
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
        let notifier = Arc::new(DiscordNotifier::new(client.http.clone(), ANSWER_WITHIN));
        // The framework lives inside the client, so it is there to take it.
        let _ = hand_over.send(notifier.clone());
        Ok(Self {
            client,
            notifier,
            service,
            tasks,
            commands: registered,
            shutdown,
        })
    }

    /// Who tells the channels, for the watcher.
    pub fn notifier(&self) -> Arc<dyn Notifier> {
        self.notifier.clone()
    }

    /// Whether it has logged in, for whoever runs it.
    pub fn session(&self) -> Session {
        Session(self.notifier.clone())
    }

    /// Who tells the channels of results.
    pub fn result_notifier(&self) -> Arc<dyn ResultNotifier> {
        self.notifier.clone()
    }

    /// Who tells the channels of races.
    pub fn race_notifier(&self) -> Arc<dyn RaceNotifier> {
        self.notifier.clone()
    }

    /// Runs the bot until `shutdown` is cancelled or Discord breaks off for good.
    ///
    /// On the way out the gateway is closed first, so that nobody's command is taken that could
    /// not be carried out; then the service's deploys are ended (kept for the next start) and
    /// their messages edited a last time.
    ///
    /// # Errors
    /// See [`BotError`]. A bot whose commands Discord refuses ends instead of standing mute; one
    /// that cannot register them because Discord is down goes on with those of before, and tries
    /// again in the background.
    pub async fn run(mut self, shutdown: CancellationToken) -> Result<(), BotError> {
        let shards = self.client.shard_manager.clone();
        let commands = std::mem::take(&mut self.commands);
        let background = self.tasks.clone();
        let ending = self.shutdown.clone();
        let outcome = tokio::select! {
            // No shard is left then, and none has to be told.
            ended = connect_and_listen(&mut self.client, commands, &background, ending) => ended,
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

pub(super) fn http(settings: &DiscordSettings, token: &str) -> Result<serenity::Http, BotError> {
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
    notifier: oneshot::Receiver<Arc<DiscordNotifier>>,
    tasks: TaskTracker,
    shutdown: CancellationToken,
    began: Instant,
}

/// Registers the commands, then listens until the connection ends for good.
///
/// In this order, so that a bad token or refused commands cost no login (there are a thousand a
/// day), and nobody's command waits for the registration.
async fn connect_and_listen(
    client: &mut serenity::Client,
    commands: Vec<serenity::CreateCommand>,
    background: &TaskTracker,
    ending: CancellationToken,
) -> Result<(), BotError> {
    registration::introduce(&client.http).await?;
    if !registration::register(&client.http, &commands).await? {
        let http = client.http.clone();
        background.spawn(async move {
            let again = registration::register_later(&http, &commands);
            ending.run_until_cancelled(again).await;
        });
    }
    client.start().await.map_err(BotError::from)
}

fn framework(
    parts: Parts,
    commands: Vec<poise::Command<Data, Error>>,
) -> poise::Framework<Data, Error> {
    let options = poise::FrameworkOptions {
        commands,
        on_error: |error| Box::pin(on_error::tell(error)),
        pre_command: |ctx| Box::pin(async move { log_command(ctx) }),
        event_handler: |framework, event| {
            Box::pin(async move {
                let (ctx, data) = (framework.serenity_context, framework.user_data);
                match event {
                    serenity::FullEvent::InteractionCreate {
                        interaction: serenity::Interaction::Component(press),
                    } if sign_up::is_one(&press.data.custom_id) => {
                        sign_up::pressed(ctx, data, press).await
                    }
                    serenity::FullEvent::InteractionCreate {
                        interaction: serenity::Interaction::Component(press),
                    } => buttons::pressed(ctx, data, press).await,
                    serenity::FullEvent::InteractionCreate {
                        interaction: serenity::Interaction::Modal(form),
                    } => sign_up::submitted(ctx, data, form).await,
                    // Also after the first: a session that could not go on is followed by another.
                    serenity::FullEvent::Ready { data_about_bot } => {
                        data.notifier.connected(ctx.clone(), data_about_bot.user.id);
                    }
                    serenity::FullEvent::Resume { .. } => data.notifier.resumed(ctx.clone()),
                    _ => {}
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
        .setup(move |_, ready, _| {
            Box::pin(async move {
                let Parts {
                    service,
                    notifier,
                    tasks,
                    shutdown,
                    began,
                } = parts;
                let Ok(notifier) = notifier.await else {
                    return Err(Error::from(serenity::Error::Other(
                        "the bot was dropped before it was ready",
                    )));
                };
                tasks.spawn(progress_feed::resume(
                    service.clone(),
                    notifier.clone(),
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
                    notifier,
                    offers: autocomplete::Suggestions::default(),
                    league_lists: Default::default(),
                    role_names: roles::RoleNames::default(),
                    tasks,
                })
            })
        })
        .build()
}

fn log_command(ctx: super::Context<'_>) {
    tracing::info!(
        command = %ctx.command().qualified_name,
        guild.id = ctx.guild_id().map(serenity::GuildId::get),
        channel.id = ctx.channel_id().get(),
        actor.id = ctx.author().id.get(),
        "{} used /{}",
        ctx.author().name,
        ctx.command().qualified_name
    );
}
