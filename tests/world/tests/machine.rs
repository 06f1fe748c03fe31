//! A machine's life, from launch to players, as the product would see it.

mod common;

use aws_sdk_ec2::types::{IpPermission, IpRange};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_ssm::types::CommandInvocationStatus as Status;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use cloud::BootPlan;
use cloud_aws::{
    report_command::read_report,
    user_data::{self, FirstBoot},
};
use common::{KEY, code, front, until};
use domain::ids::ServerId;
use domain::report::{LinkSource, Phase, Report};
use pack::{Platform, Ports, sample::Sample};
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, time::Duration};
use world::{MachineHandle, ServerKind, front::Front};

const BUCKET: &str = "league-packs";
const PACK: &str = "packs/1/abc/Sunday Cup+.zip";
const SCRIPTS: &str = "programs/agent/0/ac-deploy-windows.json";

/// An address of an object of the bucket.
async fn signed(front: &Front, key: &str) -> String {
    let life = PresigningConfig::expires_in(Duration::from_mins(10)).expect("a time");
    let get = front.s3(KEY).await.get_object().bucket(BUCKET).key(key);
    let request = get.presigned(life).await.expect("an address");
    request.uri().to_owned()
}

fn sha256_of(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// An account in which a pack and the scripts of machines lie.
struct Account {
    front: Front,
    ec2: aws_sdk_ec2::Client,
    plan: BootPlan,
    group: String,
}

impl Account {
    async fn new() -> Self {
        Self::with(Sample::default()).await
    }

    async fn with(pack: Sample) -> Self {
        let front = front().await;
        let config = front.sdk_config(KEY).await;
        let ec2 = aws_sdk_ec2::Client::new(&config);
        let s3 = front.s3(KEY).await;
        common::make_bucket(&s3, BUCKET).await;
        let bytes = pack.zip();
        let sha256 = sha256_of(&bytes);
        let size = bytes.len() as u64;
        let put = s3.put_object().bucket(BUCKET).key(PACK).body(bytes.into());
        put.send().await.expect("the pack is stored");
        let scripts = user_data::windows_scripts().expect("the scripts");
        let put = s3.put_object().bucket(BUCKET).key(SCRIPTS);
        let put = put.body(scripts.into_bytes().into());
        put.send().await.expect("the scripts are stored");
        let url = Some(signed(&front, PACK).await);
        let iam = aws_sdk_iam::Client::new(&config);
        common::make_profile(&iam, "machine").await;
        let group = ec2
            .create_security_group()
            .group_name("server")
            .description("d");
        let group = group
            .send()
            .await
            .expect("a group")
            .group_id
            .expect("an id");
        let ports = pack.ports;
        Self {
            front,
            ec2,
            group,
            plan: BootPlan {
                schema: BootPlan::SCHEMA,
                server: ServerId::from_bits(7),
                region: "eu-central-1".to_owned(),
                bucket: BUCKET.to_owned(),
                key: PACK.to_owned(),
                size,
                sha256: Some(sha256),
                url,
                program: "acServer.exe".to_owned(),
                program_key: None,
                program_url: None,
                beside_key: None,
                beside_url: None,
                settings_url: None,
                settings_sha256: None,
                players_url: None,
                players_sha256: None,
                udp_port: ports.udp,
                tcp_port: ports.tcp,
                http_port: ports.http,
                wrapper_port: ports.wrapper,
                options: domain::server::ServerOptions::default(),
            },
        }
    }

    async fn open(&self, port: u16) {
        let everybody = IpRange::builder().cidr_ip("0.0.0.0/0").build();
        let rule = IpPermission::builder()
            .ip_protocol("tcp")
            .from_port(port.into())
            .to_port(port.into())
            .ip_ranges(everybody);
        let open = self
            .ec2
            .authorize_security_group_ingress()
            .group_id(&self.group);
        open.ip_permissions(rule.build())
            .send()
            .await
            .expect("opened");
    }

    async fn launch(&self) -> MachineHandle {
        let scripts = user_data::windows_scripts().expect("the scripts");
        let first = FirstBoot {
            platform: Platform::Windows,
            url: &signed(&self.front, SCRIPTS).await,
            sha256: &sha256_of(scripts.as_bytes()),
        };
        let data = user_data::user_data(&self.plan, first).expect("user data");
        let request = common::launch(&self.ec2)
            .iam_instance_profile(common::profile("machine"))
            .security_group_ids(&self.group)
            .user_data(BASE64.encode(data));
        let id = common::launched(request).await;
        self.front.machine(&id)
    }

    async fn stop_and_start(&self, machine: &MachineHandle) {
        let stop = self.ec2.stop_instances().instance_ids(machine.id());
        stop.send().await.expect("stops");
        until(async || {
            let start = self.ec2.start_instances().instance_ids(machine.id());
            start.send().await.ok()
        })
        .await;
    }
}

async fn report(machine: &MachineHandle, wanted: impl Fn(&Report) -> bool) -> Report {
    until(async || machine.report().filter(|report| wanted(report))).await
}

async fn in_phase(machine: &MachineHandle, phase: Phase) -> Report {
    report(machine, |report| report.phase == phase).await
}

async fn info(machine: &MachineHandle, port: u16) -> Result<serde_json::Value, reqwest::Error> {
    let address = machine.public_address().await.expect("an address");
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(5));
    let get = client.build()?.get(format!("http://{address}:{port}/INFO"));
    get.send().await?.json().await
}

