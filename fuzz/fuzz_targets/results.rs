//! Any bytes, as a results file and as a journal: refused, or classified so that the result can be kept and
//! read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use results::file::ResultsFile;
use results::{SessionResult, journal};

fuzz_target!(|input: &[u8]| {
    if let Ok(file) = ResultsFile::read("2019_3_2_22_3_RACE.json", input) {
        kept(&file.classify());
    }
    if let Ok(journal) = journal::read(input) {
        journal.sessions.iter().for_each(kept);
    }
});

fn kept(result: &SessionResult) {
    let text = serde_json::to_string(result).expect("a result is JSON");
    let read: SessionResult = serde_json::from_str(&text).expect("it reads again");
    assert_eq!(&read, result);
}
