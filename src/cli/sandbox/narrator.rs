//! Tells on the terminal what happens in the stand-in Discord, in the order in which it happens.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use regex::Regex;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::super::failure::Failure;
use super::super::terminal::print;
use discord_stand_in::{
    Discord, Event, InteractionKind, InteractionRecord, Message, Progress, Snowflake, State,
};

/// Nothing in the story takes this long.
const PATIENCE: Duration = Duration::from_secs(60);

static LINK_TO_MESSAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\[([^\]]*)\]\(https://discord\.com/channels/[^)]*\)")
        .unwrap_or_else(|error| unreachable!("it is written right: {error}"))
});

/// Prints the conversation. Whoever tells the story waits through this, so that a scene's heading
/// never comes before what belongs to the scene before it.
pub(super) struct Narrator<'a> {
    discord: &'a Discord,
    events: broadcast::Receiver<Event>,
    began: Instant,
    /// What was last shown of each message.
    shown: HashMap<Snowflake, String>,
}

impl<'a> Narrator<'a> {
    /// Tells what happens from now on.
    pub(super) fn new(discord: &'a Discord) -> Self {
        Self {
            discord,
            events: discord.events(),
            began: Instant::now(),
            shown: HashMap::new(),
        }
    }

    /// Begins a scene, when all that happened before has been told.
    pub(super) fn scene(&mut self, what: &str) -> Result<(), Failure> {
        loop {
            match self.events.try_recv() {
                Ok(event) => self.tell(&event)?,
                Err(TryRecvError::Lagged(_)) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        Ok(print(&format!("\n── {what}\n"))?)
    }

    /// Says something that is not in the channel.
    pub(super) fn aside(&self, what: &str) -> Result<(), Failure> {
        Ok(print(&format!("  {what}\n"))?)
    }

    /// Tells what happens until `look` finds something.
    ///
    /// # Errors
    /// When it does not in a minute, or nobody reads the terminal.
    pub(super) async fn until<T>(
        &mut self,
        what: &str,
        mut look: impl FnMut(&State) -> Option<T>,
    ) -> Result<T, Failure> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            if let Some(found) = self.discord.look(&mut look) {
                return Ok(found);
            }
            match tokio::time::timeout_at(deadline, self.events.recv()).await {
                Ok(Ok(event)) => self.tell(&event)?,
                Ok(Err(RecvError::Lagged(_))) => {}
                Ok(Err(RecvError::Closed)) | Err(_) => {
                    return Err(Failure::other(
                        format!("The story went wrong: {what} did not come."),
                        "Please report it with what is shown above, and with what `RUST_LOG=debug` adds.",
                    ));
                }
            }
        }
    }

    fn tell(&mut self, event: &Event) -> Result<(), Failure> {
        match event {
            Event::MessageCreated(message) | Event::MessageEdited(message) => self.message(message),
            Event::InteractionCreated(action) => self.action(action, &action.said),
            Event::InteractionChanged(action) if action.progress == Progress::TimedOut => {
                self.action(action, "(the application did not respond)")
            }
            _ => Ok(()),
        }
    }

    fn action(&self, action: &InteractionRecord, said: &str) -> Result<(), Failure> {
        if action.kind == InteractionKind::Autocomplete {
            return Ok(());
        }
        let name = |state: &State| state.user(action.member).map(|user| user.name.clone());
        let who = self.discord.look(name).unwrap_or_default();
        self.line(&who, said)
    }

    /// A message, and of one that was told before only what is new in it.
    fn message(&mut self, message: &Message) -> Result<(), Failure> {
        // "Thinking" is over before it can be read.
        if message.loading {
            return Ok(());
        }
        let text = without_markdown(&message.text_at(jiff::Timestamp::now()));
        let before = self
            .shown
            .insert(message.id, text.clone())
            .unwrap_or_default();
        let is_new = |line: &&str| !before.lines().any(|old| old == *line);
        let news: Vec<&str> = text.lines().filter(is_new).collect();
        if news.is_empty() {
            return Ok(());
        }
        self.line(
            "ac-deploy",
            if before.is_empty() {
                ""
            } else {
                "(edits its message)"
            },
        )?;
        Ok(print(&format!(
            "            {}\n",
            news.join("\n            ")
        ))?)
    }

    fn line(&self, who: &str, what: &str) -> Result<(), Failure> {
        let at = self.began.elapsed().as_secs_f32();
        let line = format!("  {at:>5.1} s  {who}  {what}");
        Ok(print(&format!("{}\n", line.trim_end()))?)
    }
}

/// A text as Discord shows it, as far as a terminal can: without the marks for bold and code,
/// without the backslashes that keep names from being read as such marks, and of links to other
/// messages only the words.
fn without_markdown(text: &str) -> String {
    let text = LINK_TO_MESSAGE.replace_all(text, "$1");
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next_if(char::is_ascii_punctuation) {
                Some(literal) => plain.push(literal),
                None => plain.push(c),
            },
            '*' if chars.next_if_eq(&'*').is_some() => {}
            '`' | '\u{200b}' => {}
            _ => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_shows_no_marks() {
        assert_eq!(
            without_markdown("**Sunday\\_Cup** at `127.0.0.1:8081` \\*not bold\\* C:\\temp"),
            "Sunday_Cup at 127.0.0.1:8081 *not bold* C:\\temp"
        );
        assert_eq!(
            without_markdown("[This message](https://discord.com/channels/1/2/3) shows it."),
            "This message shows it."
        );
    }
}
