//! What a server program may reach on this machine.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use cloud::settings::LocalSettings;
use cloud::{LocalError, Result, Safeguard};
use confine::{
    Confinement, Files, Folder, Limits, Needs, Network, Ports, State, Support, User, system,
};

use super::files::failed;
use super::program::Program;

/// How many processes and threads a server may have. AssettoServer has some forty.
const PROCESSES: u64 = 512;
/// How many files and connections it may have open.
const OPEN_FILES: u64 = 4096;
/// What is read of a program to see of what kind it is.
const BEGINNING: u64 = 16;

/// Where a server's own things lie.
#[derive(Debug, Clone)]
pub(super) struct Confined {
    /// The unpacked pack.
    pub(super) pack: PathBuf,
    /// Its home, which no pack can have put anything into.
    pub(super) home: PathBuf,
    /// Wine's folder for it.
    pub(super) wine: PathBuf,
}

impl Confined {
    pub(super) fn of(server_folder: &Path) -> Self {
        Self {
            pack: server_folder.join("pack"),
            home: server_folder.join("home"),
            wine: server_folder.join("wine"),
        }
    }
}

/// Whether server programs may be started at all: they can be confined, or the settings allow that
/// they are not. A stand-in is ac-deploy itself.
pub(super) fn require(settings: &LocalSettings, support: &Support) -> Result<(), LocalError> {
    user(settings, support)?;
    if !settings.server_denies.is_empty() && !support.addresses {
        return Err(LocalError::NetworksNotDenied);
    }
    if support.confines() || settings.allow_unconfined || settings.is_simulated() {
        return Ok(());
    }
    let parts = support.parts(&Confinement::default()).into_iter();
    let why: Vec<String> = parts
        .filter(|part| matches!(part.name, "files" | "system calls"))
        .filter_map(|part| match part.state {
            State::Missing(why) => Some(why),
            State::InForce(_) => None,
        })
        .collect();
    Err(LocalError::Unconfined {
        why: why.join("; "),
    })
}

/// The parts of the confinement, for whoever keeps the machine.
pub(super) fn safeguards(settings: &LocalSettings, support: &Support) -> Vec<Safeguard> {
    let confinement = Confinement {
        network: network(settings, []),
        limits: limits(settings),
        user: user(settings, support).ok().flatten(),
        ..Confinement::default()
    };
    let parts = support.parts(&confinement).into_iter();
    parts
        .map(|part| Safeguard {
            what: part.name,
            in_force: part.is_in_force(),
            words: match part.state {
                State::InForce(words) | State::Missing(words) => words,
            },
        })
        .collect()
}

/// What a server may do whose program is `executed` and which has these TCP ports.
pub(super) fn confinement(
    settings: &LocalSettings,
    support: &Support,
    program: &Program,
    executed: &Path,
    place: &Confined,
    ports: impl IntoIterator<Item = u16>,
    environment: BTreeMap<String, String>,
) -> Result<Confinement, LocalError> {
    let user = user(settings, support)?;
    let mut files = Files {
        read: system::lookups(),
        execute: system::libraries(),
        write: vec![place.pack.clone(), place.home.clone(), system::nowhere()],
    };
    files.execute.extend_from_slice(&settings.server_reads);
    files.execute.extend(settings.steam.clone());
    let needs_wine = settings.wine.as_deref() == Some(executed);
    match program {
        Program::Own(program) => files.execute.push(own_folder(settings, program)?),
        Program::Packed => files.execute.push(place.pack.clone()),
        #[cfg(feature = "simulation")]
        Program::Simulated(simulation) => files.execute.push(simulation.program.clone()),
    }
    if needs_wine {
        let sockets = wine_sockets(user);
        make_for_wine(&place.wine, user)?;
        make_for_wine(&sockets, user)?;
        files.write.extend([place.wine.clone(), sockets]);
        files.read.extend(WINE_READS.map(PathBuf::from));
        files.execute.extend(folder_of(executed));
    }
    let beginning = beginning_of(executed);
    let is_script = beginning.starts_with(b"#!");
    if needs_wine || is_script {
        files.execute.extend(system::programs());
    }
    // What a script or a wrapper starts need not be as wide as this machine.
    let starts_others = needs_wine || is_script || matches!(program, Program::Packed);
    Ok(Confinement {
        files,
        network: network(settings, ports),
        limits: limits(settings),
        user,
        needs: Needs {
            thirty_two_bit: starts_others || confine::is_32_bit(&beginning),
            wine: needs_wine,
        },
        environment,
    })
}

