//! Packs for tests, the demonstration and the sandbox: valid ones, and every way to spoil one.
//!
//! Nothing in them is the game's: cars and tracks are names, programs are whatever the caller
//! gives. Zips are written byte by byte here, because no zip library will write a hostile one.

use std::io::{self, Write};

use flate2::write::{DeflateEncoder, GzEncoder};
use flate2::{Compression, Crc, GzBuilder};

use super::{Platform, Ports};

/// A pack to be written. [`Sample::default`] is a small valid one for Windows with a program.
#[derive(Clone, Debug)]
pub struct Sample {
    /// `NAME`.
    pub name: String,
    /// `TRACK`, with or without `csp/…/../`.
    pub track: String,
    /// `CONFIG_TRACK`.
    pub layout: String,
    /// `CARS`.
    pub cars: Vec<String>,
    /// `MAX_CLIENTS`, and the length of the entry list.
    pub slots: u16,
    /// The ports; with a wrapper's the pack runs through the wrapper.
    pub ports: Ports,
    /// `PASSWORD`.
    pub password: String,
    /// `REGISTER_TO_LOBBY`.
    pub lobby: bool,
    /// For which system the program is.
    pub platform: Platform,
    /// The server program's bytes, or none.
    pub program: Option<Vec<u8>>,
    /// Whether `content/` is packed.
    pub content: bool,
    /// A folder around everything: empty, or ending in `/`.
    pub root: String,
    /// How many MiB that cannot be compressed to add below `content/`.
    pub padding_mib: u32,
    /// Lines at the end of `server_cfg.ini`, which may begin with a section.
    pub more_settings: String,
    /// `LOOP_MODE`.
    pub loops: bool,
    /// Further files, or other contents for the usual ones.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Default for Sample {
    fn default() -> Self {
        Self {
            name: "Sunday Cup".to_owned(),
            track: "green_hills".to_owned(),
            layout: "gp".to_owned(),
            cars: vec!["roadster_cup".to_owned(), "coupe_gt".to_owned()],
            slots: 4,
            ports: Ports {
                udp: 9600,
                tcp: 9600,
                http: 8081,
                wrapper: None,
            },
            password: String::new(),
            lobby: false,
            platform: Platform::Windows,
            program: Some(b"only the name of a program".to_vec()),
            content: true,
            root: String::new(),
            padding_mib: 0,
            more_settings: String::new(),
            loops: true,
            files: Vec::new(),
        }
    }
}

impl Sample {
    /// A small valid pack for Linux, to be written with [`Sample::tar_gz`].
    pub fn linux() -> Self {
        Self {
            platform: Platform::Linux,
            ..Self::default()
        }
    }

