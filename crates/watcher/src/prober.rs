//! The bot looks for itself: while a server comes up, its own `/INFO` is asked at the address that its
//! machine has, several times a second, and the link is posted as soon as this very server answers.
//!
//! The machine's own report comes later, through an agent and a command; it stays for reasons, logs and
//! health, and for links where the bot cannot reach the server itself.
//!
//! Bounded for all servers together: so many questions are open at once, whoever has none waits. Only
//! servers that are coming up are asked, and the list of machines only while one of those has no
//! address yet.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::future::{Fuse, FusedFuture as _};
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use super::apply::Executor;
use domain::ids::ServerId;
use domain::lifecycle::Health;
use domain::link::JoinLink;
use domain::report::LinkSource;
use domain::server::{InstanceState, Server};
use service::{Notifier, Service};

/// How long after one question the next is asked.
const AGAIN: Duration = Duration::from_millis(250);
/// How many questions are open at once, for all servers.
const AT_ONCE: usize = 256;
/// How often machines are listed while one of them has no address yet. EC2 lets an account do so twenty
/// times a second.
const LIST_AGAIN: Duration = Duration::from_secs(1);

/// Servers that are coming up, as of one look at the list.
#[derive(Debug, Clone, Default)]
pub(super) struct Coming {
    /// Which.
    pub(super) servers: Vec<Server>,
}

impl Coming {
    /// Whether a server may answer before its machine reports: it is on its way up, and the channel was
    /// not told of this run yet. What runs on this machine reports at once.
    pub(super) fn is(server: &Server) -> bool {
        let record = &server.record;
        let announced = record.announced.as_ref();
        matches!(
            server.state,
            InstanceState::Pending | InstanceState::Running
        ) && !server.hosting.is_this_machine()
            && record.ending.is_none()
            && !record.timeline.was_online()
            && announced.is_none_or(|announced| announced.boot != server.run())
    }

    fn lacks_addresses(&self) -> bool {
        self.servers.iter().any(|server| server.address.is_none())
    }
}

/// The list of servers as of a moment, for all that answer at about the same time: two hundred that come up
/// at once are not two hundred lists.
#[derive(Debug, Default)]
struct SharedList(tokio::sync::Mutex<Option<Listed>>);

#[derive(Debug, Clone)]
struct Listed {
    begun: Instant,
    generation: u64,
    servers: Arc<Vec<Server>>,
}

impl SharedList {
    /// A list that was begun after this was called, with the generation that it is of.
    async fn fresh(&self, service: &Service) -> Option<(u64, Arc<Vec<Server>>)> {
        let asked = Instant::now();
        let mut last = self.0.lock().await;
        if let Some(listed) = last.as_ref().filter(|listed| asked <= listed.begun) {
            return Some((listed.generation, Arc::clone(&listed.servers)));
        }
        let (begun, generation) = (Instant::now(), service.generation());
        let servers = Arc::new(service.list().await.ok()?);
        *last = Some(Listed {
            begun,
            generation,
            servers: Arc::clone(&servers),
        });
        Some((generation, servers))
    }
}

/// Asks servers that are coming up.
#[derive(Debug)]
pub(super) struct Prober {
    service: Service,
    notifier: Arc<dyn Notifier>,
    coming: watch::Receiver<Coming>,
    open: Arc<Semaphore>,
    list: Arc<SharedList>,
}

/// One machine at one address: with another address it is asked anew.
type Asked = (ServerId, IpAddr);

impl Prober {
    pub(super) fn new(
        service: Service,
        notifier: Arc<dyn Notifier>,
        coming: watch::Receiver<Coming>,
    ) -> Self {
        Self {
            service,
            notifier,
            coming,
            open: Arc::new(Semaphore::new(AT_ONCE)),
            list: Arc::default(),
        }
    }

