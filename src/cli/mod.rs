//! The command line: the actions of the bot from a shell, and the bot itself.
//!
//! A verb's file parses, calls the service, shows the result; nothing is decided here. Results go
//! to standard output; progress, questions and errors to standard error. Whoever runs this holds
//! the AWS credentials and may do everything ([`Actor::operator`]).
//!
//! [`Actor::operator`]: domain::policy::Actor::operator

mod bot;
mod change;
mod check;
mod context;
mod control;
mod cost;
mod deploy;
mod failure;
mod follow;
mod image;
mod keep;
mod logs;
mod packs;
mod penalty;
mod place;
mod plan;
mod preset;
mod prices;
mod programs;
mod progress;
mod prove;
mod race;
mod redeploy;
mod restart;
mod results;
#[cfg(all(feature = "sandbox", target_os = "linux"))]
mod sandbox;
mod season;
mod servers;
mod setup;
mod signals;
mod source;
mod start;
mod start_failure;
mod status;
mod stop;
mod terminal;
mod terminate;
mod words;

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgAction, CommandFactory as _, Parser, Subcommand};

use crate::config::{self, Settings};
use crate::telemetry::{self, Verbosity};
use context::CliContext;
use explain::{Explanation, Kind};
use failure::Failure;
use progress::Progress;
use version::version;

/// Assetto Corsa servers: a server pack in, a join link out.
///
/// Takes a server pack (Content Manager's "Pack" button makes it), runs it on a machine at Amazon
/// Web Services, Windows or Linux as the pack wants, or on this machine, and gives you the link that
/// drivers join with. `ac-deploy bot` does the same in your Discord server, with slash commands.
#[derive(Debug, Parser)]
#[command(name = "ac-deploy", version = version(), max_term_width = 100, after_help = AFTER_HELP, subcommand_required = true, arg_required_else_help = true)]
struct Cli {
    /// The settings file [default: config/ac-deploy.toml, if it is there]
    #[arg(
        long,
        global = true,
        display_order = 100,
        value_name = "FILE",
        env = "AC_DEPLOY_CONFIG",
        hide_env_values = true
    )]
    config: Option<PathBuf>,
    /// Log what is done to standard error; twice for every step. RUST_LOG wins over it
    #[arg(short, long, global = true, action = ArgAction::Count, display_order = 100)]
    verbose: u8,
    #[command(subcommand)]
    verb: Verb,
}

const AFTER_HELP: &str = "\
Without any settings:
  ac-deploy check gt3-cup.zip            is the pack all right?
  ac-deploy change gt3-cup.zip --laps 9  what would be different?
  ac-deploy results read FILE            who was where in a results file
  ac-deploy sandbox --open               try it all here, in your browser

With settings (the file config/ac-deploy.toml says where servers run):
  ac-deploy setup                        once: makes what servers need there
  ac-deploy deploy gt3-cup.zip --plan    what would be launched, and at what price
  ac-deploy deploy gt3-cup.zip           launches it and waits for the join link
  ac-deploy status \"GT3 Cup\"             its link, who drives, whether it is well
  ac-deploy stop \"GT3 Cup\"               powers it off; `start` brings it up again
  ac-deploy bot                          the Discord bot

Secrets come from the environment or the file .env: DISCORD_TOKEN, and AWS's usual variables.

