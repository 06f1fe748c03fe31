//! What needs a cloud: the real program and the real SDK against the stand-in AWS.

use insta::assert_snapshot;
use pack::sample::Sample;
use pack::{Platform, Ports};
use serde_json::Value;
use std::time::Duration;
use world::front::{Front, Refusal};
use world::moto::Moto;

use crate::shell::{Ended, Shell, until};

const BUCKET: &str = "cup-packs";

/// A shell with credentials for an account of its own.
pub(crate) struct Operator {
    pub(crate) front: Front,
    pub(crate) shell: Shell,
}

impl Operator {
    /// On the account's first day.
    async fn new() -> Self {
        let front = Front::start(Moto::start().await).await;
        let mut shell = Shell::new();
        shell
            .variable("AWS_ENDPOINT_URL", &front.endpoint())
            .variable("AWS_REGION", world::front::REGION)
            .variable("AWS_ACCESS_KEY_ID", "AKIATEST")
            .variable("AWS_SECRET_ACCESS_KEY", "secret")
            .variable("USER", "ada")
            .variable("AC_DEPLOY_AWS__BUCKET", BUCKET)
            .variable(
                "AC_DEPLOY_AWS__AGENT",
                &world::ordered::agent().to_string_lossy(),
            )
            .variable("AC_DEPLOY_WATCHER__MOVING_SECONDS", "1");
        shell.file("cup.zip", pack().zip());
        Self { front, shell }
    }

    /// With everything set up.
    pub(crate) async fn set_up() -> Self {
        let operator = Self::new().await;
        operator.done(&["setup", "--yes"]).await;
        operator
    }

    pub(crate) async fn call(&self, arguments: &[&str]) -> Ended {
        self.shell.call(arguments).await
    }

    /// Calls what must succeed; its output.
    async fn done(&self, arguments: &[&str]) -> String {
        let ended = self.call(arguments).await;
        assert_eq!(ended.code, 0, "{arguments:?}: {}", ended.err);
        ended.out
    }

    pub(crate) async fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.done(arguments).await).expect("JSON")
    }
}

