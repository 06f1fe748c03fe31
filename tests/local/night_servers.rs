//! What becomes of a night's server, whatever is done to it.

use std::time::Duration;

use discord_stand_in::{EventStatus, Fault, Input};
use domain::ids::ServerId;
use jiff::SignedDuration;
use league::NewSeason;
use race::{Night, Step};
use results::season::Rules;
use service::Service;
use watcher::RacesWatcher;
use world::ordered::until;

use crate::league::{League, steam};

/// The results file of a race, as acServer leaves it.
const RACE: &[u8] = include_bytes!("../../crates/results/tests/files/2019_3_2_22_3_RACE.json");

impl League {
    /// Plans a night, has a driver sign up, and starts its server.
    pub(crate) async fn started_night(&mut self) -> Night {
        self.started_night_at("fri 20:00").await
    }

    async fn started_night_at(&mut self, when: &str) -> Night {
        let night = self.plan(when).await;
        self.pass().await;
        let dora = self.discord.member("dora");
        let told = self.sign_up(dora, &steam(1), "roadster_cup").await;
        assert!(told.contains("number 1 of 3"), "{told}");
        self.push(&night, 79);
        assert_eq!(self.pass().await, [Step::CloseSignUp, Step::StartServer]);
        let server = self.server(&night);
        self.is_joinable(&server).await;
        night
    }

    /// Waits until a night's card leads to this server.
    async fn is_joinable(&mut self, server: &ServerId) {
        until(async || {
            self.pass().await;
            (self.host.processes(server) == 1).then_some(())
        })
        .await;
        let port = self.listed(server).await.pack.ports.http;
        until(async || {
            self.pass().await;
            let text = self.card().await.text();
            (text.contains("[Join") && text.contains(&port.to_string())).then_some(())
        })
        .await;
    }

    /// What is kept in a folder of the documents.
    pub(crate) async fn kept(&self, folder: &str) -> Vec<String> {
        let kept = self.cloud.documents().expect("documents");
        let folder = store::Key::new(folder).expect("a key");
        let keys = kept.list(Some(&folder)).await.expect("a list");
        keys.iter().map(ToString::to_string).collect()
    }

    async fn packs(&self) -> Vec<String> {
        let packs = self.cloud.packs("packs/").await.expect("packs");
        packs.iter().map(|pack| pack.location.to_string()).collect()
    }
}

/// `/redeploy` brings the night's server up anew: the card leads there, and its race counts.
#[tokio::test(flavor = "multi_thread")]
async fn a_night_goes_on_with_the_server_that_takes_its_servers_place() {
    let mut league = League::start().await;
    let night = league.started_night().await;
    let first = league.server(&night);
    let oscar = league.discord.member("oscar");
    let options = [("server", first.to_string().into())];
    league.discord.slash(oscar, "redeploy", &options);
    league
        .discord
        .wait_for_text(oscar.channel, "on a new machine")
        .await;
    let second = until(async || match league.servers().await.as_slice() {
        [only] if *only != first => Some(only.clone()),
        _ => None,
    })
    .await;
    assert_eq!(league.night().await.server, Some(second.to_string()));
    league.is_joinable(&second).await;

    let results = league.host.file(&second, "pack/results");
    std::fs::create_dir_all(&results).expect("a folder");
    std::fs::write(results.join("2026_12_4_21_30_RACE.json"), RACE).expect("a result");
    league.push(&night, -110);
    league.pass().await;
    league.push(&night, -125);
    let taken = league.pass().await;
    assert_eq!(taken[..2], [Step::StopServer, Step::Conclude], "{taken:?}");
    let over = league.said("– over").pop().expect("the card");
    assert!(over.text().contains("**1** "), "{}", over.text());
    assert_eq!(league.servers().await, []);
    assert_eq!(league.packs().await, [league.pack.clone()]);
    league.end().await;
}

