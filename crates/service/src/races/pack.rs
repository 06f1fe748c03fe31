//! The pack of a night: the stored one with the night's change and entry list written in.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write as _};
use std::path::PathBuf;

use configuration::{
    CONTENT_JSON, Change, Changed, Content, Difference, Files, Link, Notice, Piece, Raced, Slot,
    Text, slots, write_slots,
};
use domain::ids::{ChannelId, GuildId, ServerId};
use domain::policy::{Action, Actor};
use domain::server::{Home, PackFacts, PackLocation, PackSource};
use pack::Format;
use race::{Guests, Night, Pack};
use repack::Form;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::plan::{on_top, stored};
use super::{RaceFault, Result, Service, server_of};
use crate::ServiceError;
use cloud::CloudError;
use transfer::{BytesMoved, PackLimits, TransferError, UploadedPack, Verdict};

/// How much of a stored pack is read at a time.
const STRIDE: u64 = 4 << 20;

/// A stored pack with other settings than the one that it was made from.
#[derive(Debug)]
pub struct ChangedPack {
    /// Where it lies; the original if nothing is different.
    pub pack: PackLocation,
    /// What is different.
    pub differences: Vec<Difference>,
    /// What to look at, although it would run.
    pub notices: Vec<Notice>,
    /// What a server that runs the original needs to run this one; nothing if that cannot be told.
    pub(crate) swap: Option<Swap>,
}

/// What is different between two stored packs, for a server that runs one of them.
#[derive(Debug)]
pub(crate) struct Swap {
    /// The other pack.
    pub(crate) pack: PackFacts,
    /// Its size in bytes.
    pub(crate) size: u64,
    /// Its SHA-256.
    pub(crate) sha256: Option<String>,
    /// Its settings, by their paths.
    pub(crate) files: BTreeMap<String, String>,
    /// Those of the one that runs.
    pub(crate) before: BTreeMap<String, String>,
}

impl Swap {
    fn of(moved: UploadedPack, at: &PackLocation, before: &Files, after: &Files) -> Option<Self> {
        Some(Self {
            pack: PackFacts::of(&moved.pack, at.clone()),
            size: moved.stored.size,
            sha256: Some(moved.sha256),
            files: texts(after)?,
            before: texts(before)?,
        })
    }
}

/// The settings as text; nothing if they are none, as those of some old tools.
fn texts(files: &Files) -> Option<BTreeMap<String, String>> {
    let both = [
        (Files::SERVER_CFG, files.server_cfg.print()),
        (Files::ENTRY_LIST, files.entry_list.print()),
    ];
    both.into_iter()
        .map(|(name, bytes)| Some((name.to_owned(), String::from_utf8(bytes).ok()?)))
        .collect()
}

/// A pack that was shown, and is stored once somebody wants it.
#[derive(Debug)]
pub(crate) struct PlannedPack {
    /// What it takes to make it.
    pub(crate) made: MadeOf,
    /// Where it will lie.
    pub(crate) pack: PackLocation,
    /// What is different; empty if there is nothing to make.
    pub(crate) differences: Vec<Difference>,
    /// What to look at, although it would run.
    pub(crate) notices: Vec<Notice>,
    /// Whether the settings alone are different, as text.
    pub(crate) is_settings: bool,
}

/// What makes a stored pack another one.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MadeOf {
    /// The Discord server whose bounds and packs it goes by.
    guild: GuildId,
    change: Change,
}

/// A stored pack at hand, and what a change makes of it.
struct Draft {
    at_hand: AtHand,
    changed: Changed,
}

impl Draft {
    /// A new place for it.
    fn place(&self, guild: GuildId, change: &Change) -> PackLocation {
        let id = ServerId::from_bits(rand::random());
        let name = marked(&self.at_hand.file_name, &change.tags());
        PackLocation::for_upload(Some(guild), &id, &name)
    }

    fn notices(&self) -> Vec<Notice> {
        let own = self.at_hand.notices.iter();
        own.chain(&self.changed.notices).cloned().collect()
    }
}

/// A stored pack, put down for a moment.
pub(super) struct AtHand {
    folder: tempfile::TempDir,
    pub(super) path: PathBuf,
    pub(super) file_name: String,
    pub(super) pack: pack::Pack,
    files: Files,
    pub(super) content: Content,
    /// Where drivers get what it holds.
    links: Vec<Link>,
    /// Files of other packs that it is to have, by their paths below its root.
    pub(super) borrowed: BTreeMap<String, Vec<u8>>,
    /// What is to be said of them.
    pub(super) notices: Vec<Notice>,
}

