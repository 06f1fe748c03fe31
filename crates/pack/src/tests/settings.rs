//! Settings that lead somewhere: what is refused, what the server runs without, and what is said.

use super::*;

/// A machine that others use too: packs' programs are not run, and settings are cleaned.
fn shared() -> Limits {
    Limits {
        program_in_bucket: PerPlatform::new(|_| true),
        runs_programs: false,
        cleans_settings: true,
        ..Limits::default()
    }
}

fn with(files: &[(&str, &str)]) -> Sample {
    Sample {
        files: files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect(),
        ..Sample::default()
    }
}

fn with_settings(lines: &str) -> Sample {
    Sample {
        more_settings: lines.to_owned(),
        ..Sample::default()
    }
}

/// The sample as AssettoServer's, with these lines of its own.
fn assetto(extra: &str) -> Sample {
    with(&[("cfg/extra_cfg.yml", extra)])
}

/// What is refused on a machine of the server's own, and on a shared one, which must be the same.
fn refused(sample: &Sample) -> String {
    let own = words(judge(&sample.zip()));
    assert_eq!(words(judge_with(&sample.zip(), &shared())), own);
    own
}

/// What is told of a pack on a shared machine, and what its server runs without.
fn told(sample: &Sample) -> String {
    let pack = judge_with(&sample.zip(), &shared()).unwrap_or_else(|faults| panic!("{faults}"));
    let edits = pack
        .edits
        .iter()
        .map(|edit| format!("- {} of {}", edit.key, edit.file));
    let warnings = pack.warnings.iter().map(Warning::to_string);
    warnings.chain(edits).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_pack_cannot_have_a_server_read_or_write_other_files() {
    let content =
        |file: &str| format!(r#"{{"track": {{"url": "https://example.org", "file": "{file}"}}}}"#);
    insta::assert_snapshot!(refused(&with_settings("[SERVER]\nWELCOME_MESSAGE=../../../.env")), @r#""cfg/server_cfg.ini": WELCOME_MESSAGE is "../../../.env", which leads out of the server's folder. It is refused because the server would use other files of its machine. Name a file inside the pack."#);
    insta::assert_snapshot!(refused(&with(&[("cfg/cm_content/content.json", &content("../../../../.env"))])), @r#""cfg/cm_content/content.json": file is "../../../../.env", which leads out of the server's folder. It is refused because the server would use other files of its machine. Name a file inside the pack."#);
    insta::assert_snapshot!(refused(&assetto("UserGroups:\n  x: /home/me/.ssh/authorized_keys\n")), @r#""cfg/extra_cfg.yml": UserGroups.x is "/home/me/.ssh/authorized_keys", which leads out of the server's folder. It is refused because AssettoServer would use other files of its machine. Name a file inside the pack."#);
    insta::assert_snapshot!(refused(&assetto("EnablePlugins: ['../../evil']\n")), @r#""cfg/extra_cfg.yml": EnablePlugins.0 is "../../evil", which leads out of the server's folder. It is refused because AssettoServer would use other files of its machine. Name a file inside the pack."#);
    insta::assert_snapshot!(refused(&with(&[("cfg/plugin_geo_ip_cfg.yml", "DatabasePath: ../../x\n")])), @r#""cfg/plugin_geo_ip_cfg.yml": DatabasePath is "../../x", which leads out of the server's folder. It is refused because AssettoServer's plug-in would use other files of its machine. Name a file inside the pack."#);
    let setup = "[CAR_0]\r\nMODEL=roadster_cup\r\nFIXED_SETUP=../../token.txt\r\n";
    insta::assert_snapshot!(refused(&with(&[("cfg/entry_list.ini", setup)])), @r#""cfg/entry_list.ini": FIXED_SETUP is "../../token.txt", which leads out of the server's folder. It is refused because the server would use other files of its machine. Name a file inside the pack."#);
    let track = Sample {
        track: "../../secrets".to_owned(),
        content: false,
        ..Sample::default()
    };
    assert_eq!(kinds(judge(&track.zip())), ["leaves_folder"]);
}

#[test]
fn no_other_spelling_of_a_setting_hides_it() {
    for lines in [
        "[SERVER]\nwelcome_message=../../.env",
        "[RACE]\nWELCOME_MESSAGE=..\\..\\.env",
        "[SERVER]\nWELCOME_MESSAGE=cfg/ok.txt\nWELCOME_MESSAGE = ../.env ; remark",
    ] {
        assert_eq!(
            kinds(judge(&with_settings(lines).zip())),
            ["leaves_folder"],
            "{lines}"
        );
    }
    // A carriage return alone ends a line for some programs and not for others.
    let hidden = "[SERVER]\nNAME=x\rWELCOME_MESSAGE=cfg/ok.txt\nWELCOME_MESSAGE=../../.env";
    assert_eq!(
        kinds(judge(&with_settings(hidden).zip())),
        ["leaves_folder", "odd_line_ends"]
    );
    let twice = r#"{"track": {"file": "a.zip", "FILE": "\u002e./x"}}"#;
    assert_eq!(
        kinds(judge(
            &with(&[("cfg/cm_content/content.json", twice)]).zip()
        )),
        ["leaves_folder"]
    );
    for extra in [
        "\"UserGroups\":\n  x: \"\\x2e./x\"\n",
        "a: &a ../x\nUserGroups: {x: *a}\n",
    ] {
        assert_eq!(kinds(judge(&assetto(extra).zip())).len(), 1, "{extra}");
    }
}

#[test]
fn what_an_admin_left_in_is_taken_out_and_told() {
    insta::assert_snapshot!(told(&with_settings("[SERVER]\nWELCOME_MESSAGE=C:\\Users\\me\\welcome.txt")), @r#"
    WELCOME_MESSAGE names a file that only another computer has (C:\Users\me\welcome.txt), so it is left out. Put the file into the pack and name it there, such as cfg/welcome.txt.
    - WELCOME_MESSAGE of cfg/server_cfg.ini
    "#);
    insta::assert_snapshot!(told(&with_settings("[SERVER]\nWELCOME_MESSAGE=/dev/zero")), @"
    WELCOME_MESSAGE names a file that only another computer has (/dev/zero), so it is left out. Put the file into the pack and name it there, such as cfg/welcome.txt.
    - WELCOME_MESSAGE of cfg/server_cfg.ini
    ");
    insta::assert_snapshot!(told(&with_settings("[SERVER]\nUDP_PLUGIN_ADDRESS=127.0.0.1:12000\nUDP_PLUGIN_LOCAL_PORT=11000\nAUTH_PLUGIN_ADDRESS=auth.example.org/check?key=secret")), @"
    UDP_PLUGIN_ADDRESS and AUTH_PLUGIN_ADDRESS would connect the server with other programs or addresses (127.0.0.1:12000 and auth.example.org), which packs may not do here: the server runs without them. Ask whoever runs this bot if you need them.
    UDP_PLUGIN_LOCAL_PORT would open a port for controlling the server (11000); it stays closed. Start, stop and watch the server with this bot.
    - UDP_PLUGIN_ADDRESS of cfg/server_cfg.ini
    - UDP_PLUGIN_LOCAL_PORT of cfg/server_cfg.ini
    - AUTH_PLUGIN_ADDRESS of cfg/server_cfg.ini
    ");
    insta::assert_snapshot!(told(&assetto("RconPort: 9600\nEnableUPnP: true\nEnableLegacyPluginInterface: true\nLokiSettings:\n  Url: http://me:secret@10.0.0.7:3100\n  Login: league\n  Password: secret\n")), @"
    EnableLegacyPluginInterface, LokiSettings.Url, LokiSettings.Login and LokiSettings.Password would connect the server with other programs or addresses (10.0.0.7:3100), which packs may not do here: the server runs without them. Ask whoever runs this bot if you need them.
    RconPort would open a port for controlling the server (9600); it stays closed. Start, stop and watch the server with this bot.
    EnableUPnP would open ports in the router of whoever runs this bot; it is switched off. The ports that the server needs are taken care of.
    - RconPort of cfg/extra_cfg.yml
    - EnableUPnP of cfg/extra_cfg.yml
    - EnableLegacyPluginInterface of cfg/extra_cfg.yml
    - LokiSettings.Url of cfg/extra_cfg.yml
    - LokiSettings.Login of cfg/extra_cfg.yml
    - LokiSettings.Password of cfg/extra_cfg.yml
    ");
    insta::assert_snapshot!(told(&with(&[("cfg/plugin_discord_audit_cfg.yml", "AuditUrl: https://discord.com/api/webhooks/1/secret\n")])), @"
    AuditUrl would connect the server with other programs or addresses (discord.com), which packs may not do here: the server runs without it. Ask whoever runs this bot if you need it.
    - AuditUrl of cfg/plugin_discord_audit_cfg.yml
    ");
    let content = r#"{"track": {"file": "D:\\mods\\track.zip"}}"#;
    insta::assert_snapshot!(told(&with(&[("cfg/cm_content/content.json", content)])), @r#"
    file names a file that only another computer has (D:\mods\track.zip), so it is left out. Put the file into cfg/cm_content and name it without a folder.
    - file of cfg/cm_content/content.json
    "#);
    insta::assert_snapshot!(told(&with(&[("cfg/cm_content/content.json", "{track: 'x'}")])), @"What players can download (content.json) cannot be read, so the server offers no downloads. Write it as plain JSON, with names and texts in double quotes.");
}

#[test]
fn a_machine_of_the_server_s_own_keeps_them_and_only_what_harms_is_told() {
    let told = |sample: &Sample| {
        let pack = accepted(&sample.zip());
        assert_eq!(pack.edits, []);
        let warnings: Vec<_> = pack.warnings.iter().map(Warning::to_string).collect();
        warnings.join("\n")
    };
    let plugin =
        with_settings("[SERVER]\nUDP_PLUGIN_ADDRESS=127.0.0.1:12000\nUDP_PLUGIN_LOCAL_PORT=11000");
    assert_eq!(told(&plugin), "");
    let pack = accepted(&plugin.zip());
    assert_eq!(pack.plugin.local_port, Some(11000));
    insta::assert_snapshot!(told(&with_settings("[SERVER]\nUDP_PLUGIN_ADDRESS=192.168.1.5:12000")), @"UDP_PLUGIN_ADDRESS sends what happens on the server to another address (192.168.1.5:12000). Remove it if you do not mean that.");
    insta::assert_snapshot!(told(&with_settings("[SERVER]\nWELCOME_MESSAGE=C:\\Users\\me\\welcome.txt")), @r#"WELCOME_MESSAGE names a file that the server's machine does not have (C:\Users\me\welcome.txt). Put the file into the pack and name it there, such as cfg/welcome.txt."#);
    insta::assert_snapshot!(told(&with_settings("[SERVER]\nUDP_PLUGIN_ADDRESS=127.0.0.1:12000\nUDP_PLUGIN_LOCAL_PORT=9600")), @"UDP_PORT and UDP_PLUGIN_LOCAL_PORT both use port 9600: one of them will fail to start. Give them different ports.");
    insta::assert_snapshot!(told(&assetto("RconPort: 8081\n")), @"HTTP_PORT and RconPort both use port 8081: one of them will fail to start. Give them different ports.");
}

#[test]
fn a_cleaned_pack_has_nothing_left_to_clean() {
    let sample = Sample {
        more_settings: "UDP_PLUGIN_ADDRESS=10.0.0.1:1\nWELCOME_MESSAGE=/etc/motd".to_owned(),
        ..assetto("RconPort: 1\nEnableAi: false\n")
    };
    let before = judge_with(&sample.zip(), &shared()).expect("usable");
    assert_eq!(before.edits.len(), 3);
    let cleaned = Sample {
        files: sample
            .entries()
            .into_iter()
            .filter_map(|(path, contents)| match clean(&path, &contents) {
                Cleaned::Same => None,
                Cleaned::Changed(contents) => Some((path, contents)),
                Cleaned::LeftOut => panic!("{path} is left out"),
            })
            .collect(),
        ..sample
    };
    let after = judge_with(&cleaned.zip(), &shared()).expect("usable");
    assert_eq!((after.edits, after.warnings), (Vec::new(), Vec::new()));
    assert_eq!(after.ports, before.ports);
}

#[test]
fn what_is_not_given_to_a_shared_machine_s_server_is_told() {
    let sample = with(&[
        (".steam/sdk64/steamclient.so", "x"),
        ("wwwroot/login.html", "x"),
        ("plugins/Evil/Evil.dll", "x"),
        ("cache/x.aic1", "x"),
        ("content/start.sh", "x"),
        ("admins.txt", "76561198000000001"),
        ("AssettoServer.exe", "MZ"),
        ("cfg/extra_cfg.yml", "EnablePlugins: [Evil]\n"),
    ]);
    insta::assert_snapshot!(told(&sample), @"
    The server runs without .steam, cache, content/start.sh, plugins and wwwroot: where packs' own programs are not run, only cfg, content, setups and system/data of a pack are used. Plug-ins must lie beside the server program: ask whoever runs this bot.
    EnablePlugins names Evil. Plug-ins of a pack are not loaded here: the server starts only if whoever runs this bot has put it beside the server program.
    ");
    assert_eq!(accepted(&sample.zip()).warnings, []);
}

#[test]
fn a_file_of_settings_has_a_size_that_settings_have() {
    let large = |path: &str| Sample {
        files: vec![(path.to_owned(), vec![b' '; 2 << 20])],
        ..Sample::default()
    };
    insta::assert_snapshot!(words(judge(&large("cfg/csp_extra_options.ini").zip())), @r#""cfg/csp_extra_options.ini": It is larger than 1 MiB, which no real settings file is."#);
    assert_eq!(
        kinds(judge(&large("cfg/extra_cfg.yml").zip())),
        ["settings_too_large"]
    );
    assert_eq!(
        accepted(&large("cfg/cm_content/car.zip").zip()).warnings,
        []
    );
}

#[test]
fn a_door_that_stands_open_is_told() {
    let warned = |admin: &str, password: &str| {
        let sample = Sample {
            password: password.to_owned(),
            ..Sample::default()
        };
        let entries = sample.entries().into_iter().map(|(name, contents)| {
            let text = String::from_utf8_lossy(&contents).replace("only-for-the-sample", admin);
            RawEntry::deflated(&name, text.as_bytes())
        });
        let warnings = accepted(&zip_from(entries)).warnings;
        warnings
            .iter()
            .map(Warning::to_string)
            .collect::<Vec<_>>()
            .join("\n")
    };
    insta::assert_snapshot!(warned("", ""), @"ADMIN_PASSWORD is empty: every driver can be admin, kick others and change the session. Set one in Content Manager and pack again.");
    insta::assert_snapshot!(warned("", "letmein"), @"ADMIN_PASSWORD is empty although PASSWORD is set: everybody can join without it, as admin. Set an admin password in Content Manager and pack again.");
    insta::assert_snapshot!(warned("admin", ""), @"ADMIN_PASSWORD is easily guessed, or the same as PASSWORD: whoever tries is admin. Choose a longer one that is used nowhere else.");
    insta::assert_snapshot!(warned("the same word", "the same word"), @"ADMIN_PASSWORD is easily guessed, or the same as PASSWORD: whoever tries is admin. Choose a longer one that is used nowhere else.");
    assert_eq!(warned("blue-kerbs", "letmein"), "");
    let claimed = "IgnoreConfigurationErrors:\n  UnsafeAdminWhitelist: true\n";
    insta::assert_snapshot!(accepted(&assetto(claimed).zip()).warnings[0], @"UnsafeAdminWhitelist is on: whoever claims the Steam id of an admin is one, as nobody checks it. Use ADMIN_PASSWORD instead, or switch UseSteamAuth on.");
}
