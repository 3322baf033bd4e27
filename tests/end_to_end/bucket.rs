//! `ribbon publish` to an object store: a server in this process that speaks as much of S3 as the program asks for, keeps all in
//! memory, and fails when it is told to.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::net::SocketAddr;
use std::ops::Bound;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use crate::crawl::lost;
use crate::server::{serve, without_proxies};
use crate::site::{HOME, Outcome, Site};

/// So few that a list of a small site has several pages.
const PAGE: usize = 10;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// Answers that it has too much to do, once.
    Busy,
    /// Ends the connection after the write, without an answer.
    Silent,
    /// Has no right to write.
    Denied,
    /// Refuses signatures for their time.
    Skewed,
    /// Takes nothing more, for ever, and says so to the test.
    Dead,
}

#[derive(Default)]
struct Bucket {
    /// How many names a list has at once, if not `PAGE`.
    page: Option<usize>,
    /// By how many seconds its clock is ahead.
    ahead: i64,
    /// When each file was put, by that clock.
    times: BTreeMap<String, i64>,
    n_lists: usize,
    files: BTreeMap<String, (Vec<u8>, String)>,
    /// The content type and the lifetime that each file was put with.
    kinds: BTreeMap<String, (String, String)>,
    /// How those are packed that are.
    encodings: BTreeMap<String, String>,
    n_requests: usize,
    n_writes: usize,
    /// What goes wrong, and at which write.
    fault: Option<(usize, Fault)>,
    is_dead: bool,
}

struct Server {
    address: SocketAddr,
    bucket: Shared,
    _runtime: tokio::runtime::Runtime,
}

type Shared = Arc<Mutex<Bucket>>;

fn locked(shared: &Shared) -> MutexGuard<'_, Bucket> {
    shared.lock().expect("no panic in the server")
}

impl Server {
    fn start() -> Self {
        let bucket = Shared::default();
        let (address, runtime) = serve(Router::new().fallback(answer).with_state(bucket.clone()).layer(DefaultBodyLimit::disable()));
        Self { address, bucket, _runtime: runtime }
    }

    fn bucket(&self) -> MutexGuard<'_, Bucket> {
        locked(&self.bucket)
    }

    fn site(&self) -> Site {
        let place = format!("bucket = \"s3://campaign/2027\"\nendpoint = \"http://{}\"\n", self.address);
        Site::new()
            .with("site.toml", format!("title = \"Test site\"\nbase_url = \"https://example.org\"\n[publish.live]\n{place}"))
            .with("content/about.md", HOME.replace("Home", "About"))
            .with("static/one.txt", "one")
    }

    fn command(site: &Site, words: &[&str]) -> Command {
        let mut command = site.command(words);
        command.env("AWS_ACCESS_KEY_ID", "someone").env("AWS_SECRET_ACCESS_KEY", "s3cret-s3cret").env("AWS_REGION", "eu-west-1");
        without_proxies(command)
    }

    fn run(site: &Site, words: &[&str]) -> Outcome {
        let outcome = Outcome::of(Self::command(site, words));
        assert!(!format!("{outcome:?}").contains("s3cret"), "{outcome:?}");
        outcome
    }

    fn text(&self, path: &str) -> Option<String> {
        let bucket = self.bucket();
        let key = format!("2027/{path}");
        let (bytes, _) = bucket.files.get(&key)?;
        let mut text = String::new();
        match bucket.encodings.get(&key) {
            Some(_) => drop(flate2::read::GzDecoder::new(&**bytes).read_to_string(&mut text).expect("gzip")),
            None => text = String::from_utf8_lossy(bytes).into_owned(),
        }
        Some(text)
    }

    /// The names of files online, without the records.
    fn online(&self) -> BTreeSet<String> {
        let bucket = self.bucket();
        let names = bucket.files.keys().filter_map(|key| key.strip_prefix("2027/"));
        names.filter(|name| !name.starts_with(".ribbon-publish/")).map(str::to_owned).collect()
    }

    /// What pages online name, and what is not there.
    fn missing(&self) -> Vec<String> {
        lost(&self.online(), |page| self.text(page).expect("a file of the list"))
    }
}

