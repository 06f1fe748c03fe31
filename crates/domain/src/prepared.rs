//! Machines that have everything but a pack and wait, switched off, for a deploy of their Discord server; and
//! what is to be done so that as many wait as the settings want.

use std::collections::BTreeMap;
use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::ids::{GuildId, InstanceId, InstanceType, ServerId};

/// One prepared machine, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedMachine {
    /// Which.
    pub instance: InstanceId,
    /// The one Discord server whose deploys it is for.
    pub guild: GuildId,
    /// The kind that it is at the moment; a deploy may make it another one.
    pub size: InstanceType,
    /// The size of its disk in GiB.
    pub disk_gib: u16,
    /// When it was made, and with that the age of its system.
    pub made: Timestamp,
    /// When it was switched on last.
    pub launched: Timestamp,
    /// Whether it runs for no server, and has since then: it is being prepared or wiped.
    pub runs_alone: bool,
    /// Whether what looks after servers on it is what this ac-deploy would put there.
    pub is_current: bool,
    /// What it is doing.
    pub stand: Stand,
}

/// What a prepared machine is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    /// It boots for the first time, to be prepared.
    Coming,
    /// It waits.
    Waiting,
    /// A deploy has laid hold of it, at that moment, and is not done yet.
    Claimed {
        /// Whose deploy.
        server: ServerId,
        /// When it did, or said last that it still does.
        at: Timestamp,
    },
    /// It runs a server, or could.
    Taken(ServerId),
    /// Its server was deleted, and it is being wiped.
    Returning,
    /// It did not come to what it was made or started for, or is being deleted.
    Lost,
}

impl PreparedMachine {
    /// Whether it counts among those that wait, or will wait in a few minutes.
    fn is_kept(&self) -> bool {
        matches!(
            self.stand,
            Stand::Coming | Stand::Waiting | Stand::Returning
        )
    }

    /// Whether something about it is to be expected within a minute.
    pub fn is_moving(&self) -> bool {
        matches!(
            self.stand,
            Stand::Coming | Stand::Claimed { .. } | Stand::Returning | Stand::Lost
        )
    }
}

/// Those of one Discord server, or of all, for people; nothing if there are none without a server.
pub fn in_words(machines: &[PreparedMachine], guild: Option<GuildId>) -> Option<String> {
    let here = machines
        .iter()
        .filter(|one| guild.is_none_or(|guild| one.guild == guild));
    let (mut waiting, mut coming) = (0, 0);
    for machine in here {
        match machine.stand {
            Stand::Waiting => waiting += 1,
            Stand::Coming | Stand::Returning => coming += 1,
            Stand::Claimed { .. } | Stand::Taken(_) | Stand::Lost => {}
        }
    }
    let machines = |count: usize| match count {
        1 => "1 prepared machine waits".to_owned(),
        count => format!("{count} prepared machines wait"),
    };
    match (waiting, coming) {
        (0, 0) => None,
        (waiting, 0) => Some(format!("{} for a deploy.", machines(waiting))),
        (0, 1) => Some("1 machine is being prepared for a deploy.".to_owned()),
        (0, coming) => Some(format!(
            "{coming} machines are being prepared for a deploy."
        )),
        (waiting, coming) => Some(format!(
            "{} for a deploy, {coming} more being prepared.",
            machines(waiting)
        )),
    }
}

/// How long a machine may take to be prepared or wiped: ten times as long as it does.
pub const PREPARING: SignedDuration = SignedDuration::from_mins(15);
/// From when on a deploy that claimed a machine and did not start it is taken for dead. One that is only
/// slow says anew that it is there before it goes on.
pub const CLAIM_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// Something to be done about prepared machines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Care {
    /// Make one more.
    Make {
        /// For this Discord server.
        guild: GuildId,
        /// How many it had before: two bots that see the same make the same one.
        number: usize,
    },
    /// Do the next step of preparing or wiping it.
    Tend(InstanceId),
    /// Take it from the deploy that claimed it and died.
    Release(InstanceId),
    /// Delete it.
    Delete(InstanceId),
}

