//! Race control: what stewards ask of a server while drivers are on it, and what came of it.
//!
//! Both travel as JSON, from the bot to whatever looks after the server and back.

use serde::{Deserialize, Serialize};

/// The most characters of words for drivers; their game shows some 60 in a line.
pub const MOST_WORDS: usize = 240;

/// What is asked of a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Control {
    /// End the session that runs if anything was driven in it, so that it is written down.
    EndSession,
    /// Move on to the next session.
    NextSession,
    /// Begin the session that runs anew; its laps are gone.
    RestartSession,
    /// Tell all drivers something.
    Say {
        /// What.
        text: String,
    },
    /// Throw a driver out, who may come back.
    Kick {
        /// The Steam id.
        guid: String,
    },
    /// Have a driver carry ballast, or have their engine breathe less.
    Load {
        /// The Steam id.
        guid: String,
        /// In kg; nothing: as it is.
        ballast: Option<u32>,
        /// In percent; nothing: as it is.
        restrictor: Option<u32>,
    },
    /// From now on throw out whoever has one of these Steam ids, whenever they come. Replaces what was asked
    /// before.
    Bans {
        /// The Steam ids.
        guids: Vec<String>,
    },
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Controlled {
    /// The server did it, as it then said.
    Done,
    /// The server was told. It says nothing about such things.
    Told,
    /// Nobody with that Steam id is on the server.
    NotThere,
    /// The server was told and did nothing.
    Ignored,
    /// The server moves to no other session while somebody loads.
    SomebodyLoads,
    /// No server runs that could be told.
    NotOnline,
    /// The machine does not answer.
    NoAnswer,
    /// Servers on this kind of machine cannot be told.
    Unsupported,
}

/// Words as drivers may see them: lines that their game can show. Line breaks and control characters go, with
/// which other programs would be spoken to.
#[must_use]
pub fn lines_of(text: &str) -> Vec<String> {
    const WIDTH: usize = 60;
    let clean: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(MOST_WORDS)
        .collect();
    let mut lines: Vec<String> = Vec::new();
    for word in clean.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for part in letters.chunks(WIDTH) {
            let part: String = part.iter().collect();
            match lines.last_mut() {
                Some(line) if line.chars().count() + 1 + part.chars().count() <= WIDTH => {
                    line.push(' ');
                    line.push_str(&part);
                }
                _ => lines.push(part),
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_and_answered_survives_the_way() {
        let say = Control::Say {
            text: "Safety car!\n'\"$(x)".to_owned(),
        };
        let text = serde_json::to_string(&say).expect("JSON");
        assert_eq!(serde_json::from_str::<Control>(&text).ok(), Some(say));
        let text = serde_json::to_string(&Controlled::NotThere).expect("JSON");
        assert_eq!(text, "\"not-there\"");
    }

    #[test]
    fn words_come_in_lines_that_a_game_can_show() {
        let long = "The race starts again in two minutes, please line up behind the safety car.";
        assert_eq!(
            lines_of(long),
            [
                "The race starts again in two minutes, please line up behind",
                "the safety car."
            ]
        );
        assert_eq!(lines_of("\t\t$CSP0:AAAA\r\n/x"), ["$CSP0:AAAA /x"]);
        assert_eq!(lines_of(&"x".repeat(500)).len(), 4);
        assert_eq!(lines_of(" \u{7}"), [""; 0]);
    }
}
