//! Discord's rules for channels, threads, messages and limits, as a bot meets them over REST.

use std::time::Duration;

use discord_stand_in::{Discord, Fault, Options, Snowflake};
use poise::serenity_prelude as serenity;
use serenity::{ChannelId, CreateMessage, EditMessage, EditThread, Http, Nonce, Permissions};

async fn discord(change: impl FnOnce(&mut Options)) -> (Discord, Http) {
    let mut options = Options {
        rate_limits: false,
        ..Options::default()
    };
    change(&mut options);
    let discord = Discord::start(options).await.expect("a port");
    let http = serenity::HttpBuilder::new(discord.token())
        .proxy(discord.api_url())
        .ratelimiter_disabled(true)
        .build();
    (discord, http)
}

fn id(channel: Snowflake) -> ChannelId {
    ChannelId::new(channel.get())
}

fn text(text: &str) -> CreateMessage {
    CreateMessage::new().content(text)
}

/// Discord's code for what was refused.
fn code<T: std::fmt::Debug>(answer: serenity::Result<T>) -> isize {
    match answer.expect_err("refused") {
        serenity::Error::Http(serenity::HttpError::UnsuccessfulRequest(answer)) => {
            answer.error.code
        }
        other => panic!("no refusal of Discord's: {other:?}"),
    }
}

#[tokio::test]
async fn an_archived_thread_takes_no_edit_until_somebody_brings_it_back() {
    let (discord, http) = discord(|_| {}).await;
    let thread = discord.add_thread(discord.channel("servers"), "Round 3");
    let mut message = id(thread)
        .send_message(&http, text("hello"))
        .await
        .expect("posted");
    discord.archive(thread);
    let edit = || EditMessage::new().content("changed");
    assert_eq!(code(message.edit(&http, edit()).await), 50083);
    let open = EditThread::new().archived(false);
    id(thread)
        .edit_thread(&http, open)
        .await
        .expect("brought back");
    message.edit(&http, edit()).await.expect("edited");
    // A new message does the same by itself.
    discord.archive(thread);
    id(thread)
        .send_message(&http, text("again"))
        .await
        .expect("posted");
    message.edit(&http, edit()).await.expect("edited");
}

#[tokio::test]
async fn a_locked_thread_takes_nothing_from_those_who_do_not_manage_threads() {
    let (discord, http) = discord(|_| {}).await;
    let thread = discord.add_thread(discord.channel("servers"), "Round 3");
    let mut message = id(thread)
        .send_message(&http, text("hello"))
        .await
        .expect("posted");
    discord.lock(thread);
    assert_eq!(
        code(id(thread).send_message(&http, text("more")).await),
        160_005
    );
    let edit = EditMessage::new().content("changed");
    assert_eq!(code(message.edit(&http, edit).await), 160_005);
    let open = EditThread::new().archived(false);
    assert_eq!(code(id(thread).edit_thread(&http, open).await), 50013);
    discord.allow(thread, Permissions::MANAGE_THREADS);
    id(thread)
        .send_message(&http, text("more"))
        .await
        .expect("posted");
}

#[tokio::test]
async fn a_private_thread_is_closed_until_the_bot_is_added() {
    let (discord, http) = discord(|_| {}).await;
    let thread = discord.add_private_thread(discord.channel("servers"), "Stewards");
    assert_eq!(
        code(id(thread).send_message(&http, text("hello")).await),
        50001
    );
    discord.add_bot_to(thread);
    id(thread)
        .send_message(&http, text("hello"))
        .await
        .expect("posted");
    // In a thread the right to write is another one.
    discord.deny(thread, Permissions::SEND_MESSAGES_IN_THREADS);
    assert_eq!(
        code(id(thread).send_message(&http, text("hello")).await),
        50013
    );
}

