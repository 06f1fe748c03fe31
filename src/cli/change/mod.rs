//! `ac-deploy change`: what a pack races, changed without packing again, which needs no account; or what a
//! running server races.

mod output;
mod server;
mod settings;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use clap::Args;
use configuration::{Change as Wanted, Changed, Content, Files, Reasons};
use pack::{Faults, Format, Limits, Pack, PerPlatform, Warning};
use repack::{Contents, Form, RepackError};

use super::context::CliContext;
use super::failure::Failure;
use super::progress::Progress;
use super::{check, source, terminal};
use crate::config::Settings;
use explain::Kind;
use output::{as_json, as_text};
use server::OnServer;
use settings::{Words, preset, wrong_words};

/// What `change` is asked for.
#[derive(Debug, Args)]
pub(super) struct Change {
    /// The pack: Content Manager's .zip or .tar.gz, or a folder with one unpacked
    #[arg(required_unless_present = "server")]
    pack: Option<PathBuf>,
    #[command(flatten)]
    on_server: OnServer,
    /// Where the result goes: a folder gets cfg/ with the two changed files, a name that ends in .zip
    /// or .tar.gz becomes a whole pack, as the first one was [default: only show what would change]
    #[arg(long, value_name = "FOLDER or FILE")]
    out: Option<PathBuf>,
    /// Settings from a TOML file, such as `laps = 12`; those on the command line win
    #[arg(long, value_name = "FILE")]
    preset: Option<PathBuf>,
    /// Overwrite what is there
    #[arg(long, requires = "out")]
    force: bool,
    /// Print the result as JSON, for programs
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    words: Words,
}

/// How a change ended.
enum Outcome {
    /// It runs.
    Made(Box<Made>),
    /// The pack cannot run, with the change or without.
    Pack(Faults),
    /// The change would make the pack one that cannot run.
    Result(Faults),
    /// The rules of the server program stand against it.
    Refused(Reasons),
}

struct Made {
    changed: Changed,
    /// The pack as it would run.
    pack: Pack,
    /// What the change brings with it that may go wrong.
    warnings: Vec<Warning>,
    written: Option<PathBuf>,
}

/// A pack that is open, and what the judge made of it.
struct Opened {
    file: File,
    name: String,
    pack: Pack,
}

impl Change {
    /// Whether a server is meant, and not a file.
    pub(super) fn is_on_server(&self) -> bool {
        self.on_server.server.is_some()
    }

    /// Changes what a running server races.
    pub(super) async fn run_on_server(
        &self,
        context: &CliContext,
        progress: Progress,
    ) -> Result<(), Failure> {
        let wanted = || self.wanted();
        self.on_server.run(context, wanted, progress).await
    }

    /// The file; a server has none.
    fn pack(&self) -> &Path {
        self.pack.as_deref().unwrap_or(Path::new(""))
    }

    pub(super) fn run(&self, settings: &Settings) -> Result<(), Failure> {
        let wanted = self.wanted()?;
        self.refuse_to_overwrite()?;
        // The program is none of a configuration's business: a pack without one can be changed.
        let limits = Limits {
            program_in_bucket: PerPlatform::new(|_| true),
            ..settings.pack_limits()
        };
        let outcome = self.make(&wanted, &limits)?;
        let name = self.pack().display().to_string();
        terminal::print(&if self.json {
            as_json(&name, &outcome)
        } else {
            as_text(&name, &outcome)
        })?;
        match outcome {
            Outcome::Made(_) => Ok(()),
            _ => Err(Failure::LastReported(Kind::Pack)),
        }
    }

    /// The preset's settings, and those of the command line on top.
    fn wanted(&self) -> Result<Wanted, Failure> {
        let typed = || {
            Wanted::parse(
                self.words
                    .0
                    .iter()
                    .map(|(word, value)| (*word, value.as_str())),
            )
        };
        let wanted = match &self.preset {
            None => typed(),
            Some(path) => {
                let preset = preset(path)?;
                let pairs = preset
                    .iter()
                    .map(|(word, value)| (word.as_str(), value.as_str()));
                match Wanted::parse(pairs) {
                    Ok(preset) if !self.words.0.is_empty() => {
                        typed().and_then(|typed| preset.and(&typed))
                    }
                    preset => preset,
                }
            }
        };
        wanted.map_err(|reasons| wrong_words(&reasons))
    }

    fn make(&self, wanted: &Wanted, limits: &Limits) -> Result<Outcome, Failure> {
        let opened = match self.open(limits)? {
            Ok(opened) => opened,
            Err(faults) => return Ok(Outcome::Pack(faults)),
        };
        let contents = opened.contents().map_err(|error| self.not_copied(&error))?;
        let files = Files::parse(
            &contents.files[Files::SERVER_CFG],
            &contents.files[Files::ENTRY_LIST],
        );
        let content = Content::of_paths(contents.paths.iter().map(String::as_str));
        let changed = match wanted.apply(&files, &content) {
            Ok(changed) => changed,
            Err(reasons) => return Ok(Outcome::Refused(reasons)),
        };
        self.refuse_other_format(opened.pack.format)?;
        // The whole pack is written, to a file without a name if nobody wants it: so the judge sees
        // what a deploy would send, and not what is thought to be in it.
        let mut result = self.result_file()?;
        opened
            .copy(&changed, result.as_file())
            .map_err(|error| self.not_copied(&error))?;
        let pack = match check::judge_file(result.as_file(), &opened.name, limits)? {
            Ok(pack) => pack,
            Err(faults) => return Ok(Outcome::Result(faults)),
        };
        let written = self.write(&changed, &mut result)?;
        let new = |warning: &&Warning| !opened.pack.warnings.contains(warning);
        let warnings = pack.warnings.iter().filter(new).cloned().collect();
        Ok(Outcome::Made(Box::new(Made {
            changed,
            pack,
            warnings,
            written,
        })))
    }

