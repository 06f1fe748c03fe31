//! Each rule that the front adds to moto, once, through the real SDK.

mod common;

use aws_sdk_ec2::{
    error::ProvideErrorMetadata,
    types::{Filter, InstanceStateName},
};
use common::{KEY, code, front, launch, launched, make_profile, profile, until};
use std::time::Duration;
use world::front::{Front, Refusal};

async fn ec2(front: &Front) -> aws_sdk_ec2::Client {
    aws_sdk_ec2::Client::new(&front.sdk_config(KEY).await)
}

async fn instance(ec2: &aws_sdk_ec2::Client, id: &str) -> aws_sdk_ec2::types::Instance {
    let answer = ec2.describe_instances().instance_ids(id).send().await;
    answer.expect("known").reservations()[0].instances()[0].clone()
}

async fn in_state(
    ec2: &aws_sdk_ec2::Client,
    id: &str,
    state: InstanceStateName,
) -> aws_sdk_ec2::types::Instance {
    until(async || {
        let instance = instance(ec2, id).await;
        let is = instance.state()?.name()? == &state;
        is.then_some(instance)
    })
    .await
}

mod launching {
    use super::*;

    #[tokio::test]
    async fn a_client_token_buys_one_machine() {
        let front = front().await;
        let ec2 = ec2(&front).await;
        let first = launched(launch(&ec2).client_token("once")).await;
        let again = launched(launch(&ec2).client_token("once")).await;
        assert_eq!(first, again);
        let other = launch(&ec2)
            .client_token("once")
            .key_name("other")
            .send()
            .await;
        assert_eq!(code(other), "IdempotentParameterMismatch");
        assert_ne!(launched(launch(&ec2).client_token("twice")).await, first);
    }

    #[tokio::test]
    async fn an_answer_that_is_lost_costs_no_second_machine() {
        let front = front().await;
        let ec2 = ec2(&front).await;
        front.fail("RunInstances").lose_answer();
        launched(launch(&ec2)).await;
        assert_eq!(front.count("RunInstances"), 2);
        let all = ec2.describe_instances().send().await.expect("a list");
        assert_eq!(all.reservations().len(), 1);
    }

    #[tokio::test]
    async fn user_data_is_limited_to_16_kib() {
        let front = front().await;
        let ec2 = ec2(&front).await;
        use base64::{Engine, engine::general_purpose::STANDARD};
        let fits = STANDARD.encode(vec![b'x'; 16 * 1024]);
        let too_long = STANDARD.encode(vec![b'x'; 16 * 1024 + 1]);
        launched(launch(&ec2).user_data(fits)).await;
        let refused = launch(&ec2).user_data(too_long).send().await;
        assert_eq!(code(refused), "InvalidParameterValue");
    }

    #[tokio::test]
    async fn a_new_profile_is_unknown_for_a_while() {
        let front = front().await;
        front.rules(|rules| rules.profile_propagation = Duration::from_millis(300));
        let (ec2, iam) = (
            ec2(&front).await,
            aws_sdk_iam::Client::new(&front.sdk_config(KEY).await),
        );
        let profile = profile("machine");
        let with_profile = || launch(&ec2).iam_instance_profile(profile.clone());
        let before = with_profile().send().await.expect_err("no profile yet");
        assert_eq!(before.code(), Some("InvalidParameterValue"));
        make_profile(&iam, "machine").await;
        let early = with_profile().send().await.expect_err("too early");
        assert!(
            early
                .message()
                .is_some_and(|said| said.contains("Invalid IAM Instance Profile name"))
        );
        until(async || with_profile().send().await.ok()).await;
    }

