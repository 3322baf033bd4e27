//! The server's addresses: the site's own, and Ribbon's below `/__ribbon/`.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::connect_info::ConnectInfo;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::{Method, Response, StatusCode};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use serde_json::json;
use tokio::sync::mpsc::Receiver;
use tokio_stream::Stream;

use super::Options;
use super::clients::{Clients, Message, counts};
use super::editor::Editor;
use super::published::{Answer, Published};
use super::respond::{PREFIX, empty, guard, redirect, respond, untouched};
use super::themes::{self, Choice, Galleries};
use crate::edge::report;
use crate::edge::watch::Waker;

/// Ribbon's own files in the browser, by name.
const FILES: &[(&str, &str, &str)] = &[
    ("client.js", "text/javascript; charset=utf-8", include_str!("client/client.js")),
    ("worker.js", "text/javascript; charset=utf-8", include_str!("client/worker.js")),
    ("link.js", "text/javascript; charset=utf-8", include_str!("client/link.js")),
    ("morph.js", "text/javascript; charset=utf-8", include_str!("client/morph.js")),
    ("align.js", "text/javascript; charset=utf-8", include_str!("client/align.js")),
    ("assets.js", "text/javascript; charset=utf-8", include_str!("client/assets.js")),
    ("kept.js", "text/javascript; charset=utf-8", include_str!("client/kept.js")),
    ("overlay.js", "text/javascript; charset=utf-8", include_str!("client/overlay.js")),
    ("overlay.css", "text/css; charset=utf-8", include_str!("client/overlay.css")),
];

/// The galleries of the themes, below Ribbon's own addresses.
const GALLERY: &str = "gallery/";

/// A header that Ribbon's own script sends. A page of another origin may not send it without a preflight request, which is
/// refused.
const ASKED: &str = "x-ribbon-asks";

/// How often an idle connection gets a sign of life.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The largest body of a request.
const MAX_BODY: usize = 1024 * 1024;

/// What requests and builds share.
pub(super) struct Shared {
    published: RwLock<Published>,
    clients: Mutex<Clients>,
    /// The site's folder, for large files.
    pub root: PathBuf,
    pub editor: Option<Editor>,
    /// The name given with `--host`, if it is a name.
    pub name: Option<String>,
    choice: Choice,
    waker: Waker,
    galleries: Galleries,
}

// A lock is used even if a thread panicked while it held it: values are only ever replaced as a whole.
impl Shared {
    pub(super) fn new(published: Published, options: &Options, waker: Waker) -> Self {
        Self {
            published: RwLock::new(published),
            clients: Mutex::default(),
            root: options.root.clone(),
            editor: options.editor.clone(),
            name: options.host.parse::<IpAddr>().is_err().then(|| options.host.clone()),
            choice: options.choice.clone(),
            waker,
            galleries: Galleries::default(),
        }
    }

    pub(super) fn published(&self) -> RwLockReadGuard<'_, Published> {
        self.published.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn publish(&self) -> RwLockWriteGuard<'_, Published> {
        self.published.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn clients(&self) -> MutexGuard<'_, Clients> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers all requests.
pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(answer).with_state(shared)
}

async fn answer(State(shared): State<Arc<Shared>>, ConnectInfo(from): ConnectInfo<SocketAddr>, request: Request) -> Response<Body> {
    if !is_own_host(request.headers(), shared.name.as_deref()) {
        return text(StatusCode::FORBIDDEN, "This server answers only to its own address: open the one that `ribbon serve` printed.\n");
    }
    let path = request.uri().path();
    match (path.strip_prefix(PREFIX), request.method()) {
        (Some("events"), &Method::GET) => events(&shared),
        (Some("open"), &Method::POST) => open(&shared, request).await,
        (Some("problems"), &Method::GET) => problems(&shared, request.uri().query(), from),
        (Some("themes"), &Method::GET) => data(&themes::list(shared.published().snapshot(), &shared.choice, from.ip().is_loopback())),
        (Some("theme"), &Method::POST) => choose(&shared, from, request).await,
        (Some(name), &(Method::GET | Method::HEAD)) if name.starts_with(GALLERY) => {
            let (parts, _) = request.into_parts();
            gallery_file(shared, &parts).await
        }
        (Some(name), &(Method::GET | Method::HEAD)) => own_file(name),
        (None, &(Method::GET | Method::HEAD)) => {
            let (parts, _) = request.into_parts();
            site_file(&shared, &parts).await
        }
        _ => {
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here.\n");
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            response
        }
    }
}

