//! `ac-deploy penalty`: what stewards decide about a driver in a result.

use clap::{ArgGroup, Args, Subcommand};
use results::season::PenaltyKind;

use super::context::CliContext;
use super::failure::Failure;
use super::results::{Whose, Why, shown};
use super::terminal;
use service::ServiceError;

/// What `penalty` is asked for.
#[derive(Debug, Args)]
pub(super) struct Penalty {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Give a driver a penalty
    Give(Give),
    /// Take a penalty back
    Undo(Undo),
}

impl Penalty {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        match &self.verb {
            Verb::Give(give) => give.run(context).await,
            Verb::Undo(undo) => undo.run(context).await,
        }
    }
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("loses").required(true).args(["seconds", "positions", "points", "disqualify"])))]
struct Give {
    /// The result, as `results list` calls it
    result: String,
    /// The driver's name as it stands there, or the Steam id
    driver: String,
    /// Seconds on the driver's time
    #[arg(long, value_name = "N")]
    seconds: Option<u32>,
    /// Places that the driver loses
    #[arg(long, value_name = "N")]
    positions: Option<u32>,
    /// Points that the driver loses, but no place
    #[arg(long, value_name = "N")]
    points: Option<u32>,
    /// Take the result from the driver
    #[arg(long)]
    disqualify: bool,
    /// A second one is meant, if the driver has that penalty already
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    why: Why,
    #[command(flatten)]
    whose: Whose,
}

impl Give {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let (repeat, decision) = (self.again.into(), self.why.decision(context));
        let given = league.penalize(&self.result, &self.driver, self.loses(), repeat, decision);
        let stored = given.await.map_err(ServiceError::from)?;
        Ok(terminal::print(&shown(&stored))?)
    }

    fn loses(&self) -> PenaltyKind {
        let seconds = self.seconds.map(PenaltyKind::Seconds);
        let positions = self.positions.map(PenaltyKind::Positions);
        let points = self.points.map(PenaltyKind::Points);
        seconds
            .or(positions)
            .or(points)
            .unwrap_or(PenaltyKind::Disqualified)
    }
}

#[derive(Debug, Args)]
struct Undo {
    /// The result, as `results list` calls it
    result: String,
    /// The penalty's number in the result, as `results show` has it
    number: u32,
    #[command(flatten)]
    why: Why,
    #[command(flatten)]
    whose: Whose,
}

impl Undo {
    async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let decision = self.why.decision(context);
        let undone = league.undo_penalty(&self.result, self.number, decision);
        let stored = undone.await.map_err(ServiceError::from)?;
        Ok(terminal::print(&shown(&stored))?)
    }
}
