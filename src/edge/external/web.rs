//! The questions themselves, over HTTP.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;
use std::net::IpAddr;
use std::rc::Rc;
use std::time::Duration;

use reqwest::header::{self, HeaderMap};
use reqwest::{Client, Method, Response, redirect};
use tokio::sync::{Mutex, Semaphore};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::Instant;
use url::Url;

use super::cache::Record;
use super::{Manners, Take};
use crate::base::answer::{Answer, End, Hop, Question};
use crate::syntax::html::Document;

/// Browsers follow twenty; what needs more than half of them is not in order.
const MAX_HOPS: usize = 10;

/// So much of a page is read to look for a part of it.
const MAX_PAGE: usize = 4 * 1024 * 1024;

const CONNECT: Duration = Duration::from_secs(10);

/// Asks all questions, and hands on each answer as it comes.
///
/// # Errors
///
/// Fails if the system has no threads or sockets for it.
pub(super) fn ask(due: Vec<(&Question, Option<Record>)>, manners: &Manners, take: &mut Take<'_>) -> Result<(), &'static str> {
    // An error only says that there is one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|_| "the system gives no sockets for asking other sites")?;
    // Redirects are followed here, one by one, since each host is to be treated alike and each step says whether it is for good.
    let client = Client::builder()
        .user_agent(&manners.user_agent)
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT.min(manners.timeout))
        .timeout(manners.timeout)
        .pool_max_idle_per_host(1)
        .retry(reqwest::retry::never())
        .build();
    let client = client.map_err(|_| "the system has no list of certificates to tell other sites by")?;
    let asker = Rc::new(Asker { client, manners: manners.clone(), gates: RefCell::default(), seats: Semaphore::new(manners.n_at_once) });
    LocalSet::new().block_on(&runtime, async {
        let mut tasks = JoinSet::new();
        for (question, known) in due {
            let (asker, question) = (asker.clone(), question.clone());
            tasks.spawn_local(async move {
                let record = asker.ask(&question, known).await;
                (question, record)
            });
        }
        while let Some(done) = tasks.join_next().await {
            if let Ok((question, record)) = done {
                take(&question, record);
            }
        }
    });
    Ok(())
}

struct Asker {
    client: Client,
    manners: Manners,
    /// By host. Whoever holds the lock asks it.
    gates: RefCell<BTreeMap<String, Rc<Mutex<Gate>>>>,
    seats: Semaphore,
}

/// What is known of a host.
struct Gate {
    /// When it may be asked next.
    next: Instant,
    /// How many requests in a row have come to nothing, and how the last one ended.
    n_failed: u32,
    end: End,
}

/// What one request gave.
#[derive(Default)]
struct Reply {
    status: u16,
    location: Option<String>,
    retry_after: Option<Duration>,
    etag: Option<String>,
    last_modified: Option<String>,
    /// The page, if it was asked for and is all there.
    page: Option<String>,
}

