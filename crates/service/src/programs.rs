//! Server programs for Linux that a league keeps beside its packs: added, listed, removed, and chosen
//! for a pack that brings none.
//!
//! They lie in our bucket at `programs/linux/<whose>/<kind>/<version>/<file>`. What a Discord server adds
//! is used for its own packs only; what the operator adds (`shared`) for everybody's.
//!
//! Absent on purpose: any program of ours. Kunos' and AssettoServer's are theirs to hand out.

use sha2::{Digest, Sha256};

use super::{Result, Service};
use cloud::StoredPack;
use domain::ids::GuildId;
use domain::policy::{Action, Actor};
use domain::server::{Order, PackLocation, PackSource, ServerName};
use jiff::Timestamp;
use pack::{
    LinuxPrograms, Pack, PlatformReason, ProgramFacts, ProgramFault, ProgramKind, RunOn,
    ServerKind, look_at_program,
};
use transfer::PackLimits;

/// Where they lie.
const FOLDER: &str = "programs/linux/";
/// Whose those are that the operator added.
const SHARED: &str = "shared";
/// The largest that is taken, in bytes: AssettoServer's release with its plug-ins has some 60 MiB.
const LARGEST_PROGRAM: u64 = 256 << 20;
/// How long a version may be: tags remember the key.
const LONGEST_VERSION: usize = 32;
/// How much of the checksum is a version where nobody named one.
const SUM: usize = 12;
/// Parts of an upload have at least 5 MiB.
const PART: usize = 16 << 20;

/// A server program in storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptProgram {
    /// Which program.
    pub kind: ProgramKind,
    /// Which of its versions.
    pub version: String,
    /// The Discord server that added it; none for the operator's.
    pub guild: Option<GuildId>,
    /// Where it lies.
    pub location: PackLocation,
    /// Its size in bytes.
    pub size: u64,
    /// When it was added.
    pub added: Option<Timestamp>,
}

impl KeptProgram {
    fn read(stored: StoredPack) -> Option<Self> {
        let key = stored.location.key.strip_prefix(FOLDER)?;
        let mut parts = key.split('/');
        let (whose, kind, version) = (parts.next()?, parts.next()?, parts.next()?);
        Some(Self {
            kind: ProgramKind::ALL
                .iter()
                .copied()
                .find(|known| known.as_str() == kind)?,
            version: version.to_owned(),
            guild: match whose {
                SHARED => None,
                guild => Some(guild.parse().ok()?),
            },
            size: stored.size,
            added: stored.modified,
            location: stored.location,
        })
    }

    /// What it is called in commands: `acserver/1.16`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.kind.as_str(), self.version)
    }
}

/// A server program with who uses it.
#[derive(Debug, Clone)]
pub struct ProgramEntry {
    /// The program.
    pub program: KeptProgram,
    /// The servers that run it; it cannot be removed while there is one.
    pub used_by: Vec<ServerName>,
}

/// Why something cannot be done with server programs.
#[derive(Debug, thiserror::Error)]
pub enum ProgramsError {
    /// The file cannot be kept.
    #[error(transparent)]
    Unfit(#[from] ProgramFault),
    /// There is none of this name.
    #[error("there is no server program {asked}")]
    Unknown {
        /// What was asked for.
        asked: String,
    },
    /// Another program has this version already.
    #[error("{id} is there already")]
    Exists {
        /// Its name.
        id: String,
    },
    /// A version that cannot be one.
    #[error("{version} cannot be a version")]
    Version {
        /// As it was typed.
        version: String,
    },
    /// Servers or deploys use it.
    #[error("{id} is in use")]
    InUse {
        /// Its name.
        id: String,
        /// Who uses it.
        used_by: Vec<ServerName>,
    },
    /// Servers do not run on machines of the cloud, so none are kept.
    #[error("server programs are not kept here")]
    NotHere,
}

impl Service {
    /// The server programs that `actor` may see and their packs use, the newest of each kind first.
    pub async fn programs(&self, actor: &Actor) -> Result<Vec<ProgramEntry>> {
        self.inner.rules.policy.may(actor, Action::Status)?;
        self.keeps_programs()?;
        let kept = self
            .kept_programs(actor.guild, actor.user.is_none())
            .await?;
        let servers = self.list().await?;
        Ok(kept
            .into_iter()
            .map(|program| ProgramEntry {
                used_by: servers
                    .iter()
                    .filter(|server| !server.state.is_gone())
                    .filter(|server| server.pack.programs.contains(&program.location.key))
                    .map(|server| server.name.clone())
                    .collect(),
                program,
            })
            .collect())
    }

