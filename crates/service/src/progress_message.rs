//! Which message shows a deploy.

use std::sync::Arc;

use parking_lot::Mutex;

use domain::ids::MessageId;

/// The message that shows a deploy while it is carried out: the one place that says which. Whoever deletes
/// it gets it posted anew, and from then on all who share this cell edit, keep and launch with the new one.
#[derive(Debug, Clone, Default)]
pub(super) struct ProgressMessage(Arc<Mutex<Option<MessageId>>>);

impl ProgressMessage {
    /// The message, if there is one.
    pub(super) fn get(&self) -> Option<MessageId> {
        *self.0.lock()
    }

    /// Another message shows it from now on.
    pub(super) fn set(&self, message: Option<MessageId>) {
        *self.0.lock() = message;
    }
}
