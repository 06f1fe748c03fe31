//! Results, seasons and penalties in the channel.

use super::*;
use ::cloud::{Cloud, SessionFile};
use ::league::{Content, League as Kept, ServerFile};
use bytes::Bytes;
use results::document::StoredResult;
use service::{ResultNotifier, ResultPost};
use store::{Expected, Key, Store};
use watcher::ResultsWatcher;

const RACE: &[u8] = include_bytes!("../../crates/results/tests/files/2019_3_2_22_3_RACE.json");
const QUALIFY: &[u8] =
    include_bytes!("../../crates/results/tests/files/2019_3_2_21_49_QUALIFY.json");
const RACE_ID: &str = "abcd2345-2019_3_2_22_3_race";
const QUALIFY_ID: &str = "abcd2345-2019_3_2_21_49_qualify";

impl League {
    /// What the bot keeps for this guild.
    pub(crate) fn kept(&self) -> Kept {
        let documents = self.cloud.documents().expect("a place for documents");
        Kept::new(documents, self.home().guild.to_string()).expect("a league")
    }

    /// A race evening that was taken in.
    async fn raced(&self) -> StoredResult {
        let now = Timestamp::now();
        for (name, bytes, minutes) in [
            ("2019_3_2_21_49_QUALIFY.json", QUALIFY, 14),
            ("2019_3_2_22_3_RACE.json", RACE, 0),
        ] {
            let file = ServerFile {
                server: "abcd2345",
                server_name: "Friday GT3",
                name,
                modified: now - SignedDuration::from_mins(minutes),
                is_final: false,
                settled: 0,
                night_starts: None,
                weather: None,
                bytes,
            };
            let taken = self
                .kept()
                .collect(&file, Content::read(file.name, file.bytes), now)
                .await
                .expect("taken in");
            assert_eq!(taken.new.len(), 1);
        }
        self.kept().result(RACE_ID).await.expect("the race")
    }

    /// Types a command, and waits for what the channel is told.
    pub(crate) async fn told(
        &self,
        member: Member,
        command: &str,
        options: &[(&str, &str)],
    ) -> Message {
        let [told] = self.told_of(member, command, options).await;
        told
    }

    /// Types a command, and waits for the messages that the channel is told.
    pub(crate) async fn told_of<const MESSAGES: usize>(
        &self,
        member: Member,
        command: &str,
        options: &[(&str, &str)],
    ) -> [Message; MESSAGES] {
        let options: Vec<_> = options
            .iter()
            .map(|(name, value)| (*name, (*value).into()))
            .collect();
        let before = self.messages().len();
        let typed = self.discord.slash(member, command, &options);
        let short = typed.reply().await.text();
        assert!(short.contains("Done."), "{short}");
        let channel = self.member("gus").channel;
        self.discord
            .wait_for("the messages in the channel", |state| {
                let messages = state.channel_messages(channel).skip(before);
                let messages: Vec<Message> = messages.take(MESSAGES).cloned().collect();
                messages.try_into().ok()
            })
            .await
    }
}

