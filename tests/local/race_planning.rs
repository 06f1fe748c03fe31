//! Organisers plan races and call them off, and drivers are told what they need for them.

use std::time::Duration;

use discord_stand_in::{Input, Snowflake};
use insta::assert_snapshot;
use jiff::SignedDuration;
use race::Step;
use serenity::model::Permissions;
use service::Service;
use watcher::RacesWatcher;
use world::ordered::until;

use crate::league::{League, steam, tidy};

/// Whoever calls a race off is shown first which one it is and what that does.
#[tokio::test(flavor = "multi_thread")]
async fn a_race_is_called_off_only_after_a_question() {
    let mut league = League::start().await;
    let night = league.plan("every friday 20:00").await;
    league.pass().await;
    let (oscar, dora) = (
        league.discord.member("oscar"),
        league.discord.member("dora"),
    );
    league.sign_up(dora, &steam(1), "roadster_cup").await;

    let cancel = [("race", Input::from("friday cup"))];
    let refused = league.discord.slash(dora, "race cancel", &cancel);
    let refused = refused.reply().await.text();
    assert!(refused.contains("You may not plan races"), "{refused}");
    let question = league.discord.slash(oscar, "race cancel", &cancel);
    let question = question.reply().await;
    assert_snapshot!(tidy(&question.text(), &night), @"
    │ Call off Friday Cup?
    │ ‹time› (‹time›).
    │ 1 driver has signed up.
    │ #servers is told, and @Driver notified.
    │ Its server will not start.
    │ The race a week later stays planned, unless you call the series off.
    [Call it off…] [Call the series off…] [Keep it]
    (only you can see this)
    ");
    let kept = league.discord.press(oscar, &question, "Keep it");
    assert!(kept.reply().await.text().contains("stays planned"));
    assert!(league.night().await.is_open());

    let off = league.call_off("friday cup", "Call it off…", "Too few **drivers**");
    assert!(off.await.contains("is called off"));
    league.pass().await;
    let told = league.said("is called off: Too few").pop();
    let told = told.unwrap_or_else(|| panic!("{}", league.discord.transcript()));
    assert!(told.pinged.roles.contains(&league.discord.role("Driver")));
    let next = league.night().await;
    assert_eq!(next.start, night.start.next_week(), "the series goes on");
    let off = league.call_off("friday cup", "Call the series off…", "");
    assert!(off.await.contains("is called off"));
    league.pass().await;
    assert!(league.nights().await.is_empty());
    league.end().await;
}

/// The same race asked for twice is one race; of another name or another time it is another one.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_race_is_not_planned_twice() {
    let league = League::start().await;
    league.plan("fri 20:00").await;
    let again = league.ask_for_race("fri 20:00", &league.pack, &[]).await;
    assert_snapshot!(again, @"
    │ There is a race “Friday Cup” at that time already.
    │ `/race edit` changes that one. If you want a second race then, give it another name.
    (only you can see this)
    ");
    let later = league.ask_for_race("fri 22:00", &league.pack, &[]).await;
    assert!(later.contains("is planned"), "{later}");
    let id = league.nights().await[1].id.to_string();
    let moved = [
        ("race", Input::from(id.as_str())),
        ("when", "fri 20:00".into()),
    ];
    let oscar = league.discord.member("oscar");
    let moved = league.discord.slash(oscar, "race edit", &moved);
    let moved = moved.reply().await.text();
    assert!(moved.contains("at that time already"), "{moved}");
    assert_eq!(league.nights().await.len(), 2);
    league.end().await;
}

/// A race that is moved is told to those on its list, once and to nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn a_race_that_is_moved_is_told_to_those_on_its_list() {
    let mut league = League::start().await;
    let night = league.plan("fri 20:00").await;
    league.pass().await;
    let (oscar, dora, gus) = (
        league.discord.member("oscar"),
        league.discord.member("dora"),
        league.discord.member("gus"),
    );
    league.sign_up(dora, &steam(1), "roadster_cup").await;
    league.sign_up(gus, &steam(2), "coupe_gt").await;
    let later = [
        ("race", Input::from("friday cup")),
        ("when", "sat 21:00".into()),
    ];
    let answer = league.discord.slash(oscar, "race edit", &later);
    let answer = answer.reply().await.text();
    assert!(answer.contains("is changed: "), "{answer}");
    assert!(!answer.contains("Its card comes"), "{answer}");
    let moved = league.night().await;
    assert_ne!(moved.start, night.start);
    assert_eq!(league.pass().await, [Step::TellDrivers]);
    league.pass().await;
    let told = league.said("is moved from");
    assert_eq!(told.len(), 1, "{}", league.discord.transcript());
    let pinged = &told[0].pinged;
    assert!(pinged.roles.is_empty() && !pinged.everyone, "{pinged:?}");
    let mut users: Vec<_> = pinged.users.iter().copied().collect();
    users.sort_unstable();
    let mut list = vec![dora.id, gus.id];
    list.sort_unstable();
    assert_eq!(users, list);
    // The same start in other words moves nothing.
    let same = [
        ("race", Input::from("friday cup")),
        ("when", "sat 21:00".into()),
    ];
    league
        .discord
        .slash(oscar, "race edit", &same)
        .reply()
        .await;
    league.pass().await;
    assert_eq!(league.said("is moved from").len(), 1);
    league.end().await;
}

