//! The program that looks after a game server on its Linux machine. See [`agent::cli`].

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    agent::cli::main(std::env::args().skip(1))
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    eprintln!("ac-deploy-agent runs on Linux machines only.");
    ExitCode::FAILURE
}
