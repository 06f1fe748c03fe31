//! This machine as a host of servers: the real adapter, with real processes. Most play acServer
//! with `ac-deploy simulate-acserver`.
#![cfg(target_os = "linux")]

mod bot;
mod coming_up;
mod contract;
mod driving;
mod host;
mod hostile;
mod join_page;
mod keeping;
mod kept_results;
mod league;
mod library;
mod night_servers;
mod packs;
mod ports;
mod race;
mod race_control;
mod race_planning;
mod reopening;
mod restarting;
mod shell;
mod stewards;
mod trouble;
mod two_bots;
mod wine;