    /// The pack's files in Content Manager's order, without the padding.
    pub fn entries(&self) -> Vec<(String, Vec<u8>)> {
        let exe = match self.platform {
            Platform::Windows => ".exe",
            Platform::Linux => "",
        };
        let mut files = vec![
            (
                "cfg/server_cfg.ini".to_owned(),
                self.server_cfg().into_bytes(),
            ),
            (
                "cfg/entry_list.ini".to_owned(),
                self.entry_list().into_bytes(),
            ),
        ];
        if let Some(port) = self.ports.wrapper {
            let params = format!("{{\n  // written by Content Manager\n  \"port\": {port}\n}}\n");
            files.push(("cfg/cm_wrapper_params.json".to_owned(), params.into_bytes()));
        }
        if let Some(program) = &self.program {
            files.push((format!("acServer{exe}"), program.clone()));
            if self.ports.wrapper.is_some() {
                files.push((format!("acServerWrapper{exe}"), program.clone()));
            }
        }
        if self.content {
            for car in &self.cars {
                files.push((
                    format!("content/cars/{car}/data.acd"),
                    b"packed car data".to_vec(),
                ));
            }
            let track = self.track.rsplit("/../").next().unwrap_or_default();
            let folder = if self.layout.is_empty() {
                track.to_owned()
            } else {
                format!("{track}/{}", self.layout)
            };
            files.push((
                format!("content/tracks/{folder}/data/surfaces.ini"),
                b"[SURFACE_0]\r\nKEY=ROAD\r\n".to_vec(),
            ));
        }
        for (name, contents) in &self.files {
            match files.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => known.clone_from(contents),
                None => files.push((name.clone(), contents.clone())),
            }
        }
        files
            .into_iter()
            .map(|(name, contents)| (format!("{}{name}", self.root), contents))
            .collect()
    }

    fn server_cfg(&self) -> String {
        let Self {
            name,
            password,
            track,
            layout,
            slots,
            ports,
            lobby,
            more_settings,
            loops,
            ..
        } = self;
        format!(
            "[SERVER]\n\
             NAME={name}\n\
             CARS={cars}\n\
             TRACK={track}\n\
             CONFIG_TRACK={layout}\n\
             PASSWORD={password}\n\
             ADMIN_PASSWORD=only-for-the-sample\n\
             UDP_PORT={udp}\n\
             TCP_PORT={tcp}\n\
             HTTP_PORT={http}\n\
             MAX_CLIENTS={slots}\n\
             PICKUP_MODE_ENABLED=1\n\
             LOOP_MODE={loops}\n\
             REGISTER_TO_LOBBY={lobby}\n\
             \n\
             [PRACTICE]\nNAME=Practice\nTIME=15\nIS_OPEN=1\n\
             \n\
             [RACE]\nNAME=Race\nLAPS=10\nTIME=0\nWAIT_TIME=60\nIS_OPEN=2\n\
             {more_settings}\n",
            cars = self.cars.join(";"),
            udp = ports.udp,
            tcp = ports.tcp,
            http = ports.http,
            lobby = u8::from(*lobby),
            loops = u8::from(*loops),
        )
        .replace('\n', "\r\n")
    }

    fn entry_list(&self) -> String {
        let cars = self.cars.iter().cycle().take(self.slots.into()).enumerate();
        cars.map(|(number, car)| {
            format!("[CAR_{number}]\r\nMODEL={car}\r\nSKIN=red\r\nDRIVERNAME=\r\nGUID=\r\nBALLAST=0\r\nRESTRICTOR=0\r\n\r\n")
        })
        .collect()
    }

    /// The pack as a `.zip`.
    pub fn zip(&self) -> Vec<u8> {
        let mut zip = Vec::new();
        self.write_zip(&mut zip)
            .unwrap_or_else(|error| unreachable!("memory does not fail: {error}"));
        zip
    }

    /// Writes the pack as a `.zip`, with no more memory than its files take without the padding.
    ///
    /// # Errors
    /// The writer's.
    pub fn write_zip(&self, out: impl Write) -> io::Result<()> {
        let mut zip = RawZip::new(out);
        for (name, contents) in self.entries() {
            zip.add(RawEntry::deflated(&name, &contents))?;
        }
        let block = noise();
        for number in 0..self.padding_mib {
            zip.add(RawEntry::stored(&self.padding_name(number), &block))?;
        }
        // Content Manager's comment: the server's name in Windows-1252.
        zip.finish(&encoding_rs::WINDOWS_1252.encode(&self.name).0)
    }

    /// The pack as a `.tar.gz`.
    pub fn tar_gz(&self) -> Vec<u8> {
        let mut tar_gz = Vec::new();
        self.write_tar_gz(&mut tar_gz)
            .unwrap_or_else(|error| unreachable!("memory does not fail: {error}"));
        tar_gz
    }

    /// Writes the pack as a `.tar.gz`, likewise.
    ///
    /// # Errors
    /// The writer's, and names too long for tar.
    pub fn write_tar_gz(&self, out: impl Write) -> io::Result<()> {
        let mut tar = tar::Builder::new(gzip(out));
        for (name, contents) in self.entries() {
            tar.append_data(
                &mut tar_header(contents.len() as u64),
                name,
                contents.as_slice(),
            )?;
        }
        let block = noise();
        for number in 0..self.padding_mib {
            tar.append_data(
                &mut tar_header(block.len() as u64),
                self.padding_name(number),
                block.as_slice(),
            )?;
        }
        tar.into_inner()?.finish()?.flush()
    }

    fn padding_name(&self, number: u32) -> String {
        format!("{}content/padding/{number:04}.bin", self.root)
    }
}

/// A gzip stream as Content Manager writes it: its only member is named `tar.tar`.
pub fn gzip<W: Write>(out: W) -> GzEncoder<W> {
    GzBuilder::new()
        .filename("tar.tar")
        .write(out, Compression::fast())
}

/// The header of an ordinary file in a tar.
pub fn tar_header(size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Regular);
    header.set_size(size);
    header.set_mode(0o755);
    header
}

/// A mebibyte that does not compress.
fn noise() -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut block = Vec::with_capacity(1 << 20);
    while block.len() < 1 << 20 {
        // xorshift64
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        block.extend_from_slice(&state.to_le_bytes());
    }
    block
}

/// A zip whose every field can lie.
#[derive(Debug)]
pub struct RawZip<W> {
    out: W,
    /// Bytes written so far.
    pub offset: u64,
    directory: Vec<u8>,
    entries: u64,
    /// Whether to write a zip64 end record.
    pub zip64: bool,
    /// Added to the count of entries in the end record.
    pub count_lie: i64,
}

