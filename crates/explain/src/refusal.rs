//! What somebody may not do, in words.

use super::{Explanation, Kind, Surface, mebibytes};
use domain::policy::{Action, Refusal, RoleRef};

/// A refusal in words; it names the role that is needed.
pub fn refusal(refusal: &Refusal, on: Surface) -> Explanation {
    match refusal {
        Refusal::UnknownGuild(guild) => Explanation::new(
            Kind::Setup,
            "This Discord server is not set up yet.",
            on.keeper_must(&format!("add it to the settings: a `[[guilds]]` entry with `id = \"{guild}\"`.")),
        ),
        Refusal::NotInGuild => Explanation::new(
            Kind::Usage,
            "This works in a Discord server only.",
            "Use the command in a channel of your league's server, not in a private message.",
        ),
        Refusal::MissingRole {
            action,
            needed,
            imitated,
        } => missing_role(*action, needed, imitated),
        Refusal::OtherGuild => Explanation::new(
            Kind::Refused,
            "That server belongs to another Discord server.",
            format!("Look at {} for those of this one.", on.command("servers")),
        ),
        Refusal::TooManyServers { existing, limit } => Explanation::new(
            Kind::Refused,
            too_many(*existing, *limit),
            format!("Delete one that is no longer needed with {} (stopped servers count too), or start an existing one with {}.", on.command("terminate"), on.command("start")),
        ),
        Refusal::SizeNotAllowed { asked, allowed } => Explanation::new(
            Kind::Refused,
            format!("The size {asked} is not allowed here."),
            format!(
                "Choose one of these: {}.",
                allowed
                    .iter()
                    .map(|size| format!("`{size}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        ),
        Refusal::NotInRange {
            name,
            chosen,
            least,
            most,
        } => Explanation::new(
            Kind::Refused,
            format!("“{name}: {chosen}” is not allowed here."),
            format!(
                "Choose `{name}` from {least} to {most}.{}",
                on.pick(
                    " If the settings set that, whoever runs this bot can allow more.",
                    ""
                )
            ),
        ),
        Refusal::BudgetSpent { spent, budget } => Explanation::new(
            Kind::Refused,
            format!("The budget of this month is spent: about {spent} of {budget}."),
            format!(
                "Whoever may manage this Discord server can start it all the same; {} shows what the money went to.",
                on.command("cost")
            ),
        ),
        Refusal::PackTooLarge { size, limit } => Explanation::new(
            Kind::Refused,
            format!(
                "The pack has {}, and {} are allowed here.",
                mebibytes(*size),
                mebibytes(*limit)
            ),
            on.pick(
                "Pack again without skins and mods that drivers download elsewhere, or ask whoever runs this bot to raise `max_pack_mib`.",
                "Pack again without skins and mods that drivers download elsewhere, or raise `max_pack_mib` in the settings.",
            ),
        ),
    }
}

fn too_many(existing: usize, limit: usize) -> String {
    let there = match existing {
        1 => "There is 1 server".to_owned(),
        _ => format!("There are {existing} servers"),
    };
    let are = if limit == 1 { "is" } else { "are" };
    format!("{there} already, and {limit} {are} allowed here.")
}

fn missing_role(action: Action, needed: &[RoleRef], imitated: &[RoleRef]) -> Explanation {
    if let [role, ..] = imitated {
        return Explanation::new(
            Kind::Refused,
            format!("You may not {}.", action.phrase()),
            format!(
                "Your role is called {role}, but an older role of this Discord server has the same name, and only that one counts. \
                 If yours is the right one, whoever runs this bot must name it by its id in the settings."
            ),
        );
    }
    let roles: Vec<String> = needed.iter().map(ToString::to_string).collect();
    let hint = match roles.as_slice() {
        [] => "This needs the permission “Manage Server”.".to_owned(),
        [only] => format!("You need the role {only}. Ask an admin of this Discord server for it."),
        [others @ .., last] => {
            format!(
                "You need one of the roles {} or {last}. Ask an admin of this Discord server.",
                others.join(", ")
            )
        }
    };
    Explanation::new(
        Kind::Refused,
        format!("You may not {}.", action.phrase()),
        hint,
    )
}
