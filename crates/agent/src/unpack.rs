//! Unpacking a pack into a folder.
//!
//! The pack was judged before it came here, by [`pack`]. Nothing is built upon that:
//! whatever the archive says, only new plain files and folders are made, all below the folder, and
//! no more of them than the limits allow.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek as _, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use pack::{Format, Limits, Need, Spelling, is_program, kind_of, need, steam_ids};
use rc_zip::fsm::{ArchiveFsm, EntryFsm, FsmResult};
use rc_zip::{Archive, Entry};

use crate::files::inside;

/// Why a pack was not unpacked.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// An entry leads out of the folder.
    #[error("it holds “{0}”, which would lie outside of its folder")]
    Outside(String),
    /// Two entries have one name.
    #[error("it holds “{0}” twice")]
    Twice(String),
    /// An entry is a link, a device or the like.
    #[error("it holds “{0}”, which is neither a file nor a folder")]
    Special(String),
    /// There are more entries than the limits allow.
    #[error("it holds more than {0} files and folders")]
    TooMany(usize),
    /// It is larger than the limits allow, in bytes.
    #[error("it unpacks to more than {} MiB", .0 >> 20)]
    TooLarge(u64),
    /// It cannot be read: why.
    #[error("it is damaged ({0})")]
    Damaged(String),
    /// Whoever wanted it does not any more.
    #[error("nobody wants it any more")]
    Stopped,
    /// The disk.
    #[error("a file cannot be written: {0}")]
    Write(#[source] io::Error),
}

/// Which files of a pack are unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// All of them: the pack brings the program that runs.
    All,
    /// Those that a program of the operator's [needs](need).
    Settings {
        /// The folder inside the pack that holds `cfg/`: empty, or ending in `/`.
        root: String,
    },
}

/// How many bytes of a file tell whether it is a program.
const HEAD: usize = 4;
/// How many bytes of a list of players are read.
const LONGEST_LIST: usize = 1 << 20;

impl Wanted {
    /// The settings for a program that is not in the pack, and would lie there at `program`.
    pub fn settings_beside(program: &str) -> Self {
        let folder = program.rfind('/').map_or(0, |slash| slash + 1);
        Self::Settings {
            root: program[..folder].to_owned(),
        }
    }

    /// The folder inside the pack that holds `cfg/`, as far as that matters.
    fn root(&self) -> &str {
        match self {
            Self::All => "",
            Self::Settings { root } => root,
        }
    }

    /// How to unpack the entry of this name; `None` to leave it out.
    fn need(&self, name: &str) -> Option<Need> {
        match self {
            Self::All => Some(Need::Plain),
            Self::Settings { root } => need(name.strip_prefix(root.as_str())?),
        }
    }
}

/// How a pack is unpacked.
#[derive(Clone, Copy)]
pub struct Unpack<'a> {
    /// Which files of it.
    pub wanted: &'a Wanted,
    /// How much it may come to.
    pub limits: &'a Limits,
    /// Whether nobody wants it any more; asked often.
    pub is_stopped: &'a dyn Fn() -> bool,
    /// Names of a `.zip` are written as its settings spell them: it was made where upper and lower case
    /// are one.
    pub spells: bool,
    /// It comes on top of what lies there already, which is kept.
    pub keeps: bool,
}

