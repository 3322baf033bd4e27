//! `[partner]`: the organisation that hands out a campaign's kit, whose logo and helpline stand on what is printed.

use super::identity::{picture, texts};
use super::section;
use crate::base::diagnostic::Problems;
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, Spanned};

#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Partner {
    pub name: Option<String>,
    /// The organisation's own site.
    pub url: Option<Spanned<String>>,
    /// A path below `static/`: SVG, PNG, JPEG or WebP.
    pub logo: Option<Spanned<String>>,
    /// Whom people can call, and when, by the codes of the languages.
    pub helpline: Vec<(String, String)>,
}

impl Partner {
    pub(crate) fn helpline(&self, language: &str) -> Option<&str> {
        self.helpline.iter().find(|(code, _)| code == language).map(|(_, text)| text.as_str())
    }
}

/// `languages` are the codes of the site's languages, the default first.
pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, languages: &[&str], problems: &mut Problems) -> Partner {
    section(fields, source, "partner", problems, |keys, problems| Partner {
        name: keys.optional("name", problems),
        url: keys.address("url", problems),
        logo: picture(keys, "logo", problems),
        helpline: texts(keys, "helpline", source, languages, problems),
    })
}
