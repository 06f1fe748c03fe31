//! A pack as it is named on the command line.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use url::Url;

use domain::server::{PackLocation, PackSource};

/// A file, `s3:KEY`, `s3://BUCKET/KEY`, or `https://…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PackArgument(PackSource);

impl PackArgument {
    /// The source, where `bucket` is our own, if we have one.
    pub(super) fn source(&self, bucket: Option<&str>) -> PackSource {
        match &self.0 {
            PackSource::Stored(at) if at.bucket.as_deref() == bucket => {
                PackSource::Stored(PackLocation {
                    bucket: None,
                    key: at.key.clone(),
                })
            }
            other => other.clone(),
        }
    }
}

impl FromStr for PackArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let source = if text.starts_with("s3:") {
            PackSource::Stored(
                text.parse()
                    .map_err(|error: domain::ids::InvalidId| error.to_string())?,
            )
        } else if text.starts_with("https://") || text.starts_with("http://") {
            let url = Url::parse(text).map_err(|error| format!("it is not an address: {error}"))?;
            let last = url.path_segments().and_then(|mut parts| parts.next_back());
            let file_name = last
                .filter(|name| !name.is_empty())
                .unwrap_or("pack.zip")
                .to_owned();
            PackSource::Web {
                url,
                file_name,
                size: None,
                from_discord: false,
            }
        } else {
            PackSource::File(PathBuf::from(text))
        };
        Ok(Self(source))
    }
}

/// Opens a pack of this machine.
///
/// # Errors
/// When it is not there, may not be read, or is a folder.
pub(super) fn open(path: &Path) -> io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> PackSource {
        text.parse::<PackArgument>()
            .expect(text)
            .source(Some("ours"))
    }

    #[test]
    fn a_pack_is_named_in_four_ways() {
        let ours = PackSource::Stored(PackLocation {
            bucket: None,
            key: "packs/a.zip".to_owned(),
        });
        assert_eq!(parse("s3:packs/a.zip"), ours);
        assert_eq!(parse("s3://ours/packs/a.zip"), ours);
        assert!(matches!(
            parse("s3://theirs/a.zip"),
            PackSource::Stored(PackLocation {
                bucket: Some(_),
                ..
            })
        ));
        assert!(
            matches!(parse("https://x.example/dl/gt3.zip?ex=1"), PackSource::Web { file_name, .. } if file_name == "gt3.zip")
        );
        assert_eq!(parse("gt3.zip"), PackSource::File("gt3.zip".into()));
        assert!("s3://bucket".parse::<PackArgument>().is_err());
    }
}