#[tokio::test]
async fn a_season_is_run_from_the_channel() {
    let league = League::start().await;
    let (oscar, dora) = (league.member("oscar"), league.member("dora"));
    let none = league.slash(dora, "results list", &[]).await.text();
    assert!(none.contains("There are no results yet."), "{none}");
    let none = league.slash(dora, "standings", &[]).await.text();
    assert!(
        none.contains("There is no season that is not closed."),
        "{none}"
    );
    league.raced().await;

    let listed = league.slash(dora, "results list", &[]).await.text();
    assert!(
        listed.contains(RACE_ID) && listed.contains("Friday GT3"),
        "{listed}"
    );
    let shown = league
        .slash(dora, "results show", &[("result", RACE_ID)])
        .await;
    assert!(shown.is_ephemeral());
    let text = shown.text();
    assert!(text.contains("[file: result.png]"), "{text}");

    let new = [
        ("season", "spring"),
        ("name", "Spring *Cup*"),
        ("pole", "3"),
    ];
    let refused = league.slash(dora, "season new", &new).await.text();
    assert!(
        refused.contains("You may not decide about results, penalties and seasons"),
        "{refused}"
    );
    let begun = league.told(oscar, "season new", &new).await.text();
    assert!(
        begun.contains("began the season **Spring \\*Cup\\***"),
        "{begun}"
    );
    let twice = league.slash(oscar, "season new", &new).await.text();
    assert!(
        twice.contains("There is a season “spring” already."),
        "{twice}"
    );

    let round = [("race", RACE_ID), ("qualifying", QUALIFY_ID)];
    let added = league.told(oscar, "season add-round", &round).await.text();
    assert!(
        added.contains("added a round to") && added.contains("[file: standings-1.png]"),
        "{added}"
    );
    assert!(added.contains("**1** Driver 02 · 28"), "{added}");

    // A penalty changes all that follows, and its undoing changes it back.
    let give = [
        ("result", RACE_ID),
        ("driver", "driver 02"),
        ("loses", "3"),
        ("reason", "Wrong car @everyone"),
    ];
    let refused = league.slash(dora, "penalty give", &give).await.text();
    assert!(refused.contains("You may not"), "{refused}");
    let [given, corrected] = league.told_of(oscar, "penalty give", &give).await;
    assert!(given.pinged.nobody(), "{}", given.text());
    assert!(given.text().contains("disqualified"), "{}", given.text());
    let corrected = corrected.text();
    assert!(
        corrected.contains("The standings after that decision:")
            && corrected.contains("**1** Driver 03b")
            && corrected.contains("[file: standings-1.png]"),
        "{corrected}"
    );
    let standings = league
        .slash(dora, "standings", &[("season", "spring")])
        .await;
    assert!(
        standings.text().contains("**1** Driver 03b"),
        "{}",
        standings.text()
    );
    // Another steward did not see it.
    let twice = league.slash(oscar, "penalty give", &give).await.text();
    assert!(
        twice.contains("Driver 02 lost just that already: number 1, by oscar on")
            && twice.contains("add `again: True`"),
        "{twice}"
    );
    let undo = [
        ("result", RACE_ID),
        ("penalty", "1"),
        ("reason", "Protest upheld"),
    ];
    let [undone, corrected] = league.told_of(oscar, "penalty undo", &undo).await;
    let (undone, corrected) = (undone.text(), corrected.text());
    assert!(undone.contains("took a penalty back"), "{undone}");
    assert!(corrected.contains("**1** Driver 02 · 28"), "{corrected}");
    let standings = league
        .told(dora, "standings", &[("public", "true")])
        .await
        .text();
    assert!(standings.contains("**1** Driver 02 · 28"), "{standings}");

    // Points of the season are taken off, and given back.
    let deduct = [
        ("driver", "driver 02"),
        ("points", "10"),
        ("reason", "No-*show*"),
    ];
    let taken = league.told(oscar, "season deduct", &deduct).await.text();
    assert!(
        taken.contains("took points off in **Spring")
            && taken.contains("1: Driver 02, 10 points off (oscar: No-\\*show\\*)")
            && taken.contains("Driver 02 · 18"),
        "{taken}"
    );
    let twice = league.slash(oscar, "season deduct", &deduct).await.text();
    assert!(
        twice.contains("Driver 02 lost just that already: number 1"),
        "{twice}"
    );
    let standings = league.slash(dora, "standings", &[]).await.text();
    assert!(standings.contains("Driver 02 · 18"), "{standings}");
    let offered = league
        .discord
        .autocomplete(oscar, "season undo-deduct", "deduction", "")
        .await;
    assert_eq!(offered.len(), 1, "{offered:?}");
    assert!(offered[0].name.contains("Driver 02, 10 points off"));
    let undo = [("deduction", "1"), ("reason", "Was there")];
    let refused = league.slash(dora, "season undo-deduct", &undo).await.text();
    assert!(refused.contains("You may not"), "{refused}");
    let back = league.told(oscar, "season undo-deduct", &undo).await.text();
    assert!(
        back.contains("gave points back in")
            && back.contains("given back by oscar: Was there")
            && back.contains("**1** Driver 02 · 28"),
        "{back}"
    );
    let again = league.slash(oscar, "season undo-deduct", &undo).await;
    let again = again.text();
    assert!(again.contains("are given back already"), "{again}");
    let standings = league.slash(dora, "standings", &[]).await.text();
    assert!(standings.contains("**1** Driver 02 · 28"), "{standings}");
    let shown = league
        .slash(dora, "season show", &[("season", "spring")])
        .await
        .text();
    assert!(
        shown.contains("Taken off") && shown.contains("Was there"),
        "{shown}"
    );

    // Set aside, it counts for nothing.
    let aside = [("result", RACE_ID), ("reason", "The server crashed")];
    let [told, corrected] = league.told_of(oscar, "results set-aside", &aside).await;
    let (told, corrected) = (told.text(), corrected.text());
    assert!(!corrected.contains("· 28"), "{corrected}");
    assert!(
        told.contains("**Does not count**: The server crashed"),
        "{told}"
    );
    let again = [("result", RACE_ID), ("reason", "It did not")];
    let [_, corrected] = league.told_of(oscar, "results restore", &again).await;
    let corrected = corrected.text();
    assert!(corrected.contains("**1** Driver 02 · 28"), "{corrected}");
    let kept = league.kept().result(RACE_ID).await.expect("the race");
    assert_eq!(kept.restored[0].restored.reason, "It did not");
    assert_eq!(kept.restored[0].restored.by, "oscar");

    // Another rule in the middle of the season: the table is computed by it at once.
    let nothing = league.slash(oscar, "season rules", &[]).await.text();
    assert!(nothing.contains("That changes nothing."), "{nothing}");
    let wrong = [("ties", "coin")];
    let wrong = league.slash(oscar, "season rules", &wrong).await.text();
    assert!(wrong.contains("places, latest, poles"), "{wrong}");
    let rules = [
        ("points", "10-6-4"),
        ("classified", "75"),
        ("flag", "true"),
        ("sprint", "5-3-1"),
        ("ties", "poles, places"),
    ];
    let refused = league.slash(dora, "season rules", &rules).await.text();
    assert!(refused.contains("You may not"), "{refused}");
    let changed = league.told(oscar, "season rules", &rules).await.text();
    for rule in [
        "changed the rules of",
        "Points: 10-6-4",
        "Races before a round's last: 5-3-1",
        "Pole: 3",
        "who took the flag and drove 75 %",
        "Equal points: more poles; then more wins",
    ] {
        assert!(changed.contains(rule), "{rule} is missing in {changed}");
    }
    let standings = league.slash(dora, "standings", &[]).await.text();
    assert!(standings.contains("**1** Driver 02 · 13"), "{standings}");

    let closed = league
        .told(oscar, "season close", &[("season", "spring")])
        .await
        .text();
    assert!(
        closed.contains("closed the season") && closed.contains("final"),
        "{closed}"
    );
    let late = league.slash(
        oscar,
        "season add-round",
        &[("race", RACE_ID), ("season", "spring")],
    );
    let late = late.await.text();
    assert!(late.contains("The season “spring” is closed."), "{late}");
    league.end().await;
}

