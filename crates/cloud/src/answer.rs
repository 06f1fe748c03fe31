//! What a cloud's own service said of a call that it did not carry out.

use std::error::Error;
use std::fmt;

/// The most characters that are kept of a service's sentence: some end with kilobytes of code.
const LONGEST: usize = 400;

/// A service's answer to a call that it refused, for the log and for whoever runs the bot: with its
/// request id the cloud's support finds the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The service's code, such as `UnauthorizedOperation`.
    pub code: String,
    /// The service's own sentence, on one line; may be empty.
    pub message: String,
    /// The id that the service gave the request.
    pub request_id: Option<String>,
}

impl Answer {
    /// An answer whose sentence is cut to one line of at most 400 characters. EC2 follows some
    /// sentences with an encoded copy of the policies, which nobody can read: that goes.
    pub fn new(code: &str, message: &str, request_id: Option<&str>) -> Self {
        let message = message
            .split("Encoded authorization failure message")
            .next()
            .unwrap_or_default();
        let words: Vec<&str> = message.split_whitespace().collect();
        let line = words.join(" ");
        let mut message: String = line.chars().take(LONGEST).collect();
        if message.len() < line.len() {
            message.push('…');
        }
        Self {
            code: code.to_owned(),
            message,
            request_id: request_id.map(str::to_owned),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            code,
            message,
            request_id,
        } = self;
        match message.as_str() {
            "" => write!(f, "{code}")?,
            message => write!(f, "{code}: {message}")?,
        }
        match request_id {
            Some(id) => write!(f, " (request {id})"),
            None => Ok(()),
        }
    }
}

impl Error for Answer {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_can_read_is_left_out() {
        let said = "You are not authorized to perform this operation.\n User: x. Encoded authorization failure message: Qm9ndXM";
        let answer = Answer::new("UnauthorizedOperation", said, Some("4711"));
        assert_eq!(
            answer.to_string(),
            "UnauthorizedOperation: You are not authorized to perform this operation. User: x. (request 4711)"
        );
        let long = Answer::new("X", &"ü".repeat(500), None);
        assert_eq!(long.message.chars().count(), LONGEST + 1);
        assert_eq!(Answer::new("SlowDown", "", None).to_string(), "SlowDown");
    }
}
