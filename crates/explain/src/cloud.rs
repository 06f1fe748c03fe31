//! What whoever provides machines and storage could not do, in words.

use super::local::local;
use super::{Explanation, Kind, Surface};
use ::cloud::{CloudError, NotReady};

/// A cloud's failure in words.
pub fn cloud(error: &CloudError, on: Surface) -> Explanation {
    let explained = cloud_failure(error, on);
    match on {
        Surface::Discord => explained,
        Surface::Shell => for_the_keeper(error, explained),
    }
}

fn cloud_failure(error: &CloudError, on: Surface) -> Explanation {
    match error {
        CloudError::NoCapacity { size, region } => Explanation::new(
            Kind::Unavailable,
            format!("Amazon has no free {size} machine in {region} right now."),
            "Every zone there was tried, and the other sizes that are allowed here and carry this pack's drivers. Nothing was launched: try again in some minutes, or choose another size.",
        ),
        CloudError::NoCapacityToStart { size, region } => Explanation::new(
            Kind::Unavailable,
            format!("Amazon has no free {size} machine in {region} for this server right now."),
            format!("A stopped server can start only where it lies, and no other size that is allowed here was free there either. Try again later; or {} its pack again, which may find another place, and {} this one.", on.command("deploy"), on.command("terminate")),
        ),
        CloudError::MayNotResize { size } => Explanation::new(
            Kind::Setup,
            format!("Amazon has no free {size} machine for this server right now, and {} may not start it as another size.", on.bot()),
            on.keeper_can("allow that: give its AWS user the newest config/iam/operator.json, which has ec2:ModifyInstanceAttribute. Until then, try again later."),
        ),
        CloudError::Quota { .. } => Explanation::new(
            Kind::Setup,
            "The AWS account may not run more machines of this kind.",
            "Stop or delete a server, choose a smaller size, or ask AWS for a higher limit (Service Quotas → EC2 → “Running On-Demand Standard instances”).",
        ),
        CloudError::Limit { message } => Explanation::new(
            Kind::Setup,
            format!(
                "A limit of the AWS account is reached: {}",
                sentence(message)
            ),
            on.keeper_can("delete what nobody needs in the AWS account, or ask AWS for a higher limit (Service Quotas)."),
        ),
        CloudError::AccountNotReady { why, .. } => not_ready(*why, on),
        CloudError::Denied { operation, .. } => Explanation::new(
            Kind::Setup,
            format!("AWS does not allow {} to do this ({operation}).", on.bot()),
            match operation.contains("Image") || operation.contains("Snapshot") {
                true if *operation != "ec2:DescribeImages" => {
                    "Give your AWS user the policies in config/iam/operator.json and config/iam/image.json."
                }
                _ => on.pick(
                    "Whoever runs this bot must give its AWS user the policy in config/iam/operator.json.",
                    "Give its AWS user the policy in config/iam/operator.json.",
                ),
            },
        ),
        CloudError::Throttled { .. } => Explanation::new(
            Kind::Unavailable,
            format!("AWS asks {} to slow down.", on.bot()),
            "Try again in a minute.",
        ),
        CloudError::NoCredentials { .. } => Explanation::new(
            Kind::Setup,
            format!("{} has no credentials for AWS.", on.bot_begins()),
            on.keeper_must("put AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY into the environment or the file .env, or name a profile with AWS_PROFILE."),
        ),
        CloudError::BadCredentials { .. } => Explanation::new(
            Kind::Setup,
            format!("AWS does not accept the credentials of {}.", on.bot()),
            on.keeper_must("renew them (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile) and restart it."),
        ),
        CloudError::WrongRegion {
            what,
            actual,
            configured,
        } => Explanation::new(
            Kind::Setup,
            format!("{what} is in the region {actual}, and the settings say {configured}."),
            format!(
                "Set `region = \"{actual}\"` under `[aws]` in the settings, or choose another bucket name."
            ),
        ),
        CloudError::NotFound { what, .. } => Explanation::new(
            Kind::Usage,
            format!("{what} does not exist (any more)."),
            format!("Check the name; {} shows what there is.", on.command("servers")),
        ),
        CloudError::NotSetUp { what } => Explanation::new(
            Kind::Setup,
            format!("{what} is missing in the AWS account."),
            on.keeper_must("run `ac-deploy setup` once."),
        ),
        CloudError::ForeignBucket { bucket } => Explanation::new(
            Kind::Usage,
            format!("{} does not take packs from the bucket {bucket}.", on.bot_begins()),
            on.keeper_can("allow it: add the bucket to `buckets` under `[aws]` in the settings."),
        ),
        CloudError::BucketTaken { bucket } => Explanation::new(
            Kind::Setup,
            format!(
                "Another AWS account has a bucket named {bucket} already; bucket names are unique in the world."
            ),
            "Choose another `bucket` under `[aws]` in the settings, and run `ac-deploy setup` again.",
        ),
        CloudError::BucketClosed { bucket } => Explanation::new(
            Kind::Setup,
            format!(
                "There is a bucket named {bucket}, and AWS does not let these credentials look at it."
            ),
            "Either another AWS account has this name (names are unique in the world): choose another `bucket` under `[aws]` in the settings. Or the AWS user lacks s3:ListBucket: give it the policy in config/iam/operator.json.",
        ),
        CloudError::WrongState { .. } => Explanation::new(
            Kind::Usage,
            "The server is just changing its state.",
            "Try again in a minute.",
        ),
        CloudError::TooMuchUserData { .. } => Explanation::new(
            Kind::Pack,
            "The instructions for the machine do not fit.",
            "Shorten the pack's file name and the names of its folders, and deploy again.",
        ),
        CloudError::NoAgent { .. } => Explanation::new(
            Kind::Setup,
            format!(
                "{} lacks the program that Linux machines run, ac-deploy-agent.",
                on.bot_begins()
            ),
            "Put it beside ac-deploy (it is in the same archive; from the sources: `cargo install --path crates/agent --locked`), or name it under [aws] as `agent`.",
        ),
        CloudError::NoMachineAnswer { server } => Explanation::new(
            Kind::Unavailable,
            format!("The machine of the server {server} does not answer."),
            format!("Try again in a minute; {} shows how it is.", on.command("status")),
        ),
        CloudError::Timeout { .. } => Explanation::new(
            Kind::Unavailable,
            "AWS did not answer in time.",
            format!("Look at {} before you try again: what was asked for may still have happened.", on.command("servers")),
        ),
        CloudError::Unreachable { .. } => Explanation::new(
            Kind::Unavailable,
            format!("{} cannot reach AWS.", on.bot_begins()),
            on.pick(
                "Whoever runs this bot can look at the network of its machine. Try again in a minute.",
                "Look at this machine's network. Try again in a minute.",
            ),
        ),
        CloudError::Local(error) => local(error, on),
        CloudError::Failed {
            operation, code, ..
        } => Explanation::new(
            Kind::Unavailable,
            match operation.strip_prefix("local:") {
                Some(doing) => format!("The servers' machine could not do this ({doing}: {code})."),
                None => format!("AWS refused to do this ({operation}: {code})."),
            },
            format!(
                "Try again in a minute. If it stays so, {}.",
                on.pick("the bot's log says more", "-v shows more")
            ),
        ),
    }
}

