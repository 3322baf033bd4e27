//! Whether a finished page shows a text or a day to its readers.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use memchr::{memmem, memrchr2};

use crate::base::locale::{DateStyle, Locale};
use crate::base::moment::Moment;
use crate::render::visible;

/// Parts that readers may not see, and what ends them. Some of these are shown all the same, such as an exponent.
const UNSEEN: &[(&str, &str)] = &[
    ("<head", "</head"),
    ("<script", "</script"),
    ("<style", "</style"),
    ("<template", "</template"),
    ("<svg", "</svg"),
    ("<!--", "-->"),
    ("<sup", "</sup"),
];

/// What a page shows.
pub(crate) struct VisibleText<'a> {
    page: &'a str,
    locale: &'a Locale,
    /// Parts of the page whose text does not count as shown; `None` if that cannot be decided without reading the page.
    unseen: OnceCell<Option<Vec<Range<usize>>>>,
    /// The texts that were asked for, as a page's title is by several nodes.
    known: RefCell<Vec<(String, bool)>>,
    /// The text that readers see, made when the search in the HTML finds nothing.
    text: OnceCell<String>,
}

impl<'a> VisibleText<'a> {
    pub(crate) fn new(page: &'a str, locale: &'a Locale) -> Self {
        Self { page, locale, unseen: OnceCell::new(), known: RefCell::default(), text: OnceCell::new() }
    }

    pub(crate) fn has_text(&self, text: &str) -> bool {
        if let Some((_, is_shown)) = self.known.borrow().iter().find(|(known, _)| known == text) {
            return *is_shown;
        }
        let wanted = visible::normal(text);
        let is_shown = !wanted.is_empty() && self.has(std::iter::once(wanted));
        self.known.borrow_mut().push((text.to_owned(), is_shown));
        is_shown
    }

    /// Whether a day is shown in any of the language's ways, its year alone not being enough.
    pub(crate) fn has_day(&self, iso: &str) -> bool {
        let Some(moment) = Moment::parse(iso) else { return self.has_text(iso) };
        let styles = [DateStyle::Long, DateStyle::Medium, DateStyle::Iso];
        let locales = || [self.locale].into_iter().chain(self.locale.also());
        self.has(styles.iter().flat_map(|style| locales().map(|locale| visible::normal(&locale.date(moment, *style)))))
    }

    /// Whether one of these texts is shown. They are made one by one, since the first is nearly always the one.
    fn has(&self, wanted: impl Iterator<Item = String>) -> bool {
        let mut missed = Vec::new();
        for wanted in wanted {
            if self.is_in_html(&wanted) {
                return true;
            }
            missed.push(wanted);
        }
        let text = self.text.get_or_init(|| visible::text(self.page));
        missed.iter().any(|wanted| memmem::find(text.as_bytes(), wanted.as_bytes()).is_some())
    }

    /// Whether the text stands in the page as it is, outside of tags. Where not, markup may still stand between its words.
    ///
    /// Nearly every question is answered here, by a search for bytes and without reading the page as HTML. A wrong "no" costs
    /// only time: the page is read then.
    fn is_in_html(&self, wanted: &str) -> bool {
        let Some(unseen) = self.unseen.get_or_init(|| unseen(self.page)) else { return false };
        let page = self.page.as_bytes();
        let is_written = |wanted: &str| {
            memmem::find_iter(page, wanted.as_bytes()).any(|at| {
                let is_in_text = memrchr2(b'<', b'>', &page[..at]).is_some_and(|sign| page[sign] == b'>');
                is_in_text && !unseen.iter().any(|part| part.contains(&at))
            })
        };
        if !wanted.contains(['<', '>', '&', '"', '\'']) {
            return is_written(wanted);
        }
        // As texts are written, as Ribbon escapes what it puts between tags, and as Tera does.
        let in_text = wanted.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let by_ribbon = in_text.replace('"', "&quot;");
        let by_tera = by_ribbon.replace('\'', "&#x27;");
        is_written(&in_text) || is_written(&by_ribbon) || is_written(&by_tera)
    }
}

