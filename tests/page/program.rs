//! The program around the page: how it starts, what it refuses, how it ends.

use std::time::Duration;

use discord_stand_in::{Discord, Options};
use pack::sample::Sample;
use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::sandbox::{Folder, Sandbox, program};

async fn run(
    folder: &Folder,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> (i32, String, String) {
    let mut command = program(folder, arguments);
    command.envs(variables.iter().copied());
    let output = command.output().await.expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (
        output.status.code().expect("not killed"),
        text(output.stdout),
        text(output.stderr),
    )
}

#[tokio::test]
async fn the_demonstration_tells_the_whole_story() {
    let folder = Folder::new();
    let (code, out, err) = run(&folder, &["sandbox", "--demo"], &[]).await;
    assert_eq!(code, 0, "{out}\n{err}");
    let scenes: Vec<&str> = out.lines().filter(|line| line.starts_with("── ")).collect();
    assert_eq!(scenes.len(), 7, "{out}");
    let at = |words: &str| {
        out.find(words)
            .unwrap_or_else(|| panic!("{words:?} is missing in:\n{out}"))
    };
    assert!(at("join now") < at("follows the link"), "{out}");
    assert!(
        at("Sunday Cup answers: green_hills-gp, 0 of 4 drivers") < at("tries to stop it"),
        "{out}"
    );
    assert!(
        at("You may not stop servers") < at("oscar presses Stop"),
        "{out}"
    );
    assert!(at("Sunday Cup answers again") < at("That is all"), "{out}");
    assert!(!out.contains('\\'), "no escapes of Markdown:\n{out}");
    assert_eq!(folder.names(), [""; 0], "nothing is left behind");
}

#[tokio::test]
async fn a_real_token_is_refused() {
    let folder = Folder::new();
    let (code, out, err) = run(
        &folder,
        &["sandbox"],
        &[("DISCORD_TOKEN", "MTA.a-real.one")],
    )
    .await;
    assert_eq!((code, out.as_str()), (5, ""), "{err}");
    assert!(
        err.contains("DISCORD_TOKEN is set") && !err.contains("a-real"),
        "{err}"
    );
}

#[tokio::test]
async fn the_bot_does_not_start_against_a_sandbox() {
    let options = Options {
        mark: Some(discord::SANDBOX_MARK),
        ..Options::default()
    };
    let discord = Discord::start(options).await.expect("a loopback port");
    let (url, token) = (discord.api_url(), discord.token());
    let folder = Folder::new();
    let variables = [
        ("AC_DEPLOY_DISCORD__API_URL", url.as_str()),
        ("DISCORD_TOKEN", token.as_str()),
        ("AC_DEPLOY_AWS__BUCKET", "a-bucket"),
        ("AWS_REGION", "eu-central-1"),
    ];
    let (code, _, err) = run(&folder, &["bot"], &variables).await;
    assert_eq!(code, 5, "{err}");
    assert!(err.contains("is a sandbox, not Discord"), "{err}");
    assert_eq!(
        discord.count("GET /gateway/bot"),
        0,
        "nothing was asked of it as a bot"
    );
}

#[tokio::test]
async fn the_sample_pack_can_be_had_as_a_file() {
    let folder = Folder::new();
    let (code, out, err) = run(&folder, &["sandbox", "--sample-pack", "sample.zip"], &[]).await;
    assert_eq!((code, out.as_str()), (0, "sample.zip\n"), "{err}");
    let (code, out, err) = run(&folder, &["check", "sample.zip"], &[]).await;
    assert_eq!(code, 0, "{out}{err}");
}

#[tokio::test]
async fn the_page_answers_nobody_else() {
    let sandbox = Sandbox::start().await;
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let get = |host: &str| {
        client
            .get(&sandbox.url)
            .header("host", host.to_owned())
            .send()
    };
    let own = sandbox.url.trim_start_matches("http://");
    let page = get(own).await.expect("an answer");
    assert_eq!(page.status(), 200);
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .expect("text");
    assert!(
        policy.starts_with("default-src 'self';") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert_eq!(get("evil.example").await.expect("an answer").status(), 403);
    let foreign = client
        .post(format!("{}/sample", sandbox.url))
        .header("origin", "https://evil.example");
    assert_eq!(foreign.send().await.expect("an answer").status(), 403);
    let (code, words, left) = sandbox.end("INT").await;
    assert_eq!(code, 0, "{words}");
    assert_eq!(left, [""; 0], "nothing is left behind");
}

#[tokio::test]
async fn a_simulated_server_ends_with_its_folder() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path().join("cfg")).expect("a folder");
    for (name, contents) in Sample::default().entries() {
        if name.starts_with("cfg/") {
            folder.file(&name, &contents);
        }
    }
    let mut server = program(&folder, &["simulate-acserver", "--address", "127.77.1.1"])
        .spawn()
        .expect("the program runs");
    let out = server.stdout.take().expect("piped");
    let mut lines = BufReader::new(out).lines();
    while let Some(line) = lines.next_line().await.expect("readable") {
        if line == "Server started" {
            break;
        }
    }
    assert_eq!(server.try_wait().expect("it can be asked"), None, "it runs");
    drop(folder);
    let ended = tokio::time::timeout(Duration::from_secs(20), server.wait()).await;
    assert_eq!(ended.expect("it ends").expect("in order").code(), Some(1));
}
