//! A league's evening, with bots that are killed, that meet, and a storage that refuses.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use league::post::{Place, STALE, Turn};
use league::{
    Collected, Content, League, LeagueError, NewSeason, Repeat, ServerFile, StartedWith,
    standings_mark,
};
use results::document::Decision;
use results::season::{PenaltyKind, Rules};
use store::{Expected, Key, Memory, Store, StoreError, Stored, Version};

const RACE: &[u8] = include_bytes!("../../results/tests/files/2019_3_2_22_3_RACE.json");
const QUALIFY: &[u8] = include_bytes!("../../results/tests/files/2019_3_2_21_49_QUALIFY.json");
const JOURNAL: &[u8] = include_bytes!("../../results/tests/recordings/dnf.jsonl");

fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

fn file<'a>(name: &'a str, bytes: &'a [u8]) -> ServerFile<'a> {
    ServerFile {
        server: "abcd2345",
        server_name: "GT Cup",
        name,
        modified: now(),
        is_final: false,
        settled: 0,
        night_starts: None,
        weather: None,
        bytes,
    }
}

async fn collect(league: &League, file: &ServerFile<'_>) -> Result<Collected, LeagueError> {
    let content = Content::read(file.name, file.bytes);
    league.collect(file, content, now()).await
}

fn new(id: &str) -> NewSeason {
    NewSeason {
        id: id.to_owned(),
        name: "Spring Cup".to_owned(),
        rules: Rules {
            pole: 3,
            ..Rules::default()
        },
        follows: false,
    }
}

fn decision(reason: &str) -> Decision {
    Decision {
        by: "Steward".to_owned(),
        at: now(),
        reason: reason.to_owned(),
    }
}

fn league(store: &Arc<Memory>) -> League {
    League::new(Arc::clone(store) as Arc<dyn Store>, "500").unwrap()
}

async fn ids(league: &League) -> Vec<String> {
    let all = league.results().await.unwrap();
    all.results
        .iter()
        .map(|result| result.id.to_string())
        .collect()
}

#[tokio::test]
async fn a_file_is_kept_once_however_often_it_is_offered() {
    let store = Arc::new(Memory::default());
    let (first, second) = (league(&store), league(&store));
    let race = file("2019_3_2_22_3_RACE.json", RACE);
    assert_eq!(collect(&first, &race).await.unwrap().new.len(), 1);
    assert_eq!(collect(&second, &race).await.unwrap().new.len(), 0);
    assert_eq!(ids(&first).await, ["abcd2345-2019_3_2_22_3_race"]);
    assert_eq!(ids(&League::new(store, "other").unwrap()).await, [""; 0]);
}

#[tokio::test]
async fn a_file_that_is_still_being_written_is_taken_in_later() {
    let store = Arc::new(Memory::default());
    let league = league(&store);
    let half = file("2019_3_2_22_3_RACE.json", &RACE[..RACE.len() / 2]);
    assert!(collect(&league, &half).await.unwrap().refused.is_some());
    let whole = file("2019_3_2_22_3_RACE.json", RACE);
    assert_eq!(collect(&league, &whole).await.unwrap().new.len(), 1);
}

/// The recording's clock, moved to this age of the world.
fn journal_of_today() -> Vec<u8> {
    let text = String::from_utf8(JOURNAL.to_vec()).unwrap();
    let began = now().as_second() as f64 - 36.0;
    let lines = text.lines().map(|line| {
        let mut line = udp_line(line);
        line.t += began;
        format!("{line}\n")
    });
    lines.collect::<String>().into_bytes()
}

fn udp_line(line: &str) -> udp_plugin::journal::Line {
    udp_plugin::journal::Line::parse(line).unwrap()
}

