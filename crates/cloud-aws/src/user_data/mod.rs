//! User data: what a new machine runs.
//!
//! A script of `scripts/` is sent as it reads. It carries its inputs as one line of JSON in a
//! single-quoted string; all that a user chose (a pack's name, a program's path) is in that line and
//! nowhere else, and every character that could end the string is written as `\uXXXX`. A Linux
//! machine fetches the agent, which does the rest. What a Windows machine runs besides is
//! compressed, because in plain text it fills AWS's 16 KiB to the brim and the next repair would not
//! fit.
//!
//! Absent on purpose: any text that is put together from user input.

mod linux;
mod windows;

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use cloud::BootPlan;
use domain::link::JoinLink;

/// EC2 refuses more than this, before base64.
/// <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html>
pub const MAX_BYTES: usize = 16_384;

/// Why no user data could be made.
#[derive(Debug, thiserror::Error)]
pub enum UserDataError {
    /// It would be longer than EC2 takes.
    #[error(
        "the machine's instructions came to {bytes} bytes and AWS takes at most {MAX_BYTES}: \
         use a shorter file name for the pack"
    )]
    TooLarge {
        /// How long it came to be.
        bytes: usize,
    },
    /// The plan could not be written as JSON.
    #[error("the machine's instructions could not be written")]
    Plan(#[from] serde_json::Error),
    /// The scripts could not be compressed.
    #[error("the machine's scripts could not be packed")]
    Scripts(#[from] std::io::Error),
    /// An address has characters that no signed address has.
    #[error("the agent's address cannot be written into a script")]
    Address,
}

/// What a new machine runs first.
#[derive(Debug, Clone, Copy)]
pub enum FirstBoot<'a> {
    /// The scripts in the user data itself.
    Windows,
    /// The agent, which is fetched.
    Linux(Agent<'a>),
}

/// The program that looks after a server on a Linux machine.
#[derive(Debug, Clone, Copy)]
pub struct Agent<'a> {
    /// A signed address of it.
    pub url: &'a str,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: &'a str,
}

/// The script that a new machine runs to carry this plan out.
///
/// # Errors
/// All of [`UserDataError`] but [`UserDataError::TooLarge`].
pub fn render(plan: &BootPlan, first: FirstBoot<'_>) -> Result<String, UserDataError> {
    let inputs = Inputs {
        plan,
        link: JoinLink::base(),
    };
    let json = harmless(&serde_json::to_string(&inputs)?);
    let template = match first {
        FirstBoot::Windows => windows::template()?,
        FirstBoot::Linux(agent) => linux::template(&agent)?,
    };
    // Last, so that nothing in it is taken for a placeholder.
    Ok(template.replace("@@PLAN@@", &json))
}

/// The same in the form that EC2 takes, but for base64.
///
/// # Errors
/// When it would be longer than [`MAX_BYTES`], and those of [`render`].
pub fn user_data(plan: &BootPlan, first: FirstBoot<'_>) -> Result<Vec<u8>, UserDataError> {
    let script = render(plan, first)?;
    let bytes = match first {
        FirstBoot::Windows => script.into_bytes(),
        // cloud-init unpacks it; EC2Launch would not.
        // <https://docs.cloud-init.io/en/latest/explanation/format/gzip.html>
        FirstBoot::Linux(_) => gzip(script.as_bytes())?,
    };
    if MAX_BYTES < bytes.len() {
        return Err(UserDataError::TooLarge { bytes: bytes.len() });
    }
    Ok(bytes)
}

/// The plan as the scripts read it.
#[derive(Serialize)]
struct Inputs<'a> {
    #[serde(flatten)]
    plan: &'a BootPlan,
    /// What a built join link starts with, so that only one place knows the domain.
    link: String,
}

