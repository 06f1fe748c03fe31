//! What goes wrong when somebody lets it, and how it comes right again.

use std::time::Duration;

use pack::sample::Sample;
use serde_json::json;

use crate::browser::key;
use crate::page::{Page, address, page};

/// How long a server may take to notice that it is alone, and how often it is looked at.
const PATIENCE: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_millis(50);

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_discord_is_told_as_discord_tells_it() {
    let page = page!();
    let browser = &page.browser;
    page.deploy_sample("Sunday Cup").await;
    page.message("Sunday Cup – online").await;
    page.turn("slow_discord", "four seconds").await;
    page.choose_command("help").await;
    browser.keys(key::ENTER).await;
    browser
        .element(".failed", "The application did not respond")
        .await;
    page.press("Status").await;
    browser.element(".failed", "This interaction failed").await;
    page.turn("mend", "All is well").await;
    page.press("Status").await;
    page.message("0 of 4").await;
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn packs_that_cannot_be_fetched_are_told_and_the_next_one_comes_up() {
    let page = page!();
    for (knob, said, file) in [
        ("expire_file", "expired", "expired.zip"),
        ("cut_upload", "breaks off", "cut.zip"),
    ] {
        page.turn(knob, said).await;
        page.drop_file(file, &Sample::default().zip()).await;
        page.send().await;
        page.message(&format!("{file} – not deployed")).await;
    }
    let servers = "return document.querySelectorAll('.drawer .server').length";
    assert_eq!(page.browser.run(servers, json!([])).await, 0);
    page.deploy_sample("Sunday Cup").await;
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_delays_the_progress_and_no_more() {
    let page = page!();
    page.turn("rate_limit", "refused for two seconds").await;
    page.deploy_sample("Sunday Cup").await;
    page.message("Sunday Cup – online").await;
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bot_that_was_cut_off_comes_back_and_announces() {
    let page = page!();
    page.send_sample().await;
    page.turn("cut_gateway", "comes back by itself").await;
    page.join_link("Sunday Cup").await;
    page.message("Sunday Cup – online").await;
    page.press("Status").await;
    page.message("0 of 4").await;
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_boot_is_said_to_be_slow_and_ends_well() {
    let page = page!();
    page.turn("slow_boot", "half a minute").await;
    page.send_sample().await;
    page.message("longer than most").await;
    page.message("Sunday Cup – online").await;
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crashed_server_is_started_again() {
    let page = page!();
    let browser = &page.browser;
    browser.click("#backstage", "").await;
    let link = page.deploy_sample("Sunday Cup").await;
    browser
        .click(".drawer .server button.link", "Show log")
        .await;
    browser.element(".drawer .server pre", "green_hills").await;
    browser.type_into(".drivers input", "3").await;
    browser.keys(key::ENTER).await;
    page.message("Sunday Cup – online").await;
    let joining = async {
        while page.info(&link).await["clients"] != 3 {
            tokio::time::sleep(LOOK).await;
        }
    };
    let joined = tokio::time::timeout(PATIENCE, joining).await;
    joined.expect("three drivers");
    browser
        .click("discord-message button.press", "Status")
        .await;
    page.message("3 of 4").await;
    browser
        .click(".drawer .server button.danger", "Crash it")
        .await;
    page.message("online again").await;
    page.end().await;
}

/// What the sandbox spares whoever only tries the bot, until they want to see it.
#[tokio::test(flavor = "multi_thread")]
async fn discord_is_as_strict_as_one_switches_it() {
    let page = page!();
    let browser = &page.browser;
    page.switch("small_files", true).await;
    page.drop_too_large("huge.zip", 11).await;
    browser.element(".notice", "10.0 MiB").await;
    page.switch("small_files", false).await;
    // The command still waits for a pack.
    browser
        .click(".option button.link", "use the sample pack")
        .await;
    browser.element(".filebox", ".zip").await;
    page.send().await;
    page.join_link("Sunday Cup").await;
    page.message("Sunday Cup – online").await;
    browser.element("discord-embed", "join now").await;
    page.switch("hide_embeds", true).await;
    let shown = "return document.querySelectorAll('discord-embed').length";
    browser
        .until("no embed", &format!("{shown} === 0"), json!([]))
        .await;
    // The way in is there all the same, and so is whom it is for.
    page.message("Sunday Cup is online: https://acstuff.club/")
        .await;
    page.message("oscar Sunday Cup is online").await;
    page.switch("raw_mentions", true).await;
    page.message("<@").await;
    page.turn("mend", "All is well").await;
    browser
        .element("#rule-hide_embeds[aria-checked=false]", "")
        .await;

    page.switch("closed_channels", true).await;
    page.choose_command("deploy file").await;
    browser
        .click(".option button.link", "use the sample pack")
        .await;
    browser.element(".filebox", ".zip").await;
    page.send().await;
    page.message("View Channel").await;
    page.switch("closed_channels", false).await;

    page.switch("discord_down", true).await;
    page.choose_command("help").await;
    browser.keys(key::ENTER).await;
    browser
        .element(".failed", "The application did not respond")
        .await;
    page.switch("discord_down", false).await;
    page.switch("old_messages", true).await;
    // The pack before it was not deployed.
    page.deploy_sample("Tuesday Cup").await;
    page.message("Tuesday Cup – online").await;
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_of_a_killed_sandbox_end_by_themselves() {
    let page = page!();
    let server = address(&page.deploy_sample("Sunday Cup").await);
    let Page { browser, sandbox } = page;
    // A server would end with its folder, too; that stays for as long.
    let _folder = sandbox.kill().await;
    browser.element(".lost", "Connection lost").await;
    let ending = async {
        while tokio::net::TcpStream::connect(&server).await.is_ok() {
            tokio::time::sleep(LOOK).await;
        }
    };
    let ended = tokio::time::timeout(PATIENCE, ending).await;
    ended.expect("nobody listens any more");
}
