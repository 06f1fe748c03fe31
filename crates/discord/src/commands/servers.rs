//! `/servers`: the list, as the channel was told last; no machine is asked.

use super::{Context, Result};
use crate::roles;
use crate::views::status;
use domain::prepared::in_words;

/// All servers at a glance
#[poise::command(slash_command, category = "Servers", guild_only)]
pub(super) async fn servers(ctx: Context<'_>) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (service, actor) = (&ctx.data().service, roles::of_command(ctx).await);
    let orders = service.orders(&actor)?;
    let servers = service.servers(&actor).await?;
    let price = |server: &_| service.rules().costs(server).hour;
    let mut view = status::servers(&servers, &orders, price);
    let prepared = service.prepared_machines().await?;
    if let Some(words) = in_words(&prepared, actor.guild) {
        view = view.footer(words);
    }
    ctx.send(view.whisper()).await?;
    Ok(())
}
