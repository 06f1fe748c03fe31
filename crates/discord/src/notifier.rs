//! The channel's messages: posted, edited at a pace, found again, struck.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use parking_lot::{Mutex, MutexGuard};
use poise::serenity_prelude as serenity;
use serenity::{ActionRowComponent, ButtonKind};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::edit_throttle::{EDIT_PACE, EditPermit, EditThrottle};
use super::race_events::EventForm;
use super::request::{self, RequestError, refused};
use super::views::{self, View, announcements, cards, letters, results};
use ::league::{SeasonTable, Unended};
use ::results::document::ResultId;
use domain::ids::{BootId, ChannelId, MessageId, UserId};
use domain::link::JoinLink;
use domain::server::{Home, Server};
use service::{
    Announcement, Card, CardState, CostNews, Letter, Notifier, NotifyError, ResultNotifier,
    ResultPost,
};

/// Discord allows five changes of presence in twenty seconds.
const PRESENCE_PACE: Duration = Duration::from_secs(5);
/// How long a request may take with all its repeats, until the next pass tries again.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// "Thread is archived": nothing in it can be edited until it is brought back.
const THREAD_ARCHIVED: isize = 50083;
/// An announcement is searched for in pages of so many messages, Discord's most.
const PAGE: u8 = 100;
/// And in so many of them: a busy league's evening.
const PAGES: usize = 20;
/// Discord's ids count milliseconds since 2015, above 22 other bits
/// (<https://discord.com/developers/docs/reference#snowflakes>).
const DISCORD_EPOCH_MS: i64 = 1_420_070_400_000;
/// By how much the clock of a bot may differ from Discord's.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(1);

/// Writes into Discord's channels.
pub(super) struct DiscordNotifier {
    http: Arc<serenity::Http>,
    /// The session's way to show a presence, and who the bot is.
    gateway: Mutex<Option<(serenity::Context, serenity::UserId)>>,
    edits: EditThrottle,
    presence: Mutex<Option<(usize, Instant)>>,
    /// What races' cards show, so that nothing is sent that stands there.
    races: Mutex<HashMap<MessageId, View>>,
    /// What races' events show.
    events: Mutex<HashMap<u64, EventForm>>,
    answer_within: Duration,
}

impl std::fmt::Debug for DiscordNotifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DiscordNotifier").finish_non_exhaustive()
    }
}

impl DiscordNotifier {
    pub(super) fn new(http: Arc<serenity::Http>, answer_within: Duration) -> Self {
        Self {
            http,
            gateway: Mutex::default(),
            edits: EditThrottle::new(EDIT_PACE),
            presence: Mutex::default(),
            races: Mutex::default(),
            events: Mutex::default(),
            answer_within,
        }
    }

    /// A session has begun. A presence ends with its session, and each one has a messenger of its
    /// own: the one of before speaks to nobody.
    pub(super) fn connected(&self, ctx: serenity::Context, me: serenity::UserId) {
        *self.gateway.lock() = Some((ctx, me));
        self.show_presence_again();
    }

    /// Whether a session has begun.
    pub(super) fn has_session(&self) -> bool {
        self.gateway.lock().is_some()
    }

    /// A session goes on after a break, perhaps without its presence.
    pub(super) fn resumed(&self, ctx: serenity::Context) {
        if let Some((known, _)) = &mut *self.gateway.lock() {
            *known = ctx;
        }
        self.show_presence_again();
    }

    fn show_presence_again(&self) {
        let shown = *self.presence.lock();
        if let Some((running, _)) = shown {
            self.set_activity(running);
            *self.presence.lock() = Some((running, Instant::now()));
        }
    }

    fn set_activity(&self, running: usize) {
        let Some((ctx, _)) = &*self.gateway.lock() else {
            return;
        };
        let watched = match running {
            0 => "for /deploy".to_owned(),
            1 => "1 server".to_owned(),
            many => format!("{many} servers"),
        };
        ctx.set_activity(Some(serenity::ActivityData::watching(watched)));
    }

    pub(super) fn http(&self) -> &serenity::Http {
        &self.http
    }