#[tokio::test]
async fn a_journal_tells_the_race_at_its_flag_and_more_when_more_came_in() {
    let store = Arc::new(Memory::default());
    let league = league(&store);
    let whole = journal_of_today();
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let flag = lines
        .iter()
        .rposition(|line| line.windows(9).any(|part| part == b"\"hex\":\"49"))
        .unwrap();
    let before = lines[..flag].concat();
    let journal = |bytes| file("boot1.jsonl", bytes);
    assert_eq!(
        collect(&league, &journal(&before)).await.unwrap().new.len(),
        0,
        "the race still runs"
    );
    let at_flag = lines[..=flag].concat();
    let told = collect(&league, &journal(&at_flag)).await.unwrap().new;
    assert_eq!(told.len(), 1);
    assert!(!told[0].result.session.complete);
    let told = collect(&league, &journal(&whole)).await.unwrap().new;
    assert_eq!(told.len(), 1);
    assert!(told[0].result.session.complete);
    assert_eq!(
        collect(&league, &journal(&whole)).await.unwrap().new.len(),
        0
    );
    assert_eq!(ids(&league).await, ["abcd2345-jboot1-02-race"]);
}

#[tokio::test]
async fn the_servers_own_file_replaces_what_the_journal_said_and_keeps_penalties() {
    let store = Arc::new(Memory::default());
    let league = league(&store);
    let journal = journal_of_today();
    collect(&league, &file("boot1.jsonl", &journal))
        .await
        .unwrap();
    let id = ids(&league).await.remove(0);
    league
        .penalize(
            &id,
            "Anna Größe",
            PenaltyKind::Seconds(5),
            Repeat::Ask,
            decision("Cut"),
        )
        .await
        .unwrap();

    let race = file("2019_3_2_22_3_RACE.json", RACE);
    let told = collect(&league, &race).await.unwrap().new;
    assert_eq!(told[0].source, "2019_3_2_22_3_RACE.json");
    assert_eq!(told[0].penalties.len(), 1);
    assert!(
        told[0].result.session.conditions.is_some(),
        "only the journal has them"
    );
    assert_eq!(ids(&league).await, [id]);
    assert_eq!(collect(&league, &race).await.unwrap().new.len(), 0);
    assert_eq!(
        collect(&league, &file("boot1.jsonl", &journal))
            .await
            .unwrap()
            .new
            .len(),
        0
    );
}

#[tokio::test]
async fn a_file_that_came_first_learns_the_weather_of_the_journal_and_no_more() {
    let store = Arc::new(Memory::default());
    let league = league(&store);
    collect(&league, &file("2019_3_2_22_3_RACE.json", RACE))
        .await
        .unwrap();
    let before = league.result(&ids(&league).await[0]).await.unwrap();
    assert_eq!(before.result.session.conditions, None);
    let journal = journal_of_today();
    let journal = file("boot1.jsonl", &journal);
    let told = collect(&league, &journal).await.unwrap().new;
    let mut expected = before;
    expected.result.session.conditions = told[0].result.session.conditions.clone();
    assert!(expected.result.session.conditions.is_some());
    assert_eq!(told, [expected]);
    assert_eq!(collect(&league, &journal).await.unwrap().new, []);
}

#[tokio::test]
async fn of_two_bots_one_tells_and_a_killed_one_is_taken_over() {
    let store = Arc::new(Memory::default());
    let (first, second) = (league(&store), league(&store));
    let race = file("2019_3_2_22_3_RACE.json", RACE);
    let id = collect(&first, &race).await.unwrap().new.remove(0).id;
    assert_eq!(first.take_post(&id, now()).await.unwrap(), Turn::Mine);
    assert_eq!(second.take_post(&id, now()).await.unwrap(), Turn::Theirs);
    // The first one is killed here.
    let later = now() + STALE + SignedDuration::from_secs(1);
    assert_eq!(
        second.take_post(&id, later).await.unwrap(),
        Turn::MineAfterAnother
    );
    assert_eq!(first.take_post(&id, later).await.unwrap(), Turn::Theirs);
    second.posted(&id, 300, 77).await.unwrap();
    assert_eq!(
        first.take_post(&id, later + STALE + STALE).await.unwrap(),
        Turn::Told(77)
    );
}

