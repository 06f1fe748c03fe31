//! While somebody drives, the server's card shows who: quietly, whatever number of bots there is.

use super::watched::once_online;
use super::*;
use ::cloud::SessionFile;
use bytes::Bytes;
use udp_plugin::journal::{Direction, Line};
use udp_plugin::{
    Dialect, Driver, LapCompleted, LeaderboardRow, Message as Said, SessionInfo, SessionType,
};
use watcher::{ResultsWatcher, WatchSettings, Watcher};

const EDIT: &str = "PATCH /channels/{channel_id}/messages/{message_id}";
const PAUSE: SignedDuration = SignedDuration::from_secs(15);
const RACE_LAPS: u16 = 5;

/// What the plugin said of a race up to here: so many laps by so many drivers, in the order of their slots.
fn journal(drivers: u8, laps: u16) -> Bytes {
    let session = |kind: SessionType, name: &str| SessionInfo {
        version: 4,
        index: 0,
        current: 0,
        count: 1,
        server: "Friday GT3".to_owned(),
        track: "imola".to_owned(),
        layout: String::new(),
        name: name.to_owned(),
        kind,
        minutes: 0,
        laps: RACE_LAPS,
        wait: 60,
        ambient: 20,
        road: 24,
        weather: String::new(),
        elapsed: 0,
    };
    let mut said = vec![Said::NewSession(session(SessionType::Race, "Race"))];
    for car in 0..drivers {
        let (name, guid) = acserver_stand_in::driver(car.into());
        said.push(Said::NewConnection(Driver {
            name: format!("{name} *{car}*"),
            guid,
            car,
            model: "roadster_cup".to_owned(),
            skin: String::new(),
        }));
    }
    let time = |car: u8| 92_000 + 180 * u32::from(car);
    for lap in 1..=laps {
        for car in 0..drivers {
            let row = |other: u8| {
                let laps = if other <= car { lap } else { lap - 1 };
                LeaderboardRow {
                    car: other,
                    time: u32::from(laps) * time(other),
                    laps,
                    completed: laps == RACE_LAPS,
                }
            };
            said.push(Said::LapCompleted(LapCompleted {
                car,
                lap_time: time(car),
                cuts: 0,
                leaderboard: (0..drivers).map(row).collect(),
                grip: 1.0,
            }));
        }
    }
    let began = Timestamp::now().as_second() as f64 - 600.0;
    let lines = said.iter().enumerate().map(|(number, message)| {
        let line = Line {
            t: began + number as f64,
            direction: Direction::FromServer,
            datagram: message.encode(Dialect::AssettoServer),
        };
        format!("{line}\n")
    });
    Bytes::from(lines.collect::<String>())
}

/// One bot: both of its watchers.
struct Process {
    service: Service,
    watcher: Watcher,
    results: ResultsWatcher,
}

impl Process {
    fn start(league: &League) -> Self {
        let service = Service::new(league.cloud.clone(), rules(&league.discord));
        let service = service.expect("a service");
        let settings = WatchSettings::default();
        Self {
            watcher: Watcher::new(service.clone(), league.notifier.clone(), settings),
            results: ResultsWatcher::new(service.clone(), Arc::clone(&league.results)),
            service,
        }
    }

    async fn pass(&mut self, now: Timestamp) {
        self.watcher.pass_at(now).await.expect("a pass");
        self.results.pass_at(now).await.expect("a pass");
    }
}

impl League {
    fn drives(&self, server: &Server, drivers: u8, laps: u16) {
        let bytes = journal(drivers, laps);
        let file = SessionFile {
            name: "b1-1.jsonl".to_owned(),
            size: bytes.len() as u64,
            modified: Timestamp::now(),
        };
        let mut inner = self.cloud.look();
        let files = vec![(file, bytes)];
        inner.session_files.insert(server.id.clone(), files);
    }

    fn live_card(&self, server: &Server) -> Message {
        let listed = self.cloud.look().servers.clone();
        let listed = listed.into_iter().find(|one| one.id == server.id);
        let card = listed.expect("listed").record.progress.expect("a card");
        let card = self.discord.message(Snowflake::from(card.get()));
        card.expect("the card")
    }
}

pub(crate) fn report() -> Report {
    let ReportOutcome::Report(report) = online() else {
        unreachable!("it is a report")
    };
    *report
}

/// Passes, a pause later each time, until the card shows this: Discord takes no two edits within two seconds.
async fn until_shown(
    league: &League,
    server: &Server,
    bots: &mut [Process],
    now: &mut Timestamp,
    wanted: &str,
) -> String {
    let showing = async {
        loop {
            for bot in bots.iter_mut() {
                bot.pass(*now).await;
            }
            let text = league.live_card(server).text();
            if text.contains(wanted) {
                return text;
            }
            *now += PAUSE;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), showing)
        .await
        .expect("it is shown")
}

