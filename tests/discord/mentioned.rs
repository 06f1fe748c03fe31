//! What messages and hints tell somebody to type is there: in Discord as the bot registers it, in a shell as the
//! program itself knows it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::*;

/// What stands between backticks and is a command of the game or a path.
const OTHERS: [&str; 12] = [
    "/admin",
    "/restart_session",
    "/kick_id",
    "/webhooks",
    "/usr",
    "/proc",
    "/etc",
    "/dev",
    "/interactions",
    "/channels",
    "/api",
    "/server",
];

/// Every file of the product that may hold words for people, without its tests and remarks.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.file_stem().is_some_and(|it| it == "tests") {
            continue;
        }
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = std::fs::read_to_string(&path).expect("a file");
            let words = text.split("#[cfg(test)]").next().unwrap_or_default();
            let lines = words
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            found.push(lines.collect::<Vec<_>>().join("\n"));
        }
    }
}

/// The words of a command that begins here: names of up to two words.
fn words(text: &str) -> Vec<&str> {
    let is_name = |word: &&str| {
        word.starts_with(|letter: char| letter.is_ascii_lowercase())
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    let text = text
        .split(['`', '\n', '"', '\\'])
        .next()
        .unwrap_or_default();
    text.split(' ').take(2).take_while(is_name).collect()
}

/// What is mentioned after each of these signs.
fn mentioned(texts: &[String], sign: &str) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for text in texts {
        for (at, _) in text.match_indices(sign) {
            let said = words(&text[at + sign.len()..]);
            if !said.is_empty() {
                found.insert(said.into_iter().map(str::to_owned).collect());
            }
        }
    }
    found
}

/// The commands that are registered: each with its subcommands, and with what can be chosen in it.
fn registered(league: &League) -> BTreeMap<String, BTreeSet<String>> {
    let guild = league.discord.guild();
    let names = |values: &Value, key: &str| -> Vec<String> {
        let all = values.as_array().into_iter().flatten();
        let names = all.filter_map(|one| one[key].as_str());
        names.map(str::to_owned).collect()
    };
    league.discord.look(|state| {
        let commands = state.commands(guild).map(|command| {
            let options = &command.form["options"];
            let mut within: BTreeSet<String> = names(options, "name").into_iter().collect();
            for option in options.as_array().into_iter().flatten() {
                within.extend(names(&option["choices"], "value"));
                within.extend(names(&option["choices"], "name"));
            }
            (command.name().to_owned(), within)
        });
        commands.collect()
    })
}

#[tokio::test]
async fn every_command_that_is_named_to_somebody_is_there() {
    let mut texts = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    sources(&root.join("src"), &mut texts);
    for entry in std::fs::read_dir(root.join("crates")).expect("a folder") {
        let name = entry.expect("an entry").path();
        let is_product = !name.ends_with("sandbox") && !name.to_string_lossy().contains("stand-in");
        if is_product {
            sources(&name.join("src"), &mut texts);
        }
    }

    let league = League::start().await;
    let registered = registered(&league);
    let on_both = mentioned(&texts, "on.command(\"");
    let mut in_discord = mentioned(&texts, "`/");
    in_discord.extend(on_both.iter().cloned());
    let is_other = |said: &Vec<String>| OTHERS.contains(&format!("/{}", said[0]).as_str());
    in_discord.retain(|said| !is_other(said));
    assert!(30 < in_discord.len(), "{in_discord:?}");
    let is_missing = |said: &&Vec<String>| match (registered.get(&said[0]), said.get(1)) {
        (None, _) => true,
        // What follows a command without subcommands are words.
        (Some(within), Some(second)) => !within.is_empty() && !within.contains(second),
        (Some(_), None) => false,
    };
    let missing: Vec<_> = in_discord.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "not in Discord: {missing:?}");

    let mut in_shell = mentioned(&texts, "`ac-deploy ");
    in_shell.extend(on_both);
    assert!(20 < in_shell.len(), "{in_shell:?}");
    let mut missing = Vec::new();
    for said in in_shell {
        let mut help = Command::new(env!("CARGO_BIN_EXE_ac-deploy"));
        let asked = help.args(&said).arg("--help").output().expect("it runs");
        if !asked.status.success() {
            missing.push(said);
        }
    }
    assert!(missing.is_empty(), "not in the shell: {missing:?}");
}
