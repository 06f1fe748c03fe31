//! Stewards and drivers of a night whose server is on.

use std::time::Duration;

use discord_stand_in::{Input, Member};
use domain::ids::ServerId;
use jiff::Timestamp;
use league::{Content, NewSeason, ServerFile};
use race::Step;
use results::season::Rules;
use world::ordered::until;

use crate::league::{League, steam};

impl League {
    /// So many of the simulated drivers are on a server.
    pub(crate) fn drive(&self, server: &ServerId, drivers: u32) {
        let file = self.host.file(server, "pack/simulated-clients");
        std::fs::write(file, drivers.to_string()).expect("told");
    }

    /// Signs up as one of those who drove here.
    async fn thats_me(&self, member: Member, guid: &str, car: &str) {
        let question = self.press(member, "Sign up").await;
        let menu = format!("race-me:{}", self.night().await.id);
        let chosen = self.discord.choose(member, &question, &menu, &[guid]);
        let cars = chosen.expect("it is offered").reply().await;
        self.choose(member, &cars, car).await;
    }

    /// A race is driven on a server, to its flag.
    fn race(&self, server: &ServerId) {
        let file = self.host.file(server, "pack/simulated-driving");
        std::fs::write(file, "1").expect("told");
    }
}

/// A steward ends the race before its time: its result is kept, and the server goes although drivers are
/// still on it.
#[tokio::test(flavor = "multi_thread")]
async fn a_steward_ends_the_race_and_the_evening_with_it() {
    let mut league = League::start().await;
    let night = league.started_night().await;
    let server = league.server(&night);
    let (oscar, dora) = (
        league.discord.member("oscar"),
        league.discord.member("dora"),
    );
    // Not before it has begun, and not by whoever drives.
    let early = league
        .discord
        .slash(oscar, "session end", &[])
        .reply()
        .await;
    assert!(
        early.text().contains("The race “Friday Cup” has not begun"),
        "{}",
        early.text()
    );
    league.push(&night, -20);
    league.pass().await;
    let refused = league.discord.slash(dora, "session end", &[]).reply().await;
    assert!(refused.text().contains("You may not"), "{}", refused.text());

    league.drive(&server, 1);
    // Whoever is too fast carries more from here on, and nobody is loaded who is not there.
    until(async || {
        let looked = league.listed(&server).await;
        let live = league.service.look_at_session(&looked).await?;
        (live.present.len() == 1).then_some(())
    })
    .await;
    let load = |who: &str| [("driver", Input::from(who)), ("kg", Input::Integer(30))];
    let refused = league.discord.slash(dora, "ballast", &load("dora"));
    let refused = refused.reply().await.text();
    assert!(refused.contains("You may not"), "{refused}");
    let nobody = league.discord.slash(oscar, "ballast", &load("Nobody"));
    let nobody = nobody.reply().await.text();
    assert!(nobody.contains("Nobody"), "{nobody}");
    league.discord.slash(oscar, "ballast", &load("dora"));
    let told = league
        .discord
        .wait_for_text(oscar.channel, "30 kg of ballast")
        .await
        .text();
    assert!(
        told.contains("It does not say what a car carries"),
        "{told}"
    );
    let log = league.host.file(&server, "server.log");
    until(async || {
        let log = std::fs::read_to_string(&log).ok()?;
        log.contains("ADMIN /ballast 0 30").then_some(())
    })
    .await;
    league.race(&server);
    until(async || {
        let looked = league.listed(&server).await;
        let live = league.service.look_at_session(&looked).await?;
        (live.result.session.flag_shown == Some(true)).then_some(())
    })
    .await;
    let card = league.card().await;
    let refused = league.press_on(dora, &card, "Race control").await;
    assert!(refused.text().contains("You may not"), "{}", refused.text());
    let panel = league.press_on(oscar, &card, "Race control").await;
    let shown = panel.text();
    assert!(panel.is_ephemeral() && shown.contains("dora"), "{shown}");
    league.discord.press(oscar, &panel, "End the race");
    let told = league
        .discord
        .wait_for_text(oscar.channel, "ended the session on")
        .await
        .text();
    assert!(
        told.contains("**Friday Cup** is over: the server stops in about 10 minutes"),
        "{told}"
    );
    assert_eq!(league.pass().await, []);
    league.push(&night, -31);
    let taken = league.pass().await;
    assert_eq!(taken[..2], [Step::StopServer, Step::Conclude], "{taken:?}");
    until(async || (league.host.processes(&server) == 0).then_some(())).await;
    let over = league.said("– over").pop().expect("the card");
    assert!(over.text().contains("**1** dora"), "{}", over.text());
    assert_eq!(league.servers().await, []);
    league.end().await;
}

