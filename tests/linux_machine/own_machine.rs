//! A machine of one's own with systemd, where root or an ordinary user runs ac-deploy and its servers.

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
server_denies = ["10.77.0.0/16"]
"#;

/// A pack whose program asks for keys before it becomes the server.
fn asks_for_keys() -> Vec<u8> {
    let probe = "#!/bin/bash\n# stand-in: vanilla\n\
        curl -s -o /dev/null -m 5 http://169.254.169.254/latest/meta-data && echo CAN ask for keys\n\
        echo >/dev/udp/10.77.0.1/9 && echo CAN send into the denied network\n\
        echo >/dev/udp/10.78.0.1/9 && echo may send elsewhere\n\
        echo has asked\n\
        exec /usr/lib/stand-in/acServer simulate-acserver --step-ms 5 --address 10.20.30.40\n";
    pack::with_program(probe.into())
}

/// What the server's log says of it, and the limits of its control group: memory, processes.
async fn deployed(machine: &Machine, ac_deploy: &str) -> (String, String) {
    let said = machine
        .shell(&format!(
            "{ac_deploy} deploy cup.tar.gz 2>&1; echo ended with $?"
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
    machine
        .shell("ip address add 10.77.0.1/32 dev lo; ip address add 10.78.0.1/32 dev lo")
        .await;
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
        setup.contains("reaches neither a cloud's metadata service nor 10.77.0.0/16"),
        "{setup}"
    );
    let (log, limits) = deployed(&machine, AC_DEPLOY).await;
    assert!(
        !log.contains("CAN ask") && !log.contains("CAN send"),
        "{log}"
    );
    assert!(log.contains("may send elsewhere"), "{log}");
    assert_eq!(limits == "536870912 512", is_limited, "{limits}");

    // Without systemd's help all of that is open, and said to be; and what the settings ask for is not
    // promised.
    let refused = machine
        .shell(&format!(
            "{AC_DEPLOY} terminate 'Sunday Cup' --yes 2>&1; rm -r /srv/host/data; rm /usr/bin/systemd-run; {AC_DEPLOY} setup --yes 2>&1"
        ))
        .await;
    assert!(
        refused.contains("cannot keep server programs from networks"),
        "{refused}"
    );
    let said = machine
        .shell(&format!(
            "sed -i /server_denies/d /srv/host/ac-deploy.toml; {AC_DEPLOY} setup --yes 2>&1"
        ))
        .await;
    assert!(
        said.contains("all processes together: not in force"),
        "{said}"
    );
    let (log, limits) = deployed(&machine, AC_DEPLOY).await;
    assert!(log.contains("CAN ask") && log.contains("CAN send"), "{log}");
    assert_ne!(limits, "536870912 512");
}

/// What a start costs more in a scope: one request to systemd.
#[tokio::test(flavor = "multi_thread")]
async fn a_scope_costs_a_start_some_milliseconds() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    let scope = "systemd-run --scope --quiet --collect --slice=acdeploy --property=IPAddressDeny=169.254.169.254 \
                 --property=MemoryMax=512M --property=TasksMax=512 --";
    let mut took = Vec::new();
    for before in ["", scope] {
        let said = machine
            .shell(&format!(
                "begun=$(date +%s%N); for i in $(seq 20); do {before} /bin/true; done; \
                 echo $((($(date +%s%N) - begun) / 20000))"
            ))
            .await;
        took.push(said.trim().parse::<u64>().expect("microseconds"));
    }
    println!("a start takes {} µs, in a scope {} µs", took[0], took[1]);
    assert!(took[1] < took[0] + 500_000, "{took:?}");
}

/// An ordinary user calls ac-deploy.
const AS_LEAGUE: &str = "cd /srv/host && runuser -u league -- env AC_DEPLOY_CONFIG=ac-deploy.toml /usr/lib/stand-in/acServer";

/// A user whose systemd runs without a login, as `loginctl enable-linger` has it.
const LEAGUE: &str = "useradd --uid 4711 --no-create-home league && mkdir /srv/host && \
     systemctl start user@4711.service && test -S /run/user/4711/systemd/private && echo begun";

/// The limits are their own systemd's, so no right of root is needed; but it hands on only what it was given.
#[tokio::test(flavor = "multi_thread")]
async fn an_ordinary_users_servers_have_limits_for_all_of_them_from_their_own_systemd() {
    let Some(machine) = Machine::new().await else {
        return;
    };
    assert_eq!(machine.shell(LEAGUE).await, "begun\n");
    let settings = SETTINGS.replace("server_denies = [\"10.77.0.0/16\"]\n", "");
    std::fs::write(machine.file("/srv/host/ac-deploy.toml"), settings).expect("written");
    std::fs::write(machine.file("/srv/host/cup.tar.gz"), asks_for_keys()).expect("written");
    let own = "/user.slice/user-4711.slice/user@4711.service";
    let controllers = machine
        .shell(&format!(
            "chown -R league /srv/host; cat /sys/fs/cgroup{own}/cgroup.controllers"
        ))
        .await;
    let is_limited = controllers.contains("memory") && controllers.contains("pids");
    let setup = machine
        .shell(&format!("{AS_LEAGUE} setup --yes 2>&1"))
        .await;
    let together = match is_limited {
        true => "all processes together: at most 512 MiB",
        false => "all processes together: not in force",
    };
    assert!(setup.contains(together), "{setup}");
    // Addresses are for root's systemd to deny, and nothing else is promised.
    assert!(!setup.contains("metadata service nor"), "{setup}");
    let (_, limits) = deployed(&machine, AS_LEAGUE).await;
    let server = machine
        .shell("cat /proc/$(pgrep -f '[s]imulate-acserver' | head -n 1)/cgroup")
        .await;
    let its = format!("0::{own}/acdeploy.slice/run-");
    assert_eq!(server.contains(&its), is_limited, "{server}");
    assert_eq!(limits == "536870912 512", is_limited, "{limits}");
    if !is_limited {
        println!(
            "skipped: this computer's control groups are of version 1, so no user's systemd can limit memory"
        );
    }
}
