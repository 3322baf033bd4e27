//! `ribbon serve` as a process, with a browser's two ways of talking to it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long anything may take on a machine that has much else to do. Nothing waits for so long
/// unless it fails.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// The day on which all sites are served and built.
pub(super) const DAY: &str = "2027-02-04";

/// A running server, which ends with the test.
pub(super) struct Server {
    process: Child,
    pub port: u16,
    /// What it has printed, both ways.
    told: Arc<Mutex<String>>,
}

/// An answer with its body.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Server {
    pub(super) fn start(root: &Path) -> Self {
        Self::start_with(root, &["--port", "0"])
    }

    pub(super) fn start_with(root: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ribbon"));
        command.args(["serve", "--date", DAY, "--root"]).arg(root).args(arguments);
        Self::started(&mut command)
    }

    /// Starts a command that runs a server in the end.
    pub(super) fn started(command: &mut Command) -> Self {
        command.env("TZ", "UTC").env("NO_COLOR", "1").env_remove("RIBBON_EDITOR").env_remove("TERM_PROGRAM");
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the server starts");
        let told = Arc::new(Mutex::new(String::new()));
        keep(process.stdout.take().expect("standard output"), told.clone());
        keep(process.stderr.take().expect("standard error"), told.clone());
        let mut server = Self { process, port: 0, told };
        server.port = wait_for("an address", || {
            let told = server.told();
            let after = told.split("http://").nth(1)?;
            after.split_once('/')?.0.rsplit(':').next()?.parse().ok()
        });
        server
    }

    /// Everything that was printed so far.
    pub(super) fn told(&self) -> String {
        self.told.lock().expect("no reader broke").clone()
    }

    pub(super) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Whether it runs.
    pub(super) fn is_running(&mut self) -> bool {
        self.process.try_wait().expect("a process").is_none()
    }

    /// Sends a request as it is written, and reads the answer to its end.
    pub(super) fn send(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("a request");
        read_answer(&mut BufReader::new(stream), request.starts_with("HEAD"))
    }

    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        stream
    }

    pub(super) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        self.send(&format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n{headers}Connection: close\r\n\r\n", self.port))
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[("Accept", "*/*")])
    }

    /// Many answers over one connection, as a browser asks.
    pub(super) fn get_all<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Vec<Answer> {
        let mut reader = BufReader::new(self.connect());
        paths
            .map(|path| {
                let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAccept: */*\r\n\r\n", self.port);
                reader.get_mut().write_all(request.as_bytes()).expect("a request");
                read_answer(&mut reader, false)
            })
            .collect()
    }

    /// The list of problems as the overlay shows it.
    pub(super) fn problems(&self) -> String {
        let answer = self.get("/__ribbon/problems?page=/no-page-of-this-name/");
        let list: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
        list["html"].as_str().expect("a list").to_owned()
    }

    /// Connects as a browser that has these pages open.
    pub(super) fn listen(&self, pages: &BTreeMap<String, String>) -> Listener {
        let mut stream = self.connect();
        // In HTTP/1.0 the answer comes as it is, without chunks.
        let request = format!("GET /__ribbon/events HTTP/1.0\r\nHost: 127.0.0.1:{}\r\nAccept: text/event-stream\r\n\r\n", self.port);
        stream.write_all(request.as_bytes()).expect("a request");
        let mut listener = Listener { reader: BufReader::new(stream), n_fences: 0 };
        let (status, headers) = read_head(&mut listener.reader);
        assert_eq!(status, 200, "{headers:?}");
        let (name, hello) = listener.next();
        assert_eq!(name, "hello");
        let body = serde_json::json!({ "client": hello["client"], "pages": pages }).to_string();
        let answer = self.send(&format!(
            "POST /__ribbon/open HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.port,
            body.len()
        ));
        assert_eq!((answer.status, answer.text().as_str()), (200, "{}"), "a browser that is up to date is told of nothing");
        listener
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            eprintln!("the server said:\n{}", self.told());
        }
    }
}

/// The connection on which a browser hears of changes.
pub(super) struct Listener {
    reader: BufReader<TcpStream>,
    /// Fences that were told of.
    pub n_fences: usize,
}

impl Listener {
    /// The next message: its name and its data.
    pub(super) fn next(&mut self) -> (String, serde_json::Value) {
        let (mut name, mut data) = (String::new(), None);
        // Signs of life come all the time, so that reading alone never takes too long.
        let start = Instant::now();
        loop {
            assert!(start.elapsed() < PATIENCE, "no message came within {PATIENCE:?}");
            let mut line = String::new();
            assert!(self.reader.read_line(&mut line).expect("a message in time") > 0, "the server hung up");
            match line.trim_end_matches(['\r', '\n']).split_once(": ") {
                Some(("event", value)) => value.clone_into(&mut name),
                Some(("data", value)) => data = Some(serde_json::from_str(value).expect("JSON")),
                _ if line.trim().is_empty() => {
                    if let Some(data) = data.take() {
                        return (name, data);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Asks again until there is an answer.
pub(super) fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(start.elapsed() < PATIENCE, "{what} did not come within {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn keep(from: impl Read + Send + 'static, told: Arc<Mutex<String>>) {
    std::thread::spawn(move || {
        let mut from = BufReader::new(from);
        let mut line = Vec::new();
        while from.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
            told.lock().expect("no reader broke").push_str(&String::from_utf8_lossy(&line));
            line.clear();
        }
    });
}

fn read_head(reader: &mut impl BufRead) -> (u16, BTreeMap<String, String>) {
    let mut line = String::new();
    reader.read_line(&mut line).expect("an answer in time");
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("no status in {line:?}"));
    let mut headers = BTreeMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line).expect("a header in time");
        match line.trim_end().split_once(':') {
            Some((name, value)) => headers.insert(name.to_ascii_lowercase(), value.trim().to_owned()),
            None => return (status, headers),
        };
    }
}

fn read_answer(reader: &mut impl BufRead, is_head: bool) -> Answer {
    let (status, headers) = read_head(reader);
    let length = headers.get("content-length").and_then(|length| length.parse().ok());
    let mut body = Vec::new();
    if !is_head && status != 304 {
        match length {
            Some(length) => drop(reader.by_ref().take(length).read_to_end(&mut body).expect("a body in time")),
            None => assert!(!headers.contains_key("transfer-encoding"), "the length of every answer is told: {headers:?}"),
        }
    }
    Answer { status, headers, body }
}
