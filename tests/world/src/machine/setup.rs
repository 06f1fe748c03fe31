//! What `scripts/windows/setup.ps1` does, told again in Rust: from the user data to
//! a server program that lies on the disk, with a report at each step.

use super::{Machine, Power, archive::Zip, fetch};
use ac_deploy::{
    acserver::{Config, Program},
    cloud::BootPlan,
    domain::report::{Phase, Report},
};
use std::fs::File;

/// What a machine keeps of a pack that it has unpacked.
#[derive(Clone, Debug)]
pub(super) struct Installed {
    pub(super) key: String,
    /// The program's file name.
    pub(super) program: String,
    /// What that program is, if it says so itself.
    pub(super) marked: Option<Program>,
    pub(super) config: Config,
}

/// What EC2Launch finds in user data.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UserData {
    pub(super) plan: BootPlan,
    /// Whether it runs at every boot.
    pub(super) persist: bool,
}

impl UserData {
    /// # Errors
    /// Why EC2Launch, or the script in it, can do nothing with it.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|why| why.to_string())?;
        let script = text
            .strip_prefix("<powershell>")
            .and_then(|rest| rest.split_once("</powershell>"))
            .ok_or("user data without <powershell>…</powershell>")?
            .0;
        let mut lines = script
            .lines()
            .filter_map(|line| line.strip_prefix("$BootJson = '"));
        let (Some(line), None) = (lines.next(), lines.next()) else {
            return Err("user data without one line $BootJson = '…'".to_owned());
        };
        let json = line
            .strip_suffix('\'')
            .filter(|json| json.is_ascii() && !json.contains('\''))
            .ok_or("a $BootJson that is not one single-quoted string of ASCII")?;
        Ok(Self {
            plan: serde_json::from_str(json).map_err(|why| format!("$BootJson: {why}"))?,
            persist: text.contains("<persist>true</persist>"),
        })
    }
}

impl Machine {
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
        let fetched = self
            .stored(power, plan, &plan.key, plan.url.as_deref())
            .await?;
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
                self.stored(power, plan, key, None).await?;
                true
            }
            None => false,
        };
        *doing = "unpacking the pack";
        self.report_phase(power, Phase::Unpacking, None).await;
        let installed = unpack(fetched.file, plan, brought)?;
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

    /// From the signed address where there is one, else with the machine's role; five tries.
    async fn stored(
        &self,
        power: &Power,
        plan: &BootPlan,
        key: &str,
        url: Option<&str>,
    ) -> Result<fetch::Fetched, String> {
        let mut problem = String::new();
        for _ in 0..5 {
            let shared = power.shared().await;
            let mut signed = None;
            if let Some(url) = url {
                match fetch::presigned(&shared, url).await {
                    Ok(fetched) => return Ok(fetched),
                    Err(why) => signed = Some(why),
                }
            }
            let keys = &power.access_key;
            match fetch::object(&shared, keys, &plan.region, &plan.bucket, key).await {
                Ok(fetched) => return Ok(fetched),
                Err(why) => problem = signed.unwrap_or(why),
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

/// What the server reads of a pack, and the program in it.
fn unpack(file: File, plan: &BootPlan, brought: bool) -> Result<Installed, String> {
    let mut zip = Zip::open(file)?;
    let outside = |name: &String| {
        name.starts_with('/') || name.contains(':') || name.split('/').any(|part| part == "..")
    };
    if zip.names.iter().any(outside) {
        return Err("it holds a file that would be written outside of its folder.".to_owned());
    }
    let named = |name: &&String| name.eq_ignore_ascii_case(&plan.program);
    let program = if brought || zip.names.iter().any(|name| named(&name)) {
        plan.program.clone()
    } else {
        near_program(&zip.names).ok_or(
            "it holds no server program. Tick \"Include executable\" in Content Manager and \
             pack it again.",
        )?
    };
    let (folder, program) = program.rsplit_once('/').unwrap_or(("", &program));
    let mut read = |name: &str| {
        if folder.is_empty() {
            zip.read(name)
        } else {
            zip.read(&format!("{folder}/{name}"))
        }
    };
    let server = read("cfg/server_cfg.ini")
        .ok_or("there is no cfg/server_cfg.ini beside its server program.")?;
    let entries = read("cfg/entry_list.ini").unwrap_or_default();
    let wrapper = read("cfg/cm_wrapper_params.json");
    let file = read(program).unwrap_or_default();
    Ok(Installed {
        key: plan.key.clone(),
        program: program.to_owned(),
        marked: Program::marked(&file).map_err(|why| why.to_string())?,
        config: Config::read(&server, &entries, wrapper.as_deref()),
    })
}

/// A known program at the top or one folder down.
fn near_program(names: &[String]) -> Option<String> {
    ["acServerWrapper.exe", "acServer.exe"]
        .iter()
        .find_map(|known| {
            names.iter().find(|name| {
                let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
                file.eq_ignore_ascii_case(known) && !folder.contains('/')
            })
        })
        .cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_products_own_user_data_is_read() {
        let plan = BootPlan {
            schema: BootPlan::SCHEMA,
            server: ac_deploy::domain::ids::ServerId::from_bits(7),
            region: "eu-central-1".to_owned(),
            bucket: "packs".to_owned(),
            key: "packs/1/a/it's <b>.zip".to_owned(),
            size: 1,
            sha256: None,
            url: None,
            program: "acServer.exe".to_owned(),
            program_key: None,
            udp_port: 9600,
            tcp_port: 9600,
            http_port: 8081,
            wrapper_port: None,
            idle_minutes: None,
        };
        let text = ac_deploy::cloud::aws::user_data::render(&plan).expect("user data");
        let read = UserData::read(text.as_bytes()).expect("read");
        assert_eq!(
            read,
            UserData {
                plan,
                persist: true
            }
        );
    }

    #[test]
    fn user_data_that_windows_would_not_run_is_refused() {
        assert!(UserData::read(b"#!/bin/sh\n").is_err());
        assert!(UserData::read(b"<powershell>\n$BootJson = '{}'\n").is_err());
        assert!(UserData::read(b"<powershell>\n$BootJson = 'it's'\n</powershell>").is_err());
    }
}
