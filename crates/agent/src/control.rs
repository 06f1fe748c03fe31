//! Race control beside the server: takes what stewards ask, tells the server, and answers with what the server
//! then did.
//!
//! Whoever asks leaves a file `<id>.ask` in a folder that only we write, and waits for `<id>.done` there: so
//! it does not matter in which program either of them runs, or whether one is killed in between. What is
//! asked is not done twice: the file goes before the server is told.
//!
//! acServer throws drivers out by an administrator's command, and was seen to ignore KICK_USER; AssettoServer
//! does it the other way round. Both are sent, and what counts is that the driver is gone.
//!
//! AssettoServer's plugin keeps silent when it refuses to change sessions, and does not know ballast. Its RCON says
//! which of both it was, so it is asked first where it answers ([`Steward::reach`]).

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use domain::control::{Control, Controlled, lines_of};
use udp_plugin::Command;

use crate::clock::Moment;
use crate::files::{delete, read_plain, replace};
use crate::plugin::Plugin;
use crate::rcon::{Meaning, Rcon};

/// How long a server may take to do what it was told. Its answer comes within milliseconds, if at all.
const PATIENCE: Duration = Duration::from_secs(4);
/// The pause before a driver is thrown out once more who is still there.
const AGAIN: Duration = Duration::from_secs(1);
/// What was asked longer ago is not done any more: whoever asked has given up.
const STALE: Duration = Duration::from_secs(30);
/// The largest thing that may be asked, in bytes.
const MOST: u64 = 256 << 10;
/// How often whoever asked looks for the answer.
const LOOK: Duration = Duration::from_millis(40);

/// Asks whoever looks after the server of this folder, and waits for the answer.
///
/// # Errors
/// When the folder cannot be used.
pub fn ask(folder: &Path, control: &Control, limit: Duration) -> io::Result<Controlled> {
    let since = SystemTime::now();
    let count = since
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
        .as_nanos();
    let id = format!("{count}-{}", std::process::id());
    fs::create_dir_all(folder)?;
    let (asked, done) = (
        folder.join(format!("{id}.ask")),
        folder.join(format!("{id}.done")),
    );
    replace(&asked, &serde_json::to_vec(control)?, 0o600)?;
    let begun = Moment::now();
    loop {
        if let Some(answer) = read_plain(&done, MOST)? {
            delete(&done)?;
            return Ok(serde_json::from_slice(&answer)?);
        }
        if limit <= Moment::now().since(begun) {
            delete(&asked)?;
            delete(&done)?;
            return Ok(Controlled::NoAnswer);
        }
        std::thread::sleep(LOOK);
    }
}

/// Where a server's bans are kept, beside the folder in which is asked.
fn bans_file(folder: &Path) -> PathBuf {
    folder.with_added_extension("bans.json")
}

/// Whoever does what stewards ask.
#[derive(Debug)]
pub struct Steward {
    folder: PathBuf,
    bans: BTreeSet<String>,
    at_work: Option<Work>,
    /// When each slot was last told to be emptied.
    thrown: HashMap<u8, Moment>,
    /// The server's RCON, if it may have one.
    rcon: Option<Rcon>,
}

/// Something that the server was told and has not done yet.
#[derive(Debug)]
struct Work {
    id: String,
    what: Wait,
    since: Moment,
}

#[derive(Debug)]
enum Wait {
    /// For a session after this many.
    Session(u32),
    /// For somebody to be gone.
    Gone(String),
}

impl Steward {
    /// One for the server of this folder, with the bans that were asked for before.
    pub fn of(folder: PathBuf) -> Self {
        let bans = read_plain(&bans_file(&folder), MOST).ok().flatten();
        let bans = bans.and_then(|text| serde_json::from_slice(&text).ok());
        Self {
            folder,
            bans: bans.unwrap_or_default(),
            at_work: None,
            thrown: HashMap::new(),
            rcon: None,
        }
    }

    /// From now on the server may be reached by this RCON.
    pub fn reach(&mut self, rcon: Option<Rcon>) {
        self.rcon = rcon;
    }

    /// What the server answers by RCON, if it speaks it.
    fn by_rcon(&self, line: &str) -> Option<Meaning> {
        let answer = self.rcon.as_ref()?.ask(line).ok()?;
        Some(Meaning::of(&answer))
    }

    /// Whether somebody waits for something: then this is to be called again soon.
    pub fn is_busy(&self) -> bool {
        self.at_work.is_some()
    }

