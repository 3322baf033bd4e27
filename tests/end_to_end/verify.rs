//! `ribbon publish --verify` against a server in this process that shows the published folder, and goes wrong when it is told to.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::Response;

use crate::server::{serve, without_proxies};
use crate::site::{Outcome, Site};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// Shows something else so many times.
    Stale(usize),
    Missing,
    Text,
    /// Leads to itself.
    Loop,
    /// Leads to this one.
    To(&'static str),
    /// Answers for a file that is not there.
    Kept,
}

#[derive(Default)]
struct Host {
    folder: PathBuf,
    faults: BTreeMap<&'static str, Fault>,
    headers: Vec<(&'static str, &'static str)>,
    n_requests: usize,
}

type Shared = Arc<Mutex<Host>>;

struct Server {
    site: Site,
    host: Shared,
    _runtime: tokio::runtime::Runtime,
}

impl Server {
    fn start(more: &str) -> Self {
        let host = Shared::default();
        let (address, runtime) = serve(Router::new().fallback(answer).with_state(host.clone()));
        let toml = format!("title = \"Test site\"\nbase_url = \"http://{address}\"\n{more}[publish.live]\ndir = \"www\"\n");
        let site = Site::new().with("site.toml", toml).with("content/about.md", ABOUT);
        host.lock().expect("no panic").folder = site.path("www");
        Self { site, host, _runtime: runtime }
    }

    fn host(&self) -> MutexGuard<'_, Host> {
        self.host.lock().expect("no panic in the server")
    }

    fn publish(&self, words: &[&str]) -> Outcome {
        let command = self.site.command(&[&["publish", "--verify"], words].concat());
        Outcome::of(without_proxies(command))
    }
}

/// A page with an address that leads to it.
const ABOUT: &str = "+++\ntitle = \"About\"\ndescription = \"About us.\"\naliases = [\"/us/\"]\n+++\n\nAbout us.\n";

async fn answer(State(shared): State<Shared>, uri: Uri) -> Response {
    let mut host = shared.lock().expect("no panic");
    host.n_requests += 1;
    let file = format!("{}{}", uri.path().trim_start_matches('/'), if uri.path().ends_with('/') { "index.html" } else { "" });
    let content = std::fs::read(host.folder.join(&file));
    let kind = match file.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css",
        Some("js") => "application/javascript",
        Some("xml") => "application/xml",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/vnd.microsoft.icon",
        Some("webmanifest" | "json") => "application/json",
        _ => "text/plain",
    };
    let mut answer = Response::builder();
    for (name, value) in &host.headers {
        answer = answer.header(*name, *value);
    }
    let leads = |to: &str| Response::builder().status(StatusCode::MOVED_PERMANENTLY).header("location", to).body(Body::empty());
    let built = match host.faults.get_mut(file.as_str()) {
        Some(Fault::Stale(left)) if *left > 0 => {
            *left -= 1;
            answer.header("content-type", kind).body(Body::from("an older version"))
        }
        Some(Fault::Missing) => Response::builder().status(StatusCode::NOT_FOUND).body(Body::empty()),
        Some(Fault::Text) => answer.header("content-type", "text/plain").body(Body::from(content.unwrap_or_default())),
        Some(Fault::Loop) => leads(uri.path()),
        Some(Fault::To(to)) => leads(to),
        Some(Fault::Kept) => answer.header("content-type", kind).body(Body::from("still here")),
        _ => match content {
            Ok(content) => answer.header("content-type", kind).body(Body::from(content)),
            Err(_) => Response::builder().status(StatusCode::NOT_FOUND).body(Body::empty()),
        },
    };
    built.expect("an answer")
}

#[test]
fn what_is_online_is_as_published() {
    let server = Server::start("");
    // The host leads by itself where a page of the site does.
    server.host().faults = [("us/index.html", Fault::To("/about/")), ("index.html", Fault::Stale(1))].into();
    let outcome = server.publish(&["--yes"]);
    assert!(outcome.code == Some(0) && outcome.stdout.contains("verified: "), "{outcome:?}");
    assert_eq!(server.host().faults["index.html"], Fault::Stale(0), "it was asked for again");

    // An unchanged site is asked for whole; a changed one for what changed.
    let n_all = server.host().n_requests;
    server.host().n_requests = 0;
    let outcome = server.publish(&[]);
    assert!(outcome.code == Some(0) && outcome.stdout.contains("is up to date: nothing to publish\nverified: "), "{outcome:?}");
    assert!(server.host().n_requests + 1 >= n_all, "{} of {n_all}", server.host().n_requests);
    server.host().n_requests = 0;
    server.site.write("content/about.md", ABOUT.replace("About us.\n", "All about us.\n"));
    assert_eq!(server.publish(&["--yes"]).code, Some(0));
    assert!((1..n_all / 2).contains(&server.host().n_requests), "{} of {n_all}", server.host().n_requests);
    let outcome = server.publish(&["--undo", "--yes"]);
    assert!(outcome.code == Some(0) && outcome.stdout.contains("verified: "), "{outcome:?}");
}

#[test]
fn what_is_not_is_told() {
    let server = Server::start("");
    assert_eq!(server.publish(&["--yes"]).code, Some(0));
    server.host().faults = [
        ("about/index.html", Fault::Text),
        ("css/bundle.css", Fault::Missing),
        ("sitemap.xml", Fault::Loop),
        ("index.html", Fault::Stale(99)),
    ]
    .into();
    let outcome = server.publish(&[]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    let told: Vec<&str> = outcome.stdout.lines().skip_while(|line| !line.contains(" are not online as published:")).skip(1).collect();
    let base = server.site.read("site.toml").split('"').nth(3).expect("an address").to_owned();
    assert_eq!(
        told,
        [
            format!("  `{base}/` has other content than was published: an older version, or one that the host has changed"),
            format!("  `{base}/about/` is sent as `text/plain`, not as `text/html`: browsers may refuse it"),
            format!("  `{base}/css/bundle.css` is not there (status 404)"),
            format!("  `{base}/sitemap.xml` leads from one address to the next and never ends"),
        ]
    );
}

#[test]
fn headers_and_removed_pages_are_looked_at() {
    let server = Server::start("[headers]\nfiles = [\"netlify\"]\n");
    server.host().headers = vec![("content-security-policy", "default-src 'none'"), ("x-content-type-options", "nosniff")];
    let outcome = server.publish(&["--yes"]);
    assert!(outcome.code == Some(0), "{outcome:?}");
    assert!(server.site.has("www/_headers"));
    server.host().headers.pop();
    server.host().faults = [("about/index.html", Fault::Kept)].into();
    server.site.remove("content/about.md");
    let outcome = server.publish(&["--yes"]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stdout.contains("/about/` still answers, although it was taken back: clear the host's cache"), "{outcome:?}");
    let outcome = server.publish(&[]);
    assert!(outcome.stdout.contains("/` is sent without `x-content-type-options`"), "{outcome:?}");
    assert!(!outcome.stdout.contains("_headers"), "it is for the host");
}

#[test]
fn a_host_that_is_away_is_told() {
    let server = Server::start("");
    let toml = server.site.read("site.toml");
    let base = toml.split('"').nth(3).expect("an address").to_owned();
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number");
    server.site.write("site.toml", toml.replace(&base, &format!("http://{nobody}")));
    let outcome = server.site.run(&["publish", "--yes"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let outcome = server.publish(&[]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert_eq!(outcome.stdout.matches("gives no answer: ").count(), 1, "one cause is told once: {outcome:?}");
    assert!(outcome.stdout.trim_end().ends_with(" more"), "{outcome:?}");
}