/// Two people try the pack half an hour before the start: that was a warm-up. The night waits for its race,
/// and the season counts that alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_race_that_is_over_before_the_start_neither_ends_the_night_nor_counts() {
    let mut league = League::start().await;
    let oscar = league.discord.member("oscar");
    let now = [
        ("name", Input::from("Quick One")),
        ("pack", league.pack.as_str().into()),
        ("minutes", Input::Integer(60)),
    ];
    let planned = league.discord.slash(oscar, "race now", &now).reply().await;
    assert!(planned.text().contains("is planned"), "{}", planned.text());
    let night = league.night().await;
    let kept = league.service.league(Some(league.guild())).expect("kept");
    let season = NewSeason {
        id: "spring".to_owned(),
        name: "Spring".to_owned(),
        rules: Rules::default(),
        follows: true,
    };
    kept.new_season(season).await.expect("a season");
    let id = league.server(&night);
    let rounds = async || {
        let driven = kept.of_server(id.as_str(), jiff::Timestamp::MIN);
        for result in driven.await.expect("read") {
            kept.count(&result).await.expect("counted");
        }
        kept.standings("spring")
            .await
            .expect("a table")
            .season
            .rounds
            .len()
    };
    league.push(&night, 45);
    league.pass().await;
    let server = league.server(&night);
    league.is_joinable(&server).await;
    let results = league.host.file(&server, "pack/results");
    std::fs::create_dir_all(&results).expect("a folder");
    std::fs::write(results.join("2026_12_4_19_30_RACE.json"), RACE).expect("a result");
    league.pass().await;
    league.push(&night, 20);
    let taken = league.pass().await;
    assert!(!taken.contains(&Step::StopServer), "{taken:?}");
    assert_eq!(league.servers().await, std::slice::from_ref(&server));
    assert_eq!(rounds().await, 0);

    league.push(&night, -60);
    std::fs::write(results.join("2026_12_4_21_00_RACE.json"), RACE).expect("a result");
    league.pass().await;
    assert_eq!(rounds().await, 1);
    league.push(&night, -75);
    let taken = league.pass().await;
    assert_eq!(taken[..2], [Step::StopServer, Step::Conclude], "{taken:?}");
    let over = league.said("– over").pop().expect("the card").text();
    assert_eq!(over.matches("**1** ").count(), 1, "{over}");
    assert_eq!(league.servers().await, []);
    league.end().await;
}

/// The evening ends while a server is on its way to take the place of the night's: neither stays.
#[tokio::test(flavor = "multi_thread")]
async fn an_evening_that_ends_during_a_redeploy_leaves_no_server() {
    let mut league = League::start().await;
    let night = league.started_night().await;
    let first = league.server(&night);
    let oscar = league.discord.member("oscar");
    let options = [("server", first.to_string().into())];
    league.watching.abort();
    let told = league.discord.slash(oscar, "redeploy", &options);
    told.reply().await;
    until(async || (league.servers().await.len() == 2).then_some(())).await;
    league.push(&night, -190);
    until(async || {
        league.pass().await;
        league.servers().await.is_empty().then_some(())
    })
    .await;
    assert_eq!(league.packs().await, [league.pack.clone()]);
}

/// Called off: the server goes, and the pack that was made for the night with it.
#[tokio::test(flavor = "multi_thread")]
async fn a_night_that_is_called_off_leaves_nothing_that_costs() {
    let mut league = League::start().await;
    let night = league.started_night().await;
    let server = league.server(&night);
    assert_eq!(league.packs().await.len(), 2);
    // A practice was driven already: it is kept.
    let results = league.host.file(&server, "pack/results");
    std::fs::create_dir_all(&results).expect("a folder");
    std::fs::write(results.join("2026_12_4_21_30_RACE.json"), RACE).expect("a result");
    // What runs is changed otherwise, and the question says what would go.
    let oscar = league.discord.member("oscar");
    let race = ("race", Input::from("friday cup"));
    let edit = [race.clone(), ("settings", "laps=3".into())];
    let refused = league
        .discord
        .slash(oscar, "race edit", &edit)
        .reply()
        .await;
    let refused = refused.text();
    assert!(
        refused.contains("`/change` changes the running"),
        "{refused}"
    );
    assert!(!refused.contains("/race cancel"), "{refused}");
    let question = league.discord.slash(oscar, "race cancel", &[race]);
    let question = question.reply().await.text();
    assert!(
        question.contains("Its server is stopped and deleted"),
        "{question}"
    );
    let off = league.call_off("friday cup", "Call it off…", "").await;
    assert!(off.contains("is called off"), "{off}");
    let taken = league.pass().await;
    let expected = [
        Step::TellCancelled,
        Step::StopServer,
        Step::Conclude,
        Step::PlanNext,
    ];
    assert_eq!(taken, expected);
    assert_eq!(league.servers().await, []);
    assert_eq!(league.packs().await, [league.pack.clone()]);
    until(async || (league.host.processes(&server) == 0).then_some(())).await;
    let kept = league.service.league(Some(league.guild())).expect("kept");
    let kept = kept
        .of_server(server.as_str(), jiff::Timestamp::MIN)
        .await
        .expect("read");
    assert_eq!(kept.len(), 1, "what was driven is kept");
    league.end().await;
}