async fn answer(State(shared): State<Shared>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let fault = {
        let mut bucket = locked(&shared);
        bucket.n_requests += 1;
        let is_write = method == Method::PUT || method == Method::DELETE || method == Method::POST;
        bucket.n_writes += usize::from(is_write);
        let n_writes = bucket.n_writes;
        match bucket.fault {
            Some((at, fault @ (Fault::Dead | Fault::Denied | Fault::Skewed))) if is_write && n_writes >= at => Some(fault),
            Some((at, fault)) if is_write && n_writes == at => Some(fault),
            _ => None,
        }
    };
    match fault {
        Some(Fault::Busy) => return status(StatusCode::SERVICE_UNAVAILABLE, "<Error><Code>SlowDown</Code></Error>"),
        Some(Fault::Skewed) => {
            let text = "<Error><Code>RequestTimeTooSkewed</Code><Message>The difference is too large.</Message></Error>";
            return status(StatusCode::FORBIDDEN, text);
        }
        Some(Fault::Denied) => return status(StatusCode::FORBIDDEN, "<Error><Code>AccessDenied</Code></Error>"),
        Some(Fault::Dead) => {
            locked(&shared).is_dead = true;
            tokio::time::sleep(Duration::from_secs(3600)).await;
        }
        Some(Fault::Silent) | None => {}
    }
    let answer = act(&mut locked(&shared), &method, &uri, &headers, &body);
    if fault == Some(Fault::Silent) {
        // A body that fails ends the connection before its length.
        let broken = tokio_stream::once(Err::<Bytes, _>(std::io::Error::other("gone")));
        return Response::builder().header("content-length", 10).body(Body::from_stream(broken)).expect("an answer");
    }
    answer
}

fn status(status: StatusCode, text: &str) -> Response {
    Response::builder().status(status).body(Body::from(text.to_owned())).expect("an answer")
}

fn act(bucket: &mut Bucket, method: &Method, uri: &Uri, headers: &HeaderMap, body: &Bytes) -> Response {
    let query: BTreeMap<String, String> = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let Some(key) = uri.path().strip_prefix("/campaign") else {
        return status(StatusCode::NOT_FOUND, "<Error><Code>NoSuchBucket</Code></Error>");
    };
    let key = percent_encoding::percent_decode_str(key.trim_start_matches('/')).decode_utf8_lossy().into_owned();
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    if query.contains_key("list-type") {
        bucket.n_lists += 1;
        return list(bucket, &query);
    }
    if query.contains_key("delete") {
        let text = String::from_utf8_lossy(body).into_owned();
        let mut told = String::new();
        for key in text.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next()) {
            bucket.files.remove(key);
            told.push_str(&format!("<Deleted><Key>{key}</Key></Deleted>"));
        }
        return status(StatusCode::OK, &format!("<DeleteResult>{told}</DeleteResult>"));
    }
    match *method {
        Method::GET | Method::HEAD => match bucket.files.get(&key) {
            Some((bytes, tag)) => {
                let time = Timestamp::from_second(bucket.times.get(&key).copied().unwrap_or_default()).expect("a moment");
                let answer = Response::builder()
                    .header("etag", tag)
                    .header("x-goog-generation", tag.trim_matches('"'))
                    .header("content-length", bytes.len())
                    .header("last-modified", DateTimePrinter::new().timestamp_to_rfc9110_string(&time).expect("a date"));
                let answer = match bucket.encodings.get(&key) {
                    Some(encoding) => answer.header("content-encoding", encoding),
                    None => answer,
                };
                answer.body(Body::from(bytes.clone())).expect("an answer")
            }
            None => status(StatusCode::NOT_FOUND, "<Error><Code>NoSuchKey</Code></Error>"),
        },
        Method::PUT => {
            let old = bucket.files.get(&key).map(|(_, tag)| tag.clone());
            // Google Cloud counts generations; 0 stands for a file that is not there.
            let generation =
                header("x-goog-if-generation-match").map(|wanted| (wanted, old.as_deref().map_or("0", |tag| tag.trim_matches('"'))));
            let is_refused = generation.is_some_and(|(wanted, found)| wanted != found)
                || (header("if-none-match").is_some() && old.is_some())
                || header("if-match").is_some_and(|tag| Some(tag) != old);
            if is_refused {
                return status(StatusCode::PRECONDITION_FAILED, "<Error><Code>PreconditionFailed</Code></Error>");
            }
            let tag = format!("\"{}\"", bucket.n_requests);
            let kind = (header("content-type").unwrap_or_default(), header("cache-control").unwrap_or_default());
            bucket.kinds.insert(key.clone(), kind);
            match header("content-encoding") {
                Some(encoding) => drop(bucket.encodings.insert(key.clone(), encoding)),
                None => drop(bucket.encodings.remove(&key)),
            }
            bucket.times.insert(key.clone(), Timestamp::now().as_second() + bucket.ahead);
            bucket.files.insert(key, (body.to_vec(), tag.clone()));
            let generation = tag.trim_matches('"').to_owned();
            Response::builder().header("etag", tag).header("x-goog-generation", generation).body(Body::empty()).expect("an answer")
        }
        Method::DELETE => {
            bucket.files.remove(&key);
            status(StatusCode::NO_CONTENT, "")
        }
        _ => status(StatusCode::METHOD_NOT_ALLOWED, ""),
    }
}

