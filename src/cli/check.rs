//! `ac-deploy check`: judges a pack on this machine.

use std::fmt::Write as _;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::failure::Failure;
use super::place::Place;
use super::progress::Progress;
use super::source;
use super::terminal::{self, FieldList};
use crate::config::Settings;
use domain::ids::InstanceType;
use domain::price::Dollars;
use domain::server::Hosting;
use explain::{Kind, mebibytes};
use pack::{
    self, Faults, Format, Limits, Pack, PerPlatform, Platform, Program, SessionKind, SessionLength,
};
use service::{Rules, drivers_of};

/// What `check` is asked for.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The packed file: Content Manager's .zip or .tar.gz
    pack: PathBuf,
    /// Print the verdict as JSON, for programs
    #[arg(long)]
    json: bool,
}

/// A pack's verdict.
pub(super) enum Verdict {
    Usable(Box<Pack>),
    Refused(Faults),
}

/// What a pack's machine would cost, as far as it is known without an account.
struct Costs {
    size: InstanceType,
    hour: PerPlatform<Option<Dollars>>,
}

impl Costs {
    fn of(pack: &Pack, rules: &Rules) -> Self {
        let mut sizes = domain::size::usual();
        let usual = rules.hosting.instance_type().cloned();
        let usual = usual.unwrap_or_else(|| sizes[0].clone());
        sizes.insert(0, usual.clone());
        let drivers = drivers_of(pack);
        let size = domain::size::for_drivers(drivers, &sizes).unwrap_or(&usual);
        Self {
            hour: PerPlatform::new(|platform| {
                rules.prices.per_hour(&Hosting::Ec2(size.clone()), platform)
            }),
            size: size.clone(),
        }
    }

    fn words(&self, platform: Platform) -> String {
        let hour = |platform| match self.hour[platform] {
            Some(price) => format!("{price} an hour with {platform}"),
            None => format!("unknown with {platform}"),
        };
        let (this, other) = (hour(platform), hour(platform.other()));
        format!("{} for its drivers: {this}, {other}", self.size)
    }
}

impl Check {
    pub(super) fn run(&self, settings: &Settings, progress: Progress) -> Result<(), Failure> {
        // Which programs are in storage is not looked at here: that would need an account.
        let limits = Limits {
            choice: None,
            ..settings.pack_limits()
        };
        let verdict = judge(&self.pack, &limits, progress)?;
        let name = self.pack.display().to_string();
        // A pack can be judged where nobody has said yet where it would run.
        let place = settings.cloud().ok().map(|chosen| Place::of(&chosen));
        let rules = settings.rules().ok().filter(Rules::is_billed);
        let costs = rules.as_ref().and_then(|rules| match &verdict {
            Verdict::Usable(pack) => Some(Costs::of(pack, rules)),
            Verdict::Refused(_) => None,
        });
        terminal::print(&if self.json {
            as_json(&name, &verdict, costs.as_ref())
        } else {
            as_text(&name, &verdict, place.as_ref(), costs.as_ref())
        })?;
        match verdict {
            Verdict::Usable(_) => Ok(()),
            Verdict::Refused(_) => Err(Failure::LastReported(Kind::Pack)),
        }
    }
}

/// Judges a pack as a deploy does, and then reads it through: what is damaged shows only there.
pub(super) fn judge(
    path: &Path,
    limits: &Limits,
    mut progress: Progress,
) -> Result<Verdict, Failure> {
    let unreadable = |error| Failure::unreadable(path, &error);
    let file = source::open(path).map_err(|error| not_here(path, &error))?;
    let file_name = path.file_name().unwrap_or_default().to_string_lossy();
    let verdict = pack::inspect(BufReader::new(&file), &file_name, limits).map_err(unreadable)?;
    let verdict = match verdict {
        Ok(pack) => {
            let read = |read| progress.read_through(read, pack.packed_size);
            let sound = pack::verify(&file, &file_name, limits, read).map_err(unreadable)?;
            sound.map(|()| pack)
        }
        refused => refused,
    };
    Ok(match verdict {
        Ok(pack) => Verdict::Usable(Box::new(pack)),
        Err(faults) => Verdict::Refused(faults),
    })
}

/// Judges a pack that is open as a deploy does, without reading it through.
pub(super) fn judge_file(
    file: &File,
    name: &str,
    limits: &Limits,
) -> Result<Result<Pack, Faults>, Failure> {
    let verdict = pack::inspect(BufReader::new(file), name, limits);
    verdict.map_err(|error| Failure::unreadable(Path::new(name), &error))
}

/// That there is no such file, to somebody who may have meant a pack elsewhere.
fn not_here(path: &Path, error: &std::io::Error) -> Failure {
    let text = path.to_string_lossy();
    let elsewhere = ["s3:", "https://", "http://"];
    if !elsewhere.iter().any(|begin| text.starts_with(begin)) {
        return Failure::unreadable(path, error);
    }
    Failure::usage(
        "`check` reads files of this machine only.",
        format!("Download the pack first. `ac-deploy deploy {text} --plan` judges it where it is."),
    )
}

