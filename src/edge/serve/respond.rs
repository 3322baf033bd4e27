//! From an answer to a response: type, length, tag, parts of files, and the script that keeps a page fresh.

use std::borrow::Cow;
use std::io::SeekFrom;
use std::path::Path;

use axum::body::Body;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, Response, StatusCode};
use headers::{ETag, HeaderMapExt, IfNoneMatch, IfRange, Range};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

use super::published::{Answer, tag};
use crate::base::artifact::{Artifact, Content};
use crate::base::content_type::content_type;
use crate::base::picture::spliced;
use crate::edge::encode;
use crate::headers::POLICY_START;
use crate::syntax::html::Document;

/// Where Ribbon's own files lie among the site's addresses.
pub(super) const PREFIX: &str = "/__ribbon/";

/// Identifies the bytes of a page for the script in it.
pub(super) const TAG: HeaderName = HeaderName::from_static("x-ribbon-tag");

/// What is shown if the site has no `404.html`, or no page at all yet.
const NOTHING: &str = include_str!("client/nothing.html");

/// A part of a file: the first byte and the number of bytes.
type Part = (u64, u64);

/// The response to a request for a file of the site. Large files are read below `root`.
pub(super) async fn respond(answer: Answer, root: &Path, method: &Method, headers: &HeaderMap) -> Response<Body> {
    match answer {
        Answer::Elsewhere(to) => redirect(&to),
        Answer::Found(path, Artifact { content: Content::Derived(derived), kind, fingerprint, made_from }) => {
            match encode::kept(root, &derived) {
                Some(content) => {
                    let artifact = Artifact { kind, content, fingerprint, made_from };
                    file(path.as_str(), &artifact, StatusCode::OK, root, method, headers).await
                }
                // No build has made it yet, and browsers look at the bytes of a picture.
                None => match encode::provisional(root, &derived) {
                    Some((name, content)) => untouched(&name, &Artifact::new(kind, content), root, method).await,
                    None => nothing(headers),
                },
            }
        }
        Answer::Found(path, artifact) => file(path.as_str(), &artifact, StatusCode::OK, root, method, headers).await,
        Answer::NotFound(Some(artifact)) => file("404.html", &artifact, StatusCode::NOT_FOUND, root, method, headers).await,
        Answer::NotFound(None) => nothing(headers),
    }
}

