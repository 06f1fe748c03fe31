//! The program `ac-deploy-agent`: what systemd and the machine's first boot call.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::os::fd::AsFd as _;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use domain::boot_plan::{BootPlan, Orders};
use domain::ids::BootId;

use crate::diary::Diary;
use crate::erase;
use crate::files::replace;
use crate::orders::{self, Next};
use crate::paths::Paths;
use crate::setup::Setup;
use crate::systemd;
use crate::unpacker::{self, Brought};
use crate::user::{self, User};
use crate::watch::{Pace, Watch};

const USAGE: &str = "ac-deploy-agent looks after the game server of a Linux machine.

    ac-deploy-agent install        put the units of systemd in place and start them
    ac-deploy-agent prepare        put them in place, and switch off to wait for a server
    ac-deploy-agent seal           the same, and leave a disk that an image can be made of
    ac-deploy-agent erase          delete what is this machine's own, and switch off
    ac-deploy-agent orders         read for which server a prepared machine is, at each boot
    ac-deploy-agent set-up         fetch and unpack the pack of /opt/ac-deploy/plan.json
    ac-deploy-agent watch          look after the server until the machine is switched off
    ac-deploy-agent restart        restart the server, and wait until its report says so
    ac-deploy-agent control HEX    ask the server for something, and print what came of it
    ac-deploy-agent reconfigure URL
                                   restart it with the settings under a signed address
    ac-deploy-agent rewrite FOLDER put settings from the standard input into a server's folder
    ac-deploy-agent add-players FOLDER
                                   add lists of players from the standard input to a server's own
    ac-deploy-agent keys           change the ports by which the server is controlled, before each start
    ac-deploy-agent lock FOLDER    put such ports from the standard input into a server's folder
    ac-deploy-agent unpack FOLDER NAME [PROGRAM [BESIDE]]
                                   unpack a pack from the standard input
    ac-deploy-agent --version
";

/// The units, as they are put in place.
const UNITS: [(&str, &str); 3] = [
    (
        "ac-agent.service",
        include_str!("../units/ac-agent.service"),
    ),
    (
        "ac-server.service",
        include_str!("../units/ac-server.service"),
    ),
    (
        "ac-setup.service",
        include_str!("../units/ac-setup.service"),
    ),
];
/// What makes a machine one that is prepared: the unit that reads its orders, and what the others do then.
const PREPARED: [(&str, &str); 3] = [
    (
        "ac-orders.service",
        include_str!("../units/ac-orders.service"),
    ),
    (
        "ac-agent.service.d/prepared.conf",
        include_str!("../units/prepared.conf"),
    ),
    (
        "ac-setup.service.d/prepared.conf",
        include_str!("../units/prepared.conf"),
    ),
];
/// What this program's file is called.
pub(crate) const PROGRAM: &str = "ac-deploy-agent";
const UNIT_FOLDER: &str = "/etc/systemd/system";
/// Where the bot looks for the report.
const REPORT_FOLDER: &str = "/var/lib/ac-deploy";

