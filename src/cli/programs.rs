//! `ac-deploy programs`: the server programs for Linux that packs run with.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::context::CliContext;
use super::failure::Failure;
use super::{source, terminal, words};
use domain::server::PackSource;
use explain::mebibytes;
use service::ProgramEntry;

/// What `programs` is asked for.
#[derive(Debug, Args)]
pub(super) struct Programs {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Look at a program and keep it; it is never run here
    Add {
        /// acServer, acServerWrapper, or AssettoServer's release (assetto-server-linux-x64.tar.gz)
        file: PathBuf,
        /// What to call this version [default: the beginning of its SHA-256]
        #[arg(long)]
        version: Option<String>,
    },
    /// Show what is kept, the newest first
    List {
        /// Print JSON, for programs
        #[arg(long)]
        json: bool,
    },
    /// Remove one that no server uses
    Remove {
        /// Its name, as the list shows it: acserver/1.16
        program: String,
    },
}

impl Programs {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let (service, actor) = (&context.service, &context.actor);
        match &self.verb {
            Verb::Add { file, version } => {
                source::open(file).map_err(|error| Failure::unreadable(file, &error))?;
                let source = PackSource::File(file.clone());
                let (program, facts) = service
                    .add_program(actor, &source, version.as_deref())
                    .await?;
                Ok(terminal::print(&format!(
                    "{} is kept: {facts}, {}.\n",
                    program.id(),
                    mebibytes(program.size)
                ))?)
            }
            Verb::List { json } => list(&service.programs(actor).await?, *json),
            Verb::Remove { program } => {
                let removed = service.remove_program(actor, program).await?;
                Ok(terminal::print(&format!("{} is removed.\n", removed.id()))?)
            }
        }
    }
}

fn list(entries: &[ProgramEntry], as_json: bool) -> Result<(), Failure> {
    if as_json {
        let all: Vec<Value> = entries.iter().map(facts).collect();
        return Ok(terminal::print(&format!("{:#}\n", Value::from(all)))?);
    }
    if entries.is_empty() {
        return Ok(terminal::print(
            "No server programs are kept, so a .zip runs on Windows.\n\
             Kunos' acServer for Linux lies in the game's folder, beside the one for Windows: \
             steamapps/common/assettocorsa/server/acServer.\n\
             `ac-deploy programs add FILE` keeps it.\n",
        )?);
    }
    let now = Timestamp::now();
    let header = ["PROGRAM", "FOR", "SIZE", "ADDED", "USED BY"].map(str::to_owned);
    let rows: Vec<[String; 5]> = std::iter::once(header)
        .chain(entries.iter().map(|entry| {
            let program = &entry.program;
            let used_by: Vec<&str> = entry.used_by.iter().map(|name| name.as_str()).collect();
            [
                program.id(),
                program
                    .guild
                    .map_or_else(|| "everybody".to_owned(), |guild| guild.to_string()),
                mebibytes(program.size),
                program
                    .added
                    .map(|at| words::since(at, now))
                    .unwrap_or_default(),
                used_by.join(", "),
            ]
        }))
        .collect();
    Ok(terminal::print(&terminal::table(&rows))?)
}

/// A server program for programs. Names are stable; new ones may come.
fn facts(entry: &ProgramEntry) -> Value {
    let program = &entry.program;
    json!({
        "program": program.id(),
        "kind": program.kind.as_str(),
        "version": program.version,
        "guild": program.guild.map(|guild| guild.to_string()),
        "location": program.location.to_string(),
        "size": program.size,
        "added": program.added,
        "used_by": entry.used_by,
    })
}
