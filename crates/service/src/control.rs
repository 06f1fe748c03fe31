//! Race control: what stewards ask of a server while drivers are on it.
//!
//! Servers are told through their UDP plugin by whatever looks after them, and what they then do is what
//! counts. Bans are the league's own, kept with its results; each server is told the whole list, and throws
//! out whoever stands on it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use ::league::{Ban, League, LeagueError, Unended};
use futures_util::future::join_all;
use jiff::Timestamp;
use results::document::Decision;
use results::journal::{Live, Present};

use super::actions::Teller;
use super::{LastSession, Result, Service, ServiceError, now};
use domain::control::{Control, Controlled, lines_of};
use domain::ids::{GuildId, ServerId};
use domain::policy::{Action, Actor};
use domain::server::{Home, InstanceState, Server};

/// A ban, and the servers that could not be told of it.
#[derive(Debug)]
pub struct Banned {
    /// It.
    pub ban: Ban,
    /// They are told as soon as they answer.
    pub untold: Vec<Server>,
}

/// A driver who was to carry something.
#[derive(Debug)]
pub struct Loaded {
    /// On which server.
    pub server: Server,
    /// Who.
    pub driver: Present,
    /// Whether the server said that it is so.
    pub is_confirmed: bool,
}

impl Service {
    /// What happens on a server, as its plugin said when it was last looked at.
    pub fn live(&self, server: &ServerId) -> Option<Arc<Live>> {
        self.intake().live.get(server).cloned()
    }

    /// Who is on the servers that somebody may control, with the server.
    ///
    /// # Errors
    /// If they cannot be listed.
    pub async fn drivers(&self, actor: &Actor) -> Result<Vec<(Server, Present)>> {
        let servers = self.servers_to(Action::Control, actor, self.list().await?)?;
        Ok(self.present_on(servers))
    }

    fn present_on(&self, servers: Vec<Server>) -> Vec<(Server, Present)> {
        let of = |server: Server| {
            let live = self.live(&server.id);
            let present = live.map(|live| live.present.clone()).unwrap_or_default();
            present.into_iter().map(move |one| (server.clone(), one))
        };
        servers.into_iter().flat_map(of).collect()
    }

    /// Has a server do something.
    ///
    /// # Errors
    /// [`ServiceError::NotControlled`] if it did not.
    pub async fn control(&self, actor: &Actor, asked: &str, control: Control) -> Result<Server> {
        let (server, _) = self.control_confirmed(actor, asked, control).await?;
        Ok(server)
    }

    /// The same, with whether the server said to have done it, or was only told.
    async fn control_confirmed(
        &self,
        actor: &Actor,
        asked: &str,
        control: Control,
    ) -> Result<(Server, bool)> {
        if let Control::Say { text } = &control
            && lines_of(text).is_empty()
        {
            return Err(ServiceError::NothingToSay);
        }
        let (server, _held) = self.take(actor, Action::Control, asked).await?;
        if !Action::Control.suits(server.state) {
            return Err(ServiceError::NotNow {
                server: server.name.to_string(),
                state: server.state,
            });
        }
        let is_confirmed = match self.cloud().control(&server, &control).await? {
            Controlled::Done => true,
            Controlled::Told => false,
            answer => {
                return Err(ServiceError::NotControlled {
                    server: server.name.to_string(),
                    answer,
                });
            }
        };
        let did = match &control {
            Control::EndSession | Control::NextSession => "ended the session of",
            Control::RestartSession => "restarted the session of",
            Control::Say { .. } => "said something to the drivers of",
            Control::Kick { .. } => "threw a driver out of",
            Control::Load { .. } => "loaded a driver on",
            Control::Bans { .. } => "told the bans to",
        };
        self.audit(actor, did, server.id.as_str());
        Ok((server, is_confirmed))
    }

    /// Throws a driver out, by name or Steam id.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchDriver`] if nobody of that name is there, and those of [`Self::control`].
    pub async fn kick(&self, actor: &Actor, asked: &str, who: &str) -> Result<(Server, Present)> {
        let server = self.find(actor, Action::Control, asked).await?;
        self.look_live(&server).await;
        let there = self.present_on(vec![server.clone()]);
        let driver = meant(there.iter().map(|(_, present)| present), who)?;
        let guid = driver.guid.clone();
        let server = self
            .control(actor, server.id.as_str(), Control::Kick { guid })
            .await?;
        Ok((server, driver))
    }

    /// Has a driver who is there carry ballast in kg, or a restrictor in percent, until they leave. acServer does not
    /// say what a car carries, so there it is told and not confirmed.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchDriver`] if nobody of that name is there, and those of [`Self::control`].
    pub async fn load(
        &self,
        actor: &Actor,
        asked: &str,
        who: &str,
        ballast: Option<u32>,
        restrictor: Option<u32>,
    ) -> Result<Loaded> {
        let server = self.find(actor, Action::Control, asked).await?;
        self.look_live(&server).await;
        let there = self.present_on(vec![server.clone()]);
        let driver = meant(there.iter().map(|(_, present)| present), who)?;
        let load = Control::Load {
            guid: driver.guid.clone(),
            ballast,
            restrictor,
        };
        let loading = self.control_confirmed(actor, server.id.as_str(), load);
        let (server, is_confirmed) = loading.await?;
        Ok(Loaded {
            server,
            driver,
            is_confirmed,
        })
    }

