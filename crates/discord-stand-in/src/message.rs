//! A message as the stand-in keeps it, and as a person sees it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::Timestamp;
use serde_json::Value;

use super::message_rules::flags;
use super::snowflake::Snowflake;

/// A message with everything that was ever in it.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id, which also says when it was made.
    pub id: Snowflake,
    /// The channel it stands in.
    pub channel: Snowflake,
    /// Who wrote it.
    pub author: Snowflake,
    /// What it says now.
    pub body: Body,
    /// What it said before, oldest first, with the time until which it said so.
    pub revisions: Vec<(Timestamp, Body)>,
    /// When it was first posted.
    pub created: Timestamp,
    /// When it was last changed.
    pub edited: Option<Timestamp>,
    /// When it was deleted; a deleted message is kept for the tests.
    pub deleted: Option<Timestamp>,
    /// The one member who sees it; `None` means everybody in the channel.
    pub only_for: Option<Snowflake>,
    /// "The bot is thinking…": a deferred answer that nothing has filled in yet.
    pub loading: bool,
    /// The bot's own mark that keeps a repeated request from posting twice.
    pub nonce: Option<String>,
    /// Whom the message, in any of its revisions, pinged.
    pub pinged: Pinged,
    /// The interaction that it answers.
    pub interaction: Option<Snowflake>,
    /// The message that it replies to.
    pub replies_to: Option<Snowflake>,
    pub(super) flags: u64,
    /// Mentions as written and as shown, `<@5>` and `@alice`.
    pub(super) names: BTreeMap<String, String>,
}

/// The part of a message that edits replace.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// The plain text.
    pub content: String,
    /// The boxes below it, in Discord's JSON.
    pub embeds: Vec<Value>,
    /// Rows of buttons and menus, in Discord's JSON.
    pub components: Vec<Value>,
    /// Files, in Discord's JSON.
    pub attachments: Vec<Value>,
}

impl Body {
    /// Discord refuses a message in which there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whom a message pinged, after its `allowed_mentions`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pinged {
    /// Everybody, by `@everyone` or `@here`.
    pub everyone: bool,
    /// Members by name.
    pub users: BTreeSet<Snowflake>,
    /// Roles by name.
    pub roles: BTreeSet<Snowflake>,
}

impl Pinged {
    /// Whether nobody was pinged.
    pub fn nobody(&self) -> bool {
        *self == Self::default()
    }
}

/// A button on a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What stands on it.
    pub label: String,
    /// What the bot is told when it is pressed; a link button has none.
    pub custom_id: Option<String>,
    /// Where a link button leads.
    pub url: Option<String>,
    /// Greyed out.
    pub disabled: bool,
}

impl Message {
    /// Whether only one member sees it.
    pub fn is_ephemeral(&self) -> bool {
        self.flags & flags::EPHEMERAL != 0
    }

    /// The buttons, in reading order.
    pub fn buttons(&self) -> Vec<Button> {
        let text = |part: &Value, field: &str| part[field].as_str().map(str::to_owned);
        self.parts()
            .filter(|part| part["type"] == 2)
            .map(|part| Button {
                label: label(part),
                custom_id: text(part, "custom_id"),
                url: text(part, "url"),
                disabled: part["disabled"] == true,
            })
            .collect()
    }

    /// Every button and menu.
    pub(super) fn parts(&self) -> impl Iterator<Item = &Value> {
        let rows = self.body.components.iter();
        rows.flat_map(|row| row["components"].as_array().into_iter().flatten())
    }

    /// The message as a person reads it, the same on every run: times that Discord shows
    /// relative to now stand as `‹time›`.
    pub fn text(&self) -> String {
        self.render(&self.body, None)
    }

    /// The message as a person reads it at `now`, with relative times spelled out.
    pub fn text_at(&self, now: Timestamp) -> String {
        self.render(&self.body, Some(now))
    }

    /// Every text that the message ever showed, oldest first.
    pub fn texts(&self) -> Vec<String> {
        let earlier = self.revisions.iter().map(|(_, body)| body);
        earlier
            .chain([&self.body])
            .map(|body| self.render(body, None))
            .collect()
    }

