//! Race nights as a league lives them, with the clock handed in.

use std::cell::RefCell;
use std::collections::BTreeMap;

use configuration::{Change, Document, Files, SteamId, slots, write_slots};
use jiff::{Timestamp, ToSpan};
use race::{
    Applicant, BootTimes, Claim, Due, EventState, Fate, Guests, Night, NightId, Pack, Place, Plan,
    Refused, Seen, SignUp, Step, Timing, Unreadable, when,
};

const ORGANISER: u64 = 1;

fn at(instant: &str) -> Timestamp {
    instant.parse().expect("an instant")
}

/// Friday 4 December 2026, 20:00 in Berlin, planned a week before.
fn night() -> Night {
    let now = at("2026-11-27T12:00:00Z");
    let start = when::read(
        "every friday 20:00",
        at("2026-11-28T12:00:00Z"),
        "Europe/Berlin",
    )
    .expect("a time");
    assert!(now < start.instant());
    let mut night = Night::new(Plan {
        id: NightId::of_request(0xabc),
        guild: 200,
        channel: 300,
        organiser: ORGANISER,
        name: "Friday Cup".to_owned(),
        start,
        timing: Timing::usual(75),
        pack: Pack::Stored("packs/200/x/cup.zip".to_owned()),
    });
    night.sign_up = Some(SignUp {
        cars: vec![("mx5".to_owned(), Some(2)), ("r8".to_owned(), None)],
        grid: 3,
        reserve_slots: 1,
        per_team: Some(2),
        approval: false,
        guests: Guests::Refused,
    });
    night
}

fn driver(user: u64, car: &str) -> Applicant {
    Applicant {
        user,
        name: format!("Driver {user}"),
        steam: SteamId::of_account(u32::try_from(user).expect("small")),
        car: car.to_owned(),
        team: None,
        number: None,
    }
}

fn signed(night: &mut Night, user: u64, car: &str) -> Place {
    let placed = night.sign_up(&driver(user, car), at("2026-12-01T12:00:00Z"));
    placed
        .unwrap_or_else(|refused| panic!("{user}: {refused}"))
        .place
}

fn steps(due: &[Due]) -> Vec<(Step, Fate)> {
    due.iter().map(|due| (due.step, due.fate)).collect()
}

fn told(taken: &[(Step, Fate)]) -> String {
    let lines = taken
        .iter()
        .map(|(step, fate)| format!("{step:?} {fate:?}"));
    lines.collect::<Vec<_>>().join("\n")
}

/// Marks a step as done; what is started is there then.
fn finish(night: &mut Night, step: Step, now: Timestamp) {
    if step == Step::StartServer {
        night.server = Some("abcd2345".to_owned());
    }
    night.finish(step, now);
}

/// Takes everything that is due, as a driver of nights does, and says what it was.
fn take(night: &mut Night, now: Timestamp, seen: &Seen) -> Vec<(Step, Fate)> {
    let due = night.due(now, &BootTimes::default(), seen);
    for due in &due {
        match due.fate {
            Fate::Missed => night.miss(due.step, now),
            Fate::Take | Fate::TakeLate => finish(night, due.step, now),
        }
    }
    steps(&due)
}

const UP: Seen = Seen {
    running: true,
    last_session_over: None,
    results_safe: false,
};

