//! Which packs are kept.

use std::fs::File;
use std::time::{Duration, SystemTime};

use cloud::Cloud;
use domain::server::{Order, Owner, PackLocation, PackSource, ServerOptions};
use pack::sample::Sample;

use crate::host::Host;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test(flavor = "multi_thread")]
async fn parts_that_are_being_written_leave_nothing_of_an_upload_that_was_given_up() {
    let host = Host::start().await;
    let uploads = host.settings.data_dir.join("uploads");
    for round in 0..4 {
        let server = world::ordered::launch(round).spec.id;
        let at = PackLocation::for_upload(None, &server, "pack.zip");
        let upload = host.local().upload(&at).await.expect("an upload");
        let part = bytes::Bytes::from(vec![7; 4 << 20]);
        let all = (1..=8).map(|number| upload.put(number, part.clone()));
        let writing = futures_util::future::join_all(all);
        // Whoever moves a pack drops what it was doing, and gives up.
        let _ = tokio::time::timeout(Duration::from_millis(round), writing).await;
        upload.abort().await.expect("given up");
        assert!(upload.put(9, part).await.is_err(), "it is over");
        assert_eq!(folders_in(&uploads), 0);
    }
}

fn folders_in(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries
        .filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_dir()))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_nobody_writes_any_more_is_cleared_away_by_the_next_one() {
    let host = Host::start().await;
    let uploads = host.settings.data_dir.join("uploads");
    let begin = async |number| {
        let server = world::ordered::launch(number).spec.id;
        let at = PackLocation::for_upload(None, &server, "pack.zip");
        let upload = host.local().upload(&at).await.expect("an upload");
        let part = bytes::Bytes::from_static(b"half of it");
        upload.put(1, part).await.expect("a part");
        upload
    };
    let broken_off = begin(1).await;
    // The system does the same to a program that is killed.
    drop(broken_off);
    assert_eq!(folders_in(&uploads), 1);
    let written = begin(2).await;
    assert_eq!(folders_in(&uploads), 1, "the first has gone");

    let broken_off = begin(3).await;
    assert_eq!(folders_in(&uploads), 2, "nobody's else");
    drop(broken_off);
    host.local().sweep(&[]).await.expect("swept");
    assert_eq!(folders_in(&uploads), 1);
    let bytes = bytes::Bytes::from_static(b", and the rest");
    written.put(2, bytes).await.expect("it is still there");
    let stored = written.complete("of both").await.expect("stored");
    assert_eq!(stored.size, 24);
    assert_eq!(folders_in(&uploads), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_pack_goes_unless_a_server_has_it_or_an_order_names_it() {
    let host = Host::start_with(|settings| settings.pack_days = 30).await;
    let mut launches = Vec::new();
    for name in ["nobodys.zip", "launched.zip", "ordered.zip"] {
        let launch = host.upload(&Sample::default().zip(), name).await;
        let file = host.settings.data_dir.join(&launch.pack.location.key);
        let file = File::options().write(true).open(file).expect("the pack");
        file.set_modified(SystemTime::now() - 31 * DAY)
            .expect("it is old");
        launches.push(launch);
    }
    let [_, launched, ordered] = launches.try_into().expect("three");
    host.local().launch(&launched).await.expect("launched");
    let order = Order {
        server: ordered.spec.id,
        name: None,
        hosting: ordered.spec.hosting,
        source: PackSource::Stored(ordered.pack.location.clone()),
        owner: Owner {
            user: None,
            name: "Anna".to_owned(),
        },
        home: None,
        progress: None,
        asked: jiff::Timestamp::now(),
        options: ServerOptions::default(),
        until: None,
        sized_by_drivers: false,
        replaces: None,
        run_on: None,
        program: None,
    };
    host.local().keep_order(&order).await.expect("kept");
    let kept = async || {
        // The list was made before any of it.
        host.local().sweep(&[]).await.expect("swept");
        let packs = host.local().packs(PackLocation::FOLDER).await;
        let packs = packs.expect("a list").into_iter();
        let mut keys: Vec<String> = packs.map(|pack| pack.location.key).collect();
        keys.sort();
        keys
    };
    let mut both = [
        launched.pack.location.key.clone(),
        ordered.pack.location.key,
    ];
    both.sort();
    assert_eq!(kept().await, both);
    host.local()
        .drop_order(&order.server)
        .await
        .expect("dropped");
    assert_eq!(kept().await, [launched.pack.location.key]);
}
