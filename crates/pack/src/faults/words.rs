//! Faults in words for whoever made the pack.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::super::Format;
use super::{DirectoryMismatch, Fault, FaultKind, Found};

impl FaultKind {
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
            Self::SameName => f.write_str(
                "It is in the archive twice, with different contents, and only one of the two can be used. \
                 Give them different names in Content Manager and pack again.",
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
            Self::LeavesFolder { key, value, reader } => write!(
                f,
                "{key} is \"{value}\", which leads out of the server's folder. It is refused because {reader} would \
                 use other files of its machine. Name a file inside the pack."
            ),
            Self::OddLineEnds => f.write_str(
                "Some of its lines end with a carriage return alone, which server programs read differently. \
                 Save it with ordinary line ends and pack again.",
            ),
            Self::Utf16 => f.write_str(
                "It is saved as UTF-16 (\"Unicode\"), which server programs do not read. Save it as UTF-8 and pack again.",
            ),
            Self::UnreadableSettings => f.write_str(
                "It cannot be read, so AssettoServer would not start with it. Check its indentation and quotes; \
                 anchors, aliases and foreign tags are not allowed in it.",
            ),
            Self::Repeated { what } => write!(
                f,
                "{what} is there twice, and AssettoServer does not start with that. Remove one of the two."
            ),
            Self::StrayLine { line } => write!(
                f,
                "The line \"{line}\" is not a setting, and AssettoServer does not start with it. \
                 Remove it, or put a ; in front of it."
            ),
            Self::NoSessions => f.write_str(
                "No session is switched on, and AssettoServer does not start without one. \
                 Switch on practice, qualifying or race.",
            ),
            Self::CarsWithoutData { cars } => write!(
                f,
                "The pack has no data.acd for {}, and AssettoServer does not start without it. Put \
                 content/cars/<car>/data.acd into the pack, or set MissingCarChecksums to true below \
                 IgnoreConfigurationErrors in cfg/extra_cfg.yml.",
                listed(cars)
            ),
            Self::MissingSetups { setups } => write!(
                f,
                "FIXED_SETUP names {}, and AssettoServer does not start without it. Put it into the pack's setups folder, \
                 or leave FIXED_SETUP empty.",
                listed(setups)
            ),
            Self::NoSpline { track } => write!(
                f,
                "EnableAi is on, but the pack has no AI line for {track}, and AssettoServer does not start without one. \
                 Put fast_lane.ai or fast_lane.aip into content/tracks/{track}/ai, or switch EnableAi off."
            ),
            Self::MissingPlugIns { plugins } => write!(
                f,
                "EnablePlugins names {}, but the pack has no such folder below plugins, and AssettoServer does not start \
                 without it. Put the plug-in into the pack, or take its name out.",
                listed(plugins)
            ),
            Self::MissingProgram => f.write_str(
                "The pack has no server program. Tick \"Include executable\" in Content Manager's Pack dialog and pack again.",
            ),
            Self::MisplacedProgram { path } => write!(
                f,
                "The server program lies at {path}, where it is not looked for. Put it beside the cfg folder and pack again."
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
            Self::NoLinuxProgram { program } => write!(
                f,
                "The pack is to run on Linux, but there is no {program} for Linux in storage. Add one with `/programs` or \
                 `ac-deploy programs add`, or let the pack run on Windows."
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
            Self::EmptyEntryList { first: None } => f.write_str(
                "The entry list has no car, so nobody could join. Add cars to the entry list in Content Manager and pack again.",
            ),
            Self::EmptyEntryList { first: Some(first) } => write!(
                f,
                "The entry list begins with CAR_{first}, but server programs read it from CAR_0 on, so nobody could join. \
                 Number the cars from 0 and pack again."
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
            Self::Unknown => "This is not a server pack.",
        })
    }
}

impl fmt::Display for DirectoryMismatch {
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

/// Text from an archive with what could disturb a terminal or a reader's eye escaped (control
/// characters, marks that reverse the direction of writing), and no longer than a line or two.
pub(in super::super) fn printable(text: &str) -> String {
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

/// Names one after the other, the first few of many.
pub(in super::super) fn listed(names: &[String]) -> String {
    const SHOWN: usize = 5;
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] if names.len() <= SHOWN => format!("{} and {last}", most.join(", ")),
        _ => format!(
            "{} and {} more",
            names[..SHOWN].join(", "),
            names.len() - SHOWN
        ),
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