    #[tokio::test]
    async fn failures_come_on_demand() {
        let front = front().await;
        let ec2 = ec2(&front).await;
        front.fail("RunInstances").refuse(Refusal::vcpu_limit());
        assert_eq!(code(launch(&ec2).send().await), "VcpuLimitExceeded");
        // The SDK repeats what it takes for the service's own fault.
        front
            .fail("ec2:RunInstances")
            .times(3)
            .refuse(Refusal::no_capacity("t3.small"));
        assert_eq!(
            code(launch(&ec2).send().await),
            "InsufficientInstanceCapacity"
        );
        front
            .fail("RunInstances")
            .nth(2)
            .with("Unsupported", 400, "not here");
        launched(launch(&ec2)).await;
        assert_eq!(code(launch(&ec2).send().await), "Unsupported");
        launched(launch(&ec2)).await;
        front.fail("ec2:*").always().throttle();
        assert_eq!(
            code(ec2.describe_instances().send().await),
            "RequestLimitExceeded"
        );
        front.heal();
        ec2.describe_instances().send().await.expect("healed");
    }

    #[tokio::test]
    async fn a_new_instance_may_be_unknown_at_first() {
        let front = front().await;
        front.rules(|rules| rules.instance_hidden_calls = 2);
        let ec2 = ec2(&front).await;
        let id = launched(launch(&ec2)).await;
        let all = ec2.describe_instances().send().await.expect("a list");
        assert!(all.reservations().is_empty());
        let named = ec2.describe_instances().instance_ids(&id).send().await;
        assert_eq!(code(named), "InvalidInstanceID.NotFound");
        instance(&ec2, &id).await;
    }
}

mod instances {
    use super::*;

    fn slowly(front: &Front) {
        changes_take(front, Duration::from_secs(60));
    }

    fn at_once(front: &Front) {
        changes_take(front, Duration::ZERO);
    }

    fn changes_take(front: &Front, time: Duration) {
        front.rules(|rules| {
            rules.pending = time;
            rules.stopping = time;
            rules.shutting_down = time;
        });
    }

    #[tokio::test]
    async fn states_take_time_and_addresses_are_loopback() {
        let front = front().await;
        slowly(&front);
        let ec2 = ec2(&front).await;
        let id = launched(launch(&ec2)).await;
        assert_eq!(instance(&ec2, &id).await.public_ip_address(), None);
        at_once(&front);
        let running = in_state(&ec2, &id, InstanceStateName::Running).await;
        let first = running.public_ip_address().expect("an address").to_owned();
        assert!(first.starts_with("127."), "{first}");
        let filter = Filter::builder().name("ip-address").values(&first).build();
        let found = ec2.describe_instances().filters(filter).send().await;
        assert_eq!(found.expect("a list").reservations().len(), 1);

        slowly(&front);
        ec2.stop_instances()
            .instance_ids(&id)
            .send()
            .await
            .expect("stops");
        let early = ec2.start_instances().instance_ids(&id).send().await;
        assert_eq!(code(early), "IncorrectInstanceState");
        at_once(&front);
        let stopped = in_state(&ec2, &id, InstanceStateName::Stopped).await;
        assert_eq!(stopped.public_ip_address(), None);
        ec2.start_instances()
            .instance_ids(&id)
            .send()
            .await
            .expect("starts");
        let again = in_state(&ec2, &id, InstanceStateName::Running).await;
        assert_ne!(again.public_ip_address(), Some(first.as_str()));
    }

    #[tokio::test]
    async fn filtering_by_state_means_the_state_that_is_shown() {
        let front = front().await;
        slowly(&front);
        let ec2 = ec2(&front).await;
        launched(launch(&ec2)).await;
        let count = async |state: &str| {
            let filter = Filter::builder()
                .name("instance-state-name")
                .values(state)
                .build();
            let list = ec2.describe_instances().filters(filter).send().await;
            list.expect("a list").reservations().len()
        };
        assert_eq!(count("pending").await, 1);
        assert_eq!(count("running").await, 0);
    }

    #[tokio::test]
    async fn lists_come_in_pages() {
        let front = front().await;
        front.rules(|rules| rules.instance_page = 2);
        let ec2 = ec2(&front).await;
        for _ in 0..5 {
            launched(launch(&ec2)).await;
        }
        let one = ec2.describe_instances().send().await.expect("a page");
        assert_eq!(one.reservations().len(), 2);
        let pages = ec2.describe_instances().into_paginator().items().send();
        assert_eq!(
            pages
                .collect::<Result<Vec<_>, _>>()
                .await
                .expect("all")
                .len(),
            5
        );
    }

