//! Values that a server program takes for a path: whether it stays inside the server's folder.
//!
//! The rules are those of both systems at once, as for names in archives: `\` and `/` part folders,
//! Windows drops dots and spaces at the end of a name and reads `a:b` as a drive or a hidden stream.

use super::names::is_reserved;

/// How a value leads out of the folder that it is looked up in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaves {
    /// With `..`: nothing that a tool writes.
    Climbs,
    /// It starts somewhere else: at a root, a drive, another computer, a home, a variable. Tools on
    /// a PC write such paths of that PC.
    Elsewhere,
}

/// Whether a path leads out of the folder that it is looked up in.
pub(super) fn leaves(path: &str) -> Option<Leaves> {
    if parts(path).any(climbs) {
        return Some(Leaves::Climbs);
    }
    is_elsewhere(path).then_some(Leaves::Elsewhere)
}

/// The same for `TRACK`, in which Content Manager writes `csp/<build>/../<track>`: `..` may take
/// back what came before, and no more.
pub(super) fn track_leaves(path: &str) -> Option<Leaves> {
    let mut depth: usize = 0;
    for part in parts(path).filter(|part| !part.is_empty()) {
        if part == ".." {
            match depth.checked_sub(1) {
                Some(up) => depth = up,
                None => return Some(Leaves::Climbs),
            }
        } else if climbs(part) {
            return Some(Leaves::Climbs);
        } else if part != "." {
            depth += 1;
        }
    }
    is_elsewhere(path).then_some(Leaves::Elsewhere)
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split(['/', '\\'])
}

/// Whether a part is `..`, or is once Windows has dropped what it drops.
fn climbs(part: &str) -> bool {
    let part = part.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    part.len() >= 2 && part.starts_with("..") && part.trim_matches(['.', ' ']).is_empty()
}

fn is_elsewhere(path: &str) -> bool {
    let path = path.trim();
    path.starts_with(['/', '\\', '~'])
        // A drive, a hidden stream, the scheme of an address.
        || path.contains([':', '\0'])
        || path.chars().any(char::is_control)
        || parts(path).any(|part| is_variable(part) || is_reserved(part))
}

/// `$HOME`, `${HOME}`, `%APPDATA%`.
fn is_variable(part: &str) -> bool {
    let named =
        |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '{' || c == '_');
    let dollar = part.strip_prefix('$').is_some_and(named);
    let percent = part
        .strip_prefix('%')
        .and_then(|rest| rest.split_once('%'))
        .is_some_and(|(name, _)| named(name));
    dollar || percent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_inside_the_folder_stay() {
        for path in [
            "",
            "cfg/welcome.txt",
            r"cfg\welcome.txt",
            "ks_bmw_m3..old/red",
            "...and more.txt",
            "100%/5$",
        ] {
            assert_eq!(leaves(path), None, "{path:?}");
        }
    }

    #[test]
    fn paths_that_lead_out_are_found_however_they_are_written() {
        for path in [
            "..",
            "../x",
            r"a\..\x",
            "cfg/../../.env",
            "cfg/.. /x",
            "cfg/../x",
            "cfg/.../x",
            "a/\r../x",
        ] {
            assert_eq!(leaves(path), Some(Leaves::Climbs), "{path:?}");
        }
        for path in [
            "/etc/passwd",
            " /dev/zero",
            r"\Windows\win.ini",
            r"\\server\share\x",
            "C:/Users/me/welcome.txt",
            "c:welcome.txt",
            "welcome.txt::$DATA",
            "file:///etc/passwd",
            "~/.ssh/id_rsa",
            "$HOME/.env",
            "${HOME}/.env",
            r"%APPDATA%\x",
            "cfg/NUL",
            "a\rb",
        ] {
            assert_eq!(leaves(path), Some(Leaves::Elsewhere), "{path:?}");
        }
    }

    #[test]
    fn a_track_may_take_back_what_it_said() {
        for track in [
            "spa",
            "csp/2144/../spa",
            "csp/0/../H7/../spa",
            "9999999/../hill",
            r"hill\short",
        ] {
            assert_eq!(track_leaves(track), None, "{track:?}");
        }
        for track in [
            "../spa",
            "csp/../../spa",
            "csp/1/../../../x",
            "a/.. /.. /x",
            "csp/.../x",
        ] {
            assert_eq!(track_leaves(track), Some(Leaves::Climbs), "{track:?}");
        }
        assert_eq!(track_leaves("/spa"), Some(Leaves::Elsewhere));
    }
}