/// What a stored pack has once a change was made.
pub(super) struct Tried {
    pub(super) slots: Vec<Slot>,
    /// Where drivers get its cars, and its track if that is still the pack's.
    pub(super) links: Vec<Link>,
    /// What drivers are told of it.
    pub(super) raced: Raced,
    /// What to look at, although it would run.
    pub(super) notices: Vec<Notice>,
}

impl Service {
    /// What a stored pack has once a change was made.
    ///
    /// # Errors
    /// Everything that stands against the pack, or against the change.
    pub(super) async fn try_change(
        &self,
        at: &PackLocation,
        guild: GuildId,
        change: Option<&Change>,
    ) -> Result<Tried> {
        let bounds = self.race_bounds(guild);
        let at_hand = self.put_down(at, &bounds).await?;
        let at_hand = self.complete(guild, at, at_hand, change, &bounds).await?;
        let mut notices = at_hand.notices.clone();
        let files = match change {
            Some(change) => {
                let changed = change.apply(&at_hand.files, &at_hand.content);
                let changed = changed.map_err(RaceFault::Change)?;
                notices.extend(changed.notices);
                changed.files
            }
            None => at_hand.files.clone(),
        };
        let slots = slots(&files.entry_list);
        let links = at_hand.links_of(&slots, change);
        let raced = Raced::of(&files);
        if change.is_some() {
            let at_hand = at_hand.write(files).await?;
            self.judge_file(&at_hand.path, &bounds).await?;
        }
        Ok(Tried {
            slots,
            links,
            raced,
            notices,
        })
    }

    /// Stores the pack that the night's server runs, and says where; the stored one itself if nothing is
    /// different from it. `None`: nobody has signed up, and nobody else may come.
    ///
    /// # Errors
    /// Everything that stands against it.
    pub(super) async fn pack_for(
        &self,
        night: &Night,
        at: &PackLocation,
    ) -> Result<Option<PackLocation>> {
        let Some(to) = made_pack(night) else {
            return Ok(Some(at.clone()));
        };
        let guild = GuildId::from(night.guild);
        let (bounds, change) = (self.race_bounds(guild), night.change.as_ref());
        let at_hand = self.put_down(at, &bounds).await?;
        let at_hand = self.complete(guild, at, at_hand, change, &bounds).await?;
        let mut files = at_hand.changed(change)?;
        if !write_list(&mut files, night) {
            return Ok(None);
        }
        self.store_changed(at_hand, files, &to, &bounds).await?;
        Ok(Some(to))
    }

    /// Stores a pack with other settings than a stored one has, for a deploy; says where, and what is
    /// different.
    ///
    /// # Errors
    /// If `actor` may not change packs, and everything that stands against the change.
    pub async fn changed_pack(
        &self,
        actor: &Actor,
        at: &PackLocation,
        preset: Option<&str>,
        settings: Option<&str>,
    ) -> Result<ChangedPack> {
        let (guild, change) = self.wanted_change(actor, at, preset, settings).await?;
        let draft = self.draft(guild, at, &change).await?;
        if draft.changed.differences.is_empty() {
            return Ok(ChangedPack {
                pack: at.clone(),
                differences: draft.changed.differences,
                notices: Vec::new(),
                swap: None,
            });
        }
        let to = draft.place(guild, &change);
        self.store_draft(draft, guild, to).await
    }

    /// Tries a change on a stored pack. Nothing is stored.
    ///
    /// # Errors
    /// As [`Self::changed_pack`].
    pub(crate) async fn planned_pack(
        &self,
        actor: &Actor,
        at: &PackLocation,
        preset: Option<&str>,
        settings: Option<&str>,
    ) -> Result<PlannedPack> {
        let (guild, change) = self.wanted_change(actor, at, preset, settings).await?;
        let draft = self.draft(guild, at, &change).await?;
        let (pack, notices) = (draft.place(guild, &change), draft.notices());
        let Draft { at_hand, changed } = draft;
        let is_settings = at_hand.borrowed.is_empty()
            && texts(&at_hand.files).is_some()
            && texts(&changed.files).is_some();
        if !changed.differences.is_empty() {
            let written = at_hand.write(changed.files).await?;
            self.judge_file(&written.path, &self.race_bounds(guild))
                .await?;
        }
        Ok(PlannedPack {
            made: MadeOf { guild, change },
            pack,
            differences: changed.differences,
            notices,
            is_settings,
        })
    }

