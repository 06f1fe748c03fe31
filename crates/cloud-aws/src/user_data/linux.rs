//! What cloud-init runs on a Linux machine, at its first boot only: it fetches the agent.

use super::{FirstBoot, UserDataError, stripped};

const BOOT: &str = include_str!("../../../../scripts/linux/boot.sh");

/// What the agent does first on a new machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Run the server of the plan.
    Install,
    /// Switch off, to wait for a server.
    Prepare,
    /// The same, and leave nothing that is this machine's own, so that an image can be made of its disk.
    Seal,
}

pub(super) fn template(first: &FirstBoot<'_>, verb: Verb) -> Result<String, UserDataError> {
    let verb = match verb {
        Verb::Install => "install",
        Verb::Prepare => "prepare",
        Verb::Seal => "seal",
    };
    let script = stripped(BOOT, "\n").replace("@@VERB@@", verb);
    first.fetching(&script, "@@AGENT_URL@@", "@@AGENT_SHA256@@")
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::super::tests::{LINUX, plan};
    use super::super::{render, user_data};

    #[test]
    fn it_is_what_cloud_init_expects() {
        let script = render(&plan(), LINUX).expect("a script");
        assert!(script.starts_with("#!/bin/bash\n"));
        let bytes = user_data(&plan(), LINUX).expect("user data");
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes.as_slice())
            .read_to_string(&mut text)
            .expect("gzip");
        assert_eq!(text, script);
    }

    #[test]
    fn it_is_short_and_names_the_agent() {
        let script = render(&plan(), LINUX).expect("a script");
        assert!(script.lines().count() <= 25, "{script}");
        assert!(
            script.contains(&format!("agent='{}'", LINUX.url)),
            "{script}"
        );
        assert!(
            script.contains(&format!("sum='{}'", LINUX.sha256)),
            "{script}"
        );
    }
}
