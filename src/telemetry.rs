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

impl Verbosity {
    fn directives(self) -> &'static str {
        match self {
            Self::Quiet => "off",
            // serenity and the AWS SDK tell every heartbeat and every request at "info".
            // Its gateway prints whole payloads that it cannot read, with interactions' tokens.
            Self::Deeds => {
                "ac_deploy=info,cloud_aws=info,cloud_local=info,sandbox=info,serenity::gateway::ws=error,warn"
            }
            Self::Steps => {
                "ac_deploy=trace,cloud_aws=trace,cloud_local=trace,sandbox=trace,serenity::gateway::ws=error,info"
            }
        }
    }
}

/// Starts the log, once per process.
///
/// # Errors
/// Words for a `RUST_LOG` or `AC_DEPLOY_LOG` that cannot be understood.
pub fn start(verbosity: Verbosity) -> Result<(), String> {
    let filter = match std::env::var(EnvFilter::DEFAULT_ENV) {
        Ok(directives) if !directives.trim().is_empty() => EnvFilter::try_new(&directives)
            .map_err(|error| format!("RUST_LOG is “{directives}”, which is not a log filter ({error}); for example `ac_deploy=debug,cloud_aws=debug,warn`"))?,
        _ => EnvFilter::new(verbosity.directives()),
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
