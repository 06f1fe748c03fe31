//! `ac-deploy preset`: named settings, for races, changes and deploys.

use clap::{Args, Subcommand};

use super::context::CliContext;
use super::failure::Failure;
use super::race::Whose;
use super::terminal;

/// What `preset` is asked for.
#[derive(Debug, Args)]
pub(super) struct Preset {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List them
    List(List),
    /// Save what is different from a pack under a name
    Save(Save),
    /// Delete one
    Delete(Delete),
}

#[derive(Debug, Args)]
struct List {
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    whose: Whose,
}

#[derive(Debug, Args)]
struct Save {
    /// What it is called; one of that name is replaced
    name: String,
    /// What is different: "track=spa laps=12 weather=rain"
    settings: String,
    #[command(flatten)]
    whose: Whose,
}

#[derive(Debug, Args)]
struct Delete {
    /// What it is called
    name: String,
    #[command(flatten)]
    whose: Whose,
}

impl Preset {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let service = &context.service;
        match &self.verb {
            Verb::List(list) => {
                let actor = list.whose.actor(context);
                let names = service.preset_names(&actor).await?;
                if list.json {
                    let names = serde_json::Value::from(names);
                    return Ok(terminal::print(&format!("{names:#}\n"))?);
                }
                if names.is_empty() {
                    return Ok(terminal::print(
                        "There are no presets. `ac-deploy preset save` makes one.\n",
                    )?);
                }
                Ok(terminal::print(&format!("{}\n", names.join("\n")))?)
            }
            Verb::Save(save) => {
                let actor = save.whose.actor(context);
                let saved = service.save_preset(&actor, &save.name, &save.settings);
                let change = saved.await?;
                let text = format!("Saved the preset {}: {}\n", save.name, change.shown());
                Ok(terminal::print(&text)?)
            }
            Verb::Delete(delete) => {
                let actor = delete.whose.actor(context);
                let name = &delete.name;
                if !service.delete_preset(&actor, name).await? {
                    return Err(Failure::usage(
                        format!("There is no preset {name}."),
                        "`ac-deploy preset list` shows what there is.",
                    ));
                }
                Ok(terminal::print(&format!("Deleted the preset {name}.\n"))?)
            }
        }
    }
}
