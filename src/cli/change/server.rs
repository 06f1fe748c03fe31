//! `ac-deploy change --server`: what a running server races.

use std::collections::BTreeMap;

use clap::Args;
use configuration::{Change as Wanted, Difference};

use crate::cli::context::CliContext;
use crate::cli::failure::Failure;
use crate::cli::follow::{self, StartingServer};
use crate::cli::progress::Progress;
use crate::cli::signals::Signals;
use crate::cli::{deploy, terminal};
use domain::ids::{ChangeId, GuildId};
use domain::policy::{Action, Actor};
use service::{AppliedChange, Preview};

use super::output::difference_lines;

/// Which server is meant, and what else is to be done there.
#[derive(Debug, Args)]
pub(super) struct OnServer {
    /// Change what this server races, by its id or its name, instead of a pack
    #[arg(long, value_name = "SERVER", conflicts_with_all = ["pack", "out", "force", "json"])]
    pub(super) server: Option<String>,
    /// Do not ask before the server's program is restarted
    #[arg(short, long, requires = "server")]
    yes: bool,
    /// Take a change back, by the id that it was told with
    #[arg(long, value_name = "ID", requires = "server")]
    undo: Option<ChangeId>,
    /// The Discord server whose packs a missing track or car is taken from, by its id [default: the one that the
    /// server belongs to]
    #[arg(long, value_name = "ID", requires = "server")]
    guild: Option<u64>,
    /// Do not wait until drivers can join again
    #[arg(long, requires = "server")]
    detach: bool,
}

impl OnServer {
    /// Shows what `wanted` would make different, and has the server run with it.
    pub(super) async fn run(
        &self,
        context: &CliContext,
        wanted: impl FnOnce() -> Result<Wanted, Failure>,
        progress: Progress,
    ) -> Result<(), Failure> {
        let (service, actor) = (&context.service, &context.actor);
        let asked = self.server.as_deref();
        let asked = context.meant(Action::Change, asked).await?;
        let (server, change) = match self.undo {
            Some(undo) => {
                let find = service.find(actor, Action::Change, &asked);
                (context.attempt(find).await?, undo)
            }
            None => {
                let line = line(wanted()?);
                let find = service.find(actor, Action::Change, &asked);
                let server = context.attempt(find).await?;
                let own = server.home.map(|home| home.guild);
                let asker = Actor {
                    guild: self.guild.map(GuildId::from).or(own),
                    ..actor.clone()
                };
                let id = server.id.as_str();
                let preview = service.preview_change(&asker, id, None, Some(&line));
                let preview = context.attempt(preview).await?;
                terminal::print(&shown(&preview))?;
                if preview.differences.is_empty() {
                    return Ok(());
                }
                (preview.server, preview.id)
            }
        };
        let name = server.name.clone();
        if !self.yes
            && !terminal::confirm(&format!("Change {name}? Whoever drives is thrown out."))?
        {
            return Ok(terminal::print("Nothing was changed.\n")?);
        }
        let applied = service.apply_change(actor, &server.id, change).await?;
        self.follow(context, applied, progress).await
    }

    async fn follow(
        &self,
        context: &CliContext,
        applied: AppliedChange,
        mut progress: Progress,
    ) -> Result<(), Failure> {
        let (starting, undo, signals) = match applied {
            AppliedChange::Restarted { server, undo, .. } => {
                let starting = StartingServer {
                    spec: server.spec,
                    platform: server.pack.platform,
                };
                (starting, undo, Signals::listen()?)
            }
            AppliedChange::Replaced(replaced) => {
                let begun = context.service.begin(replaced.order, None).await?;
                let mut signals = Signals::listen()?;
                let new = deploy::until_launched(context, begun, &mut progress, &mut signals);
                (new.await?, replaced.undo, signals)
            }
        };
        let id = starting.spec.id.clone();
        terminal::print(&format!(
            "Changed. `ac-deploy change --server {id} --undo {undo}` takes it back.\n"
        ))?;
        match self.detach {
            true => Ok(()),
            false => follow::until_online(context, &starting, progress, signals).await,
        }
    }
}

/// The settings as one line, as members type them.
fn line(wanted: Wanted) -> String {
    let words: BTreeMap<String, String> = wanted.into();
    let pairs = words.iter().map(|(word, value)| format!("{word}={value}"));
    pairs.collect::<Vec<_>>().join(" ")
}

fn shown(preview: &Preview) -> String {
    let name = &preview.server.name;
    if preview.differences.is_empty() {
        return format!("{name}: all of this is so already.\n");
    }
    let differences: &[Difference] = &preview.differences;
    let mut text = format!("{name}: this changes.\n\n{}", difference_lines(differences));
    for notice in &preview.notices {
        text.push_str(&format!("\n  note: {notice}\n"));
    }
    text.push_str(match preview.in_place {
        true => "\nIts program is restarted within seconds; machine and join link stay.\n",
        false => "\nThe server is replaced by one with these settings.\n",
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_options_and_presets_are_said_as_members_type_them() {
        let pairs = [("laps", "12"), ("weather", "light clouds, rain")];
        let wanted = Wanted::parse(pairs).expect("settings");
        let typed = Wanted::parse_line(&line(wanted.clone()));
        assert_eq!(typed.ok(), Some(wanted));
    }
}
