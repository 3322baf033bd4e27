//! `ribbon publish` to Netlify: a server in this process that speaks as much of its API as the program asks for.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::Response;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use crate::server::{serve, without_proxies};
use crate::site::{HOME, Outcome, Site};

#[derive(Default)]
struct Host {
    /// Contents by their digest.
    contents: BTreeMap<String, Vec<u8>>,
    deploys: Vec<Deploy>,
    online: Option<usize>,
    n_requests: usize,
    n_uploads: usize,
    /// Answers 503 so many times.
    n_busy: usize,
    /// Another deploy is shown once this many files were sent.
    rival_after: Option<usize>,
    fails: bool,
}

#[derive(Clone)]
struct Deploy {
    files: BTreeMap<String, String>,
    title: String,
}

type Shared = Arc<Mutex<Host>>;

struct Server {
    site: Site,
    host: Shared,
    _runtime: tokio::runtime::Runtime,
}

impl Server {
    fn start() -> Self {
        let host = Shared::default();
        let (address, runtime) = serve(Router::new().fallback(answer).with_state(host.clone()));
        let place = format!("netlify = \"campaign.netlify.app\"\nendpoint = \"http://{address}/api/v1\"\n");
        let site = Site::new()
            .with("site.toml", format!("title = \"Test site\"\nbase_url = \"https://example.org\"\n[publish.live]\n{place}"))
            .with("content/about.md", HOME.replace("Home", "About"))
            .with("static/ä b.txt", "a name with a space");
        Self { site, host, _runtime: runtime }
    }

    fn host(&self) -> MutexGuard<'_, Host> {
        self.host.lock().expect("no panic in the server")
    }

    fn run_with(&self, token: &str, words: &[&str]) -> Outcome {
        let mut command = self.site.command(&[&["publish"], words].concat());
        command.env("NETLIFY_AUTH_TOKEN", token);
        let outcome = Outcome::of(without_proxies(command));
        assert!(!format!("{outcome:?}").contains("s3cret"), "{outcome:?}");
        outcome
    }

    fn run(&self, words: &[&str]) -> Outcome {
        self.run_with("s3cret", words)
    }

    fn publish(&self) {
        let outcome = self.run(&["--yes"]);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
    }

    fn online(&self, path: &str) -> Option<String> {
        let host = self.host();
        let digest = host.deploys[host.online?].files.get(path)?;
        Some(String::from_utf8_lossy(&host.contents[digest]).into_owned())
    }
}

async fn answer(State(shared): State<Shared>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let mut host = shared.lock().expect("no panic");
    host.n_requests += 1;
    let answer = |status: StatusCode, value: Value| {
        let answer = Response::builder().status(status).header("content-type", "application/json");
        answer.body(Body::from(value.to_string())).expect("an answer")
    };
    if headers.get("authorization").and_then(|value| value.to_str().ok()) != Some("Bearer s3cret") {
        return answer(StatusCode::UNAUTHORIZED, json!({}));
    }
    if host.n_busy > 0 {
        host.n_busy -= 1;
        return answer(StatusCode::SERVICE_UNAVAILABLE, json!({}));
    }
    let path = uri.path().strip_prefix("/api/v1/").unwrap_or_default();
    let parts: Vec<&str> = path.splitn(4, '/').collect();
    let deploy = |host: &Host, id: usize| {
        json!({ "id": format!("d{id}"), "state": if host.fails { "error" } else { "ready" },
        "error_message": "the site is too large", "title": host.deploys[id].title, "created_at": format!("2026-11-27T10:0{id}:00.000Z") })
    };
    let number = |id: &str| id.strip_prefix('d').and_then(|id| id.parse::<usize>().ok());
    let value = match (method.as_str(), &parts[..]) {
        ("GET", ["sites", "campaign.netlify.app" | "site-id"]) => {
            json!({ "id": "site-id", "published_deploy": host.online.map(|id| deploy(&host, id)) })
        }
        ("GET", ["sites", "site-id", "files"]) => {
            let files = host.online.map(|id| host.deploys[id].files.clone()).unwrap_or_default();
            files.iter().map(|(path, sha)| json!({ "id": format!("/{path}"), "path": format!("/{path}"), "sha": sha })).collect()
        }
        ("GET", ["sites", "site-id", "deploys"]) => (0..host.deploys.len()).rev().map(|id| deploy(&host, id)).collect(),
        ("POST", ["sites", "site-id", "deploys"]) => {
            let body: Value = serde_json::from_slice(&body).expect("JSON");
            assert_eq!(body["draft"], true, "nobody is to see it yet");
            let title = uri.query().and_then(|query| query.strip_prefix("title=")).expect("a title");
            let title = percent_encoding::percent_decode_str(title).decode_utf8_lossy().into_owned();
            let files = body["files"].as_object().expect("files").iter();
            let files = files.map(|(path, sha)| (path[1..].to_owned(), sha.as_str().expect("a digest").to_owned())).collect();
            host.deploys.push(Deploy { files, title });
            let id = host.deploys.len() - 1;
            let required: Vec<&String> = host.deploys[id].files.values().filter(|sha| !host.contents.contains_key(*sha)).collect();
            json!({ "id": format!("d{id}"), "state": "uploading", "required": required })
        }
        ("PUT", ["deploys", id, "files", path]) => {
            let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
            let digest: String = Sha1::digest(&body).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(host.deploys[number(id).expect("an id")].files.get(&*path), Some(&digest), "{path}");
            host.contents.insert(digest, body.to_vec());
            host.n_uploads += 1;
            if host.rival_after == Some(host.n_uploads) {
                host.deploys.push(Deploy { files: BTreeMap::new(), title: "somebody else".to_owned() });
                host.online = Some(host.deploys.len() - 1);
            }
            json!({})
        }
        ("GET", ["deploys", id]) => deploy(&host, number(id).expect("an id")),
        ("POST", ["sites", "site-id", "deploys", rest]) => {
            let id = number(rest.strip_suffix("/restore").expect("what is wanted")).expect("an id");
            let whole = host.deploys[id].files.values().all(|sha| host.contents.contains_key(sha));
            assert!(whole, "all files were sent");
            host.online = Some(id);
            json!({})
        }
        _ => return answer(StatusCode::NOT_FOUND, json!({})),
    };
    answer(StatusCode::OK, value)
}

