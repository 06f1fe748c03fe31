//! The drawer's switches: what the real Discord does and the sandbox spares whoever only tries the bot.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Shared;
use discord_stand_in::{Discord, Fault};

/// A rule that holds while its switch is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum StrictRule {
    /// Members without Nitro attach 10 MiB.
    SmallFiles,
    /// Every message counts as older than an hour, of which Discord lets a bot edit few.
    OldMessages,
    /// The bot may not see its channels.
    ClosedChannels,
    /// Discord is down: every request is answered with 503.
    DiscordDown,
    /// Whoever reads has switched embeds off; the page shows none.
    HideEmbeds,
    /// Whoever reads does not know the members that messages name; the page shows their ids.
    RawMentions,
}

/// The rules whose switches are on.
pub(super) type StrictRules = BTreeSet<StrictRule>;

/// What a member may attach without Nitro.
const SMALL_FILE: u64 = 10 << 20;

/// Switches a rule on or off.
pub(super) fn switch(shared: &Shared, rule: StrictRule, on: bool) {
    hold(shared, rule, on);
    shared.rules.send_modify(|rules| {
        if on {
            rules.insert(rule);
        } else {
            rules.remove(&rule);
        }
    });
}

/// Switches all of them off.
pub(super) fn clear(shared: &Shared) {
    let on = shared.rules.borrow().clone();
    for rule in on {
        switch(shared, rule, false);
    }
}

fn hold(shared: &Shared, rule: StrictRule, on: bool) {
    let discord = shared.discord();
    match rule {
        StrictRule::SmallFiles => {
            let usual = shared.usual_file_limit;
            discord.set_attachment_size_limit(if on { SMALL_FILE } else { usual });
        }
        StrictRule::OldMessages => {
            let usual = discord_stand_in::Limits::default().old_message;
            discord.set_old_message(if on { Duration::ZERO } else { usual });
        }
        StrictRule::ClosedChannels => close_channels(discord, on),
        StrictRule::DiscordDown if on => {
            discord.faults().keep_failing("*", Fault::Unavailable);
        }
        StrictRule::DiscordDown => discord.faults().stop_failing("*"),
        // Only the page differs.
        StrictRule::HideEmbeds | StrictRule::RawMentions => {}
    }
}

fn close_channels(discord: &Discord, closed: bool) {
    let guild = discord.guild();
    let channels: Vec<_> =
        discord.look(|state| state.channels(guild).map(|channel| channel.id).collect());
    for channel in channels {
        discord.show_to_bot(channel, !closed);
    }
}
