//! Any text as each of the settings files that server programs obey: a verdict without a panic, and
//! once a pack was cleaned nothing in it leads anywhere any more.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use pack::sample::Sample;
use pack::{Cleaned, Limits, Pack, PerPlatform, clean, inspect};

const FILES: [&str; 5] = [
    "cfg/server_cfg.ini",
    "cfg/entry_list.ini",
    "cfg/cm_content/content.json",
    "cfg/extra_cfg.yml",
    "cfg/plugin_fuzzed_cfg.yml",
];

fuzz_target!(|input: &[u8]| {
    // The last byte says which file it is, so that the rest stays text.
    let Some((which, text)) = input.split_last() else { return };
    let path = FILES[usize::from(*which) % FILES.len()];
    let cleaned = match clean(path, text) {
        Cleaned::Same => text.to_vec(),
        Cleaned::LeftOut => return,
        Cleaned::Changed(cleaned) => {
            assert_eq!(clean(path, &cleaned), Cleaned::Same, "cleaned twice");
            cleaned
        }
    };
    let Some(before) = judge(path, text) else { return };
    let after = judge(path, &cleaned).expect("a cleaned pack is as usable as before");
    assert_eq!(after.edits, [], "nothing is left to clean");
    assert_eq!((after.ports, after.entries), (before.ports, before.entries));
});

fn judge(path: &str, text: &[u8]) -> Option<Pack> {
    let sample = Sample {
        files: vec![(path.to_owned(), text.to_vec())],
        ..Sample::default()
    };
    let limits = Limits {
        program_in_bucket: PerPlatform::new(|_| true),
        runs_programs: false,
        cleans_settings: true,
        ..Limits::default()
    };
    let verdict = inspect(Cursor::new(sample.zip()), "cup.zip", &limits);
    verdict.expect("memory can be read").ok()
}
