//! What every provider of machines and storage must keep, as the rest of ac-deploy relies on it. It
//! knows the port and no adapter; every adapter's tests run it.

use bytes::Bytes;
use cloud::{Cloud, CloudError, ServerLog};
use domain::ids::{BootId, ChannelId, GuildId, MessageId, ServerId, UserId};
use domain::lifecycle::{ReportOutcome, Stage};
use domain::server::{
    Announced, Home, Hosting, InstanceState, Order, Owner, PackLocation, PackSource, Record,
    Server, ServerOptions, StopReason,
};
use jiff::SignedDuration;
use store::{Expected, Key};

use crate::ordered::{at, in_state, launch, listed, until};

/// S3's least for all parts but the last.
const PART: usize = 5 << 20;

/// Goes through all of it, with a cloud in which nothing is set up yet.
///
/// # Panics
/// Where the contract is broken.
pub async fn keeps_the_contract(cloud: &dyn Cloud) {
    sets_up_once(cloud).await;
    serves_what_is_set_up(cloud).await;
}

/// All but the set-up, with a cloud in which nothing is yet but what set-up made.
///
/// # Panics
/// Where the contract is broken.
pub async fn serves_what_is_set_up(cloud: &dyn Cloud) {
    moves_packs(cloud).await;
    keeps_orders(cloud).await;
    keeps_documents(cloud).await;
    runs_servers(cloud).await;
}

/// The set-up alone, with a cloud in which nothing is set up yet.
///
/// # Panics
/// Where the contract is broken.
pub async fn sets_up_once(cloud: &dyn Cloud) {
    let missing = cloud.missing().await.expect("a plan");
    assert!(!missing.is_empty(), "nothing is set up yet");
    let done = std::sync::Mutex::new(Vec::new());
    let note = |step: &_| {
        done.lock()
            .expect("no panic")
            .push(ToString::to_string(step))
    };
    cloud.set_up(&note).await.expect("set up");
    let planned: Vec<_> = missing.iter().map(ToString::to_string).collect();
    assert_eq!(
        *done.lock().expect("no panic"),
        planned,
        "what was planned is what was done"
    );
    assert_eq!(cloud.missing().await.expect("a plan"), []);
    cloud
        .set_up(&|step| panic!("{step} was done twice"))
        .await
        .expect("nothing to do");
}

async fn moves_packs(cloud: &dyn Cloud) {
    let server = ServerId::from_bits(1);
    let at = PackLocation::for_upload(Some(GuildId::from(42)), &server, "GT3.zip");
    let bytes: Bytes = (0..PART + 1000).map(|n| (n % 251) as u8).collect();

    let abandoned = cloud.upload(&at).await.expect("an upload");
    abandoned.put(1, bytes.slice(..PART)).await.expect("a part");
    let upload = cloud
        .upload(&at)
        .await
        .expect("a second one at the same place");
    let late = abandoned.put(1, bytes.slice(..PART)).await;
    assert!(late.is_err(), "the first one was thrown away");

    upload
        .put(2, bytes.slice(PART..))
        .await
        .expect("the last part first");
    upload
        .put(1, Bytes::from(vec![0; PART]))
        .await
        .expect("a part that is sent again later");
    upload
        .put(1, bytes.slice(..PART))
        .await
        .expect("the same part again");
    assert!(
        matches!(cloud.pack(&at).await, Err(CloudError::NotFound { .. })),
        "not before it is complete"
    );
    let stored = upload.complete("abc123").await.expect("a pack");
    assert_eq!(
        (stored.size, stored.sha256.as_deref()),
        (bytes.len() as u64, Some("abc123"))
    );
    upload.abort().await.expect("too late, and no error");

    let seen = cloud.pack(&at).await.expect("the pack");
    assert_eq!(
        (&seen.location, seen.size, seen.sha256.as_deref()),
        (&at, stored.size, Some("abc123"))
    );
    let range = PART as u64 - 3..PART as u64 + 3;
    let read = cloud
        .read(&at, range)
        .await
        .expect("bytes across two parts");
    assert_eq!(read, bytes.slice(PART - 3..PART + 3));
    assert_eq!(cloud.read(&at, 7..7).await.expect("nothing"), Bytes::new());
    cloud
        .read(&at, stored.size - 1..stored.size + 1)
        .await
        .expect_err("past its end");
    cloud
        .read(&at, stored.size..stored.size + 1)
        .await
        .expect_err("behind its end");

    let aborted = PackLocation::for_upload(Some(GuildId::from(42)), &server, "aborted.zip");
    let upload = cloud.upload(&aborted).await.expect("an upload");
    upload
        .put(1, Bytes::from_static(b"x"))
        .await
        .expect("a part");
    upload.abort().await.expect("aborted");
    upload.abort().await.expect("aborted twice");
    upload.complete("x").await.expect_err("it is gone");

    let other = PackLocation::for_upload(Some(GuildId::from(43)), &server, "other.zip");
    let upload = cloud.upload(&other).await.expect("an upload");
    upload
        .put(1, Bytes::from_static(b"zip"))
        .await
        .expect("a part");
    upload.complete("x").await.expect("a pack");
    let of = async |prefix: &str| -> Vec<PackLocation> {
        let packs = cloud.packs(prefix).await.expect("a list");
        packs.into_iter().map(|pack| pack.location).collect()
    };
    assert_eq!(of("packs/42/").await, std::slice::from_ref(&at));
    assert_eq!(of("packs/").await.len(), 2);
    cloud.delete_pack(&other).await.expect("deleted");
    cloud.delete_pack(&other).await.expect("deleted twice");
    assert_eq!(of("packs/").await, [at]);
    let elsewhere: PackLocation = "s3://somebody-elses/pack.zip".parse().expect("a location");
    assert!(matches!(
        cloud.pack(&elsewhere).await,
        Err(CloudError::ForeignBucket { .. })
    ));
}