#[test]
fn an_evening_runs_by_itself_from_announcement_to_the_next_week() {
    let mut night = night();
    let idle = Seen::default();
    use Fate::Take;
    use Step::{Announce, CloseSignUp, Conclude, PlanNext, Remind, StartServer, StopServer};
    assert_eq!(
        take(&mut night, at("2026-11-28T12:00:00Z"), &idle),
        [(Announce, Take)]
    );
    assert_eq!(take(&mut night, at("2026-12-04T17:29:59Z"), &idle), []);
    // 20:00 in Berlin is 19:00 UTC: doors an hour before, the list half an hour before that.
    assert_eq!(
        take(&mut night, at("2026-12-04T17:30:00Z"), &idle),
        [(CloseSignUp, Take)]
    );
    assert_eq!(
        take(&mut night, at("2026-12-04T17:40:00Z"), &idle),
        [(StartServer, Take)]
    );
    assert_eq!(
        take(&mut night, at("2026-12-04T18:00:00Z"), &UP),
        [(Remind(60), Take)]
    );
    assert_eq!(
        take(&mut night, at("2026-12-04T18:45:00Z"), &UP),
        [(Remind(15), Take)]
    );
    assert_eq!(take(&mut night, at("2026-12-04T20:30:00Z"), &UP), []);
    let over = Seen {
        last_session_over: Some(at("2026-12-04T20:20:00Z")),
        ..UP
    };
    assert_eq!(
        take(&mut night, at("2026-12-04T20:35:00Z"), &over),
        [],
        "not before the results are safe"
    );
    let safe = Seen {
        results_safe: true,
        ..over
    };
    let now = at("2026-12-04T20:35:00Z");
    assert_eq!(take(&mut night, now, &safe), [(StopServer, Take)]);
    assert_eq!(take(&mut night, now, &idle), [(Conclude, Take)]);
    assert_eq!(take(&mut night, now, &idle), [(PlanNext, Take)]);
    let next = night
        .following(at("2026-12-04T20:35:00Z"))
        .expect("it is weekly");
    assert_eq!(next.start.instant(), at("2026-12-11T19:00:00Z"));
    assert_eq!(next.id.as_str(), "abc-1");
    assert_eq!(next.id.following().as_str(), "abc-2");
    assert!(next.entries.is_empty());
    assert_eq!(take(&mut night, at("2026-12-05T20:35:00Z"), &idle), []);
}

#[test]
fn a_slow_machine_is_started_earlier_and_never_before_the_list_is_closed() {
    let night = night();
    let mut slow = BootTimes::default();
    slow.add("cup", 50 * 60);
    let before = night.due(at("2026-12-04T17:29:00Z"), &slow, &Seen::default());
    assert_eq!(steps(&before), [(Step::Announce, Fate::Take)]);
    let then = night.due(at("2026-12-04T17:30:00Z"), &slow, &Seen::default());
    let then: Vec<Step> = then.iter().map(|due| due.step).collect();
    assert_eq!(then, [Step::Announce, Step::CloseSignUp, Step::StartServer]);
    // Without a list it is started as early as it needs.
    let mut open = night;
    open.sign_up = None;
    let due = open.due(at("2026-12-04T17:00:00Z"), &slow, &Seen::default());
    assert!(due.iter().any(|due| due.step == Step::StartServer));
}