/// One entry: what is written in front of its data, and what the directory says about it.
#[derive(Clone, Debug)]
pub struct RawEntry {
    /// In the directory.
    pub name: Vec<u8>,
    /// In the local header.
    pub local_name: Vec<u8>,
    /// 0 is stored, 8 deflated.
    pub method: u16,
    /// General purpose flags; bit 3 also moves the sizes behind the data.
    pub flags: u16,
    /// Of the contents.
    pub crc32: u32,
    /// What the directory says the contents take.
    pub unpacked: u64,
    /// As written to the archive.
    pub data: Vec<u8>,
    /// What the directory says the data takes; the data's length if `None`.
    pub packed: Option<u64>,
    /// High byte: the system of whoever made it (3 is Unix).
    pub made_by: u16,
    /// Unix mode in the upper half, MS-DOS attributes in the lower.
    pub attributes: u32,
    /// The extra field in the directory.
    pub extra: Vec<u8>,
    /// Where the directory says that it is; where it is, if `None`.
    pub offset: Option<u64>,
    /// Whether its sizes and place are written as zip64.
    pub zip64: bool,
}

impl RawEntry {
    /// A truthful entry that is not compressed.
    pub fn stored(name: &str, contents: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(contents);
        Self {
            name: name.as_bytes().to_vec(),
            local_name: name.as_bytes().to_vec(),
            method: 0,
            flags: if name.is_ascii() { 0 } else { 1 << 11 },
            crc32: crc.sum(),
            unpacked: contents.len() as u64,
            data: contents.to_vec(),
            packed: None,
            made_by: 20,
            attributes: 0,
            extra: Vec::new(),
            offset: None,
            zip64: false,
        }
    }

    /// A truthful entry that is compressed.
    pub fn deflated(name: &str, contents: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        let data = encoder
            .write_all(contents)
            .and_then(|()| encoder.finish())
            .unwrap_or_else(|error| unreachable!("memory does not fail: {error}"));
        Self {
            method: 8,
            data,
            ..Self::stored(name, contents)
        }
    }
}

impl<W: Write> RawZip<W> {
    /// Begins a zip.
    pub fn new(out: W) -> Self {
        Self {
            out,
            offset: 0,
            directory: Vec::new(),
            entries: 0,
            zip64: false,
            count_lie: 0,
        }
    }

    /// Writes bytes that are no entry.
    ///
    /// # Errors
    /// The writer's.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.offset += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Writes an entry, and lists it.
    ///
    /// # Errors
    /// The writer's.
    pub fn add(&mut self, entry: RawEntry) -> io::Result<()> {
        let offset = entry.offset.unwrap_or(self.offset);
        let described_later = entry.flags & 1 << 3 != 0;
        let (crc32, packed, unpacked) = if described_later {
            (0, 0, 0)
        } else {
            (entry.crc32, entry.packed(), entry.unpacked)
        };
        let (sizes, extra) = fields(&[unpacked, packed], entry.zip64);
        let mut local = b"PK\x03\x04".to_vec();
        entry.common(
            &mut local,
            crc32,
            [sizes[1], sizes[0]],
            entry.local_name.len(),
            extra.len(),
        );
        local.extend_from_slice(&entry.local_name);
        local.extend_from_slice(&extra);
        self.write(&local)?;
        self.write(&entry.data)?;
        if described_later {
            let mut descriptor = b"PK\x07\x08".to_vec();
            descriptor.extend_from_slice(&entry.crc32.to_le_bytes());
            descriptor.extend_from_slice(&(entry.packed() as u32).to_le_bytes());
            descriptor.extend_from_slice(&(entry.unpacked as u32).to_le_bytes());
            self.write(&descriptor)?;
        }
        self.list(&entry, offset);
        Ok(())
    }

