//! What people are shown of a server: the same facts for Discord, the terminal and the page.

use std::sync::Arc;

use jiff::Timestamp;

use super::{ServiceError, StaleLists};
use domain::ids::InstanceType;
use domain::lifecycle::{Health, Timeline};
use domain::link::JoinLink;
use domain::log::LogTail;
use domain::price::{Dollars, Prices};
use domain::server::{Order, PackFacts, Server, ServerOptions, ServerSpec, StopReason};
use pack::{Faults, Format, Platform, PlatformReason, Warning};
use results::journal::Live;

/// A server's way from being asked for to its end, as the one progress message shows it.
#[derive(Debug, Clone)]
pub struct Card {
    /// What was ordered; its name is the pack's own once that was read.
    pub spec: ServerSpec,
    /// The kind of machine that it was to have, of which the cloud had none.
    pub instead_of: Option<InstanceType>,
    /// For how many drivers the pack is, where that is why its machine is no usual one.
    pub sized_for: Option<usize>,
    /// The pack's file name.
    pub file_name: String,
    /// What the pack holds, once it was read.
    pub facts: Option<PackFacts>,
    /// What the admin should know about the pack although it can run.
    pub warnings: Vec<Warning>,
    /// Why its lists of players may not be those of the server that it takes the place of.
    pub stale_lists: Option<StaleLists>,
    /// The machine's system. As long as the pack was not read, its file name tells.
    pub platform: Platform,
    /// Why on that one, once the pack was read.
    pub platform_reason: Option<PlatformReason>,
    /// What the running machine costs per hour, if the price is known.
    pub price: Option<Dollars>,
    /// What its disk costs per month, also while it is powered off.
    pub disk_month: Option<Dollars>,
    /// What it would cost with the other system: for whoever still has the choice.
    pub price_elsewhere: Option<Dollars>,
    /// The cloud's own sentence on why the machine does not run, if nobody asked for that.
    pub failure: Option<String>,
    /// The last lines that the server's program printed, with a failure.
    pub log: Option<LogTail>,
    /// What happens on it, while it is online and somebody drives.
    pub live: Option<Arc<Live>>,
    /// Asked when, reached what.
    pub timeline: Timeline,
    /// What the channel was told before this.
    pub told: Option<String>,
    /// When this card was drawn.
    pub now: Timestamp,
    /// How it stands.
    pub state: CardState,
}

/// How the server of a [`Card`] stands.
#[derive(Debug, Clone)]
pub enum CardState {
    /// On its way; the timeline says how far.
    Working {
        /// While uploading: bytes moved, and how many there are if that is known.
        moved: Option<(u64, Option<u64>)>,
    },
    /// The pack cannot run: everything that is wrong with it. Nothing was launched.
    Refused(Faults),
    /// The deploy failed. What was begun has been cleared away.
    Failed(Arc<ServiceError>),
    /// Somebody cancelled the deploy before the machine was launched.
    Cancelled,
    /// The machine is launched; this is how it stands, and why it is ending if it is.
    Launched {
        /// How it stands.
        health: Health,
        /// Why it ended, if it did and that is known.
        ending: Option<StopReason>,
    },
}

impl Card {
    /// The card of an order whose pack was not read yet.
    pub fn of_order(order: &Order, prices: &Prices, now: Timestamp) -> Self {
        let file_name = order.source.file_name();
        let mut card = Self {
            spec: order.spec(ServerOptions::default()),
            instead_of: None,
            sized_for: None,
            file_name: file_name.to_owned(),
            facts: None,
            warnings: Vec::new(),
            stale_lists: None,
            platform: Format::named(file_name).platform(),
            platform_reason: None,
            price: None,
            disk_month: None,
            price_elsewhere: None,
            failure: None,
            log: None,
            live: None,
            timeline: Timeline::new(order.asked),
            told: None,
            now,
            state: CardState::Working { moved: None },
        };
        card.set_platform(card.platform, prices);
        card
    }

    /// Notes what the machine's system turned out to be, and what that costs.
    pub(super) fn set_platform(&mut self, platform: Platform, prices: &Prices) {
        self.platform = platform;
        self.price = prices.per_hour(&self.spec.hosting, platform);
        self.price_elsewhere = prices.per_hour(&self.spec.hosting, platform.other());
    }

    /// The card of a launched server.
    pub fn of_server(server: &Server, health: Health, costs: Costs, now: Timestamp) -> Self {
        Self {
            spec: server.spec.clone(),
            instead_of: server.instead_of().cloned(),
            sized_for: None,
            file_name: server.pack.location.file_name().to_owned(),
            facts: Some(server.pack.clone()),
            warnings: Vec::new(),
            stale_lists: None,
            platform: server.pack.platform,
            platform_reason: None,
            price: costs.hour,
            disk_month: costs.disk_month,
            price_elsewhere: None,
            failure: server.failure.clone(),
            log: None,
            live: None,
            timeline: server.record.timeline.clone(),
            told: server.record.told.clone(),
            now,
            state: CardState::Launched {
                health,
                ending: server.ending(),
            },
        }
    }

    /// Whether there is something that the admin should know although the server can run.
    pub fn is_worth_a_look(&self) -> bool {
        !self.warnings.is_empty() || self.stale_lists.is_some()
    }

    /// Whether nothing more will come of it without somebody acting.
    pub fn is_final(&self) -> bool {
        match &self.state {
            CardState::Working { .. } => false,
            CardState::Refused(_) | CardState::Failed(_) | CardState::Cancelled => true,
            CardState::Launched { health, .. } => matches!(
                health,
                Health::Online { .. } | Health::Failed { .. } | Health::Stopped | Health::Gone
            ),
        }
    }
}

/// What a server costs.
#[derive(Debug, Clone, Copy)]
pub struct Costs {
    /// Per hour while it runs, if the price is known.
    pub hour: Option<Dollars>,
    /// Its disk, per month; nobody sends a bill for that of the operator's own machine.
    pub disk_month: Option<Dollars>,
}

/// The join announcement.
#[derive(Debug, Clone)]
pub struct Announcement {
    /// The server.
    pub server: Server,
    /// The way in.
    pub link: JoinLink,
    /// What it costs per hour while it runs, if the price is known.
    pub price: Option<Dollars>,
    /// How long it took from being asked for.
    pub took: jiff::SignedDuration,
    /// The page to join by, whose address stays, if there is one.
    pub page: Option<String>,
}

/// What a server's owner is told in direct messages because its channel cannot be written to:
/// nothing that costs money may run unseen.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The server.
    pub server: Server,
    /// How it stands.
    pub health: Health,
    /// The way in, if it is online.
    pub link: Option<JoinLink>,
    /// What it costs per hour while it runs, if the price is known.
    pub price: Option<Dollars>,
}