impl fmt::Display for Care {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Make { guild, .. } => write!(f, "preparing a machine for {guild}"),
            Self::Tend(machine) => write!(f, "looking after the prepared machine {machine}"),
            Self::Release(machine) => write!(f, "releasing the prepared machine {machine}"),
            Self::Delete(machine) => write!(f, "deleting the prepared machine {machine}"),
        }
    }
}

/// What is due so that in each Discord server as many wait as are `wanted`, none older than `max_age`.
pub fn due(
    machines: &[PreparedMachine],
    wanted: &BTreeMap<GuildId, usize>,
    max_age: SignedDuration,
    now: Timestamp,
) -> Vec<Care> {
    let mut due = Vec::new();
    let guilds = machines.iter().map(|machine| machine.guild);
    let mut guilds: Vec<_> = guilds.chain(wanted.keys().copied()).collect();
    guilds.sort_unstable();
    guilds.dedup();
    for guild in guilds {
        let wanted = wanted.get(&guild).copied().unwrap_or_default();
        let here = machines.iter().filter(|machine| machine.guild == guild);
        let (mut fresh, mut old, mut released) = (Vec::new(), Vec::new(), 0);
        for machine in here {
            let instance = || machine.instance.clone();
            let outlived = PREPARING < now.duration_since(machine.launched);
            match &machine.stand {
                Stand::Lost => due.push(Care::Delete(instance())),
                Stand::Claimed { at, .. } if CLAIM_LIFE < now.duration_since(*at) => {
                    // It waits from then on, so none is made in its place.
                    released += 1;
                    due.push(Care::Release(instance()));
                }
                Stand::Coming if outlived => due.push(Care::Delete(instance())),
                _ if !machine.is_kept() => {}
                _ if !machine.is_current || max_age < now.duration_since(machine.made) => {
                    old.push(machine);
                }
                _ => fresh.push(machine),
            }
        }
        // Those that wait already are kept first, then those that need not be wiped, the oldest of them.
        let rank = |stand: &Stand| match stand {
            Stand::Waiting => 0,
            Stand::Coming => 1,
            _ => 2,
        };
        fresh.sort_by_key(|one| (rank(&one.stand), one.made, one.instance.as_str().to_owned()));
        let ready = |one: &&&PreparedMachine| one.stand == Stand::Waiting;
        let waiting = fresh.iter().take(wanted).filter(ready).count();
        for surplus in fresh.iter().skip(wanted) {
            due.push(Care::Delete(surplus.instance.clone()));
        }
        // What is old serves until its successor waits.
        old.sort_by_key(|one| (rank(&one.stand), one.made, one.instance.as_str().to_owned()));
        let serve = wanted.saturating_sub(waiting);
        for (at, one) in old.iter().enumerate() {
            if serve <= at || one.stand != Stand::Waiting {
                due.push(Care::Delete(one.instance.clone()));
            }
        }
        let tended = fresh.iter().take(wanted);
        let tended = tended.filter(|one| one.stand != Stand::Waiting);
        due.extend(tended.map(|one| Care::Tend(one.instance.clone())));
        let there = machines.iter().filter(|one| one.guild == guild).count();
        let lacking = wanted.saturating_sub(fresh.len() + released);
        due.extend((there..there + lacking).map(|number| Care::Make { guild, number }));
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAGUE: u64 = 42;
    const MAX_AGE: SignedDuration = SignedDuration::from_hours(30 * 24);

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).expect("a time")
    }

    fn machine(id: &str, stand: Stand) -> PreparedMachine {
        PreparedMachine {
            instance: InstanceId::new(id),
            guild: GuildId::from(LEAGUE),
            size: InstanceType::new("t3.small"),
            disk_gib: 8,
            made: now() - SignedDuration::from_hours(1),
            launched: now() - SignedDuration::from_mins(1),
            runs_alone: false,
            is_current: true,
            stand,
        }
    }

    fn old(id: &str, stand: Stand) -> PreparedMachine {
        PreparedMachine {
            made: now() - MAX_AGE - SignedDuration::from_secs(1),
            ..machine(id, stand)
        }
    }

    fn care(machines: &[PreparedMachine], wanted: usize) -> Vec<String> {
        let wanted = BTreeMap::from([(GuildId::from(LEAGUE), wanted)]);
        let due = due(machines, &wanted, MAX_AGE, now());
        due.iter()
            .map(|care| match care {
                Care::Make { .. } => "make".to_owned(),
                Care::Tend(id) => format!("tend {id}"),
                Care::Release(id) => format!("release {id}"),
                Care::Delete(id) => format!("delete {id}"),
            })
            .collect()
    }

    #[test]
    fn as_many_wait_as_are_wanted() {
        assert_eq!(care(&[], 2), ["make", "make"]);
        let one = machine("i-1", Stand::Coming);
        assert_eq!(care(&[one], 2), ["tend i-1", "make"]);
        let two = [
            machine("i-1", Stand::Waiting),
            machine("i-2", Stand::Waiting),
        ];
        assert!(care(&two, 2).is_empty());
        assert_eq!(care(&two, 1), ["delete i-2"]);
        assert_eq!(care(&two, 0), ["delete i-1", "delete i-2"]);
    }

    #[test]
    fn people_read_how_many_wait() {
        let words = |stands: &[Stand]| {
            let stands = stands.iter().cloned();
            let machines: Vec<_> = stands.map(|stand| machine("i-1", stand)).collect();
            in_words(&machines, Some(GuildId::from(LEAGUE))).unwrap_or_default()
        };
        let (waits, comes) = (Stand::Waiting, Stand::Returning);
        assert_eq!(words(&[Stand::Taken(ServerId::from_bits(1))]), "");
        assert_eq!(
            words(std::slice::from_ref(&waits)),
            "1 prepared machine waits for a deploy."
        );
        assert_eq!(
            words(std::slice::from_ref(&comes)),
            "1 machine is being prepared for a deploy."
        );
        assert_eq!(
            words(&[waits.clone(), waits, comes]),
            "2 prepared machines wait for a deploy, 1 more being prepared."
        );
        let elsewhere = [machine("i-1", Stand::Waiting)];
        assert_eq!(in_words(&elsewhere, Some(GuildId::from(1))), None);
    }

    #[test]
    fn one_that_comes_back_is_wiped_only_where_it_is_wanted() {
        let back = machine("i-1", Stand::Returning);
        let waits = machine("i-2", Stand::Waiting);
        assert_eq!(care(std::slice::from_ref(&back), 1), ["tend i-1"]);
        assert_eq!(care(&[back, waits], 1), ["delete i-1"]);
    }

    #[test]
    fn what_a_server_runs_on_is_nobodys_concern() {
        let taken = machine("i-1", Stand::Taken(ServerId::from_bits(1)));
        assert_eq!(care(std::slice::from_ref(&taken), 1), ["make"]);
        assert!(care(&[taken], 0).is_empty());
    }

    #[test]
    fn what_is_old_serves_until_its_successor_waits() {
        let before = old("i-1", Stand::Waiting);
        assert_eq!(care(std::slice::from_ref(&before), 1), ["make"]);
        let next = machine("i-2", Stand::Coming);
        assert_eq!(care(&[before.clone(), next], 1), ["tend i-2"]);
        let next = machine("i-2", Stand::Waiting);
        assert_eq!(care(&[before, next], 1), ["delete i-1"]);
        // It would be wiped for nothing.
        assert_eq!(
            care(&[old("i-1", Stand::Returning)], 1),
            ["delete i-1", "make"]
        );
        let other = PreparedMachine {
            is_current: false,
            ..machine("i-1", Stand::Waiting)
        };
        assert_eq!(care(&[other], 1), ["make"]);
    }

    #[test]
    fn a_claim_is_taken_from_the_dead_alone() {
        let claimed = |minutes: i64| {
            let at = now() - SignedDuration::from_mins(minutes);
            let server = ServerId::from_bits(1);
            machine("i-1", Stand::Claimed { server, at })
        };
        assert_eq!(care(&[claimed(5)], 1), ["make"]);
        assert_eq!(care(&[claimed(61)], 1), ["release i-1"]);
    }

    #[test]
    fn what_never_gets_ready_goes() {
        let mut stuck = machine("i-1", Stand::Coming);
        stuck.launched = now() - SignedDuration::from_mins(16);
        assert_eq!(care(&[stuck], 1), ["delete i-1", "make"]);
        assert_eq!(care(&[machine("i-1", Stand::Lost)], 0), ["delete i-1"]);
    }
}
