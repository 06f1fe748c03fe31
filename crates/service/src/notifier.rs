//! Who tells the channel: the port between the watcher and Discord.

use async_trait::async_trait;

use super::card::{Announcement, Card, Letter};
use super::costs::CostNews;
use domain::ids::{BootId, MessageId, UserId};
use domain::link::JoinLink;
use domain::server::{Home, Server};

/// Why a message could not be posted or edited.
#[derive(Debug, thiserror::Error)]
pub enum NotifyError {
    /// The bot may not see the channel or write to it, or the channel is gone. Trying again is
    /// of no use until somebody gives it access.
    #[error("no access to channel {channel}: {message}")]
    NoAccess {
        /// Which channel.
        channel: domain::ids::ChannelId,
        /// Discord's words.
        message: String,
    },
    /// The message to edit was deleted.
    #[error("the message was deleted")]
    MessageGone,
    /// The message was edited a moment ago, or Discord wants fewer edits: what was to be shown is
    /// not worth the wait, and something newer will be there by then.
    #[error("it is too soon for another edit")]
    TooSoon,
    /// Discord refuses this message itself, and would refuse it again: a filter of the Discord
    /// server, a feature that is switched off, a form that it does not take.
    #[error("Discord refuses the message (code {code}): {message}")]
    Refused {
        /// Discord's code.
        code: isize,
        /// Discord's words.
        message: String,
    },
    /// Anything else; it may work next time.
    #[error("Discord rejected the message: {message}")]
    Failed {
        /// What happened.
        message: String,
    },
}

/// Posts and edits the messages of a server in its home channel.
///
/// Implementations pace their edits themselves, hide no error, and answer within half a minute: the
/// watcher of all servers waits for them.
#[async_trait]
pub trait Notifier: std::fmt::Debug + Send + Sync {
    /// Shows a card: edits `message`, or posts a new one. Answers the message that shows it.
    ///
    /// # Errors
    /// [`NotifyError::TooSoon`] only for a launched server's card that is not final.
    async fn show(
        &self,
        home: Home,
        message: Option<MessageId>,
        card: &Card,
    ) -> Result<MessageId, NotifyError>;

    /// Notifies the owner of a server whose card turned to a failure in `message`, where it is one
    /// that they wait for: an edit notifies nobody. Within a few minutes a repeat is dropped.
    ///
    /// # Errors
    /// Those of a message.
    async fn call_owner(
        &self,
        home: Home,
        message: MessageId,
        card: &Card,
    ) -> Result<(), NotifyError>;

    /// Posts the join announcement of a boot. Within a few minutes a repeat answers the first
    /// one's message instead of posting again.
    async fn announce(
        &self,
        home: Home,
        boot: &BootId,
        join: &Announcement,
    ) -> Result<MessageId, NotifyError>;

    /// Looks among the channel's messages since this run began for an announcement with this link: a
    /// bot that was killed after posting finds what it posted.
    async fn find_announcement(
        &self,
        home: Home,
        server: &Server,
        link: &JoinLink,
    ) -> Result<Option<MessageId>, NotifyError>;

    /// Has an announcement say what holds by now; its link is the same.
    async fn announce_anew(
        &self,
        home: Home,
        message: MessageId,
        announcement: &Announcement,
    ) -> Result<(), NotifyError>;

    /// Strikes the link of an announcement: its server is stopped or gone.
    async fn strike(
        &self,
        home: Home,
        message: MessageId,
        server: &Server,
    ) -> Result<(), NotifyError>;

    /// Writes to the server's owner in direct messages, because its channel is closed. A repeat
    /// within a few minutes is dropped.
    ///
    /// # Errors
    /// [`NotifyError::NoAccess`] if the owner takes none.
    async fn write_to_owner(&self, owner: UserId, letter: &Letter) -> Result<(), NotifyError>;

    /// Tells a channel about money. Within a few minutes a repeat is dropped.
    ///
    /// # Errors
    /// Those of a message.
    async fn tell_costs(&self, home: Home, news: &CostNews) -> Result<(), NotifyError>;

    /// Shows how many servers run.
    async fn present(&self, running: usize);
}