    /// Asks until `shutdown`. An announcement that is under way is finished.
    pub(super) async fn run(mut self, shutdown: CancellationToken) {
        let mut asked: HashMap<Asked, CancellationToken> = HashMap::new();
        let mut answers = FuturesUnordered::new();
        let mut coming = Coming::default();
        // Beside the questions: none of them waits for a list.
        let listing = Fuse::terminated();
        tokio::pin!(listing);
        loop {
            let wanted: HashSet<Asked> = coming.servers.iter().filter_map(|s| self.at(s)).collect();
            asked.retain(|at, stop| {
                let stays = wanted.contains(at);
                if !stays {
                    stop.cancel();
                }
                stays
            });
            for server in &coming.servers {
                let Some(at) = self.at(server) else { continue };
                if !asked.contains_key(&at) {
                    let stop = shutdown.child_token();
                    asked.insert(at.clone(), stop.clone());
                    answers.push(self.look(server.clone(), at, stop));
                }
            }
            let lists = coming.lacks_addresses() && listing.is_terminated();
            let is_listing = !listing.is_terminated();
            tokio::select! {
                () = shutdown.cancelled() => break,
                changed = self.coming.changed() => match changed {
                    Ok(()) => coming = self.coming.borrow_and_update().clone(),
                    Err(_) => break,
                },
                Some(at) = answers.next(), if !answers.is_empty() => {
                    // Whatever came of it, the watcher's next pass says whether to ask again.
                    let at: Asked = at;
                    coming.servers.retain(|server| server.id != at.0);
                }
                () = tokio::time::sleep(LIST_AGAIN), if lists => {
                    listing.set(list(self.service.clone()).fuse());
                }
                listed = &mut listing, if is_listing => {
                    coming = listed.unwrap_or(coming);
                }
            }
        }
        // Nothing new is begun; what was begun to be posted is posted.
        while answers.next().await.is_some() {}
    }

    fn at(&self, server: &Server) -> Option<Asked> {
        let address = self.service.cloud().game_address(server)?;
        (server.state == InstanceState::Running).then(|| (server.id.clone(), address))
    }

    /// Asks one server until it answers, and announces it.
    fn look(
        &self,
        server: Server,
        at: Asked,
        stop: CancellationToken,
    ) -> impl Future<Output = Asked> + use<> {
        let (service, notifier) = (self.service.clone(), Arc::clone(&self.notifier));
        let (open, list) = (Arc::clone(&self.open), Arc::clone(&self.list));
        async move {
            while !stop.is_cancelled() {
                let answers = {
                    let Ok(_permit) = open.acquire().await else {
                        break;
                    };
                    stop.run_until_cancelled(service.answers_as(&server, at.1))
                        .await
                };
                match answers {
                    Some(true) => {
                        announce(&service, &*notifier, &list, &server.id, at.1).await;
                        break;
                    }
                    Some(false) => {}
                    None => break,
                }
                stop.run_until_cancelled(tokio::time::sleep(AGAIN)).await;
            }
            at
        }
    }
}

/// The servers that are coming up as they are listed now. What fails is the watcher's to tell.
async fn list(service: Service) -> Option<Coming> {
    let mut servers = service.list().await.ok()?;
    servers.retain(Coming::is);
    Some(Coming { servers })
}

/// Posts the link of a server that has just answered at `address`, as it is listed now: what the watcher
/// has noted meanwhile must not be undone.
async fn announce(
    service: &Service,
    notifier: &dyn Notifier,
    list: &SharedList,
    id: &ServerId,
    address: IpAddr,
) {
    let Some((generation, servers)) = list.fresh(service).await else {
        return;
    };
    let Some(server) = servers.iter().find(|server| server.id == *id) else {
        return;
    };
    let (true, Some(public)) = (Coming::is(server), server.address) else {
        return;
    };
    if service.cloud().game_address(server) != Some(address) {
        return;
    }
    let health = Health::Online {
        boot: server.run(),
        link: JoinLink::build(public, server.pack.ports.http),
        source: LinkSource::Built,
        restarts: 0,
        idle: None,
        closed: None,
    };
    tracing::info!(server.id = %server.id, instance.id = %server.instance, "{} answers", server.id);
    let executor = Executor {
        service,
        notifier,
        server,
        health,
        outlasted: None,
        redraw: false,
        untold: None,
        pause: Duration::ZERO,
        generation,
        adopted: false,
        touches: true,
        now: cloud::clock::now(),
    };
    // What could not be posted is left to the watcher.
    executor.carry_out().await;
}
