//! Names of archive entries: which are refused, and how the rest are compared.
//!
//! The rules are Windows' (the stricter of the two systems), whatever the archive: a name must
//! mean the same file everywhere, inside the folder it is unpacked to, or it is refused.

use super::faults::FaultKind;

/// The longest path inside a pack, in characters. Windows allows 260 for the whole path, and the
/// folder that a machine unpacks into needs its share.
pub(super) const MAX_PATH: usize = 230;

/// An entry's name as `a/b/c`: relative, without `.`, without empty parts. Empty only for the
/// archive's own top folder (tar writes `./`).
pub(super) fn clean(raw: &str) -> Result<String, FaultKind> {
    let slashed = raw.replace('\\', "/");
    if slashed.is_empty() {
        return Err(FaultKind::EmptyName);
    }
    if slashed.starts_with("//") {
        return Err(FaultKind::NetworkPath);
    }
    if slashed.starts_with('/') {
        return Err(FaultKind::AbsolutePath);
    }
    if let [drive, b':', ..] = slashed.as_bytes()
        && drive.is_ascii_alphabetic()
    {
        return Err(FaultKind::DriveLetter);
    }
    let parts: Vec<&str> = slashed
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    if parts.contains(&"..") {
        return Err(FaultKind::PathEscapes);
    }
    for part in &parts {
        if part.ends_with(['.', ' ']) {
            return Err(FaultKind::TrailingDotOrSpace);
        }
        if let Some(character) = part
            .chars()
            .find(|c| c.is_control() || r#"<>:"|?*"#.contains(*c))
        {
            return Err(FaultKind::ForbiddenCharacter { character });
        }
        if is_reserved(part) {
            return Err(FaultKind::ReservedName {
                name: (*part).to_owned(),
            });
        }
    }
    let path = parts.join("/");
    if MAX_PATH < path.chars().count() {
        return Err(FaultKind::NameTooLong { limit: MAX_PATH });
    }
    Ok(path)
}

/// Two names with one key are one file on Windows.
pub(super) fn key(path: &str) -> String {
    path.to_lowercase()
}

/// Names that Windows gives to devices, with or without an extension.
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>
pub(super) fn is_reserved(part: &str) -> bool {
    let stem = part
        .split('.')
        .next()
        .unwrap_or(part)
        .trim_end()
        .to_ascii_uppercase();
    if matches!(
        stem.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" | "CLOCK$"
    ) {
        return true;
    }
    let Some(number) = stem
        .strip_prefix("COM")
        .or_else(|| stem.strip_prefix("LPT"))
    else {
        return false;
    };
    // The superscripts count as digits: they are, in the code page that DOS names came from.
    let mut characters = number.chars();
    matches!(
        (characters.next(), characters.next()),
        (Some('0'..='9' | '¹' | '²' | '³'), None)
    )
}

/// Leftovers of file managers, which say nothing about where the pack begins.
pub(super) fn is_noise(path: &str) -> bool {
    path.split('/')
        .any(|part| part == "__MACOSX" || part == ".DS_Store" || part.starts_with("._"))
        || matches!(
            key(path.rsplit('/').next().unwrap_or(path)).as_str(),
            "thumbs.db" | "desktop.ini"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_become_relative_paths() {
        for (raw, path) in [
            ("cfg/server_cfg.ini", "cfg/server_cfg.ini"),
            (r"cfg\server_cfg.ini", "cfg/server_cfg.ini"),
            ("./cfg//entry_list.ini", "cfg/entry_list.ini"),
            (
                "content/cars/ks_bmw.m3/data.acd",
                "content/cars/ks_bmw.m3/data.acd",
            ),
            ("content/tracks/", "content/tracks"),
            ("comet/com10.ini", "comet/com10.ini"),
            ("..hidden/con1", "..hidden/con1"),
            ("./", ""),
        ] {
            assert_eq!(clean(raw).as_deref(), Ok(path), "{raw:?}");
        }
    }

    #[test]
    fn names_that_leave_the_folder_or_mean_a_device_are_refused() {
        for (raw, code) in [
            ("../evil.exe", "path_escapes"),
            (r"cfg\..\..\evil.exe", "path_escapes"),
            ("cfg/..", "path_escapes"),
            ("/etc/passwd", "absolute_path"),
            (r"\Windows\evil.dll", "absolute_path"),
            ("C:/Windows/evil.dll", "drive_letter"),
            ("c:evil.dll", "drive_letter"),
            (r"\\server\share\evil", "network_path"),
            (r"\\?\C:\evil", "network_path"),
            ("//server/share", "network_path"),
            ("cfg/CON", "reserved_name"),
            ("NUL.txt", "reserved_name"),
            ("nul .txt", "reserved_name"),
            ("cfg/com1.ini/x", "reserved_name"),
            ("lpt¹", "reserved_name"),
            ("conin$", "reserved_name"),
            ("cfg/server_cfg.ini:hidden", "forbidden_character"),
            ("cfg/what?.ini", "forbidden_character"),
            ("cfg/a\u{7}b", "forbidden_character"),
            ("cfg./x", "trailing_dot_or_space"),
            ("cfg/.. /x", "trailing_dot_or_space"),
            ("cfg /x", "trailing_dot_or_space"),
            ("", "empty_name"),
            (&"x/".repeat(200), "name_too_long"),
        ] {
            assert_eq!(
                clean(raw).map_err(|fault| fault.kind()),
                Err(code),
                "{raw:?}"
            );
        }
    }
}
