//! The data files that a text draws charts of, known before it is parsed: their columns that it shows are published with it.

use std::collections::BTreeSet;

use memchr::memmem;

use crate::base::diagnostic::Problems;
use crate::base::source::Source;
use crate::content::cite;
use crate::content::directive::DirectiveKind;
use crate::content::markdown::{Options, extensions};
use crate::content::mask::mask;
use crate::content::origin::Origin;
use crate::content::{Argument, ArgumentValue};

/// The argument by which a chart names its file.
const DATA: &str = "data";
/// The arguments by which it names columns. A component that does without the first two names them in another way.
const COLUMNS: &[&str] = &["label", "value", "series", "lower", "upper", "at-risk"];
/// A column that tells what the others count.
const UNIT: &str = "unit";

/// A component's argument `data`, as a text gives it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DrawnFile {
    /// As it is written: `chart`.
    pub component: String,
    /// Below `data/`.
    pub path: String,
    /// The columns that are offered for download; all, if the chart says so or if it cannot be known which ones it shows.
    pub columns: Option<BTreeSet<String>>,
    /// The keys of the references that it cites.
    pub sources: Vec<String>,
    pub title: String,
    /// What its numbers count, as the text says it: `% of new cases`.
    pub unit: String,
}

/// The data files that components of a text name. Code and comments name none.
pub(super) fn find(source: &Source, body_start: usize, options: &Options) -> Vec<DrawnFile> {
    let text = &source.text[body_start..];
    // Few texts have charts, and hiding the components of the others would cost a second parse.
    let mut named = memmem::find_iter(text.as_bytes(), DATA);
    let is_named = named.any(|at| text[at + DATA.len()..].trim_start().starts_with('='));
    if !is_named {
        return Vec::new();
    }
    let origin = Origin { source: &source.id, base: body_start };
    let masked = mask(text, origin, options.raw_html, extensions(options), &mut Problems::new());
    let heads = masked.directives.iter().filter_map(|directive| match &directive.kind {
        DirectiveKind::Open { head, .. } | DirectiveKind::Leaf(head) | DirectiveKind::Inline(head) => Some(head),
        _ => None,
    });
    let named = heads.filter_map(|head| {
        let path = head.arguments.iter().find_map(path)?;
        let given = head.arguments.iter().filter_map(|argument| Some((argument.name.as_str(), text_of(argument)?)));
        let said = |name: &str| head.arguments.iter().find(|argument| argument.name == name).and_then(text_of).unwrap_or_default();
        let cite = cite::written(said("source"));
        Some(DrawnFile {
            component: text[head.name.clone()].to_owned(),
            path,
            columns: columns(given),
            sources: cite.map(|cite| cite.items.into_iter().map(|item| item.key).collect()).unwrap_or_default(),
            title: said("title").to_owned(),
            unit: said("unit").to_owned(),
        })
    });
    named.collect()
}

fn path(argument: &Argument) -> Option<String> {
    let path = text_of(argument)?.trim().trim_start_matches('/');
    (argument.name == DATA).then(|| path.trim_start_matches("data/").to_owned())
}

fn text_of(argument: &Argument) -> Option<&str> {
    match &argument.value {
        ArgumentValue::String(value) => Some(value),
        _ => None,
    }
}

/// The columns that the arguments of a chart name, those of its filter included; none if it offers all, or if they name none.
fn columns<'a>(given: impl Iterator<Item = (&'a str, &'a str)>) -> Option<BTreeSet<String>> {
    let mut columns = BTreeSet::from([UNIT.to_owned()]);
    let mut n_needed = 0;
    for (name, value) in given {
        let name = name.replace('_', "-");
        match name.as_str() {
            "download" if value.trim() == "all" => return None,
            "filter" => {
                let named = value.split(',').filter_map(|condition| condition.split_once('='));
                columns.extend(named.map(|(column, _)| column.trim().trim_end_matches('!').trim().to_owned()));
            }
            name if COLUMNS.contains(&name) => {
                n_needed += usize::from(COLUMNS[..2].contains(&name));
                // A name that holds a comma is a name of its own.
                columns.extend(value.split(',').chain([value]).map(|column| column.trim().to_owned()));
            }
            _ => {}
        }
    }
    (n_needed == 2).then_some(columns)
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

    #[test]
    fn columns_are_those_that_the_chart_names() {
        let check = |given: &[(&str, &str)], expected: Option<&[&str]>| {
            let found = columns(given.iter().copied());
            assert_eq!(found.as_ref().map(|found| found.iter().map(String::as_str).collect::<Vec<_>>()).as_deref(), expected);
        };
        let chart = [("label", "site"), ("value", "cases, deaths"), ("filter", "sex!=both, year=2022"), ("title", "x")];
        check(&chart, Some(&["cases", "cases, deaths", "deaths", "sex", "site", "unit", "year"]));
        check(&[&chart[..], &[("download", "all")]].concat(), None);
        check(&[("value", "cases")], None);
    }
}
