//! Links to other sites: which there are, and what their answers mean for them. Nobody is asked here.

mod places;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::page::problem;
use crate::base::answer::{Answer, End, Question};
use crate::base::artifact::{Artifact, ArtifactKind, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::sink::Sink;
use crate::base::source::{Snapshot, Span};
use crate::site::Site;
use crate::site::evidence::Reference;
use crate::syntax::addresses::addresses;
use crate::syntax::html::Document;
use places::Places;
use verdict::{Verdict, is_registry, verdict};

/// So many further places of one address are shown; all are counted.
const MAX_PLACES: usize = 12;

/// Parts of a page that no element with an id stands for: the top, a phrase, a place in a PDF, an address that a script reads.
const NO_PART: &[char] = &['!', '/', '=', ':', '?', '&'];

/// An address of another site, without its fragment.
#[derive(Default)]
struct Link<'a> {
    /// The ways in which pages write it, each with its fragment.
    written: BTreeMap<String, Option<String>>,
    /// The first page that has it, with its file; none for a reference that no page links to.
    page: Option<(&'a OutputPath, &'a Artifact)>,
    references: Vec<&'a Reference>,
}

type Links<'a> = BTreeMap<String, Link<'a>>;

/// Tells what the answers mean, and returns the questions that have none yet; nothing if nobody wants to ask.
pub(crate) fn all(
    site: &Site,
    snapshot: &Snapshot,
    cited: &BTreeSet<String>,
    artifacts: &BTreeMap<OutputPath, Artifact>,
    sink: &dyn Sink,
    problems: &mut Problems,
) -> Vec<Question> {
    let Some(answers) = &snapshot.answers else { return Vec::new() };
    let mut links = Links::new();
    for (path, artifact) in artifacts.iter().filter(|(_, artifact)| artifact.kind == ArtifactKind::Page) {
        if let Some(text) = sink.text(path, artifact) {
            add_page(site, &mut links, (path, artifact), &text);
        }
    }
    for reference in cited.iter().filter_map(|key| site.evidence.references.get(key)) {
        add_reference(site, &mut links, reference);
    }
    leave_out(site, &mut links, problems);
    let wanted = links.values().flat_map(|link| link.written.keys()).map(String::as_str);
    let is_link = |place: &Span| {
        let rules = site.config.check.never_ask.iter();
        place.source != site.config.source || !rules.map(|rule| &rule.at.span).any(|at| at.start <= place.start && place.start < at.end)
    };
    let places = Places::find(snapshot, wanted, is_link);
    let mut teller = Teller { places, of_hosts: BTreeMap::new(), problems };
    let mut unanswered = Vec::new();
    for (address, link) in &links {
        match answers.get(address) {
            Some(answer) => teller.tell(address, link, answer),
            None => unanswered.push(Question { address: address.clone(), parts: link.written.values().flatten().cloned().collect() }),
        }
    }
    teller.finish();
    unanswered
}

fn add_page<'a>(site: &Site, links: &mut Links<'a>, page: (&'a OutputPath, &'a Artifact), text: &str) {
    let document = Document::parse(text);
    let hinted: BTreeSet<&str> = document
        .elements()
        .filter(|element| element.name() == "link" && element.value("rel").is_some_and(|rel| matches!(rel, "preconnect" | "dns-prefetch")))
        .filter_map(|element| element.value("href"))
        .collect();
    for found in addresses(&document).into_iter().filter(|found| !hinted.contains(&*found.value)) {
        if let Some((address, part)) = outside(site, &found.value) {
            let link = links.entry(address).or_default();
            link.written.insert(found.value.into_owned(), part);
            link.page.get_or_insert(page);
        }
    }
}

fn add_reference<'a>(site: &Site, links: &mut Links<'a>, reference: &'a Reference) {
    let written: BTreeSet<String> = reference.address().into_iter().chain(reference.text("URL")).collect();
    for written in written {
        if let Some((address, part)) = outside(site, &written) {
            let link = links.entry(address).or_default();
            link.written.insert(written, part);
            link.references.push(reference);
        }
    }
}

