//! Resolves the links, components and citations of a text on its page, before anything is rendered.

use std::collections::BTreeSet;
use std::ops::Range;

use super::calendar;
use super::component;
use super::engine::Engine;
use super::phase;
use super::question::Question;
use super::renderer::Renderer;
use crate::base::address;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::fingerprint::Fingerprint;
use crate::base::source::{SourceId, Span};
use crate::base::unicode::nfc;
use crate::content::{ArgumentValue, Call, Cite, Link, Piece, Pieces};
use crate::site::{EntryId, Resolved, UrlPath, resolve, suffix};
use crate::theme::ComponentRole;

/// Every link of a text with what it means on the page at hand.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Links {
    /// The address of each link by its place in the file, in the order of places.
    hrefs: Vec<(usize, String)>,
    pub problems: Problems,
    /// Parts of pages that are linked to.
    pub anchors: Vec<(Span, EntryId, String)>,
    /// Paths of the site that must be among its outputs.
    pub paths: Vec<(Span, UrlPath)>,
    /// Parts of the text that this phase of the campaign does not show, as bytes of the file.
    pub hidden: Vec<Range<usize>>,
    /// The components that the text calls.
    components: BTreeSet<String>,
    /// Whether the theme's words stand in the text beside those of components.
    has_labels: bool,
    /// Every key that the text cites, with what it stands for now.
    cited: Vec<(String, Option<Fingerprint>)>,
}

impl Links {
    pub(crate) fn href(&self, place: usize) -> Option<&str> {
        let at = self.hrefs.binary_search_by_key(&place, |(place, _)| *place).ok()?;
        Some(&self.hrefs[at].1)
    }

    /// The keys that the text cites.
    pub(crate) fn cited(&self) -> impl Iterator<Item = &str> {
        self.cited.iter().map(|(key, _)| key.as_str())
    }

    /// What the text's HTML is made from, as a trace compares it.
    pub(crate) fn inputs(&self, renderer: &Renderer, id: EntryId, engine: &Engine) -> Vec<(&'static str, Fingerprint)> {
        let text = renderer.parsed(id).map(|parsed| (parsed.source.fingerprint, &parsed.source.id));
        let mut inputs = vec![
            ("file", Fingerprint::of(&text)),
            ("links", Fingerprint::of(&self.hrefs)),
            ("markdown", Fingerprint::of(&renderer.config.markdown)),
            ("feeds", Fingerprint::of(&renderer.config.feeds.full)),
        ];
        if !self.is_plain() {
            // Two themes with the same fingerprint, such as two that do not exist, have their files at different addresses.
            inputs.push(("engine", Fingerprint::of(&engine.name)));
        }
        if self.has_labels {
            inputs.push(("labels", engine.fingerprint));
        }
        if !self.cited.is_empty() {
            inputs.push(("citations", Fingerprint::of(&(&self.cited, renderer.evidence.style.fingerprint))));
        }
        if !self.components.is_empty() {
            inputs.push(("hidden", Fingerprint::of(&self.hidden)));
            let named = engine.uses().of_components(&self.components);
            let implicits = component::implicit_values(renderer, id, engine).into_iter().filter(|(name, _)| named.names(name));
            inputs.extend(implicits.map(|(name, value)| (name, value.fingerprint)));
        }
        inputs
    }

    /// The parts of the calendar that components of the text name.
    pub(crate) fn questions(&self, engine: &Engine) -> Vec<Question> {
        let named = engine.uses().of_components(&self.components);
        calendar::questions(|variable, part| named.names_part(variable, part)).collect()
    }

    /// Whether the text is finished without a template.
    pub(crate) fn is_plain(&self) -> bool {
        self.components.is_empty() && self.cited.is_empty()
    }

    /// Whether a call is not shown today.
    pub(crate) fn hides(&self, call: &Call) -> bool {
        self.hidden.iter().any(|range| range.start == call.span.start && range.end == call.span.end)
    }

    /// Notes a part of a page that is linked to, if it is one that the page must have.
    fn anchor(&mut self, span: &Span, id: EntryId, anchor: Option<String>) {
        let is_named = |anchor: &String| !anchor.is_empty() && !anchor.eq_ignore_ascii_case("top") && !anchor.starts_with(":~:");
        if let Some(anchor) = anchor.filter(is_named) {
            self.anchors.push((span.clone(), id, anchor));
        }
    }

    /// The components that the text calls.
    pub(crate) fn components(&self) -> impl Iterator<Item = &str> {
        self.components.iter().map(String::as_str)
    }

