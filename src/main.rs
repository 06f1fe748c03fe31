//! The `ac-deploy` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ac_deploy::cli::main()
}
