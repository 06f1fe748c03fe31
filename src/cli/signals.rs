//! How people and systems ask a process to end.

use std::io;

/// Hears Ctrl-C and SIGTERM from when it is made; none is lost between two calls of
/// [`Signals::next`].
#[derive(Debug)]
pub(super) struct Signals {
    interrupt: imp::Listener,
    terminate: imp::Listener,
}

impl Signals {
    /// Begins to listen. From then on neither ends the process by itself.
    ///
    /// # Errors
    /// When the system has no room for a listener.
    pub(super) fn listen() -> io::Result<Self> {
        let (interrupt, terminate) = imp::listen()?;
        Ok(Self {
            interrupt,
            terminate,
        })
    }

    /// The next one's name.
    pub(super) async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.interrupt.recv() => "Ctrl-C",
            _ = self.terminate.recv() => imp::TERMINATE,
        }
    }
}

#[cfg(unix)]
mod imp {
    use tokio::signal::unix::{SignalKind, signal};

    pub(super) use tokio::signal::unix::Signal as Listener;

    pub(super) const TERMINATE: &str = "SIGTERM";

    pub(super) fn listen() -> std::io::Result<(Listener, Listener)> {
        Ok((
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        ))
    }
}

#[cfg(windows)]
mod imp {
    use tokio::signal::windows::{CtrlBreak, CtrlC};

    /// Windows has a type for each.
    #[derive(Debug)]
    pub(super) enum Listener {
        CtrlC(CtrlC),
        CtrlBreak(CtrlBreak),
    }

    impl Listener {
        pub(super) async fn recv(&mut self) -> Option<()> {
            match self {
                Self::CtrlC(listener) => listener.recv().await,
                Self::CtrlBreak(listener) => listener.recv().await,
            }
        }
    }

    pub(super) const TERMINATE: &str = "Ctrl-Break";

    pub(super) fn listen() -> std::io::Result<(Listener, Listener)> {
        Ok((
            Listener::CtrlC(tokio::signal::windows::ctrl_c()?),
            Listener::CtrlBreak(tokio::signal::windows::ctrl_break()?),
        ))
    }
}
