//! A machine of one's own with systemd, where root runs ac-deploy and its servers.

use crate::machine::Machine;
use crate::pack;

/// ac-deploy, which also plays acServer there.
const AC_DEPLOY: &str =
    "cd /srv/host && AC_DEPLOY_CONFIG=ac-deploy.toml /usr/lib/stand-in/acServer";

const SETTINGS: &str = r#"provider = "local"
[local]
address = "10.20.30.40"
bind = "10.20.30.40"
data_dir = "/srv/host/data"
run_programs_of_packs = true
memory_mib = 512
"#;

/// A pack whose program asks for keys before it becomes the server.
fn asks_for_keys() -> Vec<u8> {
    let probe = "#!/bin/bash\n# stand-in: vanilla\n\
        curl -s -o /dev/null -m 5 http://169.254.169.254/latest/meta-data && echo CAN ask for keys\n\
        echo has asked\n\
        exec /usr/lib/stand-in/acServer simulate-acserver --step-ms 5 --address 10.20.30.40\n";
    pack::with_program(probe.into())
}

/// What the server's log says of it, and the limits of its control group: memory, processes.
async fn deployed(machine: &Machine) -> (String, String) {
    let said = machine
        .shell(&format!(
            "{AC_DEPLOY} deploy cup.tar.gz 2>&1; echo ended with $?"
        ))
        .await;
    assert!(said.ends_with("ended with 0\n"), "{said}");
    let log = machine
        .shell("cat /srv/host/data/servers/*/server.log")
        .await;
    assert!(log.contains("has asked"), "{log}");
    let limits = machine
        .shell(
            "server=$(pgrep -f '[s]imulate-acserver' | head -n 1); \
             cd /sys/fs/cgroup$(grep ^0:: /proc/$server/cgroup | cut -d: -f3) && cat memory.max pids.max",
        )
        .await;
    (log, limits.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_under_systemd_has_limits_for_all_of_it_and_cannot_ask_for_keys() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    std::fs::create_dir(machine.file("/srv/host")).expect("a folder");
    std::fs::write(machine.file("/srv/host/ac-deploy.toml"), SETTINGS).expect("written");
    std::fs::write(machine.file("/srv/host/cup.tar.gz"), asks_for_keys()).expect("written");
    let setup = machine
        .shell(&format!("{AC_DEPLOY} setup --yes 2>&1"))
        .await;
    // A machine in a machine has them only where that one uses version 2 alone.
    let controllers = machine.shell("cat /sys/fs/cgroup/cgroup.controllers").await;
    let is_limited = controllers.contains("memory") && controllers.contains("pids");
    let together = match is_limited {
        true => "all processes together: at most 512 MiB",
        false => "all processes together: not in force",
    };
    assert!(setup.contains(together), "{setup}");
    assert!(
        setup.contains("cannot ask a cloud's metadata service"),
        "{setup}"
    );
    let (log, limits) = deployed(&machine).await;
    assert!(!log.contains("CAN ask"), "{log}");
    assert_eq!(limits == "536870912 512", is_limited, "{limits}");

    // Without systemd's help all of that is open, and said to be.
    let said = machine
        .shell(&format!(
            "{AC_DEPLOY} terminate 'Sunday Cup' --yes 2>&1; rm -r /srv/host/data; rm /usr/bin/systemd-run; {AC_DEPLOY} setup --yes 2>&1"
        ))
        .await;
    assert!(
        said.contains("all processes together: not in force"),
        "{said}"
    );
    let (log, limits) = deployed(&machine).await;
    assert!(log.contains("CAN ask"), "{log}");
    assert_ne!(limits, "536870912 512");
}