/// The league liked what it raced, and has planned it once more: that pack is another night's by now.
#[tokio::test(flavor = "multi_thread")]
async fn a_changed_pack_that_another_night_races_with_outlives_the_first() {
    let mut league = League::start().await;
    let night = league.started_night().await;
    let oscar = league.discord.member("oscar");
    let server = league.server(&night);
    let change = [("settings", Input::from("laps=12"))];
    let preview = league.discord.slash(oscar, "change", &change).reply().await;
    league.discord.press(oscar, &preview, "Apply");
    league
        .discord
        .wait_for_text(oscar.channel, "changed what")
        .await;
    let changed = league.listed(&server).await.pack.location.to_string();
    let next = [
        ("name", "Saturday Cup".into()),
        ("when", "sat 20:00".into()),
        ("pack", changed.as_str().into()),
    ];
    let planned = league.discord.slash(oscar, "race new", &next).reply().await;
    assert!(planned.text().contains("is planned"), "{}", planned.text());
    assert!(!league.kept("changes").await.is_empty());

    let off = league.call_off("friday cup", "Call it off…", "").await;
    assert!(off.contains("is called off"), "{off}");
    league.pass().await;
    assert_eq!(league.servers().await, []);
    assert!(league.packs().await.contains(&changed), "it is raced with");
    assert_eq!(league.kept("changes").await, [""; 0], "they hold passwords");

    // Nor can anybody delete it by hand.
    let location = changed.parse().expect("a location");
    let operator = domain::policy::Actor::operator("the test");
    let refused = league.service.delete_pack(&operator, &location).await;
    let refused = refused.expect_err("it is needed");
    assert!(refused.to_string().contains("in use"), "{refused}");
    league.end().await;
}

/// A series goes on for months, and packs are deleted after some weeks: not the one that it races with.
#[tokio::test(flavor = "multi_thread")]
async fn the_pack_of_a_planned_race_is_not_deleted_for_its_age() {
    let league = League::start().await;
    league.plan("fri 20:00").await;
    let folder = league.host.settings.data_dir.clone();
    let file = folder.join(league.pack.trim_start_matches("s3:"));
    let months_ago = std::time::SystemTime::now() - Duration::from_secs(60 * 24 * 60 * 60);
    let open = std::fs::File::options().append(true).open(&file);
    let aged = open.and_then(|file| file.set_modified(months_ago));
    aged.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    assert_eq!(league.service.spare_packs().await.expect("spared"), 1);
    assert_eq!(league.service.spare_packs().await.expect("spared"), 0);
    league.cloud.sweep(&[]).await.expect("swept");
    let left = league.packs().await;
    assert_eq!(left, std::slice::from_ref(&league.pack));
    league.end().await;
}

/// A pack that was made for a night whose server never came is deleted with the night.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_fails_leaves_no_pack_behind() {
    let mut league = League::start().await;
    let night = league.plan("fri 20:00").await;
    league.pass().await;
    let dora = league.discord.member("dora");
    league.sign_up(dora, &steam(1), "roadster_cup").await;
    // Nothing can be launched any more: the pack is made, and its server is refused.
    let programs = league.host.settings.data_dir.join("servers");
    let put_aside = programs.with_extension("aside");
    std::fs::rename(&programs, &put_aside).expect("moved");
    std::fs::write(&programs, b"no folder").expect("written");
    league.push(&night, 79);
    league.pass().await;
    let told = league.said("did not work").pop();
    assert!(told.is_some(), "{}", league.discord.transcript());
    std::fs::remove_file(&programs).expect("deleted");
    std::fs::rename(&put_aside, &programs).expect("moved");
    league.push(&night, -50);
    league.pass().await;
    assert_eq!(league.packs().await, [league.pack.clone()]);
    league.end().await;
}

