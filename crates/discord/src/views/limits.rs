//! Discord's limits, in characters.

pub(super) const CONTENT: usize = 2000;
pub(super) const TITLE: usize = 256;
pub(super) const DESCRIPTION: usize = 4096;
pub(super) const FIELDS: usize = 25;
pub(super) const FIELD_VALUE: usize = 1024;
pub(super) const EMBED: usize = 6000;
pub(super) const LABEL: usize = 80;
/// A line of a menu.
pub(super) const OPTION: usize = 100;
/// The title of a form.
pub(super) const FORM_TITLE: usize = 45;
/// Buttons in a row.
pub(super) const BUTTONS: usize = 5;
pub(super) const ROWS: usize = 5;
/// A description of an attachment.
pub(super) const ALT: usize = 1024;
