//! Threads, and channels that are closed, gone, or not the bot's.

use super::watched::{minutes, once_online, watcher};
use super::*;

pub(super) fn join(server: &Server) -> Announcement {
    Announcement {
        server: server.clone(),
        link: link(),
        price: None,
        took: SignedDuration::from_mins(7),
        page: None,
    }
}

impl League {
    fn home_in(&self, channel: Snowflake) -> Home {
        Home {
            channel: ChannelId::from(channel.get()),
            ..self.home()
        }
    }
}

#[tokio::test]
async fn a_link_in_a_thread_that_was_archived_is_struck_all_the_same() {
    let league = League::start().await;
    let thread = league
        .discord
        .add_thread(league.member("gus").channel, "Round 3");
    let home = league.home_in(thread);
    let mut server = league.server(1, "Friday GT3", InstanceState::Running);
    let announced = league
        .notifier
        .announce(home, &BootId::new("b1"), &join(&server))
        .await
        .expect("a message");
    league.discord.archive(thread);
    server.state = InstanceState::Stopped;
    league
        .notifier
        .strike(home, announced, &server)
        .await
        .expect("an edit");
    let message = league.discord.message(Snowflake::from(announced.get()));
    let text = message.expect("the message").text();
    assert!(!text.contains("[Join"), "{text}");
    league.end().await;
}

#[tokio::test]
async fn a_locked_thread_is_closed_and_not_merely_in_trouble() {
    let league = League::start().await;
    let thread = league
        .discord
        .add_thread(league.member("gus").channel, "Round 3");
    let home = league.home_in(thread);
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    let boot = BootId::new("b1");
    let announced = league
        .notifier
        .announce(home, &boot, &join(&server))
        .await
        .expect("a message");
    league.discord.lock(thread);
    let struck = league.notifier.strike(home, announced, &server).await;
    assert!(
        matches!(struck, Err(NotifyError::NoAccess { .. })),
        "{struck:?}"
    );
    let again = league
        .notifier
        .announce(home, &BootId::new("b2"), &join(&server))
        .await;
    assert!(
        matches!(again, Err(NotifyError::NoAccess { .. })),
        "{again:?}"
    );
    league.end().await;
}

