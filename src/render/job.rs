//! A template with the values that it is given, and how it is rendered.

use std::sync::Arc;

use tera::Context;

use super::bounded::{self, Bounded};
use super::engine::{Engine, missing_template};
use super::page_pictures;
use super::renderer::Renderer;
use super::structured;
use super::trace::Trace;
use super::tracked::{self, Languages};
use super::value::LazyValue;
use super::variables::GIVEN;
use crate::base::artifact::ArtifactKind;
use crate::base::diagnostic::{Diagnostic, Problems};
use crate::base::fingerprint::Fingerprint;
use crate::base::per_language::LanguageId;
use crate::base::source::Span;
use crate::base::unicode::publishable;
use crate::base::url::UrlPath;
use crate::theme::Variables;

/// A template with the values that it is given.
pub(crate) struct Job {
    pub template: String,
    pub kind: ArtifactKind,
    /// Where the template was asked for, if a file names it.
    pub asked_at: Option<Span>,
    pub language: LanguageId,
    pub engine: Arc<Engine>,
    pub values: Vec<(&'static str, LazyValue)>,
    /// Structured data for the page, from which the parts that the page does not show are removed.
    pub structured: Option<serde_json::Value>,
    /// The address of a page, which its pictures are completed for; none for what is no page.
    pub page: Option<UrlPath>,
    /// What is being rendered, for messages.
    pub during: String,
}

/// A rendered template.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    pub text: Option<Arc<str>>,
    pub problems: Problems,
    pub trace: Trace,
}

/// Which values are made for a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Those that it names, or something that it includes, extends or calls.
    Named,
    /// All that there are, so that a message about a name that is not there can suggest from them.
    All,
}

/// Decides whether the template of an output wants a value.
#[derive(Clone, Copy)]
pub(super) struct Names<'a>(Option<&'a Variables>);

impl Names<'_> {
    pub(super) fn wants(self, variable: &str) -> bool {
        self.0.is_none_or(|named| named.names(variable))
    }

    pub(super) fn wants_part(self, variable: &str, part: &str) -> bool {
        self.0.is_none_or(|named| named.names_part(variable, part))
    }
}

impl Job {
    pub(super) fn names<'e>(engine: &'e Engine, template: &str, wanted: Wanted) -> Names<'e> {
        Names((wanted == Wanted::Named).then(|| engine.uses().of_template(template)))
    }

    /// The values by their names and fingerprints, as a trace compares them.
    pub(crate) fn inputs(&self) -> Vec<(&'static str, Fingerprint)> {
        // An output that could not be rendered depends on the templates too: a missing one may exist next time. Its problem
        // names the file and points at the key that asks for it.
        let asked_at = self.asked_at.as_ref().filter(|_| !self.engine.has_template(&self.template));
        let engine = (&self.engine.name, self.engine.fingerprint);
        let template = ("template", Fingerprint::of(&(&self.template, engine, asked_at, &self.during)));
        self.values.iter().map(|(name, value)| (*name, value.fingerprint)).chain([template]).collect()
    }

    /// Renders the template with the values. The trace goes on from what was asked to make them.
    pub(crate) fn run(self, renderer: &Arc<Renderer>, trace: Trace) -> Output {
        let Some(tera) = self.engine.tera() else { return Output { text: None, problems: Problems::new(), trace } };
        if !self.engine.has_template(&self.template) {
            return Output { text: None, problems: Problems::from(self.missing_template()), trace };
        }
        debug_assert_eq!(self.values.iter().map(|(name, _)| *name).find(|name| !GIVEN.contains(name)), None, "every variable is listed");
        let mut context = Context::new();
        for (name, value) in &self.values {
            context.insert_value(*name, value.value());
        }
        let mut made = Bounded::default();
        bounded::begin();
        let render = || tera.render_to(&self.template, &context, &mut made);
        let languages = Languages { words: self.language, pages: self.language };
        let (result, mut trace, mut problems) = tracked::open(renderer, &self.engine, languages, trace, render);
        let is_full = made.is_full;
        let text = match result.and_then(|()| made.into_text()) {
            Ok(text) => {
                let pruned =
                    self.structured.map(|graph| structured::prune_hidden(text.trim_start(), graph, &renderer.locales[self.language]));
                let text = publishable(pruned.as_deref().unwrap_or_else(|| text.trim_start()));
                Some(match &self.page {
                    Some(page) => {
                        let (text, asked) = page_pictures::complete(renderer, page, &text);
                        trace.add(asked);
                        Arc::from(text)
                    }
                    None => Arc::from(text),
                })
            }
            Err(_) if is_full => {
                problems.push(self.engine.too_much(&self.template, self.during.clone()));
                None
            }
            Err(error) => {
                problems.push(self.engine.problem(&error, self.during.clone()));
                None
            }
        };
        Output { text, problems, trace }
    }

    fn missing_template(&self) -> Diagnostic {
        let mut problem = missing_template(&self.engine, &self.template);
        problem.at.clone_from(&self.asked_at);
        problem.during(self.during.clone())
    }
}
