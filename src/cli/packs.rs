//! `ac-deploy packs`: the packs in storage, and deleting one.

use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::context::CliContext;
use super::failure::Failure;
use super::terminal;
use super::words;
use domain::server::PackLocation;
use explain::mebibytes;
use service::PackEntry;

/// How many packs a list shows where it is read by people.
const SHOWN: usize = 50;

/// What `packs` is asked for.
#[derive(Debug, Args)]
pub(super) struct Packs {
    /// Delete this pack, as the list shows it (s3:packs/…); not while a server uses it
    #[arg(long, value_name = "PACK", conflicts_with = "json")]
    delete: Option<PackLocation>,
    /// Do not ask before deleting
    #[arg(short, long, requires = "delete")]
    yes: bool,
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

impl Packs {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        match &self.delete {
            Some(pack) => self.delete(context, pack).await,
            None => self.list(context).await,
        }
    }

    async fn delete(&self, context: &CliContext, pack: &PackLocation) -> Result<(), Failure> {
        if !self.yes && !terminal::confirm(&format!("Delete {pack} for good?"))? {
            return Ok(terminal::print("Nothing was deleted.\n")?);
        }
        context.service.delete_pack(&context.actor, pack).await?;
        Ok(terminal::print(&format!("{pack} is deleted.\n"))?)
    }

    async fn list(&self, context: &CliContext) -> Result<(), Failure> {
        let most = if self.json { usize::MAX } else { SHOWN };
        let (packs, more) = context.service.pack_list(&context.actor, most).await?;
        if self.json {
            let all: Vec<Value> = packs.iter().map(facts).collect();
            return Ok(terminal::print(&format!("{:#}\n", Value::from(all)))?);
        }
        if packs.is_empty() {
            return Ok(terminal::print(
                "There are no packs in storage. `ac-deploy deploy PACK` puts one there.\n",
            )?);
        }
        let older = match more {
            0 => String::new(),
            more => format!("… and {more} older ones; `--json` lists them all.\n"),
        };
        Ok(terminal::print(&format!("{}{older}", table(&packs)))?)
    }
}

fn table(packs: &[PackEntry]) -> String {
    let now = Timestamp::now();
    let mut rows = vec![["PACK", "TRACK", "CARS", "SIZE", "AGE", "USED BY"].map(str::to_owned)];
    rows.extend(packs.iter().map(|pack| {
        let facts = pack.facts.as_ref();
        let cars = |facts: &domain::server::PackFacts| facts.cars.len() + facts.more_cars;
        let used_by: Vec<&str> = pack.used_by.iter().map(|name| name.as_str()).collect();
        [
            pack.stored.location.to_string(),
            facts.map(|facts| facts.track.clone()).unwrap_or_default(),
            facts
                .map(|facts| cars(facts).to_string())
                .unwrap_or_default(),
            mebibytes(pack.stored.size),
            pack.stored
                .modified
                .map(|at| words::since(at, now))
                .unwrap_or_default(),
            used_by.join(", "),
        ]
    }));
    terminal::table(&rows)
}

/// A pack for programs. Names are stable; new ones may come.
fn facts(pack: &PackEntry) -> Value {
    let facts = pack.facts.as_ref();
    json!({
        "pack": pack.stored.location.to_string(),
        "size": pack.stored.size,
        "uploaded": pack.stored.modified,
        "track": facts.map(|facts| &facts.track),
        "cars": facts.map(|facts| &facts.cars),
        "more_cars": facts.map(|facts| facts.more_cars),
        "slots": facts.map(|facts| facts.slots),
        "used_by": pack.used_by,
    })
}
