//! Progress on standard error: a bar where somebody watches, a line per change where it is kept.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::terminal::{harmless, note};
use super::words;
use explain::mebibytes;

const PHASE: &str = "{spinner} {elapsed_precise}  {msg}";
const UPLOAD: &str =
    "{spinner} {elapsed_precise}  {msg}  {wide_bar} {bytes} of {total_bytes}, {bytes_per_sec}";
const READ: &str = "{spinner} {elapsed_precise}  {msg}  {wide_bar} {bytes} of {total_bytes}";
const UPLOAD_OF_UNKNOWN_SIZE: &str = "{spinner} {elapsed_precise}  {msg}  {bytes}, {bytes_per_sec}";

/// Shows how far something is. Dropped before it is [`done`](Self::done), it takes what was left
/// undone off the terminal.
#[derive(Debug)]
pub(super) struct Progress {
    began: Instant,
    phase: String,
    phase_began: Instant,
    form: Form,
}

#[derive(Debug)]
enum Form {
    Bar(ProgressBar),
    /// How many tenths of an upload were told.
    Lines {
        tenths: u64,
    },
}

impl Progress {
    /// Begins to count the time.
    pub(super) fn new(on_terminal: bool) -> Self {
        let form = if on_terminal {
            let bar = ProgressBar::new_spinner();
            bar.enable_steady_tick(Duration::from_millis(120));
            Form::Bar(bar)
        } else {
            Form::Lines { tenths: 0 }
        };
        let now = Instant::now();
        Self {
            began: now,
            phase: String::new(),
            phase_began: now,
            form,
        }
    }

    /// Tells what is being done now; telling it again changes nothing.
    pub(super) fn phase(&mut self, words: &str) {
        let words = harmless(words);
        if words == self.phase {
            return;
        }
        self.close_phase();
        match &mut self.form {
            Form::Bar(bar) => {
                bar.set_style(style(PHASE));
                bar.set_message(words.clone());
                bar.reset_eta();
            }
            Form::Lines { tenths } => {
                *tenths = 0;
                note(&format!("[{:>11}] {words}", span(self.began.elapsed())));
            }
        }
        self.phase = words;
        self.phase_began = Instant::now();
    }

    /// Tells something beside what is being done.
    pub(super) fn remark(&self, words: &str) {
        match &self.form {
            Form::Bar(bar) => bar.suspend(|| note(words)),
            Form::Lines { .. } => note(words),
        }
    }

    /// Tells how many bytes of the phase are done.
    pub(super) fn moved(&mut self, moved: u64, total: Option<u64>) {
        match &mut self.form {
            Form::Bar(bar) => {
                bar.set_style(style(if total.is_some() {
                    UPLOAD
                } else {
                    UPLOAD_OF_UNKNOWN_SIZE
                }));
                if let Some(total) = total {
                    bar.set_length(total);
                }
                bar.set_position(moved);
            }
            Form::Lines { tenths } => {
                let Some(total) = total.filter(|total| *total != 0) else {
                    return;
                };
                let reached = moved.saturating_mul(10) / total;
                if *tenths < reached {
                    *tenths = reached;
                    let done = mebibytes(moved);
                    note(&format!(
                        "[{:>11}] {}: {} % ({done} of {})",
                        span(self.began.elapsed()),
                        self.phase,
                        reached * 10,
                        mebibytes(total)
                    ));
                }
            }
        }
    }

    /// Tells how much of a local file is read. That takes seconds, so nothing is kept of it.
    pub(super) fn read_through(&mut self, read: u64, of: u64) {
        if let Form::Bar(bar) = &self.form {
            bar.set_style(style(READ));
            bar.set_message("Reading the pack through");
            bar.set_length(of);
            bar.set_position(read);
        }
    }

    /// The last phase has come to its end.
    pub(super) fn done(self) {
        self.close_phase();
    }

    /// Leaves what was done above the bar.
    fn close_phase(&self) {
        if let Form::Bar(bar) = &self.form
            && !self.phase.is_empty()
        {
            bar.println(format!(
                "  {:>11}  {}",
                span(self.phase_began.elapsed()),
                self.phase
            ));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Form::Bar(bar) = &self.form {
            bar.finish_and_clear();
        }
    }
}

fn span(elapsed: Duration) -> String {
    words::span(jiff::SignedDuration::try_from(elapsed).unwrap_or(jiff::SignedDuration::MAX))
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_ones() {
        for template in [PHASE, READ, UPLOAD, UPLOAD_OF_UNKNOWN_SIZE] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
