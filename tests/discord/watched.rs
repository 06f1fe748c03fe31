//! What the watcher tells and does over hours, which pass here as fast as the test says.

use super::*;
use watcher::{WatchSettings, Watcher};

pub(crate) fn watcher(league: &League) -> Watcher {
    let service = Service::new(league.cloud.clone(), rules(&league.discord)).expect("a service");
    Watcher::new(service, league.notifier.clone(), WatchSettings::default())
}

/// A server that was online, and whose machine reports this now.
pub(crate) fn once_online(league: &League, report: Report) -> Server {
    let mut server = server(
        1,
        "Friday GT3",
        InstanceState::Running,
        Some(league.home()),
        league.member("oscar").id.get(),
    );
    let (asked, online) = (server.launched, server.launched + minutes(5));
    server
        .record
        .timeline
        .reach(Stage::Online, online.max(asked));
    let mut inner = league.cloud.look();
    inner.servers.push(server.clone());
    let reading = ReportOutcome::Report(Box::new(report));
    inner.reports.insert(server.instance.clone(), reading);
    drop(inner);
    server
}

pub(crate) fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

#[tokio::test]
async fn a_vanished_server_is_told_of_once_discord_takes_it() {
    let league = League::start().await;
    league.server(1, "Friday GT3", InstanceState::Running);
    let (mut watcher, began) = (watcher(&league), Timestamp::now());
    watcher.pass_at(began).await.expect("a pass");
    league.cloud.look().servers.clear();
    let seconds = SignedDuration::from_secs;
    watcher.pass_at(began + seconds(1)).await.expect("a pass");
    league.discord.faults().fail(POST, 3, Fault::Unavailable);
    let told = |messages: Vec<Message>| {
        let deleted = messages
            .iter()
            .filter(|message| message.text().contains("– deleted"));
        deleted.count()
    };
    let failed = watcher.pass_at(began + seconds(70)).await.expect("a pass");
    assert_eq!((failed.failed, told(league.messages())), (1, 0));
    for later in [130, 190] {
        let passed = watcher.pass_at(began + seconds(later)).await;
        assert_eq!(passed.expect("a pass").failed, 0);
        assert_eq!(told(league.messages()), 1, "and only once");
    }
    league.end().await;
}

#[tokio::test]
async fn a_server_that_was_given_up_is_stopped_if_nobody_does_anything() {
    let league = League::start().await;
    let failed = Report {
        phase: Phase::Failed,
        error: Some("It was started 5 times.".to_owned()),
        ..Report::default()
    };
    let server = once_online(&league, failed);
    let (mut watcher, began) = (watcher(&league), Timestamp::now());
    let stop = format!("stop {}", server.id);
    for (minute, stopped) in [(0, false), (59, false), (61, true)] {
        watcher
            .pass_at(began + minutes(minute))
            .await
            .expect("a pass");
        assert_eq!(
            league.actions().contains(&stop),
            stopped,
            "after {minute} min"
        );
    }
    let said: String = league.messages().iter().map(Message::text).collect();
    assert!(said.contains("the game server does not run"), "{said}");
    league.end().await;
}

#[tokio::test]
async fn what_does_not_run_is_stopped_though_nobody_can_be_told() {
    let league = League::start().await;
    let failed = Report {
        phase: Phase::Failed,
        ..Report::default()
    };
    let server = once_online(&league, failed);
    let (mut watcher, began) = (watcher(&league), Timestamp::now());
    league
        .discord
        .faults()
        .keep_failing(POST, Fault::Unavailable);
    for minute in [0, 61] {
        let passed = watcher.pass_at(began + minutes(minute)).await;
        assert_eq!(passed.expect("a pass").failed, 1);
    }
    assert!(league.actions().contains(&format!("stop {}", server.id)));
    league.end().await;
}