/// Nobody can be let in at 20:00: the card says so, and whoever moves the race keeps its list.
#[tokio::test(flavor = "multi_thread")]
async fn a_race_whose_server_could_not_be_started_says_so_and_can_be_moved() {
    let mut league = League::start().await;
    let night = league.plan("fri 20:00").await;
    league.pass().await;
    let (oscar, dora) = (
        league.discord.member("oscar"),
        league.discord.member("dora"),
    );
    league.sign_up(dora, &steam(1), "roadster_cup").await;
    let programs = league.host.settings.data_dir.join("servers");
    let put_aside = programs.with_extension("aside");
    std::fs::rename(&programs, &put_aside).expect("moved");
    std::fs::write(&programs, b"no folder").expect("written");
    league.push(&night, 79);
    league.pass().await;
    assert!(!league.said("did not work").is_empty());
    league.pass().await;
    let card = league.card().await.text();
    assert!(card.contains("could not be started yet"), "{card}");

    let later = [
        ("race", Input::from("friday cup")),
        ("when", "sat 20:00".into()),
    ];
    let answer = league.discord.slash(oscar, "race edit", &later);
    let answer = answer.reply().await.text();
    assert!(answer.contains("is changed: "), "{answer}");
    let moved = league.night().await;
    assert_eq!(moved.entries.len(), 1, "its list stays");
    std::fs::remove_file(&programs).expect("deleted");
    std::fs::rename(&put_aside, &programs).expect("moved");
    league.pass().await;
    let card = league.card().await.text();
    assert!(!card.contains("could not be started yet"), "{card}");
    league.push(&moved, 60);
    league.pass().await;
    assert_eq!(league.servers().await, [league.server(&moved)]);
    league.end().await;
}

/// A machine takes longer to come than a claim holds. The pass goes on meanwhile, no other bot starts the
/// night's server a second time, and one that is killed in the middle leaves it to the next.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_takes_long_is_one_bots_and_keeps_no_other_night_waiting() {
    let mut league = League::start().await;
    let night = league.plan("fri 20:00").await;
    league.pass().await;
    let dora = league.discord.member("dora");
    league.sign_up(dora, &steam(1), "roadster_cup").await;
    // Storage hangs for whoever makes the pack: nobody gets further than that.
    let slow = std::sync::Arc::new(world::slow::Slow::new(league.cloud.clone()));
    let bot = || {
        let service = Service::new(slow.clone(), league.rules.clone()).expect("a service");
        RacesWatcher::new(service, league.notifier.clone())
    };
    let mut bots = [Some(bot()), Some(bot())];
    let mut now = night.start.instant() - SignedDuration::from_mins(79);
    slow.hold();
    for _ in 0..4 {
        for bot in bots.iter_mut().flatten() {
            let passing = tokio::time::timeout(Duration::from_secs(20), bot.pass_at(now));
            passing.await.expect("it does not wait").expect("a pass");
        }
        now += SignedDuration::from_mins(4);
    }
    until(async || (0 < slow.uploads()).then_some(())).await;
    assert_eq!(slow.uploads(), 1, "one of them makes the pack");
    // Whoever is at it is killed; the other one takes over once the claim has run out.
    let dead = bots[0].take();
    drop(dead);
    slow.go_on();
    now += SignedDuration::from_mins(6);
    let other = bots[1].as_mut().expect("alive");
    until(async || {
        let passed = other.pass_at(now).await.expect("a pass");
        passed.taken.contains(&Step::StartServer).then_some(())
    })
    .await;
    let server = league.server(&night);
    assert_eq!(league.servers().await, [server]);
    league.end().await;
}

/// A bot hangs in the middle of a start until the race is called off and another bot has cleared it away: what
/// it does then leaves no server and no pack.
#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_comes_after_its_night_leaves_nothing() {
    let mut league = League::start().await;
    let night = league.plan("fri 20:00").await;
    league.pass().await;
    let dora = league.discord.member("dora");
    league.sign_up(dora, &steam(1), "roadster_cup").await;
    let slow = std::sync::Arc::new(world::slow::Slow::new(league.cloud.clone()));
    let service = Service::new(slow.clone(), league.rules.clone()).expect("a service");
    let mut hangs = RacesWatcher::new(service, league.notifier.clone());
    slow.hold();
    let now = night.start.instant() - SignedDuration::from_mins(79);
    until(async || {
        let _ = hangs.pass_at(now).await.expect("a pass");
        (0 < slow.uploads()).then_some(())
    })
    .await;

    let off = league.call_off("friday cup", "Call it off…", "").await;
    assert!(off.contains("is called off"), "{off}");
    league.push(&night, 60);
    league.pass().await;
    assert!(league.nights().await.is_empty());

    slow.go_on();
    until(async || {
        let passed = hangs.pass_at(now).await.expect("a pass");
        (!passed.starting).then_some(())
    })
    .await;
    assert_eq!(league.servers().await, []);
    assert_eq!(league.packs().await, [league.pack.clone()]);
    league.end().await;
}

