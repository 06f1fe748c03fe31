//! User data: what a new machine runs.
//!
//! A script of `scripts/` is sent as it reads. It carries its inputs as one line of JSON in a
//! single-quoted string; all that a user chose (a pack's name, a program's path) is in that line and
//! nowhere else, and every character that could end the string is written as `\uXXXX`. The script
//! fetches what does the rest, by a signed address and with its SHA-256: the agent on Linux, the
//! other scripts on Windows.
//!
//! Absent on purpose: any text that is put together from user input.

mod linux;
mod windows;

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use cloud::BootPlan;
use domain::boot_plan::Orders;
use domain::link::JoinLink;
use linux::Verb;
use pack::Platform;

pub use windows::windows_scripts;

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
    /// The script could not be compressed.
    #[error("the machine's instructions could not be packed")]
    Pack(#[from] std::io::Error),
    /// An address has characters that no signed address has.
    #[error("the address of what the machine fetches cannot be written into a script")]
    Address,
}

/// What a new machine fetches, and runs, first: the agent on Linux, the scripts on Windows.
#[derive(Debug, Clone, Copy)]
pub struct FirstBoot<'a> {
    /// What the machine runs on.
    pub platform: Platform,
    /// A signed address of it.
    pub url: &'a str,
    /// Its SHA-256 in lower-case hexadecimal.
    pub sha256: &'a str,
}

impl FirstBoot<'_> {
    /// A script with address and hash in the place of these placeholders, each between single quotes.
    fn fetching(&self, script: &str, url: &str, sha256: &str) -> Result<String, UserDataError> {
        let is_plain = |text: &str| text.chars().all(|c| matches!(c, '!'..='~') && c != '\'');
        if !is_plain(self.url) || !is_plain(self.sha256) {
            return Err(UserDataError::Address);
        }
        Ok(script.replace(url, self.url).replace(sha256, self.sha256))
    }
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
    let template = match first.platform {
        Platform::Windows => windows::template(&first)?,
        Platform::Linux => linux::template(&first, Verb::Install)?,
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
    let bytes = match first.platform {
        Platform::Windows => script.into_bytes(),
        // cloud-init unpacks it; EC2Launch would not.
        // <https://docs.cloud-init.io/en/latest/explanation/format/gzip.html>
        Platform::Linux => gzip(script.as_bytes())?,
    };
    fits(bytes)
}

/// What a machine runs that is to wait for its server: as [`user_data`], with no plan.
///
/// # Errors
/// Those of [`user_data`].
pub fn preparing(agent: FirstBoot<'_>) -> Result<Vec<u8>, UserDataError> {
    without_plan(agent, Verb::Prepare)
}

/// What a machine runs whose disk an image is to be made of: as [`preparing`], and nothing is left on it that
/// is its own.
///
/// # Errors
/// Those of [`user_data`].
pub fn sealing(agent: FirstBoot<'_>) -> Result<Vec<u8>, UserDataError> {
    without_plan(agent, Verb::Seal)
}

fn without_plan(agent: FirstBoot<'_>, verb: Verb) -> Result<Vec<u8>, UserDataError> {
    let script = linux::template(&agent, verb)?.replace("@@PLAN@@", "");
    fits(gzip(script.as_bytes())?)
}

/// What a prepared machine reads once it has a server, or has none any more.
///
/// # Errors
/// Those of [`user_data`].
pub fn orders(orders: &Orders) -> Result<Vec<u8>, UserDataError> {
    fits(orders.write()?.into_bytes())
}

fn fits(bytes: Vec<u8>) -> Result<Vec<u8>, UserDataError> {
    match bytes.len() {
        bytes if MAX_BYTES < bytes => Err(UserDataError::TooLarge { bytes }),
        _ => Ok(bytes),
    }
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
            settings_url: None,
            settings_sha256: None,
            players_url: None,
            players_sha256: None,
            udp_port: 9600,
            tcp_port: 9600,
            http_port: 8081,
            wrapper_port: None,
            options: ServerOptions::idle_after(Some(30)),
        }
    }

    pub(super) const LINUX: FirstBoot<'static> = FirstBoot {
        platform: Platform::Linux,
        url: "https://b.s3.amazonaws.com/programs/agent/0/ac-deploy-agent?X-Amz-Signature=1",
        sha256: "0123456789012345678901234567890123456789012345678901234567890123",
    };

    pub(super) const WINDOWS: FirstBoot<'static> = FirstBoot {
        platform: Platform::Windows,
        url: "https://b.s3.amazonaws.com/programs/agent/0/ac-deploy-windows.json?X-Amz-Signature=1",
        ..LINUX
    };

    const ALL: [FirstBoot<'static>; 2] = [WINDOWS, LINUX];

    fn variable(first: FirstBoot<'_>) -> &'static str {
        match first.platform {
            Platform::Windows => "$BootJson = '",
            Platform::Linux => "plan='",
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
        }
    }

    #[test]
    fn so_it_does_with_the_long_addresses_that_temporary_credentials_sign() {
        let signed = format!(
            "https://b.s3.amazonaws.com/k?X-Amz-Security-Token={}",
            noise().take(1500).collect::<String>()
        );
        let with_addresses = BootPlan {
            url: Some(signed.clone()),
            program_url: Some(signed.clone()),
            beside_url: Some(signed.clone()),
            settings_url: Some(signed.clone()),
            players_url: Some(signed.clone()),
            ..plan()
        };
        for first in ALL {
            let first = FirstBoot {
                url: &signed,
                ..first
            };
            let bytes = user_data(&with_addresses, first).expect("user data").len();
            assert!(bytes + 4096 <= MAX_BYTES, "{bytes} bytes for {first:?}");
        }
    }

    #[test]
    fn no_address_ends_its_string() {
        for first in ALL {
            let hostile = FirstBoot {
                url: "https://b.s3.amazonaws.com/a'; reboot #",
                ..first
            };
            assert!(matches!(
                render(&plan(), hostile),
                Err(UserDataError::Address)
            ));
        }
    }

    /// Like a signature, what does not compress.
    fn noise() -> impl Iterator<Item = char> {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        std::iter::repeat_with(move || {
            // xorshift64
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            char::from(b'a' + (state >> 32) as u8 % 26)
        })
    }

    #[test]
    fn it_says_when_it_does_not_fit() {
        let long = BootPlan {
            key: noise().take(2 * MAX_BYTES).collect(),
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
            "$(calc) `n $env:x \"\n'@\n@@SCRIPTS_URL@@ @@PLAN@@ @@AGENT_URL@@",
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
