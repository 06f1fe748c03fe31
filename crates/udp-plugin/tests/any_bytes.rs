//! Whatever arrives: an answer, never a panic, and what is understood reads the same again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::prelude::*;
use udp_plugin::journal::{Direction, Line};
use udp_plugin::{Command, Dialect, Message};

fn ids() -> impl Strategy<Value = u8> {
    prop_oneof![50u8..=60, Just(73), Just(130), 200u8..=209, any::<u8>()]
}

proptest! {
    #[test]
    fn any_message_is_refused_or_understood(id in ids(), rest in prop::collection::vec(any::<u8>(), 0..300)) {
        let datagram = [&[id], rest.as_slice()].concat();
        if let Ok(message) = Message::decode(&datagram) {
            for dialect in [Dialect::AcServer, Dialect::AssettoServer] {
                let again = message.encode(dialect);
                let read = Message::decode(&again).unwrap();
                // Numbers that are none differ from themselves: compare what is written.
                prop_assert_eq!(read.encode(dialect), again);
            }
        }
    }

    #[test]
    fn any_command_is_refused_or_understood(id in ids(), rest in prop::collection::vec(any::<u8>(), 0..300)) {
        let datagram = [&[id], rest.as_slice()].concat();
        if let Ok(command) = Command::decode(&datagram) {
            prop_assert_eq!(Command::decode(&command.encode()).unwrap(), command);
        }
    }

    #[test]
    fn any_line_is_refused_or_understood(line in ".*") {
        if let Ok(line) = Line::parse(&line) {
            prop_assert_eq!(Line::parse(&line.to_string()).unwrap(), line);
        }
    }

    #[test]
    fn every_line_reads_as_it_was_written(t in 0u32.., datagram: Vec<u8>, to_server: bool) {
        let direction = if to_server { Direction::ToServer } else { Direction::FromServer };
        let line = Line { t: f64::from(t) / 1000.0, direction, datagram };
        prop_assert_eq!(Line::parse(&line.to_string()).unwrap(), line);
    }
}
