//! The first minute: somebody who has never seen the bot.

use serde_json::json;

use crate::page::{Page, page};

#[tokio::test(flavor = "multi_thread")]
async fn one_press_deploys_the_sample_and_the_hints_lead_on() {
    let page = page!();
    let browser = &page.browser;
    browser.element(".welcome", "is a Discord bot").await;
    browser.click("#use-sample", "Deploy the sample pack").await;
    let link = page.join_link("Sunday Cup").await;
    assert_eq!(page.info(&link).await["track"], "green_hills-gp");
    page.message("Sunday Cup – online").await;

    browser.element(".tour", "Press Join").await;
    browser.click("discord-message .row a", "Join").await;
    browser.element("dialog #info", "Sunday Cup answers").await;
    browser.click("dialog button", "Close").await;

    browser.click(".tour button", "gus").await;
    browser.element("nav [aria-pressed=true]", "gus").await;
    page.press("Stop").await;
    page.message("You may not stop servers").await;

    browser.click(".tour button", "oscar").await;
    browser.element("nav [aria-pressed=true]", "oscar").await;
    page.press("Stop").await;
    page.message("Sunday Cup – stopped").await;

    browser.click(".tour button", "Backstage").await;
    // A second press would close it again.
    browser.element(".drawer", "").await;
    page.turn("slow_boot", "half a minute").await;
    browser.element(".tour", "Type /").await;
    browser.click(".tour .close", "").await;
    let gone = "return !document.querySelector('.tour')";
    browser.until("the hints to end", gone, json!([])).await;
    browser.reload().await;
    page.message("Sunday Cup – stopped").await;
    assert_eq!(browser.run(gone, json!([])).await, true, "for good");
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_times_and_the_page_speak_one_language() {
    let Some(page) = Page::open_in("de").await else {
        return;
    };
    let browser = &page.browser;
    browser.element("#use-sample", "Beispielpaket").await;
    browser.click("#say", "").await;
    browser.keys("/").await;
    browser.element("#hints [role=option]", "/deploy").await;
    browser
        .element("#hints [role=option]", "Was dieser Bot kann")
        .await;
    browser.keys("help ").await;
    page.send().await;
    page.message("hat /help verwendet").await;
    browser
        .element("discord-message.whisper", "Nur du kannst das sehen")
        .await;
    assert!(clock(&page, r"^Heute um \d\d:\d\d Uhr$").await);

    let choose = "const list = document.querySelector('#language'); list.value = arguments[0]; \
         list.dispatchEvent(new Event('change'))";
    browser.run(choose, json!(["en"])).await;
    page.message("used /help").await;
    browser
        .element("discord-message.whisper", "Only you can see this")
        .await;
    assert!(clock(&page, r"^Today at \d?\d:\d\d( [AP]M)?$").await);
    browser.click("#say", "").await;
    browser.keys("/").await;
    browser.element("#hints [role=option]", "/deploy").await;
    page.end().await;
}

/// Whether the newest message's time reads so.
async fn clock(page: &Page, pattern: &str) -> bool {
    let script = "return new RegExp(arguments[0]).test([...document.querySelectorAll('discord-message')].pop().timestamp)";
    page.browser.run(script, json!([pattern])).await == true
}