    #[tokio::test]
    async fn a_group_in_use_stays_until_the_instance_is_terminated() {
        let front = front().await;
        let ec2 = ec2(&front).await;
        let group = ec2.create_security_group().group_name("g").description("d");
        let group = group
            .send()
            .await
            .expect("a group")
            .group_id
            .expect("an id");
        let id = launched(launch(&ec2).security_group_ids(&group)).await;
        let delete = || ec2.delete_security_group().group_id(&group).send();
        assert_eq!(code(delete().await), "DependencyViolation");
        slowly(&front);
        ec2.terminate_instances()
            .instance_ids(&id)
            .send()
            .await
            .expect("terminates");
        assert_eq!(code(delete().await), "DependencyViolation");
        at_once(&front);
        in_state(&ec2, &id, InstanceStateName::Terminated).await;
        delete().await.expect("no longer in use");
    }

    #[tokio::test]
    async fn tags_have_limits() {
        let front = front().await;
        let ec2 = ec2(&front).await;
        let id = launched(launch(&ec2)).await;
        let tag = |value: String| {
            aws_sdk_ec2::types::Tag::builder()
                .key("k")
                .value(value)
                .build()
        };
        let write = async |value| {
            ec2.create_tags()
                .resources(&id)
                .tags(tag(value))
                .send()
                .await
        };
        write("x".repeat(256)).await.expect("fits");
        assert_eq!(code(write("x".repeat(257)).await), "InvalidParameterValue");
    }

    #[tokio::test]
    async fn an_image_tells_its_root_volume() {
        let front = front().await;
        let (ec2, ssm) = (
            ec2(&front).await,
            aws_sdk_ssm::Client::new(&front.sdk_config(KEY).await),
        );
        let name = "/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base";
        let parameter = ssm.get_parameter().name(name).send().await.expect("known");
        let image = parameter
            .parameter()
            .and_then(|one| one.value())
            .expect("a value");
        let images = ec2
            .describe_images()
            .image_ids(image)
            .send()
            .await
            .expect("known");
        let root = images.images()[0].block_device_mappings()[0]
            .ebs()
            .expect("a volume");
        assert_eq!(root.volume_size(), Some(30));
        let unknown = ssm
            .get_parameter()
            .name("/aws/service/nothing")
            .send()
            .await;
        assert_eq!(code(unknown), "ParameterNotFound");
    }
}

mod storage {
    use super::*;
    use aws_sdk_s3::{
        presigning::PresigningConfig,
        primitives::ByteStream,
        types::{
            BucketLocationConstraint, CompletedMultipartUpload, CompletedPart,
            CreateBucketConfiguration,
        },
    };
    use bytes::Bytes;

    async fn bucket(front: &Front) -> aws_sdk_s3::Client {
        let s3 = front.s3(KEY).await;
        common::make_bucket(&s3, "packs").await;
        s3
    }

    #[tokio::test]
    async fn a_wrong_checksum_makes_no_object() {
        let front = front().await;
        let s3 = bucket(&front).await;
        let put = |sum: &str| {
            let body = ByteStream::from(Bytes::from(vec![7; 300_000]));
            let put = s3.put_object().bucket("packs").key("a b/ü+.zip").body(body);
            put.checksum_crc32(sum).send()
        };
        assert_eq!(code(put("AAAAAA==").await), "BadDigest");
        let head = || s3.head_object().bucket("packs").key("a b/ü+.zip").send();
        assert!(head().await.is_err());
        put("QzCfAg==").await.expect_err("still a guess");
        let body = ByteStream::from(Bytes::from(vec![7; 300_000]));
        let right = s3.put_object().bucket("packs").key("a b/ü+.zip").body(body);
        right.send().await.expect("the SDK's own checksum is right");
        let head = head().await.expect("there");
        assert_eq!(head.content_length(), Some(300_000));
        let range = s3
            .get_object()
            .bucket("packs")
            .key("a b/ü+.zip")
            .range("bytes=5-9");
        let body = range.send().await.expect("there").body.collect().await;
        assert_eq!(body.expect("a body").into_bytes(), vec![7; 5]);
    }