    /// Looks at a file and keeps it as a server program, under `version` or the beginning of its SHA-256.
    /// One that is there already is answered as it is.
    ///
    /// # Errors
    /// [`ProgramsError`] for what speaks against the file or its version.
    pub async fn add_program(
        &self,
        actor: &Actor,
        source: &PackSource,
        version: Option<&str>,
    ) -> Result<(KeptProgram, ProgramFacts)> {
        self.inner.rules.policy.may(actor, Action::Programs)?;
        self.keeps_programs()?;
        let bytes = self.inner.uploader.whole(source, LARGEST_PROGRAM).await?;
        let libraries_32 = self.inner.rules.libraries_32;
        let file_name = source.file_name().to_owned();
        let judged = bytes.clone();
        let (facts, sha256) = tokio::task::spawn_blocking(move || {
            let facts = look_at_program(&file_name, &judged, libraries_32);
            (facts, hex::encode(Sha256::digest(&judged)))
        })
        .await
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
        let facts = facts.map_err(ProgramsError::from)?;
        let version = match version.map(str::trim).filter(|version| !version.is_empty()) {
            Some(version) => checked_version(version)?,
            None => sha256[..SUM].to_owned(),
        };
        let whose = actor
            .guild
            .map_or_else(|| SHARED.to_owned(), |guild| guild.to_string());
        let file = match facts.archive {
            true => "assetto-server.tar.gz",
            false => facts.kind.file_name(),
        };
        let folder = format!("{FOLDER}{whose}/{}/{version}/", facts.kind.as_str());
        let location = PackLocation {
            bucket: None,
            key: format!("{folder}{file}"),
        };
        if let Some(found) = self.inner.cloud.packs(&folder).await?.into_iter().next() {
            let stored = self.inner.cloud.pack(&found.location).await?;
            return match (
                stored.sha256.as_deref() == Some(sha256.as_str()),
                KeptProgram::read(stored),
            ) {
                (true, Some(program)) => Ok((program, facts)),
                _ => Err(ProgramsError::Exists {
                    id: format!("{}/{version}", facts.kind.as_str()),
                }
                .into()),
            };
        }
        let upload = self.inner.cloud.upload(&location).await?;
        let stored = async {
            for (number, part) in (1..).zip(bytes.chunks(PART)) {
                upload.put(number, bytes.slice_ref(part)).await?;
            }
            upload.complete(&sha256).await
        }
        .await;
        let stored = match stored {
            Ok(stored) => stored,
            Err(error) => {
                // What is left of it costs money until the bucket's rule clears it; that is logged only.
                if let Err(error) = upload.abort().await {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "the upload of a server program could not be aborted"
                    );
                }
                return Err(error.into());
            }
        };
        tracing::info!(program = %stored.location, actor = %actor.name, "added the server program {}", stored.location);
        let program = KeptProgram::read(StoredPack {
            modified: stored.modified.or_else(|| Some(super::now())),
            ..stored
        });
        program
            .map(|program| (program, facts))
            .ok_or_else(|| ProgramsError::NotHere.into())
    }

    /// Removes a server program, by its name in [`KeptProgram::id`].
    ///
    /// # Errors
    /// [`ProgramsError::InUse`] while a server runs it or a deploy may be about to.
    pub async fn remove_program(&self, actor: &Actor, asked: &str) -> Result<KeptProgram> {
        self.inner.rules.policy.may(actor, Action::Programs)?;
        // Orders first: what is launched in between is a server then.
        let deploys = self.orders_under_way();
        // The operator's are the operator's to remove, and the operator may remove all.
        let may_remove = |program: &KeptProgram| {
            program.id() == asked.trim() && (actor.user.is_none() || program.guild == actor.guild)
        };
        let entries = self.programs(actor).await?.into_iter();
        let program = entries
            .filter(|entry| may_remove(&entry.program))
            .min_by_key(|entry| entry.program.guild.is_some());
        let Some(ProgramEntry {
            program,
            mut used_by,
        }) = program
        else {
            return Err(ProgramsError::Unknown {
                asked: asked.trim().to_owned(),
            }
            .into());
        };
        let may_take = |order: &&Order| {
            program.guild.is_none() || order.home.map(|home| home.guild) == program.guild
        };
        used_by.extend(deploys.iter().filter(may_take).map(Order::working_name));
        if !used_by.is_empty() {
            return Err(ProgramsError::InUse {
                id: program.id(),
                used_by,
            }
            .into());
        }
        self.inner.cloud.delete_pack(&program.location).await?;
        tracing::info!(program = %program.location, actor = %actor.name, "removed the server program {}", program.location);
        Ok(program)
    }