    /// Stores what was planned of the pack `at`.
    ///
    /// # Errors
    /// Everything that stands against the change by now.
    pub(crate) async fn make_planned_pack(
        &self,
        at: &PackLocation,
        made: &MadeOf,
        to: PackLocation,
    ) -> Result<ChangedPack> {
        let draft = self.draft(made.guild, at, &made.change).await?;
        self.store_draft(draft, made.guild, to).await
    }

    async fn wanted_change(
        &self,
        actor: &Actor,
        at: &PackLocation,
        preset: Option<&str>,
        settings: Option<&str>,
    ) -> Result<(GuildId, Change)> {
        let guild = self.race_rules(actor, Action::Change)?.id;
        self.may_use(actor, at)?;
        let preset = match preset {
            Some(name) => Some(self.race_service()?.preset(guild.get(), name).await?.change),
            None => None,
        };
        let change = on_top(preset, settings)?;
        Ok((guild, change.ok_or(RaceFault::NothingToEdit)?))
    }

    async fn draft(&self, guild: GuildId, at: &PackLocation, change: &Change) -> Result<Draft> {
        let bounds = self.race_bounds(guild);
        let at_hand = self.put_down(at, &bounds).await?;
        let at_hand = self
            .complete(guild, at, at_hand, Some(change), &bounds)
            .await?;
        let changed = change.apply(&at_hand.files, &at_hand.content);
        Ok(Draft {
            changed: changed.map_err(RaceFault::Change)?,
            at_hand,
        })
    }

    async fn store_draft(
        &self,
        draft: Draft,
        guild: GuildId,
        to: PackLocation,
    ) -> Result<ChangedPack> {
        let notices = draft.notices();
        let Draft { at_hand, changed } = draft;
        let before = at_hand.files.clone();
        // A machine is sent settings and no more: one that lacks files is replaced.
        let is_settings = at_hand.borrowed.is_empty();
        let bounds = self.race_bounds(guild);
        let moved = self
            .store_changed(at_hand, changed.files.clone(), &to, &bounds)
            .await?;
        Ok(ChangedPack {
            swap: is_settings
                .then(|| Swap::of(moved, &to, &before, &changed.files))
                .flatten(),
            pack: to,
            differences: changed.differences,
            notices,
        })
    }

    /// Puts a pack with these files into storage; what is stored was judged.
    async fn store_changed(
        &self,
        at_hand: AtHand,
        files: Files,
        to: &PackLocation,
        bounds: &PackLimits,
    ) -> Result<UploadedPack> {
        let at_hand = at_hand.write(files).await?;
        let source = PackSource::File(at_hand.path.clone());
        let uploader = &self.inner.uploader;
        let reader = uploader.open(&source).await?;
        let (progress, _) = watch::channel(BytesMoved::default());
        let cancel: CancellationToken = self.inner.shutdown.child_token();
        let moved = uploader.upload(reader, to, bounds, &progress, &cancel);
        match moved.await {
            Ok(moved) => Ok(moved),
            Err(TransferError::Unfit(faults)) => Err(ServiceError::Pack(faults)),
            Err(error) => Err(error.into()),
        }
    }

    fn race_bounds(&self, guild: GuildId) -> PackLimits {
        self.bounds(Some(Home {
            guild,
            channel: ChannelId::from(0),
        }))
    }

