//! What `setup.ps1` and the agent do, told again in Rust: from the user data to
//! a server program that lies on the disk, with a report at each step.

use super::{Machine, Power, archive::Pack, fetch, shell};
use acserver_stand_in::{Config, ServerKind};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use cloud::BootPlan;
use domain::report::{Phase, Report};
use pack::{Cleaned, Platform};
use std::{collections::BTreeMap, fs::File, io::Read};

/// What a machine keeps of a pack that it has unpacked.
#[derive(Clone, Debug)]
pub(super) struct Installed {
    pub(super) key: String,
    /// The program's file name.
    pub(super) program: String,
    /// What that program is, if it says so itself.
    pub(super) marked: Option<ServerKind>,
    pub(super) config: Config,
    /// What it reads of `cfg/server_cfg.ini`.
    server_cfg: Vec<u8>,
    /// Content Manager's wrapper's own settings.
    pub(super) wrapper: Option<Vec<u8>>,
}

/// Files that take the place of a pack's own, by their paths below the folder that holds `cfg`; none: left
/// out.
type Settings = BTreeMap<String, Option<Vec<u8>>>;

/// What EC2Launch or cloud-init finds in user data.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UserData {
    pub(super) plan: BootPlan,
    /// Whether it runs at every boot.
    pub(super) persist: bool,
    /// What it fetches at its first boot to do all of this.
    pub(super) program: Program,
}

/// The agent on Linux, the scripts on Windows: an address and a SHA-256.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Program {
    pub(super) url: String,
    pub(super) sha256: String,
}

impl Program {
    /// From the script for Linux.
    pub(super) fn read(script: &str) -> Result<Self, String> {
        Ok(Self {
            url: quoted(script, "agent='")?.to_owned(),
            sha256: quoted(script, "sum='")?.to_owned(),
        })
    }
}

impl UserData {
    /// # Errors
    /// Why the machine, or the script in it, can do nothing with it.
    pub(super) fn read(bytes: &[u8], platform: Platform) -> Result<Self, String> {
        match platform {
            Platform::Windows => Self::read_windows(bytes),
            Platform::Linux => Self::read_linux(bytes),
        }
    }

    fn read_linux(bytes: &[u8]) -> Result<Self, String> {
        let mut script = String::new();
        let read = if bytes.starts_with(&[0x1f, 0x8b]) {
            flate2::read::GzDecoder::new(bytes).read_to_string(&mut script)
        } else {
            (&mut &*bytes).read_to_string(&mut script)
        };
        read.map_err(|why| why.to_string())?;
        if !script.starts_with("#!") {
            return Err("user data that does not begin with #! is no script".to_owned());
        }
        Ok(Self {
            plan: plan(&script, "plan='")?,
            // systemd runs what it left, and that finds the pack in its place.
            persist: true,
            program: Program::read(&script)?,
        })
    }

    fn read_windows(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|why| why.to_string())?;
        let script = text
            .strip_prefix("<powershell>")
            .and_then(|rest| rest.split_once("</powershell>"))
            .ok_or("user data without <powershell>…</powershell>")?
            .0;
        Ok(Self {
            plan: plan(script, "$BootJson = '")?,
            persist: text.contains("<persist>true</persist>"),
            program: Program {
                url: quoted(script, "$Address = '")?.to_owned(),
                sha256: quoted(script, "$Sum = '")?.to_owned(),
            },
        })
    }
}

fn plan(script: &str, assignment: &str) -> Result<BootPlan, String> {
    let json = quoted(script, assignment)?;
    serde_json::from_str(json).map_err(|why| format!("the plan: {why}"))
}

/// What stands between single quotes in the one line that assigns it.
fn quoted<'a>(script: &'a str, assignment: &str) -> Result<&'a str, String> {
    let mut lines = script
        .lines()
        .filter_map(|line| line.strip_prefix(assignment));
    let (Some(line), None) = (lines.next(), lines.next()) else {
        return Err(format!("user data without one line {assignment}…'"));
    };
    line.strip_suffix('\'')
        .filter(|text| text.is_ascii() && !text.contains('\''))
        .ok_or_else(|| format!("{assignment}…' is not one single-quoted string of ASCII"))
}

impl Machine {
    /// Fetches the agent or the scripts, as the user data does; says whether they are the ones.
    pub(super) async fn fetch_program(&self, power: &Power, program: &Program) -> bool {
        let fetched = self
            .stored(power, &program.sha256, Some(&program.url))
            .await;
        let is_it = fetched.is_ok_and(|fetched| fetched.sha256 == program.sha256);
        if !is_it {
            let what = match self.platform() {
                Platform::Windows => "scripts",
                Platform::Linux => "agent",
            };
            let problem =
                format!("The machine failed while getting ready: its {what} could not be fetched.");
            self.report_phase(power, Phase::Failed, Some(problem)).await;
        }
        is_it
    }

