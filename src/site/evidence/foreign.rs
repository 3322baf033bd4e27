//! Words of the citation style, such as "cited" or the name of a month, in the entry of a source in another language.
//!
//! An entry is marked as being in the language of its source. The style's words are in that of the page, and a screen
//! reader is to say them with that voice. The processor does not tell what comes from whom, so a piece is the style's when
//! the source's own fields do not have its words.

use hayagriva::citationberg::json::{Item, Value};

use super::bidi::is_rtl;

/// Words that are the same in every language.
const NEUTRAL: &[&str] = &["doi", "internet", "isbn", "issn", "pmcid", "pmid", "pubmed"];

/// What tells the style's words from the source's own.
pub(super) struct Foreign {
    /// The language of the style's words.
    language: String,
    /// The words of each field of the source, with a space on both sides.
    own: Vec<String>,
}

impl Foreign {
    /// None where both are in one language, or the source does not say its own.
    pub(super) fn of(item: &Item, language: &str) -> Option<Self> {
        let own = item.0.get("language")?.to_str()?;
        if own.split('-').next().is_some_and(|own| own.eq_ignore_ascii_case(language)) {
            return None;
        }
        let fields = item.0.values().filter_map(Value::to_str);
        Some(Self { language: language.to_owned(), own: fields.map(|field| words(&field)).collect() })
    }

    /// Whether a piece of the entry is in the style's words. Those from right to left are set apart by `bdi`, and numbers and
    /// what names them belong to no language.
    pub(super) fn has(&self, piece: &str) -> bool {
        let words = words(piece);
        piece.contains(char::is_alphabetic)
            && !piece.contains(is_rtl)
            && !words.split_ascii_whitespace().all(|word| NEUTRAL.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit()))
            && !self.own.iter().any(|field| field.contains(&words))
    }

    pub(super) fn start(&self) -> String {
        format!("<span lang=\"{}\">", self.language)
    }
}

fn words(text: &str) -> String {
    let mut words = " ".to_owned();
    for word in text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        words.push_str(&word.to_lowercase());
        words.push(' ');
    }
    words
}
