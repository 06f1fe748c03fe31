//! Orders: deploys that were accepted and have no machine yet.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Home, Hosting, Owner, PackLocation, PackSource, ServerName, ServerOptions, ServerSpec,
};
use pack::RunOn;

use crate::ids::{MessageId, ServerId};

/// A deploy that was asked for, allowed, and not yet launched.
///
/// It is kept beside the packs until the machine is launched (then the machine's tags take
/// over), so that a bot that is killed in between takes the deploy up again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// The server that is to be.
    pub server: ServerId,
    /// The name that the user chose; else the pack's own is taken.
    pub name: Option<String>,
    /// Where it is to run.
    #[serde(rename = "size")]
    pub hosting: Hosting,
    /// Where the pack comes from.
    pub source: PackSource,
    /// Who asked.
    pub owner: Owner,
    /// Where the progress goes; none from the command line.
    pub home: Option<Home>,
    /// The message that is edited through the phases.
    pub progress: Option<MessageId>,
    /// When it was asked for.
    pub asked: Timestamp,
    /// What was chosen for it, where that is not the settings' choice.
    #[serde(flatten)]
    pub options: ServerOptions,
    /// Until when no limit of hours ends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// The server that goes once this one is online.
    #[serde(default)]
    pub replaces: Option<ServerId>,
    /// Whether nobody chose the kind of machine, so that the number of drivers may.
    #[serde(default)]
    pub sized_by_drivers: bool,
    /// The system that whoever asked chose.
    #[serde(default)]
    pub run_on: Option<RunOn>,
    /// The version of the server program that whoever asked chose.
    #[serde(default)]
    pub program: Option<String>,
}

impl Order {
    /// What to call the server before its pack was read.
    pub fn working_name(&self) -> ServerName {
        ServerName::tidy(
            self.name.as_deref().unwrap_or_default(),
            self.source.file_name(),
        )
    }

    /// The server that it asks for, before its pack was read; `usual` holds where the order chooses nothing
    /// else.
    pub fn spec(&self, usual: ServerOptions) -> ServerSpec {
        ServerSpec {
            id: self.server.clone(),
            name: self.working_name(),
            owner: self.owner.clone(),
            home: self.home,
            hosting: self.hosting.clone(),
            options: self.options.or(usual),
        }
    }

    /// Where its pack is uploaded to.
    pub fn upload_location(&self) -> PackLocation {
        let guild = self.home.map(|home| home.guild);
        PackLocation::for_upload(guild, &self.server, self.source.file_name())
    }
}
