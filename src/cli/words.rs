//! How servers stand, in the words of a terminal.

use jiff::{SignedDuration, Timestamp};

use cloud::Safeguard;
use domain::lifecycle::{Health, LastReported, Stage};
use domain::server::{Hosting, InstanceState, Server};

/// What is being done in a stage, on this kind of machine.
pub(super) fn stage(stage: Stage, hosting: &Hosting) -> &'static str {
    match stage {
        // It is up already, and the pack is on it.
        Stage::Launching | Stage::Booting | Stage::Downloading if hosting.is_this_machine() => {
            "getting ready"
        }
        Stage::Checking => "checking the pack",
        Stage::Uploading => "uploading the pack",
        Stage::Launching => "launching a machine",
        Stage::Booting => "the machine boots",
        Stage::Downloading => "the machine fetches the pack",
        Stage::Unpacking => "the machine unpacks the pack",
        Stage::Starting => "the game server starts",
        Stage::Online => "online",
    }
}

/// How a server stands, with what its machine says of it; `kept` as in [`short_health`].
pub(super) fn health(health: &Health, hosting: &Hosting, kept: bool) -> String {
    let words = short_health(health, hosting, kept);
    match error(health) {
        Some(error) => format!("{words}: {error}"),
        None => words,
    }
}

/// What a machine says of its trouble.
pub(super) fn error(health: &Health) -> Option<&str> {
    match health {
        Health::Crashed { error } | Health::Failed { error, .. } => error.as_deref(),
        _ => None,
    }
}

/// How a server stands, in a few words. `kept`: whether anybody looks after it.
pub(super) fn short_health(health: &Health, hosting: &Hosting, kept: bool) -> String {
    match health {
        Health::Coming(reached) => stage(*reached, hosting).to_owned(),
        Health::Slow(reached) => format!("{}, longer than usual", stage(*reached, hosting)),
        Health::Online { .. } => "online".to_owned(),
        Health::Crashed { .. } if kept => "crashed, and is started again".to_owned(),
        Health::Crashed { .. } => "crashed, and is not started again".to_owned(),
        Health::Failed { .. } => "failed".to_owned(),
        Health::Silent { since: Some(since) } => format!("has said nothing since {since:.0}"),
        Health::Silent { since: None } => "says nothing".to_owned(),
        Health::Unknown => "no news".to_owned(),
        Health::Stopping => "being stopped".to_owned(),
        Health::Stopped => "stopped".to_owned(),
        Health::Gone => "deleted".to_owned(),
    }
}

/// What to do where a server waits for somebody who looks after it and nobody does; empty elsewhere.
pub(super) fn nobody_keeps<'a>(
    kept: bool,
    mut standings: impl Iterator<Item = &'a Health>,
) -> &'static str {
    let waits = |health: &Health| {
        matches!(
            health,
            Health::Coming(_) | Health::Slow(_) | Health::Crashed { .. }
        )
    };
    if kept || !standings.any(waits) {
        return "";
    }
    "\nNobody brings servers up or starts them again now: run the bot, or `ac-deploy status --watch`.\n"
}

/// What server programs are kept from, a line for each part; empty where there is nothing to say.
pub(super) fn safeguards(all: &[Safeguard]) -> String {
    if all.is_empty() {
        return String::new();
    }
    let lines = all.iter().map(|one| match one.in_force {
        true => format!("  + {}: {}\n", one.what, one.words),
        false => format!("  - {}: not in force; {}\n", one.what, one.words),
    });
    let head = "What keeps server programs from the rest of this machine:\n".to_owned();
    std::iter::once(head).chain(lines).collect()
}

/// The same in two sentences.
pub(super) fn safeguards_in_short(all: &[Safeguard]) -> String {
    let named = |in_force| -> Vec<&str> {
        let those = all.iter().filter(|one| one.in_force == in_force);
        those.map(|one| one.what).collect()
    };
    match (named(true).join(", "), named(false).join(", ")) {
        (held, open) if held.is_empty() && open.is_empty() => String::new(),
        (held, open) if open.is_empty() => format!("\nServer programs are confined: {held}.\n"),
        (held, open) if held.is_empty() => {
            format!("\nServer programs are not confined ({open}); `ac-deploy setup` says why.\n")
        }
        (held, open) => format!(
            "\nServer programs are confined: {held}. Not: {open}; `ac-deploy setup` says why.\n"
        ),
    }
}