#[tokio::test]
async fn channels_go_and_bots_are_kicked() {
    let (discord, http) = discord(|_| {}).await;
    let (guild, servers) = (discord.guild(), discord.channel("servers"));
    discord.delete_channel(servers);
    assert_eq!(
        code(id(servers).send_message(&http, text("hello")).await),
        10003
    );
    let paddock = discord.channel("paddock");
    discord.kick_bot(guild);
    assert_eq!(
        code(id(paddock).send_message(&http, text("hello")).await),
        50001
    );
    discord.invite_bot(guild);
    id(paddock)
        .send_message(&http, text("hello"))
        .await
        .expect("posted");
}

#[tokio::test]
async fn a_nonce_answers_its_message_and_a_deleted_one_is_not_posted_again() {
    let (discord, http) = discord(|_| {}).await;
    let channel = id(discord.channel("servers"));
    let marked = || {
        text("once")
            .nonce(Nonce::String("n".to_owned()))
            .enforce_nonce(true)
    };
    let first = channel.send_message(&http, marked()).await.expect("posted");
    let again = channel
        .send_message(&http, marked())
        .await
        .expect("answered");
    assert_eq!(first.id, again.id);
    discord.delete(Snowflake::from(first.id.get()));
    assert_eq!(code(channel.send_message(&http, marked()).await), 10008);
}

#[tokio::test]
async fn members_are_written_to_directly_unless_they_do_not_want_that() {
    let (discord, http) = discord(|_| {}).await;
    let dora = discord.member("dora");
    let user = serenity::UserId::new(dora.id.get());
    let channel = user.create_dm_channel(&http).await.expect("a channel");
    channel
        .id
        .send_message(&http, text("hello"))
        .await
        .expect("posted");
    assert_eq!(discord.direct_messages(dora).len(), 1);
    discord.refuse_direct_messages(dora);
    assert_eq!(
        code(channel.id.send_message(&http, text("hello")).await),
        50007
    );
}

#[tokio::test]
async fn limits_hold_on_every_route_and_for_old_messages() {
    let (discord, http) = discord(|options| {
        options.rate_limits = true;
        options.limits.old_message = Duration::ZERO;
    })
    .await;
    let channel = id(discord.channel("servers"));
    let mut message = channel
        .send_message(&http, text("hello"))
        .await
        .expect("posted");
    for _ in 0..3 {
        let edit = EditMessage::new().content("changed");
        message.edit(&http, edit).await.expect("edited");
    }
    let edit = EditMessage::new().content("changed");
    assert_eq!(code(message.edit(&http, edit).await), 30046);
    let guild = serenity::GuildId::new(discord.guild().get());
    for _ in 0..5 {
        guild.roles(&http).await.expect("roles");
    }
    guild.roles(&http).await.expect_err("the sixth waits");
    assert_eq!(discord.invalid_requests(), 2);
}

#[tokio::test]
async fn whoever_is_refused_too_often_is_shut_out() {
    let (discord, http) = discord(|options| {
        options.rate_limits = true;
        options.limits.invalid_requests = 3;
    })
    .await;
    let channel = discord.channel("servers");
    discord.deny(channel, Permissions::VIEW_CHANNEL);
    for _ in 0..3 {
        assert_eq!(
            code(id(channel).send_message(&http, text("hello")).await),
            50001
        );
    }
    discord.allow(channel, Permissions::VIEW_CHANNEL);
    id(channel)
        .send_message(&http, text("hello"))
        .await
        .expect_err("banned");
}

#[tokio::test]
async fn an_outage_lasts_until_it_is_over() {
    let (discord, http) = discord(|_| {}).await;
    discord.faults().keep_failing("*", Fault::Unavailable);
    let channel = id(discord.channel("servers"));
    for _ in 0..20 {
        channel
            .send_message(&http, text("hello"))
            .await
            .expect_err("down");
    }
    discord.faults().clear();
    channel
        .send_message(&http, text("hello"))
        .await
        .expect("posted");
}
