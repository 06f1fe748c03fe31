//! Orders and servers in the data folder.
//!
//! Several programs may work in it at once: a bot, and beside it somebody at a shell. A file is
//! replaced whole, and a server's is changed only by whoever holds its lock, which the system takes
//! back when a program ends, however it ends.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::files::{delete_folder, failed, found, read_json, write_json};
use super::state::State;
use cloud::{CloudError, Result};
use domain::ids::ServerId;
use domain::server::Order;
use parking_lot::Mutex;

/// When a file was changed, and how large it is, if the system says so.
type Stamp = Option<(SystemTime, u64)>;

/// The folders of one installation.
#[derive(Debug, Clone)]
pub(super) struct Store {
    folder: PathBuf,
    /// The files that could not be read, as they were when that was logged.
    unreadable: Arc<Mutex<HashMap<PathBuf, Stamp>>>,
}

impl Store {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            unreadable: Arc::default(),
        }
    }

    /// The folder of everything.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether it was made. A folder that may not be looked into is an error, and not a missing one.
    pub(super) fn is_there(&self) -> Result<bool> {
        let folder = self.servers_folder();
        let about = found(fs::metadata(&folder)).map_err(failed("reading", &folder))?;
        Ok(about.is_some_and(|about| about.is_dir()))
    }

    /// Makes it, private, mode 0700: packs hold the servers' passwords.
    pub(super) fn make(&self) -> Result<()> {
        let folder = self.servers_folder();
        fs::create_dir_all(&folder).map_err(failed("making", &folder))?;
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&self.folder, fs::Permissions::from_mode(0o700))
            .map_err(failed("closing to others", &self.folder))
    }

    fn servers_folder(&self) -> PathBuf {
        self.folder.join("servers")
    }

    fn order_file(&self, server: &ServerId) -> PathBuf {
        self.folder.join("orders").join(format!("{server}.json"))
    }

    /// Where stewards leave what they ask of a server.
    pub(super) fn control_folder(&self, server: &ServerId) -> PathBuf {
        self.server_folder(server).join("control")
    }

    /// Where a server has its pack, its state and its log.
    pub(super) fn server_folder(&self, server: &ServerId) -> PathBuf {
        self.servers_folder().join(server.as_str())
    }

    fn state_file(&self, server: &ServerId) -> PathBuf {
        self.server_folder(server).join("server.json")
    }

    /// The lock of whoever keeps the servers; `None` if another program does.
    pub(super) fn keep(&self) -> Result<Option<File>> {
        let path = self.folder.join("keeper.lock");
        let file = open_lock(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(failed("locking", &path)(error)),
        }
    }

    /// Whether some program keeps the servers just now.
    pub(super) fn is_kept(&self) -> Result<bool> {
        Ok(self.is_there()? && self.keep()?.is_none())
    }

    // Orders

    pub(super) fn keep_order(&self, order: &Order) -> Result<()> {
        let path = self.order_file(&order.server);
        let folder = path.parent().unwrap_or(&path);
        fs::create_dir_all(folder).map_err(failed("making", folder))?;
        write_json(&path, order)
    }

    /// All orders, oldest first.
    pub(super) fn orders(&self) -> Result<Vec<Order>> {
        let mut orders: Vec<Order> = Vec::new();
        for path in entries(&self.folder.join("orders"))? {
            if path.extension().is_none_or(|kind| kind != "json") {
                continue;
            }
            match read_json(&path) {
                Ok(order) => orders.extend::<Option<Order>>(order),
                Err(error) if self.is_news(&path) => {
                    let path = path.display();
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "the order {path} cannot be read, so this deploy is not carried out; fix or delete the file"
                    );
                }
                Err(_) => {}
            }
        }
        orders.sort_by_key(|order| order.asked);
        Ok(orders)
    }

    pub(super) fn drop_order(&self, server: &ServerId) -> Result<()> {
        let path = self.order_file(server);
        found(fs::remove_file(&path))
            .map(drop)
            .map_err(failed("deleting", &path))
    }

    // Servers

    /// Writes a new server down; answers the one that is there if the id was used before.
    pub(super) fn add(&self, state: State) -> Result<State> {
        let folder = self.server_folder(&state.spec.id);
        fs::create_dir_all(&folder).map_err(failed("making", &folder))?;
        let _lock = self.lock(&state.spec.id)?;
        match self.read(&state.spec.id)? {
            Some(there) => Ok(there),
            None => {
                write_json(&self.state_file(&state.spec.id), &state)?;
                Ok(state)
            }
        }
    }

    /// What is written of a server; `None` if there is none.
    pub(super) fn read(&self, server: &ServerId) -> Result<Option<State>> {
        read_json(&self.state_file(server))
    }

    /// Changes what is written of a server, with nobody else changing it; the state afterwards.
    pub(super) fn change(
        &self,
        server: &ServerId,
        change: impl FnOnce(&mut State),
    ) -> Result<State> {
        let missing = || CloudError::NotFound {
            what: format!("The server {server}"),
            answer: None,
        };
        if !self.state_file(server).exists() {
            return Err(missing());
        }
        let _lock = self.lock(server)?;
        let before = self.read(server)?.ok_or_else(missing)?;
        let mut after = before.clone();
        change(&mut after);
        if after != before {
            write_json(&self.state_file(server), &after)?;
        }
        Ok(after)
    }

    fn lock(&self, server: &ServerId) -> Result<File> {
        let path = self.server_folder(server).join("lock");
        let file = open_lock(&path)?;
        file.lock().map_err(failed("locking", &path))?;
        Ok(file)
    }

    /// All servers, oldest first. One that cannot be read is logged and left out.
    pub(super) fn all(&self) -> Result<Vec<State>> {
        let mut all: Vec<State> = Vec::new();
        for path in entries(&self.servers_folder())? {
            let id = path.file_name().and_then(|name| name.to_str());
            let Some(id) = id.and_then(|name| name.parse::<ServerId>().ok()) else {
                continue;
            };
            match self.read(&id) {
                Ok(state) => all.extend(state),
                Err(error) if self.is_news(&self.state_file(&id)) => {
                    let path = self.state_file(&id);
                    let path = path.display();
                    tracing::warn!(server.id = %id, error = &error as &dyn std::error::Error, "{path} cannot be read, so the server {id} is neither listed nor looked after; if its program runs, it goes on running. Repair the file, and it is taken up again at once; or end what still runs of it (`AC_DEPLOY_SERVER={id}` stands in its environment), and delete the folder.");
                }
                Err(_) => {}
            }
        }
        all.sort_by_key(|state| state.record.timeline.asked());
        Ok(all)
    }

    /// Whether this unreadable file is another one than when it was last logged: lists are read twice
    /// a second.
    fn is_news(&self, file: &Path) -> bool {
        let about = fs::metadata(file).ok();
        let now = about.and_then(|about| Some((about.modified().ok()?, about.len())));
        let mut unreadable = self.unreadable.lock();
        unreadable.insert(file.to_owned(), now) != Some(now)
    }

    /// Deletes what a deleted server left, all but what is written of it; says whether that was
    /// not done before.
    pub(super) fn clear(&self, server: &ServerId) -> Result<bool> {
        for path in entries(&self.server_folder(server))? {
            let name = path.file_name().unwrap_or_default();
            if name == "server.json" || name == "lock" {
                continue;
            }
            if path.is_dir() {
                delete_folder(&path)?;
            } else {
                found(fs::remove_file(&path)).map_err(failed("deleting", &path))?;
            }
        }
        let mut is_first = false;
        self.change(server, |state| {
            is_first = !std::mem::replace(&mut state.swept, true);
        })?;
        Ok(is_first)
    }

    /// Forgets a server altogether.
    pub(super) fn forget(&self, server: &ServerId) -> Result<()> {
        delete_folder(&self.server_folder(server)).map(drop)
    }
}

/// Opens a file to be locked.
pub(super) fn open_lock(path: &Path) -> Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(failed("opening", path))
}

/// What lies in a folder; nothing if it is not there.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let Some(entries) = found(fs::read_dir(folder)).map_err(failed("reading", folder))? else {
        return Ok(Vec::new());
    };
    entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()
        .map_err(failed("reading", folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_news_once_for_every_change() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::new(folder.path().to_owned());
        let file = folder.path().join("server.json");
        let told = |times| -> Vec<bool> { (0..times).map(|_| store.is_news(&file)).collect() };
        assert_eq!(told(2), [true, false]);
        fs::write(&file, "{").expect("written");
        assert_eq!(told(3), [true, false, false]);
        fs::write(&file, "{}{").expect("written");
        // Another handle of the same folder knows what was told.
        assert!(store.clone().is_news(&file));
        assert_eq!(told(1), [false]);
    }
}
