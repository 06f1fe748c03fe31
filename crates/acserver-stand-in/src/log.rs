//! The lines that the programs print.

use super::Config;
use std::{net::Ipv4Addr, time::Duration};

type Say<'a> = &'a (dyn Fn(&str) + Send + Sync);

pub(super) fn start(config: &Config, say: Say<'_>) {
    say("Server CFG Path :  cfg/server_cfg.ini");
    say("Entry List Path :  cfg/entry_list.ini");
    say("Assetto Corsa Dedicated Server v1.15");
    say("Protocol version: 202");
    say("2026-06-19 16:13:15.969391734 +0200 CEST");
    say("Num CPU: 2");
    say("Using cfg path:  cfg/server_cfg.ini");
    say("Car list:");
    for car in &config.cars {
        say(&format!("_{car}_"));
    }
    say("Client interval HZ: 18");
    say("AUTH_PLUGIN_ADDRESS ");
    say(&format!("TRACK={}", config.track));
    say(&format!("CARS={:?}", config.cars));
    say("Loading PRACTICE session");
    say(&format!("SESSION: {} practice", config.track));
    say(
        "WARNING: Cannot open file system/data/surfaces.ini for checksum, open system/data/surfaces.ini: The system cannot find the path specified.",
    );
    say("Opening entry list:  cfg/entry_list.ini");
    for (number, slot) in config.entries.iter().enumerate() {
        let (model, skin) = (&slot.model, &slot.skin);
        say(&format!("Found car  CAR_{number}"));
        say(&format!(
            "CAR: {number} {model} ({number}) [ []] {skin} []  Ballast: 0 kg"
        ));
    }
    say(&format!(
        "Starting HTTP server on port  {}",
        config.http_port
    ));
}

pub(super) fn started(config: &Config, say: Say<'_>) {
    say("Server started");
    if config.lobby {
        say(&format!(
            "CALLING http://127.0.0.1/lobby.ashx/register?name={}&port={}",
            config.name.replace(' ', "+"),
            config.udp_port
        ));
        say("CONNECTED TO LOBBY");
    }
    say("SENDING session name : Practice");
    say("OK");
}

pub(super) async fn lobby_fails(step: Duration, say: Say<'_>) {
    for attempt in 1..=5 {
        say("RESPONSE: ERROR,INVALID SERVER,CHECK YOUR PORT FORWARDING SETTINGS");
        say(&format!(
            "CONNECTION TO LOBBY FAILED, ATTEMPT NUMBER  {attempt}"
        ));
        tokio::time::sleep(step).await;
    }
    say("LOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN");
}

pub(super) fn busy(port: u16) -> String {
    format!("listen tcp :{port}: Error listening %!e(syscall.Errno=536870951)")
}

pub(super) fn assetto_start(say: Say<'_>) {
    say("[16:13:15 INF] AssettoServer 0.0.55");
}

pub(super) fn assetto_started(config: &Config, address: Ipv4Addr, say: Say<'_>) {
    say(&format!(
        "[16:13:16 INF] Starting HTTP server on port {}",
        config.http_port
    ));
    say("[16:13:16 INF] Starting update loop with an update rate of 20hz");
    say(&format!(
        "[16:13:17 INF] Invite link: https://acstuff.club/s/q:race/online/join?ip={address}&httpPort={}",
        config.http_port
    ));
    say("[16:13:17 INF] Server startup completed");
}

pub(super) fn wrapper(config: &Config, print: Say<'_>) {
    print(&format!("AC server HTTP port: {}", config.http_port));
    print("Password: da39a3ee5e6b4b0d3255bfef95601890afd80709");
}
