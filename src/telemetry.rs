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

/// The crates that say what ac-deploy does: in a filter, `ac_deploy` means all of them. A filter goes by the
/// beginning of a name, so `discord` is the stand-in of the sandbox, too.
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

/// A filter in which `ac_deploy` stands for each of [`PARTS`], and `ac_deploy::watcher` for that one. What is said of a
/// part itself counts more.
fn of_all_parts(directives: &str) -> String {
    let (mut of_all, mut others) = (Vec::new(), Vec::new());
    for directive in directives.split(',').map(str::trim) {
        let rest = directive.strip_prefix("ac_deploy");
        let part = rest
            .and_then(|rest| rest.strip_prefix("::"))
            .filter(|path| PARTS.iter().any(|part| path.starts_with(part)));
        match (rest, part) {
            (_, Some(part)) => others.push(part.to_owned()),
            (Some(rest), None) if rest.is_empty() || rest.starts_with(['=', '[']) => {
                of_all.extend(PARTS.map(|part| format!("{part}{rest}")));
            }
            _ => others.push(directive.to_owned()),
        }
    }
    // Of two directives for one name the later counts.
    of_all.append(&mut others);
    of_all.join(",")
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

    /// What a filter comes to for each name, whatever the order of its directives was.
    fn read(directives: &str) -> Vec<String> {
        let filter = EnvFilter::try_new(of_all_parts(directives)).expect("a filter");
        let mut all: Vec<String> = filter.to_string().split(',').map(str::to_owned).collect();
        all.sort();
        // One with a field is named twice there.
        all.dedup();
        all
    }

    fn all_parts(rest: &str, others: &[&str]) -> Vec<String> {
        let parts = PARTS.iter().map(|part| format!("{part}{rest}"));
        let mut all: Vec<String> = parts
            .chain(others.iter().map(|&one| one.to_owned()))
            .collect();
        all.sort();
        all
    }

    #[test]
    fn the_name_of_the_program_stands_for_all_its_parts() {
        assert_eq!(
            read("warn, ac_deploy=debug"),
            all_parts("=debug", &["warn"])
        );
        assert_eq!(
            read("ac_deploy=info,ac_deploy=debug"),
            all_parts("=debug", &[])
        );
        let of_server = read("ac_deploy[{server.id}]=debug");
        assert_eq!(of_server, all_parts("[{server.id}]=debug", &[]));
    }

    #[test]
    fn what_is_said_of_a_part_counts_more() {
        let filter = read("discord=trace,ac_deploy=debug");
        assert!(filter.contains(&"discord=trace".to_owned()), "{filter:?}");
        assert!(!filter.contains(&"discord=debug".to_owned()), "{filter:?}");
        assert_eq!(
            read("ac_deploy::watcher::pass=debug"),
            ["watcher::pass=debug"]
        );
        assert_eq!(read("ac_deploy::cli=debug"), ["ac_deploy::cli=debug"]);
        assert_eq!(read("ac_deploy_x=debug"), ["ac_deploy_x=debug"]);
    }

    #[test]
    fn the_parts_are_the_crates_that_log() {
        let crates = concat!(env!("CARGO_MANIFEST_DIR"), "/crates");
        let mut parts = vec!["ac_deploy".to_owned()];
        for folder in std::fs::read_dir(crates).expect("the crates") {
            let folder = folder.expect("a crate").path();
            let manifest =
                std::fs::read_to_string(folder.join("Cargo.toml")).expect("its manifest");
            let name = folder
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .replace('-', "_");
            let logs = ["\ntracing.workspace", "\ntracing ="]
                .iter()
                .any(|line| manifest.contains(line));
            if logs && !name.ends_with("stand_in") {
                parts.push(name);
            }
        }
        parts.sort();
        assert_eq!(parts, PARTS);
    }
}
