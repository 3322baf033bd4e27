//! What follows from a language's code alone: its name, its direction, its parents.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use icu_locale::names::{LanguageIdentifierDisplayName, LanguageIdentifierDisplayNameOptions};
use icu_locale::{LanguageIdentifier, LocaleCanonicalizer, LocaleDirectionality, LocaleExpander};
use writeable::TryWriteable;

use crate::base::diagnostic::Suggestion;

/// A language as a valid BCP 47 code in its usual spelling: `en`, `fr-CA`, `zh-Hant`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Language(Arc<str>);

/// A text that is not a language code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InvalidLanguage {
    pub written: String,
    /// A code that may have been meant.
    pub meant: Option<Language>,
}

impl fmt::Display for InvalidLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no language code", self.written)
    }
}

impl InvalidLanguage {
    /// How to fix it.
    pub(crate) fn help(&self) -> String {
        Suggestion::of(self.meant.as_ref().map(ToString::to_string)).or("write a code like `en`, `fr-CA` or `zh-Hant`")
    }
}

/// The direction a language's script runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Direction {
    /// The value of HTML's `dir`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl Language {
    /// Reads a code with subtags of language, script, region and variants; letters get their
    /// usual case. Extensions (`ar-u-nu-latn`) are refused, since the code is part of URLs.
    pub(crate) fn parse(code: &str) -> Result<Self, InvalidLanguage> {
        let read = |code: &str| LanguageIdentifier::from_str(code).ok().filter(|id| !id.language.is_unknown());
        match read(code) {
            Some(id) => Ok(Self(Arc::from(id.to_string()))),
            None => {
                let meant = read(&code.replace('_', "-")).map(|id| Self(Arc::from(id.to_string())));
                Err(InvalidLanguage { written: code.to_owned(), meant })
            }
        }
    }

    /// Whether CLDR has a name for it: a code may be well-formed and still be that of no language.
    pub(crate) fn is_known(&self) -> bool {
        self.autonym() != self.as_str()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The locale whose data are meant: CLDR has those of `tl` as `fil`, those of `prs` as `fa-AF`.
    pub(super) fn icu(&self) -> icu_locale::Locale {
        let mut locale = self.id().into();
        LocaleCanonicalizer::new_extended().canonicalize(&mut locale);
        locale
    }

    fn id(&self) -> LanguageIdentifier {
        LanguageIdentifier::from_str(&self.0).unwrap_or(LanguageIdentifier::UNKNOWN)
    }

    /// The code without its last subtag: `fr` for `fr-CA`.
    pub(crate) fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('-').map(|(parent, _)| Self(Arc::from(parent)))
    }

    /// The direction of the language's likely script; left to right if CLDR does not know it.
    pub(crate) fn direction(&self) -> Direction {
        match LocaleDirectionality::new_extended().get(&self.icu().id) {
            Some(icu_locale::Direction::RightToLeft) => Direction::RightToLeft,
            _ => Direction::LeftToRight,
        }
    }

    /// The language's own name, with a capital as it stands alone in a list: `Français`. A language that CLDR has no name for
    /// is called by its code.
    pub(crate) fn autonym(&self) -> String {
        let options = LanguageIdentifierDisplayNameOptions::default();
        let Ok(name) = LanguageIdentifierDisplayName::try_new_tiny(self.icu().into(), self.icu().id, options) else {
            return self.0.to_string();
        };
        let mut text = String::new();
        match name.as_borrowed().try_write_to(&mut text) {
            Ok(Ok(())) => capitalized(&text),
            // Half a name, such as `az (Arab)`, is worse than the code.
            _ => self.0.to_string(),
        }
    }

    /// `language_TERRITORY` as Open Graph wants it, by the likely region.
    ///
    /// A language that belongs to no single region repeats its own code, as in Facebook's list of locales: `ar_AR`, `eo_EO`.
    pub(crate) fn og_locale(&self) -> String {
        let mut id = self.icu().id;
        let language = id.language.as_str().to_owned();
        let is_regional = id.region.is_some();
        LocaleExpander::new_extended().maximize(&mut id);
        match id.region {
            Some(region) if region.is_alphabetic() && (is_regional || language != "ar") => format!("{language}_{region}"),
            _ => format!("{language}_{}", language.to_uppercase()),
        }
    }
}