async fn keeps_orders(cloud: &dyn Cloud) {
    let order = |bits, name: &str| Order {
        server: ServerId::from_bits(bits),
        name: Some(name.to_owned()),
        hosting: Hosting::ec2("t3.small"),
        source: PackSource::Stored("packs/42/gt3.zip".parse().expect("a location")),
        owner: Owner {
            user: Some(UserId::from(3)),
            name: "Anna".into(),
        },
        home: Some(Home {
            guild: GuildId::from(42),
            channel: ChannelId::from(43),
        }),
        progress: None,
        asked: at(bits.try_into().expect("small")),
        options: ServerOptions::default(),
        until: None,
        sized_by_drivers: false,
        replaces: None,
        run_on: None,
        program: None,
    };
    assert_eq!(cloud.orders().await.expect("a list"), []);
    cloud.keep_order(&order(2, "second")).await.expect("kept");
    cloud.keep_order(&order(1, "first")).await.expect("kept");
    let newer = Order {
        progress: Some(MessageId::from(9)),
        ..order(2, "second")
    };
    cloud.keep_order(&newer).await.expect("kept anew");
    assert_eq!(
        cloud.orders().await.expect("a list"),
        [order(1, "first"), newer.clone()]
    );
    cloud
        .drop_order(&ServerId::from_bits(1))
        .await
        .expect("dropped");
    cloud
        .drop_order(&ServerId::from_bits(1))
        .await
        .expect("dropped twice");
    assert_eq!(cloud.orders().await.expect("a list"), [newer]);
}

/// That there is a place for them, which the caller may use; `store::contract` holds it to the rest.
async fn keeps_documents(cloud: &dyn Cloud) {
    let documents = cloud.documents().expect("a place for documents");
    let key = Key::new("results/42/a.json").expect("a key");
    let put = documents.put(&key, b"one".to_vec(), Expected::Absent).await;
    let first = put.expect("written");
    let put = documents.put(&key, b"two".to_vec(), Expected::Unchanged(&first));
    let second = put.await.expect("written over");
    let late = documents.put(&key, b"three".to_vec(), Expected::Unchanged(&first));
    late.await.expect_err("somebody was faster");
    assert_eq!(
        documents.list(None).await.expect("a list"),
        std::slice::from_ref(&key)
    );
    let read = documents.get(&key).await.expect("an answer");
    assert_eq!(read.expect("the document").bytes, b"two");
    documents.remove(&key, &second).await.expect("removed");
    assert_eq!(documents.get(&key).await.expect("an answer"), None);
}

