//! A race evening in the sandbox: what its races leave.

use crate::page::page;

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
