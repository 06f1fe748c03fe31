//! What was left in the store for channels, by whoever: messages that are to be drawn anew, and words that nobody
//! told yet.

use jiff::{SignedDuration, Timestamp};

use super::{corrections, unended};
use domain::ids::GuildId;
use service::{ResultNotifier, Service};

/// How often it is looked for what came from elsewhere.
const PACE: SignedDuration = SignedDuration::from_secs(60);

/// When it was looked for last.
#[derive(Debug, Default)]
pub(super) struct Left {
    looked: Option<Timestamp>,
}

impl Left {
    /// Tells and draws what was left, if it is time, or this process knows of something. What fails is logged and
    /// tried again.
    pub(super) async fn show(
        &mut self,
        service: &Service,
        notifier: &dyn ResultNotifier,
        now: Timestamp,
    ) {
        let is_due = self.looked.is_none_or(|looked| looked + PACE <= now);
        if !service.was_left() && !is_due {
            return;
        }
        self.looked = Some(now);
        let guilds: Vec<GuildId> = service.rules().policy.guilds().map(|it| it.id).collect();
        for guild in guilds {
            if let Err(error) = unended::tell_all(service, notifier, guild, now).await {
                tracing::warn!(guild.id = %guild, error = &error as &dyn std::error::Error, "that sessions did not end could not be told; trying again");
            }
            if let Err(error) = corrections::draw_all(service, notifier, guild).await {
                tracing::warn!(guild.id = %guild, error = &error as &dyn std::error::Error, "messages about what was decided could not be drawn anew; trying again");
            }
        }
    }
}