    /// Fetches a stored pack, and judges it.
    pub(super) async fn put_down(&self, at: &PackLocation, bounds: &PackLimits) -> Result<AtHand> {
        let cloud = self.cloud();
        let size = match cloud.pack(at).await {
            Ok(stored) => stored.size,
            Err(CloudError::NotFound { .. }) => {
                return Err(ServiceError::NoSuchPack {
                    asked: at.file_name().to_owned(),
                });
            }
            Err(error) => return Err(error.into()),
        };
        let folder = tempfile::tempdir().map_err(RaceFault::Disk)?;
        // A name without tricks, whatever the key ends in.
        let tidy = PackLocation::for_upload(None, &ServerId::from_bits(0), at.file_name());
        let file_name = tidy.file_name().to_owned();
        let path = folder.path().join(&file_name);
        let mut file = File::create(&path).map_err(RaceFault::Disk)?;
        let mut from = 0;
        while from < size {
            let to = size.min(from + STRIDE);
            let bytes = cloud.read(at, from..to).await?;
            file = blocking(move || {
                file.write_all(&bytes)?;
                Ok(file)
            })
            .await
            .map_err(RaceFault::Disk)?;
            from = to;
        }
        drop(file);
        let pack = self.judge_file(&path, bounds).await?;
        let (opened, form, root) = (path.clone(), form(pack.format), pack.root.clone());
        let (contents, links) = blocking(move || {
            let wanted = [Files::SERVER_CFG, Files::ENTRY_LIST];
            let contents =
                repack::read(BufReader::new(File::open(&opened)?), form, &root, &wanted)?;
            let is_links = |path: &str| path.eq_ignore_ascii_case(CONTENT_JSON);
            let links = match contents.paths.iter().any(|path| is_links(path)) {
                true => {
                    let source = BufReader::new(File::open(&opened)?);
                    repack::take(source, form, &root, &is_links, 1, 1 << 20)?
                }
                false => BTreeMap::new(),
            };
            Ok::<_, repack::RepackError>((contents, links))
        })
        .await
        .map_err(RaceFault::Repack)?;
        let links = links.values().next();
        Ok(AtHand {
            folder,
            path,
            file_name,
            pack,
            files: Files::parse(
                &contents.files[Files::SERVER_CFG],
                &contents.files[Files::ENTRY_LIST],
            ),
            content: Content::of_paths(contents.paths.iter().map(String::as_str)),
            links: links.map_or_else(Vec::new, |json| Link::of_content(json)),
            borrowed: BTreeMap::new(),
            notices: Vec::new(),
        })
    }

    async fn judge_file(&self, path: &std::path::Path, bounds: &PackLimits) -> Result<pack::Pack> {
        let source = PackSource::File(path.to_owned());
        let opened = self.inner.uploader.open(&source).await?;
        match transfer::judge(&opened, bounds).await {
            Ok(Verdict::Fit(pack)) => Ok(*pack),
            Ok(Verdict::AfterMove) => unreachable!("a file of this machine is judged at once"),
            Err(TransferError::Unfit(faults)) => Err(ServiceError::Pack(faults)),
            Err(error) => Err(error.into()),
        }
    }
}

impl AtHand {
    /// The links to these slots' cars, and to the track unless a change names one.
    fn links_of(&self, slots: &[Slot], change: Option<&Change>) -> Vec<Link> {
        let pieces = change.map(Change::pieces).unwrap_or_default();
        let is_elsewhere = pieces.iter().any(|it| matches!(it, Piece::Track(_)));
        let is_used = |link: &&Link| match &link.car {
            None => !is_elsewhere,
            Some(car) => slots
                .iter()
                .any(|slot| slot.model.as_str().eq_ignore_ascii_case(car)),
        };
        self.links.iter().filter(is_used).cloned().collect()
    }

    fn changed(&self, change: Option<&Change>) -> Result<Files> {
        Ok(match change {
            None => self.files.clone(),
            Some(change) => {
                let changed = change.apply(&self.files, &self.content);
                changed.map_err(RaceFault::Change)?.files
            }
        })
    }

    /// The pack with these files instead of its own.
    async fn write(self, files: Files) -> Result<Self> {
        let written = self.folder.path().join("changed").join(&self.file_name);
        let (from, to) = (self.path.clone(), written.clone());
        let (form, root) = (form(self.pack.format), self.pack.root.clone());
        let borrowed = self.borrowed.clone();
        let replaced = BTreeMap::from([
            (Files::SERVER_CFG.to_owned(), files.server_cfg.print()),
            (Files::ENTRY_LIST.to_owned(), files.entry_list.print()),
        ]);
        blocking(move || {
            if let Some(folder) = to.parent() {
                std::fs::create_dir(folder)?;
            }
            let source = BufReader::new(File::open(from)?);
            let out = BufWriter::new(File::create(to)?);
            repack::write_with(source, form, &root, &replaced, &borrowed, out)
        })
        .await
        .map_err(RaceFault::Repack)?;
        Ok(Self {
            path: written,
            files,
            ..self
        })
    }
}

