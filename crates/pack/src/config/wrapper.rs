//! acServerWrapper's own settings.

use serde::Deserialize;

use super::super::Platform;
use super::super::faults::FaultCollector;
use super::super::settings::plain_json;
use super::super::warnings::Warning;
use super::{WRAPPER_PARAMS, ports};

/// Where acServerWrapper listens if it is not told.
const WRAPPER_PORT: u16 = 80;

#[derive(Deserialize)]
struct Params {
    #[serde(default)]
    port: Option<Port>,
}

/// The wrapper takes a number in quotes as well.
#[derive(Deserialize)]
#[serde(untagged)]
enum Port {
    Number(i64),
    Text(String),
}

/// The port that the wrapper listens on. One that cannot be known is its usual one, with a word.
pub(in super::super) fn port(
    json: Option<&[u8]>,
    platform: Platform,
    tally: &mut FaultCollector,
    warnings: &mut Vec<Warning>,
) -> u16 {
    let Some(json) = json else {
        return WRAPPER_PORT;
    };
    let Ok(params) = serde_json::from_str::<Params>(&plain_json(json)) else {
        warnings.push(Warning::UnreadableWrapperSettings);
        return WRAPPER_PORT;
    };
    let value = match params.port {
        None => {
            warnings.push(Warning::AnyWrapperPort);
            return WRAPPER_PORT;
        }
        Some(Port::Number(port)) => port.to_string(),
        Some(Port::Text(port)) => port,
    };
    ports::port(&value, platform).unwrap_or_else(|must_be| {
        tally.add(ports::fault("port", &value, must_be, WRAPPER_PARAMS));
        WRAPPER_PORT
    })
}

/// `cm_wrapper_params.json` with another port, and without its comments. Of a file that cannot be
/// read nothing but the port remains: the wrapper has defaults for everything else.
pub fn wrapper_params_with(json: &[u8], port: u16) -> String {
    let mut params: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&plain_json(json)).unwrap_or_default();
    params.insert("port".to_owned(), port.into());
    serde_json::Value::from(params).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The port, and what was said of it.
    fn read(json: &str) -> (u16, Vec<&'static str>) {
        let (mut tally, mut warnings) = (FaultCollector::default(), Vec::new());
        let json = Some(json.as_bytes());
        let port = port(json, Platform::Windows, &mut tally, &mut warnings);
        let mut said: Vec<_> = warnings.iter().map(Warning::kind).collect();
        if !tally.is_empty() {
            said.push("refused");
        }
        (port, said)
    }

    #[test]
    fn the_wrapper_s_port_survives_comments_and_quotes() {
        assert_eq!(read(r#"{"port": 8050}"#), (8050, vec![]));
        assert_eq!(read(r#"{"port": "8050"}"#), (8050, vec![]));
        assert_eq!(
            read(
                "{ // the port\n \"port\": 81, /* and */ \"description\": \"http://x/*y*/\\\"\", }"
            ),
            (81, vec![])
        );
        assert_eq!(
            read("{ // the \"port\": 9999 was taken\n \"port\": 81 }"),
            (81, vec![])
        );
        for any in [r#"{"port": null}"#, "\u{feff}{}"] {
            assert_eq!(read(any), (80, vec!["any_wrapper_port"]), "{any}");
        }
        for unreadable in ["not json", "{\"a\": \"unfinished \\\""] {
            assert_eq!(
                read(unreadable),
                (80, vec!["unreadable_wrapper_settings"]),
                "{unreadable}"
            );
        }
        for wrong in ["0", "65536", "\"8050x\"", "3389", "50000"] {
            let json = format!("{{\"port\": {wrong}}}");
            assert_eq!(read(&json), (80, vec!["refused"]), "{wrong}");
        }
    }

    #[test]
    fn another_port_is_written_where_the_wrapper_reads_it() {
        let with = |json: &str| wrapper_params_with(json.as_bytes(), 7);
        assert_eq!(
            with(
                "\u{feff}{ // the \"port\": 9999 was taken\n \"port\": 81, \"verboseLog\": true }"
            ),
            r#"{"port":7,"verboseLog":true}"#
        );
        assert_eq!(
            with(r#"{"x": {"port": 1}}"#),
            r#"{"port":7,"x":{"port":1}}"#
        );
        assert_eq!(with(r#"{"port": null}"#), r#"{"port":7}"#);
        assert_eq!(with("not json"), r#"{"port":7}"#);
    }
}
