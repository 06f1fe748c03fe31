//! Where things lie on a machine.

use std::path::PathBuf;

/// The files and folders of a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// This program, what it was told, and what it has done. Hidden from the server.
    pub folder: PathBuf,
    /// The server's own folder, with the unpacked pack.
    pub server: PathBuf,
    /// The report and what is known of the server: in memory, so that a full disk cannot hold it
    /// back, and no boot finds what an earlier one wrote.
    pub run: PathBuf,
    /// The logs of the server and of this program.
    pub logs: PathBuf,
    /// What servers said through their UDP plugin.
    pub journals: PathBuf,
}

impl Paths {
    /// Those of a Linux machine on EC2.
    pub fn of_machine() -> Self {
        Self {
            folder: "/opt/ac-deploy".into(),
            server: "/srv/ac-server".into(),
            run: "/run/ac-deploy".into(),
            logs: "/var/log/ac-deploy".into(),
            journals: "/var/lib/ac-deploy/journals".into(),
        }
    }

    /// What the machine was told.
    pub fn plan(&self) -> PathBuf {
        self.folder.join("plan.json")
    }

    /// What was installed; it is written last.
    pub fn installed(&self) -> PathBuf {
        self.folder.join("installed.json")
    }

    /// The server program, for its unit.
    pub fn server_environment(&self) -> PathBuf {
        self.folder.join("server.env")
    }

    /// What the machine says of itself.
    pub fn report(&self) -> PathBuf {
        self.run.join("server-info.txt")
    }

    /// Until when somebody wants the server kept although nobody drives: seconds since 1970.
    pub fn keep(&self) -> PathBuf {
        self.run.join("keep-until")
    }

    /// What is known of the server.
    pub fn state(&self) -> PathBuf {
        self.run.join("supervisor.json")
    }

    /// Lies there while somebody waits for the server to be restarted.
    pub fn restart(&self) -> PathBuf {
        self.run.join("restart")
    }

    /// The ports by which the server's next start is to be controlled.
    pub fn keys(&self) -> PathBuf {
        self.run.join("keys.json")
    }

    /// Where stewards leave what they ask of the server. Bans outlive a boot.
    pub fn control(&self) -> PathBuf {
        self.journals.with_file_name("control")
    }

    /// What this program did.
    pub fn deployment_log(&self) -> PathBuf {
        self.logs.join("deployment.log")
    }

    /// The pack on its way. On the same disk as the server's folder, as all of these, so that
    /// putting it in place is a rename.
    pub fn pack(&self) -> PathBuf {
        self.server.with_added_extension("pack")
    }

    /// The server program on its way, for a pack that has none.
    pub fn program(&self) -> PathBuf {
        self.server.with_added_extension("program")
    }

    /// The acServer that a wrapper starts, on its way.
    pub fn beside(&self) -> PathBuf {
        self.server.with_added_extension("beside")
    }

    /// The lists of players of the server before, on their way.
    pub fn players(&self) -> PathBuf {
        self.server.with_added_extension("players")
    }

    /// Other settings on their way.
    pub fn change(&self) -> PathBuf {
        self.folder.join("change.json")
    }

    /// What is being unpacked.
    pub fn unpacking(&self) -> PathBuf {
        self.server.with_added_extension("new")
    }
}
