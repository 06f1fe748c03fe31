//! What an EC2 machine's metadata service tells it (version 2 only): its public address, its user data.
//! <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html>

use std::net::Ipv4Addr;

const SERVICE: &str = "http://169.254.169.254";

/// The machine's public address; nothing while it has none (the service answers 404), or while the
/// service cannot be reached.
pub fn public_address(client: &ureq::Agent) -> Option<Ipv4Addr> {
    address_from(client, SERVICE)
}

/// The machine's user data; nothing if it has none, or while the service cannot be reached.
pub fn user_data(client: &ureq::Agent) -> Option<String> {
    read(client, SERVICE, "user-data")
}

fn address_from(client: &ureq::Agent, service: &str) -> Option<Ipv4Addr> {
    read(client, service, "meta-data/public-ipv4")?
        .trim()
        .parse()
        .ok()
}

fn read(client: &ureq::Agent, service: &str, what: &str) -> Option<String> {
    let token = client
        .put(format!("{service}/latest/api/token"))
        .header("X-aws-ec2-metadata-token-ttl-seconds", "60")
        .send_empty();
    let token = crate::http::page(token)?;
    let answer = client
        .get(format!("{service}/latest/{what}"))
        .header("X-aws-ec2-metadata-token", token)
        .call();
    crate::http::page(answer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stand_in::{Answer, serve};

    #[test]
    fn the_service_is_asked_with_its_token() {
        let page = serve(vec![Answer::ok(b"a-token"), Answer::ok(b"203.0.113.7")]);
        let client = crate::http::for_pages();
        assert_eq!(
            address_from(&client, &page.url("")),
            Some(Ipv4Addr::new(203, 0, 113, 7))
        );
        let requests = page.requests();
        assert!(requests[0].starts_with("PUT /latest/api/token "));
        assert!(
            requests[1].contains("x-aws-ec2-metadata-token: a-token"),
            "{requests:?}"
        );
    }

    #[test]
    fn a_machine_without_a_public_address_has_none() {
        let client = crate::http::for_pages();
        let page = serve(vec![Answer::ok(b"a-token"), Answer::status(404)]);
        assert_eq!(address_from(&client, &page.url("")), None);
        assert_eq!(address_from(&client, "http://127.0.0.1:1"), None);
    }
}