fn list(bucket: &Bucket, query: &BTreeMap<String, String>) -> Response {
    let prefix = query.get("prefix").cloned().unwrap_or_default();
    let after = query.get("continuation-token").cloned().unwrap_or_default();
    let n_page = bucket.page.unwrap_or(PAGE);
    let from = if after.is_empty() { Bound::Included(prefix.clone()) } else { Bound::Excluded(after) };
    let found = bucket.files.range((from, Bound::Unbounded)).take_while(|(key, _)| key.starts_with(&prefix));
    let found: Vec<(&String, usize)> = found.take(n_page + 1).map(|(key, (bytes, _))| (key, bytes.len())).collect();
    let page = &found[..found.len().min(n_page)];
    let mut text = "<ListBucketResult>".to_owned();
    for (key, len) in page {
        text.push_str(&format!("<Contents><Key>{key}</Key><LastModified>2026-11-27T10:00:00.000Z</LastModified><ETag>\"1\"</ETag>"));
        text.push_str(&format!("<Size>{len}</Size></Contents>"));
    }
    if found.len() > n_page {
        text.push_str(&format!("<NextContinuationToken>{}</NextContinuationToken>", page[n_page - 1].0));
    }
    status(StatusCode::OK, &format!("{text}</ListBucketResult>"))
}

fn assert_fine(outcome: &Outcome) {
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}

/// A second year's site: other words, other styles, one page less and one more.
fn change(site: &Site) {
    site.write("content/_index.md", HOME.replace("Welcome.", "Good evening."));
    site.remove("content/about.md");
    site.write("content/new.md", HOME.replace("Home", "New"));
    site.write("themes/next/theme.toml", "inherits = \"base\"\nstyles = [\"css/next.css\"]\n");
    site.write("themes/next/static/css/next.css", "h1 { letter-spacing: 0.01em }\n");
    let with_theme = site.read("site.toml").replace("[publish", "theme = \"next\"\n[publish");
    site.write("site.toml", with_theme);
}

#[test]
fn a_site_is_published_changed_and_taken_back() {
    let server = Server::start();
    let site = server.site();
    assert_fine(&Server::run(&site, &["publish", "--yes"]));
    assert!(server.text("index.html").is_some_and(|text| text.contains("Welcome.")));
    let kind = |path: &str| server.bucket().kinds[&format!("2027/{path}")].clone();
    let kinds = |kind: &str, lifetime: &str| (kind.to_owned(), lifetime.to_owned());
    assert_eq!(kind("index.html"), kinds("text/html; charset=utf-8", "public, max-age=0, must-revalidate"));
    let style =
        server.online().into_iter().find(|name| name.starts_with("css/bundle.") && name != "css/bundle.css").expect("a style sheet");
    assert_eq!(kind(&style), kinds("text/css; charset=utf-8", "public, max-age=31536000, immutable"));
    let first = server.online();

    change(&site);
    let n_before = server.bucket().n_writes;
    assert!(Server::run(&site, &["publish", "--dry-run"]).stdout.contains("    new/index.html\n"));
    assert_eq!(server.bucket().n_writes, n_before);
    assert_fine(&Server::run(&site, &["publish", "--yes"]));
    let online = server.online();
    assert!(online.contains("new/index.html") && !online.contains("about/index.html"));
    assert!(online.contains(&style), "open pages still ask for it");

    assert_eq!(Server::run(&site, &["publish", "--list"]).stdout.lines().count(), 2);
    let n_before = server.bucket().n_requests;
    assert_fine(&Server::run(&site, &["publish", "--undo", "--yes"]));
    let n_undo = server.bucket().n_requests - n_before;
    assert!(n_undo < 4 * first.len() + 20, "{n_undo} requests");
    assert!(server.text("index.html").is_some_and(|text| text.contains("Welcome.")));
    assert!(server.online().is_superset(&first) && !server.online().contains("new/index.html"));
}