/// A steward's decision shows the same table while a bot that was about to tell it was killed.
#[tokio::test]
async fn all_messages_of_a_table_are_known_whoever_is_killed() {
    let store = Arc::new(Memory::default());
    let league = league(&store);
    let place = |message| Place {
        channel: 300,
        message,
    };
    let season = league.new_season(new("spring")).await.unwrap();
    let id = standings_mark(&season).unwrap();
    assert_eq!(league.take_post(&id, now()).await.unwrap(), Turn::Mine);
    league.told_again(&season, place(77)).await.unwrap();
    let later = now() + STALE + SignedDuration::from_secs(1);
    let turn = league.take_post(&id, later).await.unwrap();
    assert_eq!(turn, Turn::MineAfterAnother);
    league.posted(&id, 300, 78).await.unwrap();
    assert_eq!(league.told(&id).await.unwrap(), [place(78), place(77)]);
}

/// The channel of the race has it still to be told, and whoever tells it looks for the decision's message first.
#[tokio::test]
async fn a_table_that_only_a_decision_showed_is_still_to_be_told() {
    let store = Arc::new(Memory::default());
    let league = league(&store);
    let place = Place {
        channel: 300,
        message: 79,
    };
    let season = league.new_season(new("spring")).await.unwrap();
    let id = standings_mark(&season).unwrap();
    league.told_again(&season, place).await.unwrap();
    let turn = league.take_post(&id, now()).await.unwrap();
    assert_eq!(turn, Turn::MineAfterAnother);
    league.posted(&id, 300, 79).await.unwrap();
    assert_eq!(league.told(&id).await.unwrap(), [place]);
}

#[tokio::test]
async fn a_season_stands_and_is_corrected_by_what_stewards_decide() {
    let store = Arc::new(Memory::default());
    let league = league(&store);
    for (name, bytes) in [
        ("2019_3_2_21_49_QUALIFY.json", QUALIFY),
        ("2019_3_2_22_3_RACE.json", RACE),
    ] {
        collect(&league, &file(name, bytes)).await.unwrap();
    }
    league.new_season(new("spring")).await.unwrap();
    assert!(matches!(
        league.new_season(new("Spring")).await,
        Err(LeagueError::SeasonExists(_))
    ));
    assert!(matches!(
        league.new_season(new("../x")).await,
        Err(LeagueError::BadName(_))
    ));

    let race = "abcd2345-2019_3_2_22_3_race";
    league
        .add_round("spring", None, &["abcd2345-2019_3_2_21_49_qualify", race])
        .await
        .unwrap();
    assert!(matches!(
        league.add_round("spring", None, &[race]).await,
        Err(LeagueError::InARound { .. })
    ));
    assert!(matches!(
        league.add_round("spring", None, &["nothing"]).await,
        Err(LeagueError::NoSuchResult(_))
    ));

    let first = async || {
        let table = league.standings("spring").await.unwrap();
        let first = &table.standings.classes[0].drivers[0];
        (first.driver.clone(), first.points)
    };
    assert_eq!(first().await, ("Driver 02".to_owned(), 28));
    league
        .penalize(
            race,
            "driver 02",
            PenaltyKind::Disqualified,
            Repeat::Ask,
            decision("Wrong car"),
        )
        .await
        .unwrap();
    assert_eq!(first().await, ("Driver 03b".to_owned(), 25));
    league
        .undo_penalty(race, 1, decision("Protest upheld"))
        .await
        .unwrap();
    assert_eq!(first().await, ("Driver 02".to_owned(), 28));
    assert!(matches!(
        league.undo_penalty(race, 1, decision("again")).await,
        Err(LeagueError::Undone { .. })
    ));
    assert!(matches!(
        league.undo_penalty(race, 9, decision("x")).await,
        Err(LeagueError::NoSuchPenalty { .. })
    ));
    assert!(matches!(
        league
            .penalize(
                race,
                "Nobody",
                PenaltyKind::Points(1),
                Repeat::Ask,
                decision("x")
            )
            .await,
        Err(LeagueError::NoSuchDriver(_))
    ));

    league
        .set_aside(race, decision("Server crashed"))
        .await
        .unwrap();
    assert!(
        league
            .standings("spring")
            .await
            .unwrap()
            .standings
            .rounds
            .is_empty()
    );
    assert!(matches!(
        league.set_aside(race, decision("x")).await,
        Err(LeagueError::SetAside(_))
    ));
    league.restore(race, decision("seen again")).await.unwrap();
    assert_eq!(first().await, ("Driver 02".to_owned(), 28));

    league
        .deduct(
            "spring",
            "76561190000000002",
            10,
            Repeat::Ask,
            decision("No-show"),
        )
        .await
        .unwrap();
    assert_eq!(first().await, ("Driver 02".to_owned(), 18));
    league.close_season("spring").await.unwrap();
    // An appeal may be decided after the last round.
    league
        .undo_deduct("spring", 1, decision("Was there"))
        .await
        .unwrap();
    assert_eq!(first().await, ("Driver 02".to_owned(), 28));
    assert!(matches!(
        league.close_season("spring").await,
        Err(LeagueError::SeasonClosed(_))
    ));
    assert!(!league.records().await.unwrap().is_empty());
}

