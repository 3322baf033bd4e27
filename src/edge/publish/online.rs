//! What answers at the site's own address after a publication: whether each file is there as it was built.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::web::{GZIP, plain_of_gzip, web};
use super::{PublishError, Wanted, hash};
use crate::base::content_type::content_type;

/// So many requests are under way at once.
const MAX_AT_ONCE: usize = 8;

/// Hosts need some seconds until all of their machines have what was published; then what was wrong is asked for again.
const PAUSES: [u64; 4] = [2, 4, 8, 16];

/// Hosts lead from `/about.html` to `/about`, and from one spelling of their name to the other.
const MAX_STEPS: usize = 4;

/// What a page is expected to be sent with if the site has headers.
const EXPECTED: [&str; 2] = ["content-security-policy", "x-content-type-options"];

/// What came back.
struct Answer {
    status: u16,
    /// Without its parameters, such as `text/html`.
    kind: String,
    hash: String,
    /// The first expected header that is missing.
    missing: Option<&'static str>,
}

/// Asks for all of these, and again for some time while something is wrong; gives the address of each that is wrong in the end, and
/// what is.
///
/// # Errors
///
/// Fails if the system gives no network to ask with.
pub(super) fn verify(wanted: Vec<Wanted>, is_patient: bool) -> Result<Vec<(String, String)>, PublishError> {
    let (client, runtime) = web(Policy::none(), Duration::from_secs(30))?;
    runtime.block_on(async {
        let mut wrong: Vec<(Wanted, String)> = ask_all(&client, wanted).await;
        for pause in PAUSES {
            if wrong.is_empty() || !is_patient {
                break;
            }
            tokio::time::sleep(Duration::from_secs(pause)).await;
            wrong = ask_all(&client, wrong.into_iter().map(|(wanted, _)| wanted).collect()).await;
        }
        wrong.sort_by(|(a, _), (b, _)| a.address.cmp(&b.address));
        Ok(wrong.into_iter().map(|(wanted, what)| (wanted.address, what)).collect())
    })
}

/// Those that are wrong, and what is.
async fn ask_all(client: &Client, wanted: Vec<Wanted>) -> Vec<(Wanted, String)> {
    let limit = Arc::new(Semaphore::new(MAX_AT_ONCE));
    let mut tasks = JoinSet::new();
    for wanted in wanted {
        let (client, limit) = (client.clone(), limit.clone());
        tasks.spawn(async move {
            let _permit = limit.acquire_owned().await;
            let what = match ask(&client, &wanted).await {
                Ok(answer) => judge(&wanted, &answer),
                Err(error) => Some(format!("gives no answer: {}", told(&error))),
            };
            what.map(|what| (wanted, what))
        });
    }
    let mut wrong = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        wrong.extend(ended.ok().flatten());
    }
    wrong
}

async fn ask(client: &Client, wanted: &Wanted) -> Result<Answer, reqwest::Error> {
    let mut address = wanted.address.clone();
    for _ in 0..MAX_STEPS {
        let answer = client.get(&address).send().await?;
        let status = answer.status();
        let next = answer.headers().get(LOCATION).and_then(|next| Url::parse(&address).ok()?.join(next.to_str().ok()?).ok());
        if let (true, false, Some(next)) = (status.is_redirection(), wanted.is_redirect, next) {
            address = next.into();
            continue;
        }
        let kind = header(answer.headers(), CONTENT_TYPE.as_str()).split(';').next().unwrap_or_default().trim().to_owned();
        let missing = EXPECTED.into_iter().find(|name| header(answer.headers(), name).is_empty());
        // Buckets send what they keep, whether the browser asked for gzip or not.
        let is_compressed = header(answer.headers(), CONTENT_ENCODING.as_str()) == GZIP;
        let bytes = answer.bytes().await?;
        let plain = if is_compressed { plain_of_gzip(&bytes) } else { None };
        return Ok(Answer { status: status.as_u16(), kind, hash: hash(plain.as_deref().unwrap_or(&bytes)), missing });
    }
    Ok(Answer { status: 310, kind: String::new(), hash: String::new(), missing: None })
}

