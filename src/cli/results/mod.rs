//! `ac-deploy results`: what sessions leave.

mod read;

use clap::{Args, Subcommand};

use super::failure::Failure;

/// What `results` is asked for.
#[derive(Debug, Args)]
pub(super) struct Results {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Read a results file or a journal of this machine, and say who was where
    ///
    /// Reads what acServer puts into its folder `results`, also as a manager program wrote it anew, and the
    /// journal that is kept of a server's UDP plugin. Needs no account and no settings.
    #[command(
        after_help = "Exit codes: 0 read, 1 the file cannot be read or is none of these.\n\n\
        A race's grid is told if the results file of its qualifying lies beside it."
    )]
    Read(read::Read),
}

impl Results {
    /// Does what needs no settings.
    pub(super) fn run(&self) -> Result<(), Failure> {
        match &self.verb {
            Verb::Read(read) => read.run(),
        }
    }
}
