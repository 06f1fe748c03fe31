//! What a hostile program tries, confined and not: every attempt succeeds without confinement, so
//! that each of them would be seen to succeed if the confinement had a hole.
#![cfg(target_os = "linux")]

mod stage;
#[cfg(target_arch = "x86_64")]
mod thirty_two_bit;

use confine::{Landlock, Support};
use stage::{Stage, Who};

/// Every attempt, each under every confinement that this machine allows, as `who`.
fn table(who: Who) {
    let support = Support::of_this_system();
    if !support.confines() {
        eprintln!("skipped: this system cannot confine ({support:?})");
        return;
    }
    let Some(stage) = Stage::set(who) else {
        eprintln!("skipped: {who:?} is not to be had here");
        return;
    };
    let attempts = stage.attempts();
    let mut wrong = Vec::new();
    for attempt in attempts.iter().filter(|attempt| attempt.works_here(who)) {
        stage.tidy();
        let outcome = stage.run_free(attempt);
        if let Err(why) = outcome {
            wrong.push(format!("unconfined, {attempt} fails: {why}"));
        }
    }
    let older = [4, 2].map(Landlock::version);
    let older = older.into_iter().filter(|older| *older < support.landlock);
    for version in std::iter::once(support.landlock).chain(older) {
        let older = Support {
            landlock: version,
            ..support.clone()
        };
        for attempt in &attempts {
            stage.tidy();
            match (stage.run(attempt, &older), attempt.is_denied_by(version)) {
                (Ok(()), true) => wrong.push(format!("{version:?}: {attempt} succeeds")),
                (Err(why), false) => wrong.push(format!("{version:?}: {attempt} fails: {why}")),
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "as {who:?}:\n{}", wrong.join("\n"));
}

#[test]
fn an_ordinary_users_server_reaches_nothing_but_its_own() {
    table(Who::Ordinary);
}

#[test]
fn roots_server_reaches_nothing_but_its_own() {
    table(Who::Root);
}

#[test]
fn a_server_with_a_user_of_its_own_reaches_nothing_but_its_own() {
    table(Who::OwnUser);
}

#[test]
fn a_program_that_cannot_be_executed_is_told() {
    let Some(stage) = Stage::set(Who::this()) else {
        return;
    };
    if !Support::of_this_system().confines() {
        return;
    }
    let missing = stage.start_program("/does/not/exist");
    assert!(
        matches!(&missing, Err(confine::LaunchError::Execute(error)) if error.kind() == std::io::ErrorKind::NotFound),
        "{missing:?}"
    );
}

#[test]
fn a_file_that_is_no_program_is_told() {
    let Some(stage) = Stage::set(Who::this()) else {
        return;
    };
    if !Support::of_this_system().confines() {
        return;
    }
    // ENOEXEC has no kind that can be named.
    let text = stage.start_program(&stage.file_without_a_program());
    assert!(
        matches!(&text, Err(confine::LaunchError::Execute(error)) if error.raw_os_error() == Some(8)),
        "{text:?}"
    );
}

#[test]
fn what_a_server_needs_works() {
    let Some(stage) = Stage::set(Who::this()) else {
        return;
    };
    let support = Support::of_this_system();
    if !support.confines() {
        return;
    }
    for attempt in stage.honest() {
        stage.tidy();
        let outcome = stage.run(&attempt, &support);
        assert!(outcome.is_ok(), "{attempt}: {outcome:?}");
    }
}
