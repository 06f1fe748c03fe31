//! The progress message: a server's way from being asked for to its end, in one message.

use jiff::SignedDuration;

use super::live::with_session;
use super::{Button, Tone, View, clock, escape, logs, moved, owner, relative, span};
use domain::ids::MessageId;
use domain::lifecycle::{Health, Stage};
use domain::report::Cause;
use domain::server::{Home, PackFacts, Record, StopReason};
use explain::Surface;
use pack::{Faults, Platform, PlatformReason};
use service::{Card, CardState};

/// How many faults of a pack are listed before "and 12 more".
const FAULTS: usize = 15;
const FAULT_LENGTH: usize = 240;
const WARNINGS: usize = 5;
const CARS: usize = 8;

/// The progress message as it stands now.
pub(crate) fn card(card: &Card) -> View {
    let head = headline(card);
    let name = escape::plain(card.spec.name.as_str(), 60);
    let mut view = View::new(head.tone, format!("{} {name} – {}", head.sign, head.words));
    let mut lines = match &card.state {
        // What is wrong with the pack is all that matters then.
        CardState::Refused(_) => Vec::new(),
        // It came up long ago.
        CardState::Launched {
            health: Health::Online { idle: Some(_), .. },
            ..
        } => Vec::new(),
        _ => checklist(card, head.last),
    };
    if !head.explanation.is_empty() {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(head.explanation);
    }
    view = view.saying(lines.join("\n"));
    if let Some(facts) = &card.facts {
        view = pack_facts(view, facts);
    }
    if !matches!(card.state, CardState::Refused(_)) {
        view = view.fact("Machine", machine(card));
    }
    view = view.fact("Requested by", owner(&card.spec.owner));
    if let Some(live) = &card.live {
        view = with_session(view, live);
    }
    if let Some(log) = card.log.as_ref().filter(|log| !log.is_empty()) {
        view = view.field("📜 The last lines of its log", logs::excerpt(log));
    }
    if card.is_worth_a_look() {
        view = view.field("⚠️ Worth a look", warnings(card));
    }
    view.footer(format!(
        "{} · {}",
        card.spec.id,
        escape::line(&card.file_name, 100)
    ))
    .buttons(buttons(card))
}

/// The same as a new message, which notifies the owner of a failure.
pub(crate) fn posted(card: &Card) -> View {
    let view = self::card(card);
    match failure(card) {
        Some(words) => view.calling(&card.spec.owner, &words),
        None => view,
    }
}

/// What notifies the owner of a failure that stands in their card, `message`.
pub(crate) fn call(card: &Card, home: Home, message: MessageId) -> Option<View> {
    card.spec.owner.user?;
    let words = failure(card)?;
    let (guild, channel) = (home.guild, home.channel);
    let words = format!("{words}: https://discord.com/channels/{guild}/{channel}/{message}");
    Some(View::line("").calling(&card.spec.owner, &words))
}

/// A failure that its owner waits to hear of, in a line. A deploy that is refused at once is not
/// worth a call: the refusal stands below the command.
fn failure(card: &Card) -> Option<String> {
    let is_one = match &card.state {
        CardState::Working { .. } | CardState::Cancelled => false,
        CardState::Refused(_) | CardState::Failed(_) => {
            card.timeline.current() != Some(Stage::Checking)
        }
        CardState::Launched { health, ending } => match health {
            Health::Failed { .. } => true,
            // One that was given up was a failure before.
            Health::Stopped | Health::Gone => {
                matches!(ending, None | Some(StopReason::BootTimeout))
            }
            _ => false,
        },
    };
    let name = escape::plain(card.spec.name.as_str(), 60);
    is_one.then(|| format!("**{name}** – {}", headline(card).words))
}

/// What is to be known of a pack that runs, in a message of its own.
pub(crate) fn worth_a_look(card: &Card) -> View {
    let name = escape::plain(card.spec.name.as_str(), 60);
    let what = match card.warnings.is_empty() {
        true => "check its lists of players",
        false => "check its pack",
    };
    View::new(Tone::Warning, format!("⚠️ {name} – {what}"))
        .saying(warnings(card))
        .footer(format!(
            "{} · {}",
            card.spec.id,
            escape::line(&card.file_name, 100)
        ))
}

/// How a card ends its checklist.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ChecklistEnd {
    /// What is under way is shown as such, and what is still to come follows.
    UnderWay,
    /// The stage reached last went wrong; nothing follows.
    Wrong,
    /// The machine is in trouble: it is not known whether the stage reached last still holds.
    Stuck,
    /// It was all done.
    Done,
    /// It was ended: what was under way then has not been done.
    Over,
}

