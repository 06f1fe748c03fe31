//! The HTTP client: one request after the other, no redirects, and every answer has an end.

use std::time::Duration;

use ureq::config::Config;

/// Longest silence from somebody who serves files.
const SILENCE: Duration = Duration::from_secs(30);
/// From the first to the last byte of a small page on this machine.
const AT_ONCE: Duration = Duration::from_secs(3);
/// The largest such page.
const PAGE_BYTES: u64 = 64 << 10;

/// For files of any size: no single wait is long, and nothing but the file's size ends it.
pub fn for_files() -> ureq::Agent {
    common()
        .timeout_connect(Some(SILENCE))
        .timeout_resolve(Some(SILENCE))
        .timeout_per_read(Some(SILENCE))
        .timeout_per_write(Some(SILENCE))
        .build()
        .new_agent()
}

/// For small pages of this machine, which may be a hostile program's.
pub fn for_pages() -> ureq::Agent {
    common()
        .timeout_global(Some(AT_ONCE))
        // Somebody else may be behind the port the next time.
        .max_idle_connections(0)
        .build()
        .new_agent()
}

fn common() -> ureq::config::ConfigBuilder<ureq::typestate::AgentScope> {
    Config::builder()
        .user_agent("ac-deploy-agent")
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_response_header_size(16 << 10)
        .proxy(None)
}

/// The body of a 200; nothing for any other answer, or none within three seconds.
pub(crate) fn page(
    answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
) -> Option<String> {
    let mut answer = answer.ok().filter(|answer| answer.status() == 200)?;
    let body = answer.body_mut().with_config().limit(PAGE_BYTES);
    // What is no text, such as compressed user data, is read with marks in its place.
    let bytes = body.read_to_vec().ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
