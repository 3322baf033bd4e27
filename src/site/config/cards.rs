//! `[cards]`: the pictures that shared links show of pages, drawn from their titles.

use super::section;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, Spanned};

#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Cards {
    /// The theme's template below `cards/`, without its ending. Without one there are no cards.
    pub template: Option<Spanned<String>>,
    /// Files and folders below `content/` whose pages have none.
    pub except: Vec<Spanned<String>>,
}

impl Cards {
    /// The template as its theme names it.
    pub(crate) fn file(&self) -> Option<String> {
        self.template.as_ref().map(|template| format!("cards/{}.xml", template.value))
    }

    /// Whether a page has no card, by its file below `content/`.
    pub(crate) fn leaves_out(&self, file: &str) -> bool {
        self.except.iter().any(|path| names(&path.value, file))
    }
}

/// Whether a path of `except` is this file or a folder that it lies in.
pub(crate) fn names(path: &str, file: &str) -> bool {
    let path = path.strip_prefix("content/").unwrap_or(path);
    file == path || file.strip_prefix(path.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a text can be the name of a template's file, without its ending.
pub(crate) fn is_template_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_'))
}

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Cards {
    section(fields, source, "cards", problems, |keys, problems| {
        let template: Option<Spanned<String>> = keys.optional("template", problems);
        let except: Vec<Spanned<String>> = keys.optional("except", problems).unwrap_or_default();
        if let Some(wrong) = template.as_ref().filter(|template| !is_template_name(&template.value)) {
            let message = format!("`{}` is no name of a card's template", wrong.value);
            let help = "write the name of a file in the theme's folder `templates/cards`, without its ending: `template = \"card\"`";
            problems.push(Diagnostic::new(Code::InvalidValue, message).at(source.at(wrong.span.clone())).help(help));
        }
        Cards { template: template.filter(|template| is_template_name(&template.value)), except }
    })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn files_and_folders_are_left_out() {
        assert!(names("privacy.md", "privacy.md") && names("content/news/", "news/a.md") && names("news", "news/2027/a.md"));
        assert!(!names("news", "newsletter.md") && !names("news/a.md", "news/a.fr.md"));
    }
}