    async fn start(s3: &aws_sdk_s3::Client) -> String {
        let create = s3.create_multipart_upload().bucket("packs").key("k");
        create
            .send()
            .await
            .expect("an upload")
            .upload_id
            .expect("an id")
    }

    async fn part(
        s3: &aws_sdk_s3::Client,
        upload: &str,
        number: i32,
        size: usize,
    ) -> Result<CompletedPart, String> {
        let put = s3.upload_part().bucket("packs").key("k").upload_id(upload);
        let put = put
            .part_number(number)
            .body(Bytes::from(vec![1; size]).into());
        let done = put
            .send()
            .await
            .map_err(|error| code::<(), _>(Err(error)))?;
        let part = CompletedPart::builder().part_number(number);
        Ok(part.e_tag(done.e_tag.expect("a tag")).build())
    }

    #[tokio::test]
    async fn uploads_in_parts_follow_the_rules() {
        let front = front().await;
        let s3 = bucket(&front).await;
        let upload = start(&s3).await;
        let small = part(&s3, &upload, 1, 1000).await.expect("put");
        let last = part(&s3, &upload, 2, 1000).await.expect("put");
        let complete = |parts: Vec<CompletedPart>| {
            let parts = CompletedMultipartUpload::builder()
                .set_parts(Some(parts))
                .build();
            let complete = s3.complete_multipart_upload().bucket("packs").key("k");
            complete.upload_id(&upload).multipart_upload(parts).send()
        };
        assert_eq!(
            code(complete(vec![small, last.clone()]).await),
            "EntityTooSmall"
        );
        let big = part(&s3, &upload, 1, 5 << 20).await.expect("put");
        let wrong = CompletedPart::builder()
            .part_number(1)
            .e_tag("\"none\"")
            .build();
        assert_eq!(
            code(complete(vec![wrong, last.clone()]).await),
            "InvalidPart"
        );
        let list = s3
            .list_multipart_uploads()
            .bucket("packs")
            .send()
            .await
            .expect("a list");
        assert_eq!(list.uploads().len(), 1);
        complete(vec![big, last]).await.expect("complete");
        let list = s3
            .list_multipart_uploads()
            .bucket("packs")
            .send()
            .await
            .expect("a list");
        assert_eq!(list.uploads().len(), 0);
    }

    #[tokio::test]
    async fn parts_of_an_upload_that_is_gone_are_refused() {
        let front = front().await;
        let s3 = bucket(&front).await;
        let upload = start(&s3).await;
        let abort = || {
            s3.abort_multipart_upload()
                .bucket("packs")
                .key("k")
                .upload_id(&upload)
                .send()
        };
        abort().await.expect("aborted");
        assert_eq!(code(abort().await), "NoSuchUpload");
        assert_eq!(
            part(&s3, &upload, 1, 6 << 20).await.expect_err("gone"),
            "NoSuchUpload"
        );
    }

    #[tokio::test]
    async fn a_presigned_url_expires() {
        let front = front().await;
        let s3 = bucket(&front).await;
        let put = s3
            .put_object()
            .bucket("packs")
            .key("k")
            .body(Bytes::from("hello").into());
        put.send().await.expect("put");
        let url = async |start: Option<std::time::SystemTime>| {
            let mut config = PresigningConfig::builder().expires_in(Duration::from_secs(60));
            config.set_start_time(start);
            let get = s3.get_object().bucket("packs").key("k");
            let config = config.build().expect("a minute");
            get.presigned(config).await.expect("a URL").uri().to_owned()
        };
        let fetch = async |url: String| {
            let answer = reqwest::get(url).await.expect("an answer");
            (
                answer.status().as_u16(),
                answer.text().await.expect("a text"),
            )
        };
        assert_eq!(fetch(url(None).await).await, (200, "hello".to_owned()));
        let old = std::time::SystemTime::now() - Duration::from_secs(120);
        let (status, said) = fetch(url(Some(old)).await).await;
        assert_eq!(status, 403);
        assert!(said.contains("<Code>AccessDenied</Code>") && said.contains("Request has expired"));
    }

