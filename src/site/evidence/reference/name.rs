//! Names of people and organisations, taken apart as citeproc-js takes them apart.

use hayagriva::citationberg::json::{LiteralName, NameItem, NameValue};

use crate::site::evidence::rich::OTHERS;

/// An organisation, or somebody whose name is not taken apart.
pub(super) fn literal(name: &str) -> NameValue {
    NameValue::Literal(LiteralName { literal: name.trim().to_owned() })
}

/// All who are not named: `et al.`
pub(super) fn others() -> NameValue {
    literal(&OTHERS.to_string())
}

/// A person by the parts of the name.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parts<'a> {
    pub family: &'a str,
    pub given: Option<&'a str>,
    /// `van der`, which belongs to the family name.
    pub particle: Option<&'a str>,
    /// `von`, which is left out where the family name stands alone.
    pub dropping: Option<&'a str>,
    pub suffix: Option<&'a str>,
}

impl Parts<'_> {
    /// The name; what has no given name is an organisation.
    pub(super) fn name(self) -> NameValue {
        let own = |text: Option<&str>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let Some(given) = own(self.given) else {
            let words = [self.particle, Some(self.family), self.suffix].map(|part| part.unwrap_or_default().trim());
            return literal(words.join(" ").trim());
        };
        let mut particle = own(self.particle);
        let mut dropping = own(self.dropping);
        let mut family = self.family.trim();
        if particle.is_none() && dropping.is_none() {
            let (small, rest) = split_particle(family);
            particle = own(Some(small));
            family = rest;
        }
        let (given, tail) = split_tail(&given);
        dropping = dropping.or_else(|| own(Some(tail)));
        NameValue::Item(NameItem {
            family: family.to_owned(),
            given: Some(given.to_owned()),
            non_dropping_particle: particle,
            dropping_particle: dropping,
            suffix: own(self.suffix),
            comma_suffix: None,
        })
    }
}

/// The words in small letters before a family name: `van der` of `van der Wall`.
fn split_particle(family: &str) -> (&str, &str) {
    let is_small = |word: &str| word.starts_with(char::is_lowercase);
    let mut at = 0;
    for word in family.split_inclusive(char::is_whitespace) {
        if !is_small(word) {
            break;
        }
        at += word.len();
    }
    if at == family.len() { ("", family) } else { (family[..at].trim_end(), &family[at..]) }
}

/// The words in small letters after a given name: `van den` of `Piet van den`.
fn split_tail(given: &str) -> (&str, &str) {
    let is_small = |word: &str| !word.is_empty() && word.chars().all(|letter| letter.is_lowercase() || matches!(letter, '\'' | '’'));
    let mut at = given.len();
    while let Some(blank) = given[..at].trim_end().rfind(char::is_whitespace).filter(|blank| is_small(given[*blank..at].trim())) {
        at = blank;
    }
    (given[..at].trim_end(), given[at..].trim())
}

/// `Family, Given`, `Family, Suffix, Given` or `Family, Given, Suffix`; without a comma it is an organisation.
pub(super) fn written(text: &str) -> NameValue {
    let parts: Vec<&str> = text.split(',').map(str::trim).collect();
    let (family, given, suffix) = match parts[..] {
        [family, given] => (family, given, None),
        [family, given, suffix] if is_suffix(suffix) => (family, given, Some(suffix)),
        [family, suffix, given] => (family, given, Some(suffix)),
        _ => return literal(text),
    };
    Parts { family, given: Some(given), suffix, ..Parts::default() }.name()
}

/// `Jr.`, `III`
fn is_suffix(text: &str) -> bool {
    let bare = text.trim_end_matches('.');
    matches!(bare, "Jr" | "Sr" | "jr" | "sr" | "II" | "III" | "IV" | "2nd" | "3rd" | "4th")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: NameValue) -> String {
        match name {
            NameValue::Literal(name) => name.literal,
            NameValue::Item(name) => [
                name.non_dropping_particle.unwrap_or_default(),
                name.family,
                name.suffix.unwrap_or_default(),
                name.given.unwrap_or_default(),
                name.dropping_particle.unwrap_or_default(),
            ]
            .join("|"),
        }
    }

    #[test]
    fn written_with_commas() {
        let check = |text: &str, expected: &str| assert_eq!(shown(written(text)), expected);
        check("Bray, Freddie", "|Bray||Freddie|");
        check("van der Wall, Elsken", "van der|Wall||Elsken|");
        check("King, Jr., Martin L.", "|King|Jr.|Martin L.|");
        check("King, Martin L., Jr.", "|King|Jr.|Martin L.|");
        check("Union for International Cancer Control", "Union for International Cancer Control");
    }

    #[test]
    fn parts_of_names() {
        let check = |family: &str, given: &str, expected: &str| {
            assert_eq!(shown(Parts { family, given: Some(given), ..Parts::default() }.name()), expected);
        };
        check("van der Veld", "Anna", "van der|Veld||Anna|");
        check("Van Der Berg", "Jan", "|Van Der Berg||Jan|");
        check("García de la Vega", "Ana", "|García de la Vega||Ana|");
        check("al-Rashid", "Omar", "|al-Rashid||Omar|");
        check("Berg", "Piet van den", "|Berg||Piet|van den");
        check("hooks", "bell", "|hooks||bell|");
        check("Society for Signs", "", "Society for Signs");
    }
}
