//! What this machine lacks as a host of servers, in words.

use std::io::ErrorKind;

use super::{Explanation, Kind, Surface};
use cloud::LocalError;

/// In words what this machine lacks as a host of servers.
pub(super) fn local(error: &LocalError, on: Surface) -> Explanation {
    let what = match on {
        Surface::Discord => error.in_public(),
        // Whoever keeps the machine is told where things lie.
        Surface::Shell => error.to_string(),
    };
    let hint = match error {
        LocalError::NoProgram { of_packs: true } => {
            on.pick(
                "Pack again with “Include executable”. Or whoever runs this bot can name an acServer in `server_program` under `[local]` in the settings.",
                "Pack again with “Include executable”, or name an acServer in `server_program` under `[local]` in the settings.",
            )
            .to_owned()
        }
        LocalError::NoProgram { of_packs: false } => {
            on.keeper_must("name an acServer in `server_program` under `[local]` in the settings. (`run_programs_of_packs` would run the programs that users send.)")
        }
        LocalError::ProgramNotFound { setting, .. } => on.keeper_must(&format!("put it there, or correct `{setting}` under `[local]` in the settings.")),
        LocalError::NotAProgram { setting, .. } => on.keeper_must(&format!(
            "name the program itself in `{setting}` under `[local]` in the settings. AssettoServer's is the file of that name without an ending.",
        )),
        LocalError::NotExecutable { .. } => {
            on.keeper_must("allow it to be run: chmod +x.")
        }
        LocalError::NotStarted { setting, .. } => on.keeper_must(&format!("fix that, or name another program in `{setting}` under `[local]` in the settings.")),
        LocalError::NeedsWine { .. } => {
            on.keeper_can("name wine in `wine` under `[local]` in the settings, or an acServer for Linux in `server_program`.")
        }
        LocalError::Unconfined { .. } => {
            on.keeper_can("use a system with a newer Linux, or write `allow_unconfined = true` under `[local]` in the settings: a pack or a driver can then make a server program read what the bot can read.")
        }
        LocalError::NotConfined { .. } => {
            on.pick(
                "Try again; if it stays so, `ac-deploy setup` on the bot's machine shows what is in force.",
                "Try again; if it stays so, `ac-deploy setup` shows what is in force.",
            )
            .to_owned()
        }
        LocalError::NetworksNotDenied => {
            on.keeper_must("run it as root under systemd, with control groups of version 2, or remove `server_denies` under `[local]` in the settings.")
        }
        LocalError::ProgramBesideSecrets { .. } => {
            on.keeper_must("put the server program into a folder of its own, and correct `server_program` under `[local]` in the settings.")
        }
        LocalError::ServerUser { .. } => {
            on.keeper_must("correct `server_user` under `[local]` in the settings, or remove it.")
        }
        LocalError::NotSetUp { .. } => on.keeper_must("run `ac-deploy setup` once."),
        LocalError::File { source, .. } => match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                on.keeper_must(&format!("make room on the disk: old packs may be deleted from `packs` in the data folder, and go by themselves the sooner the fewer `pack_days` the settings name. Then {} what nobody needs, and try again.", on.command("terminate")))
            }
            ErrorKind::PermissionDenied => {
                on.keeper_must("run it as the user who owns the data folder, or give the folder to the user that it runs as (chown -R); `data_dir` under `[local]` in the settings names it.")
            }
            _ => on.keeper_must(&format!(
                "look at the disk, and at `data_dir` under `[local]` in the settings; {}.",
                on.pick("the bot's log says more", "-v shows more")
            )),
        },
    };
    let mut letters = what.chars();
    let what = letters
        .next()
        .map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
        .unwrap_or_default();
    Explanation::new(Kind::Setup, what, hint)
}
