//! The data files that a text draws charts of, known before it is parsed: they are published with it.

use crate::base::source::Source;
use crate::content::directive::DirectiveKind;
use crate::content::markdown::{Options, extensions};
use crate::content::mask::mask;
use crate::content::origin::Origin;
use crate::content::{Argument, ArgumentValue};

/// The argument by which a chart names its file.
const DATA: &str = "data";

/// A component's argument `data`, as a text gives it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DrawnFile {
    /// As it is written: `chart`.
    pub component: String,
    /// Below `data/`.
    pub path: String,
}

/// The data files that components of a text name. Code and comments name none.
pub(super) fn find(source: &Source, body_start: usize, options: &Options) -> Vec<DrawnFile> {
    let text = &source.text[body_start..];
    // Few texts have charts, and hiding the components of the others would cost a second parse.
    let is_named = text.match_indices(DATA).any(|(at, name)| text[at + name.len()..].trim_start().starts_with('='));
    if !is_named {
        return Vec::new();
    }
    let origin = Origin { source: &source.id, base: body_start };
    let masked = mask(text, origin, options.raw_html, extensions(options), &mut Vec::new());
    let heads = masked.directives.iter().filter_map(|directive| match &directive.kind {
        DirectiveKind::Open { head, .. } | DirectiveKind::Leaf(head) | DirectiveKind::Inline(head) => Some(head),
        _ => None,
    });
    let named = heads.filter_map(|head| {
        let path = head.arguments.iter().find_map(path)?;
        Some(DrawnFile { component: text[head.name.clone()].to_owned(), path })
    });
    named.collect()
}

fn path(argument: &Argument) -> Option<String> {
    let ArgumentValue::String(value) = &argument.value else { return None };
    let path = value.trim().trim_start_matches('/');
    (argument.name == DATA).then(|| path.trim_start_matches("data/").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::ExternalLinks;

    fn check(text: &str, expected: &str) {
        let options = Options {
            raw_html: true,
            smart_punctuation: true,
            heading_anchors: true,
            external_links: ExternalLinks::Plain,
            language: "en".into(),
        };
        let found = find(&Source::new("content/a.md", text), 0, &options);
        assert_eq!(found.iter().map(|file| format!("{} {}", file.component, file.path)).collect::<Vec<_>>().join("; "), expected, "{text}");
    }

    #[test]
    fn components_name_files_and_code_does_not() {
        check("::chart{data=\"a.csv\" kind=\"bar\"}\n\n- ::chart{kind=\"bar\" data='data/b.csv'}", "chart a.csv; chart b.csv");
        check("::: chart data = \"/data/a.csv\"\n:::", "chart a.csv");
        check("`::chart{data=\"a.csv\"}`\n\n```\n::chart{data=\"b.csv\"}\n```\n\n<!--\n::chart{data=\"c.csv\"}\n-->\n", "");
        check("The data: all of it. ::chart{data=3}", "");
    }
}