Exit codes:
  0  done                            4  wrong call: no such server, not in this state
  1  this machine: a file, a pipe    5  settings, credentials or set-up
  2  the pack cannot run             6  AWS, Discord or the network: try again
  3  refused by a rule or limit      130  interrupted (Ctrl-C, SIGTERM)";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Launch a server from a pack, and wait for its join link
    ///
    /// The pack is judged before anything is moved. Then it is stored, and its server launched: on
    /// a new machine in your AWS account, or on this one, as the settings say. Progress goes to
    /// standard error, the link to standard output. Ctrl-C during the upload leaves nothing behind;
    /// afterwards it leaves the server coming up.
    #[command(after_help = "Examples:\n  \
        ac-deploy deploy gt3-cup.zip\n  \
        ac-deploy deploy gt3-cup.zip --name \"Friday GT3\" --size t3.medium\n  \
        ac-deploy deploy s3:packs/cli/abcdefgh/gt3-cup.zip    a pack that was uploaded before\n  \
        ac-deploy deploy https://league.example/gt3-cup.zip --plan")]
    Deploy(deploy::Deploy),
    /// Judge a pack: every fault, every warning, and what it holds
    ///
    /// Reads a file of this machine. Needs no AWS account and no settings; where there are settings,
    /// their limits count.
    #[command(after_help = "Exit codes: 0 usable, 2 refused, 1 the file cannot be read.")]
    Check(check::Check),
    /// Change what a pack races, without packing again: track, cars, laps, weather, password
    ///
    /// Shows the difference, holds the result against the server program's rules and judges it like
    /// any pack. Nothing is written without --out. Needs no account and no settings. With --server, what a
    /// running server races is changed by restarting its program.
    #[command(after_help = "Examples:\n  \
        ac-deploy change cup.zip --laps 12 --password x                   shows what would change\n  \
        ac-deploy change cup.zip --track spa/gp --out tonight.zip         a pack to deploy\n  \
        ac-deploy change cup.zip --race \"30 min\" --weather rain --out server/\n  \
        ac-deploy change --server \"GT3 Cup\" --laps 12                     what a server races\n\n\
        `ac-deploy change --help` lists every setting.\n\
        Exit codes: 0 done, 2 it could not run, 4 a setting cannot be that, 1 a file.")]
    Change(Box<change::Change>),
    /// Show server status: link, drivers, health, cost
    ///
    /// Asks every machine, which takes some seconds; `ac-deploy servers` is quicker and knows less.
    #[command(after_help = "Examples:\n  \
        ac-deploy status                 all servers, a line each\n  \
        ac-deploy status \"GT3 Cup\"       one of them closely\n  \
        ac-deploy status --watch         again and again, until Ctrl-C")]
    Status(status::Status),
    /// Show what a server's program printed last, without passwords
    Logs(logs::Logs),
    /// Show what sessions left: who was where
    Results(results::Results),
    /// End the session that runs on a server, begin it anew, or end the race
    #[command(after_help = "Examples:\n  \
        ac-deploy session next                       its result is written, and the next one begins\n  \
        ac-deploy session restart --server \"GT3 Cup\"   its laps are gone\n  \
        ac-deploy session end                        a race night's server stops once its result is kept")]
    Session(control::Session),
    /// Tell all drivers on a server something
    Say(control::Say),
    /// Throw a driver out of a server
    Kick(control::Kick),
    /// Have a driver on a server carry ballast
    Ballast(control::Ballast),
    /// Have the engine of a driver on a server breathe less
    Restrictor(control::Restrictor),
    /// Let somebody drive on no server any more
    #[command(
        after_help = "Example:\n  ac-deploy ban 76561198000000001 --reason \"Wrecked the field\""
    )]
    Ban(control::Ban),
    /// Let somebody drive again who was banned
    Unban(control::Unban),
    /// Show who is banned
    Bans(control::Bans),
    /// Decide about a driver in a result: time, places, points, or disqualification
    #[command(after_help = "Examples:\n  \
        ac-deploy penalty abcd2345-2026_3_2_22_3_race \"Driver 02\" --seconds 5 --reason \"Cut in lap 3\"\n  \
        ac-deploy penalty abcd2345-2026_3_2_22_3_race --undo 1 --reason \"New video\"")]
    Penalty(penalty::Penalty),
    /// Plan races: announced in Discord, signed up for, started and stopped by the bot
    #[command(after_help = "Examples:\n  \
        ac-deploy race new \"Friday Cup\" \"every friday 20:00\" s3:packs/…/cup.zip --channel ID\n  \
        ac-deploy race edit \"Friday Cup\" --settings \"laps=12 weather=rain\"\n  \
        ac-deploy race cancel \"Friday Cup\" --why \"Too few drivers\"")]
    Race(race::Race),
    /// Named settings for races, changes and deploys
    #[command(after_help = "Examples:\n  \
        ac-deploy preset save rain \"weather=rain laps=12\"\n  \
        ac-deploy deploy s3:packs/…/cup.zip --preset rain")]
    Preset(preset::Preset),
    /// Run a season: rounds, points, teams
    Season(season::Season),
    /// Show a season's standings
    Standings(season::Standings),
    /// Power a server off; it is kept, and can be started again
    ///
    /// While it is off, a machine at AWS costs only its disk.
    Stop(stop::Stop),
    /// Power a stopped server on, and wait for its join link
    ///
    /// An AWS machine comes back with another address, so drivers need the new link. Ctrl-C stops
    /// the waiting, not the server.
    Start(start::Start),
    /// Restart a server's program in seconds, and wait until drivers can join again
    ///
    /// Its machine, its address and its link stay. Asks first where somebody drives.
    Restart(restart::Restart),
    /// Keep a server on although nobody drives, so that it does not stop by itself
    ///
    /// Neither the minutes without drivers nor the limit of hours ends it before.
    Keep(keep::Keep),
    /// Bring a server up anew on another machine, and delete the old one once the new one is online
    ///
    /// From the same pack, with the same name and size. Asks first where somebody drives. Ctrl-C leaves
    /// both; the bot, if one runs, goes on.
    Redeploy(redeploy::Redeploy),
    /// List the servers, as they were known last
    ///
    /// Quick, because no machine at AWS is asked: it shows what the bot has seen last.
    /// `ac-deploy status` asks the machines.
    Servers(servers::Servers),
    /// List the packs in storage, or delete one that no server uses
    Packs(packs::Packs),
    /// Show what servers cost this month, and what the month will come to
    Cost(cost::Cost),
    /// Show the prices that costs are estimated with, or fetch your region's
    Prices(prices::PriceTable),
    /// Keep the server programs with which packs run on Linux
    ///
    /// A pack from Windows runs on Linux as it is, once there is a server program for Linux: it starts
    /// in seconds instead of minutes and costs less. Nothing that is added is run here.
    #[command(after_help = "Examples:\n  \
        ac-deploy programs add ~/.steam/steam/steamapps/common/assettocorsa/server/acServer\n  \
        ac-deploy programs add assetto-server-linux-x64.tar.gz --version 0.0.54\n  \
        ac-deploy programs remove acserver/1.16")]
    Programs(programs::Programs),
    /// Make, list or remove images of your own that Linux machines start from
    ///
    /// A machine that starts from one has all but its pack already, and begins while its system still boots.
    #[command(after_help = "Examples:\n  \
        ac-deploy image make --plan      what it costs\n  \
        ac-deploy image make             makes it, and says what to write into the settings\n  \
        ac-deploy image remove ami-0123456789abcdef0")]
    Image(image::Image),
    /// Delete a server for good; its pack is kept in storage
    ///
    /// Asks before it does. `ac-deploy stop` is what ends an evening: it keeps the server.
    Terminate(terminate::Terminate),
    /// Make what launches need: in the AWS account a bucket and a role, on this machine a folder
    ///
    /// Shows first what it would make, and asks. What is there already stays as it is, so it can
    /// be run again at any time.
    Setup(setup::Setup),
    /// Run the Discord bot until it is stopped (SIGTERM or Ctrl-C)
    ///
    /// Needs DISCORD_TOKEN in the environment or in .env, and a `[[guilds]]` entry in the settings.
    Bot,
    /// Try it all on this machine: the bot, a stand-in for Discord in your browser, simulated servers
    ///
    /// Needs no Discord token, no AWS account and no settings, and nothing leaves this machine. Ctrl-C
    /// ends it and removes everything.
    #[cfg(all(feature = "sandbox", target_os = "linux"))]
    Sandbox(sandbox::Sandbox),
    /// Play acServer over the pack in the working directory, without the game
    #[cfg(feature = "sandbox")]
    #[command(hide = true)]
    SimulateAcserver(acserver_stand_in::Options),
    /// Prove on the real AWS and in Discord that a deploy works, and leave nothing behind
    ///
    /// Deploys a small pack of its own, asks the server, restarts, stops, starts and deletes it, and
    /// prints each step with its time and what the machine has cost. Needs the same settings and
    /// credentials as a deploy. `scripts/prove` builds and calls it.
    ///
    /// With `--channel` and the bot's token in DISCORD_TOKEN it runs a bot meanwhile, and reads in that channel
    /// what drivers would see: the card and the join link through all of it. Then it takes back what the
    /// bot wrote. Take a channel of a test server, and end a bot that runs with the same token before.
    #[command(hide = true)]
    Prove(prove::Prove),
    /// Print a script that completes ac-deploy's words in your shell
    #[command(
        after_help = "For example:\n  ac-deploy completions bash > ~/.local/share/bash-completion/completions/ac-deploy"
    )]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

