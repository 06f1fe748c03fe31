//! What is decided, told and remembered of a server.

use super::*;
use crate::report::{Cause, Report};
use crate::server::{Announced, sample};

fn at(minutes: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
}

/// A running server that was launched at minute 0.
fn running() -> Server {
    sample::server(at(0))
}

fn report(text: &str) -> ReportOutcome {
    ReportOutcome::Report(Box::new(Report::parse(text).expect("a report")))
}

fn online(boot: &str, ip: &str) -> ReportOutcome {
    report(&format!(
        "SCHEMA=1\nBOOT={boot}\nPHASE=online\nPUBLIC_IP={ip}\nHTTP_PORT=8081\nLINK_SOURCE=built\n\
         AC_SERVER_LINK=https://acstuff.club/s/q:race/online/join?ip={ip}&httpPort=8081\n"
    ))
}

fn steps(server: &Server, outcome: &ReportOutcome, now: Timestamp) -> Vec<Step> {
    let patience = BootTimeouts::default();
    decide(
        server,
        &health(server, outcome, now, &patience),
        now,
        &patience,
    )
}

#[test]
fn the_link_is_announced_once_per_boot() {
    let mut server = running();
    let ip = server.address.expect("an address").to_string();
    let seen = online("boot-1", &ip);
    let first = steps(&server, &seen, at(5));
    assert!(
        matches!(
            &first[..],
            [Step::Announce { .. }, Step::Tell(Health::Online { .. })]
        ),
        "{first:?}"
    );
    server.record.announced = Some(Announced {
        boot: BootId::new("boot-1"),
        message: None,
    });
    server.record.told = Some("online-boot-1-0".into());
    assert_eq!(steps(&server, &seen, at(6)), []);
    let next = steps(&server, &online("boot-2", &ip), at(7));
    assert!(
        matches!(&next[..], [Step::Announce { .. }, Step::Tell(_)]),
        "{next:?}"
    );
}

#[test]
fn a_crash_between_two_passes_is_told() {
    let mut server = running();
    let ip = server.address.expect("an address").to_string();
    server.record.timeline.reach(Stage::Online, at(4));
    server.record.announced = Some(Announced {
        boot: BootId::new("boot-1"),
        message: None,
    });
    server.record.told = Some("online-boot-1-0".into());
    let ReportOutcome::Report(mut seen) = online("boot-1", &ip) else {
        unreachable!("it is a report")
    };
    seen.restarts = 1;
    let told = steps(&server, &ReportOutcome::Report(seen), at(6));
    assert!(
        matches!(&told[..], [Step::Tell(Health::Online { restarts: 1, .. })]),
        "{told:?}"
    );
}

#[test]
fn a_link_to_another_address_is_not_announced() {
    let seen = online("boot-1", "203.0.113.99");
    assert_eq!(
        health(&running(), &seen, at(5), &BootTimeouts::default()),
        Health::Coming(Stage::Starting)
    );
}

#[test]
fn the_report_of_the_boot_before_is_no_news() {
    let server = Server {
        launched: at(100),
        ..running()
    };
    let old = report("SCHEMA=1\nBOOT=b\nPHASE=online\nUPDATED=1970-01-01T00:30:00Z\n");
    assert_eq!(
        health(&server, &old, at(101), &BootTimeouts::default()),
        Health::Coming(Stage::Booting)
    );
}

#[test]
fn a_stage_never_goes_back() {
    let mut server = running();
    server.record.timeline.reach(Stage::Unpacking, at(3));
    for learnt_less in [
        ReportOutcome::AgentOffline,
        ReportOutcome::NoAnswer,
        ReportOutcome::Absent,
    ] {
        let health = health(&server, &learnt_less, at(4), &BootTimeouts::default());
        assert_eq!(health, Health::Coming(Stage::Unpacking));
    }
}

#[test]
fn an_online_server_that_cannot_be_asked_for_a_pass_is_left_alone() {
    let mut server = running();
    server.record.timeline.reach(Stage::Online, at(5));
    assert_eq!(steps(&server, &ReportOutcome::NoAnswer, at(300)), []);
}

#[test]
fn an_online_server_that_cannot_be_asked_for_long_is_told_of_once() {
    let mut server = running();
    server.record.timeline.reach(Stage::Online, at(5));
    server.record.told = Some("online-boot-1-0".into());
    let patience = BootTimeouts::default();
    let steps = |server: &Server, now| {
        let seen = health(server, &ReportOutcome::AgentOffline, now, &patience);
        decide(server, &unheard(seen, at(20), now), now, &patience)
    };
    assert_eq!(steps(&server, at(30)), []);
    let since = Some(at(20));
    assert_eq!(
        steps(&server, at(31)),
        [Step::Tell(Health::Silent { since })]
    );
    server.record.told = Some("silent".into());
    assert_eq!(steps(&server, at(32)), []);
}

