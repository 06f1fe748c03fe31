//! Race nights on a league's own machine.

use std::time::Duration;

use discord_stand_in::Input;
use insta::assert_snapshot;
use jiff::{SignedDuration, Timestamp};
use race::Step;
use service::Service;
use watcher::RacesWatcher;
use world::ordered::until;

use crate::league::{League, steam, tidy};
use crate::shell::Operator;

#[tokio::test(flavor = "multi_thread")]
async fn a_race_night_from_the_announcement_to_the_flag() {
    let mut league = League::start().await;
    let discord = &league.discord;
    let (dora, gus, alice) = (
        discord.member("dora"),
        discord.member("gus"),
        discord.member("alice"),
    );
    let eve = discord.add_member(discord.guild(), "@everyone [CAR_9]", &[]);
    let eve = eve.in_channel(dora.channel);

    // Who may not plan races is told so, and what is no time is asked back.
    let options = |when: &str| {
        [
            ("name", Input::from("Friday Cup")),
            ("when", when.into()),
            ("pack", league.pack.as_str().into()),
        ]
    };
    let refused = discord.slash(dora, "race new", &options("fri 20:00"));
    let refused = refused.reply().await.text();
    assert!(refused.contains("You may not plan races"), "{refused}");
    let oscar = discord.member("oscar");
    let wrong = discord.slash(oscar, "race new", &options("next friday"));
    assert_snapshot!(wrong.reply().await.text(), @r#"
    │ This is not a time for a race.
    │ "Next" means this week to some and the week after to others. Write the day alone for the coming one, or a date like 2026-12-04.
    (only you can see this)
    "#);

    // All that is wrong is told at once.
    let mut several = options("firday 20:00").to_vec();
    several.extend([
        ("preset", Input::from("rian")),
        ("settings", "lapps=12".into()),
        ("reminders", "soon".into()),
    ]);
    let wrong = discord.slash(oscar, "race new", &several);
    assert_snapshot!(wrong.reply().await.text(), @r#"
    │ 4 things stand against this plan.
    │ - This is not a time for a race. "firday" is not part of a time. Did you mean "friday"?
    │ - These are not valid reminders. "soon" is not a time before a race. Write how long before the start, like "60 15" (minutes) or "1d 2h 30min"; "none" for no reminders.
    │ - There are no presets yet. `/preset list` shows the presets.
    │ - These settings cannot be used. There is no setting "lapps". Did you mean "laps"?
    (only you can see this)
    "#);

    let night = league.plan("every friday 20:00").await;
    assert_eq!(league.pass().await, [Step::Announce]);
    let card = league.card().await;
    let driver = league.discord.role("Driver");
    assert!(card.pinged.roles.contains(&driver), "{:?}", card.pinged);
    assert_snapshot!(tidy(&card.text(), &night), @r"
    @Driver **Friday Cup** is on ‹time›.
    │ 🏁 Friday Cup
    │ ‹time› (‹time›)
    │ Time: ‹day› Europe/Berlin, every week
    │ Track: green\_hills (gp)
    │ Sessions: Practice 15 min · Race 10 laps
    │ Length: 90 min
    │ Pack: cup.zip
    │ Sign-up: until ‹time› (‹time›)
    │ Grid 0 of 3: Nobody yet
    │ race ‹night›
    [Sign up] [Change car] [Team and number] [Withdraw]
    ");

    // What is no Steam profile is asked again, and somebody else's is theirs.
    let told = league.sign_up(dora, "my steam", "roadster_cup").await;
    assert!(told.contains("This is not a Steam ID"), "{told}");
    let profile = format!("https://steamcommunity.com/profiles/{}/", steam(1));
    let told = league.sign_up(dora, &profile, "roadster_cup").await;
    assert!(told.contains("number 1 of 3"), "{told}");
    let told = league.sign_up(gus, &steam(1), "coupe_gt").await;
    assert!(told.contains("has given this Steam account"), "{told}");
    let told = league.sign_up(gus, "STEAM_0:0:1", "coupe_gt").await;
    assert!(told.contains("number 2 of 3"), "{told}");
    // Who wants a car that is taken waits.
    let told = league.sign_up(eve, &steam(3), "coupe_gt").await;
    assert!(told.contains("number 1 on the waiting list"), "{told}");
    // Pressed again it changes nothing, and a car can be changed.
    let told = league.press(dora, "Sign up").await.text();
    assert!(told.contains("number 1 of 3"), "{told}");
    let told = league.sign_up(alice, &steam(4), "coupe_gt").await;
    assert!(told.contains("number 2 on the waiting list"), "{told}");
    let question = league.press(alice, "Change car").await;
    let told = league.choose(alice, &question, "roadster_cup").await;
    assert!(told.contains("number 3 of 3"), "{told}");
    assert!(!question.text().contains("everyone"), "{}", question.text());

    // Gus cannot come: eve moves up, and is told.
    let told = league.press(gus, "Withdraw").await.text();
    assert!(told.contains("You are off the list"), "{told}");
    let up = league.said("moves up").pop().expect("a message");
    assert!(up.pinged.users.contains(&eve.id), "{:?}", up.pinged);
    league.pass().await;
    assert_eq!(league.said("moves up").len(), 1, "she knows already");
    assert_snapshot!(tidy(&league.card().await.text(), &night).replace('\u{200b}', "‹›"), @r"
    @Driver **Friday Cup** is on ‹time›.
    │ 🏁 Friday Cup
    │ ‹time› (‹time›)
    │ Time: ‹day› Europe/Berlin, every week
    │ Track: green\_hills (gp)
    │ Sessions: Practice 15 min · Race 10 laps
    │ Length: 90 min
    │ Pack: cup.zip
    │ Sign-up: until ‹time› (‹time›)
    │ Grid 3 of 3:
    │   1. dora · roadster\_cup
    │   2. @‹›everyone CAR\_9 · coupe\_gt
    │   3. alice · roadster\_cup
    │ race ‹night›
    [Sign up] [Change car] [Team and number] [Withdraw]
    ");

    // The organiser gives the winner of last week some ballast.
    let ballast = [
        ("race", Input::from("friday cup")),
        ("driver", alice.into()),
        ("ballast", Input::Integer(40)),
    ];
    let refused = league
        .discord
        .slash(dora, "race driver", &ballast)
        .reply()
        .await;
    assert!(
        refused.text().contains("You may not plan races"),
        "{}",
        refused.text()
    );
    let told = league
        .discord
        .slash(oscar, "race driver", &ballast)
        .reply()
        .await;
    assert!(told.text().contains("40 kg"), "{}", told.text());

    // Sign-up closes, and the server starts with the list.
    league.push(&night, 79);
    assert_eq!(league.pass().await, [Step::CloseSignUp, Step::StartServer]);
    let late =
        discord_stand_in::Discord::try_press(&league.discord, gus, &league.card().await, "Sign up");
    assert!(late.is_err(), "the button is gone");
    let server = league.server(&night);
    let slots = league.entry_list(&server);
    let shown: Vec<String> = slots
        .iter()
        .map(|slot| {
            format!(
                "{} {} {} {}",
                slot["GUID"], slot["MODEL"], slot["BALLAST"], slot["DRIVERNAME"]
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            format!("{} roadster_cup 0 dora", steam(1)),
            format!("{} coupe_gt 0 @everyone CAR_9", steam(3)),
            format!("{} roadster_cup 40 alice", steam(4)),
        ]
    );
    let cfg = league.host.file(&server, "pack/cfg/server_cfg.ini");
    let cfg = std::fs::read_to_string(cfg).expect("settings");
    for line in [
        "MAX_CLIENTS=3",
        "MAX_BALLAST_KG=40",
        "LOCKED_ENTRY_LIST=1",
        "PICKUP_MODE_ENABLED=1",
        "NAME=Sunday Cup",
    ] {
        assert!(cfg.lines().any(|own| own.trim() == line), "{line}: {cfg}");
    }

    // Online: the card has the way in, and so has the reminder, which pings once.
    until(async || {
        league
            .races
            .pass_at(league.service.clock().now())
            .await
            .expect("a pass");
        league.card().await.text().contains("[Join").then_some(())
    })
    .await;
    league.push(&night, 59);
    assert_eq!(league.pass().await, [Step::Remind(60)]);
    league.pass().await;
    let reminders = league.said("** starts ");
    assert_eq!(reminders.len(), 1, "{}", league.discord.transcript());
    assert!(
        reminders[0].text().contains("Join: <https://acstuff"),
        "{}",
        reminders[0].text()
    );
    assert!(reminders[0].pinged.roles.contains(&driver));
    league.push(&night, 14);
    assert_eq!(league.pass().await, [Step::Remind(15)]);
    assert_eq!(league.said("is about to start").len(), 1);

    // The race is driven, and its result is kept: some time later the server goes, and the card says who won.
    let results = league.host.file(&server, "pack/results");
    std::fs::create_dir_all(&results).expect("a folder");
    std::fs::write(
        results.join("2026_12_4_21_30_RACE.json"),
        include_bytes!("../../crates/results/tests/files/2019_3_2_22_3_RACE.json"),
    )
    .expect("a result");
    league.push(&night, -95);
    assert_eq!(league.pass().await, []);
    league.push(&night, -110);
    let taken = league.pass().await;
    assert_eq!(taken, [Step::StopServer, Step::Conclude, Step::PlanNext]);
    until(async || (league.host.processes(&server) == 0).then_some(())).await;
    let over = league.said("– over").pop().expect("the card");
    assert!(over.text().contains("**1** "), "{}", over.text());
    let left = league.cloud.servers().await.expect("a list");
    assert!(left.iter().all(|left| left.state.is_gone()), "{left:?}");
    let packs = league.cloud.packs("packs/").await.expect("packs");
    assert_eq!(
        packs.len(),
        1,
        "the pack that was made for the night is gone: {packs:?}"
    );

    // It comes again a week later, with nobody on its list.
    let next = league.night().await;
    assert_eq!(next.start, night.start.next_week());
    assert!(next.entries.is_empty());
    assert_eq!(league.pass().await, [Step::Announce]);
    // What was given once is known: one press and the car.
    let question = league.press(dora, "Sign up").await;
    let told = league.choose(dora, &question, "coupe_gt").await;
    assert!(told.contains("number 1 of 3"), "{told}");
    league.end().await;
}

/// Bots that die at any moment, two at a time: one card, one server, one reminder.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_bots_die_the_night_goes_on_once() {
    let mut league = League::start().await;
    let night = league.plan("every friday 20:00").await;
    let kill_after = |milliseconds| Duration::from_millis(milliseconds);
    let bots = async |league: &League, cut: Duration, now: Timestamp| {
        // Each with a name of its own, and no memory.
        let bot = || {
            let service = Service::new(league.cloud.clone(), league.rules.clone());
            RacesWatcher::new(service.expect("a service"), league.notifier.clone())
        };
        let (mut one, mut other) = (bot(), bot());
        let _ = tokio::join!(
            tokio::time::timeout(cut, one.pass_at(now)),
            tokio::time::timeout(cut * 2, other.pass_at(now)),
        );
    };
    for cut in 1..12 {
        bots(&league, kill_after(cut), league.service.clock().now()).await;
        // Longer than a claim holds.
        league.service.clock().push(SignedDuration::from_mins(6));
    }
    league.pass().await;
    assert_eq!(
        league.said("Sign up").len(),
        1,
        "{}",
        league.discord.transcript()
    );
    let dora = league.discord.member("dora");
    let told = league.sign_up(dora, &steam(1), "roadster_cup").await;
    assert!(told.contains("number 1 of 3"), "{told}");

    league.push(&night, 79);
    for cut in 1..8 {
        bots(&league, kill_after(cut * 15), league.service.clock().now()).await;
    }
    league.push(&night, 70);
    league.pass().await;
    let server = league.server(&night);
    until(async || {
        league.pass().await;
        (league.host.processes(&server) == 1).then_some(())
    })
    .await;
    let servers = league.cloud.servers().await.expect("a list");
    assert_eq!(servers.len(), 1, "{servers:?}");
    let slots = league.entry_list(&server);
    assert_eq!(slots.len(), 1, "{slots:?}");
    assert_eq!(slots[0]["GUID"], steam(1));

    league.push(&night, 59);
    for cut in 1..8 {
        bots(&league, kill_after(cut * 3), league.service.clock().now()).await;
    }
    league.push(&night, 50);
    league.pass().await;
    assert_eq!(
        league.said("** starts ").len(),
        1,
        "{}",
        league.discord.transcript()
    );
    league.end().await;
}

/// What goes wrong is told to whoever planned it, and nothing is skipped in silence.
#[tokio::test(flavor = "multi_thread")]
async fn a_night_that_cannot_be_is_told_to_its_organiser() {
    let mut league = League::start().await;
    let oscar = league.discord.member("oscar");

    // Everything that stands against a change is said at once, and nothing is planned.
    let options = [
        ("name", "Rain".into()),
        ("when", "fri 20:00".into()),
        ("pack", league.pack.as_str().into()),
        ("settings", "slots=900 damage=lots track=../x".into()),
    ];
    let refused = league.discord.slash(oscar, "race new", &options);
    let refused = refused.reply().await.text();
    for part in ["slots", "damage", "track"] {
        assert!(refused.contains(part), "{refused}");
    }
    assert!(league.nights().await.is_empty());

    // The pack goes: the organiser hears of it when the server should start, and is named.
    let night = league.plan("fri 20:00").await;
    league.pass().await;
    let dora = league.discord.member("dora");
    league.sign_up(dora, &steam(1), "roadster_cup").await;
    let location = league.pack.parse().expect("a location");
    league.cloud.delete_pack(&location).await.expect("deleted");
    league.push(&night, 79);
    league.pass().await;
    let told = league.said("There is no pack").pop();
    let told = told.unwrap_or_else(|| panic!("{}", league.discord.transcript()));
    assert!(told.pinged.users.contains(&oscar.id), "{:?}", told.pinged);

    // There is no server that could be deleted.
    let cancel = [("race", Input::from("friday cup"))];
    let question = league.discord.slash(oscar, "race cancel", &cancel);
    let question = question.reply().await.text();
    assert!(
        question.contains("Its server will not start."),
        "{question}"
    );

    // Called off: whoever waits for it is told, and nothing is left to press.
    let off = league
        .call_off("friday cup", "Call it off…", "No @everyone")
        .await;
    assert!(off.contains("is called off"), "{off}");
    league.pass().await;
    let told = league.said("is called off").pop().expect("a message");
    assert!(told.pinged.roles.contains(&league.discord.role("Driver")));
    assert!(!told.pinged.everyone);
    // It is put away once nobody can be at its start any more.
    league.service.clock().push(SignedDuration::from_mins(6));
    league.pass().await;
    assert!(league.nights().await.is_empty());
    league.end().await;
}

/// An organiser takes a driver off from a shell, where nobody writes into the channel: whoever moves up is
/// told by the bot, once.
#[tokio::test(flavor = "multi_thread")]
async fn who_moves_up_is_told_whoever_changed_the_list() {
    let mut league = League::start().await;
    league.plan("fri 20:00").await;
    league.pass().await;
    let (dora, gus, alice) = (
        league.discord.member("dora"),
        league.discord.member("gus"),
        league.discord.member("alice"),
    );
    league.sign_up(dora, &steam(1), "coupe_gt").await;
    let told = league.sign_up(gus, &steam(2), "coupe_gt").await;
    assert!(told.contains("number 1 on the waiting list"), "{told}");
    let told = league.sign_up(alice, &steam(3), "coupe_gt").await;
    assert!(told.contains("number 2 on the waiting list"), "{told}");
    let operator = domain::policy::Actor {
        guild: Some(league.guild()),
        ..domain::policy::Actor::operator("the test")
    };
    let off = service::DriverEdit {
        remove: true,
        ..Default::default()
    };
    let driver = domain::ids::UserId::from(dora.id.get());
    let edited = league
        .service
        .edit_driver(&operator, "friday cup", driver, &off);
    edited.await.expect("off the list");
    assert_eq!(league.pass().await, [Step::TellDrivers]);
    assert_eq!(league.pass().await, []);
    let told = league.said("moves up and will start");
    assert_eq!(told.len(), 1, "{}", league.discord.transcript());
    assert!(
        told[0].pinged.users.contains(&gus.id),
        "{:?}",
        told[0].pinged
    );
    // He takes another car, and leaves this one to alice.
    let question = league.press(gus, "Change car").await;
    league.choose(gus, &question, "roadster_cup").await;
    league.pass().await;
    let told = league.said("moves up and will start");
    assert_eq!(told.len(), 2, "{}", league.discord.transcript());
    assert!(
        told[1].pinged.users.contains(&alice.id),
        "{:?}",
        told[1].pinged
    );
    league.end().await;
}

/// Two organisers change the race at the same moment: what both said holds.
#[tokio::test(flavor = "multi_thread")]
async fn two_edits_at_once_are_both_kept() {
    let mut league = League::start().await;
    league.plan("fri 20:00").await;
    league.pass().await;
    let organiser = domain::policy::Actor {
        guild: Some(league.guild()),
        ..domain::policy::Actor::operator("oscar")
    };
    let edit = |settings: &str| service::RaceEdit {
        settings: Some(settings.to_owned()),
        ..Default::default()
    };
    let (one, other) = tokio::join!(
        league
            .service
            .edit_race(&organiser, "friday cup", edit("laps=12")),
        league
            .service
            .edit_race(&organiser, "friday cup", edit("damage=40")),
    );
    one.expect("changed");
    other.expect("changed");
    let both = configuration::Change::parse_line("laps=12 damage=40").expect("a change");
    assert_eq!(league.night().await.change, Some(both));
    league.end().await;
}

/// What is kept of one Discord server cannot be read: the races of the others are driven all the same.
#[tokio::test(flavor = "multi_thread")]
async fn the_trouble_of_one_discord_server_keeps_no_other_waiting() {
    let mut league = League::start().await;
    let folder = league
        .host
        .settings
        .data_dir
        .join("documents/race/100/nights");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::os::unix::fs::symlink("1.json", folder.join("1.json")).expect("a link to itself");
    let rules = |id: u64| serde_json::from_value(serde_json::json!({"id": id})).expect("rules");
    let mut both = league.rules.clone();
    let own = league.guild().get();
    both.policy = domain::policy::Policy::new([rules(100), rules(own)]);
    let service = Service::new(league.cloud.clone(), both).expect("a service");
    league.plan("fri 20:00").await;
    let mut races = RacesWatcher::new(service, league.notifier.clone());
    let now = league.service.clock().now();
    let passed = races.pass_at(now).await.expect("a pass");
    assert_eq!(passed.taken, [Step::Announce]);
    league.pass().await;
    league.end().await;
}

/// Whom the stewards banned takes no place on the grid, and reads why.
#[tokio::test(flavor = "multi_thread")]
async fn somebody_banned_cannot_sign_up_until_the_ban_is_lifted() {
    let mut league = League::start().await;
    league.plan("fri 20:00").await;
    league.pass().await;
    let (oscar, dora, gus, alice) = (
        league.discord.member("oscar"),
        league.discord.member("dora"),
        league.discord.member("gus"),
        league.discord.member("alice"),
    );
    let told = league.sign_up(gus, &steam(2), "coupe_gt").await;
    assert!(told.contains("number 1 of 3"), "{told}");
    let told = league.sign_up(alice, &steam(3), "coupe_gt").await;
    assert!(told.contains("number 1 on the waiting list"), "{told}");
    for driver in [1, 2] {
        let ban = [
            ("driver", Input::from(steam(driver).as_str())),
            ("reason", "rammed everybody".into()),
        ];
        league.discord.slash(oscar, "ban", &ban).reply().await;
    }
    let told = league.sign_up(dora, &steam(1), "roadster_cup").await;
    assert_snapshot!(told, @"
    │ You may not sign up for races here: rammed everybody
    (only you can see this)
    ");
    // Who was on the list before gives up the place to whoever waits for it, and both are told.
    let left = league.night().await.entries;
    assert_eq!(left.len(), 1, "{left:?}");
    assert_eq!(left[0].user, alice.id.get());
    assert_eq!(league.pass().await, [Step::TellDrivers]);
    let lost = league.said("is banned here and loses the place");
    assert!(lost[0].pinged.users.contains(&gus.id), "{lost:?}");
    let up = league.said("moves up and will start");
    assert!(up[0].pinged.users.contains(&alice.id), "{up:?}");
    let told = league.press(gus, "Withdraw").await.text();
    assert!(
        told.contains("You have not signed up for this race."),
        "{told}"
    );
    let told = league.press(gus, "Sign up").await.text();
    assert!(
        told.contains("You may not sign up for races here"),
        "{told}"
    );
    let unban = [("driver", Input::from(steam(1).as_str()))];
    league.discord.slash(oscar, "unban", &unban).reply().await;
    let question = league.press(dora, "Sign up").await;
    let told = league.choose(dora, &question, "roadster_cup").await;
    assert!(told.contains("number 2 of 3"), "{told}");
    league.end().await;
}

/// A bot that kept the ban died before it took the driver off the list: closing the list does.
#[tokio::test(flavor = "multi_thread")]
async fn a_ban_that_a_dead_bot_left_halfway_holds_when_sign_up_closes() {
    let mut league = League::start().await;
    let night = league.plan("fri 20:00").await;
    league.pass().await;
    let gus = league.discord.member("gus");
    league.sign_up(gus, &steam(2), "coupe_gt").await;
    let ban = league::Ban {
        guid: steam(2),
        name: "gus".to_owned(),
        decision: results::document::Decision {
            by: "oscar".to_owned(),
            at: Timestamp::now(),
            reason: String::new(),
        },
    };
    let kept = league.service.league(Some(league.guild()));
    kept.expect("a league").ban(ban).await.expect("banned");
    assert_eq!(league.night().await.entries.len(), 1);
    league.push(&night, 79);
    league.pass().await;
    assert_eq!(league.said("is banned here and loses the place").len(), 1);
    assert_eq!(league.servers().await, [], "nobody is left to race");
    league.end().await;
}

/// No bot ran until a race was long due: that is said, and the series goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_nobody_took_is_told_and_the_series_goes_on() {
    let mut league = League::start().await;
    let night = league.plan("every friday 20:00").await;
    league.pass().await;
    league.push(&night, -50);
    league.pass().await;
    let told = league
        .said("The server was not started: no bot ran at its time")
        .pop();
    let told = told.unwrap_or_else(|| panic!("{}", league.discord.transcript()));
    let oscar = league.discord.member("oscar");
    assert!(told.pinged.users.contains(&oscar.id), "{:?}", told.pinged);
    assert_eq!(league.night().await.start, night.start.next_week());
    league.pass().await;

    let off = league.call_off("friday cup", "Call the series off…", "");
    assert!(off.await.contains("is called off"));
    league.pass().await;
    assert!(league.nights().await.is_empty());
    league.end().await;
}

/// Nobody signed up: no reminder calls drivers to a server that never comes, the card says why, and the series
/// goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_race_that_nobody_signed_up_for_is_off_and_the_series_goes_on() {
    let mut league = League::start().await;
    let night = league.plan("every friday 20:00").await;
    league.pass().await;
    let first = league.card().await;
    league.push(&night, 79);
    let mut taken = league.pass().await;
    taken.extend(league.pass().await);
    assert!(taken.contains(&Step::Conclude), "{taken:?}");
    assert_eq!(league.said("Nobody is on its list").len(), 1);
    let card = league.discord.message(first.id).expect("the card");
    assert_snapshot!(tidy(&card.text(), &night), @r"
    @Driver **Friday Cup** is on ‹time›.
    │ ~~🏁 Friday Cup~~ off
    │ Nobody signed up, so this race is off.
    │ Time: ‹day› Europe/Berlin, every week
    │ Track: green\_hills (gp)
    │ Sessions: Practice 15 min · Race 10 laps
    │ Length: 90 min
    │ Pack: cup.zip
    │ Sign-up: closed
    │ Grid 0 of 3: Nobody
    │ race ‹night›
    ");
    let next = league.nights().await;
    assert_eq!(next.len(), 1);
    assert_eq!(next[0].start, night.start.next_week());
    league.push(&night, 14);
    league.pass().await;
    league.push(&night, -60);
    league.pass().await;
    for reminder in ["is about to start", "** starts "] {
        assert_eq!(
            league.said(reminder).len(),
            0,
            "{}",
            league.discord.transcript()
        );
    }
    assert_eq!(league.servers().await, []);
    league.end().await;
}

/// Tonight's change: the difference first, then the program is restarted with it, and back again. Server,
/// ports and link stay.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_races_is_changed_and_changed_back() {
    let league = League::start().await;
    let (oscar, dora) = (
        league.discord.member("oscar"),
        league.discord.member("dora"),
    );
    let deploy = [
        ("pack", Input::from(league.pack.as_str())),
        ("settings", "laps=7".into()),
    ];
    league.discord.slash(oscar, "deploy stored", &deploy);
    league
        .discord
        .wait_for_text(oscar.channel, "Sunday Cup – join now")
        .await;
    let server = league.servers().await.pop().expect("a server");
    let cfg = || {
        let file = league.host.file(&server, "pack/cfg/server_cfg.ini");
        std::fs::read_to_string(file).unwrap_or_default()
    };
    let ports = league.listed(&server).await.pack.ports;
    let process = || league.host.process_ids(&server);
    let first = process();
    let another = async |before: &[u32]| {
        until(async || {
            let now = process();
            (now.len() == 1 && now != before).then_some(now)
        })
        .await
    };
    assert!(cfg().contains("LAPS=7"), "{}", cfg());

    let change = [("settings", Input::from("laps=12 password=secret1"))];
    let refused = league.discord.slash(dora, "change", &change).reply().await;
    assert!(
        refused.text().contains("You may not change"),
        "{}",
        refused.text()
    );
    let wrong = [("settings", Input::from("laps=12 race=off damage=lots"))];
    let wrong = league.discord.slash(oscar, "change", &wrong).reply().await;
    assert!(wrong.text().contains("damage"), "{}", wrong.text());
    let preview = league.discord.slash(oscar, "change", &change).reply().await;
    assert!(!preview.text().contains("secret1"), "{}", preview.text());
    for part in ["7 laps → 12 laps", "machine and join link stay"] {
        assert!(preview.text().contains(part), "{}", preview.text());
    }
    assert!(cfg().contains("LAPS=7"), "only shown");
    // Somebody else is shown another change meanwhile.
    let alma = league.discord.add_member(
        league.discord.guild(),
        "alma",
        &[league.discord.role("Organiser")],
    );
    let alma = alma.in_channel(oscar.channel);
    let other = [("settings", Input::from("laps=20"))];
    let others = league.discord.slash(alma, "change", &other).reply().await;

    league.discord.press(oscar, &preview, "Apply");
    let told = league
        .discord
        .wait_for_text(oscar.channel, "changed what")
        .await;
    let second = another(&first).await;
    assert!(cfg().contains("LAPS=12"), "{}", cfg());
    assert!(cfg().contains("PASSWORD=secret1"));
    let late = league.press_on(alma, &others, "Apply").await;
    assert!(
        late.text().contains("was changed after this was shown"),
        "{}",
        late.text()
    );
    league
        .discord
        .wait_for_text(oscar.channel, "– online again")
        .await;
    assert!(league.listed(&server).await.pack.password);

    league.discord.press(oscar, &told, "Undo");
    another(&second).await;
    assert!(cfg().contains("LAPS=7"), "{}", cfg());
    let now = league.listed(&server).await;
    assert_eq!(now.pack.ports, ports);
    assert!(!now.pack.password);
    // Pressed again it would take back what is not there any more.
    let again = league.press_on(oscar, &told, "Undo").await;
    assert!(
        again.text().contains("was changed after this was shown"),
        "{}",
        again.text()
    );
    assert_eq!(league.servers().await, [server]);
    league.end().await;
}

/// What is remembered of changes holds passwords: it goes with the server, whoever is killed on the way.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_remembered_of_changes_goes_with_the_server() {
    let league = League::start().await;
    let oscar = league.discord.member("oscar");
    let deploy = [("pack", Input::from(league.pack.as_str()))];
    league.discord.slash(oscar, "deploy stored", &deploy);
    league
        .discord
        .wait_for_text(oscar.channel, "Sunday Cup – join now")
        .await;
    let server = league.servers().await.pop().expect("a server");
    let change = [("settings", Input::from("laps=12 password=secret1"))];
    league.discord.slash(oscar, "change", &change).reply().await;
    assert_eq!(league.kept("changes").await.len(), 1);
    // What its card shows while somebody drives.
    let guild = league.discord.guild();
    let documents = league.cloud.documents().expect("documents");
    let put = async |key: String| {
        let key = store::Key::new(key).expect("a key");
        let absent = store::Expected::Absent;
        let written = documents.put(&key, b"{}".to_vec(), absent).await;
        written.expect("written");
    };
    put(format!("live/{guild}/{server}.json")).await;
    let actor = domain::policy::Actor::operator("the test");
    let lose = service::Unread::Lose;
    let deleted = league
        .service
        .terminate(&actor, server.as_str(), lose)
        .await;
    deleted.expect("deleted");
    assert_eq!(league.kept("changes").await, [""; 0]);

    assert_eq!(league.kept("live").await, [""; 0]);

    // A bot that was killed after it had deleted another server has left something.
    let gone = domain::ids::ServerId::from_bits(7);
    put(format!("changes/{gone}/1.json")).await;
    put(format!("live/{guild}/{gone}.json")).await;
    let next = Service::new(league.cloud.clone(), league.rules.clone()).expect("a service");
    assert_eq!(
        next.sweep_documents().await.expect("swept"),
        0,
        "a list may lag"
    );
    assert_eq!(next.sweep_documents().await.expect("swept"), 2);
    assert_eq!(league.kept("changes").await, [""; 0]);
    assert_eq!(league.kept("live").await, [""; 0]);
    league.end().await;
}

/// The bot is killed between the press and the restart: the next one finishes the change.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_a_dead_bot_left_is_finished_by_the_next() {
    let league = League::start().await;
    let oscar = league.discord.member("oscar");
    let deploy = [("pack", Input::from(league.pack.as_str()))];
    league.discord.slash(oscar, "deploy stored", &deploy);
    league
        .discord
        .wait_for_text(oscar.channel, "Sunday Cup – join now")
        .await;
    let server = league.servers().await.pop().expect("a server");
    let change = [("settings", Input::from("laps=12"))];
    let preview = league.discord.slash(oscar, "change", &change).reply().await;
    let id = preview.text();
    assert!(id.contains("12 laps"), "{id}");
    league.watching.abort();
    // All that a bot does before it touches the server is to note the change.
    let kept = league.cloud.documents().expect("documents");
    let folder = store::Key::new(format!("changes/{server}")).expect("a key");
    let keys = kept.list(Some(&folder)).await.expect("a list");
    let change = keys[0].file_name().trim_end_matches(".json").to_owned();
    let listed = league.listed(&server).await;
    let record = domain::server::Record {
        changing: Some(change.parse().expect("an id")),
        ..listed.record.clone()
    };
    league
        .cloud
        .remember(&listed, &record)
        .await
        .expect("noted");

    let next = Service::new(league.cloud.clone(), league.rules.clone()).expect("a service");
    next.patience_with_changes(Duration::ZERO);
    let cfg = || {
        let file = league.host.file(&server, "pack/cfg/server_cfg.ini");
        std::fs::read_to_string(file).unwrap_or_default()
    };
    until(async || {
        for server in next.list().await.expect("a list") {
            next.resume_change(&server);
        }
        cfg().contains("LAPS=12").then_some(())
    })
    .await;
    until(async || {
        let now = league.listed(&server).await;
        now.record.changing.is_none().then_some(())
    })
    .await;
    assert_eq!(league.listed(&server).await.record.changing, None);
}

/// The same from a shell: planned, changed, listed, called off.
#[tokio::test(flavor = "multi_thread")]
async fn an_operator_plans_races_from_a_shell() {
    let mut operator = Operator::new();
    operator.host.kill_ac_deploy();
    operator.add_settings("[[guilds]]\nid = \"200\"\ntime_zone = \"Europe/Berlin\"\n");
    operator.tell(&["setup", "--yes"]);
    let pack = operator.pack();
    operator.tell(&["deploy", pack.to_str().expect("a path")]);
    let packs: serde_json::Value =
        serde_json::from_str(&operator.tell(&["packs", "--json"])).expect("JSON");
    let location = packs[0]["pack"].as_str().expect("a location");
    let when = "2099-12-03 20:00";
    let new = [
        "race",
        "new",
        "Friday Cup",
        when,
        location,
        "--channel",
        "300",
    ];
    let refused = operator.run(&new);
    let why = String::from_utf8_lossy(&refused.stderr);
    assert!(why.contains("more than a year ahead"), "{why}");
    let file = [
        "race",
        "new",
        "Friday Cup",
        when,
        "cup.zip",
        "--channel",
        "300",
    ];
    let refused = operator.run(&file);
    assert_eq!(refused.status.code(), Some(4));
    let why = String::from_utf8_lossy(&refused.stderr);
    assert_snapshot!(why, @r"
    error: A race needs a pack that is in storage, and cup.zip is none.
    hint: `ac-deploy packs` lists those that are (s3:packs/…). A file comes there by `ac-deploy deploy FILE`.
    ");
    // Days away, whatever day it is.
    let day = jiff::Zoned::now() + jiff::SignedDuration::from_hours(3 * 24);
    let when = format!("every {} 20:00", day.strftime("%A")).to_lowercase();
    let new = [
        "race",
        "new",
        "Friday Cup",
        &when,
        location,
        "--channel",
        "300",
    ];
    let planned = operator.tell(&new);
    assert!(planned.contains("Friday Cup, "), "{planned}");
    assert!(
        planned.contains("20:00 Europe/Berlin, every week, 0 of 4 drivers"),
        "{planned}"
    );
    let settings = [
        "race",
        "edit",
        "friday cup",
        "--settings",
        "laps=7 password=secret1",
    ];
    let edited = operator.tell(&settings);
    assert!(edited.starts_with("Changed."), "{edited}");
    let misspelt = ["race", "edit", "friday cup", "--settings", "track=spaa"];
    let misspelt = operator.run(&misspelt);
    let said = String::from_utf8_lossy(&misspelt.stderr);
    assert!(said.contains("Check the spelling"), "{said}");
    // Presets, for races and for deploys of what lies in storage.
    let rain = ["preset", "save", "rain", "weather=rain laps=5"];
    assert!(operator.tell(&rain).contains("laps=5"));
    let listed = operator.tell(&["preset", "list"]);
    assert!(listed.starts_with("rain (saved 20"), "{listed}");
    assert!(listed.contains("laps=5 weather=rain"), "{listed}");
    // Whoever saves over one reads what is lost.
    let dry = operator.tell(&["preset", "save", "Rain", "weather=clear"]);
    assert!(
        dry.contains("It takes the place of the one before: laps=5"),
        "{dry}"
    );
    operator.tell(&rain);
    let deploy = ["deploy", location, "--preset", "rain", "--name", "Rain Cup"];
    let deployed = operator.run(&deploy);
    let said = String::from_utf8_lossy(&deployed.stderr);
    assert!(said.contains("10 laps → 5 laps"), "{said}");
    let unstored = operator.run(&["deploy", "cup.zip", "--preset", "rain"]);
    let why = String::from_utf8_lossy(&unstored.stderr);
    assert!(why.contains("change a pack that is in storage"), "{why}");
    operator.tell(&["preset", "delete", "rain"]);
    let gone = operator.run(&["preset", "delete", "rain"]);
    assert_eq!(gone.status.code(), Some(4));
    let listed = operator.tell(&["race", "list", "--json"]);
    assert!(!listed.contains("secret1"), "{listed}");
    assert!(operator.tell(&["race", "list"]).contains("Friday Cup"));
    let wrong = operator.run(&["race", "cancel", "Monday Cup"]);
    assert_eq!(wrong.status.code(), Some(4));
    let cancelled = operator.tell(&["race", "cancel", "Friday Cup", "--series", "--yes"]);
    assert!(cancelled.contains("is called off"), "{cancelled}");
    assert!(operator.tell(&["race", "list"]).contains("called off"));
}

/// A driver gave somebody else's account. It is forgotten, asked for once more, and is the one on the list then.
#[tokio::test(flavor = "multi_thread")]
async fn a_driver_whose_steam_profile_was_forgotten_gives_the_right_one() {
    let mut league = League::start().await;
    league.plan("fri 20:00").await;
    league.pass().await;
    let (oscar, dora) = (
        league.discord.member("oscar"),
        league.discord.member("dora"),
    );
    let short = league.sign_up(dora, "1234", "roadster_cup").await;
    assert!(short.contains("too short for a Steam account"), "{short}");
    let told = league.sign_up(dora, &steam(1), "roadster_cup").await;
    assert!(told.contains(&format!("profiles/{}", steam(1))), "{told}");
    let forget = [
        ("race", Input::from("friday cup")),
        ("driver", dora.into()),
        ("forget_steam", true.into()),
    ];
    let answer = league.discord.slash(oscar, "race driver", &forget);
    let answer = answer.reply().await.text();
    assert!(
        answer.contains("Their Steam profile is forgotten"),
        "{answer}"
    );
    let told = league.sign_up(dora, &steam(2), "roadster_cup").await;
    assert!(told.contains(&format!("profiles/{}", steam(2))), "{told}");
    let night = league.night().await;
    let accounts: Vec<String> = night
        .entries
        .iter()
        .map(|it| it.steam.to_string())
        .collect();
    assert_eq!(accounts, [steam(2)]);
    league.end().await;
}
