//! Every place where a site relies on something that a theme does not provide.

use std::collections::{BTreeMap, BTreeSet};

use super::pack::{Pack, ReadTemplate, themed_files};
use super::reader::{Given, Use, What};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity, Suggestion, nearest};
use crate::base::locale::Language;
use crate::base::source::{Snapshot, Source, Span};
use crate::content::{Call, Piece, Pieces};
use crate::render::{Component, missing_template, not_allowed};
use crate::site::Site;
use crate::syntax::css::{self, Variable};

/// What a theme was found to break.
pub(crate) struct Checked {
    /// Whether there is such a theme at all.
    pub is_there: bool,
    /// In no order.
    pub problems: Problems,
    /// Style sheets that problems point into; they are not among the snapshot's texts.
    pub styles: Vec<Source>,
}

/// Checks everything that would use a theme against it.
pub(crate) fn check(site: &Site, snapshot: &Snapshot, name: &str) -> Checked {
    let (pack, of_theme) = Pack::new(site, snapshot, name);
    if !pack.is_there() {
        return Checked { is_there: false, problems: of_theme, styles: Vec::new() };
    }
    let mut checker = Checker { site, pack: &pack, problems: Problems::new() };
    checker.content();
    checker.front_matter();
    for read in &pack.templates {
        for used in &read.template.uses {
            checker.named(read, used);
        }
    }
    checker.strings();
    checker.properties();
    checker.files();
    let mut problems = checker.problems;
    let others: Problems = of_theme.into_iter().filter(|problem| !is_reported(&problems, problem)).collect();
    problems.extend(others);
    Checked { is_there: true, problems, styles: pack.styles.into_iter().map(|(source, _)| source).collect() }
}

/// Whether one of these problems is at the same place.
pub(crate) fn is_reported(reported: &[Diagnostic], problem: &Diagnostic) -> bool {
    let Some(at) = &problem.at else { return false };
    let overlaps = |other: &Span| other.source == at.source && other.start <= at.end && at.start <= other.end && other.start < other.end;
    reported.iter().filter_map(|reported| reported.at.as_ref()).any(overlaps)
}

struct Checker<'a> {
    site: &'a Site,
    pack: &'a Pack,
    problems: Problems,
}

