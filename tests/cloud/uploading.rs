//! Packs and orders on the way to S3 and back.

use ::world::front::Refusal;
use bytes::Bytes;
use cloud::Cloud;

use crate::world::{ADMIN, BUCKET, World};

#[tokio::test]
async fn a_part_that_breaks_is_sent_again() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let at = "packs/cli/x/a.zip".parse().expect("a location");
    let upload = aws.upload(&at).await.expect("an upload");
    world.front.fail("UploadPart").server_error();
    world.front.fail("CompleteMultipartUpload").lose_answer();
    upload
        .put(1, Bytes::from_static(b"zip"))
        .await
        .expect("the second attempt");
    let stored = upload
        .complete("abc")
        .await
        .expect("whole, although the answer was lost");
    assert_eq!(stored.size, 3);
    assert_eq!(
        aws.pack(&at).await.expect("the pack").sha256.as_deref(),
        Some("abc")
    );
}

/// The bucket deletes packs some weeks after they were put there, but none that is needed.
#[tokio::test]
async fn a_pack_that_is_needed_is_put_there_anew_and_stays_the_same() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let at = "packs/cli/x/Sunday Cup (2).zip"
        .parse()
        .expect("a location");
    let upload = aws.upload(&at).await.expect("an upload");
    let put = upload.put(1, Bytes::from_static(b"zip"));
    put.await.expect("a part");
    let stored = upload.complete("abc").await.expect("a pack");
    assert!(
        !aws.spare_pack(&stored).await.expect("looked at"),
        "it is young"
    );
    let aged = cloud::StoredPack {
        modified: stored
            .modified
            .map(|then| then - jiff::SignedDuration::from_hours(24 * 16)),
        ..stored.clone()
    };
    assert!(aws.spare_pack(&aged).await.expect("spared"));
    assert_eq!(world.front.count("CopyObject"), 1);
    let renewed = aws.pack(&at).await.expect("the pack");
    assert_eq!((renewed.size, renewed.sha256.as_deref()), (3, Some("abc")));
}

/// S3 does not copy more than 5 GiB at once.
#[tokio::test]
async fn a_pack_that_is_too_large_to_be_copied_at_once_is_copied_in_parts() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let at = "packs/42/x/Le Mans (all mods).zip"
        .parse()
        .expect("a location");
    let upload = aws.upload(&at).await.expect("an upload");
    upload
        .put(1, Bytes::from_static(b"zip"))
        .await
        .expect("a part");
    let stored = upload.complete("abc").await.expect("a pack");
    let aged = cloud::StoredPack {
        modified: stored
            .modified
            .map(|then| then - jiff::SignedDuration::from_hours(24 * 16)),
        ..stored
    };
    let limit = "The specified copy source is larger than the maximum allowable size for a copy source: 5368709120";
    let too_large = Refusal::new(400, "InvalidRequest", limit);
    world.front.fail("s3:CopyObject").refuse(too_large);
    assert!(aws.spare_pack(&aged).await.expect("spared"));
    assert_eq!(world.front.count("s3:UploadPartCopy"), 1);
    let renewed = aws.pack(&at).await.expect("the pack");
    assert_eq!((renewed.size, renewed.sha256.as_deref()), (3, Some("abc")));
    assert_eq!(&aws.read(&at, 0..3).await.expect("its bytes")[..], b"zip");
}

#[tokio::test]
async fn a_read_that_breaks_off_is_an_error() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let at = "packs/cli/x/a.zip".parse().expect("a location");
    let upload = aws.upload(&at).await.expect("an upload");
    upload
        .put(1, Bytes::from(vec![7; 1000]))
        .await
        .expect("a part");
    upload.complete("abc").await.expect("a pack");
    world.front.fail("GetObject").always().cut_body(10);
    aws.read(&at, 0..500)
        .await
        .expect_err("only ten bytes came");
    world.front.heal();
    assert_eq!(aws.read(&at, 0..500).await.expect("all of it").len(), 500);
}

#[tokio::test]
async fn an_order_that_cannot_be_read_is_left_out() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let s3 = world.front.s3(ADMIN).await;
    let put = s3
        .put_object()
        .bucket(BUCKET)
        .key("orders/broken.json")
        .body(Bytes::from_static(b"{").into());
    put.send().await.expect("put");
    assert_eq!(aws.orders().await.expect("a list"), []);
}
