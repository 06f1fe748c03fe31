//! What holds for every text.

use std::io::ErrorKind;

use super::*;
use ::cloud::{CloudError, LocalError, NotReady};
use ::service::ServiceError;
use ::transfer::TransferError;
use domain::policy::Action;

fn failures() -> Vec<ServiceError> {
    let file = || LocalError::File {
        doing: "writing",
        path: "/data/servers".into(),
        source: ErrorKind::StorageFull.into(),
    };
    let local: Vec<CloudError> = vec![
        LocalError::NoProgram { of_packs: true }.into(),
        LocalError::NotSetUp {
            folder: "/data".into(),
        }
        .into(),
        file().into(),
        CloudError::Failed {
            operation: "local:unpack",
            code: "the work broke off".to_owned(),
            source: "panicked".into(),
        },
        CloudError::WrongState {
            operation: "local:start",
            answer: None,
        },
    ];
    local.into_iter().map(ServiceError::from).collect()
}

#[test]
fn nothing_about_a_machine_of_ones_own_speaks_of_aws() {
    for error in failures() {
        for on in [Surface::Discord, Surface::Shell] {
            let Explanation { what, hint, .. } = service(&error, on);
            assert!(!format!("{what} {hint}").contains("AWS"), "{what} {hint}");
        }
    }
}

#[test]
fn a_shell_reads_of_its_own_commands_and_of_whoever_sits_at_it() {
    let mut errors = failures();
    errors.extend([
        ServiceError::NoSuchServer {
            asked: "The bot `/x`".to_owned(),
            nearest: None,
        },
        ServiceError::PackNotYours,
        ServiceError::ShuttingDown,
        ServiceError::NothingTo {
            action: Action::Start,
        },
        ServiceError::Transfer(TransferError::TooLarge {
            limit: 1,
            size: None,
        }),
        ServiceError::Cloud(CloudError::NoCredentials {
            message: String::new(),
        }),
        ServiceError::Cloud(CloudError::AccountNotReady {
            operation: "ec2:RunInstances",
            why: NotReady::NotOptedIn,
            answer: None,
        }),
    ]);
    for error in errors {
        let Explanation { what, hint, .. } = service(&error, Surface::Shell);
        let text = format!("{what} {hint}").replace("The bot `/x`", "");
        for foreign in ["`/", "hoever runs this bot", "while you type", "attach"] {
            assert!(!text.contains(foreign), "{text}");
        }
    }
}

#[test]
fn whoever_keeps_the_bot_reads_what_aws_said_and_a_channel_does_not() {
    let error = CloudError::Denied {
        operation: "ec2:RunInstances",
        answer: Some(Box::new(::cloud::Answer::new(
            "UnauthorizedOperation",
            "You are not authorized to perform this operation.",
            Some("4711"),
        ))),
    };
    let channel = cloud(&error, Surface::Discord);
    assert!(!channel.hint.contains("4711"), "{}", channel.hint);
    let shell = cloud(&error, Surface::Shell);
    insta::assert_snapshot!(format!("{}\n{}", shell.what, shell.hint), @"
    AWS does not allow ac-deploy to do this (ec2:RunInstances).
    Give its AWS user the policy in config/iam/operator.json.
    AWS says: UnauthorizedOperation: You are not authorized to perform this operation. (request 4711)
    ");
}
