//! ac-deploy: Assetto Corsa servers from a Discord channel.
//!
//! # The map
//! ```text
//!         discord (poise)        cli (clap)
//!                    \            /
//!  watcher ────────── service ──────── transfer
//!                    /   |                /
//!          pack, domain └──── cloud ────┘
//!                               └── cloud-aws, cloud-local
//! ```
//! Here lies what makes a program of them: [`cli`], [`config`], [`join_page`] and [`telemetry`]. All else is a crate of
//! `crates/`; `docs/ARCHITECTURE.md` lists them.
//! * [`pack`] judges server packs, and [`domain`] knows servers, links, roles and what a server's state means. No I/O, no
//!   clock; start reading at [`domain::lifecycle`].
//! * [`cloud`] is the port to whoever provides machines and storage; `cloud-aws` and
//!   `cloud-local` are its adapters.
//! * [`transfer`] looks at packs and moves them.
//! * [`service`] is what people can do with servers, packs, results and races.
//! * [`watcher`] follows the machines, collects results, drives races, and tells the channels.
//! * [`discord`] and [`cli`] are the faces. [`explain`] has the words for failures, for both.
//! * The crate `sandbox` is a stand-in for Discord with a page in the browser; `ac-deploy sandbox` puts it
//!   and `cloud-local` around the real bot.
//!
//! # One deploy, end to end
//! 1. `/deploy` arrives in [`discord`], which acknowledges it at once and asks
//!    [`service::Service::order`]: role, limits. The order is kept in the bucket, and a progress
//!    message is posted.
//! 2. [`service::Service::begin`] carries the order out: [`transfer`] judges the pack by a few
//!    ranged requests ([`pack`] decides), streams it to S3, and judges what was stored.
//! 3. [`cloud::Cloud::launch`] orders the machine. The server's id is the client token, so doing
//!    it again makes no second machine. Its tags now hold all there is to remember, and the order
//!    is dropped.
//! 4. The machine runs `scripts/windows` or `scripts/linux`, and writes its report ([`domain::report`]).
//! 5. [`watcher::Watcher::pass`] reads all reports with one command per fifty machines of a platform;
//!    [`domain::lifecycle::decide`] says what follows, and the [`service::Notifier`] tells the channel.
//!
//! # What holds everywhere
//! * The bot keeps no state: what must outlive it is in S3 (orders) and in EC2's tags, or in
//!   the local adapter's folder. Kill it anywhere, and the next start goes on.
//! * Every step can be repeated.
//! * SDK types stop at `cloud-aws`, Discord's types at `discord`.
//! * What users send is hostile until it was judged; what machines report is judged as well.
//! * Secrets come from the environment and never reach logs, tags, user data or messages.

pub mod cli;
pub mod config;
pub mod join_page;
pub mod telemetry;
