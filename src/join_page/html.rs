//! What the pages say. Names come from anybody, so all text is escaped.

use service::{JoinFacts, RaceServer};

const HEAD: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
    <meta name=\"robots\" content=\"noindex\">";
const STYLE: &str = "<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;\
    color:#222;background:#fff;overflow-wrap:anywhere}a.join{display:inline-block;padding:.6rem 1.4rem;border-radius:.4rem;\
    background:#248046;color:#fff;text-decoration:none}\
    @media(prefers-color-scheme:dark){body{color:#ddd;background:#222}a{color:#8ab4ff}}</style>";
/// How soon a page without a way in looks again, and how long one with it shows itself, in seconds.
const AGAIN: u32 = 30;
const ON: u32 = 3;

/// The page of a race or a server.
pub(super) fn race(facts: &JoinFacts) -> String {
    let name = escaped(&facts.name);
    let when = facts.when.as_ref();
    let when = when.map_or_else(String::new, |when| format!("<p>{}</p>", escaped(when)));
    let (refresh, way) = match &facts.server {
        RaceServer::Online { link, .. } => {
            let link_text = escaped(&link.to_string());
            let mut way = format!(
                "<p>The server is online. Content Manager opens by itself in a moment.</p>\
                 <p><a class=\"join\" href=\"{link_text}\">Join</a></p>"
            );
            if let Some(address) = link.address() {
                let direct = format!(
                    "acmanager://race/online/join?ip={}&httpPort={}",
                    address.ip(),
                    address.port()
                );
                way += &format!(
                    "<p>If that leads nowhere: <a href=\"{}\">open Content Manager without the site</a>, or add \
                     <code>{address}</code> there by hand.</p>",
                    escaped(&direct)
                );
            }
            (format!("{ON}; url={link_text}"), way)
        }
        RaceServer::Trouble => (
            AGAIN.to_string(),
            "<p>The server is not well just now. This page looks again by itself.</p>".to_owned(),
        ),
        RaceServer::Coming => (
            AGAIN.to_string(),
            "<p>The server is starting. This page looks again by itself, and leads there once it is online.</p>"
                .to_owned(),
        ),
        RaceServer::Off => (
            AGAIN.to_string(),
            "<p>The server is stopped. This page looks again by itself, and leads there once it is online again.</p>"
                .to_owned(),
        ),
        RaceServer::NotYet | RaceServer::NotStarted { .. } => (
            AGAIN.to_string(),
            "<p>The server is not online. This page looks again by itself, and leads there once it is.</p>"
                .to_owned(),
        ),
    };
    let locked = match (facts.has_password, &facts.when) {
        (true, Some(_)) => {
            "<p>🔒 It needs a password: whoever signed up finds it on the race's card in Discord.</p>"
        }
        (true, None) => "<p>🔒 It needs a password: ask where you have this address from.</p>",
        (false, _) => "",
    };
    let links: Vec<String> = facts
        .links
        .iter()
        .map(|(what, url)| {
            format!(
                "<li><a href=\"{}\">{}</a></li>",
                escaped(url),
                escaped(what)
            )
        })
        .collect();
    let links = match links.is_empty() {
        true => String::new(),
        false => format!("<p>Missing something?</p><ul>{}</ul>", links.concat()),
    };
    format!(
        "{HEAD}<meta http-equiv=\"refresh\" content=\"{refresh}\"><title>{name}</title>{STYLE}</head>\
         <body><h1>{name}</h1>{when}{way}{locked}{links}</body></html>"
    )
}

/// There is no such race, or none any more.
pub(super) fn gone() -> String {
    plain(
        "There is no such race",
        "It may be over, or was called off.",
    )
}

/// Nobody knows just now.
pub(super) fn unknown() -> String {
    let says = "The bot has not seen the race's server lately. This page looks again by itself.";
    let again = format!("<meta http-equiv=\"refresh\" content=\"{AGAIN}\">");
    whole("Not known just now", &again, says)
}

/// Something else than to be shown the page was asked for.
pub(super) fn only_to_read() -> String {
    plain("This page can only be read", "Open it in a browser.")
}

fn plain(title: &str, says: &str) -> String {
    whole(title, "", says)
}

fn whole(title: &str, meta: &str, says: &str) -> String {
    format!(
        "{HEAD}{meta}<title>{title}</title>{STYLE}</head><body><h1>{title}</h1><p>{says}</p></body></html>"
    )
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter if letter.is_control() => {}
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_is_text_and_no_password_is_said() {
        let facts = JoinFacts {
            name: "<script>alert(1)</script>\u{7} & \"Cup\"".to_owned(),
            when: Some("Friday".to_owned()),
            server: RaceServer::NotYet,
            has_password: true,
            links: vec![(
                "<b>car".to_owned(),
                "https://x.example/?a=1&b='2'".to_owned(),
            )],
        };
        let page = race(&facts);
        assert!(!page.contains("<script") && !page.contains("<b>"), "{page}");
        assert!(
            page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;Cup&quot;"),
            "{page}"
        );
        assert!(
            page.contains("href=\"https://x.example/?a=1&amp;b=&#39;2&#39;\""),
            "{page}"
        );
        assert!(page.contains("content=\"30\"") && page.contains("It needs a password"));
    }
}
