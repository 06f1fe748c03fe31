//! `scripts/linux/`, executed: the user data as it is sent, on a machine with a real systemd.
//!
//! See [`machine`] for what such a machine is. Where this computer cannot have one, the stories are
//! skipped with a line that says why.

mod amazon;
mod machine;
mod pack;
mod story;
mod units;

use std::env;
use std::net::Ipv4Addr;
use std::path::Path;

/// The machine's address in the stories, until it gets another.
const ADDRESS: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 7);

/// The server program of the stories' packs: this test program, started by the pack's own file
/// (see [`pack::program`]) on the machine. Among the tests it does nothing.
#[test]
fn the_stand_in_for_acserver() {
    let Some(program) = env::var_os("AC_STAND_IN") else {
        return;
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let run = world::acserver_alone(Path::new(&program), ADDRESS);
    std::process::exit(runtime.block_on(run).expect("a pack"));
}
