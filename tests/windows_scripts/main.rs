//! The scripts of `scripts/windows/`, parsed and linted.
//!
//! Nothing here can run Windows PowerShell, so what can be known without running it is checked:
//! that it parses, that it uses only commands, parameters, types and members which Windows
//! PowerShell 5.1 on Windows Server 2022 has, that every variable is assigned before it is read,
//! that calls fit the functions, and that plan, report and scripts agree on their names. A set of
//! broken scripts shows that the checks see what they should.
//!
//! Whether the scripts do the right thing on Windows is not known from this.

mod lint;

use std::collections::{BTreeMap, BTreeSet};

use cloud::BootPlan;
use cloud_aws::report_command;
use cloud_aws::session_command::{list_files, put_file};
use cloud_aws::user_data::{self, FirstBoot};
use domain::report::Report;
use domain::server::ServerOptions;
use lint::{Names, Script};
use pack::Platform;
use sha2::{Digest as _, Sha256};
use world::ordered::boot_plan;

const COMMON: &str = include_str!("../../scripts/windows/common.ps1");
const SETUP: &str = include_str!("../../scripts/windows/setup.ps1");
const MONITOR: &str = include_str!("../../scripts/windows/monitor.ps1");
const BOOT: &str = include_str!("../../scripts/windows/boot.ps1");
const RUN: &str = include_str!("run.ps1");
const MACHINE: &str = include_str!("machine.ps1");
const STAND_INS: &str = include_str!("stand_ins.ps1");
const SUPERVISOR: &str = include_str!("../../scripts/windows/supervisor.cmd");

fn names() -> Names {
    let lower = |names: BTreeSet<String>| names.iter().map(|it| it.to_lowercase()).collect();
    Names {
        functions: [COMMON, SETUP, MONITOR]
            .iter()
            .flat_map(|script| Script::parse(script).functions())
            .collect(),
        members: BTreeMap::from([
            ("$plan", plan_fields()),
            ("$places", Script::parse(COMMON).keys_in("get-places")),
            ("$state", Script::parse(MONITOR).keys_in("new-state")),
            ("$values", lower(report_keys())),
            ("$agreed", Script::parse(COMMON).keys_in("get-agreed")),
        ]),
    }
}

/// What the machine fetches, from there.
fn boot(url: &str) -> FirstBoot<'_> {
    FirstBoot {
        platform: Platform::Windows,
        url,
        sha256: "0",
    }
}

/// What the machine is told, as it is written into the user data.
fn plan_fields() -> BTreeSet<String> {
    let text = user_data::render(&boot_plan(), boot("https://bucket.example")).expect("user data");
    let json = text
        .lines()
        .find_map(|line| line.strip_prefix("$BootJson = '")?.strip_suffix('\''))
        .expect("the plan");
    let plan: serde_json::Value = serde_json::from_str(json).expect("JSON");
    plan.as_object()
        .expect("an object")
        .keys()
        .cloned()
        .collect()
}

/// Every key that a report can have.
fn report_keys() -> BTreeSet<String> {
    Report::KEYS.map(str::to_owned).into()
}

#[test]
fn every_script_is_clean() {
    let names = names();
    let log = report_command::read_log(Platform::Windows, 20);
    let put = put_file(Platform::Windows, "a.json", "https://bucket.example/a");
    for (name, script) in [
        ("common.ps1", COMMON),
        ("setup.ps1", SETUP),
        ("monitor.ps1", MONITOR),
        ("boot.ps1", BOOT),
        (
            "the command that reads the report",
            report_command::read_report(Platform::Windows),
        ),
        ("the command that reads the log", &log),
        (
            "the command that restarts the server",
            report_command::restart_server(Platform::Windows),
        ),
        (
            "the command that ends the session",
            report_command::end_windows_session(),
        ),
        (
            "the command that lists results",
            list_files(Platform::Windows),
        ),
        ("the command that sends a results file", &put),
    ] {
        assert!(
            script.is_ascii(),
            "{name}: Windows PowerShell reads it as ANSI"
        );
        let faults = Script::parse(script).faults(&names);
        assert!(faults.is_empty(), "{name}:\n{}", faults.join("\n"));
    }
}

/// What runs the functions of the scripts where there is a PowerShell to do it.
#[test]
fn what_runs_the_scripts_is_clean_too() {
    let mut names = names();
    for script in [RUN, STAND_INS, MACHINE] {
        let functions = Script::parse(script).functions();
        names
            .functions
            .extend(functions.into_iter().filter(|it| !lint::is_command(&it.0)));
    }
    for (name, script) in [
        ("run.ps1", RUN),
        ("stand_ins.ps1", STAND_INS),
        ("machine.ps1", MACHINE),
    ] {
        assert!(script.is_ascii(), "{name}");
        let faults = Script::parse(script).faults(&names);
        assert!(faults.is_empty(), "{name}:\n{}", faults.join("\n"));
    }
}

