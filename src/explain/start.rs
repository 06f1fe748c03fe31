//! Why ac-deploy could not start, or ended, in words: settings, and the connection to Discord.

use poise::serenity_prelude as serenity;

use super::{Explanation, Kind};
use crate::config::SettingsError;
use crate::discord::BotError;

/// Wrong settings in words.
pub fn settings(error: &SettingsError) -> Explanation {
    let what = match error.faults() {
        [_] => "The settings are not right.".to_owned(),
        several => format!("The settings are not right: {} faults.", several.len()),
    };
    Explanation::new(Kind::Setup, what, error.to_string())
}

/// The bot's end in words.
pub fn bot(error: &BotError) -> Explanation {
    let what = format!("{error}.");
    match error {
        BotError::Token => Explanation::new(
            Kind::Setup,
            "Discord does not accept the token.",
            "Copy it anew from the Developer Portal (your application → Bot → Reset Token) into DISCORD_TOKEN.",
        ),
        BotError::Intents => Explanation::new(
            Kind::Setup,
            what,
            "The bot needs no privileged intent. Look at your application's Bot page in the Developer Portal.",
        ),
        BotError::StrayGateway { .. } => Explanation::new(
            Kind::Setup,
            what,
            "Correct `api_url` under `[discord]` in the settings, or remove it.",
        ),
        BotError::HttpClient(_) => Explanation::new(
            Kind::Setup,
            what,
            "This machine's TLS certificates or proxy settings are not usable; the log says more.",
        ),
        BotError::Register(error) if lacks_entry_point(error) => Explanation::new(
            Kind::Setup,
            what,
            "Activities are enabled for this application, and this bot has none: Developer Portal, your application → Activities → Settings, switch *Enable Activities* off.",
        ),
        BotError::Register(_) | BotError::Connection(_) => Explanation::new(
            Kind::Unavailable,
            what,
            "Look at https://discordstatus.com and this machine's network, and start the bot again. RUST_LOG=debug says more.",
        ),
    }
}

/// Whether Discord misses the command that opens an activity (50240).
fn lacks_entry_point(error: &serenity::Error) -> bool {
    matches!(
        error,
        serenity::Error::Http(serenity::HttpError::UnsuccessfulRequest(answer))
            if answer.error.code == 50_240
    )
}
