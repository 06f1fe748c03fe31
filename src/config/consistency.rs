//! What is wrong with settings although each of them is right by itself.

use std::collections::BTreeSet;

use figment::Figment;

use super::extract::origin;
use super::{Settings, SettingsFault};
use domain::ids::InstanceType;
use domain::lifecycle::PatienceSettings;
use pack::Platform;

impl Settings {
    /// What no single key's type could refuse.
    pub(super) fn inconsistencies(&self, figment: &Figment) -> Vec<SettingsFault> {
        let mut faults = Vec::new();
        let mut refuse = |key: &[&str], what: &str| {
            let key: Vec<String> = key.iter().map(|part| (*part).to_owned()).collect();
            faults.push(SettingsFault {
                origin: origin(figment, &key),
                key,
                what: what.to_owned(),
            });
        };
        // The size of Microsoft's image; EC2 refuses a smaller disk.
        if self
            .aws
            .as_ref()
            .is_some_and(|aws| aws.root_gib(Platform::Windows) < 30)
        {
            refuse(
                &["aws", "windows", "root_gib"],
                "must be 30 or more: Windows needs it.",
            );
        }
        let PatienceSettings {
            slow_minutes,
            give_up_minutes,
            ..
        } = self.patience;
        if give_up_minutes < slow_minutes {
            refuse(
                &["patience", "give_up_minutes"],
                "must not be less than `slow_minutes`.",
            );
        }
        let mut seen = BTreeSet::new();
        for (index, guild) in self.guilds.iter().enumerate() {
            let index = index.to_string();
            if !seen.insert(guild.id) {
                refuse(
                    &["guilds", &index, "id"],
                    "is in an earlier entry already; put both into one.",
                );
            }
            if race::when::zone_named(&guild.time_zone).is_err() {
                refuse(
                    &["guilds", &index, "time_zone"],
                    "must be a zone of the tz database, such as Europe/Berlin.",
                );
            }
            if !guild.sizes.iter().all(is_instance_type) {
                refuse(
                    &["guilds", &index, "sizes"],
                    "must hold EC2 instance types such as \"t3.small\".",
                );
            }
        }
        faults
    }
}

/// `family.size`, as EC2 writes it.
fn is_instance_type(size: &InstanceType) -> bool {
    let is_part = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    size.as_str()
        .split_once('.')
        .is_some_and(|(family, size)| is_part(family) && is_part(size))
}
