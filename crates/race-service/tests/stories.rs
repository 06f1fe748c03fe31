//! Race nights in a store that two bots share, with the clock handed in.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_trait::async_trait;
use configuration::{Change, SteamId};
use jiff::{SignedDuration, Timestamp, ToSpan};
use parking_lot::{Mutex, MutexGuard};
use race::{
    Applicant, Guests, Night, NightId, Pack, Place, Plan, Seen, SignUp, Step, Timing, when,
};
use race_service::{Conductor, Outcome, RaceError, RaceService, StepFailed, Taken, Trouble};
use store::{Expected, Key, Memory, Store};

const GUILD: u64 = 200;
const ORGANISER: u64 = 1;

fn at(instant: &str) -> Timestamp {
    instant.parse().expect("an instant")
}

/// Every Friday at 20:00 in Berlin, from 4 December 2026.
fn night() -> Night {
    let start = when::read(
        "every friday 20:00",
        at("2026-11-28T12:00:00Z"),
        "Europe/Berlin",
    )
    .expect("a time");
    let mut night = Night::new(Plan {
        id: NightId::of_request(0xabc),
        guild: GUILD,
        channel: 300,
        organiser: ORGANISER,
        name: "Friday Cup".to_owned(),
        start,
        timing: Timing::usual(75),
        pack: Pack::Stored("packs/200/x/cup.zip".to_owned()),
    });
    night.sign_up = Some(SignUp {
        cars: vec![("mx5".to_owned(), None)],
        grid: 3,
        reserve_slots: 0,
        per_team: None,
        approval: false,
        guests: Guests::Refused,
    });
    night
}

fn driver(user: u64) -> Applicant {
    Applicant {
        user,
        name: format!("Driver {user}"),
        steam: SteamId::of_account(u32::try_from(user).expect("small")),
        car: "mx5".to_owned(),
        team: None,
        number: None,
    }
}

/// A world of messages and servers: what was done in it, and how it can fail.
#[derive(Default)]
struct World {
    taken: Vec<(NightId, Step)>,
    told: Vec<String>,
    /// The bot dies at the so many-th step: before it acts, or after it.
    dies_at: Option<(usize, bool)>,
    /// Starting the server fails so often.
    failing_starts: usize,
    /// Starting the server takes longer than a pass.
    slow_starts: bool,
    session_over: Option<Timestamp>,
}

#[derive(Clone, Default)]
struct Town(Arc<Mutex<World>>);

impl Town {
    fn world(&self) -> MutexGuard<'_, World> {
        self.0.lock()
    }

    /// What was done for a night.
    fn steps(&self, id: &NightId) -> Vec<Step> {
        let world = self.world();
        let taken = world.taken.iter().filter(|(night, _)| night == id);
        taken.map(|(_, step)| *step).collect()
    }

    fn count(&self, step: Step) -> usize {
        self.steps(&night().id)
            .into_iter()
            .filter(|taken| *taken == step)
            .count()
    }
}

fn launched() -> Outcome {
    Outcome {
        server: Some("friday-cup".to_owned()),
        ..Outcome::default()
    }
}

/// A process that ends here does nothing more, ever.
async fn die() {
    std::future::pending::<()>().await;
}

#[async_trait]
impl Conductor for Town {
    async fn observe(&self, _: &Night) -> Seen {
        let up = self.count(Step::StartServer) > 0 && self.count(Step::StopServer) == 0;
        Seen {
            running: up,
            last_session_over: self.world().session_over,
            results_safe: true,
        }
    }

    async fn take(&self, night: &Night, step: Step) -> Result<Taken, StepFailed> {
        let dies = {
            let mut world = self.world();
            let count = world.taken.len();
            let dies = world.dies_at.filter(|(at, _)| *at == count);
            if dies.is_some() {
                world.dies_at = None;
            }
            dies
        };
        if matches!(dies, Some((_, false))) {
            die().await;
        }
        if step == Step::StartServer && self.world().failing_starts > 0 {
            self.world().failing_starts -= 1;
            return Err(StepFailed("Amazon has no free machine.".to_owned()));
        }
        self.world().taken.push((night.id.clone(), step));
        if dies.is_some() {
            die().await;
        }
        if step == Step::StartServer && self.world().slow_starts {
            return Ok(Taken::Begun);
        }
        Ok(Taken::Done(match step {
            Step::Announce => Outcome {
                card: Some(900),
                ..Outcome::default()
            },
            Step::StartServer => launched(),
            _ => Outcome::default(),
        }))
    }

    async fn tell(&self, _: &Night, trouble: &Trouble) {
        self.world().told.push(trouble.to_string());
    }
}

