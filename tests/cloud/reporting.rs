//! The machines' reports, through SSM.

use cloud::{Cloud, CloudError};
use cloud_aws::Aws;
use domain::lifecycle::ReportOutcome;
use domain::server::{InstanceState, Server, StopReason};
use futures_util::{StreamExt, stream};

use crate::world::World;
use ::world::ordered::{in_state, launch, until};

const REPORT: &str = "SCHEMA=1\r\nPHASE=online\r\nCLIENTS=3\r\n";

/// So many servers, all of them running.
async fn running(aws: &Aws, count: u64) -> Vec<Server> {
    let launches = stream::iter(1..=count).map(async |bits| aws.launch(&launch(bits)).await);
    let launched: Vec<_> = launches.buffer_unordered(8).collect().await;
    assert!(launched.iter().all(Result::is_ok), "{launched:?}");
    until(async || {
        let servers = aws.servers().await.expect("a list");
        let all = servers
            .iter()
            .all(|server| server.state == InstanceState::Running);
        all.then_some(servers)
    })
    .await
}

async fn read(aws: &Aws, servers: &[Server]) -> Vec<ReportOutcome> {
    let asked: Vec<&Server> = servers.iter().collect();
    let mut readings = aws.reports(&asked).await.expect("readings");
    let in_order = servers
        .iter()
        .map(|server| readings.remove(&server.instance).expect("an answer"));
    in_order.collect()
}

async fn read_when_online(aws: &Aws, servers: &[Server]) -> Vec<ReportOutcome> {
    until(async || {
        Some(read(aws, servers).await).filter(|all| !all.contains(&ReportOutcome::AgentOffline))
    })
    .await
}

#[tokio::test]
async fn a_report_comes_as_it_stands() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let servers = running(&aws, 3).await;
    // The pack is missing in the bucket, so the machines end with a report of that.
    for reading in read_when_online(&aws, &servers).await {
        assert!(
            matches!(reading, ReportOutcome::Absent | ReportOutcome::Report(_)),
            "{reading:?}"
        );
    }
    let machines: Vec<_> = servers
        .iter()
        .map(|server| world.front.machine(server.instance.as_str()))
        .collect();
    for machine in &machines {
        until(async || machine.report().filter(|report| report.error.is_some())).await;
    }
    machines[0].forge_report(REPORT);
    machines[1].forge_report("garbage");
    machines[2].forge_report(&format!("{REPORT}COLOUR={}\r\n", "x".repeat(4000)));
    let readings = read(&aws, &servers).await;
    assert_eq!(
        readings[0].report().and_then(|report| report.clients),
        Some(3)
    );
    assert!(
        matches!(&readings[1], ReportOutcome::Unreadable(why) if why.contains("garbage")),
        "{:?}",
        readings[1]
    );
    assert!(readings[2].report().is_some(), "{:?}", readings[2]);
}

#[tokio::test]
async fn fifty_one_machines_cost_two_commands() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let servers = running(&aws, 51).await;
    read_when_online(&aws, &servers).await;
    world.front.forget_calls();
    let readings = read(&aws, &servers).await;
    assert!(
        readings.iter().all(|reading| reading.report().is_some()),
        "{readings:?}"
    );
    assert_eq!(world.front.count("SendCommand"), 2);
    assert_eq!(world.front.count("DescribeInstanceInformation"), 2);
    assert_eq!(world.front.count("GetCommandInvocation"), 0);
}

#[tokio::test]
async fn one_machine_that_cannot_be_asked_does_not_silence_the_others() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let servers = running(&aws, 3).await;
    read_when_online(&aws, &servers).await;
    // It goes between the look at the agents and the command.
    world.front.fail("SendCommand").with(
        "InvalidInstanceId",
        400,
        "Instances not in a valid state",
    );
    let readings = read(&aws, &servers).await;
    assert!(
        readings.iter().all(|reading| reading.report().is_some()),
        "{readings:?}"
    );
    aws.stop(&servers[1], StopReason::Asked)
        .await
        .expect("stopping");
    in_state(&aws, &servers[1].id, InstanceState::Stopped).await;
    let readings = read(&aws, &servers).await;
    assert_eq!(
        readings[1],
        ReportOutcome::AgentOffline,
        "what was listed as running has stopped since"
    );
    assert!(readings[0].report().is_some() && readings[2].report().is_some());
}

#[tokio::test]
async fn throttling_is_an_error_so_that_the_watcher_slows_down() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let servers = running(&aws, 1).await;
    world.front.fail("ssm:*").always().throttle();
    let asked: Vec<&Server> = servers.iter().collect();
    let error = aws.reports(&asked).await.expect_err("throttled");
    assert!(matches!(error, CloudError::Throttled { .. }), "{error}");
}
