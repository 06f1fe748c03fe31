//! Which ports a pack may name.

use super::super::Platform;
use super::super::faults::{Fault, FaultKind, printable};
use super::super::ini::number;

/// What Windows itself listens on: RPC, NetBIOS, file sharing, IPsec, Remote Desktop, name
/// resolution, remote management. A pack that names one would open it to the whole internet, and
/// could not use it.
const WINDOWS: [u16; 13] = [
    135, 137, 138, 139, 445, 500, 3389, 4500, 5353, 5355, 5985, 5986, 47001,
];
/// From here on Windows hands ports out, first of all to its own services
/// (<https://learn.microsoft.com/troubleshoot/windows-server/networking/default-dynamic-port-range-tcpip-chang>).
const WINDOWS_DYNAMIC: u16 = 49152;
/// What a Linux machine listens on: SSH, DHCP, RPC, NTP, name resolution.
const LINUX: [u16; 7] = [22, 53, 68, 111, 323, 5353, 5355];

const ANY: &str = "a port, a number from 1 to 65535";

/// The port that a value names, or what it must be instead.
pub(super) fn port(value: &str, platform: Platform) -> Result<u16, &'static str> {
    let port = number(value).and_then(|port| u16::try_from(port).ok());
    match port {
        None | Some(0) => Err(ANY),
        Some(port) => match used_by_system(port, platform) {
            Some(must_be) => Err(must_be),
            None => Ok(port),
        },
    }
}

/// What a port must be instead, if the system has this one itself.
pub(in super::super) fn used_by_system(port: u16, platform: Platform) -> Option<&'static str> {
    match platform {
        Platform::Windows if WINDOWS.contains(&port) => {
            Some("a port that Windows does not use itself")
        }
        Platform::Windows if WINDOWS_DYNAMIC <= port => {
            Some("a port below 49152, as Windows hands out the higher ones itself")
        }
        Platform::Linux if LINUX.contains(&port) => {
            Some("a port that the server's machine does not use itself")
        }
        _ => None,
    }
}

/// The fault of a port that cannot be one.
pub(super) fn fault(key: &'static str, value: &str, must_be: &'static str, file: &str) -> Fault {
    FaultKind::InvalidSetting {
        key,
        value: printable(value),
        must_be,
    }
    .of(file)
}
