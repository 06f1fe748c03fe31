//! Any text is refused as a report, or understood the same way when it is written and read again.
#![no_main]

#[path = "../src/domain.rs"]
#[allow(dead_code, unused_imports, reason = "the target uses a part of the modules")]
mod domain;

use domain::report::Report;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(report) = Report::parse(text) {
        assert_eq!(Report::parse(&report.to_string()), Ok(report));
    }
});