#[test]
fn texts_are_kept_in_gzip_where_a_site_wants_that() {
    let server = Server::start();
    let site = server.site();
    assert_fine(&Server::run(&site, &["publish", "--yes"]));
    let len = |path: &str| server.bucket().files[&format!("2027/{path}")].0.len();
    let plain = len("index.html");
    site.write("site.toml", site.read("site.toml").replace("endpoint", "compress = true\nendpoint"));
    assert_fine(&Server::run(&site, &["publish", "--yes"]));
    assert!(len("index.html") * 2 < plain, "{} of {plain}", len("index.html"));
    let encodings = server.bucket().encodings.clone();
    assert!(encodings.keys().all(|key| !key.contains(".ribbon-publish") && !key.ends_with("one.txt")), "{encodings:?}");
    assert!(server.text("index.html").is_some_and(|text| text.contains("Welcome.")));
    assert!(Server::run(&site, &["publish"]).stdout.ends_with("is up to date: nothing to publish\n"));
    change(&site);
    assert_fine(&Server::run(&site, &["publish", "--yes"]));
    assert_eq!(server.missing(), [""; 0]);
    assert_fine(&Server::run(&site, &["publish", "--undo", "--yes"]));
    assert!(server.text("index.html").is_some_and(|text| text.contains("Welcome.")));
    // Somebody else's bytes are noticed, packed or not.
    server.bucket().files.insert("2027/index.html".to_owned(), (b"theirs".to_vec(), "\"0\"".to_owned()));
    let outcome = Server::run(&site, &["publish", "--yes"]);
    assert!(outcome.stderr.contains("`index.html` at this place is not as Ribbon published it"), "{outcome:?}");
    // Back to the first kind.
    server.bucket().files.remove("2027/index.html");
    site.write("site.toml", site.read("site.toml").replace("compress = true\n", ""));
    assert_fine(&Server::run(&site, &["publish", "--yes"]));
    // What open pages of the second year still ask for stays as it was.
    let online = server.online();
    let left: Vec<String> = server.bucket().encodings.keys().filter(|key| online.contains(&key["2027/".len()..])).cloned().collect();
    assert!(left.iter().all(|key| key.ends_with(".css")) && server.missing().is_empty(), "{left:?}");
}

#[test]
fn an_unchanged_site_costs_two_requests() {
    let server = Server::start();
    let site = server.site();
    assert_fine(&Server::run(&site, &["publish", "--yes"]));
    let n_before = server.bucket().n_requests;
    assert!(Server::run(&site, &["publish"]).stdout.ends_with("`live` is up to date: nothing to publish\n"));
    assert_eq!(server.bucket().n_requests - n_before, 2);
}

