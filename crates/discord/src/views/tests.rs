use std::io::Cursor;
use std::net::Ipv4Addr;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use cloud::ServerLog;
use domain::ids::{BootId, ChannelId, MessageId};
use domain::lifecycle::{Health, IdleWarning, ReportOutcome, Stage};
use domain::link::JoinLink;
use domain::log::LogTail;
use domain::policy::{Action, Refusal, RoleRef};
use domain::price::{Dollars, Prices};
use domain::report::{Cause, LinkSource, Phase, Report, ServerStatus};
use domain::server::{
    Hosting, InstanceState, Order, PackSource, Server, ServerName, ServerOptions, StopReason,
    sample,
};
use pack::{Faults, Limits, PerPlatform, Warning, inspect};
use service::{
    Announcement, Card, CardState, Costs, GameInfo, InfoError, LastSession, Logged, ServiceError,
    Status,
};
use std::sync::Arc;

/// The message as a person sees it.
pub(super) fn shown(view: &View) -> String {
    let mut lines: Vec<String> = view.content.iter().cloned().collect();
    if let Some(embed) = &view.embed {
        lines.push(format!("[{:?}] {}", embed.tone, embed.title));
        lines.extend(embed.description.lines().map(str::to_owned));
        for Field { name, value, .. } in &embed.fields {
            lines.push(format!("{name}: {}", value.replace('\n', " / ")));
        }
        if !embed.footer.is_empty() {
            lines.push(format!("-- {}", embed.footer));
        }
    }
    let buttons: Vec<String> = view
        .buttons
        .iter()
        .map(|button| match button {
            Button::Link { label, url } => format!("({label} → {url})"),
            Button::Press { label, press, .. } => format!("({label}: {press})"),
            Button::Race { label, press, .. } => format!("({label}: {press})"),
        })
        .collect();
    if !buttons.is_empty() {
        lines.push(buttons.join(" "));
    }
    // The invisible space that defuses is made visible.
    lines.join("\n").replace('\u{200b}', "‹›")
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_763_880_000 + seconds).expect("a time")
}

fn price() -> Option<Dollars> {
    Some(Dollars(0.0442))
}

fn costs() -> Costs {
    Costs {
        hour: price(),
        disk_month: Some(Dollars(3.2)),
    }
}

fn link() -> JoinLink {
    JoinLink::build(Ipv4Addr::new(203, 0, 113, 7), 8081)
}

fn order() -> Order {
    let server = sample::server(at(0));
    Order {
        server: server.spec.id,
        name: Some("Friday GT3".to_owned()),
        hosting: server.spec.hosting,
        source: PackSource::Web {
            url: "https://cdn.example/friday.zip".parse().expect("a url"),
            file_name: "friday.zip".to_owned(),
            size: Some(230 << 20),
            from_discord: true,
        },
        owner: server.spec.owner,
        home: server.spec.home,
        progress: Some(MessageId::from(900)),
        asked: at(0),
        options: ServerOptions::default(),
        until: None,
        sized_by_drivers: false,
        replaces: None,
        run_on: None,
        program: None,
    }
}

fn uploading() -> Card {
    let mut card = Card::of_order(&order(), &Prices::built_in(), at(0));
    card.timeline.reach(Stage::Checking, at(0));
    card.timeline.reach(Stage::Uploading, at(1));
    card.facts = Some(sample::server(at(0)).pack);
    card.price = price();
    card.now = at(21);
    card.state = CardState::Working {
        moved: Some((45 << 20, Some(230 << 20))),
    };
    card
}

fn health(health: Health, now: i64) -> Card {
    let mut server = sample::server(at(60));
    let timeline = &mut server.record.timeline;
    *timeline = domain::lifecycle::Timeline::new(at(0));
    for (stage, when) in [
        (Stage::Checking, 0),
        (Stage::Uploading, 1),
        (Stage::Launching, 55),
        (Stage::Booting, 60),
    ] {
        timeline.reach(stage, at(when));
    }
    if let Some(stage) = domain::lifecycle::stage_of(&health) {
        timeline.reach(stage, at(now - 30));
    }
    Card::of_server(&server, health, costs(), at(now))
}

fn online() -> Health {
    Health::Online {
        boot: BootId::new("b1"),
        link: link(),
        source: LinkSource::Built,
        restarts: 0,
        idle: None,
        closed: None,
    }
}

/// A pack without `cfg/`: what the reader says of it.
fn faults() -> Faults {
    let limits = Limits::default();
    inspect(Cursor::new(b"MZ no pack".to_vec()), "pack.exe", &limits)
        .expect("memory can be read")
        .expect_err("it is not a pack")
}

