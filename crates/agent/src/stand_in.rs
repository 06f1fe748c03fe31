//! An HTTP server for tests that answers what it was told to, one request after the other.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};

/// What is answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    head: String,
    body: Vec<u8>,
    sent: usize,
}

impl Answer {
    pub(crate) fn ok(body: &[u8]) -> Self {
        Self::new("200 OK", body)
    }

    pub(crate) fn partial(body: &[u8], range: &str) -> Self {
        Self::new("206 Partial Content", body).with_header("content-range", range)
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::new(&format!("{status} {status}"), b"")
    }

    fn new(status: &str, body: &[u8]) -> Self {
        let length = body.len();
        Self {
            head: format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n"),
            body: body.to_owned(),
            sent: length,
        }
    }

    pub(crate) fn with_header(mut self, name: &str, value: &str) -> Self {
        self.head += &format!("{name}: {value}\r\n");
        self
    }

    /// The connection ends after so many bytes of the body.
    pub(crate) fn broken_off_after(mut self, bytes: usize) -> Self {
        self.sent = bytes;
        self
    }

    fn send(&self, mut to: TcpStream) -> std::io::Result<()> {
        to.write_all(self.head.as_bytes())?;
        to.write_all(b"\r\n")?;
        to.write_all(&self.body[..self.sent])
    }
}

/// The server; it goes on until the program ends.
#[derive(Debug)]
pub(crate) struct Page {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Page {
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// The heads of all requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        lock(&self.requests).clone()
    }
}

/// Serves these answers; whoever asks once more is hung up on.
pub(crate) fn serve(answers: Vec<Answer>) -> Page {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    let requests = Arc::new(Mutex::new(Vec::new()));
    let asked = Arc::clone(&requests);
    std::thread::spawn(move || {
        for answer in answers {
            let Ok((stream, _)) = listener.accept() else {
                return;
            };
            let mut head = String::new();
            let mut reader = BufReader::new(&stream);
            while !head.ends_with("\r\n\r\n") {
                if matches!(reader.read_line(&mut head), Ok(0) | Err(_)) {
                    break;
                }
            }
            lock(&asked).push(head);
            let _ = answer.send(stream);
        }
    });
    Page { address, requests }
}

fn lock(requests: &Mutex<Vec<String>>) -> MutexGuard<'_, Vec<String>> {
    requests.lock().expect("no holder panics")
}
