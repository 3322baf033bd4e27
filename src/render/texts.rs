//! The texts of all entries, each rendered when it is first asked for.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::links::{self, Links};
use super::rendered::Rendered;
use super::renderer::Renderer;
use super::text;
use super::trace::Trace;
use super::value::HashedValue;
use crate::base::fingerprint::Fingerprint;
use crate::base::memo::Memo;
use crate::base::source::SourceId;
use crate::content::Parsed;
use crate::site::{EntryId, Kind};

/// The number of texts that are rendered between two checks whether the build is cancelled.
const CHUNK: usize = 512;

/// An entry's text with what it was made from.
#[derive(Debug)]
pub(crate) struct Text {
    pub links: Links,
    pub rendered: Arc<Rendered>,
    /// What it was made from at most: all but the bodies of texts, and its own file.
    made_in: (Fingerprint, Fingerprint),
}

impl Text {
    /// The keys of all that the text and its components cite.
    pub(crate) fn cited(&self) -> impl Iterator<Item = &str> {
        self.links.cited().chain(self.rendered.trace.references().map(String::as_str))
    }
}

/// Texts in the order of the entries. A page that somebody waits for is rendered with the few
/// texts it shows, before all the others.
pub(crate) struct Texts<'a> {
    renderer: &'a Arc<Renderer>,
    /// Of everything but the bodies of the texts.
    all_but_bodies: Fingerprint,
    remembered: &'a Memo<Arc<Text>>,
    /// The file of each entry's text, where it has one.
    files: Vec<Option<&'a Arc<Parsed>>>,
    texts: Vec<OnceLock<Arc<Text>>>,
}

impl<'a> Texts<'a> {
    pub(crate) fn new(renderer: &'a Arc<Renderer>, all_but_bodies: Fingerprint, remembered: &'a Memo<Arc<Text>>) -> Self {
        let (files, texts) = renderer.index.ids().map(|id| (renderer.parsed(id), OnceLock::new())).unzip();
        Self { renderer, all_but_bodies, remembered, files, texts }
    }

    pub(crate) fn all_but_bodies(&self) -> Fingerprint {
        self.all_but_bodies
    }

    pub(crate) fn text(&self, id: EntryId) -> &Arc<Text> {
        self.texts[id.0].get_or_init(|| self.make(id))
    }

    /// Of the file that an entry's text stands in.
    pub(crate) fn file(&self, id: EntryId) -> Fingerprint {
        self.files[id.0].map_or_else(|| Fingerprint::of(&()), |parsed| parsed.source.fingerprint)
    }

    fn make(&self, id: EntryId) -> Arc<Text> {
        let renderer = self.renderer;
        let made_in = (self.all_but_bodies, self.file(id));
        let known = self.remembered.latest(&name(renderer, id));
        if let Some(same) = known.filter(|text| text.made_in == made_in) {
            return same.clone();
        }
        let links = links::links(renderer, id);
        let Some(engine) = renderer.engine_of(id) else {
            return Arc::new(Text { links, rendered: Arc::new(Rendered::empty()), made_in });
        };
        let inputs = links.inputs(renderer, id, engine);
        let known = known.map(|text| &text.rendered).filter(|known| known.trace.holds(renderer, &inputs)).cloned();
        let rendered = known.unwrap_or_else(|| {
            let trace = Trace::new(inputs, renderer, links.questions(engine));
            Arc::new(text::render(renderer, id, &links, engine, trace))
        });
        Arc::new(Text { links, rendered, made_in })
    }

    /// The whole text as HTML. One that was released is rendered once more.
    pub(crate) fn html(&self, id: EntryId) -> HashedValue {
        let html = self.text(id).rendered.html();
        html.or_else(|| self.make(id).rendered.html()).unwrap_or_else(HashedValue::none)
    }

    /// Lets go of the HTML of a page that has been made, unless it may be asked for again. Sections have several pages.
    pub(crate) fn release(&self, id: EntryId) {
        if self.renderer.index.entry(id).kind == Kind::Page && !self.renderer.config.feeds.full {
            self.text(id).rendered.release();
        }
    }

    /// Renders what nobody has asked for yet. False if the build was cancelled before the end.
    pub(crate) fn fill(&self, is_cancelled: &dyn Fn() -> bool) -> bool {
        for (part, texts) in self.texts.chunks(CHUNK).enumerate() {
            if is_cancelled() {
                return false;
            }
            texts.par_iter().enumerate().for_each(|(at, text)| {
                text.get_or_init(|| self.make(EntryId(part * CHUNK + at)));
            });
        }
        true
    }

    /// What was rendered so far, for the memo.
    pub(crate) fn made(&self) -> impl Iterator<Item = (String, Arc<Text>)> {
        let made = self.texts.iter().enumerate().filter_map(|(at, text)| Some((EntryId(at), text.get()?)));
        made.map(|(id, text)| (name(self.renderer, id), text.clone()))
    }

    /// Every text in the order of the entries, once all are rendered.
    pub(crate) fn into_texts(self) -> Vec<Arc<Text>> {
        self.texts.into_iter().filter_map(OnceLock::into_inner).collect()
    }
}

/// An entry's name among the remembered texts: its address and its language are its own.
pub(crate) fn name(renderer: &Renderer, id: EntryId) -> String {
    let entry = renderer.index.entry(id);
    format!("{} {}", entry.url, entry.source.as_ref().map_or("", SourceId::as_str))
}
