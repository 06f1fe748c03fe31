//! A machine that is prepared, waits, gets one server after the other, and keeps nothing of any.

use ::pack::sample::Sample;
use cloud_aws::user_data::{orders, preparing, sealing, user_data};
use domain::boot_plan::{BootPlan, Orders};
use domain::ids::ServerId;

use crate::ADDRESS;
use crate::amazon::BUCKET;
use crate::machine::{Machine, Pace, wait_until};
use crate::pack::{plan, playing, program};
use crate::story::{first_boot, has_link, put_agent};

/// A machine that was prepared and waits, switched off.
async fn prepared() -> Option<Machine> {
    let mut machine = Machine::with(Pace {
        minute: 60.0,
        ..Pace::default()
    })
    .await?;
    machine.amazon.account().address = Some(ADDRESS);
    let url = put_agent(&machine);
    let script = preparing(first_boot(&url)).expect("user data");
    machine.amazon.account().user_data = Some(script.clone());
    machine.run_user_data(&script).await;
    machine.wait_until_off().await;
    machine.amazon.account().asked.clear();
    Some(machine)
}

fn give(machine: &Machine, given: &Orders) {
    machine.amazon.account().user_data = Some(orders(given).expect("user data"));
}

fn a_server(machine: &Machine, bits: u64, key: &str, pack: Vec<u8>) -> BootPlan {
    BootPlan {
        server: ServerId::from_bits(bits),
        key: key.to_owned(),
        url: Some(machine.amazon.put(BUCKET, key, pack.clone())),
        ..plan(&pack)
    }
}

fn serve(machine: &Machine, bits: u64, key: &str, pack: Vec<u8>) {
    let plan = a_server(machine, bits, key, pack);
    give(machine, &Orders::Serve(Box::new(plan)));
}

/// Of the first league night: its pack, its results, what was said of it.
const SECRET: &str = "friday-secret";
const KEY: &str = "packs/1/abc/friday-secret.tar.gz";

fn friday() -> Vec<u8> {
    let sample = Sample {
        name: SECRET.to_owned(),
        more_settings: format!("ADMIN_PASSWORD={SECRET}"),
        program: Some(program("vanilla")),
        ..Sample::linux()
    };
    sample.tar_gz()
}

