//! moto, the emulator behind the front: one server a world, forked from one
//! process a test program (see `moto_server.py` for why).
//!
//! Absent here: every rule of AWS. moto is started and stopped, no more; what
//! it gets wrong is put right in [`crate::front`].

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A moto server of its own, on a free loopback port; ended when dropped.
#[derive(Debug)]
pub struct Moto {
    process: u32,
    port: u16,
}

/// The process that is warm and forks a server for whoever asks.
struct Forks {
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    child: Child,
}

static FORKS: Mutex<Option<Forks>> = Mutex::new(None);

impl Moto {
    /// Start a server with an empty account in it.
    ///
    /// # Panics
    /// If moto is not installed (the message says how), or does not start.
    pub async fn start() -> Self {
        tokio::task::spawn_blocking(Self::start_blocking)
            .await
            .expect("starting moto does not panic")
            .unwrap_or_else(|why| panic!("{why}"))
    }

    fn start_blocking() -> Result<Self, String> {
        let mut forks = forks();
        if forks.is_none() {
            *forks = Some(Forks::start()?);
        }
        let running = forks.as_mut().expect("started above");
        running.fork().inspect_err(|_| {
            // The next world gets a fresh one instead of the same silence.
            if let Some(mut dead) = forks.take() {
                let _ = dead.child.kill();
                let _ = dead.child.wait();
            }
        })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        if let Some(forks) = forks().as_mut() {
            let _ = writeln!(forks.orders, "stop {}", self.process);
        }
    }
}

impl Forks {
    fn start() -> Result<Self, String> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let python = python(here)?;
        let mut child = Command::new(&python)
            .arg(here.join("src/moto_server.py"))
            .env("MOTO_AMIS_PATH", here.join("amis.json"))
            .env("MOTO_ENABLE_AMI_VALIDATION", "true")
            .env("MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION", "true")
            .env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|why| format!("{} cannot be run: {why}", python.display()))?;
        let orders = child.stdin.take().expect("piped");
        let answers = BufReader::new(child.stdout.take().expect("piped"));
        Ok(Self {
            orders,
            answers,
            child,
        })
    }

    fn fork(&mut self) -> Result<Moto, String> {
        let mut line = String::new();
        writeln!(self.orders, "start")
            .and_then(|()| self.answers.read_line(&mut line))
            .map_err(|why| format!("moto stopped: {why}"))?;
        let mut words = line.split_whitespace();
        let mut number = || words.next().and_then(|word| word.parse::<u32>().ok());
        number()
            .zip(number())
            .and_then(|(process, port)| {
                let port = u16::try_from(port).ok()?;
                Some(Moto { process, port })
            })
            .ok_or_else(|| {
                "moto does not start; run scripts/setup again, it installs the pinned version"
                    .to_owned()
            })
    }
}

fn forks() -> MutexGuard<'static, Option<Forks>> {
    FORKS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The interpreter that has moto: the project's own, else the one that a
/// `moto_server` on the PATH names in its first line.
fn python(here: &Path) -> Result<PathBuf, String> {
    // Cargo runs tests in their package's folder. Where it was built comes second: several
    // checkouts may share one target folder.
    let folder = std::env::current_dir().unwrap_or_default();
    let own = folder
        .ancestors()
        .chain(here.ancestors())
        .map(|folder| folder.join(".tools/venv/bin/python"))
        .find(|python| python.exists());
    if let Some(own) = own {
        return Ok(own);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join("moto_server"))
        .filter_map(|program| std::fs::read_to_string(program).ok())
        .find_map(|script| interpreter(&script))
        .ok_or_else(|| {
            "moto, the AWS emulator of the tests, is not installed: run scripts/setup once \
             (it installs into .tools/ in the project's folder)"
                .to_owned()
        })
}

/// The Python that a script names in its first line. A wrapper in another language is of no use.
fn interpreter(script: &str) -> Option<PathBuf> {
    let line = script.lines().next()?.strip_prefix("#!")?;
    let words: Vec<_> = line.split_whitespace().collect();
    let name = match words.as_slice() {
        ["/usr/bin/env", name] => name,
        [path] => path,
        _ => return None,
    };
    Path::new(name)
        .file_name()?
        .to_str()?
        .starts_with("python")
        .then(|| PathBuf::from(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_python_is_taken_from_the_path() {
        let found = |line: &str| interpreter(&format!("{line}\nimport moto\n"));
        assert_eq!(
            found("#!/opt/venv/bin/python3.12"),
            Some("/opt/venv/bin/python3.12".into())
        );
        assert_eq!(found("#!/usr/bin/env python3"), Some("python3".into()));
        assert_eq!(found("#!/usr/bin/env bash"), None);
    }
}