#[tokio::test]
async fn a_pack_becomes_a_server_that_answers_from_outside() {
    let account = Account::new().await;
    account.open(8081).await;
    let machine = account.launch().await;
    let report = in_phase(&machine, Phase::Online).await;
    let address = machine.public_address().await.expect("an address");
    assert!(address.is_loopback());
    assert_eq!(report.public_ip, Some(address));
    assert_eq!(report.link_source, Some(LinkSource::Built));
    assert!(report.link_to(address).is_some());
    assert!(report.checks().is_good());

    machine.set_clients(2);
    let said = info(&machine, 8081).await.expect("it answers");
    assert_eq!(said["name"], "Sunday Cup");
    assert_eq!(said["clients"], 2);
    assert_eq!(said["track"], "green_hills-gp");
    let log = machine.file(r"C:\ac-server-log.txt").expect("a log");
    assert!(
        log.contains("Starting HTTP server on port  8081\r\n") && log.contains("Server started")
    );
}

#[tokio::test]
async fn a_closed_security_group_lets_nobody_in() {
    let account = Account::new().await;
    let machine = account.launch().await;
    in_phase(&machine, Phase::Online).await;
    info(&machine, 8081).await.expect_err("closed");
    account.open(8081).await;
    info(&machine, 8081).await.expect("opened while it runs");
}

#[tokio::test]
async fn the_report_comes_through_ssm_as_it_stands() {
    let account = Account::new().await;
    let machine = account.launch().await;
    in_phase(&machine, Phase::Online).await;
    let ssm = aws_sdk_ssm::Client::new(&account.front.sdk_config(KEY).await);
    let command = until(async || {
        let send = ssm.send_command().document_name("AWS-RunPowerShellScript");
        let send = send.instance_ids(machine.id()).timeout_seconds(30);
        let commands = vec![read_report(Platform::Windows).to_owned()];
        send.parameters("commands", commands)
            .send()
            .await
            .ok()?
            .command?
            .command_id
    })
    .await;
    let printed = until(async || {
        let get = ssm.get_command_invocation().command_id(&command);
        let answer = get.instance_id(machine.id()).send().await.ok()?;
        (answer.status() == Some(&Status::Success)).then_some(answer.standard_output_content)?
    })
    .await;
    let read = Report::parse(&printed).expect("a report");
    assert_eq!(read.phase, Phase::Online);
}

#[tokio::test]
async fn a_stop_and_a_start_keep_the_disk_and_change_the_address() {
    let account = Account::new().await;
    let machine = account.launch().await;
    let before = in_phase(&machine, Phase::Online).await;
    let fetched = ["the scripts", "the pack"].len();
    assert_eq!(account.front.count("GetObject"), fetched);
    account.stop_and_start(&machine).await;
    let after = report(&machine, |report| {
        report.phase == Phase::Online && report.boot != before.boot
    });
    let after = after.await;
    assert_ne!(after.public_ip, before.public_ip);
    assert_ne!(after.link, before.link);
    assert_eq!(
        account.front.count("GetObject"),
        fetched,
        "both are still on the disk"
    );
    assert_eq!(machine.boots(), 2);
}

#[tokio::test]
async fn links_in_the_log_win() {
    let account = Account::new().await;
    account
        .front
        .rules(|rules| rules.program = ServerKind::AssettoServer);
    let machine = account.launch().await;
    let assetto = report(&machine, |report| {
        report.link_source == Some(LinkSource::Log)
    })
    .await;
    assert_eq!(
        assetto
            .link
            .and_then(|link| link.address())
            .map(|to| *to.ip()),
        assetto.public_ip
    );

    account
        .front
        .rules(|rules| rules.program = ServerKind::ShortLink);
    account.stop_and_start(&machine).await;
    let short = report(&machine, |report| {
        report.link.is_some() && report.boot != assetto.boot
    })
    .await;
    assert_eq!(
        short.link.map(|link| link.to_string()).as_deref(),
        Some("http://acstuff.ru/s/q/abc123")
    );
}

#[tokio::test]
async fn a_packs_program_may_say_what_it_is_and_may_be_a_wrapper() {
    let pack = Sample {
        program: Some(b"MZ stand-in: assetto-server".to_vec()),
        ports: Ports {
            wrapper: Some(8765),
            ..Sample::default().ports
        },
        ..Sample::default()
    };
    let mut account = Account::with(pack).await;
    account.plan.program = "acServerWrapper.exe".to_owned();
    let machine = account.launch().await;
    report(&machine, |report| {
        report.link_source == Some(LinkSource::Log)
    })
    .await;
    let log = machine.file(r"C:\ac-server-log.txt").expect("a log");
    assert!(log.contains("AC server HTTP port: 8081") && log.contains("stdout: [16:13:15 INF]"));
}

