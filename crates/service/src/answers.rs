//! Whether what answers at an address is the server that is expected there: addresses are handed on.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use serde::Deserialize;

use super::Service;
use domain::server::{PackFacts, Server};

/// A server that is there answers in milliseconds; one that is not may never do.
pub(super) const PATIENCE: Duration = Duration::from_millis(1000);

/// What tells servers apart, of `/INFO`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Identity {
    name: String,
    port: u16,
    tport: u16,
    cport: u16,
    #[serde(default)]
    cars: Vec<String>,
}

impl Identity {
    /// Whether a server with this pack would say so. Programs put something of their own behind the
    /// name, and the cars of a pack are known as far as there was room.
    fn is_of(&self, pack: &PackFacts) -> bool {
        let ports = (pack.ports.udp, pack.ports.tcp, pack.ports.http);
        let cars = pack.cars.iter().all(|car| {
            let mut said = self.cars.iter();
            said.any(|said| said.eq_ignore_ascii_case(car))
        });
        !pack.title.is_empty()
            && (self.port, self.tport, self.cport) == ports
            && self.name.trim_start().starts_with(&pack.title)
            && cars
    }
}

impl Service {
    /// Whether this server answers at `address`, as drivers would find it there.
    pub async fn answers_as(&self, server: &Server, address: IpAddr) -> bool {
        let at = SocketAddr::new(address, server.pack.ports.http);
        let info =
            game_http::ask::<Identity>(&self.inner.probe, at, "/INFO", game_http::LARGEST_INFO);
        match info.await {
            Ok(identity) if identity.is_of(&server.pack) => true,
            Ok(identity) => {
                tracing::debug!(server.id = %server.id, name = ?identity.name, "another server answers at the address of {}", server.id);
                false
            }
            Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::server::sample;
    use jiff::Timestamp;
    use serde_json::json;

    #[test]
    fn a_server_is_known_by_its_ports_its_name_and_its_cars() {
        let mut pack = sample::server(Timestamp::UNIX_EPOCH).pack;
        pack.title = "Friday GT3".to_owned();
        let said = |key: &str, value: serde_json::Value| {
            let mut info = json!({
                "name": "Friday GT3 ℹ8081", "port": 9600, "tport": 9600, "cport": 8081,
                "cars": ["BMW_m3_e30", "other"], "clients": 0,
            });
            info[key] = value;
            serde_json::from_value::<Identity>(info).is_ok_and(|identity| identity.is_of(&pack))
        };
        assert!(said("clients", json!(3)));
        assert!(!said("name", json!("Saturday GT3")));
        assert!(!said("port", json!(9601)));
        assert!(!said("tport", json!(9601)));
        assert!(!said("cport", json!(8082)));
        assert!(!said("cars", json!(["other"])));
        assert!(!said("name", json!(null)));
        pack.title.clear();
        let nameless = Identity {
            name: "anything".to_owned(),
            port: 9600,
            tport: 9600,
            cport: 8081,
            cars: pack.cars.clone(),
        };
        assert!(
            !nameless.is_of(&pack),
            "one of which no name is known is never known by it"
        );
    }
}
