//! What this process did a moment ago, for a cloud's lists lag behind: EC2 may list a machine some
//! seconds late, and with the tags that it had before they were written anew.
//!
//! Without it a watcher would decide on a record that it has changed already and write the old one
//! over the new one, and a machine just launched would count for nobody's limit. Only lists are
//! mended, and only for a minute: an empty memory is never wrong, only slower.

use std::collections::HashMap;

use jiff::Timestamp;
use parking_lot::{Mutex, MutexGuard};

use domain::ids::ServerId;
use domain::lifecycle::LIST_LAG;
use domain::server::{InstanceState, Record, Server, StopReason};

/// The last minute's actions.
#[derive(Debug, Default)]
pub(super) struct PendingWrites {
    servers: Mutex<HashMap<ServerId, ServerWrites>>,
}

/// What was done to one server, and when.
#[derive(Debug, Default)]
struct ServerWrites {
    launched: Option<(Server, Timestamp)>,
    /// The record as it was written, whatever its ending.
    written: Option<(Record, Timestamp)>,
    ending: Option<(Option<StopReason>, Timestamp)>,
}

impl PendingWrites {
    /// Notes a machine that was just launched.
    pub(super) fn launched(&self, server: &Server, now: Timestamp) {
        self.note(&server.id, |actions| {
            actions.launched = Some((server.clone(), now));
        });
    }

    /// Notes a record that was just written.
    pub(super) fn written(&self, server: &ServerId, record: &Record, now: Timestamp) {
        self.note(server, |actions| {
            actions.written = Some((record.clone(), now))
        });
    }

    /// Notes that a server is ending, or no longer is.
    pub(super) fn ending(&self, server: &ServerId, ending: Option<StopReason>, now: Timestamp) {
        self.note(server, |actions| actions.ending = Some((ending, now)));
    }

    /// Notes that a server is being deleted: one that was never listed must not seem to live on.
    pub(super) fn terminated(&self, server: &ServerId) {
        self.note(server, |actions| {
            if let Some((server, _)) = &mut actions.launched {
                server.state = InstanceState::ShuttingDown;
            }
        });
    }

    /// The list as it will be once it shows what was done here.
    pub(super) fn overlay(&self, mut listed: Vec<Server>, now: Timestamp) -> Vec<Server> {
        let mut servers = self.lock();
        servers.retain(|_, actions| actions.age(now));
        for (id, actions) in &*servers {
            if let Some((server, _)) = &actions.launched
                && !listed.iter().any(|listed| listed.id == *id)
            {
                listed.push(server.clone());
            }
        }
        for server in &mut listed {
            let Some(actions) = servers.get(&server.id) else {
                continue;
            };
            if let Some((written, at)) = &actions.written
                // A later run was begun by somebody else: a command line beside the bot.
                && server.record.timeline.asked() <= written.timeline.asked()
            {
                // A restart by that command line is news as well, and to be told.
                let restarted = server
                    .record
                    .restart_asked()
                    .is_some_and(|asked| *at < asked);
                let listed = server.record.clone();
                server.record = Record {
                    ending: listed.ending,
                    ..written.clone()
                };
                if restarted {
                    server.record.told = listed.told;
                }
            }
            if let Some((ending, _)) = actions.ending {
                server.record.ending = ending;
            }
        }
        listed
    }

    fn note(&self, server: &ServerId, note: impl FnOnce(&mut ServerWrites)) {
        note(self.lock().entry(server.clone()).or_default());
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ServerId, ServerWrites>> {
        self.servers.lock()
    }
}

impl ServerWrites {
    /// Forgets what every list shows by now; false if nothing is left.
    fn age(&mut self, now: Timestamp) -> bool {
        let fresh = |at: Timestamp| now.duration_since(at) < LIST_LAG;
        self.launched.take_if(|(_, at)| !fresh(*at));
        self.written.take_if(|(_, at)| !fresh(*at));
        self.ending.take_if(|(_, at)| !fresh(*at));
        self.launched.is_some() || self.written.is_some() || self.ending.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::server::sample;
    use jiff::SignedDuration;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
    }

    #[test]
    fn a_list_that_lags_does_not_bring_an_older_record_back() {
        let pending = PendingWrites::default();
        let listed = sample::server(at(0));
        let told = Record {
            told: Some("coming-b".to_owned()),
            ..listed.record.clone()
        };
        pending.written(&listed.id, &told, at(10));
        let mended = pending.overlay(vec![listed.clone()], at(12));
        assert_eq!(mended[0].record, told);
        let later = pending.overlay(vec![listed.clone()], at(71));
        assert_eq!(later[0], listed, "after a minute the list is right");
    }

    #[test]
    fn a_run_that_another_process_began_counts() {
        let pending = PendingWrites::default();
        let mut listed = sample::server(at(0));
        pending.written(&listed.id, &listed.record.clone(), at(10));
        listed.record = Record::new(at(11), None);
        let mended = pending.overlay(vec![listed.clone()], at(12));
        assert_eq!(mended[0].record, listed.record);
    }

    #[test]
    fn a_restart_that_another_process_asked_for_counts() {
        let pending = PendingWrites::default();
        let mut listed = sample::server(at(0));
        pending.written(&listed.id, &listed.record.clone(), at(10));
        let told = |asked| Some(Record::restarting(at(asked)));
        listed.record.told = told(11);
        let mended = pending.overlay(vec![listed.clone()], at(12));
        assert_eq!(mended[0].record.told, told(11));
        // One that was told meanwhile, and that the list still shows, does not.
        listed.record.told = told(9);
        let mended = pending.overlay(vec![listed.clone()], at(12));
        assert_eq!(mended[0].record.told, None);
    }

    #[test]
    fn an_ending_is_known_before_it_is_listed_and_written_by_itself() {
        let pending = PendingWrites::default();
        let listed = sample::server(at(0));
        pending.ending(&listed.id, Some(StopReason::Asked), at(1));
        pending.written(&listed.id, &listed.record, at(2));
        let mended = pending.overlay(vec![listed], at(3));
        assert_eq!(mended[0].record.ending, Some(StopReason::Asked));
    }

    #[test]
    fn a_machine_just_launched_is_there_until_the_list_shows_it_or_should() {
        let pending = PendingWrites::default();
        let server = sample::server(at(0));
        pending.launched(&server, at(0));
        assert_eq!(
            pending.overlay(Vec::new(), at(1)),
            std::slice::from_ref(&server)
        );
        let listed = Server {
            state: InstanceState::Pending,
            ..server.clone()
        };
        assert_eq!(pending.overlay(vec![listed.clone()], at(2)), [listed]);
        pending.terminated(&server.id);
        assert!(pending.overlay(Vec::new(), at(3))[0].state.is_gone());
        assert_eq!(pending.overlay(Vec::new(), at(61)), []);
    }
}
