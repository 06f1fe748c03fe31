//! What can be known of the scripts without executing them.

use crate::pack::{plan, user_data};

#[test]
fn the_user_data_fits() {
    let length = user_data(&plan(b"a pack")).len();
    println!("user data: {length} of 16384 bytes");
    assert!(length < 14_000, "{length} bytes");
}
