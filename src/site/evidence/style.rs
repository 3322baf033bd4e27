//! A citation style with the words of its languages, by hayagriva's CSL processor.
//!
//! The styles and locales of the Citation Style Language project are pinned in `csl/`.

mod bounds;
mod built_in;
mod finish;
mod format;
mod item;
mod repair;
mod reuse;

use std::borrow::Cow;
use std::sync::OnceLock;

use hayagriva::citationberg::json::{Item, Value};
use hayagriva::citationberg::taxonomy::{Locator as CslLocator, OtherTerm, Term};
use hayagriva::citationberg::{self, IndependentStyle, Locale, LocaleCode, LocaleFile, StyleCategory, StyleClass, TermForm};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, CitePurpose, LocatorPayload, Rendered, SpecificLocator,
};

use built_in::{ALIASES, LOCALES, STYLES, locale_code};
use finish::Finish;
pub(super) use format::CitationFormat;
use item::End;
pub(super) use reuse::{Repeated, Reuse, Sorting};

use super::markup;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::fingerprint::Fingerprint;
use crate::base::per_language::{LanguageId, PerLanguage};
use crate::base::source::{Snapshot, SourceId};
use crate::content::{Locator, LocatorKind};
use crate::syntax::fields::Spanned;

/// A style, ready to write references in the site's languages.
#[derive(Debug)]
pub(crate) struct Style {
    /// One that is built in, which is read when something is first cited: most sites cite nothing.
    built_in: &'static str,
    processor: OnceLock<Processor>,
    marks: OnceLock<CitationFormat>,
    reuse: OnceLock<Option<Reuse>>,
    /// The locale of each of the site's languages.
    codes: PerLanguage<LocaleCode>,
    /// Whether hyphens stand between pages.
    keeps_hyphens: bool,
    /// Whether a hyphen between given names is kept between their initials.
    has_hyphens: bool,
    /// Whether it names sources by labels such as `Lee21`.
    pub has_labels: bool,
    pub fingerprint: Fingerprint,
}

/// A style and the words of its languages as the processor takes them.
#[derive(Debug)]
struct Processor {
    csl: IndependentStyle,
    locales: Vec<Locale>,
    /// Whether a comma stands before `et al.` after a single name.
    always_comma: bool,
}

/// One citation of a mark.
#[derive(Clone, Copy)]
pub(super) struct Cited<'a> {
    pub item: &'a Item,
    pub locator: Option<&'a Locator>,
    /// Whether a style of names and years is to give the year alone.
    pub is_year: bool,
}

/// What a style is made from.
pub(crate) fn key(snapshot: &Snapshot, wanted: Option<&Spanned<String>>, languages: &[String]) -> Fingerprint {
    let own = wanted.filter(|wanted| built_in::text_of(&wanted.value).is_none());
    let file = own.and_then(|own| snapshot.text(&own.value)).map(|source| source.fingerprint);
    // What cannot be used is a problem of the place where it is named, which suggests from the files that there are.
    let told = own.map(|own| (&own.span, files(snapshot).collect::<Vec<_>>()));
    Fingerprint::of(&(wanted.map(|wanted| &wanted.value), file, told, languages))
}

/// Loads the style of `[citations]` in `site.toml`, or the usual one.
pub(crate) fn load(snapshot: &Snapshot, wanted: Option<&Spanned<String>>, config: &SourceId, languages: &[String]) -> (Style, Problems) {
    let mut problems = Problems::new();
    let codes: PerLanguage<LocaleCode> = languages.iter().map(|language| locale_code(language)).collect();
    if let Some(wanted) = wanted {
        if let Some(text) = built_in::text_of(&wanted.value) {
            return (Style::new(text, codes), problems);
        }
        match snapshot.text(&wanted.value).map(|source| &*source.text) {
            None => problems.push(unknown(snapshot, wanted, config)),
            Some(text) => match own_style(text) {
                Ok(csl) => return (Style::own(csl, text, codes), problems),
                Err(fault) => problems.push(invalid(snapshot, wanted, config, &fault)),
            },
        }
    }
    (Style::new(STYLES[0].1, codes), problems)
}