async fn site_file(shared: &Shared, request: &Parts) -> Response<Body> {
    let (answer, headers) = {
        let published = shared.published();
        (published.answer(request.uri.path()), published.headers())
    };
    // Ribbon's own page, which stands for a missing one, has nothing to do with the site's policy.
    let is_of_the_site = !matches!(answer, Answer::NotFound(None));
    let mut response = respond(answer, &shared.root, &request.method, &request.headers).await;
    if is_of_the_site && is_page(&response) {
        let all = headers.iter().filter_map(|(name, value)| Some((HeaderName::try_from(*name).ok()?, HeaderValue::from_str(value).ok()?)));
        response.headers_mut().extend(all);
    }
    if let (Some(query), Some(to)) = (request.uri.query(), response.headers().get(header::LOCATION)) {
        let with_query = [to.as_bytes(), b"?", query.as_bytes()].concat();
        if let Ok(to) = HeaderValue::from_bytes(&with_query) {
            response.headers_mut().insert(header::LOCATION, to);
        }
    }
    response
}

fn is_page(response: &Response<Body>) -> bool {
    let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|content_type| content_type.starts_with("text/html"))
}

fn own_file(name: &str) -> Response<Body> {
    let Some((_, kind, content)) = FILES.iter().find(|(file, ..)| *file == name) else {
        return text(StatusCode::NOT_FOUND, "Ribbon has nothing at this address.\n");
    };
    let mut response = empty(StatusCode::OK);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    *response.body_mut() = Body::from(*content);
    response
}

/// A browser asks for another theme.
#[derive(serde::Deserialize)]
struct Wanted {
    name: String,
}

/// Shows the site in another theme. Only somebody at this machine may choose, on a page of this server: a form or a picture
/// elsewhere cannot send the header.
async fn choose(shared: &Shared, from: SocketAddr, request: Request) -> Response<Body> {
    let is_own = is_same_origin(request.headers()) && request.headers().contains_key(ASKED) && from.ip().is_loopback();
    if !is_own {
        return text(StatusCode::FORBIDDEN, "Only Ribbon's own panel on this machine may ask this.\n");
    }
    let body: Option<Bytes> = to_bytes(request.into_body(), MAX_BODY).await.ok();
    let wanted: Option<Wanted> = body.and_then(|body| serde_json::from_slice(&body).ok());
    let is_chosen = wanted.is_some_and(|wanted| themes::choose(shared.published().snapshot(), &shared.choice, &wanted.name));
    if !is_chosen {
        return text(StatusCode::BAD_REQUEST, "The name of one of the site's themes was expected.\n");
    }
    shared.waker.wake();
    empty(StatusCode::NO_CONTENT)
}

/// A file of a theme's gallery, which is made when it is first asked for.
async fn gallery_file(shared: Arc<Shared>, request: &Parts) -> Response<Body> {
    let address = request.uri.path().trim_start_matches(PREFIX).trim_start_matches(GALLERY).to_owned();
    let snapshot = shared.published().snapshot().clone();
    if address.is_empty() {
        return match Galleries::first(&snapshot) {
            Some(first) => redirect(&format!("{PREFIX}{GALLERY}{first}")),
            None => text(StatusCode::NOT_FOUND, "There is no gallery before there is a site.\n"),
        };
    }
    let shared_there = shared.clone();
    let address = percent_encoding::percent_decode_str(&address).decode_utf8_lossy().into_owned();
    let found = tokio::task::spawn_blocking(move || shared_there.galleries.file(&snapshot, &address)).await.ok().flatten();
    match found {
        Some((path, artifact)) => untouched(path.as_str(), &artifact, &shared.root, &request.method).await,
        None => {
            text(StatusCode::NOT_FOUND, "This theme has no gallery, or none with such a page. Ribbon's list of problems may say why.\n")
        }
    }
}

/// The connection on which a browser hears of changes.
fn events(shared: &Arc<Shared>) -> Response<Body> {
    let (client, messages) = {
        let published = shared.published();
        shared.clients().connect(&published)
    };
    let listener = Listener { client, messages, shared: shared.clone() };
    let mut response = Sse::new(listener).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    guard(response.headers_mut());
    response
}

/// The messages to one browser, which is forgotten when its connection ends.
struct Listener {
    client: u64,
    messages: Receiver<Message>,
    shared: Arc<Shared>,
}