impl Checker<'_> {
    /// The components that Markdown calls.
    fn content(&mut self) {
        for source in themed_files(self.site) {
            let Some(parsed) = self.site.documents.get(&source) else { continue };
            for call in calls(&parsed.body().pieces) {
                self.problems.extend(self.pack.definitions.check(call, &source));
            }
        }
    }

    /// The templates that front matter names.
    fn front_matter(&mut self) {
        let mut seen = BTreeSet::new();
        for entry in self.site.index.entries.iter().filter(|entry| entry.theme.is_none()) {
            let Some(source) = &entry.source else { continue };
            for named in [&entry.front.template, &entry.front.section.page_template].into_iter().flatten() {
                let at = source.at(named.span.clone());
                if self.pack.theme.theme.template(&named.value).is_none() && seen.insert(at.clone()) {
                    self.problems.push(missing_template(&self.pack.theme, &named.value).at(at));
                }
            }
        }
    }

    /// One name that a template uses. Strings and properties are checked later, all together.
    fn named(&mut self, read: &ReadTemplate, used: &Use) {
        let at = read.source.id.at(used.at.clone());
        let name = &used.name;
        match &used.what {
            What::Extends | What::Include if self.pack.template(name, read.layer).is_none() => {
                let names = self.pack.templates.iter().map(|read| read.name.as_str());
                let problem = Diagnostic::new(Code::TemplateReference, format!("unknown template `{name}`")).at(at);
                self.problems.push(problem.help(did_you_mean(name, names, "the theme has no template of that name")));
            }
            What::Block => self.block(read, name, at),
            What::Component(given) => match self.pack.definitions.get(name) {
                Some(component) => self.given(&component, given, at, read),
                None => {
                    let known = self.pack.definitions.all();
                    let problem = Diagnostic::new(Code::TemplateReference, format!("unknown component `{name}`")).at(at);
                    let names = known.iter().map(|component| component.name.as_str());
                    self.problems.push(problem.help(did_you_mean(name, names, "the theme has no component of that name")));
                }
            },
            What::Asset if !self.pack.theme.files.contains_key(name.trim_start_matches('/')) => {
                let names = self.pack.theme.files.keys().map(String::as_str);
                let problem = Diagnostic::new(Code::MissingAsset, format!("there is no static file `{name}`")).at(at);
                let help = format!("put it into `static/{}`, where every theme finds it", name.trim_start_matches('/'));
                self.problems.push(problem.help(did_you_mean(name, names, &help)));
            }
            What::Assets if !self.pack.theme.files.keys().any(|path| path.starts_with(name.trim_start_matches('/'))) => {
                let problem = Diagnostic::new(Code::MissingAsset, format!("there is no static file that begins with `{name}`")).at(at);
                self.problems.push(problem.help("put such files into `static`, where every theme finds them"));
            }
            What::Param if !self.pack.theme.theme.declared_params().iter().any(|param| param.name == *name) => {
                let declared = self.pack.theme.theme.declared_params();
                let problem = Diagnostic::new(Code::UnknownParam, format!("the theme has no parameter `{name}`")).at(at);
                let names = declared.iter().map(|param| param.name.as_str());
                self.problems.push(problem.help(did_you_mean(name, names, "what only your own templates read belongs under `[extra]`")));
            }
            _ => {}
        }
    }

    /// A block must be in one of the templates that its own extends.
    fn block(&mut self, read: &ReadTemplate, name: &str, at: Span) {
        let mut above = parent(read).and_then(|used| self.pack.template(&used.name, read.layer));
        if above.is_none() {
            return;
        }
        let mut known = BTreeSet::new();
        for _ in 0..self.pack.templates.len() {
            let Some(read) = above else { break };
            known.extend(read.template.uses.iter().filter(|used| used.what == What::Block).map(|used| used.name.as_str()));
            above = parent(read).and_then(|used| self.pack.template(&used.name, read.layer));
        }
        if !known.contains(name) {
            let all = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let problem = Diagnostic::new(Code::TemplateReference, format!("block `{name}` is not defined in any parent template")).at(at);
            self.problems.push(problem.help(did_you_mean(name, known, &format!("the blocks there are {all}"))));
        }
    }

    /// What a template gives to a component.
    fn given(&mut self, component: &Component, given: &Given, at: Span, read: &ReadTemplate) {
        let shown = &component.name;
        for argument in &given.arguments {
            let place = read.source.id.at(argument.at.clone());
            let Some(wanted) = component.arguments.iter().find(|known| known.name == argument.name) else {
                if !component.is_open && argument.name != "body" {
                    let names = component.arguments.iter().map(|known| known.name.as_str());
                    let problem =
                        Diagnostic::new(Code::UnknownArgument, format!("`{shown}` has no argument `{}`", argument.name)).at(place);
                    self.problems.push(problem.help(did_you_mean(&argument.name, names, "remove it")));
                }
                continue;
            };
            if let Some(kind) = argument.kind.filter(|kind| !wanted.takes(kind)) {
                let problem = Diagnostic::new(
                    Code::WrongArgument,
                    format!("`{}` of `{shown}` must be {}, but this is {kind}", argument.name, wanted.kind.unwrap_or("another value")),
                );
                self.problems.push(problem.at(place).help("write a value of that type"));
            } else if let Some(text) = &argument.text {
                self.problems.extend(not_allowed(&argument.name, text, &wanted.allowed).map(|problem| problem.at(place)));
            }
        }
        let is_given = |name: &str| given.arguments.iter().any(|argument| argument.name == name);
        for wanted in component.arguments.iter().filter(|wanted| wanted.is_required && !given.is_open && !is_given(&wanted.name)) {
            self.problems.push(
                Diagnostic::new(Code::MissingArgument, format!("`{shown}` needs the argument `{}`", wanted.name))
                    .at(at.clone())
                    .help(format!("write `{}=…` into the call", wanted.name)),
            );
        }
    }

    /// Each string that templates use, in each language of the site.
    fn strings(&mut self) {
        let strings = &self.pack.theme.strings;
        let all = strings.keys();
        let mut wanted: BTreeMap<&str, Span> = BTreeMap::new();
        let mut none = Vec::new();
        for read in &self.pack.templates {
            for used in &read.template.uses {
                let at = || read.source.id.at(used.at.clone());
                match used.what {
                    What::String => {
                        wanted.entry(&used.name).or_insert_with(at);
                    }
                    What::Strings => {
                        let known: Vec<&&str> = all.iter().filter(|key| key.starts_with(&used.name)).collect();
                        if known.is_empty() {
                            none.push(
                                error(format!("there is no string that begins with `{}`", used.name))
                                    .at(at())
                                    .help(format!("add lines like `{}… = …` to the theme's `strings`", used.name)),
                            );
                        }
                        for key in known.into_iter().filter(|key| !key.contains('.')) {
                            wanted.entry(key).or_insert_with(at);
                        }
                    }
                    _ => {}
                }
            }
        }
        self.problems.extend(none);
        let languages: Vec<&Language> = self.site.config.languages.iter().map(|language| &language.tag).collect();
        for (key, at) in wanted {
            if !all.contains(key) {
                let help = did_you_mean(key, all.iter().copied(), &format!("add a line `{key} = …` to `strings/{}.ftl`", languages[0]));
                self.problems.push(error(format!("there is no string `{key}`")).at(at).help(help));
                continue;
            }
            for language in &languages {
                let Some(shown) = strings.language_of(language, key) else { continue };
                let is_own = std::iter::successors(Some((*language).clone()), Language::parent).any(|own| own == *shown);
                if !is_own {
                    self.problems.push(
                        Diagnostic::new(Code::MissingString, format!("the string `{key}` is not translated into `{language}`"))
                            .at(at.clone())
                            .help(format!("add it to `strings/{language}.ftl`; until then `{shown}` is shown")),
                    );
                }
            }
        }
    }

    /// The custom properties that style sheets and templates read.
    fn properties(&mut self) {
        let known = self.pack.properties();
        for (source, css) in self.pack.css() {
            for Variable { name, at, has_fallback } in css.read {
                if has_fallback || known.contains(&name) {
                    continue;
                }
                let near = nearest(&name, known.iter().map(String::as_str));
                let help = Suggestion::of(near)
                    .or_else(|| format!("say what to use where it is missing: `var({name}, …)`, or choose a token that every theme has"));
                self.problems.push(
                    Diagnostic::new(Code::MissingToken, format!("neither the theme's tokens nor a style sheet sets `{name}`"))
                        .at(source.id.at(at))
                        .help(help),
                );
            }
        }
    }
}

