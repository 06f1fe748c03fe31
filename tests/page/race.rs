//! A race night on the page: planned, signed up for on a phone, driven, and brought to its end by the clock.

use pack::sample::Sample;
use serde_json::json;

use crate::page::page;

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_evening_passes_by_the_clock_that_is_pushed() {
    let page = page!();
    let browser = &page.browser;
    // A pack in storage: that of a server that was deployed.
    page.drop_file("friday.zip", &Sample::default().zip()).await;
    page.send().await;
    page.join_link("Sunday Cup").await;

    page.choose_command("season new").await;
    browser.click("#option-season", "").await;
    browser.keys("friday").await;
    page.send().await;
    page.message("began the season").await;

    page.begin_command("race new", "name", "Friday Cup").await;
    browser.click("#option-when", "").await;
    browser.keys("in 3 hours").await;
    browser.click("#option-pack", "").await;
    browser.keys("friday").await;
    browser.click("#hints [role=option]", "friday").await;
    page.send().await;
    page.message("Friday Cup is planned").await;
    page.message("Nobody yet").await;

    browser.resize(360, 740, 2).await;
    browser.run("document.querySelector('#speaker').value = [...document.querySelector('#speaker').options].find((one) => one.textContent.includes('dora')).value; document.querySelector('#speaker').dispatchEvent(new Event('change'))", json!([])).await;
    page.message("Nobody yet").await;
    page.press("Sign up").await;
    browser.element("dialog#form", "Steam").await;
    browser
        .type_into(
            "dialog#form input",
            "https://steamcommunity.com/profiles/76561197960287930",
        )
        .await;
    browser.click("dialog#form button", "Submit").await;
    page.message("Which car do you drive").await;
    // As a thumb does: the list opens, and one is chosen.
    let choose = "const list = document.querySelector('select.menu-of-message'); \
         list.value = 'roadster_cup'; list.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.run(choose, json!([])).await;
    page.message("You are in for Friday Cup").await;
    page.message("1. dora · roadster_cup").await;
    let wide = "return document.documentElement.scrollWidth <= window.innerWidth";
    assert_eq!(
        browser.run(wide, json!([])).await,
        true,
        "nothing sticks out"
    );

    // Two hours later there is an hour left: the server comes up by itself.
    browser.resize(1180, 820, 1).await;
    browser.click("#backstage", "").await;
    for _ in 0..2 {
        let hour = ".drawer button[data-minutes='60']";
        browser.click(hour, "1 hour").await;
    }
    page.message("Sign-up for Friday Cup is closed: 1 driver starts")
        .await;
    page.join_link("Friday Cup").await;

    // It may run by itself, too: a minute goes by while one looks on.
    browser.click("#fast", "Ten times as fast").await;
    browser
        .element("#fast[aria-checked='true']", "Ten times as fast")
        .await;
    page.message("Friday Cup starts").await;
    browser.click("#fast", "Ten times as fast").await;
    browser
        .element("#fast[aria-checked='false']", "Ten times as fast")
        .await;

    // Whoever races before the start only warms up.
    browser
        .click(".drawer button[data-minutes='60']", "1 hour")
        .await;
    // The race is driven: its result and the standings come by themselves, and the evening ends.
    let finish = "const server = [...document.querySelectorAll('.server')].find((one) => one.textContent.includes('Friday Cup')); \
         const button = [...server?.querySelectorAll('button') ?? []].find((one) => one.textContent.includes('Finish the race')); \
         button?.click(); return Boolean(button);";
    browser
        .until("the race to be there to be finished", finish, json!([]))
        .await;
    page.message("🏁 Race · ").await;
    page.message("after 1 round").await;
    for _ in 0..4 {
        browser
            .click(".drawer button[data-minutes='60']", "1 hour")
            .await;
    }
    page.message("Friday Cup – over").await;
    // Whoever signed up drove, and nobody else.
    page.message("1 dora").await;
    browser.click("#backstage", "").await;
    browser.resize(360, 740, 2).await;
    assert_eq!(
        browser.run(wide, json!([])).await,
        true,
        "nothing sticks out of what is over either"
    );
    page.end().await;
}
