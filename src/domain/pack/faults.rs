//! Why a pack is refused: typed for whoever branches, in words for whoever made the pack.

mod groups;
mod remedy;

use std::collections::BTreeMap;
use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::Format;
pub use groups::FaultGroup;

/// How many faults of one sort are kept word for word. A hostile archive could have a hundred
/// thousand.
const KEPT: usize = 50;

/// Everything that is wrong with a pack; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults {
    list: Vec<Fault>,
    /// How many more were found, by their [`FaultKind::sort`].
    omitted: BTreeMap<&'static str, usize>,
}

impl Faults {
    /// The faults, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Fault> {
        self.list.iter()
    }

    /// How many were found beyond those that [`Faults::iter`] yields.
    pub fn omitted(&self) -> usize {
        self.omitted.values().sum()
    }

    /// Whether one of the faults has this [`Fault::kind`].
    pub fn has(&self, kind: &str) -> bool {
        self.iter().any(|fault| fault.kind() == kind)
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self {
            list: vec![fault],
            omitted: BTreeMap::new(),
        }
    }
}

impl<'a> IntoIterator for &'a Faults {
    type Item = &'a Fault;
    type IntoIter = std::slice::Iter<'a, Fault>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, group) in self.groups().iter().enumerate() {
            let line_break = if index == 0 { "" } else { "\n" };
            write!(f, "{line_break}{group}")?;
        }
        Ok(())
    }
}

impl Serialize for Faults {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Faults", 3)?;
        object.serialize_field("faults", &self.list)?;
        object.serialize_field("omitted", &self.omitted())?;
        object.serialize_field("hint", self.hint())?;
        object.end()
    }
}

impl std::error::Error for Faults {}

/// Faults on their way to becoming [`Faults`].
#[derive(Debug, Default)]
pub(super) struct Tally {
    list: Vec<Fault>,
    /// How many were found of each sort.
    found: BTreeMap<&'static str, usize>,
}

impl Tally {
    pub(super) fn add(&mut self, fault: impl Into<Fault>) {
        let fault = fault.into();
        let found = self.found.entry(fault.what.sort()).or_default();
        *found += 1;
        if *found <= KEPT {
            self.list.push(fault);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The faults so far, with `last` as the one that ended the search. `last` is always kept.
    pub(super) fn and(self, last: impl Into<Fault>) -> Faults {
        let mut faults = self.told();
        faults.list.push(last.into());
        faults
    }

    /// The faults, where a pack is out of the question.
    pub(super) fn refuse(self) -> Faults {
        match self.verdict(()) {
            Err(faults) => faults,
            Ok(()) => Fault::from(FaultKind::Damaged).into(),
        }
    }

    /// `good`, unless something was found.
    pub(super) fn verdict<T>(self, good: T) -> Result<T, Faults> {
        if self.is_empty() {
            return Ok(good);
        }
        Err(self.told())
    }

    fn told(self) -> Faults {
        let omitted = self.found.into_iter();
        Faults {
            list: self.list,
            omitted: omitted
                .filter(|(_, found)| KEPT < *found)
                .map(|(sort, found)| (sort, found - KEPT))
                .collect(),
        }
    }
}

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
    pub(super) fn of(self, entry: &str) -> Fault {
        Fault {
            what: self,
            entry: Some(printable(entry)),
        }
    }
}

/// Text from an archive with what could disturb a terminal or a reader's eye escaped (control
/// characters, marks that reverse the direction of writing), and no longer than a line or two.
pub(super) fn printable(text: &str) -> String {
    const LONGEST: usize = 200;
    let mut out = String::new();
    for (index, character) in text.chars().enumerate() {
        if index == LONGEST {
            out.push('…');
            break;
        }
        let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if character.is_control() || turns {
            out.extend(character.escape_unicode());
        } else {
            out.push(character);
        }
    }
    out
}

/// What can be wrong with a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
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
        lie: Lie,
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
    /// No server program, and none in the bucket.
    MissingProgram {
        /// The pack brings AssettoServer under its own name.
        assetto_server: bool,
    },
    /// A program for the other platform than the one that this sort of archive is run on.
    WrongProgram {
        /// The archive.
        format: Format,
    },
    /// A program for Linux on something else than a PC.
    WrongProcessor,
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
    EmptyEntryList,
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
pub enum Lie {
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
        match self {
            Self::SingleExe => "single_exe",
            Self::NotAPack { .. } => "not_a_pack",
            Self::Truncated => "truncated",
            Self::Damaged => "damaged",
            Self::LyingDirectory { .. } => "lying_directory",
            Self::Shifted { .. } => "shifted",
            Self::SplitArchive => "split_archive",
            Self::TooManyEntries { .. } => "too_many_entries",
            Self::TooLarge { .. } => "too_large",
            Self::RatioBomb { .. } => "ratio_bomb",
            Self::OverlappingEntries { .. } => "overlapping_entries",
            Self::EmptyName => "empty_name",
            Self::PathEscapes => "path_escapes",
            Self::AbsolutePath => "absolute_path",
            Self::DriveLetter => "drive_letter",
            Self::NetworkPath => "network_path",
            Self::ReservedName { .. } => "reserved_name",
            Self::ForbiddenCharacter { .. } => "forbidden_character",
            Self::TrailingDotOrSpace => "trailing_dot_or_space",
            Self::NameTooLong { .. } => "name_too_long",
            Self::Link => "link",
            Self::SpecialFile => "special_file",
            Self::Encrypted => "encrypted",
            Self::UnsupportedMethod { .. } => "unsupported_method",
            Self::DuplicateName { .. } => "duplicate_name",
            Self::FileAndFolder { .. } => "file_and_folder",
            Self::MissingFile { .. } => "missing_file",
            Self::PresetNotPack => "preset_not_pack",
            Self::SeveralPacks { .. } => "several_packs",
            Self::TooDeep { .. } => "too_deep",
            Self::ArchiveInside => "archive_inside",
            Self::SettingsTooLarge { .. } => "settings_too_large",
            Self::MissingProgram { .. } => "missing_program",
            Self::WrongProgram { .. } => "wrong_program",
            Self::WrongProcessor => "wrong_processor",
            Self::WrapperAlone => "wrapper_alone",
            Self::InvalidSetting { .. } => "invalid_setting",
            Self::NoCars => "no_cars",
            Self::EmptyEntryList => "empty_entry_list",
        }
    }