#[test]
fn dot_sourcing_a_script_only_defines_functions() {
    for (script, allowed) in [
        (COMMON, None),
        (SETUP, Some("if ($Run) {")),
        (MONITOR, Some("if ($Run) {")),
    ] {
        let top: Vec<&str> = script
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with([' ', '#', '}']))
            .filter(|line| !line.starts_with("function "))
            .filter(|line| {
                !matches!(
                    *line,
                    "param([switch]$Run)" | ". \"$PSScriptRoot/common.ps1\""
                )
            })
            .collect();
        assert_eq!(top, allowed.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn scripts_and_report_agree_on_every_key() {
    let mut written = Script::parse(COMMON).strings_in("get-agreed");
    written.retain(|it| it.bytes().all(|b| b.is_ascii_uppercase() || b == b'_') && !it.is_empty());
    // These two are written with their values.
    written.extend(["SCHEMA".to_owned(), "UPDATED".to_owned()]);
    assert_eq!(written, report_keys());
    let monitor = Script::parse(MONITOR).keys_in("get-status");
    let known: BTreeSet<String> = report_keys().iter().map(|it| it.to_lowercase()).collect();
    assert!(monitor.is_subset(&known), "{monitor:?}");
}

#[test]
fn the_supervisor_s_labels_exist_and_it_never_waits_for_a_console() {
    assert!(SUPERVISOR.is_ascii());
    let lines = || SUPERVISOR.lines().filter(|line| !line.starts_with("rem "));
    for line in lines() {
        if let Some((_, label)) = line.split_once("goto ") {
            assert!(lines().any(|it| it == format!(":{label}")), "{line}");
        }
        assert!(
            !line.contains("timeout ") && !line.contains("pause "),
            "{line}"
        );
        assert!(
            !line.contains('(') && !line.contains('!'),
            "delayed expansion: {line}"
        );
        assert_eq!(line.matches('"').count() % 2, 0, "{line}");
    }
    // A digit right before > would be taken for a stream's number.
    assert!(!lines().any(|line| line.contains("0>") || line.contains("% >")));
}

/// For the workflow that runs it on a real Windows: the user data for the pack that `AC_PACK` names,
/// which lies at `C:\pack.zip` there, into the file that `AC_USER_DATA` names, the same for the one with a
/// wrapper, and the scripts that both fetch from `C:\scripts.json` into the file that `AC_SCRIPTS` names.
#[test]
#[ignore = "writes a file for another machine"]
fn the_user_data_for_a_real_windows() {
    let variable = |name| std::env::var(name).expect(name);
    let hex = |bytes: &[u8]| -> String {
        let hash = Sha256::digest(bytes);
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let scripts = user_data::windows_scripts().expect("the scripts");
    let write = |pack, plan: BootPlan, user_data| {
        let pack = std::fs::read(variable(pack)).expect("the pack");
        let plan = BootPlan {
            size: pack.len() as u64,
            sha256: Some(hex(&pack)),
            ..plan
        };
        let first = FirstBoot {
            sha256: &hex(scripts.as_bytes()),
            ..boot("file:///C:/scripts.json")
        };
        let text = user_data::render(&plan, first).expect("user data");
        std::fs::write(variable(user_data), text).expect("written");
    };
    let plan = BootPlan {
        url: Some("file:///C:/pack.zip".to_owned()),
        ..boot_plan()
    };
    write("AC_PACK", plan, "AC_USER_DATA");
    // One that nobody drives on for long, behind Content Manager's wrapper.
    let wrapped = BootPlan {
        url: Some("file:///C:/wrapped.zip".to_owned()),
        key: "packs/42/wrapped.zip".to_owned(),
        program: "acServerWrapper.exe".to_owned(),
        options: ServerOptions::idle_after(Some(3)),
        ..boot_plan()
    };
    write("AC_WRAPPED_PACK", wrapped, "AC_WRAPPED_USER_DATA");
    std::fs::write(variable("AC_SCRIPTS"), scripts).expect("written");
}

/// A fault that somebody could make, as a replacement in a script.
#[test]
fn every_broken_script_is_caught() {
    let names = names();
    for (script, from, to) in [
        (SETUP, "-ExecutionTimeLimit", "-ExecutionTimeout"),
        (SETUP, "Remove-NetFirewallRule", "Remove-FirewallRule"),
        (
            SETUP,
            "Get-FileHash $Places.Pack -Algorithm",
            "Get-FileHash $Places.Pack -Algoritm",
        ),
        (SETUP, "$Plan.program_key)", "$Plan.programKey)"),
        (SETUP, "$Places.Installed", "$Places.Instaled"),
        (SETUP, "throw \"$Key could", "throw \"$Keys could"),
        (SETUP, "throw \"$Key could", "throw \"$Key: could"),
        (SETUP, "$native = ConvertTo", "$nativ = ConvertTo"),
        (SETUP, "Test-Pack $Places $Plan", "Test-Pack $Plan"),
        (
            SETUP,
            "Expand-Pack $Places.Pack $Folder",
            "Expand-Pack $Places.Pack $Folder $Plan",
        ),
        (SETUP, "Open-Ports $Plan\n", "Open-Port $Plan\n"),
        (SETUP, "    } finally {\n", "    finally {\n"),
        (SETUP, "$zip.Dispose()", "$zip.Dispose("),
        (
            SETUP,
            "[IO.Compression.ZipFile]::OpenRead",
            "[IO.Compression.ZipFile]::OpenReader",
        ),
        (SETUP, "Net.WebClient", "Net.WebCient"),
        (SETUP, "| Select-Object -Unique", "| select -Unique"),
        (
            SETUP,
            "if ($LASTEXITCODE) {",
            "if ($LASTEXITCODE && $said) {",
        ),
        (
            SETUP,
            "if ($LASTEXITCODE) {",
            "if ($LASTEXITCODE ?? $said) {",
        ),
        (SETUP, "$Plan.url", "$Plan?.url"),
        (
            SETUP,
            "$installed = $false",
            "$installed = $doing ? $true : $false",
        ),
        (SETUP, "$installed = $false", "<# later #>"),
        (SETUP, "-LogonType S4U", "-Logon S4U"),
        (SETUP, "-LocalUser", "-LocalUsers"),
        (SETUP, "icacls.exe", "icalcs.exe"),
        (SETUP, "$LASTEXITCODE", "$LASTEXITCOD"),
        (SETUP, "Remove-Folder $new", "Remove-Folder $new $true"),
        (
            SETUP,
            "Save-Phase $Places 'unpacking'",
            "Save-Phase 'unpacking'",
        ),
        (SETUP, "$($Places.State)/super", "$($Places.Stat)/super"),
        (MONITOR, "$State.Rules -and", "$State.Rule -and"),
        (MONITOR, "$Values.MAX_CLIENTS", "$Values.MAXCLIENTS"),
        (MONITOR, "$Values.STOPS_AT", "$Values.STOP_AT"),
        (MONITOR, "$State.StopsAt = ''", "$State.StopAt = ''"),
        (MONITOR, "shutdown.exe /s", "shutdwon.exe /s"),
        (SETUP, "New-LocalUser -Name", "New-LocalUser -User"),
        (SETUP, "[IO.Directory]::Move", "[IO.Directory]::Rename"),
        (
            MONITOR,
            "Update-Idle $plan $state $clock $now",
            "Update-Idle $plan $state $clock",
        ),
        (MONITOR, "Stopwatch]::StartNew", "Stopwatch]::Start"),
        (MONITOR, "$limit = 60", "$limits = 60"),
        (MONITOR, "$State.Waits++", "$State.Wait++"),
        (
            MONITOR,
            "Select-Object -Last 200",
            "Select-Object -Lasts 200",
        ),
        (
            MONITOR,
            "[IO.FileShare]'ReadWrite, Delete'",
            "[IO.FileShares]'ReadWrite, Delete'",
        ),
        (MONITOR, "= Find-Cause", "= Find-Reason"),
        (
            MONITOR,
            "= (Read-Ends $Places.Output) +",
            "= (Read-Ends $Places.Outputs) +",
        ),
        (MONITOR, "Invoke-RestMethod \"$Imds", "curl \"$Imds"),
        (MONITOR, "$said = $text", "$sayd = $text"),
        (COMMON, "$Places.Ask)", "$Places.Asked)"),
        (COMMON, "$($Places.Server)/", "$($Places.Servers)/"),
        (COMMON, "\"$Path.$PID\"", "\"$Path.$PIDS\""),
        (COMMON, "\"BOOT=$Boot\"", "'BOOT=\n'"),
        (COMMON, "$rights, $volatile)", "$rights, $volatil)"),
        (BOOT, "-File \"$folder", "-Files \"$folder"),
        (BOOT, "-eq $Sum)", "-eq $Summ)"),
        (BOOT, "Get-FileHash $fetched", "Get-FileHash $fetch"),
    ] {
        assert!(script.contains(from), "nothing to break: {from}");
        let broken = script.replacen(from, to, 1);
        let faults = Script::parse(&broken).faults(&names);
        assert!(!faults.is_empty(), "not caught: {from} -> {to}");
    }
}