    /// Everything up to the start of the server; what goes wrong is in the report.
    pub(super) async fn set_up(&self, power: &Power, plan: &BootPlan) -> Option<Installed> {
        let before = self.installed();
        let mut doing = "downloading the pack";
        let done = match before.filter(|installed| installed.key == plan.key) {
            Some(installed) => Ok(installed),
            None => self.install(power, plan, &mut doing).await,
        };
        match done {
            Ok(installed) => {
                self.remember(installed.clone());
                Some(installed)
            }
            Err(why) => {
                let problem = format!("The machine failed while {doing}: {why}");
                self.report_phase(power, Phase::Failed, Some(problem)).await;
                None
            }
        }
    }

    async fn install(
        &self,
        power: &Power,
        plan: &BootPlan,
        doing: &mut &'static str,
    ) -> Result<Installed, String> {
        self.report_phase(power, Phase::Downloading, None).await;
        let fetched = self.stored(power, &plan.key, plan.url.as_deref()).await?;
        let damaged = power.rules().corrupt_download
            || fetched.size != plan.size
            || plan
                .sha256
                .as_ref()
                .is_some_and(|sha256| *sha256 != fetched.sha256);
        if damaged {
            return Err(
                "it arrived damaged (its size or checksum differs from the upload). Deploy it again."
                    .to_owned(),
            );
        }
        let brought = match &plan.program_key {
            Some(key) => {
                *doing = "downloading the server program, which the pack does not bring";
                self.stored(power, key, plan.program_url.as_deref()).await?;
                if let Some(key) = &plan.beside_key {
                    self.stored(power, key, plan.beside_url.as_deref()).await?;
                }
                true
            }
            None => false,
        };
        let mut settings = Settings::new();
        if let Some(url) = &plan.settings_url {
            *doing = "downloading its settings";
            let fetched = self
                .stored(power, "what the bot cleaned", Some(url))
                .await?;
            if plan.settings_sha256.as_ref() != Some(&fetched.sha256) {
                return Err("they arrived damaged (their checksum differs).".to_owned());
            }
            settings = cleaned(fetched.file)?;
        }
        let mut players = None;
        if let Some(url) = &plan.players_url {
            *doing = "downloading its lists of players";
            let fetched = self
                .stored(power, "whom the server before had banned", Some(url))
                .await?;
            if plan.players_sha256.as_ref() != Some(&fetched.sha256) {
                return Err("they arrived damaged (their checksum differs).".to_owned());
            }
            players = Some(fetched.file);
        }
        *doing = "unpacking the pack";
        self.report_phase(power, Phase::Unpacking, None).await;
        let installed = unpack(fetched.file, plan, brought, self.platform(), &settings)?;
        self.write(self.places().server_cfg, installed.server_cfg.clone());
        if let Some(players) = players {
            self.add_players(players)?;
        }
        self.firewall.open(
            [plan.tcp_port, plan.http_port]
                .into_iter()
                .chain(plan.wrapper_port)
                .map(|port| ("tcp", port))
                .chain([("udp", plan.udp_port)])
                .collect(),
        );
        *doing = "starting the server";
        self.report_phase(power, Phase::Starting, None).await;
        Ok(installed)
    }

    /// Only of the server before: this disk holds no other file of a pack than its settings.
    fn add_players(&self, mut file: File) -> Result<(), String> {
        let mut text = Vec::new();
        file.read_to_end(&mut text).map_err(|why| why.to_string())?;
        for (list, ids) in pack::PlayerLists::read(&text).iter() {
            let path = format!("{}{list}", shell::server_folder(self.platform()));
            let own = self.text(&path).into_bytes();
            if let Some(text) = pack::with_players(&own, ids) {
                self.write(&path, text);
            }
        }
        Ok(())
    }

    /// From the signed address: the machine's role may read nothing. Five tries.
    async fn stored(
        &self,
        power: &Power,
        key: &str,
        url: Option<&str>,
    ) -> Result<fetch::Fetched, String> {
        let mut problem = String::new();
        for _ in 0..5 {
            let shared = power.shared().await;
            match fetch::presigned(&shared, url.unwrap_or_default()).await {
                Ok(fetched) => return Ok(fetched),
                Err(why) => problem = why,
            }
            let pause = shared.rules().download_retry;
            drop(shared);
            tokio::time::sleep(pause).await;
        }
        Err(format!("{key} could not be read from S3: {problem}"))
    }

    /// A report of a step of the set-up; and what the test wants to happen in that phase.
    pub(super) async fn report_phase(&self, power: &Power, phase: Phase, error: Option<String>) {
        let report = Report {
            boot: Some(power.boot.clone()),
            phase,
            error,
            ..Report::default()
        };
        self.save_report(report);
        power.vanish_in(&self.id, phase).await;
    }

    pub(super) fn save_report(&self, mut report: Report) {
        let now = jiff::Timestamp::now().as_second();
        report.updated = jiff::Timestamp::from_second(now).ok();
        let places = self.places();
        let text = report.to_string().replace('\n', places.line_end);
        self.write(places.report, text.into_bytes());
    }
}

