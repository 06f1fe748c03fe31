//! Commands and their buttons, as a league uses them from day to day.

use pack::sample::Sample;
use serde_json::json;

use crate::page::page;

#[tokio::test(flavor = "multi_thread")]
async fn a_driver_may_start_and_not_stop() {
    let page = page!();
    page.deploy_sample("Sunday Cup").await;
    page.message("Sunday Cup – online").await;
    // Nothing is suggested to whom nothing is allowed; it can be typed all the same.
    page.speak_as("dora").await;
    page.begin_command("stop", "server", "Sunday Cup").await;
    page.send().await;
    page.message("You may not stop servers").await;

    page.speak_as("oscar").await;
    page.command("stop", "server", "Sunday Cup").await;
    page.message("Sunday Cup – stopped").await;
    page.speak_as("dora").await;
    // What is suggested is up to three seconds old, and this server was running then.
    page.begin_command("start", "server", "Sunday Cup").await;
    page.send().await;
    let link = page.join_link("🏁 Sunday Cup").await;
    assert_eq!(page.info(&link).await["track"], "green_hills-gp");
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_deleted_only_after_a_second_thought() {
    let page = page!();
    let link = page.deploy_sample("Sunday Cup").await;
    page.message("Sunday Cup – online").await;
    page.command("terminate", "server", "Sunday Cup").await;
    page.message("Delete Sunday Cup?").await;
    page.press("Keep").await;
    page.message("Nothing was changed").await;
    assert_eq!(page.info(&link).await["clients"], 0, "it still runs");

    page.command("terminate", "server", "Sunday Cup").await;
    page.message("Delete Sunday Cup?").await;
    page.press("Delete").await;
    page.message("oscar deleted Sunday Cup").await;
    page.message("Sunday Cup – deleted").await;
    page.browser.click("#backstage", "").await;
    page.browser.element(".drawer", "None yet").await;
    let dead = "return [...document.querySelectorAll('.row a')].length";
    assert_eq!(
        page.browser.run(dead, json!([])).await,
        0,
        "no link is left"
    );
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_restarted_and_its_link_stays() {
    let page = page!();
    let link = page.deploy_sample("Sunday Cup").await;
    page.message("Sunday Cup – online").await;
    page.command("restart", "server", "Sunday Cup").await;
    page.message("oscar restarted Sunday Cup").await;
    page.message("Sunday Cup – online again").await;
    assert_eq!(page.info(&link).await["track"], "green_hills-gp");
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_for_linux_becomes_a_server_too() {
    let page = page!();
    let pack = Sample {
        name: "Penguin Cup".to_owned(),
        ..Sample::linux()
    };
    page.drop_file("penguin.tar.gz", &pack.tar_gz()).await;
    page.send().await;
    let link = page.join_link("Penguin Cup").await;
    assert_eq!(page.info(&link).await["track"], "green_hills-gp");
    page.end().await;
}
