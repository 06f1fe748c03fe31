//! What servers print, and who may read it.

use insta::assert_snapshot;
use pack::sample::Sample;
use pack::{Platform, Ports};
use world::{ServerKind, World};

/// A pack whose wrapper prints the password of its own page.
fn with_wrapper(platform: Platform) -> Sample {
    Sample {
        platform,
        password: "tr0ub4dor".into(),
        ports: Ports {
            udp: 9600,
            tcp: 9600,
            http: 8081,
            wrapper: Some(8082),
        },
        ..Sample::default()
    }
}

#[tokio::test]
async fn a_log_is_for_one_pair_of_eyes_and_without_passwords() {
    let world = World::start().await;
    let pack = with_wrapper(Platform::Linux).tar_gz();
    world
        .deploy(&world.attach("cup.tar.gz", pack))
        .reply()
        .await;
    world.join_message().await;
    let log = "/var/log/ac-deploy/server.log";
    let printed = world.machine().file(log).expect("a log");
    assert!(printed.contains("Password: da39a3ee"), "{printed}");

    // There is only one server, so nobody has to name it.
    let reply = world
        .discord
        .slash(world.oscar(), "logs", &[])
        .reply()
        .await;
    assert!(reply.is_ephemeral());
    let text = reply.text();
    assert!(
        text.contains("Server started") && text.contains("Password: ***"),
        "{text}"
    );
    assert!(!text.contains("da39a3ee") && !text.contains("tr0ub4dor"));
}

#[tokio::test]
async fn a_long_log_comes_as_a_file_whose_end_can_be_read_at_once() {
    let world = World::start().await;
    world.deploy_sample().await;
    let server = world.only_server().await;
    let lines = (0..500).map(|number| format!("line {number} @everyone ``` PASSWORD=secret\r\n"));
    world.machine().forge_log(&lines.collect::<String>());
    let reply = world
        .discord
        .slash(
            world.oscar(),
            "logs",
            &[("server", server.name.to_string().into())],
        )
        .reply()
        .await;
    let text = reply.text();
    assert!(text.contains("line 499 @everyone"), "{text}");
    assert!(!text.contains("line 300 ") && !text.contains("secret"));
    assert!(reply.pinged.nobody());
    let [file] = reply.body.attachments.as_slice() else {
        panic!("one file: {:?}", reply.body.attachments);
    };
    assert_eq!(file["filename"], format!("{}.log", server.id));
}

#[tokio::test]
async fn a_guest_reads_no_log_by_command_nor_by_button() {
    let world = World::start().await;
    world
        .aws
        .rules(|rules| rules.program = ServerKind::BusyPort);
    world.deploy(&world.sample_pack()).reply().await;
    let told = world
        .discord
        .wait_for_text(world.channel(), "does not run")
        .await;
    let by_button = world.press(world.gus(), &told, "Logs").await;
    let by_command = world.discord.slash(world.gus(), "logs", &[]).reply().await;
    assert!(by_button.is_ephemeral() && by_command.is_ephemeral());
    assert_eq!(by_button.text(), by_command.text());
    assert_snapshot!(by_command.text(), @r"
    │ You may not read servers' logs.
    │ You need the role **Organiser**. Ask an admin of this Discord server for it.
    (only you can see this)
    ");
    let by_oscar = world.press(world.oscar(), &told, "Logs").await;
    assert!(by_oscar.is_ephemeral());
    assert!(
        by_oscar.text().contains("listen tcp"),
        "{}",
        by_oscar.text()
    );
}

#[tokio::test]
async fn a_server_that_is_off_has_no_log_to_read() {
    let world = World::start().await;
    let join = world.deploy_sample().await;
    let server = world.only_server().await;
    world.press(world.oscar(), &join, "Stop").await;
    world
        .wait_for_state(&server.id, domain::server::InstanceState::Stopped)
        .await;
    let reply = world
        .discord
        .slash(world.oscar(), "logs", &[])
        .reply()
        .await;
    assert_snapshot!(world.tidy(&reply.text()), @"
    │ There is no running server whose log could be read.
    │ The log lies on the machine, so it has to run: `/start` powers it on.
    (only you can see this)
    ");
}