/// The evening runs late: the first of two races has its result, the second one is driven when the planned end
/// passes. Nobody is thrown out.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_race_that_runs_late_is_driven_to_its_end() {
    let mut league = League::start().await;
    let night = league.started_night().await;
    let server = league.server(&night);
    league.push(&night, -20);
    league.drive(&server, 1);
    league.race(&server);
    let oscar = domain::policy::Actor::operator("oscar");
    until(async || {
        let looked = league.listed(&server).await;
        let live = league.service.look_at_session(&looked).await?;
        (live.result.session.flag_shown == Some(true)).then_some(())
    })
    .await;
    let next = domain::control::Control::NextSession;
    let next = league.service.control(&oscar, server.as_str(), next).await;
    next.expect("the first race is over");
    until(async || {
        league.pass().await;
        let kept = league.service.league(Some(league.guild())).expect("kept");
        let kept = kept.of_server(server.as_str(), Timestamp::MIN).await;
        let is_race = |it: &results::document::StoredResult| {
            it.result.session.kind == results::SessionKind::Race
        };
        kept.expect("read").iter().any(is_race).then_some(())
    })
    .await;
    std::fs::write(league.host.file(&server, "pack/simulated-driving"), "2").expect("told");
    until(async || {
        let looked = league.listed(&server).await;
        let live = league.service.look_at_session(&looked).await?;
        (live.result.session.kind == results::SessionKind::Race).then_some(())
    })
    .await;
    league.push(&night, -95);
    assert_eq!(league.pass().await, []);
    // All have left: nobody is thrown out by its end.
    league.drive(&server, 0);
    let mut late = 95;
    let taken = loop {
        let due = until(async || {
            let taken = league.pass().await;
            (!taken.is_empty()).then_some(taken)
        });
        match tokio::time::timeout(Duration::from_secs(2), due).await {
            Ok(taken) => break taken,
            // The second race's result came in between: the server lingers after it, by the league's clock.
            Err(_) => late += 11,
        }
        league.push(&night, -late);
    };
    assert_eq!(taken[..2], [Step::StopServer, Step::Conclude], "{taken:?}");
    league.end().await;
}

/// A league reminds a day and half an hour before: the server is not there for a day, and a reminder that
/// is changed comes at its new time.
#[tokio::test(flavor = "multi_thread")]
async fn drivers_are_reminded_when_the_league_says() {
    let mut league = League::start().await;
    let oscar = league.discord.member("oscar");
    let asked = async |reminders: &str| {
        let more = [("reminders", reminders.into())];
        let asked = league.ask_for_race("every friday 20:00", &league.pack, &more);
        asked.await
    };
    let wrong = asked("soon").await;
    assert!(
        wrong.contains("\"soon\" is not a time before a race"),
        "{wrong}"
    );
    let planned = asked("1d 30").await;
    assert!(planned.contains("is planned"), "{planned}");
    let night = league.night().await;
    assert_eq!(league.pass().await, [Step::Announce]);
    league.push(&night, 1439);
    assert_eq!(league.pass().await, [Step::Remind(1440)]);
    assert_eq!(league.servers().await, []);

    let edit = [("race", "friday cup".into()), ("reminders", "2d 20".into())];
    let edited = league
        .discord
        .slash(oscar, "race edit", &edit)
        .reply()
        .await;
    assert!(edited.text().contains("is changed"), "{}", edited.text());
    let dora = league.discord.member("dora");
    league.sign_up(dora, &steam(1), "roadster_cup").await;
    // It is started in time to be online before the one reminder of the last hour.
    league.push(&night, 59);
    assert_eq!(league.pass().await, [Step::CloseSignUp]);
    league.push(&night, 39);
    assert_eq!(league.pass().await, [Step::StartServer]);
    league.push(&night, 29);
    assert_eq!(league.pass().await, []);
    league.push(&night, 19);
    assert_eq!(league.pass().await, [Step::Remind(20)]);
    // The next week's night has them all.
    let next = night.following(night.start.instant()).expect("weekly");
    assert_eq!(next.timing.reminders, [1440, 30]);
    let next = league.night().await.following(night.start.instant());
    assert_eq!(next.expect("weekly").timing.reminders, [2880, 20]);
    league.end().await;
}

