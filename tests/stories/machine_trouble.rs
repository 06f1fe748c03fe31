//! The machine, or the game server on it, does not do what it should.

use std::time::Duration;

use domain::lifecycle::BootTimeouts;
use domain::report::Phase;
use insta::assert_snapshot;
use jiff::SignedDuration;
use world::{ServerKind, World};

#[tokio::test]
async fn assetto_servers_own_link_is_posted() {
    let world = World::start().await;
    world
        .aws
        .rules(|rules| rules.program = ServerKind::AssettoServer);
    let join = world.deploy_sample().await;
    let address = world.only_server().await.address.expect("an address");
    assert!(join.buttons().iter().any(|button| {
        button
            .url
            .as_ref()
            .is_some_and(|url| url.contains(&format!("ip={address}")))
    }));
    let log = world
        .machine()
        .file(r"C:\ac-server-log.txt")
        .expect("a log");
    assert!(log.contains("Invite link: "), "{log}");
}

#[tokio::test]
async fn a_short_link_is_posted_as_it_is() {
    let world = World::start().await;
    world
        .aws
        .rules(|rules| rules.program = ServerKind::ShortLink);
    let join = world.deploy_sample().await;
    assert!(
        join.buttons()
            .iter()
            .any(|button| button.url.as_deref() == Some("http://acstuff.ru/s/q/abc123")),
        "{}",
        join.text()
    );
}

