//! What stays wrong is said once, not at every look.

use cloud::CloudError;

/// What was said last of something that is looked at again and again.
#[derive(Debug, Default)]
pub(super) struct LogOnce(Option<String>);

impl LogOnce {
    /// Says what is wrong, unless that was said last.
    pub(super) fn trouble(&mut self, error: CloudError, say: impl FnOnce(&CloudError)) {
        let words = error.to_string();
        if self.0.as_ref() != Some(&words) {
            say(&error);
            self.0 = Some(words);
        }
    }

    /// All is well again: the same trouble would be news.
    pub(super) fn is_well(&mut self) {
        self.0 = None;
    }
}
