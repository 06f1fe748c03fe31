//! What is wrong with settings although each of them is of the right kind.

use std::collections::BTreeSet;

use figment::Figment;

use super::extract::origin;
use super::{BootTimeoutSettings, PackSettings, Settings, SettingsFault};
use crate::watcher::WatchSettings;
use cloud::settings::LocalSettings;
use domain::ids::InstanceType;
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
        let PackSettings {
            max_entries,
            max_unpacked_gib,
            max_ratio,
        } = self.packs;
        if max_entries == 0 {
            refuse(&["packs", "max_entries"], "must be 1 or more.");
        }
        if !(1..=1024).contains(&max_unpacked_gib) {
            refuse(&["packs", "max_unpacked_gib"], "must be from 1 to 1024.");
        }
        if max_ratio == 0 {
            refuse(&["packs", "max_ratio"], "must be 1 or more.");
        }
        let WatchSettings {
            moving_seconds,
            quiet_seconds,
            idle_seconds,
        } = self.watcher;
        for (key, seconds) in [
            ("moving_seconds", moving_seconds),
            ("quiet_seconds", quiet_seconds),
            ("idle_seconds", idle_seconds),
        ] {
            if !(1..=3600).contains(&seconds) {
                refuse(&["watcher", key], "must be from 1 to 3600.");
            }
        }
        let BootTimeoutSettings {
            slow_minutes,
            give_up_minutes,
            idle_minutes,
        } = self.patience;
        if slow_minutes == 0 {
            refuse(&["patience", "slow_minutes"], "must be 1 or more.");
        }
        if give_up_minutes < slow_minutes {
            refuse(
                &["patience", "give_up_minutes"],
                "must not be less than `slow_minutes`.",
            );
        }
        if idle_minutes != 0 && !(5..=10_080).contains(&idle_minutes) {
            refuse(
                &["patience", "idle_minutes"],
                "must be 0, which is never, or from 5 to 10080, which is a week.",
            );
        }
        if let Some(local) = &self.local {
            let LocalSettings {
                starts,
                restart_seconds,
                stop_seconds,
                log_mib,
                memory_mib,
                disk_mib,
                ..
            } = local;
            for (key, value, allowed) in [
                ("starts", starts, 1..=100),
                ("restart_seconds", restart_seconds, 1..=3600),
                ("stop_seconds", stop_seconds, 1..=600),
                ("log_mib", log_mib, 1..=1024),
                ("memory_mib", memory_mib, 128..=1_048_576),
                ("disk_mib", disk_mib, 16..=1_048_576),
            ] {
                if !allowed.contains(value) {
                    let (least, most) = allowed.into_inner();
                    refuse(&["local", key], &format!("must be from {least} to {most}."));
                }
            }
        }
        let mut seen = BTreeSet::new();
        for (index, guild) in self.guilds.iter().enumerate() {
            let index = index.to_string();
            if !seen.insert(guild.id) {
                refuse(
                    &["guilds", &index, "id"],
                    "stands in an earlier entry already; put both into one.",
                );
            }
            if guild.max_servers == 0 {
                refuse(
                    &["guilds", &index, "max_servers"],
                    "must be 1 or more; to lock a Discord server out, remove its entry.",
                );
            }
            if race::when::zone_named(&guild.time_zone).is_err() {
                refuse(
                    &["guilds", &index, "time_zone"],
                    "must be a zone of the tz database, such as Europe/Berlin.",
                );
            }
            if guild.max_pack_mib == 0 {
                refuse(&["guilds", &index, "max_pack_mib"], "must be 1 or more.");
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