/// Whether only set-up makes this call.
fn makes_something(operation: &str) -> bool {
    operation == "ec2:CreateDefaultVpc"
        || operation == "s3:CreateBucket"
        || operation.starts_with("s3:PutBucket")
        || operation.starts_with("s3:PutEncryption")
        || operation.starts_with("s3:PutLifecycle")
        || operation.starts_with("iam:") && !operation.starts_with("iam:Get")
}

/// Why an account cannot run machines yet, and who can change that.
fn not_ready(why: NotReady, on: Surface) -> Explanation {
    let (what, hint) = match why {
        NotReady::BeingVerified => (
            "AWS is still checking this new account before its first machine in this region.",
            "Nothing was launched. It takes some minutes, sometimes four hours; AWS writes an email to the account's owner. Then deploy again: the pack is in storage.".to_owned(),
        ),
        NotReady::FreePlan => (
            "This AWS account's free plan does not include machines of this size.",
            on.pick(
                "Choose `t3.small`, or whoever runs this bot can upgrade the account's plan (AWS console → Billing → Free plan).",
                "Choose `t3.small`, or upgrade the account's plan (AWS console → Billing → Free plan).",
            )
            .to_owned(),
        ),
        NotReady::NoSubnet => (
            "The default network of the AWS account has no subnet that gives machines a public address.",
            on.keeper_can("make one: `aws ec2 create-default-subnet --availability-zone ZONE`; where there is one, switch on “Auto-assign public IPv4 address” for it (VPC → Subnets)."),
        ),
        NotReady::NotOptedIn => (
            "EC2 is not switched on for this AWS account in this region.",
            on.keeper_must("enable the region (AWS console → Account → AWS Regions), or finish the sign-up of the account, or name another `region` under `[aws]` in the settings."),
        ),
        NotReady::Blocked => (
            "AWS has blocked this account.",
            on.keeper_must("open a case with AWS's support (Account and billing); AWS usually wrote an email why."),
        ),
    };
    Explanation::new(Kind::Setup, what, hint)
}

/// What a service said, with a full stop.
fn sentence(said: &str) -> String {
    let said = said.trim();
    if said.ends_with(['.', '!', '?']) {
        said.to_owned()
    } else {
        format!("{said}.")
    }
}

/// What is added for whoever keeps the bot: what only set-up needs, and the cloud's own sentence.
fn for_the_keeper(error: &CloudError, mut explained: Explanation) -> Explanation {
    if let CloudError::Denied { operation, .. } = error
        && makes_something(operation)
    {
        explained.hint = "`ac-deploy setup` needs the credentials of an admin, or of somebody who has the policy in config/iam/setup.json; the bot's own cannot change what it makes.".to_owned();
    }
    if let Some(answer) = error.answer() {
        explained.hint.push_str(&format!("\nAWS says: {answer}"));
    }
    explained
}