struct League {
    store: Arc<Memory>,
    bots: [RaceService; 2],
    town: Town,
}

impl League {
    async fn new() -> Self {
        let store = Arc::new(Memory::default());
        let bot = |name: &str| RaceService::new(store.clone(), name);
        let league = Self {
            bots: [bot("one"), bot("two")],
            store,
            town: Town::default(),
        };
        league.bots[0].plan(&night()).await.expect("planned");
        league
    }

    /// Lets bots pass at once; one that dies in the middle does not come back.
    async fn pass(&self, now: Timestamp, bots: &mut Vec<usize>) {
        let minute = std::time::Duration::from_secs(60);
        let passes = bots.iter().map(|&bot| {
            let (service, town) = (self.bots[bot].clone(), self.town.clone());
            let pass = async move { service.pass(GUILD, &|| now, &town).await };
            (bot, tokio::spawn(tokio::time::timeout(minute, pass)))
        });
        for (bot, pass) in passes.collect::<Vec<_>>() {
            match pass.await.expect("no panic") {
                Ok(report) => {
                    let report = report.expect("memory does not fail");
                    assert!(report.errors.is_empty(), "{:?}", report.errors);
                }
                Err(_) => bots.retain(|alive| *alive != bot),
            }
        }
    }

    /// Plays an evening in steps of five minutes, with a session that ends at 21:20.
    async fn evening(&self, bots: &mut Vec<usize>) {
        let mut now = at("2026-12-04T17:00:00Z");
        while now < at("2026-12-04T22:30:00Z") {
            if at("2026-12-04T20:20:00Z") <= now {
                self.town.world().session_over = Some(at("2026-12-04T20:20:00Z"));
            }
            self.pass(now, bots).await;
            now = now.checked_add(5.minutes()).expect("an instant");
        }
    }
}

const EVENING: [Step; 7] = [
    Step::Announce,
    Step::CloseSignUp,
    Step::StartServer,
    Step::Remind(60),
    Step::Remind(15),
    Step::StopServer,
    Step::Conclude,
];

#[tokio::test(start_paused = true)]
async fn two_bots_drive_an_evening_and_everything_happens_once() {
    let league = League::new().await;
    league.evening(&mut vec![0, 1]).await;
    assert_eq!(league.town.steps(&night().id), EVENING);
    assert_eq!(league.town.steps(&night().id.following()), [Step::Announce]);
    assert_eq!(league.town.world().told, Vec::<String>::new());
    // The next week's night is planned, once, and the one that has been is out of the way.
    let nights = league.bots[1].nights(GUILD).await.expect("nights");
    assert_eq!(nights.len(), 1);
    assert_eq!(nights[0].start.instant(), at("2026-12-11T19:00:00Z"));
    let past = league
        .store
        .list(Some(&Key::new("race/200/past").expect("a key")))
        .await
        .expect("keys");
    assert_eq!(past.len(), 1);
    assert!(matches!(
        league.bots[0].night(GUILD, &night().id).await,
        Err(RaceError::NoSuchNight(_))
    ));
}