/// The parts that readers may not see; `None` if that takes reading the page. Marks of citations are hidden because of their class.
fn unseen(page: &str) -> Option<Vec<Range<usize>>> {
    let bytes = page.as_bytes();
    let mut parts = Vec::new();
    for (open, close) in UNSEEN {
        let mut from = 0;
        while let Some(at) = memmem::find(&bytes[from..], open.as_bytes()).map(|at| from + at) {
            let inside = at + open.len();
            from = inside;
            // `<header` is another element than `<head`.
            if *open != "<!--" && bytes.get(inside).is_some_and(u8::is_ascii_alphanumeric) {
                continue;
            }
            from = memmem::find(&bytes[inside..], close.as_bytes()).map_or(bytes.len(), |length| inside + length);
            parts.push(at..from);
        }
    }
    for mark in memmem::find_iter(bytes, visible::CITATION.as_bytes()) {
        if !parts.iter().any(|part| part.contains(&mark)) {
            parts.push(span_around(page, mark)?);
        }
    }
    Some(parts)
}

/// The span that has an attribute here; `None` for another element, and for a span with spans in it, whose end is farther.
fn span_around(page: &str, attribute: usize) -> Option<Range<usize>> {
    let start = page[..attribute].rfind('<').filter(|start| page[*start..].starts_with("<span "))?;
    let end = attribute + page[attribute..].find("</span")?;
    (!page[attribute..end].contains("<span")).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::locale::Language;

    #[track_caller]
    fn check(page: &str, wanted: &str, expected: bool) {
        let locale = Locale::new(&Language::parse("en").expect("a language"));
        let shown = VisibleText::new(page, &locale);
        assert_eq!(shown.has_text(wanted), expected, "{wanted}");
        assert!(!shown.is_in_html(wanted) || expected, "{wanted}");
    }

    #[test]
    fn escaped_texts_are_found_without_reading_the_page() {
        let locale = Locale::new(&Language::parse("en").expect("a language"));
        let page = "<p>Rest &amp; \"sleep\"</p><p>It's &quot;so&quot;</p><p>Ann&#x27;s &lt;b&gt;</p><p>&amp;lt;</p>";
        let shown = VisibleText::new(page, &locale);
        for wanted in ["Rest & \"sleep\"", "It's \"so\"", "Ann's <b>", "&lt;"] {
            assert!(shown.is_in_html(wanted), "{wanted}");
        }
        assert!(!shown.is_in_html("<b>") || shown.has_text("<b>"));
        assert!(!shown.is_in_html("&gt;") && !shown.has_text("&gt;"));
    }

    #[test]
    fn what_stands_in_tags_or_unseen_parts_is_not_shown() {
        let page = "<head><title>Rest well</title></head><header>Top</header><img alt=\"Rest well\"><script>1 > 0; \"Rest well\"</script>\
                    <!--a <b>Rest well --><svg><title>Rest well</title></svg>";
        check(page, "Rest well", false);
        check(page, "Top", true);
        check(&format!("{page}<p>Rest  <em>well</em>"), "Rest well", true);
        check(&format!("{page}<p>Rest well"), "Rest well", true);
        check("<p><span class=\"citation\">Rest well</span>", "Rest well", false);
        check("<p><span class=\"citation\"><span>So</span> Rest well</span>", "Rest well", false);
        check("<p><i class=\"citation\">Rest well</i>", "Rest well", false);
        for mark in ["sup", "span"] {
            let page = format!("<p>1<{mark} class=\"citation\">Rest well</{mark}> Top");
            check(&page, "Rest well", false);
            let locale = Locale::new(&Language::parse("en").expect("a language"));
            assert!(VisibleText::new(&page, &locale).is_in_html("Top"));
        }
    }
}
