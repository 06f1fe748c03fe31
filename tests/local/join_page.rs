//! Pages to join races by, as a browser asks for them, and as those do who mean harm.

use ac_deploy::join_page;
use discord_stand_in::{Discord, Input, Options};
use reqwest::{Method, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use world::ordered::until;

use crate::league::{League, steam};
use crate::shell::Operator;

/// A league whose bot serves pages.
struct Pages {
    base: String,
    end: CancellationToken,
    serving: JoinHandle<()>,
}

impl Pages {
    async fn of(league: &League) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("bound"));
        let service = league.service.clone();
        service.has_join_pages_at(base.parse().expect("an address"));
        let end = CancellationToken::new();
        let serving = tokio::spawn(join_page::serve(listener, service, end.clone()));
        Self { base, end, serving }
    }

    async fn end(self) {
        self.end.cancel();
        self.serving.await.expect("no panic");
    }

    /// Somebody who connects, sends this, and waits for the end.
    async fn visitor(&self, sends: &str) -> TcpStream {
        let address = self.base.trim_start_matches("http://");
        let mut visitor = TcpStream::connect(address).await.expect("a connection");
        let sent = visitor.write_all(sends.as_bytes()).await;
        sent.expect("it is taken");
        visitor
    }
}

async fn ask(method: Method, url: &str) -> Response {
    let client = reqwest::Client::builder().no_proxy().build();
    let asked = client.expect("a client").request(method, url).send();
    asked.await.expect("an answer")
}

/// What a browser is answered: the status and the page.
async fn page(url: &str) -> (u16, String) {
    let answer = ask(Method::GET, url).await;
    let status = answer.status().as_u16();
    let policy = &answer.headers()["content-security-policy"];
    let policy = policy.to_str().expect("text");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    (status, answer.text().await.expect("a page"))
}

/// One address for a race: it waits, forwards to the server once that is online, and ends with the race.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_to_join_by_leads_to_the_server_as_it_is() {
    let mut league = League::start().await;
    let pages = Pages::of(&league).await;
    let base = &pages.base;
    let night = league.plan("fri 20:00").await;
    let url = format!("{base}/race/{}/{}", night.guild, night.id);
    let (status, text) = page(&url).await;
    assert_eq!(status, 503, "before the races were looked at: {text}");
    league.pass().await;
    let card = league.card().await.text();
    assert!(card.contains(&url), "{card}");
    let (status, text) = page(&url).await;
    assert_eq!(status, 200, "{text}");
    assert!(text.contains("The server is not online"), "{text}");
    assert!(!text.contains("acstuff"), "{text}");

    let dora = league.discord.member("dora");
    let told = league.sign_up(dora, &steam(1), "roadster_cup").await;
    assert!(told.contains("number 1 of 3"), "{told}");
    league.push(&night, 79);
    let text = until(async || {
        league.pass().await;
        let (status, text) = page(&url).await;
        assert_eq!(status, 200, "{text}");
        text.contains("The server is online").then_some(text)
    })
    .await;
    let server = league.server(&night);
    let ports = league.listed(&server).await.pack.ports;
    for part in [
        "<h1>Friday Cup</h1>",
        r#"http-equiv="refresh" content="3; url=https://acstuff"#,
        "acmanager://race/online/join?ip=",
        &format!(":{}</code>", ports.http),
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }

    let off = league.call_off("friday cup", "Call it off…", "").await;
    assert!(off.contains("is called off"), "{off}");
    until(async || {
        league.pass().await;
        (page(&url).await.0 == 404).then_some(())
    })
    .await;
    pages.end().await;
    league.end().await;
}

