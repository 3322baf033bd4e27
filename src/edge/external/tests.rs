//! Questions to a server in this process that misbehaves in each way that servers of the web do.

#![expect(clippy::disallowed_methods, reason = "a server for tests measures how it is asked")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::{Asked, Manners, ask};
use crate::base::answer::{Answer, End, Hop, Question};

/// Seconds since 1970, on some day.
const NOW: i64 = 1_800_000_000;
const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// A request as the server saw it: method, path, and its headers in small letters.
#[derive(Clone, Debug)]
struct Seen {
    line: String,
    headers: String,
    from: Instant,
    until: Instant,
}

struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("its number");
        let seen = Arc::new(Mutex::new(Vec::new()));
        let shared = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                thread::spawn(move || drop(serve(stream, &shared)));
            }
        });
        Self { address, seen }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The requests for a path, as `HEAD /x`.
    fn lines(&self, path: &str) -> Vec<String> {
        let seen = self.seen.lock().expect("no panic");
        seen.iter().filter(|seen| seen.line.split(' ').nth(1) == Some(path)).map(|seen| seen.line.clone()).collect()
    }
}

/// Answers one request, and closes the connection.
fn serve(mut stream: TcpStream, seen: &Mutex<Vec<Seen>>) -> std::io::Result<()> {
    let from = Instant::now();
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut headers = String::new();
    while reader.read_line(&mut headers)? > 2 {}
    let words: Vec<&str> = line.split(' ').collect();
    let [method, path, _] = words[..] else { return stream.write_all(b"HTTP/1.1 400 Bad\r\n\r\n") };
    let line = format!("{method} {path}");
    let headers = headers.to_lowercase();
    let n_before = seen.lock().expect("no panic").iter().filter(|seen| seen.line == line).count();
    let body = |status: &str, more: &str, body: &str| {
        let body = if method == "HEAD" { "" } else { body };
        format!("HTTP/1.1 {status}\r\nConnection: close\r\n{more}Content-Length: {}\r\n\r\n{body}", body.len())
    };
    let html = "Content-Type: text/html\r\n";
    let to = |status: &str, path: &str| body(status, &format!("Location: {path}\r\n"), "");
    let answer = match path.split('?').next().unwrap_or_default() {
        "/fine" => body("200 OK", html, "<p id=part>Fine.</p><a name=old></a><p id=user-content-readme>"),
        "/404" => body("404 Not Found", html, "nothing"),
        "/410" => body("410 Gone", "", ""),
        "/403" => body("403 Forbidden", "", ""),
        "/999" => body("999 Denied", "", ""),
        "/circle" => to("301 Moved", "/circle-2"),
        "/circle-2" => to("301 Moved", "/circle"),
        "/endless" => to("302 Found", "/endless/1"),
        path if path.starts_with("/endless/") => to("302 Found", &format!("{path}1")),
        "/moved" => to("301 Moved", "/moved-2"),
        "/moved-2" => to("308 Moved", "/to-cookie"),
        "/to-cookie" => to("302 Found", "/fine"),
        "/abroad" => to("301 Moved", "mailto:someone@example.org"),
        "/429" if n_before == 0 => body("429 Too Many", "Retry-After: 1\r\n", ""),
        "/429-long" => body("429 Too Many", "Retry-After: 86400\r\n", ""),
        "/503" if n_before == 0 => body("503 Busy", "", ""),
        "/503-always" => body("503 Busy", "", ""),
        "/no-head" if method == "HEAD" => body("405 Not Allowed", "", ""),
        "/bad-head" if method == "HEAD" => body("500 Oops", "", ""),
        "/shy-head" if method == "HEAD" => String::new(),
        "/silent" => {
            thread::sleep(Duration::from_secs(3));
            String::new()
        }
        "/half" if method == "GET" => format!("HTTP/1.1 200 OK\r\n{html}Content-Length: 1000\r\n\r\n<p id=a>"),
        "/wrong-length" if method == "GET" => {
            format!("HTTP/1.1 200 OK\r\n{html}Content-Length: 9\r\n\r\n<p id=a>Longer than it says</p><p id=b>")
        }
        "/rubbish" => "SSH-2.0-OpenSSH_9.6\r\n".to_owned(),
        "/huge" if method == "GET" => {
            stream.write_all(format!("HTTP/1.1 200 OK\r\n{html}\r\n<p id=a>").as_bytes())?;
            let mut n_written = 0_u64;
            // Whoever reads all of it never ends.
            while stream.write_all(&[b' '; 65536]).is_ok() && n_written < 1 << 32 {
                n_written += 65536;
            }
            seen.lock().expect("no panic").push(Seen { line: format!("WRITTEN {n_written}"), headers, from, until: Instant::now() });
            return Ok(());
        }
        "/etag" if headers.contains("if-none-match: \"v1\"") => "HTTP/1.1 304 Same\r\nConnection: close\r\n\r\n".to_owned(),
        "/etag" => body("200 OK", "ETag: \"v1\"\r\nLast-Modified: Thu, 04 Feb 2027 00:00:00 GMT\r\n", "x"),
        _ => body("200 OK", html, "Yes."),
    };
    seen.lock().expect("no panic").push(Seen { line, headers, from, until: Instant::now() });
    stream.write_all(answer.as_bytes())?;
    // The rest is read, so that the answer is not thrown away with it.
    stream.shutdown(std::net::Shutdown::Write)?;
    let _ = stream.set_read_timeout(Some(Duration::from_millis(200)));
    let _ = stream.read(&mut [0; 64]);
    Ok(())
}