/// Who joined once says "that's me" instead of pasting a profile. What one member has given no other can
/// take, and the organiser hears of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_driver_who_joined_once_says_thats_me() {
    let mut league = League::start().await;
    let oscar = league.discord.member("oscar");
    let deploy = [("pack", Input::from(league.pack.as_str()))];
    league.discord.slash(oscar, "deploy stored", &deploy);
    let online = "Sunday Cup – join now";
    league.discord.wait_for_text(oscar.channel, online).await;
    let server = league.servers().await.pop().expect("a server");
    league.drive(&server, 2);
    until(async || {
        let looked = league.listed(&server).await;
        let live = league.service.look_at_session(&looked).await?;
        (live.present.len() == 2).then_some(())
    })
    .await;
    let (gus, alice) = (league.discord.member("gus"), league.discord.member("alice"));
    let options = [
        ("name", Input::from("Sunday Cup")),
        ("when", "sun 20:00".into()),
        ("pack", league.pack.as_str().into()),
    ];
    let planned = league.discord.slash(oscar, "race new", &options);
    let planned = planned.reply().await.text();
    assert!(planned.contains("is planned"), "{planned}");
    league.pass().await;
    let sunday = league.nights().await.pop().expect("a night");
    let card = sunday.card.expect("it was announced");
    let card = || league.discord.message(card.into()).expect("a card");

    let question = league.discord.press(gus, &card(), "Sign up").reply().await;
    let text = question.text();
    assert!(question.is_ephemeral(), "{text}");
    assert!(
        text.contains("Anna Berg") && text.contains("Luca Conti"),
        "{text}"
    );
    let menu = format!("race-me:{}", sunday.id);
    let anna = "76561198000000000";
    let chosen = league.discord.choose(gus, &question, &menu, &[anna]);
    let cars = chosen.expect("it is offered").reply().await;
    assert!(cars.text().contains("Which car"), "{}", cars.text());
    let menu = format!("race-car:{}:0", sunday.id);
    let chosen = league.discord.choose(gus, &cars, &menu, &["coupe_gt"]);
    let told = chosen.expect("it is offered").reply().await.text();
    assert!(told.contains("number 1 of 3"), "{told}");
    let known = league.nights().await.pop().expect("a night");
    assert_eq!(known.entries[0].steam.to_string(), anna);
    let says = league.said("says to be **Anna Berg**").pop();
    let says = says.unwrap_or_else(|| panic!("{}", league.discord.transcript()));
    assert!(says.pinged.users.is_empty(), "{:?}", says.pinged);

    // She is not offered again. Who pastes her profile is refused, and oscar is told.
    let question = league
        .discord
        .press(alice, &card(), "Sign up")
        .reply()
        .await;
    let text = question.text();
    assert!(
        !text.contains("Anna Berg") && text.contains("Luca Conti"),
        "{text}"
    );
    let opened = league.discord.press(alice, &question, "I am somebody else");
    opened.form().await;
    let sent = league.discord.submit(alice, &opened, &[("steam", anna)]);
    let refused = sent.reply().await.text();
    assert!(
        refused.contains("has given this Steam account"),
        "{refused}"
    );
    let told = league.discord.direct_messages(oscar);
    let told = told.last().expect("the organiser is told").text();
    assert!(told.contains("gave the Steam account that"), "{told}");
    assert!(
        league.said("Steam account that").is_empty(),
        "nobody is accused in public"
    );
    // One who takes no direct messages hears of it without names.
    league.discord.refuse_direct_messages(oscar);
    let opened = league.discord.press(alice, &question, "I am somebody else");
    opened.form().await;
    let sent = league.discord.submit(alice, &opened, &[("steam", anna)]);
    sent.reply().await;
    let told = league.said("a sign-up named a Steam account").pop();
    let told = told.unwrap_or_else(|| panic!("{}", league.discord.transcript()));
    assert!(told.pinged.users.contains(&oscar.id), "{:?}", told.pinged);
    assert_eq!(told.pinged.users.len(), 1, "{:?}", told.pinged);
    let text = told.text();
    assert!(!text.contains("alice"), "{text}");
    let question = league
        .discord
        .press(alice, &card(), "Sign up")
        .reply()
        .await;
    let menu = format!("race-me:{}", sunday.id);
    let luca = league
        .discord
        .choose(alice, &question, &menu, &["76561198000000001"]);
    let cars = luca.expect("it is offered").reply().await.text();
    assert!(cars.contains("Which car"), "{cars}");

    // Gus is not her: an organiser takes it back, and she is free again.
    let dora = league.discord.member("dora");
    let refused = league.discord.press(dora, &says, "That is not them");
    let refused = refused.reply().await.text();
    assert!(refused.contains("You may not plan races"), "{refused}");
    let undone = league.discord.press(oscar, &says, "That is not them");
    let undone = undone.reply().await.text();
    assert!(
        undone.contains("not whom they said to be, says **oscar**"),
        "{undone}"
    );
    let listed = league.nights().await.pop().expect("a night");
    let gone = listed
        .entries
        .iter()
        .all(|entry| entry.user != gus.id.get());
    assert!(gone, "{:?}", listed.entries);
    let question = league.discord.press(gus, &card(), "Sign up").reply().await;
    let text = question.text();
    assert!(text.contains("Anna Berg"), "{text}");
    league.end().await;
}

/// A race's file with Steam ids that can be.
const RACE: &str = include_str!("../../crates/results/tests/files/2019_3_2_22_3_RACE.json");