impl Unpack<'_> {
    /// Unpacks a pack that is called `name` into an empty folder. Nobody but its owner may read what
    /// is made.
    ///
    /// # Errors
    /// The folder is left as far as it came then; the caller deletes it.
    pub fn run(&self, mut pack: File, name: &str, into: &Path) -> Result<(), UnpackError> {
        // Whoever checked its hash has read it to its end.
        pack.seek(SeekFrom::Start(0)).map_err(damaged)?;
        let mut first = Vec::new();
        Read::by_ref(&mut pack)
            .take(512)
            .read_to_end(&mut first)
            .map_err(damaged)?;
        let format = kind_of(&first, name).map_err(damaged)?;
        pack.seek(SeekFrom::Start(0)).map_err(damaged)?;
        let mut target = Target {
            how: *self,
            spelling: None,
            folder: into,
            entries: self.limits.max_entries,
            room: self.limits.max_unpacked,
        };
        match format {
            Format::Zip => zip(pack, &mut target),
            Format::TarGz => tar_gz(pack, &mut target),
        }
    }

    fn go_on(&self) -> Result<(), UnpackError> {
        match (self.is_stopped)() {
            true => Err(UnpackError::Stopped),
            false => Ok(()),
        }
    }
}

fn damaged(error: impl std::fmt::Display) -> UnpackError {
    UnpackError::Damaged(error.to_string())
}

/// The folder, and what may still be put into it.
struct Target<'a> {
    how: Unpack<'a>,
    /// How names below the pack's own folder are written.
    spelling: Option<Spelling>,
    folder: &'a Path,
    entries: usize,
    room: u64,
}

impl Target<'_> {
    /// Where an entry of this name goes; `None` if it is left out.
    fn place(&mut self, name: &str) -> Result<Option<(PathBuf, Need)>, UnpackError> {
        self.how.go_on()?;
        self.entries = self
            .entries
            .checked_sub(1)
            .ok_or(UnpackError::TooMany(self.how.limits.max_entries))?;
        let name = name.replace('\\', "/");
        let name = name.trim_end_matches('/');
        let spelled = self.spelled(name);
        let name = spelled.as_deref().unwrap_or(name);
        let inside = inside(name).filter(|_| !name.contains(':'));
        let inside = inside.ok_or_else(|| UnpackError::Outside(shown(name)))?;
        let need = self.how.wanted.need(name);
        Ok(need.map(|need| (self.folder.join(inside), need)))
    }

    /// A name as the server program will ask for it, if that may be another than the archive's.
    fn spelled(&self, name: &str) -> Option<String> {
        let spelling = self.spelling.as_ref()?;
        let root = self.how.wanted.root();
        let below = below(root, name)?;
        Some(format!("{root}{}", spelling.path(below)))
    }

    fn add_folder(&mut self, name: &str) -> Result<(), UnpackError> {
        match self.place(name)? {
            Some((path, Need::Plain)) => make_folder(&path),
            _ => Ok(()),
        }
    }

    /// The file to write this entry of `size` bytes to; `None` if it is left out.
    fn add_file(&mut self, name: &str, size: u64) -> Result<Option<Output<'_>>, UnpackError> {
        let Some((path, need)) = self.place(name)? else {
            return Ok(None);
        };
        if let Some(folder) = path.parent() {
            make_folder(folder)?;
        }
        // New ones only: so nothing is written through a link, and nothing over something else.
        let mut options = OpenOptions::new();
        options.write(true).create_new(true).mode(0o600);
        match options.open(&path) {
            Ok(file) => Ok(Some(Output {
                how: self.how,
                file: io::BufWriter::new(file),
                unwanted: (*self.how.wanted != Wanted::All).then_some(path),
                first: Vec::with_capacity(HEAD),
                ids: (need == Need::SteamIds).then(Vec::new),
                room: &mut self.room,
            })),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && self.how.keeps => {
                Ok(None)
            }
            // Content Manager writes a file once for each car that uses it. The judge saw that
            // their contents are the same.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && is_again(&path, size) => {
                Ok(None)
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(UnpackError::Twice(shown(name)))
            }
            Err(error) => Err(UnpackError::Write(error)),
        }
    }
}

fn is_again(path: &Path, size: u64) -> bool {
    fs::symlink_metadata(path).is_ok_and(|about| about.is_file() && about.len() == size)
}

fn make_folder(path: &Path) -> Result<(), UnpackError> {
    let mut folders = fs::DirBuilder::new();
    folders.recursive(true).mode(0o700);
    folders.create(path).map_err(UnpackError::Write)
}