    pub(crate) fn has_components(&self) -> bool {
        !self.components.is_empty()
    }
}

/// Resolves all links of an entry's text.
pub(crate) fn links(renderer: &Renderer, id: EntryId) -> Links {
    let mut links = Links::default();
    if let Some(parsed) = renderer.parsed(id) {
        let body = parsed.body();
        collect(renderer, id, &parsed.source.id, &body.pieces, true, &mut links);
        let known = body.bare_keys.iter().filter(|(key, _)| renderer.evidence.references.contains_key(key));
        links.problems.extend(known.map(|(key, span)| {
            let is_bracketed = span.end - span.start > "@".len() + key.len();
            let written = if is_bracketed { format!("[{key}]") } else { format!("@{key}") };
            let problem = Diagnostic::new(Code::ForeignSyntax, format!("`{written}` is published as text, and a source has this key"));
            let help = format!("cite it with an at sign in square brackets: `[@{key}]`; for plain text write `\\{written}`");
            problem.at(span.clone()).help(help)
        }));
        links.hrefs.sort();
    }
    links
}

/// Collects the links of pieces; of hidden pieces only the components.
fn collect(renderer: &Renderer, id: EntryId, source: &SourceId, pieces: &Pieces, is_shown: bool, links: &mut Links) {
    for piece in pieces {
        match piece {
            Piece::Html(_) | Piece::NoteRef(_) => {}
            Piece::AlertLabel(_) => links.has_labels = true,
            Piece::Link(_) if !is_shown => {}
            Piece::Link(Link { target, span, .. }) => add(renderer, id, source, target, span, links),
            Piece::Cite(cite) => cited(renderer, cite, links),
            Piece::Component(call) => {
                links.components.insert(call.name.clone());
                let role = renderer.engine_of(id).and_then(|engine| engine.role(&call.name));
                let is_phase = role == Some(ComponentRole::Phase);
                if is_phase {
                    links.problems.extend(phase::problems(renderer, call));
                }
                let hides = is_phase && phase::hides(renderer, call);
                if hides {
                    links.hidden.push(call.span.start..call.span.end);
                }
                let is_shown = is_shown && !hides;
                call.arguments.iter().flat_map(|argument| &argument.cites).for_each(|(_, cite)| cited(renderer, cite, links));
                for argument in call.arguments.iter().filter(|argument| component::is_address(argument)) {
                    if let ArgumentValue::String(target) = &argument.value
                        && is_shown
                        && !target.is_empty()
                    {
                        add(renderer, id, source, target, &argument.value_span, links);
                    }
                }
                for inner in [&call.label, &call.body].into_iter().flatten() {
                    collect(renderer, id, source, inner, is_shown, links);
                }
            }
        }
    }
}

fn cited(renderer: &Renderer, cite: &Cite, links: &mut Links) {
    for item in &cite.items {
        let found = renderer.evidence.references.get(&item.key).map(|reference| reference.fingerprint);
        if found.is_none() {
            let message = format!("there is no reference `{}`", item.key);
            let help = renderer.evidence.nearest_reference(&item.key, "for plain brackets write `\\[@…]`");
            links.problems.push(Diagnostic::new(Code::CiteUnresolved, message).at(item.key_span.clone()).help(help));
        }
        links.cited.push((item.key.clone(), found));
    }
}

fn add(renderer: &Renderer, id: EntryId, source: &SourceId, target: &str, span: &Span, links: &mut Links) {
    if let Some(message) = address::refused(target) {
        links.problems.push(Diagnostic::new(Code::InvalidValue, message).at(span.clone()).help(address::HELP));
        links.hrefs.push((span.start, "#".to_owned()));
        return;
    }
    links.problems.extend(address::mistaken(target).map(|problem| problem.at(span.clone())));
    let base = &renderer.config.base_url;
    let written = nfc(target);
    let suffix = suffix(&written);
    let href = match resolve(&renderer.index, &renderer.config, source, renderer.index.entry(id).language, target) {
        Resolved::Entry(found, anchor) => {
            links.anchor(span, found, anchor);
            format!("{}{suffix}", base.href(&renderer.index.entry(found).url))
        }
        Resolved::Asset(url) => format!("{}{suffix}", base.href(&url)),
        Resolved::Path(url, _) => {
            links.paths.push((span.clone(), url.clone()));
            // What the site does not have may be another program's, if the editor has switched the rule off.
            if renderer.plan.has(&url) { format!("{}{suffix}", base.href(&url)) } else { target.to_owned() }
        }
        Resolved::Here(anchor) => {
            links.anchor(span, id, Some(anchor));
            written.into_owned()
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