/// How a server stood when a bot looked last, in the words of [`short_health`]: no machine is
/// asked.
pub(super) fn last_known(server: &Server) -> String {
    let words = match (server.state, LastReported::of(&server.record)) {
        (InstanceState::Running, Some(LastReported::Online { idle: false })) => "online",
        (InstanceState::Running, Some(LastReported::Online { idle: true })) => {
            "online, nobody drives"
        }
        (InstanceState::Running, Some(LastReported::Crashed)) => "crashed, and is started again",
        (InstanceState::Running, Some(LastReported::Failed)) => "failed",
        (InstanceState::Running, Some(LastReported::Silent)) => "says nothing",
        (InstanceState::Running, Some(LastReported::Slow)) => "on its way, longer than usual",
        // Where no channel waits for news, perhaps no bot has looked.
        (InstanceState::Running, Some(LastReported::Coming | LastReported::Ended) | None)
            if server.home.is_some() =>
        {
            "on its way"
        }
        (state, _) => self::state(state),
    };
    words.to_owned()
}

/// One word for what a bot told last, for programs.
pub(super) fn told_code(told: LastReported) -> &'static str {
    match told {
        LastReported::Coming => "coming",
        LastReported::Slow => "slow",
        LastReported::Online { .. } => "online",
        LastReported::Crashed => "crashed",
        LastReported::Failed => "failed",
        LastReported::Silent => "silent",
        LastReported::Ended => "ended",
    }
}

/// One word for how a server stands, for programs.
pub(super) fn standing_code(health: &Health) -> &'static str {
    match health {
        Health::Stopping => "stopping",
        Health::Stopped => "stopped",
        Health::Gone => "gone",
        health => health.told().map_or("unknown", told_code),
    }
}

/// What a machine does.
pub(super) fn state(state: InstanceState) -> &'static str {
    match state {
        InstanceState::Pending => "starting",
        InstanceState::Running => "running",
        InstanceState::Stopping => "stopping",
        InstanceState::Stopped => "stopped",
        InstanceState::ShuttingDown | InstanceState::Terminated => "deleted",
    }
}

/// A span as "42 s", "4 min 07 s", "3 h 05 min", "2 days".
pub(super) fn span(span: SignedDuration) -> String {
    let seconds = span.as_secs().max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match () {
        () if minutes == 0 => format!("{seconds} s"),
        () if hours == 0 => format!("{minutes} min {:02} s", seconds % 60),
        () if days == 0 => format!("{hours} h {:02} min", minutes % 60),
        () if days == 1 => format!("1 day {} h", hours % 24),
        () => format!("{days} days"),
    }
}

/// How long ago something was.
pub(super) fn since(then: Timestamp, now: Timestamp) -> String {
    span(now.duration_since(then))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::server::sample;

    #[test]
    fn a_list_says_what_was_told_last() {
        let mut server = sample::server(Timestamp::UNIX_EPOCH);
        let mut told = |state, told: Option<&str>| {
            server.state = state;
            server.record.told = told.map(str::to_owned);
            last_known(&server)
        };
        assert_eq!(told(InstanceState::Running, Some("failed")), "failed");
        assert_eq!(told(InstanceState::Stopped, Some("failed")), "stopped");
        assert_eq!(told(InstanceState::Running, Some("online-b1-0")), "online");
        assert_eq!(
            told(InstanceState::Running, Some("just-started")),
            "on its way"
        );
        server.spec.home = None;
        server.record.told = Some("just-started".to_owned());
        assert_eq!(last_known(&server), "running", "nobody has looked");
    }

    #[test]
    fn spans_grow_coarser() {
        let spans =
            [-1, 42, 247, 11_100, 100_000, 1_000_000].map(|s| span(SignedDuration::from_secs(s)));
        insta::assert_debug_snapshot!(spans, @r#"
        [
            "0 s",
            "42 s",
            "4 min 07 s",
            "3 h 05 min",
            "1 day 3 h",
            "11 days",
        ]
        "#);
    }
}
