//! A theme ready to render: its templates as one Tera set, its strings and its assets.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{ErrorKind, Tera};

use super::dress::StaticFile;
use super::function;
use super::moment::Looks;
use super::value::{HashedValue, list, map};
use crate::base::diagnostic::{Code, Diagnostic, nearest};
use crate::base::locale::Language;
use crate::base::memo::Fingerprint;
use crate::base::source::{Source, Span};
use crate::theme::{Params, Strings, Theme};

/// A theme as outputs wear it.
pub struct Dress {
    parts: Parts,
    /// Which templates and components look at the calendar.
    pub looks: Looks,
    /// Each template's source by the name Tera knows it under.
    templates: BTreeMap<String, Source>,
}

/// What a dress is made of.
pub struct Parts {
    pub name: String,
    pub theme: Theme,
    pub strings: Strings,
    /// None if a template does not load; then nothing can be rendered in this theme.
    pub tera: Option<Arc<Tera>>,
    /// `asset(path)` by path.
    pub assets: BTreeMap<String, HashedValue>,
    /// `theme` in each language.
    pub views: Vec<HashedValue>,
    /// The static files with their addresses.
    pub files: Vec<StaticFile>,
    /// The custom properties made from the theme's tokens.
    pub tokens_css: String,
    /// Of the templates, strings and all else that every output of this theme depends on.
    pub fingerprint: Fingerprint,
}

impl std::ops::Deref for Dress {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

/// A loaded set, kept between builds as long as its templates stay the same.
pub type TemplateSet = (Option<Arc<Tera>>, Vec<Diagnostic>);

impl Dress {
    pub fn new(parts: Parts) -> Self {
        let templates = named_templates(&parts.theme).into_iter().map(|(name, source)| (name, source.clone())).collect();
        Self { looks: Looks::of(&parts.theme), parts, templates }
    }

    pub fn has_template(&self, name: &str) -> bool {
        self.theme.template(name).is_some()
    }

    /// A failed render as a problem at its place in a template.
    pub fn problem(&self, error: &tera::Error, during: String) -> Diagnostic {
        problem(&self.templates, error).during(during)
    }

    /// Says that a page's template is not there.
    pub fn missing_template(&self, name: &str) -> Diagnostic {
        let help = match near_template(name, self.theme.templates().map(|(_, name, _)| name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("add `templates/{name}`, or choose a theme that has it"),
        };
        Diagnostic::new(Code::MissingTemplate, format!("there is no template `{name}`")).help(help)
    }
}

/// Templates by the names Tera gets: the site's under their own, a layer's under `~0001/`.
///
/// The prefix is as long as `theme/`, so that an address of the layer below can be
/// replaced by it and columns in messages stay right.
fn named_templates(theme: &Theme) -> BTreeMap<String, &Source> {
    theme.templates().map(|(layer, name, source)| (layer_name(layer, name), source)).collect()
}

pub(super) fn layer_name(layer: usize, name: &str) -> String {
    if layer == 0 { name.to_owned() } else { format!("{}{name}", prefix(layer)) }
}

fn prefix(layer: usize) -> String {
    format!("~{layer:04}/")
}

/// Loads all templates of a theme; every problem is gathered.
pub fn load(theme: &Theme) -> TemplateSet {
    let sources = named_templates(theme);
    let mut problems = Vec::new();
    let mut texts: Vec<(String, String)> = Vec::new();
    for (layer, name, source) in theme.templates() {
        let text = address_layers(theme, layer, source, &mut problems);
        texts.push((layer_name(layer, name), text));
    }
    if !problems.is_empty() {
        return (None, problems);
    }
    let mut tera = empty(theme);
    match tera.add_raw_templates(texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))) {
        Ok(()) => (Some(Arc::new(tera)), Vec::new()),
        Err(error) => (None, load_problems(theme, &sources, &texts, &error)),
    }
}

pub(super) fn empty(theme: &Theme) -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on([".html", ".xml"]);
    // It fails only on a set that has templates already.
    let _ = tera.set_fallback_prefixes((1..theme.layers().len()).map(prefix));
    function::register(&mut tera);
    tera
}

/// Replaces `theme/page.html` in `extends` and `include` by the name of the layer below.
fn address_layers(theme: &Theme, layer: usize, source: &Source, problems: &mut Vec<Diagnostic>) -> String {
    let mut text = source.text.to_string();
    for (at, _) in source.text.match_indices("theme/") {
        let quoted = source.text[..at].strip_suffix(['"', '\'', '`']);
        let names_a_template = quoted.map(str::trim_end).is_some_and(|before| before.ends_with("extends") || before.ends_with("include"));
        if !names_a_template {
            continue;
        }
        let name: String = source.text[at + "theme/".len()..].chars().take_while(|letter| !matches!(letter, '"' | '\'' | '`')).collect();
        match theme.templates().find(|(below, found, _)| *below > layer && *found == name) {
            Some((below, ..)) => text.replace_range(at..at + "theme/".len(), &prefix(below)),
            None => {
                let names = theme.templates().filter(|(below, ..)| *below > layer).map(|(_, name, _)| name);
                let help = nearest(&name, names).map_or_else(
                    || "`theme/…` names a template of the theme below this one".to_owned(),
                    |name| format!("did you mean `theme/{name}`?"),
                );
                let end = at + "theme/".len() + name.len();
                problems.push(
                    Diagnostic::new(Code::TemplateReference, format!("no theme below has a template `{name}`"))
                        .at(source.id.at(at..end))
                        .help(help),
                );
            }
        }
    }
    text
}

