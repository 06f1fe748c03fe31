//! Whole numbers of commands whose range is known elsewhere: poise takes one only as a literal.

use poise::serenity_prelude::{
    CommandInteraction, CommandOptionType, Context, CreateCommandOption, ResolvedValue,
};
use poise::{SlashArgError, SlashArgument};

/// A number from `LEAST` to `MOST`; Discord lets nobody type another.
pub(super) struct Number<const LEAST: u32, const MOST: u32>(u32);

impl<const LEAST: u32, const MOST: u32> From<Number<LEAST, MOST>> for u32 {
    fn from(number: Number<LEAST, MOST>) -> Self {
        number.0
    }
}

#[async_trait::async_trait]
impl<const LEAST: u32, const MOST: u32> SlashArgument for Number<LEAST, MOST> {
    async fn extract(
        ctx: &Context,
        interaction: &CommandInteraction,
        value: &ResolvedValue<'_>,
    ) -> Result<Self, SlashArgError> {
        u32::extract(ctx, interaction, value).await.map(Self)
    }

    fn create(builder: CreateCommandOption) -> CreateCommandOption {
        builder
            .kind(CommandOptionType::Integer)
            .min_int_value(LEAST.into())
            .max_int_value(MOST.into())
    }
}