/// What wine looks into beside its own files.
const WINE_READS: [&str; 6] = [
    "/usr/share/wine",
    "/usr/share/fonts",
    "/etc/fonts",
    "/etc/passwd",
    "/proc",
    "/sys/devices",
];

/// Where wine's processes find each other; the place is fixed, and all of one user share it.
fn wine_sockets(user: Option<User>) -> PathBuf {
    let uid = user.map_or_else(|| rustix::process::getuid().as_raw(), |user| user.uid);
    PathBuf::from(format!("/tmp/.wine-{uid}"))
}

/// Makes one of wine's folders, for the user that runs it.
fn make_for_wine(folder: &Path, user: Option<User>) -> Result<(), LocalError> {
    let mut make = fs::DirBuilder::new();
    let made = make.recursive(true).mode(0o700).create(folder);
    let given = made.and_then(|()| match user {
        Some(user) => Folder::open(folder)?.give_to(user),
        None => Ok(()),
    });
    given.map_err(|source| LocalError::File {
        doing: "making",
        path: folder.to_owned(),
        source,
    })
}

fn network(settings: &LocalSettings, own: impl IntoIterator<Item = u16>) -> Network {
    let own: Vec<u16> = own.into_iter().collect();
    let services = system::SERVICES.into_iter();
    let more = settings.server_connects.iter().copied();
    Network {
        // A wrapper connects to the server behind it.
        connect: Ports::only(services.chain(more).chain(own.iter().copied())),
        bind: Ports::only(own),
        deny: settings
            .server_denies
            .iter()
            .map(ToString::to_string)
            .collect(),
    }
}

fn limits(settings: &LocalSettings) -> Limits {
    Limits {
        memory: Some(u64::from(settings.memory_mib) << 20),
        processes: Some(PROCESSES),
        file_size: Some(u64::from(settings.disk_mib) << 20),
        open_files: Some(OPEN_FILES),
    }
}

/// The folder of the operator's program, all of which it may read: AssettoServer has its libraries
/// and plug-ins there.
fn own_folder(settings: &LocalSettings, program: &Path) -> Result<PathBuf, LocalError> {
    let real = fs::canonicalize(program).unwrap_or_else(|_| program.to_owned());
    let folder = folder_of(&real).unwrap_or_else(|| PathBuf::from("/"));
    // What the settings name may lie behind a link, too.
    let data = fs::canonicalize(&settings.data_dir).unwrap_or_else(|_| settings.data_dir.clone());
    // The one that is read is the nearest.
    let here = std::env::current_dir().unwrap_or_default();
    let mut above = here.ancestors().map(|folder| folder.join(".env"));
    let ours = [Some(data), above.find(|file| file.exists())];
    let beside = folder.join(".env");
    let beside = Some(beside).filter(|file| file.exists());
    let found = ours
        .into_iter()
        .flatten()
        .find(|path| path.starts_with(&folder));
    match found.or(beside) {
        Some(ours) => Err(LocalError::ProgramBesideSecrets {
            program: program.to_owned(),
            ours,
        }),
        None => Ok(folder),
    }
}

fn folder_of(path: &Path) -> Option<PathBuf> {
    path.parent().map(Path::to_owned)
}

fn beginning_of(program: &Path) -> Vec<u8> {
    let mut beginning = Vec::new();
    if let Ok(file) = File::open(program) {
        let _ = file.take(BEGINNING).read_to_end(&mut beginning);
    }
    beginning
}

/// The user that the settings name for servers.
pub(super) fn user(
    settings: &LocalSettings,
    support: &Support,
) -> Result<Option<User>, LocalError> {
    let Some(name) = &settings.server_user else {
        return Ok(None);
    };
    let refused = |why: &str| LocalError::ServerUser {
        user: name.clone(),
        why: why.to_owned(),
    };
    if !support.root {
        return Err(refused("only root can start programs as another user"));
    }
    let all = fs::read_to_string("/etc/passwd").unwrap_or_default();
    match user_in(&all, name) {
        Some(User { uid: 0, .. }) => Err(refused("that is root")),
        Some(user) => Ok(Some(user)),
        None => Err(refused(
            "/etc/passwd has no such user; `useradd --system --shell /usr/sbin/nologin` makes one",
        )),
    }
}