/// A name, as far as it may be shown.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// A file being written, which counts what is written.
struct Output<'a> {
    how: Unpack<'a>,
    file: io::BufWriter<File>,
    /// Its path, if it is not wanted should it turn out to be a program.
    unwanted: Option<PathBuf>,
    /// Its first bytes, which tell that.
    first: Vec<u8>,
    /// A list of players, of which only what is a Steam id is written in the end.
    ids: Option<Vec<u8>>,
    room: &'a mut u64,
}

impl Output<'_> {
    fn put(&mut self, bytes: &[u8]) -> Result<(), UnpackError> {
        self.how.go_on()?;
        *self.room = self
            .room
            .checked_sub(bytes.len() as u64)
            .ok_or(UnpackError::TooLarge(self.how.limits.max_unpacked))?;
        self.first
            .extend(bytes.iter().take(HEAD - self.first.len()));
        match &mut self.ids {
            None => self.file.write_all(bytes).map_err(UnpackError::Write),
            Some(ids) => {
                let left = LONGEST_LIST.saturating_sub(ids.len());
                ids.extend(bytes.iter().take(left));
                Ok(())
            }
        }
    }

    fn done(mut self) -> Result<(), UnpackError> {
        for id in steam_ids(self.ids.as_deref().unwrap_or_default()) {
            writeln!(self.file, "{id}").map_err(UnpackError::Write)?;
        }
        self.file.flush().map_err(UnpackError::Write)?;
        match self.unwanted {
            Some(path) if is_program(&self.first) => {
                fs::remove_file(path).map_err(UnpackError::Write)
            }
            _ => Ok(()),
        }
    }
}

fn zip(mut file: File, target: &mut Target<'_>) -> Result<(), UnpackError> {
    let archive = directory(&mut file)?;
    let mut piece = vec![0; 128 << 10];
    if target.how.spells {
        let spelling = spelling(&mut file, &archive, target.how.wanted.root(), &mut piece)?;
        for folder in spelling.folders() {
            let place = inside(&format!("{}{folder}", target.how.wanted.root()))
                .map(|folder| target.folder.join(folder));
            place.as_deref().map_or(Ok(()), make_folder)?;
        }
        target.spelling = Some(spelling);
    }
    for entry in archive.entries() {
        match entry.kind() {
            rc_zip::EntryKind::Symlink => return Err(UnpackError::Special(shown(&entry.name))),
            rc_zip::EntryKind::Directory => target.add_folder(&entry.name)?,
            rc_zip::EntryKind::File if entry.name.ends_with(['/', '\\']) => {
                target.add_folder(&entry.name)?;
            }
            rc_zip::EntryKind::File => {
                if let Some(output) = target.add_file(&entry.name, entry.uncompressed_size)? {
                    member(&mut file, entry, output, &mut piece)?;
                }
            }
        }
    }
    Ok(())
}

/// What is below a folder, whose name may be written in other letters.
fn below<'a>(root: &str, name: &'a str) -> Option<&'a str> {
    let (begin, below) = name.split_at_checked(root.len())?;
    (begin.to_lowercase() == root.to_lowercase()).then_some(below)
}

/// How the settings in a zip spell the names of the other files.
fn spelling(
    file: &mut File,
    archive: &Archive,
    root: &str,
    piece: &mut [u8],
) -> Result<Spelling, UnpackError> {
    let mut read = |path: &str| {
        let is_it = |entry: &&Entry| {
            let name = entry.name.replace('\\', "/");
            below(root, &name).is_some_and(|name| name.eq_ignore_ascii_case(path))
        };
        let mut contents = Vec::new();
        if let Some(entry) = archive.entries().find(is_it) {
            each_piece(file, entry, piece, |bytes| {
                let left = LONGEST_LIST.saturating_sub(contents.len());
                contents.extend(bytes.iter().take(left));
                Ok(())
            })?;
        }
        Ok::<_, UnpackError>(contents)
    };
    let [server, entries] = Spelling::FROM.map(&mut read);
    Ok(Spelling::of(&server?, &entries?))
}

