//! `ac-deploy deploy --plan`: what a deploy would do, and what it would cost. Changes nothing.

use std::fmt;
use std::path::Path;

use super::check::{self, Verdict};
use super::context::CliContext;
use super::failure::Failure;
use super::place::Place;
use super::progress::Progress;
use super::terminal::{self, FieldList};
use cloud::{CloudError, SetupStep};
use domain::price::Dollars;
use domain::server::{Hosting, PackLocation, PackSource, ServerOptions};
use explain::{mebibytes, sized_for};
use pack::{Limits, Protocol};
use service::{DeployRequest, Plan, ServiceError};

/// What a deploy would do, with what the settings add.
#[derive(Debug)]
struct PlanView {
    plan: Plan,
    place: Place,
    disk_gib: u16,
    disk_per_month: Dollars,
    /// What `setup` would have to make before; `None` if that could not be asked.
    missing: Option<Vec<SetupStep>>,
    /// Whether this machine lacks something without which nothing comes up here.
    is_stopped: bool,
}

/// Judges the pack, and shows what would become of it.
pub(super) async fn show(context: &CliContext, request: DeployRequest) -> Result<(), Failure> {
    let plan = context.service.plan(&context.actor, request).await?;
    let simulated = Hosting::ThisMachine { simulated: true };
    let pack = plan
        .pack
        .as_ref()
        .filter(|_| plan.order.hosting != simulated);
    let lacks = pack.and_then(|pack| context.place.lacks(pack));
    // What AWS cannot be asked, and what this machine lacks, is said after what could be found out.
    let (missing, failed) = match (context.cloud().missing().await, lacks) {
        (missing, Some(lacks)) => (missing.ok(), Some(lacks.into())),
        (Ok(missing), None) => (Some(missing), None),
        (Err(error), None) => (None, Some(error)),
    };
    let shown = PlanView {
        is_stopped: matches!(failed, Some(CloudError::Local(_))),
        disk_gib: context.service.rules().disk_gib[plan.platform],
        disk_per_month: context.disk_per_month(plan.platform),
        plan,
        place: context.place.clone(),
        missing,
    };
    terminal::print(&shown.to_string())?;
    match failed {
        Some(error) => Err(ServiceError::from(error).into()),
        None => Ok(()),
    }
}

/// Judges a pack of this machine where no settings say where it would run, and shows what can be
/// said without.
pub(super) fn show_nowhere(
    path: &Path,
    limits: &Limits,
    progress: Progress,
) -> Result<(), Failure> {
    match check::judge(path, limits, progress)? {
        Verdict::Usable(pack) => {
            let text = format!(
                "Would be deployed: {}\n\n{}\nNothing was changed.\n",
                pack.name,
                check::facts(&pack, None)
            );
            terminal::print(&text)?;
            Err(Failure::nowhere())
        }
        Verdict::Refused(faults) => Err(ServiceError::Pack(faults).into()),
    }
}

impl PlanView {
    fn opens(&self) -> String {
        let and_nothing_else = match &self.place {
            Place::Amazon { .. } => ", and nothing else".to_owned(),
            Place::ThisMachine { ports: None, .. } => {
                "; your router must let them in, or the next ones where another server here has them"
                    .to_owned()
            }
            Place::ThisMachine {
                ports: Some(ports), ..
            } => format!("; those outside {ports}, or taken, are exchanged for free ones of these"),
        };
        let Some(pack) = &self.plan.pack else {
            return format!("the pack's ports{and_nothing_else}");
        };
        let ports: Vec<String> = pack
            .ports
            .openings()
            .into_iter()
            .map(|(protocol, port)| match protocol {
                Protocol::Tcp => format!("{port} TCP"),
                Protocol::Udp => format!("{port} UDP"),
            })
            .collect();
        format!("{}{and_nothing_else}", ports.join(", "))
    }