    /// Opens a pack, or makes one of a folder.
    fn open(&self, limits: &Limits) -> Result<Result<Opened, Faults>, Failure> {
        let name = self
            .pack()
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let file = if self.pack().is_dir() {
            let mut file = tempfile::tempfile()?;
            repack::pack_folder(
                self.pack(),
                limits.max_entries,
                limits.max_unpacked,
                BufWriter::new(&mut file),
            )
            .map_err(|error| self.not_copied(&error))?;
            file
        } else {
            source::open(self.pack()).map_err(|error| Failure::unreadable(self.pack(), &error))?
        };
        let verdict = check::judge_file(&file, &name, limits)?;
        Ok(verdict.map(|pack| Opened { file, name, pack }))
    }

    fn refuse_to_overwrite(&self) -> Result<(), Failure> {
        let Some(out) = self.out.as_deref().filter(|_| !self.force) else {
            return Ok(());
        };
        let taken = if is_pack(out) {
            vec![out.to_owned()]
        } else {
            [Files::SERVER_CFG, Files::ENTRY_LIST]
                .map(|file| out.join(file))
                .to_vec()
        };
        match taken.into_iter().find(|path| path.exists()) {
            None => Ok(()),
            Some(path) => Err(Failure::usage(
                format!("{} is there already.", path.display()),
                "Choose another place, or add --force to overwrite it.",
            )),
        }
    }

    /// A pack keeps its form: a name that says otherwise would mislead whoever gets it.
    fn refuse_other_format(&self, format: Format) -> Result<(), Failure> {
        match self.out.as_deref().filter(|out| is_pack(out)) {
            Some(out) if Format::named(&out.to_string_lossy()) != format => Err(Failure::usage(
                format!(
                    "The changed pack is a {}, and not what --out names.",
                    format.extension()
                ),
                "Give it a name that ends so.",
            )),
            _ => Ok(()),
        }
    }

    /// Where the whole pack is written: beside its place, so that it can be moved there at once.
    fn result_file(&self) -> Result<Target, Failure> {
        match self.out.as_deref().filter(|out| is_pack(out)) {
            None => Ok(Target::Nameless(tempfile::tempfile()?)),
            Some(out) => {
                let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
                let folder = folder.unwrap_or(Path::new("."));
                let named = readable_by_all().tempfile_in(folder);
                Ok(Target::Named(
                    named.map_err(|error| unwritable(out, &error))?,
                ))
            }
        }
    }

    fn write(&self, changed: &Changed, result: &mut Target) -> Result<Option<PathBuf>, Failure> {
        let Some(out) = &self.out else {
            return Ok(None);
        };
        match std::mem::replace(result, Target::Nameless(tempfile::tempfile()?)) {
            Target::Named(named) => {
                named
                    .persist(out)
                    .map_err(|error| unwritable(out, &error.error))?;
            }
            Target::Nameless(_) => {
                let files = [
                    (Files::SERVER_CFG, &changed.files.server_cfg),
                    (Files::ENTRY_LIST, &changed.files.entry_list),
                ];
                for (path, document) in files {
                    let path = out.join(path);
                    let folder = path.parent().unwrap_or(out);
                    fs::create_dir_all(folder)
                        .and_then(|()| fs::write(&path, document.print()))
                        .map_err(|error| unwritable(&path, &error))?;
                }
            }
        }
        Ok(Some(out.clone()))
    }

    fn not_copied(&self, error: &RepackError) -> Failure {
        Failure::other(
            format!("{} cannot be changed: {error}.", self.pack().display()),
            "Check the file and the disk's free space, or pack again.",
        )
    }
}

/// Temporary files are their owner's alone, but this one becomes an ordinary file.
fn readable_by_all() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Less what the user's umask takes away.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

/// A file that the changed pack is written to.
enum Target {
    Named(tempfile::NamedTempFile),
    Nameless(File),
}

impl Target {
    fn as_file(&self) -> &File {
        match self {
            Self::Named(named) => named.as_file(),
            Self::Nameless(file) => file,
        }
    }
}

impl Opened {
    fn form(&self) -> Form {
        match self.pack.format {
            Format::Zip => Form::Zip,
            Format::TarGz => Form::TarGz,
        }
    }

    fn contents(&self) -> Result<Contents, RepackError> {
        let wanted = [Files::SERVER_CFG, Files::ENTRY_LIST];
        repack::read(self.source()?, self.form(), &self.pack.root, &wanted)
    }

    fn copy(&self, changed: &Changed, out: &File) -> Result<(), RepackError> {
        let replaced = BTreeMap::from([
            (
                Files::SERVER_CFG.to_owned(),
                changed.files.server_cfg.print(),
            ),
            (
                Files::ENTRY_LIST.to_owned(),
                changed.files.entry_list.print(),
            ),
        ]);
        repack::write(
            self.source()?,
            self.form(),
            &self.pack.root,
            &replaced,
            BufWriter::new(out),
        )
    }

    fn source(&self) -> Result<BufReader<&File>, RepackError> {
        use std::io::Seek as _;
        let mut source = BufReader::new(&self.file);
        source.rewind()?;
        Ok(source)
    }
}

fn is_pack(out: &Path) -> bool {
    let name = out.to_string_lossy().to_ascii_lowercase();
    [".zip", ".tar.gz", ".tgz"]
        .iter()
        .any(|end| name.ends_with(end))
        && !out.is_dir()
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::other(
        format!("{} cannot be written: {error}.", path.display()),
        "Check the folder, your rights in it, and the disk's free space.",
    )
}
