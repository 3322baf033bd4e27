//! Tera's errors in an editor's words, each at its place in a template.
//!
//! Tera does not expose its syntax tree or the names it knows, so its messages are parsed, here and nowhere else.

use std::collections::BTreeMap;

use tera::{ErrorKind, Tera};

use super::failure::help_for;
use super::function;
use super::undefined::{self, Missing};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion, nearest};
use crate::base::source::{Source, Span};
use crate::syntax::tera::{self as syntax, Guarded, What};

/// Tera stops at the first template it cannot parse; each is tried alone, in an empty set, to find them all.
pub(super) fn load_problems(
    empty: &dyn Fn() -> Tera,
    sources: &BTreeMap<String, &Source>,
    texts: &[(String, String)],
    error: &tera::Error,
) -> Problems {
    let owned: BTreeMap<String, Source> = sources.iter().map(|(name, source)| (name.clone(), (*source).clone())).collect();
    let mut problems: Problems = texts
        .iter()
        .filter_map(|(name, text)| {
            let error = empty().add_raw_template(name, text).err()?;
            matches!(error.kind(), ErrorKind::SyntaxError(_)).then(|| problem(&owned, &BTreeMap::new(), &error))
        })
        .collect();
    if problems.is_empty() {
        problems = match error.kind() {
            ErrorKind::Msg(reports) => split_reports(&owned, reports),
            _ => Problems::from(problem(&owned, &BTreeMap::new(), error)),
        };
    }
    problems
}

/// Tera's joined reports, each `error: message` and `--> file:line:column`, one by one.
fn split_reports(templates: &BTreeMap<String, Source>, reports: &str) -> Problems {
    let mut problems = Problems::new();
    let components = components(templates);
    let mut lines = reports.lines().peekable();
    while let Some(line) = lines.next() {
        let Some(message) = line.strip_prefix("error: ") else { continue };
        let place = lines.peek().and_then(|line| line.trim_start().strip_prefix("--> ")).and_then(|place| {
            let mut parts = place.rsplitn(3, ':');
            let column: usize = parts.next()?.parse().ok()?;
            let line: usize = parts.next()?.parse().ok()?;
            Some((parts.next()?, line, column))
        });
        let mut problem = Diagnostic::new(Code::TemplateReference, lower_first(message));
        if let Some((name, line, column)) = place
            && let Some(source) = templates.get(name)
        {
            let start = offset(&source.text, line, column);
            let ends = |at: usize, letter: char| match source.text.as_bytes().get(start) {
                Some(quote @ (b'"' | b'\'' | b'`')) => at > 0 && letter == char::from(*quote),
                _ => letter.is_whitespace() || matches!(letter, '(' | ')' | '}' | '|' | '/'),
            };
            let end = source.text[start..].char_indices().find(|(at, letter)| ends(*at, *letter));
            let end = end.map_or(start, |(at, letter)| start + at + if matches!(letter, '"' | '\'' | '`') { 1 } else { 0 });
            problem = problem.at(source.id.at(start..end.max(start)));
        }
        problems.push(suggest(problem, templates, &components));
    }
    if problems.is_empty() {
        problems.push(Diagnostic::new(Code::TemplateReference, readable(templates, reports)));
    }
    problems
}

/// Adds the nearest known name to `Unknown function `dat``.
fn suggest(problem: Diagnostic, templates: &BTreeMap<String, Source>, components: &[String]) -> Diagnostic {
    let Some(name) = problem.message.split('`').nth(1) else { return problem };
    let near = if problem.message.contains("template") {
        near_template(
            name,
            templates
                .keys()
                .map(|known| known.strip_prefix('~').and_then(|known| known.split_once('/')).map_or(known.as_str(), |(_, known)| known)),
        )
    } else if problem.message.contains("component") {
        nearest(name, components.iter().map(String::as_str)).map(str::to_owned)
    } else {
        nearest(name, function::NAMES.iter().copied()).map(str::to_owned)
    };
    match Suggestion::of(near).help() {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// The nearest name of a template, compared without the ending that they share.
pub(super) fn near_template<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    let Some((stem, ending)) = name.rsplit_once('.') else { return nearest(name, names).map(str::to_owned) };
    let same_ending = names.filter_map(|known| known.rsplit_once('.').filter(|(_, other)| *other == ending).map(|(stem, _)| stem));
    nearest(stem, same_ending).map(|near| format!("{near}.{ending}"))
}

/// The components that the templates define; nothing is loaded yet.
fn components(templates: &BTreeMap<String, Source>) -> Vec<String> {
    templates.values().flat_map(|source| syntax::read(&source.text).components).map(|known| known.name).collect()
}

/// The byte at a line and column, both counted from 1, columns in characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    text[start..].char_indices().nth(column - 1).map_or(text.len(), |(at, _)| start + at)
}