#[test]
fn a_bot_that_comes_back_late_does_what_is_still_of_use_and_tells_the_rest() {
    // Ten minutes before the start, after hours without a bot.
    let mut night = night();
    let taken = take(&mut night, at("2026-12-04T18:50:00Z"), &Seen::default());
    insta::assert_snapshot!(told(&taken), @"
    Announce Take
    CloseSignUp TakeLate
    StartServer TakeLate
    Remind(60) Missed
    Remind(15) TakeLate
    ");
    // And one that comes back after the race.
    let mut night = self::night();
    let taken = take(&mut night, at("2026-12-04T22:00:00Z"), &Seen::default());
    insta::assert_snapshot!(told(&taken), @"
    Announce Missed
    CloseSignUp Missed
    StartServer Missed
    Remind(60) Missed
    Remind(15) Missed
    ");
    let taken = take(&mut night, at("2026-12-04T22:01:00Z"), &Seen::default());
    assert_eq!(taken, [(Step::Conclude, Fate::Take)]);
    assert_eq!(
        take(&mut night, at("2026-12-04T22:01:00Z"), &Seen::default()),
        [(Step::PlanNext, Fate::Take)]
    );
}

/// Somebody tries the pack before the start: the night waits for its race.
#[test]
fn a_race_that_is_over_before_the_start_ends_no_night() {
    let mut night = night();
    take(&mut night, at("2026-12-04T17:40:00Z"), &Seen::default());
    let tried = |over: &str| Seen {
        last_session_over: Some(at(over)),
        results_safe: true,
        ..UP
    };
    let early = tried("2026-12-04T18:59:59Z");
    for now in ["2026-12-04T19:15:00Z", "2026-12-04T20:15:00Z"] {
        let taken = take(&mut night, at(now), &early);
        assert!(
            !taken.contains(&(Step::StopServer, Fate::Take)),
            "{taken:?}"
        );
    }
    let raced = tried("2026-12-04T20:00:00Z");
    let taken = take(&mut night, at("2026-12-04T20:15:00Z"), &raced);
    assert_eq!(taken, [(Step::StopServer, Fate::Take)]);
}

/// Nobody is on the list: no reminder calls drivers to a server that never comes, and the series goes on.
#[test]
fn a_night_that_nobody_signed_up_for_is_over_before_its_start() {
    let mut night = night();
    let nothing = Seen::default();
    let closes = at("2026-12-04T17:40:00Z");
    night.finish(Step::Announce, closes);
    night.finish(Step::CloseSignUp, closes);
    night.finish(Step::StartServer, closes);
    assert!(night.came_to_nothing());
    let taken = take(&mut night, at("2026-12-04T18:50:00Z"), &nothing);
    assert_eq!(taken, [(Step::Conclude, Fate::Take)]);
    assert!(night.came_to_nothing(), "its card says why");
    let taken = take(&mut night, at("2026-12-04T18:50:00Z"), &nothing);
    assert_eq!(taken, [(Step::PlanNext, Fate::Take)]);
    let event = night.event_plan(at("2026-12-04T18:50:00Z"), true);
    assert_eq!(event.state, EventState::Cancelled);
}

#[test]
fn a_server_whose_last_session_nobody_sees_end_is_stopped_in_the_end() {
    let mut night = night();
    take(&mut night, at("2026-12-04T19:00:00Z"), &UP);
    take(&mut night, at("2026-12-04T19:01:00Z"), &UP);
    // 75 minutes of sessions, and an hour and a half.
    assert_eq!(take(&mut night, at("2026-12-04T21:44:00Z"), &UP), []);
    let taken = take(&mut night, at("2026-12-04T21:45:00Z"), &UP);
    assert_eq!(taken, [(Step::StopServer, Fate::Take)]);
}

#[test]
fn a_night_that_is_called_off_tells_so_stops_its_server_and_comes_again_next_week() {
    let mut night = night();
    take(&mut night, at("2026-12-04T18:30:00Z"), &Seen::default());
    assert!(night.cancel(ORGANISER, "no marshals\n@everyone"));
    assert!(!night.cancel(ORGANISER, "again"));
    let mut steps = |seen: &Seen| -> Vec<Step> {
        let taken = take(&mut night, at("2026-12-04T18:31:00Z"), seen);
        taken.into_iter().map(|(step, _)| step).collect()
    };
    assert_eq!(steps(&UP), [Step::TellCancelled, Step::StopServer]);
    // It is put away only once its server is deleted: what failed would never be tried again.
    assert_eq!(steps(&Seen::default()), [Step::Conclude]);
    assert_eq!(steps(&Seen::default()), [Step::PlanNext]);
    assert!(night.following(at("2026-12-04T18:31:00Z")).is_some());
    night.comes_no_more();
    assert_eq!(night.following(at("2026-12-04T18:31:00Z")), None);
    assert_eq!(signed_refused(&mut night, 10), Refused::NotOpen);
}

fn signed_refused(night: &mut Night, user: u64) -> Refused {
    let placed = night.sign_up(&driver(user, "r8"), at("2026-12-01T12:00:00Z"));
    placed.expect_err("refused")
}

#[test]
fn an_event_begins_goes_on_and_ends_with_its_race() {
    let mut night = night();
    let shown = |night: &Night, now: &str, over: bool| {
        let plan = night.event_plan(at(now), over);
        (plan.state, plan.end.to_string())
    };
    let scheduled = shown(&night, "2026-12-04T18:59:59Z", false);
    assert_eq!(
        scheduled,
        (EventState::Scheduled, "2026-12-04T20:15:00Z".to_owned())
    );
    let begun = shown(&night, "2026-12-04T19:00:00Z", false);
    assert_eq!(
        begun,
        (EventState::Active, "2026-12-04T20:15:00Z".to_owned())
    );
    // Discord ends an event by itself at its end: a race that runs long pushes it before.
    let long = shown(&night, "2026-12-04T20:05:00Z", false);
    assert_eq!(
        long,
        (EventState::Active, "2026-12-04T20:45:00Z".to_owned())
    );
    assert_eq!(
        shown(&night, "2026-12-04T20:10:00Z", true).0,
        EventState::Completed
    );
    assert!(night.cancel(ORGANISER, ""));
    assert_eq!(
        shown(&night, "2026-12-04T18:00:00Z", false).0,
        EventState::Cancelled
    );
    assert_eq!(
        shown(&night, "2026-12-04T19:10:00Z", false).0,
        EventState::Completed
    );
}

#[test]
fn a_full_list_a_withdrawal_and_who_moves_up() {
    let mut night = night();
    assert_eq!(signed(&mut night, 10, "mx5"), Place::Grid(1));
    assert_eq!(signed(&mut night, 11, "MX5"), Place::Grid(2));
    assert_eq!(
        signed(&mut night, 12, "mx5"),
        Place::Waiting(1),
        "there are two of them"
    );
    assert_eq!(
        signed(&mut night, 13, "r8"),
        Place::Grid(3),
        "who waits for a car holds up nobody else"
    );
    assert_eq!(signed(&mut night, 14, "r8"), Place::Waiting(2));
    assert_eq!(night.free_cars(), [("mx5", Some(0)), ("r8", Some(0))]);
    let moved = night.withdraw(11).expect("on the list");
    assert_eq!(
        moved
            .iter()
            .map(|moved| (moved.user, moved.grid))
            .collect::<Vec<_>>(),
        [(12, 2)]
    );
    assert_eq!(night.withdraw(11), Err(Refused::NotOnList));
    // Whoever changes the car goes to the end; whoever says the same again stays.
    assert_eq!(signed(&mut night, 10, "mx5"), Place::Grid(1));
    assert_eq!(signed(&mut night, 10, "r8"), Place::Waiting(1));
    assert_eq!(
        night.place_of(14).map(|placed| placed.place),
        Some(Place::Grid(3))
    );
}

#[test]
fn the_list_refuses_in_words_that_say_what_to_do() {
    let mut night = night();
    let now = at("2026-12-01T12:00:00Z");
    let team = |user, number| Applicant {
        team: Some(" Red; Team\n".to_owned()),
        number: Some(number),
        ..driver(user, "r8")
    };
    night.sign_up(&team(20, 7), now).expect("free");
    night.sign_up(&team(21, 8), now).expect("free");
    let mut told = Vec::new();
    let mut refuse = |applicant: &Applicant, now: Timestamp| {
        told.push(
            night
                .sign_up(applicant, now)
                .expect_err("refused")
                .to_string(),
        );
    };
    refuse(&driver(30, "f40"), now);
    refuse(&team(22, 9), now);
    refuse(
        &Applicant {
            team: None,
            ..team(22, 7)
        },
        now,
    );
    refuse(
        &Applicant {
            team: None,
            ..team(22, 0)
        },
        now,
    );
    refuse(
        &Applicant {
            user: 31,
            ..driver(20, "r8")
        },
        now,
    );
    refuse(&driver(32, "r8"), night_closes());
    insta::assert_snapshot!(told.join("\n"), @"
    This race has no such car. Choose one of these: mx5, r8.
    Red Team has 2 drivers in this race, which is as many as a team may have. Sign up without a team, or with another one.
    Somebody else drives with number 7. Choose another one.
    A number is one from 1 to 999.
    Somebody else has signed up with this Steam account. If it is yours, ask an organiser to remove them.
    Sign-up for this race has closed. Ask an organiser if there is still a free slot.
    ");
}

fn night_closes() -> Timestamp {
    at("2026-12-04T17:30:00Z")
}

#[test]
fn an_organiser_lets_drivers_in_and_turns_them_down_for_good() {
    let mut night = night();
    if let Some(rules) = &mut night.sign_up {
        rules.approval = true;
    }
    assert_eq!(signed(&mut night, 10, "r8"), Place::Pending);
    assert_eq!(signed(&mut night, 11, "r8"), Place::Pending);
    let moved = night.decide(10, true).expect("on the list");
    assert_eq!(moved.len(), 1);
    night.decide(11, false).expect("on the list");
    assert_eq!(signed_refused(&mut night, 11), Refused::TurnedDown);
    assert_eq!(
        night.withdraw(11),
        Err(Refused::NotOnList),
        "or they would come back as new"
    );
}

/// What `cfg/entry_list.ini` of the league's pack holds.
const PACK: &str = "[CAR_0]\nMODEL=mx5\nSKIN=red\n[CAR_1]\nMODEL=r8\nSKIN=blue\nAI=none\n[CAR_2]\nMODEL=r8\nSKIN=green\n";

#[test]
fn the_list_becomes_the_entry_list_and_an_independent_reader_finds_everybody_in_it() {
    let mut night = night();
    let hostile = Applicant {
        name: "Max\r\n[SERVER]\nADMIN_PASSWORD=x;y".to_owned(),
        team: Some("[CAR_9]".to_owned()),
        ..driver(10, "mx5")
    };
    night
        .sign_up(&hostile, at("2026-12-01T12:00:00Z"))
        .expect("free");
    for (user, car) in [(11, "mx5"), (12, "r8"), (13, "r8"), (14, "mx5")] {
        signed(&mut night, user, car);
    }
    night.load(12, 25, 10).expect("on the list");
    let mut list = Document::parse(PACK.as_bytes());
    let grid = night.grid(&slots(&list));
    write_slots(&mut list, &grid);
    let text = String::from_utf8(list.print()).expect("UTF-8");
    insta::assert_snapshot!(text, @"
    [CAR_0]
    MODEL=mx5
    SKIN=red
    SPECTATOR_MODE=0
    DRIVERNAME=Max SERVER ADMIN_PASSWORD
    TEAM=CAR_9
    GUID=76561197960265738
    BALLAST=0
    RESTRICTOR=0
    [CAR_1]
    MODEL=mx5
    SKIN=
    AI=none
    SPECTATOR_MODE=0
    DRIVERNAME=Driver 11
    TEAM=
    GUID=76561197960265739
    BALLAST=0
    RESTRICTOR=0
    [CAR_2]
    MODEL=r8
    SKIN=blue
    SPECTATOR_MODE=0
    DRIVERNAME=Driver 12
    TEAM=
    GUID=76561197960265740
    BALLAST=25
    RESTRICTOR=10

    [CAR_3]
    MODEL=r8
    SKIN=green
    SPECTATOR_MODE=0
    DRIVERNAME=Reserve
    TEAM=
    GUID=76561197960265741;76561197960265742
    BALLAST=0
    RESTRICTOR=0
    ");
    // Line by line, with nothing of the product's.
    let guids: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("GUID="))
        .collect();
    let id = |user: u64| (76_561_197_960_265_728 + user).to_string();
    assert_eq!(
        guids,
        [id(10), id(11), id(12), format!("{};{}", id(13), id(14))]
    );
    assert_eq!(text.lines().filter(|line| line.starts_with('[')).count(), 4);
    // And the change that locks the list runs.
    let files = Files {
        server_cfg: Document::parse(b"[SERVER]\nCARS=mx5;r8\nMAX_CLIENTS=3\n[RACE]\nLAPS=5\n"),
        entry_list: list,
    };
    let lock = Change::parse_line("locked=on pickup=on slots=4 max_ballast=25").expect("a change");
    lock.apply(&files, &configuration::Content::default())
        .expect("it runs");
}

#[test]
fn slots_that_nobody_took_stay_free_for_guests_where_the_league_says_so() {
    let mut night = night();
    signed(&mut night, 12, "r8");
    let pack = slots(&Document::parse(PACK.as_bytes()));
    assert_eq!(night.grid(&pack).len(), 1);
    if let Some(rules) = &mut night.sign_up {
        rules.guests = Guests::FreeSlots;
    }
    let grid = night.grid(&pack);
    let skins: Vec<&str> = grid.iter().map(|slot| slot.skin.as_str()).collect();
    assert_eq!(skins, ["blue", "red", "green"]);
    assert!(grid[1].guids.is_empty());
}

/// A store that writes only where nobody has written meanwhile.
#[derive(Default)]
struct Store {
    documents: RefCell<BTreeMap<String, (u64, Vec<u8>)>>,
}

impl Store {
    fn get(&self, key: &str) -> (u64, Vec<u8>) {
        self.documents
            .borrow()
            .get(key)
            .cloned()
            .unwrap_or_default()
    }

    fn put_if_unchanged(&self, key: &str, version: u64, document: Vec<u8>) -> bool {
        let mut documents = self.documents.borrow_mut();
        let known = documents.get(key).map_or(0, |(version, _)| *version);
        let unchanged = known == version;
        if unchanged {
            documents.insert(key.to_owned(), (version + 1, document));
        }
        unchanged
    }
}

/// Two bots, each of which may be killed at any point, drive one evening. Whatever happens, each
/// step is taken at least once, and twice only where the first bot died in the middle of it.
#[test]
fn two_bots_and_a_kill_at_every_point_take_each_step_once() {
    for kill in 0..18 {
        let store = Store::default();
        store.put_if_unchanged("night", 0, night().write().expect("a document"));
        let mut actions: BTreeMap<Step, Vec<usize>> = BTreeMap::new();
        let mut point = 0;
        let mut killed: Option<(usize, Step)> = None;
        let mut now = at("2026-12-04T17:00:00Z");
        while now < at("2026-12-04T23:00:00Z") {
            let up = actions.contains_key(&Step::StartServer)
                && !actions.contains_key(&Step::StopServer);
            let seen = Seen {
                running: up,
                last_session_over: (at("2026-12-04T20:00:00Z") < now)
                    .then_some(at("2026-12-04T20:00:00Z")),
                results_safe: true,
            };
            // Both read before either writes, so their claims meet.
            let reads: Vec<(u64, Vec<u8>)> = (0..2).map(|_| store.get("night")).collect();
            for (bot, (version, document)) in reads.into_iter().enumerate() {
                if killed.is_some_and(|(dead, _)| dead == bot) {
                    continue;
                }
                let mut night = Night::read(&document).expect("a night");
                let due = night.due(now, &BootTimes::default(), &seen);
                let Some(due) = due.first().copied() else {
                    continue;
                };
                if night.claim(due.step, &format!("bot-{bot}"), now) == Claim::NotOurs
                    || !store.put_if_unchanged("night", version, night.write().expect("a document"))
                {
                    continue;
                }
                point += 1;
                if point == kill {
                    killed = Some((bot, due.step));
                    continue;
                }
                actions.entry(due.step).or_default().push(bot);
                point += 1;
                if point == kill {
                    killed = Some((bot, due.step));
                    continue;
                }
                finish(&mut night, due.step, now);
                assert!(
                    store.put_if_unchanged(
                        "night",
                        version + 1,
                        night.write().expect("a document")
                    ),
                    "a claim keeps others away"
                );
            }
            now = now.checked_add(60.seconds()).expect("an instant");
        }
        use Step::{Announce, CloseSignUp, Conclude, PlanNext, Remind, StartServer, StopServer};
        for step in [
            Announce,
            CloseSignUp,
            StartServer,
            Remind(60),
            Remind(15),
            StopServer,
            Conclude,
            PlanNext,
        ] {
            let times = actions.get(&step).map_or(0, Vec::len);
            let twice = killed.is_some_and(|(_, at)| at == step);
            assert!(
                times == 1 || (twice && times == 2),
                "{step:?} {times} times, killed {killed:?} at {kill}"
            );
        }
    }
}

#[test]
fn a_document_is_read_back_and_a_newer_one_is_left_alone() {
    let mut night = night();
    signed(&mut night, 10, "mx5");
    night.change = Some(Change::parse_line("laps=12 weather=rain").expect("a change"));
    take(&mut night, at("2026-12-04T18:50:00Z"), &Seen::default());
    assert_eq!(
        Night::read(&night.write().expect("a document")).as_ref(),
        Ok(&night)
    );
    // What a newer version of the same schema added stays.
    let mut json: serde_json::Value =
        serde_json::from_slice(&night.write().expect("a document")).expect("JSON");
    json["livery"] = "blue".into();
    let read = Night::read(json.to_string().as_bytes()).expect("a night");
    assert!(
        String::from_utf8(read.write().expect("a document"))
            .expect("UTF-8")
            .contains("livery")
    );
    json["schema"] = 3.into();
    assert_eq!(
        Night::read(json.to_string().as_bytes()),
        Err(Unreadable::Newer(3))
    );
    assert!(matches!(Night::read(b"{"), Err(Unreadable::Damaged(_))));
    assert!("../x".parse::<NightId>().is_err());
}

#[test]
fn a_night_that_is_moved_is_reminded_of_again() {
    let mut night = night();
    take(&mut night, at("2026-12-04T18:00:00Z"), &Seen::default());
    let later = when::read(
        "2026-12-05 20:00",
        at("2026-12-04T18:00:00Z"),
        "Europe/Berlin",
    )
    .expect("a time");
    night.reschedule(later);
    assert_eq!(
        take(&mut night, at("2026-12-04T18:01:00Z"), &Seen::default()),
        []
    );
    let next = night.next_due(
        at("2026-12-04T18:01:00Z"),
        &BootTimes::default(),
        &Seen::default(),
    );
    assert_eq!(next, Some(at("2026-12-05T17:30:00Z")));
}
