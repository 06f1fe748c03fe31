//! The page in a browser, in the words of whoever uses it.

use base64::Engine as _;
use domain::link::JoinLink;
use serde_json::{Value, json};

use crate::browser::{Browser, key};
use crate::sandbox::Sandbox;

/// Opens the page, or ends the story where there is no browser.
macro_rules! page {
    () => {
        match $crate::page::Page::open().await {
            Some(page) => page,
            None => return,
        }
    };
}

pub(crate) use page;

/// A sandbox, and somebody who looks at it.
pub(crate) struct Page {
    pub(crate) browser: Browser,
    pub(crate) sandbox: Sandbox,
}

impl Page {
    /// Opens one, in English; `None` where there is no browser.
    pub(crate) async fn open() -> Option<Self> {
        Self::open_in("en-US").await
    }

    pub(crate) async fn open_in(language: &str) -> Option<Self> {
        let browser = Browser::start(language).await?;
        let sandbox = Sandbox::start().await;
        browser.open(&sandbox.url).await;
        browser.element("#say", "").await;
        Some(Self { browser, sandbox })
    }

    /// Ends it: nothing may have gone wrong in the browser, and the program ends in order.
    pub(crate) async fn end(self) {
        assert_eq!(self.browser.complaints().await, [""; 0]);
        drop(self.browser);
        let (code, words, left) = self.sandbox.end("TERM").await;
        assert_eq!(code, 0, "{words}");
        let made: Vec<_> = left
            .iter()
            .filter(|name| name.starts_with("ac-deploy"))
            .collect();
        assert!(made.is_empty(), "left behind: {made:?}");
    }

    pub(crate) async fn speak_as(&self, name: &str) {
        self.browser.click("nav button.person", name).await;
        let script = "return document.querySelector('#speaker')?.selectedOptions[0]?.textContent.includes(arguments[0])";
        self.browser
            .until(&format!("{name} to speak"), script, json!([name]))
            .await;
        self.browser.element("#say", "").await;
    }

    /// Drops a file on the page, as from a folder.
    pub(crate) async fn drop_file(&self, name: &str, bytes: &[u8]) {
        let script = "const [name, base64] = arguments; \
             const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)); \
             const dataTransfer = new DataTransfer(); \
             dataTransfer.items.add(new File([bytes], name)); \
             for (const type of ['dragover', 'drop']) \
               document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));";
        let base64 = base64::engine::general_purpose::STANDARD.encode(bytes);
        self.browser.run(script, json!([name, base64])).await;
        // Discord changes letters of a name, and leaves its end.
        let (_, kind) = name.rsplit_once('.').expect("a file of some kind");
        self.browser.element(".filebox small", "iB").await;
        self.browser.element(".filebox", kind).await;
    }

    /// Drops a file of so many MiB, of which the page will have nothing.
    pub(crate) async fn drop_too_large(&self, name: &str, mib: u32) {
        let script = "const [name, mib] = arguments; \
             const dataTransfer = new DataTransfer(); \
             dataTransfer.items.add(new File([new Uint8Array(mib << 20)], name)); \
             for (const type of ['dragover', 'drop']) \
               document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));";
        self.browser.run(script, json!([name, mib])).await;
    }

    /// Sends what stands in the composer.
    pub(crate) async fn send(&self) {
        self.browser.click("button.send", "").await;
    }

    /// Deploys the next sample pack, and waits for its join link. Answers the link.
    pub(crate) async fn deploy_sample(&self, name: &str) -> String {
        self.send_sample().await;
        self.join_link(name).await
    }

    /// Sends `/deploy` with the next sample pack.
    pub(crate) async fn send_sample(&self) {
        self.choose_command("deploy file").await;
        self.browser
            .click(".option button.link", "use the sample pack")
            .await;
        self.browser.element(".filebox", ".zip").await;
        // The focus has moved on, so that Enter sends; and it stays there while the page is drawn.
        let on_send = "return document.activeElement?.matches('.send')";
        self.browser
            .until("the focus on Send", on_send, json!([]))
            .await;
        self.browser.keys(key::ENTER).await;
    }

