//! A league's evening in the terminal, from `/deploy` with a pack to the join link and beyond.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::super::failure::Failure;
use super::fixture::Fixture;
use super::narrator::Narrator;
use discord_stand_in::{Input, Message, Snowflake, State};
use domain::link::JoinLink;
use game_http::{self, InfoError};
use pack::sample::Sample;
use sandbox::SAMPLE_FILE;

/// What a game server says of itself, as far as it is told.
#[derive(Debug, Deserialize)]
struct Info {
    name: String,
    track: String,
    clients: u32,
    maxclients: u32,
}

/// Plays it to the end.
///
/// # Errors
/// When the link was not posted, or the server behind it does not answer.
pub(super) async fn play(league: &Fixture) -> Result<(), Failure> {
    let discord = &league.discord;
    let mut narrator = Narrator::new(discord);
    let channel = discord.channel("servers");
    let [oscar, dora, gus] = ["oscar", "dora", "gus"].map(|name| discord.member(name));

    narrator.scene("oscar, an organiser, deploys the pack that Content Manager made")?;
    let began = Instant::now();
    let pack = discord.upload(oscar, SAMPLE_FILE, Sample::default().zip());
    send(discord.try_slash(oscar, "deploy file", &[("pack", pack.into())]))?;
    let join = narrator
        .until("the join link", |state| {
            joins(state, channel).next().cloned()
        })
        .await?;
    let took = began.elapsed();

    narrator.scene("dora, a driver, follows the link")?;
    let info = ask(&join).await?;
    narrator.aside(&format!(
        "{} answers: {}, {} of {} drivers. It took {:.1} s from /deploy to the link.",
        info.name,
        info.track,
        info.clients,
        info.maxclients,
        took.as_secs_f32()
    ))?;
    let online = |state: &State| says(state, channel, "– online");
    narrator.until("the progress message's end", online).await?;

    let server = league.only_server().await?;
    narrator.scene("gus, a guest, tries to stop it")?;
    command(&mut narrator, league, gus, "stop", &server).await?;

    narrator.scene("dora looks how it stands")?;
    command(&mut narrator, league, dora, "status", &server).await?;

    narrator.scene("the race is over: oscar presses Stop")?;
    send(discord.try_press(oscar, &join, "Stop"))?;
    narrator
        .until("the end of the link", |state| {
            joins(state, channel).next().is_none().then_some(())
        })
        .await?;
    narrator
        .until("the stop", |state| says(state, channel, "– stopped"))
        .await?;

    narrator.scene("a week later: oscar starts it again")?;
    let old: BTreeSet<Snowflake> =
        discord.look(|state| state.all_messages().map(|one| one.id).collect());
    command(&mut narrator, league, oscar, "start", &server).await?;
    let new_link = |state: &State| {
        joins(state, channel)
            .find(|one| !old.contains(&one.id))
            .cloned()
    };
    let again = narrator.until("the new join link", new_link).await?;
    let info = ask(&again).await?;
    narrator.aside(&format!("{} answers again.", info.name))?;

    narrator.scene("That is all. The link was posted, and the server behind it answered.")
}

/// A member gives a command about a server and reads the answer.
async fn command(
    narrator: &mut Narrator<'_>,
    league: &Fixture,
    member: discord_stand_in::Member,
    name: &str,
    server: &str,
) -> Result<(), Failure> {
    let sent = send(
        league
            .discord
            .try_slash(member, name, &[("server", Input::from(server))]),
    )?;
    let answered = |state: &State| {
        let record = state.interactions().find(|one| one.id == sent)?;
        let answer = state.message(record.original?)?;
        (!answer.loading).then_some(())
    };
    narrator
        .until(&format!("the answer to /{name}"), answered)
        .await
}

fn send(
    sent: Result<discord_stand_in::Interaction, discord_stand_in::ClientRefused>,
) -> Result<Snowflake, Failure> {
    sent.map(|interaction| interaction.id())
        .map_err(|why| Failure::other(format!("The story went wrong: {why}."), "Please report it."))
}

/// The messages of a channel with a join link.
fn joins(state: &State, channel: Snowflake) -> impl Iterator<Item = &Message> {
    state
        .channel_messages(channel)
        .filter(|message| link(message).is_some())
}

fn says(state: &State, channel: Snowflake, words: &str) -> Option<()> {
    state
        .channel_messages(channel)
        .any(|message| message.text().contains(words))
        .then_some(())
}

fn link(message: &Message) -> Option<JoinLink> {
    let button = message
        .buttons()
        .into_iter()
        .find(|button| button.label == "Join")?;
    button.url?.parse().ok()
}

/// Asks the server behind a join link, as Content Manager does.
async fn ask(join: &Message) -> Result<Info, Failure> {
    let silent = |why: &dyn std::fmt::Display| {
        Failure::other(
            format!("The server behind the link does not answer: {why}."),
            "Please report it.",
        )
    };
    let server = link(join).and_then(|link| link.address());
    let server = server.ok_or_else(|| silent(&"it has no link"))?;
    let client = game_http::client(Duration::from_secs(5)).map_err(|error| silent(&error))?;
    let answer = game_http::ask(&client, server.into(), "/INFO", game_http::LARGEST_INFO).await;
    answer.map_err(|error| match error {
        InfoError::NoAnswer(why) => silent(&why),
        InfoError::NotUnderstood => silent(&"its answer cannot be read"),
    })
}