/// Parses the command line, does what it says, and answers the exit code.
pub fn main() -> ExitCode {
    // What becomes a server program has nothing of ours in it yet.
    #[cfg(target_os = "linux")]
    if let Some(failed) = confine::run_if_asked() {
        return failed;
    }
    // It runs in a pack's folder, where no `.env` is its own, and reads no settings.
    #[cfg(feature = "sandbox")]
    if std::env::args_os()
        .nth(1)
        .is_some_and(|verb| verb == SIMULATE)
    {
        return simulate_acserver();
    }
    // Before there is anything in it.
    let hidden = config::hide_memory();
    // Before the command line: it may name the settings file.
    let env_file = config::load_env_file();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            // Help and version were asked for; what cannot be parsed is a wrong call.
            return ExitCode::from(if error.use_stderr() { 4 } else { 0 });
        }
    };
    let outcome = env_file.map_err(Failure::from).and_then(|env_file| {
        telemetry::start(cli.verbosity()).map_err(bad_log)?;
        if let Err(error) = hidden {
            tracing::warn!(%error, "other processes of this user can read ac-deploy's memory, and a core dump would hold its secrets");
        }
        if matches!(cli.verb, Verb::Bot) {
            warn_of_readers([env_file, cli.settings_file()]);
        }
        cli.run()
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = write!(
                std::io::stderr().lock(),
                "{}",
                terminal::harmless(&failure.to_string())
            );
            ExitCode::from(failure.exit_code())
        }
    }
}

