//! A file that is small enough to be held as a whole: a server program.

use bytes::{Bytes, BytesMut};

use super::error::TransferError;
use super::uploader::PackUploader;
use domain::server::PackSource;

impl PackUploader {
    /// All of a file, if it has at most `most` bytes.
    ///
    /// # Errors
    /// [`TransferError::TooLarge`], or it cannot be read.
    pub async fn whole(&self, source: &PackSource, most: u64) -> Result<Bytes, TransferError> {
        let too_large = |size| TransferError::TooLarge { limit: most, size };
        let opened = self.open(source).await?;
        if let Some(size) = opened.size().filter(|size| most < *size) {
            return Err(too_large(Some(size)));
        }
        let mut chunks = opened.chunks();
        let mut whole = BytesMut::new();
        while let Some(bytes) = chunks.next().await? {
            // Whatever it said of its size.
            if most < (whole.len() + bytes.len()) as u64 {
                return Err(too_large(None));
            }
            whole.extend_from_slice(&bytes);
        }
        Ok(whole.freeze())
    }
}