    /// Waits for a server's join link in the channel.
    pub(crate) async fn join_link(&self, name: &str) -> String {
        self.message(&format!("{name} – join now")).await;
        let script = "const join = [...document.querySelectorAll('discord-message')] \
             .filter((one) => one.textContent.includes(arguments[0] + ' – join now')) \
             .map((one) => one.querySelector('.row a')).filter(Boolean); return join.pop()?.href";
        let link = self
            .browser
            .until("the join button", script, json!([name]))
            .await;
        link.as_str().expect("an address").to_owned()
    }

    /// Types a command's name and chooses it from the suggestions.
    pub(crate) async fn choose_command(&self, name: &str) {
        self.browser.click("#say", "").await;
        self.browser.keys(&format!("/{name}")).await;
        self.browser
            .element("#hints [aria-selected=true]", &format!("/{name}"))
            .await;
        self.browser.keys(key::ENTER).await;
        self.browser
            .element(".composer .command", &format!("/{name}"))
            .await;
    }

    /// Sends a command with an option filled in from its suggestions.
    pub(crate) async fn command(&self, name: &str, option: &str, value: &str) {
        self.begin_command(name, option, value).await;
        self.browser.click("#hints [role=option]", value).await;
        self.send().await;
    }

    /// Types a command and one of its options.
    pub(crate) async fn begin_command(&self, name: &str, option: &str, value: &str) {
        self.choose_command(name).await;
        let field = format!("#option-{option}");
        let is_there = "return document.querySelector(arguments[0]) !== null";
        if self.browser.run(is_there, json!([field])).await == false {
            self.browser.click(".composer .more", option).await;
        }
        self.browser.click(&field, "").await;
        self.browser.keys(value).await;
    }

    /// Presses a button below a message.
    pub(crate) async fn press(&self, label: &str) {
        self.browser
            .click("discord-message button.press", label)
            .await;
    }

    /// Turns a knob behind the scenes, and waits for what is said to it.
    pub(crate) async fn turn(&self, knob: &str, said: &str) {
        let open = "return document.querySelector('.drawer') !== null";
        if self.browser.run(open, json!([])).await == false {
            self.browser.click("#backstage", "").await;
        }
        self.browser.click(&format!("#knob-{knob}"), "").await;
        self.browser.element(".drawer [role=status]", said).await;
    }

    /// Switches a stricter rule behind the scenes on or off, and waits until it holds.
    pub(crate) async fn switch(&self, rule: &str, on: bool) {
        let open = "return document.querySelector('.drawer') !== null";
        if self.browser.run(open, json!([])).await == false {
            self.browser.click("#backstage", "").await;
        }
        self.browser.click(&format!("#rule-{rule}"), "").await;
        let holds = format!("#rule-{rule}[aria-checked={on}]");
        self.browser.element(&holds, "").await;
    }

    /// Waits for a message that says this.
    pub(crate) async fn message(&self, words: &str) {
        self.browser.element("discord-message", words).await;
    }

    /// Every message, as it is read.
    pub(crate) async fn messages(&self) -> Vec<String> {
        let script = "return [...document.querySelectorAll('discord-message')].map((one) => one.textContent.replace(/\\s+/g, ' '))";
        let messages = self.browser.run(script, json!([])).await;
        serde_json::from_value(messages).expect("texts")
    }

    /// Asks the server behind a join link, as Content Manager does.
    pub(crate) async fn info(&self, link: &str) -> Value {
        let url = format!("http://{}/INFO", address(link));
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client");
        let answer = client.get(url).send().await.expect("the server answers");
        answer.json().await.expect("as acServer does")
    }
}

/// Where the server behind a join link answers.
pub(crate) fn address(link: &str) -> String {
    let link: JoinLink = link.parse().expect("a join link");
    link.address().expect("an address").to_string()
}
