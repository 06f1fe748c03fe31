//! The bot asks a server that comes up itself, and does not wait for the machine's own report.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use discord_stand_in::Recorded;
use domain::ids::BootId;
use tokio_util::sync::CancellationToken;
use watcher::WatchSettings;
use world::{Watching, World};

/// So rarely that only the bot's own questions can find a server.
const RARELY: WatchSettings = WatchSettings {
    moving_seconds: 3600,
    quiet_seconds: 3600,
    idle_seconds: 3600,
};

async fn rarely_watched() -> World {
    let mut world = World::builder().start_without_bot().await;
    world.watching = Watching::Paced(RARELY);
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

/// Where the first server is to answer, once its machine has an address.
async fn address(world: &World) -> SocketAddr {
    let known = std::cell::Cell::new(None);
    world
        .wait_until("an address", async || {
            let servers = world.servers().await;
            known.set(servers.first().and_then(|server| server.address));
            known.get().is_some()
        })
        .await;
    SocketAddr::new(known.get().expect("an address").into(), 8081)
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
    let at = address(&world).await;
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

/// What a bot has listed is old before it can act on it: meanwhile the report has come, and the link was
/// posted by its own pass or by another bot's. The boot that the report names is not the name by which
/// the one who asks `/INFO` knows this run.
async fn the_link_is_posted_once_though_an_old_list_comes_after_it(is_another_bots: bool) {
    let mut world = World::builder().start_without_bot().await;
    world.watching = Watching::ByHand;
    world.start_bot().await;
    // Its own server does not come up yet.
    world
        .aws
        .rules(|rules| rules.boot = Duration::from_secs(3600));
    world.deploy(&world.sample_pack()).reply().await;
    let at = address(&world).await;
    let (asked, serving) = stranger(at, "{}".to_owned()).await;
    let asking = world.service_of_another_bot();
    let shutdown = CancellationToken::new();
    let asks = world.watcher_of(&asking, RARELY).await;
    let asks = tokio::spawn(asks.follow(shutdown.clone()));
    world
        .wait_until("the bot to ask", async || 0 < asked.load(Ordering::Relaxed))
        .await;
    serving.abort();
    let _ = serving.await;

    // It answers, and the bot lists the servers once more, so as not to undo what was noted meanwhile.
    let listed = world.aws.fail("DescribeInstances").hold_answer();
    world
        .aws
        .rules(|rules| rules.boot = Duration::from_millis(10));
    world
        .wait_until("the list to be made", async || listed.waiting() == 1)
        .await;
    assert!(world.joins().is_empty());
    let passing = match is_another_bots {
        true => world.service_of_another_bot(),
        false => asking,
    };
    let mut watcher = world.watcher_of(&passing, RARELY).await;
    world
        .wait_until("the machine's report", async || {
            let report = world.aws.machines().first().and_then(|it| it.report());
            report.is_some_and(|report| report.boot.is_some() && report.link.is_some())
        })
        .await;
    while world.joins().is_empty() {
        watcher.pass().await.expect("a pass");
    }
    drop(listed);
    // What it has begun to post it posts.
    shutdown.cancel();
    asks.await.expect("it ends");
    for _ in 0..3 {
        watcher.pass().await.expect("a pass");
    }
    assert_eq!(world.joins().len(), 1, "{}", world.discord.transcript());
}

#[tokio::test]
async fn a_link_that_the_report_brought_is_not_posted_again_by_who_asks_the_server() {
    the_link_is_posted_once_though_an_old_list_comes_after_it(false).await;
}

#[tokio::test]
async fn a_link_that_another_bot_posted_is_not_posted_again_by_who_asks_the_server() {
    the_link_is_posted_once_though_an_old_list_comes_after_it(true).await;
}

/// How often the bot has asked Discord to post a join link. Discord answers a repeat with the message that it has.
fn tries_to_post_a_link(world: &World) -> usize {
    let is_try = |request: &&Recorded| {
        let body = request.body.as_ref().map(ToString::to_string);
        request.name() == "POST /channels/{channel_id}/messages"
            && body.is_some_and(|body| body.contains("acstuff"))
    };
    world
        .discord
        .look(|state| state.requests().filter(is_try).count())
}

/// The pass has read the report and is about to note that it posts the link. In that moment the server answers whoever
/// asks it, in the same bot, who lists it as not announced and waits for its turn.
#[tokio::test]
async fn a_link_is_posted_once_where_the_report_comes_as_the_server_answers() {
    // EC2 may be late to know a new machine, so that the pass can note nothing and another one comes first.
    for _ in 0..5 {
        if the_report_comes_as_the_server_answers().await {
            return;
        }
    }
    panic!("the pass never came first");
}

/// Whether it was the pass that came first. Panics if the link was then posted more than once.
async fn the_report_comes_as_the_server_answers() -> bool {
    let mut world = World::builder().start_without_bot().await;
    world.watching = Watching::ByHand;
    world.start_bot().await;
    // Its own server does not come up yet.
    world
        .aws
        .rules(|rules| rules.boot = Duration::from_secs(3600));
    world.deploy(&world.sample_pack()).reply().await;
    let at = address(&world).await;
    let (asked, serving) = stranger(at, "{}".to_owned()).await;
    let bot = world.service_of_another_bot();
    let shutdown = CancellationToken::new();
    let asks = world.watcher_of(&bot, RARELY).await;
    let asks = tokio::spawn(asks.follow(shutdown.clone()));
    world
        .wait_until("the bot to ask", async || 0 < asked.load(Ordering::Relaxed))
        .await;
    serving.abort();
    let _ = serving.await;

    let mut passing = world.watcher_of(&bot, RARELY).await;
    while world.only_server().await.record.told.is_none() {
        passing.pass().await.expect("a pass");
    }

    // Whoever asks it lists the servers once the pass is about to post.
    let listing = world.aws.fail("DescribeInstances").hold();
    let listed = world.aws.fail("DescribeInstances").hold_answer();
    world
        .aws
        .rules(|rules| rules.boot = Duration::from_millis(10));
    world
        .wait_until("it to answer", async || listing.waiting() == 1)
        .await;
    world
        .wait_until("the machine's report", async || {
            let report = world.machine().report();
            report.is_some_and(|report| report.boot.is_some() && report.link.is_some())
        })
        .await;
    let noting = world.aws.fail("CreateTags").hold();
    let pass = tokio::spawn(async move { passing.pass().await });
    world
        .wait_until("the pass to note what it is about to do", async || {
            noting.waiting() == 1
        })
        .await;
    drop(listing);
    world
        .wait_until("the list to be made", async || listed.waiting() == 1)
        .await;
    drop(listed);
    drop(noting);
    let passed = pass.await.expect("it ends").expect("a pass");
    if passed.announced == 0 {
        shutdown.cancel();
        asks.await.expect("it ends");
        return false;
    }
    // What it has begun to post it posts.
    shutdown.cancel();
    asks.await.expect("it ends");
    assert_eq!(
        tries_to_post_a_link(&world),
        1,
        "{}",
        world.discord.transcript()
    );
    true
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
