//! Why ac-deploy could not start, or ended, in words: settings, and the connection to Discord.

use crate::config::SettingsError;
use discord::BotError;
use explain::{Explanation, Kind};

/// Wrong settings in words.
pub(super) fn settings(error: &SettingsError) -> Explanation {
    let what = match error.faults() {
        [_] => "The settings are not right.".to_owned(),
        several => format!("The settings are not right: {} faults.", several.len()),
    };
    Explanation::new(Kind::Setup, what, error.to_string())
}

/// The bot's end in words.
pub(super) fn bot(error: &BotError) -> Explanation {
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
        BotError::Activities(_) => Explanation::new(
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_with_activities_is_told_to_switch_them_off() {
        let refused = serenity::Error::Other("no entry point");
        let told = bot(&BotError::Activities(Box::new(refused)));
        assert!(told.hint.contains("Enable Activities"), "{told:?}");
    }
}
