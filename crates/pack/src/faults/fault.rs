//! One reason to refuse a pack, typed for whoever branches.

use strum::IntoStaticStr;

use super::super::Format;
use super::words::printable;

/// One reason to refuse a pack. `Display` is a sentence or two for a league admin, the entry's
/// name included; control characters in names are shown as escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub what: FaultKind,
    /// The archive's entry that it concerns, as the archive names it, made printable.
    pub entry: Option<String>,
}

impl Fault {
    /// A stable word for machines: the snake-case name of the [`FaultKind`].
    pub fn kind(&self) -> &'static str {
        self.what.kind()
    }
}

impl From<FaultKind> for Fault {
    fn from(what: FaultKind) -> Self {
        Self { what, entry: None }
    }
}

impl FaultKind {
    /// This fault, of the entry with this name.
    pub(in super::super) fn of(self, entry: &str) -> Fault {
        Fault {
            what: self,
            entry: Some(printable(entry)),
        }
    }
}

/// What can be wrong with a pack.
#[derive(Clone, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum FaultKind {
    /// Content Manager's "pack into single" program.
    SingleExe,
    /// Some other sort of file.
    NotAPack {
        /// What it seems to be.
        found: Found,
    },
    /// It ends too early.
    Truncated,
    /// Its compressed data cannot be read.
    Damaged,
    /// Its directory contradicts its contents.
    LyingDirectory {
        /// In what.
        lie: DirectoryMismatch,
    },
    /// Bytes before the archive, which move everything that its directory points to.
    Shifted {
        /// How many.
        bytes: u64,
    },
    /// One volume of several.
    SplitArchive,
    /// More entries than allowed.
    TooManyEntries {
        /// The limit.
        limit: usize,
    },
    /// Unpacks to more than allowed.
    TooLarge {
        /// What it declares, in bytes, as far as it was read.
        unpacked: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// Unpacks to absurdly more than it takes.
    RatioBomb {
        /// Bytes once unpacked.
        unpacked: u64,
        /// Bytes in the archive.
        packed: u64,
    },
    /// Two entries share bytes of the archive.
    OverlappingEntries {
        /// The other one's name.
        other: String,
    },
    /// An entry without a name.
    EmptyName,
    /// A name with `..` in it.
    PathEscapes,
    /// A name that starts at the root of the file system.
    AbsolutePath,
    /// A name that starts with a drive.
    DriveLetter,
    /// A name on another computer.
    NetworkPath,
    /// A name that Windows gives to a device.
    ReservedName {
        /// The part of the path.
        name: String,
    },
    /// A name with a character that Windows forbids, or treats as a hidden stream.
    ForbiddenCharacter {
        /// Which.
        character: char,
    },
    /// A part of the name ends with a dot or a space, which Windows drops.
    TrailingDotOrSpace,
    /// A name longer than Windows can store.
    NameTooLong {
        /// The most characters.
        limit: usize,
    },
    /// A symbolic or hard link.
    Link,
    /// A device, a pipe, a sparse file: anything but a file or a folder.
    SpecialFile,
    /// Needs a password to unpack.
    Encrypted,
    /// Compressed in a way that machines cannot unpack.
    UnsupportedMethod {
        /// The number that the zip format gives to it.
        method: u16,
    },
    /// The same name again, or one that is the same on Windows.
    DuplicateName {
        /// The other one's name.
        other: String,
    },
    /// The same name again, with other contents.
    SameName,
    /// The name is a file's and a folder's.
    FileAndFolder {
        /// The other one's name.
        other: String,
    },
    /// No `cfg/server_cfg.ini` or `cfg/entry_list.ini`.
    MissingFile {
        /// Where it should be.
        path: &'static str,
    },
    /// The two files are there, but in no `cfg` folder: a preset's folder was zipped.
    PresetNotPack,
    /// A `cfg` folder in several places.
    SeveralPacks {
        /// Two of the places.
        places: [String; 2],
    },
    /// `cfg` lies deeper than one folder.
    TooDeep {
        /// Where it lies.
        place: String,
    },
    /// The archive holds another archive and no pack.
    ArchiveInside,
    /// A file in `cfg` of a size that no settings have.
    SettingsTooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// A setting that a server program takes for a path, and that leads out of its folder.
    LeavesFolder {
        /// Its key.
        key: String,
        /// Its value, made printable.
        value: String,
        /// Whoever obeys it.
        reader: &'static str,
    },
    /// Lines of a settings file end in a way that programs read differently.
    OddLineEnds,
    /// A settings file is UTF-16.
    Utf16,
    /// AssettoServer's settings cannot be read.
    UnreadableSettings,
    /// AssettoServer does not start with it: a section or key that stands twice.
    Repeated {
        /// Which: `[RACE]`, `LAPS in [RACE]`.
        what: String,
    },
    /// AssettoServer does not start with it: a line that is no setting.
    StrayLine {
        /// The line, made printable.
        line: String,
    },
    /// AssettoServer does not start with it: no session at all.
    NoSessions,
    /// AssettoServer does not start with it: cars of the entry list have no data.
    CarsWithoutData {
        /// Their models.
        cars: Vec<String>,
    },
    /// AssettoServer does not start with it: setups of the entry list are not there.
    MissingSetups {
        /// Their names.
        setups: Vec<String>,
    },
    /// AssettoServer does not start with it: traffic without a line to drive on.
    NoSpline {
        /// The track's folder.
        track: String,
    },
    /// AssettoServer does not start with it: plug-ins that the pack does not bring.
    #[strum(serialize = "missing_plugins")]
    MissingPlugIns {
        /// Their names.
        plugins: Vec<String>,
    },
    /// No server program, and none in the bucket.
    MissingProgram,
    /// A server program that does not lie beside `cfg`.
    MisplacedProgram {
        /// Where it lies.
        path: String,
    },
    /// A program for the other platform than the one that this sort of archive is run on.
    WrongProgram {
        /// The archive.
        format: Format,
    },
    /// A program for Linux on something else than a PC.
    WrongProcessor,
    /// It is to run on Linux, and there is no program for that.
    NoLinuxProgram {
        /// Which program.
        program: &'static str,
    },
    /// acServerWrapper without the acServer that it starts.
    WrapperAlone,
    /// A setting that the server cannot use.
    InvalidSetting {
        /// Its key.
        key: &'static str,
        /// Its value, made printable.
        value: String,
        /// What it must be.
        must_be: &'static str,
    },
    /// `CARS` is empty.
    NoCars,
    /// The entry list has no car.
    EmptyEntryList {
        /// Its cars are numbered from another number than 0, so that no program sees them.
        first: Option<usize>,
    },
}

/// What a file that is no pack seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing at all.
    Empty,
    /// A RAR archive.
    Rar,
    /// A 7-Zip archive.
    SevenZip,
    /// A tar archive, compressed otherwise or not at all.
    OtherTar,
    /// A web page: a link to a download page rather than to the file.
    WebPage,
    /// A program for Windows that is no pack.
    Unknown,
}

/// How a zip's directory contradicts its contents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DirectoryMismatch {
    /// Not as many entries as it says.
    Count,
    /// It is longer than its entries could be, or lies outside the file.
    Extent,
    /// The two directories of a zip64 archive disagree.
    TwoDirectories,
    /// An entry's own header is missing, or is not what the directory says.
    Header,
    /// An entry unpacks to another size.
    Size,
    /// A name that some programs read differently from others.
    SecondName,
}

impl FaultKind {
    /// A stable word for machines.
    pub fn kind(&self) -> &'static str {
        self.into()
    }
}
