//! `ac-deploy prices`: from a copy of AWS's price list to the table that costs are estimated with.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use crate::shell::Shell;

const HEAD: &str = "\"FormatVersion\",\"v1.0\"\n\"Publication Date\",\"2026-12-20T17:35:10Z\"\n\"SKU\",\"TermType\",\"PricePerUnit\",\"Currency\",\"StartingRange\",\"Product Family\",\"Instance Type\",\"Tenancy\",\"License Model\",\"usageType\",\"operation\",\"CapacityStatus\",\"Pre Installed S/W\"\n";

fn machine(operation: &str, price: &str) -> String {
    format!(
        "\"A\",\"OnDemand\",\"{price}\",\"USD\",\"0\",\"Compute Instance\",\"t3.small\",\"Shared\",\"No License required\",\"EUC1-BoxUsage:t3.small\",\"{operation}\",\"Used\",\"NA\"\n"
    )
}

fn other(usage: &str, price: &str) -> String {
    format!(
        "\"B\",\"OnDemand\",\"{price}\",\"USD\",\"0\",\"\",\"\",\"\",\"\",\"{usage}\",\"\",\"\",\"\"\n"
    )
}

/// A small server of files, for as many requests as there are offers. Answers its address.
fn price_list(machines: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming().take(3) {
            let mut stream = stream.expect("a connection");
            let mut request = [0; 4096];
            let read = stream.read(&mut request).expect("a request");
            let asked = String::from_utf8_lossy(&request[..read]).into_owned();
            let rows = match asked.split('/').find(|part| part.starts_with("Amazon")) {
                Some("AmazonEC2") => machines.clone(),
                Some("AmazonVPC") => other("EUC1-PublicIPv4:InUseAddress", "0.006"),
                Some("AmazonS3") => other("EUC1-TimedStorage-ByteHrs", "0.0245"),
                _ => panic!("{asked}"),
            };
            assert!(asked.contains("/current/eu-central-1/index.csv"), "{asked}");
            let body = format!("{HEAD}{rows}");
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes()).expect("answered");
            stream.write_all(body.as_bytes()).expect("answered");
        }
    });
    format!("http://{address}/copy")
}

fn shell() -> Shell {
    let shell = Shell::new();
    shell.file(
        "config/ac-deploy.toml",
        "[aws]\nbucket = \"ac-packs\"\nregion = \"eu-central-1\"\n",
    );
    shell
}

#[test]
fn a_regions_prices_are_fetched_and_used_from_then_on() {
    let shell = shell();
    let machines = [
        machine("RunInstances", "0.0240"),
        machine("RunInstances:0002", "0.0424"),
        other("EUC1-EBS:VolumeUsage.gp3", "0.0952"),
    ];
    let list = price_list(machines.concat());
    let ended = shell.run(&["prices", "refresh", "--from", &list]);
    assert_eq!(ended.code, 0, "{}", ended.err);
    insta::assert_snapshot!(ended.out, @"Prices of eu-central-1 as of 2026-12-20 are in config/ac-deploy.prices.toml and hold from the next start on.");

    let shown = shell.run(&["prices", "show"]);
    insta::assert_snapshot!(shown.out, @r"
    MACHINE   LINUX    WINDOWS
    t3.small  $0.0240  $0.0424

    Per hour, in eu-central-1 as of 2026-12-20. An address is $0.006 an hour; per GiB and month a disk is $0.0952, packs in storage $0.0245.
    `ac-deploy prices refresh` fetches the newest.
    ");
    // Those of another region are not ours.
    shell.file(
        "config/ac-deploy.toml",
        "[aws]\nbucket = \"ac-packs\"\nregion = \"us-east-1\"\n",
    );
    let shown = shell.run(&["prices", "show"]);
    assert!(
        shown.out.contains("in us-east-1 as of 2026-11"),
        "{}",
        shown.out
    );
}

#[test]
fn what_is_no_price_list_changes_nothing() {
    let shell = shell();
    let list = price_list("<html>\n".to_owned());
    let ended = shell.run(&["prices", "refresh", "--from", &list]);
    assert_eq!(ended.code, 6, "{}", ended.out);
    assert!(
        ended.err.contains("it has no price of a gp3 disk"),
        "{}",
        ended.err
    );
    assert!(!shell.path("config/ac-deploy.prices.toml").exists());
    let nobody = shell.run(&["prices", "refresh", "--from", "http://127.0.0.1:1"]);
    assert!(
        nobody.err.contains("could not be fetched"),
        "{}",
        nobody.err
    );

    shell.file("config/ac-deploy.prices.toml", "half a tab");
    let damaged = shell.run(&["prices", "show"]);
    assert!(
        damaged.err.contains("it is not a table of prices"),
        "{}",
        damaged.err
    );
}
