//! The bot asks a server that comes up itself, and does not wait for the machine's own report.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ac_deploy::watcher::WatchSettings;
use axum::Router;
use axum::routing::get;
use domain::ids::BootId;
use world::{Watching, World};

/// A world whose watcher looks so rarely that only the bot's own questions can find a server.
async fn rarely_watched() -> World {
    let mut world = World::builder().start_without_bot().await;
    world.watching = Watching::Paced(WatchSettings {
        moving_seconds: 3600,
        quiet_seconds: 3600,
        idle_seconds: 3600,
    });
    world.start_bot().await;
    world
}

/// A server of somebody else's, at an address that was handed on.
async fn stranger(at: SocketAddr, info: String) -> (Arc<AtomicUsize>, tokio::task::JoinHandle<()>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let answer = move || {
        counted.fetch_add(1, Ordering::Relaxed);
        let info = info.clone();
        async move { info }
    };
    let listener = tokio::net::TcpListener::bind(at).await.expect("a port");
    let router = Router::new().route("/INFO", get(answer));
    let serving = tokio::spawn(async move {
        let _ = axum::serve(listener, router).await;
    });
    (asked, serving)
}

#[tokio::test]
async fn a_server_is_announced_although_its_machine_says_nothing() {
    let world = rarely_watched().await;
    world.aws.rules(|rules| rules.agent_comes = false);
    let join = world.deploy_sample().await;
    let server = world.only_server().await;
    let address = server.address.expect("an address");
    assert!(
        join.text().contains(&format!("{address}:8081")),
        "{}",
        join.text()
    );
    world
        .discord
        .wait_for_text(world.channel(), "– online")
        .await;

    // What the machine says later of the same boot is no news.
    world.aws.rules(|rules| rules.agent_comes = true);
    world
        .wait_until("the machine's report", async || {
            let report = world.machine().report();
            report.is_some_and(|report| report.boot.is_some() && report.link.is_some())
        })
        .await;
    let mut watcher = world.watcher().await;
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    while announced(&world).await != world.machine().report().and_then(|report| report.boot) {
        assert!(tokio::time::Instant::now() < deadline, "the boot is noted");
        watcher.pass().await.expect("a pass");
    }
    watcher.pass().await.expect("a pass");
    assert_eq!(world.joins().len(), 1, "one link a boot");
}

async fn announced(world: &World) -> Option<BootId> {
    let record = world.only_server().await.record;
    record.announced.map(|announced| announced.boot)
}

#[tokio::test]
async fn a_strangers_server_at_the_address_is_not_announced() {
    let world = rarely_watched().await;
    // Its own server does not come up yet.
    world
        .aws
        .rules(|rules| (rules.boot, rules.agent_comes) = (Duration::from_secs(3600), false));
    world.deploy(&world.sample_pack()).reply().await;
    let known = std::cell::Cell::new(None);
    world
        .wait_until("an address", async || {
            let servers = world.servers().await;
            known.set(servers.first().and_then(|server| server.address));
            known.get().is_some()
        })
        .await;
    let at = SocketAddr::new(known.get().expect("an address").into(), 8081);
    let info = |name: &str, udp: u16| {
        serde_json::json!({
            "name": name, "port": udp, "tport": 9600, "cport": 8081, "clients": 0,
            "maxclients": 4, "track": "green_hills-gp", "cars": ["roadster_cup", "coupe_gt"],
        })
        .to_string()
    };
    for other in [
        info("Saturday Cup", 9600),
        info("Sunday Cup", 9700),
        "{}".to_owned(),
    ] {
        let (asked, serving) = stranger(at, other).await;
        world
            .wait_until("the bot to have asked often", async || {
                3 <= asked.load(Ordering::Relaxed)
            })
            .await;
        serving.abort();
        let _ = serving.await;
        assert!(world.joins().is_empty(), "nobody is sent to a stranger");
    }
    world
        .aws
        .rules(|rules| rules.boot = Duration::from_millis(10));
    world.join_message().await;
    assert_eq!(world.joins().len(), 1);
}

#[tokio::test]
async fn a_bot_that_is_killed_while_it_posts_posts_no_second_link() {
    let mut world = rarely_watched().await;
    world.aws.rules(|rules| rules.agent_comes = false);
    world.deploy_sample().await;
    world
        .wait_until("it to be noted", async || announced(&world).await.is_some())
        .await;
    world.kill_bot().await;
    world.forget_announcement().await;
    world.aws.rules(|rules| rules.agent_comes = true);
    world.watching = Watching::Hurried;
    world.start_bot().await;
    world
        .wait_until("it to be noted again", async || {
            announced(&world).await.is_some()
        })
        .await;
    assert_eq!(world.joins().len(), 1);
}

/// Every question costs a machine some seconds of its processor, which drivers would feel: one that comes up is asked
/// often, and another one beside it that is raced on is not.
#[tokio::test]
async fn a_server_that_is_raced_on_is_left_alone_while_another_one_comes_up() {
    let mut world = World::builder().start_without_bot().await;
    world.watching = Watching::Paced(WatchSettings {
        moving_seconds: 1,
        quiet_seconds: 3600,
        idle_seconds: 3600,
    });
    world.start_bot().await;
    world.deploy_until_online().await;
    let raced = world.machine();
    world
        .aws
        .rules(|rules| rules.boot = Duration::from_secs(3600));
    world.deploy(&world.sample_pack()).reply().await;
    let coming = || {
        let mut machines = world.aws.machines().into_iter();
        machines.find(|machine| machine.id() != raced.id())
    };
    let asked = async |often: usize| {
        world
            .wait_until("the one that comes up to be asked", async || {
                coming().is_some_and(|machine| often <= machine.commands())
            })
            .await;
    };
    // A deed is worth a look at all of them.
    asked(3).await;
    let before = raced.commands();
    asked(6).await;
    assert_eq!(raced.commands(), before);
}
