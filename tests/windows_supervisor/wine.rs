//! Debian's wine, as far as these tests need it: a `C:` drive of its own, `cmd.exe`, and a stand-in
//! `acServer.exe` that mingw builds from `acserver.c`.
//!
//! Absent on purpose: PowerShell. Wine's is a stub that does nothing and ends with 0.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

const COMPILER: &str = "x86_64-w64-mingw32-gcc";

/// Where wine is, with a drive that is ready.
#[derive(Debug)]
pub(crate) struct Wine {
    program: PathBuf,
    prefix: PathBuf,
    /// The stand-in server, as a path of this machine.
    pub(crate) server: PathBuf,
}

/// Wine, made ready once for all tests; none where it or mingw is not installed, which is said once.
pub(crate) fn wine() -> Option<&'static Wine> {
    static WINE: OnceLock<Option<Wine>> = OnceLock::new();
    WINE.get_or_init(|| {
        let program = ["/usr/lib/wine/wine64", "/usr/bin/wine64"]
            .map(PathBuf::from)
            .into_iter()
            .find(|path| path.exists());
        let compiler = Command::new(COMPILER).arg("--version").output().is_ok();
        let Some(program) = program.filter(|_| compiler) else {
            // Past the test harness, which shows what a passing test prints to nobody.
            let _ = writeln!(
                io::stderr(),
                "the supervisor was not run: install wine64, wine and gcc-mingw-w64-x86-64-posix"
            );
            return None;
        };
        Some(Wine::prepare(program))
    })
    .as_ref()
}

impl Wine {
    fn prepare(program: PathBuf) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wine");
        std::fs::create_dir_all(&folder).expect("a folder for wine");
        let wine = Self {
            program,
            prefix: folder.join("prefix"),
            server: folder.join("acServer.exe"),
        };
        let built = Command::new(COMPILER)
            .args(["-O1", "-Wall", "-Werror", "-static", "-o"])
            .arg(&wine.server)
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/windows_supervisor/acserver.c"
            ))
            .arg("-lws2_32")
            .status()
            .expect("mingw starts");
        assert!(built.success(), "the stand-in server does not compile");
        // Kept from run to run: making it takes seconds. The registry is written last.
        if !wine.prefix.join("system.reg").exists() {
            let made = wine.command(&["wineboot", "-i"]).status();
            assert!(made.expect("wine starts").success(), "wineboot failed");
        }
        wine
    }

    /// Something on the drive, as a path of this machine.
    pub(crate) fn on_drive(&self, path: &str) -> PathBuf {
        self.prefix.join("drive_c").join(path)
    }

    /// A program under wine, with nothing to show and nothing to ask.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command
            .args(arguments)
            .env("WINEPREFIX", &self.prefix)
            .env("WINEDEBUG", "-all")
            .env(
                "WINEDLLOVERRIDES",
                "mscoree=;mshtml=;winemenubuilder.exe=;explorer.exe=",
            )
            .env_remove("DISPLAY")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }
}
