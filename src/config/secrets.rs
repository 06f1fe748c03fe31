//! Secrets, which come from the environment alone, and the `.env` file that fills it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::{Origin, SettingsError, SettingsFault};

/// Reads `.env` of this folder (or the nearest above it) into the environment; what is set there
/// already stays as it is. Answers where it lies.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn load_env_file() -> Result<Option<PathBuf>, SettingsError> {
    let what = match dotenvy::dotenv() {
        Ok(file) => return Ok(Some(file)),
        Err(error) if error.not_found() => return Ok(None),
        // The line may hold a secret: only its name is told.
        Err(dotenvy::Error::LineParse(line, _)) => match line.split_once('=') {
            Some((name, _)) => format!(
                "the value of {} cannot be read; put it between single quotes.",
                name.trim()
            ),
            None => "a line has no `=`; every line is NAME=value.".to_owned(),
        },
        Err(error) => format!("it cannot be read: {error}."),
    };
    let origin = Origin::File(PathBuf::from(".env"));
    Err(SettingsError::all(vec![SettingsFault {
        origin,
        key: Vec::new(),
        what,
    }]))
}

/// Whether other users of this machine can read a file. Where users have no such rights, the
/// question is not answered here.
pub fn is_readable_by_others(file: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::metadata(file).is_ok_and(|about| about.permissions().mode() & 0o044 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        false
    }
}

/// Keeps other processes of this user out of this one's memory and environment, where the token and the keys
/// are, and both out of core dumps. Root reads everything all the same. Elsewhere than on Linux nothing is
/// done.
///
/// # Errors
/// If the system refuses.
pub fn hide_memory() -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{
            DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit,
        };
        set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        setrlimit(Resource::Core, none)?;
    }
    Ok(())
}

/// The bot's token. It can be sent to Discord, and shown to nobody.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// The token itself, for Discord alone.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The bot's token, from the environment: `DISCORD_TOKEN`.
///
/// # Errors
/// When it is not there.
pub fn discord_token() -> Result<Token, SettingsError> {
    match std::env::var("DISCORD_TOKEN") {
        Ok(token) if !token.trim().is_empty() => Ok(Token(token.trim().to_owned())),
        _ => Err(SettingsError::all(vec![SettingsFault {
            origin: Origin::Together,
            key: Vec::new(),
            what: "DISCORD_TOKEN is missing. It is your Discord bot's token: in Discord's Developer Portal choose your \
                   application → Bot → Reset Token, and put it into the environment, or into the file .env as \
                   DISCORD_TOKEN=…"
                .to_owned(),
        }])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_cannot_be_shown() {
        assert_eq!(format!("{:?}", Token("MTE.secret".to_owned())), "Token(…)");
    }
}
