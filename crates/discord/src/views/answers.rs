//! Short answers to commands and presses.

use jiff::Timestamp;

use super::{Button, Tone, View, clock, escape, message_url};
use crate::actions::Needed;
use crate::buttons::ButtonId;
use domain::ids::MessageId;
use domain::price::Dollars;
use domain::server::{Home, Order, Server, ServerName};
use explain::SESSION_UNENDED;
use race::Night;
use service::LastSession;

/// "Deploying …", to whoever asked.
pub(crate) fn deploying(order: &Order, home: Home, progress: MessageId) -> View {
    View::line(format!(
        "Deploying **{}**. [This message]({}) shows how far it is, and the join link comes to the same channel.",
        escape::plain(order.working_name().as_str(), 60),
        message_url(home, progress)
    ))
}

/// Tells the channel who stopped a server, and what its disk costs a month from now on, if anything.
pub(crate) fn stopped(
    who: &str,
    name: &ServerName,
    disk: Option<Dollars>,
    session: LastSession,
) -> View {
    let kept = match disk {
        Some(disk) => format!("Its disk is kept and costs about {disk} a month"),
        None => "Its files are kept".to_owned(),
    };
    let session = of_session(session);
    View::line(format!(
        "**{}** stopped **{}**. {kept}: `/start` brings it up again, `/terminate` deletes it.{session}",
        escape::plain(who, 40),
        escape::plain(name.as_str(), 60)
    ))
}

/// Tells the channel who cancelled a deploy.
pub(crate) fn cancelled(who: &str, name: &ServerName) -> View {
    View::line(format!(
        "**{}** cancelled the deploy of **{}**.",
        escape::plain(who, 40),
        escape::plain(name.as_str(), 60)
    ))
}

/// Tells the channel who cancelled a deploy whose machine was launched already.
pub(crate) fn called_off(who: &str, server: &Server) -> View {
    let gone = if server.hosting.is_this_machine() {
        "What was unpacked of it is deleted"
    } else {
        "Its machine was launched already, and is deleted again"
    };
    View::line(format!(
        "**{}** cancelled the deploy of **{}**. {gone}; its pack is kept, so `/deploy stored` can bring it up.",
        escape::plain(who, 40),
        escape::plain(server.name.as_str(), 60)
    ))
}

/// Tells the channel who started a server.
pub(crate) fn started(who: &str, server: &Server, progress: Option<(Home, MessageId)>) -> View {
    let place = match progress {
        Some((home, message)) => format!(
            " [This message]({}) shows how far it is.",
            message_url(home, message)
        ),
        None => String::new(),
    };
    View::line(format!(
        "**{}** started **{}**.{place}",
        escape::plain(who, 40),
        escape::plain(server.name.as_str(), 60)
    ))
}

/// Tells the channel who brings a server up anew.
pub(crate) fn redeploying(who: &str, old: &Server, home: Home, progress: MessageId) -> View {
    View::line(format!(
        "**{}** brings **{}** up on a new machine. The old one is deleted once the new one is online; [this message]({}) shows how far it is.",
        escape::plain(who, 40),
        escape::plain(old.name.as_str(), 60),
        message_url(home, progress)
    ))
}

/// Tells the channel who restarted a server's program.
pub(crate) fn restarted(who: &str, server: &Server) -> View {
    View::line(format!(
        "**{}** restarted **{}**. Its link stays the same; drivers can join again when it is online, usually within a minute.",
        escape::plain(who, 40),
        escape::plain(server.name.as_str(), 60)
    ))
}

/// Tells the channel who deleted a server.
pub(crate) fn terminated(who: &str, server: &Server, session: LastSession) -> View {
    let session = of_session(session);
    View::line(format!(
        "**{}** deleted **{}**. Its pack is kept, so `/deploy stored` can bring it up again.{session}",
        escape::plain(who, 40),
        escape::plain(server.name.as_str(), 60)
    ))
}

/// The same where what its last sessions left could not be taken in.
pub(crate) fn terminated_unread(who: &str, server: &Server) -> View {
    View::line(format!(
        "**{}** deleted **{}**. What its last sessions left could not be read and is lost; results that stand in this channel are kept.",
        escape::plain(who, 40),
        escape::plain(server.name.as_str(), 60)
    ))
}

/// The short word to whoever asked, beside what the channel is told.
pub(crate) fn done() -> View {
    View::line("Done. The channel sees it below.")
}

/// What was pressed is being done, and takes a while.
pub(crate) fn under_way() -> View {
    View::line("⏳ On it …")
}

/// A form opens only at once.
pub(crate) fn press_again() -> View {
    View::line("That took a moment too long for a form to open. Press the button once more.")
}

