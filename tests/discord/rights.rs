//! What the bot and its members may do by Discord's own rules: kinds of channel, owners, moderators,
//! installations, and what admins narrow.

use discord_stand_in::{ChannelKind, Limits};

use super::channels::join;
use super::sessions::bot;
use super::*;

impl League {
    fn another_channel(&self, name: &str, kind: ChannelKind) -> Snowflake {
        let guild = self.discord.guild();
        self.discord.add_channel_of(guild, name, kind)
    }

    async fn announce_in(
        &self,
        channel: Snowflake,
        server: &Server,
    ) -> Result<MessageId, NotifyError> {
        let home = Home {
            channel: ChannelId::from(channel.get()),
            ..self.home()
        };
        let boot = BootId::new(channel.to_string());
        self.notifier.announce(home, &boot, &join(server)).await
    }
}

#[tokio::test]
async fn a_forum_takes_no_link_and_its_posts_and_news_channels_do() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    let forum = league.another_channel("rounds", ChannelKind::Forum);
    let refused = league.announce_in(forum, &server).await;
    let Err(NotifyError::NoAccess { .. }) = refused else {
        panic!("{refused:?}")
    };
    let post = league.discord.add_thread(forum, "Round 3");
    let news = league.another_channel("news", ChannelKind::Announcement);
    for channel in [post, news] {
        league.announce_in(channel, &server).await.expect("posted");
        assert_eq!(league.discord.channel_messages(channel).len(), 1);
    }
    league.end().await;
}

#[tokio::test]
async fn in_a_voice_channel_that_is_closed_to_the_bot_it_says_what_is_missing() {
    let league = League::start().await;
    let voice = league.another_channel("Briefing", ChannelKind::Voice);
    league.discord.deny(voice, Permissions::CONNECT);
    let oscar = league.member("oscar");
    let pack = league.discord.upload(oscar, "friday.zip", &b"PK"[..]);
    let typed = oscar.in_channel(voice);
    let asked = league
        .discord
        .slash(typed, "deploy file", &[("pack", pack.into())]);
    let told = asked.reply().await.text();
    assert!(
        told.contains("“View Channel”, “Connect”, “Send Messages”"),
        "{told}"
    );
    assert!(league.cloud.look().orders.is_empty());
    league.end().await;
}

#[tokio::test]
async fn who_owns_the_discord_server_needs_no_role() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Stopped);
    let owner = league.discord.owner(league.discord.guild());
    let options = [("server", server.id.as_str())];
    let told = league.slash(owner, "start", &options).await.text();
    assert!(told.contains("Done"), "{told}");
    league.end().await;
}

#[tokio::test]
async fn a_moderator_who_renames_a_role_below_theirs_gives_nobody_rights() {
    let league = League::start().await;
    let discord = &league.discord;
    let (organiser, driver) = (discord.role("Organiser"), discord.role("Driver"));
    let moderator = discord.add_role(discord.guild(), "Moderator", Permissions::MANAGE_ROLES);
    discord.raise_role(moderator, driver);
    let mia = discord.add_member(discord.guild(), "mia", &[moderator]);
    let stolen = discord.try_rename_role(mia, organiser, "Retired");
    assert!(stolen.is_err(), "the organisers' role stands above");
    discord
        .try_rename_role(mia, driver, "Organiser")
        .expect("drivers stand below");
    let server = league.server(1, "Friday GT3", InstanceState::Stopped);
    let options = [("server", server.id.as_str())];
    let told = league.slash(league.member("dora"), "start", &options).await;
    assert!(told.text().contains("You may not start"), "{}", told.text());
    league.end().await;
}

#[tokio::test]
async fn the_bots_commands_are_for_discord_servers_that_it_was_added_to() {
    let league = League::start().await;
    let discord = &league.discord;
    assert_eq!(discord.offered_directly(), ["help"]);
    let elsewhere = discord.add_guild("Another league");
    let eve = discord.add_member(elsewhere, "eve", &[]);
    discord.install_for(eve);
    discord.kick_bot(elsewhere);
    let typed = discord.try_slash(eve, "status", &[]);
    assert!(typed.is_err(), "a bot that somebody carries in");
    league.end().await;
}

#[tokio::test]
async fn what_an_admin_narrows_are_commands_and_the_roles_decide_about_buttons() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Stopped);
    let (alice, oscar) = (league.member("alice"), league.member("oscar"));
    let options = [("server", server.id.as_str())];
    let status = league.slash(oscar, "status", &options).await;
    let discord = &league.discord;
    discord.narrow_command(discord.guild(), "start", &[discord.role("Admin")]);
    let typed = [("server", server.id.as_str().into())];
    assert!(discord.try_slash(oscar, "start", &typed).is_err());
    assert!(discord.try_slash(alice, "status", &typed).is_ok());
    let pressed = discord.press(oscar, &status, "Start");
    league.pressed(&pressed).await;
    let start = format!("start {}", server.id);
    assert!(league.actions().contains(&start), "{:?}", league.actions());
    league.end().await;
}

#[tokio::test]
async fn completions_do_not_wait_for_roles_that_discord_does_not_tell() {
    let league = League::start().await;
    let discord = &league.discord;
    league.server(1, "Friday GT3", InstanceState::Running);
    // The guild is unknown again, so its roles must be asked for.
    discord.begin_outage(discord.guild());
    let slow = Fault::Slow(Duration::from_secs(8));
    discord
        .faults()
        .keep_failing("GET /guilds/{guild_id}/roles", slow);
    let typing = discord.try_autocomplete(league.member("oscar"), "stop", "server", "fri");
    assert_eq!(typing.await, Ok(Vec::new()));
    discord.faults().clear();
    let typing = discord.autocomplete(league.member("oscar"), "stop", "server", "fri");
    assert_eq!(typing.await.len(), 1, "once Discord answers again");
    league.shutdown.cancel();
}

#[tokio::test]
async fn more_commands_than_a_day_takes_do_not_keep_a_bot_from_starting() {
    let discord = discord_with(|options| {
        options.limits = Limits {
            command_creates_a_day: 3,
            ..options.limits
        };
    })
    .await;
    let bot = bot(&discord, &discord.token()).await;
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(bot.run(shutdown.clone()));
    discord
        .wait_for("the bot to be online", |state| state.online().then_some(()))
        .await;
    shutdown.cancel();
    running.await.expect("no panic").expect("in peace");
}

#[tokio::test]
async fn a_bot_ends_when_its_application_has_activities() {
    let discord = discord().await;
    discord.enable_activities();
    let bot = bot(&discord, &discord.token()).await;
    let ended = bot
        .run(CancellationToken::new())
        .await
        .expect_err("refused");
    assert!(matches!(ended, BotError::Activities(_)), "{ended:?}");
}
