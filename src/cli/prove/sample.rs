//! A pack that needs nothing of the game: its server program is a script that answers as acServer
//! does and holds the pack's ports.

use std::io;

use flate2::Compression;
use flate2::write::GzEncoder;

const SETTINGS: &str = "[SERVER]\nNAME=Prove\nCARS=prove_car\nTRACK=prove_track\nCONFIG_TRACK=\n\
    MAX_CLIENTS=2\nUDP_PORT=9600\nTCP_PORT=9600\nHTTP_PORT=8081\nREGISTER_TO_LOBBY=0\n\
    PASSWORD=\nADMIN_PASSWORD=prove-admin\nPICKUP_MODE_ENABLED=1\nLOOP_MODE=1\n\
    [PRACTICE]\nNAME=Practice\nTIME=60\nIS_OPEN=1\n";
const ENTRIES: &str = "[CAR_0]\nMODEL=prove_car\nSKIN=\n[CAR_1]\nMODEL=prove_car\nSKIN=\n";
const PROGRAM: &str = include_str!("server.py");

/// The pack, as Content Manager would make it for Linux.
pub(super) fn pack() -> io::Result<Vec<u8>> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    for (name, text) in [
        ("acServer", PROGRAM),
        ("cfg/server_cfg.ini", SETTINGS),
        ("cfg/entry_list.ini", ENTRIES),
    ] {
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, text.as_bytes())?;
    }
    tar.into_inner()?.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use pack::{Limits, Platform};

    #[test]
    fn it_is_a_pack_that_runs_on_linux() {
        let bytes = super::pack().expect("memory does not fail");
        let judged = pack::inspect(Cursor::new(bytes), "prove.tar.gz", &Limits::default());
        let judged = judged.expect("it can be read").expect("it is usable");
        assert_eq!(judged.platform, Platform::Linux);
        assert_eq!((judged.ports.udp, judged.ports.http), (9600, 8081));
    }
}
