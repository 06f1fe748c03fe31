//! What is offered while somebody types settings: `laps=12 track=spa cars=gt3,gt4`. The last word is
//! completed: a setting's name, or a track or a car that the packs here have files of.

use configuration::Content;
use poise::serenity_prelude::{AutocompleteChoice, CreateAutocompleteResponse};
use tokio::time::Instant;

use super::Context;
use super::autocomplete::{PATIENCE, actor_by};
use super::views::escape;

/// Discord's limits for choices.
const CHOICES: usize = 25;
const LENGTH: usize = 100;

/// Completes the last word of settings.
pub(super) async fn settings(ctx: Context<'_>, typed: &str) -> CreateAutocompleteResponse {
    let (data, deadline) = (ctx.data(), Instant::now() + PATIENCE);
    let Some(actor) = actor_by(deadline, ctx).await else {
        return CreateAutocompleteResponse::new();
    };
    let known = tokio::time::timeout_at(deadline, data.service.known_content(&actor)).await;
    let Ok(Ok(known)) = known else {
        return CreateAutocompleteResponse::new();
    };
    let choices = completed(typed, &known).into_iter();
    let choices = choices.map(|text| AutocompleteChoice::new(escape::line(&text, LENGTH), text));
    CreateAutocompleteResponse::new().set_choices(choices.collect())
}

/// What was typed, with each way to complete its last word.
fn completed(typed: &str, known: &Content) -> Vec<String> {
    let begun = typed.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let (before, word) = typed.split_at(begun);
    let offers: Vec<String> = match word.split_once('=') {
        None => {
            let words = configuration::words().into_iter();
            words.map(|word| format!("{}=", word.word)).collect()
        }
        Some(("track", _)) => known.tracks().map(|it| format!("track={it}")).collect(),
        Some((key @ ("cars" | "car"), cars)) => {
            let chosen = cars.rfind([',', ';']).map_or("", |at| &cars[..=at]);
            let cars = known.cars();
            cars.map(|car| format!("{key}={chosen}{car}")).collect()
        }
        Some(_) => Vec::new(),
    };
    let wanted = word.to_lowercase();
    let fitting = offers.into_iter().filter(|offer| {
        let offer = offer.to_lowercase();
        // "track=nord" means "track=ks_nordschleife", too.
        match (offer.split_once('='), wanted.split_once('=')) {
            (Some((_, names)), Some((_, parts))) => last(names).contains(last(parts)),
            _ => offer.starts_with(&wanted),
        }
    });
    fitting
        .map(|offer| format!("{before}{offer}"))
        .filter(|text| text.chars().count() <= LENGTH)
        .take(CHOICES)
        .collect()
}

/// The last of a list of names.
fn last(names: &str) -> &str {
    names.rsplit([',', ';']).next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_is_completed_from_what_the_packs_have() {
        let known = Content::of_paths([
            "content/tracks/ks_nordschleife/data/surfaces.ini",
            "content/tracks/spa/data/surfaces.ini",
            "content/cars/gt3/data.acd",
            "content/cars/gt4/data.acd",
        ]);
        let completed = |typed: &str| completed(typed, &known);
        assert_eq!(
            completed("laps=12 track=Nord"),
            ["laps=12 track=ks_nordschleife"]
        );
        assert_eq!(
            completed("cars=gt3,"),
            ["cars=gt3,gt3", "cars=gt3,gt4"],
            "the last of several"
        );
        assert_eq!(completed("cars=gt3,4"), ["cars=gt3,gt4"]);
        assert!(completed("la").contains(&"laps=".to_owned()));
        assert!(completed("").len() == CHOICES);
        assert_eq!(completed("laps=12"), [""; 0]);
        let long = format!("{} track=spa", "x".repeat(95));
        assert_eq!(completed(&long), [""; 0], "no choice is longer than 100");
    }
}
