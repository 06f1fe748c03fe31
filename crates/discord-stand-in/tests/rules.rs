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

#[tokio::test]
async fn a_forum_takes_no_message_and_voice_text_is_for_those_who_may_connect() {
    use discord_stand_in::ChannelKind;

    let (discord, http) = discord(|_| {}).await;
    let add = |name, kind| discord.add_channel_of(discord.guild(), name, kind);
    let (forum, voice) = (
        add("rounds", ChannelKind::Forum),
        add("Pits", ChannelKind::Voice),
    );
    let write = |channel| id(channel).send_message(&http, text("hello"));
    assert_eq!(code(write(forum).await), 50008);
    write(discord.add_thread(forum, "Round 3"))
        .await
        .expect("posted");
    write(voice).await.expect("posted");
    discord.deny(voice, Permissions::CONNECT);
    assert_eq!(code(write(voice).await), 50001);
}

#[tokio::test]
async fn a_bot_attaches_ten_mebibytes() {
    let (discord, http) = discord(|_| {}).await;
    let with_file = |bytes: usize| {
        let file = serenity::CreateAttachment::bytes(vec![0; bytes], "log.txt");
        text("hello").add_file(file)
    };
    let channel = id(discord.channel("servers"));
    let posted = channel.send_message(&http, with_file(10 << 20)).await;
    posted.expect("posted");
    let refused = channel.send_message(&http, with_file((10 << 20) + 1)).await;
    assert_eq!(code(refused), 40005);
}

#[tokio::test]
async fn commands_of_new_names_are_counted_and_those_of_before_are_not() {
    let (_discord, http) = discord(|options| options.limits.command_creates_a_day = 2).await;
    let http = &http;
    let me = http.get_current_application_info().await.expect("me");
    http.set_application_id(me.id);
    let register = |names: &[&str]| {
        let commands = names
            .iter()
            .map(|name| serenity::CreateCommand::new(*name).description("What it does."));
        let commands: Vec<_> = commands.collect();
        async move { serenity::Command::set_global_commands(http, commands).await }
    };
    register(&["deploy", "stop"]).await.expect("registered");
    register(&["deploy", "stop"]).await.expect("the same ones");
    assert_eq!(code(register(&["deploy", "status"]).await), 30034);
}

/// A client of the gateway that never says that it lives.
#[tokio::test]
async fn whoever_is_silent_is_closed() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let (discord, _http) = discord(|options| {
        options.limits.heartbeat_every = Duration::from_millis(100);
    })
    .await;
    let mut socket = tokio::net::TcpStream::connect(discord.address())
        .await
        .expect("connected");
    let hello = "GET /gateway HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade\r\n\
                 Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                 Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    socket.write_all(hello.as_bytes()).await.expect("sent");
    let mut all = Vec::new();
    socket.read_to_end(&mut all).await.expect("closed");
    // A close frame begins with 0x88 and its length, and 4009 is 0x0fa9.
    let closed = all
        .windows(4)
        .any(|at| at[0] == 0x88 && at[2..] == [0x0f, 0xa9]);
    assert!(closed, "{}", String::from_utf8_lossy(&all));
}