struct Headline {
    tone: Tone,
    sign: &'static str,
    words: &'static str,
    explanation: String,
    last: ChecklistEnd,
}

impl Headline {
    fn new(
        tone: Tone,
        sign: &'static str,
        words: &'static str,
        last: ChecklistEnd,
        explanation: impl Into<String>,
    ) -> Self {
        Self {
            tone,
            sign,
            words,
            explanation: explanation.into(),
            last,
        }
    }
}

fn headline(card: &Card) -> Headline {
    match &card.state {
        CardState::Working { .. } => {
            Headline::new(Tone::Busy, "⏳", "on its way", ChecklistEnd::UnderWay, "")
        }
        CardState::Refused(faults) => Headline::new(
            Tone::Bad,
            "❌",
            "this pack cannot run",
            ChecklistEnd::Wrong,
            fault_list(faults),
        ),
        CardState::Failed(error) => {
            let explained = explain::service(error, Surface::Discord);
            Headline::new(
                Tone::Bad,
                "❌",
                "not deployed",
                ChecklistEnd::Wrong,
                format!("**{}**\n{}", explained.what, explained.hint),
            )
        }
        CardState::Cancelled => Headline::new(
            Tone::Quiet,
            "🚫",
            "cancelled",
            ChecklistEnd::Wrong,
            "Nothing was launched, and nothing is kept.",
        ),
        CardState::Launched { health, ending } => launched(card, health, *ending),
    }
}

fn fault_list(faults: &Faults) -> String {
    let groups = faults.groups();
    let shown = groups.iter().take(FAULTS);
    let mut lines: Vec<String> = shown
        .map(|group| format!("• {}", escape::plain(&group.to_string(), FAULT_LENGTH)))
        .collect();
    let more = groups.len() - lines.len();
    if more != 0 {
        lines.push(format!("… and {more} more"));
    }
    lines.push(String::new());
    lines.push(format!("Nothing was launched. {}", faults.hint()));
    lines.join("\n")
}

fn launched(card: &Card, health: &Health, ending: Option<StopReason>) -> Headline {
    let costs = costs_until_stopped(card);
    match health {
        Health::Coming(_) => {
            Headline::new(Tone::Busy, "⏳", "on its way", ChecklistEnd::UnderWay, "")
        }
        Health::Unknown => {
            Headline::new(Tone::Busy, "⏳", "on its way", ChecklistEnd::UnderWay, "")
        }
        Health::Slow(_) => Headline::new(
            Tone::Warning,
            "🐢",
            "slower than usual",
            ChecklistEnd::UnderWay,
            format!(
                "It has taken longer than most, and may still come up. It is stopped by itself if it does not. {costs}"
            ),
        ),
        Health::Online {
            idle: Some(idle), ..
        } => Headline::new(
            Tone::Warning,
            "💤",
            "nobody drives",
            ChecklistEnd::Done,
            format!(
                "Nobody has driven{}. The machine powers itself off {} unless somebody joins.",
                idle.since
                    .map(|since| format!(" since {}", clock(since)))
                    .unwrap_or_default(),
                relative(idle.stops_at)
            ),
        ),
        Health::Online {
            closed: Some(says), ..
        } => Headline::new(
            Tone::Warning,
            "🚧",
            "online, but nobody outside gets in",
            ChecklistEnd::Done,
            escape::plain(says, 300),
        ),
        Health::Online { .. } if card.told.as_deref().is_some_and(Record::says_restarting) => {
            Headline::new(
                Tone::Good,
                "✅",
                "online again",
                ChecklistEnd::Done,
                "It was restarted by command. The join link is the same as before; drivers have to join again.",
            )
        }
        Health::Online { restarts: 0, .. } => Headline::new(
            Tone::Good,
            "✅",
            "online",
            ChecklistEnd::Done,
            format!(
                "The join link is in this channel. It took {}.",
                span(card.timeline.elapsed(card.now))
            ),
        ),
        Health::Online { restarts, .. } => Headline::new(
            Tone::Warning,
            "🔁",
            "online again",
            ChecklistEnd::Done,
            format!(
                "The game server ended by itself and was started again ({restarts} × since the machine booted). The join link still works; drivers have to join again."
            ),
        ),
        Health::Crashed { error } => Headline::new(
            Tone::Warning,
            "⚠️",
            "the game server crashed",
            ChecklistEnd::Stuck,
            format!(
                "{}The machine starts it again by itself. {costs}",
                reason(error.as_deref())
            ),
        ),
        Health::Failed { error, cause } => Headline::new(
            Tone::Bad,
            "❌",
            "the game server does not run",
            ChecklistEnd::Stuck,
            format!(
                "{}The machine does not try again. {}; if nobody acts, it is stopped automatically after a while. {costs}",
                reason(error.as_deref()),
                remedy(*cause, error.is_some())
            ),
        ),
        Health::Silent { since } => Headline::new(
            Tone::Warning,
            "❔",
            "machine not responding",
            ChecklistEnd::Stuck,
            format!(
                "It runs, but has said nothing{}. Drivers may still be on it, so it is left alone; `/status` asks it again. If nobody can join, `/stop` it, then `/start` it. {costs}",
                since
                    .map(|since| format!(" since {}", relative(since)))
                    .unwrap_or_default()
            ),
        ),
        Health::Stopping => Headline::new(
            Tone::Quiet,
            "🛑",
            "being stopped",
            ChecklistEnd::Over,
            ended(card, ending),
        ),
        Health::Stopped => Headline::new(
            Tone::Quiet,
            "🛑",
            "stopped",
            ChecklistEnd::Over,
            format!(
                "{} {}, so `/start` brings it up again.",
                ended(card, ending),
                match card.disk_month {
                    Some(price) => format!("Its disk is kept for about {price} a month"),
                    None => "Its files are kept".to_owned(),
                }
            )
            .trim_start()
            .to_owned(),
        ),
        Health::Gone => Headline::new(
            Tone::Quiet,
            "🗑️",
            "deleted",
            ChecklistEnd::Over,
            format!(
                "{} {} is kept: `/deploy stored` finds it.",
                gone(card, ending),
                match ending {
                    // The one that was made for the night goes with it.
                    Some(StopReason::RaceOver) => "The pack that it was planned with",
                    _ => "The pack",
                }
            )
            .trim_start()
            .to_owned(),
        ),
    }
}

