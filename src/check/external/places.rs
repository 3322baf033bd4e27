//! Where addresses of other sites are written in the sources.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, MatchKind};
use percent_encoding::percent_decode_str;

use crate::base::source::{Snapshot, Span};

/// The places of each address, in the order of the sources.
#[derive(Default)]
pub(super) struct Places(BTreeMap<String, Vec<Span>>);

impl Places {
    /// Looks through every source once, and takes the places that are links. An address with letters that browsers write in percents is found with the letters too, and
    /// one with `&` as HTML writes it.
    pub(super) fn find<'w>(snapshot: &Snapshot, wanted: impl Iterator<Item = &'w str>, is_link: impl Fn(&Span) -> bool) -> Self {
        let wanted: BTreeSet<&str> = wanted.collect();
        let mut patterns: BTreeMap<String, &str> = BTreeMap::new();
        for address in &wanted {
            let decoded = percent_decode_str(address).decode_utf8_lossy().into_owned();
            for form in [address.replace('&', "&amp;"), decoded, (*address).to_owned()] {
                patterns.insert(form, address);
            }
        }
        let forms: Vec<&String> = patterns.keys().collect();
        let Ok(automaton) = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&forms) else { return Self::default() };
        let mut found = Self::default();
        for source in snapshot.texts.values() {
            for place in automaton.find_iter(&*source.text) {
                let at = source.id.at(place.start()..place.end());
                if is_whole(&source.text[place.end()..]) && is_link(&at) {
                    let address = patterns[forms[place.pattern().as_usize()]];
                    found.0.entry(address.to_owned()).or_default().push(at);
                }
            }
        }
        found
    }

    pub(super) fn of(&self, address: &str) -> &[Span] {
        self.0.get(address).map_or(&[], Vec::as_slice)
    }
}

/// Whether an address ends before a text: not where it is only the beginning of a longer one.
fn is_whole(after: &str) -> bool {
    let mut signs = after.chars();
    match signs.next() {
        None => true,
        Some('.' | ',' | ';' | ':' | '!' | '?') => !signs.next().is_some_and(|next| next.is_alphanumeric() || next == '/'),
        Some(sign) => !(sign.is_alphanumeric() || "/-_~%#&=+@$*".contains(sign)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::source::{Settings, Source};

    #[test]
    fn an_address_is_found_where_it_is_whole() {
        let text = "[a](https://a.example/x) https://a.example/x/y <https://a.example/x>. See https://a.example/x. And https://a.example/x.pdf \
                    https://a.example/%C3%A9 https://a.example/é \"https://a.example/?a=1&amp;b=2\"";
        let mut snapshot = Snapshot::empty(Settings::on("2027-02-04".parse().expect("a date")));
        let source = Source::new("content/a.md", text);
        snapshot.texts.insert(source.id.clone(), source);
        let wanted = ["https://a.example/x", "https://a.example/%C3%A9", "https://a.example/?a=1&b=2"];
        let places = Places::find(&snapshot, wanted.into_iter(), |_| true);
        let written = |address: &str| places.of(address).iter().map(|at| &text[at.start..at.end]).collect::<Vec<_>>();
        assert_eq!(written("https://a.example/x"), ["https://a.example/x"; 3]);
        assert_eq!(written("https://a.example/%C3%A9"), ["https://a.example/%C3%A9", "https://a.example/é"]);
        assert_eq!(written("https://a.example/?a=1&b=2"), ["https://a.example/?a=1&amp;b=2"]);
    }
}