/// Two stewards look at the same incident. The second one is told of the first one's penalty, and may mean
/// another incident.
#[tokio::test]
async fn what_a_driver_lost_already_is_lost_again_only_if_that_is_meant() {
    let store = Arc::new(Memory::default());
    let league = league(&store);
    collect(&league, &file("2019_3_2_22_3_RACE.json", RACE))
        .await
        .unwrap();
    let race = "abcd2345-2019_3_2_22_3_race";
    let seconds = async |seconds, repeat| {
        let penalty = PenaltyKind::Seconds(seconds);
        let given = league.penalize(race, "Driver 02", penalty, repeat, decision("Contact"));
        given.await.map(|result| result.penalties.len())
    };
    assert_eq!(seconds(5, Repeat::Ask).await.unwrap(), 1);
    let told = seconds(5, Repeat::Ask).await.unwrap_err();
    assert!(
        matches!(&told, LeagueError::LostAlready { driver, number: 1, decided }
            if driver == "Driver 02" && decided.reason == "Contact"),
        "{told:?}"
    );
    assert_eq!(seconds(10, Repeat::Ask).await.unwrap(), 2);
    assert_eq!(seconds(5, Repeat::Meant).await.unwrap(), 3);
    // Of two at once one is told of the other.
    let (one, other) = tokio::join!(seconds(7, Repeat::Ask), seconds(7, Repeat::Ask));
    assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1);

    // What was taken back does not count.
    for number in [1, 3] {
        league
            .undo_penalty(race, number, decision("Racing"))
            .await
            .unwrap();
    }
    assert_eq!(seconds(5, Repeat::Ask).await.unwrap(), 5);

    league.new_season(new("spring")).await.unwrap();
    league.add_round("spring", None, &[race]).await.unwrap();
    let nobody = league.deduct("spring", "Driver", 1, Repeat::Ask, decision("Late"));
    assert!(matches!(
        nobody.await,
        Err(LeagueError::NoDriverOfSeason { .. })
    ));
    let deduct = async |points, repeat| {
        let taken = league.deduct("spring", "driver 02", points, repeat, decision("Late"));
        taken.await.map(|season| season.deductions.len())
    };
    assert_eq!(deduct(10, Repeat::Ask).await.unwrap(), 1);
    let told = deduct(10, Repeat::Ask).await.unwrap_err();
    assert!(
        matches!(&told, LeagueError::LostAlready { driver, number: 1, .. } if driver == "Driver 02"),
        "{told:?}"
    );
    assert_eq!(deduct(10, Repeat::Meant).await.unwrap(), 2);
    let undo = async |number| {
        let undone = league.undo_deduct("spring", number, decision("Was on time"));
        undone.await
    };
    let season = undo(2).await.unwrap();
    assert_eq!(season.deductions[1].guid, "76561190000000002");
    assert_eq!(season.deductions[1].undone, Some(decision("Was on time")));
    assert!(matches!(
        undo(2).await,
        Err(LeagueError::GivenBack { number: 2, .. })
    ));
    for number in [0, 3] {
        assert!(matches!(
            undo(number).await,
            Err(LeagueError::NoSuchDeduction { .. })
        ));
    }
}