    /// Lets somebody drive on no server of this league any more, by Steam id or the name of somebody who is
    /// there now.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchDriver`], and if the list cannot be kept.
    pub async fn ban(
        &self,
        actor: &Actor,
        guild: Option<GuildId>,
        who: &str,
        reason: &str,
    ) -> Result<Banned> {
        let (league, servers) = self.banning(actor, guild).await?;
        for server in &servers {
            self.look_live(server).await;
        }
        let there = self.present_on(servers.clone());
        let driver = match meant(there.iter().map(|(_, present)| present), who) {
            // Whoever has left can be banned as well.
            Err(_) if is_steam_id(who.trim()) => Present {
                guid: who.trim().to_owned(),
                name: String::new(),
                car: String::new(),
            },
            meant => meant?,
        };
        let ban = Ban {
            guid: driver.guid,
            name: driver.name,
            decision: Decision {
                by: actor.name.clone(),
                at: now(),
                reason: reason.trim().to_owned(),
            },
        };
        let ban = league.ban(ban).await?;
        self.audit(actor, "banned", &ban.guid);
        if let Some(guild) = guild.or_else(|| self.rules().policy.only_guild()) {
            self.give_up_all_banned(guild).await;
        }
        Ok(Banned {
            ban,
            untold: self.tell_bans(servers).await,
        })
    }

    /// Lets somebody drive again.
    ///
    /// # Errors
    /// If they are not banned, or the list cannot be kept.
    pub async fn unban(&self, actor: &Actor, guild: Option<GuildId>, who: &str) -> Result<Banned> {
        let (league, servers) = self.banning(actor, guild).await?;
        let ban = league.unban(who).await?;
        self.audit(actor, "unbanned", &ban.guid);
        Ok(Banned {
            ban,
            untold: self.tell_bans(servers).await,
        })
    }

    /// Who may not drive.
    ///
    /// # Errors
    /// If somebody may not see it, or it cannot be read.
    pub async fn bans(&self, actor: &Actor, guild: Option<GuildId>) -> Result<Vec<Ban>> {
        self.rules().policy.may(actor, Action::Control)?;
        Ok(self.league(guild)?.bans().await?)
    }

    /// What a Discord server keeps, and its servers that run, for somebody who may ban there.
    async fn banning(
        &self,
        actor: &Actor,
        guild: Option<GuildId>,
    ) -> Result<(League, Vec<Server>)> {
        self.rules().policy.may(actor, Action::Control)?;
        let mut servers = self.servers_to(Action::Control, actor, self.list().await?)?;
        servers.retain(|server| self.banned_by(server.home).contains(&guild));
        Ok((self.league(guild)?, servers))
    }

    /// Whose bans hold on a server with this home. One that was started from a shell belongs to no Discord
    /// server; where the settings name only one, it is that league's all the same.
    fn banned_by(&self, home: Option<Home>) -> Vec<Option<GuildId>> {
        match home {
            Some(home) => vec![Some(home.guild)],
            None => {
                let only = self.rules().policy.only_guild().map(Some);
                [None].into_iter().chain(only).collect()
            }
        }
    }

    /// Tells servers who is banned; answers those that could not be told.
    async fn tell_bans(&self, servers: Vec<Server>) -> Vec<Server> {
        let telling = servers.into_iter().map(|server| async {
            let told = self.send_bans(&server, true).await;
            (server, matches!(told, Ok(true)))
        });
        let told = join_all(telling).await.into_iter();
        told.filter(|(_, told)| !told)
            .map(|(server, _)| server)
            .collect()
    }

    /// Tells a server that runs who is banned, unless it knows. Says whether it does now.
    ///
    /// # Errors
    /// If the list cannot be read, or the server not be asked.
    pub async fn enforce_bans(&self, server: &Server) -> Result<bool> {
        self.send_bans(server, false).await
    }

    /// The same, `has_changed` if the list was changed just now: a server may have been told the one before by
    /// another process.
    async fn send_bans(&self, server: &Server, has_changed: bool) -> Result<bool> {
        if server.state != InstanceState::Running {
            return Ok(false);
        }
        let mut guids: Vec<String> = Vec::new();
        let leagues = self.banned_by(server.home).into_iter();
        let leagues: Vec<League> = leagues.map(|it| self.league(it)).collect::<Result<_>>()?;
        for league in &leagues {
            guids.extend(league.bans().await?.into_iter().map(|ban| ban.guid));
        }
        guids.sort_unstable();
        guids.dedup();
        let mut hasher = DefaultHasher::new();
        (server.launched, &guids).hash(&mut hasher);
        let list = hasher.finish();
        let known = self.intake().bans.get(&server.id).copied();
        if known == Some(list) {
            return Ok(true);
        }
        // A server that nobody has told anything bans nobody; but another bot may have told it.
        let may_be_untold = guids.is_empty() && known.is_none() && !has_changed;
        if may_be_untold && !have_banned(&leagues).await? {
            return Ok(true);
        }
        let told = self
            .cloud()
            .control(server, &Control::Bans { guids })
            .await?;
        let is_done = matches!(told, Controlled::Done | Controlled::Unsupported);
        if is_done {
            self.intake().bans.insert(server.id.clone(), list);
        }
        Ok(told == Controlled::Done)
    }

