//! ac-deploy.
fn main() {}