fn header(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// What is wrong with an answer, if something is.
fn judge(wanted: &Wanted, answer: &Answer) -> Option<String> {
    let Some(expected) = &wanted.hash else {
        return (answer.status < 300).then(|| "still answers, although it was taken back: clear the host's cache".to_owned());
    };
    let kind = content_type(wanted.path.as_str()).split(';').next().unwrap_or_default();
    match answer.status {
        // The host does by a header what the file would do.
        300..=308 if wanted.is_redirect => None,
        310 => Some("leads from one address to the next and never ends".to_owned()),
        200 if answer.hash != *expected => {
            Some("has other content than was published: an older version, or one that the host has changed".to_owned())
        }
        200 if answer.kind != kind && !is_alike(&answer.kind, kind) => {
            Some(format!("is sent as `{}`, not as `{kind}`: browsers may refuse it", answer.kind))
        }
        200 => {
            let missing = answer.missing.filter(|_| wanted.has_headers);
            missing.map(|name| format!("is sent without `{name}`: the host does not read the file that `[headers]` writes for it"))
        }
        404 | 410 => Some(format!("is not there (status {})", answer.status)),
        status => Some(format!("answers with the status {status}")),
    }
}

/// Whether two names mean one kind: hosts differ in their words for scripts, icons, feeds and calendars.
fn is_alike(a: &str, b: &str) -> bool {
    let parts = |kind: &str| {
        let (top, sub) = kind.split_once('/').unwrap_or((kind, ""));
        let sub = sub.rsplit('+').next().unwrap_or_default().trim_start_matches("x-").trim_start_matches("vnd.microsoft.");
        (top.to_owned(), sub.to_owned())
    };
    let (a, b) = (parts(a), parts(b));
    a == b || (a.1 == b.1 && ["application", "text"].iter().all(|top| a.0 == *top || b.0 == *top)) || (a.0 == "image" && a.0 == b.0)
}

/// Why there was no answer: the innermost reason, in one line.
fn told(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "it took too long".to_owned();
    }
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string().lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::artifact::OutputPath;

    fn wanted(path: &str, hash: Option<&str>) -> Wanted {
        Wanted {
            path: OutputPath::new(path).expect("a path"),
            address: format!("https://example.org/{path}"),
            hash: hash.map(str::to_owned),
            is_redirect: false,
            has_headers: path.ends_with(".html"),
        }
    }

    fn answer(status: u16, kind: &str, hash: &str) -> Answer {
        Answer { status, kind: kind.to_owned(), hash: hash.to_owned(), missing: None }
    }

    #[test]
    fn an_answer_is_held_against_what_was_published() {
        let page = wanted("a.html", Some("1"));
        let told = |answer: Answer| judge(&page, &answer).unwrap_or_default();
        assert_eq!(told(answer(200, "text/html", "1")), "");
        assert!(told(answer(200, "text/html", "2")).starts_with("has other content"));
        assert!(told(answer(200, "text/plain", "1")).starts_with("is sent as `text/plain`"));
        assert!(told(answer(404, "text/html", "1")).starts_with("is not there"));
        assert!(told(answer(503, "text/html", "1")).starts_with("answers with the status 503"));
        assert!(told(Answer { missing: Some("content-security-policy"), ..answer(200, "text/html", "1") }).starts_with("is sent without"));
        assert!(judge(&wanted("a.html", None), &answer(200, "text/html", "1")).is_some());
        assert!(judge(&wanted("a.html", None), &answer(404, "text/html", "1")).is_none());
        assert!(judge(&Wanted { is_redirect: true, ..wanted("a.html", Some("1")) }, &answer(301, "", "")).is_none());
    }

    #[test]
    fn hosts_have_their_own_words_for_one_kind() {
        for (a, b) in
            [("application/javascript", "text/javascript"), ("application/xml", "application/atom+xml"), ("image/x-icon", "image/ico")]
        {
            assert!(is_alike(a, b), "{a} {b}");
        }
        assert!(!is_alike("text/plain", "text/css") && !is_alike("text/html", "image/png"));
    }
}