    /// Ends the session of a server whose program is about to be ended, so that it writes down what was driven.
    /// It is tried for some seconds.
    pub(super) async fn end_session(&self, server: &Server, teller: Teller) -> LastSession {
        let session = self.try_to_end_session(server).await;
        if session == LastSession::Unended && teller == Teller::Watcher {
            // Before the server is ended: nobody comes back to one that is gone.
            self.leave_unended(server).await;
        }
        session
    }

    async fn try_to_end_session(&self, server: &Server) -> LastSession {
        if server.state != InstanceState::Running || !server.record.timeline.was_online() {
            return LastSession::Ended;
        }
        let id = &server.id;
        match self.cloud().control(server, &Control::EndSession).await {
            Ok(Controlled::Done | Controlled::NotOnline | Controlled::Unsupported) => {
                return LastSession::Ended;
            }
            Ok(answer) => {
                tracing::warn!(server.id = %id, ?answer, "the session of {id} did not end before its program does; what was driven in it is known from its laps only");
            }
            Err(error) => {
                tracing::warn!(server.id = %id, error = &error as &dyn std::error::Error, "the session of {id} could not be ended before its program is");
            }
        }
        LastSession::Unended
    }

    /// Has the channel of a server be told that its last session did not end.
    async fn leave_unended(&self, server: &Server) {
        if let Err(error) = self.try_to_leave_unended(server).await {
            tracing::warn!(server.id = %server.id, error = &error as &dyn std::error::Error, "the channel of {} is not told that its last session did not end", server.id);
        }
    }

    async fn try_to_leave_unended(&self, server: &Server) -> Result<()> {
        let Some(home) = server.home else {
            return Ok(());
        };
        let run = server.record.timeline.asked().as_second();
        let mark = format!("unended-{}-{run}", server.id);
        let league = self.league(Some(home.guild))?;
        let unended = Unended {
            mark: mark.parse().map_err(|_| LeagueError::BadName(mark))?,
            server: server.name.to_string(),
            channel: home.channel.get(),
            at: now(),
        };
        league.leave_unended(&unended).await?;
        self.note_left();
        Ok(())
    }

    /// What happens on a server now, where no bot watches it.
    pub async fn look_at_session(&self, server: &Server) -> Option<Arc<Live>> {
        self.look_live(server).await;
        self.live(&server.id)
    }

    /// Looks at what happens on a server now, where no bot watches it.
    async fn look_live(&self, server: &Server) {
        if let Err(error) = self.collect(server, Timestamp::now()).await {
            tracing::debug!(server.id = %server.id, %error, "what happens on {} is not known just now", server.id);
        }
    }
}

/// The one of these drivers who has this Steam id or, alone, this name.
fn meant<'a>(there: impl Iterator<Item = &'a Present>, who: &str) -> Result<Present> {
    let wanted = who.trim();
    let mut called: Vec<&Present> = Vec::new();
    for present in there {
        if present.guid == wanted {
            return Ok(present.clone());
        }
        let is_called = present.name.to_lowercase() == wanted.to_lowercase();
        if is_called && called.iter().all(|other| other.guid != present.guid) {
            called.push(present);
        }
    }
    match called[..] {
        [only] => Ok(only.clone()),
        _ => Err(ServiceError::NoSuchDriver {
            asked: wanted.chars().take(60).collect(),
            several: !called.is_empty(),
        }),
    }
}

fn is_steam_id(text: &str) -> bool {
    text.len() == 17 && text.starts_with("7656119") && text.bytes().all(|it| it.is_ascii_digit())
}

/// Whether one of them has ever banned anybody.
async fn have_banned(leagues: &[League]) -> Result<bool> {
    for league in leagues {
        if league.has_banned().await? {
            return Ok(true);
        }
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn present(guid: &str, name: &str) -> Present {
        Present {
            guid: guid.to_owned(),
            name: name.to_owned(),
            car: String::new(),
        }
    }

    #[test]
    fn a_driver_is_meant_by_steam_id_or_by_a_name_that_nobody_else_has() {
        let there = [
            present("1", "Anna"),
            present("2", "Luca"),
            present("3", "luca"),
        ];
        let guid = |who: &str| meant(there.iter(), who).ok().map(|it| it.guid);
        assert_eq!(guid(" anna "), Some("1".to_owned()));
        assert_eq!(guid("3"), Some("3".to_owned()));
        assert_eq!(guid("Luca"), None);
        assert!(is_steam_id("76561198000000001"));
        assert!(!is_steam_id("7656119800000000x"));
    }
}