    /// What races' events show.
    pub(super) fn shown_events(&self) -> MutexGuard<'_, HashMap<u64, EventForm>> {
        self.events.lock()
    }

    pub(super) async fn send<T, F>(&self, request: impl FnMut() -> F) -> Result<T, RequestError>
    where
        F: Future<Output = Result<T, serenity::Error>>,
    {
        request::send(self.answer_within, request).await
    }

    /// Waits until `message` may be edited again, or `news` come that do not wait for the pace.
    /// Whoever holds the turn is the only one to edit.
    pub(super) async fn turn(
        &self,
        message: MessageId,
        news: impl Future<Output = ()>,
    ) -> EditPermit {
        self.edits.turn(message, news).await
    }

    /// What races' cards show.
    pub(super) fn shown_races(&self) -> MutexGuard<'_, HashMap<MessageId, View>> {
        self.races.lock()
    }

    /// The turn to edit a message, if that can be had without a wait.
    pub(super) fn turn_if_due(&self, message: MessageId) -> Option<EditPermit> {
        self.edits.turn_if_due(message)
    }

    /// The turn to edit a message, as soon as nobody else holds it.
    pub(super) async fn turn_now(&self, message: MessageId) -> EditPermit {
        self.edits.turn_now(message).await
    }

    /// Shows a deploy's card in a message whose turn is held. If the watcher's card stands there
    /// already, it is out of date, also the one that says that the machine is launched: on the
    /// operator's own machine a server may be online by then.
    pub(super) async fn edit_card(
        &self,
        home: Home,
        message: MessageId,
        mut turn: EditPermit,
        card: &Card,
    ) -> Result<(), NotifyError> {
        if turn.is_handed_over() {
            return Ok(());
        }
        turn.taken();
        self.edit(home.channel, message, &cards::card(card)).await
    }

    /// Shows a launched server's card, unless Discord wants to have it later.
    async fn edit_once(
        &self,
        home: Home,
        message: MessageId,
        mut turn: EditPermit,
        card: &Card,
    ) -> Result<MessageId, NotifyError> {
        turn.taken();
        turn.hand_over();
        let edit = cards::card(card).edit();
        let edited = discord(home.channel).edit_message(&*self.http, id(message), edit);
        // serenity waits by itself where Discord wants to have it later.
        let Ok(edited) = tokio::time::timeout(EDIT_PACE, edited).await else {
            return Err(NotifyError::TooSoon);
        };
        match edited {
            Ok(_) => Ok(message),
            Err(error) => match RequestError::Discord(error) {
                error if error.is_rate_limit() => Err(NotifyError::TooSoon),
                error if error.code() == Some(THREAD_ARCHIVED) => {
                    self.edit(home.channel, message, &cards::card(card)).await?;
                    Ok(message)
                }
                error => Err(refused(home.channel, error)),
            },
        }
    }

    /// Posts a card anew whose message was deleted.
    pub(super) async fn repost_card(
        &self,
        home: Home,
        gone: MessageId,
        card: &Card,
    ) -> Result<MessageId, NotifyError> {
        // Another mark than the deleted message's, or Discord would answer with that one.
        let nonce = nonce(&["card", card.spec.id.as_str(), &gone.to_string()]);
        self.post(home.channel, &cards::posted(card), &nonce).await
    }

    /// Says what is to be known of a launched server's pack although it can run: its card shows
    /// the machine from now on, which knows nothing of that.
    pub(super) async fn warn(&self, home: Home, card: &Card) -> Result<(), NotifyError> {
        let run = card.timeline.asked().to_string();
        let nonce = nonce(&["warnings", card.spec.id.as_str(), &run]);
        let view = cards::worth_a_look(card);
        self.post(home.channel, &view, &nonce).await.map(drop)
    }

    pub(super) async fn edit(
        &self,
        channel: ChannelId,
        message: MessageId,
        view: &View,
    ) -> Result<(), NotifyError> {
        self.edit_as(channel, message, view.edit()).await
    }

    async fn edit_as(
        &self,
        channel: ChannelId,
        message: MessageId,
        edit: serenity::EditMessage,
    ) -> Result<(), NotifyError> {
        let edit = || discord(channel).edit_message(&*self.http, id(message), edit.clone());
        let mut edited = self.send(edit).await;
        if matches!(&edited, Err(error) if error.code() == Some(THREAD_ARCHIVED))
            && self.bring_back(channel).await
        {
            edited = self.send(edit).await;
        }
        edited.map(drop).map_err(|error| refused(channel, error))
    }

    /// Brings an archived thread back, which whoever was added to it may do unless it is locked: a
    /// new message does so by itself, an edit does not
    /// (<https://discord.com/developers/docs/topics/threads>).
    async fn bring_back(&self, channel: ChannelId) -> bool {
        let open = || serenity::EditThread::new().archived(false);
        let request = || discord(channel).edit_thread(&*self.http, open());
        match self.send(request).await {
            Ok(_) => true,
            Err(error) => {
                tracing::debug!(channel.id = %channel, %error, "a thread stays archived");
                false
            }
        }
    }

    /// Where a member reads what the bot writes to them alone.
    pub(super) async fn direct_channel(&self, user: UserId) -> Result<ChannelId, NotifyError> {
        let id = serenity::UserId::new(user.get().max(1));
        let opened = self.send(|| id.create_dm_channel(&*self.http)).await;
        let opened = opened.map_err(|error| refused(ChannelId::from(user.get()), error))?;
        Ok(ChannelId::from(opened.id.get()))
    }

    pub(super) async fn post(
        &self,
        channel: ChannelId,
        view: &View,
        nonce: &str,
    ) -> Result<MessageId, NotifyError> {
        match self.post_once(channel, view, nonce).await {
            // The message that had this nonce was deleted a moment ago, and Discord posts no other
            // with it (discord/discord-api-docs#6647).
            Err(NotifyError::MessageGone) => {
                self.post_once(channel, view, &format!("{nonce}2")).await
            }
            posted => posted,
        }
    }

    async fn post_once(
        &self,
        channel: ChannelId,
        view: &View,
        nonce: &str,
    ) -> Result<MessageId, NotifyError> {
        let nonce = serenity::Nonce::String(nonce.to_owned());
        // With a nonce a repeat cannot post twice: if only the answer was lost, it answers the first.
        let message = view.message().nonce(nonce).enforce_nonce(true);
        let posted = self
            .send(|| discord(channel).send_message(&*self.http, message.clone()))
            .await;
        posted
            .map(|message| MessageId::from(message.id.get()))
            .map_err(|error| refused(channel, error))
    }

    /// Looks among our messages of a channel that are newer than an id.
    pub(super) async fn find(
        &self,
        channel: ChannelId,
        since: u64,
        is_it: impl Fn(&serenity::Message) -> bool + Send,
    ) -> Result<Option<MessageId>, NotifyError> {
        let me = self.gateway.lock().as_ref().map(|(_, me)| *me);
        let is_it = |message: &serenity::Message| {
            let ours = me.is_none_or(|me| me == message.author.id);
            ours && since < message.id.get() && is_it(message)
        };
        let mut page = serenity::GetMessages::new().limit(PAGE);
        for _ in 0..PAGES {
            let request = || discord(channel).messages(&*self.http, page);
            let messages = match self.send(request).await {
                Ok(messages) => messages,
                Err(error) => {
                    return match refused(channel, error) {
                        // "Read Message History" is not needed for anything else.
                        NotifyError::NoAccess { .. } => Ok(None),
                        other => Err(other),
                    };
                }
            };
            if let Some(found) = messages.iter().find(|message| is_it(message)) {
                return Ok(Some(MessageId::from(found.id.get())));
            }
            match messages.iter().map(|message| message.id).min() {
                Some(oldest) if since < oldest.get() => page = page.before(oldest),
                _ => break,
            }
        }
        Ok(None)
    }

    /// Takes back a message that turned out to be wrong.
    pub(super) async fn withdraw(&self, home: Home, message: MessageId) {
        let request = || discord(home.channel).delete_message(&*self.http, id(message));
        if let Err(error) = self.send(request).await {
            tracing::warn!(message.id = %message, %error, "a message could not be taken back");
        }
    }

    /// Takes the buttons off a message that is out of date.
    pub(super) async fn retire(&self, home: Home, message: MessageId) {
        let mut turn = self.edits.turn_now(message).await;
        turn.taken();
        let edit = || serenity::EditMessage::new().components(Vec::new());
        let request = || discord(home.channel).edit_message(&*self.http, id(message), edit());
        if let Err(error) = self.send(request).await {
            // It may have been deleted; its buttons only say that it is out of date.
            tracing::debug!(message.id = %message, %error, "buttons stay");
        }
    }
}