#[test]
fn a_site_is_published_changed_and_taken_back() {
    let server = Server::start();
    server.publish();
    assert!(server.online("index.html").is_some_and(|text| text.contains("Welcome.")));
    assert_eq!(server.online("ä b.txt").as_deref(), Some("a name with a space"));
    server.host().n_requests = 0;
    assert!(server.run(&[]).stdout.ends_with("`live` is up to date: nothing to publish\n"));
    assert_eq!(server.host().n_requests, 2);

    server.site.write("content/_index.md", HOME.replace("Welcome.", "Good evening."));
    server.site.remove("content/about.md");
    let n_before = server.host().n_uploads;
    let dry = server.run(&["--dry-run"]);
    assert!(dry.stdout.contains("    index.html\n") && dry.stdout.contains("    about/index.html\n"), "{dry:?}");
    assert_eq!(server.host().deploys.len(), 1);
    server.publish();
    assert!(server.online("index.html").is_some_and(|text| text.contains("Good evening.")));
    assert!(server.online("about/index.html").is_none());
    assert!(server.host().n_uploads - n_before < 8, "only what is new is sent");

    let list = server.run(&["--list"]).stdout;
    assert_eq!(list, "2026-11-27T10:01:00.000Z  Published by Ribbon  online\n2026-11-27T10:00:00.000Z  Published by Ribbon\n");
    server.host().n_requests = 0;
    let undone = server.run(&["--undo", "--yes"]);
    assert!(undone.stdout.starts_with("`live` goes back to what was published 2026-11-27T10:00:00.000Z\n"), "{undone:?}");
    assert!(server.host().n_requests <= 5, "{}", server.host().n_requests);
    assert!(server.online("index.html").is_some_and(|text| text.contains("Welcome.")));
    let end = server.run(&["--undo", "--yes"]);
    assert!(end.code == Some(1) && end.stderr.contains("there is no earlier publication to go back to"), "{end:?}");
}

#[test]
fn what_goes_wrong_is_told_and_the_last_good_site_stays() {
    let server = Server::start();
    server.host().n_busy = 2;
    server.publish();
    server.site.write("content/_index.md", HOME.replace("Welcome.", "Good evening."));
    server.host().fails = true;
    let refused = server.run(&["--yes"]);
    assert!(refused.code == Some(1) && refused.stderr.contains("Netlify did not take the site: the site is too large"), "{refused:?}");
    server.host().fails = false;
    assert_eq!(server.host().online, Some(0));
    server.host().n_busy = 99;
    assert!(server.run(&["--yes"]).stderr.contains("Netlify answered with the status 503"));
    server.host().n_busy = 0;
    assert!(server.run_with("wrong", &["--yes"]).stderr.contains("does not accept the token in `NETLIFY_AUTH_TOKEN`"));
    assert!(server.run_with("", &["--yes"]).stderr.contains("there is no `NETLIFY_AUTH_TOKEN` in the environment"));
    let toml = server.site.read("site.toml");
    server.site.write("site.toml", toml.replace("campaign.netlify.app", "other.netlify.app"));
    assert!(server.run(&["--yes"]).stderr.contains("Netlify knows no site `other.netlify.app`"));
    server.site.write("site.toml", toml.replace("campaign.netlify.app", "../deploys"));
    assert!(server.run(&["--yes"]).stderr.contains("is no site at Netlify"));
    server.site.write("site.toml", toml);
    server.publish();
}

#[test]
fn of_two_publishers_one_is_told() {
    let server = Server::start();
    server.publish();
    server.site.write("static/new.txt", "new");
    let n_uploads = server.host().n_uploads;
    server.host().rival_after = Some(n_uploads + 1);
    let told = server.run(&["--yes"]);
    assert!(told.code == Some(1) && told.stderr.contains("somebody else is publishing to this place right now"), "{told:?}");
    assert!(server.online("index.html").is_none(), "the other one's site stays");
}
