//! What an entry needs so that readers can find the source: the fields of its type, and identifiers that can be right.

use super::Draft;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::{SourceId, Span};
use crate::site::evidence::identifier::{self, Wrong};

/// One of these variables must be there; the text is what a message calls them.
type Need = (&'static [&'static str], &'static str);

const TITLE: Need = (&["title"], "a title");
const AUTHOR: Need = (&["author"], "an author");
const MAKER: Need = (&["author", "editor", "publisher"], "an author, an editor or an organisation");
const DATE: Need = (&["issued"], "a date");
const CONTAINER: Need = (&["container-title"], "the title of what it stands in, as `parent`");
const PUBLISHER: Need = (&["publisher"], "a publisher");
const URL: Need = (&["URL", "DOI"], "an address or a DOI");
const ACCESSED: Need = (&["accessed"], "the day it was read");

/// The minimum that a type of source needs, after the NLM's samples for authors of journal articles.
fn needs(draft: &Draft) -> Vec<Need> {
    let mut needs = match draft.kind() {
        "article-journal" | "article-magazine" | "article-newspaper" => vec![TITLE, AUTHOR, CONTAINER, DATE],
        "chapter" | "paper-conference" => vec![TITLE, AUTHOR, CONTAINER, DATE],
        "book" | "thesis" => vec![TITLE, MAKER, PUBLISHER, DATE],
        "report" => vec![TITLE, MAKER, DATE],
        "dataset" => vec![TITLE, MAKER, URL],
        "webpage" | "post-weblog" | "post" => vec![TITLE, MAKER, URL],
        _ => vec![TITLE],
    };
    // A web page can change after it was read; a source with a DOI does not.
    let may_change = matches!(draft.kind(), "webpage" | "post-weblog" | "post" | "dataset");
    if may_change && draft.has("URL") && !draft.has("DOI") {
        needs.push(ACCESSED);
    }
    needs
}

pub(super) fn check(draft: &Draft, source: &SourceId, problems: &mut Problems) {
    let missing: Vec<&str> =
        needs(draft).into_iter().filter(|(any, _)| !any.iter().any(|variable| draft.has(variable))).map(|(_, name)| name).collect();
    if !missing.is_empty() {
        let help = match missing.contains(&ACCESSED.1) {
            true => "write the address with its day: `url: { value: \"https://…\", date: 2026-11-24 }`".to_owned(),
            false => "a reader could not find the source without it".to_owned(),
        };
        let message = format!("the reference `{}` lacks {}", draft.key, in_words(&missing));
        problems.push(Diagnostic::new(Code::CiteFields, message).at(source.at(draft.at.clone())).help(help));
    }
    type Rule = fn(&str) -> Option<Wrong>;
    let rules: [(&str, Code, Rule); 5] = [
        ("DOI", Code::CiteDoi, identifier::doi),
        ("PMID", Code::CitePmid, identifier::pmid),
        ("PMCID", Code::CitePmid, identifier::pmcid),
        ("ISSN", Code::CiteCheckdigit, identifier::issn),
        ("ISBN", Code::CiteCheckdigit, identifier::isbn),
    ];
    for (variable, code, rule) in rules {
        // Some programs export several numbers one after the other.
        for number in draft.written(variable).into_iter().flat_map(|text| text.split(", ")) {
            if let Some(Wrong { message, help }) = rule(number) {
                problems.push(Diagnostic::new(code, message).at(source.at(draft.place(variable))).help(help));
            }
        }
    }
}

/// Two entries for one article.
pub(super) fn same_doi(key: &str, first: &str, doi: &str, at: Span, first_at: Span) -> Diagnostic {
    Diagnostic::new(Code::CiteDup, format!("`{key}` has the DOI of `{first}`: {doi}"))
        .at(at)
        .also(first_at, "this source")
        .help(format!("cite `@{first}` everywhere and remove `{key}`"))
}

fn in_words(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