/// A league where an organiser lets each driver in, with teams, numbers and a slot for reserves.
#[tokio::test(flavor = "multi_thread")]
async fn an_organiser_lets_drivers_in_and_reserves_share_a_slot() {
    let mut league = League::start().await;
    let oscar = league.discord.member("oscar");
    let (dora, gus) = (league.discord.member("dora"), league.discord.member("gus"));
    let alice = league.discord.member("alice");
    let options = [
        ("name", Input::from("Friday Cup")),
        ("when", "fri 20:00".into()),
        ("pack", league.pack.as_str().into()),
        ("approval", true.into()),
        ("reserves", Input::Integer(1)),
        ("per_team", Input::Integer(1)),
    ];
    let planned = league
        .discord
        .slash(oscar, "race new", &options)
        .reply()
        .await;
    assert!(planned.text().contains("is planned"), "{}", planned.text());
    league.pass().await;

    // Who signs up waits for an organiser, and no driver can let anybody in.
    let told = league.sign_up(dora, &steam(1), "roadster_cup").await;
    assert!(
        told.contains("An organiser of **Friday Cup** looks at"),
        "{told}"
    );
    let asks = league.said("wants to drive").pop().expect("a question");
    assert!(asks.pinged.users.contains(&oscar.id), "{:?}", asks.pinged);
    let refused = league.discord.press(gus, &asks, "Let in").reply().await;
    assert!(
        refused.text().contains("You may not plan races"),
        "{}",
        refused.text()
    );
    league.pass().await;
    assert!(league.card().await.text().contains("Grid 0 of 2"));
    league.discord.press(oscar, &asks, "Let in").reply().await;
    let in_ = league.said("you are in for **Friday Cup**").pop();
    let in_ = in_.unwrap_or_else(|| panic!("{}", league.discord.transcript()));
    assert!(in_.pinged.users.contains(&dora.id), "{:?}", in_.pinged);

    // One is turned down, and stays so whatever they press.
    league.sign_up(gus, &steam(2), "coupe_gt").await;
    let asks = league.said("wants to drive").pop().expect("a question");
    league
        .discord
        .press(oscar, &asks, "Turn down")
        .reply()
        .await;
    let again = league.press(gus, "Sign up").await.text();
    assert!(again.contains("turned you down"), "{again}");

    // Team and number: a number is one driver's, a team has as many as it may.
    let details = async |member, team: &str, number: &str| {
        let card = league.card().await;
        let opened = league.discord.press(member, &card, "Team and number");
        opened.form().await;
        let fields = [("team", team), ("number", number)];
        league
            .discord
            .submit(member, &opened, &fields)
            .reply()
            .await
            .text()
    };
    let told = details(dora, "Scuderia [CAR_9] @everyone", "#7").await;
    assert!(told.contains("number 1 of 2"), "{told}");
    league.sign_up(alice, &steam(4), "coupe_gt").await;
    let told = details(alice, "", "7").await;
    assert!(
        told.contains("Somebody else drives with number 7"),
        "{told}"
    );
    let told = details(alice, "", "0").await;
    assert!(told.contains("A number is one from 1 to 999"), "{told}");
    for (user, name) in [(5, "eve"), (6, "fred")] {
        let member = league.discord.add_member(league.discord.guild(), name, &[]);
        let member = member.in_channel(dora.channel);
        league.sign_up(member, &steam(user), "roadster_cup").await;
    }
    // The operator lets the rest in, from the service that the shell calls, too.
    let operator = domain::policy::Actor {
        guild: Some(league.guild()),
        ..domain::policy::Actor::operator("the test")
    };
    for entry in league.night().await.pending() {
        let driver = domain::ids::UserId::from(entry.user);
        let decided = league
            .service
            .decide_driver(&operator, "friday cup", driver, true);
        decided.await.expect("let in");
    }
    league.pass().await;
    let told = league.said("you are").into_iter();
    let told = told.filter(|it| it.pinged.users.contains(&alice.id));
    assert_eq!(told.count(), 1, "{}", league.discord.transcript());
    let text = league.card().await.text();
    assert!(
        text.contains("#7 dora") && text.contains("Waiting (2)"),
        "{text}"
    );
    assert!(!text.contains("@everyone"), "{text}");

    // The entry list: two who start, and one slot that whoever of the waiting comes may take.
    let night = league.night().await;
    league.push(&night, 79);
    league.pass().await;
    let slots = league.entry_list(&league.server(&night));
    let guids: Vec<&str> = slots.iter().map(|slot| slot["GUID"].as_str()).collect();
    let reserves = format!("{};{}", steam(5), steam(6));
    assert_eq!(guids, [steam(1), steam(4), reserves]);
    assert_eq!(slots[2]["DRIVERNAME"], "Reserve");
    league.end().await;
}

