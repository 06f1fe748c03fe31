//! The log: to standard error, in lines for people or, with `AC_DEPLOY_LOG=json`, for machines.
//!
//! `RUST_LOG` chooses what is logged; without it a bot logs what it does, and the other verbs log
//! nothing, since they show what they do. Secrets never reach a log: see [`crate::config`].

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// The variable that chooses the log's form.
const FORM: &str = "AC_DEPLOY_LOG";

/// How much is logged where `RUST_LOG` does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verbosity {
    /// Nothing.
    Quiet,
    /// What ac-deploy does, and what others warn of.
    Deeds,
    /// Every step.
    Steps,
}

/// The crates that say what ac-deploy does: in a filter, `ac_deploy` means all of them.
const PARTS: [&str; 9] = [
    "ac_deploy",
    "cloud_aws",
    "cloud_local",
    "discord",
    "league",
    "sandbox",
    "service",
    "transfer",
    "watcher",
];

impl Verbosity {
    fn directives(self) -> &'static str {
        match self {
            Self::Quiet => "off",
            // serenity and the AWS SDK tell every heartbeat and every request at "info".
            // Its gateway prints whole payloads that it cannot read, with interactions' tokens.
            Self::Deeds => "ac_deploy=info,serenity::gateway::ws=error,warn",
            Self::Steps => "ac_deploy=trace,serenity::gateway::ws=error,info",
        }
    }
}

/// A filter in which `ac_deploy` stands for each of [`PARTS`]. A part that is named itself keeps what was said of it.
fn of_all_parts(directives: &str) -> String {
    let mut all = Vec::new();
    for directive in directives.split(',') {
        match directive.trim().strip_prefix("ac_deploy") {
            Some(level) if level.is_empty() || level.starts_with('=') => {
                // What comes later wins, and a part's own directive is the more exact one.
                all.splice(0..0, PARTS.map(|part| format!("{part}{level}")));
            }
            _ => all.push(directive.to_owned()),
        }
    }
    all.join(",")
}

/// Starts the log, once per process.
///
/// # Errors
/// Words for a `RUST_LOG` or `AC_DEPLOY_LOG` that cannot be understood.
pub fn start(verbosity: Verbosity) -> Result<(), String> {
    let filter = match std::env::var(EnvFilter::DEFAULT_ENV) {
        Ok(directives) if !directives.trim().is_empty() => EnvFilter::try_new(of_all_parts(&directives))
            .map_err(|error| format!("RUST_LOG is “{directives}”, which is not a log filter ({error}); for example `ac_deploy=debug,warn`"))?,
        _ => EnvFilter::new(of_all_parts(verbosity.directives())),
    };
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match std::env::var(FORM).as_deref() {
        Ok("json") => log.json().flatten_event(true).init(),
        Ok("" | "text") | Err(_) => log.with_ansi(colours()).init(),
        Ok(other) => return Err(format!("{FORM} is “{other}”; it can be `text` or `json`")),
    }
    Ok(())
}

/// Whether `RUST_LOG` chooses what is logged.
pub fn is_chosen() -> bool {
    std::env::var(EnvFilter::DEFAULT_ENV).is_ok_and(|directives| !directives.trim().is_empty())
}

/// Whether standard error shows colours and likes them (<https://no-color.org>).
fn colours() -> bool {
    std::io::stderr().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_program_stands_for_all_its_parts() {
        let filter = of_all_parts("warn,discord=trace,ac_deploy=debug");
        assert!(filter.ends_with(",warn,discord=trace"), "{filter}");
        for part in PARTS {
            assert!(filter.contains(&format!("{part}=debug")), "{filter}");
        }
        assert_eq!(of_all_parts("ac_deploy::cli=debug"), "ac_deploy::cli=debug");
        assert_eq!(
            of_all_parts("ac_deploy_x=debug,warn"),
            "ac_deploy_x=debug,warn"
        );
    }

    #[test]
    fn every_crate_that_logs_is_a_part() {
        let crates = concat!(env!("CARGO_MANIFEST_DIR"), "/crates");
        for folder in std::fs::read_dir(crates).expect("the crates") {
            let folder = folder.expect("a crate").path();
            let manifest = folder.join("Cargo.toml");
            let manifest = std::fs::read_to_string(manifest).expect("its manifest");
            let name = folder.file_name().expect("a name").to_string_lossy();
            let name = name.replace('-', "_");
            if manifest.contains("\ntracing.workspace") && !name.ends_with("stand_in") {
                assert!(PARTS.contains(&&*name), "{name} logs and is no part");
            }
        }
    }
}