/// The verb that plays acServer.
#[cfg(feature = "sandbox")]
const SIMULATE: &str = "simulate-acserver";

#[cfg(feature = "sandbox")]
fn simulate_acserver() -> ExitCode {
    let cli = Cli::parse();
    let Verb::SimulateAcserver(options) = &cli.verb else {
        unreachable!("{SIMULATE} is the first word");
    };
    // One thread: a server that does nothing should cost nothing.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => {
            let code = runtime.block_on(acserver_stand_in::run_here(options));
            ExitCode::from(u8::try_from(code).unwrap_or(1))
        }
        Err(_) => ExitCode::FAILURE,
    }
}

/// Says which of the bot's files are open to other users of this machine.
fn warn_of_readers(files: [Option<PathBuf>; 2]) {
    for file in files.into_iter().flatten() {
        if config::is_readable_by_others(&file) {
            let file = file.display();
            tracing::warn!(
                "other users of this machine can read {file}; close it to them: chmod 600 {file}"
            );
        }
    }
}

fn bad_log(what: String) -> Failure {
    let hint = "Correct it, or leave it out.".to_owned();
    Failure::Explanation(Explanation {
        what: format!("{what}."),
        hint,
        kind: Kind::Setup,
    })
}

impl Cli {
    fn settings_file(&self) -> Option<PathBuf> {
        let default = || Some(PathBuf::from(config::DEFAULT_FILE));
        self.config.clone().or_else(default)
    }

    fn verbosity(&self) -> Verbosity {
        match (self.verbose, &self.verb) {
            (0, Verb::Bot) | (1, _) => Verbosity::Deeds,
            (0, _) => Verbosity::Quiet,
            _ => Verbosity::Steps,
        }
    }

    /// A bar is for terminals where no log runs through it.
    fn progress(&self) -> Progress {
        let logs = self.verbosity() != Verbosity::Quiet || telemetry::is_chosen();
        Progress::new(std::io::stderr().is_terminal() && !logs)
    }

