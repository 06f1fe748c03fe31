//! Linux machines beside Windows ones.

use ::world::front::Refusal;
use cloud::{Cloud, Launch, ServerLog};
use domain::lifecycle::ReportOutcome;
use domain::server::{InstanceState, Server};
use pack::Platform;

use crate::world::World;
use ::world::ordered::{in_state, launch, until};

fn on_linux(bits: u64) -> Launch {
    let mut launch = launch(bits);
    launch.pack.location = "packs/42/gt3.tar.gz".parse().expect("a location");
    launch.pack.platform = Platform::Linux;
    launch.program = "acServer".into();
    launch
}

#[tokio::test]
async fn a_linux_machine_is_made_from_amazon_linux_and_nobody_logs_in_to_it() {
    let world = World::start().await;
    let aws = world.set_up().await;
    let server = aws.launch(&on_linux(1)).await.expect("a server");
    assert_eq!(
        world.openings(&server.id).await,
        [
            "tcp 8081 0.0.0.0/0",
            "tcp 9600 0.0.0.0/0",
            "udp 9600 0.0.0.0/0"
        ]
    );
    assert_eq!(server.pack.platform, Platform::Linux);
    let listed = in_state(&aws, &server.id, InstanceState::Running).await;
    assert_eq!(
        listed.pack.platform,
        Platform::Linux,
        "its tags remember it"
    );

    let ec2 = world.ec2().await;
    let answer = ec2
        .describe_instances()
        .instance_ids(server.instance.as_str())
        .send()
        .await
        .expect("a machine");
    let instance = &answer.reservations()[0].instances()[0];
    assert_eq!(instance.image_id(), Some("ami-0a1b2c3d4e5f60003"));
    assert_eq!(instance.root_device_name(), Some("/dev/xvda"));
    let volumes = ec2.describe_volumes().send().await.expect("the disks");
    let sizes: Vec<_> = volumes
        .volumes()
        .iter()
        .map(|volume| volume.size())
        .collect();
    assert_eq!(sizes, [Some(8)]);
}

#[tokio::test]
async fn each_platform_has_settings_of_its_own() {
    let mut world = World::start().await;
    world.settings.linux.ami = Some("ami-0a1b2c3d4e5f60009".into());
    let aws = world.set_up().await;
    let error = aws.launch(&on_linux(1)).await.expect_err("no such image");
    assert!(
        error.to_string().contains("ami-0a1b2c3d4e5f60009"),
        "{error}"
    );
    aws.launch(&launch(2))
        .await
        .expect("Windows is not concerned");
}

#[tokio::test]
async fn a_windows_and_a_linux_machine_are_asked_with_a_command_each() {
    let world = World::start().await;
    let aws = world.set_up().await;
    aws.launch(&launch(1)).await.expect("a server");
    aws.launch(&on_linux(2)).await.expect("a server");
    let servers = until(async || {
        let servers = aws.servers().await.expect("a list");
        let all = servers
            .iter()
            .all(|server| server.state == InstanceState::Running);
        all.then_some(servers)
    })
    .await;
    let asked: Vec<&Server> = servers.iter().collect();
    until(async || {
        let readings = aws.reports(&asked).await.expect("readings");
        let all = readings.values().all(|reading| reading.report().is_some());
        all.then_some(())
    })
    .await;
    world.front.forget_calls();
    aws.reports(&asked).await.expect("readings");
    assert_eq!(world.front.count("SendCommand"), 2);

    // One platform's trouble is not the other's.
    world
        .front
        .fail("SendCommand")
        .refuse(Refusal::throttled("ssm:SendCommand"));
    let readings = aws.reports(&asked).await.expect("readings of the other");
    let unread = readings
        .values()
        .filter(|reading| **reading == ReportOutcome::NoAnswer)
        .count();
    assert!(unread <= 1, "{readings:?}");
}

#[tokio::test]
async fn a_log_comes_without_secrets_and_says_when_there_is_none() {
    let world = World::start().await;
    let aws = world.set_up().await;
    for order in [launch(1), on_linux(2)] {
        let server = aws.launch(&order).await.expect("a server");
        let server = in_state(&aws, &server.id, InstanceState::Running).await;
        let machine = world.front.machine(server.instance.as_str());
        // The pack is missing in the bucket, so no program ever runs.
        let none = until(async || {
            let log = aws.log(&server, 20).await.expect("an answer");
            (log != ServerLog::NoAnswer).then_some(log)
        })
        .await;
        assert_eq!(none, ServerLog::Absent);
        let mut log: String = (0..2000)
            .map(|line| format!("line {line} \u{1f3ce}\n"))
            .collect();
        log.push_str("Password: da39a3ee5e6b4b0d3255bfef95601890afd80709\nFTP_PASSWORD=x\nend\n");
        machine.forge_log(&log);
        let Ok(ServerLog::Tail(tail)) = aws.log(&server, 4).await else {
            panic!("there is a log now");
        };
        assert_eq!(
            tail.as_str(),
            "line 1999 \u{1f3ce}\nPassword: ***\nFTP_PASSWORD=***\nend"
        );
        let Ok(ServerLog::Tail(long)) = aws.log(&server, 5000).await else {
            panic!("there is a log");
        };
        assert!(long.as_str().len() <= 20_000 && long.as_str().ends_with("\nend"));
    }
}