pub(crate) fn pack() -> Sample {
    Sample {
        ports: Ports {
            udp: 9600,
            tcp: 9600,
            http: 8081,
            wrapper: None,
        },
        ..Sample::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_set_up_once_and_only_after_a_yes() {
    let operator = Operator::new().await;
    let before = operator.call(&["deploy", "cup.zip"]).await;
    assert_eq!(before.code, 5, "{}", before.err);
    assert!(before.err.contains("`ac-deploy setup`"), "{}", before.err);
    assert_snapshot!(operator.done(&["setup", "--plan"]).await, @"
    To be made in your AWS account:
      + bucket cup-packs in eu-central-1 – holds the packs
      + bucket cup-packs: no public access – packs hold passwords
      + bucket cup-packs: encryption – packs hold passwords
      + bucket cup-packs: packs are deleted after 30 days, unfinished uploads after 1 day – nothing is paid for that nobody needs
      + bucket cup-packs: the agent of this version – Linux machines fetch it
      + bucket cup-packs: the Windows scripts of this version – Windows machines fetch them
      + role ac-deploy-machine – what machines run under
      + role ac-deploy-machine: report through SSM, read nothing – machines say how their server is
      + instance profile ac-deploy-machine – hands the role to machines
      + instance profile ac-deploy-machine: role ac-deploy-machine – hands the role to machines
    Nothing was changed. Run it without --plan to make them.
    ");
    let unasked = operator.call(&["setup"]).await;
    assert_eq!(unasked.code, 4);
    assert_eq!(operator.front.count("CreateBucket"), 0);
    assert_snapshot!(operator.done(&["setup", "--yes"]).await, @r#"
    To be made in your AWS account:
      + bucket cup-packs in eu-central-1 – holds the packs
      + bucket cup-packs: no public access – packs hold passwords
      + bucket cup-packs: encryption – packs hold passwords
      + bucket cup-packs: packs are deleted after 30 days, unfinished uploads after 1 day – nothing is paid for that nobody needs
      + bucket cup-packs: the agent of this version – Linux machines fetch it
      + bucket cup-packs: the Windows scripts of this version – Windows machines fetch them
      + role ac-deploy-machine – what machines run under
      + role ac-deploy-machine: report through SSM, read nothing – machines say how their server is
      + instance profile ac-deploy-machine – hands the role to machines
      + instance profile ac-deploy-machine: role ac-deploy-machine – hands the role to machines
      done: bucket cup-packs in eu-central-1
      done: bucket cup-packs: no public access
      done: bucket cup-packs: encryption
      done: bucket cup-packs: packs are deleted after 30 days, unfinished uploads after 1 day
      done: bucket cup-packs: the agent of this version
      done: bucket cup-packs: the Windows scripts of this version
      done: role ac-deploy-machine
      done: role ac-deploy-machine: report through SSM, read nothing
      done: instance profile ac-deploy-machine
      done: instance profile ac-deploy-machine: role ac-deploy-machine
    Everything is set up.
    Packs made for Windows run on Linux, sooner and for less, once you keep the game's own server program with `ac-deploy programs add`:
    in Steam right-click Assetto Corsa → Manage → Browse local files, then open the folder "server": the file is called acServer, without .exe.
    "#);
    assert_snapshot!(operator.done(&["setup"]).await, @r#"
    Everything is set up.
    Packs made for Windows run on Linux, sooner and for less, once you keep the game's own server program with `ac-deploy programs add`:
    in Steam right-click Assetto Corsa → Manage → Browse local files, then open the folder "server": the file is called acServer, without .exe.
    "#);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_changes_nothing() {
    let operator = Operator::set_up().await;
    operator.front.forget_calls();
    let plan = operator
        .done(&["deploy", "cup.zip", "--plan", "--size", "t3.medium"])
        .await;
    assert!(
        plan.contains("t3.medium with") && plan.contains(BUCKET),
        "{plan}"
    );
    let many = Sample {
        slots: 30,
        ..pack()
    };
    operator.shell.file("many.zip", many.zip());
    let plan = operator.done(&["deploy", "many.zip", "--plan"]).await;
    assert!(
        plan.contains("t3.large (for 30 drivers) with Windows")
            && plan.contains("per hour (Linux: $"),
        "{plan}"
    );
    for change in [
        "RunInstances",
        "PutObject",
        "CreateMultipartUpload",
        "DeleteObject",
        "CreateSecurityGroup",
    ] {
        assert_eq!(operator.front.count(change), 0, "{change}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_a_pack_to_the_link_and_to_the_end() {
    let operator = Operator::set_up().await;
    assert_snapshot!(operator.done(&["servers"]).await, @"There are no servers. `ac-deploy deploy PACK` makes one.");
    let deployed = operator
        .call(&["deploy", "cup.zip", "--name", "Friday Cup"])
        .await;
    assert_eq!(deployed.code, 0, "{}", deployed.err);
    assert!(
        deployed.out.starts_with("Friday Cup is online."),
        "{}",
        deployed.out
    );
    assert!(
        deployed.err.contains("launching a machine"),
        "{}",
        deployed.err
    );

    let status = &operator.json(&["status", "Friday Cup", "--json"]).await[0];
    assert_eq!(status["standing"], "online");
    assert_eq!(status["owner"], "ada");
    let link = status["link"].as_str().expect("a link").to_owned();
    assert!(deployed.out.contains(&link), "{}", deployed.out);
    assert!(
        link.contains(status["address"].as_str().expect("an address")),
        "{link}"
    );
    let closely = operator.done(&["status", "Friday Cup"]).await;
    assert!(closely.contains("ok the ports are open"), "{closely}");
    let id = status["id"].as_str().expect("an id").to_owned();
    let table = operator.done(&["servers"]).await;
    assert!(table.contains(&id) && table.contains("running"), "{table}");

    let again = operator.call(&["start", &id]).await;
    assert_eq!(again.code, 4, "it runs already: {}", again.err);
    operator.done(&["stop", "friday cup"]).await;
    let state = async || operator.json(&["servers", "--json"]).await[0]["state"].clone();
    while state().await != "stopped" {}
    let started = operator.done(&["start", &id]).await;
    assert!(started.contains("Friday Cup is online."), "{started}");
    assert!(
        !started.contains(&link),
        "a new start has a new address: {started}"
    );

    let unasked = operator.call(&["terminate", &id]).await;
    assert_eq!(unasked.code, 4, "{}", unasked.err);
    operator.done(&["terminate", &id, "--yes"]).await;
    assert_eq!(
        operator.json(&["servers", "--json"]).await,
        Value::Array(Vec::new())
    );
    assert_eq!(operator.call(&["status", &id]).await.code, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_that_lies_in_storage_is_used_in_place() {
    let operator = Operator::set_up().await;
    let s3 = operator.front.s3("AKIATEST").await;
    let put = s3
        .put_object()
        .bucket(BUCKET)
        .key("packs/cli/gt3/cup.zip")
        .body(pack().zip().into());
    put.send().await.expect("the pack is stored");
    let launched = operator
        .done(&["deploy", "s3://cup-packs/packs/cli/gt3/cup.zip", "--detach"])
        .await;
    assert!(launched.contains("is launched"), "{launched}");
    assert_eq!(operator.front.count("CreateMultipartUpload"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_pack_is_refused_before_anything_moves() {
    let operator = Operator::set_up().await;
    operator.shell.file(
        "bad.zip",
        Sample {
            program: None,
            cars: Vec::new(),
            ..pack()
        }
        .zip(),
    );
    let refused = operator.call(&["deploy", "bad.zip"]).await;
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(
        refused.err.contains("Include executable"),
        "{}",
        refused.err
    );
    assert_eq!(operator.front.count("CreateMultipartUpload"), 0);
    assert_eq!(operator.front.count("RunInstances"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_machine_to_be_had_is_worth_another_try() {
    let operator = Operator::set_up().await;
    operator
        .front
        .fail("RunInstances")
        .always()
        .refuse(world::front::Refusal::no_capacity("t3.small"));
    let failed = operator.call(&["-v", "deploy", "cup.zip"]).await;
    assert_eq!(failed.code, 6, "{}", failed.err);
    // What AWS's support asks for stands in the log, whatever the failure became.
    for said in ["InsufficientInstanceCapacity", "aws.request_id"] {
        assert!(failed.err.contains(said), "{}", failed.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_upload_leaves_nothing_behind() {
    let operator = Operator::set_up().await;
    operator.shell.file(
        "large.zip",
        Sample {
            padding_mib: 40,
            ..pack()
        }
        .zip(),
    );
    operator
        .front
        .fail("UploadPart")
        .always()
        .slow(Duration::from_secs(2));
    operator
        .front
        .fail("AbortMultipartUpload")
        .always()
        .slow(Duration::from_secs(1));
    let uploading = operator.shell.start(&["deploy", "large.zip"]);
    until(|| operator.front.count("UploadPart") != 0).await;
    uploading.signal("INT");
    let ended = uploading.ended().await;
    assert_eq!(ended.code, 130, "{}", ended.err);
    assert!(
        ended
            .err
            .ends_with("Cancelled. Nothing was launched, and nothing is kept.\n"),
        "{}",
        ended.err
    );
    assert_eq!(operator.front.count("RunInstances"), 0);
    let s3 = operator.front.s3("AKIATEST").await;
    let uploads = s3
        .list_multipart_uploads()
        .bucket(BUCKET)
        .send()
        .await
        .expect("a list");
    assert!(uploads.uploads().is_empty(), "{uploads:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stops_waiting_is_told_that_the_server_goes_on() {
    let operator = Operator::set_up().await;
    operator
        .front
        .rules(|rules| rules.agent = Duration::from_secs(600));
    let waiting = operator.shell.start(&["deploy", "cup.zip"]);
    until(|| operator.front.count("DescribeInstanceInformation") != 0).await;
    waiting.signal("INT");
    let ended = waiting.ended().await;
    assert_eq!(ended.code, 130, "{}", ended.err);
    assert!(
        ended.err.contains("is still starting") && ended.err.contains("per hour"),
        "{}",
        ended.err
    );
    assert_eq!(operator.front.count("TerminateInstances"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_credentials_and_missing_regions_are_a_matter_of_settings() {
    let operator = Operator::set_up().await;
    operator.front.fail("DescribeInstances").always().with(
        "AuthFailure",
        401,
        "not able to validate the credentials",
    );
    let ended = operator.call(&["servers"]).await;
    assert_eq!(ended.code, 5, "{}", ended.err);
    let mut nowhere = Shell::new();
    nowhere
        .variable("AC_DEPLOY_AWS__BUCKET", BUCKET)
        .variable("AWS_EC2_METADATA_DISABLED", "true");
    let ended = nowhere.call(&["servers"]).await;
    assert_eq!(ended.code, 5, "{}", ended.err);
    assert!(ended.err.contains("AWS_REGION"), "{}", ended.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_linux_pack_is_planned_deployed_and_its_log_read() {
    let operator = Operator::set_up().await;
    operator.shell.file(
        "cup.tar.gz",
        Sample {
            platform: Platform::Linux,
            ..pack()
        }
        .tar_gz(),
    );
    let plan = operator.done(&["deploy", "cup.tar.gz", "--plan"]).await;
    assert!(
        plan.contains("t3.small with Linux, 8 GiB disk")
            && plan.contains("about $0.026 per hour (Windows: $0.044)"),
        "{plan}"
    );
    operator.done(&["deploy", "cup.tar.gz"]).await;
    let log = operator.done(&["logs", "Sunday Cup"]).await;
    assert!(
        log.ends_with("\n") && log.contains("Server started"),
        "{log}"
    );
    let last = operator.done(&["logs", "sunday cup", "--lines", "1"]).await;
    assert_eq!(last.lines().count(), 1);
    assert!(log.ends_with(&last), "{last}");
    assert_eq!(operator.call(&["logs", "nobody"]).await.code, 4);
    operator.done(&["stop", "Sunday Cup"]).await;
    let off = operator.call(&["logs", "Sunday Cup"]).await;
    assert_eq!((off.code, off.out.as_str()), (4, ""), "{}", off.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_restarted_and_its_link_stays() {
    let operator = Operator::set_up().await;
    let join = |said: &str| {
        let link = said.lines().find(|line| line.contains("Join"));
        link.expect("a link").to_owned()
    };
    let deployed = operator.done(&["deploy", "cup.zip"]).await;
    let restarted = operator.done(&["restart", "Sunday Cup"]).await;
    assert!(
        restarted.starts_with("Sunday Cup is online."),
        "{restarted}"
    );
    assert_eq!(join(&deployed), join(&restarted));

    operator.front.machines()[0].set_clients(1);
    let asked = operator.call(&["restart"]).await;
    assert_eq!((asked.code, asked.out.as_str()), (4, ""), "{}", asked.err);
    let detached = operator.done(&["restart", "--yes", "--detach"]).await;
    assert_eq!(
        detached,
        "Sunday Cup is being restarted; its link stays the same.\n"
    );
    operator.done(&["stop", "Sunday Cup"]).await;
    let off = operator.call(&["restart", "Sunday Cup"]).await;
    assert_eq!(off.code, 4, "{}", off.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_replaced_by_one_on_another_machine() {
    let operator = Operator::set_up().await;
    operator.done(&["deploy", "cup.zip"]).await;
    let servers = async || operator.json(&["status", "--json"]).await;
    let old = servers().await[0].clone();

    operator.front.machines()[0].set_clients(1);
    let asked = operator.call(&["redeploy"]).await;
    assert_eq!((asked.code, asked.out.as_str()), (4, ""), "{}", asked.err);
    assert!(asked.err.contains("--yes"), "{}", asked.err);
    assert_eq!(operator.front.count("RunInstances"), 1);

    let replaced = operator.done(&["redeploy", "sunday cup", "--yes"]).await;
    assert!(replaced.starts_with("Sunday Cup is online."), "{replaced}");
    let left = servers().await;
    let left = left.as_array().expect("a list");
    assert_eq!(left.len(), 1, "the old one is deleted: {left:?}");
    assert_eq!(left[0]["standing"], "online");
    assert_ne!(left[0]["id"], old["id"]);
    assert!(!replaced.contains(old["link"].as_str().expect("a link")));
    assert_eq!(
        operator.front.count("CreateMultipartUpload"),
        1,
        "the pack is used where it lies"
    );
}

/// The operator's own image, from the plan to the machine that starts from it, and away again.
#[tokio::test(flavor = "multi_thread")]
async fn an_image_of_ones_own_is_made_after_a_yes_named_in_the_settings_and_removed() {
    let mut operator = Operator::set_up().await;
    assert_snapshot!(operator.done(&["image", "make", "--plan"]).await, @"
    An image of your own, for machines with Linux:
      machine  t3.small with Linux, for some minutes: about $0.002
      image    what is used of its disk, about 3 GiB: about $0.15 a month until you remove it
    A machine that starts from it has its agent and its account already, and begins with its pack while the system still boots.
    Prices of us-east-1 as of 2026-11.
    Nothing was made. Run it without --plan to make it.
    ");
    let unasked = operator.call(&["image", "make"]).await;
    assert_eq!(unasked.code, 4, "{}", unasked.err);
    assert_eq!(operator.front.count("RunInstances"), 0);
    let none = operator.done(&["image", "list"]).await;
    assert_snapshot!(none, @"There are no images of your own: machines start from Amazon's. `ac-deploy image make` makes one.");

    let made = operator.done(&["image", "make", "--yes"]).await;
    let all = operator.json(&["image", "list", "--json"]).await;
    let image = all[0]["image"].as_str().expect("an image").to_owned();
    assert_snapshot!(made.replace(&image, "ami-OURS"), @r#"
    An image of your own, for machines with Linux:
      machine  t3.small with Linux, for some minutes: about $0.002
      image    what is used of its disk, about 3 GiB: about $0.15 a month until you remove it
    A machine that starts from it has its agent and its account already, and begins with its pack while the system still boots.
    Prices of us-east-1 as of 2026-11.
    The image ami-OURS is ready, and its machine is deleted. It costs about $0.15 a month.
    Machines with Linux start from it once your settings say so, from the bot's next start on:

    [aws.linux]
    ami = "ami-OURS"

    It does not change any more: make a new one now and then, with the newest system, and remove the old one (`ac-deploy image list`). Prepared machines from an older image are replaced.
    "#);
    assert_eq!(operator.front.count("TerminateInstances"), 1);
    let costs = operator.done(&["cost"]).await;
    assert!(
        costs.contains("Images of your own: about $0.15 a month for 1, whichever"),
        "{costs}"
    );

    // As if the first call had been killed before it could say so: there is no second one.
    let again = operator.done(&["image", "make", "--yes"]).await;
    assert!(
        again.contains(&format!("{image} is there already, made "))
            && again.contains(&format!("ami = \"{image}\""))
            && again.contains("Nothing was made"),
        "{again}"
    );
    let asked = operator.call(&["image", "make"]).await;
    assert!(asked.out.contains("is there already"), "{}", asked.out);
    assert_eq!(operator.front.count("RunInstances"), 1);

    operator.shell.variable("AC_DEPLOY_AWS__LINUX__AMI", &image);
    let refused = operator.call(&["image", "remove", &image, "--yes"]).await;
    assert_eq!(refused.code, 4);
    assert_snapshot!(refused.err.replace(&image, "ami-OURS"), @"
    error: Your settings name ami-OURS: machines start from it.
    hint: Name another one as `ami` under [aws.linux], or leave that out; then remove this one.
    ");
    operator
        .shell
        .variable("AC_DEPLOY_AWS__LINUX__AMI", "ami-03cf127a");
    let removed = operator.done(&["image", "remove", &image, "--yes"]).await;
    assert_eq!(removed, format!("{image} is deleted.\n"));
    let again = operator.call(&["image", "remove", &image, "--yes"]).await;
    assert_eq!(again.code, 4, "{}", again.err);
}

/// Ctrl-C while its machine prepares itself, and AWS that denies the last step.
#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_does_not_come_leaves_no_machine_behind() {
    let operator = Operator::set_up().await;
    operator
        .front
        .rules(|rules| rules.boot = Duration::from_secs(3600));
    let running = operator.shell.start(&["image", "make", "--yes"]);
    until(|| operator.front.count("RunInstances") == 1).await;
    until(|| 2 < operator.front.count("DescribeInstances")).await;
    running.signal("INT");
    let ended = running.ended().await;
    assert_eq!(ended.code, 130, "{}", ended.err);
    assert!(
        ended.err.contains("Ctrl-C: no image was made."),
        "{}",
        ended.err
    );
    assert_eq!(operator.front.count("TerminateInstances"), 1);

    operator
        .front
        .rules(|rules| rules.boot = Duration::from_millis(30));
    let denied = Refusal::new(403, "UnauthorizedOperation", "You are not authorized.");
    operator.front.fail("CreateImage").always().refuse(denied);
    let ended = operator.call(&["image", "make", "--yes"]).await;
    assert_eq!(ended.code, 5, "{}", ended.err);
    assert!(ended.err.contains("config/iam/image.json"), "{}", ended.err);
    assert_eq!(operator.front.count("TerminateInstances"), 2);
}