fn directory(file: &mut File) -> Result<Archive, UnpackError> {
    let size = file.metadata().map_err(damaged)?.len();
    let mut reading = ArchiveFsm::new(size);
    loop {
        if let Some(at) = reading.wants_read() {
            file.seek(SeekFrom::Start(at)).map_err(damaged)?;
            let count = more(file, reading.space())?;
            reading.fill(count);
        }
        match reading.process().map_err(damaged)? {
            FsmResult::Continue(next) => reading = next,
            FsmResult::Done(archive) => return Ok(archive),
        }
    }
}

/// One file of a zip; its checksum is looked at on the way.
fn member(
    file: &mut File,
    entry: &Entry,
    mut output: Output<'_>,
    piece: &mut [u8],
) -> Result<(), UnpackError> {
    each_piece(file, entry, piece, |bytes| output.put(bytes))?;
    output.done()
}

/// What a file of a zip holds, piece by piece.
fn each_piece(
    file: &mut File,
    entry: &Entry,
    piece: &mut [u8],
    mut take: impl FnMut(&[u8]) -> Result<(), UnpackError>,
) -> Result<(), UnpackError> {
    file.seek(SeekFrom::Start(entry.header_offset))
        .map_err(damaged)?;
    let mut reading = EntryFsm::new(Some(entry.clone()), None);
    loop {
        // The last member's bytes may all be there when the file has ended.
        let mut has_ended = false;
        if reading.wants_read() {
            let count = file.read(reading.space()).map_err(damaged)?;
            has_ended = count == 0;
            reading.fill(count);
        }
        match reading.process(piece).map_err(damaged)? {
            FsmResult::Continue((next, outcome)) => {
                if has_ended && outcome.bytes_read == 0 && outcome.bytes_written == 0 {
                    return Err(damaged("it ends too early"));
                }
                take(&piece[..outcome.bytes_written])?;
                reading = next;
            }
            FsmResult::Done(_) => return Ok(()),
        }
    }
}

/// Bytes of a file that must not have ended yet.
fn more(file: &mut File, space: &mut [u8]) -> Result<usize, UnpackError> {
    match file.read(space).map_err(damaged)? {
        0 => Err(damaged("it ends too early")),
        count => Ok(count),
    }
}

fn tar_gz(file: File, target: &mut Target<'_>) -> Result<(), UnpackError> {
    let mut archive = tar::Archive::new(MultiGzDecoder::new(io::BufReader::new(file)));
    let mut piece = vec![0; 128 << 10];
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let name = name.strip_prefix("./").unwrap_or(&name);
        match entry.header().entry_type() {
            tar::EntryType::XGlobalHeader => {}
            tar::EntryType::Directory if name.is_empty() || name == "." => {}
            tar::EntryType::Directory => target.add_folder(name)?,
            tar::EntryType::Regular | tar::EntryType::Continuous => {
                let size = entry.size();
                if let Some(output) = target.add_file(name, size)? {
                    tar_member(&mut entry, size, output, &mut piece)?;
                }
            }
            _ => return Err(UnpackError::Special(shown(name))),
        }
    }
    Ok(())
}

