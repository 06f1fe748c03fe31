//! What a league at AWS pays, on the page: server programs, prepared machines, idle machines, `/cost` and a budget.

use serde_json::json;

use crate::page::{Page, page};

impl Page {
    /// Speaks as somebody where there is no room for the list of members.
    async fn speak_on_a_phone_as(&self, name: &str) {
        let script = "const list = document.querySelector('#speaker'); \
             list.value = [...list.options].find((one) => one.textContent.includes(arguments[0])).value; \
             list.dispatchEvent(new Event('change'));";
        self.browser.run(script, json!([name])).await;
        let speaks = "return document.querySelector('#speaker')?.selectedOptions[0]?.textContent.includes(arguments[0])";
        let who = format!("{name} to speak");
        self.browser.until(&who, speaks, json!([name])).await;
    }

    /// Pushes the clock forward by one of its steps.
    async fn forward(&self, minutes: u32, label: &str) {
        let open = "return document.querySelector('.drawer') !== null";
        if self.browser.run(open, json!([])).await == false {
            self.browser.click("#backstage", "").await;
        }
        let step = format!(".drawer button[data-minutes='{minutes}']");
        self.browser.click(&step, label).await;
    }

    /// Whether a message comes to say this within some seconds.
    async fn says(&self, words: &str) -> bool {
        let seen = "return [...document.querySelectorAll('discord-message')].some((one) => one.textContent.includes(arguments[0]))";
        for _ in 0..100 {
            if self.browser.run(seen, json!([words])).await == true {
                return true;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        false
    }

    /// Asks by a command without options until the answer says this.
    async fn ask_until(&self, command: &str, words: &str) {
        for _ in 0..6 {
            self.choose_command(command).await;
            self.send().await;
            if self.says(words).await {
                return;
            }
        }
        panic!("/{command} never said {words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_program_for_linux_a_pack_takes_the_machine_that_waits() {
    let page = page!();
    page.deploy_sample("Sunday Cup").await;
    page.message("t3.small with Windows").await;

    page.speak_as("alice").await;
    page.choose_command("programs add").await;
    page.browser
        .click(".option button.link", "use a sample acServer")
        .await;
    page.browser.element(".filebox", "acServer").await;
    page.send().await;
    page.message("is kept").await;
    page.ask_until("servers", "1 prepared machine waits for a deploy.")
        .await;
    page.deploy_sample("Monday Cup").await;
    page.message("t3.small with Linux").await;
    page.choose_command("programs list").await;
    page.send().await;
    page.message("Used by Monday Cup").await;
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_machine_says_when_it_stops_and_a_thumb_keeps_it_running() {
    let page = page!();
    page.deploy_sample("Sunday Cup").await;
    // Its first empty minute may come after the first push.
    for _ in 0..3 {
        page.forward(10, "10 min").await;
        if page.says("Nobody has driven").await {
            break;
        }
    }
    page.message("Nobody has driven").await;
    page.browser.click(".drawer .close", "").await;
    page.browser.resize(360, 740, 2).await;
    page.press("Keep it running").await;
    page.message("keeps Sunday Cup running").await;
    let wide = "return document.documentElement.scrollWidth <= window.innerWidth";
    assert_eq!(
        page.browser.run(wide, json!([])).await,
        true,
        "nothing sticks out"
    );

    page.browser.resize(1180, 820, 1).await;
    page.forward(10, "10 min").await;
    page.forward(10, "10 min").await;
    page.choose_command("servers").await;
    page.send().await;
    page.message("Sunday Cup – online").await;
    page.forward(60, "1 hour").await;
    page.message("Sunday Cup – stopped").await;
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_budget_is_told_and_then_refuses_until_an_admin_goes_on() {
    let page = page!();
    page.deploy_sample("Sunday Cup").await;
    page.choose_command("cost").await;
    page.send().await;
    page.message("The budget is $2.00 a month").await;

    page.browser.click("#backstage", "").await;
    page.browser.type_into(".drawer .drivers input", "2").await;
    page.browser.keys(crate::browser::key::ENTER).await;
    // Two days of one month; between these may lie the end of another.
    let mut days = 0;
    while !page.says("The budget of this month is spent").await {
        days += 1;
        assert!(days < 5, "two days cost more than $2.00");
        page.forward(1440, "1 day").await;
    }
    page.browser.click(".drawer .close", "").await;
    page.browser.resize(360, 740, 2).await;
    page.speak_on_a_phone_as("oscar").await;
    page.send_sample().await;
    page.message("The budget").await;
    page.end().await;
}
