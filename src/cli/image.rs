//! `ac-deploy image`: images of one's own that Linux machines start from.

use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::context::CliContext;
use super::failure::Failure;
use super::signals::Signals;
use super::terminal::FieldList;
use super::{terminal, words};
use cloud::{CloudError, Making, OwnImage, OwnImages};
use domain::ids::{ImageId, InstanceId};
use domain::prepared::PREPARING;
use domain::price::Dollars;
use domain::server::Hosting;
use explain::Surface;
use pack::Platform;

/// How long its machine is paid for, about.
const MINUTES: f64 = 5.0;
/// A call that is repeated within this time without a question goes on with what was done, like that with a machine
/// that was left.
const SAME_CALL: SignedDuration = SignedDuration::from_hours(1);
/// How often it is said that it still goes on.
const STILL: Duration = Duration::from_mins(1);

/// What `image` is asked for.
#[derive(Debug, Args)]
pub(super) struct Image {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make one: a machine prepares itself, becomes an image, and is deleted
    ///
    /// Shows first what it costs, and asks. Ctrl-C deletes what was begun. What a killed call left is gone on
    /// with by the next one; what nobody goes on with for an hour, the bot deletes.
    Make {
        /// Only show what would be made, and what it costs
        #[arg(long)]
        plan: bool,
        /// Do not ask
        #[arg(short, long, conflicts_with = "plan")]
        yes: bool,
    },
    /// Show those that there are, the newest first
    List {
        /// Print JSON, for programs
        #[arg(long)]
        json: bool,
    },
    /// Delete one; machines that started from it go on
    Remove {
        /// Which, as the list shows it: ami-0123…
        image: String,
        /// Do not ask
        #[arg(short, long)]
        yes: bool,
    },
}

impl Image {
    pub(super) async fn run(&self, context: &CliContext) -> Result<(), Failure> {
        let Some(images) = context.cloud().own_images() else {
            return Err(Failure::usage(
                "Only machines at Amazon start from an image.",
                "On this machine servers start in a second as it is.",
            ));
        };
        match &self.verb {
            Verb::Make { plan, yes } => make(context, images, *plan, *yes).await,
            Verb::List { json } => list(context, &*images, *json).await,
            Verb::Remove { image, yes } => {
                remove(context, &*images, &ImageId::new(image.trim()), *yes).await
            }
        }
    }
}

async fn make(
    context: &CliContext,
    images: Arc<dyn OwnImages>,
    only_plan: bool,
    yes: bool,
) -> Result<(), Failure> {
    context.is_set_up().await?;
    let hosting = context.service.rules().hosting.clone();
    terminal::print(&plan(context, &hosting))?;
    // What was left is gone on with: then there is nothing to choose.
    let unused = match images.left().await? {
        Some(_) => None,
        None => unused(&*images).await?,
    };
    if let Some(image) = &unused {
        terminal::print(&there_already(image))?;
    }
    if only_plan {
        return Ok(terminal::print(
            "Nothing was made. Run it without --plan to make it.\n",
        )?);
    }
    if yes && unused.as_ref().is_some_and(is_of_this_call) {
        return Ok(terminal::print(
            "Nothing was made: whoever called last has it. Remove it first to make another.\n",
        )?);
    }
    let question = match &unused {
        Some(_) => "Make another one?",
        None => "Make it?",
    };
    if !yes && !terminal::confirm(question)? {
        return Ok(terminal::print("Nothing was made.\n")?);
    }
    let Some(size) = hosting.instance_type() else {
        return Err(Failure::bug("there are no sizes of machines"));
    };
    let mut signals = Signals::listen()?;
    let machine = images.begin(size).await?;
    let made = tokio::select! {
        made = until_made(context, &*images, &machine) => made,
        signal = signals.next() => Err(Failure::Interrupted(format!("{signal}: no image was made."))),
    };
    match made {
        Ok(image) => Ok(terminal::print(&done(context, &image))?),
        Err(failure) => {
            clear(&*images, &machine).await;
            Err(failure)
        }
    }
}

/// An image that is ready and serves, and that no settings of ours name: a call that was killed before it could
/// say so may have made it.
async fn unused(images: &dyn OwnImages) -> Result<Option<OwnImage>, Failure> {
    let all = images.list().await?;
    let mut unused = all
        .into_iter()
        .filter(|one| one.is_ready && one.serves && !one.is_set);
    Ok(unused.next())
}

fn there_already(image: &OwnImage) -> String {
    let id = &image.id;
    let made = image
        .made
        .map(|at| format!(", made {} ago", words::since(at, Timestamp::now())))
        .unwrap_or_default();
    format!(
        "{id} is there already{made}, and not in your settings. Machines start from it with:\n\n\
         [aws.linux]\n\
         ami = \"{id}\"\n\n"
    )
}

/// Whether who asks without being asked back may be the one whose call was killed.
fn is_of_this_call(image: &OwnImage) -> bool {
    let age = |made| Timestamp::now().duration_since(made);
    image.made.is_some_and(|made| age(made) < SAME_CALL)
}

/// What would be made, and what it costs.
fn plan(context: &CliContext, hosting: &Hosting) -> String {
    let prices = &context.service.rules().prices;
    let run = prices.per_hour(hosting, Platform::Linux);
    let run = run.map_or_else(
        || "its price is not in the table".to_owned(),
        |hour| format!("about {}", Dollars(hour.0 * MINUTES / 60.0)),
    );
    let mut fields = FieldList::default();
    fields
        .add(
            "machine",
            format!("{hosting} with Linux, for some minutes: {run}"),
        )
        .add(
            "image",
            format!(
                "what is used of its disk, about {} GiB: about {} a month until you remove it",
                OwnImage::STORED_GIB,
                monthly(context)
            ),
        );
    format!(
        "An image of your own, for machines with Linux:\n{fields}\
         A machine that starts from it has its agent and its account already, and begins with its pack while the \
         system still boots.\n\
         Prices of {} as of {}.\n",
        prices.region, prices.as_of
    )
}

