//! The pictures of the documentation, so that they stay true. `scripts/screenshots` makes them.

use std::path::Path;

use base64::Engine as _;
use pack::sample::Sample;
use serde_json::json;

use crate::browser::key;
use crate::page::Page;

/// Writes what the window shows to `docs/`.
async fn take(page: &Page, name: &str) {
    // Drawn, scrolled, and nothing lit up by a pointer that happens to lie there.
    let still = "document.activeElement?.blur(); \
         return Promise.all([document.fonts.ready, ...document.getAnimations().map((one) => one.finished.catch(() => {}))]) \
           .then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))";
    if name != "commands" {
        page.browser.run(still, json!([])).await;
    }
    let picture = page.browser.picture().await;
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(picture)
        .expect("base64");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join(name).with_extension("png"), bytes).expect("the picture is written");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "writes to docs/: scripts/screenshots"]
async fn the_pictures_of_the_documentation() {
    let page = Page::open().await.expect("Chromium");
    let browser = &page.browser;
    browser.resize(1180, 820, 1).await;

    browser.click("#say", "").await;
    browser.keys("/").await;
    browser.element("#hints [role=option]", "/help").await;
    take(&page, "commands").await;
    browser.keys(key::ESCAPE).await;
    browser.keys(key::BACKSPACE).await;

    page.drop_file(
        "friday-night.zip",
        &Sample {
            name: "Friday Night GT".to_owned(),
            ..Sample::default()
        }
        .zip(),
    )
    .await;
    page.send().await;
    page.join_link("Friday Night GT").await;
    page.message("Friday Night GT – online").await;
    // What a channel looks like, and no hints for whoever is new to the page.
    browser.click(".tour .close", "").await;
    take(&page, "join").await;

    browser.resize(360, 740, 2).await;
    take(&page, "phone").await;
    browser.resize(1180, 820, 1).await;

    page.speak_as("gus").await;
    browser.click("discord-message button.press", "Stop").await;
    page.message("You may not stop servers").await;
    take(&page, "refused").await;

    page.speak_as("oscar").await;
    page.deploy_sample("Sunday Cup").await;
    page.message("Sunday Cup – online").await;
    browser.click("#backstage", "").await;
    browser
        .click(".drawer .server button.link", "Show log")
        .await;
    browser.element(".drawer .server pre", "green_hills").await;
    browser.element("nav .person", "2 servers").await;
    take(&page, "backstage").await;
    page.end().await;
}
