//! What to look at before a change is made, although it would run.

use std::fmt;

/// Something to look at. `Display` is a sentence for whoever makes the change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Nobody here knows how many pit boxes the new track has.
    PitBoxes {
        /// How many cars there are to be.
        slots: usize,
    },
    /// The server has no files of the track.
    TrackUnknown {
        /// Its folder.
        track: String,
    },
    /// The track has layouts, and the one that is named is none of those that the pack knows.
    Layout {
        /// Those.
        known: Vec<String>,
    },
    /// The server has no files of a car.
    CarUnknown {
        /// Its folder.
        car: String,
    },
    /// Files that the pack does not hold come from another one.
    Borrowed {
        /// The folder of a track or a car.
        what: String,
        /// The other pack's file name.
        pack: String,
    },
    /// The links to missing cars and tracks are still those of the pack.
    LinksOfThePack,
    /// The join link holds the password.
    NewLink,
    /// As [`Self::NewLink`], where the card of a race tells drivers.
    PasswordOnCard,
    /// Other cars, and a list of legal tyres that was made for the former ones.
    LegalTyres,
    /// Drivers without Custom Shaders Patch see something else.
    NeedsPatch {
        /// The weather.
        weather: &'static str,
    },
    /// The most ballast was raised, because the server would not start otherwise.
    MaxBallastRaised {
        /// To what, in kg.
        to: u32,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PitBoxes { slots } => write!(
                f,
                "A pack does not say how many pit boxes a track has. With fewer than {slots} the server does not \
                 let everybody in: make sure that this track has them."
            ),
            Self::TrackUnknown { track } => write!(
                f,
                "The server has no files of the track \"{track}\", so it cannot tell whether drivers have the same one. \
                 Check the spelling: a track that nobody has cannot be joined."
            ),
            Self::Layout { known } => write!(
                f,
                "The layouts of this track that the server has files of are: {}.",
                known.join(", ")
            ),
            Self::CarUnknown { car } => write!(
                f,
                "The server has no files of the car \"{car}\", so it cannot tell whether drivers have the same one. \
                 Check the spelling."
            ),
            Self::Borrowed { what, pack } => {
                write!(f, "The files of \"{what}\" come from the pack {pack}.")
            }
            Self::LinksOfThePack => f.write_str(
                "The links by which Content Manager installs what a driver lacks are still those of the pack.",
            ),
            Self::NewLink => f.write_str(
                "The password changes: tell it to your drivers, for whoever joins is asked for it.",
            ),
            Self::PasswordOnCard => f.write_str(
                "The password changes. Drivers see it by the 🔒 Password button on the race's card.",
            ),
            Self::LegalTyres => f.write_str(
                "The legal tyres were chosen for other cars. Name those of the new ones with \"tyres\".",
            ),
            Self::NeedsPatch { weather } => write!(
                f,
                "\"{}\" is seen by drivers with Custom Shaders Patch; the others see clouds.",
                weather.replace('_', " ")
            ),
            Self::MaxBallastRaised { to } => {
                write!(f, "The most ballast that the server allows is raised to {to} kg.")
            }
        }
    }
}
