//! Taxonomies: terms and the pages that carry them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::{Entry, EntryId, Kind, UrlPath, slug};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::locale::Locale;
use crate::base::per_language::{LanguageId, PerLanguage};
use crate::base::source::Span;
use crate::base::unicode::nfc;
use crate::site::config::{Config, TaxonomyConfig};

/// A taxonomy's terms in one language.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Taxonomy {
    pub config: TaxonomyConfig,
    pub language: LanguageId,
    pub url: UrlPath,
    /// In the language's order of names.
    pub terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Term {
    pub name: String,
    pub slug: String,
    pub url: UrlPath,
    /// Newest first, then by path.
    pub pages: Vec<EntryId>,
}

/// The addresses of terms, each made once: a site has many pages and few terms.
#[derive(Default)]
pub(super) struct Slugs<'e>(HashMap<&'e str, String>);

impl<'e> Slugs<'e> {
    fn of(&mut self, term: &'e str) -> &str {
        self.0.entry(term).or_insert_with(|| slug(term))
    }
}

/// The terms of all pages, for each taxonomy and language that has any.
pub(super) fn collect<'e>(
    config: &Config,
    entries: &'e [Entry],
    slugs: &mut Slugs<'e>,
    locales: &PerLanguage<Arc<Locale>>,
    prefix: impl Fn(LanguageId) -> String,
) -> Vec<Taxonomy> {
    let mut found: BTreeMap<(usize, LanguageId), BTreeMap<String, Term>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if entry.kind != Kind::Page || entry.is_fallback() {
            continue;
        }
        for (taxonomy, names) in &entry.front.taxonomies {
            let Some(position) = config.taxonomies.iter().position(|known| known.name == taxonomy.value) else { continue };
            let base = || UrlPath::folder([prefix(entry.language).as_str(), config.taxonomies[position].path.trim_matches('/')]);
            for name in names {
                let slug = slugs.of(&name.value);
                // A term without an address is reported by `check`.
                if slug.is_empty() {
                    continue;
                }
                let terms = found.entry((position, entry.language)).or_default();
                if !terms.contains_key(slug) {
                    let url = base().join(slug).join("");
                    terms.insert(
                        slug.to_owned(),
                        Term { name: nfc(&name.value).into_owned(), url, slug: slug.to_owned(), pages: Vec::new() },
                    );
                }
                let Some(term) = terms.get_mut(slug) else { continue };
                if term.pages.last() != Some(&EntryId(at)) {
                    term.pages.push(EntryId(at));
                }
            }
        }
    }
    found
        .into_iter()
        .map(|((position, language), terms)| {
            let mut terms: Vec<Term> = terms.into_values().collect();
            terms.sort_by(|a, b| locales[language].compare(&a.name, &b.name).then_with(|| a.slug.cmp(&b.slug)));
            for term in &mut terms {
                term.pages.sort_by_cached_key(|id| {
                    let entry = &entries[id.0];
                    (std::cmp::Reverse(entry.date.map(|date| date.unix_seconds())), &entry.url)
                });
            }
            let config = config.taxonomies[position].clone();
            Taxonomy { url: UrlPath::folder([prefix(language).as_str(), config.path.trim_matches('/')]), config, language, terms }
        })
        .collect()
}

/// Different terms that would have one address, each told once. Only differences of case and of spaces are no differences.
pub(super) fn check_addresses<'e>(config: &'e Config, entries: &'e [Entry], slugs: &mut Slugs<'e>, problems: &mut Problems) {
    let mut seen: HashSet<(&str, LanguageId, &str)> = HashSet::new();
    let mut first: BTreeMap<(&str, LanguageId, String), (&str, Span)> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.kind == Kind::Page && !entry.is_fallback()) {
        let Some(source) = &entry.source else { continue };
        for (taxonomy, names) in &entry.front.taxonomies {
            let Some(known) = config.taxonomies.iter().find(|known| known.name == taxonomy.value) else { continue };
            for name in names {
                let slug = slugs.of(&name.value);
                if slug.is_empty() || !seen.insert((known.name.as_str(), entry.language, &name.value)) {
                    continue;
                }
                let at = source.at(name.span.clone());
                let key = (known.name.as_str(), entry.language, slug.to_owned());
                let (other, elsewhere) = first.entry(key).or_insert_with(|| (&name.value, at.clone()));
                if folded(other) == folded(&name.value) {
                    continue;
                }
                let message = format!("the term `{}` would have the address of `{other}`, a term of `{}`", name.value, elsewhere.source);
                let problem = Diagnostic::new(Code::DuplicateUrl, message).at(at).also(elsewhere.clone(), format!("`{other}` is here"));
                problems.push(
                    problem.help(
                        "name one of them in other letters or digits, such as `C plus plus` for `C++`; only case and spaces may differ",
                    ),
                );
            }
        }
    }
}

/// A term without its case and its spaces.
fn folded(term: &str) -> String {
    nfc(term).chars().filter(|sign| !sign.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Taxonomies that pages use but `site.toml` does not name, and terms that leave no address.
pub(super) fn check<'e>(config: &Config, entries: &'e [Entry], slugs: &mut Slugs<'e>, problems: &mut Problems) {
    for entry in entries.iter().filter(|entry| !entry.is_fallback()) {
        let Some(source) = &entry.source else { continue };
        for (taxonomy, names) in &entry.front.taxonomies {
            if !config.taxonomies.iter().any(|known| known.name == taxonomy.value) {
                let help = Suggestion::nearest(&taxonomy.value, config.taxonomies.iter().map(|known| known.name.as_str()))
                    .or_else(|| format!("add `[taxonomies.{}]` to `site.toml`", taxonomy.value));
                problems.push(
                    Diagnostic::new(Code::UnknownTaxonomy, format!("the site has no taxonomy `{}`", taxonomy.value))
                        .at(source.at(taxonomy.span.clone()))
                        .help(help),
                );
            }
            for name in names {
                if !slugs.of(&name.value).is_empty() {
                    continue;
                }
                problems.push(
                    Diagnostic::new(
                        Code::InvalidValue,
                        format!("the term `{}` has no letter or digit to make an address from", name.value),
                    )
                    .at(source.at(name.span.clone()))
                    .help("name the term with a word"),
                );
            }
        }
    }
}
