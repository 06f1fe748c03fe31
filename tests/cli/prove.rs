//! `scripts/prove`, against the stand-ins: a machine is never left behind, nor a message.

use discord_stand_in::{Discord, Fault, Options};
use serenity::model::Permissions;
use world::front::Refusal;

use crate::cloud::Operator;
use crate::shell::until;

/// What each step was and how it ended; times and sums differ from run to run.
fn steps(out: &str) -> Vec<&str> {
    out.lines()
        .filter_map(|line| Some(line.strip_prefix("  ")?[..31].trim_end()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deploy_is_proved_from_the_pack_to_the_end_and_nothing_is_left() {
    let operator = Operator::set_up().await;
    let proved = operator.call(&["prove", "--limit", "0.50"]).await;
    assert_eq!(proved.code, 0, "{}\n{}", proved.out, proved.err);
    assert_eq!(
        steps(&proved.out),
        [
            "ok     judge the pack",
            "ok     deploy",
            "ok     ask /INFO",
            "ok     read its log",
            "ok     restart",
            "ok     stop",
            "ok     start",
            "ok     ask /INFO again",
            "ok     terminate",
            "ok     look for left-overs",
        ]
    );
    assert!(
        proved.out.contains("Discord was not tried"),
        "{}",
        proved.out
    );
    assert!(
        proved.out.contains("the machines cost about $0."),
        "{}",
        proved.out
    );
    assert_eq!(
        operator.json(&["servers", "--json"]).await,
        serde_json::json!([])
    );
    assert_eq!(operator.front.count("RunInstances"), 1);
    assert_eq!(operator.front.count("TerminateInstances"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_limit_that_is_enough_nothing_is_begun() {
    let operator = Operator::set_up().await;
    assert_eq!(operator.call(&["prove"]).await.code, 4);
    assert_eq!(operator.call(&["prove", "--limit", "all"]).await.code, 4);
    operator
        .shell
        .file("windows.zip", crate::cloud::pack().zip());
    let little = operator
        .call(&["prove", "--limit", "0.01", "--windows", "windows.zip"])
        .await;
    assert_eq!(little.code, 4);
    assert!(
        little
            .err
            .contains("$0.010 is not enough: machines for this usually cost $0.040."),
        "{}",
        little.err
    );
    assert_eq!(operator.front.count("RunInstances"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_fails_ends_it_and_the_machine_is_deleted() {
    let operator = Operator::set_up().await;
    operator
        .front
        .fail("StopInstances")
        .always()
        .refuse(Refusal::new(
            503,
            "Unavailable",
            "The service is unavailable.",
        ));
    let proved = operator.call(&["prove", "--limit", "0.50"]).await;
    assert_eq!(proved.code, 1, "{}\n{}", proved.out, proved.err);
    assert!(
        steps(&proved.out).contains(&"FAILED stop"),
        "{}",
        proved.out
    );
    assert!(
        proved.out.contains("a machine still ran, and is deleted"),
        "{}",
        proved.out
    );
    assert_eq!(
        operator.json(&["servers", "--json"]).await,
        serde_json::json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_interrupts_it_pays_for_no_machine() {
    let operator = Operator::set_up().await;
    let running = operator.shell.start(&["prove", "--limit", "0.50"]);
    until(|| operator.front.count("RunInstances") > 0).await;
    running.signal("INT");
    let proved = running.ended().await;
    assert_eq!(proved.code, 1, "{}\n{}", proved.out, proved.err);
    assert!(proved.out.contains("interrupted"), "{}", proved.out);
    assert_eq!(
        operator.json(&["servers", "--json"]).await,
        serde_json::json!([])
    );
}

/// An operator with a bot in a test server; its channel `paddock`.
async fn with_discord() -> (Operator, Discord, String) {
    let mut operator = Operator::set_up().await;
    let discord = Discord::start(Options::default())
        .await
        .expect("a loopback port");
    operator
        .shell
        .variable("AC_DEPLOY_DISCORD__API_URL", &discord.api_url())
        .variable("DISCORD_TOKEN", &discord.token());
    let channel = discord.channel("paddock").to_string();
    (operator, discord, channel)
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_channel_it_proves_what_drivers_see_and_takes_it_back() {
    let (operator, discord, channel) = with_discord().await;

    let alice = discord
        .member("alice")
        .in_channel(discord.channel("paddock"));
    discord.say(alice, "a word of a member stays");
    let proved = operator
        .call(&["prove", "--limit", "0.50", "--channel", &channel])
        .await;
    assert_eq!(proved.code, 0, "{}\n{}", proved.out, proved.err);
    assert_eq!(
        steps(&proved.out),
        [
            "ok     log in",
            "ok     register the commands",
            "ok     rights in the channel",
            "ok     judge the pack",
            "ok     deploy",
            "ok     channel: online",
            "ok     ask /INFO",
            "ok     read its log",
            "ok     restart",
            "ok     channel: online again",
            "ok     stop",
            "ok     channel: stopped",
            "ok     start",
            "ok     channel: another link",
            "ok     ask /INFO again",
            "ok     terminate",
            "ok     channel: deleted",
            "ok     look for left-overs",
            "ok     clear the channel",
        ]
    );
    let channel = discord.channel("paddock");
    assert_eq!(discord.channel_messages(channel).len(), 1, "the member's");
    let deleted = discord.count("DELETE /channels/{channel_id}/messages/{message_id}");
    assert!(4 <= deleted, "{deleted}: two announcements, and cards");
    assert_eq!(discord.complaints(), Vec::<String>::new());
    assert_eq!(
        operator.json(&["servers", "--json"]).await,
        serde_json::json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_bot_may_not_write_no_machine_is_bought() {
    let (operator, discord, channel) = with_discord().await;
    discord.deny(discord.channel("paddock"), Permissions::EMBED_LINKS);
    let proved = operator
        .call(&["prove", "--limit", "0.50", "--channel", &channel])
        .await;
    assert_eq!(proved.code, 1, "{}\n{}", proved.out, proved.err);
    assert!(
        proved.out.contains("it lacks Embed Links"),
        "{}",
        proved.out
    );
    assert_eq!(operator.front.count("RunInstances"), 0);
    let nowhere = operator
        .call(&["prove", "--limit", "0.50", "--channel", "300"])
        .await;
    assert_eq!(nowhere.code, 1, "{}\n{}", nowhere.out, nowhere.err);
    assert!(
        nowhere.err.contains("copy the channel's id"),
        "{}",
        nowhere.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_back_is_said_to_stay() {
    let (operator, discord, channel) = with_discord().await;
    let delete = "DELETE /channels/{channel_id}/messages/{message_id}";
    let refused = Fault::Refused {
        status: 403,
        code: 50013,
    };
    discord.faults().keep_failing(delete, refused);
    let proving = operator
        .shell
        .start(&["prove", "--limit", "0.50", "--channel", &channel]);
    discord
        .wait_for_text(discord.channel("paddock"), "join now")
        .await;
    proving.signal("INT");
    let proved = proving.ended().await;
    assert_eq!(proved.code, 1, "{}\n{}", proved.out, proved.err);
    assert!(
        proved
            .out
            .contains("messages stay in https://discord.com/channels/"),
        "{}",
        proved.out
    );
    assert_eq!(
        operator.json(&["servers", "--json"]).await,
        serde_json::json!([])
    );
}