/// What the machine says of a failure.
fn reason(error: Option<&str>) -> String {
    error
        .map(|error| format!("> {}\n", escape::plain(error, 400)))
        .unwrap_or_default()
}

/// What the cloud says of a machine that it did not start, or took away.
fn cloud_said(card: &Card) -> Option<String> {
    let said = card.failure.as_deref()?;
    Some(format!(
        "Amazon did not run the machine: “{}”.",
        escape::plain(said.trim_end_matches('.'), 400)
    ))
}

fn ended(card: &Card, ending: Option<StopReason>) -> String {
    if let Some(said) = cloud_said(card) {
        return said;
    }
    let words = match ending {
        Some(StopReason::Idle) => {
            let minutes = card
                .spec
                .options
                .idle_minutes
                .map(|minutes| format!(" for {minutes} min"))
                .unwrap_or_default();
            return format!("Nobody drove{minutes}, so it powered itself off.");
        }
        Some(StopReason::Asked) => "It was stopped by command.",
        Some(StopReason::RaceOver) => "The race night is over, so it was stopped.",
        Some(StopReason::BootTimeout) => {
            "It did not come up in time, and was stopped so that it costs no more."
        }
        Some(StopReason::TimeLimit) => {
            "It ran for as long as one start of it may last, and nobody drove."
        }
        Some(StopReason::Broken) => {
            "Its game server did not run and nobody stopped it, so it was stopped to cost no more."
        }
        None => "It was stopped outside of this bot, or stopped itself.",
    };
    words.to_owned()
}

/// What to do about a server that was given up.
fn remedy(cause: Option<Cause>, is_explained: bool) -> &'static str {
    match cause {
        Some(Cause::Machine) => {
            "The pack is all right: whoever runs this bot must repair the machine, then `/stop` this one and `/start` it for another try"
        }
        Some(Cause::Pack) => "Fix the pack, `/deploy` it again, then `/terminate` this server",
        // The machine's own words say what to mend; it need not be the pack.
        None if is_explained => {
            "Fix that and `/deploy` again, or `/stop` this one and `/start` it for another try"
        }
        None => "`/logs` may say why; `/stop` it and `/start` it for another try",
    }
}

fn gone(card: &Card, ending: Option<StopReason>) -> String {
    if let Some(said) = cloud_said(card) {
        return said;
    }
    let words = match ending {
        Some(StopReason::Asked) => "It was deleted by command.",
        Some(StopReason::RaceOver) => "The race night is over, so it was deleted.",
        Some(StopReason::BootTimeout) => "It did not come up in time.",
        Some(StopReason::TimeLimit) => "It ran for as long as one start of it may last.",
        Some(StopReason::Broken) => "Its game server did not run.",
        Some(StopReason::Idle) => "Nobody drove.",
        None => "It was deleted outside of this bot.",
    };
    words.to_owned()
}

