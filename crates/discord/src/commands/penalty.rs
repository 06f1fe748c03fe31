//! `/penalty`: what stewards decide about a driver in a result.

use super::results::tell_decision;
use super::{Context, Result};
use crate::league_actions::{failed, usage};
use crate::views::results as views;
use crate::{league_choices, roles};
use ::results::season::PenaltyKind;
use league::Repeat;

/// Give a driver a penalty, or take it back
#[poise::command(
    slash_command,
    category = "Results and seasons",
    guild_only,
    subcommand_required,
    subcommands("give", "undo")
)]
pub(super) async fn penalty(_ctx: Context<'_>) -> Result<()> {
    Ok(())
}

/// What a driver loses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, poise::ChoiceParameter)]
enum Loses {
    #[name = "Seconds on the time"]
    #[name_localized("de", "Sekunden auf die Zeit")]
    Seconds,
    #[name = "Places"]
    #[name_localized("de", "Plätze")]
    Positions,
    #[name = "Points, but no place"]
    #[name_localized("de", "Punkte, aber keinen Platz")]
    Points,
    #[name = "The result: disqualified"]
    #[name_localized("de", "Das Ergebnis: disqualifiziert")]
    Result,
}

impl Loses {
    fn penalty(self, amount: Option<u32>) -> Result<PenaltyKind> {
        let amount = || {
            amount.ok_or_else(|| {
                usage(
                    "How many is missing.",
                    "Type the command again with `amount`; only a disqualification needs none.",
                )
            })
        };
        Ok(match self {
            Self::Seconds => PenaltyKind::Seconds(amount()?),
            Self::Positions => PenaltyKind::Positions(amount()?),
            Self::Points => PenaltyKind::Points(amount()?),
            Self::Result => PenaltyKind::Disqualified,
        })
    }
}

/// Give a driver a penalty
#[poise::command(slash_command, guild_only)]
async fn give(
    ctx: Context<'_>,
    #[description = "In which result; the list appears while you type"]
    #[autocomplete = "league_choices::judged"]
    result: String,
    #[description = "Who; by name or Steam id"]
    #[autocomplete = "league_choices::drivers"]
    driver: String,
    #[description = "What the driver loses"] loses: Loses,
    #[description = "Why; it is kept with the result"]
    #[max_length = 200]
    reason: String,
    #[description = "How many seconds, places or points"]
    #[min = 1]
    #[max = 10000]
    amount: Option<u32>,
    #[description = "Whether a second one is meant, if the driver has that penalty already"]
    again: Option<bool>,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let (league, decision) = data.service.as_steward(&actor, &reason)?;
    let penalty = loses.penalty(amount)?;
    let repeat = Repeat::from(again == Some(true));
    let given = league.penalize(&result, &driver, penalty, repeat, decision);
    let given = given.await;
    let stored = given.map_err(failed)?;
    data.service
        .audit(&actor, "gave a penalty in", stored.id.as_str());
    let words = stored
        .penalties
        .last()
        .map(|it| views::penalty(it, &stored));
    let what = format!("gave a penalty. {}", words.unwrap_or_default());
    tell_decision(ctx, &actor, &league, &what, &stored).await;
    Ok(())
}

/// Take a penalty back
#[poise::command(slash_command, guild_only)]
async fn undo(
    ctx: Context<'_>,
    #[description = "In which result; the list appears while you type"]
    #[autocomplete = "league_choices::judged"]
    result: String,
    #[description = "Which penalty; the list appears while you type"]
    #[autocomplete = "league_choices::penalties"]
    penalty: String,
    #[description = "Why; it is kept with the result"]
    #[max_length = 200]
    reason: String,
) -> Result<()> {
    ctx.defer_ephemeral().await?;
    let (data, actor) = (ctx.data(), roles::of_command(ctx).await);
    let (league, decision) = data.service.as_steward(&actor, &reason)?;
    let number: u32 = penalty.trim().parse().map_err(|_| {
        usage(
            "That is not a penalty.",
            "Choose one from the list that appears while you type, or give its number.",
        )
    })?;
    let undone = league.undo_penalty(&result, number, decision).await;
    let stored = undone.map_err(failed)?;
    data.service
        .audit(&actor, "took a penalty back in", stored.id.as_str());
    let of = stored.penalties.iter().find(|it| it.number == number);
    let words = of.map(|it| views::penalty(it, &stored));
    let what = format!("took a penalty back. {}", words.unwrap_or_default());
    tell_decision(ctx, &actor, &league, &what, &stored).await;
    Ok(())
}
