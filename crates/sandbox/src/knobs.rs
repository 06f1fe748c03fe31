//! What the drawer's knobs break, so that one can see what the bot says then.

use std::time::Duration;

use serde::Deserialize;

use super::Shared;
use cloud_local::SupervisorTimings;
use discord_stand_in::{Attachment, Fault};

/// Something to break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum FaultSwitch {
    /// The next file that is attached breaks off in mid-transfer, every time.
    CutUpload,
    /// The next file that is attached has expired when the bot fetches it.
    ExpireFile,
    /// Discord refuses the bot's next edits for a while (429).
    RateLimit,
    /// Discord hands events on so late that commands time out, until it is mended.
    SlowDiscord,
    /// The bot's connection to Discord breaks.
    CutGateway,
    /// A server's program is killed.
    Crash,
    /// A server's drivers finish a qualifying and a race.
    FinishRace,
    /// Servers come up slowly, until it is mended.
    SlowBoot,
    /// All troubles are over.
    Mend,
}

/// The troubles that wait for the next file.
#[derive(Debug, Default)]
pub(super) struct PendingFaults {
    cut: bool,
    expired: bool,
}

/// Enough that the pack's directory can be read and the bulk cannot.
const CUT_AFTER: u64 = 200;
const REFUSED_EDITS: usize = 3;
const REFUSED_FOR: Duration = Duration::from_secs(2);
/// Discord gives a bot three seconds.
const TOO_SLOW: Duration = Duration::from_secs(4);
/// Long enough to see the bot say that it takes longer than usual.
const SLOW: SupervisorTimings = SupervisorTimings {
    unpacking: Duration::from_secs(10),
    starting: Duration::from_secs(20),
};

impl PendingFaults {
    /// Lets what waits for it happen to this file.
    pub(super) fn spoil(&mut self, file: Attachment) -> Attachment {
        let armed = std::mem::take(self);
        let file = if armed.cut {
            file.always_cut_after(CUT_AFTER)
        } else {
            file
        };
        if armed.expired { file.expired() } else { file }
    }
}

/// Turns a knob. What it comes to the page says, in its member's language.
pub(super) async fn turn(shared: &Shared, knob: FaultSwitch, server: &str) -> Result<(), String> {
    let faults = shared.discord().faults();
    match knob {
        FaultSwitch::CutUpload => shared.armed().cut = true,
        FaultSwitch::ExpireFile => shared.armed().expired = true,
        FaultSwitch::RateLimit => {
            let edits = "PATCH /channels/{channel_id}/messages/{message_id}";
            let fault = Fault::RateLimited {
                retry_after: REFUSED_FOR,
                global: false,
            };
            faults.fail(edits, REFUSED_EDITS, fault);
        }
        FaultSwitch::SlowDiscord => faults.delay_events(TOO_SLOW),
        FaultSwitch::CutGateway => faults.cut(),
        FaultSwitch::Crash => {
            let id = server
                .parse()
                .map_err(|_| "There is no such server.".to_owned())?;
            let crashed = shared.stage.local.crash(&id).await;
            crashed.map_err(|error| error.to_string())?;
        }
        FaultSwitch::FinishRace => {
            let id = server
                .parse()
                .map_err(|_| "There is no such server.".to_owned())?;
            let finished = shared.stage.local.finish_race(&id).await;
            finished.map_err(|error| error.to_string())?;
        }
        FaultSwitch::SlowBoot => shared.stage.local.set_pace(SLOW),
        FaultSwitch::Mend => {
            shared.stage.local.set_pace(SupervisorTimings::default());
            faults.clear();
            super::strict::clear(shared);
            *shared.armed() = PendingFaults::default();
        }
    }
    Ok(())
}
