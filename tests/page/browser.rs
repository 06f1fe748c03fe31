//! Chromium, driven over W3C WebDriver: <https://www.w3.org/TR/webdriver2/>.
//!
//! Only the few calls that the stories need. The libraries that there are for it would switch
//! features of `time` or `serde_json` on for the whole workspace, and Amazon's SDK would be built
//! anew.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Semaphore, SemaphorePermit};

/// How long a condition may take to come true.
const PATIENCE: Duration = Duration::from_secs(45);
/// How long a condition is left alone before it is looked at again.
const LOOK: Duration = Duration::from_millis(40);
/// How WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser takes a core and a few hundred megabytes.
static BROWSERS: Semaphore = Semaphore::const_new(2);

/// One browser window, with a profile of its own.
pub(crate) struct Browser {
    http: reqwest::Client,
    session: String,
    profile: PathBuf,
    _driver: Child,
    _place: SemaphorePermit<'static>,
}

/// Something on the page.
#[derive(Clone, Debug)]
pub(crate) struct Element(String);

impl Browser {
    /// Starts one that speaks `language`; `None` where there is none, which is said.
    ///
    /// # Panics
    /// Under CI when there is none, and when it cannot be started.
    pub(crate) async fn start(language: &str) -> Option<Self> {
        let chromium = ["chromium", "chromium-browser", "google-chrome"]
            .iter()
            .find_map(|name| find(name));
        let (Some(chromium), Some(driver)) = (chromium, find("chromedriver")) else {
            let words = "chromium and chromedriver are not installed (apt-get install chromium chromium-driver)";
            assert!(std::env::var_os("CI").is_none(), "{words}");
            eprintln!("SKIPPED: {words}");
            return None;
        };
        let place = BROWSERS.acquire().await.expect("it is never closed");
        let (driver, port) = start_driver(&driver).await;
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let profile = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("chromium-{}-{number}", std::process::id()));
        let http = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client");
        let wanted = capabilities(&chromium, &profile, language);
        let answer: Value = http
            .post(format!("http://127.0.0.1:{port}/session"))
            .json(&wanted)
            .send()
            .await
            .expect("chromedriver answers")
            .json()
            .await
            .expect("JSON");
        let id = answer["value"]["sessionId"]
            .as_str()
            .unwrap_or_else(|| panic!("no session: {answer}"));
        Some(Self {
            http,
            session: format!("http://127.0.0.1:{port}/session/{id}"),
            profile,
            _driver: driver,
            _place: place,
        })
    }

    async fn try_call(&self, path: &str, body: Value) -> Result<Value, String> {
        let request = self
            .http
            .post(format!("{}/{path}", self.session))
            .json(&body);
        let answer = request.send().await.expect("chromedriver answers");
        let ok = answer.status().is_success();
        let value = answer.json::<Value>().await.expect("JSON")["value"].take();
        if ok {
            Ok(value)
        } else {
            Err(format!("{path}: {}", value["message"]))
        }
    }

    async fn call(&self, path: &str, body: Value) -> Value {
        match self.try_call(path, body).await {
            Ok(value) => value,
            Err(why) => panic!("{why}"),
        }
    }

    pub(crate) async fn open(&self, url: &str) {
        self.call("url", json!({ "url": url })).await;
    }

    pub(crate) async fn reload(&self) {
        self.call("refresh", json!({})).await;
    }

    /// The window's inner size in CSS pixels, and how many real ones each has.
    pub(crate) async fn resize(&self, width: u32, height: u32, scale: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
        let command = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": metrics });
        self.call("goog/cdp/execute", command).await;
    }

    /// What the script answers.
    pub(crate) async fn run(&self, script: &str, arguments: Value) -> Value {
        self.call(
            "execute/sync",
            json!({ "script": script, "args": arguments }),
        )
        .await
    }

    /// Waits until the script answers something that is neither false, null, 0 nor empty.
    ///
    /// # Panics
    /// When it does not in time, with all that stands on the page.
    pub(crate) async fn until(&self, what: &str, script: &str, arguments: Value) -> Value {
        let waiting = async {
            loop {
                let found = self.run(script, arguments.clone()).await;
                let is_nothing = [json!(null), json!(false), json!(0), json!("")].contains(&found);
                if !is_nothing {
                    return found;
                }
                tokio::time::sleep(LOOK).await;
            }
        };
        match tokio::time::timeout(PATIENCE, waiting).await {
            Ok(found) => found,
            Err(_) => {
                let page = self.run("return document.body.innerText", json!([])).await;
                panic!(
                    "waited in vain for {what}; on the page stands:\n{}",
                    page.as_str().unwrap_or_default()
                );
            }
        }
    }

    /// Waits for an element, by a script's expression in which `find(css, words)` is the last
    /// visible element that matches and whose text has the words.
    pub(crate) async fn element(&self, css: &str, words: &str) -> Element {
        let script = "const [css, words] = arguments; \
             const fits = (one) => one.textContent.replace(/\\s+/g, ' ').includes(words) && one.getClientRects().length; \
             return [...document.querySelectorAll(css)].filter(fits).pop() ?? null";
        let found = self
            .until(
                &format!("{css} with {words:?}"),
                script,
                json!([css, words]),
            )
            .await;
        Element(found[ELEMENT].as_str().expect("an element").to_owned())
    }

    /// Presses an element as a person would: in its middle, if nothing lies over it. One that is
    /// drawn anew meanwhile is looked for again.
    pub(crate) async fn click(&self, css: &str, words: &str) {
        let last = std::cell::RefCell::new(String::new());
        let pressing = async {
            loop {
                let Element(id) = self.element(css, words).await;
                match self
                    .try_call(&format!("element/{id}/click"), json!({}))
                    .await
                {
                    Ok(_) => return,
                    Err(why) if why.contains("stale") || why.contains("intercepted") => {
                        *last.borrow_mut() = why;
                        tokio::time::sleep(LOOK).await;
                    }
                    Err(why) => panic!("{why}"),
                }
            }
        };
        if tokio::time::timeout(PATIENCE, pressing).await.is_err() {
            let why = last.into_inner();
            panic!("{css} with {words:?} cannot be pressed: {why}");
        }
    }

    /// Types into a field; a file field takes a path.
    pub(crate) async fn type_into(&self, css: &str, text: &str) {
        // A file field is there without being seen.
        let found = self
            .until(
                css,
                "return document.querySelector(arguments[0])",
                json!([css]),
            )
            .await;
        let id = found[ELEMENT].as_str().expect("an element").to_owned();
        self.call(&format!("element/{id}/value"), json!({ "text": text }))
            .await;
    }

    /// Presses keys, wherever the focus is: letters, or [`key`]s.
    pub(crate) async fn keys(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                [
                    json!({ "type": "keyDown", "value": key }),
                    json!({ "type": "keyUp", "value": key }),
                ]
            })
            .collect();
        let keyboard =
            json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.call("actions", keyboard).await;
    }

    /// Goes back to where the focus was before, by Shift and Tab.
    pub(crate) async fn back_tab(&self) {
        let strokes = [
            ("keyDown", key::SHIFT),
            ("keyDown", key::TAB),
            ("keyUp", key::TAB),
            ("keyUp", key::SHIFT),
        ];
        let strokes = strokes.map(|(kind, key)| json!({ "type": kind, "value": key }));
        let keyboard =
            json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": strokes }] });
        self.call("actions", keyboard).await;
    }

    /// What the browser's console complained about: script errors, refused loads.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let log = self.call("se/log", json!({ "type": "browser" })).await;
        let entries = log.as_array().into_iter().flatten();
        entries
            .filter(|entry| entry["level"] == "SEVERE")
            .filter_map(|entry| entry["message"].as_str().map(str::to_owned))
            .collect()
    }

    /// A picture of the window, as PNG in base64.
    pub(crate) async fn picture(&self) -> String {
        let shot = json!({ "cmd": "Page.captureScreenshot", "params": { "format": "png" } });
        let answer = self.call("goog/cdp/execute", shot).await;
        answer["data"].as_str().expect("a picture").to_owned()
    }

    /// Has chromedriver end the browser. One whose driver is killed stays.
    fn end(&self) -> std::io::Result<()> {
        let address = self.session.trim_start_matches("http://");
        let (driver, path) = address.split_once('/').expect("a path");
        let mut line = std::net::TcpStream::connect(driver)?;
        line.set_read_timeout(Some(Duration::from_secs(10)))?;
        // In one piece: chromedriver hangs up on half a request.
        let request =
            format!("DELETE /{path} HTTP/1.1\r\nHost: {driver}\r\nConnection: close\r\n\r\n");
        line.write_all(request.as_bytes())?;
        // It answers when the browser has ended.
        let mut answer = [0; 12];
        line.read_exact(&mut answer)?;
        if answer != *b"HTTP/1.1 200" {
            return Err(std::io::Error::other("chromedriver refuses"));
        }
        Ok(())
    }
}