impl Stream for Listener {
    type Item = Result<Event, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let event = |(name, data): Message| Ok(Event::default().event(name).data(data.to_string()));
        self.messages.poll_recv(context).map(|message| message.map(event))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.shared.clients().disconnect(self.client);
    }
}

/// A browser tells which pages it has open, and what they show.
#[derive(serde::Deserialize)]
struct Open {
    client: String,
    pages: BTreeMap<String, String>,
}

async fn open(shared: &Shared, request: Request) -> Response<Body> {
    if !is_same_origin(request.headers()) {
        return text(StatusCode::FORBIDDEN, "Only the site's own pages may ask this.\n");
    }
    let body: Option<Bytes> = to_bytes(request.into_body(), MAX_BODY).await.ok();
    let Some(Open { client, pages }) = body.and_then(|body| serde_json::from_slice(&body).ok()) else {
        return text(StatusCode::BAD_REQUEST, "A list of open pages was expected.\n");
    };
    let published = shared.published();
    let changed = client.parse().ok().and_then(|client| shared.clients().set_pages(client, pages, &published));
    match changed {
        Some(changed) => data(&json!(changed)),
        None => text(StatusCode::GONE, "This connection is not known any more.\n"),
    }
}

/// The list of problems, those of the page at hand first.
fn problems(shared: &Shared, query: Option<&str>, from: SocketAddr) -> Response<Body> {
    let page = query.and_then(|query| query.split('&').find_map(|part| part.strip_prefix("page="))).unwrap_or("/");
    let page = percent_encoding::percent_decode_str(page).decode_utf8_lossy();
    let published = shared.published();
    // Paths on this machine are of no use to a phone.
    let editor = shared.editor.as_ref().filter(|_| from.ip().is_loopback());
    let list = published.problems(&page);
    let html = report::overlay(&list, &published.snapshot().shown(), &|source, place| {
        editor.map(|editor| editor.link(&shared.root.join(source.as_str()), place))
    });
    let mut answer = counts(&published);
    answer["html"] = html.into();
    data(&answer)
}

/// Whether a request names this server in a way that people reach it: an address, `localhost`, or the name given with `--host`.
/// A page elsewhere whose name was made to resolve to this machine (DNS rebinding) sends its own name.
fn is_own_host(headers: &HeaderMap, name: Option<&str>) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    let host = without_port(host);
    let is_address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>().is_ok();
    let is_local = host.eq_ignore_ascii_case("localhost") || host.to_ascii_lowercase().ends_with(".localhost");
    is_address || is_local || name.is_some_and(|name| host.eq_ignore_ascii_case(name))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) && (!name.contains(':') || name.ends_with(']')) => name,
        _ => host,
    }
}

/// Whether a request comes from a page of this server, or from no page at all.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let Some(origin) = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()) else { return true };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    origin.strip_prefix("http://") == host
}

fn data(value: &serde_json::Value) -> Response<Body> {
    let mut response = text(StatusCode::OK, &value.to_string());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn text(status: StatusCode, text: &str) -> Response<Body> {
    let mut response = empty(status);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    *response.body_mut() = Body::from(text.to_owned());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_str(value).unwrap())).collect()
    }

    #[test]
    fn names_of_other_sites_are_refused() {
        for good in
            ["localhost", "localhost:1111", "127.0.0.1:80", "[::1]:1111", "[::1]", "192.168.1.7:1111", "wcd.localhost:1", "studio.lan:1111"]
        {
            assert!(is_own_host(&headers(&[(header::HOST, good)]), Some("studio.lan")), "{good}");
        }
        for bad in ["evil.example", "evil.example:1111", "localhost.evil.example", "127.0.0.1.evil.example", "", "a:b:c"] {
            assert!(!is_own_host(&headers(&[(header::HOST, bad)]), Some("studio.lan")), "{bad}");
        }
        assert!(!is_own_host(&HeaderMap::new(), None));
    }

    #[test]
    fn pages_of_other_sites_may_not_tell_what_is_open() {
        let host = (header::HOST, "localhost:1111");
        assert!(is_same_origin(&headers(std::slice::from_ref(&host))));
        assert!(is_same_origin(&headers(&[host.clone(), (header::ORIGIN, "http://localhost:1111")])));
        assert!(!is_same_origin(&headers(&[host.clone(), (header::ORIGIN, "http://evil.example")])));
        assert!(!is_same_origin(&headers(&[host, (header::ORIGIN, "null")])));
    }
}
