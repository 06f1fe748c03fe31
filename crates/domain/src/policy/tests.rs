//! What the rules allow and refuse.

use super::*;
use crate::ids::{ChannelId, RoleId, ServerId, UserId};
use crate::server::{Home, Hosting, InstanceState, Owner, PackLocation, PackSource, ServerOptions};

const LEAGUE: u64 = 200;

#[test]
fn what_is_stopping_can_neither_be_stopped_nor_started() {
    let suited = |state| {
        let suits = |action: &Action| action.suits(state);
        Action::ALL
            .iter()
            .copied()
            .filter(suits)
            .collect::<Vec<_>>()
    };
    use Action::{Change, Control, Keep, Logs, Restart, Start, Status, Stop, Terminate};
    assert_eq!(
        suited(InstanceState::Running),
        [
            Stop, Restart, Keep, Terminate, Status, Logs, Change, Control
        ]
    );
    assert_eq!(suited(InstanceState::Stopping), [Terminate, Status, Change]);
    assert_eq!(
        suited(InstanceState::Stopped),
        [Start, Terminate, Status, Change]
    );
    assert_eq!(suited(InstanceState::Terminated), []);
}

fn policy() -> Policy {
    let rules: GuildRules = serde_json::from_value(serde_json::json!({
        "id": LEAGUE,
        "roles": { "deploy": ["Organiser"], "stop": [400], "status": ["@everyone"] },
        "sizes": ["t3.small", "t3.medium"],
    }))
    .expect("rules");
    Policy::new([rules])
}

fn member(roles: &[(u64, &str)]) -> Actor {
    Actor {
        user: Some(UserId::from(1)),
        name: "alice".into(),
        guild: Some(GuildId::from(LEAGUE)),
        roles: roles
            .iter()
            .map(|(id, name)| HeldRole {
                id: RoleId::from(*id),
                name: (*name).into(),
                oldest_of_its_name: true,
            })
            .collect(),
        manages_guild: false,
    }
}

#[test]
fn roles_are_named_or_numbered() {
    assert_eq!(
        policy().may(&member(&[(1, "organiser")]), Action::Deploy),
        Ok(())
    );
    assert_eq!(policy().may(&member(&[(400, "")]), Action::Stop), Ok(()));
    assert_eq!(policy().may(&member(&[]), Action::Status), Ok(()));
}

#[test]
fn a_refusal_names_the_role() {
    let refusal = policy()
        .may(&member(&[]), Action::Deploy)
        .expect_err("refused");
    assert_eq!(
        refusal,
        Refusal::MissingRole {
            action: Action::Deploy,
            needed: vec![RoleRef::Name("Organiser".into())],
            imitated: Vec::new(),
        }
    );
}

#[test]
fn a_younger_role_of_the_same_name_counts_for_nothing() {
    let mut actor = member(&[(9, "ORGANISER")]);
    actor.roles[0].oldest_of_its_name = false;
    let organiser = RoleRef::Name("Organiser".into());
    assert_eq!(
        policy().may(&actor, Action::Deploy),
        Err(Refusal::MissingRole {
            action: Action::Deploy,
            needed: vec![organiser.clone()],
            imitated: vec![organiser],
        })
    );
    // An id is an id, however many roles share its name.
    actor.roles[0].id = RoleId::from(400);
    assert_eq!(policy().may(&actor, Action::Stop), Ok(()));
}

#[test]
fn the_id_of_the_discord_server_is_everybody() {
    let mut rules = policy()
        .guild(GuildId::from(LEAGUE))
        .expect("rules")
        .clone();
    let everybody = RoleRef::Id(RoleId::from(LEAGUE));
    rules.roles.insert(Action::Start, vec![everybody]);
    assert_eq!(
        Policy::new([rules]).may(&member(&[]), Action::Start),
        Ok(())
    );
}

#[test]
fn logs_are_for_those_who_deploy_unless_the_settings_say_otherwise() {
    let organiser = member(&[(1, "organiser")]);
    assert_eq!(policy().may(&organiser, Action::Logs), Ok(()));
    assert!(policy().may(&member(&[]), Action::Logs).is_err());
    let mut rules = policy()
        .guild(GuildId::from(LEAGUE))
        .expect("rules")
        .clone();
    rules
        .roles
        .insert(Action::Logs, vec![RoleRef::Name("Steward".into())]);
    let policy = Policy::new([rules]);
    assert!(policy.may(&organiser, Action::Logs).is_err());
    assert_eq!(policy.may(&member(&[(2, "steward")]), Action::Logs), Ok(()));
}