#[async_trait]
impl Notifier for DiscordNotifier {
    async fn show(
        &self,
        home: Home,
        message: Option<MessageId>,
        card: &Card,
    ) -> Result<MessageId, NotifyError> {
        let Some(message) = message else {
            // A repeat of the same news is dropped; other news of the same run is not, nor the same
            // after others: a second crash.
            let news = match &card.state {
                CardState::Launched { health, .. } => health.code(),
                _ => "order".to_owned(),
            };
            let run = card.timeline.asked().to_string();
            let before = card.told.as_deref().unwrap_or_default();
            let nonce = nonce(&["card", card.spec.id.as_str(), &run, before, &news]);
            return self.post(home.channel, &cards::posted(card), &nonce).await;
        };
        let launched = matches!(card.state, CardState::Launched { .. });
        if launched && !card.is_final() {
            // The next pass of the watcher has something newer, and a link must not wait for this.
            let turn = self.edits.turn_if_due(message);
            let turn = turn.ok_or(NotifyError::TooSoon)?;
            return self.edit_once(home, message, turn, card).await;
        }
        let mut turn = self.edits.turn_now(message).await;
        turn.taken();
        if launched {
            turn.hand_over();
        }
        self.edit(home.channel, message, &cards::card(card)).await?;
        Ok(message)
    }

