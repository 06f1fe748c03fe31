//! The server programs for Linux that a league keeps, and the plans that follow from them.

use insta::assert_snapshot;
use pack::sample::{Sample, elf};

use crate::cloud::Operator;

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_program_moves_a_pack_to_linux() {
    let operator = Operator::set_up().await;
    let file = |name: &str, bytes: Vec<u8>| operator.shell.file(name, bytes);
    file("friday.zip", Sample::default().zip());
    file("acServer", elf(32, None));
    file("wrong/acServer.exe", b"MZ\x90".to_vec());
    let plan = async |more: &[&str]| {
        let arguments: Vec<&str> = ["deploy", "friday.zip", "--plan"]
            .iter()
            .chain(more)
            .copied()
            .collect();
        operator.call(&arguments).await
    };

    let windows = plan(&[]).await.out;
    assert!(
        windows.contains("Runs on   Windows: no acServer for Linux is in storage"),
        "{windows}"
    );
    assert!(
        windows.contains("With acServer for Linux in storage"),
        "{windows}"
    );
    let refused = plan(&["--run-on", "linux"]).await;
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(
        refused.err.contains("no acServer for Linux"),
        "{}",
        refused.err
    );

    let empty = operator.call(&["programs", "list"]).await.out;
    assert!(empty.contains("assettocorsa/server/acServer"), "{empty}");
    let refused = operator
        .call(&["programs", "add", "wrong/acServer.exe"])
        .await;
    assert_eq!(refused.code, 2, "{}", refused.err);
    let added = operator
        .call(&["programs", "add", "acServer", "--version", "1.16"])
        .await;
    assert_snapshot!(added.out, @"acserver/1.16 is kept: acServer for Linux, 32 bits, needs no libraries, 85 bytes.");
    let again = operator
        .call(&["programs", "add", "acServer", "--version", "1.16"])
        .await;
    assert_eq!(
        again.code, 0,
        "the same once more is not a fault: {}",
        again.err
    );

    let linux = plan(&[]).await.out;
    assert!(
        linux.contains("Runs on   Linux: a server program for it is in storage"),
        "{linux}"
    );
    assert!(
        linux.contains("t3.small with Linux, 8 GiB disk")
            && linux.contains("about $0.026 per hour (Windows: $0.044)"),
        "{linux}"
    );
    let chosen = plan(&["--run-on", "windows"]).await.out;
    assert!(
        chosen.contains("Runs on   Windows: that was chosen"),
        "{chosen}"
    );
    let unknown = plan(&["--program", "acserver/9"]).await;
    assert_eq!(unknown.code, 4, "{}", unknown.err);

    let json = operator.json(&["programs", "list", "--json"]).await;
    assert_eq!(json[0]["program"], "acserver/1.16");
    let removed = operator
        .call(&["programs", "remove", "acserver/1.16"])
        .await;
    assert_eq!(removed.out, "acserver/1.16 is removed.\n");
}
