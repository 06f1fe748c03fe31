//! What cannot be done with server programs, in words.

use super::{Explanation, Kind, Surface};
use service::ProgramsError;

pub(super) fn programs(error: &ProgramsError, on: Surface) -> Explanation {
    let usage = |what: String, hint: &str| Explanation::new(Kind::Usage, what, hint);
    match error {
        ProgramsError::Unfit(fault) => Explanation::new(
            Kind::Pack,
            "This file cannot be kept as a server program.",
            fault.to_string(),
        ),
        ProgramsError::Unknown { asked } => usage(
            format!("There is no server program “{asked}”."),
            &format!(
                "{} shows what there is; a program is named like acserver/1.16.",
                on.command("programs list")
            ),
        ),
        ProgramsError::Exists { id } => usage(
            format!("There is another {id} already."),
            "Versions are never replaced. Give this one another version, or remove the other one first.",
        ),
        ProgramsError::Version { version } => usage(
            format!("“{version}” cannot be a version."),
            "Use up to 32 letters, digits, dots and hyphens: 0.0.54.",
        ),
        ProgramsError::InUse { id, used_by } => {
            let names: Vec<String> = used_by.iter().map(|name| format!("“{name}”")).collect();
            usage(
                format!("{id} is used by {}.", names.join(", ")),
                &format!(
                    "Delete those servers first with {}; then the program can go.",
                    on.command("terminate")
                ),
            )
        }
        ProgramsError::NotHere => Explanation::new(
            Kind::Setup,
            "Server programs are kept where servers run on machines at AWS.",
            "On your own machine the settings name the program: `server_program` under `[local]`.",
        ),
    }
}
