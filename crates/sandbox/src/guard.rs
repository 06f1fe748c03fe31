//! Who may speak to the page, and what the page may do in the browser.
//!
//! A web page from anywhere can make a browser on this machine send requests to loopback
//! addresses. So only requests that name a loopback host are answered (no rebound DNS name), and
//! those that come from another page are not.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// Sent with every answer. `'self'` covers the page's own websocket; pictures that the bot attaches come from the
/// stand-in of Discord, on a port of its own.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; img-src 'self' http://127.0.0.1:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

pub(super) async fn check(request: Request, next: Next) -> Response {
    let mut response = if is_from_here(request.headers()) {
        next.run(request).await
    } else {
        (
            StatusCode::FORBIDDEN,
            "The sandbox answers its own page on this machine only.",
        )
            .into_response()
    };
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let Some(host) = text(header::HOST) else {
        return false;
    };
    let same_origin = match text(header::ORIGIN) {
        // Only a browser sends it, and always with a websocket or a POST.
        None => true,
        Some(origin) => origin.strip_prefix("http://") == Some(host),
    };
    is_loopback(host) && same_origin
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_answered(host: &str, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().expect("a header"));
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().expect("a header"));
        }
        is_from_here(&headers)
    }

    #[test]
    fn only_the_page_itself_is_answered() {
        assert!(is_answered("127.0.0.1:4000", None));
        assert!(is_answered("localhost:4000", Some("http://localhost:4000")));
        assert!(is_answered("[::1]:4000", None));
        assert!(!is_answered("evil.example:4000", None), "a rebound name");
        assert!(!is_answered("192.168.0.7:4000", None));
        assert!(!is_answered("127.0.0.1:4000", Some("http://evil.example")));
        assert!(!is_answered(
            "127.0.0.1:4000",
            Some("http://127.0.0.1:5000")
        ));
        assert!(!is_answered("127.0.0.1:4000", Some("null")));
    }
}
