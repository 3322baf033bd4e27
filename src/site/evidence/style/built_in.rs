//! The styles and locales that come with Ribbon, pinned in `csl/`.

use hayagriva::citationberg::LocaleCode;

use super::CitationFormat;

/// The styles that are built in, the usual one first, with what the processor would say of their marks: asking it takes longer
/// than a small site does.
pub(super) const STYLES: &[(&str, &str, BuiltInMarks)] = &[
    (
        "nlm-citation-sequence",
        include_str!("../csl/nlm-citation-sequence.csl"),
        BuiltInMarks { prefix: "(", suffix: ")", is_raised: false, has_places: false },
    ),
    (
        "american-medical-association",
        include_str!("../csl/american-medical-association.csl"),
        BuiltInMarks { prefix: "", suffix: "", is_raised: true, has_places: true },
    ),
];

/// The marks of a style that is built in: numbers with commas between them, three or more in a row as a range.
pub(super) struct BuiltInMarks {
    prefix: &'static str,
    suffix: &'static str,
    is_raised: bool,
    has_places: bool,
}

impl BuiltInMarks {
    pub(super) fn format(&self) -> CitationFormat {
        let Self { prefix, suffix, is_raised, has_places } = *self;
        let (prefix, delimiter, suffix) = (prefix.to_owned(), ",".to_owned(), suffix.to_owned());
        CitationFormat::Numbers { prefix, delimiter, suffix, is_raised, has_ranges: true, has_places }
    }
}

/// Other names for them.
pub(super) const ALIASES: &[(&str, &str)] =
    &[("nlm", "nlm-citation-sequence"), ("vancouver", "nlm-citation-sequence"), ("ama", "american-medical-association")];

/// The first is used for languages that have none.
pub(super) const LOCALES: &[(&str, &str)] = &[
    ("en-US", include_str!("../csl/locales-en-US.xml")),
    ("en-GB", include_str!("../csl/locales-en-GB.xml")),
    ("fr-FR", include_str!("../csl/locales-fr-FR.xml")),
    ("ar", include_str!("../csl/locales-ar.xml")),
    ("es-ES", include_str!("../csl/locales-es-ES.xml")),
    ("de-DE", include_str!("../csl/locales-de-DE.xml")),
    ("pt-PT", include_str!("../csl/locales-pt-PT.xml")),
];

/// The text of a style that is built in.
pub(super) fn text_of(wanted: &str) -> Option<&'static str> {
    let name = ALIASES.iter().find(|(alias, _)| *alias == wanted).map_or(wanted, |(_, name)| name);
    STYLES.iter().find(|(known, ..)| *known == name).map(|(_, text, _)| *text)
}

/// The nearest locale: of the language and place, of the language, or American English.
pub(super) fn locale_code(language: &str) -> LocaleCode {
    let base = language.split('-').next().unwrap_or(language);
    let same = LOCALES.iter().find(|(code, _)| code.eq_ignore_ascii_case(language));
    let near = LOCALES.iter().find(|(code, _)| code.split('-').next() == Some(base));
    LocaleCode(same.or(near).unwrap_or(&LOCALES[0]).0.to_owned())
}
