//! Where servers run, as far as the command line's words differ.

use std::path::PathBuf;

use crate::config::CloudSettings;
use cloud::LocalError;
use cloud::settings::PortRange;
use domain::server::{PackLocation, Server};
use pack::{Pack, Program};

/// Where servers run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// In an AWS account.
    Amazon {
        /// The bucket for packs.
        bucket: String,
    },
    /// Here.
    ThisMachine {
        /// Where packs and servers lie.
        data_dir: PathBuf,
        /// The ports that its router lets in, if the settings say so.
        ports: Option<PortRange>,
        /// The settings' own server program.
        program: Option<PathBuf>,
        /// Whether programs in packs are run.
        runs_programs_of_packs: bool,
    },
}

impl Place {
    /// What the settings chose.
    pub(super) fn of(settings: &CloudSettings<'_>) -> Self {
        match settings {
            CloudSettings::Aws(aws) => Self::Amazon {
                bucket: aws.bucket.to_string(),
            },
            CloudSettings::Local(local) => Self::ThisMachine {
                data_dir: local.data_dir.clone(),
                ports: local.ports,
                program: local.server_program.clone(),
                runs_programs_of_packs: local.run_programs_of_packs,
            },
        }
    }

    /// Our own bucket, where there are buckets.
    pub(super) fn bucket(&self) -> Option<&str> {
        match self {
            Self::Amazon { bucket, .. } => Some(bucket),
            Self::ThisMachine { .. } => None,
        }
    }

    /// Whether a server comes up by itself when this program has ended. Here that is so only while a
    /// bot runs as well, and nothing promises that it goes on.
    pub(super) fn works_alone(&self) -> bool {
        matches!(self, Self::Amazon { .. })
    }

    /// Whether there are kinds of machines to choose from.
    pub(super) fn has_sizes(&self) -> bool {
        matches!(self, Self::Amazon { .. })
    }

    /// The program that a pack will run with.
    pub(super) fn program(&self, pack: &Pack) -> String {
        let packed = match &pack.program {
            Program::AcServer(path) | Program::Wrapper(path) => Some(path),
            Program::Missing => None,
        };
        match (self, packed) {
            (Self::Amazon { .. }, Some(packed)) => packed.clone(),
            (Self::Amazon { .. }, None) => {
                format!(
                    "none in the pack for {}; the one from the bucket is used",
                    pack.platform
                )
            }
            (
                Self::ThisMachine {
                    runs_programs_of_packs: true,
                    ..
                },
                Some(packed),
            ) => packed.clone(),
            (
                Self::ThisMachine {
                    program: Some(own), ..
                },
                packed,
            ) => {
                let own = own.display();
                match packed {
                    Some(packed) => format!("{own} of this machine, not the pack's {packed}"),
                    None => format!("{own} of this machine; there is none in the pack"),
                }
            }
            (Self::ThisMachine { program: None, .. }, _) => {
                "none: set `server_program` under `[local]` in the settings".to_owned()
            }
        }
    }

    /// What this machine lacks to run a pack, as far as the settings say.
    pub(super) fn lacks(&self, pack: &Pack) -> Option<LocalError> {
        let Self::ThisMachine {
            program: None,
            runs_programs_of_packs: of_packs,
            ..
        } = *self
        else {
            return None;
        };
        let brings_one = pack.program != Program::Missing;
        (!of_packs || !brings_one).then_some(LocalError::NoProgram { of_packs })
    }

    /// What a pack will run on.
    pub(super) fn runs_on(&self, pack: &Pack) -> String {
        match self {
            Self::Amazon { .. } => format!("{}: {}", pack.platform, pack.platform_reason),
            Self::ThisMachine { .. } => "this machine".to_owned(),
        }
    }

    /// A pack's place, for people.
    pub(super) fn show(&self, at: &PackLocation) -> String {
        let key = &at.key;
        match (self, &at.bucket) {
            (_, Some(bucket)) => format!("s3://{bucket}/{key}"),
            (Self::Amazon { bucket, .. }, None) => format!("s3://{bucket}/{key}"),
            (Self::ThisMachine { data_dir, .. }, None) => data_dir.join(key).display().to_string(),
        }
    }

    /// What a server's files lie on.
    pub(super) fn disk(&self) -> &'static str {
        match self {
            Self::Amazon { .. } => "disk",
            Self::ThisMachine { .. } => "folder",
        }
    }

    /// That a server was stopped, and what now; `disk` is what its disk costs.
    pub(super) fn stopped(&self, server: &Server, disk: &str) -> String {
        let (name, id) = (&server.name, &server.id);
        match self {
            Self::Amazon { .. } => format!(
                "{name} is being powered off. Its disk is kept and costs about {disk} a month.\n\
                 `ac-deploy start {id}` brings it up again, with a new address; `ac-deploy terminate {id}` deletes it.\n"
            ),
            Self::ThisMachine { .. } => format!(
                "{name} is stopped. Its folder is kept.\n\
                 `ac-deploy start {id}` brings it up again; `ac-deploy terminate {id}` deletes it.\n"
            ),
        }
    }
}
