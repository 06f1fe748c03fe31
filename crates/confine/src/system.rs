//! The files of a system that nearly every program needs to be read or executed, and what .NET
//! wants to be told.

use std::path::PathBuf;

/// Libraries and loaders. They are executed as well: the loader is, and so is a script's interpreter.
pub fn libraries() -> Vec<PathBuf> {
    paths(&[
        "/lib",
        "/lib32",
        "/lib64",
        "/libx32",
        "/usr/lib",
        "/usr/lib32",
        "/usr/lib64",
        "/usr/local/lib",
        "/usr/share/dotnet",
        "/opt/dotnet",
    ])
}

/// The programs of the system, for a server program that is a script.
pub fn programs() -> Vec<PathBuf> {
    paths(&["/bin", "/usr/bin", "/usr/local/bin"])
}

/// What programs look things up in: names, certificates, times, themselves. Nothing of it is secret.
pub fn lookups() -> Vec<PathBuf> {
    paths(&[
        "/etc/ld.so.cache",
        "/etc/ld.so.conf",
        "/etc/ld.so.conf.d",
        "/etc/hosts",
        "/etc/host.conf",
        "/etc/nsswitch.conf",
        "/etc/resolv.conf",
        "/etc/gai.conf",
        "/etc/services",
        "/etc/protocols",
        "/etc/ssl/certs",
        "/etc/ssl/openssl.cnf",
        "/etc/ssl/cert.pem",
        "/etc/pki/tls/certs",
        "/etc/pki/tls/openssl.cnf",
        "/etc/pki/ca-trust/extracted",
        "/usr/share/ca-certificates",
        "/usr/local/share/ca-certificates",
        "/etc/crypto-policies",
        "/usr/share/crypto-policies",
        "/etc/localtime",
        "/usr/share/zoneinfo",
        "/usr/share/locale",
        "/usr/share/icu",
        "/etc/os-release",
        "/etc/dotnet",
        "/etc/alternatives",
        "/dev/urandom",
        "/dev/random",
        // The process's own: it is opened by the helper, which has the same number.
        "/proc/self",
        "/proc/meminfo",
        "/proc/cpuinfo",
        "/proc/stat",
        "/proc/sys/vm/overcommit_memory",
        "/proc/sys/kernel/random/boot_id",
        "/sys/devices/system/cpu",
    ])
}

/// The ports of other machines that server programs ask: names (53), the lobby and other web
/// services (80, 443), and Steam (27015 to 27050, as Valve's list of ports has them).
pub const SERVICES: [u16; 39] = services();

const fn services() -> [u16; 39] {
    let mut ports = [0; 39];
    ports[0] = 53;
    ports[1] = 80;
    ports[2] = 443;
    let mut at = 3;
    while at < ports.len() {
        ports[at] = 27_012 + at as u16;
        at += 1;
    }
    ports
}

/// Where output goes that nobody wants.
pub fn nowhere() -> PathBuf {
    PathBuf::from("/dev/null")
}

/// Variables for .NET, which AssettoServer is made with; other programs ignore them. `memory` is
/// what the process may have, in bytes.
pub fn dotnet(memory: Option<u64>) -> Vec<(&'static str, String)> {
    let mut variables = vec![
        // It would open a local socket, through which others can look into it.
        ("DOTNET_EnableDiagnostics", "0".to_owned()),
        // It would make a file of 2 TiB in memory, which a limit on files ends it for.
        ("DOTNET_EnableWriteXorExecute", "0".to_owned()),
    ];
    if let Some(memory) = memory {
        // The rest is for threads and libraries. Hexadecimal, as .NET reads it.
        let heap = memory / 4 * 3;
        variables.push(("DOTNET_GCHeapHardLimit", format!("{heap:#x}")));
    }
    variables
}

fn paths(all: &[&str]) -> Vec<PathBuf> {
    all.iter().map(PathBuf::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_those_that_are_listed() {
        assert_eq!(SERVICES[..4], [53, 80, 443, 27_015]);
        assert_eq!(SERVICES.last(), Some(&27_050));
    }

    #[test]
    fn the_heap_leaves_room_for_the_rest() {
        let variables = dotnet(Some(2 << 30));
        let heap = ("DOTNET_GCHeapHardLimit", "0x60000000".to_owned());
        assert!(variables.contains(&heap), "{variables:?}");
    }
}