#[test]
fn a_boot_that_takes_too_long_is_told_of_and_then_stopped() {
    let mut server = running();
    let seen = ReportOutcome::AgentOffline;
    assert_eq!(
        steps(&server, &seen, at(21)),
        [Step::Tell(Health::Slow(Stage::Booting))]
    );
    server.record.told = Some("slow".into());
    assert_eq!(steps(&server, &seen, at(59)), []);
    assert_eq!(
        steps(&server, &seen, at(61)),
        [Step::Stop(StopReason::BootTimeout)]
    );
    server.record.ending = Some(StopReason::BootTimeout);
    assert_eq!(
        steps(&server, &seen, at(62)),
        [Step::Stop(StopReason::BootTimeout)],
        "it was noted and did not come about"
    );
    server.state = InstanceState::Stopping;
    assert_eq!(
        steps(&server, &ReportOutcome::NotAsked, at(63)),
        [Step::Tell(Health::Stopping)]
    );
}

#[test]
fn a_run_that_somebody_else_began_is_a_new_one() {
    let mut server = running();
    server.record.timeline.reach(Stage::Online, at(5));
    server.record.ending = Some(StopReason::Asked);
    server.record.told = Some("stopped".into());
    assert_eq!(
        server.record.clone().of_run(at(5)),
        server.record,
        "times are rounded"
    );
    // Started again in the cloud's console.
    server.launched = at(100);
    server.record = server.record.of_run(server.launched);
    assert_eq!(server.record.ending, None);
    assert_eq!(
        steps(&server, &ReportOutcome::AgentOffline, at(101)),
        [Step::Tell(Health::Coming(Stage::Booting))]
    );
    server.record.told = Some("slow".into());
    assert_eq!(
        steps(&server, &ReportOutcome::AgentOffline, at(161)),
        [Step::Stop(StopReason::BootTimeout)]
    );
}

#[test]
fn a_machine_that_waits_for_drivers_is_told_of_once_and_taken_back() {
    let mut server = running();
    server.record.announced = Some(Announced {
        boot: BootId::new("b"),
        message: None,
    });
    let link = "https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081";
    let online = |more: &str| {
        let text = format!("SCHEMA=1\nBOOT=b\nPHASE=online\nAC_SERVER_LINK={link}\n{more}");
        report(&text)
    };
    let waiting = "IDLE_SINCE=1970-01-01T00:10:00Z\nSTOPS_AT=1970-01-01T00:40:00Z\n";
    server.record.told = Some("online-b-0".into());
    let told = steps(&server, &online(waiting), at(38));
    let [Step::Tell(health)] = told.as_slice() else {
        panic!("{told:?}");
    };
    let idle = IdleWarning {
        since: Some(at(10)),
        stops_at: at(40),
    };
    assert!(matches!(health, Health::Online { idle: Some(it), .. } if *it == idle));
    server.record.told = Some(health.code());
    assert_eq!(
        LastReported::of(&server.record),
        Some(LastReported::Online { idle: true })
    );
    assert_eq!(steps(&server, &online(waiting), at(39)), []);
    let back = steps(&server, &online("CLIENTS=1\n"), at(39));
    assert!(
        matches!(
            back.as_slice(),
            [Step::Tell(Health::Online { idle: None, .. })]
        ),
        "{back:?}"
    );
}

#[test]
fn a_machine_that_failed_says_why_and_stays_up_for_a_look() {
    let seen = report("SCHEMA=1\nBOOT=b\nPHASE=failed\nERROR=The disk is full.\nCAUSE=machine\n");
    let told = steps(&running(), &seen, at(5));
    let error = Some("The disk is full.".to_owned());
    let cause = Some(Cause::Machine);
    assert_eq!(told, [Step::Tell(Health::Failed { error, cause })]);
}

#[test]
fn what_was_online_and_failed_is_stopped_and_what_is_silent_is_reminded_of() {
    let patience = BootTimeouts::default();
    let failed = Health::Failed {
        error: None,
        cause: None,
    };
    let after = |minutes| outlasted(&failed, at(0), at(60), at(minutes), &patience);
    assert_eq!(after(60), None);
    assert_eq!(after(61), Some(Step::Stop(StopReason::Broken)));
    let silent = Health::Silent { since: Some(at(0)) };
    let mut again = remind_at(at(0), at(0), &patience);
    let mut reminded = Vec::new();
    for minute in 0..600 {
        let step = outlasted(&silent, at(0), again, at(minute), &patience);
        if step == Some(Step::Tell(silent.clone())) {
            reminded.push(minute);
            again = remind_at(at(0), at(minute), &patience);
        }
    }
    assert_eq!(reminded, [60, 120, 240, 480]);
}