fn costs_until_stopped(card: &Card) -> String {
    match card.price {
        None if card.spec.hosting.is_this_machine() => String::new(),
        Some(price) => format!("It costs {price} per hour until it is stopped."),
        None => "It costs money until it is stopped.".to_owned(),
    }
}

/// One line a stage: what is done with the time that it took, what is under way, what is to come.
fn checklist(card: &Card, last: ChecklistEnd) -> Vec<String> {
    let done: Vec<(Stage, SignedDuration)> = card.timeline.stages(card.now).collect();
    let told = match &card.state {
        CardState::Launched { health, .. } => domain::lifecycle::stage_of(health),
        _ => None,
    };
    let current = card.timeline.current().max(told);
    // A machine that is up already boots nothing and fetches nothing.
    let is_left_out = |stage| {
        card.spec.hosting.is_this_machine()
            && Some(stage) != current
            && match stage {
                Stage::Booting | Stage::Downloading => true,
                // One line for the three of them: the one that is under way.
                Stage::Launching => {
                    matches!(current, Some(Stage::Booting | Stage::Downloading))
                }
                _ => false,
            }
    };
    let mut lines = Vec::new();
    for stage in Stage::ALL
        .iter()
        .copied()
        .filter(|stage| !is_left_out(*stage))
    {
        let took = done
            .iter()
            .find(|(one, _)| *one == stage)
            .map(|(_, took)| *took);
        let words = Words::of(stage, card);
        let is_current = Some(stage) == current;
        let line = match (took, is_current) {
            (_, true) if last == ChecklistEnd::Stuck && stage == Stage::Online => continue,
            (_, true) if last == ChecklistEnd::Over && stage != Stage::Online => continue,
            (_, true) if last == ChecklistEnd::Stuck => format!("⚠️ {}", words.doing),
            (Some(_), true) if stage == Stage::Online => format!("✅ {}", words.done),
            (Some(took), true) if last == ChecklistEnd::Done => {
                format!("✅ {} – {}", words.done, span(took))
            }
            (_, true) if last == ChecklistEnd::Wrong => format!("❌ {}", words.doing),
            (took, true) => under_way(card, &words, took),
            (Some(took), false) => format!("✅ {} – {}", words.done, span(took)),
            // What was left out (no upload for a stored pack, no launch after a stop) or is not
            // going to happen any more is no line.
            (None, false) if Some(stage) < current || last != ChecklistEnd::UnderWay => continue,
            (None, false) => format!("▫️ {}", words.todo),
        };
        lines.push(line);
    }
    lines
}

fn under_way(card: &Card, words: &Words, took: Option<SignedDuration>) -> String {
    let mut line = format!("⏳ **{}**", words.doing);
    match (&card.state, took) {
        (
            CardState::Working {
                moved: Some((done, of)),
            },
            _,
        ) => {
            line.push(' ');
            line.push_str(&moved(*done, *of));
        }
        // Discord counts by itself; the message need not be edited for it.
        (_, Some(took)) => line.push_str(&format!(" – began {}", relative(card.now - took))),
        (_, None) => {}
    }
    if let Some(usual) = words.usual {
        line.push_str(&format!(" (usually {usual})"));
    }
    line
}

/// What a stage is called before, while and after it happens.
struct Words {
    todo: String,
    doing: String,
    done: String,
    /// How long it usually takes, where people should know.
    usual: Option<&'static str>,
}

impl Words {
    fn of(stage: Stage, card: &Card) -> Self {
        let system = card.platform;
        // From power on until the machine's agent answers.
        let usual = match system {
            Platform::Windows => "4–15 min",
            Platform::Linux => "1–2 min",
        };
        let words = |todo: &str, doing: &str, done: &str| Self {
            todo: todo.to_owned(),
            doing: doing.to_owned(),
            done: done.to_owned(),
            usual: None,
        };
        match stage {
            Stage::Launching | Stage::Booting | Stage::Downloading
                if card.spec.hosting.is_this_machine() =>
            {
                words("Get ready", "Getting ready", "Ready")
            }
            Stage::Checking => words("Check the pack", "Checking the pack", "Pack checked"),
            Stage::Uploading => words("Upload the pack", "Uploading", "Pack uploaded"),
            Stage::Launching => words("Get a machine", "Getting a machine", "Machine launched"),
            Stage::Booting => Self {
                todo: format!("{system} starts (usually {usual})"),
                doing: format!("{system} starts"),
                done: format!("{system} started"),
                usual: Some(usual),
            },
            Stage::Downloading => words(
                "Machine fetches the pack",
                "The machine fetches the pack",
                "Machine fetched the pack",
            ),
            Stage::Unpacking => words("Unpack", "Unpacking", "Unpacked"),
            Stage::Starting => words(
                "Game server starts",
                "The game server starts",
                "Game server started",
            ),
            Stage::Online => words("Join link", "Online", "Online"),
        }
    }
}