#[tokio::test]
async fn the_only_open_season_needs_no_name() {
    let league = league(&Arc::new(Memory::default()));
    let meant = async || league.meant_season(None).await;
    assert!(matches!(meant().await, Err(LeagueError::NoOpenSeason)));
    league.new_season(new("autumn")).await.unwrap();
    league.new_season(new("spring")).await.unwrap();
    let which = meant().await.unwrap_err();
    assert!(
        matches!(&which, LeagueError::WhichSeason(ids) if *ids == ["autumn", "spring"]),
        "{which:?}"
    );
    league.close_season("autumn").await.unwrap();
    assert_eq!(meant().await.unwrap(), "spring");
}

#[tokio::test]
async fn what_cannot_be_read_is_set_aside_and_told_and_the_rest_goes_on() {
    let store = Arc::new(Memory::default());
    let league = league(&store);
    collect(&league, &file("2019_3_2_22_3_RACE.json", RACE))
        .await
        .unwrap();
    let broken = Key::new("results/500/broken.json").unwrap();
    store
        .put(&broken, b"{\"kind\":".to_vec(), Expected::Absent)
        .await
        .unwrap();
    let newer = Key::new("results/500/newer.json").unwrap();
    let text = br#"{"kind":"result","schema":9,"body":{}}"#.to_vec();
    store.put(&newer, text, Expected::Absent).await.unwrap();

    let all = league.results().await.unwrap();
    assert_eq!((all.results.len(), all.troubles.len()), (1, 2));
    assert_eq!(store.get(&broken).await.unwrap(), None);
    let aside = store
        .list(Some(&Key::new("unreadable").unwrap()))
        .await
        .unwrap();
    assert_eq!(aside.len(), 1);
    assert!(
        store.get(&newer).await.unwrap().is_some(),
        "a newer program's document stays"
    );
}

/// A store that fails the n-th call, and counts what it is asked.
#[derive(Default)]
struct Refusing {
    inner: Memory,
    calls: AtomicUsize,
    writes: AtomicUsize,
    refused: usize,
}

impl Refusing {
    fn call(&self) -> Result<(), StoreError> {
        if self.calls.fetch_add(1, Ordering::Relaxed) == self.refused {
            return Err(StoreError::failed("anything", "x", "the bucket refuses"));
        }
        Ok(())
    }
}

#[async_trait]
impl Store for Refusing {
    async fn get(&self, key: &Key) -> Result<Option<Stored>, StoreError> {
        self.call()?;
        self.inner.get(key).await
    }

    async fn put(
        &self,
        key: &Key,
        bytes: Vec<u8>,
        expected: Expected<'_>,
    ) -> Result<Version, StoreError> {
        self.call()?;
        self.writes.fetch_add(1, Ordering::Relaxed);
        self.inner.put(key, bytes, expected).await
    }

    async fn list(&self, folder: Option<&Key>) -> Result<Vec<Key>, StoreError> {
        self.call()?;
        self.inner.list(folder).await
    }

    async fn remove(&self, key: &Key, version: &Version) -> Result<(), StoreError> {
        self.call()?;
        self.inner.remove(key, version).await
    }
}

