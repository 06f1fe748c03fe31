use super::*;
use insta::assert_snapshot;
use jiff::SignedDuration;
use proptest::option;
use proptest::prelude::*;
use strum::VariantNames;

fn error(text: &str) -> String {
    Report::parse(text).expect_err("no report").to_string()
}

#[test]
fn a_report_that_says_all_has_every_key() {
    let ip = Ipv4Addr::LOCALHOST;
    let report = Report {
        boot: Some(BootId::new("a")),
        link: Some(JoinLink::build(ip, 1)),
        link_source: Some(LinkSource::Built),
        status: Some(ServerStatus::Running),
        process_id: Some(1),
        exit_code: Some(1),
        public_ip: Some(ip),
        http_port: Some(1),
        tcp_port: Some(1),
        udp_port: Some(1),
        ports_open: Some(true),
        clients: Some(1),
        max_clients: Some(1),
        idle_since: Some(Timestamp::UNIX_EPOCH),
        stops_at: Some(Timestamp::UNIX_EPOCH),
        error: Some("a".to_owned()),
        cause: Some(Cause::Pack),
        sent_bytes: Some(1),
        busy_seconds: Some(1),
        updated: Some(Timestamp::UNIX_EPOCH),
        ..Report::default()
    };
    let text = report.to_string();
    let keys = text.lines().filter_map(|line| line.split_once('='));
    assert_eq!(keys.map(|(key, _)| key).collect::<Vec<_>>(), Report::KEYS);
}

#[test]
fn a_windows_file_with_a_byte_order_mark_is_read() {
    let report = Report::parse("\u{feff}SCHEMA=1\r\n\r\nPHASE=online\r\nCLIENTS= 3 \r\n");
    assert_eq!(
        report,
        Ok(Report {
            phase: Phase::Online,
            clients: Some(3),
            ..Report::default()
        })
    );
}

#[test]
fn unknown_keys_and_empty_values_are_passed_over() {
    let report = Report::parse("COLOUR=green\nAC_SERVER_LINK=\nPROCESS_ID=\n");
    assert_eq!(report, Ok(Report::default()));
}