/// The styles that the site has itself.
fn files(snapshot: &Snapshot) -> impl Iterator<Item = &str> {
    snapshot.texts_below("data/").map(|source| source.id.as_str()).filter(|path| path.ends_with(".csl"))
}

fn unknown(snapshot: &Snapshot, wanted: &Spanned<String>, config: &SourceId) -> Diagnostic {
    let names: Vec<&str> =
        STYLES.iter().map(|(name, ..)| *name).chain(ALIASES.iter().map(|(name, _)| *name)).chain(files(snapshot)).collect();
    let help = Suggestion::nearest(&wanted.value, names.iter().copied())
        .or_else(|| format!("expected one of {}, or a file such as `data/style.csl`", names.join(", ")));
    Diagnostic::new(Code::InvalidValue, format!("there is no citation style `{}`", wanted.value))
        .at(config.at(wanted.span.clone()))
        .help(help)
}

/// A style of the site's own, or why it cannot be used.
fn own_style(text: &str) -> Result<IndependentStyle, bounds::Fault> {
    bounds::check(text)?;
    let style = IndependentStyle::from_xml(&repair::without_plurals(text)).map_err(|error| {
        let message = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
        bounds::Fault { message, at: 0..0 }
    })?;
    if style.settings.class == StyleClass::Note {
        let at = text.find("class=").map_or(0..0, |start| start..start + "class=".len());
        let message = "it writes whole sources into footnotes, and Ribbon marks citations by numbers or names".to_owned();
        return Err(bounds::Fault { message, at });
    }
    Ok(style)
}

fn invalid(snapshot: &Snapshot, wanted: &Spanned<String>, config: &SourceId, fault: &bounds::Fault) -> Diagnostic {
    let error = fault.message.trim_end_matches('.');
    let problem = Diagnostic::new(Code::InvalidValue, format!("`{}` is not a citation style that can be used: {error}", wanted.value));
    let at = snapshot.text(&wanted.value).map_or_else(|| config.at(wanted.span.clone()), |source| source.id.at(fault.at.clone()));
    problem.at(at).help("take an independent style from the Citation Style Language project; a dependent one names its parent")
}

impl Style {
    /// A style that is built in.
    fn new(text: &'static str, codes: PerLanguage<LocaleCode>) -> Self {
        let marks = STYLES.iter().find(|(_, known, _)| *known == text).map(|(.., marks)| marks.format());
        Self { built_in: text, marks: marks.map_or_else(OnceLock::new, OnceLock::from), ..Self::unread(text, codes) }
    }

    /// A style of the site's own.
    fn own(csl: IndependentStyle, text: &str, codes: PerLanguage<LocaleCode>) -> Self {
        let processor = Processor::new(csl, text, &codes);
        Self { processor: OnceLock::from(processor), ..Self::unread(text, codes) }
    }

    fn unread(text: &str, codes: PerLanguage<LocaleCode>) -> Self {
        let keeps_hyphens = text.contains("page-range-delimiter\">-<");
        let has_hyphens = !text.contains("initialize-with-hyphen=\"false\"");
        let has_labels = text.contains("citation-label");
        let fingerprint = Fingerprint::of(text);
        let (processor, marks, reuse) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self { built_in: STYLES[0].1, processor, marks, reuse, codes, keeps_hyphens, has_hyphens, has_labels, fingerprint }
    }

    fn processor(&self) -> &Processor {
        self.processor.get_or_init(|| {
            let csl = IndependentStyle::from_xml(&repair::without_plurals(self.built_in));
            let csl = csl.expect("the style that is built in can be read, which a test holds");
            Processor::new(csl, self.built_in, &self.codes)
        })
    }

    /// How the style marks citations in the text.
    pub(super) fn marks(&self) -> &CitationFormat {
        self.marks.get_or_init(|| self.probe())
    }

    /// What of one page can be used for others.
    pub(super) fn reuse(&self) -> Option<&Reuse> {
        self.reuse.get_or_init(|| Reuse::of(&self.processor().csl)).as_ref()
    }

    /// Whether the style's marks are numbers, by its own word.
    pub(super) fn counts(&self) -> bool {
        let is_numeric =
            |category: &StyleCategory| matches!(category, StyleCategory::CitationFormat { format: citationberg::CitationFormat::Numeric });
        self.processor().csl.info.category.iter().any(is_numeric)
    }

