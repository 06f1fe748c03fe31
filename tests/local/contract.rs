//! The contract of the port, kept by this machine.

use crate::host::Host;

#[tokio::test(flavor = "multi_thread")]
async fn this_machine_keeps_the_contract() {
    let host = Host::before_set_up();
    world::contract::keeps_the_contract(host.local()).await;
}