#[test]
fn garbage_names_its_line() {
    assert_snapshot!(error("PHASE=online\nhello\u{7}there\n"), @r#"line 2 of the machine's report, "hellothere", cannot be read: a line is KEY=VALUE, with a key in capitals"#);
    assert_snapshot!(error("PHASE=flying"), @r#"line 1 of the machine's report, "PHASE=flying", cannot be read: it should be one of downloading, unpacking, starting, online, crashed, failed, ended"#);
    assert_snapshot!(error("PHASE=online\nPHASE=failed"), @r#"line 2 of the machine's report, "PHASE=failed", cannot be read: PHASE stands there twice"#);
    assert_snapshot!(error("SCHEMA=2"), @"the machine's report has form 2 and this program reads form 1: the machine was launched by another version; deploy it again");
    assert_snapshot!(error("\r\n \n"), @"the machine's report is empty; it is rewritten every few seconds, so look again");
    assert_snapshot!(error(&"A".repeat(MAX_BYTES + 1)), @"the machine's report is 8193 bytes long; more than 8192 is not a report");
}

#[test]
fn one_odd_value_does_not_cost_the_report() {
    let odd = "BOOT=a\nPHASE=online\nAC_SERVER_LINK=https://example.com\nCLIENTS=-1\n\
               MAX_CLIENTS=99999999999\nHTTP_PORT=80810\nCAUSE=moon\nRESTARTS=2\n";
    let report = Report::parse(odd).expect("a report");
    assert_eq!((report.phase, report.restarts), (Phase::Online, 2));
    assert_eq!(
        (report.link, report.clients, report.max_clients),
        (None, None, None)
    );
    assert_eq!((report.http_port, report.cause), (None, None));
}

#[test]
fn an_explanation_is_kept_short_and_plain() {
    let text = format!("ERROR=a\u{1b}[31m\u{202e}b{}", "x".repeat(1000));
    let error = Report::parse(&text)
        .expect("a report")
        .error
        .expect("an error");
    assert!(error.starts_with("a[31mbxxx"), "{error}");
    assert_eq!(error.chars().count(), MAX_ERROR_CHARS);
}

#[test]
fn a_link_to_another_address_is_not_announced() {
    let (old, new) = (
        Ipv4Addr::new(203, 0, 113, 9),
        Ipv4Addr::new(203, 0, 113, 10),
    );
    let report = Report {
        link: Some(JoinLink::build(old, 8081)),
        ..Report::default()
    };
    assert!(report.link_to(old).is_some());
    assert_eq!(report.link_to(new), None);
    let short = Report::parse("AC_SERVER_LINK=http://acstuff.ru/s/q/abc123\nPUBLIC_IP=203.0.113.9");
    let short = short.expect("a report");
    assert!(short.link_to(old).is_some());
    assert_eq!(
        short.link_to(new),
        None,
        "it was printed at the old address"
    );
}

#[test]
fn silence_is_judged_by_phase() {
    let updated: Timestamp = "2026-06-19T16:13:15Z".parse().expect("a time");
    let after = |phase, seconds| {
        let report = Report {
            phase,
            updated: Some(updated),
            ..Report::default()
        };
        report.is_stale(updated + SignedDuration::from_secs(seconds))
    };
    assert!(!after(Phase::Online, 90));
    assert!(after(Phase::Online, 91));
    assert!(
        !after(Phase::Online, -3600),
        "the machine's clock may run ahead"
    );
    assert!(!after(Phase::Unpacking, 600));
    assert!(after(Phase::Unpacking, 1201));
    assert!(!after(Phase::Failed, 1_000_000));
    assert!(!Report::default().is_stale(updated));
}

/// Reports of every kind, as machines wrote them: old ones must stay readable.
#[test]
fn saved_reports_are_still_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/reports");
    let mut seen = Vec::new();
    for file in std::fs::read_dir(folder).expect("the saved reports") {
        let path = file.expect("a saved report").path();
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read_to_string(&path).expect("text");
        let report = Report::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(
            Report::parse(&report.to_string()).as_ref(),
            Ok(&report),
            "{name}"
        );
        let checks = report.checks();
        seen.push(format!(
            "{name}: {}, {}, {} of 4 checks{}{}{}",
            report.phase,
            report.link.as_ref().map_or("no link", |link| link
                .address()
                .map_or("short link", |_| "link")),
            [
                checks.process_running,
                checks.link_known,
                checks.address_known,
                checks.ports_open
            ]
            .into_iter()
            .filter(|good| *good)
            .count(),
            report
                .idle_since
                .map(|since| format!(", idle since {since}"))
                .unwrap_or_default(),
            report
                .stops_at
                .map(|at| format!(", stops at {at}"))
                .unwrap_or_default(),
            report
                .error
                .map(|error| format!(", {error}"))
                .unwrap_or_default(),
        ));
    }
    seen.sort();
    assert_snapshot!(seen.join("\n"), @"
    linux-crashed: crashed, no link, 1 of 4 checks, The server program ended by itself with code 2. Its log may say why.
    linux-failed-crash-loop: failed, no link, 1 of 4 checks, The server program ended by itself with code 2. Its log may say why. It was started 5 times and will not be started again.
    linux-failed-disk: failed, no link, 0 of 4 checks, The machine failed while unpacking the pack: the machine's disk is too small for the pack. Deploy it with a larger disk.
    linux-failed-lobby: failed, no link, 1 of 4 checks, The lobby of Assetto Corsa could not reach the server, so the server ended itself. Check its ports, or pack it with REGISTER_TO_LOBBY=0. It was started 5 times and will not be started again.
    linux-failed-stops-soon: failed, no link, 1 of 4 checks, stops at 2026-11-23T12:09:44Z, The machine failed while unpacking the pack: its acServer is a program for Windows. Pack it for Linux, or as a .zip for Windows.
    linux-online-again: online, link, 4 of 4 checks, idle since 2026-11-23T12:09:23Z
    linux-online-built: online, link, 4 of 4 checks
    linux-online-stops-soon: online, link, 4 of 4 checks, idle since 2026-11-23T12:09:52Z, stops at 2026-11-23T12:10:00Z
    newer-with-unknown-keys: online, link, 4 of 4 checks
    original-link-only: starting, short link, 1 of 4 checks
    windows-crashed: crashed, no link, 1 of 4 checks, A port that the server needs is already in use. Check that UDP_PORT, TCP_PORT and HTTP_PORT of the pack do not collide.
    windows-downloading: downloading, no link, 0 of 4 checks
    windows-failed-download: failed, no link, 0 of 4 checks, The machine could not download the pack from S3: Access Denied
    windows-failed-lobby: failed, no link, 1 of 4 checks, The Assetto Corsa lobby could not reach the server, so the server shut itself down. It was started 5 times.
    windows-failed-missing: failed, no link, 1 of 4 checks, The server program is gone from the machine. Windows Defender takes away what it holds for malware; the pack needs another program.
    windows-failed-stopping: failed, no link, 0 of 4 checks, stops at 2026-06-19T16:13:15Z, The machine failed while downloading the server program, which the pack does not bring: programs/acServer.exe could not be read from S3: Access Denied
    windows-idle: online, link, 4 of 4 checks, idle since 2026-06-19T15:43:15Z
    windows-online-built: online, link, 4 of 4 checks
    windows-online-log: online, link, 4 of 4 checks
    windows-starting: starting, no link, 2 of 4 checks
    windows-stopping: online, link, 4 of 4 checks, idle since 2026-06-19T15:43:15Z, stops at 2026-06-19T16:13:15Z
    windows-unpacking: unpacking, no link, 0 of 4 checks
    ");
}

prop_compose! {
    fn any_report()(
        boot in option::of("[a-zA-Z0-9-]{1,64}"),
        phase in prop::sample::select(Phase::VARIANTS.iter().map(|word| word.parse().expect("a phase")).collect::<Vec<Phase>>()),
        link in option::of((any::<Ipv4Addr>(), 1u16..)),
        source in option::of(prop::sample::select(vec![LinkSource::Log, LinkSource::Built])),
        status in option::of(prop::sample::select(vec![ServerStatus::Running, ServerStatus::Stopped])),
        (process_id, exit_code, restarts) in any::<(Option<u32>, Option<i64>, u32)>(),
        public_ip in any::<Option<Ipv4Addr>>(),
        (http_port, tcp_port, udp_port) in any::<(Option<u16>, Option<u16>, Option<u16>)>(),
        (ports_open, clients, max_clients) in any::<(Option<bool>, Option<u32>, Option<u32>)>(),
        error in option::of("[!-~][ -~\u{e0}-\u{ff}]{0,200}[!-~]"),
        cause in option::of(prop::sample::select(vec![Cause::Pack, Cause::Machine])),
        (sent_bytes, busy_seconds) in any::<(Option<u64>, Option<u64>)>(),
        times in prop::array::uniform3(option::of(0i64..4_000_000_000)),
    ) -> Report {
        let [updated, idle_since, stops_at] = times.map(|second| {
            second.map(|second| Timestamp::from_second(second).expect("a time"))
        });
        Report {
            boot: boot.map(BootId::new),
            phase,
            link: link.map(|(ip, port)| JoinLink::build(ip, port)),
            link_source: source,
            status,
            process_id, exit_code, restarts, public_ip,
            http_port, tcp_port, udp_port, ports_open, clients, max_clients,
            idle_since,
            stops_at,
            error,
            cause,
            sent_bytes,
            busy_seconds,
            updated,
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(report in any_report(), windows: bool) {
        let mut text = report.to_string();
        if windows {
            text = text.replace('\n', "\r\n");
        }
        prop_assert_eq!(Report::parse(&text), Ok(report));
    }

    #[test]
    fn no_explanation_can_forge_a_line(error in "\\PC*|(\\s|PHASE=online|\r|\n|\u{2028}){1,9}") {
        let report = Report { phase: Phase::Failed, error: Some(error), ..Report::default() };
        let read = Report::parse(&report.to_string());
        prop_assert_eq!(read.map(|it| it.phase), Ok(Phase::Failed));
    }

    #[test]
    fn any_text_is_refused_or_understood_for_good(
        text in "\\PC*|([A-Z_]{1,14}=?[ -~]{0,30}\r?\n){0,20}|(ERROR|BOOT|CLIENTS|UPDATED|EXIT_CODE)=.{0,500}"
    ) {
        if let Ok(report) = Report::parse(&text) {
            prop_assert_eq!(Report::parse(&report.to_string()), Ok(report));
        }
    }
}
