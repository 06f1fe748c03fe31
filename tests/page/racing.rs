//! A race evening in the sandbox: what its races leave.

use serde_json::json;

use crate::page::page;

/// What is wider than the window, or than the message that it stands in.
const STICKS_OUT: &str = "const out = []; \
    const walk = (root, right) => { \
        for (const one of root.children) { \
            const box = one.getBoundingClientRect(); \
            if (box.width > 0 && box.right > right + 0.5) \
                out.push(one.tagName + '.' + one.className + ' ' + Math.round(box.right - right)); \
            walk(one, right); \
            if (one.shadowRoot) walk(one.shadowRoot, right); \
        } \
    }; \
    for (const message of document.querySelectorAll('.log discord-message')) \
        walk(message, Math.min(window.innerWidth, message.getBoundingClientRect().right)); \
    return out.slice(0, 9);";

#[tokio::test(flavor = "multi_thread")]
async fn a_finished_race_is_told_and_the_standings_follow() {
    let page = page!();
    page.deploy_sample("Sunday Cup").await;
    page.choose_command("season new").await;
    page.browser.click("#option-season", "").await;
    page.browser.keys("sunday").await;
    page.send().await;
    page.message("began the season").await;

    let browser = &page.browser;
    browser.click("#backstage", "").await;
    let finish = async || {
        browser.click(".server button", "Finish the race").await;
        browser
            .element(".drawer [role=status]", "A qualifying and a race are over")
            .await;
    };
    finish().await;
    page.message("🏁 Qualifying · ").await;
    page.message("🏁 Race · ").await;
    page.message("after 1 round").await;

    // Tables are pictures, which are there, with words for whoever does not see them.
    let drawn = "const pictures = [...document.querySelectorAll('.picture img')]; \
         return pictures.length >= 3 && pictures.every((one) => one.naturalWidth > 300 && one.alt.includes('1'))";
    browser
        .until("the pictures of the tables", drawn, json!([]))
        .await;
    browser.click("#backstage", "").await;
    browser.resize(390, 844, 2).await;
    page.message("after 1 round").await;
    assert_eq!(
        browser.run(STICKS_OUT, json!([])).await,
        json!([]),
        "nothing sticks out on a phone"
    );
    browser.resize(1180, 820, 1).await;

    // Files that are there for whoever wants them, and the whole story again by command.
    page.press("Files").await;
    page.message("the file that the server wrote").await;
    page.choose_command("results list").await;
    page.send().await;
    page.message("/results show shows one of them").await;
    page.choose_command("standings").await;
    page.send().await;
    page.message("🏆 sunday").await;
    page.end().await;
}