/// What runs, for the card and for the announcement.
pub(super) fn pack_facts(view: View, facts: &PackFacts) -> View {
    view.fact("Track", escape::plain(&facts.track, 100))
        .fact("Slots", facts.slots.to_string())
        .fact("Cars", cars(facts))
}

fn cars(facts: &PackFacts) -> String {
    let shown: Vec<String> = facts
        .cars
        .iter()
        .take(CARS)
        .map(|car| escape::plain(car, 50))
        .collect();
    let more = facts.cars.len() - shown.len() + facts.more_cars;
    match (shown.is_empty(), more) {
        (true, 0) => "none".to_owned(),
        (true, more) => format!("{more}"),
        (false, 0) => shown.join(", "),
        (false, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

fn machine(card: &Card) -> String {
    let size = escape::plain(card.spec.hosting.as_str(), 40);
    if card.spec.hosting.is_this_machine() {
        return size;
    }
    let instead = card.instead_of.as_ref().map(|wanted| {
        let wanted = escape::plain(wanted.as_str(), 40);
        format!(" (no {wanted} was free)")
    });
    let machine = format!(
        "{size}{} with {}{}",
        explain::sized_for(card.sized_for),
        card.platform,
        instead.unwrap_or_default()
    );
    let costs = match (card.price, card.price_elsewhere) {
        (Some(price), Some(elsewhere)) => {
            let other = card.platform.other();
            format!("{machine}\n{price} per hour ({other}: {elsewhere})")
        }
        (Some(price), None) => format!("{machine}\n{price} per hour"),
        (None, _) => machine,
    };
    // An archive for this very system needs no reason.
    match card.platform_reason {
        None | Some(PlatformReason::Archive(_)) => costs,
        Some(reason) => format!("{costs}\n{}: {reason}", card.platform),
    }
}

fn warnings(card: &Card) -> String {
    let of_pack = card.warnings.iter().take(WARNINGS).map(ToString::to_string);
    let lists = card.stale_lists.iter().map(ToString::to_string);
    let mut lines: Vec<String> = lists
        .chain(of_pack)
        .map(|warning| format!("• {}", escape::plain(&warning, 180)))
        .collect();
    if WARNINGS < card.warnings.len() {
        lines.push(format!("… and {} more", card.warnings.len() - WARNINGS));
    }
    lines.join("\n")
}

fn buttons(card: &Card) -> Vec<Button> {
    let server = &card.spec.id;
    match &card.state {
        CardState::Working { .. } => {
            vec![Button::Press {
                label: "Cancel",
                press: crate::buttons::ButtonId::Cancel(server.clone()),
                danger: true,
            }]
        }
        CardState::Refused(_) | CardState::Failed(_) | CardState::Cancelled => Vec::new(),
        CardState::Launched { health, .. } => match health {
            Health::Coming(_) | Health::Slow(_) | Health::Unknown => {
                vec![Button::status(server), Button::stop(server)]
            }
            Health::Silent { .. } if card.spec.hosting.is_this_machine() => {
                vec![Button::status(server), Button::stop(server)]
            }
            Health::Silent { .. } => vec![
                Button::status(server),
                Button::redeploy(server),
                Button::stop(server),
            ],
            Health::Crashed { .. } => vec![
                Button::status(server),
                Button::logs(server),
                Button::stop(server),
            ],
            Health::Failed { .. } => vec![
                Button::status(server),
                Button::logs(server),
                Button::restart(server),
                Button::stop(server),
            ],
            Health::Online { idle: Some(_), .. } => vec![
                Button::keep_running(server),
                Button::status(server),
                Button::stop(server),
            ],
            // The announcement below has the others.
            Health::Online { restarts, .. } if *restarts != 0 => vec![Button::logs(server)],
            Health::Online { .. } => Vec::new(),
            Health::Stopped => vec![Button::start(server)],
            Health::Stopping | Health::Gone => Vec::new(),
        },
    }
}