/// Asks whether to delete a server, which may be that of the race `night`.
pub(crate) fn really_terminate(server: &Server, night: Option<&Night>) -> View {
    let name = escape::plain(server.name.as_str(), 60);
    let says = match (
        server.hosting.is_this_machine(),
        server.state.costs_compute(),
    ) {
        (true, true) => {
            "Its files go for good, and its link stops working. The pack stays. To end it only until the next race, `/stop` is enough."
        }
        (true, false) => "Its files go for good. The pack stays.",
        (false, true) => {
            "The machine and its disk go for good, and its link stops working. The pack stays in storage. To save money only until the next race, `/stop` is enough."
        }
        (false, false) => "The machine and its disk go for good. The pack stays in storage.",
    };
    let race = night.map_or_else(String::new, |night| {
        format!(
            "This is the server of the race **{}** at <t:{}:f>; `/race cancel` calls it off.\n\n",
            escape::plain(&night.name, 60),
            night.start.instant().as_second()
        )
    });
    View::new(Tone::Warning, format!("Delete {name}?"))
        .saying(format!("{race}{says}"))
        .footer(server.id.to_string())
        .buttons([
            Button::Press {
                label: "Delete",
                press: ButtonId::Terminate(server.id.clone()),
                danger: true,
            },
            Button::Press {
                label: "Keep",
                press: ButtonId::Keep(server.id.clone()),
                danger: false,
            },
        ])
}

/// Asks whether to delete a server although it may hold results that nobody could read.
pub(crate) fn really_lose(server: &Server) -> View {
    let name = escape::plain(server.name.as_str(), 60);
    let says = match server.state.costs_compute() {
        true => {
            "Its machine does not answer, so what its sessions left since the last look could not be read. It may answer again in a minute. Deleted now, results may be lost."
        }
        false => {
            "Its machine was switched off before all was read that its sessions left. Started once more with `/start`, it is asked within a minute. Deleted now, results may be lost."
        }
    };
    View::new(
        Tone::Warning,
        format!("{name} may hold results. Delete it?"),
    )
    .saying(says)
    .footer(server.id.to_string())
    .buttons([
        Button::Press {
            label: "Delete without them",
            press: ButtonId::TerminateUnread(server.id.clone()),
            danger: true,
        },
        Button::Press {
            label: "Keep",
            press: ButtonId::Keep(server.id.clone()),
            danger: false,
        },
    ])
}

/// Asks whether to stop a server although somebody drives or nobody knows, or a race night needs it.
pub(crate) fn really_stop(needed: &Needed) -> View {
    let press = ButtonId::StopNow(needed.server.id.clone());
    ends_a_session("Stop", "Stop now", press, needed)
}

/// Asks whether to restart one.
pub(crate) fn really_restart(needed: &Needed) -> View {
    let press = ButtonId::RestartNow(needed.server.id.clone());
    ends_a_session("Restart", "Restart now", press, needed)
}

/// Asks whether to bring one up anew: the old machine goes once the new one is online.
pub(crate) fn really_redeploy(needed: &Needed) -> View {
    let press = ButtonId::RedeployNow(needed.server.id.clone());
    ends_a_session("Redeploy", "Redeploy now", press, needed)
}

fn ends_a_session(verb: &str, label: &'static str, press: ButtonId, needed: &Needed) -> View {
    let server = &needed.server;
    let name = escape::plain(server.name.as_str(), 60);
    let race = needed.race.as_ref().map(|race| {
        let race = escape::plain(race, 60);
        format!("The race **{race}** needs it, and its organiser will be told.")
    });
    let drivers = match needed.drivers {
        Some(0) => String::new(),
        Some(1) => "1 driver is on it, and loses the session.".to_owned(),
        Some(many) => format!("{many} drivers are on it, and lose the session."),
        None => "The bot could not find out whether anybody drives on it.".to_owned(),
    };
    let says = [race.unwrap_or_default(), drivers].join(" ");
    View::new(Tone::Warning, format!("{verb} {name}?"))
        .saying(says.trim())
        .footer(server.id.to_string())
        .buttons([
            Button::Press {
                label,
                press,
                danger: true,
            },
            Button::Press {
                label: "Keep",
                press: ButtonId::Keep(server.id.clone()),
                danger: false,
            },
        ])
}

/// A server stays on although nobody drives.
pub(crate) fn kept_running(actor: &str, server: &Server, until: Timestamp) -> View {
    View::line(format!(
        "{} keeps **{}** running until {}, also if nobody drives.",
        escape::plain(actor, 60),
        escape::plain(server.name.as_str(), 60),
        clock(until)
    ))
}

/// The question was answered with "Keep".
pub(crate) fn kept() -> View {
    View::line("Nothing was changed.")
}

/// The question was answered with "Delete".
pub(crate) fn deleted(server: &Server) -> View {
    View::line(format!(
        "**{}** is being deleted.",
        escape::plain(server.name.as_str(), 60)
    ))
}

/// What is to be said of the session that ran, below what was done.
fn of_session(session: LastSession) -> String {
    match session {
        LastSession::Ended => String::new(),
        LastSession::Unended => format!("\n⚠️ {SESSION_UNENDED}"),
    }
}