#[tokio::test]
async fn a_lobby_that_cannot_reach_the_server_is_explained_although_it_ended_with_0() {
    let world = World::start().await;
    world
        .aws
        .rules(|rules| rules.program = ServerKind::LobbyShutdown { answering: false });
    world.deploy(&world.sample_pack()).reply().await;
    let told = world
        .discord
        .wait_for_text(world.channel(), "does not run")
        .await;
    assert_snapshot!(world.tidy(&told.text()), @r"
    │ ❌ Sunday Cup – the game server does not run
    │ ✅ Pack checked – ‹span›
    │ ✅ Pack uploaded – ‹span›
    │ ✅ Machine launched – ‹span›
    │ ⚠️ ‹the stage it was in›
    │
    │ > The lobby of Assetto Corsa could not reach the server, so the server ended itself. Check its ports, or pack it with REGISTER\_TO\_LOBBY=0. It was started 5 times and will not be started again.
    │ The machine does not try again. Fix that and `/deploy` again, or `/stop` this one and `/start` it for another try; if nobody acts, it is stopped automatically after a while. It costs $0.044 per hour until it is stopped.
    │ Track: green\_hills (gp)
    │ Slots: 4
    │ Cars: roadster\_cup, coupe\_gt
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour
    │ Requested by: oscar
    │ 📜 The last lines of its log:
    │   ```
    │   Starting HTTP server on port  8081
    │   RESPONSE: ERROR,INVALID SERVER,CHECK YOUR PORT FORWARDING SETTINGS
    │   CONNECTION TO LOBBY FAILED, ATTEMPT NUMBER  1
    │   RESPONSE: ERROR,INVALID SERVER,CHECK YOUR PORT FORWARDING SETTINGS
    │   CONNECTION TO LOBBY FAILED, ATTEMPT NUMBER  2
    │   RESPONSE: ERROR,INVALID SERVER,CHECK YOUR PORT FORWARDING SETTINGS
    │   CONNECTION TO LOBBY FAILED, ATTEMPT NUMBER  3
    │   RESPONSE: ERROR,INVALID SERVER,CHECK YOUR PORT FORWARDING SETTINGS
    │   CONNECTION TO LOBBY FAILED, ATTEMPT NUMBER  4
    │   RESPONSE: ERROR,INVALID SERVER,CHECK YOUR PORT FORWARDING SETTINGS
    │   CONNECTION TO LOBBY FAILED, ATTEMPT NUMBER  5
    │   LOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN
    │   ```
    │ server · friday.zip
    [Status] [Logs] [Restart] [Stop]
    ");
    // The list asks no machine, and yet knows.
    world
        .wait_until("the list says so", async || {
            let listed = world.discord.slash(world.gus(), "servers", &[]);
            let listed = listed.reply().await.text();
            listed.contains("❌ **Sunday Cup** – the game server does not run")
        })
        .await;
    assert_eq!(world.joins().len(), 0);
}

#[tokio::test]
async fn a_busy_port_is_explained() {
    let world = World::start().await;
    world
        .aws
        .rules(|rules| rules.program = ServerKind::BusyPort);
    world.deploy(&world.sample_pack()).reply().await;
    let told = world
        .discord
        .wait_for_text(world.channel(), "does not run")
        .await;
    assert!(told.text().contains("port"), "{}", told.text());
}

/// The card that turns to a failure is an edit, which no phone tells of.
#[tokio::test]
async fn whoever_waits_for_a_server_that_fails_is_called_once() {
    let world = World::start().await;
    world
        .aws
        .rules(|rules| rules.program = ServerKind::BusyPort);
    world.deploy(&world.sample_pack()).reply().await;
    let card = world
        .discord
        .wait_for_text(world.channel(), "does not run")
        .await;
    let call = world
        .discord
        .wait_for_text(world.channel(), "https://discord.com/channels/")
        .await;
    let (guild, channel) = (world.discord.guild(), world.channel());
    assert_eq!(
        call.text(),
        format!(
            "@oscar **Sunday Cup** – the game server does not run: https://discord.com/channels/{guild}/{channel}/{}",
            card.id
        )
    );
    assert!(call.pinged.users.contains(&world.oscar().id));
    // It goes on being looked at, and nobody is called again.
    let looks = world.aws.count("SendCommand");
    world
        .wait_until("some more looks", async || {
            looks + 5 < world.aws.count("SendCommand")
        })
        .await;
    let calls = world.discord.channel_messages(world.channel());
    let calls = calls.iter().filter(|message| !message.pinged.nobody());
    assert_eq!(calls.count(), 1);
}

#[tokio::test]
async fn a_crash_after_the_link_is_told_and_the_link_is_not_posted_again() {
    let world = World::start().await;
    world.deploy_until_online().await;
    // Whether a pass falls into the crash or after it, the channel hears of it.
    world.machine().crash_server(3);
    world
        .discord
        .wait_for_text(world.channel(), "online again")
        .await;
    assert_eq!(world.joins().len(), 1);
}

#[tokio::test]
async fn a_machine_that_vanishes_while_it_boots_is_told() {
    let world = World::start().await;
    world
        .aws
        .rules(|rules| rules.vanish_in = Some(Phase::Downloading));
    world.deploy(&world.sample_pack()).reply().await;
    let told = world
        .discord
        .wait_for_text(world.channel(), "– deleted")
        .await;
    // Whether the launch was over by then is a matter of moments.
    let launched = "│ ✅ Machine launched – ‹span›\n";
    assert_snapshot!(world.tidy(&told.text()).replace(launched, ""), @r"
    │ 🗑️ Sunday Cup – deleted
    │ ✅ Pack checked – ‹span›
    │ ✅ Pack uploaded – ‹span›
    │
    │ It was deleted outside of this bot. The pack is kept: `/deploy stored` finds it.
    │ Track: green\_hills (gp)
    │ Slots: 4
    │ Cars: roadster\_cup, coupe\_gt
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour
    │ Requested by: oscar
    │ server · friday.zip
    ");
    world
        .wait_until("its security group is gone", async || {
            world.security_groups().await.is_empty()
        })
        .await;
}

#[tokio::test]
async fn a_machine_that_never_comes_up_is_stopped_and_said_to_be() {
    let patience = BootTimeouts {
        slow: SignedDuration::from_secs(2),
        // Edits have a pace: both must find room.
        give_up: SignedDuration::from_secs(8),
    };
    let world = World::builder().patience(patience).start().await;
    world.aws.rules(|rules| rules.agent_comes = false);
    world.deploy(&world.sample_pack()).reply().await;
    world
        .discord
        .wait_for_text(world.channel(), "slower than usual")
        .await;
    let told = world
        .discord
        .wait_for_text(world.channel(), "– stopped")
        .await;
    assert_snapshot!(world.tidy(&told.text()), @r"
    │ 🛑 Sunday Cup – stopped
    │ ✅ Pack checked – ‹span›
    │ ✅ Pack uploaded – ‹span›
    │ ✅ Machine launched – ‹span›
    │
    │ It did not come up in time, and was stopped so that it costs no more. Its disk is kept for about $3.20 a month, so `/start` brings it up again.
    │ Track: green\_hills (gp)
    │ Slots: 4
    │ Cars: roadster\_cup, coupe\_gt
    │ Machine:
    │   t3.small with Windows
    │   $0.044 per hour
    │ Requested by: oscar
    │ server · friday.zip
    [Start]
    ");
    assert_eq!(world.aws.count("StopInstances"), 1);
}

#[tokio::test]
async fn a_pack_that_arrives_damaged_is_told() {
    let world = World::start().await;
    world.aws.rules(|rules| rules.corrupt_download = true);
    world.deploy(&world.sample_pack()).reply().await;
    let told = world
        .discord
        .wait_for_text(world.channel(), "does not run")
        .await;
    assert!(told.text().contains("damaged"), "{}", told.text());
}

#[tokio::test]
async fn garbage_in_the_report_announces_nothing() {
    let world = World::start().await;
    world
        .aws
        .rules(|rules| rules.boot = Duration::from_secs(3600));
    world.deploy(&world.sample_pack()).reply().await;
    world
        .wait_until("the machine to be there", async || {
            !world.aws.machines().is_empty()
        })
        .await;
    world
        .machine()
        .forge_report("SCHEMA=1\nBOOT=x\nPHASE=online\nAC_SERVER_LINK=https://evil.example/join\n");
    let passes = world.aws.count("SendCommand");
    world
        .wait_until("some readings", async || {
            passes + 3 < world.aws.count("SendCommand")
        })
        .await;
    assert_eq!(world.joins().len(), 0);
    world.machine().forge_report(
        "SCHEMA=1\nBOOT=x\nPHASE=online\nPUBLIC_IP=127.0.99.9\nAC_SERVER_LINK=https://acstuff.club/s/q:race/online/join?ip=127.0.99.9&httpPort=8081\n",
    );
    let passes = world.aws.count("SendCommand");
    world
        .wait_until("some readings", async || {
            passes + 3 < world.aws.count("SendCommand")
        })
        .await;
    assert_eq!(world.joins().len(), 0, "a link to somebody else's machine");
}
