//! Landlock: which files a program sees, which ports it may use, whom it may signal.

use std::path::{Path, PathBuf};

use landlock::{
    ABI, Access as _, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible as _, NetPort,
    PathBeneath, PathFd, Ruleset, RulesetAttr as _, RulesetCreated, RulesetCreatedAttr as _,
    RulesetError, Scope, make_bitflags,
};

use crate::confinement::{Confinement, Files, Needs, Ports};
use crate::support::Landlock;

/// Why a program cannot be kept from files.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FilesError {
    #[error("{} cannot be opened: {source}", path.display())]
    Open {
        path: PathBuf,
        source: landlock::PathFdError,
    },
    #[error(transparent)]
    Rules(#[from] RulesetError),
}

/// What may be done below a path, or to the file that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Right {
    Read,
    Execute,
    Write,
}

/// Opens what the program may see. Nothing is in force before [`RulesetCreated::restrict_self`].
pub(crate) fn rules(
    confinement: &Confinement,
    landlock: Landlock,
) -> Result<Option<RulesetCreated>, FilesError> {
    let Some(abi) = landlock.abi() else {
        return Ok(None);
    };
    let mut rules = Ruleset::default()
        // What was found to be there has to work; what was not is never asked for.
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(abi))?;
    let network = &confinement.network;
    let limits = landlock.limits_tcp();
    for (ports, access) in [
        (&network.bind, AccessNet::BindTcp),
        (&network.connect, AccessNet::ConnectTcp),
    ] {
        if limits && matches!(ports, Ports::Only(_)) {
            rules = rules.handle_access(access)?;
        }
    }
    if landlock.limits_signals() {
        rules = rules.scope(make_bitflags!(Scope::{Signal | AbstractUnixSocket}))?;
    }
    let mut rules = rules.create()?;
    for (path, right) in in_order(&confinement.files) {
        rules = allow(rules, path, right, confinement.needs, abi)?;
    }
    for (ports, access) in [
        (&network.bind, AccessNet::BindTcp),
        (&network.connect, AccessNet::ConnectTcp),
    ] {
        if let (true, Ports::Only(ports)) = (limits, ports) {
            rules = rules.add_rules(
                ports
                    .iter()
                    .map(|port| Ok::<_, RulesetError>(NetPort::new(*port, access))),
            )?;
        }
    }
    Ok(Some(rules))
}

fn in_order(files: &Files) -> impl Iterator<Item = (&PathBuf, Right)> {
    let read = files.read.iter().map(|path| (path, Right::Read));
    let execute = files.execute.iter().map(|path| (path, Right::Execute));
    let write = files.write.iter().map(|path| (path, Right::Write));
    read.chain(execute).chain(write)
}

fn allow(
    rules: RulesetCreated,
    path: &Path,
    right: Right,
    needs: Needs,
    abi: ABI,
) -> Result<RulesetCreated, FilesError> {
    let Ok(about) = std::fs::metadata(path) else {
        return Ok(rules);
    };
    let opened = PathFd::new(path).map_err(|source| FilesError::Open {
        path: path.to_owned(),
        source,
    })?;
    let wanted = access(right, needs, abi);
    let access = match about.is_dir() {
        true => wanted,
        false => wanted & AccessFs::from_file(abi),
    };
    Ok(rules.add_rule(PathBeneath::new(opened, access))?)
}

/// The rights on a folder, as far as the kernel tells them apart.
fn access(right: Right, needs: Needs, abi: ABI) -> BitFlags<AccessFs> {
    let read = make_bitflags!(AccessFs::{ReadFile | ReadDir});
    let access = match right {
        Right::Read => read,
        Right::Execute => read | AccessFs::Execute,
        // No links, pipes, devices or sockets: whoever works here later must find none.
        Right::Write => {
            read | make_bitflags!(AccessFs::{
                WriteFile | Truncate | MakeReg | MakeDir | RemoveFile | RemoveDir | Refer
            })
        }
    };
    let access = match (right, needs.wine) {
        (Right::Write, true) => {
            access | make_bitflags!(AccessFs::{MakeSym | MakeSock | ResolveUnix})
        }
        _ => access,
    };
    access & AccessFs::from_all(abi)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_link_pipe_device_or_socket_can_be_made_where_files_can() {
        let write = access(Right::Write, Needs::default(), ABI::V6);
        for special in [
            AccessFs::MakeSym,
            AccessFs::MakeFifo,
            AccessFs::MakeSock,
            AccessFs::MakeChar,
            AccessFs::MakeBlock,
            AccessFs::Execute,
        ] {
            assert!(!write.contains(special), "{special:?}");
        }
        assert!(write.contains(AccessFs::MakeReg | AccessFs::Truncate));
    }

    #[test]
    fn what_is_only_read_cannot_be_written() {
        for right in [Right::Read, Right::Execute] {
            let rights = access(right, Needs::default(), ABI::V6);
            assert!(
                (rights & AccessFs::from_write(ABI::V6)).is_empty(),
                "{right:?}"
            );
        }
    }

    #[test]
    fn an_old_kernel_is_asked_for_nothing_that_it_does_not_know() {
        let write = access(Right::Write, Needs::default(), ABI::V1);
        assert!(!write.contains(AccessFs::Truncate) && !write.contains(AccessFs::Refer));
    }
}