/// Whether a night was planned with the pack that lies there.
pub(crate) fn races_with(night: &Night, location: &PackLocation) -> bool {
    let Pack::Stored(at) = &night.pack;
    stored(at).is_ok_and(|at| at == *location)
}

/// Where the pack lies that is made for a night; nothing if it runs the stored one as it is.
pub(super) fn made_pack(night: &Night) -> Option<PackLocation> {
    let Pack::Stored(at) = &night.pack;
    if night.change.is_none() && night.sign_up.is_none() {
        return None;
    }
    let guild = GuildId::from(night.guild);
    let server = server_of(guild, &night.id);
    let at = stored(at).ok()?;
    let day = night.start.local.strftime("race-%Y-%m-%d-%H%M").to_string();
    let name = marked(at.file_name(), &[day]);
    Some(PackLocation::for_upload(Some(guild), &server, &name))
}

/// What stands between a pack's name and what is different from it.
const MARK: &str = "__";
/// So much of a name says which pack it is, and so much what is different.
const ROOM: usize = 40;

/// The name of a pack that is made of another one, so that the two are told apart: `cup__laps-12.zip`. What
/// was different before and is different again is not said twice.
fn marked(file_name: &str, tags: &[String]) -> String {
    let endings = [".tar.gz", ".tgz", ".zip"];
    let ending = endings.into_iter().find(|it| file_name.ends_with(it));
    let stem = file_name.strip_suffix(ending.unwrap_or_default());
    let stem = stem.unwrap_or(file_name);
    let mut parts = stem.split(MARK);
    let base = parts.next().unwrap_or_default();
    let word = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
    let kept = parts.filter(|part| !tags.iter().any(|tag| word(tag) == word(part)));
    let all: Vec<&str> = kept.chain(tags.iter().map(String::as_str)).collect();
    let cut = |text: &str| text.chars().take(ROOM).collect::<String>();
    format!(
        "{}{MARK}{}{}",
        cut(base),
        cut(&all.join(MARK)),
        ending.unwrap_or_default()
    )
}

/// Writes a night's list into the pack's files. `false`: nobody is on it, and nobody else may come, so
/// there is nothing to start a server for.
fn write_list(files: &mut Files, night: &Night) -> bool {
    let Some(rules) = &night.sign_up else {
        return true;
    };
    let grid = night.grid(&slots(&files.entry_list));
    if grid.is_empty() {
        return false;
    }
    write_slots(&mut files.entry_list, &grid);
    let locked = i64::from(rules.guests == Guests::Refused);
    let count = i64::try_from(grid.len()).unwrap_or(i64::MAX);
    let cfg = &mut files.server_cfg;
    // acServer does not start with more ballast in a slot than it allows.
    let heaviest = grid.iter().map(|slot| i64::from(slot.ballast)).max();
    let allowed = cfg.number("SERVER", "MAX_BALLAST_KG").unwrap_or(0);
    if let Some(heaviest) = heaviest.filter(|heaviest| allowed < *heaviest) {
        let heaviest: Text = heaviest.into();
        cfg.set("SERVER", "MAX_BALLAST_KG", &heaviest);
    }
    // Who is not on the list is turned away only where people may join at any time: with booking acServer
    // hands out the slots itself.
    for (key, value) in [
        ("MAX_CLIENTS", count),
        ("LOCKED_ENTRY_LIST", locked),
        ("PICKUP_MODE_ENABLED", 1),
    ] {
        let value: Text = value.into();
        cfg.set("SERVER", key, &value);
    }
    cfg.remove_section("BOOK");
    true
}

pub(super) fn form(format: Format) -> Form {
    match format {
        Format::Zip => Form::Zip,
        Format::TarGz => Form::TarGz,
    }
}

/// Does what waits for the disk where it keeps nothing else waiting.
pub(super) async fn blocking<T, E>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: Send + 'static,
{
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_that_is_made_of_another_is_called_after_what_is_different() {
        let tags = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let first = marked("cup.tar.gz", &tags(&["laps-12", "track-spa"]));
        assert_eq!(first, "cup__laps-12__track-spa.tar.gz");
        let second = marked(&first, &tags(&["laps-15", "password"]));
        assert_eq!(second, "cup__track-spa__laps-15__password.tar.gz");
        let long = marked(&format!("{}.zip", "x".repeat(90)), &tags(&["laps-12"]));
        assert_eq!(long, format!("{}__laps-12.zip", "x".repeat(40)));
    }
}
