//! Taking out of a pack's settings what must not be in force where the server runs, as the judge said.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use pack::{Cleaned, clean, is_cleaned};

use crate::files::{found, read_plain, replace};

/// The folders of a pack that hold settings.
const FOLDERS: [&str; 2] = ["cfg", "cfg/cm_content"];
/// No settings of a server are as large.
const LARGEST: u64 = 1 << 20;

/// Cleans the settings of a pack that was just unpacked, below the folder that holds its `cfg`. To be called
/// before any program has run there: the files are still those of the pack.
///
/// # Errors
/// When a file cannot be read, written or deleted.
pub fn clean_settings(root: &Path) -> io::Result<()> {
    for folder in FOLDERS {
        let Some(files) = found(fs::read_dir(root.join(folder)))? else {
            continue;
        };
        for file in files {
            let path = file?.path();
            let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
            let below = format!("{folder}/{name}");
            if !is_cleaned(&below) || !path.is_file() {
                continue;
            }
            let contents = read_plain(&path, LARGEST)?.unwrap_or_default();
            match clean(&below, &contents) {
                Cleaned::Same => {}
                Cleaned::Changed(contents) => {
                    let mode = fs::metadata(&path)?.permissions().mode();
                    replace(&path, &contents, mode & 0o777)?;
                }
                Cleaned::LeftOut => fs::remove_file(&path)?,
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_s_settings_are_cleaned_where_it_runs() {
        let folder = tempfile::tempdir().expect("a folder");
        let cfg = folder.path().join("cfg");
        fs::create_dir_all(cfg.join("cm_content")).expect("made");
        for (name, text) in [
            (
                "server_cfg.ini",
                "[SERVER]\r\nNAME=Cup\r\nUDP_PLUGIN_ADDRESS=10.0.0.7:12000\r\n",
            ),
            ("extra_cfg.yml", "EnableUPnP: true\n"),
            ("cm_content/content.json", "{track: 'unreadable'}"),
            ("welcome.txt", "UDP_PLUGIN_ADDRESS=10.0.0.7:12000"),
        ] {
            fs::write(cfg.join(name), text).expect("written");
        }
        clean_settings(folder.path()).expect("cleaned");
        let read = |name: &str| fs::read_to_string(cfg.join(name)).expect("there");
        assert_eq!(
            read("server_cfg.ini"),
            "[SERVER]\r\nNAME=Cup\r\nUDP_PLUGIN_ADDRESS=\r\n"
        );
        assert_eq!(read("extra_cfg.yml"), "---\n{EnableUPnP: false}\n");
        assert!(!cfg.join("cm_content/content.json").exists());
        assert!(read("welcome.txt").contains("10.0.0.7"));
    }
}