impl Drop for Browser {
    /// Also where a story has failed, which cannot wait for anything asynchronous.
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("the browser may still run: {error}");
        }
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}

/// Keys that are no letters: <https://www.w3.org/TR/webdriver2/#keyboard-actions>.
pub(crate) mod key {
    pub(crate) const TAB: &str = "\u{e004}";
    pub(crate) const SHIFT: &str = "\u{e008}";
    pub(crate) const ENTER: &str = "\u{e007}";
    pub(crate) const ESCAPE: &str = "\u{e00c}";
    pub(crate) const DOWN: &str = "\u{e015}";
    pub(crate) const BACKSPACE: &str = "\u{e003}";
}

fn capabilities(chromium: &Path, profile: &Path, language: &str) -> Value {
    let profile = format!("--user-data-dir={}", profile.display());
    let language_flag = format!("--lang={language}");
    json!({ "capabilities": { "alwaysMatch": {
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "binary": chromium,
            "prefs": { "intl.accept_languages": language },
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--window-size=1280,860", language_flag, profile,
            ],
        },
    }}})
}

/// Starts chromedriver at a port of its own finding. It finds one for IPv4 and then wants the same
/// for IPv6, which somebody else may have by then; it ends, and is started anew.
async fn start_driver(program: &Path) -> (Child, u16) {
    for _ in 0..5 {
        let mut driver = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("chromedriver starts");
        if let Some(port) = port(&mut driver).await {
            return (driver, port);
        }
    }
    panic!("chromedriver finds no port");
}

/// The port that chromedriver found; it says so in its first lines. `None` if it ended.
async fn port(driver: &mut Child) -> Option<u16> {
    let out = driver.stdout.take().expect("piped");
    let mut lines = BufReader::new(out).lines();
    let port = loop {
        let line = lines.next_line().await.expect("readable")?;
        let named = line
            .strip_suffix('.')
            .and_then(|line| line.rsplit_once("on port "));
        if let Some((_, port)) = named {
            break port.parse().expect("a port");
        }
    };
    // It must not be held up by a full pipe.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Some(port)
}

/// A program on the path.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
