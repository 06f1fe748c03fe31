//! Packs that could not be fetched, taken or moved, in words.

use super::{Explanation, Kind, Surface, cloud, mebibytes};
use pack::Faults;
use transfer::{AddressError, TransferError};

pub(super) fn pack(faults: &Faults) -> Explanation {
    let hint = format!("{faults}\n{}", faults.hint());
    Explanation::new(Kind::Pack, "This pack cannot run.", hint)
}

pub(super) fn transfer(error: &TransferError, on: Surface) -> Explanation {
    let again = on.pick(
        "Nothing was kept. Try again; if it stays like this, send the pack in another way: attached, or by another link.",
        "Nothing was kept. Try again; if it stays like this, fetch the pack yourself and name the file.",
    );
    match error {
        TransferError::Address(error) => address(error, on),
        TransferError::Gone { host, .. } => Explanation::new(
            Kind::Usage,
            format!("The pack is no longer at {host}."),
            on.pick(
                "The link has expired or the file was deleted (Discord's links last about a day). Attach the pack again, or send a fresh link.",
                "The link has expired or the file was deleted (Discord's links last about a day). Name a fresh link, or a file of this machine.",
            ),
        ),
        TransferError::Status { host, status } => Explanation::new(
            Kind::Unavailable,
            format!("{host} did not deliver the pack (HTTP {status})."),
            again,
        ),
        TransferError::Unreachable { host, .. } => Explanation::new(
            Kind::Unavailable,
            format!("There is no connection to {host}."),
            "Check the link, and try again in a few minutes.",
        ),
        TransferError::Stalled {
            host,
            seconds,
            received,
        } => Explanation::new(
            Kind::Unavailable,
            format!(
                "{host} sent nothing more for {seconds} seconds, after {}.",
                mebibytes(*received)
            ),
            again,
        ),
        TransferError::Broken { host, received, .. } => Explanation::new(
            Kind::Unavailable,
            format!(
                "The download from {host} broke off after {}.",
                mebibytes(*received)
            ),
            again,
        ),
        TransferError::Changed { host } => Explanation::new(
            Kind::Unavailable,
            format!("The file at {host} was changed while it was being fetched."),
            "Wait until it is uploaded there completely, then try again.",
        ),
        TransferError::WrongSize { announced, actual } => Explanation::new(
            Kind::Unavailable,
            format!("The pack has {actual} bytes, and {announced} were announced."),
            again,
        ),
        TransferError::TooLarge { limit, size } => Explanation::new(
            Kind::Refused,
            match size {
                Some(size) => format!(
                    "The pack is too large: {} of at most {}.",
                    mebibytes(*size),
                    mebibytes(*limit)
                ),
                None => format!(
                    "The pack is larger than the {} that are allowed.",
                    mebibytes(*limit)
                ),
            },
            on.pick(
                "Pack fewer cars and skins, or ask whoever runs this bot to raise `max_pack_mib`.",
                "Pack fewer cars and skins, or raise `max_pack_mib` in the settings.",
            ),
        ),
        TransferError::File { path, source } => Explanation::new(
            Kind::Usage,
            format!("{} cannot be read: {source}.", path.display()),
            "Check the path and whether you may read the file.",
        ),
        TransferError::Unfit(faults) => pack(faults),
        TransferError::Cloud(error) => cloud::cloud(error, on),
        TransferError::Cancelled => Explanation::new(
            Kind::Usage,
            "The upload was cancelled.",
            "Nothing was launched.",
        ),
        TransferError::Client(_) => Explanation::new(
            Kind::Setup,
            "Secure connections cannot be made on this machine.",
            on.pick(
                "Whoever runs this bot finds the reason in its log.",
                "-v shows the reason.",
            ),
        ),
    }
}

fn address(error: &AddressError, on: Surface) -> Explanation {
    let direct = on.pick(
        "Send a direct https link to the file, or attach the pack to `/deploy file`.",
        "Name a direct https link to the file, or a file of this machine.",
    );
    let (what, hint) = match error {
        AddressError::NotHttps { host } => (
            format!("The link to {host} is not https."),
            direct.to_owned(),
        ),
        AddressError::Credentials { host } => (
            format!("The link to {host} holds a user name or password."),
            on.pick(
                "Everybody in the channel could read it. Send a link that works without.",
                "It would be kept with the order. Name a link that works without.",
            )
            .to_owned(),
        ),
        AddressError::Private { host } => (
            format!("{host} is not an address of the public internet."),
            on.keeper_can(
                "allow it: add it to `trusted_hosts` under `[transfer]` in the settings.",
            ),
        ),
        AddressError::OtherPort { host } => (
            format!("{host} is not allowed with this port."),
            on.keeper_can("allow it in `trusted_hosts` under `[transfer]` in the settings."),
        ),
        AddressError::Offline { host } => (
            format!("{host} is on the internet, and the sandbox sends nothing there."),
            "Attach the pack instead. The bot itself fetches a link like this one.".to_owned(),
        ),
        AddressError::Redirects { host } => (
            format!("The link leads on and on, at last to {host}."),
            direct.to_owned(),
        ),
    };
    Explanation::new(Kind::Refused, what, hint)
}
