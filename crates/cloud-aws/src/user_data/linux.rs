//! What cloud-init runs on a Linux machine, at its first boot only: it fetches the agent.

use super::{Agent, UserDataError, stripped};

const BOOT: &str = include_str!("../../../../scripts/linux/boot.sh");

pub(super) fn template(agent: &Agent<'_>) -> Result<String, UserDataError> {
    let is_plain = |text: &str| text.chars().all(|c| matches!(c, '!'..='~') && c != '\'');
    if !is_plain(agent.url) || !is_plain(agent.sha256) {
        return Err(UserDataError::Address);
    }
    Ok(stripped(BOOT, "\n")
        .replace("@@AGENT_URL@@", agent.url)
        .replace("@@AGENT_SHA256@@", agent.sha256))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::super::tests::{AGENT, plan};
    use super::super::{FirstBoot, render, user_data};
    use super::*;

    #[test]
    fn it_is_what_cloud_init_expects() {
        let script = render(&plan(), FirstBoot::Linux(AGENT)).expect("a script");
        assert!(script.starts_with("#!/bin/bash\n"));
        let bytes = user_data(&plan(), FirstBoot::Linux(AGENT)).expect("user data");
        let mut text = String::new();
        flate2::read::GzDecoder::new(bytes.as_slice())
            .read_to_string(&mut text)
            .expect("gzip");
        assert_eq!(text, script);
    }

    #[test]
    fn it_is_short_and_names_the_agent() {
        let script = render(&plan(), FirstBoot::Linux(AGENT)).expect("a script");
        assert!(script.lines().count() <= 25, "{script}");
        assert!(
            script.contains(&format!("agent='{}'", AGENT.url)),
            "{script}"
        );
        assert!(
            script.contains(&format!("sum='{}'", AGENT.sha256)),
            "{script}"
        );
    }

    #[test]
    fn no_address_ends_its_string() {
        let url = "https://b.s3.amazonaws.com/a'; reboot #";
        let hostile = FirstBoot::Linux(Agent { url, ..AGENT });
        assert!(matches!(
            render(&plan(), hostile),
            Err(UserDataError::Address)
        ));
    }
}
