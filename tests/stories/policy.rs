//! The shipped operator policy is enough for every story (each world holds the bot to it), and no
//! more than that: without any one action something breaks.

use world::{BUCKET, World};

#[tokio::test]
async fn no_action_of_the_policy_is_there_for_nothing() {
    let policy = world::policy::operator(BUCKET);
    let used = {
        let world = World::start().await;
        world.grand_tour().await;
        world.aws.used_actions(world::BOT_KEY)
    };
    let unused: Vec<String> = world::policy::actions(&policy)
        .into_iter()
        .filter(|action| !used.contains(action))
        .collect();
    assert_eq!(unused, Vec::<String>::new(), "allowed and never used");
}
