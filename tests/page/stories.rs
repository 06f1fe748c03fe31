//! What people do on the page.

use pack::sample::Sample;
use serde_json::json;

use crate::browser::key;
use crate::page::{Page, page};
use crate::sandbox::Sandbox;

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_pack_becomes_a_server_that_answers() {
    let page = page!();
    let browser = &page.browser;
    // What the progress message says from one edit to the next, as a reader sees it.
    browser
        .run(
            "window.titles = new Set(); \
             const note = () => document.querySelectorAll('discord-embed .title, discord-embed .words') \
               .forEach((one) => window.titles.add(one.textContent.replace(/\\s+/g, ' ').trim())); \
             new MutationObserver(note).observe(document.body, { childList: true, subtree: true, characterData: true });",
            json!([]),
        )
        .await;
    page.drop_file("friday.zip", &Sample::default().zip()).await;
    page.send().await;
    page.message("Deploying friday.zip").await;
    let link = page.join_link("Sunday Cup").await;
    page.message("Sunday Cup – online").await;
    let titles = browser
        .run("return [...window.titles].join('\\n')", json!([]))
        .await;
    let titles = titles.as_str().expect("texts");
    assert!(titles.contains("friday.zip – on its way"), "{titles}");
    assert!(
        titles.contains("Pack uploaded"),
        "the edits were seen as they came: {titles}"
    );

    assert_eq!(page.info(&link).await["track"], "green_hills-gp");
    browser.click("discord-message .row a", "Join").await;
    browser.element("dialog #info", "Sunday Cup answers").await;
    browser.click("dialog button", "Close").await;

    page.choose_command("status").await;
    browser.click(".composer .more", "server").await;
    browser.click("#hints [role=option]", "Sunday Cup").await;
    page.send().await;
    page.message("0 of 4").await;
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_is_refused_and_an_organiser_stops_and_starts() {
    let page = page!();
    let link = page.deploy_sample("Sunday Cup").await;
    page.speak_as("gus").await;
    page.browser
        .click("discord-message button.press", "Stop")
        .await;
    page.message("You may not stop servers").await;
    assert_eq!(page.info(&link).await["clients"], 0, "it still runs");

    page.speak_as("oscar").await;
    let seen = page.messages().await;
    assert!(
        !seen.iter().any(|message| message.contains("You may not")),
        "what only gus sees: {seen:?}"
    );
    page.browser
        .click("discord-message button.press", "Stop")
        .await;
    page.message("Sunday Cup – stopped").await;
    page.message("– join now stopped").await;

    page.browser
        .click("discord-message button.press", "Start")
        .await;
    let again = page.join_link("🏁 Sunday Cup").await;
    assert_eq!(page.info(&again).await["track"], "green_hills-gp");
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_run_side_by_side() {
    let page = page!();
    let first = page.deploy_sample("Sunday Cup").await;
    // From the file picker, with a pack that names the same ports.
    let pack = Sample {
        name: "Monday Cup".to_owned(),
        ..Sample::default()
    };
    let path = page.sandbox.file("monday.zip", &pack.zip());
    page.choose_command("deploy file").await;
    page.browser.type_into("#option-pack", &path).await;
    page.browser.element(".filebox", "monday.zip").await;
    page.send().await;
    let second = page.join_link("Monday Cup").await;
    assert_ne!(first, second);
    for (link, name) in [(&first, "Sunday Cup"), (&second, "Monday Cup")] {
        let info = page.info(link).await;
        assert!(
            info["name"].as_str().is_some_and(|own| own.contains(name)),
            "{info}"
        );
    }
    page.browser.click("#backstage", "").await;
    page.browser.element(".drawer .server", "Sunday Cup").await;
    page.browser.element(".drawer .server", "Monday Cup").await;
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_pack_shows_its_progress_and_takes_no_memory() {
    const MIB: u64 = 1 << 20;
    let page = page!();
    let browser = &page.browser;
    let pack = Sample {
        padding_mib: 300,
        ..Sample::default()
    };
    let path = page.sandbox.file("large.zip", b"");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file"));
    pack.write_zip(&mut file).expect("it is written");
    std::io::Write::flush(&mut file).expect("it is written");
    drop(file);
    let before = page.sandbox.peak();

    // How far it was from one drawing of the page to the next, and how long one took at most.
    let watch = "window.shares = new Set(); window.longest = 0; let last = performance.now(); \
         const look = (now) => { \
           window.longest = Math.max(window.longest, now - last); last = now; \
           const bar = document.querySelector('.filebox progress'); \
           if (bar) window.shares.add(bar.value); \
           requestAnimationFrame(look); \
         }; requestAnimationFrame(look);";
    browser.run(watch, json!([])).await;
    page.choose_command("deploy file").await;
    let began = std::time::Instant::now();
    browser.type_into("#option-pack", &path).await;
    browser.element(".filebox", "large.zip 300").await;
    let uploaded = began.elapsed();
    page.send().await;
    page.join_link("Sunday Cup").await;
    let came_up = began.elapsed();

    let shares = browser.run("return [...window.shares]", json!([])).await;
    let shares: Vec<f64> = serde_json::from_value(shares).expect("numbers");
    let between = shares.iter().filter(|share| (0.0..1.0).contains(*share));
    assert!(1 <= between.count(), "the progress was seen: {shares:?}");
    let longest = browser.run("return window.longest", json!([])).await;
    let longest = longest.as_f64().expect("a number");
    let grown = page.sandbox.peak().saturating_sub(before) / MIB;
    println!(
        "uploaded after {uploaded:.1?}, up after {came_up:.1?}, drawn every {longest:.0} ms at least, {grown} MiB more"
    );
    assert!(grown < 120, "{grown} MiB for a pack of 300");
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_keeps_the_conversation() {
    let page = page!();
    page.browser.click("#say", "").await;
    page.browser.keys("See you on Friday").await;
    page.browser.keys(key::ENTER).await;
    page.message("See you on Friday").await;
    page.deploy_sample("Sunday Cup").await;
    page.message("Sunday Cup – online").await;
    let before = page.messages().await;
    page.browser.reload().await;
    page.message("Sunday Cup – online").await;
    let after = page.messages().await;
    let without_times = |messages: &[String]| {
        messages
            .iter()
            .map(|one| one.split(" – began").next().unwrap_or(one).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(without_times(&after), without_times(&before));

    // What only one member sees goes when they have read it, and stays away.
    page.browser
        .click("discord-message.whisper button.link", "Dismiss message")
        .await;
    page.browser
        .until(
            "it to go",
            "return !document.querySelector('discord-message.whisper')",
            json!([]),
        )
        .await;
    page.browser.reload().await;
    page.message("Sunday Cup – online").await;
    assert_eq!(page.messages().await.len(), before.len() - 1);
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_are_text_and_nothing_comes_from_elsewhere() {
    let page = page!();
    let hostile = "<img src=x onerror=window.hacked=1>";
    let pack = Sample {
        name: hostile.to_owned(),
        ..Sample::default()
    };
    page.drop_file("a<b>c.zip", &pack.zip()).await;
    page.send().await;
    page.message(&format!("{hostile} – join now")).await;
    page.browser.click("#say", "").await;
    page.browser
        .keys(&format!(
            "{hostile} [x](javascript:window.hacked=1) <script>window.hacked=1</script>"
        ))
        .await;
    page.browser.keys(key::ENTER).await;
    page.message("<script>window.hacked=1</script>").await;
    let hacked = "return window.hacked \
         || document.querySelectorAll('discord-message :is(script, img:not(.used img)), [href^=javascript]').length";
    assert_eq!(page.browser.run(hacked, json!([])).await, 0);

    let elsewhere = "return performance.getEntriesByType('resource').map((one) => one.name) \
         .filter((name) => new URL(name).host !== location.host)";
    assert_eq!(page.browser.run(elsewhere, json!([])).await, json!([]));
    let refused = "const [done] = [arguments[arguments.length - 1]]; \
         return fetch('https://cdn.discordapp.com/embed/avatars/0.png').then(() => false, () => true)";
    assert_eq!(page.browser.run(refused, json!([])).await, true);
    let complaints = page.browser.complaints().await;
    assert!(
        !complaints.is_empty()
            && complaints
                .iter()
                .all(|one| one.contains("cdn.discordapp.com")),
        "only what was tried just now: {complaints:?}"
    );
    page.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_finds_a_sandbox_that_was_started_again() {
    let page = page!();
    page.speak_as("dora").await;
    let Page { browser, sandbox } = page;
    let port = sandbox.url.rsplit(':').next().expect("a port").to_owned();
    let (code, words, _) = sandbox.end("INT").await;
    assert_eq!(code, 0, "{words}");
    browser.element(".lost", "Connection lost").await;
    let sandbox = Sandbox::start_at(&port).await;
    let back = "return !document.querySelector('.lost') && document.querySelector('#speaker').selectedOptions[0].textContent";
    let speaker = browser
        .until("the page to come back", back, json!([]))
        .await;
    assert!(
        speaker.as_str().is_some_and(|name| name.contains("oscar")),
        "nobody of before is there: {speaker}"
    );
    let page = Page { browser, sandbox };
    page.deploy_sample("Sunday Cup").await;
    // What was refused while nobody answered stands in the console.
    let complaints = page.browser.complaints().await;
    assert!(
        complaints.iter().all(|one| one.contains("ERR_CONNECTION")),
        "{complaints:?}"
    );
    page.end().await;
}
