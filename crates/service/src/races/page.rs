//! What a page to join a race by shows to whoever has its address.
//!
//! A page shows what this process saw when it last looked at the races: visitors cost no call, and nothing that
//! they ask for is carried out.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

use domain::ids::GuildId;
use parking_lot::Mutex;
use race::{Night, NightId};
use tokio::time::Instant;
use url::Url;

use super::{RaceCard, RaceServer, Service};

/// What was seen is shown for so long. Races are looked at each minute at least while there are any.
const SHOWN: Duration = Duration::from_secs(300);

/// What a page shows of a race: nothing that only members may see.
#[derive(Debug, Clone)]
pub struct JoinFacts {
    /// Its name.
    pub name: String,
    /// When, on the league's clock; nothing for a server that no race is planned on.
    pub when: Option<String>,
    /// How its server stands.
    pub server: RaceServer,
    /// Whether drivers need a password.
    pub has_password: bool,
    /// Where drivers get what they lack: what it is, and the address.
    pub links: Vec<(String, String)>,
}

/// What is at an address.
#[derive(Debug, Clone)]
pub enum JoinPage {
    /// The page of a race.
    Race(Box<JoinFacts>),
    /// There is no such race, or none any more.
    Gone,
    /// The races could not be looked at just now, or were not yet.
    Unknown,
}

/// The pages of one Discord server's races as a pass over them finds them, by their series.
#[derive(Debug, Default)]
pub struct JoinPages(HashMap<NightId, JoinPage>);

impl JoinPages {
    /// A night that was looked at. The first one of a series that is not over is its page; nights come in
    /// the order in which they start.
    pub fn saw(&mut self, card: &RaceCard) {
        if card.night.is_open() && !card.over {
            let facts = facts(&card.night, card.server.clone());
            self.put(&card.night, JoinPage::Race(Box::new(facts)));
        }
    }

    /// A night that was not announced. The page of a series stays between two of its nights; a race that
    /// nobody was told of has none.
    pub fn not_announced(&mut self, night: &Night) {
        if night.is_open() && !night.id.is_first() {
            let facts = facts(night, RaceServer::NotYet);
            self.put(night, JoinPage::Race(Box::new(facts)));
        }
    }

    /// A night that could not be looked at.
    pub fn missed(&mut self, night: &Night) {
        self.put(night, JoinPage::Unknown);
    }

    fn put(&mut self, night: &Night, page: JoinPage) {
        self.0.entry(night.id.series()).or_insert(page);
    }
}

/// The pages that this process serves.
#[derive(Debug, Default)]
pub(super) struct Served {
    /// Under which address.
    url: OnceLock<Url>,
    /// What they show, and since when.
    pages: Mutex<HashMap<GuildId, (Instant, JoinPages)>>,
}

impl Service {
    /// Says under which address this process serves pages to join by. Once.
    pub fn has_join_pages_at(&self, url: Url) {
        if self.inner.races.served.url.set(url).is_err() {
            tracing::warn!("the address of the pages to join by was given already");
        }
    }

    /// Under which address this process serves pages itself, if it does.
    pub(crate) fn own_join_pages_url(&self) -> Option<Url> {
        self.inner.races.served.url.get().cloned()
    }

    /// The address of a night's page, which is its series'; nothing if there are none.
    pub(super) fn join_page_of(&self, night: &Night) -> Option<String> {
        let url = self.join_pages_url()?;
        let base = url.as_str().trim_end_matches('/');
        Some(format!("{base}/race/{}/{}", night.guild, night.id.series()))
    }

    /// Has the pages of a Discord server's races show this from now on.
    pub fn show_join_pages(&self, guild: GuildId, pages: JoinPages) {
        let served = &self.inner.races.served;
        if served.url.get().is_some() {
            served.pages.lock().insert(guild, (Instant::now(), pages));
        }
    }

    /// What the page of a series shows.
    pub fn join_page(&self, guild: GuildId, series: &NightId) -> JoinPage {
        if self.rules().policy.guilds().all(|known| known.id != guild) {
            return JoinPage::Gone;
        }
        let pages = self.inner.races.served.pages.lock();
        match pages.get(&guild) {
            Some((since, pages)) if since.elapsed() < SHOWN => {
                pages.0.get(series).cloned().unwrap_or(JoinPage::Gone)
            }
            // Where none is planned they are looked at less often.
            Some((_, pages)) if pages.0.is_empty() => JoinPage::Gone,
            _ => JoinPage::Unknown,
        }
    }
}

fn facts(night: &Night, server: RaceServer) -> JoinFacts {
    let own = night.downloads.iter();
    let own = own.map(|url| ("The league's downloads".to_owned(), url.clone()));
    let listed = night.links.iter().map(|link| {
        let what = link.car.clone().unwrap_or_else(|| "The track".to_owned());
        (what, link.url.clone())
    });
    let local = night.start.local.strftime("%A, %-d %B %Y, %H:%M");
    JoinFacts {
        name: night.name.clone(),
        when: Some(format!("{local} ({})", night.start.zone)),
        server,
        has_password: night.has_password(),
        links: own.chain(listed).collect(),
    }
}
