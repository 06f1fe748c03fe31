//! What EC2Launch runs on a Windows machine, at every boot: it fetches the other scripts.
//!
//! An admin finds them as they read in `C:\ac-deploy` on the machine.

use std::collections::BTreeMap;

use super::{FirstBoot, UserDataError, stripped};

const BOOT: &str = include_str!("../../../../scripts/windows/boot.ps1");

/// What [`BOOT`] puts on the machine's disk.
const SCRIPTS: [(&str, &str); 4] = [
    (
        "common.ps1",
        include_str!("../../../../scripts/windows/common.ps1"),
    ),
    (
        "setup.ps1",
        include_str!("../../../../scripts/windows/setup.ps1"),
    ),
    (
        "monitor.ps1",
        include_str!("../../../../scripts/windows/monitor.ps1"),
    ),
    (
        "supervisor.cmd",
        include_str!("../../../../scripts/windows/supervisor.cmd"),
    ),
];

pub(super) fn template(first: &FirstBoot<'_>) -> Result<String, UserDataError> {
    let script = first.fetching(
        &stripped(BOOT, "\n"),
        "@@SCRIPTS_URL@@",
        "@@SCRIPTS_SHA256@@",
    )?;
    Ok(format!(
        "<powershell>\n{script}</powershell>\n<persist>true</persist>\n"
    ))
}

/// The scripts that a Windows machine fetches, as `boot.ps1` reads them: JSON of name and text.
///
/// # Errors
/// When they cannot be written as JSON.
pub fn windows_scripts() -> serde_json::Result<String> {
    let texts: BTreeMap<_, _> = SCRIPTS
        .iter()
        .map(|(name, text)| (name, text.replace('\n', line_end(name))))
        .collect();
    serde_json::to_string(&texts)
}

/// cmd.exe loses its way among labels when lines do not end as on Windows; PowerShell does not mind.
fn line_end(name: &str) -> &'static str {
    if name.ends_with(".cmd") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{WINDOWS, plan};
    use super::*;

    fn script() -> String {
        super::super::render(&plan(), WINDOWS).expect("a script")
    }

    #[test]
    fn it_is_what_ec2launch_expects() {
        let text = script();
        assert!(text.starts_with("<powershell>\n"));
        assert!(text.ends_with("\n</powershell>\n<persist>true</persist>\n"));
        assert_eq!(text.matches("</powershell>").count(), 1);
        let bytes = super::super::user_data(&plan(), WINDOWS).expect("user data");
        assert_eq!(bytes, text.as_bytes());
    }

    #[test]
    fn it_is_short_and_names_the_scripts() {
        let text = script();
        assert!(text.lines().count() <= 40, "{text}");
        assert!(text.contains(&format!("$Address = '{}'", WINDOWS.url)));
        assert!(text.contains(&format!("$Sum = '{}'", WINDOWS.sha256)));
    }

    #[test]
    fn the_scripts_arrive_whole() {
        let json = windows_scripts().expect("the scripts");
        assert!(json.is_ascii(), "Windows PowerShell reads them as ANSI");
        let texts: BTreeMap<String, String> = serde_json::from_str(&json).expect("JSON");
        assert_eq!(texts.len(), SCRIPTS.len());
        for (name, script) in SCRIPTS {
            let text = &texts[name];
            assert_eq!(
                text.split_terminator(line_end(name)).collect::<Vec<_>>(),
                script.lines().collect::<Vec<_>>(),
                "{name}"
            );
        }
    }
}
