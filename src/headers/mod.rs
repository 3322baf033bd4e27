//! What servers are to send with the finished files: a content security policy of exactly what the pages use, and how long
//! browsers may keep a file. Only sites that ask for it in `[headers]` pay for it.

mod format;
mod meta;
mod policy;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::artifact::{Artifact, ArtifactKind, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::fingerprint::Fingerprint;
use crate::base::memo::Memo;
use crate::base::sink::Sink;
use crate::picture::is_variant;
use crate::site::config::HeaderFile;
use crate::site::{Site, UrlPath};
use crate::syntax::html::Document;

pub(crate) use meta::{PagePolicy, START as POLICY_START};
pub(crate) use policy::{Needs, is_run};

/// The headers of a site.
struct Headers {
    /// For every file, as names and values.
    common: Vec<(&'static str, String)>,
    /// Files that never change under their name.
    forever: Vec<String>,
    /// A folder of nothing but such files, with a slash at its end.
    forever_below: Option<String>,
    /// The path that the site lies below, without a slash at its end.
    base: String,
    /// The host of the site's address.
    host: String,
}

/// Browsers keep what has its fingerprint in its name for a year.
pub(crate) const FOREVER: &str = "public, max-age=31536000, immutable";

/// Everything else is asked for again, which costs a line if it has not changed.
pub(crate) const FRESH: &str = "public, max-age=0, must-revalidate";

/// What Cloudflare Pages reads of a line.
const MAX_LINE: usize = 2000;

/// The headers of a site, in the forms in which somebody wants them.
#[derive(Default)]
pub(crate) struct Written {
    /// For those servers that `[headers]` names. A file of the site's own stands for ours.
    pub files: Vec<(OutputPath, Artifact)>,
    /// What a local server sends with each page, as names and values.
    pub local: Vec<(&'static str, String)>,
}

/// What a file needs and what no strict policy can allow, as it is remembered.
pub(crate) type Read = Arc<(Needs, Vec<Inline>)>;

/// The headers of a site whose `[headers]` asks for some.
pub(crate) fn write(
    site: &Site,
    artifacts: &BTreeMap<OutputPath, Artifact>,
    sink: &dyn Sink,
    read: &mut Memo<Read>,
    problems: &mut Problems,
) -> Written {
    let settings = &site.config.headers;
    if settings.files.is_empty() {
        return Written::default();
    }
    let items: Vec<(&OutputPath, &Artifact)> = artifacts.iter().filter(|(path, artifact)| is_read(path, artifact)).collect();
    let key = |artifact: &Artifact| Fingerprint::of(&(artifact.fingerprint, &artifact.made_from, &site.config.base_url));
    let read = read.stage_each(
        &items,
        problems,
        |(path, artifact)| (path.as_str(), key(artifact)),
        |(path, artifact)| (Arc::new(needs(site, path, artifact, sink)), Problems::new()),
    );
    let mut all = Needs::default();
    // What a component writes is on many pages, and told on the first.
    let mut told: BTreeMap<&str, (Diagnostic, usize)> = BTreeMap::new();
    for (needs, found) in read.iter().map(|read| &**read) {
        all.add(needs);
        for Inline { what, problem } in found {
            told.entry(what).and_modify(|(_, n_others)| *n_others += 1).or_insert_with(|| (problem.clone(), 0));
        }
    }
    let local = common(all.local_policy());
    problems.extend(told.into_values().map(|(problem, n_others)| problem.with_others(n_others, "")));
    let policy = all.policy();
    if policy.len() > MAX_LINE {
        let message = format!("the content security policy has {} letters, and some hosts read {MAX_LINE} of a line", policy.len());
        let help = "move scripts and styles from pages into files, so that they need no hash in it";
        problems.push(Diagnostic::new(Code::SecCspLen, message).at(site.config.source.at(0..0)).help(help));
    }
    let headers = headers(site, artifacts, policy, settings.hsts);
    let mut files = Vec::new();
    for kind in &settings.files {
        // Without a file, pages have it in themselves.
        let Some(name) = kind.file_name() else { continue };
        let text = match kind {
            HeaderFile::Netlify => format::netlify(&headers),
            HeaderFile::Vercel => format::vercel(&headers),
            HeaderFile::Apache => format::apache(&headers),
            HeaderFile::Nginx => format::nginx(&headers),
            HeaderFile::Caddy => format::caddy(&headers),
            HeaderFile::CloudFront => format::cloudfront(&headers),
            HeaderFile::Meta => continue,
        };
        // A name of ours is one that an output can have.
        let path = OutputPath::new(name).ok().filter(|path| !artifacts.contains_key(path));
        files.extend(path.map(|path| (path, Artifact::text(ArtifactKind::Feed, text))));
    }
    Written { files, local }
}

/// The other sites that finished pages load something from.
pub(crate) fn other_origins(site: &Site, artifacts: &BTreeMap<OutputPath, Artifact>, sink: &dyn Sink) -> BTreeSet<String> {
    let read = artifacts.par_iter().filter(|(path, artifact)| is_read(path, artifact));
    let needs = read.map(|(path, artifact)| needs(site, path, artifact, sink).0);
    needs.flat_map_iter(|needs| needs.other_origins()).collect()
}

/// What is sent with every file, whatever the server.
fn common(policy: String) -> Vec<(&'static str, String)> {
    vec![
        ("Content-Security-Policy", policy),
        ("Referrer-Policy", "strict-origin".to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()".to_owned()),
    ]
}

/// Whether a file can load something.
fn is_read(path: &OutputPath, artifact: &Artifact) -> bool {
    artifact.kind == ArtifactKind::Page || path.as_str().ends_with(".css")
}

fn headers(site: &Site, artifacts: &BTreeMap<OutputPath, Artifact>, policy: String, hsts: bool) -> Headers {
    let mut common = common(policy);
    common.push(("Cache-Control", FRESH.to_owned()));
    if hsts {
        common.push(("Strict-Transport-Security", "max-age=31536000".to_owned()));
    }
    let base = site.config.base_url.path().trim_end_matches('/').to_owned();
    let mut forever: Vec<String> = stamped(site).map(|url| site.config.base_url.href(url)).collect();
    forever.sort();
    forever.dedup();
    let mut pictures = artifacts.keys().skip_while(|path| path.as_str() < PICTURES).take_while(|path| path.as_str().starts_with(PICTURES));
    let is_made = |path: &OutputPath| UrlPath::written(path.as_str()).is_some_and(|url| is_variant(&url));
    let has_others = pictures.clone().any(|path| !is_made(path));
    let forever_below =
        (!has_others && pictures.next().is_some()).then(|| site.config.base_url.href(&UrlPath::folder([PICTURES.trim_end_matches('/')])));
    Headers { common, forever, forever_below, base, host: site.config.base_url.host().to_owned() }
}

/// The files that have their fingerprint in their name.
fn stamped(site: &Site) -> impl Iterator<Item = &UrlPath> {
    site.themes.values().flat_map(|theme| theme.published()).filter_map(|file| file.stamped.as_ref())
}

/// Those of the finished files that never change under their name.
pub(crate) fn lasting<'p>(site: &Site, paths: impl Iterator<Item = &'p OutputPath>) -> BTreeSet<OutputPath> {
    let stamped: BTreeSet<&str> = stamped(site).map(|url| url.as_str().trim_start_matches('/')).collect();
    let is_made =
        |path: &OutputPath| path.as_str().starts_with(PICTURES) && UrlPath::written(path.as_str()).is_some_and(|url| is_variant(&url));
    paths.filter(|path| stamped.contains(path.as_str()) || is_made(path)).cloned().collect()
}

/// The folder of pictures that are made of others.
const PICTURES: &str = "pictures/";

/// Something on a page that no strict policy can allow.
pub(crate) struct Inline {
    what: String,
    problem: Diagnostic,
}

/// What one file needs, and what no strict policy can allow.
fn needs(site: &Site, path: &OutputPath, artifact: &Artifact, sink: &dyn Sink) -> (Needs, Vec<Inline>) {
    let mut needs = Needs::default();
    let text = sink.text(path, artifact).or_else(|| Some(artifact.content.text()?.into()));
    let Some(text) = text else { return (needs, Vec::new()) };
    if path.as_str().ends_with(".css") {
        needs.read_style(&text, &site.config.base_url);
        return (needs, Vec::new());
    }
    let inline = needs.read_page(&Document::parse(&text), &site.config.base_url);
    let tell = |what: String| {
        let help = "move the style into a style sheet, or the script into a file: a strict policy lets no attribute run";
        let problem = Diagnostic::new(Code::SecCspInline, format!("the page has {what}, which its content security policy forbids"));
        let problem = problem.help(help).during(format!("checking the finished page /{path}"));
        let problem = match &artifact.made_from {
            Some(source) => problem.at(source.at(0..0)),
            None => problem,
        };
        Inline { what, problem }
    };
    (needs, inline.into_iter().map(tell).collect())
}
