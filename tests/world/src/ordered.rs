//! What the tests launch, and how they wait for what becomes of it.

use std::time::Duration;

use cloud::{BootPlan, Cloud, Launch};
use domain::ids::{ChannelId, GuildId, MessageId, ServerId, UserId};
use domain::server::{
    Home, Hosting, InstanceState, Owner, PackFacts, Record, Server, ServerName, ServerOptions,
    ServerSpec,
};
use jiff::Timestamp;
use pack::{Platform, Ports};

/// A launch of a server with this id, and no pack behind it.
pub fn launch(bits: u64) -> Launch {
    Launch {
        spec: ServerSpec {
            id: ServerId::from_bits(bits),
            name: ServerName::tidy("Friday GT3", "pack"),
            owner: Owner {
                user: Some(UserId::from(3)),
                name: "Anna".into(),
            },
            home: Some(Home {
                guild: GuildId::from(42),
                channel: ChannelId::from(43),
            }),
            hosting: Hosting::ec2("t3.small"),
            options: ServerOptions::default(),
        },
        pack: PackFacts {
            location: "packs/42/gt3.zip".parse().expect("a location"),
            track: "monza".into(),
            weather: None,
            changed: None,
            cars: vec!["ks_audi_r8_lms".into()],
            more_cars: 0,
            slots: 18,
            ports: Ports {
                udp: 9600,
                tcp: 9600,
                http: 8081,
                wrapper: None,
            },
            password: false,
            platform: Platform::Windows,
            title: String::new(),
            programs: Vec::new(),
        },
        pack_size: 1000,
        sha256: None,
        program: "acServer.exe".into(),
        program_key: None,
        beside_key: None,
        cleaned: Vec::new(),
        players: pack::PlayerLists::default(),
        prepared: false,
        record: Record::new(at(0), Some(MessageId::from(5))),
    }
}

/// What a machine is told of a server that nothing is special about.
pub fn boot_plan() -> BootPlan {
    BootPlan {
        schema: BootPlan::SCHEMA,
        server: ServerId::from_bits(1),
        region: "eu-central-1".to_owned(),
        bucket: "packs".to_owned(),
        key: "packs/42/gt3.zip".to_owned(),
        size: 1,
        sha256: None,
        url: None,
        program: "acServer.exe".to_owned(),
        program_key: None,
        program_url: None,
        beside_key: None,
        beside_url: None,
        settings_url: None,
        settings_sha256: None,
        players_url: None,
        players_sha256: None,
        udp_port: 9600,
        tcp_port: 9600,
        http_port: 8081,
        wrapper_port: None,
        options: ServerOptions::default(),
    }
}

/// A moment, so many seconds after a fixed one.
///
/// # Panics
/// If there is no such moment.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_763_880_000 + seconds).expect("a time")
}

/// The server as the cloud lists it.
///
/// # Panics
/// If it does not.
pub async fn listed(cloud: &dyn Cloud, id: &ServerId) -> Server {
    let servers = cloud.servers().await.expect("a list");
    servers
        .into_iter()
        .find(|server| server.id == *id)
        .expect("listed")
}

/// The server, once it is in this state.
///
/// # Panics
/// If it does not come to it.
pub async fn in_state(cloud: &dyn Cloud, id: &ServerId, state: InstanceState) -> Server {
    until(async || Some(listed(cloud, id).await).filter(|server| server.state == state)).await
}

/// Asks until the answer is there, for at most half a minute.
///
/// # Panics
/// If it does not come.
pub async fn until<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let asking = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), asking)
        .await
        .expect("it comes in time")
}

/// A file that stands in for the agent of Linux machines. Nothing here runs it.
pub fn agent() -> std::path::PathBuf {
    concat!(env!("CARGO_MANIFEST_DIR"), "/src/agent-stand-in").into()
}