#[tokio::test]
async fn in_a_private_thread_the_bot_asks_to_be_added() {
    let league = League::start().await;
    let oscar = league.member("oscar");
    let thread = league
        .discord
        .add_private_thread(oscar.channel, "Stewards only");
    let pack = league.discord.upload(oscar, "friday.zip", &b"PK"[..]);
    let typed = oscar.in_channel(thread);
    let asked = league
        .discord
        .slash(typed, "deploy file", &[("pack", pack.into())]);
    insta::assert_snapshot!(asked.reply().await.text(), @"
    │ I cannot write in this thread, so nothing was launched.
    │ If it is private, add the bot: mention it there, and try again. If it is locked, use another channel.
    (only you can see this)
    ");
    assert!(league.cloud.look().orders.is_empty());
    league.end().await;
}

#[tokio::test]
async fn commands_without_the_bot_say_that_it_must_be_invited() {
    let league = League::start().await;
    let oscar = league.member("oscar");
    league.discord.install_commands_only(oscar.guild);
    let pack = league.discord.upload(oscar, "friday.zip", &b"PK"[..]);
    let asked = league
        .discord
        .slash(oscar, "deploy file", &[("pack", pack.into())]);
    insta::assert_snapshot!(asked.reply().await.text(), @"
    │ I am not a member of this Discord server, only my commands are here. Nothing was launched.
    │ An admin of this Discord server must invite the bot with the link that has `scope=bot` in it; the README of this bot shows it.
    (only you can see this)
    ");
    league.end().await;
}

#[tokio::test]
async fn a_channel_that_is_closed_for_a_while_gets_its_link_when_it_opens() {
    let league = League::start().await;
    let ReportOutcome::Report(report) = online() else {
        unreachable!("it is a report")
    };
    let server = once_online(&league, *report);
    let channel = league.member("gus").channel;
    league.discord.deny(channel, Permissions::VIEW_CHANNEL);
    let (mut watcher, began) = (watcher(&league), Timestamp::now());
    let owner = league.member("oscar");
    for minute in 0..6 {
        let passed = watcher.pass_at(began + minutes(minute)).await;
        let passed = passed.expect("a pass");
        assert_eq!((passed.failed, passed.announced), (0, 0));
        let letters = league.discord.direct_messages(owner);
        assert_eq!(
            letters.len(),
            usize::from(2 <= minute),
            "one, and not at once: {letters:#?}"
        );
    }
    let letters = league.discord.direct_messages(owner);
    insta::assert_snapshot!(letters[0].text().replace(server.id.as_str(), "‹id›"), @"
    │ Friday GT3 is online, but I cannot say so in its channel
    │ The bot may not write in #servers, or it is gone, so this comes to you. It costs about $0.044 per hour while it runs: `/stop` in a channel that the bot can see ends that.
    │
    │ An admin of that Discord server must give the bot “View Channel”, “Send Messages” and “Embed Links” there, add it to the thread, or invite it again if it was removed.
    │ ‹id›
    [Join → https://acstuff.club/s/q:race/online/join?ip=127.0.0.9&httpPort=8081]
    ");
    league.discord.allow(channel, Permissions::VIEW_CHANNEL);
    let passed = watcher.pass_at(began + minutes(7)).await.expect("a pass");
    assert_eq!(passed.announced, 1, "{}", league.discord.transcript());
    league.end().await;
}

#[tokio::test]
async fn a_deleted_channel_and_a_kicked_bot_cost_one_request_a_minute_and_one_letter() {
    for kicked in [false, true] {
        let league = League::start().await;
        let ReportOutcome::Report(report) = online() else {
            unreachable!("it is a report")
        };
        once_online(&league, *report);
        let (owner, gus) = (league.member("oscar"), league.member("gus"));
        if kicked {
            league.discord.kick_bot(gus.guild);
        } else {
            league.discord.delete_channel(gus.channel);
        }
        let (mut watcher, began) = (watcher(&league), Timestamp::now());
        for second in (0..300).step_by(5) {
            let now = began + SignedDuration::from_secs(second);
            let passed = watcher.pass_at(now).await.expect("a pass");
            assert_eq!(passed.failed, 0, "it is not a trouble that passes");
        }
        assert_eq!(league.discord.count(POST) - 1, 5, "one is the letter");
        assert_eq!(league.discord.direct_messages(owner).len(), 1);
        league.end().await;
    }
}

#[tokio::test]
async fn an_owner_who_takes_no_direct_messages_is_tried_once() {
    let league = League::start().await;
    let ReportOutcome::Report(report) = online() else {
        unreachable!("it is a report")
    };
    once_online(&league, *report);
    let (owner, gus) = (league.member("oscar"), league.member("gus"));
    league.discord.refuse_direct_messages(owner);
    league.discord.delete_channel(gus.channel);
    let (mut watcher, began) = (watcher(&league), Timestamp::now());
    for minute in 0..8 {
        let passed = watcher.pass_at(began + minutes(minute)).await;
        assert_eq!(passed.expect("a pass").failed, 0);
    }
    assert_eq!(league.discord.count("POST /users/@me/channels"), 1);
    league.end().await;
}

#[tokio::test]
async fn what_discord_refuses_for_good_is_not_repeated_every_few_seconds() {
    let league = League::start().await;
    let ReportOutcome::Report(report) = online() else {
        unreachable!("it is a report")
    };
    once_online(&league, *report);
    // The filter of harmful links, and a form that only the real Discord does not take.
    for code in [240_000, 50035] {
        let refused = Fault::Refused { status: 400, code };
        league.discord.faults().clear();
        league.discord.faults().keep_failing(POST, refused);
        let before = league.discord.count(POST);
        let (mut watcher, began) = (watcher(&league), Timestamp::now());
        for second in (0..120).step_by(5) {
            let now = began + SignedDuration::from_secs(second);
            let passed = watcher.pass_at(now).await.expect("a pass");
            assert_eq!(passed.failed, 0);
        }
        assert_eq!(league.discord.count(POST) - before, 2, "code {code}");
    }
    league.end().await;
}

#[tokio::test]
async fn a_discord_that_is_down_is_asked_ever_less_often_and_told_as_soon_as_it_is_back() {
    let league = League::start().await;
    let ReportOutcome::Report(report) = online() else {
        unreachable!("it is a report")
    };
    once_online(&league, *report);
    let down = Fault::Refused {
        status: 401,
        code: 0,
    };
    league.discord.faults().keep_failing(POST, down);
    let (mut watcher, began) = (watcher(&league), Timestamp::now());
    let mut tried = Vec::new();
    let mut second = 0;
    while second < 400 {
        let before = league.discord.count(POST);
        let now = began + SignedDuration::from_secs(second);
        watcher.pass_at(now).await.expect("a pass");
        if before < league.discord.count(POST) {
            tried.push(second);
        }
        second += 5;
    }
    assert_eq!(tried, [0, 5, 15, 35, 75, 155, 315]);
    league.discord.faults().clear();
    let now = began + SignedDuration::from_secs(620);
    let passed = watcher.pass_at(now).await.expect("a pass");
    assert_eq!((passed.announced, passed.failed), (1, 0));
    league.end().await;
}