/// The lines of a list of settings, as `setup.ps1` reads them.
fn cleaned(mut file: File) -> Result<Settings, String> {
    let mut text = String::new();
    file.read_to_string(&mut text)
        .map_err(|why| why.to_string())?;
    let line = |line: &str| {
        let (bytes, path) = line.split_once(' ')?;
        let contents = match bytes {
            "-" => None,
            bytes => Some(BASE64_STANDARD.decode(bytes).ok()?),
        };
        Some((path.to_lowercase(), contents))
    };
    let lines = text
        .lines()
        .map(|text| line(text).ok_or_else(|| text.to_owned()));
    lines.collect()
}

/// What the server reads of a pack, and the program in it.
fn unpack(
    file: File,
    plan: &BootPlan,
    brought: bool,
    platform: Platform,
    settings: &Settings,
) -> Result<Installed, String> {
    let mut pack = Pack::open(file, platform)?;
    let outside = |name: &String| {
        name.starts_with('/') || name.contains(':') || name.split('/').any(|part| part == "..")
    };
    if pack.names().iter().any(outside) {
        return Err("it holds a file that would be written outside of its folder.".to_owned());
    }
    let is = |name: &str, wanted: &str| match platform {
        Platform::Windows => name.eq_ignore_ascii_case(wanted),
        Platform::Linux => name == wanted,
    };
    let program = if brought || pack.names().iter().any(|name| is(name, &plan.program)) {
        plan.program.clone()
    } else {
        near_program(pack.names(), platform, is).ok_or(
            "it holds no server program. Tick \"Include executable\" in Content Manager and \
             pack it again.",
        )?
    };
    let (folder, program) = program.rsplit_once('/').unwrap_or(("", &program));
    let mut read = |name: &str| {
        if let Some(cleaned) = settings.get(name) {
            return cleaned.clone();
        }
        let there = if folder.is_empty() {
            pack.read(name)
        } else {
            pack.read(&format!("{folder}/{name}"))
        }?;
        match (platform, pack::clean(name, &there)) {
            // The agent does it itself.
            (Platform::Linux, Cleaned::Changed(cleaned)) => Some(cleaned),
            (Platform::Linux, Cleaned::LeftOut) => None,
            _ => Some(there),
        }
    };
    let server = read("cfg/server_cfg.ini")
        .ok_or("there is no cfg/server_cfg.ini beside its server program.")?;
    let entries = read("cfg/entry_list.ini").unwrap_or_default();
    let wrapper = read("cfg/cm_wrapper_params.json");
    let file = read(program).unwrap_or_default();
    Ok(Installed {
        wrapper: wrapper.clone(),
        key: plan.key.clone(),
        program: program.to_owned(),
        marked: ServerKind::marked(&file).map_err(|why| why.to_string())?,
        config: Config::read(&server, &entries, wrapper.as_deref()),
        server_cfg: server,
    })
}

/// A known program at the top or one folder down.
fn near_program(
    names: &[String],
    platform: Platform,
    is: impl Fn(&str, &str) -> bool,
) -> Option<String> {
    [platform.wrapper_program(), platform.server_program()]
        .iter()
        .find_map(|known| {
            names.iter().find(|name| {
                let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
                is(file, known) && !folder.contains('/')
            })
        })
        .cloned()
}

#[cfg(test)]
mod tests {
    use cloud_aws::user_data::{self, FirstBoot};

    use super::*;
    use crate::ordered::boot_plan;

    #[test]
    fn the_products_own_user_data_is_read() {
        let plan = BootPlan {
            key: "packs/1/a/it's <b>.zip".to_owned(),
            ..boot_plan()
        };
        let program = Program {
            url: "https://b.example/agent?X-Amz-Signature=1".to_owned(),
            sha256: "0".repeat(64),
        };
        for platform in [Platform::Windows, Platform::Linux] {
            let first = FirstBoot {
                platform,
                url: &program.url,
                sha256: &program.sha256,
            };
            let bytes = user_data::user_data(&plan, first).expect("user data");
            let read = UserData::read(&bytes, platform).expect("read");
            let expected = UserData {
                plan: plan.clone(),
                persist: true,
                program: program.clone(),
            };
            assert_eq!(read, expected);
            assert!(UserData::read(&bytes, platform.other()).is_err());
        }
    }

    #[test]
    fn user_data_that_would_not_run_is_refused() {
        for bad in [
            "#!/bin/sh\n",
            "<powershell>\n$BootJson = '{}'\n",
            "<powershell>\n$BootJson = 'it's'\n</powershell>",
        ] {
            assert!(UserData::read(bad.as_bytes(), Platform::Windows).is_err());
        }
        for bad in [
            "plan='{}'\n",
            "#!/bin/bash\nplan='{}'\n",
            "#!/bin/bash\nplan='it's'\n",
        ] {
            assert!(UserData::read(bad.as_bytes(), Platform::Linux).is_err());
        }
    }
}