#[tokio::test]
async fn a_bucket_that_refuses_anywhere_loses_nothing_and_doubles_nothing() {
    for refused in 0..12 {
        let store = Arc::new(Refusing {
            inner: Memory::default(),
            refused,
            ..Refusing::default()
        });
        let league = League::new(Arc::clone(&store) as Arc<dyn Store>, "500").unwrap();
        let race = file("2019_3_2_22_3_RACE.json", RACE);
        let journal = journal_of_today();
        let journal = file("boot1.jsonl", &journal);
        // As the watcher does it: again and again, whatever fails.
        for _ in 0..4 {
            let _ = collect(&league, &journal).await;
            let _ = collect(&league, &race).await;
        }
        assert_eq!(ids(&league).await.len(), 1, "refused call {refused}");
        let result = league.results().await.unwrap().results.remove(0);
        assert_eq!(result.source, "2019_3_2_22_3_RACE.json");
    }
}

#[tokio::test]
async fn a_journal_that_grows_costs_no_request_for_what_is_known() {
    let store = Arc::new(Refusing {
        refused: usize::MAX,
        ..Refusing::default()
    });
    let league = League::new(Arc::clone(&store) as Arc<dyn Store>, "500").unwrap();
    let whole = journal_of_today();
    let mut journal = file("boot1.jsonl", &whole);
    assert_eq!(collect(&league, &journal).await.unwrap().new.len(), 1);
    let requests = || store.calls.load(Ordering::Relaxed);
    let writes = || store.writes.load(Ordering::Relaxed);

    // Another bot does not know that it was taken in: it reads, and has nothing to write.
    let before = (requests(), writes());
    let settled = collect(&league, &journal).await.unwrap().settled;
    assert!(before.0 < requests());
    assert_eq!(writes(), before.1);

    // Who knows it looks at the session that runs only: what is settled costs nothing.
    journal.is_final = true;
    journal.settled = settled + 1;
    let before = requests();
    assert!(collect(&league, &journal).await.unwrap().new.is_empty());
    assert_eq!(requests(), before);
}

#[tokio::test]
async fn a_season_that_follows_counts_each_race_day_as_one_round() {
    let store = Arc::new(Memory::default());
    let league = league(&store);
    for (id, follows) in [("all", true), ("chosen", false)] {
        let new = NewSeason {
            id: id.to_owned(),
            name: id.to_owned(),
            rules: Rules::default(),
            follows,
        };
        league.new_season(new).await.unwrap();
    }
    let at = |hours: i64| now() + SignedDuration::from_hours(hours);
    // Friday: a qualifying and two races. A week later: one race.
    let evening = [
        ("2026_3_6_20_0_QUALIFY.json", QUALIFY, 0),
        ("2026_3_6_21_0_RACE.json", RACE, 1),
        ("2026_3_6_22_0_RACE.json", RACE, 2),
        ("2026_3_13_21_0_RACE.json", RACE, 24 * 7),
    ];
    for (name, bytes, hours) in evening {
        let file = ServerFile {
            is_final: false,
            modified: at(hours),
            ..file(name, bytes)
        };
        let content = Content::read(file.name, file.bytes);
        let told = league.collect(&file, content, at(hours)).await.unwrap().new;
        let seasons = league.count(&told[0]).await.unwrap();
        let is_race = name.contains("RACE");
        assert_eq!(seasons.len(), usize::from(is_race), "{name}");
        // Asked again, also by another bot, it changes nothing.
        assert_eq!(league.count(&told[0]).await.unwrap(), seasons);
    }
    let rounds = async |id: &str| -> Vec<Vec<String>> {
        let season = league.standings(id).await.unwrap().season;
        let ids = |round: &results::season::Round| {
            let ids = round.results.iter().map(ToString::to_string);
            ids.map(|id| id.replace("abcd2345-2026_3_", "")).collect()
        };
        season.rounds.iter().map(ids).collect()
    };
    assert_eq!(
        rounds("all").await,
        [
            vec!["6_20_0_qualify", "6_21_0_race", "6_22_0_race"],
            vec!["13_21_0_race"],
        ]
    );
    assert_eq!(rounds("chosen").await, Vec::<Vec<String>>::new());
}