/// What would keep the server from starting, and what may be misspelt, is said while there is time; planned it
/// is all the same.
#[tokio::test(flavor = "multi_thread")]
async fn what_stands_against_a_race_is_said_when_it_is_planned() {
    let league = League::with_room_for(1).await;
    let deploy = [("pack", Input::from(league.pack.as_str()))];
    let oscar = league.discord.member("oscar");
    league.discord.slash(oscar, "deploy stored", &deploy);
    until(async || (league.servers().await.len() == 1).then_some(())).await;
    let wrong = [("settings", Input::from("track=spaa"))];
    let planned = league.ask_for_race("fri 20:00", &league.pack, &wrong).await;
    for part in [
        "is planned",
        "Today its server could not start: ",
        "Check the spelling",
        "spaa",
    ] {
        assert!(planned.contains(part), "{part}: {planned}");
    }
    league.end().await;
    let league = League::start().await;
    let planned = league.ask_for_race("fri 20:00", &league.pack, &[]).await;
    assert!(!planned.contains("⚠️"), "{planned}");
    let oscar = league.discord.member("oscar");
    let edit = [
        ("race", Input::from("friday cup")),
        ("settings", "track=spaa".into()),
    ];
    let changed = league.discord.slash(oscar, "race edit", &edit);
    let changed = changed.reply().await.text();
    assert!(changed.contains("Check the spelling"), "{changed}");
    league.end().await;
}

/// A race with a password says so on its card, and says the password to those who drive, and to nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn the_password_is_for_those_who_signed_up() {
    let mut league = League::start().await;
    let settings = [(
        "settings",
        Input::from("laps=12 practice=20 password=pit-lane"),
    )];
    let planned = league
        .ask_for_race("fri 20:00", &league.pack, &settings)
        .await;
    assert!(planned.contains("is planned"), "{planned}");
    let night = league.night().await;
    league.pass().await;
    let card = league.card().await;
    let shown = tidy(&card.text(), &night);
    for fact in [
        r"Track: green\_hills (gp)",
        "Sessions: Practice 20 min · Race 12 laps",
        "Password: 🔒 yes; drivers see it below",
        "[🔒 Password]",
    ] {
        assert!(shown.contains(fact), "{shown}");
    }

    let (dora, gus, oscar) = (
        league.discord.member("dora"),
        league.discord.member("gus"),
        league.discord.member("oscar"),
    );
    let refused = league.press(gus, "🔒 Password").await.text();
    assert!(refused.contains("sign up first"), "{refused}");
    league.sign_up(dora, &steam(1), "roadster_cup").await;
    let told = league.press(dora, "🔒 Password").await;
    assert!(told.is_ephemeral(), "{}", told.text());
    assert!(told.text().contains("pit"), "{}", told.text());
    let told = league.press(oscar, "🔒 Password").await.text();
    assert!(told.contains("pit"), "organisers know it: {told}");

    // An edit speaks of the password only if it changes it.
    let edit = async |settings: &str| {
        let edit = [
            ("race", Input::from("friday cup")),
            ("settings", Input::from(settings)),
        ];
        let edited = league.discord.slash(oscar, "race edit", &edit);
        edited.reply().await.text()
    };
    let edited = edit("laps=11").await;
    assert!(edited.contains("is changed"), "{edited}");
    assert!(!edited.contains("password"), "{edited}");
    let edited = edit("password=pit-wall").await;
    let says = "The password changes. Drivers see it by the 🔒 Password button on the race's card.";
    assert!(edited.contains(says), "{edited}");

    // Changed on the running server, the card and the button follow.
    league.push(&night, 79);
    league.pass().await;
    let server = league.server(&night);
    until(async || {
        league.pass().await;
        league.card().await.text().contains("[Join").then_some(())
    })
    .await;
    let change = [
        (
            "settings",
            Input::from("laps=3 weather=rain time=10:00 password=paddock"),
        ),
        ("server", server.as_str().into()),
    ];
    let preview = league.discord.slash(oscar, "change", &change);
    let preview = preview.reply().await;
    league.press_on(oscar, &preview, "Apply").await;
    until(async || {
        league.pass().await;
        let card = league.card().await.text();
        card.contains("Race 3 laps").then_some(())
    })
    .await;
    let card = league.card().await.text();
    for fact in ["Weather: rain", "Time of day: 10:00"] {
        assert!(card.contains(fact), "{card}");
    }
    let told = league.press(dora, "🔒 Password").await.text();
    assert!(told.contains("paddock"), "{told}");
    for message in league.said("") {
        let text = message.text();
        assert!(
            message.is_ephemeral()
                || !["paddock", "pit-lane", "pit-wall"]
                    .iter()
                    .any(|word| text.contains(word)),
            "{text}"
        );
    }
    league.end().await;
}