async fn runs_servers(cloud: &dyn Cloud) {
    assert_eq!(cloud.servers().await.expect("a list"), []);
    let (mut first, second) = (launch(1), launch(2));
    first.spec.options = ServerOptions::from_each(|choice| Some(choice.most));
    let server = cloud.launch(&first).await.expect("a server");
    assert_eq!(
        cloud.launch(&first).await.expect("the same").instance,
        server.instance
    );
    assert_eq!(
        (&server.id, &server.name, &server.pack),
        (&first.spec.id, &first.spec.name, &first.pack)
    );
    assert_eq!(
        (&server.owner, server.home, &server.record),
        (&first.spec.owner, first.spec.home, &first.record)
    );
    let other = cloud.launch(&second).await.expect("a second server");
    assert_ne!(other.instance, server.instance);

    let server = in_state(cloud, &server.id, InstanceState::Running).await;
    assert!(server.address.is_some() && cloud.game_address(&server).is_some());
    remembers(cloud, &server).await;
    let other = in_state(cloud, &other.id, InstanceState::Running).await;
    reads_reports(cloud, &[&server, &other]).await;

    cloud
        .stop(&server, StopReason::Asked)
        .await
        .expect("stopping");
    let server = in_state(cloud, &server.id, InstanceState::Stopped).await;
    assert_eq!(
        (server.record.ending, server.address),
        (Some(StopReason::Asked), None)
    );
    assert_eq!(server.options, first.spec.options, "all that was chosen");
    assert!(!server.powered_itself_off, "we did");
    let log = cloud.log(&server, 20).await.expect("an answer");
    // A rented machine that is off cannot be asked; on one's own, the server wrote nothing yet.
    assert!(matches!(log, ServerLog::NoAnswer | ServerLog::Absent));
    let readings = cloud.reports(&[&server]).await.expect("readings");
    assert_eq!(readings[&server.instance], ReportOutcome::NotAsked);
    let before = server.launched;
    cloud.start(&server).await.expect("starting");
    let server = in_state(cloud, &server.id, InstanceState::Running).await;
    assert_eq!(server.record.ending, None, "a new run has not ended");
    assert!(before <= server.launched);

    cloud
        .terminate(&server, StopReason::BootTimeout)
        .await
        .expect("deleting");
    let gone = in_state(cloud, &server.id, InstanceState::Terminated).await;
    assert_eq!(gone.record.ending, Some(StopReason::BootTimeout));
    assert!(
        matches!(
            cloud.launch(&first).await,
            Err(CloudError::WrongState { .. })
        ),
        "an id is used once"
    );
    let all = cloud.servers().await.expect("a list");
    assert_eq!(
        cloud.sweep(&all).await.expect("swept").gone,
        1,
        "what the first one left behind"
    );
    assert_eq!(
        cloud.sweep(&all).await.expect("swept").gone,
        0,
        "the second one is in use"
    );
    cloud
        .terminate(&other, StopReason::Asked)
        .await
        .expect("deleting");
    in_state(cloud, &other.id, InstanceState::Terminated).await;
    let all = cloud.servers().await.expect("a list");
    assert_eq!(cloud.sweep(&all).await.expect("swept").gone, 1);
}

async fn remembers(cloud: &dyn Cloud, server: &Server) {
    let mut record = server.record.clone();
    record.timeline.reach(
        Stage::Booting,
        record.timeline.asked() + SignedDuration::from_secs(20),
    );
    record.progress = Some(MessageId::from(77));
    record.announcing = Some(BootId::new("b-1"));
    record.announced = Some(Announced {
        boot: BootId::new("b-1"),
        message: Some(MessageId::from(78)),
    });
    record.told = Some("online-b-1".into());
    cloud.remember(server, &record).await.expect("remembered");
    assert_eq!(listed(cloud, &server.id).await.record, record);
    let forgotten = Record::new(at(5), None);
    cloud
        .remember(server, &forgotten)
        .await
        .expect("remembered");
    assert_eq!(listed(cloud, &server.id).await.record, forgotten);
}

async fn reads_reports(cloud: &dyn Cloud, servers: &[&Server]) {
    // Their agents take a moment to register.
    until(async || {
        let readings = cloud.reports(servers).await.expect("readings");
        assert_eq!(readings.len(), servers.len(), "every server has an answer");
        let waits = readings
            .values()
            .any(|reading| *reading == ReportOutcome::AgentOffline);
        (!waits).then_some(())
    })
    .await;
    for server in servers {
        let log = cloud.log(server, 20).await.expect("an answer");
        assert_ne!(log, ServerLog::NoAnswer, "whoever has a report has a log");
    }
}