/// JSON in which no character means anything to a single-quoted string of bash or of PowerShell
/// (which takes the typographic quotes for quotes too), or to EC2Launch's tags, and all are ASCII.
fn harmless(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if matches!(c, ' '..='~') && !"'<>$`@".contains(c) {
            text.push(c);
        } else {
            // Outside of its strings JSON has none of these, so this is always inside of one.
            for unit in c.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    gzip.finish()
}

/// A script without what only its readers here need, comments and blank lines. What names the
/// shell in the first line is no comment.
fn stripped(script: &str, line_end: &str) -> String {
    let is_needed = |line: &str| {
        let line = line.trim_start();
        !line.is_empty() && !line.starts_with('#') && !line.starts_with("rem ")
    };
    script
        .lines()
        .enumerate()
        .filter(|(number, line)| is_needed(line) || *number == 0 && line.starts_with("#!"))
        .flat_map(|(_, line)| [line, line_end])
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use domain::ids::ServerId;
    use domain::server::ServerOptions;

    pub(super) fn plan() -> BootPlan {
        BootPlan {
            schema: BootPlan::SCHEMA,
            server: ServerId::from_bits(42),
            region: "eu-central-1".into(),
            bucket: "ac-server-packs-123456789012".into(),
            key: "packs/1234567890/abcdefgh/Shutoko night-1-20260619-161315.zip".into(),
            size: 1_234_567,
            sha256: Some("0".repeat(64)),
            url: None,
            program: "acServer.exe".into(),
            program_key: None,
            program_url: None,
            beside_key: None,
            beside_url: None,
            udp_port: 9600,
            tcp_port: 9600,
            http_port: 8081,
            wrapper_port: None,
            options: ServerOptions {
                idle_minutes: Some(30),
            },
        }
    }

    pub(super) const AGENT: Agent<'static> = Agent {
        url: "https://b.s3.amazonaws.com/programs/agent/0/ac-deploy-agent?X-Amz-Signature=1",
        sha256: "0123456789012345678901234567890123456789012345678901234567890123",
    };

    const ALL: [FirstBoot<'static>; 2] = [FirstBoot::Windows, FirstBoot::Linux(AGENT)];

    fn variable(first: FirstBoot<'_>) -> &'static str {
        match first {
            FirstBoot::Windows => "$BootJson = '",
            FirstBoot::Linux(_) => "plan='",
        }
    }

    /// The line with the inputs, taken apart again as its shell would.
    fn inputs(script: &str, first: FirstBoot<'_>) -> serde_json::Value {
        let mut lines = script
            .lines()
            .filter_map(|line| line.strip_prefix(variable(first)));
        let line = lines.next().expect("the line with the inputs");
        assert_eq!(lines.next(), None);
        let (json, rest) = line.split_once('\'').expect("a closed string");
        assert_eq!(rest, "");
        serde_json::from_str(json).expect("JSON")
    }

    #[test]
    fn it_fits_with_room_to_spare() {
        for first in ALL {
            let bytes = user_data(&plan(), first).expect("user data").len();
            println!("user data for {first:?}: {bytes} of {MAX_BYTES} bytes");
            assert!(bytes + 1024 <= MAX_BYTES, "{bytes} bytes for {first:?}");
            // As a long-lived key signs them. With temporary credentials each is a thousand bytes longer,
            // and two of them no longer fit beside the scripts of a Windows machine.
            let signed = Some(format!(
                "https://b.s3.amazonaws.com/k?X-Amz-Signature={}",
                "A".repeat(550)
            ));
            let with_addresses = BootPlan {
                url: signed.clone(),
                program_url: signed,
                ..plan()
            };
            assert!(
                user_data(&with_addresses, first).is_ok(),
                "signed addresses must fit, too"
            );
        }
    }

    #[test]
    fn it_says_when_it_does_not_fit() {
        // Like a signature, what does not compress.
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let noise = std::iter::repeat_with(|| {
            // xorshift64
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from(b'a' + (state >> 32) as u8 % 26)
        });
        let long = BootPlan {
            key: noise.take(2 * MAX_BYTES).collect(),
            ..plan()
        };
        for first in ALL {
            let error = user_data(&long, first);
            assert!(
                matches!(error, Err(UserDataError::TooLarge { bytes }) if MAX_BYTES < bytes),
                "{first:?}"
            );
        }
    }

    #[test]
    fn the_inputs_arrive_whole() {
        for first in ALL {
            let text = render(&plan(), first).expect("a script");
            assert!(!text.contains("@@"), "a placeholder was left");
            for line in text.lines().skip(1) {
                assert!(!line.starts_with('#'), "{line}");
            }
            let inputs = inputs(&text, first);
            assert_eq!(inputs["http_port"], 8081);
            assert_eq!(inputs["idle_minutes"], 30);
            assert_eq!(inputs["link"], "https://acstuff.club/s/q:race/online/join?");
        }
    }

    #[test]
    fn a_hostile_name_stays_inside_its_string() {
        for hostile in [
            "'; Remove-Item C:\\ -Recurse #",
            "'; rm -rf / #",
            "\u{2019}; calc \u{2018}",
            "</powershell><powershell>calc",
            "$(calc) `n $env:x \"\n'@\n@@SCRIPTS@@ @@PLAN@@ @@AGENT_URL@@",
            "\u{1f3ce} Nürburgring",
        ] {
            let plan = BootPlan {
                key: hostile.into(),
                program: hostile.into(),
                ..plan()
            };
            for first in ALL {
                let text = render(&plan, first).expect("a script");
                let inputs = inputs(&text, first);
                assert_eq!(inputs["key"], hostile);
                assert_eq!(inputs["program"], hostile);
            }
        }
    }

    proptest! {
        #[test]
        fn no_name_changes_anything_but_its_line(key in "\\PC{0,99}|['\"<>$`@\\\\\u{2018}\u{2019}\r\n\t]{0,30}") {
            for first in ALL {
                let without_inputs = |plan: &BootPlan| -> Vec<String> {
                    let text = render(plan, first).expect("a script");
                    assert!(text.is_ascii());
                    text.lines().filter(|line| !line.starts_with(variable(first))).map(str::to_owned).collect()
                };
                let odd = BootPlan { key: key.clone(), ..plan() };
                prop_assert_eq!(without_inputs(&odd), without_inputs(&plan()));
                let text = render(&odd, first).expect("a script");
                prop_assert_eq!(&inputs(&text, first)["key"], &key);
            }
        }
    }
}
