//! Any text is refused as a report, or understood the same way when it is written and read again.
#![no_main]

use domain::report::Report;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(report) = Report::parse(text) {
        assert_eq!(Report::parse(&report.to_string()), Ok(report));
    }
});
