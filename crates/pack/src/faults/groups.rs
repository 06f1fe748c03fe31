//! Faults as people read them: those of one sort together, so that a pack with a hundred encrypted
//! files is told so once.

use std::fmt;

use super::{DirectoryMismatch, Fault, FaultKind, Faults};

/// How many names a group of faults tells.
const NAMED: usize = 3;
/// How many characters of such a name are shown.
const NAME_LENGTH: usize = 48;

/// Faults that one sentence says together. `Display` is that sentence.
#[derive(Clone, Debug)]
pub struct FaultGroup<'a> {
    faults: Vec<&'a Fault>,
    /// How many more of the sort were found and not kept.
    omitted: usize,
}

impl Faults {
    /// The faults by what is wrong, in the order in which each sort was found first.
    pub fn groups(&self) -> Vec<FaultGroup<'_>> {
        let mut groups: Vec<FaultGroup<'_>> = Vec::new();
        for fault in self {
            let sort = fault.what.sort();
            let like = groups.iter_mut().find(|group| {
                fault.what.together().is_some() && group.faults[0].what.sort() == sort
            });
            match like {
                Some(group) => group.faults.push(fault),
                None => groups.push(FaultGroup {
                    faults: vec![fault],
                    omitted: 0,
                }),
            }
        }
        for (sort, omitted) in &self.omitted {
            // At the last one of a sort whose faults are told one by one.
            let last = groups
                .iter_mut()
                .rfind(|group| group.faults[0].what.sort() == *sort);
            if let Some(group) = last {
                group.omitted = *omitted;
            }
        }
        groups
    }
}

impl fmt::Display for FaultGroup<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.faults.len() + self.omitted;
        let (Some(Together { are, so }), 2..) = (self.faults[0].what.together(), count) else {
            write!(f, "{}", self.faults[0])?;
            return match self.omitted {
                0 => Ok(()),
                more => write!(f, " And {more} more like it."),
            };
        };
        write!(f, "{count} {are}")?;
        let names: Vec<String> = self
            .faults
            .iter()
            .filter_map(|fault| fault.entry.as_deref())
            .filter(|name| !name.is_empty())
            .take(NAMED)
            .map(shortened)
            .collect();
        match (names.as_slice(), count - names.len()) {
            ([], _) => {}
            ([all @ .., last], 0) => write!(f, ": {} and {last}", all.join(", "))?,
            (some, more) => write!(f, ": {} and {more} more", some.join(", "))?,
        }
        f.write_str(".")?;
        match so {
            "" => Ok(()),
            so => write!(f, " {so}"),
        }
    }
}

/// A name in quotes; of a long one the end, which tells files apart.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= NAME_LENGTH {
        return format!("\"{name}\"");
    }
    let end: String = name.chars().skip(length - NAME_LENGTH).collect();
    format!("\"…{end}\"")
}

/// What is said of several faults at once.
struct Together {
    /// Behind their number.
    are: &'static str,
    /// What follows from it, and what to do; may be empty.
    so: &'static str,
}

impl FaultKind {
    /// What faults that can be said together have in common.
    pub(super) fn sort(&self) -> &'static str {
        self.together().map_or(self.kind(), |together| together.are)
    }

    /// The words for several of this sort, where each of them has no advice of its own and many
    /// may come.
    fn together(&self) -> Option<Together> {
        const UNSAFE: &str =
            "They are refused because they could write outside the server's folder.";
        const RENAME: &str = "Rename them and pack again.";
        let (are, so) = match self {
            Self::Encrypted => (
                "files are encrypted",
                "A server has nobody to type a password. Pack again without one.",
            ),
            Self::Damaged => ("files are damaged", ""),
            Self::LyingDirectory {
                lie: DirectoryMismatch::Header,
            } => ("files are not what the archive's list of files says", ""),
            Self::LyingDirectory {
                lie: DirectoryMismatch::Size,
            } => (
                "files have another size than the archive's list of files says",
                "",
            ),
            Self::LyingDirectory {
                lie: DirectoryMismatch::SecondName,
            } => ("files have two different names", ""),
            Self::LyingDirectory {
                lie: DirectoryMismatch::Extent,
            } => ("files lie where nothing can be", ""),
            Self::RatioBomb { .. } => (
                "files unpack to absurdly more than they take in the archive",
                "They are refused because they could fill the server's disk.",
            ),
            Self::OverlappingEntries { .. } => (
                "files share their data with others, which no ordinary archive does",
                "",
            ),
            Self::EmptyName => ("files in the archive have no name", ""),
            Self::PathEscapes => ("names lead out of the pack with \"..\"", UNSAFE),
            Self::AbsolutePath => ("names start at the root of the disk", UNSAFE),
            Self::DriveLetter => ("names start with a drive letter", UNSAFE),
            Self::NetworkPath => ("names point to a network share", UNSAFE),
            Self::ReservedName { .. } => {
                ("names are ones that Windows reserves for devices", RENAME)
            }
            Self::ForbiddenCharacter { .. } => (
                "names contain characters that Windows does not allow",
                RENAME,
            ),
            Self::TrailingDotOrSpace => (
                "names have a part that ends with a dot or a space, which Windows drops",
                RENAME,
            ),
            Self::NameTooLong { .. } => (
                "names are too long for Windows",
                "Shorten them and pack again.",
            ),
            Self::Link => (
                "entries are links to other files",
                "They are refused because they could write outside the server's folder. Put the files themselves into the pack.",
            ),
            Self::SpecialFile => (
                "entries are neither files nor folders",
                "Leave them out and pack again.",
            ),
            Self::UnsupportedMethod { .. } => (
                "files are compressed in a way that a server cannot unpack",
                "Zip them with the normal method (Deflate).",
            ),
            Self::DuplicateName { .. } => (
                "files have a name that Windows takes for another file's",
                "One would overwrite the other. Keep one of each.",
            ),
            Self::SameName => (
                "files are in the archive twice, with different contents",
                "Only one of each can be used. Give them different names in Content Manager and pack again.",
            ),
            Self::FileAndFolder { .. } => ("names are a file's and a folder's at once", ""),
            Self::LyingDirectory {
                lie: DirectoryMismatch::Count | DirectoryMismatch::TwoDirectories,
            }
            | Self::SingleExe
            | Self::NotAPack { .. }
            | Self::Truncated
            | Self::Shifted { .. }
            | Self::SplitArchive
            | Self::TooManyEntries { .. }
            | Self::TooLarge { .. }
            | Self::MissingFile { .. }
            | Self::PresetNotPack
            | Self::SeveralPacks { .. }
            | Self::TooDeep { .. }
            | Self::ArchiveInside
            | Self::SettingsTooLarge { .. }
            | Self::LeavesFolder { .. }
            | Self::OddLineEnds
            | Self::Utf16
            | Self::UnreadableSettings
            | Self::Repeated { .. }
            | Self::StrayLine { .. }
            | Self::NoSessions
            | Self::CarsWithoutData { .. }
            | Self::MissingSetups { .. }
            | Self::NoSpline { .. }
            | Self::MissingPlugIns { .. }
            | Self::MissingProgram
            | Self::MisplacedProgram { .. }
            | Self::WrongProgram { .. }
            | Self::WrongProcessor
            | Self::NoLinuxProgram { .. }
            | Self::WrapperAlone
            | Self::InvalidSetting { .. }
            | Self::NoCars
            | Self::EmptyEntryList { .. } => return None,
        };
        Some(Together { are, so })
    }
}