    async fn call_owner(
        &self,
        home: Home,
        message: MessageId,
        card: &Card,
    ) -> Result<(), NotifyError> {
        let Some(view) = cards::call(card, home, message) else {
            return Ok(());
        };
        let run = card.timeline.asked().to_string();
        let nonce = nonce(&["call", card.spec.id.as_str(), &run]);
        self.post(home.channel, &view, &nonce).await.map(drop)
    }

    async fn announce(
        &self,
        home: Home,
        boot: &BootId,
        announcement: &Announcement,
    ) -> Result<MessageId, NotifyError> {
        let nonce = nonce(&["join", announcement.server.id.as_str(), boot.as_str()]);
        self.post(
            home.channel,
            &announcements::announcement(announcement),
            &nonce,
        )
        .await
    }

    async fn find_announcement(
        &self,
        home: Home,
        server: &Server,
        link: &JoinLink,
    ) -> Result<Option<MessageId>, NotifyError> {
        let url = link.to_string();
        self.find(home.channel, began(server), |message| {
            links(message).any(|link| link == url)
        })
        .await
    }

    async fn announce_anew(
        &self,
        home: Home,
        message: MessageId,
        announcement: &Announcement,
    ) -> Result<(), NotifyError> {
        let mut turn = self.edits.turn_now(message).await;
        turn.taken();
        self.edit(
            home.channel,
            message,
            &announcements::announcement(announcement),
        )
        .await
    }

    async fn strike(
        &self,
        home: Home,
        message: MessageId,
        server: &Server,
    ) -> Result<(), NotifyError> {
        let mut turn = self.edits.turn_now(message).await;
        turn.taken();
        self.edit(home.channel, message, &announcements::struck(server))
            .await
    }

    async fn write_to_owner(&self, owner: UserId, letter: &Letter) -> Result<(), NotifyError> {
        let channel = self.direct_channel(owner).await?;
        let run = letter.server.record.timeline.asked().to_string();
        let state = letter.health.code();
        let nonce = nonce(&["letter", letter.server.id.as_str(), &run, &state]);
        self.post(channel, &letters::letter(letter), &nonce)
            .await
            .map(drop)
    }

    async fn tell_costs(&self, home: Home, news: &CostNews) -> Result<(), NotifyError> {
        let about = news.about();
        let nonce = nonce(&["costs", &home.guild.to_string(), &about]);
        if let Some(since) = news.perhaps_since() {
            let is_it = |message: &serenity::Message| {
                message.embeds.iter().any(|embed| {
                    let footer = embed.footer.as_ref().map(|footer| footer.text.as_str());
                    views::costs::is_same(news, embed.title.as_deref(), footer)
                })
            };
            // Their clock may be ahead of Discord's.
            let since = id_at(since - CLOCKS_DIFFER);
            if self.find(home.channel, since, is_it).await?.is_some() {
                return Ok(());
            }
        }
        self.post(home.channel, &views::costs::news(news), &nonce)
            .await
            .map(drop)
    }

