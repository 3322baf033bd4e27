//! A reference as a style writes it where nothing else is cited.

use hayagriva::citationberg::json::Item;

use super::bidi;
use super::foreign::Foreign;
use super::markup::{self, link_start};
use super::reference::{Alone, Reference, Styled};
use super::style::{Cited, Style};
use crate::base::per_language::LanguageId;
use crate::content::{Locator, LocatorKind};
use crate::syntax::html::escape_into as escape;

/// Where a citation stands among those of the same reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Position {
    First,
    Subsequent,
    /// Right after the same reference with the same place.
    Ibid,
}

impl Reference {
    /// The entry in a language, written when first asked for.
    pub(crate) fn styled(&self, style: &Style, language: LanguageId) -> &Styled {
        &self.alone(style, language).entry
    }

    pub(super) fn alone(&self, style: &Style, language: LanguageId) -> &Alone {
        let write = || {
            let cited = Cited { item: &self.shown, locator: None, is_year: false };
            let rendered = style.process(&[vec![cited]], language);
            let item = rendered.bibliography.and_then(|list| list.items.into_iter().next());
            let mark = rendered.citations.first().map(|mark| &mark.citation);
            Alone {
                entry: item.as_ref().map_or_else(Styled::default, |item| entry(&item.content, &self.item, style.words(language))),
                mark: mark.map_or_else(Vec::new, markup::parts),
                short: mark.and_then(markup::short),
                names: item.and_then(|item| markup::names(&item.content)),
            }
        };
        // A language that the site does not have is never asked for.
        self.alone.get(language).or(self.alone.first()).map_or(&NOTHING, |alone| alone.get_or_init(write))
    }

    /// By what a mark names the reference when it was cited before. No second reference is at hand that could be mixed
    /// up with it. The outer none is for a position that is the first.
    pub(super) fn later(&self, position: Position, style: &Style, language: LanguageId) -> Option<Option<&str>> {
        let write = || {
            let place = Locator { kind: LocatorKind::Page, value: "1".to_owned() };
            let cited = |locator| vec![Cited { item: &self.shown, locator, is_year: false }];
            // After a citation with a place, one without is no `ibid`.
            let rendered = style.process(&[cited(None), cited(None), cited(Some(&place)), cited(None)], language);
            [1, 3].map(|at| rendered.citations.get(at).and_then(|mark| markup::short(&mark.citation)))
        };
        let at = match position {
            Position::First => return None,
            Position::Ibid => 0,
            Position::Subsequent => 1,
        };
        Some(self.later.get(language).and_then(|later| later.get_or_init(write)[at].as_deref()))
    }
}

static NOTHING: Alone = Alone { entry: Styled { html: String::new(), text: String::new() }, mark: Vec::new(), short: None, names: None };

/// An entry with its links; a style that leaves out the numbers of an article gets them added. `words` is the language of
/// the style's own words.
pub(super) fn entry(content: &hayagriva::ElemChildren, item: &Item, words: &str) -> Styled {
    let markup::Writer { mut html, mut text, links, .. } = markup::entry(content, Foreign::of(item, words));
    let number = |variable: &str| item.0.get(variable).and_then(|value| value.to_str()).map(|text| text.into_owned());
    let known = [
        ("doi:", number("DOI"), "https://doi.org/", ""),
        ("PMID: ", number("PMID"), "https://pubmed.ncbi.nlm.nih.gov/", "/"),
        ("PMCID: ", number("PMCID"), "https://pmc.ncbi.nlm.nih.gov/articles/", "/"),
    ];
    for (name, number, before, after) in known {
        let Some(number) = number else { continue };
        let url = format!("{before}{number}{after}");
        if links.iter().any(|link| link.eq_ignore_ascii_case(&url)) || html.contains(&url) {
            continue;
        }
        html.push_str(&format!(" {name}{}", link_start(&url)));
        escape(&number, &mut html);
        html.push_str("</a>.");
        text.push_str(&format!(" {name}{number}."));
    }
    let text = text.trim().to_owned();
    Styled { html: bidi::isolated(html.trim().to_owned(), &text), text }
}
