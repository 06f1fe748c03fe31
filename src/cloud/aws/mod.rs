//! Amazon Web Services.

pub mod report_command;
pub mod user_data;