#[test]
fn google_cloud_takes_a_site_and_gives_it_back() {
    let server = Server::start();
    let site = server.site();
    let toml = site.read("site.toml").replace("s3://", "gs://");
    site.write("site.toml", toml);
    // A key as emulators of Google Cloud take it, with which nobody is asked for a token.
    let key = format!(
        "{{\"gcs_base_url\":\"http://{}\",\"disable_oauth\":true,\"client_email\":\"\",\"private_key\":\"\",\"private_key_id\":\"\"}}",
        server.address
    );
    let run = |words: &[&str]| {
        let output = Server::command(&site, words).env("GOOGLE_SERVICE_ACCOUNT_KEY", &key).output().expect("the program");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    run(&["publish", "--yes"]);
    assert!(server.text("index.html").is_some_and(|text| text.contains("Welcome.")));
    assert!(run(&["publish"]).ends_with("`live` is up to date: nothing to publish\n"));
    change(&site);
    run(&["publish", "--yes"]);
    assert!(server.text("new/index.html").is_some() && server.text("about/index.html").is_none());
    run(&["publish", "--undo", "--yes"]);
    assert!(server.text("index.html").is_some_and(|text| text.contains("Welcome.")));
}

#[test]
fn builds_are_kept_in_a_bucket_and_joined_from_it() {
    let server = Server::start();
    let site = server.site();
    let endpoint = format!("http://{}", server.address);
    let run = |words: &[&str]| {
        let words = [&["build", "--date", "2027-02-04", "--store", "s3://campaign/builds"], words].concat();
        let output = Server::command(&site, &words).env("AWS_ENDPOINT_URL", &endpoint).output().expect("the program");
        assert!(output.status.success(), "{output:?}");
    };
    let cold = server.site();
    cold.build_well(&[]);
    for part in ["1/2", "2/2"] {
        run(&["--shard", part]);
    }
    run(&["--join", "2"]);
    let public = |site: &Site| crate::site::files(&site.path("public"));
    let toml = |site: &Site| site.read("site.toml");
    assert_eq!(toml(&site), toml(&cold));
    assert_eq!(public(&site), public(&cold));
    // The whole build is kept as well, and another checkout builds upon it.
    std::fs::remove_dir_all(site.path("public")).expect("a folder");
    std::fs::remove_dir_all(site.path(".ribbon")).expect("a folder");
    run(&[]);
    let n_packs = || server.bucket().files.keys().filter(|key| key.starts_with("builds/packs/")).count();
    let n_before = n_packs();
    std::fs::remove_dir_all(site.path("public")).expect("a folder");
    std::fs::remove_dir_all(site.path(".ribbon")).expect("a folder");
    run(&[]);
    assert_eq!(n_packs(), n_before, "all contents were there");
    assert_eq!(public(&site), public(&cold));
}

#[test]
fn what_passes_is_borne() {
    for fault in [Fault::Busy, Fault::Silent] {
        let server = Server::start();
        let site = server.site();
        assert_fine(&Server::run(&site, &["publish", "--yes"]));
        change(&site);
        let n_before = server.bucket().n_writes;
        server.bucket().fault = Some((n_before + 4, fault));
        assert_fine(&Server::run(&site, &["publish", "--yes"]));
        assert!(server.text("index.html").is_some_and(|text| text.contains("Good evening.")), "{fault:?}");
        assert_eq!(server.missing(), [""; 0]);
    }
}

#[test]
fn a_head_whose_answer_was_lost_is_known_again() {
    let server = Server::start();
    let site = server.site();
    assert_fine(&Server::run(&site, &["publish", "--yes"]));
    let n_writes = server.bucket().n_writes;
    server.bucket().files.clear();
    server.bucket().n_writes = 0;
    server.bucket().fault = Some((n_writes, Fault::Silent));
    assert_fine(&Server::run(&site, &["publish", "--yes"]));
}

#[test]
fn a_store_that_refuses_is_told() {
    let server = Server::start();
    let site = server.site();
    server.bucket().fault = Some((3, Fault::Denied));
    let refused = Server::run(&site, &["publish", "--yes"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("these credentials have no right to"), "{refused:?}");
    let toml = site.read("site.toml").replace("s3://campaign", "s3://elsewhere");
    site.write("site.toml", toml);
    let refused = Server::run(&site, &["publish", "--yes"]);
    assert!(refused.stderr.contains("there is no such bucket"), "{refused:?}");
}

/// A bucket sends no headers that protect readers; who has seen to it in another way is told nothing.
#[test]
fn what_a_bucket_does_not_send_is_told_once() {
    for (headers, is_told) in [("", true), ("[headers]\nfiles = [\"netlify\"]\n", true), ("[headers]\nfiles = [\"meta\"]\n", false)] {
        let server = Server::start();
        let site = server.site();
        site.write("site.toml", format!("{}{headers}", site.read("site.toml")));
        let first = Server::run(&site, &["publish", "--yes"]);
        assert_fine(&first);
        assert_eq!(first.stdout.contains("note: a bucket sends no content security policy"), is_told, "{headers}: {first:?}");
        site.write("content/about.md", HOME.replace("Home", "About us"));
        let second = Server::run(&site, &["publish", "--yes"]);
        assert_fine(&second);
        assert!(!second.stdout.contains("note: a bucket"), "{second:?}");
    }
}

#[test]
fn somebody_elses_file_stays() {
    let server = Server::start();
    let site = server.site();
    for theirs in ["theirs", "one"] {
        server.bucket().files.insert("2027/one.txt".to_owned(), (theirs.into(), "\"0\"".to_owned()));
        let is_ours = theirs == "one";
        let outcome = Server::run(&site, &["publish", "--yes"]);
        assert_eq!(outcome.code == Some(0), is_ours, "{outcome:?}");
        assert_eq!(outcome.stderr.contains("`one.txt` at this place is not as Ribbon published it"), !is_ours, "{outcome:?}");
    }
}

/// Killed at a write, all that is online finds its files, and the next publication or the way back repairs the rest.
/// `RIBBON_KILLS` says how many writes are tried.
#[test]
fn killed_at_any_write_each_page_finds_its_files() {
    let n_kills: usize = std::env::var("RIBBON_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let server = Server::start();
    let site = server.site();
    assert_fine(&Server::run(&site, &["publish", "--yes"]));
    let old = server.bucket().files.clone();
    let first = site.read("site.toml");
    let mut n_killed = 0;
    for n in 0..n_kills {
        {
            let mut bucket = server.bucket();
            bucket.files = old.clone();
            bucket.n_writes = 0;
            bucket.is_dead = false;
            bucket.fault = Some((1 + n * 7 % 29, Fault::Dead));
        }
        change(&site);
        let mut child = Server::command(&site, &["publish", "--yes"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a start");
        while !server.bucket().is_dead && child.try_wait().expect("a state").is_none() {
            std::thread::sleep(Duration::from_millis(2));
        }
        n_killed += usize::from(server.bucket().is_dead);
        child.kill().expect("a kill");
        child.wait().expect("an end");
        assert_eq!(server.missing(), [""; 0], "killed at write {}", 1 + n * 7 % 29);
        server.bucket().fault = None;
        if n % 2 == 0 {
            assert_fine(&Server::run(&site, &["publish", "--yes"]));
            assert!(server.online().contains("new/index.html") && !server.online().contains("about/index.html"));
        } else {
            site.write("site.toml", &first);
            site.remove("content/new.md");
            site.write("content/about.md", HOME.replace("Home", "About"));
            site.write("content/_index.md", HOME);
            assert_fine(&Server::run(&site, &["publish", "--yes"]));
            assert!(server.online().contains("about/index.html") && !server.online().contains("new/index.html"));
        }
        assert_eq!(server.missing(), [""; 0]);
        site.write("site.toml", &first);
        site.write("content/about.md", HOME.replace("Home", "About"));
    }
    assert!(n_killed * 2 > n_kills, "{n_killed} of {n_kills} were killed");
}

/// Grace times are those of the place's clock, whatever the machine that publishes believes; and it is told.
#[test]
fn the_clock_of_the_place_counts_and_a_wrong_one_is_told() {
    const HOUR: i64 = 3600;
    for (ahead, told) in [(-30 * HOUR, "30 hours ahead of"), (30 * HOUR, "30 hours behind"), (40 * 60, "39 minutes behind"), (-120, "")] {
        let server = Server::start();
        let site = server.site();
        server.bucket().ahead = ahead;
        assert_fine(&Server::run(&site, &["publish", "--yes"]));
        let style = |server: &Server| server.online().into_iter().find(|name| name.starts_with("css/bundle.") && name != "css/bundle.css");
        let style = style(&server).expect("a style sheet");
        change(&site);
        let outcome = Server::run(&site, &["publish", "--yes"]);
        assert_fine(&outcome);
        let said = outcome.stdout.lines().find(|line| line.starts_with("note: ")).unwrap_or_default();
        // The machine and the server read one clock at two moments, so a minute may go by.
        let told = told.replace("39 minutes", if said.contains("40 minutes") { "40 minutes" } else { "39 minutes" });
        assert_eq!(said.contains(&told) && !told.is_empty(), !said.is_empty(), "{ahead}: {outcome:?}");
        assert_eq!(said.is_empty(), told.is_empty(), "{ahead}: {outcome:?}");
        let head: serde_json::Value = serde_json::from_str(&server.text(".ribbon-publish/head.json").expect("a head")).expect("JSON");
        let since = head["retired"][&style]["since"].as_i64().expect("a moment");
        assert!((since - Timestamp::now().as_second() - ahead).abs() < 60, "{ahead}: {since}");
        // To a machine that is more than a day ahead, its grace time is over.
        site.write("content/_index.md", HOME.replace("Welcome.", "Once more."));
        assert_fine(&Server::run(&site, &["publish", "--yes"]));
        assert!(server.online().contains(&style), "{ahead}: open pages still ask for it");
        // By the place's clock it is, a day later.
        server.bucket().ahead = ahead + 25 * HOUR;
        site.write("content/_index.md", HOME.replace("Welcome.", "At last."));
        assert_fine(&Server::run(&site, &["publish", "--yes"]));
        let is_seen = ahead < -24 * HOUR;
        assert_eq!(!server.online().contains(&style), is_seen, "{ahead}: a machine to which it is not over leaves it to a later one");
    }
}

#[test]
fn a_store_that_refuses_a_signature_for_its_time_is_no_question_of_rights() {
    let server = Server::start();
    let site = server.site();
    server.bucket().fault = Some((1, Fault::Skewed));
    let outcome = Server::run(&site, &["publish", "--yes"]);
    assert!(outcome.code == Some(1) && outcome.stderr.contains("its clock and that of this machine differ by too much"), "{outcome:?}");
    assert!(outcome.stderr.contains(" help: set the clock of this machine"), "{outcome:?}");
    assert_eq!(server.online().len(), 0);
}

/// Runs the program to its end and gives the most memory that it had, in kilobytes, where the system tells.
fn peak_of(mut command: Command) -> (Option<i32>, usize) {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("a start");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let told = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).and_then(|rest| rest.split_whitespace().next()?.parse().ok());
        peak = peak.max(told.unwrap_or(0));
        if let Some(ended) = child.try_wait().expect("a state") {
            return (ended.code(), peak);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// So many files as `RIBBON_OBJECTS` says, a hundred without it: lists of many pages, a first publication, one changed file and the
/// way back, each in as many requests as it has work to do. Prints requests, seconds and memory.
#[test]
fn a_bucket_of_many_objects_costs_what_changes() {
    let asked = std::env::var("RIBBON_OBJECTS").ok().and_then(|n| n.parse().ok());
    let n_files: usize = asked.unwrap_or(100);
    let server = Server::start();
    server.bucket().page = asked.map(|_| 1000);
    let site = server.site();
    for n in 0..n_files {
        site.write(&format!("static/files/{:03}/{n:06}.txt", n / 500), format!("file {n}\n"));
    }
    let step = |what: &str, words: &[&str]| {
        let counted = || {
            let bucket = server.bucket();
            (bucket.n_requests, bucket.n_lists)
        };
        let before = counted();
        let start = std::time::Instant::now();
        let (code, peak) = peak_of(Server::command(&site, words));
        assert_eq!(code, Some(0), "{what}");
        let after = counted();
        let (n_requests, n_lists) = (after.0 - before.0, after.1 - before.1);
        eprintln!("{what}: {n_requests} requests, {n_lists} of them lists, {:.1} s, {} MB", start.elapsed().as_secs_f64(), peak / 1000);
        n_requests - n_lists
    };
    assert!(step("first", &["publish", "--yes"]) < 2 * server.online().len() + 20);
    assert!(server.online().len() > n_files);
    assert_eq!(step("unchanged", &["publish"]), 2);
    site.write("static/files/000/000007.txt", "changed\n");
    assert!(step("one changed", &["publish", "--yes"]) < 20);
    assert_eq!(server.text("files/000/000007.txt").as_deref(), Some("changed\n"));
    assert!(step("back", &["publish", "--undo", "--yes"]) < 20);
    assert_eq!(server.text("files/000/000007.txt").as_deref(), Some("file 7\n"));
}
