//! The files in `cfg/` that server programs obey.

mod clean;
mod json;
pub(super) mod keys;
mod look;
pub(super) mod yaml;

pub use clean::{Cleaned, CleanedFile, clean, is_cleaned};
pub(super) use json::plain as plain_json;
pub use keys::Trouble;
pub use look::Edit;
pub(super) use look::Look;

use super::ini::Ini;
use super::names::key;

/// A file that a server program obeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum File {
    /// `cfg/server_cfg.ini`.
    ServerCfg,
    /// `cfg/entry_list.ini`.
    EntryList,
    /// `cfg/cm_wrapper_params.json`.
    WrapperParams,
    /// `cfg/cm_content/content.json`: what players can download.
    Content,
    /// `cfg/extra_cfg.yml`, by which AssettoServer's packs are told from others.
    ExtraCfg,
    /// `cfg/plugin_<name>_cfg.yml`: an AssettoServer plug-in's.
    PlugInCfg,
}

/// Those whose names are fixed.
const NAMES: [(File, &str); 6] = [
    (File::ServerCfg, "cfg/server_cfg.ini"),
    (File::EntryList, "cfg/entry_list.ini"),
    (File::WrapperParams, "cfg/cm_wrapper_params.json"),
    (File::Content, "cfg/cm_content/content.json"),
    // AssettoServer reads it from here.
    (File::Content, "cfg/cm_content.json"),
    (File::ExtraCfg, "cfg/extra_cfg.yml"),
];

/// A value in one of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    /// The section of an ini file; empty elsewhere.
    pub(super) section: String,
    /// As [`keys`] names it.
    pub(super) name: String,
    pub(super) value: String,
}

impl File {
    /// Which file this is, by its path below the folder that holds `cfg`; letters' case is ignored.
    pub(super) fn at(path: &str) -> Option<Self> {
        let path = key(path);
        let named = NAMES.iter().find(|(_, name)| *name == path);
        named.map(|(file, _)| *file).or_else(|| {
            let name = path.strip_prefix("cfg/plugin_")?.strip_suffix("_cfg.yml")?;
            (!name.contains('/')).then_some(Self::PlugInCfg)
        })
    }

    /// Every value that the file holds, those of repeated keys too; `None` if it cannot be read.
    pub(super) fn settings(self, bytes: &[u8]) -> Option<Vec<Setting>> {
        match self {
            Self::ServerCfg | Self::EntryList => Some(Ini::parse(bytes).all),
            Self::WrapperParams | Self::Content => json::settings(bytes),
            Self::ExtraCfg | Self::PlugInCfg => {
                let documents = yaml::parse(bytes)?;
                Some(documents.iter().flat_map(yaml::Node::settings).collect())
            }
        }
    }
}
