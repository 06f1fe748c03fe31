//! A server program that turned against its machine: `hostile-stand-in ATTEMPT [ARGUMENT]…` tries
//! one thing, and ends with 0 if it could do it. If not, it says what the system answered and ends
//! with 1. It is the helper that confines itself, too.
//!
//! What it does is harmless where it succeeds: it touches only what it is told to.

#[cfg(target_os = "linux")]
mod attempts;

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use std::process::ExitCode;

    if let Some(failed) = confine::run_if_asked() {
        return failed;
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match attempts::attempt(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() {}