    /// Goes on with what is asked. `plugin` is there while a server can be told.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn attend(&mut self, mut plugin: Option<&mut Plugin>, now: Moment) -> io::Result<()> {
        if let Some(plugin) = plugin.as_deref_mut() {
            self.throw_out_banned(plugin, now);
        }
        if let Some(work) = self.at_work.take() {
            match outcome(&work, plugin.as_deref_mut(), now) {
                Some(answer) => self.answer(&work.id, answer)?,
                None => {
                    if let (Wait::Gone(guid), Some(plugin)) = (&work.what, plugin.as_deref_mut()) {
                        let guid = guid.clone();
                        self.throw_out(plugin, now, |it| it == guid);
                    }
                    self.at_work = Some(work);
                }
            }
        }
        while self.at_work.is_none()
            && let Some((id, control)) = self.next_ask()?
        {
            match self.begin(&control, plugin.as_deref_mut(), now)? {
                Begun::Over(answer) => self.answer(&id, answer)?,
                Begun::Waits(what) => {
                    self.at_work = Some(Work {
                        id,
                        what,
                        since: now,
                    });
                }
            }
        }
        Ok(())
    }

    fn begin(
        &mut self,
        control: &Control,
        plugin: Option<&mut Plugin>,
        now: Moment,
    ) -> io::Result<Begun> {
        if let Control::Bans { guids } = control {
            self.bans = guids.iter().cloned().collect();
            replace(
                &bans_file(&self.folder),
                &serde_json::to_vec(&self.bans)?,
                0o600,
            )?;
            return Ok(Begun::Over(Controlled::Done));
        }
        let Some(plugin) = plugin else {
            return Ok(Begun::Over(self.without_plugin(control)));
        };
        Ok(match control {
            Control::EndSession if !plugin.may_have_laps() => Begun::Over(Controlled::Done),
            Control::EndSession | Control::NextSession | Control::RestartSession => {
                self.change_session(control, plugin)
            }
            Control::Say { text } => {
                for line in lines_of(text) {
                    plugin.tell(Command::BroadcastChat(line));
                }
                Begun::Over(Controlled::Told)
            }
            Control::Load {
                guid,
                ballast,
                restrictor,
            } => {
                let Some(car) = plugin.seat_of(guid) else {
                    return Ok(Begun::Over(Controlled::NotThere));
                };
                let lines = loads(&car.to_string(), *ballast, *restrictor);
                Begun::Over(self.said_by_rcon(&lines).unwrap_or_else(|| {
                    for line in lines {
                        plugin.tell(Command::AdminCommand(format!("/{line}")));
                    }
                    // No packet says what a car carries.
                    Controlled::Told
                }))
            }
            Control::Kick { guid } if plugin.seat_of(guid).is_none() => {
                Begun::Over(Controlled::NotThere)
            }
            Control::Kick { guid } => {
                self.throw_out(plugin, now, |it| it == guid);
                Begun::Waits(Wait::Gone(guid.clone()))
            }
            Control::Bans { .. } => Begun::Over(Controlled::Done),
        })
    }

    /// RCON says at once why a session does not change. What it says to have done is confirmed by the plugin.
    fn change_session(&self, control: &Control, plugin: &mut Plugin) -> Begun {
        let before = Wait::Session(plugin.sessions());
        match self.by_rcon(session_line(control)) {
            Some(Meaning::Done) => return Begun::Waits(before),
            Some(Meaning::SomebodyLoads) => return Begun::Over(Controlled::SomebodyLoads),
            Some(Meaning::NotThere | Meaning::Refused) | None => {}
        }
        match control {
            Control::RestartSession => plugin.tell(Command::RestartSession),
            _ => plugin.end_session(),
        }
        Begun::Waits(before)
    }

    /// What came of lines that RCON answers; nothing where it does not answer.
    fn said_by_rcon(&self, lines: &[String]) -> Option<Controlled> {
        let mut answer = None;
        for line in lines {
            match self.by_rcon(line)? {
                Meaning::Done => answer = Some(Controlled::Done),
                Meaning::NotThere => return Some(Controlled::NotThere),
                Meaning::SomebodyLoads => return Some(Controlled::SomebodyLoads),
                Meaning::Refused => return Some(Controlled::Ignored),
            }
        }
        answer
    }

    /// What can be had of a server whose plugin cannot be listened to: RCON's own word.
    fn without_plugin(&self, control: &Control) -> Controlled {
        let lines = match control {
            Control::EndSession | Control::NextSession | Control::RestartSession => {
                vec![session_line(control).to_owned()]
            }
            Control::Say { text } => lines_of(text)
                .iter()
                .map(|line| format!("say {line}"))
                .collect(),
            Control::Kick { guid } if is_number(guid) => vec![format!("kick {guid}")],
            Control::Load {
                guid,
                ballast,
                restrictor,
            } if is_number(guid) => loads(guid, *ballast, *restrictor),
            Control::Kick { .. } | Control::Load { .. } | Control::Bans { .. } => Vec::new(),
        };
        self.said_by_rcon(&lines).unwrap_or(Controlled::NotOnline)
    }

    fn throw_out_banned(&mut self, plugin: &mut Plugin, now: Moment) {
        if self.bans.is_empty() {
            return;
        }
        let bans = std::mem::take(&mut self.bans);
        self.throw_out(plugin, now, |guid| bans.contains(guid));
        self.bans = bans;
    }

    fn throw_out(&mut self, plugin: &mut Plugin, now: Moment, is_meant: impl Fn(&str) -> bool) {
        for car in plugin.seats_of(is_meant) {
            let thrown = self.thrown.get(&car);
            if thrown.is_some_and(|then| now.since(*then) < AGAIN) {
                continue;
            }
            self.thrown.insert(car, now);
            plugin.tell(Command::AdminCommand(format!("/kick_id {car}")));
            plugin.tell(Command::KickUser(car));
        }
    }

    /// The oldest thing that is asked; its file goes.
    fn next_ask(&self) -> io::Result<Option<(String, Control)>> {
        let mut asks = Vec::new();
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|it| it == "ask") {
                asks.push(path);
            }
        }
        asks.sort();
        for path in asks {
            let Ok(Some(text)) = read_plain(&path, MOST) else {
                delete(&path)?;
                continue;
            };
            let age = fs::metadata(&path).and_then(|about| about.modified());
            let age = age.ok().and_then(|then| then.elapsed().ok());
            delete(&path)?;
            let id = path.file_stem().unwrap_or_default().to_string_lossy();
            if age.is_none_or(|age| age < STALE)
                && let Ok(control) = serde_json::from_slice(&text)
            {
                return Ok(Some((id.into_owned(), control)));
            }
        }
        Ok(None)
    }

    fn answer(&self, id: &str, answer: Controlled) -> io::Result<()> {
        let done = self.folder.join(format!("{id}.done"));
        replace(&done, &serde_json::to_vec(&answer)?, 0o600)
    }
}

