//! Why a server program ended, read from the end of its log.
//!
//! `scripts/windows/monitor.ps1` and `scripts/linux/monitor.py` say the same on a machine in the
//! cloud; a test holds their sentences to these.

/// The lobby's doing; acServer ends itself with code 0.
const LOBBY: &str = "The lobby of Assetto Corsa could not reach the server, so the server ended itself. \
     Check its ports, or pack it with REGISTER_TO_LOBBY=0.";
const PORT: &str = "A port that the server needs is taken. Check that UDP_PORT, TCP_PORT and HTTP_PORT \
     of the pack do not collide.";
const CAR: &str = "The server misses the data.acd of a car. Pack it again with the car installed.";
const ASSETTO_SERVER: &str =
    "AssettoServer cannot start with this configuration. Its log says what to change.";

/// Why the server ended, in words for a league admin. To be asked only once it has ended: a
/// running server's log may hold anything that players write. `code` is what it ended with, if
/// that is known; 0 is no success.
pub fn why(log: &str, code: Option<i32>) -> String {
    known(log).map_or_else(
        || match code {
            Some(code) => {
                format!("The server program ended by itself with code {code}. Its log may say why.")
            }
            None => "The server program ended by itself. Its log may say why.".to_owned(),
        },
        str::to_owned,
    )
}

fn known(log: &str) -> Option<&'static str> {
    let log = log.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| log.contains(word));
    if says(&[
        "lobby could not be rached",
        "check your port forwarding",
        "not registered with lobby",
        "connection to lobby failed",
    ]) {
        Some(LOBBY)
    } else if says(&[
        "error listening",
        "readfromudp(",
        "address already in use",
        "only one usage of each socket address",
    ]) {
        Some(PORT)
    } else if log.lines().any(misses_car) {
        Some(CAR)
    } else if says(&["assettoserver has failed to start"]) {
        Some(ASSETTO_SERVER)
    } else {
        None
    }
}

/// A missing file that is only left out of the checksums is no reason to end.
fn misses_car(line: &str) -> bool {
    let missing = ["not find", "not found", "cannot", "no such", "missing"];
    !line.starts_with("checksum")
        && !line.starts_with("warning")
        && line
            .split_once("data.acd")
            .is_some_and(|(_, rest)| missing.iter().any(|word| rest.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_says_why() {
        let lobby = "CONNECTION TO LOBBY FAILED, ATTEMPT NUMBER  5\r\nLOBBY COULD NOT BE RACHED, SHUTTING SERVER DOWN\r\n";
        assert_eq!(why(lobby, Some(0)), LOBBY);
        let port = "listen tcp :8081: Error listening %!e(syscall.Errno=536870951)";
        assert_eq!(why(port, Some(2)), PORT);
        assert_eq!(why("panic: …\nnet.(*UDPConn).ReadFromUDP(", None), PORT);
        assert_eq!(
            why(
                "open content/cars/x/data.acd: no such file or directory",
                None
            ),
            CAR
        );
        assert_eq!(
            why(
                "WARNING: Cannot open file content/cars/x/data.acd for checksum, no such file",
                Some(3)
            ),
            "The server program ended by itself with code 3. Its log may say why."
        );
    }

    #[test]
    fn the_machines_say_it_in_the_same_words() {
        let windows = include_str!("../../../scripts/windows/monitor.ps1");
        let linux = include_str!("../../../scripts/linux/monitor.py");
        for sentence in [LOBBY, PORT, CAR, ASSETTO_SERVER] {
            assert!(windows.contains(&format!("'{sentence}'")), "{sentence}");
            assert!(linux.contains(&format!("\"{sentence}\"")), "{sentence}");
        }
    }
}