    #[tokio::test]
    async fn a_bucket_is_reached_in_its_own_region_only() {
        let front = front().await;
        bucket(&front).await;
        let config = front.sdk_config_in(KEY, "us-east-1").await;
        let config = aws_sdk_s3::config::Builder::from(&config)
            .force_path_style(true)
            .build();
        let elsewhere = aws_sdk_s3::Client::from_conf(config);
        let list = elsewhere.list_objects_v2().bucket("packs").send().await;
        assert_eq!(code(list), "PermanentRedirect");
        let create = elsewhere
            .create_bucket()
            .bucket("second")
            .create_bucket_configuration(
                CreateBucketConfiguration::builder()
                    .location_constraint(BucketLocationConstraint::EuCentral1)
                    .build(),
            );
        assert_eq!(
            code(create.send().await),
            "IllegalLocationConstraintException"
        );
    }

    #[tokio::test]
    async fn a_download_breaks_off_on_demand() {
        let front = front().await;
        let s3 = bucket(&front).await;
        let put = s3.put_object().bucket("packs").key("k");
        put.body(Bytes::from(vec![1; 100_000]).into())
            .send()
            .await
            .expect("put");
        front.fail("GetObject").cut_body(10_000);
        let get = s3
            .get_object()
            .bucket("packs")
            .key("k")
            .send()
            .await
            .expect("it starts");
        assert!(get.body.collect().await.is_err());
    }
}

mod permissions {
    use super::*;
    use serde_json::json;

    #[tokio::test]
    async fn a_launch_needs_each_of_its_resources() {
        let front = front().await;
        let admin = aws_sdk_iam::Client::new(&front.sdk_config("ADMIN").await);
        make_profile(&admin, "machine").await;
        let ec2 = ec2(&front).await;
        let profile = profile("machine");
        let request = || launch(&ec2).iam_instance_profile(profile.clone());
        let run = json!({ "Effect": "Allow", "Action": "ec2:RunInstances", "Resource": [
            "arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:volume/*",
            "arn:aws:ec2:*:*:network-interface/*", "arn:aws:ec2:*::image/*",
        ]});
        front.enforce(KEY, &json!({ "Statement": [run] }).to_string());
        let no_subnet = request().send().await.expect_err("no subnet");
        assert_eq!(no_subnet.code(), Some("UnauthorizedOperation"));
        assert!(front.denied()[0].resource.contains(":subnet/subnet-"));

        let subnet = json!({ "Effect": "Allow", "Action": "ec2:RunInstances",
            "Resource": "arn:aws:ec2:*:*:subnet/*" });
        front.enforce(KEY, &json!({ "Statement": subnet }).to_string());
        assert_eq!(code(request().send().await), "UnauthorizedOperation");
        assert_eq!(front.denied()[1].action, "iam:PassRole");

        let pass = json!({ "Effect": "Allow", "Action": "iam:PassRole",
            "Resource": "arn:aws:iam::*:role/machine",
            "Condition": { "StringEquals": { "iam:PassedToService": "ec2.amazonaws.com" } } });
        front.enforce(KEY, &json!({ "Statement": pass }).to_string());
        request().send().await.expect("all that it needs");
        assert!(front.used_actions(KEY).contains("iam:PassRole"));
    }

