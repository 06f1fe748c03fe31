//! Answers that get lost, and presses that ask or show that they were heard.

use super::*;
use discord_stand_in::Progress;

const FOLLOW_UP: &str = "POST /webhooks/{webhook_id}/{webhook_token}";

#[tokio::test]
async fn a_progress_message_whose_answer_was_lost_is_not_left_alone() {
    let league = League::start().await;
    let oscar = league.member("oscar");
    league.discord.faults().fail(POST, 2, Fault::AnswerLost);
    let pack = league.discord.upload(oscar, "friday.exe", &b"MZ"[..]);
    let asked = league
        .discord
        .slash(oscar, "deploy file", &[("pack", pack.into())]);
    let told = asked.reply().await.text();
    assert!(told.contains("Deploying"), "{told}");
    league
        .discord
        .wait_for_text(oscar.channel, "cannot run")
        .await;
    assert_eq!(
        league.messages().len(),
        1,
        "{}",
        league.discord.transcript()
    );
    league.end().await;
}

#[tokio::test]
async fn what_was_deleted_a_moment_ago_is_posted_again() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    let show = async || {
        let card = coming(&server);
        let shown = league.notifier.show(league.home(), None, &card);
        shown.await.expect("a message")
    };
    let first = show().await;
    league.discord.delete(Snowflake::from(first.get()));
    let second = show().await;
    assert_ne!(first, second);
    league.end().await;
}

#[tokio::test]
async fn what_was_done_is_told_to_the_channel_though_the_answer_fails() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    let oscar = league.member("oscar");
    league
        .discord
        .faults()
        .fail(FOLLOW_UP, 1, Fault::Unavailable);
    let options = [("server", server.id.as_str().into())];
    league.discord.slash(oscar, "stop", &options);
    let told = league
        .discord
        .wait_for_text(oscar.channel, "**oscar** stopped")
        .await;
    assert!(!told.is_ephemeral());
    assert_eq!(league.actions(), [format!("stop {}", server.id)]);
    league.end().await;
}

#[tokio::test]
async fn a_deploy_whose_answer_fails_is_not_said_to_have_failed() {
    let league = League::start().await;
    let oscar = league.member("oscar");
    league
        .discord
        .faults()
        .fail(FOLLOW_UP, 1, Fault::Unavailable);
    let pack = league.discord.upload(oscar, "friday.exe", &b"MZ"[..]);
    let asked = league
        .discord
        .slash(oscar, "deploy file", &[("pack", pack.into())]);
    league
        .discord
        .wait_for_text(oscar.channel, "cannot run")
        .await;
    let said = asked.message().map(|message| message.text());
    assert!(
        !said.unwrap_or_default().contains("Try again"),
        "{}",
        league.discord.transcript()
    );
    league.end().await;
}

#[tokio::test]
async fn a_press_on_stop_asks_before_it_ends_a_race() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    let card = league.card(&server).await;
    let instance = server.instance.clone();
    league.cloud.look().reports.insert(instance, online());
    let oscar = league.member("oscar");
    let question = league
        .pressed(&league.discord.press(oscar, &card, "Stop"))
        .await;
    insta::assert_snapshot!(question.text().replace(server.id.as_str(), "‹id›"), @"
    │ Stop Friday GT3?
    │ 3 drivers are on it, and lose the session.
    │ ‹id›
    [Stop now] [Keep]
    (only you can see this)
    ");
    assert_eq!(league.actions(), [""; 0]);
    // Whoever may not stop it is told so instead.
    let refused = league.discord.press(league.member("dora"), &card, "Stop");
    let refused = league.pressed(&refused).await.text();
    assert!(refused.contains("You may not stop"), "{refused}");
    let press = league.discord.press(oscar, &question, "Stop now");
    let told = league.pressed(&press).await;
    assert!(told.text().contains("**oscar** stopped"), "{}", told.text());
    assert_eq!(league.actions(), [format!("stop {}", server.id)]);
    league.end().await;
}

#[tokio::test]
async fn a_press_that_takes_a_while_shows_that_it_was_heard() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    let card = league.card(&server).await;
    let slow = Fault::Slow(Duration::from_millis(300));
    league.discord.faults().fail(FOLLOW_UP, 1, slow);
    let press = league.discord.press(league.member("dora"), &card, "Status");
    league
        .discord
        .wait_for("a sign of life", |state| {
            let record = state
                .interactions()
                .find(|record| record.id == press.id())?;
            (record.progress == Progress::Deferred { ephemeral: true }).then_some(())
        })
        .await;
    let told = press.reply().await;
    assert!(told.is_ephemeral(), "{}", told.text());
    league.end().await;
}

/// Discord's own sign for a button ends with the acknowledgement, and a machine takes its time.
#[tokio::test]
async fn a_press_whose_deed_takes_a_while_is_said_to_be_heard() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    let card = league.card(&server).await;
    let slow = league.cloud.slow_stop.lock().await;
    let press = league.discord.press(league.member("oscar"), &card, "Stop");
    let followup = |state: &discord_stand_in::State, at: usize| {
        let record = state
            .interactions()
            .find(|record| record.id == press.id())?;
        state.message(*record.followups.get(at)?).cloned()
    };
    let sign = league
        .discord
        .wait_for("a sign of life", |state| followup(state, 0))
        .await;
    assert_eq!(sign.text(), "⏳ On it …\n(only you can see this)");
    drop(slow);
    let told = league
        .discord
        .wait_for("the answer", |state| followup(state, 1))
        .await;
    assert!(told.text().contains("**oscar** stopped"), "{}", told.text());
    league
        .discord
        .wait_for("the sign to go", |state| {
            state.message(sign.id)?.deleted.map(drop)
        })
        .await;
    league.end().await;
}