fn as_json(file: &str, verdict: &Verdict, costs: Option<&Costs>) -> String {
    let verdict = match verdict {
        Verdict::Usable(pack) => json!({
            "file": file,
            "verdict": "usable",
            "pack": pack,
            "machine": costs.map(|costs| json!({
                "size": costs.size,
                "linux_hour": costs.hour[Platform::Linux],
                "windows_hour": costs.hour[Platform::Windows],
            })),
        }),
        Verdict::Refused(faults) => json!({
            "file": file,
            "verdict": "refused",
            "faults": faults.iter().collect::<Vec<_>>(),
            "omitted": faults.omitted(),
            "hint": faults.hint(),
        }),
    };
    format!("{verdict:#}\n")
}

fn as_text(file: &str, verdict: &Verdict, place: Option<&Place>, costs: Option<&Costs>) -> String {
    let mut text = String::new();
    let _ = match verdict {
        Verdict::Usable(pack) => {
            let mut facts = facts(pack, place);
            if let Some(costs) = costs {
                facts.add("Costs", costs.words(pack.platform));
            }
            let elsewhere = match (place, pack.format) {
                (Some(Place::Amazon { .. }), Format::Zip) => {
                    "\n  With a server program for Linux in storage it runs on Linux: `ac-deploy deploy PACK --plan` says which.\n"
                }
                _ => "",
            };
            write!(
                text,
                "{file}: usable.\n\n{facts}{elsewhere}{}",
                warnings(pack)
            )
        }
        Verdict::Refused(faults) => write!(text, "{file}: refused.\n\n{}", fault_lines(faults)),
    };
    text
}

/// Every sort of fault once, and what to do.
pub(super) fn fault_lines(faults: &Faults) -> String {
    let lines: String = faults
        .groups()
        .iter()
        .map(|group| format!("  - {group}\n"))
        .collect();
    format!("{lines}\n{}\n", faults.hint())
}

fn warnings(pack: &Pack) -> String {
    let mut text = String::new();
    for warning in &pack.warnings {
        let _ = write!(text, "\n  warning: {warning} ({})\n", warning.entry());
    }
    text
}

/// What a pack holds, for `check` and for the plan of a deploy; `place` is where it would run, if
/// the settings say so.
pub(super) fn facts(pack: &Pack, place: Option<&Place>) -> FieldList {
    let mut facts = FieldList::default();
    facts
        .add("Name", &pack.name)
        .add("Track", pack.track.to_string())
        .add("Cars", pack.cars.join(", "))
        .add(
            "Slots",
            format!("{}, {} cars in the entry list", pack.slots, pack.entries),
        )
        .add("Sessions", sessions(pack))
        .add("Ports", ports(&pack.ports))
        .add("Password", if pack.password { "yes" } else { "no" })
        .add(
            "Lobby",
            if pack.lobby {
                "listed in the public lobby"
            } else {
                "not listed"
            },
        )
        .add(
            "Program",
            place.map_or_else(|| program(pack), |place| place.program(pack)),
        )
        .add(
            "Runs on",
            place.map_or_else(|| pack.platform.to_string(), |place| place.runs_on(pack)),
        )
        .add("Size", size(pack));
    facts
}

fn sessions(pack: &Pack) -> String {
    let sessions: Vec<String> = pack
        .sessions
        .iter()
        .map(|session| {
            let kind = match session.kind {
                SessionKind::Booking => "booking",
                SessionKind::Practice => "practice",
                SessionKind::Qualify => "qualifying",
                SessionKind::Race => "race",
            };
            match session.length {
                SessionLength::Minutes(minutes) => format!("{kind} {minutes} min"),
                SessionLength::Laps(laps) => format!("{kind} {laps} laps"),
                SessionLength::Unlimited => format!("{kind} without end"),
            }
        })
        .collect();
    if sessions.is_empty() {
        "none".to_owned()
    } else {
        sessions.join(", ")
    }
}

/// The ports to open, for people.
pub(super) fn ports(ports: &pack::Ports) -> String {
    let mut text = format!(
        "{} UDP, {} TCP, {} TCP (HTTP)",
        ports.udp, ports.tcp, ports.http
    );
    if let Some(wrapper) = ports.wrapper {
        let _ = write!(text, ", {wrapper} TCP (wrapper)");
    }
    text
}

/// The program in the pack.
fn program(pack: &Pack) -> String {
    match &pack.program {
        Program::AcServer(path) | Program::Wrapper(path) => path.clone(),
        Program::Missing => "none in the pack".to_owned(),
    }
}

fn size(pack: &Pack) -> String {
    let format = pack.format.extension();
    format!(
        "{} as {format}, {} unpacked, {} entries",
        mebibytes(pack.packed_size),
        mebibytes(pack.unpacked_size),
        pack.entry_count
    )
}
