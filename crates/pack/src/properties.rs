//! What holds for every input: no panic, no greed, one verdict however the bytes arrive.

use std::io::Cursor;

use proptest::prelude::*;
use proptest::sample::Index;

use super::config::ports::used_by_system;
use super::sample::Sample;
use super::*;

/// The most that judging may ever read: the end, the largest directory, three settings files.
const MOST_READ: u64 = (32 << 20) + (4 << 20);

/// Judges a zip whose source hands out pieces of these sizes, in turn, whatever was asked for.
fn judge_zip(bytes: &[u8], pieces: &[usize]) -> Result<Pack, Faults> {
    let mut inspection = Inspection::new("pack.zip", bytes.len() as u64, Limits::default());
    let mut pieces = pieces.iter().cycle();
    let mut read = 0;
    loop {
        match inspection.next() {
            Step::Done(verdict) => return verdict,
            Step::Need(range) => {
                assert!(
                    range.start < range.end && range.end <= bytes.len() as u64,
                    "{range:?}"
                );
                let wanted = (range.end - range.start) as usize;
                let given = pieces.next().map_or(wanted, |piece| wanted.min(*piece));
                read += given as u64;
                assert!(read <= MOST_READ, "it reads too much");
                let start = range.start as usize;
                inspection.supply(range.start, &bytes[start..start + given]);
            }
        }
    }
}

fn judge_tar(bytes: &[u8], pieces: &[usize]) -> Result<Pack, Faults> {
    let mut inspection =
        StreamInspection::new("pack.tar.gz", Some(bytes.len() as u64), Limits::default());
    let mut rest = bytes;
    for piece in pieces.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (part, after) = rest.split_at(rest.len().min(*piece));
        inspection.feed(part)?;
        rest = after;
    }
    inspection.finish()
}

/// One way to spoil a file.
#[derive(Clone, Debug)]
enum Damage {
    Set(Index, u8),
    Flip(Index, u8),
    /// Four bytes that mean something to archives.
    Word(Index, u32),
    Remove(Index, usize),
    Repeat(Index, usize),
    Cut(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let word = prop_oneof![
        Just(0x0605_4b50_u32),
        Just(0x0201_4b50),
        Just(0x0403_4b50),
        Just(0x0706_4b50),
        Just(u32::MAX),
        Just(0),
        any::<u32>()
    ];
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Damage::Set(at, byte)),
        (any::<Index>(), 0..8_u8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        (any::<Index>(), word).prop_map(|(at, word)| Damage::Word(at, word)),
        (any::<Index>(), 1..64_usize).prop_map(|(at, count)| Damage::Remove(at, count)),
        (any::<Index>(), 1..200_usize).prop_map(|(at, count)| Damage::Repeat(at, count)),
        any::<Index>().prop_map(Damage::Cut),
    ]
}

fn spoil(bytes: &mut Vec<u8>, damages: &[Damage]) {
    for damage in damages {
        if bytes.is_empty() {
            return;
        }
        let length = bytes.len();
        match damage {
            Damage::Set(at, byte) => bytes[at.index(length)] = *byte,
            Damage::Flip(at, bit) => bytes[at.index(length)] ^= 1 << bit,
            Damage::Word(at, word) => {
                let at = at.index(length);
                for (target, byte) in bytes[at..].iter_mut().zip(word.to_le_bytes()) {
                    *target = byte;
                }
            }
            Damage::Remove(at, count) => {
                let at = at.index(length);
                bytes.drain(at..length.min(at + count));
            }
            Damage::Repeat(at, count) => {
                let at = at.index(length);
                let part = bytes[at..length.min(at + count)].to_vec();
                bytes.splice(at..at, part);
            }
            Damage::Cut(at) => bytes.truncate(at.index(length)),
        }
    }
}

fn pieces() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(1..3000_usize, 1..20)
}

fn sample() -> impl Strategy<Value = Sample> {
    let word = "[a-z][a-z0-9_]{0,20}";
    let car = proptest::collection::btree_set(word, 1..6);
    let is_free = |port: &u16| {
        Platform::ALL
            .iter()
            .all(|it| used_by_system(*port, *it).is_none())
    };
    let port = move || (1..=u16::MAX).prop_filter("a system's", is_free);
    let ports = (port(), port(), port(), proptest::option::of(port()));
    let root = prop_oneof![Just(String::new()), "[A-Za-z][A-Za-z ]{0,10}[a-z]/"];
    // A name of letters: one that ends in " x:" would lose it, as it should.
    (
        ("[A-ZÄÖÜß][a-zäöü é☂]{0,30}", word, car, 1..=60_u16),
        (ports, any::<bool>(), any::<bool>(), root),
    )
        .prop_map(
            |((name, track, cars, slots), ((udp, tcp, http, wrapper), content, lobby, root))| {
                Sample {
                    name: name.trim().to_owned(),
                    track,
                    cars: cars
                        .into_iter()
                        .filter(|car| !matches!(car.as_str(), "con" | "nul" | "aux" | "prn"))
                        .collect(),
                    slots,
                    ports: Ports {
                        udp,
                        tcp,
                        http,
                        wrapper,
                    },
                    content,
                    lobby,
                    root,
                    ..Sample::default()
                }
            },
        )
}