    /// What a pack of this order may be like, and the server programs that it may run with.
    pub(super) async fn bounds_of(&self, order: &Order) -> Result<(PackLimits, ProgramShelf)> {
        let mut bounds = self.bounds(order.home);
        let Some(choice) = &mut bounds.pack.choice else {
            return Ok((bounds, ProgramShelf::default()));
        };
        let guild = order.home.map(|home| home.guild);
        let rules = guild.and_then(|guild| self.inner.rules.policy.guild(guild));
        let chosen = order.run_on.or(rules.and_then(|rules| rules.run_on));
        choice.run_on = chosen.unwrap_or(choice.run_on);
        if choice.run_on == RunOn::Windows {
            return Ok((bounds, ProgramShelf::default()));
        }
        let mut kept = self.kept_programs(guild, false).await?;
        if let Some(asked) = order.program.as_deref().map(str::trim) {
            let meant = kept.iter().find(|program| program.id() == asked).cloned();
            let meant = meant.ok_or_else(|| ProgramsError::Unknown {
                asked: asked.to_owned(),
            })?;
            kept.retain(|program| program.kind != meant.kind);
            kept.push(meant);
        }
        let shelf = ProgramShelf {
            kept,
            of_settings: self.inner.rules.program_keys.linux.clone(),
        };
        choice.programs = shelf.kinds();
        Ok((bounds, shelf))
    }

    fn keeps_programs(&self) -> Result<()> {
        match self.inner.rules.pack_limits.choice {
            Some(_) => Ok(()),
            None => Err(ProgramsError::NotHere.into()),
        }
    }

    /// Those of a Discord server, newest first, then the operator's; `all`: everybody's.
    async fn kept_programs(&self, guild: Option<GuildId>, all: bool) -> Result<Vec<KeptProgram>> {
        self.keeps_programs()?;
        let listed = self.inner.cloud.packs(FOLDER).await?;
        let mut kept: Vec<KeptProgram> = listed.into_iter().filter_map(KeptProgram::read).collect();
        kept.retain(|program| all || program.guild.is_none() || program.guild == guild);
        kept.sort_by_key(|program| {
            (
                program.guild.is_none(),
                std::cmp::Reverse(program.added),
                program.kind,
            )
        });
        Ok(kept)
    }
}

/// The programs that a pack may run with, the preferred of each kind first.
#[derive(Debug, Clone, Default)]
pub(super) struct ProgramShelf {
    kept: Vec<KeptProgram>,
    /// The key of the acServer that the settings name, for want of a kept one.
    of_settings: Option<String>,
}

/// What is put beside a pack's settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taken {
    /// What the program is called there.
    pub(super) name: &'static str,
    /// Where it lies.
    pub(super) key: String,
    /// Where the acServer lies that a wrapper starts.
    pub(super) beside: Option<String>,
}

impl Taken {
    /// All keys.
    pub(super) fn keys(&self) -> Vec<String> {
        self.beside
            .iter()
            .fold(vec![self.key.clone()], |mut keys, key| {
                keys.push(key.clone());
                keys
            })
    }
}

impl ProgramShelf {
    fn key(&self, kind: ProgramKind) -> Option<&String> {
        let mut kept = self.kept.iter();
        let kept = kept.find(|program| program.kind == kind);
        let of_settings = self.of_settings.as_ref();
        kept.map(|program| &program.location.key)
            .or(of_settings.filter(|_| kind == ProgramKind::AcServer))
    }

    fn kinds(&self) -> LinuxPrograms {
        let has = |kind| self.key(kind).is_some();
        LinuxPrograms {
            ac_server: has(ProgramKind::AcServer),
            wrapper: has(ProgramKind::Wrapper),
            assetto_server: has(ProgramKind::AssettoServer),
        }
    }

    /// What a pack takes from it, if it was judged to.
    pub(super) fn take(&self, pack: &Pack) -> Option<Taken> {
        if pack.platform_reason != PlatformReason::KeptProgram {
            return None;
        }
        let key = |kind| self.key(kind).cloned();
        let (kind, beside) = match pack.kind {
            ServerKind::AcServer => (ProgramKind::AcServer, None),
            ServerKind::Wrapper => (ProgramKind::Wrapper, key(ProgramKind::AcServer)),
            ServerKind::AssettoServer => (ProgramKind::AssettoServer, None),
        };
        Some(Taken {
            name: kind.file_name(),
            key: key(kind)?,
            beside,
        })
    }
}

fn checked_version(version: &str) -> Result<String, ProgramsError> {
    let fits = version.len() <= LONGEST_VERSION
        && version
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
        && version.bytes().any(|b| b.is_ascii_alphanumeric());
    match fits {
        true => Ok(version.to_owned()),
        false => Err(ProgramsError::Version {
            version: version.chars().take(60).collect(),
        }),
    }
}
