//! What a deploy would do, found out without doing any of it.

use super::{DeployRequest, Result, Service, ServiceError};
use domain::policy::Actor;
use domain::price::Dollars;
use domain::server::{Order, ServerName, ServerOptions};
use pack::{Pack, Platform};
use transfer::{TransferError, Verdict};

/// What a deploy would bring up.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The order that would be carried out; its server's id is not that of a later one.
    pub order: Order,
    /// What the server would be called.
    pub name: ServerName,
    /// What would run; `None` where only moving the pack can tell.
    pub pack: Option<Box<Pack>>,
    /// For how many drivers it is, where that is why its machine is no usual one.
    pub sized_for: Option<usize>,
    /// The machine's system.
    pub platform: Platform,
    /// What holds for it beside that.
    pub options: ServerOptions,
    /// What the running machine would cost per hour, if the price is known.
    pub price: Option<Dollars>,
    /// What it would cost with the other system.
    pub price_elsewhere: Option<Dollars>,
}

impl Service {
    /// Judges what is asked by the same rules as a deploy, and changes nothing.
    pub async fn plan(&self, actor: &Actor, request: DeployRequest) -> Result<Plan> {
        let mut order = self.allow_chosen(actor, request)?;
        let source = self.inner.uploader.open(&order.source).await?;
        let format = source.format().map_err(ServiceError::Pack)?;
        let bounds = match self.bounds_of(&order).await {
            Ok((bounds, _)) => bounds,
            // Without an answer the plan holds for what the archive was made for; that nothing could be asked
            // is told by whoever shows it.
            Err(ServiceError::Cloud(error)) => {
                tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    "the server programs in storage could not be listed"
                );
                let mut bounds = self.bounds(order.home);
                bounds.pack.choice = None;
                bounds
            }
            Err(error) => return Err(error),
        };
        let judged = transfer::judge(&source, &bounds).await;
        let pack = match judged {
            Ok(Verdict::Fit(pack)) => Some(pack),
            Ok(Verdict::AfterMove) => None,
            Err(TransferError::Unfit(faults)) => return Err(ServiceError::Pack(faults)),
            Err(error) => return Err(error.into()),
        };
        let mut sized_for = None;
        if let Some(pack) = &pack {
            let hosting = self.hosting_for(&order, pack);
            sized_for = Self::sized_for(&order, &hosting, pack);
            order.hosting = hosting;
        }
        let platform = pack
            .as_ref()
            .map_or(format.platform(), |pack| pack.platform);
        let name = match (&order.name, &pack) {
            (None, Some(pack)) => ServerName::tidy(&pack.name, order.source.file_name()),
            _ => order.working_name(),
        };
        let prices = &self.inner.rules.prices;
        Ok(Plan {
            name,
            pack,
            sized_for,
            platform,
            options: order.options.or(self.inner.rules.options),
            price: prices.per_hour(&order.hosting, platform),
            price_elsewhere: prices.per_hour(&order.hosting, platform.other()),
            order,
        })
    }
}
