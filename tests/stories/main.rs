//! The stories that ac-deploy must tell right: the real bot over the real SDK, in a world of
//! stand-ins that keep Discord's and Amazon's rules.

mod aws_trouble;
mod changing;
mod control;
mod costs;
mod deploy;
mod discord_trouble;
mod idle;
mod linux;
mod logs;
mod looking;
mod machine_trouble;
mod packs;
mod platform;
mod power;
mod prepared;
mod race_night;
mod redeploy;
mod restart;
mod restarts;
mod results;
mod roles;
mod sizes;
mod stored_packs;
