//! Where the addresses of finished pages were written: in raw HTML of a text, in a template, in data.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Snapshot, SourceId, Span};
use crate::render::text_report::TextReport;
use crate::site::Site;

/// The places of addresses in the sources, looked for only when some of them lead nowhere.
pub(super) struct Written {
    /// In raw HTML, by address and then by file.
    raw: BTreeMap<String, BTreeMap<SourceId, Vec<Span>>>,
    /// Between quotation marks, blanks or brackets of any source: templates first, then data, then texts.
    quoted: BTreeMap<String, Vec<Span>>,
}

impl Written {
    pub(super) fn find(site: &Site, snapshot: &Snapshot, wanted: &BTreeSet<&str>) -> Self {
        let mut found = Self { raw: BTreeMap::new(), quoted: BTreeMap::new() };
        for (id, parsed) in &site.documents {
            for (address, at) in parsed.raw_addresses() {
                if wanted.contains(&*address) {
                    found.raw.entry(address).or_default().entry(id.clone()).or_default().push(id.at(at));
                }
            }
        }
        let ending = |source: &SourceId| source.file_name().rsplit_once('.').map_or("", |(_, ending)| ending).to_owned();
        let mut sources: Vec<_> = snapshot.texts.values().collect();
        sources.sort_by_key(|source| match ending(&source.id).as_str() {
            "html" => 0,
            "md" => 2,
            _ => 1,
        });
        for source in sources {
            let mut start = 0;
            for word in source.text.split(['"', '\'', ' ', '\t', '\n', '\r', '(', ')', '<', '>', ',']) {
                if wanted.contains(word) {
                    found.quoted.entry(word.to_owned()).or_default().push(source.id.at(start..start + word.len()));
                }
                // Every sign that a text is split at is one byte long.
                start += word.len() + 1;
            }
        }
        found
    }

    /// The places in raw HTML of a file.
    pub(super) fn in_html_of(&self, address: &str, source: Option<&SourceId>) -> &[Span] {
        let of_source = || self.raw.get(address)?.get(source?);
        of_source().map_or(&[], Vec::as_slice)
    }

    /// The places in raw HTML of any file: lists show the start of texts.
    pub(super) fn in_html(&self, address: &str) -> impl Iterator<Item = &Span> {
        self.raw.get(address).into_iter().flat_map(BTreeMap::values).flatten()
    }

    /// The place in the page's own file, else the first in any.
    pub(super) fn quoted(&self, address: &str, source: Option<&SourceId>) -> Option<&Span> {
        let places = self.quoted.get(address)?;
        places.iter().find(|place| Some(&place.source) == source).or_else(|| places.first())
    }
}

/// What the rules about links in texts, menus and front matter have told already.
pub(super) struct Told {
    addresses: BTreeSet<String>,
    /// Files of outputs, with the part that was looked for.
    targets: BTreeSet<(String, Option<String>)>,
}

impl Told {
    pub(super) fn new(site: &Site, snapshot: &Snapshot, texts: &[std::sync::Arc<TextReport>], problems: &[Diagnostic]) -> Self {
        let is_of_link = |problem: &&Diagnostic| matches!(problem.code, Code::BrokenLink | Code::BrokenAnchor | Code::InvalidValue);
        let written = |problem: &Diagnostic| {
            let at = problem.at.as_ref()?;
            let text = &snapshot.texts.get(&at.source)?.text;
            Some(text.get(at.start..at.end)?.trim_matches(['"', '\'']).to_owned())
        };
        let mut addresses = BTreeSet::new();
        let mut targets = BTreeSet::new();
        for address in problems.iter().filter(is_of_link).filter_map(written) {
            if let Some(url) = crate::site::UrlPath::written(address.split(['#', '?']).next().unwrap_or_default()) {
                targets.insert((url.file(), None));
            }
            addresses.insert(address);
        }
        targets.extend(texts.iter().flat_map(|text| &text.paths).map(|(_, url)| (url.file(), None)));
        let parts = texts.iter().flat_map(|text| &text.anchors);
        targets.extend(parts.map(|(_, id, part)| (site.index.entry(*id).url.file(), Some(part.clone()))));
        Self { addresses, targets }
    }

    pub(super) fn has(&self, address: &str, target: &(String, Option<String>)) -> bool {
        self.addresses.contains(address) || self.targets.contains(target)
    }
}
