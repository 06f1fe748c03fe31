//! The contract of the port, kept by the real SDK.

use crate::world::World;

#[tokio::test]
async fn aws_keeps_the_contract() {
    let world = World::start().await;
    ::world::contract::keeps_the_contract(&world.aws().await).await;
}