/// The address to ask and the part of its page, if it is one of another site. An address that hands on one of this site, as links
/// for sharing do, is answered to people alone.
fn outside(site: &Site, written: &str) -> Option<(String, Option<String>)> {
    let base = &site.config.base_url;
    base.other_origin(written)?;
    let whole = if written.starts_with("//") { format!("https:{written}") } else { written.to_owned() };
    let (address, fragment) = whole.split_once('#').map_or((whole.as_str(), None), |(address, fragment)| (address, Some(fragment)));
    let own = base.absolute("");
    let encoded = utf8_percent_encode(&own, NON_ALPHANUMERIC).to_string();
    let is_shared = address.split_once('?').is_some_and(|(_, query)| {
        query.contains(own.as_str()) || query.contains(&encoded) || percent_decode_str(query).decode_utf8_lossy().contains(&own)
    });
    let is_web = address.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"));
    (is_web && !is_shared).then(|| (address.to_owned(), fragment.and_then(part)))
}

fn part(fragment: &str) -> Option<String> {
    let is_named = !fragment.is_empty() && !fragment.contains(NO_PART) && !fragment.eq_ignore_ascii_case("top");
    is_named.then(|| percent_decode_str(fragment).decode_utf8_lossy().into_owned())
}

/// Leaves out what the site never asks for, and tells of entries that are about nothing.
fn leave_out(site: &Site, links: &mut Links<'_>, problems: &mut Problems) {
    for entry in &site.config.check.never_ask {
        let at = site.config.source.at(entry.at.span.clone());
        if entry.reason.trim().is_empty() {
            let problem = Diagnostic::new(Code::SuppressionReason, "this gives no reason, so the address is asked all the same");
            problems.push(problem.at(at).help("write into `reason` why nobody is to ask there"));
            continue;
        }
        let before = links.len();
        links.retain(|address, _| !entry.matches(address));
        if links.len() == before {
            let message = format!("no link leads to `{}` any more", entry.address);
            problems.push(Diagnostic::new(Code::UnusedSuppression, message).at(at).help("remove the entry"));
        }
    }
}

/// What is the same for all addresses of a host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Host {
    Undecided(u16),
    Silent(String),
}

struct Teller<'a, 's> {
    places: Places,
    /// By host, and by what came: a server that refuses programs, or that is not there, is one finding with all its addresses.
    of_hosts: BTreeMap<(String, Host), Vec<(&'s str, &'s Link<'a>)>>,
    problems: &'s mut Problems,
}

impl<'a, 's> Teller<'a, 's> {
    fn tell(&mut self, address: &'s str, link: &'s Link<'a>, answer: &Answer) {
        let last = answer.hops.last().map_or(address, |hop| hop.to.as_str());
        let what = match answer.hops.len() {
            0 => format!("`{address}`"),
            1 => format!("`{address}` redirects to `{last}`, which"),
            n => format!("`{address}` redirects in {n} steps to `{last}`, which"),
        };
        let found = match verdict(address, answer) {
            Verdict::Fine => None,
            Verdict::Undecided { status } => {
                self.of_hosts.entry((host(last).to_owned(), Host::Undecided(status))).or_default().push((address, link));
                None
            }
            Verdict::Gone { status } => {
                Some((Code::ExternalGone, format!("{what} is gone: its server answers {status}"), gone_help(address, link)))
            }
            Verdict::Moved { to, status } => {
                let help = format!("link to the new address, once you have seen that it is the same page; the server answers {status}");
                Some((Code::ExternalMoved, format!("`{address}` has moved for good to `{to}`"), help))
            }
            Verdict::Silent { why } if answer.hops.is_empty() && !matches!(answer.end, End::Status(_)) => {
                self.of_hosts.entry((host(last).to_owned(), Host::Silent(why))).or_default().push((address, link));
                None
            }
            Verdict::Silent { why } => Some((Code::ExternalSilent, format!("{what} cannot be reached: {why}"), silent_help(address))),
        };
        if let Some((code, message, help)) = found {
            let written: Vec<&str> = link.written.keys().map(String::as_str).collect();
            self.push(code, &message, help, &written, link);
        }
        for part in &answer.missing {
            let written: Vec<&str> =
                link.written.iter().filter(|(_, named)| named.as_ref() == Some(part)).map(|(written, _)| written.as_str()).collect();
            if !written.is_empty() {
                let help = "link to a part that the page has, or to the page alone; a script may add the part in browsers".to_owned();
                self.push(Code::ExternalAnchor, &format!("the page at `{address}` has no part `#{part}`"), help, &written, link);
            }
        }
    }

