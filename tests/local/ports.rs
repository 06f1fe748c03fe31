//! Several servers side by side, and strangers on the same machine.

use std::net::{TcpListener, UdpSocket};

use cloud::Cloud;
use domain::report::Phase;
use domain::server::StopReason;
use insta::assert_snapshot;
use pack::Ports;
use pack::sample::Sample;

use crate::host::Host;

fn numbers(ports: Ports) -> [u16; 3] {
    [ports.udp, ports.tcp, ports.http]
}

#[tokio::test(flavor = "multi_thread")]
async fn two_packs_with_the_same_ports_run_side_by_side() {
    let host = Host::start().await;
    let named = |name: &str| Sample {
        name: name.to_owned(),
        ..Sample::default()
    };
    let first = host.launch(&named("First")).await;
    host.in_phase(&first, Phase::Online).await;
    let second = host.launch(&named("Second")).await;
    let report = host.in_phase(&second, Phase::Online).await;

    assert_eq!(
        numbers(host.server(&first).await.pack.ports),
        [9600, 9600, 8081]
    );
    let moved = host.server(&second).await.pack.ports;
    assert_eq!(
        numbers(moved),
        [9601, 9601, 8082],
        "what is shown is what holds"
    );
    assert_eq!(
        [report.udp_port, report.tcp_port, report.http_port],
        [Some(9601), Some(9601), Some(8082)]
    );
    let link = report.link.expect("a link").to_string();
    assert!(link.ends_with("&httpPort=8082"), "{link}");
    assert_eq!(host.info(8081).await.expect("an answer")["name"], "First");
    assert_eq!(host.info(8082).await.expect("an answer")["name"], "Second");

    // When the first is gone, the second has the ports of its pack at its next start.
    for id in [&first, &second] {
        let server = host.server(id).await;
        host.local()
            .stop(&server, StopReason::Asked)
            .await
            .expect("stopped");
    }
    host.local()
        .start(&host.server(&second).await)
        .await
        .expect("starting");
    host.in_phase(&second, Phase::Online).await;
    assert_eq!(
        numbers(host.server(&second).await.pack.ports),
        [9600, 9600, 8081]
    );
    assert_eq!(host.info(8081).await.expect("an answer")["name"], "Second");
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_stay_in_the_ports_that_the_router_lets_in() {
    let host = Host::start_with(|settings| {
        settings.ports = Some("9650-9653".parse().expect("a range"));
    })
    .await;
    let first = host.launch(&Sample::default()).await;
    host.in_phase(&first, Phase::Online).await;
    assert_eq!(
        numbers(host.server(&first).await.pack.ports),
        [9651, 9651, 9650]
    );
    let second = host.launch(&Sample::default()).await;
    host.in_phase(&second, Phase::Online).await;
    let third = host.launch(&Sample::default()).await;
    let report = host.in_phase(&third, Phase::Failed).await;
    assert_snapshot!(report.error.expect("words"), @"No port is left for the server in 9650-9653. Stop another server, or widen `ports` in the settings.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_port_is_named() {
    let host = Host::start().await;
    let stranger = TcpListener::bind((host.address(), 8081)).expect("the port");
    let id = host.launch(&Sample::default()).await;
    let report = host.in_phase(&id, Phase::Failed).await;
    assert_snapshot!(report.error.expect("words"), @"The TCP port 8081 is taken by another program on this machine, none of the bot's servers. End that program, or choose another port in Content Manager and pack again.");
    assert_eq!(host.processes(&id), 0);

    // Once it is gone, another try is enough.
    drop(stranger);
    let server = host.server(&id).await;
    host.local()
        .stop(&server, StopReason::Asked)
        .await
        .expect("stopped");
    host.local().start(&server).await.expect("starting");
    host.in_phase(&id, Phase::Online).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_port_is_given_up_where_the_router_lets_others_in() {
    let host = Host::start_with(|settings| {
        settings.ports = Some("9600-9650".parse().expect("a range"));
    })
    .await;
    let _stranger = TcpListener::bind((host.address(), 9600)).expect("the port");
    let id = host.launch(&Sample::default()).await;
    host.in_phase(&id, Phase::Online).await;
    assert_eq!(
        numbers(host.server(&id).await.pack.ports),
        [9602, 9602, 9601],
        "what is shown is what holds"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_game_port_is_found_too() {
    let host = Host::start().await;
    let _stranger = UdpSocket::bind((host.address(), 9600)).expect("the port");
    let id = host.launch(&Sample::default()).await;
    let report = host.in_phase(&id, Phase::Failed).await;
    let error = report.error.expect("words");
    assert!(error.starts_with("The UDP port 9600 is taken"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrapper_has_a_port_of_its_own() {
    let host = Host::start().await;
    let wrapped = || {
        let mut pack = Sample::default();
        pack.ports.wrapper = Some(8090);
        pack.zip()
    };
    for (ports, wrapper) in [([9600, 9600, 8081], 8090), ([9601, 9601, 8082], 8091)] {
        let mut launch = host.upload(&wrapped(), "pack.zip").await;
        launch.program = "acServerWrapper.exe".to_owned();
        let id = host.run(&launch).await;
        host.in_phase(&id, Phase::Online).await;
        let given = host.server(&id).await.pack.ports;
        assert_eq!((numbers(given), given.wrapper), (ports, Some(wrapper)));
        std::net::TcpStream::connect((host.address(), wrapper)).expect("the wrapper listens");
    }
}