#[test]
fn an_upload_shows_how_far_it_is() {
    insta::assert_snapshot!(shown(&cards::card(&uploading())), @r#"
    [Busy] ⏳ Friday GT3 – on its way
    ✅ Pack checked – 1 s
    ⏳ **Uploading** 45 MiB of 230 MiB (19 %)
    ▫️ Get a machine
    ▫️ Windows starts (usually 4–15 min)
    ▫️ Machine fetches the pack
    ▫️ Unpack
    ▫️ Game server starts
    ▫️ Join link
    Track: imola
    Slots: 18
    Cars: bmw\_m3\_e30
    Machine: t3.small with Windows / $0.044 per hour (Linux: $0.026)
    Requested by: alice
    -- 32222222 · friday.zip
    (Cancel: cancel:32222222)
    "#);
}

#[test]
fn a_failure_says_who_can_help() {
    let told = |cause, words: &str| {
        let error = Some(words.to_owned());
        let card = health(Health::Failed { error, cause }, 300);
        let shown = shown(&cards::card(&card));
        let from = shown.find("> ").expect("the reason");
        let to = shown.find("; if nobody").expect("the rest");
        shown[from..to].to_owned()
    };
    insta::assert_snapshot!(told(Some(Cause::Machine), "The disk is full."), @"
    > The disk is full.
    The machine does not try again. The pack is all right: whoever runs this bot must repair the machine, then `/stop` this one and `/start` it for another try
    ");
    insta::assert_snapshot!(told(Some(Cause::Pack), "It holds no server program."), @"
    > It holds no server program.
    The machine does not try again. Fix the pack, `/deploy` it again, then `/terminate` this server
    ");
}

#[test]
fn a_failure_comes_with_the_last_lines_of_the_log() {
    let error = Some("A port is taken.".to_owned());
    let mut card = health(Health::Failed { error, cause: None }, 300);
    let text = "one\nlisten tcp :8081: Error listening ``` @everyone\nPASSWORD=x\n";
    card.log = Some(LogTail::of(text, 12));
    insta::assert_snapshot!(shown(&cards::card(&card)), @r#"
    [Bad] ❌ Friday GT3 – the game server does not run
    ✅ Pack checked – 1 s
    ✅ Pack uploaded – 54 s
    ✅ Machine launched – 5 s
    ⚠️ Windows starts

    > A port is taken.
    The machine does not try again. Fix that and `/deploy` again, or `/stop` this one and `/start` it for another try; if nobody acts, it is stopped automatically after a while. It costs $0.044 per hour until it is stopped.
    Track: imola
    Slots: 18
    Cars: bmw\_m3\_e30
    Machine: t3.small with Windows / $0.044 per hour
    Requested by: alice
    📜 The last lines of its log: ``` / one / listen tcp :8081: Error listening ''' @everyone / PASSWORD=*** / ```
    -- 32222222 · friday.zip
    (Status: status:32222222) (Logs: logs:32222222) (Restart: restart:32222222) (Stop: stop:32222222)
    "#);
    card.log = Some(LogTail::of(&"```\n".repeat(500), 400));
    let quoted = shown(&cards::card(&card));
    assert!(
        quoted.contains("''' / ```\n"),
        "the block is closed: {quoted}"
    );
    card.log = Some(LogTail::of(&"A long line of the log.\n".repeat(500), 400));
    let long = cards::card(&card);
    fits(&long);
    assert!(shown(&long).matches("A long line").count() > 20);
}

#[test]
fn a_machine_that_amazon_did_not_run_says_why_in_amazons_words() {
    let mut server = sample::server(at(1000));
    server.failure = Some("Volume limit exceeded".to_owned());
    for (state, health) in [
        (InstanceState::Terminated, Health::Gone),
        (InstanceState::Stopped, Health::Stopped),
    ] {
        server.state = state;
        let card = Card::of_server(&server, health, costs(), at(1950));
        let said = shown(&cards::card(&card));
        assert!(
            said.contains("Amazon did not run the machine: “Volume limit exceeded”."),
            "{said}"
        );
    }
}

#[test]
fn a_card_says_that_nobody_outside_gets_in() {
    let Health::Online {
        boot, link, source, ..
    } = online()
    else {
        panic!("it is online")
    };
    let closed = Health::Online {
        boot,
        link,
        source,
        restarts: 0,
        idle: None,
        closed: Some("Forward its ports in your router.".to_owned()),
    };
    let card = Card::of_server(&sample::server(at(0)), closed, costs(), at(500));
    let said = shown(&cards::card(&card));
    assert!(
        said.starts_with("[Warning] 🚧 Friday GT3 – online, but nobody outside gets in"),
        "{said}"
    );
    assert!(said.contains("Forward its ports in your router."), "{said}");
}

#[test]
fn a_machine_on_which_nobody_drives_says_when_it_ends_and_that_it_did() {
    let mut server = sample::server(at(0));
    server.spec.options.idle_minutes = Some(30);
    let idle = IdleWarning {
        since: Some(at(100)),
        stops_at: at(1900),
    };
    let warned = Health::Online {
        boot: BootId::new("b1"),
        link: link(),
        source: LinkSource::Built,
        restarts: 0,
        idle: Some(idle),
        closed: None,
    };
    let card = Card::of_server(&server, warned, costs(), at(1800));
    insta::assert_snapshot!(shown(&cards::card(&card)), @r"
    [Warning] 💤 Friday GT3 – nobody drives
    Nobody has driven since <t:1763880100:t>. The machine powers itself off <t:1763881900:R> unless somebody joins.
    Track: imola
    Slots: 18
    Cars: bmw\_m3\_e30
    Machine: t3.small with Windows / $0.044 per hour
    Requested by: alice
    -- 32222222 · friday.zip
    (Keep it running: keep-running:32222222) (Status: status:32222222) (Stop: stop:32222222)
    ");
    server.state = InstanceState::Stopped;
    server.powered_itself_off = true;
    let card = Card::of_server(&server, Health::Stopped, costs(), at(1950));
    insta::assert_snapshot!(shown(&cards::card(&card)), @r"
    [Quiet] 🛑 Friday GT3 – stopped
    Nobody drove for 30 min, so it powered itself off. Its disk is kept for about $3.20 a month, so `/start` brings it up again.
    Track: imola
    Slots: 18
    Cars: bmw\_m3\_e30
    Machine: t3.small with Windows / $0.044 per hour
    Requested by: alice
    -- 32222222 · friday.zip
    (Start: start:32222222)
    ");
}

#[test]
fn a_log_is_shown_as_it_is_or_says_why_there_is_none() {
    let logged = |log| Logged {
        server: sample::server(at(0)),
        log,
    };
    let view = |log| shown(&logs::log(&logged(log)));
    let text = "Server started\nPassword: da39a3ee\n**bold** <@1> ```\n";
    insta::assert_snapshot!(view(ServerLog::Tail(LogTail::of(text, 200))), @"
    [Quiet] 📜 Friday GT3 – log
    ```
    Server started
    Password: ***
    **bold** <@1> '''
    ```
    -- 32222222
    (Status: status:32222222)
    ");
    insta::assert_snapshot!(view(ServerLog::Absent), @"
    [Quiet] 📜 Friday GT3 – log
    There is no log yet: the server's program was not started. `/status` shows how far the machine is.
    -- 32222222
    (Status: status:32222222)
    ");
    insta::assert_snapshot!(view(ServerLog::NoAnswer), @"
    [Quiet] 📜 Friday GT3 – log
    The machine does not answer. If it is only just starting, try again in a minute or two.
    -- 32222222
    (Status: status:32222222)
    ");
}

#[test]
fn a_stored_pack_has_no_upload_and_a_new_order_has_everything_ahead() {
    let mut card = Card::of_order(&order(), &Prices::built_in(), at(0));
    insta::assert_snapshot!(shown(&cards::card(&card)), @"
    [Busy] ⏳ Friday GT3 – on its way
    ▫️ Check the pack
    ▫️ Upload the pack
    ▫️ Get a machine
    ▫️ Windows starts (usually 4–15 min)
    ▫️ Machine fetches the pack
    ▫️ Unpack
    ▫️ Game server starts
    ▫️ Join link
    Machine: t3.small with Windows / $0.044 per hour (Linux: $0.026)
    Requested by: alice
    -- 32222222 · friday.zip
    (Cancel: cancel:32222222)
    ");
    card.timeline.reach(Stage::Checking, at(0));
    card.timeline.reach(Stage::Launching, at(2));
    card.now = at(3);
    insta::assert_snapshot!(shown(&cards::card(&card)), @"
    [Busy] ⏳ Friday GT3 – on its way
    ✅ Pack checked – 2 s
    ⏳ **Getting a machine** – began <t:1763880002:R>
    ▫️ Windows starts (usually 4–15 min)
    ▫️ Machine fetches the pack
    ▫️ Unpack
    ▫️ Game server starts
    ▫️ Join link
    Machine: t3.small with Windows / $0.044 per hour (Linux: $0.026)
    Requested by: alice
    -- 32222222 · friday.zip
    (Cancel: cancel:32222222)
    ");
}

#[test]
fn a_booting_machine_says_how_long_that_takes() {
    insta::assert_snapshot!(shown(&cards::card(&health(Health::Coming(Stage::Booting), 200))), @r"
    [Busy] ⏳ Friday GT3 – on its way
    ✅ Pack checked – 1 s
    ✅ Pack uploaded – 54 s
    ✅ Machine launched – 5 s
    ⏳ **Windows starts** – began <t:1763880060:R> (usually 4–15 min)
    ▫️ Machine fetches the pack
    ▫️ Unpack
    ▫️ Game server starts
    ▫️ Join link
    Track: imola
    Slots: 18
    Cars: bmw\_m3\_e30
    Machine: t3.small with Windows / $0.044 per hour
    Requested by: alice
    -- 32222222 · friday.zip
    (Status: status:32222222) (Stop: stop:32222222)
    ");
}

#[test]
fn a_refused_pack_lists_what_is_wrong_with_it() {
    let mut card = uploading();
    card.facts = None;
    card.state = CardState::Refused(faults());
    insta::assert_snapshot!(shown(&cards::card(&card)), @r#"
    [Bad] ❌ Friday GT3 – this pack cannot run
    • This is a single program (.exe), which cannot be checked or set up. In Content Manager's Pack dialog, untick "Pack into single" and send the .zip that it makes.

    Nothing was launched. Fix the pack in Content Manager and deploy it again.
    Requested by: alice
    -- 32222222 · friday.zip
    "#);
}

/// What somebody waits for calls them when it fails; what is refused at once stands below their
/// command, and what somebody wanted is no failure.
#[test]
fn an_owner_is_called_to_a_failure_that_they_wait_for() {
    let home = sample::server(at(0)).home.expect("a channel");
    let called = |card: &Card| {
        let call = cards::call(card, home, MessageId::from(9));
        let posted = cards::posted(card);
        assert_eq!(call.is_some(), !posted.pings.is_empty());
        call.map(|view| (shown(&view), view.pings))
    };
    let mut card = uploading();
    assert_eq!(called(&card), None);
    card.state = CardState::Refused(faults());
    let (words, pinged) = called(&card).expect("the upload took its time");
    insta::assert_snapshot!(words, @"<@500> **Friday GT3** – this pack cannot run: https://discord.com/channels/200/300/9");
    assert_eq!(pinged.len(), 1);
    card.timeline = domain::lifecycle::Timeline::new(at(0));
    card.timeline.reach(Stage::Checking, at(1));
    assert_eq!(called(&card), None, "it is refused at once");
    card.state = CardState::Cancelled;
    assert_eq!(called(&card), None);
    let failed = Health::Failed {
        error: None,
        cause: None,
    };
    for (health, ending, calls) in [
        (failed, None, true),
        (online(), None, false),
        (Health::Crashed { error: None }, None, false),
        (Health::Stopped, Some(StopReason::BootTimeout), true),
        (Health::Stopped, Some(StopReason::Broken), false),
        (Health::Stopped, Some(StopReason::Idle), false),
        (Health::Stopped, Some(StopReason::Asked), false),
        (Health::Gone, None, true),
        (Health::Gone, Some(StopReason::Asked), false),
    ] {
        card.state = CardState::Launched { health, ending };
        assert_eq!(called(&card).is_some(), calls, "{:?}", card.state);
    }
}

#[test]
fn a_failed_deploy_says_why_and_what_to_do() {
    let mut card = uploading();
    let error = cloud::CloudError::NoCapacity {
        size: card.spec.hosting.clone(),
        region: "eu-central-1".to_owned(),
    };
    card.state = CardState::Failed(Arc::new(error.into()));
    insta::assert_snapshot!(shown(&cards::card(&card)), @r"
    [Bad] ❌ Friday GT3 – not deployed
    ✅ Pack checked – 1 s
    ❌ Uploading

    **Amazon has no free t3.small machine in eu-central-1 right now.**
    Every zone there was tried, and the other sizes that are allowed here and carry this pack's drivers. Nothing was launched: try again in some minutes, or choose another size.
    Track: imola
    Slots: 18
    Cars: bmw\_m3\_e30
    Machine: t3.small with Windows / $0.044 per hour (Linux: $0.026)
    Requested by: alice
    -- 32222222 · friday.zip
    ");
    card.state = CardState::Cancelled;
    insta::assert_snapshot!(shown(&cards::card(&card)), @r"
    [Quiet] 🚫 Friday GT3 – cancelled
    ✅ Pack checked – 1 s
    ❌ Uploading

    Nothing was launched, and nothing is kept.
    Track: imola
    Slots: 18
    Cars: bmw\_m3\_e30
    Machine: t3.small with Windows / $0.044 per hour (Linux: $0.026)
    Requested by: alice
    -- 32222222 · friday.zip
    ");
}

#[test]
fn an_online_server_points_to_its_link() {
    insta::assert_snapshot!(shown(&cards::card(&health(online(), 420))), @r"
    [Good] ✅ Friday GT3 – online
    ✅ Pack checked – 1 s
    ✅ Pack uploaded – 54 s
    ✅ Machine launched – 5 s
    ✅ Windows started – 5 min 30 s
    ✅ Online

    The join link is in this channel. It took 6 min 30 s.
    Track: imola
    Slots: 18
    Cars: bmw\_m3\_e30
    Machine: t3.small with Windows / $0.044 per hour
    Requested by: alice
    -- 32222222 · friday.zip
    ");
}

#[test]
fn trouble_says_what_it_costs() {
    let error = Some("acServer.exe ended with code 3".to_owned());
    for (snapshot, card) in [
        ("slow", health(Health::Slow(Stage::Booting), 1300)),
        (
            "crashed",
            health(
                Health::Crashed {
                    error: error.clone(),
                },
                600,
            ),
        ),
        ("failed", health(Health::Failed { error, cause: None }, 600)),
        (
            "silent",
            health(
                Health::Silent {
                    since: Some(at(500)),
                },
                600,
            ),
        ),
    ] {
        let page = shown(&cards::card(&card));
        match snapshot {
            "slow" => insta::assert_snapshot!(page, @r"
            [Warning] 🐢 Friday GT3 – slower than usual
            ✅ Pack checked – 1 s
            ✅ Pack uploaded – 54 s
            ✅ Machine launched – 5 s
            ⏳ **Windows starts** – began <t:1763880060:R> (usually 4–15 min)
            ▫️ Machine fetches the pack
            ▫️ Unpack
            ▫️ Game server starts
            ▫️ Join link

            It has taken longer than most, and may still come up. It is stopped by itself if it does not. It costs $0.044 per hour until it is stopped.
            Track: imola
            Slots: 18
            Cars: bmw\_m3\_e30
            Machine: t3.small with Windows / $0.044 per hour
            Requested by: alice
            -- 32222222 · friday.zip
            (Status: status:32222222) (Stop: stop:32222222)
            "),
            "crashed" => insta::assert_snapshot!(page, @r"
            [Warning] ⚠️ Friday GT3 – the game server crashed
            ✅ Pack checked – 1 s
            ✅ Pack uploaded – 54 s
            ✅ Machine launched – 5 s
            ⚠️ Windows starts

            > acServer.exe ended with code 3
            The machine starts it again by itself. It costs $0.044 per hour until it is stopped.
            Track: imola
            Slots: 18
            Cars: bmw\_m3\_e30
            Machine: t3.small with Windows / $0.044 per hour
            Requested by: alice
            -- 32222222 · friday.zip
            (Status: status:32222222) (Logs: logs:32222222) (Stop: stop:32222222)
            "),
            "failed" => insta::assert_snapshot!(page, @r#"
            [Bad] ❌ Friday GT3 – the game server does not run
            ✅ Pack checked – 1 s
            ✅ Pack uploaded – 54 s
            ✅ Machine launched – 5 s
            ⚠️ Windows starts

            > acServer.exe ended with code 3
            The machine does not try again. Fix that and `/deploy` again, or `/stop` this one and `/start` it for another try; if nobody acts, it is stopped automatically after a while. It costs $0.044 per hour until it is stopped.
            Track: imola
            Slots: 18
            Cars: bmw\_m3\_e30
            Machine: t3.small with Windows / $0.044 per hour
            Requested by: alice
            -- 32222222 · friday.zip
            (Status: status:32222222) (Logs: logs:32222222) (Restart: restart:32222222) (Stop: stop:32222222)
            "#),
            _ => insta::assert_snapshot!(page, @r"
            [Warning] ❔ Friday GT3 – machine not responding
            ✅ Pack checked – 1 s
            ✅ Pack uploaded – 54 s
            ✅ Machine launched – 5 s
            ⚠️ Windows starts

            It runs, but has said nothing since <t:1763880500:R>. Drivers may still be on it, so it is left alone; `/status` asks it again. If nobody can join, `/stop` it, then `/start` it. It costs $0.044 per hour until it is stopped.
            Track: imola
            Slots: 18
            Cars: bmw\_m3\_e30
            Machine: t3.small with Windows / $0.044 per hour
            Requested by: alice
            -- 32222222 · friday.zip
            (Status: status:32222222) (Redeploy: redeploy:32222222) (Stop: stop:32222222)
            "),
        }
    }
}

#[test]
fn an_end_says_who_wanted_it() {
    let mut card = health(online(), 4000);
    card.state = CardState::Launched {
        health: Health::Stopped,
        ending: Some(StopReason::Asked),
    };
    insta::assert_snapshot!(shown(&cards::card(&card)), @r#"
    [Quiet] 🛑 Friday GT3 – stopped
    ✅ Pack checked – 1 s
    ✅ Pack uploaded – 54 s
    ✅ Machine launched – 5 s
    ✅ Windows started – 1 h 5 min
    ✅ Online

    It was stopped by command. Its disk is kept for about $3.20 a month, so `/start` brings it up again.
    Track: imola
    Slots: 18
    Cars: bmw\_m3\_e30
    Machine: t3.small with Windows / $0.044 per hour
    Requested by: alice
    -- 32222222 · friday.zip
    (Start: start:32222222)
    "#);
    card.state = CardState::Launched {
        health: Health::Gone,
        ending: None,
    };
    insta::assert_snapshot!(shown(&cards::card(&card)), @r"
    [Quiet] 🗑️ Friday GT3 – deleted
    ✅ Pack checked – 1 s
    ✅ Pack uploaded – 54 s
    ✅ Machine launched – 5 s
    ✅ Windows started – 1 h 5 min
    ✅ Online

    It was deleted outside of this bot. The pack is kept: `/deploy stored` finds it.
    Track: imola
    Slots: 18
    Cars: bmw\_m3\_e30
    Machine: t3.small with Windows / $0.044 per hour
    Requested by: alice
    -- 32222222 · friday.zip
    ");
    card.state = CardState::Launched {
        health: Health::Gone,
        ending: Some(StopReason::RaceOver),
    };
    // The night's own pack goes with it, and nobody is called for what was planned.
    let page = shown(&cards::posted(&card));
    assert!(
        page.contains("The race night is over, so it was deleted. The pack that it was planned with is kept: `/deploy stored` finds it."),
        "{page}"
    );
    assert!(!page.contains("by command"), "{page}");
}

#[test]
fn warnings_stand_below_what_runs() {
    let mut card = uploading();
    card.warnings = vec![
        Warning::FewerEntries {
            entries: 4,
            slots: 18,
        },
        Warning::CarsWithoutData {
            cars: vec!["**roadster**".to_owned()],
        },
    ];
    let page = shown(&cards::card(&card));
    let warnings = page
        .lines()
        .find(|line| line.contains("Worth a look"))
        .unwrap_or_default();
    insta::assert_snapshot!(warnings, @r"⚠️ Worth a look: • MAX\_CLIENTS is 18, but the entry list has only 4 cars: no more players than cars can join. / • The pack has no data.acd for \*\*roadster\*\*: players with the packed car are kicked for a wrong checksum, or nobody is checked. Pack the car's data in Content Manager first.");
}

fn join() -> Announcement {
    Announcement {
        server: sample::server(at(0)),
        link: link(),
        price: price(),
        page: None,
        took: SignedDuration::from_secs(431),
    }
}

#[test]
fn the_announcement_has_all_that_drivers_need() {
    insta::assert_snapshot!(shown(&announcements::announcement(&join())), @r"
    <@500> **Friday GT3** is online: <https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081>
    [Good] 🏁 Friday GT3 – join now
    Track: imola
    Slots: 18
    Cars: bmw\_m3\_e30
    Address: `203.0.113.7:8081`
    Password: no
    Costs: $0.044 per hour (t3.small)
    Requested by: alice
    -- 32222222 · came up in 7 min 11 s
    (Join → https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081) (Status: status:32222222) (Restart: restart:32222222) (Stop: stop:32222222)
    ");
    let mut join = join();
    join.link = "http://acstuff.ru/s/q/abc123"
        .parse()
        .expect("a short link");
    join.server.pack.password = true;
    join.server.pack.more_cars = 12;
    insta::assert_snapshot!(shown(&announcements::announcement(&join)), @r"
    <@500> **Friday GT3** is online: <http://acstuff.ru/s/q/abc123>
    [Good] 🏁 Friday GT3 – join now
    Track: imola
    Slots: 18
    Cars: bmw\_m3\_e30 and 12 more
    Address: `203.0.113.7:8081`
    Password: 🔒 yes
    Costs: $0.044 per hour (t3.small)
    Requested by: alice
    -- 32222222 · came up in 7 min 11 s
    (Join → http://acstuff.ru/s/q/abc123) (Status: status:32222222) (Restart: restart:32222222) (Stop: stop:32222222)
    ");
}

#[test]
fn a_struck_announcement_leads_nowhere() {
    let mut server = sample::server(at(0));
    for (state, snapshot) in [
        (InstanceState::Stopped, 0),
        (InstanceState::Terminated, 1),
        (InstanceState::Running, 2),
    ] {
        server.state = state;
        let page = shown(&announcements::struck(&server));
        match snapshot {
            0 => insta::assert_snapshot!(page, @r"
            [Quiet] ~~🏁 Friday GT3 – join now~~ stopped
            This server is stopped. It gets a new link when it is started again.
            Track: imola
            Slots: 18
            Cars: bmw\_m3\_e30
            -- 32222222
            (Start: start:32222222)
            "),
            1 => insta::assert_snapshot!(page, @r"
            [Quiet] ~~🏁 Friday GT3 – join now~~ deleted
            This server is deleted.
            Track: imola
            Slots: 18
            Cars: bmw\_m3\_e30
            -- 32222222
            "),
            _ => insta::assert_snapshot!(page, @r"
            [Quiet] ~~🏁 Friday GT3 – join now~~ old link
            This link no longer works. If the server comes up again, its new one is further down.
            Track: imola
            Slots: 18
            Cars: bmw\_m3\_e30
            -- 32222222
            "),
        }
    }
}

fn report() -> Report {
    Report {
        boot: Some(BootId::new("b1")),
        phase: Phase::Online,
        link: Some(link()),
        link_source: Some(LinkSource::Built),
        status: Some(ServerStatus::Running),
        public_ip: Some(Ipv4Addr::new(203, 0, 113, 7)),
        ports_open: Some(true),
        clients: Some(3),
        updated: Some(at(3590)),
        ..Report::default()
    }
}

fn healthy() -> Status {
    Status {
        server: sample::server(at(0)),
        report: ReportOutcome::Report(Box::new(report())),
        health: online(),
        info: Some(Ok(GameInfo {
            clients: 3,
            maxclients: 18,
            track: "imola".to_owned(),
            session: Some(1),
            sessiontypes: vec![1, 3],
            timeleft: 725,
            powered_by: String::new(),
            drivers: vec!["Ana".to_owned(), "B*b".to_owned(), "@everyone".to_owned()],
        })),
        price: price(),
        cost: Some(Dollars(0.0442)),
        page: None,
        now: at(3600),
    }
}

#[test]
fn a_status_shows_health_drivers_and_cost() {
    insta::assert_snapshot!(shown(&status::status(&healthy())), @r#"
    [Good] ✅ Friday GT3 – online
    ✅ Game server is running
    ✅ Join link is known
    ✅ Public address is known
    ✅ Ports are open
    Last report: 10 s ago.
    Track: imola
    Drivers: 3 of 18
    Session: Race, 12 min 5 s left
    On the server: Ana, B\*b, @‹›everyone
    Started: <t:1763880000:R>
    Costs: about $0.044 so far / $0.044 per hour
    Address: `203.0.113.7:8081`
    Password: no
    Requested by: alice
    -- 32222222 · i-0123456789abcdef0
    (Join → https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081) (Restart: restart:32222222) (Stop: stop:32222222)
    "#);
}

#[test]
fn a_server_that_only_looks_open_is_told() {
    let mut status = healthy();
    status.info = Some(Err(InfoError::NotUnderstood));
    let report = Report {
        ports_open: Some(false),
        restarts: 2,
        ..report()
    };
    status.report = ReportOutcome::Report(Box::new(report));
    insta::assert_snapshot!(shown(&super::status::status(&status)), @"
    [Warning] ⚠️ Friday GT3 – online, but drivers may not get in
    ✅ Game server is running
    ✅ Join link is known
    ✅ Public address is known
    ❌ Ports are open
    ⚠️ Started again 2 times since the machine came up
    Last report: 10 s ago.
    Track: imola
    Drivers: 3 of 18
    Started: <t:1763880000:R>
    Costs: about $0.044 so far / $0.044 per hour
    Address: `203.0.113.7:8081`
    Password: no
    Requested by: alice
    ⚠️ Drivers may not get in: Something answers on the server's HTTP port, but it does not sound like Assetto Corsa.
    -- 32222222 · i-0123456789abcdef0
    (Join → https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081) (Restart: restart:32222222) (Stop: stop:32222222)
    ");
}

#[test]
fn a_machine_that_cannot_be_asked_says_so() {
    let mut status = healthy();
    status.info = None;
    status.report = ReportOutcome::AgentOffline;
    status.health = Health::Coming(Stage::Booting);
    insta::assert_snapshot!(shown(&super::status::status(&status)), @"
    [Busy] ⏳ Friday GT3 – on its way
    The machine cannot be asked yet; its system takes some minutes to start.
    Track: imola
    Slots: 18
    Started: <t:1763880000:R>
    Costs: about $0.044 so far / $0.044 per hour
    Address: `203.0.113.7:8081`
    Password: no
    Requested by: alice
    -- 32222222 · i-0123456789abcdef0
    (Restart: restart:32222222) (Stop: stop:32222222)
    ");
    status.server.state = InstanceState::Stopped;
    status.server.address = None;
    status.report = ReportOutcome::NotAsked;
    status.health = Health::Stopped;
    status.cost = None;
    insta::assert_snapshot!(shown(&super::status::status(&status)), @r"
    [Quiet] 🛑 Friday GT3 – stopped
    Track: imola
    Slots: 18
    Costs: its disk only
    Password: no
    Requested by: alice
    -- 32222222 · i-0123456789abcdef0
    (Start: start:32222222)
    ");
}

#[test]
fn lists_are_short() {
    let mut stopped = sample::server(at(0));
    stopped.state = InstanceState::Stopped;
    insta::assert_snapshot!(shown(&status::overview(&[healthy()], &[order()])), @"
    [Quiet] Server status
    ⏳ **Friday GT3** – on its way
    asked for <t:1763880000:R> · alice · `32222222`
    ✅ **Friday GT3** – online · 3 of 18 drivers · started <t:1763880000:R> · [Join](https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081)
    imola · `32222222`
    ");
    insta::assert_snapshot!(shown(&status::servers(&[sample::server(at(0)), stopped], &[], |_| price())), @"
    [Quiet] Servers
    ⏳ **Friday GT3** – on its way · started <t:1763880000:R> · $0.044 per hour (t3.small)
    imola · alice · `32222222`
    🛑 **Friday GT3** – stopped · last started <t:1763880000:R> · t3.small, disk only
    imola · alice · `32222222`
    ");
    insta::assert_snapshot!(shown(&status::servers(&[], &[], |_| None)), @r"
    [Quiet] There are no servers
    `/deploy` with a pack brings one up.
    ");
    insta::assert_snapshot!(shown(&status::under_way(&order())), @r"
    [Busy] ⏳ Friday GT3 – on its way
    Asked for <t:1763880000:R>. Its [progress message](https://discord.com/channels/200/300/900) says how far.
    -- 32222222
    ");
}

#[test]
fn answers_are_short() {
    let server = sample::server(at(0));
    let home = server.home.expect("a home");
    let message = MessageId::from(900);
    let name = ServerName::tidy("Friday *GT3*", "");
    let pages = [
        answers::deploying(&order(), home, message),
        answers::stopped(
            "alice",
            &name,
            Some(Prices::built_in().disk_per_month(40)),
            LastSession::Ended,
        ),
        answers::cancelled("@everyone", &name),
        answers::started("alice", &server, Some((home, message))),
        answers::restarted("alice", &server),
        answers::terminated("alice", &server, LastSession::Ended),
        answers::deleted(&server),
        answers::kept(),
        answers::really_terminate(&server, None),
    ];
    insta::assert_snapshot!(pages.each_ref().map(shown).join("\n\n"), @r"
    Deploying **Friday GT3**. [This message](https://discord.com/channels/200/300/900) shows how far it is, and the join link comes to the same channel.

    **alice** stopped **Friday \*GT3\***. Its disk is kept and costs about $3.20 a month: `/start` brings it up again, `/terminate` deletes it.

    **@‹›everyone** cancelled the deploy of **Friday \*GT3\***.

    **alice** started **Friday GT3**. [This message](https://discord.com/channels/200/300/900) shows how far it is.

    **alice** restarted **Friday GT3**. Its link stays the same; drivers can join again when it is online, usually within a minute.

    **alice** deleted **Friday GT3**. Its pack is kept, so `/deploy stored` can bring it up again.

    **Friday GT3** is being deleted.

    Nothing was changed.

    [Warning] Delete Friday GT3?
    The machine and its disk go for good, and its link stops working. The pack stays in storage. To save money only until the next race, `/stop` is enough.
    -- 32222222
    (Delete: terminate:32222222) (Keep: keep:32222222)
    ");
}

#[test]
fn the_help_lists_every_command_and_nothing_of_it_is_cut() {
    let commands = crate::commands::all();
    let sections = crate::commands::sections(&commands);
    let listed: usize = sections.iter().map(|section| section.commands.len()).sum();
    assert_eq!(
        listed,
        commands.len() - 1,
        "all but /help itself have a category"
    );

    let hosting = Hosting::ec2("t3.small");
    let prices = PerPlatform::new(|platform| Prices::built_in().per_hour(&hosting, platform));
    let reader = help::Reader {
        deploys: true,
        signs_up: true,
        is_all: true,
    };
    let version = "0.1.0 (5ee575c0f1a2)";
    let help = help::help(&sections, reader, &hosting, prices, version);
    for Field { name, value, .. } in &help.embed.as_ref().expect("an embed").fields {
        let length = value.chars().count();
        assert!(length <= limits::FIELD_VALUE, "{name}: {length} characters");
    }
    let text = shown(&help);
    let race_control = text.lines().find(|line| line.starts_with("Race control"));
    assert!(
        race_control.is_some_and(|line| line.contains(
            "`/session next`, `/session restart`, `/session end` – Move a server to its next session"
        )),
        "{text}"
    );
    let rest: Vec<&str> = text.lines().filter(|line| !line.contains(": `/")).collect();
    insta::assert_snapshot!(rest.join("\n"), @r#"
    [Quiet] Assetto Corsa servers from this channel
    In Content Manager open the server's page, choose **Pack**, tick **Include executable**, and attach the .zip or .tar.gz to `/deploy file`. Windows usually takes 4 to 15 minutes to start, Linux less than one; then the join link appears here. A server of the usual size costs about $0.044 per hour while it runs, $0.026 on Linux.
    Faster, and for less: A .zip made for Windows runs on Linux once an admin has kept the game's own server program by `/programs add`: in Steam right-click Assetto Corsa → Manage → Browse local files, then open the folder "server": the file is called acServer, without .exe.
    Good to know: A running server costs money until it is stopped. Who may do what is decided by roles. Discord takes attachments of 10 MiB without Nitro. A larger pack: upload it anywhere with a direct https link and use `/deploy link`.
    -- ac-deploy 0.1.0 (5ee575c0f1a2)
    "#);

    let driver = help::Reader {
        deploys: false,
        is_all: false,
        ..reader
    };
    insta::assert_snapshot!(shown(&help::help(&[], driver, &hosting, prices, version)), @"
    [Quiet] Assetto Corsa servers from this channel
    Press **Sign up** on the card of a race: the bot asks for your Steam profile once, and for your car. **Join** on the card or below a join link opens Content Manager; the result and the standings come by themselves.
    Good to know: There are more commands, for other roles: an admin of this Discord server gives them.
    -- ac-deploy 0.1.0 (5ee575c0f1a2)
    ");
}

#[test]
fn refusals_name_the_role_and_the_permission() {
    let refusal = Refusal::MissingRole {
        action: Action::Stop,
        needed: vec![RoleRef::Name("Organiser".to_owned())],
        imitated: Vec::new(),
    };
    insta::assert_snapshot!(shown(&errors::explained(&explain::refusal(&refusal, explain::Surface::Discord))), @r"
    [Bad] You may not stop servers.
    You need the role **Organiser**. Ask an admin of this Discord server for it.
    ");
    use poise::serenity_prelude::Permissions;
    let has = Permissions::VIEW_CHANNEL;
    let lacking = errors::Barrier::Lacking(errors::lacking(has, errors::Place::Channel));
    insta::assert_snapshot!(shown(&errors::explained(&errors::no_access(ChannelId::from(300), &lacking))), @r"
    [Bad] The bot may not write in this channel, so nothing was launched.
    An admin of this Discord server must give the bot the permissions “Send Messages” and “Embed Links” in <#300> (Edit Channel → Permissions), or use a channel that the bot may write in.
    ");
    assert_eq!(
        errors::lacking(has, errors::Place::Thread),
        ["Send Messages in Threads", "Embed Links"]
    );
    assert_eq!(
        errors::lacking(Permissions::ADMINISTRATOR, errors::Place::Channel),
        [""; 0]
    );
}

/// Checks what Discord would: every part, and the whole.
fn fits(view: &View) {
    assert!(escape::length(&view.content()) <= 2000);
    for embed in view.embeds() {
        let embed = serde_json::to_value(embed).expect("JSON");
        let part = |value: &serde_json::Value| escape::length(value.as_str().unwrap_or_default());
        let (title, description) = (part(&embed["title"]), part(&embed["description"]));
        let footer = part(&embed["footer"]["text"]);
        let mut total = title + description + footer;
        assert!(
            (1..=256).contains(&title) && description <= 4096 && footer <= 2048,
            "{embed}"
        );
        let fields: Vec<_> = embed["fields"].as_array().cloned().unwrap_or_default();
        assert!(fields.len() <= 25);
        for field in &fields {
            let (name, value) = (part(&field["name"]), part(&field["value"]));
            assert!(
                (1..=256).contains(&name) && (1..=1024).contains(&value),
                "{field}"
            );
            total += name + value;
        }
        assert!(total <= 6000, "{total}");
    }
    for row in view.rows() {
        let row = serde_json::to_value(row).expect("JSON");
        let buttons = row["components"].as_array().cloned().unwrap_or_default();
        assert!((1..=5).contains(&buttons.len()));
        for button in buttons {
            assert!(
                escape::length(button["label"].as_str().unwrap_or_default()) <= 80,
                "{button}"
            );
            assert!(
                escape::length(button["custom_id"].as_str().unwrap_or_default()) <= 100,
                "{button}"
            );
            assert!(
                escape::length(button["url"].as_str().unwrap_or_default()) <= 512,
                "{button}"
            );
        }
    }
}

/// What a hostile user writes: long, formatted, pinging, in wide characters.
fn hostile() -> impl Strategy<Value = String> {
    (
        "(\\PC|[*_`|<@&#>\\[\\]()]|@everyone|https://x\\.example/|🏁|\n){0,40}",
        1usize..60,
    )
        .prop_map(|(text, times)| text.repeat(times))
}

fn spoilt(text: &str, many: usize) -> Server {
    let mut server = sample::server(at(0));
    server.spec.name = ServerName::tidy(text, "x");
    server.spec.owner.user = None;
    server.spec.owner.name = text.to_owned();
    server.pack.track = text.to_owned();
    server.pack.cars = vec![text.to_owned(); many];
    server.pack.more_cars = many;
    server
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_card_breaks_discords_limits(text in hostile(), many in 0usize..60) {
        let server = spoilt(&text, many);
        let error = Some(text.clone());
        for health in [online(), Health::Failed { error: error.clone(), cause: None }, Health::Crashed { error }, Health::Stopped] {
            let mut card = Card::of_server(&server, health, costs(), at(99));
            card.file_name = text.clone();
            card.warnings = vec![Warning::CarsWithoutData { cars: vec![text.clone()] }; many];
            fits(&cards::card(&card));
            card.state = CardState::Failed(Arc::new(ServiceError::NoSuchServer { asked: text.clone(), nearest: Some(text.clone()) }));
            fits(&cards::card(&card));
        }
        let join = Announcement { server: server.clone(), link: link(), price: None, took: SignedDuration::ZERO, page: None };
        fits(&announcements::announcement(&join));
        fits(&announcements::struck(&server));
    }

    #[test]
    fn no_answer_breaks_discords_limits(text in hostile(), many in 0usize..60) {
        let server = spoilt(&text, many);
        let mut status = healthy();
        status.server = server.clone();
        status.health = Health::Failed { error: Some(text.clone()), cause: None };
        if let Some(Ok(info)) = &mut status.info {
            info.drivers = vec![text.clone(); many];
        }
        fits(&super::status::status(&status));
        let statuses: Vec<Status> = (0..many).map(|_| Status { server: server.clone(), ..healthy() }).collect();
        fits(&super::status::overview(&statuses, &[]));
        fits(&super::status::servers(&vec![server.clone(); many], &vec![order(); many], |_| None));
        fits(&errors::explained(&explain::Explanation { what: text.clone(), hint: text.clone(), kind: explain::Kind::Pack }));
        for view in [answers::stopped(&text, &server.name, Some(Prices::built_in().disk_per_month(40)), LastSession::Unended), answers::really_terminate(&server, None), answers::terminated(&text, &server, LastSession::Unended)] {
            fits(&view);
        }
    }

    #[test]
    fn no_users_text_pings_formats_or_links(text in hostile()) {
        let safe = escape::plain(&text, 200);
        prop_assert!(!safe.contains("@everyone") && !safe.contains("@here"));
        prop_assert!(!safe.contains("://"));
        let mut before = ' ';
        let mut escaped = false;
        for c in safe.chars() {
            let is_mark = "*_`|<>[]~#".contains(c);
            prop_assert!(!is_mark || (before == '\\' && escaped), "{safe:?}");
            escaped = c == '\\' && !escaped;
            before = c;
        }
    }
}

#[test]
fn the_announcement_notifies_its_owner_and_an_edit_nobody() {
    let view = announcements::announcement(&join());
    let posted = serde_json::to_value(view.message()).expect("JSON");
    assert_eq!(posted["allowed_mentions"]["parse"], serde_json::json!([]));
    assert_eq!(
        posted["allowed_mentions"]["users"],
        serde_json::json!(["500"])
    );
    let edited = serde_json::to_value(view.edit()).expect("JSON");
    assert_eq!(edited["allowed_mentions"]["parse"], serde_json::json!([]));
    assert_eq!(edited["allowed_mentions"]["users"], serde_json::json!([]));
}