#[tokio::test]
async fn results_are_offered_to_whoever_may_do_something_with_them() {
    let league = League::start().await;
    league.raced().await;
    let offered = async |who: &str, command: &str, option: &str, typed: &str| -> Vec<String> {
        let who = league.member(who);
        let choices = league
            .discord
            .autocomplete(who, command, option, typed)
            .await;
        let value = |choice: &discord_stand_in::Choice| {
            choice.value.as_str().unwrap_or_default().to_owned()
        };
        choices.iter().map(value).collect()
    };
    assert_eq!(
        offered("dora", "results show", "result", "").await,
        [RACE_ID, QUALIFY_ID]
    );
    assert_eq!(
        offered("dora", "results show", "result", "qualif").await,
        [QUALIFY_ID]
    );
    assert_eq!(
        offered("dora", "results set-aside", "result", "").await,
        [""; 0]
    );
    assert_eq!(
        offered("oscar", "results set-aside", "result", "race").await,
        [RACE_ID]
    );
    assert_eq!(
        offered("oscar", "results restore", "result", "").await,
        [""; 0]
    );
    let drivers = offered("oscar", "penalty give", "driver", "driver 02").await;
    assert_eq!(drivers, ["76561190000000002"]);
    assert_eq!(
        offered("oscar", "season new", "points", "moto").await,
        ["motogp"]
    );
    league.end().await;
}