#[test]
fn a_failure_is_not_unsaid_by_a_pass_without_an_answer() {
    let mut server = running();
    server.record.told = Some("failed".into());
    assert_eq!(steps(&server, &ReportOutcome::NoAnswer, at(6)), []);
    let again = report("SCHEMA=1\nBOOT=c\nPHASE=downloading\n");
    assert_eq!(
        steps(&server, &again, at(7)),
        [Step::Tell(Health::Coming(Stage::Downloading))]
    );
}

#[test]
fn what_was_told_is_read_back_whatever_it_was() {
    let mut record = running().record;
    let mut told = |code: String| {
        record.told = Some(code);
        LastReported::of(&record)
    };
    let since = None;
    for stage in Stage::ALL.iter().copied() {
        assert_eq!(
            told(Health::Coming(stage).code()),
            Some(LastReported::Coming)
        );
        assert_eq!(told(Health::Slow(stage).code()), Some(LastReported::Slow));
    }
    for (health, read) in [
        (Health::Crashed { error: None }, LastReported::Crashed),
        (
            Health::Failed {
                error: None,
                cause: None,
            },
            LastReported::Failed,
        ),
        (Health::Silent { since }, LastReported::Silent),
        (Health::Stopping, LastReported::Ended),
        (Health::Stopped, LastReported::Ended),
        (Health::Gone, LastReported::Ended),
    ] {
        assert_eq!(told(health.code()), Some(read));
        assert_eq!(health.told(), Some(read), "the same without the tag");
    }
    assert_eq!(Health::Unknown.told(), None);
    assert_eq!(
        told(Record::JUST_STARTED.into()),
        Some(LastReported::Coming)
    );
    let unreadable = "mended-by-hand".to_owned();
    assert_eq!(told(unreadable), None);
}

#[test]
fn a_list_that_lags_behind_a_start_does_not_unsay_it() {
    let mut server = Server {
        state: InstanceState::Stopped,
        ..running()
    };
    server.record = Record {
        told: Some(Record::JUST_STARTED.into()),
        ..Record::new(at(10), None)
    };
    assert_eq!(steps(&server, &ReportOutcome::NotAsked, at(10)), []);
    assert_eq!(
        steps(&server, &ReportOutcome::NotAsked, at(12)),
        [Step::Tell(Health::Stopped)]
    );
}

#[test]
fn a_timeline_survives_its_tag() {
    let mut timeline = Timeline::new(at(0));
    timeline.reach(Stage::Checking, at(0));
    timeline.reach(Stage::Uploading, at(1));
    timeline.reach(Stage::Checking, at(2));
    timeline.reach(Stage::Booting, at(3));
    assert_eq!(timeline.to_string(), "0 c0 u60 b180");
    assert_eq!(Timeline::parse("0 c0 u60 b180"), Some(timeline.clone()));
    assert_eq!(Timeline::parse("0 c0 ?? u60 b180"), Some(timeline.clone()));
    let took: Vec<i64> = timeline
        .stages(at(5))
        .map(|(_, took)| took.as_secs())
        .collect();
    assert_eq!(took, [60, 120, 120]);
}

#[test]
fn a_server_that_nobody_outside_gets_to_is_told_once() {
    let mut server = running();
    server.record.timeline.reach(Stage::Online, at(4));
    server.record.announced = Some(Announced {
        boot: BootId::new("b"),
        message: None,
    });
    server.record.told = Some("online-b-0".into());
    let link = "https://acstuff.club/s/q:race/online/join?ip=203.0.113.7&httpPort=8081";
    let text = format!(
        "SCHEMA=1\nBOOT=b\nPHASE=online\nAC_SERVER_LINK={link}\nPORTS_OPEN=no\nERROR=Forward its ports.\n"
    );
    let told = steps(&server, &report(&text), at(6));
    let [Step::Tell(health)] = told.as_slice() else {
        panic!("{told:?}");
    };
    let says =
        matches!(health, Health::Online { closed: Some(says), .. } if says == "Forward its ports.");
    assert!(says, "{health:?}");
    server.record.told = Some(health.code());
    assert_eq!(steps(&server, &report(&text), at(7)), []);
    assert_eq!(
        LastReported::of(&server.record),
        Some(LastReported::Online { idle: false })
    );
}