fn lower_first(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// A message with the names of templates as people know them.
fn readable(templates: &BTreeMap<String, Source>, message: &str) -> String {
    let mut message = lower_first(message);
    for (name, source) in templates.iter().filter(|(name, _)| name.starts_with('~')) {
        message = message.replace(name.as_str(), source.id.as_str());
    }
    message
}

pub(super) fn problem(templates: &BTreeMap<String, Source>, guarded: &BTreeMap<String, Guarded>, error: &tera::Error) -> Diagnostic {
    let at = |name: &str, span: &tera::Span| -> Option<Span> {
        let source = templates.get(name)?;
        let range = guarded.get(name).map_or_else(|| span.range.clone(), |guarded| guarded.written(span.range.clone()));
        Some(source.id.at(range.start.min(source.text.len())..range.end.min(source.text.len())))
    };
    let placed = |problem: Diagnostic, at: Option<Span>| match at {
        Some(at) => problem.at(at),
        None => problem,
    };
    let first = |name: &str| templates.get(name).map(|source| source.id.at(0..0));
    let found = |chain: &[String]| {
        chain.iter().map(|name| templates.get(name).map_or(name.as_str(), |source| source.id.as_str())).collect::<Vec<_>>().join(" → ")
    };
    match error.kind() {
        ErrorKind::SyntaxError(report) => {
            let (message, help) = plain_words(&readable(templates, report.message()));
            let problem = placed(Diagnostic::new(Code::TemplateSyntax, message), at(report.filename(), report.span()));
            Diagnostic { help, ..problem }
        }
        ErrorKind::RenderingError(report) if report.message().contains("recursion depth") => {
            let problem = Diagnostic::new(Code::TemplateLoop, "components call each other, or themselves, without end");
            placed(problem, at(report.filename(), report.span())).help("look for the component's own name in its template")
        }
        ErrorKind::RenderingError(report) => {
            let place = at(report.filename(), report.span());
            let source = templates.get(report.filename());
            let missing = source.zip(place.as_ref()).and_then(|(source, place)| {
                let missing = undefined::missing(report.message(), &source.text, place.start..place.end)?;
                Some((source, missing))
            });
            if let Some((source, Missing { name, at })) = missing {
                let help = format!("write the name of something that there is, or what to show without it: `{name} | default(value=\"\")`");
                return Diagnostic::new(Code::TemplateRender, format!("`{name}` is not defined")).at(source.id.at(at)).help(help);
            }
            let (message, help) = split_available(report.message());
            let problem = Diagnostic::new(Code::TemplateRender, readable(templates, &message));
            Diagnostic { help, ..placed(problem, place) }
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            let message = format!("the template extends itself: {}", found(inheritance_chain));
            let named = templates.get(tpl).and_then(|source| named_in(source, &What::Extends, ""));
            placed(Diagnostic::new(Code::TemplateLoop, message), named.or(first(tpl)))
                .help("let one of them extend another template; `theme/NAME` is the template of the theme below")
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            let message = format!("the template includes itself: {}", found(include_chain));
            let named = include_chain.last().and_then(|name| named_in(templates.get(tpl)?, &What::Include, name));
            placed(Diagnostic::new(Code::TemplateLoop, message), named.or(first(tpl))).help("remove one of the includes")
        }
        ErrorKind::MissingParent { current, parent } => {
            let named = templates.get(current).and_then(|source| named_in(source, &What::Extends, parent));
            let problem =
                placed(Diagnostic::new(Code::TemplateReference, format!("unknown template `{parent}`")), named.or(first(current)));
            suggest(problem.help("name a template of the site or its theme, such as `base.html`"), templates, &[])
        }
        _ if error.to_string().contains("recursion depth") => {
            Diagnostic::new(Code::TemplateLoop, "components call each other, or themselves, without end")
                .help("look for the component's own name in its template")
        }
        _ => Diagnostic::new(Code::TemplateRender, readable(templates, &error.to_string())),
    }
}

/// Where a template names another in this way.
fn named_in(source: &Source, what: &What, name: &str) -> Option<Span> {
    let uses = syntax::read(&source.text).uses;
    uses.into_iter().find(|used| used.what == *what && used.name.contains(name)).map(|used| source.id.at(used.at))
}

/// The parser's words for what it met and what it wanted, and how to fix it.
fn plain_words(message: &str) -> (String, Option<String>) {
    if message.contains("end of input") {
        let help = "close what is open: `{% endif %}`, `{% endfor %}`, `{% endblock %}`, `{% endset %}` or `{% endcomponent %}`";
        return ("the template ends before a block in it is closed".to_owned(), Some(help.to_owned()));
    }
    let message = message.trim_end_matches('.');
    for closing in ["}}", "%}", "#}"] {
        if let Some(before) = message.strip_suffix(&format!("expected {closing}")) {
            return (
                format!("{before}expected `{closing}`"),
                Some(format!("close the tag with `{closing}`, or fix what stands before it")),
            );
        }
    }
    (message.to_owned(), None)
}

/// Tera ends some messages with the names that exist; the nearest of them is the help.
fn split_available(message: &str) -> (String, Option<String>) {
    for mark in [" Available variables: ", " Available fields: "] {
        if let Some((message, names)) = message.split_once(mark) {
            let wanted = message.split('`').nth(1).unwrap_or_default();
            let wanted = wanted.rsplit('.').next().unwrap_or(wanted);
            let help = Suggestion::nearest(wanted, names.split(", ").map(str::trim)).or_else(|| format!("known here: {names}"));
            return (message.trim_end_matches('.').to_owned(), Some(help));
        }
    }
    if let Some(help) = help_for(message) {
        return (message.to_owned(), Some(help));
    }
    if let Some(name) = message.strip_prefix("Missing keyword argument `").and_then(|rest| rest.strip_suffix('`')) {
        return (message.to_owned(), Some(format!("write it between the brackets: `{name}=…`")));
    }
    (message.trim_end_matches('.').to_owned(), None)
}