#[test]
fn who_may_stop_and_start_may_restart_unless_the_settings_say_otherwise() {
    let mut rules = policy()
        .guild(GuildId::from(LEAGUE))
        .expect("rules")
        .clone();
    let starter = RoleRef::Name("Starter".into());
    rules.roles.insert(Action::Start, vec![starter.clone()]);
    let (stops, both) = (member(&[(400, "")]), member(&[(400, ""), (5, "starter")]));
    let policy = Policy::new([rules.clone()]);
    assert_eq!(policy.may(&both, Action::Restart), Ok(()));
    assert_eq!(
        policy.may(&stops, Action::Restart),
        Err(Refusal::MissingRole {
            action: Action::Restart,
            needed: vec![starter],
            imitated: Vec::new(),
        })
    );
    rules
        .roles
        .insert(Action::Restart, vec![RoleRef::Id(RoleId::from(400))]);
    assert_eq!(Policy::new([rules]).may(&stops, Action::Restart), Ok(()));
}

fn pack(text: &str) -> PackLocation {
    text.parse().expect("a pack")
}

fn order(user: u64, guild: u64) -> Order {
    Order {
        server: ServerId::from_bits(1),
        name: None,
        hosting: Hosting::ec2("t3.small"),
        source: PackSource::Stored(pack("s3:packs/200/a/gt3.zip")),
        owner: Owner {
            user: Some(UserId::from(user)),
            name: "alice".to_owned(),
        },
        home: Some(Home {
            guild: GuildId::from(guild),
            channel: ChannelId::from(300),
        }),
        progress: None,
        asked: jiff::Timestamp::UNIX_EPOCH,
        options: ServerOptions::default(),
        until: None,
        replaces: None,
        sized_by_drivers: false,
        run_on: None,
        program: None,
    }
}

#[test]
fn whoever_asked_for_a_deploy_may_cancel_it_and_a_stranger_does_not_see_it() {
    let (policy, alice) = (policy(), member(&[]));
    let cancel = |order: &Order| policy.may_touch_order(&alice, Action::Stop, order);
    assert_eq!(cancel(&order(1, LEAGUE)), Ok(()));
    assert!(matches!(
        cancel(&order(2, LEAGUE)),
        Err(Refusal::MissingRole { .. })
    ));
    let elsewhere = order(1, 201);
    assert_eq!(cancel(&elsewhere), Err(Refusal::OtherGuild));
    assert!(!alice.sees(&elsewhere) && Actor::operator("ops").sees(&elsewhere));
    let stops = member(&[(400, "")]);
    let stopped = policy.may_touch_order(&stops, Action::Stop, &order(2, LEAGUE));
    assert_eq!(stopped, Ok(()));
}

#[test]
fn a_pack_is_used_by_its_own_discord_server_and_by_whoever_keeps_the_bot() {
    let (theirs, elsewhere) = (
        pack("s3:packs/200/a/gt3.zip"),
        pack("s3:packs/201/a/gt3.zip"),
    );
    let nobodys = pack("s3:packs/cli/a/gt3.zip");
    let alice = member(&[]);
    assert!(alice.may_use_pack(&theirs) && alice.may_use_pack(&nobodys));
    assert!(!alice.may_use_pack(&elsewhere));
    assert!(Actor::operator("ops").may_use_pack(&elsewhere));
}

#[test]
fn who_manages_the_guild_always_may_and_a_stranger_guild_never() {
    let mut admin = member(&[]);
    admin.manages_guild = true;
    assert_eq!(policy().may(&admin, Action::Terminate), Ok(()));
    admin.guild = Some(GuildId::from(201));
    assert_eq!(
        policy().may(&admin, Action::Status),
        Err(Refusal::UnknownGuild(GuildId::from(201)))
    );
    admin.guild = None;
    assert_eq!(
        policy().may(&admin, Action::Status),
        Err(Refusal::NotInGuild)
    );
}

#[test]
fn only_offered_sizes_are_launched() {
    let default = Hosting::ec2("t3.small");
    let large = Hosting::ec2("p5.48xlarge");
    assert_eq!(
        policy().size(&member(&[]), None, &default),
        Ok(default.clone())
    );
    assert!(matches!(
        policy().size(&member(&[]), Some(large.clone()), &default),
        Err(Refusal::SizeNotAllowed { .. })
    ));
    assert_eq!(
        policy().size(&Actor::operator("ops"), Some(large.clone()), &default),
        Ok(large)
    );
}

#[test]
fn a_discord_servers_hours_have_the_bounds_that_they_have_for_all() {
    let read = |hours: u32| {
        let rules = serde_json::json!({ "id": LEAGUE, "hours_per_start": hours });
        serde_json::from_value::<GuildRules>(rules).map_err(|error| error.to_string())
    };
    assert!(read(0).is_ok() && read(744).is_ok());
    let error = read(745).expect_err("longer than a month");
    assert!(error.contains("must be from 0 to 744"), "{error}");
}
