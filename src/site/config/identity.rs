//! `[identity]`: the pictures that stand for the site.

use super::section;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, FromNode, Spanned, Table, Value, wrong_type};

/// Each picture is a path below `static/`.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Identity {
    /// Before the site's name on every page.
    pub logo: Option<Spanned<String>>,
    /// The drawing that the icons are made of.
    pub icon: Option<Spanned<String>>,
    /// What a shared link shows of a page that names no picture.
    pub share_image: Option<Spanned<String>>,
    /// What is on that picture, by the codes of the languages.
    pub share_image_alt: Vec<(String, String)>,
}

impl Identity {
    /// The pictures that templates show.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.logo.iter().chain(&self.share_image)
    }

    pub(crate) fn share_image_alt(&self, language: &str) -> Option<&str> {
        self.share_image_alt.iter().find(|(code, _)| code == language).map(|(_, text)| text.as_str())
    }
}

/// `languages` are the codes of the site's languages, the default first.
pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, languages: &[&str], problems: &mut Problems) -> Identity {
    section(fields, source, "identity", problems, |keys, problems| {
        let identity = Identity {
            logo: picture(keys, "logo", problems),
            icon: picture(keys, "icon", problems),
            share_image: picture(keys, "share_image", problems),
            share_image_alt: texts(keys, "share_image_alt", source, languages, problems),
        };
        if let Some(image) = identity.share_image.as_ref().filter(|_| identity.share_image_alt.is_empty()) {
            let problem =
                Diagnostic::new(Code::MissingImageAlt, "the picture that shared links show has no text for those who cannot see it");
            problems.push(problem.at(source.at(image.span.clone())).help("add `share_image_alt = \"what is on it\"`"));
        }
        identity
    })
}

/// A path, with or without the folder that all of them lie in.
pub(super) fn picture(keys: &mut Fields<'_>, key: &'static str, problems: &mut Problems) -> Option<Spanned<String>> {
    let Spanned { value, span } = keys.optional(key, problems)?;
    let value: &str = String::as_str(&value);
    let path = value.trim_start_matches('/');
    Some(Spanned { value: path.strip_prefix("static/").unwrap_or(path).to_owned(), span })
}

/// One text for the default language, or a table with one for each.
pub(super) fn texts(
    keys: &mut Fields<'_>,
    key: &'static str,
    source: &SourceId,
    languages: &[&str],
    problems: &mut Problems,
) -> Vec<(String, String)> {
    let Some(entry) = keys.entry(key) else { return Vec::new() };
    if let (Value::String(text), Some(default)) = (&entry.node.value, languages.first()) {
        return vec![((*default).to_owned(), text.clone())];
    }
    let Ok(table) = Table::from_node(&entry.node) else {
        problems.push(wrong_type(source, key, &entry.node, "text in quotes, or a table with a text for each language"));
        return Vec::new();
    };
    let mut texts = Vec::new();
    for entry in table.entries {
        match String::from_node(&entry.node) {
            Ok(text) if languages.contains(&entry.key.as_str()) => texts.push((entry.key, text)),
            Ok(_) => {
                let help = Suggestion::nearest(&entry.key, languages.iter().copied()).or("name a language of the site");
                let problem = Diagnostic::new(Code::UnknownLanguage, format!("the site has no language `{}`", entry.key));
                problems.push(problem.at(source.at(entry.key_span)).help(help));
            }
            Err(expected) => problems.push(wrong_type(source, &entry.key, &entry.node, expected)),
        }
    }
    texts
}