impl Checker<'_> {
    /// Whether a path is that of a static file, of a file beside a page, or of data.
    fn is_published(&self, path: &str) -> bool {
        let beside_pages = || self.site.index.assets.iter().any(|(_, url)| url.as_str().trim_start_matches('/') == path);
        self.pack.theme.files.contains_key(path) || path.starts_with("data/") || beside_pages()
    }

    /// The files that style sheets ask for: a path from the top of the site, or from the sheet.
    fn files(&mut self) {
        for (source, path) in &self.pack.styles {
            for url in css::read(&source.text).urls {
                let (address, at) = (url.address.split(['?', '#']).next().unwrap_or_default(), url.at);
                // Addresses of other sites and `data:` addresses do not name a file.
                if address.is_empty() || address.contains(':') || address.starts_with("//") {
                    continue;
                }
                let found = within(path, address).filter(|found| !self.is_published(found));
                let Some(found) = found else { continue };
                let names = self.pack.theme.files.keys().map(String::as_str);
                let help = did_you_mean(&found, names, &format!("put it into `static/{found}`, where every theme finds it"));
                self.problems.push(
                    Diagnostic::new(Code::MissingAsset, format!("there is no static file `{found}`")).at(source.id.at(at)).help(help),
                );
            }
        }
    }
}

/// The static file that an address in a style sheet means; none where it leads out of the static files.
fn within(sheet: &str, address: &str) -> Option<String> {
    let mut parts: Vec<&str> = match address.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => sheet.rsplit_once('/').map_or_else(Vec::new, |(folder, _)| folder.split('/').collect()),
    };
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A string that no language has breaks a page, one that a language lacks does not.
fn error(message: String) -> Diagnostic {
    Diagnostic { severity: Severity::Error, ..Diagnostic::new(Code::MissingString, message) }
}

/// What a template extends.
pub(super) fn parent(read: &ReadTemplate) -> Option<&Use> {
    read.template.uses.iter().find(|used| used.what == What::Extends)
}

fn did_you_mean<'n>(name: &str, names: impl IntoIterator<Item = &'n str>, otherwise: &str) -> String {
    Suggestion::nearest(name, names).or_else(|| otherwise.to_owned())
}

/// The calls of a text, those within others included.
pub(super) fn calls(pieces: &Pieces) -> Vec<&Call> {
    let mut found = Vec::new();
    for piece in pieces {
        if let Piece::Component(call) = piece {
            found.push(call);
            for inner in [&call.label, &call.body].into_iter().flatten() {
                found.extend(calls(inner));
            }
        }
    }
    found
}
