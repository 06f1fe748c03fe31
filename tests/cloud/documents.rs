//! Documents in the bucket, written by several programs at once.

use std::sync::Arc;

use cloud::Cloud;
use store::{Expected, Key, Store, StoreError};

use crate::world::World;

async fn documents(world: &World) -> Arc<dyn Store> {
    let aws = world.set_up().await;
    aws.documents().expect("a place for documents")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bucket_keeps_the_contract_of_documents() {
    let world = World::start().await;
    store::contract::run(documents(&world).await).await;
}

/// The SDK sends a write again whose answer was lost, and then S3 says that somebody else was faster.
#[tokio::test]
async fn a_write_whose_answer_was_lost_is_known_as_our_own() {
    let world = World::start().await;
    let documents = documents(&world).await;
    let key = Key::new("seasons/1/cup.json").expect("a key");
    world.front.fail("PutObject").lose_answer();
    let put = documents.put(&key, b"one".to_vec(), Expected::Absent).await;
    let first = put.expect("written, although the answer was lost");
    world.front.fail("PutObject").lose_answer();
    let put = documents.put(&key, b"two".to_vec(), Expected::Unchanged(&first));
    let second = put.await.expect("written over");
    world.front.fail("DeleteObject").lose_answer();
    documents.remove(&key, &second).await.expect("removed");
    assert_eq!(documents.list(None).await.expect("a list"), []);
}

/// Where two writes meet, S3 may leave open which one was first.
#[tokio::test]
async fn two_writes_that_meet_are_settled_by_trying_again() {
    let world = World::start().await;
    let documents = documents(&world).await;
    let key = Key::new("seasons/1/cup.json").expect("a key");
    let conflict = "The conditional request cannot succeed due to a conflicting operation against this resource.";
    for operation in ["PutObject", "DeleteObject"] {
        let meet = world.front.fail(operation).times(2);
        meet.with("ConditionalRequestConflict", 409, conflict);
    }
    let put = documents.put(&key, b"one".to_vec(), Expected::Absent).await;
    let first = put.expect("written at the third try");
    documents.remove(&key, &first).await.expect("removed");

    // A bucket that goes on like this is told, not waited for.
    let meet = world.front.fail("PutObject").always();
    meet.with("ConditionalRequestConflict", 409, conflict);
    let put = documents.put(&key, b"one".to_vec(), Expected::Absent).await;
    assert!(matches!(put, Err(StoreError::Failed { .. })), "{put:?}");
}

#[tokio::test]
async fn a_document_that_comes_in_part_is_no_document() {
    let world = World::start().await;
    let documents = documents(&world).await;
    let key = Key::new("seasons/1/cup.json").expect("a key");
    let put = documents.put(&key, vec![7; 1000], Expected::Absent).await;
    put.expect("written");
    world.front.fail("GetObject").always().cut_body(10);
    documents.get(&key).await.expect_err("ten bytes came");
    world.front.heal();
    let read = documents.get(&key).await.expect("an answer");
    assert_eq!(read.expect("the document").bytes, [7; 1000]);
}