    fn storage(&self) -> String {
        match &self.plan.order.source {
            PackSource::Stored(at) => {
                format!("{}, where it lies", self.place.show(at))
            }
            PackSource::Web { .. } | PackSource::File(_) => {
                let file_name = self.plan.order.source.file_name();
                let size = self
                    .plan
                    .pack
                    .as_ref()
                    .map(|pack| format!("{} to ", mebibytes(pack.packed_size)))
                    .unwrap_or_default();
                let at = PackLocation {
                    bucket: None,
                    key: format!("{}cli/<new id>/{file_name}", PackLocation::FOLDER),
                };
                format!("{size}{}", self.place.show(&at))
            }
        }
    }

    fn costs(&self) -> String {
        let disk = self.disk_per_month;
        if let Place::ThisMachine { .. } = self.place {
            return "nothing: it is your own machine".to_owned();
        }
        match self.plan.price {
            Some(price) => {
                let other = self.plan.platform.other();
                let elsewhere = self
                    .plan
                    .price_elsewhere
                    .map(|price| format!(" ({other}: {price})"))
                    .unwrap_or_default();
                format!(
                    "about {price} per hour{elsewhere} while it runs, and {disk} a month for its disk"
                )
            }
            None => format!(
                "unknown for {}; about {disk} a month for its disk",
                self.plan.order.hosting
            ),
        }
    }
}

