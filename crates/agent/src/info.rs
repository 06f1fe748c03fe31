//! What a game server says of itself on its page `/INFO`.

use std::net::SocketAddrV4;

use serde_json::Value;

/// How many drivers are on a server. What it does not say, or says in a way that no server can
/// mean, is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Info {
    /// How many are connected.
    pub clients: Option<u16>,
    /// How many there is room for.
    pub max_clients: Option<u16>,
}

/// Asks a server; nothing if it does not answer within three seconds.
pub fn ask(client: &ureq::Agent, server: SocketAddrV4) -> Option<Info> {
    let answer = client.get(format!("http://{server}/INFO")).call();
    crate::http::page(answer).map(|text| parsed(&text))
}

fn parsed(text: &str) -> Info {
    let value: Value = serde_json::from_str(text).unwrap_or_default();
    let number = |key: &str| value.get(key)?.as_u64()?.try_into().ok();
    Info {
        clients: number("clients"),
        max_clients: number("maxclients"),
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::stand_in::{Answer, serve};

    fn asked(answer: Answer) -> Option<Info> {
        let page = serve(vec![answer]);
        let server = SocketAddrV4::new(Ipv4Addr::LOCALHOST, page.port());
        ask(&crate::http::for_pages(), server)
    }

    #[test]
    fn drivers_are_counted() {
        let page = br#"{"clients":3,"maxclients":20,"session":0,"timeleft":-1}"#;
        let expected = Info {
            clients: Some(3),
            max_clients: Some(20),
        };
        assert_eq!(asked(Answer::ok(page)), Some(expected));
    }

    #[test]
    fn odd_answers_are_answers_that_say_nothing() {
        for page in [
            &br#"{"clients":-1,"maxclients":99999999999}"#[..],
            br#"{"clients":null}"#,
            br#"{"clients":1e999}"#,
            b"[]",
            b"<html>",
            &[b'['; 60_000],
        ] {
            assert_eq!(asked(Answer::ok(page)), Some(Info::default()));
        }
    }

    #[test]
    fn what_is_no_page_is_no_answer() {
        let endless = vec![b' '; 100 << 10];
        assert_eq!(asked(Answer::ok(&endless)), None);
        assert_eq!(asked(Answer::status(404)), None);
        let elsewhere = Answer::status(302).with_header("location", "/INFO");
        assert_eq!(asked(elsewhere), None);
    }
}