impl Asker {
    async fn ask(&self, question: &Question, known: Option<Record>) -> Record {
        // Only an answer about this very page can still hold.
        let known = known.filter(|known| {
            let is_whole = known.answer.hops.is_empty() && known.answer.end == End::Status(200);
            is_whole && known.parts.is_superset(&question.parts) && (known.etag.is_some() || known.last_modified.is_some())
        });
        let mut hops: Vec<Hop> = Vec::new();
        let ended = |hops: Vec<Hop>, end: End| Record {
            at: 0,
            answer: Answer { hops, end, missing: BTreeSet::new() },
            parts: question.parts.clone(),
            etag: None,
            last_modified: None,
        };
        let Ok(mut url) = Url::parse(&question.address) else { return ended(hops, End::NoHost) };
        let is_public = !is_private(&url);
        let mut seen = BTreeSet::from([url.clone()]);
        loop {
            let known = known.as_ref().filter(|_| hops.is_empty());
            let reply = match self.patiently(&url, !question.parts.is_empty(), known).await {
                Ok(reply) => reply,
                Err(end) => return ended(hops, end),
            };
            if let (304, Some(known)) = (reply.status, known) {
                return Record { at: 0, ..known.clone() };
            }
            let next = reply.location.as_deref().filter(|_| matches!(reply.status, 301 | 302 | 303 | 307 | 308));
            let next = next.and_then(|next| url.join(next).ok()).filter(|next| matches!(next.scheme(), "http" | "https"));
            let Some(mut next) = next else {
                let missing = reply.page.as_ref().map_or_else(BTreeSet::new, |page| missing(page, &question.parts));
                let answer = Answer { hops, end: End::Status(reply.status), missing };
                let Reply { etag, last_modified, .. } = reply;
                return Record { at: 0, answer, parts: question.parts.clone(), etag, last_modified };
            };
            next.set_fragment(None);
            if is_public && is_private(&next) {
                return ended(hops, End::Private);
            }
            hops.push(Hop { status: reply.status, to: next.to_string() });
            if hops.len() >= MAX_HOPS || !seen.insert(next.clone()) {
                return ended(hops, End::Circle);
            }
            url = next;
        }
    }

    /// Tries an address until it says something, or for as long as it is polite: without the page first, if that is enough.
    async fn patiently(&self, url: &Url, wants_page: bool, known: Option<&Record>) -> Result<Reply, End> {
        let mut method = if wants_page { Method::GET } else { Method::HEAD };
        let mut wait = self.manners.first_wait;
        let mut n_tries = 0;
        loop {
            let reply = self.once(url, &method, wants_page, known).await;
            let asked_for = match &reply {
                Ok(Reply { status: 429 | 503, retry_after, .. }) => *retry_after,
                // Servers refuse this method, misread it or break off; what they show browsers counts.
                Ok(Reply { status: 400.., .. }) | Err(End::Broken) if method == Method::HEAD => {
                    method = Method::GET;
                    continue;
                }
                Ok(Reply { status: 500 | 502 | 504, retry_after, .. }) => *retry_after,
                Err(End::Timeout | End::NoConnection | End::NoHost | End::Broken) => None,
                _ => return reply,
            };
            n_tries += 1;
            let pause = asked_for.unwrap_or(wait);
            if n_tries >= self.manners.n_tries || pause > self.manners.longest_wait {
                return reply;
            }
            wait *= 2;
            // A host that asks for patience gets it from every question.
            match asked_for {
                Some(pause) => self.rest(url, pause).await,
                None => tokio::time::sleep(pause).await,
            }
            if matches!(reply, Err(End::Timeout)) {
                method = Method::GET;
            }
        }
    }

    async fn once(&self, url: &Url, method: &Method, wants_page: bool, known: Option<&Record>) -> Result<Reply, End> {
        let gate = self.gate(url);
        let mut gate = gate.lock().await;
        // Every further address of a host that is not there would wait as long, for nothing.
        if gate.n_failed >= self.manners.n_tries {
            return Err(gate.end);
        }
        tokio::time::sleep_until(gate.next).await;
        let Ok(_seat) = self.seats.acquire().await else { return Err(End::Timeout) };
        let mut request = self.client.request(method.clone(), url.clone());
        request = request.header(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");
        if let Some(etag) = known.and_then(|known| known.etag.as_deref()) {
            request = request.header(header::IF_NONE_MATCH, etag);
        }
        if let Some(day) = known.and_then(|known| known.last_modified.as_deref()) {
            request = request.header(header::IF_MODIFIED_SINCE, day);
        }
        let reply = match request.send().await {
            Ok(response) => Ok(read(response, wants_page && *method == Method::GET).await),
            Err(error) => Err(end_of(&error)),
        };
        match reply {
            Err(end @ (End::NoHost | End::NoConnection | End::Tls | End::Timeout)) => {
                gate.n_failed += 1;
                gate.end = end;
            }
            _ => gate.n_failed = 0,
        }
        gate.next = Instant::now() + self.manners.pause;
        reply
    }

    fn gate(&self, url: &Url) -> Rc<Mutex<Gate>> {
        // Two ports of a machine are two hosts here: one may speak TLS and the other not.
        let host = format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default());
        let unknown = || Rc::new(Mutex::new(Gate { next: Instant::now(), n_failed: 0, end: End::NoHost }));
        self.gates.borrow_mut().entry(host).or_insert_with(unknown).clone()
    }