proptest! {
    #[test]
    fn any_bytes_get_a_verdict(bytes in proptest::collection::vec(any::<u8>(), 0..2000), pieces in pieces()) {
        let _ = judge_zip(&bytes, &pieces);
        let _ = judge_tar(&bytes, &pieces);
        for start in [&b"PK\x03\x04"[..], b"\x1f\x8b\x08\0\0\0\0\0\0\xff", b"MZ"] {
            let bytes = [start, &bytes].concat();
            prop_assert!(inspect(Cursor::new(&bytes), "pack.zip", &Limits::default()).expect("memory can be read").is_err());
        }
    }

    #[test]
    fn a_spoiled_zip_gets_one_verdict_however_it_is_read(
        damages in proptest::collection::vec(damage(), 0..6),
        pieces in pieces(),
    ) {
        let mut bytes = Sample::default().zip();
        spoil(&mut bytes, &damages);
        prop_assert_eq!(judge_zip(&bytes, &[usize::MAX]), judge_zip(&bytes, &pieces));
    }

    #[test]
    fn a_spoiled_stream_gets_one_verdict_however_it_is_cut(
        damages in proptest::collection::vec(damage(), 0..6),
        pieces in pieces(),
        inside in any::<bool>(),
    ) {
        let bytes = if inside {
            // Spoiled before it is compressed, so that the checksum holds.
            let mut tar = Vec::new();
            std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&*Sample::linux().tar_gz()), &mut tar)
                .expect("memory can be read");
            spoil(&mut tar, &damages);
            let mut gzip = super::sample::gzip(Vec::new());
            std::io::Write::write_all(&mut gzip, &tar).expect("memory does not fail");
            gzip.finish().expect("memory does not fail")
        } else {
            let mut bytes = Sample::linux().tar_gz();
            spoil(&mut bytes, &damages);
            bytes
        };
        prop_assert_eq!(judge_tar(&bytes, &[bytes.len().max(1)]), judge_tar(&bytes, &pieces));
    }
}

proptest! {
    // Writing a pack takes longer than judging it.
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_sound_pack_is_read_as_it_was_written(sample in sample(), pieces in pieces()) {
        prop_assume!(!sample.cars.is_empty());
        let linux = Sample { platform: Platform::Linux, ..sample.clone() };
        for verdict in [judge_zip(&sample.zip(), &pieces), judge_tar(&linux.tar_gz(), &pieces)] {
            let pack = match verdict {
                Ok(pack) => pack,
                Err(faults) => return Err(TestCaseError::fail(faults.to_string())),
            };
            prop_assert_eq!(&pack.name, &sample.name);
            prop_assert_eq!(&pack.track.id, &sample.track);
            prop_assert_eq!(&pack.cars, &sample.cars);
            prop_assert_eq!((pack.slots, pack.entries), (sample.slots, usize::from(sample.slots)));
            prop_assert_eq!(pack.ports, sample.ports);
            prop_assert_eq!(pack.lobby, sample.lobby);
            prop_assert_eq!(&pack.root, &sample.root);
            prop_assert!(pack.warnings.iter().all(|warning| warning.kind() == "ports_collide"), "{:?}", pack.warnings);
        }
    }
}

proptest! {
    #[test]
    fn cleaning_settings_once_is_enough(
        lines in proptest::collection::vec("[ -~\\t\u{e4}]{0,40}", 0..12),
        known in proptest::collection::vec(0..7_usize, 0..6),
    ) {
        const KNOWN: [&str; 7] = [
            "UDP_PLUGIN_ADDRESS=10.0.0.7:1",
            "welcome_message = /etc/passwd",
            "RconPort: 9600",
            "LokiSettings: {Url: x}",
            "AuditUrl: https://example.org",
            "---",
            "{\"file\": \"C:/x\"}",
        ];
        let known = known.into_iter().map(|line| KNOWN[line].to_owned());
        let text = known.chain(lines).collect::<Vec<_>>().join("\n");
        for path in ["cfg/server_cfg.ini", "cfg/extra_cfg.yml", "cfg/plugin_x_cfg.yml", "cfg/cm_content.json"] {
            if let Cleaned::Changed(cleaned) = clean(path, text.as_bytes()) {
                prop_assert_eq!(clean(path, &cleaned), Cleaned::Same);
            }
        }
    }
}