    fn run(&self) -> Result<(), Failure> {
        let settings = || Settings::load(self.config.as_deref());
        match &self.verb {
            Verb::Check(check) => check.run(&settings()?, self.progress()),
            Verb::Change(change) if !change.is_on_server() => change.run(&settings()?),
            Verb::Prices(prices) => prices.run(&settings()?, self.config.as_deref()),
            Verb::Results(results) if results.read().is_some() => {
                results.read().map_or(Ok(()), |read| read.run())
            }
            #[cfg(all(feature = "sandbox", target_os = "linux"))]
            Verb::Sandbox(sandbox) => {
                let runtime = tokio::runtime::Builder::new_multi_thread()
                    .enable_all()
                    .build()?;
                runtime.block_on(sandbox.run())
            }
            #[cfg(feature = "sandbox")]
            Verb::SimulateAcserver(_) => Err(Failure::usage(
                format!("`{SIMULATE}` must be the first word."),
                "Write its options behind it.",
            )),
            Verb::Completions { shell } => {
                let mut script = Vec::new();
                clap_complete::generate(*shell, &mut Self::command(), "ac-deploy", &mut script);
                Ok(std::io::stdout().lock().write_all(&script)?)
            }
            verb => {
                let settings = settings()?;
                if let Verb::Deploy(deploy) = verb
                    && settings.say_no_place()
                    && let Some(pack) = deploy.planned_file()
                {
                    return plan::show_nowhere(&pack, &settings.pack_limits(), self.progress());
                }
                let runtime = tokio::runtime::Builder::new_multi_thread()
                    .enable_all()
                    .build()?;
                let outcome = runtime.block_on(self.run_with_cloud(verb, &settings));
                // What had to be finished is; a name that is still being looked up is not waited for.
                runtime.shutdown_background();
                outcome
            }
        }
    }

    async fn run_with_cloud(&self, verb: &Verb, settings: &Settings) -> Result<(), Failure> {
        let context = CliContext::open(settings).await?;
        match verb {
            Verb::Deploy(deploy) => deploy.run(&context, self.progress()).await,
            Verb::Status(status) => status.run(&context).await,
            Verb::Logs(logs) => logs.run(&context).await,
            Verb::Stop(stop) => stop.run(&context).await,
            Verb::Start(start) => start.run(&context, self.progress()).await,
            Verb::Keep(keep) => keep.run(&context).await,
            Verb::Restart(restart) => restart.run(&context, self.progress()).await,
            Verb::Redeploy(redeploy) => redeploy.run(&context, self.progress()).await,
            Verb::Servers(servers) => servers.run(&context).await,
            Verb::Packs(packs) => packs.run(&context).await,
            Verb::Cost(cost) => cost.run(&context).await,
            Verb::Programs(programs) => programs.run(&context).await,
            Verb::Image(image) => image.run(&context).await,
            Verb::Terminate(terminate) => terminate.run(&context).await,
            Verb::Setup(setup) => setup.run(&context).await,
            Verb::Bot => bot::run(settings, context).await,
            Verb::Results(results) => results.run(&context).await,
            Verb::Session(session) => session.run(&context).await,
            Verb::Say(say) => say.run(&context).await,
            Verb::Kick(kick) => kick.run(&context).await,
            Verb::Ballast(ballast) => ballast.run(&context).await,
            Verb::Restrictor(restrictor) => restrictor.run(&context).await,
            Verb::Preset(preset) => preset.run(&context).await,
            Verb::Ban(ban) => ban.run(&context).await,
            Verb::Unban(unban) => unban.run(&context).await,
            Verb::Bans(bans) => bans.run(&context).await,
            Verb::Penalty(penalty) => penalty.run(&context).await,
            Verb::Race(race) => race.run(&context).await,
            Verb::Season(season) => season.run(&context).await,
            Verb::Standings(standings) => standings.run(&context).await,
            Verb::Prove(prove) => prove.run(settings, &context, self.config.as_deref()).await,
            Verb::Change(change) => change.run_on_server(&context, self.progress()).await,
            Verb::Check(_) | Verb::Prices(_) | Verb::Completions { .. } => Ok(()),
            #[cfg(feature = "sandbox")]
            Verb::SimulateAcserver(_) => Ok(()),
            #[cfg(all(feature = "sandbox", target_os = "linux"))]
            Verb::Sandbox(_) => Ok(()),
        }
    }
}
