//! What makes a disk one that an image can be made of: nothing on it is one machine's own. What is left to be
//! made anew is made by the system at the first boot of whichever machine starts from it.

use std::fs;
use std::io;
use std::path::Path;

use crate::files::{delete, delete_folder, found, replace};

/// Folders that go with all that is in them, and what in them stays: cloud-init takes the next boot for a first
/// one and runs its user data, and the SSM agent registers anew. As in AWS's own clean-up:
/// <https://docs.aws.amazon.com/imagebuilder/latest/userguide/security-best-practices.html#post-build-clean-up>
const EMPTIED: [(&str, &str); 2] = [("var/lib/cloud", "seed"), ("var/lib/amazon/ssm", "")];

/// Files that tell two machines apart, or let somebody in.
const DELETED: [&str; 4] = [
    "var/lib/systemd/random-seed",
    "var/lib/systemd/credential.secret",
    "root/.ssh",
    "root/.bash_history",
];

/// Deletes what is one machine's own, below `root`. Interrupted at any point, it is called again.
///
/// # Errors
/// When something of it stays.
pub fn erase(root: &Path) -> io::Result<()> {
    for (folder, stays) in EMPTIED {
        for entry in entries(&root.join(folder))? {
            if entry.file_name() != stays {
                remove(&entry.path())?;
            }
        }
    }
    for path in DELETED {
        remove(&root.join(path))?;
    }
    for home in entries(&root.join("home"))? {
        remove(&home.path().join(".ssh"))?;
        remove(&home.path().join(".bash_history"))?;
    }
    for entry in entries(&root.join("etc/ssh"))? {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("ssh_host_") {
            remove(&entry.path())?;
        }
    }
    for entry in entries(&root.join("var/log/journal"))? {
        remove(&entry.path())?;
    }
    empty_logs(&root.join("var/log"), 5)?;
    // Empty, and not away: without the file the next boot would count as the system's very first one, and
    // systemd would switch our units off.
    replace(&root.join("etc/machine-id"), b"", 0o444)
}

/// Deletes the files of a folder and so many below it. The folders stay: whoever writes there has its own.
fn empty_logs(folder: &Path, depth: u32) -> io::Result<()> {
    for entry in entries(folder)? {
        match entry.file_type()?.is_dir() {
            true if depth != 0 => empty_logs(&entry.path(), depth - 1)?,
            true => {}
            false => delete(&entry.path())?,
        }
    }
    Ok(())
}

/// Deletes whatever is there. A link's target stays.
fn remove(path: &Path) -> io::Result<()> {
    match found(fs::symlink_metadata(path))? {
        Some(there) if there.is_dir() => delete_folder(path),
        Some(_) => delete(path),
        None => Ok(()),
    }
}

fn entries(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    let Some(entries) = found(fs::read_dir(folder))? else {
        return Ok(Vec::new());
    };
    entries.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_one_machines_own_stays_and_the_rest_does() {
        let root = tempfile::tempdir().expect("a folder");
        let own = [
            "etc/ssh/ssh_host_ed25519_key",
            "home/ec2-user/.ssh/authorized_keys",
            "root/.ssh/authorized_keys",
            "root/.bash_history",
            "var/lib/amazon/ssm/Vault/Store/RegistrationKey",
            "var/lib/cloud/instances/i-1/user-data.txt",
            "var/lib/cloud/sem/config_scripts_user.once",
            "var/lib/systemd/random-seed",
            "var/log/amazon/ssm/amazon-ssm-agent.log",
            "var/log/cloud-init-output.log",
            "var/log/journal/0123/system.journal",
        ];
        let stays = [
            "etc/ssh/sshd_config",
            "etc/systemd/system/ac-orders.service",
            "home/ec2-user/.bashrc",
            "opt/ac-deploy/ac-deploy-agent",
            "var/lib/cloud/seed/nocloud/meta-data",
        ];
        let write = |path: &str| {
            let file = root.path().join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, "0123").expect("written");
        };
        own.iter().chain(&stays).for_each(|path| write(path));
        write("etc/machine-id");
        std::os::unix::fs::symlink(
            root.path().join("etc/ssh"),
            root.path().join("var/log/link"),
        )
        .expect("a link");
        // Called again after it was interrupted, it comes to the same.
        for _ in 0..2 {
            erase(root.path()).expect("erased");
            let left = |path: &&&str| root.path().join(path).exists();
            assert_eq!(own.iter().filter(left).count(), 0);
            assert_eq!(stays.iter().filter(left).count(), stays.len());
            assert_eq!(
                fs::read(root.path().join("etc/machine-id")).expect("there"),
                b""
            );
            assert!(
                root.path().join("var/log/amazon/ssm").is_dir(),
                "its folder stays"
            );
        }
    }
}
