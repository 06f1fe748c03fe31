//! Which crate may name which: what is below never names what is above, and what only decides does
//! no I/O. `docs/ARCHITECTURE.md` draws it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Every crate, with the crates of this workspace that it may name.
const MAY_NAME: &[(&str, &[&str])] = &[
    // Decisions.
    ("pack", &[]),
    ("domain", &["pack"]),
    ("configuration", &[]),
    ("costs", &["domain", "pack"]),
    ("repack", &[]),
    ("udp-plugin", &[]),
    ("results", &["configuration", "udp-plugin"]),
    ("results-image", &["results"]),
    ("race", &["configuration"]),
    // Documents, and what is decided over them.
    ("store", &[]),
    ("league", &["results", "store"]),
    ("race-service", &["configuration", "race", "store"]),
    // Machines and storage.
    ("cloud", &["domain", "pack", "store"]),
    ("confine", &[]),
    ("game-http", &[]),
    ("agent", &["configuration", "domain", "pack", "udp-plugin"]),
    ("cloud-aws", &["cloud", "domain", "pack", "store"]),
    (
        "cloud-local",
        &[
            "acserver-stand-in",
            "agent",
            "cloud",
            "confine",
            "domain",
            "game-http",
            "pack",
            "store",
        ],
    ),
    // What people can do, and what follows from it.
    ("transfer", &["cloud", "domain", "pack"]),
    (
        "service",
        &[
            "cloud",
            "configuration",
            "costs",
            "domain",
            "game-http",
            "league",
            "pack",
            "race",
            "race-service",
            "repack",
            "results",
            "store",
            "transfer",
        ],
    ),
    // Words for what failed.
    (
        "explain",
        &[
            "cloud",
            "configuration",
            "costs",
            "domain",
            "league",
            "pack",
            "race",
            "race-service",
            "results",
            "service",
            "store",
            "transfer",
        ],
    ),
    // What happens without anybody asking.
    (
        "watcher",
        &[
            "cloud",
            "costs",
            "domain",
            "explain",
            "league",
            "race",
            "race-service",
            "results",
            "service",
        ],
    ),
    // The face in Discord.
    ("version", &[]),
    (
        "discord",
        &[
            "cloud",
            "configuration",
            "costs",
            "domain",
            "explain",
            "league",
            "pack",
            "race",
            "race-service",
            "results",
            "results-image",
            "service",
            "version",
        ],
    ),
    // What tests and the sandbox have in place of the real thing.
    ("acserver-stand-in", &["udp-plugin"]),
    ("discord-stand-in", &[]),
    ("hostile-stand-in", &["confine"]),
    (
        "sandbox",
        &[
            "cloud",
            "cloud-local",
            "discord-stand-in",
            "domain",
            "game-http",
            "pack",
        ],
    ),
];

/// The product and its tests' world stand above all others.
const ABOVE_ALL: [&str; 2] = ["ac-deploy", "world"];

/// These decide. `repack` and `udp-plugin` also read and write files; nothing that they are built with
/// does more.
const DECIDE: [&str; 9] = [
    "pack",
    "domain",
    "configuration",
    "costs",
    "repack",
    "udp-plugin",
    "results",
    "results-image",
    "race",
];

/// What does I/O, or names AWS or Discord. `aws-…` is meant as well.
const DO_IO: [&str; 14] = [
    "async-std",
    "axum",
    "hyper",
    "mio",
    "poise",
    "reqwest",
    "rustls",
    "serenity",
    "smol",
    "socket2",
    "tokio",
    "tokio-rustls",
    "tracing-subscriber",
    "ureq",
];

