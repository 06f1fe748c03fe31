//! What to do about a pack that was refused, said once for all of its faults.

use super::{FaultKind, Faults, Found};

/// Ways out. Where a pack has several faults, the later way in this list leads past all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Remedy {
    /// The file is good where it came from.
    SendAgain,
    /// The archive was made or changed by something else than Content Manager.
    PackAgain,
    /// What Content Manager packed cannot run.
    Mend,
    /// It was written by hand, for AssettoServer.
    MendFiles,
    /// One of them only.
    OneAtATime,
    /// The pack is inside.
    UnpackOnce,
    /// It was never packed.
    Pack,
    /// It is a page about the pack.
    DirectLink,
}

impl Faults {
    /// What to do now, in a sentence for whoever sent the pack.
    pub fn hint(&self) -> &'static str {
        let remedy = self.iter().map(|fault| fault.what.remedy()).max();
        match remedy.unwrap_or(Remedy::Mend) {
            Remedy::SendAgain => {
                "Send the file again. If it stays like this, pack the server again in Content Manager."
            }
            Remedy::PackAgain => {
                "Pack the server again in Content Manager, and send that file unchanged."
            }
            Remedy::Mend => "Fix the pack in Content Manager and deploy it again.",
            Remedy::MendFiles => "Fix the files in the pack, pack them again and deploy.",
            Remedy::OneAtATime => "Send one pack at a time.",
            Remedy::UnpackOnce => "Unpack it once, and send the file that is inside.",
            Remedy::Pack => {
                "On the server's page in Content Manager choose Pack, and send the .zip or .tar.gz that it makes."
            }
            Remedy::DirectLink => {
                "Use the direct link to the file, or download the file and send that."
            }
        }
    }
}

impl FaultKind {
    fn remedy(&self) -> Remedy {
        match self {
            Self::NotAPack {
                found: Found::WebPage,
            } => Remedy::DirectLink,
            Self::NotAPack { .. } | Self::MissingFile { .. } | Self::PresetNotPack => Remedy::Pack,
            Self::ArchiveInside => Remedy::UnpackOnce,
            Self::SeveralPacks { .. } => Remedy::OneAtATime,
            Self::SingleExe
            | Self::TooLarge { .. }
            | Self::MissingProgram
            | Self::NoSessions
            | Self::WrongProgram { .. }
            | Self::WrongProcessor
            | Self::NoLinuxProgram { .. }
            | Self::WrapperAlone
            | Self::InvalidSetting { .. }
            | Self::NoCars
            | Self::EmptyEntryList { .. } => Remedy::Mend,
            Self::LeavesFolder { .. }
            | Self::OddLineEnds
            | Self::Utf16
            | Self::UnreadableSettings
            | Self::Repeated { .. }
            | Self::StrayLine { .. }
            | Self::CarsWithoutData { .. }
            | Self::MissingSetups { .. }
            | Self::NoSpline { .. }
            | Self::MissingPlugIns { .. }
            | Self::MisplacedProgram { .. } => Remedy::MendFiles,
            Self::Truncated => Remedy::SendAgain,
            Self::Damaged
            | Self::LyingDirectory { .. }
            | Self::Shifted { .. }
            | Self::SplitArchive
            | Self::TooManyEntries { .. }
            | Self::RatioBomb { .. }
            | Self::OverlappingEntries { .. }
            | Self::EmptyName
            | Self::PathEscapes
            | Self::AbsolutePath
            | Self::DriveLetter
            | Self::NetworkPath
            | Self::ReservedName { .. }
            | Self::ForbiddenCharacter { .. }
            | Self::TrailingDotOrSpace
            | Self::NameTooLong { .. }
            | Self::Link
            | Self::SpecialFile
            | Self::Encrypted
            | Self::UnsupportedMethod { .. }
            | Self::DuplicateName { .. }
            | Self::SameName
            | Self::FileAndFolder { .. }
            | Self::TooDeep { .. }
            | Self::SettingsTooLarge { .. } => Remedy::PackAgain,
        }
    }
}