#[tokio::test]
async fn what_the_server_wrote_is_kept_as_it_is() {
    let store = Arc::new(Memory::default());
    let league = league(&store);
    let race = file("2019_3_2_22_3_RACE.json", RACE);
    let id = collect(&league, &race).await.unwrap().new.remove(0).id;
    assert_eq!(league.file(&id).await.unwrap().as_deref(), Some(RACE));

    // A journal has none, until the server's own file takes its place.
    let other = League::new(store, "501").unwrap();
    let journal = journal_of_today();
    let told = collect(&other, &file("boot1.jsonl", &journal)).await;
    let id = told.unwrap().new.remove(0).id;
    assert_eq!(other.file(&id).await.unwrap(), None);
    collect(&other, &race).await.unwrap();
    assert_eq!(other.file(&id).await.unwrap().as_deref(), Some(RACE));
}

#[tokio::test]
async fn two_short_races_after_each_other_are_two() {
    let store = Arc::new(Memory::default());
    let league = league(&store);
    let journal = journal_of_today();
    collect(&league, &file("boot1.jsonl", &journal))
        .await
        .unwrap();
    for (name, seconds) in [
        ("2019_3_2_22_3_RACE.json", 0),
        ("2019_3_2_22_4_RACE.json", 60),
    ] {
        let race = ServerFile {
            is_final: false,
            modified: now() + SignedDuration::from_secs(seconds),
            ..file(name, RACE)
        };
        assert_eq!(collect(&league, &race).await.unwrap().new.len(), 1);
    }
    assert_eq!(ids(&league).await.len(), 2);
}

fn started_with(graphics: &str, changed: Option<Timestamp>) -> Option<StartedWith<'_>> {
    Some(StartedWith { graphics, changed })
}

fn weather(collected: &Collected) -> Option<&str> {
    collected.new[0].result.session.weather.as_deref()
}

#[tokio::test]
async fn a_session_has_the_weather_that_its_server_was_started_with() {
    let store = Arc::new(Memory::default());
    let league = league(&store);
    let race = ServerFile {
        weather: started_with("3_clear", None),
        ..file("2019_3_2_22_3_RACE.json", RACE)
    };
    let told = collect(&league, &race).await.unwrap();
    assert_eq!(weather(&told), Some("3_clear"));
}

/// A change gives the server another weather: what was driven before it keeps the one that it was driven in.
#[tokio::test]
async fn no_session_has_the_weather_of_a_later_change() {
    let journal = journal_of_today();
    let seen = |weather| ServerFile {
        weather,
        ..file("boot1.jsonl", &journal)
    };
    let before = started_with("3_clear", None);
    let changed = |minutes: i64| {
        started_with(
            "7_heavy_clouds",
            Some(now() + SignedDuration::from_mins(minutes)),
        )
    };
    // Read before the change and again after it, by a bot that was killed in between.
    let league_of = || league(&Arc::new(Memory::default()));
    let league = league_of();
    let told = collect(&league, &seen(before)).await.unwrap();
    assert_eq!(weather(&told), Some("3_clear"));
    assert_eq!(
        collect(&league, &seen(changed(1))).await.unwrap().new.len(),
        0
    );
    // Read only after the change: whichever it was, it is not that one.
    let told = collect(&league_of(), &seen(changed(-1))).await.unwrap();
    assert_eq!(weather(&told), None);
    // Its file is dated by when it came here.
    let race = ServerFile {
        modified: now() + SignedDuration::from_hours(1),
        weather: changed(0),
        ..file("2019_3_2_22_3_RACE.json", RACE)
    };
    assert_eq!(weather(&collect(&league_of(), &race).await.unwrap()), None);
    // Driven after it.
    let told = collect(&league_of(), &seen(changed(-30))).await.unwrap();
    assert_eq!(weather(&told), Some("7_heavy_clouds"));
    // The server's own file takes the journal's place.
    let race = ServerFile {
        weather: changed(1),
        ..file("2019_3_2_22_3_RACE.json", RACE)
    };
    let told = collect(&league, &race).await.unwrap();
    assert_eq!(weather(&told), Some("3_clear"));
}