#[tokio::test]
async fn a_lobby_that_does_not_answer_ends_the_server_with_code_0() {
    let account = Account::new().await;
    let program = ServerKind::LobbyShutdown { answering: false };
    account.front.rules(|rules| rules.program = program);
    let machine = account.launch().await;
    let report = in_phase(&machine, Phase::Failed).await;
    assert_eq!(report.exit_code, Some(0));
    assert_eq!(report.restarts, 4);
    assert!(report.error.is_some_and(|why| why.contains("lobby")));
    let log = machine.file(r"C:\ac-server-log.txt").expect("a log");
    assert!(log.contains("LOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN"));
}

#[tokio::test]
async fn a_busy_port_is_told() {
    let account = Account::new().await;
    account
        .front
        .rules(|rules| rules.program = ServerKind::BusyPort);
    let machine = account.launch().await;
    let report = report(&machine, |report| report.error.is_some()).await;
    assert!(
        report
            .error
            .is_some_and(|why| why.contains("A port that the server needs is taken"))
    );
}

#[tokio::test]
async fn a_crashed_server_is_started_again() {
    let account = Account::new().await;
    account.front.rules(|rules| {
        rules.program = ServerKind::Crash {
            after: Duration::ZERO,
            code: -1_073_741_819,
            times: 1,
        };
    });
    let machine = account.launch().await;
    let again = |report: &Report| report.phase == Phase::Online && report.restarts == 1;
    assert_eq!(
        report(&machine, again).await.exit_code,
        Some(-1_073_741_819)
    );
    machine.crash_server(3);
    assert_eq!(
        report(&machine, |report| report.restarts == 2)
            .await
            .exit_code,
        Some(3)
    );
}

#[tokio::test]
async fn what_goes_wrong_before_the_server_is_in_the_report() {
    let mut account = Account::new().await;
    let pack = account
        .plan
        .url
        .replace(signed(&account.front, "packs/none.zip").await);
    let missing = in_phase(&account.launch().await, Phase::Failed).await;
    assert_eq!(
        missing.error.as_deref(),
        Some(
            "The machine failed while downloading the pack: packs/1/abc/Sunday Cup+.zip could \
             not be read from S3: The specified key does not exist."
        )
    );
    account.plan.url = pack;
    account
        .front
        .fail("GetObject")
        .always()
        .with("AccessDenied", 403, "Access Denied");
    let denied = in_phase(&account.launch().await, Phase::Failed).await;
    let said = denied.error.unwrap_or_default();
    assert!(said.contains("its scripts could not be fetched"), "{said}");
    account.front.heal();
    account.front.rules(|rules| rules.corrupt_download = true);
    let damaged = in_phase(&account.launch().await, Phase::Failed).await;
    assert!(damaged.error.is_some_and(|why| why.contains("damaged")));
}

#[tokio::test]
async fn a_machine_vanishes_where_the_test_says() {
    let account = Account::new().await;
    account
        .front
        .rules(|rules| rules.vanish_in = Some(Phase::Unpacking));
    let machine = account.launch().await;
    until(async || {
        let list = account
            .ec2
            .describe_instances()
            .instance_ids(machine.id())
            .send()
            .await
            .ok()?;
        let state = list.reservations()[0].instances()[0]
            .state()?
            .name()?
            .clone();
        (state == aws_sdk_ec2::types::InstanceStateName::Terminated).then_some(())
    })
    .await;
    assert_eq!(
        machine.report().map(|report| report.phase),
        Some(Phase::Unpacking)
    );
}

#[tokio::test]
async fn an_agent_comes_when_it_may_and_goes_with_the_machine() {
    let account = Account::new().await;
    account.front.rules(|rules| rules.agent_comes = false);
    let machine = account.launch().await;
    in_phase(&machine, Phase::Online).await;
    let ssm = aws_sdk_ssm::Client::new(&account.front.sdk_config(KEY).await);
    let online = async || {
        let list = ssm
            .describe_instance_information()
            .send()
            .await
            .expect("a list");
        list.instance_information_list().len()
    };
    assert_eq!(online().await, 0);
    account.front.rules(|rules| rules.agent_comes = true);
    until(async || (online().await == 1).then_some(())).await;
    machine.vanish().await;
    assert_eq!(online().await, 0);
    let send = ssm.send_command().document_name("AWS-RunPowerShellScript");
    let send = send
        .instance_ids(machine.id())
        .parameters("commands", vec![read_report(Platform::Windows).to_owned()]);
    assert_eq!(code(send.send().await), "InvalidInstanceId");
}
