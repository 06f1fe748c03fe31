//! Tells the program which commit it is built from; see `src/lib.rs`.
//!
//! In this order: `AC_DEPLOY_COMMIT` (the image, which is built without `.git`), what `git archive`
//! wrote into `config/commit.txt`, and git itself. None of them has to be there. Git is asked for
//! release builds only, because each commit would otherwise rebuild what stands above for the tests.

use std::path::Path;
use std::process::Command;

const VARIABLE: &str = "AC_DEPLOY_COMMIT";
const ARCHIVED: &str = "../../config/commit.txt";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={ARCHIVED}");
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let commit = std::env::var(VARIABLE)
        .ok()
        .filter(|commit| is_commit(commit))
        .or_else(archived)
        .or_else(checked_out)
        .unwrap_or_default();
    // Twelve digits are what git shows of a large repository's commits.
    let short = commit.get(..12).unwrap_or(&commit);
    println!("cargo::rustc-env=BUILT_FROM_COMMIT={short}");
}

fn is_commit(text: &str) -> bool {
    (7..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The commit of an archive; in a checkout the file holds git's placeholder.
fn archived() -> Option<String> {
    let text = std::fs::read_to_string(ARCHIVED).ok()?;
    Some(text.trim().to_owned()).filter(|commit| is_commit(commit))
}

fn checked_out() -> Option<String> {
    if std::env::var("PROFILE").as_deref() != Ok("release") || !Path::new("../../.git").exists() {
        return None;
    }
    // Both change with every commit and every checkout. Cargo would run this each time if it were
    // told of a file that is not there.
    for name in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", name])?;
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "HEAD"]).filter(|commit| is_commit(commit))
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