/// Beside the card stands a Discord event: one for each night, begun and ended with it.
#[tokio::test(flavor = "multi_thread")]
async fn the_event_beside_a_card_follows_its_race() {
    let mut league = League::start().await;
    let guild = league.discord.guild();
    let night = league.plan("every friday 20:00").await;
    league.pass().await;
    let events = league.discord.scheduled_events(guild);
    assert_eq!(events.len(), 1, "{events:?}");
    let event = &events[0];
    let card = league.night().await.card.expect("a card");
    assert_eq!(event.name, "Friday Cup");
    assert_eq!(event.start, night.start.instant());
    assert!(event.location.ends_with(&card.to_string()), "{event:?}");
    assert_eq!(event.status, EventStatus::Scheduled);

    // Moved, it moves.
    let oscar = league.discord.member("oscar");
    let edit = [("race", "friday cup".into()), ("when", "fri 21:00".into())];
    league
        .discord
        .slash(oscar, "race edit", &edit)
        .reply()
        .await;
    let night = league.night().await;
    league.pass().await;
    let moved = &league.discord.scheduled_events(guild)[0];
    assert_eq!((moved.id, moved.start), (event.id, night.start.instant()));

    let dora = league.discord.member("dora");
    league.sign_up(dora, &steam(1), "roadster_cup").await;
    league.push(&night, 79);
    league.pass().await;
    league.push(&night, -1);
    league.pass().await;
    assert_eq!(
        league.discord.scheduled_events(guild)[0].status,
        EventStatus::Active
    );
    league.push(&night, -200);
    until(async || {
        league.pass().await;
        let events = league.discord.scheduled_events(guild);
        (events.len() == 2).then_some(())
    })
    .await;
    let events = league.discord.scheduled_events(guild);
    assert_eq!(events[0].status, EventStatus::Completed);
    assert_eq!(events[1].status, EventStatus::Scheduled);
    // Discord was asked for nothing that it refuses, as an edit of what is over.
    let refused = league.discord.wait_for("the requests", |state| {
        let bad = state.requests().filter(|request| request.status == 400);
        Some(bad.map(|request| request.path.clone()).collect::<Vec<_>>())
    });
    assert_eq!(refused.await, [""; 0]);

    let off = league.call_off("friday cup", "Call the series off…", "");
    assert!(off.await.contains("is called off"));
    league.pass().await;
    assert_eq!(
        league.discord.scheduled_events(guild)[1].status,
        EventStatus::Canceled
    );
    league.end().await;
}

/// Discord fails just as the race begins: the event begins with a later pass, and so it can end.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_could_not_be_begun_is_begun_a_little_later() {
    const EDIT_EVENT: &str = "PATCH /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}";
    let mut league = League::start().await;
    let guild = league.discord.guild();
    let night = league.started_night().await;
    let status = |league: &League| league.discord.scheduled_events(guild).remove(0).status;
    league
        .discord
        .faults()
        .keep_failing(EDIT_EVENT, Fault::Unavailable);
    league.push(&night, -1);
    league.pass().await;
    assert_eq!(status(&league), EventStatus::Scheduled);
    league.discord.faults().clear();
    league.pass().await;
    assert_eq!(status(&league), EventStatus::Active);
    league.end().await;
}

/// Discord takes its time with the message to whoever moves up: the one who withdrew hears of it all the same, and
/// not that the press failed.
#[tokio::test(flavor = "multi_thread")]
async fn a_press_is_answered_although_the_channel_takes_long() {
    let mut league = League::start().await;
    league.plan("fri 20:00").await;
    league.pass().await;
    let member = |name: &str| league.discord.member(name);
    let (dora, gus, alice) = (member("dora"), member("gus"), member("alice"));
    league.sign_up(dora, &steam(1), "roadster_cup").await;
    league.sign_up(gus, &steam(2), "coupe_gt").await;
    let told = league.sign_up(alice, &steam(3), "coupe_gt").await;
    assert!(told.contains("number 1 on the waiting list"), "{told}");
    let card = league.card().await;
    let slow = Fault::Slow(Duration::from_secs(4));
    league
        .discord
        .faults()
        .fail("POST /channels/{channel_id}/messages", 1, slow);
    let told = league.press_on(gus, &card, "Withdraw").await.text();
    assert!(told.contains("You are off the list"), "{told}");
    assert_eq!(league.said("moves up").len(), 1);
    league.end().await;
}