/// One address for a server that no race was planned on: it forwards while the server is online, says what it does
/// otherwise, stays when another machine takes its place, and ends with the last of them.
#[tokio::test(flavor = "multi_thread")]
async fn a_servers_page_outlives_its_machine() {
    let league = League::start().await;
    let pages = Pages::of(&league).await;
    let oscar = league.discord.member("oscar");
    let deploy = [
        ("pack", Input::from(league.pack.as_str())),
        ("name", "Sunday Cup".into()),
    ];
    league.discord.slash(oscar, "deploy stored", &deploy);
    let first = until(async || league.servers().await.pop()).await;
    let url = format!("{}/server/{first}", pages.base);
    let says = async |words: &str| {
        until(async || {
            let (status, text) = page(&url).await;
            (status == 200 && text.contains(words)).then_some(text)
        })
        .await
    };
    let text = says("The server is online").await;
    let ports = league.listed(&first).await.pack.ports;
    for part in [
        "<h1>Sunday Cup</h1>",
        r#"http-equiv="refresh" content="3; url=https://acstuff"#,
        &format!(":{}</code>", ports.http),
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let announced = league
        .discord
        .wait_for_text(oscar.channel, "join now")
        .await;
    assert!(announced.text().contains(&url), "{}", announced.text());
    let asked = [("server", Input::from(first.as_str()))];
    let status = league.discord.slash(oscar, "status", &asked).reply().await;
    assert!(status.text().contains(&url), "{}", status.text());

    league.discord.slash(oscar, "stop", &asked);
    let text = says("The server is stopped").await;
    assert!(
        !text.contains("acstuff") && !text.contains("acmanager"),
        "{text}"
    );
    league.discord.slash(oscar, "start", &asked);
    says("The server is online").await;

    league.discord.slash(oscar, "redeploy", &asked);
    let second = until(async || {
        let left = league.servers().await;
        (left.len() == 1 && left[0] != first).then(|| left[0].clone())
    })
    .await;
    let ports = league.listed(&second).await.pack.ports;
    says(&format!(":{}</code>", ports.http)).await;
    let own = format!("{}/server/{second}", pages.base);
    assert_eq!(page(&own).await.0, 404, "there is one address");

    let asked = [("server", Input::from(second.as_str()))];
    let question = league
        .discord
        .slash(oscar, "terminate", &asked)
        .reply()
        .await;
    league.discord.press(oscar, &question, "Delete");
    until(async || (page(&url).await.0 == 404).then_some(())).await;
    pages.end().await;
    league.end().await;
}

/// Nothing but the page is answered, nothing that was asked is repeated, and whoever is slow is left.
#[tokio::test(flavor = "multi_thread")]
async fn who_means_harm_gets_nothing_and_keeps_nobody_out() {
    let mut league = League::start().await;
    let pages = Pages::of(&league).await;
    let base = &pages.base;
    let night = league.plan("fri 20:00").await;
    league.pass().await;
    let url = format!("{base}/race/{}/{}", night.guild, night.id);

    for other in [
        format!("{base}/"),
        format!("{base}/race/1/{}", night.id),
        format!("{base}/race/{}/", night.guild),
        format!("{base}/race/{}/abc", night.guild),
        format!("{base}/race/{}/..%2f..%2fdrivers", night.guild),
        format!("{base}/race/x/<script>?<script>"),
        format!("{base}/https://elsewhere.example"),
    ] {
        let (status, text) = page(&other).await;
        assert_eq!(status, 404, "{other}: {text}");
        assert!(!text.contains("script") && !text.contains("elsewhere"));
    }
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let refused = ask(method, &url).await;
        assert_eq!(refused.status(), 405);
        assert_eq!(refused.headers()["allow"], "GET, HEAD");
    }
    let head = ask(Method::HEAD, &url).await;
    assert_eq!(head.status(), 200);
    assert_eq!(head.text().await.expect("an end"), "");

    // One request for each connection, and none with a head that goes on and on.
    let twice = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2);
    let mut visitor = pages.visitor(&twice).await;
    let mut answers = Vec::new();
    // What was not read may reset the connection.
    let _ = visitor.read_to_end(&mut answers).await;
    let answers = String::from_utf8_lossy(&answers);
    assert_eq!(answers.matches("HTTP/1.1 404").count(), 1, "{answers}");
    let mut visitor = pages.visitor("GET / HTTP/1.1\r\n").await;
    let long = format!("X-Long: {}\r\n", "a".repeat(1000));
    until(async || visitor.write_all(long.as_bytes()).await.err()).await;

    // More than may be connected at a time, who never say what they want.
    let mut slow = Vec::new();
    for _ in 0..200 {
        slow.push(pages.visitor("GET /race/").await);
    }
    assert_eq!(page(&url).await.0, 200);
    for mut visitor in slow {
        // An answer, an end or a reset: in any case it is over.
        let _ = visitor.read_to_end(&mut Vec::new()).await;
    }
    pages.end().await;
    league.end().await;
}

/// A port that somebody has is said before the bot is in Discord.
#[tokio::test(flavor = "multi_thread")]
async fn a_bot_whose_port_is_taken_says_so_and_ends() {
    let discord = Discord::start(Options::default()).await;
    let discord = discord.expect("a loopback port");
    let operator = Operator::new();
    operator.tell(&["setup", "--yes"]);
    let taken = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = taken.local_addr().expect("bound").to_string();
    let mut bot = operator.command(&["bot"]);
    bot.env("DISCORD_TOKEN", discord.token())
        .env("AC_DEPLOY_DISCORD__API_URL", discord.api_url())
        .env("AC_DEPLOY_JOIN_PAGE__LISTEN", &address)
        .env("AC_DEPLOY_JOIN_PAGE__URL", "http://league.example:8880");
    let ended = bot.output().expect("it runs");
    assert!(!ended.status.success());
    let said = String::from_utf8_lossy(&ended.stderr);
    for part in [
        &format!("cannot be served at {address}"),
        "Choose another port",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