    async fn rest(&self, url: &Url, pause: Duration) {
        let gate = self.gate(url);
        let mut gate = gate.lock().await;
        gate.next = gate.next.max(Instant::now() + pause);
    }
}

/// What counts of an answer. The page is read only if it is one and somebody wants it; of all other answers nothing is.
async fn read(mut response: Response, wants_page: bool) -> Reply {
    let text = |headers: &HeaderMap, name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let headers = response.headers();
    let kind = text(headers, header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    let is_page =
        (kind.starts_with("text/html") || kind.starts_with("application/xhtml")) && !headers.contains_key(header::CONTENT_ENCODING);
    let mut reply = Reply {
        status: response.status().as_u16(),
        location: headers.get(header::LOCATION).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
        // Servers may name a day instead, which is as good as no number: the usual wait holds.
        retry_after: text(headers, header::RETRY_AFTER).and_then(|wait| wait.trim().parse().ok()).map(Duration::from_secs),
        etag: text(headers, header::ETAG),
        last_modified: text(headers, header::LAST_MODIFIED),
        page: None,
    };
    if !(wants_page && is_page && reply.status == 200) {
        return reply;
    }
    let mut bytes = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= MAX_PAGE => bytes.extend_from_slice(&chunk),
            Ok(None) => break,
            // Half of a page says nothing about what the other half has.
            Ok(Some(_)) | Err(_) => return reply,
        }
    }
    reply.page = Some(String::from_utf8_lossy(&bytes).into_owned());
    reply
}

/// The fragments that a page has no element for. Some sites write ids with a prefix of their own, which a script takes away.
fn missing(page: &str, wanted: &BTreeSet<String>) -> BTreeSet<String> {
    let document = Document::parse(page);
    let has: BTreeSet<&str> = document.parts().collect();
    let is_there = |part: &String| has.contains(part.as_str()) || has.contains(format!("user-content-{part}").as_str());
    wanted.iter().filter(|part| !is_there(part)).cloned().collect()
}

/// Whether an address lies in somebody's own network, where no public page has a reason to send anybody.
fn is_private(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

/// What came instead of an answer, told from the causes that the libraries name.
fn end_of(error: &reqwest::Error) -> End {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause.to_string().to_ascii_lowercase());
        next = cause.source();
    }
    let names = |words: &[&str]| causes.iter().any(|cause| words.iter().any(|word| cause.contains(word)));
    if names(&["dns error", "failed to lookup"]) {
        End::NoHost
    } else if names(&["certificate", "tls", "handshake", "corrupt message", "invalidcontenttype"]) {
        End::Tls
    } else if error.is_timeout() {
        End::Timeout
    } else if error.is_connect() {
        End::NoConnection
    } else {
        End::Broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_known_by_their_numbers() {
        let is_private = |address: &str| is_private(&Url::parse(address).expect("an address"));
        for address in [
            "http://127.0.0.1:80/",
            "http://10.1.2.3/",
            "http://169.254.169.254/latest",
            "http://[::1]/",
            "http://localhost/",
            "http://2130706433/",
        ] {
            assert!(is_private(address), "{address}");
        }
        for address in ["https://www.who.int/", "https://8.8.8.8/", "https://[2001:4860:4860::8888]/"] {
            assert!(!is_private(address), "{address}");
        }
    }
}