async fn race_on_friday(machine: &mut Machine) {
    serve(machine, 1, KEY, friday());
    machine.switch_on().await;
    machine.wait("a link", has_link).await;
    machine
        .shell(
            "mkdir -p /srv/ac-server/results /var/lib/ac-deploy/journals /var/lib/ac-deploy/control \
                 /var/lib/amazon/ssm/i-1/document/orchestration/c /var/lib/cloud/instances/i-1; \
             for file in /srv/ac-server/results/1.json /var/lib/ac-deploy/journals/1 \
                 /var/lib/ac-deploy/control/bans /var/log/ac-deploy/more.log \
                 /var/lib/amazon/ssm/i-1/document/orchestration/c/stdout \
                 /var/lib/cloud/instances/i-1/user-data.txt; do \
                 echo friday-secret >$file; done; ln -s /etc /srv/ac-server/results/outside",
        )
        .await;
    assert_ne!(machine.written_with(SECRET), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prepared_machine_waits_and_fetches_nothing_but_the_pack() {
    let Some(mut machine) = prepared().await else {
        return;
    };
    // Somebody switches it on although it has no server.
    machine.switch_on_for_a_moment().await;
    assert!(machine.amazon.account().asked.is_empty());
    serve(&machine, 1, KEY, friday());
    machine.switch_on().await;
    let began = std::time::Instant::now();
    machine.wait("a link", has_link).await;
    println!("link {:.2} s after the boot", began.elapsed().as_secs_f32());
    let asked = machine.amazon.account().asked.clone();
    assert_eq!(asked, [format!("GET {BUCKET}/{KEY}")]);
    // As after a `/stop` and a `/start`.
    machine.switch_off().await;
    machine.switch_on().await;
    machine.wait("a link", has_link).await;
    assert_eq!(machine.amazon.account().asked.len(), 1, "fetched again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_was_given_back_holds_nothing_of_the_pack_before() {
    let Some(mut machine) = prepared().await else {
        return;
    };
    race_on_friday(&mut machine).await;
    machine.switch_off().await;
    give(&machine, &Orders::Wait);
    machine.switch_on_for_a_moment().await;
    assert_eq!(machine.written_with(SECRET), "");
    assert!(machine.file("/etc/passwd").exists(), "a link was followed");
    serve(&machine, 2, "packs/1/abc/sunday.tar.gz", playing("vanilla"));
    machine.switch_on().await;
    machine.wait("a link", has_link).await;
    assert_eq!(machine.written_with(SECRET), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_there_is_gone_before_the_next_pack_is_fetched() {
    let Some(mut machine) = prepared().await else {
        return;
    };
    race_on_friday(&mut machine).await;
    machine.switch_off().await;
    let sunday = "packs/1/abc/sunday.tar.gz";
    serve(&machine, 2, sunday, playing("vanilla"));
    machine.amazon.account().asked.clear();
    machine.amazon.account().is_away_for = Some(format!("{BUCKET}/{sunday}"));
    machine.give_power().await;
    wait_until("the pack to be asked for", || {
        let asked = machine.amazon.account().asked.len();
        (asked != 0).then_some(())
    })
    .await;
    assert_eq!(machine.written_with(SECRET), "");
    machine.amazon.account().is_away_for = None;
    machine.wait("a link", has_link).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_cannot_read_its_orders_starts_nobodys_server() {
    let Some(mut machine) = prepared().await else {
        return;
    };
    race_on_friday(&mut machine).await;
    machine.switch_off().await;
    machine.amazon.account().user_data = None;
    machine.give_power().await;
    let says = |wanted: &'static str| move |said: &str| said.trim() == wanted;
    machine
        .wait_for("systemctl is-failed ac-orders 2>&1", says("failed"))
        .await;
    machine
        .wait_for(
            "systemctl is-active ac-setup ac-agent ac-server 2>&1",
            |said| said.split_whitespace().eq(["inactive"; 3]),
        )
        .await;
    assert!(machine.told().is_none());
}

/// Its disk becomes an image, and another machine starts from that: what is its own is made anew, and the
/// orders are followed at the first boot.
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_for_an_image_holds_nothing_of_its_machine_and_serves_at_its_first_boot() {
    let Some(mut machine) = sealed().await else {
        return;
    };
    assert_eq!(machine.written_with(SECRET), "");
    let id = std::fs::read(machine.file("/etc/machine-id")).expect("the file stays");
    assert_eq!(id, b"");

    serve(&machine, 1, KEY, friday());
    machine.amazon.account().asked.clear();
    machine.switch_on().await;
    machine.wait("a link", has_link).await;
    let asked = machine.amazon.account().asked.clone();
    assert_eq!(asked, [format!("GET {BUCKET}/{KEY}")]);
}

/// A machine whose disk is ready to become an image, switched off.
async fn sealed() -> Option<Machine> {
    let mut machine = Machine::new().await?;
    machine.amazon.account().address = Some(ADDRESS);
    let url = put_agent(&machine);
    let script = sealing(first_boot(&url)).expect("user data");
    machine.amazon.account().user_data = Some(script.clone());
    machine
        .shell(
            "mkdir -p /etc/ssh /root/.ssh /var/lib/cloud/instances/i-1 /var/lib/amazon/ssm/i-1 /var/log/journal; \
             for file in /etc/ssh/ssh_host_rsa_key /root/.ssh/authorized_keys /var/log/cloud-init.log \
                 /var/lib/cloud/instances/i-1/user-data.txt /var/lib/amazon/ssm/i-1/registration; do \
                 echo friday-secret >$file; done",
        )
        .await;
    machine.run_user_data(&script).await;
    machine.wait_until_off().await;
    Some(machine)
}

/// The image was made by an older ac-deploy, so its machines get a script that fetches the agent; to the agent
/// on the image that is no order, and it would switch the machine off.
#[tokio::test(flavor = "multi_thread")]
async fn a_machine_from_an_image_that_is_given_a_script_runs_its_server() {
    let Some(mut machine) = sealed().await else {
        return;
    };
    // cloud-init's last part, as it is on Amazon Linux.
    let unit = "[Unit]\nDefaultDependencies=no\nAfter=ac-agent.service\n[Service]\nType=oneshot\nExecStart=/script\n";
    let units = machine.file("/etc/systemd/system");
    std::fs::write(units.join("cloud-final.service"), unit).expect("a unit");
    let wanted = units.join("multi-user.target");
    let text = std::fs::read_to_string(&wanted).expect("a unit");
    std::fs::write(&wanted, text + "Wants=cloud-final.service\n").expect("a unit");

    let plan = a_server(&machine, 1, KEY, friday());
    let url = put_agent(&machine);
    let script = user_data(&plan, first_boot(&url)).expect("user data");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&*script), &mut text)
        .expect("a script");
    std::fs::write(machine.file("/script"), text).expect("written");
    machine.amazon.account().user_data = Some(script);
    machine.give_power().await;
    machine.wait("a link", has_link).await;
    // As after a `/stop` and a `/start`.
    machine.switch_off().await;
    std::fs::write(machine.file("/script"), "#!/bin/bash\n").expect("written");
    machine.switch_on().await;
    machine.wait("a link", has_link).await;
}