    /// The sentence, without the entry in front.
    fn sentence(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNSAFE: &str = "It is refused because it could write outside the server's folder.";
        match self {
            Self::SingleExe => f.write_str(
                "This is a single program (.exe), which cannot be checked or set up. \
                 In Content Manager's Pack dialog, untick \"Pack into single\" and send the .zip that it makes.",
            ),
            Self::NotAPack { found } => write!(f, "{found}"),
            Self::Truncated => f.write_str(
                "The archive ends too early: it was cut off while it was made, downloaded or uploaded.",
            ),
            Self::Damaged => f.write_str("The compressed data is damaged."),
            Self::LyingDirectory { lie } => write!(f, "The archive contradicts itself: {lie}."),
            Self::Shifted { bytes } => write!(
                f,
                "There are {bytes} bytes in front of the archive, so that a server cannot unpack it \
                 (self-extracting archives look like this)."
            ),
            Self::SplitArchive => {
                f.write_str("This is one part of an archive that was split into several. Send it as one file.")
            }
            Self::TooManyEntries { limit } => write!(
                f,
                "The archive has more than {limit} files. A server pack has a few hundred; \
                 send what Content Manager's Pack button makes, not the whole game."
            ),
            Self::TooLarge { unpacked, limit } => write!(
                f,
                "The pack unpacks to {} or more; the limit is {}. Leave out what the server does not need, \
                 or ask whoever runs this bot for a higher limit.",
                size(*unpacked),
                size(*limit)
            ),
            Self::RatioBomb { unpacked, packed } => write!(
                f,
                "{} unpack to {}, which no real server pack does. It is refused because it could fill the server's disk.",
                size(*packed),
                size(*unpacked)
            ),
            Self::OverlappingEntries { other } => {
                write!(f, "It shares its data with \"{other}\", which no ordinary archive does.")
            }
            Self::EmptyName => f.write_str("A file in the archive has no name."),
            Self::PathEscapes => write!(f, "The name leads out of the pack with \"..\". {UNSAFE}"),
            Self::AbsolutePath => write!(f, "The name starts at the root of the disk. {UNSAFE}"),
            Self::DriveLetter => write!(f, "The name starts with a drive letter. {UNSAFE}"),
            Self::NetworkPath => write!(f, "The name points to a network share. {UNSAFE}"),
            Self::ReservedName { name } => {
                write!(f, "Windows reserves the name \"{name}\" for a device. Rename the file and pack again.")
            }
            Self::ForbiddenCharacter { character } => write!(
                f,
                "The name contains \"{}\", which Windows does not allow in names. Rename the file and pack again.",
                printable(&character.to_string())
            ),
            Self::TrailingDotOrSpace => f.write_str(
                "A part of the name ends with a dot or a space, which Windows drops. Rename it and pack again.",
            ),
            Self::NameTooLong { limit } => {
                write!(f, "The name is longer than {limit} characters, too long for Windows. Shorten it and pack again.")
            }
            Self::Link => write!(f, "It is a link to another file. {UNSAFE} Put the file itself into the pack."),
            Self::SpecialFile => f.write_str("It is neither a file nor a folder. Leave it out and pack again."),
            Self::Encrypted => {
                f.write_str("It is encrypted, and a server has nobody to type a password. Pack again without one.")
            }
            Self::UnsupportedMethod { method } => write!(
                f,
                "It is compressed with {}, which a server cannot unpack. Zip it with the normal method (Deflate).",
                method_name(*method)
            ),
            Self::DuplicateName { other } => write!(
                f,
                "Windows takes it for the same file as \"{other}\", so one would overwrite the other. Keep one of them."
            ),
            Self::FileAndFolder { other } => {
                write!(f, "Its name is also used by \"{other}\", and one cannot be a file and a folder.")
            }
            Self::MissingFile { path } => write!(
                f,
                "There is no {path} in the archive, which every server needs."
            ),
            Self::PresetNotPack => f.write_str(
                "This is the folder of a server preset, not a pack: the cfg folder around it is missing.",
            ),
            Self::SeveralPacks { places: [first, second] } => write!(
                f,
                "The archive holds more than one server: in \"{first}\" and in \"{second}\"."
            ),
            Self::TooDeep { place } => write!(
                f,
                "The server lies too deep in the archive, in \"{place}\". \
                 The cfg folder must be at the top, or inside one folder."
            ),
            Self::ArchiveInside => {
                f.write_str("The archive holds another archive instead of a server.")
            }
            Self::SettingsTooLarge { limit } => {
                write!(f, "It is larger than {}, which no real settings file is.", size(*limit))
            }
            Self::MissingProgram { assetto_server: false } => f.write_str(
                "The pack has no server program. Tick \"Include executable\" in Content Manager's Pack dialog and pack again.",
            ),
            Self::MissingProgram { assetto_server: true } => f.write_str(
                "The pack has AssettoServer, but under a name that is not started. \
                 Rename AssettoServer.exe to acServer.exe (in a .tar.gz: AssettoServer to acServer) and pack again.",
            ),
            Self::WrongProgram { format } => {
                let runs_on = format.platform();
                let other = match format {
                    Format::Zip => Format::TarGz,
                    Format::TarGz => Format::Zip,
                };
                write!(
                    f,
                    "The server program is one for {}, but a {} runs on {runs_on}. In Content Manager's Pack dialog \
                     choose {runs_on} and pack again, or choose {} and send the {} that it makes.",
                    other.platform(),
                    format.extension(),
                    other.platform(),
                    other.extension(),
                )
            }
            Self::WrongProcessor => f.write_str(
                "The server program was built for another kind of processor (ARM, for example). \
                 Choose Linux 64-bit in Content Manager's Pack dialog and pack again.",
            ),
            Self::WrapperAlone => f.write_str(
                "The pack has acServerWrapper but not the acServer that it starts. \
                 Tick \"Include executable\" in Content Manager's Pack dialog and pack again.",
            ),
            Self::InvalidSetting { key, value, must_be } => {
                write!(f, "{key} is \"{value}\" but must be {must_be}. Correct it in Content Manager and pack again.")
            }
            Self::NoCars => {
                f.write_str("CARS names no car, so nobody could drive. Add cars to the server in Content Manager and pack again.")
            }
            Self::EmptyEntryList => f.write_str(
                "The entry list has no car, so nobody could join. Add cars to the entry list in Content Manager and pack again.",
            ),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(entry) = self.entry.as_deref().filter(|name| !name.is_empty()) {
            write!(f, "\"{entry}\": ")?;
        }
        self.what.sentence(f)
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Fault", 3)?;
        object.serialize_field("kind", self.kind())?;
        object.serialize_field("entry", &self.entry)?;
        object.serialize_field("message", &self.to_string())?;
        object.end()
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "The file is empty.",
            Self::Rar => "This is a RAR archive, not a server pack.",
            Self::SevenZip => "This is a 7-Zip archive, not a server pack.",
            Self::OtherTar => "This is a tar archive, but not one compressed with gzip (.tar.gz).",
            Self::WebPage => {
                "This is a web page, not a pack: the link leads to a page about the download, or it has expired."
            }
            Self::Unknown => "This is no server pack.",
        })
    }
}

impl fmt::Display for Lie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Count => "it does not hold as many files as it says",
            Self::Extent => "its list of files points to where nothing can be",
            Self::TwoDirectories => "it has two lists of files that differ",
            Self::Header => "the file is not what the list of files says",
            Self::Size => "the file has another size than the list of files says",
            Self::SecondName => "the file has two different names",
        })
    }
}

/// Methods that people meet (APPNOTE 4.4.5), by name.
fn method_name(method: u16) -> String {
    match method {
        9 => "Deflate64".to_owned(),
        12 => "BZip2".to_owned(),
        14 => "LZMA".to_owned(),
        93 => "Zstandard".to_owned(),
        95 => "XZ".to_owned(),
        98 => "PPMd".to_owned(),
        other => format!("method {other}"),
    }
}

/// A number of bytes as people say it.
fn size(bytes: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    for (unit, scale) in UNITS {
        if scale <= bytes {
            let tenths = u128::from(bytes) * 10 / u128::from(scale);
            return match tenths % 10 {
                0 => format!("{} {unit}", tenths / 10),
                tenth => format!("{}.{tenth} {unit}", tenths / 10),
            };
        }
    }
    format!("{bytes} bytes")
}
