//! `scripts/prove`, against the stand-ins: a machine is never left behind.

use world::front::Refusal;

use crate::cloud::Operator;
use crate::shell::until;

/// What each step was and how it ended; times and sums differ from run to run.
fn steps(out: &str) -> Vec<&str> {
    out.lines()
        .filter_map(|line| Some(line.strip_prefix("  ")?[..31].trim_end()))
        // Only where there is such a command.
        .filter(|step| !step.ends_with(" restart"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deploy_is_proved_from_the_pack_to_the_end_and_nothing_is_left() {
    let operator = Operator::set_up().await;
    let proved = operator.call(&["prove", "--limit", "0.50"]).await;
    assert_eq!(proved.code, 0, "{}\n{}", proved.out, proved.err);
    assert_eq!(
        steps(&proved.out),
        [
            "ok     judge the pack",
            "ok     deploy",
            "ok     ask /INFO",
            "ok     read its log",
            "ok     stop",
            "ok     start",
            "ok     ask /INFO again",
            "ok     terminate",
            "ok     look for left-overs",
        ]
    );
    assert!(
        proved.out.contains("the machines cost about $0."),
        "{}",
        proved.out
    );
    assert_eq!(
        operator.json(&["servers", "--json"]).await,
        serde_json::json!([])
    );
    assert_eq!(operator.front.count("RunInstances"), 1);
    assert_eq!(operator.front.count("TerminateInstances"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_limit_that_is_enough_nothing_is_begun() {
    let operator = Operator::set_up().await;
    assert_eq!(operator.call(&["prove"]).await.code, 4);
    assert_eq!(operator.call(&["prove", "--limit", "all"]).await.code, 4);
    operator
        .shell
        .file("windows.zip", crate::cloud::pack().zip());
    let little = operator
        .call(&["prove", "--limit", "0.01", "--windows", "windows.zip"])
        .await;
    assert_eq!(little.code, 4);
    assert!(
        little
            .err
            .contains("$0.010 is not enough: machines for this usually cost $0.040."),
        "{}",
        little.err
    );
    assert_eq!(operator.front.count("RunInstances"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_fails_ends_it_and_the_machine_is_deleted() {
    let operator = Operator::set_up().await;
    operator
        .front
        .fail("StopInstances")
        .always()
        .refuse(Refusal::new(
            503,
            "Unavailable",
            "The service is unavailable.",
        ));
    let proved = operator.call(&["prove", "--limit", "0.50"]).await;
    assert_eq!(proved.code, 1, "{}\n{}", proved.out, proved.err);
    assert!(
        steps(&proved.out).contains(&"FAILED stop"),
        "{}",
        proved.out
    );
    assert!(
        proved.out.contains("a machine still ran, and is deleted"),
        "{}",
        proved.out
    );
    assert_eq!(
        operator.json(&["servers", "--json"]).await,
        serde_json::json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_interrupts_it_pays_for_no_machine() {
    let operator = Operator::set_up().await;
    let running = operator.shell.start(&["prove", "--limit", "0.50"]);
    until(|| operator.front.count("RunInstances") > 0).await;
    running.signal("INT");
    let proved = running.ended().await;
    assert_eq!(proved.code, 1, "{}\n{}", proved.out, proved.err);
    assert!(proved.out.contains("interrupted"), "{}", proved.out);
    assert_eq!(
        operator.json(&["servers", "--json"]).await,
        serde_json::json!([])
    );
}
