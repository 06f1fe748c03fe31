//! Where a pack comes from, and how its bytes are had.

use std::io::SeekFrom;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _};

use super::error::TransferError;
use super::web::{Download, WebFile};
use cloud::Cloud;
use domain::server::PackLocation;
use pack::{Faults, Format, kind_of};

/// How many bytes tell what sort of file it is.
pub(super) const FIRST: usize = 512;
/// How much of a file or a stored pack is read at a time when all of it is wanted.
const STRIDE: u64 = 4 << 20;

/// A pack that can be looked at and moved.
#[derive(Debug)]
pub struct PackReader {
    file_name: String,
    size: Option<u64>,
    first: Bytes,
    place: SourceKind,
}

#[derive(Debug)]
enum SourceKind {
    Web(WebFile),
    Stored {
        cloud: Arc<dyn Cloud>,
        at: PackLocation,
        size: u64,
    },
    File(PathBuf),
}

impl PackReader {
    /// A file of this machine.
    ///
    /// # Errors
    /// [`TransferError::File`].
    pub async fn file(path: &Path) -> Result<Self, TransferError> {
        let begin = async {
            let mut file = File::open(path).await?;
            let size = file.metadata().await?.len();
            let mut first = BytesMut::with_capacity(FIRST);
            while first.len() < FIRST && 0 < file.read_buf(&mut first).await? {}
            Ok((size, first.freeze()))
        };
        let (size, first) = begin.await.map_err(|source| TransferError::File {
            path: path.to_owned(),
            source,
        })?;
        let file_name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok(Self {
            file_name,
            size: Some(size),
            first,
            place: SourceKind::File(path.to_owned()),
        })
    }

    /// A pack that lies in storage.
    ///
    /// # Errors
    /// [`TransferError::Cloud`].
    pub async fn stored(cloud: Arc<dyn Cloud>, at: &PackLocation) -> Result<Self, TransferError> {
        let size = cloud.pack(at).await?.size;
        let first = match size.min(FIRST as u64) {
            0 => Bytes::new(),
            some => cloud.read(at, 0..some).await?,
        };
        let place = SourceKind::Stored {
            cloud,
            at: at.clone(),
            size,
        };
        Ok(Self {
            file_name: at.file_name().to_owned(),
            size: Some(size),
            first,
            place,
        })
    }

    pub(super) fn web(file: WebFile, file_name: &str, first: Bytes) -> Self {
        Self {
            file_name: file_name.to_owned(),
            size: file.size,
            first,
            place: SourceKind::Web(file),
        }
    }

    /// Its file name.
    pub fn file_name(&self) -> &str {
        &self.file_name
    }

    /// Its size in bytes; a web server may not say it.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// What sort of archive it is.
    ///
    /// # Errors
    /// It is none that can be used.
    pub fn format(&self) -> Result<Format, Faults> {
        kind_of(&self.first, &self.file_name).map_err(Faults::from)
    }

    /// Whether reading it costs as good as nothing, because it is on this machine or in storage.
    pub(super) fn is_near(&self) -> bool {
        !matches!(self.place, SourceKind::Web(_))
    }

    /// Whether parts of it can be read.
    pub(super) fn has_ranges(&self) -> bool {
        match &self.place {
            SourceKind::Web(file) => file.ranges,
            SourceKind::Stored { .. } | SourceKind::File(_) => true,
        }
    }

    /// Some bytes, from the range's start on: all of it or fewer, but not none.
    pub(super) async fn read(&self, range: Range<u64>) -> Result<Bytes, TransferError> {
        match &self.place {
            SourceKind::Web(file) => file.read(range).await,
            SourceKind::Stored { cloud, at, .. } => Ok(cloud.read(at, range).await?),
            SourceKind::File(path) => {
                let read = async {
                    let mut file = File::open(path).await?;
                    file.seek(SeekFrom::Start(range.start)).await?;
                    let mut bytes =
                        vec![0; usize::try_from(range.end - range.start).unwrap_or(usize::MAX)];
                    file.read_exact(&mut bytes).await?;
                    Ok(Bytes::from(bytes))
                };
                read.await.map_err(|source| TransferError::File {
                    path: path.clone(),
                    source,
                })
            }
        }
    }

    /// All of it, in order.
    pub(super) fn chunks(&self) -> Chunks<'_> {
        match &self.place {
            SourceKind::Web(file) => Chunks::Web(Box::new(file.download())),
            SourceKind::Stored { cloud, at, size } => Chunks::Stored {
                cloud: &**cloud,
                at,
                rest: 0..*size,
            },
            SourceKind::File(path) => Chunks::File { path, file: None },
        }
    }
}

/// The bytes of a source, from its first to its last.
#[derive(Debug)]
pub(super) enum Chunks<'source> {
    Web(Box<Download<'source>>),
    Stored {
        cloud: &'source dyn Cloud,
        at: &'source PackLocation,
        rest: Range<u64>,
    },
    File {
        path: &'source Path,
        file: Option<File>,
    },
}

impl Chunks<'_> {
    /// The next bytes; none at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, TransferError> {
        match self {
            Self::Web(download) => download.chunk().await,
            Self::Stored { cloud, at, rest } => {
                let end = rest.end.min(rest.start + STRIDE);
                if end <= rest.start {
                    return Ok(None);
                }
                let bytes = cloud.read(at, rest.start..end).await?;
                rest.start = end;
                Ok(Some(bytes))
            }
            Self::File { path, file } => {
                let path: &Path = path;
                let next = async {
                    let file = match file {
                        Some(file) => file,
                        None => file.insert(File::open(path).await?),
                    };
                    let mut bytes = BytesMut::with_capacity(256 << 10);
                    Ok((0 < file.read_buf(&mut bytes).await?).then(|| bytes.freeze()))
                };
                next.await.map_err(|source| TransferError::File {
                    path: path.to_owned(),
                    source,
                })
            }
        }
    }
}
