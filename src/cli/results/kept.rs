//! Results that were collected from the servers.

use clap::{Args, ValueEnum};
use domain::ids::GuildId;
use jiff::Timestamp;
use results::document::{Decision, StoredResult};
use results::render::{result_csv, result_table};
use serde_json::json;

use super::super::context::CliContext;
use super::super::failure::Failure;
use super::super::terminal;
use explain::SESSION_UNENDED;
use service::ServiceError;

/// Whose results are meant.
#[derive(Debug, Args)]
pub(in crate::cli) struct Whose {
    /// The Discord server's id [default: the only one of the settings]
    #[arg(long, value_name = "ID")]
    guild: Option<u64>,
}

impl Whose {
    /// The Discord server that is meant; none for what was deployed from a shell.
    pub(in crate::cli) fn guild(&self, context: &CliContext) -> Option<GuildId> {
        context.guild(self.guild)
    }

    /// What that Discord server keeps, after what lies on the servers was taken in.
    pub(in crate::cli) async fn league(
        &self,
        context: &CliContext,
    ) -> Result<league::League, Failure> {
        let league = context.league(self.guild)?;
        for (server, error) in context.service.collect_all(Timestamp::now()).await? {
            let why = Failure::from(error);
            terminal::note(&format!(
                "What the sessions of {} ({}) left since the last look is missing here. {why}",
                server.name, server.id
            ));
        }
        Ok(league)
    }
}

/// Why something is decided; it is kept with the decision.
#[derive(Debug, Args)]
pub(in crate::cli) struct Why {
    /// Why, for those who ask later
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

impl Why {
    pub(in crate::cli) fn decision(&self, context: &CliContext) -> Decision {
        Decision {
            by: context.actor.name.clone(),
            at: Timestamp::now(),
            reason: self.reason.clone(),
        }
    }
}

/// What `results list` is asked for.
#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    #[command(flatten)]
    whose: Whose,
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let all = league.results().await.map_err(ServiceError::from)?;
        for trouble in all.troubles {
            terminal::note(&format!("{}", Failure::from(ServiceError::from(trouble))));
        }
        if self.json {
            let all: Vec<_> = all.results.iter().map(facts).collect();
            return Ok(terminal::print(&format!("{:#}\n", json!(all)))?);
        }
        if all.results.is_empty() {
            return Ok(terminal::print(
                "There are no results yet. They come when a server ends a practice, a qualifying or a race.\n",
            )?);
        }
        let mut rows =
            vec![["RESULT", "ENDED", "SESSION", "TRACK", "SERVER", "FIRST", ""].map(str::to_owned)];
        rows.extend(all.results.iter().map(row));
        Ok(terminal::print(&terminal::table(&rows))?)
    }
}

fn row(stored: &StoredResult) -> [String; 7] {
    let session = &stored.result.session;
    let ended = session.ended_at.unwrap_or(stored.stored_at);
    let first = stored.result.classification.first();
    [
        stored.id.to_string(),
        ended.strftime("%Y-%m-%d %H:%M").to_string(),
        session.kind.title().to_owned(),
        session.track.clone(),
        stored.server.clone(),
        first.map(|row| row.driver.clone()).unwrap_or_default(),
        if stored.set_aside.is_some() {
            "does not count"
        } else {
            ""
        }
        .to_owned(),
    ]
}

fn facts(stored: &StoredResult) -> serde_json::Value {
    json!({
        "id": stored.id,
        "server": stored.server,
        "source": stored.source,
        "session": stored.result.session,
        "first": stored.result.classification.first().map(|row| &row.driver),
        "penalties": stored.penalties,
        "setAside": stored.set_aside,
    })
}

/// What `results show` is asked for.
#[derive(Debug, Args)]
pub(in crate::cli) struct Show {
    /// The result, as `results list` calls it
    result: String,
    #[command(flatten)]
    whose: Whose,
}

impl Show {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let stored = league
            .result(&self.result)
            .await
            .map_err(ServiceError::from)?;
        Ok(terminal::print(&shown(&stored))?)
    }
}

/// A result and what was decided about it.
pub(in crate::cli) fn shown(stored: &StoredResult) -> String {
    let mut text = result_table(&stored.result, &stored.penalties).to_string();
    for penalty in &stored.penalties {
        let undone = match &penalty.undone {
            Some(undone) => format!(", taken back by {}: {}", undone.by, undone.reason),
            None => String::new(),
        };
        let Decision { by, reason, .. } = &penalty.decided;
        text.push_str(&format!(
            "Penalty {} by {by}: {reason}{undone}\n",
            penalty.number
        ));
    }
    if stored.result.session.cut_off {
        text.push_str(&format!("{SESSION_UNENDED}\n"));
    }
    if let Some(Decision { by, reason, .. }) = &stored.set_aside {
        text.push_str(&format!("Does not count, set aside by {by}: {reason}\n"));
    }
    text
}

/// What `results export` is asked for.
#[derive(Debug, Args)]
pub(in crate::cli) struct Export {
    /// The result, as `results list` calls it
    result: String,
    /// In which form
    #[arg(long, value_enum, default_value = "json")]
    format: Format,
    #[command(flatten)]
    whose: Whose,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// All there is, for programs
    Json,
    /// A line for each driver, for a spreadsheet
    Csv,
}

impl Export {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let stored = league
            .result(&self.result)
            .await
            .map_err(ServiceError::from)?;
        let text = match self.format {
            Format::Json => {
                let value = serde_json::to_value(&stored).map_err(Failure::bug)?;
                format!("{value:#}\n")
            }
            Format::Csv => result_csv(&stored.result, &stored.penalties),
        };
        Ok(terminal::print(&text)?)
    }
}

/// What `results set-aside` is asked for.
#[derive(Debug, Args)]
pub(in crate::cli) struct SetAside {
    /// The result, as `results list` calls it
    result: String,
    #[command(flatten)]
    why: Why,
    #[command(flatten)]
    whose: Whose,
}

impl SetAside {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let decision = self.why.decision(context);
        let stored = league
            .set_aside(&self.result, decision)
            .await
            .map_err(ServiceError::from)?;
        Ok(terminal::print(&format!(
            "{} does not count any more. `ac-deploy results restore` takes that back.\n",
            stored.id
        ))?)
    }
}

/// What `results restore` is asked for.
#[derive(Debug, Args)]
pub(in crate::cli) struct Restore {
    /// The result, as `results list` calls it
    result: String,
    #[command(flatten)]
    why: Why,
    #[command(flatten)]
    whose: Whose,
}

impl Restore {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let decision = self.why.decision(context);
        let stored = league
            .restore(&self.result, decision)
            .await
            .map_err(ServiceError::from)?;
        Ok(terminal::print(&format!("{} counts again.\n", stored.id))?)
    }
}