/// Tera stops at the first template it cannot parse; each is tried alone to find them all.
fn load_problems(theme: &Theme, sources: &BTreeMap<String, &Source>, texts: &[(String, String)], error: &tera::Error) -> Vec<Diagnostic> {
    let owned: BTreeMap<String, Source> = sources.iter().map(|(name, source)| (name.clone(), (*source).clone())).collect();
    let mut problems: Vec<Diagnostic> = texts
        .iter()
        .filter_map(|(name, text)| {
            let error = empty(theme).add_raw_template(name, text).err()?;
            matches!(error.kind(), ErrorKind::SyntaxError(_)).then(|| problem(&owned, &error))
        })
        .collect();
    if problems.is_empty() {
        problems = match error.kind() {
            ErrorKind::Msg(reports) => split_reports(&owned, reports),
            _ => vec![problem(&owned, error)],
        };
    }
    problems
}

/// Tera's joined reports, each `error: message` and `--> file:line:column`, one by one.
fn split_reports(templates: &BTreeMap<String, Source>, reports: &str) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
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
    let Some(near) = near else { return problem };
    problem.help(format!("did you mean `{near}`?"))
}

/// The nearest name of a template; that all end with `.html` makes none of them near.
fn near_template<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    let Some((stem, ending)) = name.rsplit_once('.') else { return nearest(name, names).map(str::to_owned) };
    let same_ending = names.filter_map(|known| known.rsplit_once('.').filter(|(_, other)| *other == ending).map(|(stem, _)| stem));
    nearest(stem, same_ending).map(|near| format!("{near}.{ending}"))
}

/// The components that the templates define, by a look at their text: nothing is loaded yet.
fn components(templates: &BTreeMap<String, Source>) -> Vec<String> {
    let definitions = templates.values().flat_map(|source| source.text.split("{% component ").skip(1));
    definitions.map(|rest| rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()).collect()
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

fn problem(templates: &BTreeMap<String, Source>, error: &tera::Error) -> Diagnostic {
    let at = |name: &str, span: &tera::Span| -> Option<Span> {
        let source = templates.get(name)?;
        let range = span.range.clone();
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
            let (message, help) = split_available(report.message());
            let mut problem =
                placed(Diagnostic::new(Code::TemplateRender, readable(templates, &message)), at(report.filename(), report.span()));
            problem.help = help;
            problem
        }
        ErrorKind::CircularExtend { tpl, inheritance_chain } => {
            let message = format!("the template extends itself: {}", found(inheritance_chain));
            let named = templates.get(tpl).and_then(|source| named_in(source, "extends", ""));
            placed(Diagnostic::new(Code::TemplateLoop, message), named.or(first(tpl)))
                .help("let one of them extend another template; `theme/NAME` is the template of the theme below")
        }
        ErrorKind::CircularInclude { tpl, include_chain } => {
            let message = format!("the template includes itself: {}", found(include_chain));
            let named = include_chain.last().and_then(|name| named_in(templates.get(tpl)?, "include", name));
            placed(Diagnostic::new(Code::TemplateLoop, message), named.or(first(tpl))).help("remove one of the includes")
        }
        ErrorKind::MissingParent { current, parent } => {
            let named = templates.get(current).and_then(|source| named_in(source, "extends", parent));
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

/// Where a template names another, or the first of its kind.
fn named_in(source: &Source, tag: &str, name: &str) -> Option<Span> {
    source.text.match_indices(tag).find_map(|(at, _)| {
        let rest = &source.text[at + tag.len()..];
        let open = at + tag.len() + rest.len() - rest.trim_start().len();
        let quote = source.text[open..].chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'))?;
        let written = source.text[open + 1..].split(quote).next()?;
        written.contains(name).then(|| source.id.at(open..open + written.len() + 2))
    })
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
            let help = match nearest(wanted, names.split(", ").map(str::trim)) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("known here: {names}"),
            };
            return (message.trim_end_matches('.').to_owned(), Some(help));
        }
    }
    if let Some((message, help)) = message.split_once("; ").filter(|(_, help)| help.starts_with("did you mean")) {
        return (message.to_owned(), Some(help.to_owned()));
    }
    if let Some(name) = message.strip_prefix("Missing keyword argument `").and_then(|rest| rest.strip_suffix('`')) {
        return (message.to_owned(), Some(format!("write it between the brackets: `{name}=…`")));
    }
    (message.to_owned(), None)
}

/// `theme` as templates of one language see it.
pub fn view(theme: &Theme, params: &Params, language: &Language, default: &Language) -> HashedValue {
    let params: tera::Map = params.0.iter().map(|(name, value)| (name.clone().into(), super::value::from_fields(value))).collect();
    HashedValue::new(map([
        ("name", theme.name().into()),
        ("title", theme.title().into()),
        ("years", theme.years().map(|years| list([years.first.into(), years.last.into()])).into()),
        ("slogan", theme.slogan(language, default).into()),
        ("hashtags", list(theme.hashtags(language, default).iter().map(|tag| tag.as_str().into()))),
        ("params", params.into()),
    ]))
}

/// A shared dress by name.
pub type Dresses = BTreeMap<String, Arc<Dress>>;