/// A redirect that no browser remembers: the site may look different a moment later.
pub(super) fn redirect(to: &str) -> Response<Body> {
    let mut response = empty(StatusCode::TEMPORARY_REDIRECT);
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

fn nothing(headers: &HeaderMap) -> Response<Body> {
    let text = if wants_page(headers) { with_script(NOTHING, "nothing") } else { NOTHING.to_owned() };
    let mut response = empty(StatusCode::NOT_FOUND);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response.headers_mut().insert(TAG, HeaderValue::from_static("nothing"));
    *response.body_mut() = Body::from(text);
    response
}

async fn file(path: &str, artifact: &Artifact, status: StatusCode, root: &Path, method: &Method, headers: &HeaderMap) -> Response<Body> {
    let content_type = content_type(path);
    let tag = tag(artifact, status == StatusCode::OK);
    let mut response = empty(status);
    let own = response.headers_mut();
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    own.insert(header::VARY, HeaderValue::from_static("Accept"));
    own.extend(HeaderValue::from_str(&tag).ok().map(|tag| (TAG, tag)));
    if content_type.starts_with("text/html") && wants_page(headers) {
        let text = artifact.content.bytes().map(|bytes| with_script(&String::from_utf8_lossy(bytes), &tag)).unwrap_or_default();
        own.insert(header::CONTENT_LENGTH, text.len().into());
        *response.body_mut() = Body::from(text);
        return response;
    }
    let etag: Option<ETag> = format!("\"{tag}\"").parse().ok();
    own.extend(etag.iter().filter_map(|etag| Some((header::ETAG, encoded(etag)?))));
    own.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let (Some(asked), Some(etag)) = (headers.typed_get::<IfNoneMatch>(), &etag)
        && status == StatusCode::OK
        && !asked.precondition_passes(etag)
    {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    let len = artifact.content.len();
    let part = if status == StatusCode::OK && *method == Method::GET { part(headers, etag.as_ref(), len) } else { Asked::Whole };
    let (first, n_bytes) = match part {
        Asked::Whole => (0, len),
        Asked::Part(part) => {
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            set(&mut response, header::CONTENT_RANGE, &format!("bytes {}-{}/{len}", part.0, part.0 + part.1 - 1));
            part
        }
        Asked::Beyond => {
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            set(&mut response, header::CONTENT_RANGE, &format!("bytes */{len}"));
            return response;
        }
    };
    match body(&artifact.content, root, first, n_bytes).await {
        Some(body) => {
            response.headers_mut().insert(header::CONTENT_LENGTH, n_bytes.into());
            *response.body_mut() = body;
            response
        }
        // The file was removed or shortened since the last build, and the next build is on its way.
        None => empty(StatusCode::SERVICE_UNAVAILABLE),
    }
}

/// A file that is not one of the site's pages, complete and without the script.
pub(super) async fn untouched(path: &str, artifact: &Artifact, root: &Path, method: &Method) -> Response<Body> {
    let mut response = empty(StatusCode::OK);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    let len = artifact.content.len();
    let Some(body) = body(&artifact.content, root, 0, len).await else { return empty(StatusCode::SERVICE_UNAVAILABLE) };
    response.headers_mut().insert(header::CONTENT_LENGTH, len.into());
    if *method == Method::GET {
        *response.body_mut() = body;
    }
    response
}

/// The bytes of a part. A large file is streamed, whatever its size.
async fn body(content: &Content, root: &Path, first: u64, n_bytes: u64) -> Option<Body> {
    let slice = |bytes: &[u8]| Some(Body::from(bytes.get(usize::try_from(first).ok()?..usize::try_from(first + n_bytes).ok()?)?.to_vec()));
    match content {
        Content::Text(text) => slice(text.as_bytes()),
        Content::Bytes(bytes) => slice(bytes),
        // A server keeps its outputs in memory, so these do not occur.
        Content::Derived(_) | Content::Staged { .. } | Content::InPlace { .. } => None,
        Content::Disk { path, splices, .. } if !splices.is_empty() => {
            slice(&spliced(&tokio::fs::read(root.join(&**path)).await.ok()?, splices))
        }
        Content::Disk { path, len, .. } => {
            let mut file = tokio::fs::File::open(root.join(&**path)).await.ok()?;
            if file.metadata().await.ok()?.len() != *len {
                return None;
            }
            file.seek(SeekFrom::Start(first)).await.ok()?;
            Some(Body::from_stream(ReaderStream::with_capacity(file.take(n_bytes), 64 * 1024)))
        }
    }
}

/// How much of a file is asked for.
#[derive(Debug, PartialEq)]
enum Asked {
    Whole,
    Part(Part),
    Beyond,
}

/// Source: RFC 9110, section 14: several parts at once may be answered with the whole, and a
/// part of another version than `If-Range` names must be.
fn part(headers: &HeaderMap, etag: Option<&ETag>, len: u64) -> Asked {
    let Some(range) = headers.typed_get::<Range>() else { return Asked::Whole };
    if headers.typed_get::<IfRange>().is_some_and(|asked| asked.is_modified(etag, None)) {
        return Asked::Whole;
    }
    let parts: Vec<Part> = range
        .satisfiable_ranges(len)
        .filter_map(|(from, to)| {
            let from = bound(from, 0, 0);
            let to = bound(to, len.checked_sub(1)?, 1).min(len - 1);
            (from <= to).then(|| (from, to - from + 1))
        })
        .collect();
    if is_long_suffix(headers, len) {
        return Asked::Part((0, len));
    }
    let n_asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok()).map_or(1, |value| value.split(',').count());
    match (parts.as_slice(), n_asked) {
        ([part], 1) => Asked::Part(*part),
        ([], _) => Asked::Beyond,
        _ => Asked::Whole,
    }
}

/// Whether more last bytes are asked for than there are, which is the whole. The `headers` crate takes that for a part beyond the end.
fn is_long_suffix(headers: &HeaderMap, len: u64) -> bool {
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let suffix = range.and_then(|range| range.trim().strip_prefix("bytes=-")?.parse::<u64>().ok());
    len > 0 && suffix.is_some_and(|suffix| suffix >= len)
}

fn bound(bound: std::ops::Bound<u64>, unbounded: u64, excluded: u64) -> u64 {
    match bound {
        std::ops::Bound::Included(at) => at,
        std::ops::Bound::Excluded(at) => at.saturating_sub(excluded),
        std::ops::Bound::Unbounded => unbounded,
    }
}

/// Whether a person will look at the answer: browsers ask for pages by this type, and scripts
/// and other programs get the page as it will be published.
fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// A page with the script that keeps it fresh.
fn with_script(page: &str, tag: &str) -> String {
    let page = without_policy(page);
    let script = format!("<script type=\"module\" src=\"{PREFIX}client.js\" data-ribbon=\"{tag}\"></script>");
    let end = Document::parse(&page).first("body").map_or(page.len(), |body| body.inside().end);
    format!("{}{script}{}", &page[..end], &page[end..])
}

/// A page without the policy that it gives itself: the script is in none, and the server sends one that knows it.
fn without_policy(page: &str) -> Cow<'_, str> {
    let Some((before, policy)) = page.split_once(POLICY_START) else { return page.into() };
    let Some((_, after)) = policy.split_once('>') else { return page.into() };
    format!("{before}{after}").into()
}

fn encoded(etag: &ETag) -> Option<HeaderValue> {
    let mut headers = HeaderMap::new();
    headers.typed_insert(etag.clone());
    headers.remove(header::ETAG)
}

fn set(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// Keeps pages of other sites from showing what is served here, which may not be public yet.
pub(super) fn guard(headers: &mut HeaderMap) {
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
}

/// A response without a body that is asked for again every time.
pub(super) fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response.headers_mut().insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    guard(response.headers_mut());
    response
}