/// A thread below the card where one is wished: one, though two bots announce and one of them dies; put away
/// with the race. Without the right to make one the race goes on, and the organiser is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_race_has_a_thread_where_one_is_wished() {
    let mut league = League::start().await;
    let thread = [("thread", Input::from(true))];
    let planned = league
        .ask_for_race("every friday 20:00", &league.pack, &thread)
        .await;
    assert!(planned.contains("is planned"), "{planned}");
    // Bots that are killed while they announce.
    for cut in 1..8 {
        let service = Service::new(league.cloud.clone(), league.rules.clone());
        let mut bot = RacesWatcher::new(service.expect("a service"), league.notifier.clone());
        let now = league.service.clock().now();
        let cut = Duration::from_millis(cut * 3);
        let _ = tokio::time::timeout(cut, bot.pass_at(now)).await;
        league.service.clock().push(SignedDuration::from_mins(6));
    }
    league.pass().await;
    let night = league.night().await;
    let card = Snowflake::from(night.card.expect("a card"));
    assert_eq!(night.thread, night.card);
    let made = league.discord.thread(card).expect("a thread");
    assert_eq!(made, ("Friday Cup".to_owned(), false));

    let off = league.call_off("friday cup", "Call it off…", "").await;
    assert!(off.contains("is called off"), "{off}");
    league.pass().await;
    let archived = league.discord.thread(card).expect("it stays to be read");
    assert!(archived.1, "{archived:?}");

    // The next week's has one of its own, unless the bot may not: that is said once in a series.
    league.pass().await;
    let next = league.night().await;
    let card = Snowflake::from(next.card.expect("a card"));
    assert!(league.discord.thread(card).is_some());
    let servers = league.discord.channel("servers");
    let right = Permissions::CREATE_PUBLIC_THREADS;
    league.discord.deny(servers, right);
    let more = [thread[0].clone(), ("name", Input::from("Second"))];
    let second = [
        more[0].clone(),
        more[1].clone(),
        ("when", "sat 20:00".into()),
        ("pack", league.pack.as_str().into()),
    ];
    let oscar = league.discord.member("oscar");
    let planned = league.discord.slash(oscar, "race new", &second);
    let planned = planned.reply().await.text();
    assert!(planned.contains("is planned"), "{planned}");
    league.pass().await;
    league.pass().await;
    let told = league.said("it needs the permission Create Public Threads");
    assert_eq!(told.len(), 1, "{}", league.discord.transcript());
    assert!(
        told[0].pinged.users.contains(&oscar.id),
        "{:?}",
        told[0].pinged
    );
    league.end().await;
}
