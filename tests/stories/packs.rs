//! Packs that must not become servers.

use insta::assert_snapshot;
use pack::Limits;
use pack::sample::Sample;
use world::World;

/// Deploys a pack that must be refused, and returns the words.
async fn refusal(world: &World, name: &str, bytes: Vec<u8>) -> String {
    world.deploy(&world.attach(name, bytes)).reply().await;
    let refused = world
        .discord
        .wait_for_text(world.channel(), "cannot run")
        .await;
    assert_eq!(
        world.aws.count("CreateMultipartUpload"),
        0,
        "nothing is moved"
    );
    assert_eq!(world.aws.count("RunInstances"), 0, "nothing is launched");
    world.tidy(&refused.text())
}

#[tokio::test]
async fn a_pack_without_a_program_says_which_box_to_tick() {
    let world = World::start().await;
    let sample = Sample {
        program: None,
        ..Sample::default()
    };
    assert_snapshot!(refusal(&world, "no-program.zip", sample.zip()).await, @r#"
    │ ❌ no-program.zip – this pack cannot run
    │ • The pack has no server program. Tick "Include executable" in Content Manager's Pack dialog and pack again.
    │
    │ Nothing was launched. Fix the pack in Content Manager and deploy it again.
    │ Requested by: oscar
    │ server · no-program.zip
    "#);
}

#[tokio::test]
async fn all_faults_are_told_at_once() {
    let world = World::start().await;
    let sample = Sample {
        files: vec![
            ("../evil.exe".into(), b"x".to_vec()),
            ("C:/windows/evil.exe".into(), b"x".to_vec()),
            ("cfg/CON.txt".into(), b"x".to_vec()),
        ],
        ..Sample::default()
    };
    assert_snapshot!(refusal(&world, "evil.zip", sample.zip()).await, @r#"
    │ ❌ evil.zip – this pack cannot run
    │ • "../evil.exe": The name leads out of the pack with "..". It is refused because it could write outside the server's folder.
    │ • "C:/windows/evil.exe": The name starts with a drive letter. It is refused because it could write outside the server's folder.
    │ • "cfg/CON.txt": Windows reserves the name "CON.txt" for a device. Rename the file and pack again.
    │
    │ Nothing was launched. Pack the server again in Content Manager, and send that file unchanged.
    │ Requested by: oscar
    │ server · evil.zip
    "#);
}

#[tokio::test]
async fn a_truncated_pack_is_refused() {
    let world = World::start().await;
    let mut bytes = Sample::default().zip();
    bytes.truncate(bytes.len() / 2);
    assert_snapshot!(refusal(&world, "half.zip", bytes).await, @"
    │ ❌ half.zip – this pack cannot run
    │ • The archive ends too early: it was cut off while it was made, downloaded or uploaded.
    │
    │ Nothing was launched. Send the file again. If it stays like this, pack the server again in Content Manager.
    │ Requested by: oscar
    │ server · half.zip
    ");
}

#[tokio::test]
async fn a_single_file_program_of_content_manager_gets_its_own_words() {
    let world = World::start().await;
    let mut bytes = b"MZ".to_vec();
    bytes.resize(4096, 0);
    assert_snapshot!(refusal(&world, "server.exe", bytes).await, @r#"
    │ ❌ server.exe – this pack cannot run
    │ • This is a single program (.exe), which cannot be checked or set up. In Content Manager's Pack dialog, untick "Pack into single" and send the .zip that it makes.
    │
    │ Nothing was launched. Fix the pack in Content Manager and deploy it again.
    │ Requested by: oscar
    │ server · server.exe
    "#);
}

#[tokio::test]
async fn something_that_is_no_archive_is_refused() {
    let world = World::start().await;
    assert_snapshot!(refusal(&world, "holiday.zip", b"a photo of a beach".to_vec()).await, @"
    │ ❌ holiday.zip – this pack cannot run
    │ • This is not a server pack.
    │
    │ Nothing was launched. On the server's page in Content Manager choose Pack, and send the .zip or .tar.gz that it makes.
    │ Requested by: oscar
    │ server · holiday.zip
    ");
}

#[tokio::test]
async fn what_is_odd_about_a_pack_that_runs_is_told_and_stays() {
    let world = World::start().await;
    let odd = Sample {
        name: "A very long name ".repeat(8),
        lobby: true,
        ..Sample::default()
    };
    world
        .deploy(&world.attach("friday.zip", odd.zip()))
        .reply()
        .await;
    world.join_message().await;
    let told = world
        .discord
        .wait_for_text(world.channel(), "check its pack")
        .await;
    assert_snapshot!(world.tidy(&told.text()), @"
    │ ⚠️ A very long name A very long name A very long name A very lo – check its pack
    │ • The server's name has 135 characters with what Content Manager appends; the lobby allows 128 and may refuse it, and acServer then ends. Shorten it.
    │ server · friday.zip
    ");
}

#[tokio::test]
async fn names_in_a_pack_ping_nobody_and_break_nothing() {
    let world = World::start().await;
    let sample = Sample {
        name: "@everyone **Cup** `x` <@&1> [a](https://evil.example)".into(),
        ..Sample::default()
    };
    world
        .deploy(&world.attach("ping.zip", sample.zip()))
        .reply()
        .await;
    let join = world.join_message().await;
    // The announcement notifies whoever asked for it, whatever the pack is called.
    let owner = world.oscar().id;
    for message in world.discord.channel_messages(world.channel()) {
        let pinged = &message.pinged;
        assert!(
            !pinged.everyone && pinged.roles.is_empty(),
            "{}",
            message.text()
        );
        assert!(pinged.users.iter().all(|user| *user == owner));
    }
    // Invisible spaces keep Discord from reading mentions and links.
    let title = join
        .text()
        .lines()
        .find(|line| line.contains("join now"))
        .unwrap_or_default()
        .replace('\u{200b}', "_");
    assert_snapshot!(title, @r"│ 🏁 @_everyone \*\*Cup\*\* \`x\` \<@_&1\> \[a\](https:_//evil.example) – join now");
}

#[tokio::test]
async fn a_pack_with_a_password_never_shows_it() {
    let world = World::start().await;
    let sample = Sample {
        password: "tr0ub4dor".into(),
        ..Sample::default()
    };
    world
        .deploy(&world.attach("secret.zip", sample.zip()))
        .reply()
        .await;
    world.join_message().await;
    for message in world.discord.channel_messages(world.channel()) {
        assert!(!message.texts().concat().contains("tr0ub4dor"));
    }
    assert!(!world.told_to_ec2().await.contains("tr0ub4dor"));
}

/// What an admin left in the settings is taken out on the machine, whatever it runs.
#[tokio::test]
async fn a_machine_s_server_is_given_settings_that_send_nothing_elsewhere() {
    let sending = |sample: Sample| Sample {
        more_settings: "[SERVER]\nUDP_PLUGIN_ADDRESS=203.0.113.5:12000\n".to_owned(),
        ..sample
    };
    let windows = sending(Sample::default()).zip();
    let linux = sending(Sample::linux()).tar_gz();
    for (name, pack, settings) in [
        ("cup.zip", windows, r"C:\acserver\cfg\server_cfg.ini"),
        (
            "cup.tar.gz",
            linux,
            "/srv/ac-server/server/cfg/server_cfg.ini",
        ),
    ] {
        let limits = Limits {
            cleans_settings: true,
            ..Limits::default()
        };
        let world = World::builder().limits(limits).start().await;
        world.deploy(&world.attach(name, pack)).reply().await;
        world.join_message().await;
        let given = world.machine().file(settings).expect("settings");
        assert!(given.contains("UDP_PLUGIN_ADDRESS=\r\n"), "{given}");
        assert!(!given.contains("203.0.113.5"), "{given}");
        // The link may be faster than the card.
        let told = world
            .discord
            .wait_for_text(world.channel(), "runs without it");
        let told = told.await.text().replace('\\', "");
        assert!(told.contains("UDP_PLUGIN_ADDRESS"), "{told}");
    }
}
