//! What a server was ordered as.

use serde::{Deserialize, Serialize};

use super::{Home, Hosting, Owner, ServerName, ServerOptions};
use crate::ids::ServerId;

/// What a server was ordered as, and stays until it is deleted: the one form that launch, listing, local
/// state and progress message share. What it runs stands beside it, for that is known only when its pack
/// was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerSpec {
    /// Ours; also the token that makes a repeated launch find the first one's machine.
    pub id: ServerId,
    /// What people call it.
    pub name: ServerName,
    /// Who ordered it.
    pub owner: Owner,
    /// Where its messages go.
    pub home: Option<Home>,
    /// Where it runs.
    #[serde(rename = "size")]
    pub hosting: Hosting,
    /// What else was chosen for it.
    #[serde(flatten)]
    pub options: ServerOptions,
}