    /// Lists an entry without writing its data.
    pub fn list(&mut self, entry: &RawEntry, offset: u64) {
        let (sizes, mut extra) = fields(&[entry.unpacked, entry.packed(), offset], entry.zip64);
        extra.extend_from_slice(&entry.extra);
        let directory = &mut self.directory;
        directory.extend_from_slice(b"PK\x01\x02");
        directory.extend_from_slice(&entry.made_by.to_le_bytes());
        entry.common(
            directory,
            entry.crc32,
            [sizes[1], sizes[0]],
            entry.name.len(),
            extra.len(),
        );
        // No comment, disk 0, no internal attributes.
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&entry.attributes.to_le_bytes());
        directory.extend_from_slice(&sizes[2].to_le_bytes());
        directory.extend_from_slice(&entry.name);
        directory.extend_from_slice(&extra);
        self.entries += 1;
    }

    /// Writes the directory and the end record.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(mut self, comment: &[u8]) -> io::Result<()> {
        let directory = std::mem::take(&mut self.directory);
        let (start, size) = (self.offset, directory.len() as u64);
        let entries = self.entries.saturating_add_signed(self.count_lie);
        self.write(&directory)?;
        if self.zip64 {
            let position = self.offset;
            let mut record = b"PK\x06\x06".to_vec();
            record.extend_from_slice(&44_u64.to_le_bytes());
            record.extend_from_slice(&[45, 0, 45, 0]);
            record.extend_from_slice(&[0; 8]);
            for field in [entries, entries, size, start] {
                record.extend_from_slice(&field.to_le_bytes());
            }
            record.extend_from_slice(b"PK\x06\x07\0\0\0\0");
            record.extend_from_slice(&position.to_le_bytes());
            record.extend_from_slice(&1_u32.to_le_bytes());
            self.write(&record)?;
        }
        let short = |value: u64| if self.zip64 { u16::MAX } else { value as u16 };
        let long = |value: u64| if self.zip64 { u32::MAX } else { value as u32 };
        let mut record = b"PK\x05\x06\0\0\0\0".to_vec();
        record.extend_from_slice(&short(entries).to_le_bytes());
        record.extend_from_slice(&short(entries).to_le_bytes());
        record.extend_from_slice(&long(size).to_le_bytes());
        record.extend_from_slice(&long(start).to_le_bytes());
        record.extend_from_slice(&(comment.len() as u16).to_le_bytes());
        record.extend_from_slice(comment);
        self.write(&record)?;
        self.out.flush()
    }
}

impl RawEntry {
    fn packed(&self) -> u64 {
        self.packed.unwrap_or(self.data.len() as u64)
    }

    /// The fields that both headers have, in this order.
    fn common(&self, out: &mut Vec<u8>, crc32: u32, sizes: [u32; 2], name: usize, extra: usize) {
        for field in [20, self.flags, self.method, 0, 0x21] {
            out.extend_from_slice(&field.to_le_bytes());
        }
        out.extend_from_slice(&crc32.to_le_bytes());
        out.extend_from_slice(&sizes[0].to_le_bytes());
        out.extend_from_slice(&sizes[1].to_le_bytes());
        out.extend_from_slice(&(name as u16).to_le_bytes());
        out.extend_from_slice(&(extra as u16).to_le_bytes());
    }
}

/// Values as 32-bit fields, or moved into a zip64 extra field.
fn fields(values: &[u64], zip64: bool) -> (Vec<u32>, Vec<u8>) {
    if !zip64 {
        return (
            values.iter().map(|value| *value as u32).collect(),
            Vec::new(),
        );
    }
    let mut extra = vec![1, 0];
    extra.extend_from_slice(&((values.len() * 8) as u16).to_le_bytes());
    for value in values {
        extra.extend_from_slice(&value.to_le_bytes());
    }
    (vec![u32::MAX; values.len()], extra)
}

/// The headers of a program for Linux on PCs with `bits`, and of nothing else: with a loader for its
/// libraries, or without.
pub fn elf(bits: u8, loader: Option<&str>) -> Vec<u8> {
    let wide = bits == 64;
    let header: usize = if wide { 64 } else { 52 };
    let entry: usize = if wide { 56 } else { 32 };
    let mut program = vec![0; header + entry];
    program[..7].copy_from_slice(&[0x7f, b'E', b'L', b'F', if wide { 2 } else { 1 }, 1, 1]);
    let mut put = |at: usize, value: usize, size: usize| {
        program[at..at + size].copy_from_slice(&value.to_le_bytes()[..size]);
    };
    put(16, 2, 2);
    put(18, if wide { 62 } else { 3 }, 2);
    put(20, 1, 4);
    let name = loader.unwrap_or_default();
    let length = name.len() + 1;
    let kind = if loader.is_some() { 3 } else { 1 };
    put(header, kind, 4);
    if wide {
        put(32, header, 8);
        put(54, entry, 2);
        put(56, 1, 2);
        put(header + 8, header + entry, 8);
        put(header + 32, length, 8);
    } else {
        put(28, header, 4);
        put(42, entry, 2);
        put(44, 1, 2);
        put(header + 4, header + entry, 4);
        put(header + 16, length, 4);
    }
    program.extend_from_slice(name.as_bytes());
    program.push(0);
    program
}
