//! Tonight a track and a car that tonight's pack does not hold.

use bytes::Bytes;
use discord_stand_in::Input;
use domain::ids::{GuildId, ServerId};
use domain::server::PackLocation;
use pack::sample::Sample;
use race::Step;

use crate::host::sha256;
use crate::league::{League, steam};

impl League {
    /// Another pack of this Discord server, as an earlier deploy left it.
    async fn store(&self, bytes: &[u8], file_name: &str) {
        self.store_of(Some(self.guild()), bytes, file_name).await;
    }

    async fn store_of(&self, guild: Option<GuildId>, bytes: &[u8], file_name: &str) {
        let id = ServerId::from_bits(rand::random());
        let at = PackLocation::for_upload(guild, &id, file_name);
        self.store_at(&at.to_string(), bytes).await;
    }

    async fn store_at(&self, at: &str, bytes: &[u8]) {
        let at: PackLocation = at.parse().expect("a location");
        let upload = self.cloud.upload(&at).await.expect("an upload");
        let part = Bytes::copy_from_slice(bytes);
        upload.put(1, part).await.expect("a part");
        upload.complete(&sha256(bytes)).await.expect("stored");
    }
}

fn spa() -> Sample {
    Sample {
        track: "spa".to_owned(),
        layout: String::new(),
        cars: vec!["formula_k".to_owned()],
        ..Sample::default()
    }
}

/// An organiser names Spa, of which an earlier pack has the files: the night's server gets them.
#[tokio::test(flavor = "multi_thread")]
async fn a_race_is_driven_on_a_track_of_an_earlier_pack() {
    let mut league = League::start().await;
    league.store(&spa().zip(), "spa.zip").await;
    // Another Discord server's pack is none of theirs, and one that cannot run gives nothing.
    let other = Sample {
        track: "monza".to_owned(),
        ..spa()
    };
    let stranger = Some(GuildId::from(4711));
    league.store_of(stranger, &other.zip(), "monza.zip").await;
    league.store(b"no pack", "broken.zip").await;

    let oscar = league.discord.member("oscar");
    let options = [
        ("name", Input::from("Friday Cup")),
        ("when", "fri 20:00".into()),
        ("pack", league.pack.as_str().into()),
        (
            "settings",
            "track=SPA cars=roadster_cup*2,formula_k*1".into(),
        ),
    ];
    let planned = league.discord.slash(oscar, "race new", &options);
    let planned = planned.reply().await.text();
    assert!(planned.contains("is planned"), "{planned}");
    league.pass().await;

    // From then on it is offered while somebody types.
    let offered = async |typed: &str| -> Vec<String> {
        let choices = league
            .discord
            .autocomplete(oscar, "change", "settings", typed)
            .await;
        let value = |choice: &discord_stand_in::Choice| choice.value.as_str().map(str::to_owned);
        choices.iter().filter_map(value).collect()
    };
    assert_eq!(offered("laps=5 track=sp").await, ["laps=5 track=spa"]);
    assert_eq!(offered("track=monza").await, [""; 0]);

    let dora = league.discord.member("dora");
    let told = league.sign_up(dora, &steam(1), "formula_k").await;
    assert!(told.contains("number 1 of 3"), "{told}");
    let night = league.night().await;
    league.push(&night, 79);
    assert_eq!(league.pass().await, [Step::CloseSignUp, Step::StartServer]);
    let server = league.server(&night);
    let read = |path: &str| {
        let file = league.host.file(&server, &format!("pack/{path}"));
        std::fs::read_to_string(file).unwrap_or_default()
    };
    assert!(read("content/tracks/spa/data/surfaces.ini").contains("KEY=ROAD"));
    assert!(read("content/cars/formula_k/data.acd").contains("data"));
    assert!(read("cfg/server_cfg.ini").contains("TRACK=spa"));
    assert_eq!(read("content/tracks/monza/data/surfaces.ini"), "");
    league.end().await;
}

/// The card says where drivers get the cars: as the pack does, and on the league's own page.
#[tokio::test(flavor = "multi_thread")]
async fn a_card_links_to_what_drivers_may_lack() {
    let mut league = League::start().await;
    let links = r#"{"cars":{"formula_k":{"url":"https://mods.example/formula_k"},
        "unused":{"url":"https://mods.example/unused"},"evil":{"url":"javascript:alert(1)"}},
        "track":{"url":"https://mods.example/spa"}}"#;
    let sample = Sample {
        files: vec![(
            "cfg/cm_content/content.json".to_owned(),
            links.as_bytes().to_vec(),
        )],
        ..spa()
    };
    let id = ServerId::from_bits(rand::random());
    let pack = PackLocation::for_upload(Some(league.guild()), &id, "spa.zip").to_string();
    league.store_at(&pack, &sample.zip()).await;
    let asked = async |downloads: &str| {
        let more = [("downloads", downloads.into())];
        league.ask_for_race("fri 20:00", &pack, &more).await
    };
    let wrong = asked("https://a.example/)[x](https://b.example").await;
    assert!(wrong.contains("This is not a web address"), "{wrong}");
    assert!(
        asked("https://league.example/mods")
            .await
            .contains("is planned")
    );
    league.pass().await;
    let card = league.card().await.text();
    for link in [
        "(https://league.example/mods)",
        "[The track](https://mods.example/spa)",
        "(https://mods.example/formula_k)",
    ] {
        assert!(card.contains(link), "{link}: {card}");
    }
    assert!(
        !card.contains("unused") && !card.contains("javascript"),
        "{card}"
    );
    league.end().await;
}