#[tokio::test]
async fn a_posted_result_has_its_picture_its_records_and_its_files() {
    let league = League::start().await;
    let result = league.raced().await;
    let service = Service::new(league.cloud.clone(), rules(&league.discord)).expect("a service");
    let post = ResultPost {
        beaten: service
            .beaten_by(&league.kept(), &result)
            .await
            .expect("records"),
        simresults: true,
        result: result.clone(),
    };
    let results: &dyn ResultNotifier = &*league.results;
    let message = results
        .post_result(league.home(), &post)
        .await
        .expect("posted");
    let found = results
        .find_post(league.home(), &result.id, Timestamp::UNIX_EPOCH)
        .await;
    assert_eq!(found.expect("an answer"), Some(message));
    let posted = league
        .discord
        .message(Snowflake::from(message.get()))
        .expect("the message");
    let text = posted.text();
    assert!(
        text.contains("[file: result.png]") && text.contains("Records"),
        "{text}"
    );
    let alt = posted.body.attachments[0]["description"]
        .as_str()
        .unwrap_or_default();
    assert!(
        alt.contains("Driver 02"),
        "the picture is told in words: {alt:?}"
    );

    let dora = league.member("dora");
    let files = league.discord.press(dora, &posted, "Files").reply().await;
    assert!(files.is_ephemeral());
    let names: Vec<_> = files
        .body
        .attachments
        .iter()
        .filter_map(|file| file["filename"].as_str())
        .collect();
    let own = format!("{RACE_ID}.json");
    assert_eq!(
        names,
        [
            own.as_str(),
            &own.replace(".json", ".csv"),
            "2019_3_2_22_3_RACE.json"
        ]
    );
    // This cloud has no address in the internet.
    let pressed = league.discord.press(dora, &posted, "Open in SimResults");
    let no_way = pressed.reply().await;
    assert!(
        no_way.text().contains("cannot be opened in SimResults"),
        "{}",
        no_way.text()
    );

    // The picture of a result that is known better now is another.
    let before = posted.body.attachments[0]["id"].clone();
    results
        .edit_result(league.home(), message, &post)
        .await
        .expect("edited");
    let edited = league
        .discord
        .message(Snowflake::from(message.get()))
        .expect("the message");
    assert_eq!(edited.body.attachments.len(), 1);
    assert_ne!(edited.body.attachments[0]["id"], before);
    league.end().await;
}

#[tokio::test]
async fn what_cannot_be_read_is_told_and_kept() {
    let league = League::start().await;
    league.raced().await;
    let key = format!("seasons/{}/broken.json", league.home().guild);
    let key = Key::new(key).expect("a key");
    let documents: Arc<dyn Store> = league.cloud.documents.clone();
    let put = documents.put(&key, b"{".to_vec(), Expected::Absent).await;
    put.expect("written");
    let shown = league.slash(league.member("dora"), "standings", &[("season", "broken")]);
    let shown = shown.await.text();
    assert!(shown.contains("cannot be read"), "{shown}");
    let kept = documents
        .list(Some(&Key::new("unreadable").expect("a key")))
        .await;
    assert_eq!(kept.expect("a list").len(), 1);
    league.end().await;
}

/// The evening's files lie on the server. Of two bots one tells each session, and the season after it.
#[tokio::test]
async fn two_bots_tell_a_race_once_and_the_season_follows() {
    let league = League::start().await;
    let (oscar, channel) = (league.member("oscar"), league.member("gus").channel);
    let new = [("season", "spring"), ("pole", "3")];
    league.told(oscar, "season new", &new).await;
    let server = league.server(1, "Friday GT3", InstanceState::Running);
    let now = Timestamp::now();
    let left = |name: &str, bytes: &'static [u8], minutes: i64| {
        let file = SessionFile {
            name: name.to_owned(),
            size: bytes.len() as u64,
            modified: now - SignedDuration::from_mins(minutes),
        };
        (file, Bytes::from_static(bytes))
    };
    let watcher = || {
        let service = Service::new(league.cloud.clone(), rules(&league.discord));
        ResultsWatcher::new(service.expect("a service"), Arc::clone(&league.results))
    };
    let (mut first, mut second) = (watcher(), watcher());
    let files = vec![left("2019_3_2_21_49_QUALIFY.json", QUALIFY, 14)];
    league
        .cloud
        .look()
        .session_files
        .insert(server.id.clone(), files);
    assert_eq!(first.pass_at(now).await.expect("a pass"), 1);

    let race = left("2019_3_2_22_3_RACE.json", RACE, 0);
    {
        let mut inner = league.cloud.look();
        let files = inner.session_files.get_mut(&server.id).expect("files");
        files.push(race);
    }
    let (one, other) = tokio::join!(first.pass_at(now), second.pass_at(now));
    one.and(other).expect("two passes");
    // Whoever was not first comes back to it, and finds it told.
    let mut late = now;
    for _ in 0..3 {
        late += ::league::post::STALE + SignedDuration::from_secs(1);
        first.pass_at(late).await.expect("a pass");
        second.pass_at(late).await.expect("a pass");
    }
    let told: Vec<String> = league
        .discord
        .channel_messages(channel)
        .iter()
        .map(Message::text)
        .collect();
    let count = |what: &str| told.iter().filter(|text| text.contains(what)).count();
    assert_eq!(
        (count("🏁 Qualifying"), count("🏁 Race"), count("🏆")),
        (1, 1, 2),
        "{told:#?}"
    );
    assert!(
        told.iter()
            .any(|text| text.contains("**1** Driver 02 · 28")),
        "{told:#?}"
    );

    // A bot that starts anew has nothing to tell.
    assert_eq!(watcher().pass_at(late).await.expect("a pass"), 0);
    league.end().await;
}
