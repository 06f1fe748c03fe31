//! One file a command: read the options, call the service, show what came of it.

mod deploy;
mod help;
mod logs;
mod packs;
mod servers;
mod start;
mod status;
mod stop;
mod terminate;

use super::{Context, Data, Error, Result};
use crate::discord::views::{View, answers};

/// All commands, in the order of the help page.
pub(super) fn all() -> Vec<poise::Command<Data, Error>> {
    vec![
        deploy::deploy(),
        status::status(),
        stop::stop(),
        start::start(),
        logs::logs(),
        servers::servers(),
        packs::packs(),
        terminate::terminate(),
        help::help(),
    ]
}

/// Answers whoever asked, and tells the channel.
///
/// The answer to the command was deferred for one member's eyes, so that an error stays between
/// them and the bot; only a further answer can be public.
async fn tell_all(ctx: Context<'_>, told: &View) -> Result<()> {
    ctx.send(answers::done().whisper()).await?;
    if let poise::Context::Application(application) = ctx {
        application
            .interaction
            .create_followup(ctx.http(), told.follow_up(false))
            .await?;
    }
    Ok(())
}