    /// Has the processor write some numbers, to learn how the style marks them; what fits no
    /// pattern is left to the processor every time.
    fn probe(&self) -> CitationFormat {
        let Processor { csl, .. } = self.processor();
        let is_numeric = self.counts();
        let depends = csl.bibliography.as_ref().is_none_or(|list| list.sort.is_some() || list.subsequent_author_substitute.is_some());
        if !is_numeric || depends {
            return CitationFormat::Other;
        }
        let items: Vec<Item> = (1..=5).map(|n| probe_item(&format!("probe-{n}"))).collect();
        let place = Locator { kind: LocatorKind::Page, value: "7".to_owned() };
        let cited = |at: usize| Cited { item: &items[at], locator: None, is_year: false };
        let with_place = Cited { item: &items[0], locator: Some(&place), is_year: false };
        let marks = [
            vec![cited(0)],
            vec![cited(1), cited(0)],
            vec![cited(0), cited(1), cited(2)],
            vec![cited(0), cited(2), cited(3), cited(4)],
            vec![with_place],
        ];
        let written = self.process(&marks, LanguageId::DEFAULT);
        let shown: Vec<String> = written.citations.iter().map(|mark| format!("{:#}", mark.citation)).collect();
        let [one, two, three, four, placed] = &shown[..] else { return CitationFormat::Other };
        let (Some((prefix, suffix)), Some(formatting)) =
            (one.split_once('1'), written.citations.first().and_then(|mark| markup::formatting(&mark.citation)))
        else {
            return CitationFormat::Other;
        };
        let Some(delimiter) =
            two.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix)).and_then(|both| both.strip_prefix('1')?.strip_suffix('2'))
        else {
            return CitationFormat::Other;
        };
        let marks = CitationFormat::Numbers {
            prefix: prefix.to_owned(),
            delimiter: delimiter.to_owned(),
            suffix: suffix.to_owned(),
            is_raised: formatting.is_raised,
            has_ranges: three.contains('–'),
            has_places: placed != one,
        };
        let fits = |numbers: &[usize], shown: &str| marks.plain(numbers).as_deref() == Some(shown);
        if fits(&[1, 2, 3], three) && fits(&[1, 3, 4, 5], four) { marks } else { CitationFormat::Other }
    }

    /// CitationFormat and list of a page, by the processor.
    pub(super) fn process(&self, marks: &[Vec<Cited<'_>>], language: LanguageId) -> Rendered {
        self.process_by(&self.processor().csl, marks, language)
    }

    /// The keys of items that are cited in this order, in the order of the list.
    pub(super) fn sorted(&self, sorting: &Sorting, items: &[&Item], language: LanguageId) -> Vec<String> {
        let marks: Vec<Vec<Cited<'_>>> = items.iter().map(|item| vec![Cited { item, locator: None, is_year: false }]).collect();
        let list = self.process_by(&sorting.bare, &marks, language).bibliography;
        list.into_iter().flat_map(|list| list.items).map(|item| item.key).collect()
    }

    fn process_by(&self, csl: &IndependentStyle, marks: &[Vec<Cited<'_>>], language: LanguageId) -> Rendered {
        let items: Vec<Vec<&Item>> = marks.iter().map(|mark| mark.iter().map(|cited| cited.item).collect()).collect();
        let mut rendered = self.process_end(csl, marks, language, End::First);
        // The processor knows no ranges of dates: their ends are written apart, and joined.
        if items.iter().flatten().any(|item| item.0.values().any(item::is_range)) {
            finish::join_ranges(&mut rendered, self.process_end(csl, marks, language, End::Last));
        }
        let term = self.locale(language).and_then(|locale| locale.term(Term::Other(OtherTerm::EtAl), TermForm::Long)?.single());
        let finish = Finish { et_al: term.unwrap_or("et al."), always_comma: self.processor().always_comma };
        finish.all(&mut rendered, &items);
        rendered
    }

    fn process_end(&self, csl: &IndependentStyle, marks: &[Vec<Cited<'_>>], language: LanguageId, end: End) -> Rendered {
        let locales = &self.processor().locales;
        let code = self.codes.get(language).cloned();
        let single: Vec<Vec<Cow<'_, Item>>> =
            marks.iter().map(|mark| mark.iter().map(|cited| item::with_single_dates(cited.item, end)).collect()).collect();
        let mut driver = BibliographyDriver::new();
        for (mark, items) in marks.iter().zip(&single) {
            let items = mark.iter().zip(items).map(|(cited, item)| {
                let mut item = CitationItem::with_entry(&**item);
                item.purpose = cited.is_year.then_some(CitePurpose::Year);
                item.locator = cited.locator.map(|locator| SpecificLocator(csl_locator(locator.kind), LocatorPayload::Str(&locator.value)));
                item
            });
            driver.citation(CitationRequest::new(items.collect(), csl, code.clone(), locales, None));
        }
        driver.finish(BibliographyRequest { style: csl, locale: code, locale_files: locales })
    }

    /// An item as the processor is to see it.
    pub(super) fn shown(&self, item: &Item) -> Item {
        item::shown(item, self.keeps_hyphens, self.has_hyphens)
    }

    fn locale(&self, language: LanguageId) -> Option<&Locale> {
        let code = self.codes.get(language)?;
        self.processor().locales.iter().find(|locale| locale.lang.as_ref() == Some(code))
    }

    /// The language of the words that the style adds, without its place: that of the page, or English where no words are known in it.
    pub(super) fn words(&self, language: LanguageId) -> &str {
        self.codes.get(language).and_then(|code| code.0.split('-').next()).unwrap_or("en")
    }

    /// A place in a source in the words of a language: `p. 3`.
    pub(super) fn place(&self, locator: &Locator, language: LanguageId) -> String {
        let term = Term::Locator(csl_locator(locator.kind));
        let locale = self.locale(language);
        let is_plural = locator.value.contains(['–', ',', '&']);
        let word = locale.and_then(|locale| locale.term(term, TermForm::Short).or_else(|| locale.term(term, TermForm::Long)));
        match word.filter(|_| locator.kind != LocatorKind::Own).and_then(|word| if is_plural { word.multiple() } else { word.single() }) {
            Some(word) => format!("{word}\u{a0}{}", locator.value),
            None => locator.value.clone(),
        }
    }

    /// Whether its marks are numbers, and not names and years.
    pub(crate) fn is_numeric(&self) -> bool {
        matches!(self.marks(), CitationFormat::Numbers { .. })
    }
}

impl Processor {
    fn new(mut csl: IndependentStyle, text: &str, codes: &[LocaleCode]) -> Self {
        let wanted = LOCALES.iter().filter(|(code, _)| *code == LOCALES[0].0 || codes.iter().any(|own| own.0 == *code));
        let locales = wanted.filter_map(|(_, xml)| Some(quick_xml::de::from_str::<LocaleFile>(xml).ok()?.into())).collect();
        repair::repair(&mut csl);
        // Lists that never say `and` part all their names with commas.
        let has =
            |attribute: &str, value: &str| text.split_ascii_whitespace().any(|word| word.starts_with(attribute) && word.contains(value));
        let always_comma = has("delimiter-precedes-et-al=", "always") || !has("and=", "");
        Self { csl, locales, always_comma }
    }
}

fn probe_item(id: &str) -> Item {
    let value = |text: &str| Value::String(text.to_owned());
    Item(
        [("id", value(id)), ("type", value("book")), ("title", value(id))]
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}

fn csl_locator(kind: LocatorKind) -> CslLocator {
    match kind {
        LocatorKind::Page => CslLocator::Page,
        LocatorKind::Chapter => CslLocator::Chapter,
        LocatorKind::Section => CslLocator::Section,
        LocatorKind::Figure => CslLocator::Figure,
        LocatorKind::Table => CslLocator::Table,
        LocatorKind::Volume => CslLocator::Volume,
        LocatorKind::Paragraph => CslLocator::Paragraph,
        LocatorKind::Own => CslLocator::Custom,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_built_in_styles_are_those_that_the_processor_writes() {
        let languages = ["en", "en-GB", "fr", "ar", "es", "de", "pt", "xx"];
        for (name, text, marks) in STYLES {
            for language in languages {
                let style = Style::new(text, std::iter::once(locale_code(language)).collect());
                assert_eq!(style.probe(), marks.format(), "{name} in {language}");
            }
        }
    }
}