/// Runs what the arguments (without the program's name) ask for.
pub fn main(arguments: impl IntoIterator<Item = String>) -> ExitCode {
    let arguments: Vec<String> = arguments.into_iter().collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["install"] => install(&Paths::of_machine()),
        ["prepare"] => prepare(&Paths::of_machine()),
        ["seal"] => seal(&Paths::of_machine()),
        ["erase"] => erase(&Paths::of_machine()),
        ["orders"] => follow_orders(&Paths::of_machine()),
        ["set-up"] => set_up(&Paths::of_machine()),
        ["watch"] => watch(&Paths::of_machine()),
        ["restart"] => restart(&Paths::of_machine()),
        ["control", asked] => control(&Paths::of_machine(), asked),
        ["reconfigure", url] => reconfigure(&Paths::of_machine(), url),
        ["rewrite", folder] => rewrite(Path::new(folder)),
        ["add-players", folder] => crate::players::add(io::stdin().lock(), Path::new(folder)),
        ["keys"] => keys(&Paths::of_machine()),
        ["lock", folder] => lock(Path::new(folder)),
        ["unpack", folder, name, brought @ ..] if brought.len() <= 2 => {
            unpack(folder, name, brought)
        }
        ["--version"] => {
            println!("ac-deploy-agent {}", env!("CARGO_PKG_VERSION"));
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// What the first boot calls: systemd does the rest, in this boot and in every later one.
fn install(paths: &Paths) -> io::Result<()> {
    // Whoever called this can still tell of a plan that nobody understands.
    read_plan(paths)?;
    stop_being_prepared()?;
    put_in_place(paths, &UNITS)?;
    // Not waited for: the boot itself may be waiting for this.
    systemctl(&[
        "enable",
        "--quiet",
        "--now",
        "--no-block",
        "ac-setup",
        "ac-agent",
    ])
}

/// What the first boot of a machine calls that is to wait for its server: all but the pack is in place then,
/// and what every boot reads of the disk was read once.
fn prepare(paths: &Paths) -> io::Result<()> {
    become_prepared(paths)?;
    systemd::power_off_after_boot()
}

/// What the first boot of a machine calls whose disk an image is made of: as [`prepare`], but what made it this
/// machine goes once the boot is over. A machine that stays on says that something of it is left.
fn seal(paths: &Paths) -> io::Result<()> {
    become_prepared(paths)?;
    let program = paths.folder.join(PROGRAM);
    systemd::run_after_boot([program.as_os_str(), OsStr::new("erase")])
}

fn erase(paths: &Paths) -> io::Result<()> {
    orders::follow(paths, &Orders::Wait)?;
    erase::erase(Path::new("/"))?;
    systemd::power_off()
}

/// The machine may have started from an image of a prepared one with an older agent, which is about to switch it
/// off: this user data is no orders to it.
fn stop_being_prepared() -> io::Result<()> {
    systemd::run_nothing_after_boot();
    for (name, _) in PREPARED {
        crate::files::delete(&Path::new(UNIT_FOLDER).join(name))?;
    }
    Ok(())
}

fn become_prepared(paths: &Paths) -> io::Result<()> {
    put_in_place(paths, &[UNITS, PREPARED].concat())?;
    systemctl(&["enable", "--quiet", "ac-orders", "ac-setup", "ac-agent"])
}

/// What every boot of a prepared machine calls, before all else of ours.
fn follow_orders(paths: &Paths) -> io::Result<()> {
    let orders = orders::read(pace().pause)?;
    let next = orders::follow(paths, &orders)?;
    let diary = Diary::at(paths.deployment_log());
    match next {
        Next::Serve => diary.say("this machine has a server"),
        Next::Wait => {
            eprintln!("no server: switching off to wait for one");
            systemd::power_off_after_boot()?;
        }
    }
    Ok(())
}

fn put_in_place(paths: &Paths, units: &[(&str, &str)]) -> io::Result<()> {
    User::make_server_user()?;
    for (name, text) in units {
        let file = Path::new(UNIT_FOLDER).join(name);
        fs::create_dir_all(file.parent().unwrap_or(Path::new(UNIT_FOLDER)))?;
        replace(&file, text.as_bytes(), 0o644)?;
    }
    fs::create_dir_all(REPORT_FOLDER)?;
    let link = Path::new(REPORT_FOLDER).join("server-info.txt");
    crate::files::delete(&link)?;
    std::os::unix::fs::symlink(paths.report(), link)?;
    fs::create_dir_all(paths.server.parent().unwrap_or(Path::new("/")))?;
    systemctl(&["daemon-reload"])
}

fn systemctl(arguments: &[&str]) -> io::Result<()> {
    match Command::new("systemctl")
        .args(arguments)
        .status()?
        .success()
    {
        true => Ok(()),
        false => Err(io::Error::other(format!(
            "systemctl {} failed",
            arguments.join(" ")
        ))),
    }
}

fn set_up(paths: &Paths) -> io::Result<()> {
    let (plan, diary) = (read_plan(paths)?, Diary::at(paths.deployment_log()));
    let setup = Setup {
        paths,
        plan: &plan,
        boot: boot(),
        user: Some(User::named(user::SERVER)?),
        pause: pace().pause,
        diary: &diary,
    };
    match setup.run()? {
        true => Ok(()),
        false => Err(io::Error::other("the machine could not be set up")),
    }
}

fn watch(paths: &Paths) -> io::Result<()> {
    let (plan, diary) = (read_plan(paths)?, Diary::at(paths.deployment_log()));
    let end = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGTERM, Arc::clone(&end))?;
    Watch::new(paths, &plan, boot(), pace(), &diary, end)
        .and_then(|mut watch| watch.run())
        .inspect_err(|error| diary.say(&format!("the agent: {error}")))
}

/// How long ending a session and its server may take, with some to spare.
const RESTART: Duration = Duration::from_secs(30);

/// Asks whoever looks after the server to restart it. That is not done here: only the one who
/// started it knows that this is no crash.
fn restart(paths: &Paths) -> io::Result<()> {
    let (ask, since) = (paths.restart(), Instant::now());
    replace(&ask, b"", 0o600)?;
    while ask.exists() {
        if RESTART <= since.elapsed() {
            crate::files::delete(&ask)?;
            return Err(io::Error::other("the agent does not answer"));
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// How long whoever asks something of the server waits for what comes of it.
const CONTROL: Duration = Duration::from_secs(10);

/// Asks whoever looks after the server for something; it comes as the hexadecimal digits of its JSON, so that
/// no shell ever reads what a user typed.
fn control(paths: &Paths, asked: &str) -> io::Result<()> {
    let asked = hex::decode(asked).map_err(io::Error::other)?;
    let control = serde_json::from_slice(&asked)?;
    let answer = crate::control::ask(&paths.control(), &control, CONTROL)?;
    println!("{}", serde_json::to_string(&answer)?);
    Ok(())
}

fn reconfigure(paths: &Paths, url: &str) -> io::Result<()> {
    let user = User::named(user::SERVER)?;
    let plan = read_plan(paths)?;
    crate::reconfigure::reconfigure(paths, &plan, url, Some(user), pace().pause)?;
    restart(paths)
}

fn rewrite(folder: &Path) -> io::Result<()> {
    let rewritten = crate::reconfigure::rewrite(io::stdin().lock(), folder)?;
    serde_json::to_writer(io::stdout(), &rewritten)?;
    Ok(())
}

fn keys(paths: &Paths) -> io::Result<()> {
    let user = User::named(user::SERVER)?;
    crate::keys::renew(paths, &read_plan(paths)?, Some(user))
}

fn lock(folder: &Path) -> io::Result<()> {
    let wanted = serde_json::from_reader(io::stdin().lock())?;
    let password = crate::keys::lock(folder, &wanted)?;
    serde_json::to_writer(io::stdout(), &password)?;
    Ok(())
}

fn unpack(folder: &str, name: &str, brought: &[&str]) -> io::Result<()> {
    let pack = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let brought = brought.split_first().map(|(program, rest)| Brought {
        program: Path::new(program),
        beside: rest.first().map(Path::new),
    });
    let unpacked =
        unpacker::run(pack, Path::new(folder), name, brought).map_err(io::Error::other)?;
    serde_json::to_writer(io::stdout(), &unpacked)?;
    Ok(())
}

fn read_plan(paths: &Paths) -> io::Result<BootPlan> {
    Ok(serde_json::from_slice(&fs::read(paths.plan())?)?)
}

/// The id of this boot, which the units hand on.
fn boot() -> Option<BootId> {
    std::env::var("AC_BOOT").ok().map(BootId::new)
}

/// `AC_PAUSE` and `AC_MINUTE` make pauses and minutes shorter, for tests.
fn pace() -> Pace {
    let seconds = |name: &str, usual: f32| {
        let given = std::env::var(name).ok().and_then(|text| text.parse().ok());
        Duration::try_from_secs_f32(given.unwrap_or(usual)).unwrap_or(Duration::from_secs(60))
    };
    Pace {
        pause: seconds("AC_PAUSE", 5.0),
        minute: seconds("AC_MINUTE", 60.0),
    }
}