#[tokio::test]
async fn the_card_shows_who_drives_and_is_edited_only_for_news_and_at_a_pace() {
    let league = League::start().await;
    let server = once_online(&league, report());
    let mut bots = [Process::start(&league), Process::start(&league)];
    let mut now = Timestamp::now();
    league.drives(&server, 3, 0);
    bots[0].watcher.pass_at(now).await.expect("a pass");
    let shown = until_shown(&league, &server, &mut bots, &mut now, "0 of 5 laps").await;
    assert_eq!(shown.matches("no lap yet").count(), 3, "{shown}");

    // Nothing happens, and nothing is sent, however often two bots look.
    let edits = || league.discord.count(EDIT);
    let before = edits();
    for _ in 0..5 {
        now += PAUSE;
        for bot in &mut bots {
            bot.pass(now).await;
        }
    }
    assert_eq!(edits(), before);

    // A lap is news once.
    league.drives(&server, 3, 2);
    let shown = until_shown(&league, &server, &mut bots, &mut now, "2 of 5 laps").await;
    insta::assert_snapshot!(without_ids(&shown), @r"
    │ ✅ Friday GT3 – online
    │ ✅ Online
    │
    │ The join link is in this channel. It took 5 min.
    │ Track: imola
    │ Slots: 18
    │ Cars: roadster\_cup
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour
    │ Requested by: oscar
    │ Race · 2 of 5 laps:
    │   **1** Anna Berg \*0\* · 2 laps · best 1:32.000
    │   **2** Luca Conti \*1\* · 2 laps · best 1:32.180 · +0.360
    │   **3** Mika Virtanen \*2\* · 2 laps · best 1:32.360 · +0.720
    │ ‹id› · friday.zip
    ");
    for bot in &mut bots {
        bot.pass(now).await;
    }
    assert_eq!(edits(), before + 1);

    // The next one within the pause waits for its end.
    league.drives(&server, 3, 3);
    for seconds in [0, 5, 14] {
        for bot in &mut bots {
            bot.pass(now + SignedDuration::from_secs(seconds)).await;
        }
    }
    assert_eq!(edits(), before + 1);
    until_shown(&league, &server, &mut bots, &mut now, "3 of 5 laps").await;
    assert_eq!(edits(), before + 2);

    // It ends, and so does the session on the card.
    let listed = |inner: &mut cloud::Inner| {
        let mut servers = inner.servers.iter_mut();
        servers.find(|one| one.id == server.id).map(|one| {
            one.state = InstanceState::Stopped;
            one.address = None;
        })
    };
    listed(&mut league.cloud.look()).expect("listed");
    now += PAUSE;
    bots[0].pass(now).await;
    bots[1].pass(now).await;
    let ended = league.live_card(&server).text();
    assert!(
        ended.contains("stopped") && !ended.contains("of 5 laps"),
        "{ended}"
    );
    league.end().await;
}

/// Its edit may have reached Discord after another bot told that the server stopped. The watcher, which looks at
/// quiet servers once a minute, is called to draw it once more.
#[tokio::test]
async fn a_card_that_was_drawn_as_its_server_ended_is_drawn_again_at_once() {
    let league = League::start().await;
    let server = once_online(&league, report());
    let mut bots = [Process::start(&league)];
    let mut now = Timestamp::now();
    league.drives(&server, 3, 0);
    until_shown(&league, &server, &mut bots, &mut now, "0 of 5 laps").await;
    let [
        Process {
            results, service, ..
        },
    ] = &mut bots;
    let before = service.generation();
    for one in &mut league.cloud.look().servers {
        one.state = InstanceState::Stopped;
    }
    results.pass_at(now).await.expect("a pass");
    let called = tokio::time::timeout(Duration::from_secs(30), service.changed_after(before));
    called.await.expect("the watcher is called");
    bots[0].watcher.pass_at(now).await.expect("a pass");
    let card = league.live_card(&server).text();
    assert!(card.contains("stopped"), "{card}");
    league.end().await;
}

#[tokio::test]
async fn thirty_drivers_fit_on_a_card() {
    let league = League::start().await;
    let server = once_online(&league, report());
    let mut bots = [Process::start(&league)];
    let mut now = Timestamp::now();
    league.drives(&server, 30, 4);
    let shown = until_shown(&league, &server, &mut bots, &mut now, "4 of 5 laps").await;
    for car in 0..30 {
        assert!(shown.contains(&format!("\\*{car}\\*")), "{car}: {shown}");
    }
    assert!(
        shown.contains("**17** Driver 17 \\*16\\* · 4 laps · best 1:34.880 · +11.520"),
        "{shown}"
    );
    // A driver is a line or two of a phone.
    assert!(
        shown.lines().all(|line| line.chars().count() <= 70),
        "{shown}"
    );
    league.end().await;
}

/// The provisional result stands in the channel at the flag, and says that it is one.
#[tokio::test]
async fn at_the_flag_the_provisional_result_is_told() {
    let league = League::start().await;
    let server = once_online(&league, report());
    let mut bots = [Process::start(&league)];
    let now = Timestamp::now();
    let told = || {
        let messages = league.messages().into_iter();
        let races = messages.filter(|message| message.text().contains("🏁 Race"));
        races.map(|message| message.text()).collect::<Vec<_>>()
    };
    league.drives(&server, 3, RACE_LAPS - 1);
    bots[0].pass(now).await;
    assert_eq!(told(), [""; 0]);
    league.drives(&server, 3, RACE_LAPS);
    bots[0].pass(now + PAUSE).await;
    let [race] = &told()[..] else {
        panic!("told once");
    };
    assert!(race.contains("provisional"), "{race}");
    league.end().await;
}