    /// Adds one problem for all places of an address.
    fn push(&mut self, code: Code, message: &str, help: String, written: &[&str], link: &Link<'_>) {
        let mut places: BTreeSet<Span> = written.iter().flat_map(|written| self.places.of(written)).cloned().collect();
        // An entry whose DOI makes the address has it written nowhere: it is told of at its key.
        for reference in &link.references {
            if !places.iter().any(|place| place.source == reference.at.source) {
                places.insert(reference.at.clone());
            }
        }
        let message = if places.len() > 1 { format!("{message}; it is written in {} places", places.len()) } else { message.to_owned() };
        let mut places = places.into_iter();
        let problem = match (places.next(), link.page) {
            (Some(first), _) => Diagnostic::new(code, message).at(first),
            (None, Some((path, artifact))) => problem(path, artifact, code, message),
            (None, None) => Diagnostic::new(code, message),
        };
        self.problems.push(places.take(MAX_PLACES).fold(problem.help(help), |problem, place| problem.also(place, "here too")));
    }

    fn finish(mut self) {
        for ((host, what), links) in std::mem::take(&mut self.of_hosts) {
            let Some(&(address, link)) = links.first() else { continue };
            let n = links.len();
            let which = if n == 1 { format!("`{address}`") } else { format!("{n} addresses at `{host}`, such as `{address}`,") };
            let (code, message, help) = match what {
                Host::Undecided(status) => (
                    Code::ExternalUndecided,
                    format!("{which} {} not decided: the server answers programs with {status}", if n == 1 { "was" } else { "were" }),
                    "open it in a browser; `[[check.never_ask]]` in `site.toml` names addresses that nobody is to ask, each with a reason"
                        .to_owned(),
                ),
                Host::Silent(why) => (Code::ExternalSilent, format!("{which} cannot be reached: {why}"), silent_help(address)),
            };
            let written: Vec<&str> = link.written.keys().map(String::as_str).collect();
            self.push(code, &message, help, &written, link);
        }
    }
}

fn silent_help(address: &str) -> String {
    format!("it may be so for a while only: open it in a browser, and ask again later; {}", archive(address))
}

fn gone_help(address: &str, link: &Link<'_>) -> String {
    if is_registry(address) {
        return "the registry has no such DOI, or its publisher has no such page: compare the DOI with the source itself".to_owned();
    }
    let kept = link.references.iter().find_map(|reference| {
        let named = ["archive_location", "archive-place", "archive"].into_iter().filter_map(|field| reference.text(field));
        named.into_iter().find(|value| value.starts_with("http"))
    });
    if let Some(kept) = kept {
        return format!("the entry names an archived copy, `{kept}`: make it the address, or cite where the source is now");
    }
    let doi = link.references.iter().find_map(|reference| reference.text("DOI")).filter(|doi| !address.ends_with(doi.as_str()));
    if let Some(doi) = doi {
        return format!("the entry's DOI may lead on: `https://doi.org/{doi}`; else {}", archive(address));
    }
    format!("link to where the page is now, or remove the link; {}", archive(address))
}

/// Where the Internet Archive lists its copies of an address.
fn archive(address: &str) -> String {
    format!("the Internet Archive may have a copy: `https://web.archive.org/web/*/{address}`")
}

fn host(address: &str) -> &str {
    address.split_once("://").map_or(address, |(_, rest)| rest).split(['/', '?', '#']).next().unwrap_or_default()
}
