//! The user that a server runs as.

use std::fs;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// A user of this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct User {
    /// Its number.
    pub uid: u32,
    /// Its group's.
    pub gid: u32,
}

/// The name of the server's.
pub const SERVER: &str = "ac-server";

impl User {
    /// The user of this name.
    ///
    /// # Errors
    /// When there is none.
    pub fn named(name: &str) -> io::Result<Self> {
        let users = fs::read_to_string("/etc/passwd")?;
        find(&users, name).ok_or_else(|| io::Error::other(format!("there is no user {name}")))
    }

    /// Lets a command run as this user, and as a member of no other group.
    pub fn runs(self, command: &mut Command) {
        // Setting the user takes root's other groups away, too.
        command.uid(self.uid).gid(self.gid);
    }

    /// Makes the server's user, unless there is one: it may not log in and has no home.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make_server_user() -> io::Result<()> {
        if Self::named(SERVER).is_ok() {
            return Ok(());
        }
        let made = Command::new("useradd")
            .args(["--system", "--user-group", "--no-create-home"])
            .args(["--home-dir", "/nonexistent", "--shell", "/sbin/nologin"])
            .arg(SERVER)
            .status()?;
        match made.success() {
            true => Ok(()),
            false => Err(io::Error::other("useradd failed")),
        }
    }
}

/// `ac-server:x:997:995::/nonexistent:/sbin/nologin` (passwd(5)).
fn find(users: &str, name: &str) -> Option<User> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then_some(())?;
        Some(User {
            uid: fields.nth(1)?.parse().ok()?,
            gid: fields.next()?.parse().ok()?,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_name() {
        let users =
            "root:x:0:0:root:/root:/bin/sh\nac-server:x:997:995::/nonexistent:/sbin/nologin\n";
        assert_eq!(find(users, "ac-server"), Some(User { uid: 997, gid: 995 }));
        assert_eq!(find(users, "ac"), None);
    }
}
