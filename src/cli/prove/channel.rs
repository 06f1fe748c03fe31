//! The Discord half of a proof: the bot runs beside the steps, and what it writes into its channel is read
//! by REST, as a person would see it. At the end all of that is taken back.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::cli::bot::look_at_discord;
use crate::cli::context::CliContext;
use crate::cli::failure::Failure;
use crate::config::{Settings, discord_token};
use discord::{Bot, BotError, InspectionError, Inspector, SeenMessage, Session};
use domain::ids::{ChannelId, MessageId};
use domain::server::{Home, InstanceState};
use watcher::Watcher;

/// How long the bot may take to log in and to register its commands.
const LOGIN: Duration = Duration::from_secs(90);
const LOOK: Duration = Duration::from_secs(1);

/// A channel with a bot that writes there.
#[derive(Debug)]
pub(super) struct Channel {
    inspector: Inspector,
    session: Session,
    shutdown: CancellationToken,
    running: JoinHandle<Result<(), BotError>>,
    watching: JoinHandle<()>,
}

impl Channel {
    /// Looks whether the bot of a proof would disturb nobody, and starts it. Nothing is launched.
    ///
    /// # Errors
    /// Without a token, if it or the channel is none, and while servers of other channels are there.
    pub(super) async fn open(settings: &Settings, channel: ChannelId) -> Result<Self, Failure> {
        let token = discord_token()?;
        look_at_discord(&settings.discord).await?;
        let settings = alone(settings);
        let context = CliContext::open(&settings).await?;
        speaks_for_nobody_else(&context).await?;
        let inspector = Inspector::of(&settings.discord, token.expose(), channel).await?;
        let service = context.service;
        let bot = Bot::connect(&settings.discord, token.expose(), service.clone()).await?;
        let watcher = Watcher::new(service, bot.notifier(), settings.watcher.clone());
        let shutdown = CancellationToken::new();
        Ok(Self {
            inspector,
            session: bot.session(),
            watching: tokio::spawn(watcher.follow(shutdown.clone())),
            running: tokio::spawn(bot.run(shutdown.clone())),
            shutdown,
        })
    }

    pub(super) fn home(&self) -> Home {
        self.inspector.home()
    }

    pub(super) fn place(&self) -> String {
        self.inspector.place()
    }

    /// Waits until Discord has greeted the bot.
    pub(super) async fn login(&self) -> Result<String, String> {
        let begun = async {
            while !self.session.has_begun() && !self.running.is_finished() {
                tokio::time::sleep(LOOK).await;
            }
        };
        let timely = tokio::time::timeout(LOGIN, begun).await;
        match (timely, self.session.has_begun()) {
            (Ok(()), true) => Ok(self.place()),
            (Ok(()), false) => Err("the bot ended; `ac-deploy bot` says why".to_owned()),
            (Err(_), _) => Err(format!("not within {} s", LOGIN.as_secs())),
        }
    }

    /// All commands of this version are registered.
    pub(super) async fn commands(&self) -> Result<String, String> {
        let (there, missing) = self.inspector.commands().await.map_err(words)?;
        match missing.as_slice() {
            [] => Ok(format!("{there} commands")),
            missing => Err(format!("not registered: {}", missing.join(", "))),
        }
    }

    /// The bot may do in the channel what it must.
    pub(super) async fn rights(&self) -> Result<String, String> {
        match self.inspector.lacking().await.map_err(words)?.as_slice() {
            [] => Ok("all that it needs".to_owned()),
            lacking => Err(format!(
                "it lacks {} (Edit Channel → Permissions)",
                lacking.join(", ")
            )),
        }
    }

    pub(super) async fn messages(&self) -> Result<Vec<SeenMessage>, String> {
        self.inspector.messages().await.map_err(words)
    }

    /// Ends the bot, and takes back what it wrote.
    ///
    /// # Errors
    /// Words for what stays.
    pub(super) async fn close(self) -> Result<String, String> {
        self.shutdown.cancel();
        // It says in the log how it ended, and writes nothing from then on.
        let _ = self.running.await;
        let _ = self.watching.await;
        let at = self.inspector.address();
        let stays = |error| format!("what the bot wrote may stay in {at}: {}", words(error));
        let messages = self.inspector.messages().await.map_err(stays)?;
        let mut gone = 0;
        let mut left = None;
        for message in &messages {
            match self.inspector.take_back(message.id).await {
                Ok(()) => gone += 1,
                Err(error) => left = Some(error),
            }
        }
        match left {
            None => Ok(format!(
                "{gone} messages taken back; the bot's commands stay registered"
            )),
            Some(error) => Err(format!(
                "{} messages stay in {at}, delete them there: {}",
                messages.len() - gone,
                words(error)
            )),
        }
    }
}

/// The settings of a bot that obeys nobody, and looks often: a machine costs while it is waited for.
fn alone(settings: &Settings) -> Settings {
    let mut settings = settings.clone();
    settings.guilds = Vec::new();
    settings.watcher.quiet_seconds = settings.watcher.moving_seconds;
    settings.watcher.idle_seconds = settings.watcher.moving_seconds;
    settings
}

/// A bot looks after all servers of an account. Those of other channels have one already.
async fn speaks_for_nobody_else(context: &CliContext) -> Result<(), Failure> {
    let cloud = context.cloud();
    let servers = cloud.servers().await?;
    let mut others: Vec<String> = servers
        .iter()
        .filter(|it| it.home.is_some() && it.state != InstanceState::Terminated)
        .map(|it| it.name.to_string())
        .collect();
    let orders = cloud.orders().await?;
    others.extend(orders.iter().map(|it| it.working_name().to_string()));
    if others.is_empty() {
        return Ok(());
    }
    Err(Failure::usage(
        format!(
            "Servers of Discord channels are in this account: {}.",
            others.join(", ")
        ),
        "The bot of a proof would speak for them. Prove Discord with an account without any, or leave `--channel` out.",
    ))
}

