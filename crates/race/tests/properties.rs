//! What holds for every list, every time that is typed, and every order in which things happen.

use std::collections::BTreeMap;

use configuration::SteamId;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use race::{
    Applicant, BootTimes, Fate, Guests, Night, NightId, Pack, Place, Plan, Seen, SignUp, Standing,
    Start, Step, Timing, when,
};

const CARS: [&str; 3] = ["mx5", "r8", "f40"];

fn at(instant: &str) -> Timestamp {
    instant.parse().expect("an instant")
}

fn night(grid: u32, mx5: u32, per_team: u32, approval: bool) -> Night {
    let mut night = Night::new(Plan {
        id: NightId::of_request(1),
        guild: 1,
        channel: 1,
        organiser: 1,
        name: "Cup".to_owned(),
        start: Start {
            local: "2026-12-04T20:00".parse().expect("a time"),
            zone: "Europe/Berlin".to_owned(),
            weekly: true,
        },
        timing: Timing::usual(60),
        pack: Pack::Stored("packs/1/x/cup.zip".to_owned()),
    });
    night.sign_up = Some(SignUp {
        cars: vec![
            ("mx5".to_owned(), Some(mx5)),
            ("r8".to_owned(), None),
            ("f40".to_owned(), Some(1)),
        ],
        grid,
        reserve_slots: 2,
        per_team: Some(per_team),
        approval,
        guests: Guests::FreeSlots,
    });
    night
}

/// Something that happens to a list.
#[derive(Clone, Debug)]
enum Happening {
    SignUp {
        user: u64,
        account: u32,
        car: usize,
        team: Option<u8>,
        number: Option<u16>,
    },
    Withdraw(u64),
    Decide(u64, bool),
}

fn happening() -> impl Strategy<Value = Happening> {
    let user = 1..9u64;
    prop_oneof![
        4 => (user.clone(), 1..9u32, 0..3usize, prop::option::of(0..2u8), prop::option::of(0..4u16)).prop_map(
            |(user, account, car, team, number)| Happening::SignUp { user, account, car, team, number }
        ),
        1 => user.clone().prop_map(Happening::Withdraw),
        1 => (user, any::<bool>()).prop_map(|(user, accepted)| Happening::Decide(user, accepted)),
    ]
}

