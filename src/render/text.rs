//! A page's text: pieces joined, links resolved, components rendered.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use tera::{Context, Value};

use super::citing;
use super::component::{self, Filled};
use super::moment::{self, Facts};
use super::phase;
use super::reader::{self, reading};
use super::templates::Dress;
use super::value::HashedValue;
use super::world::{Trace, World};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::memo::Fingerprint;
use crate::base::source::{SourceId, Span};
use crate::content::{ArgumentValue, Call, Cite, Link, Piece};
use crate::site::evidence::Mark;
use crate::site::{EntryId, Resolved, UrlPath, resolve};
use crate::syntax::html::escape_into as escape;
use crate::theme::Argument;

/// A page's text as HTML.
#[derive(Clone, Debug)]
pub struct Rendered {
    pub html: HashedValue,
    pub summary: HashedValue,
    /// Questions with the HTML of their answers, as the component `faq` shows them.
    pub questions: Vec<(String, String)>,
    /// The text with plain numbers, where feeds show whole texts and this one has citations.
    pub plain: Option<HashedValue>,
    /// What the text cites, for its list.
    pub references: HashedValue,
    pub problems: Vec<Diagnostic>,
    pub trace: Trace,
}

impl Rendered {
    /// The text of an entry without a file.
    pub fn empty() -> Self {
        let nothing = HashedValue::new(Value::safe_string(""));
        Self {
            html: nothing.clone(),
            summary: nothing,
            questions: Vec::new(),
            plain: None,
            references: citing::none(),
            problems: Vec::new(),
            trace: Trace::new(),
        }
    }
}

/// Every link of a text with what it means on the page at hand.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// The address of each link by its place in the file, in the order of places.
    hrefs: Vec<(usize, String)>,
    pub problems: Vec<Diagnostic>,
    /// Parts of pages that are linked to.
    pub anchors: Vec<(Span, EntryId, String)>,
    /// Paths of the site that must be among its outputs.
    pub paths: Vec<(Span, UrlPath)>,
    /// Parts of the text that this phase of the campaign does not show, as bytes of the file.
    pub hidden: Vec<Range<usize>>,
    /// The components that the text calls.
    components: BTreeSet<String>,
    /// Every key that the text cites, with what it stands for now.
    cited: Vec<(String, Option<Fingerprint>)>,
}

impl Links {
    fn href(&self, place: usize) -> Option<&str> {
        let at = self.hrefs.binary_search_by_key(&place, |(place, _)| *place).ok()?;
        Some(&self.hrefs[at].1)
    }

    /// Whether a component in the text shows what changes every day.
    pub fn is_daily(&self, world: &World, id: EntryId) -> bool {
        world.dress_of(id).is_some_and(|dress| dress.looks.of_components(&self.components).are_daily(world))
    }

    /// The keys that the text cites.
    pub fn cited(&self) -> impl Iterator<Item = &str> {
        self.cited.iter().map(|(key, _)| key.as_str())
    }

    /// What the text's HTML is made from besides its file.
    pub fn key(&self, world: &World, id: EntryId, dress: &Dress) -> Fingerprint {
        let source = world.index.entry(id).source.as_ref().and_then(|source| world.documents.get(source));
        let text = source.map(|parsed| (parsed.source.fingerprint, &parsed.document.source));
        let components = (!self.components.is_empty()).then(|| {
            let facts = dress.looks.of_components(&self.components);
            (dress.fingerprint, implicit_fingerprints(world, id, dress), moment::campaign(world, facts).fingerprint, &self.hidden)
        });
        let cited =
            (!self.cited.is_empty()).then(|| (&self.cited, world.evidence.style.fingerprint, dress.fingerprint, world.config.feeds.full));
        Fingerprint::of(&(text, &self.hrefs, cited, components, world.config.markdown.clone()))
    }
}

/// Resolves all links of an entry's text.
pub fn links(world: &World, id: EntryId) -> Links {
    let entry = world.index.entry(id);
    let mut links = Links::default();
    if let Some(parsed) = entry.source.as_ref().and_then(|source| world.documents.get(source)) {
        collect(world, id, &parsed.document.source, &parsed.document.body.pieces, true, &mut links);
        links.hrefs.sort();
    }
    links
}

