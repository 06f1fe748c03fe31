//! Which build this is, for `--version`, `/help` and bug reports.

use std::sync::LazyLock;

/// The version and, where the build knew it, the commit: `0.1.0 (5ee575c0f1a2)`.
///
/// Builds for tests do not know it; `build.rs` says why.
pub fn version() -> &'static str {
    static TEXT: LazyLock<String> =
        LazyLock::new(|| worded(env!("CARGO_PKG_VERSION"), env!("BUILT_FROM_COMMIT")));
    &TEXT
}

fn worded(version: &str, commit: &str) -> String {
    match commit {
        "" => version.to_owned(),
        commit => format!("{version} ({commit})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commit_is_named_where_it_is_known() {
        assert_eq!(worded("0.1.0", "5ee575c0f1a2"), "0.1.0 (5ee575c0f1a2)");
        assert_eq!(worded("0.1.0", ""), "0.1.0");
    }
}
