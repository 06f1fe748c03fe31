//! `ac-deploy penalty`: what stewards decide about a driver in a result.

use clap::{ArgGroup, Args};
use results::season::PenaltyKind;

use super::context::CliContext;
use super::failure::Failure;
use super::results::{Whose, Why, shown};
use super::terminal;
use crate::service::ServiceError;

/// What `penalty` is asked for.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["seconds", "positions", "points", "disqualify", "undo"])))]
pub(super) struct Penalty {
    /// The result, as `results list` calls it
    result: String,
    /// The driver's name as it stands there, or the Steam id
    #[arg(required_unless_present = "undo")]
    driver: Option<String>,
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
    /// Take a penalty back, by its number in the result
    #[arg(long, value_name = "NUMBER", conflicts_with = "driver")]
    undo: Option<u32>,
    #[command(flatten)]
    why: Why,
    #[command(flatten)]
    whose: Whose,
}

impl Penalty {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let league = self.whose.league(context).await?;
        let decision = self.why.decision(context);
        let decided = match (self.undo, &self.driver) {
            (Some(number), _) => league.undo_penalty(&self.result, number, decision).await,
            (None, driver) => {
                let driver = driver.as_deref().unwrap_or_default();
                league
                    .penalize(&self.result, driver, self.kind(), decision)
                    .await
            }
        };
        Ok(terminal::print(&shown(
            &decided.map_err(ServiceError::from)?,
        ))?)
    }

    fn kind(&self) -> PenaltyKind {
        let seconds = self.seconds.map(PenaltyKind::Seconds);
        let positions = self.positions.map(PenaltyKind::Positions);
        let points = self.points.map(PenaltyKind::Points);
        seconds
            .or(positions)
            .or(points)
            .unwrap_or(PenaltyKind::Disqualified)
    }
}
