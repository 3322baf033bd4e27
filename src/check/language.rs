//! Languages that CLDR knows too little about.

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::site::Site;

/// What readers of a language would see instead of a name or a date.
pub(super) fn all(site: &Site, problems: &mut Problems) {
    for (language, locale) in site.config.languages.iter().zip(site.locales.iter()) {
        let code = &language.code;
        let mut tell = |message: String, help: String| {
            let at = site.config.source.at(language.at.clone());
            problems.push(Diagnostic::new(Code::LanguageData, message).at(at).help(help));
        };
        if language.own.name.is_none() && locale.autonym() == code {
            tell(
                format!("the name of the language `{code}` is not known, so links to it say `{code}`"),
                format!("write `name = \"…\"` below `[languages.{code}]`, in the language itself"),
            );
        }
        if !locale.has_dates() {
            tell(
                format!("how dates are written in `{code}` is not known, so they read like `{}`", locale.example_date()),
                format!("write the code of a language that its readers know, such as `locale = \"en-GB\"`, below `[languages.{code}]`"),
            );
        }
    }
}