fn happen(night: &mut Night, happening: Happening) {
    match happening {
        Happening::SignUp {
            user,
            account,
            car,
            team,
            number,
        } => {
            let applicant = Applicant {
                user,
                name: format!("Driver {user}"),
                steam: SteamId::of_account(account),
                car: CARS[car].to_owned(),
                team: team.map(|team| format!("Team {team}")),
                number,
            };
            let _ = night.sign_up(&applicant, at("2026-12-01T12:00:00Z"));
        }
        Happening::Withdraw(user) => {
            let _ = night.withdraw(user);
        }
        Happening::Decide(user, accepted) => {
            let _ = night.decide(user, accepted);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever people do: no limit is passed, nobody is on the list twice, and the entry list is
    /// the list.
    #[test]
    fn a_list_keeps_its_rules(
        grid in 1..5u32,
        mx5 in 0..3u32,
        per_team in 1..3u32,
        approval in any::<bool>(),
        happenings in prop::collection::vec(happening(), 0..60),
    ) {
        let mut night = night(grid, mx5, per_team, approval);
        let let_in = happenings.iter().any(|happening| matches!(happening, Happening::Decide(_, true)));
        for happening in happenings {
            happen(&mut night, happening);
        }
        let starters = night.starters();
        prop_assert!(starters.len() <= usize::try_from(grid).expect("small"));
        let of = |car: &str| starters.iter().filter(|entry| entry.car == car).count();
        prop_assert!(of("mx5") <= usize::try_from(mx5).expect("small") && of("f40") <= 1);
        for pick in [|entry: &race::Entry| entry.user, |entry: &race::Entry| entry.steam.to_string().parse().expect("digits")] {
            let mut seen: Vec<u64> = night.entries.iter().map(pick).collect();
            let all = seen.len();
            seen.sort_unstable();
            seen.dedup();
            prop_assert_eq!(seen.len(), all);
        }
        let mut teams: BTreeMap<String, u32> = BTreeMap::new();
        for team in night.entries.iter().filter(|entry| entry.standing != Standing::Rejected).filter_map(|entry| entry.team.clone()) {
            *teams.entry(team).or_default() += 1;
        }
        // An organiser who lets somebody in again knows what they do; without one the limit holds.
        prop_assert!(let_in || teams.values().all(|count| *count <= per_team), "{teams:?}");
// Nobody waits for a car that is free while there is a place.
        if starters.len() < usize::try_from(grid).expect("small") {
            for waiting in night.waiting() {
                let free = night.free_cars().into_iter().find(|(car, _)| *car == waiting.car);
                prop_assert_eq!(free.and_then(|(_, free)| free), Some(0));
            }
        }
        let slots = night.grid(&[]);
        let listed: Vec<SteamId> = slots.iter().take(starters.len()).map(|slot| slot.guids[0]).collect();
        prop_assert_eq!(listed, starters.iter().map(|entry| entry.steam).collect::<Vec<_>>());
        let numbers: Vec<u32> = night.places().iter().filter_map(|placed| match placed.place {
            Place::Grid(number) => Some(number),
            _ => None,
        }).collect();
        prop_assert!(numbers.iter().copied().eq(1..=u32::try_from(numbers.len()).expect("small")));
        prop_assert_eq!(Night::read(&night.write().expect("a document")).expect("a night"), night);
    }

    #[test]
    fn whatever_is_typed_is_a_time_to_come_or_a_reason(text in "(every |next |in |)(fri|tomorrow|4|dec|2027-0[0-9]-[0-9]{2}|[0-9]{1,2}\\.[0-9]{1,2}\\.|)[ T,]{0,2}[0-9]{0,3}(:|h|pm|am| min|\\.|)[0-9]{0,2}( [A-Za-z]{2,8}/[A-Za-z_]{2,10})?|.{0,40}") {
        let now = at("2026-11-27T18:30:00Z");
        if let Ok(start) = when::read(&text, now, "Europe/Berlin") {
            prop_assert!(now < start.instant());
            prop_assert!(start.next_week().instant() > start.instant());
        }
    }

    /// However seldom and unevenly somebody looks: each step is taken at most once, in an order that makes
    /// sense, and the night ends.
    #[test]
    fn a_night_ends_whenever_somebody_looks(gaps in prop::collection::vec(1..200i64, 1..60), boot in 1..4000u32) {
        let mut night = night(3, 2, 2, false);
        let mut boots = BootTimes::default();
        boots.add("cup", boot);
        let mut taken = Vec::new();
        let mut now = at("2026-12-04T12:00:00Z");
        let mut gaps = gaps.into_iter().cycle();
        for _ in 0..2000 {
            let up = taken.contains(&Step::StartServer) && !taken.contains(&Step::StopServer);
            let seen = Seen { running: up, ..Seen::default() };
            for due in night.due(now, &boots, &seen) {
                match due.fate {
                    Fate::Missed => night.miss(due.step, now),
                    Fate::Take | Fate::TakeLate => {
                        prop_assert!(!taken.contains(&due.step), "{:?} twice", due.step);
                        taken.push(due.step);
                        if due.step == Step::StartServer {
                            night.server = Some("abcd2345".to_owned());
                        }
                        night.finish(due.step, now);
                    }
                }
            }
            if night.is_done(Step::PlanNext) {
                break;
            }
            now = now.checked_add(gaps.next().expect("endless").minutes()).expect("an instant");
        }
        prop_assert!(night.is_done(Step::PlanNext), "{taken:?}");
        let place = |step| taken.iter().position(|taken| *taken == step);
        if let Some(start) = place(Step::StartServer) {
            prop_assert!(place(Step::CloseSignUp).is_none_or(|closed| closed < start));
            prop_assert!(place(Step::StopServer).is_some_and(|stop| start < stop), "a server is left running: {taken:?}");
        }
    }
}
