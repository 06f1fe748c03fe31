//! `ac-deploy results`: what sessions leave.

mod kept;
mod read;

use clap::{Args, Subcommand};

pub(super) use kept::{Whose, Why, shown};

use super::context::CliContext;
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
    /// List what was collected from the servers, newest first
    List(kept::List),
    /// Show one result with its penalties
    Show(kept::Show),
    /// Print one result as JSON or as lines for a spreadsheet
    Export(kept::Export),
    /// Let a result count for nothing, until `restore`
    SetAside(kept::SetAside),
    /// Let a result count again
    Restore(kept::Restore),
}

impl Results {
    /// The file to read, if that is what is asked for: it needs no settings.
    pub(super) fn read(&self) -> Option<&read::Read> {
        match &self.verb {
            Verb::Read(read) => Some(read),
            _ => None,
        }
    }

    /// Does what needs the place where results are kept.
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        match &self.verb {
            Verb::Read(read) => read.run(),
            Verb::List(list) => list.run(context).await,
            Verb::Show(show) => show.run(context).await,
            Verb::Export(export) => export.run(context).await,
            Verb::SetAside(set_aside) => set_aside.run(context).await,
            Verb::Restore(restore) => restore.run(context).await,
        }
    }
}
