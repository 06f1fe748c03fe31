//! `/packs`: the packs in storage, and deleting one.

use super::{Context, Result};
use crate::views::packs;
use crate::{autocomplete, roles};
use domain::policy::Action;

/// The packs in storage; delete one that no server uses
#[poise::command(slash_command, category = "Servers", guild_only)]
pub(super) async fn packs(
    ctx: Context<'_>,
    #[description = "Delete this pack for good; leave it out to see the list"]
    #[autocomplete = "autocomplete::packs"]
    delete: Option<String>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let view = match delete {
        Some(typed) => {
            let pack = autocomplete::pack_of(data, &actor, Action::Terminate, &typed).await?;
            data.service.delete_pack(&actor, &pack).await?;
            packs::deleted(&pack)
        }
        None => {
            let (listed, more) = data.service.pack_list(&actor, packs::SHOWN).await?;
            packs::list(&listed, more)
        }
    };
    ctx.send(view.whisper()).await?;
    Ok(())
}