fn manners() -> Manners {
    Manners {
        pause: Duration::from_millis(1),
        timeout: Duration::from_millis(700),
        first_wait: Duration::from_millis(5),
        longest_wait: Duration::from_secs(2),
        ..Manners::of(Some("https://campaign.example/"))
    }
}

fn question(address: String, parts: &[&str]) -> Question {
    Question { address, parts: parts.iter().map(|part| (*part).to_owned()).collect() }
}

fn run(questions: &[Question], file: Option<&Path>, now: i64) -> Asked {
    let none = std::io::Error::from(std::io::ErrorKind::NotFound);
    ask(questions, file.ok_or(&none), now, &manners(), &|_, _| {}).expect("questions are asked")
}

/// What the server's answer to one path comes to.
#[track_caller]
fn check(path: &str, parts: &[&str], end: End, hops: &[(u16, &str)], missing: &[&str]) -> Server {
    let server = Server::start();
    let url = server.url(path);
    let asked = run(&[question(url.clone(), parts)], None, NOW);
    let expected = Answer {
        hops: hops.iter().map(|(status, to)| Hop { status: *status, to: server.url(to) }).collect(),
        end,
        missing: missing.iter().map(|part| (*part).to_owned()).collect::<BTreeSet<_>>(),
    };
    assert_eq!(asked.answers, BTreeMap::from([(url, expected)]));
    server
}

#[test]
fn pages_are_asked_for_without_their_text() {
    let server = check("/fine", &[], End::Status(200), &[], &[]);
    assert_eq!(server.lines("/fine"), ["HEAD /fine"]);
    let seen = server.seen.lock().expect("no panic");
    assert!(seen[0].headers.contains("(link check; +https://campaign.example/)"), "{}", seen[0].headers);
}

#[test]
fn what_is_gone_is_asked_for_once_more_as_browsers_do() {
    let server = check("/404", &[], End::Status(404), &[], &[]);
    assert_eq!(server.lines("/404"), ["HEAD /404", "GET /404"]);
    check("/410", &[], End::Status(410), &[], &[]);
    check("/403", &[], End::Status(403), &[], &[]);
    check("/999", &[], End::Status(999), &[], &[]);
}

#[test]
fn servers_that_cannot_answer_without_a_text_are_asked_for_it() {
    for path in ["/no-head", "/bad-head", "/shy-head"] {
        let server = check(path, &[], End::Status(200), &[], &[]);
        assert_eq!(server.lines(path).last(), Some(&format!("GET {path}")));
    }
}

#[test]
fn redirects_are_followed_and_counted_until_they_lead_nowhere() {
    check("/moved", &[], End::Status(200), &[(301, "/moved-2"), (308, "/to-cookie"), (302, "/fine")], &[]);
    check("/circle", &[], End::Circle, &[(301, "/circle-2"), (301, "/circle")], &[]);
    check("/abroad", &[], End::Status(301), &[], &[]);
    let server = Server::start();
    let asked = run(&[question(server.url("/endless"), &[])], None, NOW);
    let answer = asked.answers.values().next().expect("an answer");
    assert_eq!((answer.end, answer.hops.len()), (End::Circle, 10));
}

#[test]
fn busy_servers_get_the_patience_that_they_ask_for_within_bounds() {
    let start = Instant::now();
    let server = check("/429", &[], End::Status(200), &[], &[]);
    assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(server.lines("/429"), ["HEAD /429"; 2]);
    let start = Instant::now();
    let server = check("/429-long", &[], End::Status(429), &[], &[]);
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(server.lines("/429-long").len(), 1);
    check("/503", &[], End::Status(200), &[], &[]);
    let server = check("/503-always", &[], End::Status(503), &[], &[]);
    assert_eq!(server.lines("/503-always").len(), 3);
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let start = Instant::now();
    let server = check("/silent", &[], End::Timeout, &[], &[]);
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    drop(server);
    check("/rubbish", &[], End::Broken, &[], &[]);
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number");
    let asked = run(&[question(format!("http://{closed}/"), &[])], None, NOW);
    assert_eq!(asked.answers.values().next().map(|answer| answer.end), Some(End::NoConnection));
    let asked = run(&[question("http://no-such-host.invalid/".to_owned(), &[])], None, NOW);
    assert_eq!(asked.answers.values().next().map(|answer| answer.end), Some(End::NoHost));
    let server = Server::start();
    let asked = run(&[question(server.url("/fine").replace("http:", "https:"), &[])], None, NOW);
    assert_eq!(asked.answers.values().next().map(|answer| answer.end), Some(End::Tls));
}