/// Gathers the links of pieces; of those that are not shown only the components.
fn collect(world: &World, id: EntryId, source: &SourceId, pieces: &[Piece], is_shown: bool, links: &mut Links) {
    for piece in pieces {
        match piece {
            Piece::Html(_) | Piece::NoteRef(_) => {}
            Piece::Link(_) if !is_shown => {}
            Piece::Link(Link { target, span, .. }) => add(world, id, source, target, span, links),
            Piece::Cite(cite) => cited(world, cite, links),
            Piece::Component(call) => {
                links.components.insert(call.name.clone());
                links.problems.extend(phase::problems(world, call));
                let hides = phase::hides(world, call);
                if hides {
                    links.hidden.push(call.span.start..call.span.end);
                }
                let is_shown = is_shown && !hides;
                call.arguments.iter().flat_map(|argument| &argument.cites).for_each(|(_, cite)| cited(world, cite, links));
                for argument in call.arguments.iter().filter(|argument| component::is_address(argument)) {
                    if let ArgumentValue::String(target) = &argument.value
                        && is_shown
                        && !target.is_empty()
                    {
                        add(world, id, source, target, &argument.value_span, links);
                    }
                }
                for inner in [&call.label, &call.body].into_iter().flatten() {
                    collect(world, id, source, inner, is_shown, links);
                }
            }
        }
    }
}

fn cited(world: &World, cite: &Cite, links: &mut Links) {
    for item in &cite.items {
        let found = world.evidence.references.get(&item.key).map(|reference| reference.fingerprint);
        if found.is_none() {
            let message = format!("there is no reference `{}`", item.key);
            let help = world.evidence.nearest_reference(&item.key, "for plain brackets write `\\[@…]`");
            links.problems.push(Diagnostic::new(Code::CiteUnresolved, message).at(item.key_span.clone()).help(help));
        }
        links.cited.push((item.key.clone(), found));
    }
}

fn add(world: &World, id: EntryId, source: &SourceId, target: &str, span: &Span, links: &mut Links) {
    let base = &world.config.base_url;
    let with_anchor = |href: String, anchor: &Option<String>| match anchor {
        Some(anchor) => format!("{href}#{anchor}"),
        None => href,
    };
    let href = match resolve(&world.index, &world.config, source, world.index.entry(id).language, target) {
        Resolved::Entry(found, anchor) => {
            if let Some(anchor) = &anchor {
                links.anchors.push((span.clone(), found, anchor.clone()));
            }
            with_anchor(base.href(&world.index.entry(found).url), &anchor)
        }
        Resolved::Asset(url) => base.href(&url),
        Resolved::Path(url, anchor) => {
            links.paths.push((span.clone(), url.clone()));
            with_anchor(base.href(&url), &anchor)
        }
        Resolved::Here(anchor) => {
            if !anchor.is_empty() {
                links.anchors.push((span.clone(), id, anchor.clone()));
            }
            format!("#{anchor}")
        }
        Resolved::External => target.to_owned(),
        Resolved::Broken { message, help } => {
            let mut problem = Diagnostic::new(Code::BrokenLink, message).at(span.clone());
            problem.help = help;
            links.problems.push(problem);
            target.to_owned()
        }
    };
    links.hrefs.push((span.start, href));
}

/// The HTML of an entry's text and of its summary.
pub fn render(world: &Arc<World>, id: EntryId, links: &Links, dress: &Arc<Dress>) -> Rendered {
    let entry = world.index.entry(id);
    let Some(parsed) = entry.source.as_ref().and_then(|source| world.documents.get(source)) else { return Rendered::empty() };
    let body = &parsed.document.body;
    let during = format!("rendering {}", parsed.document.source);
    let ((numbered, html, summary, questions, mut problems), trace, notes) = reading(world, dress, entry.language, || {
        reader::start_marks();
        let mut writer = Writer {
            source: &parsed.document.source,
            links,
            dress,
            implicits: if !links.components.is_empty() { implicits(world, id, dress) } else { Context::new() },
            during,
            page_path: None,
            questions: Vec::new(),
            problems: Vec::new(),
        };
        let html = writer.pieces(&body.pieces);
        let problems = std::mem::take(&mut writer.problems);
        let questions = std::mem::take(&mut writer.questions);
        writer.page_path = Some(world.config.base_url.href(&entry.url));
        let summary = writer.pieces(&body.pieces[body.summary.clone()]);
        let marks = reader::take_marks();
        let back = |n: usize| back_name(dress, entry.language, world, n);
        let numbered =
            citing::has_markers(&html).then(|| citing::number(world, entry.language, &body.anchors, &html, &summary, &marks, &back));
        (numbered, html, summary, questions, problems)
    });
    problems.extend(notes);
    let safe = |text: &str| HashedValue::new(Value::safe_string(text));
    let Some(numbered) = numbered else {
        return Rendered {
            html: safe(&html),
            summary: safe(&summary),
            questions,
            plain: None,
            references: citing::none(),
            problems,
            trace,
        };
    };
    let plain = world.config.feeds.full.then(|| safe(&numbered.plain));
    let references = numbered.references;
    Rendered { html: safe(&numbered.html), summary: safe(&numbered.summary), questions, plain, references, problems, trace }
}