/// What RCON calls a change of session.
fn session_line(control: &Control) -> &'static str {
    match control {
        Control::RestartSession => "restart_session",
        _ => "next_session",
    }
}

/// What an administrator says to load a car, by its slot or its driver's Steam id.
fn loads(who: &str, ballast: Option<u32>, restrictor: Option<u32>) -> Vec<String> {
    let line = |what: &str, much: Option<u32>| Some(format!("{what} {who} {}", much?));
    let lines = [line("ballast", ballast), line("restrictor", restrictor)];
    lines.into_iter().flatten().collect()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

enum Begun {
    Over(Controlled),
    Waits(Wait),
}

/// What came of something, once that is certain.
fn outcome(work: &Work, plugin: Option<&mut Plugin>, now: Moment) -> Option<Controlled> {
    let Some(plugin) = plugin else {
        return Some(Controlled::NotOnline);
    };
    let is_done = match &work.what {
        Wait::Session(before) => plugin.sessions() != *before,
        Wait::Gone(guid) => plugin.seat_of(guid).is_none(),
    };
    match is_done {
        true => Some(Controlled::Done),
        false => (PATIENCE <= now.since(work.since)).then_some(Controlled::Ignored),
    }
}

#[cfg(test)]
mod tests {
    use std::net::UdpSocket;

    use udp_plugin::{Dialect, Driver, Message};

    use super::*;
    use crate::clock::tests::at;
    use crate::plugin::tests::{new_session, server};
    use crate::rcon;

    const BEN: &str = "76561190000000002";

    struct Stage {
        folder: tempfile::TempDir,
        server: UdpSocket,
        plugin: Plugin,
        steward: Steward,
        second: u64,
    }

    impl Stage {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a folder");
            let (server, ports) = server();
            let journal = folder.path().join("journal.jsonl");
            let control = folder.path().join("control");
            Self {
                plugin: Plugin::open(ports, &journal, false, at(0)).expect("open"),
                steward: Steward::of(control),
                server,
                folder,
                second: 0,
            }
        }

        fn control(&self) -> PathBuf {
            self.folder.path().join("control")
        }

        fn ask(&self, control: Control) -> std::thread::JoinHandle<Controlled> {
            let folder = self.control();
            std::thread::spawn(move || {
                ask(&folder, &control, Duration::from_secs(60)).expect("an answer")
            })
        }

        /// A second passes.
        fn pass(&mut self) {
            self.second += 1;
            self.plugin.attend(at(self.second)).expect("kept");
            let plugin = Some(&mut self.plugin);
            self.steward.attend(plugin, at(self.second)).expect("done");
        }

        /// Until the server has heard a command; it says nothing by itself.
        fn heard(&mut self) -> Command {
            self.server.set_nonblocking(true).expect("set");
            let mut datagram = [0; 2048];
            loop {
                if let Ok(count) = self.server.recv(&mut datagram) {
                    return Command::decode(&datagram[..count]).expect("a command");
                }
                // Time stands still, or whoever waits gives up.
                self.plugin.attend(at(self.second)).expect("kept");
                let plugin = Some(&mut self.plugin);
                self.steward.attend(plugin, at(self.second)).expect("done");
                self.second += u64::from(self.plugin.patience(at(self.second)).is_some());
            }
        }

        /// How many commands the server has heard meanwhile.
        fn unheard(&mut self) -> usize {
            self.server.set_nonblocking(true).expect("set");
            let mut datagram = [0; 2048];
            std::iter::from_fn(|| self.server.recv(&mut datagram).ok()).count()
        }

        fn says(&mut self, message: &[u8], until: impl Fn(&Plugin) -> bool) {
            self.server.send(message).expect("sent");
            while !until(&self.plugin) {
                self.plugin.attend(at(self.second)).expect("kept");
            }
        }

        fn ben_is_there(&mut self) {
            let joins = Message::NewConnection(ben()).encode(Dialect::AcServer);
            self.says(&joins, |plugin| plugin.seat_of(BEN) == Some(3));
        }
    }

    fn ben() -> Driver {
        Driver {
            name: "Ben".to_owned(),
            guid: BEN.to_owned(),
            car: 3,
            model: "abarth500".to_owned(),
            skin: String::new(),
        }
    }

    fn kick() -> Control {
        Control::Kick {
            guid: BEN.to_owned(),
        }
    }

    #[test]
    fn a_session_has_ended_when_the_server_says_that_the_next_one_begins() {
        let mut stage = Stage::new();
        let asked = stage.ask(Control::NextSession);
        assert_eq!(stage.heard(), Command::NextSession);
        stage.says(&new_session(), |plugin| plugin.sessions() == 1);
        while !asked.is_finished() {
            stage
                .steward
                .attend(Some(&mut stage.plugin), at(stage.second))
                .expect("done");
        }
        assert_eq!(asked.join().expect("no panic"), Controlled::Done);
    }

    #[test]
    fn what_a_server_does_not_do_is_not_said_to_be_done() {
        let mut stage = Stage::new();
        let asked = stage.ask(Control::RestartSession);
        assert_eq!(stage.heard(), Command::RestartSession);
        while !asked.is_finished() {
            stage.pass();
        }
        assert_eq!(asked.join().expect("no panic"), Controlled::Ignored);
    }

    #[test]
    fn a_driver_is_thrown_out_in_both_dialects_and_only_gone_when_the_server_says_so() {
        let mut stage = Stage::new();
        let nobody = stage.ask(kick());
        while !nobody.is_finished() {
            stage.pass();
        }
        assert_eq!(nobody.join().expect("no panic"), Controlled::NotThere);
        stage.ben_is_there();
        let asked = stage.ask(kick());
        assert_eq!(
            stage.heard(),
            Command::AdminCommand("/kick_id 3".to_owned())
        );
        assert_eq!(stage.heard(), Command::KickUser(3));
        let leaves = Message::ConnectionClosed(ben()).encode(Dialect::AcServer);
        stage.says(&leaves, |plugin| plugin.seat_of(BEN).is_none());
        while !asked.is_finished() {
            stage
                .steward
                .attend(Some(&mut stage.plugin), at(stage.second))
                .expect("done");
        }
        assert_eq!(asked.join().expect("no panic"), Controlled::Done);
    }

    #[test]
    fn a_driver_who_is_there_is_loaded_by_their_slot_and_that_is_said_to_be_told() {
        let mut stage = Stage::new();
        let load = || Control::Load {
            guid: BEN.to_owned(),
            ballast: Some(30),
            restrictor: Some(5),
        };
        let nobody = stage.ask(load());
        while !nobody.is_finished() {
            stage.pass();
        }
        assert_eq!(nobody.join().expect("no panic"), Controlled::NotThere);
        stage.ben_is_there();
        let asked = stage.ask(load());
        let admin = |line: &str| Command::AdminCommand(line.to_owned());
        assert_eq!(stage.heard(), admin("/ballast 3 30"));
        assert_eq!(stage.heard(), admin("/restrictor 3 5"));
        while !asked.is_finished() {
            stage.pass();
        }
        assert_eq!(asked.join().expect("no panic"), Controlled::Told);
    }

    #[test]
    fn where_rcon_answers_it_says_at_once_why_a_session_does_not_change() {
        let mut stage = Stage::new();
        stage.steward.reach(Some(rcon::tests::recorded(true)));
        for control in [Control::NextSession, Control::RestartSession] {
            let asked = stage.ask(control);
            let before = stage.second;
            while !asked.is_finished() {
                let plugin = Some(&mut stage.plugin);
                stage.steward.attend(plugin, at(before)).expect("done");
            }
            let answer = asked.join().expect("no panic");
            assert_eq!(answer, Controlled::SomebodyLoads);
        }
        // Nobody loads any more; what it says to have done is done when the plugin says so, too.
        stage.steward.reach(Some(rcon::tests::recorded(false)));
        let asked = stage.ask(Control::NextSession);
        while !stage.steward.is_busy() {
            let plugin = Some(&mut stage.plugin);
            stage.steward.attend(plugin, at(0)).expect("done");
        }
        assert!(!asked.is_finished());
        stage.says(&new_session(), |plugin| plugin.sessions() == 1);
        while !asked.is_finished() {
            stage.pass();
        }
        assert_eq!(asked.join().expect("no panic"), Controlled::Done);
        assert_eq!(stage.unheard(), 0, "the plugin was told nothing");
    }

    #[test]
    fn what_a_car_carries_is_confirmed_by_rcon() {
        let mut stage = Stage::new();
        stage.ben_is_there();
        stage.steward.reach(Some(rcon::tests::recorded(false)));
        let asked = stage.ask(Control::Load {
            guid: BEN.to_owned(),
            ballast: Some(30),
            restrictor: Some(5),
        });
        while !asked.is_finished() {
            stage.pass();
        }
        assert_eq!(asked.join().expect("no panic"), Controlled::Done);
        assert_eq!(stage.unheard(), 0, "the plugin was told nothing");
    }

    #[test]
    fn a_server_whose_plugin_cannot_be_heard_is_controlled_by_rcon_alone() {
        let mut stage = Stage::new();
        stage.steward.reach(Some(rcon::tests::recorded(false)));
        let mut answers = Vec::new();
        for control in [
            Control::NextSession,
            Control::Say {
                text: "Hello".to_owned(),
            },
            kick(),
            Control::Kick {
                guid: "1; legal".to_owned(),
            },
        ] {
            let asked = stage.ask(control);
            while !asked.is_finished() {
                stage.steward.attend(None, at(0)).expect("done");
            }
            answers.push(asked.join().expect("no panic"));
        }
        let expected = [
            Controlled::Done,
            Controlled::Done,
            Controlled::Done,
            Controlled::NotOnline,
        ];
        assert_eq!(answers, expected);
    }

    #[test]
    fn whoever_is_banned_is_thrown_out_whenever_they_come_also_by_the_next_program() {
        let mut stage = Stage::new();
        let bans = Control::Bans {
            guids: vec![BEN.to_owned()],
        };
        let asked = stage.ask(bans);
        while !asked.is_finished() {
            stage.pass();
        }
        assert_eq!(asked.join().expect("no panic"), Controlled::Done);
        stage.steward = Steward::of(stage.control());
        stage.ben_is_there();
        assert_eq!(
            stage.heard(),
            Command::AdminCommand("/kick_id 3".to_owned())
        );
        assert_eq!(stage.heard(), Command::KickUser(3));
    }

    #[test]
    fn nonsense_in_the_folder_harms_nothing() {
        let mut stage = Stage::new();
        fs::create_dir_all(stage.control()).expect("a folder");
        fs::write(stage.control().join("1.ask"), "{").expect("written");
        fs::create_dir(stage.control().join("2.done")).expect("a folder");
        stage.pass();
        let asked = stage.ask(Control::Say {
            text: "Hello".to_owned(),
        });
        assert_eq!(stage.heard(), Command::BroadcastChat("Hello".to_owned()));
        assert_eq!(asked.join().expect("no panic"), Controlled::Told);
        assert!(!stage.control().join("1.ask").exists());
    }
}