fn monthly(context: &CliContext) -> Dollars {
    context.service.rules().image_month()
}

/// Goes on until it is there, saying where it is.
async fn until_made(
    context: &CliContext,
    images: &dyn OwnImages,
    machine: &InstanceId,
) -> Result<OwnImage, Failure> {
    let (begun, mut said, mut stage) = (Instant::now(), Instant::now(), None);
    loop {
        let making = match images.go_on(machine).await {
            Ok(making) => making,
            Err(error) if may_pass(&error) => {
                terminal::note(&format!(
                    "{} Trying again.",
                    explain::cloud(&error, Surface::Shell).what
                ));
                tokio::time::sleep(context.pace).await;
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let doing = match making {
            Making::Done(image) => return Ok(image),
            Making::Failed(why) => return Err(came_to_nothing(&why)),
            Making::Preparing if PREPARING.unsigned_abs() < begun.elapsed() => {
                return Err(came_to_nothing("its machine did not get ready in time"));
            }
            Making::Preparing => {
                format!("The machine {machine} prepares itself: about two minutes.")
            }
            Making::Copying(_) => "Its disk is copied: some minutes, at times more.".to_owned(),
        };
        if stage.as_ref() != Some(&doing) {
            terminal::note(&doing);
            (stage, said) = (Some(doing), Instant::now());
        } else if STILL <= said.elapsed() {
            let minutes = begun.elapsed().as_secs() / 60;
            terminal::note(&format!("Still at it, since {minutes} min."));
            said = Instant::now();
        }
        tokio::time::sleep(context.pace).await;
    }
}

/// Whether it is worth to ask again.
fn may_pass(error: &CloudError) -> bool {
    error.leaves_open() || matches!(error, CloudError::Throttled { .. })
}

fn came_to_nothing(why: &str) -> Failure {
    Failure::other(
        format!("No image came of it: {why}."),
        "Its machine is deleted. Run `ac-deploy image make` again.",
    )
}

/// Leaves nothing that costs money, or says what is left.
async fn clear(images: &dyn OwnImages, machine: &InstanceId) {
    if let Err(error) = images.give_up(machine).await {
        terminal::note(&format!(
            "What was begun could not be deleted: {} `ac-deploy image make` goes on with it, and a bot deletes \
             the machine {machine} after an hour.",
            explain::cloud(&error, Surface::Shell).what
        ));
    }
}

fn done(context: &CliContext, image: &OwnImage) -> String {
    let id = &image.id;
    format!(
        "The image {id} is ready, and its machine is deleted. It costs about {} a month.\n\
         Machines with Linux start from it once your settings say so, from the bot's next start on:\n\n\
         [aws.linux]\n\
         ami = \"{id}\"\n\n\
         It does not change any more: make a new one now and then, with the newest system, and remove the old one \
         (`ac-deploy image list`). Prepared machines from an older image are replaced.\n",
        monthly(context)
    )
}

async fn list(context: &CliContext, images: &dyn OwnImages, as_json: bool) -> Result<(), Failure> {
    let images = images.list().await?;
    if as_json {
        let all: Vec<Value> = images.iter().map(facts).collect();
        return Ok(terminal::print(&format!("{:#}\n", Value::from(all)))?);
    }
    if images.is_empty() {
        return Ok(terminal::print(
            "There are no images of your own: machines start from Amazon's. `ac-deploy image make` makes one.\n",
        )?);
    }
    let now = Timestamp::now();
    let mut rows = vec![["IMAGE", "MADE", "BY", "STATE"].map(str::to_owned)];
    rows.extend(images.iter().map(|image| {
        [
            image.id.to_string(),
            image
                .made
                .map(|at| words::since(at, now))
                .unwrap_or_default(),
            format!("ac-deploy {}", image.version),
            state(image).to_owned(),
        ]
    }));
    Ok(terminal::print(&format!(
        "{}Each costs about {} a month. `ac-deploy image remove IMAGE` deletes one.\n",
        terminal::table(&rows),
        monthly(context)
    ))?)
}

fn state(image: &OwnImage) -> &'static str {
    match (image.is_ready, image.is_set, image.serves) {
        (false, ..) => "not ready",
        (true, true, true) => "in your settings",
        (true, true, false) => "in your settings, and too old to save time: make a new one",
        (true, false, true) => "not in your settings",
        (true, false, false) => "too old to save time",
    }
}

/// An image for programs. Names are stable; new ones may come.
fn facts(image: &OwnImage) -> Value {
    json!({
        "image": image.id.as_str(),
        "made": image.made,
        "version": image.version,
        "ready": image.is_ready,
        "serves": image.serves,
        "in_settings": image.is_set,
    })
}

async fn remove(
    context: &CliContext,
    images: &dyn OwnImages,
    image: &ImageId,
    yes: bool,
) -> Result<(), Failure> {
    let all = images.list().await?;
    if all.iter().any(|one| one.id == *image && one.is_set) {
        return Err(Failure::usage(
            format!("Your settings name {image}: machines start from it."),
            "Name another one as `ami` under [aws.linux], or leave that out; then remove this one.",
        ));
    }
    let question = format!(
        "Delete {image} for good? That saves about {} a month.",
        monthly(context)
    );
    if !yes && !terminal::confirm(&question)? {
        return Ok(terminal::print("Nothing was deleted.\n")?);
    }
    images.remove(image).await?;
    Ok(terminal::print(&format!("{image} is deleted.\n"))?)
}