fn metadata(more: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--format-version", "1"])
        .args(more)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo metadata: {said}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

#[test]
fn no_crate_names_one_that_it_may_not() {
    let metadata = metadata(&["--no-deps"]);
    let ours: BTreeSet<&str> = list(&metadata, "packages")
        .map(|package| text(package, "name"))
        .collect();
    let may: BTreeMap<&str, &[&str]> = MAY_NAME.iter().copied().collect();
    for package in list(&metadata, "packages") {
        let name = text(package, "name");
        if ABOVE_ALL.contains(&name) {
            continue;
        }
        let may = may.get(name).unwrap_or_else(|| {
            panic!("{name} is a new crate: say in tests/workspace.rs what it may name")
        });
        // What tests need does not bind the crate itself.
        let named = list(package, "dependencies").filter(|one| text(one, "kind") != "dev");
        let named: BTreeSet<&str> = named.map(|one| text(one, "name")).collect();
        for one in &named {
            assert!(
                !ours.contains(one) || may.contains(one),
                "{name} may not name {one}; move what it needs below both, or give it a port"
            );
            let (service, only): (_, &[_]) = match *one {
                "serenity" | "poise" => ("Discord", &["discord", "discord-stand-in"]),
                sdk if sdk.starts_with("aws-") => ("AWS", &["cloud-aws"]),
                _ => continue,
            };
            assert!(
                only.contains(&name),
                "{service} is named in {only:?} alone, and {name} names {one}"
            );
        }
        let unused: Vec<_> = may.iter().filter(|one| !named.contains(*one)).collect();
        assert!(
            unused.is_empty(),
            "{name} may name {unused:?}, and does not any more"
        );
    }
    let gone: Vec<_> = may.keys().filter(|name| !ours.contains(*name)).collect();
    assert!(gone.is_empty(), "there is no crate {gone:?} any more");
}

#[test]
fn what_decides_is_built_with_nothing_that_does_io() {
    let metadata = metadata(&[]);
    let names: BTreeMap<&str, &str> = list(&metadata, "packages")
        .map(|package| (text(package, "id"), text(package, "name")))
        .collect();
    let needs: BTreeMap<&str, Vec<&str>> = list(&metadata["resolve"], "nodes")
        .map(|node| {
            let built_with = list(node, "deps")
                .filter(|dep| list(dep, "dep_kinds").any(|kind| kind["kind"].is_null()))
                .map(|dep| text(dep, "pkg"));
            (text(node, "id"), built_with.collect())
        })
        .collect();
    for crate_name in DECIDE {
        let id = *names
            .iter()
            .find(|(id, name)| **name == crate_name && id.contains("crates/"))
            .unwrap_or_else(|| panic!("there is no crate {crate_name} any more"))
            .0;
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if seen.insert(id) {
                open.extend(needs.get(id).into_iter().flatten());
            }
        }
        for name in seen.iter().filter_map(|id| names.get(id)) {
            assert!(
                !DO_IO.contains(name) && !name.starts_with("aws-"),
                "{crate_name} only decides, and is built with {name}"
            );
        }
    }
}

/// The documents, by their paths from the top.
fn documents() -> Vec<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![top.to_owned(), top.join("docs"), top.join("benches")];
    folders.extend([
        top.join("config"),
        top.join("config/iam"),
        top.join("config/licences"),
    ]);
    let crates = std::fs::read_dir(top.join("crates")).expect("the crates");
    folders.extend(crates.map(|entry| entry.expect("an entry").path()));
    let files = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok());
    let files = files.flatten().map(|entry| entry.expect("an entry").path());
    files
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .collect()
}

#[test]
fn no_document_links_to_a_file_that_is_not_there() {
    let documents = documents();
    assert!(10 < documents.len(), "{documents:?}");
    let mut dead = Vec::new();
    for document in documents {
        let text = std::fs::read_to_string(&document).expect("a document");
        let folder = document.parent().expect("a folder");
        for link in text.split("](").skip(1) {
            let link = link.split([')', '#', ' ']).next().unwrap_or_default();
            if !link.is_empty() && !link.contains(':') && !folder.join(link).exists() {
                dead.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}
