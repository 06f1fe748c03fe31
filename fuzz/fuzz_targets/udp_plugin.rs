//! Any datagram, and any line of a journal: refused, or understood the same way when it is written and read
//! again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use udp_plugin::journal::Line;
use udp_plugin::{Command, Dialect, Message};

fuzz_target!(|input: &[u8]| {
    if let Ok(message) = Message::decode(input) {
        for dialect in [Dialect::AcServer, Dialect::AssettoServer] {
            let written = message.encode(dialect);
            let read = Message::decode(&written).map(|message| message.encode(dialect));
            assert_eq!(read, Ok(written));
        }
    }
    if let Ok(command) = Command::decode(input) {
        assert_eq!(Command::decode(&command.encode()), Ok(command));
    }
    if let Ok(line) = Line::parse(&String::from_utf8_lossy(input)) {
        assert_eq!(Line::parse(&line.to_string()).ok(), Some(line));
    }
});