/// One file of a tar. A tar may end within one although the gzip around it is whole.
fn tar_member(
    file: &mut impl Read,
    mut left: u64,
    mut output: Output<'_>,
    piece: &mut [u8],
) -> Result<(), UnpackError> {
    loop {
        match file.read(piece).map_err(damaged)? {
            0 if left == 0 => return output.done(),
            0 => return Err(damaged("it ends too early")),
            count => {
                output.put(&piece[..count])?;
                left = left.saturating_sub(count as u64);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pack::sample::{RawEntry, RawZip, Sample};

    fn unpacked(bytes: &[u8], limits: &Limits) -> (tempfile::TempDir, Result<(), UnpackError>) {
        run(bytes, &Wanted::All, limits, false)
    }

    fn run(
        bytes: &[u8],
        wanted: &Wanted,
        limits: &Limits,
        is_stopped: bool,
    ) -> (tempfile::TempDir, Result<(), UnpackError>) {
        let folder = tempfile::tempdir().expect("a folder");
        let (pack, into) = (folder.path().join("pack"), folder.path().join("out"));
        fs::write(&pack, bytes).expect("written");
        fs::create_dir(&into).expect("a folder");
        let how = Unpack {
            wanted,
            limits,
            is_stopped: &|| is_stopped,
            spells: false,
            keeps: false,
        };
        let outcome = how.run(File::open(&pack).expect("there"), "pack", &into);
        (folder, outcome)
    }

    fn words(sample: &Sample) -> String {
        let (folder, outcome) = unpacked(&sample.zip(), &Limits::default());
        let outside = fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(
            outside, 2,
            "the pack and its folder, and nothing beside them"
        );
        outcome.expect_err("refused").to_string()
    }

    fn with(name: &str) -> Sample {
        Sample {
            files: vec![(name.to_owned(), b"x".to_vec())],
            ..Sample::default()
        }
    }

    #[test]
    fn both_forms_are_unpacked() {
        for bytes in [Sample::default().zip(), Sample::linux().tar_gz()] {
            let (folder, outcome) = unpacked(&bytes, &Limits::default());
            outcome.expect("unpacked");
            let settings = folder.path().join("out/cfg/server_cfg.ini");
            let text = fs::read_to_string(settings).expect("the settings");
            assert!(text.contains("NAME=Sunday Cup"), "{text}");
        }
    }

    #[test]
    fn nothing_leaves_the_folder() {
        assert_eq!(
            words(&with("../x")),
            "it holds “../x”, which would lie outside of its folder"
        );
        assert_eq!(
            words(&with("/x")),
            "it holds “/x”, which would lie outside of its folder"
        );
        assert_eq!(
            words(&with("a\\..\\..\\x")),
            "it holds “a/../../x”, which would lie outside of its folder"
        );
        assert_eq!(
            words(&with("C:/x")),
            "it holds “C:/x”, which would lie outside of its folder"
        );
    }

    #[test]
    fn limits_hold_whatever_the_directory_says() {
        let few = Limits {
            max_entries: 3,
            ..Limits::default()
        };
        let (_, outcome) = unpacked(&Sample::default().zip(), &few);
        assert!(matches!(outcome, Err(UnpackError::TooMany(3))));
        let small = Limits {
            max_unpacked: 100,
            ..Limits::default()
        };
        for bytes in [Sample::default().zip(), Sample::linux().tar_gz()] {
            let (_, outcome) = unpacked(&bytes, &small);
            assert!(matches!(outcome, Err(UnpackError::TooLarge(100))));
        }
    }

    #[test]
    fn whoever_is_stopped_writes_nothing_more() {
        for bytes in [Sample::default().zip(), Sample::linux().tar_gz()] {
            let (folder, outcome) = run(&bytes, &Wanted::All, &Limits::default(), true);
            assert!(matches!(outcome, Err(UnpackError::Stopped)), "{outcome:?}");
            let into = fs::read_dir(folder.path().join("out"));
            assert_eq!(into.expect("a folder").count(), 0);
        }
    }

    #[test]
    fn a_tar_that_ends_within_a_file_is_damaged() {
        let whole = Sample::linux().tar_gz();
        let mut tar = Vec::new();
        MultiGzDecoder::new(whole.as_slice())
            .read_to_end(&mut tar)
            .expect("a tar");
        let mut gzip = pack::sample::gzip(Vec::new());
        gzip.write_all(&tar[..520]).expect("memory");
        let (_, outcome) = unpacked(&gzip.finish().expect("memory"), &Limits::default());
        assert!(
            matches!(outcome, Err(UnpackError::Damaged(_))),
            "{outcome:?}"
        );
    }

    #[test]
    fn nobody_but_its_owner_reads_what_is_unpacked() {
        use std::os::unix::fs::PermissionsExt as _;
        let (folder, outcome) = unpacked(&Sample::linux().tar_gz(), &Limits::default());
        outcome.expect("unpacked");
        for path in ["out/cfg", "out/cfg/server_cfg.ini"] {
            let about = fs::metadata(folder.path().join(path)).expect("there");
            assert_eq!(about.permissions().mode() & 0o077, 0, "{path}");
        }
    }

    #[test]
    fn half_a_pack_is_damaged() {
        let zip = Sample::default().zip();
        let tar = Sample::linux().tar_gz();
        for bytes in [&zip[..zip.len() / 2], &tar[..tar.len() / 2], b"MZ", b""] {
            let (_, outcome) = unpacked(bytes, &Limits::default());
            assert!(
                matches!(outcome, Err(UnpackError::Damaged(_))),
                "{outcome:?}"
            );
        }
    }

    #[test]
    fn a_link_is_not_followed() {
        let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(
            Vec::new(),
            flate2::Compression::fast(),
        ));
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Symlink);
        header.set_size(0);
        tar.append_link(&mut header, "cfg", "/etc").expect("a link");
        let bytes = tar.into_inner().and_then(|gz| gz.finish()).expect("a pack");
        let (_, outcome) = unpacked(&bytes, &Limits::default());
        assert!(
            matches!(outcome, Err(UnpackError::Special(_))),
            "{outcome:?}"
        );
    }

    #[test]
    fn a_file_that_is_packed_twice_is_written_once() {
        let mut bytes = Vec::new();
        let mut zip = RawZip::new(&mut bytes);
        for contents in [&b"same"[..], b"same"] {
            zip.add(RawEntry::stored("cfg/carpack.zip", contents))
                .expect("memory does not fail");
        }
        zip.finish(b"").expect("memory does not fail");
        let (folder, outcome) = unpacked(&bytes, &Limits::default());
        outcome.expect("unpacked");
        let once = fs::read(folder.path().join("out/cfg/carpack.zip"));
        assert_eq!(once.expect("there"), b"same");
        let longer = RawEntry::stored("cfg/carpack.zip", b"longer");
        let mut bytes = Vec::new();
        let mut zip = RawZip::new(&mut bytes);
        for entry in [RawEntry::stored("cfg/carpack.zip", b"same"), longer] {
            zip.add(entry).expect("memory does not fail");
        }
        zip.finish(b"").expect("memory does not fail");
        let (_, outcome) = unpacked(&bytes, &Limits::default());
        assert!(matches!(outcome, Err(UnpackError::Twice(_))), "{outcome:?}");
    }

    #[test]
    fn a_program_under_another_name_is_not_given_to_a_server() {
        let sample = Sample {
            root: "Sunday Cup/".to_owned(),
            files: vec![
                ("content/photo.png".to_owned(), b"\x7fELF and more".to_vec()),
                ("content/text.txt".to_owned(), b"text".to_vec()),
                ("wwwroot/x.html".to_owned(), b"x".to_vec()),
            ],
            ..Sample::default()
        };
        let wanted = Wanted::settings_beside("Sunday Cup/acServer.exe");
        let (folder, outcome) = run(&sample.zip(), &wanted, &Limits::default(), false);
        outcome.expect("unpacked");
        let out = folder.path().join("out/Sunday Cup");
        let is_there = |path: &str| out.join(path).exists();
        assert!(is_there("content/text.txt") && is_there("cfg/server_cfg.ini"));
        for left_out in ["content/photo.png", "wwwroot", "acServer.exe"] {
            assert!(!is_there(left_out), "{left_out}");
        }
    }
}