#[test]
fn a_host_that_is_not_there_is_tried_a_few_times_for_all_its_addresses() {
    let server = Server::start();
    let mut questions: Vec<Question> = (0..20).map(|n| question(format!("{}?{n}", server.url("/silent")), &[])).collect();
    let start = Instant::now();
    let none = std::io::Error::from(std::io::ErrorKind::NotFound);
    let manners = Manners { timeout: Duration::from_millis(200), ..manners() };
    questions.push(question("http://no-such-host.invalid/".to_owned(), &[]));
    let error = ask(&questions, Err(&none), NOW, &manners, &|_, _| {}).expect_err("nobody is there");
    assert!(error.message.contains("no way to the web"), "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    // Once somebody answers, the others are told of.
    questions.push(question(Server::start().url("/fine"), &[]));
    let asked = ask(&questions, Err(&none), NOW, &manners, &|_, _| {}).expect("somebody is there");
    assert_eq!(asked.answers.values().filter(|answer| answer.end == End::Timeout).count(), 20);
}

#[test]
fn parts_are_looked_for_in_pages_that_are_there_as_a_whole() {
    check("/fine", &["part", "old", "readme"], End::Status(200), &[], &[]);
    check("/fine", &["part", "nowhere"], End::Status(200), &[], &["nowhere"]);
    // Of half a page, of one that is cut by its own length and of one without an end nobody knows what they have.
    check("/half", &["nowhere"], End::Status(200), &[], &[]);
    check("/wrong-length", &["a"], End::Status(200), &[], &[]);
}

#[test]
fn a_page_without_an_end_is_not_read_to_it() {
    let server = check("/huge", &["nowhere"], End::Status(200), &[], &[]);
    thread::sleep(Duration::from_millis(300));
    let seen = server.seen.lock().expect("no panic");
    let written: u64 =
        seen.iter().find_map(|seen| seen.line.strip_prefix("WRITTEN ")).expect("the server has ended").parse().expect("a number");
    assert!(written < 64 << 20, "{written} bytes were taken");
}

#[test]
fn a_host_is_asked_one_question_at_a_time_with_pauses() {
    let server = Server::start();
    let questions: Vec<Question> = (0..6).map(|n| question(server.url(&format!("/{n}")), &[])).collect();
    let pause = Duration::from_millis(60);
    let none = std::io::Error::from(std::io::ErrorKind::NotFound);
    ask(&questions, Err(&none), NOW, &Manners { pause, ..manners() }, &|_, _| {}).expect("questions are asked");
    let seen = server.seen.lock().expect("no panic");
    assert_eq!(seen.len(), 6);
    for pair in seen.windows(2) {
        assert!(pair[1].from >= pair[0].until + pause / 2, "{:?}", pair[1].from - pair[0].until);
    }
}

#[test]
fn answers_are_kept_for_days_and_then_asked_about_by_their_version() {
    let folder = tempfile::tempdir().expect("a folder");
    let file: PathBuf = folder.path().join("answers.json");
    let server = Server::start();
    let questions = [question(server.url("/etag"), &[]), question(server.url("/404"), &[])];
    let n_asked = |now| {
        let asked = run(&questions, Some(&file), now);
        assert_eq!((asked.answers[&questions[0].address].end, asked.is_kept), (End::Status(200), true));
        asked.n_asked
    };
    assert_eq!(n_asked(NOW), 2);
    assert_eq!(n_asked(NOW + HOUR), 0);
    // What was gone is looked for sooner, and an answer from a later day is none.
    assert_eq!(n_asked(NOW + 2 * DAY), 1);
    assert_eq!(n_asked(NOW - DAY), 2);
    assert_eq!(server.lines("/etag").len(), 2);
    assert_eq!(n_asked(NOW + 8 * DAY), 2);
    assert_eq!(n_asked(NOW + 9 * DAY), 1);
    let seen = server.seen.lock().expect("no panic");
    let conditional = seen.iter().filter(|seen| seen.headers.contains("if-none-match: \"v1\"")).count();
    assert_eq!(conditional, 2);
    drop(seen);
    // A new fragment needs the page itself.
    let more = [question(server.url("/etag"), &["part"])];
    assert_eq!(run(&more, Some(&file), NOW + 9 * DAY).n_asked, 1);
    std::fs::write(&file, "damaged").expect("a file");
    assert_eq!(n_asked(NOW + 9 * DAY), 2);
}
