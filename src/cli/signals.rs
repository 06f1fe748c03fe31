//! How people and systems ask a process to end.

/// Resolves when Ctrl-C is pressed or SIGTERM comes; says which.
pub(super) async fn asked_to_end() -> &'static str {
    tokio::select! {
        () = interrupted() => "Ctrl-C",
        () = terminated() => "SIGTERM",
    }
}

async fn interrupted() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::warn!(%error, "Ctrl-C cannot be heard");
        std::future::pending().await
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            terminate.recv().await;
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be heard");
            std::future::pending().await
        }
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