/// A user in the text of `/etc/passwd`, as passwd(5) has it.
fn user_in(all: &str, name: &str) -> Option<User> {
    all.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == name).then_some(())?;
        let mut numbers = fields.skip(1);
        Some(User {
            uid: numbers.next()?.parse().ok()?,
            gid: numbers.next()?.parse().ok()?,
        })
    })
}

/// Gives a server's folders to its user, and lets it through to them: into no folder of others, and
/// without a look into those on the way.
pub(super) fn hand_over(
    settings: &LocalSettings,
    place: &Confined,
    program: &Path,
    user: User,
) -> Result<(), LocalError> {
    let file_error = |path: &Path, source| LocalError::File {
        doing: "giving away",
        path: path.to_owned(),
        source,
    };
    for folder in [&place.pack, &place.home] {
        Folder::open(folder)
            .and_then(|opened| opened.give_to(user))
            .map_err(|error| file_error(folder, error))?;
    }
    let on_the_way = place.pack.ancestors().skip(1);
    for folder in on_the_way.take_while(|folder| folder.starts_with(&settings.data_dir)) {
        let mode = fs::Permissions::from_mode(0o711);
        fs::set_permissions(folder, mode).map_err(|error| file_error(folder, error))?;
    }
    for other in ["packs", "hashes", "uploads", "orders"] {
        let folder = settings.data_dir.join(other);
        if folder.is_dir() {
            let mode = fs::Permissions::from_mode(0o700);
            fs::set_permissions(&folder, mode).map_err(|error| file_error(&folder, error))?;
        }
    }
    let closed = [place.pack.as_path(), program]
        .into_iter()
        .flat_map(|path| path.ancestors().skip(1))
        .find(|folder| !lets_pass(folder, user));
    match closed {
        Some(folder) => Err(LocalError::ServerUser {
            user: settings.server_user.clone().unwrap_or_default(),
            why: format!("{} does not let it pass", folder.display()),
        }),
        None => Ok(()),
    }
}

fn lets_pass(folder: &Path, user: User) -> bool {
    let Ok(about) = fs::metadata(folder) else {
        return false;
    };
    let bit = match (about.uid() == user.uid, about.gid() == user.gid) {
        (true, _) => 0o100,
        (_, true) => 0o010,
        _ => 0o001,
    };
    about.mode() & bit != 0
}

/// Makes a folder that is empty, whatever an earlier run left in it.
/// Where a program for servers looks for Steam's library, in its home.
const STEAM_CLIENT: &str = ".steam/sdk64/steamclient.so";

/// Makes a home in which there is nothing but Steam's library, if there is one.
pub(super) fn make_home(home: &Path, steam: Option<&Path>) -> Result<()> {
    make_empty(home)?;
    let Some(steam) = steam else {
        return Ok(());
    };
    let link = home.join(STEAM_CLIENT);
    link.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| std::os::unix::fs::symlink(steam, &link))
        .map_err(failed("making", &link))
}

fn make_empty(folder: &Path) -> Result<()> {
    super::files::delete_folder(folder)?;
    fs::create_dir(folder).map_err(failed("making", folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_its_whole_name() {
        let all =
            "root:x:0:0:root:/root:/bin/bash\nacserver2:x:7:8::/:\nacserver:x:990:991::/:/x\n";
        let user = user_in(all, "acserver");
        assert_eq!(user, Some(User { uid: 990, gid: 991 }));
        assert_eq!(user_in(all, "acserve"), None);
    }

    #[test]
    fn a_program_beside_our_own_files_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let address = "203.0.113.7".parse().expect("an address");
        let settings = LocalSettings::new(folder.path().join("bot/data"), address);
        fs::create_dir_all(folder.path().join("bot/data")).expect("folders");
        fs::create_dir_all(folder.path().join("server")).expect("folders");
        let own = own_folder(&settings, &folder.path().join("server/acServer"));
        assert!(own.expect("of its own").ends_with("server"));
        let beside = own_folder(&settings, &folder.path().join("bot/acServer"));
        assert!(matches!(
            beside,
            Err(LocalError::ProgramBesideSecrets { .. })
        ));
        fs::write(folder.path().join("server/.env"), "").expect("written");
        let beside = own_folder(&settings, &folder.path().join("server/acServer"));
        assert!(matches!(
            beside,
            Err(LocalError::ProgramBesideSecrets { .. })
        ));
    }
}
