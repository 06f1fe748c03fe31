//! Names of roles are not protected: whoever may make roles may make one of any name.

use super::*;

#[tokio::test]
async fn a_younger_role_of_the_same_name_gives_no_rights() {
    let league = League::start().await;
    let guild = league.discord.guild();
    let server = league.server(1, "Friday GT3", InstanceState::Stopped);
    // A bot for boosters lets them choose what their role is called.
    let twin = league
        .discord
        .add_role(guild, "oRGANISER", Permissions::empty());
    let eve = league.discord.add_member(guild, "eve", &[twin]);
    let options = [("server", server.id.as_str())];
    insta::assert_snapshot!(league.slash(eve, "start", &options).await.text(), @"
    │ You may not start servers.
    │ Your role is called **Organiser**, but an older role of this Discord server has the same name, and only that one counts. If yours is the right one, whoever runs this bot must name it by its id in the settings.
    (only you can see this)
    ");
    // Nor does a role that is renamed.
    league
        .discord
        .rename_role(league.discord.role("Driver"), "Organiser");
    let told = league.slash(league.member("dora"), "start", &options).await;
    assert!(told.text().contains("You may not start"), "{}", told.text());
    assert_eq!(league.actions(), [""; 0]);
    let told = league
        .slash(league.member("oscar"), "start", &options)
        .await;
    assert!(told.text().contains("Done"), "{}", told.text());
    league.end().await;
}

#[tokio::test]
async fn a_role_that_is_named_by_its_id_keeps_its_rights_whatever_it_is_called() {
    let league = League::start().await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    league
        .discord
        .rename_role(league.discord.role("Organiser"), "Stewards");
    let options = [("server", server.id.as_str())];
    let told = league.slash(league.member("oscar"), "stop", &options).await;
    assert!(told.text().contains("Done"), "{}", told.text());
    let told = league
        .slash(league.member("oscar"), "start", &options)
        .await;
    assert!(
        told.text().contains("You may not start"),
        "that one is named by its name: {}",
        told.text()
    );
    league.end().await;
}
