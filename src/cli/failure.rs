//! How a verb ends when it does not succeed: words, and an exit code that tells the kinds apart.

use std::fmt;
use std::path::Path;

use super::place::Place;
use super::start_failure;
use crate::config::{self, SettingsError};
use cloud::{CloudError, SetupStep};
use discord::BotError;
use explain::{Explanation, Kind, Surface};
use service::ServiceError;

/// Why a verb failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// For one of the reasons that have a kind.
    Explanation(Explanation),
    /// The verb's own output has said it already.
    LastReported(Kind),
    /// For a reason without a kind: a file of this machine, a server that did not come up.
    Other {
        /// What happened.
        what: String,
        /// What to do about it.
        hint: String,
    },
    /// Somebody pressed Ctrl-C; this is how things are left.
    Interrupted(String),
    /// Whoever reads our output has read enough (`| head`).
    NobodyListens,
}

impl Failure {
    /// The call itself was wrong.
    pub(super) fn usage(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Explanation(Explanation {
            what: what.into(),
            hint: hint.into(),
            kind: Kind::Usage,
        })
    }

    /// For a reason without a kind.
    pub(super) fn other(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Other {
            what: what.into(),
            hint: hint.into(),
        }
    }

    /// What cannot happen unless the program is wrong.
    pub(super) fn bug(error: impl fmt::Display) -> Self {
        Self::other(
            format!("Something that cannot fail has failed: {error}."),
            "Please report it.",
        )
    }

    /// A use case failed.
    pub(super) fn of_service(error: &ServiceError) -> Self {
        tracing::debug!(error = error as &dyn std::error::Error, "failed");
        Self::Explanation(explain::service(error, Surface::Shell))
    }

    /// The cloud lacks what launches need.
    pub(super) fn not_set_up(place: &Place, missing: &[SetupStep]) -> Self {
        let missing: Vec<&str> = missing.iter().map(|step| step.what.as_str()).collect();
        Self::Explanation(Explanation {
            what: match place {
                Place::Amazon { .. } => "The AWS account is not set up yet.",
                Place::ThisMachine { .. } => "This machine is not set up yet.",
            }
            .to_owned(),
            hint: format!(
                "Run `ac-deploy setup` once. It makes: {}.",
                missing.join("; ")
            ),
            kind: Kind::Setup,
        })
    }

    /// A file of this machine could not be read.
    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        let hint = match error.kind() {
            std::io::ErrorKind::NotFound => "Check its name, and the folder that you are in.",
            std::io::ErrorKind::IsADirectory => {
                "Name the packed file, the .zip that Content Manager's Pack button makes."
            }
            std::io::ErrorKind::PermissionDenied => "Give yourself the right to read it.",
            _ => "Check the file and its disk, or pack again.",
        };
        Self::Other {
            what: format!("{} cannot be read: {}.", path.display(), plain(error)),
            hint: hint.to_owned(),
        }
    }

    /// The file to deploy could not be read; packs also lie elsewhere.
    pub(super) fn no_pack_to_deploy(path: &Path, error: &std::io::Error) -> Self {
        let hint = "Check its name, and the folder that you are in. A pack on the web is written https://…, one in storage s3:KEY.";
        match Self::unreadable(path, error) {
            Self::Other { what, .. } if error.kind() == std::io::ErrorKind::NotFound => {
                Self::other(what, hint)
            }
            failure => failure,
        }
    }

    /// No settings say where servers run.
    pub(super) fn nowhere() -> Self {
        let file = config::DEFAULT_FILE;
        let mut hint = format!(
            "At Amazon: write `bucket = \"NAME\"` under `[aws]` into {file}, and run `ac-deploy setup`.\n\
             On this machine: write `provider = \"local\"`, and `address = \"IP\"` under `[local]`, and run `ac-deploy setup`."
        );
        if cfg!(all(feature = "sandbox", target_os = "linux")) {
            hint.push_str("\nOnly to try it: `ac-deploy sandbox --open` needs no settings at all.");
        }
        Self::Explanation(Explanation {
            what: "No settings say where servers are to run.".to_owned(),
            hint,
            kind: Kind::Setup,
        })
    }

    /// The process's exit code; `--help` lists them.
    pub(super) fn exit_code(&self) -> u8 {
        let kind = match self {
            Self::NobodyListens => return 0,
            // As shells do it: 128 and SIGINT's number.
            Self::Interrupted(_) => return 130,
            Self::Other { .. } => return 1,
            Self::LastReported(kind) => *kind,
            Self::Explanation(explained) => explained.kind,
        };
        match kind {
            Kind::Pack => 2,
            Kind::Refused => 3,
            Kind::Usage => 4,
            Kind::Setup => 5,
            Kind::Unavailable => 6,
        }
    }
}

/// An I/O error without Rust's "(os error 2)".
fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error") {
        Some((words, _)) => words.to_lowercase(),
        None => text,
    }
}

/// As standard error shows it; empty if there is nothing more to say.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, hint) = match self {
            Self::Interrupted(how) => return writeln!(f, "{how}"),
            Self::LastReported(_) | Self::NobodyListens => return Ok(()),
            Self::Explanation(Explanation { what, hint, .. }) | Self::Other { what, hint } => {
                (what, hint)
            }
        };
        writeln!(f, "error: {what}")?;
        match hint.lines().collect::<Vec<_>>().as_slice() {
            [] => Ok(()),
            [first, rest @ ..] => {
                writeln!(f, "hint: {first}")?;
                rest.iter().try_for_each(|line| writeln!(f, "      {line}"))
            }
        }
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        Self::of_service(&error)
    }
}

impl From<CloudError> for Failure {
    fn from(error: CloudError) -> Self {
        ServiceError::from(error).into()
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        Self::Explanation(start_failure::settings(&error))
    }
}

impl From<BotError> for Failure {
    fn from(error: BotError) -> Self {
        Self::Explanation(start_failure::bot(&error))
    }
}

/// Only the system's own things give these (standard output, signals, threads); files have
/// [`Failure::unreadable`].
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self::NobodyListens;
        }
        Self::Other {
            what: format!("The system does not let ac-deploy do its work: {}.", plain(&error)),
            hint: "Check where the output goes, and whether a disk is full or a limit of open files is reached.".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_to_whoever_sits_at_the_shell() {
        let failure = Failure::from(ServiceError::NoSuchServer {
            asked: "gt3".to_owned(),
            nearest: None,
        });
        assert_eq!(failure.exit_code(), 4);
        assert!(
            failure.to_string().contains("`ac-deploy servers`"),
            "{failure}"
        );
        let failure = Failure::from(CloudError::BadCredentials {
            message: String::new(),
        });
        insta::assert_snapshot!(failure, @"
        error: AWS does not accept the credentials of ac-deploy.
        hint: Renew them (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile) and restart it.
        ");
        let told = [
            Failure::from(CloudError::NoCredentials {
                message: String::new(),
            }),
            Failure::from(CloudError::Unreachable {
                operation: "s3:HeadBucket",
                source: "refused".into(),
            }),
            Failure::from(ServiceError::PackNotYours),
        ];
        insta::assert_snapshot!(told.map(|failure| failure.to_string()).concat(), @"
        error: ac-deploy has no credentials for AWS.
        hint: Put AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY into the environment or the file .env, or name a profile with AWS_PROFILE.
        error: ac-deploy cannot reach AWS.
        hint: Look at this machine's network. Try again in a minute.
        error: That is the name of no pack in storage.
        hint: Name one as `ac-deploy packs` lists it (s3:packs/…); a deploy takes a file of this machine, too.
        ");
    }
}