    #[tokio::test]
    async fn each_service_words_a_denial_its_own_way() {
        let front = front().await;
        front.enforce(KEY, r#"{ "Statement": [] }"#);
        let config = front.sdk_config(KEY).await;
        let ssm = aws_sdk_ssm::Client::new(&config);
        let iam = aws_sdk_iam::Client::new(&config);
        let s3 = front.s3(KEY).await;
        assert_eq!(
            code(ssm.describe_instance_information().send().await),
            "AccessDeniedException"
        );
        assert_eq!(
            code(iam.get_role().role_name("r").send().await),
            "AccessDenied"
        );
        let put = s3.put_object().bucket("b").key("k");
        let put = put.body(bytes::Bytes::from(vec![0; 8 << 20]).into());
        assert_eq!(code(put.send().await), "AccessDenied");
        assert_eq!(front.denied().len(), 3);
    }

    #[tokio::test]
    async fn tags_open_doors() {
        let front = front().await;
        let admin = aws_sdk_ec2::Client::new(&front.sdk_config("ADMIN").await);
        let ec2 = ec2(&front).await;
        let id = launched(launch(&admin)).await;
        let policy = json!({ "Statement": { "Effect": "Allow", "Action": "ec2:TerminateInstances",
            "Resource": "*", "Condition": { "StringEquals": { "aws:ResourceTag/app": "ours" } } } });
        front.enforce(KEY, &policy.to_string());
        let terminate = || ec2.terminate_instances().instance_ids(&id).send();
        assert_eq!(code(terminate().await), "UnauthorizedOperation");
        let tag = aws_sdk_ec2::types::Tag::builder()
            .key("app")
            .value("ours")
            .build();
        admin
            .create_tags()
            .resources(&id)
            .tags(tag)
            .send()
            .await
            .expect("tagged");
        terminate().await.expect("it is ours");
    }
}

mod commands {
    use super::*;
    use aws_sdk_ssm::types::CommandInvocationStatus as Status;

    #[tokio::test]
    async fn a_command_takes_its_way() {
        let front = front().await;
        let config = front.sdk_config(KEY).await;
        let (ec2, ssm) = (ec2(&front).await, aws_sdk_ssm::Client::new(&config));
        make_profile(&aws_sdk_iam::Client::new(&config), "machine").await;
        let profile = profile("machine");
        let id = launched(launch(&ec2).iam_instance_profile(profile)).await;
        let send = |document: &str, seconds: i32| {
            let send = ssm.send_command().document_name(document).instance_ids(&id);
            let send = send.timeout_seconds(seconds);
            send.parameters("commands", vec![r"Get-Content 'C:\missing.txt'".to_owned()])
                .send()
        };
        assert_eq!(
            code(send("AWS-RunPowerShellScript", 60).await),
            "InvalidInstanceId"
        );
        until(async || {
            let list = ssm
                .describe_instance_information()
                .send()
                .await
                .expect("a list");
            (!list.instance_information_list().is_empty()).then_some(())
        })
        .await;
        assert_eq!(
            code(send("AWS-RunPowerShellScript", 29).await),
            "ValidationException"
        );
        assert_eq!(
            code(send("AWS-RunShellScript", 60).await),
            "UnsupportedPlatformType"
        );
        let command = send("AWS-RunPowerShellScript", 60).await.expect("sent");
        let command = command.command().and_then(|command| command.command_id());
        let command = command.expect("an id").to_owned();
        let get = || {
            let get = ssm.get_command_invocation().command_id(&command);
            get.instance_id(&id).send()
        };
        assert_eq!(code(get().await), "InvocationDoesNotExist");
        let done = until(async || {
            let answer = get().await.ok()?;
            matches!(answer.status(), Some(Status::Failed | Status::Success)).then_some(answer)
        })
        .await;
        assert_eq!(done.response_code(), 127);
        assert!(
            done.standard_error_content()
                .is_some_and(|said| said.contains("missing.txt"))
        );
        let list = ssm
            .list_command_invocations()
            .command_id(&command)
            .details(true);
        let list = list.send().await.expect("a list");
        let plugin = &list.command_invocations()[0].command_plugins()[0];
        assert!(
            plugin
                .output()
                .is_some_and(|said| said.contains("missing.txt"))
        );
    }
}
