//! What a card says, whatever its race is called.

use race::{Night, NightId, Pack, Plan, Start, Timing};

use super::*;
use crate::views::tests::shown;
use service::{RaceCard, RaceNews, RaceServer};

fn card(local: &str, name: &str) -> RaceCard {
    let night = Night::new(Plan {
        id: NightId::of_request(0xabc),
        guild: 1,
        channel: 2,
        organiser: 3,
        name: name.to_owned(),
        start: Start {
            local: local.parse().expect("a time"),
            zone: "Europe/Berlin".to_owned(),
            weekly: true,
        },
        timing: Timing::usual(90),
        pack: Pack::Stored("packs/1/x/cup.zip".to_owned()),
    });
    RaceCard {
        event: night.event_plan(night.start.instant(), false),
        night,
        server: RaceServer::NotYet,
        results: Vec::new(),
        closed: false,
        page: None,
        over: false,
    }
}

#[test]
fn a_card_says_when_the_clocks_move_the_race_for_others() {
    let text = |local| shown(&super::card(&card(local, "Cup")));
    let spring = text("2027-04-02T20:00");
    assert!(spring.contains("60 min earlier"), "{spring}");
    let autumn = text("2026-10-30T20:00");
    assert!(autumn.contains("60 min later"), "{autumn}");
    let summer = text("2026-07-03T20:00");
    assert!(
        !summer.contains("earlier") && !summer.contains("later"),
        "{summer}"
    );
}

#[test]
fn a_hostile_name_pings_and_formats_nothing() {
    let hostile = card(
        "2026-07-03T20:00",
        "@everyone **x** <@&5> https://evil.example",
    );
    let reminder = news(&hostile, &RaceNews::Reminder(60)).said();
    for part in ["@everyone", "**x**", "<@&5>", "https://evil"] {
        assert!(!reminder.contains(part), "{reminder}");
    }
    let trouble = RaceNews::Trouble("The pack \u{202e}@everyone is gone.".to_owned());
    let told = news(&hostile, &trouble).said();
    assert!(
        !told.contains("@everyone") && !told.contains('\u{202e}'),
        "{told}"
    );
}