#[tokio::test]
async fn a_link_that_a_reboot_left_as_it_was_is_not_struck() {
    let league = League::start().await;
    let report = |boot: &str| {
        let ReportOutcome::Report(report) = online() else {
            unreachable!("it is a report")
        };
        Report {
            boot: Some(BootId::new(boot)),
            ..*report
        }
    };
    let server = once_online(&league, report("boot-1"));
    let (mut watcher, began) = (watcher(&league), Timestamp::now());
    watcher.pass_at(began).await.expect("a pass");
    // The machine keeps its address, and Discord takes nothing for a moment.
    let rebooted = ReportOutcome::Report(Box::new(report("boot-2")));
    league
        .cloud
        .look()
        .reports
        .insert(server.instance, rebooted);
    league.discord.faults().fail(POST, 3, Fault::Unavailable);
    for (minute, failed) in [(1, 1), (2, 0), (3, 0)] {
        let passed = watcher.pass_at(began + minutes(minute)).await;
        assert_eq!(passed.expect("a pass").failed, failed);
    }
    let link = link().to_string();
    let messages = league.messages();
    let live = messages.iter().filter(|message| {
        let mut buttons = message.buttons().into_iter();
        buttons.any(|button| button.url.as_deref() == Some(&link))
    });
    assert_eq!(live.count(), 1, "{}", league.discord.transcript());
    league.end().await;
}

#[tokio::test]
async fn every_crash_is_news() {
    let league = League::start().await;
    let report = |phase: Phase, restarts: u32| {
        let ReportOutcome::Report(report) = online() else {
            unreachable!("it is a report")
        };
        Report {
            phase,
            restarts,
            ..*report
        }
    };
    let server = once_online(&league, report(Phase::Online, 0));
    let (mut watcher, began) = (watcher(&league), Timestamp::now());
    let mut heads = Vec::new();
    for (second, phase, restarts) in [
        (0, Phase::Online, 0),
        (5, Phase::Crashed, 0),
        (10, Phase::Online, 1),
        (15, Phase::Crashed, 1),
        (20, Phase::Online, 2),
    ] {
        let reading = ReportOutcome::Report(Box::new(report(phase, restarts)));
        let instance = server.instance.clone();
        league.cloud.look().reports.insert(instance, reading);
        let now = began + SignedDuration::from_secs(second);
        watcher.pass_at(now).await.expect("a pass");
        let last = league.messages().pop().expect("a message").text();
        heads.push(last.lines().next().unwrap_or_default().to_owned());
    }
    insta::assert_snapshot!(heads.join("\n"), @"
    │ ✅ Friday GT3 – online
    │ ⚠️ Friday GT3 – the game server crashed
    │ 🔁 Friday GT3 – online again
    │ ⚠️ Friday GT3 – the game server crashed
    │ 🔁 Friday GT3 – online again
    ");
    league.end().await;
}

#[tokio::test]
async fn a_silent_server_is_reminded_of_and_left_alone() {
    // Discord forgets within minutes that it has seen a message; here no minutes pass.
    let discord = discord_with(|options| options.limits.nonce_window = Duration::ZERO).await;
    let league = League::start_in(discord, Arc::default()).await;
    let long_ago = Timestamp::now() - minutes(30);
    let silent = Report {
        phase: Phase::Online,
        updated: Some(long_ago),
        ..Report::default()
    };
    let server = once_online(&league, silent);
    let (mut watcher, began) = (watcher(&league), Timestamp::now());
    for minute in (0..=130).step_by(10) {
        watcher
            .pass_at(began + minutes(minute))
            .await
            .expect("a pass");
    }
    let told = league.messages();
    assert_eq!(
        told.len(),
        3,
        "at once, after one hour, and after two: {told:#?}"
    );
    assert!(!league.actions().contains(&format!("stop {}", server.id)));
    league.end().await;
}

#[tokio::test]
async fn what_a_deleted_server_left_is_looked_for_only_for_a_while() {
    let league = League::start().await;
    league.server(1, "Friday GT3", InstanceState::Terminated);
    let (mut watcher, began) = (watcher(&league), Timestamp::now());
    for second in (0..=1200).step_by(5) {
        let now = began + SignedDuration::from_secs(second);
        watcher.pass_at(now).await.expect("a pass");
    }
    assert_eq!(
        league.cloud.look().sweeps,
        36,
        "every five seconds of three minutes"
    );
    league.end().await;
}
