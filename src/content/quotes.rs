//! Quotation marks as each language writes them.

/// Double and single marks of a language, opening and closing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quotes {
    double: (&'static str, &'static str),
    single: (&'static str, &'static str),
}

/// The marks of a language, or `None` if it uses the English ones. Source: CLDR 47 `delimiters`, with French spacing as the
/// Imprimerie nationale asks for.
pub(super) fn quotes(language: &str) -> Option<Quotes> {
    let mut subtags = language.split(['-', '_']);
    let primary = subtags.next().unwrap_or_default();
    let is_one_of = |wanted: &[&str]| subtags.clone().any(|own| wanted.iter().any(|wanted| own.eq_ignore_ascii_case(wanted)));
    let (double, single) = match primary {
        "fr" => (("«\u{202f}", "\u{202f}»"), ("“", "”")),
        "de" | "cs" | "sk" | "sl" | "bg" | "is" | "lt" | "et" | "lv" => (("„", "“"), ("‚", "‘")),
        "ar" | "fa" | "el" | "es" | "it" | "ca" | "nb" | "nn" | "no" => (("«", "»"), ("“", "”")),
        "ru" | "uk" | "be" => (("«", "»"), ("„", "“")),
        "pl" | "hu" | "ro" | "hr" => (("„", "”"), ("‚", "’")),
        "sv" | "fi" => (("”", "”"), ("’", "’")),
        // Portugal keeps its angle marks; Brazil, whose data stand for the language, has the English ones.
        "pt" if is_one_of(&["PT", "AO", "MZ"]) => (("«", "»"), ("“", "”")),
        "zh" if is_one_of(&["Hant", "TW", "HK", "MO"]) => (("「", "」"), ("『", "』")),
        "yue" if !is_one_of(&["Hans", "CN"]) => (("「", "」"), ("『", "』")),
        "ja" => (("「", "」"), ("『", "』")),
        _ => return None,
    };
    Some(Quotes { double, single })
}

/// Turns the English marks that the Markdown parser sets into a language's own.
#[derive(Debug)]
pub(super) struct QuoteMapper {
    quotes: Quotes,
    is_single_open: bool,
}

impl QuoteMapper {
    pub(super) fn new(quotes: Quotes) -> Self {
        Self { quotes, is_single_open: false }
    }

    /// The language's mark for one that the parser has set. A closing single mark between
    /// letters, or without an opening one, is an apostrophe.
    pub(super) fn map(&mut self, mark: &str, next: Option<char>) -> Option<&'static str> {
        match mark {
            "“" => Some(self.quotes.double.0),
            "”" => Some(self.quotes.double.1),
            "‘" => {
                self.is_single_open = true;
                Some(self.quotes.single.0)
            }
            "’" if self.is_single_open && !next.is_some_and(char::is_alphanumeric) => {
                self.is_single_open = false;
                Some(self.quotes.single.1)
            }
            _ => None,
        }
    }
}
