//! Checksums, counted while the body passes: the last piece is held back until
//! they are right, so that a wrong body never becomes an object, and no body is
//! ever held as a whole.

use super::super::{Refusal, Request};
use axum::body::{Body, BodyDataStream};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use md5::{Digest, Md5};
use sha2::Sha256;
use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

/// The checksums that a request announces, and those counted so far.
pub(super) struct Sums {
    crc32: Option<(String, crc32fast::Hasher)>,
    md5: Option<(String, Md5)>,
    sha256: Option<(String, Sha256)>,
}

impl Sums {
    /// # Errors
    /// For a body in chunks with a checksum at its end: not modelled, so not let through unchecked.
    pub(super) fn announced(request: &Request) -> Result<Option<Self>, Refusal> {
        if request.header("x-amz-trailer").is_some()
            || request
                .header("content-encoding")
                .is_some_and(|encoding| encoding.contains("aws-chunked"))
        {
            return Err(Refusal::unmodelled("aws-chunked bodies are not checked"));
        }
        let sums = Self {
            crc32: request
                .header("x-amz-checksum-crc32")
                .map(|sum| (sum.to_owned(), crc32fast::Hasher::new())),
            md5: request
                .header("content-md5")
                .map(|sum| (sum.to_owned(), Md5::new())),
            sha256: request
                .header("x-amz-checksum-sha256")
                .map(|sum| (sum.to_owned(), Sha256::new())),
        };
        let any = sums.crc32.is_some() || sums.md5.is_some() || sums.sha256.is_some();
        // The checksum of a whole multipart object says nothing of this request's body.
        Ok((any && request.operation != "CompleteMultipartUpload").then_some(sums))
    }

    fn count(&mut self, chunk: &[u8]) {
        if let Some((_, sum)) = &mut self.crc32 {
            sum.update(chunk);
        }
        if let Some((_, sum)) = &mut self.md5 {
            sum.update(chunk);
        }
        if let Some((_, sum)) = &mut self.sha256 {
            sum.update(chunk);
        }
    }

    /// The refusal, if one of them is wrong.
    fn wrong(self) -> Option<Refusal> {
        let differs = |announced: &str, counted: &[u8]| announced != BASE64.encode(counted);
        if let Some((announced, sum)) = self.md5
            && differs(&announced, &sum.finalize())
        {
            return Some(Refusal::new(
                400,
                "BadDigest",
                "The Content-MD5 you specified did not match what we received.",
            ));
        }
        let crc32 = self
            .crc32
            .is_some_and(|(announced, sum)| differs(&announced, &sum.finalize().to_be_bytes()));
        let sha256 = self
            .sha256
            .is_some_and(|(announced, sum)| differs(&announced, &sum.finalize()));
        let name = if crc32 { "CRC32" } else { "SHA256" };
        (crc32 || sha256).then(|| {
            Refusal::new(
                400,
                "BadDigest",
                format!("The {name} you specified did not match the calculated checksum."),
            )
        })
    }
}

struct Passing {
    body: BodyDataStream,
    held: Option<Bytes>,
    sums: Option<Sums>,
    wrong: Arc<Mutex<Option<Refusal>>>,
    over: bool,
}

/// The body, one piece behind what has arrived. A wrong checksum ends it with an
/// error, so that moto sees a body that broke off, and is told in `wrong`.
pub(super) fn checked(
    body: Body,
    sums: Option<Sums>,
    wrong: Arc<Mutex<Option<Refusal>>>,
) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
    let start = Passing {
        body: body.into_data_stream(),
        held: None,
        sums,
        wrong,
        over: false,
    };
    stream::unfold(start, |mut passing| async move {
        while !passing.over {
            match passing.body.next().await {
                Some(Ok(chunk)) => {
                    if let Some(sums) = &mut passing.sums {
                        sums.count(&chunk);
                    }
                    if let Some(ready) = passing.held.replace(chunk) {
                        return Some((Ok(ready), passing));
                    }
                }
                Some(Err(why)) => {
                    passing.over = true;
                    passing.tell(Refusal::new(
                        400,
                        "IncompleteBody",
                        "You did not provide the number of bytes specified by the Content-Length \
                         HTTP header",
                    ));
                    return Some((Err(io::Error::other(why)), passing));
                }
                None => {
                    passing.over = true;
                    if let Some(refusal) = passing.sums.take().and_then(Sums::wrong) {
                        passing.tell(refusal);
                        return Some((Err(io::Error::other("wrong checksum")), passing));
                    }
                    if let Some(last) = passing.held.take() {
                        return Some((Ok(last), passing));
                    }
                }
            }
        }
        None
    })
}

impl Passing {
    fn tell(&self, refusal: Refusal) {
        *self.wrong.lock().unwrap_or_else(PoisonError::into_inner) = Some(refusal);
    }
}

/// Read a body to its end and forget it: an answer before the end of the body would
/// look like a broken connection.
pub(in super::super) async fn drain(body: Body) {
    let mut body = body.into_data_stream();
    while let Some(Ok(_)) = body.next().await {}
}