    async fn present(&self, running: usize) {
        // Before the first session this is only noted; the session shows it when it begins.
        {
            let mut shown = self.presence.lock();
            match *shown {
                Some((count, _)) if count == running => return,
                // The next pass of the watcher comes back to it.
                Some((_, at)) if at.elapsed() < PRESENCE_PACE => return,
                _ => *shown = Some((running, Instant::now())),
            }
        }
        self.set_activity(running);
    }
}

#[async_trait]
impl ResultNotifier for DiscordNotifier {
    async fn post_result(&self, home: Home, post: &ResultPost) -> Result<MessageId, NotifyError> {
        let nonce = nonce(&["result", post.result.id.as_str()]);
        self.post(home.channel, &results::told(post), &nonce).await
    }

    async fn find_post(
        &self,
        home: Home,
        mark: &ResultId,
        since: Timestamp,
    ) -> Result<Option<MessageId>, NotifyError> {
        self.find(home.channel, id_at(since), |message| {
            let footers = message
                .embeds
                .iter()
                .filter_map(|embed| embed.footer.as_ref());
            footers
                .into_iter()
                .any(|footer| footer.text == mark.as_str())
        })
        .await
    }

    async fn edit_result(
        &self,
        home: Home,
        message: MessageId,
        post: &ResultPost,
    ) -> Result<(), NotifyError> {
        let mut turn = self.edits.turn_now(message).await;
        turn.taken();
        self.edit(home.channel, message, &results::told(post)).await
    }

    async fn post_unended(&self, home: Home, unended: &Unended) -> Result<MessageId, NotifyError> {
        let nonce = nonce(&["unended", unended.mark.as_str()]);
        self.post(home.channel, &results::unended(unended), &nonce)
            .await
    }

    async fn show_live(
        &self,
        home: Home,
        message: MessageId,
        card: &Card,
    ) -> Result<(), NotifyError> {
        let turn = self.edits.turn_if_due(message);
        let turn = turn.ok_or(NotifyError::TooSoon)?;
        self.edit_once(home, message, turn, card).await.map(drop)
    }

    async fn post_standings(
        &self,
        home: Home,
        table: &SeasonTable,
        mark: &ResultId,
    ) -> Result<MessageId, NotifyError> {
        let nonce = nonce(&["standings", mark.as_str()]);
        let view = results::marked(table);
        self.post(home.channel, &view, &nonce).await
    }

    async fn edit_standings(
        &self,
        home: Home,
        message: MessageId,
        table: &SeasonTable,
    ) -> Result<(), NotifyError> {
        let mut turn = self.edits.turn_now(message).await;
        turn.taken();
        let view = results::marked(table);
        // A decision's table has words above it, which hold.
        self.edit_as(home.channel, message, view.edit_below()).await
    }
}

/// The id that messages of this run of the server are newer than.
fn began(server: &Server) -> u64 {
    match server.record.progress {
        Some(progress) => progress.get(),
        None => id_at(server.launched),
    }
}

/// The id that messages after this moment are newer than.
pub(super) fn id_at(moment: Timestamp) -> u64 {
    let since = moment.as_millisecond() - DISCORD_EPOCH_MS;
    u64::try_from(since).unwrap_or_default() << 22
}

/// The addresses of a message's link buttons that are not off.
pub(super) fn links(message: &serenity::Message) -> impl Iterator<Item = &str> {
    message
        .components
        .iter()
        .flat_map(|row| &row.components)
        .filter_map(|part| match part {
            ActionRowComponent::Button(button) if !button.disabled => match &button.data {
                ButtonKind::Link { url } => Some(url.as_str()),
                _ => None,
            },
            _ => None,
        })
}

/// A mark that is the same for the same message: Discord drops a second one within some minutes.
pub(super) fn nonce(parts: &[&str]) -> String {
    hex::encode(&Sha256::digest(parts.join("\n"))[..12])
}

fn discord(channel: ChannelId) -> serenity::ChannelId {
    serenity::ChannelId::new(channel.get().max(1))
}

fn id(message: MessageId) -> serenity::MessageId {
    serenity::MessageId::new(message.get().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_belongs_to_one_boot_and_fits() {
        let first = nonce(&["join", "abcd2345", "boot-1"]);
        assert!(first.len() <= 25, "Discord's limit");
        assert_eq!(first, nonce(&["join", "abcd2345", "boot-1"]));
        assert_ne!(first, nonce(&["join", "abcd2345", "boot-2"]));
    }
}