#[tokio::test(start_paused = true)]
async fn a_bot_that_dies_at_any_step_is_replaced_by_the_other_one() {
    for (dies_at, dies_in) in EVENING.into_iter().enumerate() {
        for after_acting in [false, true] {
            let league = League::new().await;
            league.town.world().dies_at = Some((dies_at, after_acting));
            let mut bots = vec![0, 1];
            league.evening(&mut bots).await;
            assert_eq!(bots.len(), 1, "one died");
            let mut times: BTreeMap<Step, usize> = BTreeMap::new();
            for step in league.town.steps(&night().id) {
                *times.entry(step).or_default() += 1;
            }
            for step in EVENING {
                let again = after_acting && step == dies_in;
                assert_eq!(
                    times.get(&step),
                    Some(&if again { 2 } else { 1 }),
                    "{step:?}, dead at {dies_at}"
                );
            }
            assert_eq!(league.bots[0].nights(GUILD).await.expect("nights").len(), 1);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_bot_for_hours_and_then_one_tells_what_was_missed() {
    let league = League::new().await;
    league.pass(at("2026-12-04T19:30:00Z"), &mut vec![0]).await;
    insta::assert_snapshot!(league.town.world().told.join("\n"), @"
    The announcement was left out: it came too late to be of use.
    Closing sign-up is late: it was due <t:1796405400:t>.
    Starting the server is late: it was due <t:1796406000:t>.
    The reminder 60 minutes before the start was left out: it came too late to be of use.
    The reminder 15 minutes before the start was left out: it came too late to be of use.
    ");
    let later = League::new().await;
    later.pass(at("2026-12-04T23:00:00Z"), &mut vec![0]).await;
    insta::assert_snapshot!(later.town.world().told.join("\n"), @"
    The announcement was left out: it came too late to be of use.
    Closing sign-up was left out: it came too late to be of use.
    The server was not started: no bot ran at its time, or every try failed. Start one by hand if you still want to race.
    The reminder 60 minutes before the start was left out: it came too late to be of use.
    The reminder 15 minutes before the start was left out: it came too late to be of use.
    ");
    assert_eq!(later.town.count(Step::StartServer), 0);
    assert_eq!(
        later.bots[0].nights(GUILD).await.expect("nights").len(),
        1,
        "the next week's"
    );
}

#[tokio::test(start_paused = true)]
async fn a_start_that_fails_is_told_and_tried_again() {
    let league = League::new().await;
    league.town.world().failing_starts = 2;
    league.evening(&mut vec![0, 1]).await;
    assert_eq!(league.town.count(Step::StartServer), 1);
    insta::assert_snapshot!(league.town.world().told.join("\n"), @"
    Starting the server did not work: Amazon has no free machine. It is tried again in a few minutes.
    Starting the server did not work: Amazon has no free machine. It is tried again in a few minutes.
    ");
}

#[tokio::test(start_paused = true)]
async fn forty_drivers_press_at_once_at_two_bots_and_nobody_is_lost() {
    let league = League::new().await;
    let now = at("2026-12-01T12:00:00Z");
    let presses: Vec<_> = (10..50u64)
        .map(|user| {
            let bot = league.bots[usize::try_from(user % 2).expect("0 or 1")].clone();
            tokio::spawn(async move {
                // Who is told to try again does.
                loop {
                    match bot.sign_up(GUILD, &night().id, &driver(user), now).await {
                        Err(RaceError::Busy) => {}
                        other => return other,
                    }
                }
            })
        })
        .collect();
    for press in presses {
        press.await.expect("no panic").expect("signed up");
    }
    let night = league.bots[0]
        .night(GUILD, &night().id)
        .await
        .expect("a night");
    assert_eq!(night.entries.len(), 40);
    let starters: Vec<u64> = night.starters().iter().map(|entry| entry.user).collect();
    assert_eq!(starters.len(), 3);
    // One of them withdraws at one bot while somebody signs up again at the other.
    let withdrawn = league.bots[1]
        .withdraw(GUILD, &night.id, starters[0])
        .await
        .expect("on the list");
    assert_eq!(withdrawn.moved_up.len(), 1);
    assert_eq!(withdrawn.moved_up[0].grid, 3);
}

#[tokio::test(start_paused = true)]
async fn a_steam_account_is_remembered_and_belongs_to_one_member() {
    let league = League::new().await;
    let bot = &league.bots[0];
    let now = at("2026-12-01T12:00:00Z");
    let placed = bot
        .sign_up(GUILD, &night().id, &driver(10), now)
        .await
        .expect("free")
        .placed;
    assert_eq!(placed.place, Place::Grid(1));
    assert_eq!(
        bot.steam_of(GUILD, 10).await.expect("read"),
        Some(SteamId::of_account(10))
    );
    let thief = Applicant {
        user: 11,
        ..driver(10)
    };
    let refused = bot
        .sign_up(GUILD, &night().id, &thief, now)
        .await
        .expect_err("refused");
    insta::assert_snapshot!(refused, @"<@10> has given this Steam account as theirs. If it is yours, ask an organiser to sort it out.");
    assert!(bot.forget(GUILD, 10).await.expect("forgotten"));
}

#[tokio::test(start_paused = true)]
async fn presets_are_saved_used_and_deleted() {
    let league = League::new().await;
    let bot = &league.bots[0];
    let spa = Change::parse_line("track=spa/gp laps=12 password=x").expect("a change");
    let now = at("2026-12-01T12:00:00Z");
    let former = bot.save_preset(GUILD, "Spa sprint", &spa, ORGANISER, now);
    assert_eq!(former.await.expect("saved"), None);
    // Whoever saves over one learns what it was.
    let former = bot.save_preset(GUILD, "SPA sprint", &spa, ORGANISER, now);
    let former = former.await.expect("saved").expect("there was one");
    assert_eq!((former.change, former.at), (spa.clone(), Some(now)));
    assert_eq!(
        bot.preset(GUILD, "spa SPRINT").await.expect("there").change,
        spa
    );
    assert_eq!(
        bot.preset_names(GUILD).await.expect("names"),
        ["SPA sprint"]
    );
    let refused = bot.preset(GUILD, "monza").await.expect_err("none");
    insta::assert_snapshot!(refused, @"There is no such preset. There are: SPA sprint.");
    assert!(
        bot.delete_preset(GUILD, "Spa sprint")
            .await
            .expect("deleted")
    );
    assert!(!bot.delete_preset(GUILD, "Spa sprint").await.expect("gone"));
}

/// Some steps take minutes. The claims of those after them hold as long as any.
#[tokio::test(start_paused = true)]
async fn a_claim_begins_when_its_step_does_however_long_those_before_took() {
    let league = League::new().await;
    let mut second = night();
    second.id = NightId::of_request(0xdef);
    league.bots[0].plan(&second).await.expect("planned");
    let began = at("2026-12-01T12:00:00Z");
    let took = Arc::new(Mutex::new(SignedDuration::ZERO));
    let slow = Slow {
        took: took.clone(),
        claimed: Mutex::default(),
    };
    let clock = move || began + *took.lock();
    let report = league.bots[0].pass(GUILD, &clock, &slow).await;
    assert_eq!(report.expect("a pass").taken, [Step::Announce; 2]);
    let claimed = slow.claimed.into_inner();
    assert_eq!(claimed, ["2026-12-01T12:05:00Z", "2026-12-01T12:09:00Z"]);
}

/// Whoever is at a step for four minutes.
struct Slow {
    took: Arc<Mutex<SignedDuration>>,
    /// Until when each step was claimed as it was taken.
    claimed: Mutex<Vec<String>>,
}

#[async_trait]
impl Conductor for Slow {
    async fn observe(&self, _: &Night) -> Seen {
        Seen::default()
    }

    async fn take(&self, night: &Night, _: Step) -> Result<Taken, StepFailed> {
        let night = serde_json::to_value(night).expect("JSON");
        let until = &night["steps"]["announce"]["claimed"]["until"];
        let until = until.as_str().expect("a claim").to_owned();
        self.claimed.lock().push(until);
        *self.took.lock() += SignedDuration::from_mins(4);
        Ok(Taken::Done(Outcome::default()))
    }

    async fn tell(&self, _: &Night, _: &Trouble) {}
}

/// What an edit was decided on may not hold any more when it is written: then it refuses, and nothing is.
#[tokio::test(start_paused = true)]
async fn an_edit_that_refuses_changes_nothing() {
    let league = League::new().await;
    let id = night().id;
    let edited = league.bots[0].edit(GUILD, &id, |night| {
        night.name = "Saturday Cup".to_owned();
        Err(RaceError::Busy)
    });
    assert!(matches!(edited.await, Err(RaceError::Busy)));
    let kept = league.bots[1].night(GUILD, &id).await;
    assert_eq!(kept.expect("a night"), night());
}

#[tokio::test(start_paused = true)]
async fn a_night_of_a_newer_version_is_left_alone_and_keeps_no_other_waiting() {
    let league = League::new().await;
    let key = Key::new("race/200/nights/aaa.json").expect("a key");
    let newer = br#"{"schema": 3}"#.to_vec();
    league
        .store
        .put(&key, newer.clone(), Expected::Absent)
        .await
        .expect("written");
    let now = at("2026-12-01T12:00:00Z");
    let report = league.bots[0]
        .pass(GUILD, &move || now, &league.town)
        .await
        .expect("a pass");
    assert_eq!(report.taken, [Step::Announce]);
    assert_eq!(report.next, Some(at("2026-12-04T17:30:00Z")));
    assert_eq!(report.errors.len(), 1);
    insta::assert_snapshot!(report.errors[0], @"race/200/nights/aaa.json: The race was written by a newer ac-deploy (schema 3; this one reads up to 2). Update this one.");
    assert_eq!(
        league
            .store
            .get(&key)
            .await
            .expect("read")
            .expect("there")
            .bytes,
        newer
    );
    assert_eq!(league.bots[0].nights(GUILD).await.expect("nights").len(), 1);
    let off = league.bots[0]
        .cancel(GUILD, &night().id, ORGANISER, "snow", true)
        .await
        .expect("called off");
    assert!(!off.is_open());
    let again = league.bots[1]
        .cancel(GUILD, &night().id, ORGANISER, "snow", true)
        .await;
    assert!(matches!(again, Err(RaceError::NotOpen)));
    for bot in &league.bots {
        let now = at("2026-12-01T12:01:00Z");
        bot.pass(GUILD, &|| now, &league.town)
            .await
            .expect("a pass");
    }
    assert_eq!(league.town.count(Step::TellCancelled), 1);
    assert_eq!(league.bots[0].nights(GUILD).await.expect("nights"), []);
}

/// Starting a server takes longer than a claim holds: whoever is at it keeps it, and nobody starts a
/// second one. If they die, somebody else takes the step again.
#[tokio::test(start_paused = true)]
async fn a_slow_start_is_one_bots_until_it_is_done_or_the_bot_is_dead() {
    let league = League::new().await;
    league.town.world().slow_starts = true;
    let (id, mut now) = (night().id, at("2026-12-04T17:45:00Z"));
    for _ in 0..6 {
        league.pass(now, &mut vec![0]).await;
        // As whoever starts it does at each pass.
        let renewed = league.bots[0].renew(GUILD, &id, Step::StartServer, now);
        assert!(renewed.await.expect("memory does not fail"));
        now = now.checked_add(4.minutes()).expect("an instant");
        league.pass(now, &mut vec![1]).await;
        assert_eq!(league.town.count(Step::StartServer), 1);
    }
    // It dies: the other one takes over once the claim has run out, and its word counts.
    now = now.checked_add(6.minutes()).expect("an instant");
    league.pass(now, &mut vec![1]).await;
    assert_eq!(league.town.count(Step::StartServer), 2);
    let renewed = league.bots[0].renew(GUILD, &id, Step::StartServer, now);
    assert!(!renewed.await.expect("memory does not fail"));
    for (bot, stands) in [(0, None), (1, Some("friday-cup"))] {
        let bot = &league.bots[bot];
        bot.finish(GUILD, &id, Step::StartServer, &launched(), now)
            .await
            .expect("memory does not fail");
        let night = bot.night(GUILD, &id).await.expect("a night");
        assert_eq!(night.server.as_deref(), stands);
    }
    league.pass(now, &mut vec![0, 1]).await;
    assert_eq!(league.town.count(Step::StartServer), 2);
}

/// Called off while its server is on its way: the night stays until whoever starts it is done, or dead.
#[tokio::test(start_paused = true)]
async fn a_night_that_is_called_off_during_its_start_leaves_no_server_behind() {
    let league = League::new().await;
    league.town.world().slow_starts = true;
    let (id, now) = (night().id, at("2026-12-04T17:45:00Z"));
    league.pass(now, &mut vec![0]).await;
    league.bots[1]
        .cancel(GUILD, &id, ORGANISER, "snow", true)
        .await
        .expect("called off");
    league.pass(now, &mut vec![1]).await;
    assert_eq!(league.town.count(Step::TellCancelled), 1);
    assert_eq!(league.town.count(Step::Conclude), 0);
    let later = now.checked_add(6.minutes()).expect("an instant");
    league.pass(later, &mut vec![1]).await;
    assert_eq!(league.town.count(Step::Conclude), 1);
    assert!(
        league.bots[0]
            .nights(GUILD)
            .await
            .expect("nights")
            .is_empty()
    );
}

/// A weekly night stays at eight o'clock in Berlin when the clocks go back and forward, and each of its steps
/// comes once.
#[tokio::test(start_paused = true)]
async fn a_weekly_night_keeps_its_hour_over_both_changes_of_the_clocks() {
    for (planned, reminded) in [
        (
            "2026-10-19T12:00:00Z",
            ["2026-10-23T17:00:00Z", "2026-10-30T18:00:00Z"],
        ),
        (
            "2027-03-22T12:00:00Z",
            ["2027-03-26T18:00:00Z", "2027-04-02T17:00:00Z"],
        ),
    ] {
        let league = League::new().await;
        let start = when::read("every friday 20:00", at(planned), "Europe/Berlin");
        let mut weekly = night();
        weekly.id = NightId::of_request(0xdef);
        weekly.start = start.expect("a time");
        league.bots[0].plan(&weekly).await.expect("planned");
        let (mut now, mut at_hour) = (at(planned), Vec::new());
        let reminders = |league: &League| {
            let world = league.town.world();
            let of_series = |night: &NightId| night.as_str().starts_with(weekly.id.as_str());
            let taken = world.taken.iter();
            taken
                .filter(|(night, step)| of_series(night) && *step == Step::Remind(60))
                .count()
        };
        while now < at(reminded[1]).checked_add(1.hour()).expect("an instant") {
            let before = reminders(&league);
            league.pass(now, &mut vec![0, 1]).await;
            for _ in before..reminders(&league) {
                at_hour.push(now.to_string());
            }
            now = now.checked_add(15.minutes()).expect("an instant");
        }
        assert_eq!(at_hour, reminded);
    }
}
