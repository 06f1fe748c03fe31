//! `ac-deploy preset`: named settings, for races, changes and deploys.

use clap::{Args, Subcommand};
use race::{Preset as Saved, PresetRefused};

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
                let known = service.presets(&actor).await?;
                if list.json {
                    let known = known.iter().map(as_json).collect();
                    let known = serde_json::Value::Array(known);
                    return Ok(terminal::print(&format!("{known:#}\n"))?);
                }
                if known.is_empty() {
                    return Ok(terminal::print(
                        "There are no presets. `ac-deploy preset save` makes one.\n",
                    )?);
                }
                let lines: String = known.iter().map(line).collect();
                Ok(terminal::print(&lines)?)
            }
            Verb::Save(save) => {
                let actor = save.whose.actor(context);
                let saved = service.save_preset(&actor, &save.name, &save.settings);
                let saved = saved.await?;
                let mut text =
                    format!("Saved the preset {}: {}\n", save.name, saved.change.shown());
                if let Some(former) = &saved.former {
                    let was = former.change.shown();
                    text += &format!("It takes the place of the one before: {was}\n");
                }
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

type Known = (String, Result<Saved, PresetRefused>);

/// One that can be used, or why not.
fn line((name, preset): &Known) -> String {
    match preset {
        Ok(preset) => {
            let day = preset
                .at
                .map(|at| at.strftime(" (saved %Y-%m-%d)").to_string());
            let what = preset.change.shown();
            format!("{name}{}: {what}\n", day.unwrap_or_default())
        }
        Err(why) => format!("{name}: {why}\n"),
    }
}

fn as_json((name, preset): &Known) -> serde_json::Value {
    let preset = preset.as_ref();
    serde_json::json!({
        "name": name,
        "settings": preset.map(|preset| preset.change.shown()).ok(),
        "saved": preset.ok().and_then(|preset| preset.at),
        "refused": preset.err().map(ToString::to_string),
    })
}
