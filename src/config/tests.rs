//! What settings are read as, and refused for.

use std::fmt;

use figment::error::Kind;
use figment::value::{Dict, Value};

use super::*;
use cloud::settings::MachineSettings;
use domain::ids::GuildId;
use domain::policy::Action;

const EXAMPLE: &str = include_str!("../../config/ac-deploy.example.toml");

/// The example with a bucket's name of one's own: its own is refused, or it would be the first
/// user's for ever.
fn example() -> String {
    read(EXAMPLE).expect_err("the example's bucket is to be changed");
    EXAMPLE.replace("ac-deploy-change-me", "my-league-ac-deploy")
}

fn read(toml: &str) -> Result<Settings, SettingsError> {
    let figment = Figment::from(Toml::string(toml));
    let settings: Settings = extract(&figment)?;
    let faults = settings.inconsistencies(&figment);
    SettingsError::unless_empty(faults, settings)
}

/// The example with all that is commented out switched on.
fn everything() -> String {
    let is_key = |key: &str| {
        !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_ascii_lowercase() || "_\".0123456789".contains(c))
    };
    example()
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.starts_with('[') && rest.ends_with(']') => rest,
            Some(rest) if rest.split_once(" = ").is_some_and(|(key, _)| is_key(key)) => rest,
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// The keys of a section, as serde tells them to whoever asks for one that is none.
fn keys<T: for<'de> Deserialize<'de> + fmt::Debug>() -> &'static [&'static str] {
    let probe = Value::from(Dict::from([("?".to_owned(), Value::from(0))]));
    match probe.deserialize::<T>().expect_err("`?` is not a key").kind {
        Kind::UnknownField(_, keys) => keys,
        other => panic!("unknown keys are not refused: {other}"),
    }
}

#[test]
fn the_example_is_right_as_it_is_and_says_the_defaults() {
    let settings = read(&example()).expect("the example");
    assert_eq!(settings.guilds.len(), 1);
    let bare = read("[aws]\nbucket = \"my-league-ac-deploy\"").expect("only what must be said");
    assert_eq!(
        Settings {
            guilds: Vec::new(),
            ..settings
        },
        bare
    );
    let everything = read(&everything()).expect("the example with every key");
    let local = everything.local.clone().expect("[local]");
    assert_eq!(
        LocalSettings {
            ports: None,
            server_program: None,
            server_user: None,
            server_reads: Vec::new(),
            server_connects: Vec::new(),
            server_denies: Vec::new(),
            wine: None,
            steam: None,
            ..local.clone()
        },
        LocalSettings::new("data", local.address),
        "what the example shows in comments is what holds without them"
    );
    let the_same = Settings {
        local: None,
        aws: everything.aws.clone().map(|aws| AwsSettings {
            region: None,
            buckets: Vec::new(),
            agent: None,
            windows: MachineSettings::default(),
            linux: MachineSettings::default(),
            ..aws
        }),
        transfer: TransferSettings {
            trusted_hosts: Vec::new(),
            ..everything.transfer.clone()
        },
        discord: DiscordSettings::default(),
        results: ResultSettings {
            guilds: Vec::new(),
            ..everything.results.clone()
        },
        join_page: None,
        guilds: Vec::new(),
        prices: None,
        ..everything
    };
    assert_eq!(
        the_same, bare,
        "what the example shows in comments is what holds without them"
    );
}

#[test]
fn the_example_has_every_key() {
    let figment = Figment::from(Toml::string(&everything()));
    let value: Value = figment.extract().expect("the example with every key");
    let sections: [(&str, &[&str]); 12] = [
        ("", keys::<Settings>()),
        ("aws", keys::<AwsSettings>()),
        ("aws.windows", keys::<MachineSettings>()),
        ("aws.linux", keys::<MachineSettings>()),
        ("local", keys::<LocalSettings>()),
        ("discord", keys::<DiscordSettings>()),
        ("transfer", keys::<TransferSettings>()),
        ("results", keys::<ResultSettings>()),
        ("packs", keys::<PackSettings>()),
        ("watcher", keys::<WatchSettings>()),
        ("patience", keys::<PatienceSettings>()),
        ("prices", keys::<Prices>()),
    ];
    for (section, keys) in sections {
        for key in keys {
            let path = format!("{section}.{key}");
            assert!(
                value.find_ref(path.trim_start_matches('.')).is_some(),
                "the example lacks {path}"
            );
        }
    }
    let guild = value
        .find_ref("guilds")
        .and_then(Value::as_array)
        .expect("guilds")[0]
        .clone();
    for key in keys::<GuildRules>() {
        assert!(
            guild.find_ref(key).is_some(),
            "the example lacks {key} in [[guilds]]"
        );
    }
    for action in Action::ALL {
        let action = serde_json::to_value(action).expect("a word");
        let path = format!("roles.{}", action.as_str().expect("a word"));
        assert!(
            guild.find_ref(&path).is_some(),
            "the example lacks {path} in [[guilds]]"
        );
    }
}

#[test]
fn a_bucket_is_asked_for_where_it_is_needed() {
    let settings = read("").expect("judging packs needs nothing");
    let error = settings.rules().expect_err("a deploy needs a bucket");
    assert!(
        error.to_string().contains("AC_DEPLOY_AWS__BUCKET"),
        "{error}"
    );
}

#[test]
fn this_machine_needs_an_address_and_no_bucket() {
    let error = read("provider = \"local\"").expect("settings").rules();
    let words = error.expect_err("an address is needed").to_string();
    assert!(words.contains("AC_DEPLOY_LOCAL__ADDRESS"), "{words}");
    let settings = "provider = \"local\"\n[local]\naddress = \"203.0.113.7\"\n[[guilds]]\nid = 1\nsizes = [\"t3.small\"]";
    let rules = read(settings).expect("settings").rules().expect("rules");
    assert_eq!(rules.hosting.as_str(), "this machine");
    assert_eq!(
        rules.prices,
        Prices::none(),
        "nobody's price list holds for it"
    );
    let guild = rules.policy.guild(GuildId::from(1)).expect("its rules");
    assert!(guild.sizes.is_empty(), "there is one machine");
}

#[test]
fn limits_of_this_machine_are_checked() {
    let error = read("[local]\naddress = \"203.0.113.7\"\nstarts = 0").expect_err("none");
    assert_eq!(error.faults()[0].key, ["local", "starts"]);
    insta::assert_snapshot!(error.faults()[0].what, @"must be from 1 to 100; it is 0.");
    let error = read("provider = \"azure\"").expect_err("no such provider");
    insta::assert_snapshot!(error.faults()[0].what, @"cannot be “azure”. Allowed are: `aws`, `local`.");
}

#[test]
fn a_wrong_bucket_is_no_missing_bucket() {
    let error = read("[aws]\nbucket = 7\nwindows.root_gib = 7").expect_err("two faults");
    let words: Vec<String> = error
        .faults()
        .iter()
        .map(|fault| fault.key.join("."))
        .collect();
    assert_eq!(words, ["aws.bucket", "aws.windows.root_gib"]);
}