impl fmt::Display for PlanView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.is_stopped {
            true => "Cannot be deployed yet",
            false => "Would be deployed",
        };
        writeln!(f, "{verdict}: {}\n", self.plan.name)?;
        match &self.plan.pack {
            Some(pack) => writeln!(f, "{}", check::facts(pack, Some(&self.place)))?,
            None => writeln!(f, "  The pack can be judged only while it is uploaded.\n")?,
        }
        let mut facts = FieldList::default();
        facts
            .add(
                "Machine",
                match self.place {
                    Place::Amazon { .. } => format!(
                        "{}{} with {}, {} GiB disk",
                        self.plan.order.hosting,
                        sized_for(self.plan.sized_for),
                        self.plan.platform,
                        self.disk_gib
                    ),
                    Place::ThisMachine { .. } => self.plan.order.hosting.to_string(),
                },
            )
            .add("Opens", self.opens())
            .add("Pack at", self.storage());
        if self.plan.options != ServerOptions::default() {
            facts.add("Stops after", self.plan.options.to_string());
        }
        facts.add("Costs", self.costs());
        writeln!(f, "{facts}")?;
        let advice = self.plan.pack.as_ref();
        if let Some(advice) = advice.and_then(|pack| pack.platform_reason.advice()) {
            writeln!(f, "  {advice}\n")?;
        }
        for warning in self.plan.pack.iter().flat_map(|pack| &pack.warnings) {
            writeln!(f, "  warning: {warning}")?;
        }
        match self.missing.as_deref() {
            None if self.is_stopped => {}
            None => writeln!(f, "Whether all of it is set up could not be asked.\n")?,
            Some([]) => {}
            Some(missing) => {
                writeln!(f, "First `ac-deploy setup` must make:")?;
                missing
                    .iter()
                    .try_for_each(|step| writeln!(f, "  + {step}"))?;
                writeln!(f)?;
            }
        }
        writeln!(f, "Nothing was changed.")
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use jiff::Timestamp;

    use domain::ids::ServerId;
    use domain::price::Prices;
    use domain::server::{Order, Owner, ServerName};
    use pack::sample::Sample;
    use pack::{Platform, inspect};

    fn shown() -> PlanView {
        let pack = inspect(
            Cursor::new(Sample::default().zip()),
            "cup.zip",
            &Limits::default(),
        );
        let hosting = Hosting::ec2("t3.small");
        let prices = Prices::built_in();
        PlanView {
            plan: Plan {
                name: ServerName::tidy("Sunday Cup", ""),
                pack: Some(Box::new(
                    pack.expect("it can be read").expect("it is a good pack"),
                )),
                sized_for: None,
                platform: Platform::Windows,
                options: ServerOptions::default(),
                price: prices.per_hour(&hosting, Platform::Windows),
                price_elsewhere: prices.per_hour(&hosting, Platform::Linux),
                order: Order {
                    server: ServerId::from_bits(7),
                    name: None,
                    hosting,
                    source: PackSource::File("seasons/cup.zip".into()),
                    owner: Owner {
                        user: None,
                        name: "ada".to_owned(),
                    },
                    home: None,
                    progress: None,
                    asked: Timestamp::UNIX_EPOCH,
                    options: ServerOptions::default(),
                    until: None,
                    sized_by_drivers: false,
                    replaces: None,
                    run_on: None,
                    program: None,
                },
            },
            disk_per_month: prices.disk_per_month(40),
            disk_gib: 40,
            place: Place::Amazon {
                bucket: "league-packs".to_owned(),
            },
            missing: Some(Vec::new()),
            is_stopped: false,
        }
    }

    #[test]
    fn a_plan_says_what_and_what_it_costs() {
        let mut shown = shown();
        shown.plan.options = ServerOptions::idle_after(Some(30));
        insta::assert_snapshot!(shown, @"
        Would be deployed: Sunday Cup

          Name      Sunday Cup
          Track     green_hills (gp)
          Cars      roadster_cup, coupe_gt
          Slots     4, 4 cars in the entry list
          Sessions  practice 15 min, race 10 laps
          Ports     9600 UDP, 9600 TCP, 8081 TCP (HTTP)
          Password  no
          Lobby     not listed
          Program   acServer.exe
          Runs on   Windows: a .zip is packed for Windows
          Size      1 KiB as .zip, 785 bytes unpacked, 6 entries

          Machine      t3.small with Windows, 40 GiB disk
          Opens        8081 TCP, 9600 TCP, 9600 UDP, and nothing else
          Pack at      1 KiB to s3://league-packs/packs/cli/<new id>/cup.zip
          Stops after  30 min without a driver
          Costs        about $0.044 per hour (Linux: $0.026) while it runs, and $3.20 a month for its disk

        Nothing was changed.
        ");
    }

    #[test]
    fn a_plan_for_a_new_account_says_what_setup_makes() {
        let mut shown = PlanView {
            place: Place::Amazon {
                bucket: "league-packs".to_owned(),
            },
            missing: Some(vec![SetupStep {
                what: "bucket league-packs".to_owned(),
                why: "keeps the packs".to_owned(),
                needed: true,
            }]),
            ..shown()
        };
        shown.plan.pack = None;
        shown.plan.price = None;
        shown.plan.order.hosting = Hosting::ec2("x9.huge");
        shown.plan.order.source = PackSource::Stored(
            "s3:packs/7/abcdefgh/cup.tar.gz"
                .parse()
                .expect("a location"),
        );
        insta::assert_snapshot!(shown, @"
        Would be deployed: Sunday Cup

          The pack can be judged only while it is uploaded.

          Machine  x9.huge with Windows, 40 GiB disk
          Opens    the pack's ports, and nothing else
          Pack at  s3://league-packs/packs/7/abcdefgh/cup.tar.gz, where it lies
          Costs    unknown for x9.huge; about $3.20 a month for its disk

        First `ac-deploy setup` must make:
          + bucket league-packs – keeps the packs

        Nothing was changed.
        ");
    }

    #[test]
    fn a_plan_for_this_machine_names_no_bucket_and_no_price() {
        let mut shown = PlanView {
            place: Place::ThisMachine {
                data_dir: "/var/lib/ac-deploy".into(),
                ports: None,
                program: Some("/opt/acServer".into()),
                runs_programs_of_packs: false,
            },
            ..shown()
        };
        shown.plan.price = None;
        shown.plan.order.hosting = Hosting::ThisMachine { simulated: false };
        let judged = shown.to_string();
        assert!(
            judged.contains(
                "Program   /opt/acServer of this machine, not the pack's acServer.exe\n  Runs on   this machine\n"
            ),
            "{judged}"
        );
        shown.plan.pack = None;
        insta::assert_snapshot!(shown, @"
        Would be deployed: Sunday Cup

          The pack can be judged only while it is uploaded.

          Machine  this machine
          Opens    the pack's ports; your router must let them in, or the next ones where another server here has them
          Pack at  /var/lib/ac-deploy/packs/cli/<new id>/cup.zip
          Costs    nothing: it is your own machine

        Nothing was changed.
        ");
    }
}