/// A channel is closed to the bot with a race ahead: it is tried once a minute and not at every pass, and the card is
/// as it should be as soon as somebody opens it.
#[tokio::test(flavor = "multi_thread")]
async fn a_card_in_a_closed_channel_is_tried_once_a_minute() {
    let mut league = League::start().await;
    league.plan("fri 20:00").await;
    league.pass().await;
    let oscar = league.discord.member("oscar");
    let edit = [("race", "friday cup".into()), ("when", "fri 21:00".into())];
    league
        .discord
        .slash(oscar, "race edit", &edit)
        .reply()
        .await;
    let channel = league.discord.channel("servers");
    league.discord.show_to_bot(channel, false);
    let card = league.night().await.card.expect("a card").to_string();
    let tries = async |league: &League| {
        let count = league.discord.wait_for("the requests", |state| {
            let edits = state.requests().filter(|request| {
                request.method == "PATCH" && request.path.ends_with(&card) && request.status == 403
            });
            Some(edits.count())
        });
        count.await
    };
    for _ in 0..3 {
        league.pass().await;
    }
    assert_eq!(tries(&league).await, 1, "{}", league.discord.transcript());
    league.service.clock().push(SignedDuration::from_secs(61));
    league.pass().await;
    assert_eq!(tries(&league).await, 2, "{}", league.discord.transcript());

    league.discord.show_to_bot(channel, true);
    league.service.clock().push(SignedDuration::from_secs(61));
    until(async || {
        league.pass().await;
        league.card().await.text().contains("21:00").then_some(())
    })
    .await;
    league.end().await;
}

/// Bots that die while they announce make one event between them.
#[tokio::test(flavor = "multi_thread")]
async fn there_is_one_event_however_many_bots_die() {
    let mut league = League::start().await;
    league.plan("fri 20:00").await;
    for cut in 1..12 {
        let service = Service::new(league.cloud.clone(), league.rules.clone()).expect("a service");
        let mut bot = RacesWatcher::new(service, league.notifier.clone());
        let now = league.service.clock().now();
        let passing = tokio::time::timeout(Duration::from_millis(cut * 4), bot.pass_at(now));
        let _ = passing.await;
        // Longer than a claim holds.
        league.service.clock().push(SignedDuration::from_mins(6));
    }
    league.pass().await;
    assert_eq!(
        league
            .discord
            .scheduled_events(league.discord.guild())
            .len(),
        1
    );
    assert!(league.night().await.event.is_some());
    league.end().await;
}

/// A bot that may not make events runs races all the same, and says once why there is no event.
#[tokio::test(flavor = "multi_thread")]
async fn a_bot_without_the_right_to_events_says_so_once() {
    let mut league = League::start().await;
    let guild = league.discord.guild();
    league.discord.let_create_events(guild, false);
    let night = league.plan("every friday 20:00").await;
    assert_eq!(league.pass().await, [Step::Announce]);
    let told = league.said("it needs the permission Create Events");
    assert_eq!(told.len(), 1, "{}", league.discord.transcript());
    league.push(&night, -50);
    league.pass().await;
    league.pass().await;
    assert_eq!(league.night().await.start, night.start.next_week());
    let told = league.said("it needs the permission Create Events");
    assert_eq!(told.len(), 1, "{}", league.discord.transcript());
    assert_eq!(league.discord.scheduled_events(guild), []);
    league.end().await;
}

impl League {
    /// The race of a night is driven and its result is kept; some time later its end is looked at.
    fn leave_a_result(&self, server: &ServerId) {
        let results = self.host.file(server, "pack/results");
        std::fs::create_dir_all(&results).expect("a folder");
        std::fs::write(results.join("2026_12_4_21_30_RACE.json"), RACE).expect("a result");
    }
}

