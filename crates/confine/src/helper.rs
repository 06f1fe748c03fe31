//! The helper: a process that confines itself and then becomes the program.

use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, ExitCode};

use rustix::fs::Mode;

use crate::bpf;
use crate::denied::{Surroundings, denied};
use crate::launch::{CONFINED, Launch, Report, Step};
use crate::{files, limits, user};

/// The first argument of an executable that is to be the helper.
pub const VERB: &str = "run-confined";

/// The code that a helper ends with that could not do it; shells use it for the same.
const FAILED: u8 = 126;

/// "Exec format error" of errno(3).
const ENOEXEC: i32 = 8;

/// The first thing that was not done.
struct Failure {
    step: Step,
    message: String,
    errno: Option<i32>,
}

/// Does the helper's work if this process was started as one. Call it first in `main`: before
/// threads are started, files are opened or settings are read. Does not return if the program runs.
///
/// `None` if this is no helper; the code to end with if the program could not be started.
pub fn run_if_asked() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next()? != VERB {
        return None;
    }
    let request = arguments.next();
    let mut parent = match take_standard_input() {
        Ok(parent) => parent,
        Err(error) => {
            eprintln!("the confinement cannot be prepared: {error}");
            return Some(ExitCode::from(FAILED));
        }
    };
    let Err(failure) = become_program(request, &mut parent);
    let report = Report {
        step: failure.step,
        message: failure.message,
        errno: failure.errno,
    };
    if serde_json::to_writer(&mut parent, &report).is_err() {
        eprintln!("{:?}: {}", report.step, report.message);
    }
    Some(ExitCode::from(FAILED))
}

/// The pipe to whoever started this, which closes when the program is executed, and an empty
/// standard input in its place.
fn take_standard_input() -> io::Result<File> {
    let parent = rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3)?;
    let empty = File::open("/dev/null")?;
    rustix::stdio::dup2_stdin(&empty)?;
    Ok(parent.into())
}

fn become_program(
    request: Option<OsString>,
    parent: &mut File,
) -> Result<std::convert::Infallible, Failure> {
    let launch = parse(request)?;
    if !launch.support.confines() && !launch.allow_unconfined {
        return Err(Failure::new(Step::Request, "this system cannot confine it"));
    }
    apply(&launch)?;
    parent
        .write_all(CONFINED)
        .map_err(|error| Failure::of(Step::Request, &error))?;
    if !may_be_program(&launch.program) {
        let no_program = io::Error::from_raw_os_error(ENOEXEC);
        return Err(Failure::of(Step::Execute, &no_program));
    }
    let error = Command::new(&launch.program)
        .args(&launch.arguments)
        .env_clear()
        .envs(&launch.confinement.environment)
        .exec();
    Err(Failure::of(Step::Execute, &error))
}

/// Whether a file can be executed, as far as its beginning tells. The C library would give another
/// one to the shell, as a script.
fn may_be_program(program: &Path) -> bool {
    let mut beginning = [0; 4];
    match File::open(program).and_then(|mut file| file.read(&mut beginning)) {
        Ok(_) => beginning == *b"\x7fELF" || beginning.starts_with(b"#!"),
        // The system says why.
        Err(_) => true,
    }
}

fn parse(request: Option<OsString>) -> Result<Launch, Failure> {
    let text = request.and_then(|text| text.into_string().ok());
    let text = text.ok_or_else(|| Failure::new(Step::Request, "nothing is asked"))?;
    serde_json::from_str(&text).map_err(|error| Failure::new(Step::Request, error))
}

/// The order matters: files are opened with the rights of whoever started this, limits are set
/// before the user changes, and the filter comes last because it denies what was used before.
fn apply(launch: &Launch) -> Result<(), Failure> {
    let (confinement, support) = (&launch.confinement, &launch.support);
    require_one_thread()?;
    close_fds::set_fds_cloexec(3, &[]);
    rustix::process::umask(Mode::RWXG | Mode::RWXO);
    let rules = files::rules(confinement, support.landlock)
        .map_err(|error| Failure::new(Step::Landlock, Chain(&error)))?;
    let uid = match confinement.user {
        Some(user) => user.uid,
        None => rustix::process::getuid().as_raw(),
    };
    limits::apply(confinement.limits, uid).map_err(|error| Failure::of(Step::Limits, &error))?;
    change_user(launch).map_err(|error| Failure::of(Step::User, &error))?;
    if !support.confines() {
        return Ok(());
    }
    rustix::thread::set_no_new_privs(true)
        .map_err(|error| Failure::of(Step::User, &error.into()))?;
    if let Some(rules) = rules {
        rules
            .restrict_self()
            .map_err(|error| Failure::new(Step::Landlock, Chain(&error)))?;
    }
    let surroundings = Surroundings {
        has_own_user: confinement.user.is_some(),
        signals_only: (!support.landlock.limits_signals()).then(std::process::id),
    };
    let filter = bpf::filter(
        &denied(confinement.needs, surroundings),
        confinement.needs.thirty_two_bit,
    );
    seccompiler::apply_filter(&filter).map_err(|error| Failure::new(Step::Seccomp, error))
}

/// User, limits and rules are a thread's until the program is executed, and only this one's would
/// be changed.
fn require_one_thread() -> Result<(), Failure> {
    let threads = fs::read_dir("/proc/self/task").map(Iterator::count);
    match threads.map_err(|error| Failure::of(Step::Request, &error))? {
        1 => Ok(()),
        count => Err(Failure::new(
            Step::Request,
            format!("the helper has {count} threads"),
        )),
    }
}

fn change_user(launch: &Launch) -> io::Result<()> {
    match launch.confinement.user {
        Some(user) => user::become_user(user),
        None if launch.support.confines() && rustix::process::geteuid().is_root() => {
            user::drop_capabilities()
        }
        None => Ok(()),
    }
}

impl Failure {
    fn new(step: Step, message: impl fmt::Display) -> Self {
        Self {
            step,
            message: message.to_string(),
            errno: None,
        }
    }

    fn of(step: Step, error: &io::Error) -> Self {
        Self {
            step,
            message: error.to_string(),
            errno: error.raw_os_error(),
        }
    }
}

/// An error with what caused it.
struct Chain<'a>(&'a dyn std::error::Error);

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut next = self.0.source();
        while let Some(error) = next {
            write!(f, ": {error}")?;
            next = error.source();
        }
        Ok(())
    }
}
