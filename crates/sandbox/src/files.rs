//! Files on their way into a command: dropped on the page, or a sample.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use axum::Json;
use axum::body::Body;
use axum::extract::{Query, State as Shares};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt as _;
use serde::Deserialize;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;

use super::Shared;
use super::socket::Viewer;
use discord_stand_in::{Attachment, Content};
use pack::sample::{Sample, elf};
use pack::{Platform, Ports};

/// The name of the sample pack's file.
pub const SAMPLE_FILE: &str = "sunday-cup.zip";

/// Sample packs that differ, so that two of them can run side by side.
#[derive(Debug, Default)]
pub(super) struct Samples(AtomicU16);

impl Samples {
    /// The next pack and its file's name.
    fn next(&self) -> (Sample, String) {
        const NAMES: [&str; 7] = [
            "Sunday",
            "Monday",
            "Tuesday",
            "Wednesday",
            "Thursday",
            "Friday",
            "Saturday",
        ];
        let number = self.0.fetch_add(1, Ordering::Relaxed) % 100;
        let day = NAMES[usize::from(number) % NAMES.len()];
        let sample = Sample {
            name: format!("{day} Cup"),
            ports: Ports {
                udp: 9600 + 10 * number,
                tcp: 9600 + 10 * number,
                http: 8081 + number,
                wrapper: None,
            },
            ..Sample::default()
        };
        (sample, format!("{}-cup.zip", day.to_lowercase()))
    }
}

/// The sample pack as a file, to be dropped on the page.
pub(super) async fn download_sample() -> impl IntoResponse {
    let disposition = format!("attachment; filename=\"{SAMPLE_FILE}\"");
    let fields = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (fields, Sample::default().zip())
}

#[derive(Deserialize)]
pub(super) struct Named {
    name: String,
}

/// A member attaches a file; the answer has the id that a command then names.
pub(super) async fn attach(
    Shares(shared): Shares<Arc<Shared>>,
    Query(seat): Query<Viewer>,
    Query(Named { name }): Query<Named>,
    body: Body,
) -> Response {
    let limit = shared.discord().look(|state| state.attachment_size_limit());
    let mut file = match nameless_file(&shared.stage.folder) {
        Ok(file) => tokio::fs::File::from_std(file),
        Err(error) => return no_room(&error),
    };
    let mut chunks = body.into_data_stream();
    let mut size = 0;
    loop {
        match chunks.try_next().await {
            Ok(Some(chunk)) => {
                size += chunk.len() as u64;
                if limit < size {
                    let words =
                        format!("Your files are too powerful: {} MiB at most.", limit >> 20);
                    return refuse(StatusCode::PAYLOAD_TOO_LARGE, &words);
                }
                if let Err(error) = file.write_all(&chunk).await {
                    return no_room(&error);
                }
            }
            Ok(None) => break,
            Err(_) => return refuse(StatusCode::BAD_REQUEST, "The file did not come whole."),
        }
    }
    let content = match file.flush().await {
        Ok(()) => Content::file(file.into_std().await),
        Err(error) => Err(error),
    };
    match content {
        Ok(content) => keep(&shared, &seat, &name, content),
        Err(error) => no_room(&error),
    }
}

/// A file that goes when the last handle on it does: packs are large, and memory is not.
fn nameless_file(folder: &Path) -> std::io::Result<std::fs::File> {
    let path = folder.join(format!("attached-{:016x}", rand::random::<u64>()));
    let mut options = std::fs::OpenOptions::new();
    let file = options
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)?;
    std::fs::remove_file(&path)?;
    Ok(file)
}

fn no_room(error: &std::io::Error) -> Response {
    let words = format!("The sandbox could not keep the file: {error}.");
    refuse(StatusCode::INTERNAL_SERVER_ERROR, &words)
}

/// A member attaches a sample: a server program, which nobody runs here, or the next pack.
pub(super) async fn attach_sample(
    Shares(shared): Shares<Arc<Shared>>,
    Query(seat): Query<Viewer>,
    Query(Named { name }): Query<Named>,
) -> Response {
    if name == "program" {
        let program = Content::default().then(elf(32, None));
        return keep(&shared, &seat, Platform::Linux.server_program(), program);
    }
    let (sample, name) = shared.samples.next();
    keep(&shared, &seat, &name, Content::default().then(sample.zip()))
}

fn keep(shared: &Shared, seat: &Viewer, name: &str, content: Content) -> Response {
    let size = content.len();
    let member = seat.member(shared.discord());
    let attachment: Attachment = shared.discord().upload(member, name, content);
    let answer = json!({ "id": attachment.id(), "name": attachment.name(), "size": size });
    shared.files().insert(attachment.id(), attachment);
    Json(answer).into_response()
}

fn refuse(status: StatusCode, words: &str) -> Response {
    (status, words.to_owned()).into_response()
}