fn words(error: InspectionError) -> String {
    error.to_string()
}

impl From<InspectionError> for Failure {
    fn from(error: InspectionError) -> Self {
        match error {
            InspectionError::Bot(error) => error.into(),
            error => Self::other(
                format!("The channel cannot be looked at: {error}."),
                "Invite the bot into a test server, give it “View Channel” there, and copy the channel's id (Developer Mode → Copy Channel ID).",
            ),
        }
    }
}

/// The messages of one server in the channel, from step to step.
#[derive(Debug, Default)]
pub(super) struct Shown {
    card: Option<MessageId>,
    announcement: Option<MessageId>,
}

/// What is to stand in the channel.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected<'a> {
    /// What the card's title says of the server.
    pub(super) card: &'a str,
    /// The link that drivers may press; none for a server that is off.
    pub(super) link: Option<&'a str>,
    /// Whether the card of before says it, rather than one that notifies.
    pub(super) edited: bool,
}

impl<'a> Expected<'a> {
    pub(super) fn online(link: &'a str) -> Self {
        Self {
            card: "online",
            link: Some(link),
            edited: false,
        }
    }

    pub(super) fn off(card: &'a str) -> Self {
        Self {
            card,
            link: None,
            edited: true,
        }
    }
}

impl Shown {
    /// Whether what is expected stands there, in words; otherwise what is not as it should be.
    pub(super) fn look(
        &mut self,
        messages: &[SeenMessage],
        name: &str,
        expected: Expected<'_>,
    ) -> Result<String, String> {
        let named = format!("{name} – ");
        let ours = |message: &&SeenMessage| message.title.contains(&named);
        let (joins, cards): (Vec<_>, Vec<_>) = messages
            .iter()
            .filter(ours)
            .partition(|message| message.title.contains('🏁'));
        let card = cards.last().ok_or("there is no card of it")?;
        if !card.title.ends_with(&format!("{named}{}", expected.card)) {
            return Err(format!("its card says “{}”", card.title));
        }
        if expected.edited && Some(card.id) != self.card {
            return Err("its card was posted anew, not edited".to_owned());
        }
        let open: Vec<_> = joins.iter().filter(|it| it.link.is_some()).collect();
        let kept = |id: MessageId| joins.iter().any(|it| it.id == id);
        if self.announcement.is_some_and(|id| !kept(id)) {
            return Err("the announcement of before is gone".to_owned());
        }
        let words = match (open.as_slice(), expected.link) {
            ([], None) => "no link that leads nowhere".to_owned(),
            ([one], Some(link)) if one.link.as_deref() == Some(link) => {
                self.announcement = Some(one.id);
                "the link".to_owned()
            }
            ([one], Some(_)) => {
                let leads = one.link.as_deref().unwrap_or_default();
                return Err(format!("the announcement leads to {leads}"));
            }
            (open, _) => return Err(format!("{} join links can be pressed", open.len())),
        };
        self.card = Some(card.id);
        Ok(format!("“{}”, {words}", card.title))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://acstuff.club/s/q:race/online/join?ip=192.0.2.1&httpPort=8081";

    fn message(id: u64, title: &str, link: Option<&str>) -> SeenMessage {
        SeenMessage {
            id: MessageId::from(id),
            title: title.to_owned(),
            link: link.map(str::to_owned),
        }
    }

    #[test]
    fn a_server_is_shown_by_its_card_and_one_link() {
        let (online, off) = (Expected::online(LINK), Expected::off("stopped"));
        let mut shown = Shown::default();
        let mut look = |messages: &[SeenMessage], expected| {
            shown
                .look(messages, "Prove", expected)
                .unwrap_or_else(|wrong| format!("wrong: {wrong}"))
        };
        insta::assert_snapshot!(look(&[], online), @"wrong: there is no card of it");
        let other = message(1, "✅ Prove it – online", None);
        let card = message(2, "✅ Prove – online", None);
        insta::assert_snapshot!(look(&[other, card.clone()], online), @"wrong: 0 join links can be pressed");
        let join = message(3, "🏁 Prove – join now", Some(LINK));
        let elsewhere = message(3, "🏁 Prove – join now", Some("https://example.com"));
        insta::assert_snapshot!(look(&[card.clone(), elsewhere], online), @"wrong: the announcement leads to https://example.com");
        let again = message(4, "🏁 Prove – join now", Some(LINK));
        insta::assert_snapshot!(look(&[card.clone(), join.clone(), again], online), @"wrong: 2 join links can be pressed");
        insta::assert_snapshot!(look(&[card.clone(), join.clone()], online), @"“✅ Prove – online”, the link");

        insta::assert_snapshot!(look(&[card, join.clone()], off), @"wrong: its card says “✅ Prove – online”");
        let stopped = message(2, "🛑 Prove – stopped", None);
        insta::assert_snapshot!(look(&[stopped.clone(), join], off), @"wrong: 1 join links can be pressed");
        insta::assert_snapshot!(look(std::slice::from_ref(&stopped), off), @"wrong: the announcement of before is gone");
        let struck = message(3, "~~🏁 Prove – join now~~ stopped", None);
        let anew = message(5, "🛑 Prove – stopped", None);
        insta::assert_snapshot!(look(&[struck.clone(), anew], off), @"wrong: its card was posted anew, not edited");
        insta::assert_snapshot!(look(&[stopped, struck], off), @"“🛑 Prove – stopped”, no link that leads nowhere");
    }
}
