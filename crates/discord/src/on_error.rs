//! Where every failure of a command ends: words for whoever asked, details for the log.

use poise::FrameworkError;
use poise::serenity_prelude as serenity;

use super::views::{View, errors};
use super::{Context, Data, Error};
use domain::policy::Refusal;
use explain::{Explanation, Kind, Surface};

/// Words for an error.
pub(super) fn explained(error: &Error) -> Explanation {
    match error {
        Error::Service(error) => explain::service(error, Surface::Discord),
        Error::Explained(explained) => explained.clone(),
        Error::Discord(_) => errors::discord_failed(),
    }
}

/// Logs an error as loudly as it deserves: what a member did wrong is no failure of the bot.
pub(super) fn log(error: &Error, what: &str) {
    let details = error as &dyn std::error::Error;
    match (error, explained(error).kind) {
        (Error::Discord(error), _) => {
            tracing::error!(error = without_tokens(error), "{what} failed")
        }
        (_, Kind::Usage | Kind::Refused | Kind::Pack) => {
            tracing::info!(error = details, "{what} was refused")
        }
        (_, Kind::Setup | Kind::Unavailable) => tracing::warn!(error = details, "{what} failed"),
    }
}

/// Handles everything that poise can report. No wildcard: a new kind of failure must be worded.
pub(super) async fn tell(error: FrameworkError<'_, Data, Error>) {
    match error {
        FrameworkError::Command { error, ctx, .. } => {
            log(&error, &format!("/{}", ctx.command().qualified_name));
            answer(ctx, &explained(&error)).await;
        }
        FrameworkError::CommandPanic { payload, ctx, .. } => {
            tracing::error!(command = %ctx.command().name, payload, "/{} panicked", ctx.command().name);
            answer(ctx, &errors::bug()).await;
        }
        FrameworkError::GuildOnly { ctx, .. } => {
            let refused = explain::refusal(&Refusal::NotInGuild, Surface::Discord);
            answer(ctx, &refused).await;
        }
        FrameworkError::ArgumentParse {
            error, input, ctx, ..
        } => {
            tracing::info!(command = %ctx.command().name, %error, input, "an option could not be read");
            answer(ctx, &errors::outdated()).await;
        }
        FrameworkError::CommandStructureMismatch {
            description, ctx, ..
        } => {
            tracing::warn!(command = %ctx.command().name, description, "Discord has another form of this command");
            answer(ctx.into(), &errors::outdated()).await;
        }
        FrameworkError::UnknownInteraction {
            framework,
            interaction,
            ..
        } => {
            tracing::warn!(command = %interaction.data.name, "Discord knows a command that the bot does not");
            let view = errors::explained(&errors::outdated());
            let message = view.whisper().to_slash_initial_response(Default::default());
            let response = serenity::CreateInteractionResponse::Message(message);
            if let Err(error) = interaction
                .create_response(framework.serenity_context, response)
                .await
            {
                unanswered(&error);
            }
        }
        FrameworkError::CommandCheckFailed { error, ctx, .. } => {
            // There are no checks: the service asks the policy.
            match error {
                Some(error) => log(&error, "a check"),
                None => tracing::error!("a check failed, and there should be none"),
            }
            answer(ctx, &errors::bug()).await;
        }
        FrameworkError::MissingBotPermissions {
            missing_permissions,
            ctx,
            ..
        } => {
            tracing::info!(%missing_permissions, "the bot lacks permissions");
            answer(ctx, &errors::discord_failed()).await;
        }
        FrameworkError::SubcommandRequired { ctx }
        | FrameworkError::CooldownHit { ctx, .. }
        | FrameworkError::MissingUserPermissions { ctx, .. }
        | FrameworkError::PermissionFetchFailed { ctx, .. }
        | FrameworkError::NotAnOwner { ctx, .. }
        | FrameworkError::DmOnly { ctx, .. }
        | FrameworkError::NsfwOnly { ctx, .. } => {
            tracing::error!(command = %ctx.command().name, "a rule of poise that no command uses refused this one");
            answer(ctx, &errors::bug()).await;
        }
        FrameworkError::Setup { error, .. } => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the bot could not be set up"
            );
        }
        FrameworkError::EventHandler { error, event, .. } => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                event = event.snake_case_name(),
                "an event failed"
            );
        }
        // There are no text commands.
        FrameworkError::DynamicPrefix { .. }
        | FrameworkError::UnknownCommand { .. }
        | FrameworkError::NonCommandMessage { .. } => {
            tracing::error!("a text command, and there should be none")
        }
        FrameworkError::__NonExhaustive(never) => match never {},
    }
}

async fn answer(ctx: Context<'_>, words: &Explanation) {
    if let poise::Context::Application(application) = ctx
        && application.interaction_type == poise::CommandInteractionType::Autocomplete
    {
        // There is nowhere to say it; the offers stay empty.
        return;
    }
    let view: View = errors::explained(words);
    if let Err(error) = ctx.send(view.whisper()).await {
        unanswered(&error);
    }
}

/// Discord did not even take the error. It is most often 10062: the three seconds were over.
pub(super) fn unanswered(error: &serenity::Error) {
    tracing::error!(
        error = without_tokens(error),
        "could not answer the interaction"
    );
}

/// An error of Discord's with all its causes, without the tokens of interactions: they stand in the
/// addresses that an error names, and let whoever has one write as the bot for 15 minutes.
fn without_tokens(error: &serenity::Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    mask(&text)
}

/// `/webhooks/APPLICATION/TOKEN` and `/interactions/ID/TOKEN` without the token.
fn mask(text: &str) -> String {
    let mut parts = text.split('/').peekable();
    let mut masked = Vec::new();
    while let Some(part) = parts.next() {
        masked.push(part);
        if matches!(part, "webhooks" | "interactions") && parts.peek().is_some() {
            masked.extend(parts.next());
            if let Some(token) = parts.next() {
                let rest = token
                    .find([')', ' ', '?', '"'])
                    .map_or("", |at| &token[at..]);
                masked.push("…");
                if !rest.is_empty() {
                    masked.push(rest);
                }
            }
        }
    }
    masked.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_token_of_an_interaction_reaches_the_log() {
        let told = mask(
            "error sending request for url (https://discord.com/api/v10/interactions/5/aW50ZX/callback): \
             and (https://discord.com/api/v10/webhooks/7/c2VjcmV0)",
        );
        assert_eq!(
            told,
            "error sending request for url (https://discord.com/api/v10/interactions/5/…/callback): \
             and (https://discord.com/api/v10/webhooks/7/…/)"
        );
    }
}