/// The first letter in upper case, unless the word has its capital elsewhere (`isiZulu`).
/// Georgian has capitals in Unicode that its writers use for whole words only.
fn capitalized(name: &str) -> String {
    let word = name.split(' ').next().unwrap_or_default();
    let mut letters = name.chars();
    match letters.next() {
        Some(first) if !word.contains(char::is_uppercase) && !('\u{10d0}'..='\u{10ff}').contains(&first) => {
            first.to_uppercase().chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

/// Maps with languages as keys can be asked for a code. A code's order and hash are its text's.
impl Borrow<str> for Language {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `direction name og-locale`
    fn check(code: &str, expected: &str) {
        let language = Language::parse(code).unwrap_or_else(|problem| panic!("{problem}"));
        let (direction, name, locale) = (language.direction().name(), language.autonym(), language.og_locale());
        assert_eq!(format!("{language} {direction} {name} {locale}"), expected);
    }

    #[test]
    fn codes_tell_direction_name_and_locale() {
        check("en", "en ltr English en_US");
        check("fr", "fr ltr Français fr_FR");
        check("fr-ca", "fr-CA ltr Français (Canada) fr_CA");
        check("pt-BR", "pt-BR ltr Português (Brasil) pt_BR");
        check("ar", "ar rtl العربية ar_AR");
        check("ar-EG", "ar-EG rtl العربية (مصر) ar_EG");
        check("fa", "fa rtl فارسی fa_IR");
        check("he", "he rtl עברית he_IL");
        check("ur", "ur rtl اردو ur_PK");
        check("az-Arab", "az-Arab rtl az-Arab az_IR");
        check("zh-Hant", "zh-Hant ltr 中文（繁體） zh_TW");
        check("ka", "ka ltr ქართული ka_GE");
        check("zu", "zu ltr isiZulu zu_ZA");
        check("eo", "eo ltr Esperanto eo_EO");
        check("xx", "xx ltr xx xx_XX");
    }

    #[test]
    fn old_and_special_codes_have_the_data_of_their_usual_ones() {
        check("tl", "tl ltr Filipino fil_PH");
        check("prs", "prs rtl فارسی (افغانستان) fa_AF");
        check("iw", "iw rtl עברית he_IL");
        check("pnb", "pnb rtl pnb lah_PK");
    }

    fn check_invalid(code: &str, expected: &str) {
        let Err(problem) = Language::parse(code) else { panic!("{code} is a language") };
        assert_eq!(format!("{problem}: {}", problem.help()), expected);
    }

    #[test]
    fn what_is_no_language_code() {
        check_invalid("english", "`english` is no language code: write a code like `en`, `fr-CA` or `zh-Hant`");
        check_invalid("fr_ca", "`fr_ca` is no language code: did you mean `fr-CA`?");
        check_invalid("ar-u-nu-latn", "`ar-u-nu-latn` is no language code: write a code like `en`, `fr-CA` or `zh-Hant`");
        check_invalid("und", "`und` is no language code: write a code like `en`, `fr-CA` or `zh-Hant`");
        check_invalid("", "`` is no language code: write a code like `en`, `fr-CA` or `zh-Hant`");
    }

    #[test]
    fn parents_are_shorter_codes() {
        let parents = std::iter::successors(Language::parse("zh-Hant-TW").ok(), Language::parent);
        assert_eq!(parents.map(|language| language.to_string()).collect::<Vec<_>>(), ["zh-Hant-TW", "zh-Hant", "zh"]);
    }
}