    fn render(&self, body: &Body, now: Option<Timestamp>) -> String {
        let mut page = String::new();
        if self.loading {
            page.push_str("(thinking…)\n");
        }
        if !body.content.is_empty() {
            let _ = writeln!(page, "{}", body.content);
        }
        for embed in &body.embeds {
            render_embed(&mut page, embed);
        }
        for file in &body.attachments {
            let _ = writeln!(
                page,
                "[file: {}]",
                file["filename"].as_str().unwrap_or_default()
            );
        }
        for row in &body.components {
            let parts = row["components"].as_array().into_iter().flatten();
            let row: Vec<_> = parts.map(render_part).collect();
            let _ = writeln!(page, "{}", row.join(" "));
        }
        if self.is_ephemeral() {
            page.push_str("(only you can see this)\n");
        }
        for (written, shown) in &self.names {
            page = page.replace(written, shown);
        }
        show_times(page.trim_end(), now)
    }
}

fn render_embed(page: &mut String, embed: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines = Vec::new();
    let mut say = |block: String| lines.extend(block.lines().map(str::to_owned));
    say(text(&embed["author"]["name"]));
    match (text(&embed["title"]), embed["url"].as_str()) {
        (title, Some(url)) => say(format!("{title} ({url})")),
        (title, None) => say(title),
    }
    say(text(&embed["description"]));
    for field in embed["fields"].as_array().into_iter().flatten() {
        let (name, value) = (text(&field["name"]), text(&field["value"]));
        if value.contains('\n') {
            say(format!("{name}:"));
            say(value.lines().map(|line| format!("  {line}\n")).collect());
        } else {
            say(format!("{name}: {value}"));
        }
    }
    if let Some(url) = embed["image"]["url"].as_str() {
        say(format!("[picture: {url}]"));
    }
    say(text(&embed["footer"]["text"]));
    say(text(&embed["timestamp"]));
    for line in lines {
        let _ = writeln!(page, "{}", format!("│ {line}").trim_end());
    }
}

fn label(part: &Value) -> String {
    let emoji = part["emoji"]["name"].as_str();
    let words = [emoji, part["label"].as_str()];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn render_part(part: &Value) -> String {
    let off = if part["disabled"] == true {
        ", off"
    } else {
        ""
    };
    if part["type"] == 3 {
        let options = part["options"].as_array().into_iter().flatten();
        let labels: Vec<_> = options
            .filter_map(|option| option["label"].as_str())
            .collect();
        let title = part["placeholder"].as_str().unwrap_or("Choose");
        return format!("[{title}: {}{off}]", labels.join(" | "));
    }
    match part["url"].as_str() {
        Some(url) => format!("[{} → {url}{off}]", label(part)),
        None => format!("[{}{off}]", label(part)),
    }
}

/// Discord shows `<t:seconds:style>` in the reader's own time; `R` is relative to now.
fn show_times(text: &str, now: Option<Timestamp>) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("<t:") {
        shown.push_str(&rest[..start]);
        let Some(length) = rest[start..].find('>') else {
            break;
        };
        let (token, after) = rest[start..].split_at(length + 1);
        let mut parts = token
            .trim_start_matches("<t:")
            .trim_end_matches('>')
            .split(':');
        let at = parts.next().and_then(|seconds| seconds.parse().ok());
        let at = at.and_then(|seconds| Timestamp::from_second(seconds).ok());
        match (at, now, parts.next()) {
            (Some(at), Some(now), Some("R")) => shown.push_str(&relative(at, now)),
            (Some(at), Some(_), _) => {
                let _ = write!(shown, "{}", at.strftime("%-d %B %Y %H:%M UTC"));
            }
            (Some(_), None, _) => shown.push_str("‹time›"),
            (None, _, _) => shown.push_str(token),
        }
        rest = after;
    }
    shown + rest
}

fn relative(at: Timestamp, now: Timestamp) -> String {
    let seconds = at.as_second() - now.as_second();
    let (count, unit) = match seconds.unsigned_abs() {
        n @ 0..60 => (n, "second"),
        n @ 60..3600 => (n / 60, "minute"),
        n @ 3600..86_400 => (n / 3600, "hour"),
        n => (n / 86_400, "day"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if seconds < 0 {
        format!("{count} {unit}{plural} ago")
    } else {
        format!("in {count} {unit}{plural}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_stable_or_relative() {
        let text = "up since <t:1700000000:R>, <t:x>";
        assert_eq!(show_times(text, None), "up since ‹time›, <t:x>");
        let now = Timestamp::from_second(1_700_000_125).expect("a time");
        assert_eq!(show_times(text, Some(now)), "up since 2 minutes ago, <t:x>");
    }
}