/// The first of the standings carries most. What an organiser gave by hand stays, and who has no place
/// carries nothing.
#[tokio::test(flavor = "multi_thread")]
async fn the_first_of_the_standings_carries_ballast() {
    let mut league = League::start().await;
    let kept = league.service.league(Some(league.guild()));
    let kept = kept.expect("a league");
    let file = RACE.replace("76561190000000", "76561198000000");
    let file = ServerFile {
        server: "abcd2345",
        server_name: "Friday Cup",
        name: "2019_3_2_22_3_RACE.json",
        modified: Timestamp::now(),
        is_final: true,
        settled: 0,
        night_starts: None,
        weather: None,
        bytes: file.as_bytes(),
    };
    let taken = kept
        .collect(
            &file,
            Content::read(file.name, file.bytes),
            Timestamp::now(),
        )
        .await;
    let race = &taken.expect("taken in").new[0];
    let season = NewSeason {
        id: "spring".to_owned(),
        name: "Spring".to_owned(),
        rules: Rules::default(),
        follows: false,
    };
    kept.new_season(season).await.expect("a season");
    let added = kept.add_round("spring", None, &[race.id.as_str()]).await;
    added.expect("a round");
    let table = kept.standings("spring").await.expect("standings");
    let place = |place: usize| table.standings.classes[0].drivers[place - 1].guid.clone();

    let oscar = league.discord.member("oscar");
    let asked = async |ballast: &str| {
        let more = [("ballast", ballast.into()), ("restrictor", "5".into())];
        league.ask_for_race("fri 20:00", &league.pack, &more).await
    };
    let wrong = asked("30 900").await;
    assert!(
        wrong.contains("\"900\" is not a whole number up to 300"),
        "{wrong}"
    );
    assert!(asked("30 20").await.contains("is planned"));
    league.pass().await;
    let card = league.card().await.text();
    assert!(card.contains("By the standings: 30, 20 kg · 5 %"), "{card}");
    let member = |name: &str| league.discord.member(name);
    let (dora, gus, alice) = (member("dora"), member("gus"), member("alice"));
    league.thats_me(dora, &place(1), "roadster_cup").await;
    league.thats_me(gus, &place(2), "coupe_gt").await;
    let question = league.press(alice, "Sign up").await;
    let opened = league.discord.press(alice, &question, "I am somebody else");
    opened.form().await;
    let sent = league
        .discord
        .submit(alice, &opened, &[("steam", &steam(9))]);
    let cars = sent.reply().await;
    league.choose(alice, &cars, "roadster_cup").await;
    let by_hand = [
        ("race", Input::from("friday cup")),
        ("driver", gus.into()),
        ("ballast", Input::Integer(7)),
    ];
    let by_hand = league.discord.slash(oscar, "race driver", &by_hand);
    assert!(by_hand.reply().await.text().contains("7 kg"));

    let night = league.night().await;
    league.push(&night, 79);
    assert_eq!(league.pass().await, [Step::CloseSignUp, Step::StartServer]);
    league.pass().await;
    let card = league.card().await.text();
    assert!(
        card.contains("dora · roadster\\_cup · 30 kg · 5 %"),
        "{card}"
    );
    let slots = league.entry_list(&league.server(&night));
    let loads: Vec<[&str; 3]> = slots
        .iter()
        .map(|slot| ["DRIVERNAME", "BALLAST", "RESTRICTOR"].map(|key| slot[key].as_str()))
        .collect();
    assert_eq!(
        loads,
        [["dora", "30", "5"], ["gus", "7", "0"], ["alice", "0", "0"]]
    );
    league.end().await;
}

/// The season is gone by the time sign-up closes: the race is driven all the same, and its organiser knows.
#[tokio::test(flavor = "multi_thread")]
async fn without_a_season_nobody_carries_ballast_and_the_organiser_is_told() {
    let mut league = League::start().await;
    let oscar = league.discord.member("oscar");
    let options = [
        ("name", Input::from("Friday Cup")),
        ("when", "fri 20:00".into()),
        ("pack", league.pack.as_str().into()),
        ("ballast", "30".into()),
    ];
    let planned = league.discord.slash(oscar, "race new", &options);
    assert!(planned.reply().await.text().contains("is planned"));
    league.pass().await;
    let dora = league.discord.member("dora");
    league.sign_up(dora, &steam(1), "roadster_cup").await;
    let night = league.night().await;
    league.push(&night, 79);
    assert_eq!(league.pass().await, [Step::CloseSignUp, Step::StartServer]);
    let told = league
        .said("Nobody was given ballast by the standings")
        .pop();
    let told = told.unwrap_or_else(|| panic!("{}", league.discord.transcript()));
    assert!(told.text().contains("No season is open"), "{}", told.text());
    assert!(told.pinged.users.contains(&oscar.id), "{:?}", told.pinged);
    league.end().await;
}
