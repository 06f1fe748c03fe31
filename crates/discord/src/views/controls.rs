//! What can be pressed below a message: buttons and menus.

use poise::serenity_prelude::{
    ButtonStyle, CreateButton, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption,
};

use super::{escape, limits};
use crate::buttons::ButtonId;
use crate::sign_up::RacePress;

/// A button below a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Button {
    /// Opens an address.
    Link {
        /// What stands on it.
        label: String,
        /// Where it leads; http or https.
        url: String,
    },
    /// Tells the bot.
    Press {
        /// What stands on it.
        label: &'static str,
        /// What the bot is told.
        press: ButtonId,
        /// Whether it is red.
        danger: bool,
    },
    /// Tells the bot something about a race.
    Race {
        /// What stands on it.
        label: &'static str,
        /// What the bot is told.
        press: RacePress,
        /// Whether it is the one that most people press.
        main: bool,
        /// Whether it is red.
        danger: bool,
    },
}

/// A menu to choose one thing from; it has a row of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Menu {
    /// What the bot is told.
    pub custom_id: String,
    /// What stands in it before anything is chosen.
    pub placeholder: &'static str,
    /// From 1 to 25.
    pub options: Vec<MenuOption>,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MenuOption {
    /// What people read.
    pub label: String,
    /// What the bot is told.
    pub value: String,
    /// A line below the label; empty: none.
    pub description: String,
}

impl Menu {
    pub(super) fn create(&self) -> CreateSelectMenu {
        let options = self.options.iter().map(|option| {
            let label = escape::clip(&option.label, limits::OPTION);
            let created = CreateSelectMenuOption::new(label, &option.value);
            match option.description.as_str() {
                "" => created,
                words => created.description(escape::clip(words, limits::OPTION)),
            }
        });
        let options = options.collect();
        CreateSelectMenu::new(&self.custom_id, CreateSelectMenuKind::String { options })
            .placeholder(self.placeholder)
    }
}

impl Button {
    fn press(label: &'static str, press: ButtonId) -> Self {
        Self::Press {
            label,
            press,
            danger: false,
        }
    }

    /// "Status".
    pub(crate) fn status(server: &domain::ids::ServerId) -> Self {
        Self::press("Status", ButtonId::Status(server.clone()))
    }

    /// "Logs".
    pub(crate) fn logs(server: &domain::ids::ServerId) -> Self {
        Self::press("Logs", ButtonId::Logs(server.clone()))
    }

    /// "Keep it running".
    pub(crate) fn keep_running(server: &domain::ids::ServerId) -> Self {
        Self::press("Keep it running", ButtonId::KeepRunning(server.clone()))
    }

    /// "Redeploy".
    pub(crate) fn redeploy(server: &domain::ids::ServerId) -> Self {
        Self::press("Redeploy", ButtonId::Redeploy(server.clone()))
    }

    /// "Stop".
    pub(crate) fn stop(server: &domain::ids::ServerId) -> Self {
        Self::Press {
            label: "Stop",
            press: ButtonId::Stop(server.clone()),
            danger: true,
        }
    }

    /// "Restart".
    pub(crate) fn restart(server: &domain::ids::ServerId) -> Self {
        Self::press("Restart", ButtonId::Restart(server.clone()))
    }

    /// "Start".
    pub(crate) fn start(server: &domain::ids::ServerId) -> Self {
        Self::press("Start", ButtonId::Start(server.clone()))
    }

    pub(super) fn create(&self) -> CreateButton {
        match self {
            Self::Link { label, url } => {
                CreateButton::new_link(url).label(escape::line(label, limits::LABEL))
            }
            Self::Press {
                label,
                press,
                danger,
            } => CreateButton::new(press.to_string())
                .label(*label)
                .style(if *danger {
                    ButtonStyle::Danger
                } else {
                    ButtonStyle::Secondary
                }),
            Self::Race {
                label,
                press,
                main,
                danger,
            } => CreateButton::new(press.to_string())
                .label(*label)
                .style(match (main, danger) {
                    (true, _) => ButtonStyle::Primary,
                    (_, true) => ButtonStyle::Danger,
                    _ => ButtonStyle::Secondary,
                }),
        }
    }
}