/// What a link from the list back to the text is called: to its nth mark, or to the only one.
fn back_name(dress: &Dress, language: usize, world: &World, n: usize) -> String {
    let language = world.locales[language].language();
    let (key, number) = if n == 0 { ("reference-back", 1.0) } else { ("reference-back-many", n as f64) };
    dress
        .strings
        .get(language, key, &[("number", Argument::Number(number))])
        .map_or_else(|_| n.to_string(), |found| found.text.into_owned())
}

/// What components take from around them.
fn implicits(world: &World, id: EntryId, dress: &Dress) -> Context {
    let mut context = Context::new();
    for (name, value) in implicit_values(world, id, dress) {
        context.insert_value(name, value.value);
    }
    context.insert_value("campaign", moment::campaign(world, Facts::default()).value);
    context
}

fn implicit_values(world: &World, id: EntryId, dress: &Dress) -> [(&'static str, HashedValue); 5] {
    let entry = world.index.entry(id);
    let section = entry.parent.map_or_else(HashedValue::none, |parent| world.card(parent).clone());
    [
        ("page", world.card(id).clone()),
        ("section", section),
        ("site", world.site_of(id).clone()),
        ("lang", world.language(entry.language).clone()),
        ("theme", dress.views[entry.language].clone()),
    ]
}

fn implicit_fingerprints(world: &World, id: EntryId, dress: &Dress) -> Vec<Fingerprint> {
    implicit_values(world, id, dress).into_iter().map(|(_, value)| value.fingerprint).collect()
}

struct Writer<'a> {
    source: &'a SourceId,
    links: &'a Links,
    dress: &'a Dress,
    implicits: Context,
    during: String,
    /// Set for a summary, which is shown on other pages: links to parts of the page then
    /// name the page, and marks of footnotes are left out.
    page_path: Option<String>,
    questions: Vec<(String, String)>,
    problems: Vec<Diagnostic>,
}

impl Writer<'_> {
    fn pieces(&mut self, pieces: &[Piece]) -> String {
        let mut html = String::new();
        for piece in pieces {
            match piece {
                Piece::Html(text) => html.push_str(text),
                Piece::NoteRef(text) if self.page_path.is_none() => html.push_str(text),
                Piece::NoteRef(_) => {}
                Piece::Cite(cite) => html.push_str(&reader::mark(mark_of(cite)).unwrap_or_default()),
                Piece::Link(link) => self.link(link, &mut html),
                Piece::Component(call) => self.call(call, &mut html),
            }
        }
        html
    }

    fn link(&self, link: &Link, html: &mut String) {
        let href = self.links.href(link.span.start).unwrap_or(&link.target);
        if let (Some(page), true) = (&self.page_path, href.starts_with('#')) {
            escape(page, html);
        }
        escape(href, html);
    }

    fn call(&mut self, call: &Call, html: &mut String) {
        let Some(tera) = &self.dress.tera else { return };
        let label = call.label.as_ref().map(|label| self.pieces(label));
        let body = call.body.as_ref().map(|body| self.pieces(body));
        if call.name == "faq"
            && let (Some(question), Some(answer)) = (call.text("question"), &body)
        {
            self.questions.push((question.to_owned(), answer.clone()));
        }
        let address = |place: usize| self.links.href(place).map(str::to_owned);
        let filled =
            Filled { call, source: self.source, address: &address, label, body, implicits: &self.implicits, during: self.during.clone() };
        match component::render(self.dress, tera, filled) {
            // What is hidden today was made all the same: its mistakes should not wait for its day.
            Ok(_) if self.links.hidden.contains(&(call.span.start..call.span.end)) => {}
            Ok(text) => html.push_str(text.trim()),
            Err(problems) => self.problems.extend(problems),
        }
    }
}

/// What a citation asks for.
pub fn mark_of(cite: &Cite) -> Mark {
    cite.items.iter().map(|item| (item.key.clone(), item.locator.clone())).collect()
}
