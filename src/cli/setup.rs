//! `ac-deploy setup`: makes what launches need, in the AWS account or on this machine.

use std::fmt::Write as _;

use clap::Args;

use super::context::CliContext;
use super::failure::Failure;
use super::place::Place;
use super::terminal;
use super::words;
use explain::ACSERVER_LIES;

/// What `setup` is asked for.
#[derive(Debug, Args)]
pub(super) struct Setup {
    /// Only show what would be made or changed
    #[arg(long)]
    plan: bool,
    /// Do not ask
    #[arg(short, long, conflicts_with = "plan")]
    yes: bool,
}

impl Setup {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let missing = context.cloud().missing().await?;
        if missing.is_empty() {
            return Ok(terminal::print(&done(context))?);
        }
        let mut text = match context.place {
            Place::Amazon { .. } => "To be made in your AWS account:\n".to_owned(),
            Place::ThisMachine { .. } => "To be made on this machine:\n".to_owned(),
        };
        for step in &missing {
            let _ = writeln!(text, "  + {step}");
        }
        terminal::print(&text)?;
        if self.plan {
            return Ok(terminal::print(
                "Nothing was changed. Run it without --plan to make them.\n",
            )?);
        }
        if !self.yes && !terminal::confirm("Make them?")? {
            return Ok(terminal::print("Nothing was changed.\n")?);
        }
        context
            .cloud()
            .set_up(&|step| {
                // What was made stays made, whether or not anybody reads this.
                let _ = terminal::print(&format!("  done: {}\n", step.what));
            })
            .await?;
        Ok(terminal::print(&done(context))?)
    }
}

/// What there is now, and what server programs are kept from.
fn done(context: &CliContext) -> String {
    let safeguards = words::safeguards(&context.cloud().safeguards());
    let programs = match context.place {
        Place::Amazon { .. } => format!(
            "Packs made for Windows run on Linux, sooner and for less, once you keep the game's own server program with \
             `ac-deploy programs add`:\n{ACSERVER_LIES}.\n"
        ),
        Place::ThisMachine { .. } => String::new(),
    };
    format!("Everything is set up.\n{safeguards}{programs}")
}