/// Somebody deletes the channel during the race: nobody can be told, and still the server goes and the series
/// goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_night_whose_channel_is_gone_leaves_nothing_that_costs_and_comes_again() {
    let mut league = League::start().await;
    let night = league.started_night_at("every friday 20:00").await;
    let server = league.server(&night);
    league.leave_a_result(&server);
    league.watching.abort();
    league
        .discord
        .delete_channel(league.discord.channel("servers"));
    league.push(&night, -95);
    league.pass().await;
    league.push(&night, -110);
    let taken = league.pass().await;
    assert_eq!(taken, [Step::StopServer, Step::Conclude, Step::PlanNext]);
    assert_eq!(league.servers().await, []);
    assert_eq!(league.packs().await, [league.pack.clone()]);
    assert_eq!(league.night().await.start, night.start.next_week());
}

/// A race that is called off in a channel that the bot may not see any more: the next one comes all the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_night_that_is_called_off_in_a_closed_channel_is_put_away() {
    let mut league = League::start().await;
    let night = league.started_night_at("every friday 20:00").await;
    league.watching.abort();
    let channel = league.discord.channel("servers");
    league.discord.show_to_bot(channel, false);
    let oscar = domain::policy::Actor {
        guild: Some(league.guild()),
        ..domain::policy::Actor::operator("oscar")
    };
    let cancelled = league
        .service
        .cancel_race(&oscar, "friday cup", "", false)
        .await;
    cancelled.expect("called off");
    league.pass().await;
    assert_eq!(league.servers().await, []);
    assert_eq!(league.night().await.start, night.start.next_week());
}

/// Somebody stops the server of tonight's race: they are asked first, also while nobody drives, and the
/// organiser is told, whoever did it and from where.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_stops_a_races_server_is_asked_and_its_organiser_told() {
    let mut league = League::start().await;
    let night = league.started_night().await;
    let server = league.server(&night);
    let oscar = league.discord.member("oscar");
    let typed = [("server", Input::from(server.as_str()))];
    let delete = league.discord.slash(oscar, "terminate", &typed);
    let delete = delete.reply().await.text();
    for part in [
        "This is the server of the race **Friday Cup** at ",
        "`/race cancel` calls it off",
    ] {
        assert!(delete.contains(part), "{delete}");
    }
    let question = league.discord.slash(oscar, "stop", &typed).reply().await;
    let asked = question.text();
    assert!(
        question.is_ephemeral() && asked.contains("The race **Friday Cup** needs it"),
        "{asked}"
    );
    assert_eq!(league.host.processes(&server), 1, "it runs on");
    league.discord.press(oscar, &question, "Stop now");
    until(async || (league.host.processes(&server) == 0).then_some(())).await;
    until(async || {
        league.pass().await;
        let told = league.said("powered its server off").pop()?;
        told.pinged.users.contains(&oscar.id).then_some(())
    })
    .await;
    league.pass().await;
    assert_eq!(league.said("powered its server off").len(), 1);
    // The evening goes on with it.
    league.discord.slash(oscar, "start", &typed);
    league.is_joinable(&server).await;
    league.end().await;
}

/// A bot launched a night's server after another one had ended the night, and died before it looked: the next bot
/// that starts deletes the server.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_a_dead_bot_left_of_a_race_that_is_over_goes() {
    let mut league = League::start().await;
    let night = league.started_night().await;
    let server = league.server(&night);
    // As the store stands then: the night is away, and knows of no server.
    let store = league.cloud.documents().expect("documents");
    let guild = league.guild();
    let place = |folder: &str| {
        let name = format!("race/{guild}/{folder}/{}.json", night.id);
        store::Key::new(name).expect("a key")
    };
    let kept = store.get(&place("nights")).await.expect("read");
    let kept = kept.expect("it is kept");
    let mut past: serde_json::Value = serde_json::from_slice(&kept.bytes).expect("JSON");
    let known = past
        .as_object_mut()
        .and_then(|night| night.remove("server"));
    assert_eq!(known, Some(server.to_string().into()));
    let bytes = past.to_string().into_bytes();
    let away = place("past");
    let put = store.put(&away, bytes, store::Expected::Absent);
    put.await.expect("written");
    let removed = store.remove(&place("nights"), &kept.version).await;
    removed.expect("removed");
    league.pass().await;
    assert_eq!(league.servers().await.len(), 1, "looked for a while ago");

    let service = Service::new(league.cloud.clone(), league.rules.clone()).expect("a service");
    let mut next = RacesWatcher::new(service, league.notifier.clone());
    next.pass_at(league.service.clock().now())
        .await
        .expect("a pass");
    assert_eq!(league.servers().await, []);
    league.end().await;
}
