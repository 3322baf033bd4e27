//! The texts of all entries, each rendered when it is first asked for.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::approval;
use super::links::{self, Links};
use super::rendered::Rendered;
use super::renderer::Renderer;
use super::text;
use super::text_report::{Listing, TextReport, Wanted};
use super::trace::Trace;
use super::value::{HashedValue, LazyValue};
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
    pub links: Arc<Links>,
    pub rendered: Arc<Rendered>,
    pub report: Arc<TextReport>,
    /// What it was made from at most: all but the bodies of texts, and its own file.
    made_in: (Fingerprint, Fingerprint),
    /// The same without the front matter of pages that it does not reach (`Texts::near`).
    pub near: Option<Fingerprint>,
    /// Of what the report was made from, beside the text itself and its links.
    reported_from: Fingerprint,
    parsed: Option<Arc<Parsed>>,
}

/// Texts in the order of the entries. A page that somebody waits for is rendered with the few
/// texts it shows, before all the others.
pub(crate) struct Texts<'a> {
    renderer: &'a Arc<Renderer>,
    /// Of everything but the bodies of the texts.
    all_but_bodies: Fingerprint,
    /// Of everything but the content files and the index that is made of them.
    all_but_pages: Fingerprint,
    remembered: &'a Memo<Arc<Text>>,
    wanted: Wanted<'a>,
    /// Of what all reports are made from: the settings and the day.
    settings: Fingerprint,
    /// Whether a later build follows. If none does, a text is let go of when its page is made.
    is_remembered: bool,
    /// The file of each entry's text, where it has one.
    files: Vec<Option<&'a Arc<Parsed>>>,
    slots: Vec<Slot>,
}

/// A text, and what stays of it when it has gone.
#[derive(Default)]
struct Slot {
    text: Mutex<Option<Arc<Text>>>,
    report: OnceLock<Arc<TextReport>>,
    item: OnceLock<LazyValue>,
}

impl Slot {
    fn text(&self) -> Option<Arc<Text>> {
        self.text.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<'a> Texts<'a> {
    pub(crate) fn new(
        renderer: &'a Arc<Renderer>,
        (all_but_bodies, all_but_pages): (Fingerprint, Fingerprint),
        remembered: &'a Memo<Arc<Text>>,
        wanted: Wanted<'a>,
        is_remembered: bool,
    ) -> Self {
        let (files, slots) = renderer.index.ids().map(|id| (renderer.parsed(id), Slot::default())).unzip();
        let present = (renderer.present.date, renderer.present.phase);
        let settings = Fingerprint::of(&(&renderer.config, present, wanted.all_reviews));
        Self { renderer, all_but_bodies, all_but_pages, remembered, wanted, settings, is_remembered, files, slots }
    }

    /// Takes over what a build before this process knew of a text, which stands in this file.
    pub(crate) fn take_over(&self, id: EntryId, file: Fingerprint, report: Arc<TextReport>) {
        if id.0 < self.slots.len() && self.file(id) == file {
            let _ = self.slots[id.0].report.set(report);
        }
    }

    /// Whether a later build of this process follows.
    pub(crate) fn is_remembered(&self) -> bool {
        self.is_remembered
    }

    pub(crate) fn all_but_bodies(&self) -> Fingerprint {
        self.all_but_bodies
    }

    pub(crate) fn text(&self, id: EntryId) -> Arc<Text> {
        let slot = &self.slots[id.0];
        let mut text = slot.text.lock().unwrap_or_else(PoisonError::into_inner);
        let text = text.get_or_insert_with(|| self.make(id));
        slot.report.get_or_init(|| text.report.clone());
        text.clone()
    }

    /// What is wanted of a text beside its page.
    pub(crate) fn report(&self, id: EntryId) -> Arc<TextReport> {
        self.slots[id.0].report.get().cloned().unwrap_or_else(|| self.text(id).report.clone())
    }

    /// An entry as lists show it: its card with what they show of its text. All lists that it stands in share one.
    pub(super) fn item(&self, id: EntryId) -> LazyValue {
        let report = self.report(id);
        let make = || {
            let Listing { summary, reading_minutes } = &report.listing;
            let minutes = HashedValue::new((*reading_minutes).into());
            let more = vec![("summary", summary.clone().into()), ("reading_minutes", minutes.into())];
            let item = LazyValue::with(&self.renderer.card(id), more);
            if !self.is_remembered {
                // Its page was made before, with those beside it, and an item has all that a card says.
                self.renderer.values.release_card(id);
            }
            item
        };
        self.slots[id.0].item.get_or_init(make).clone()
    }

    /// Of what an approval of the text on an entry's page would cover.
    pub(crate) fn approved(&self, id: EntryId) -> Option<Fingerprint> {
        let source = self.renderer.index.entry(id).source.as_ref()?;
        let approvable = self.report(*self.renderer.index.of_source(source).first()?).approvable.clone()?;
        Some(Fingerprint::of(&(approvable.hash, approvable.stats)))
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
        let near = self.near(id);
        let is_near = |text: &&Arc<Text>| near.is_some() && text.near == near && text.rendered.trace.is_answered(renderer);
        // What an approval covers is looked at below.
        if let Some(same) = known.filter(|text| text.report.approvable.is_none()).filter(is_near) {
            let (links, rendered, report) = (same.links.clone(), same.rendered.clone(), same.report.clone());
            let parsed = self.files[id.0].cloned();
            return Arc::new(Text { links, rendered, report, made_in, near, reported_from: same.reported_from, parsed });
        }
        let links = links::links(renderer, id);
        let engine = renderer.engine_of(id);
        let inputs = engine.map(|engine| links.inputs(renderer, id, engine));
        let same = known.filter(|text| inputs.as_ref().is_some_and(|inputs| text.rendered.trace.holds(renderer, inputs)));
        let rendered = match (same, engine, inputs) {
            (Some(known), ..) => known.rendered.clone(),
            (None, Some(engine), Some(inputs)) => {
                let trace = Trace::new(inputs, renderer, links.questions(engine));
                Arc::new(text::render(renderer, id, &links, engine, trace))
            }
            _ => Arc::new(Rendered::empty()),
        };
        let parsed = self.files[id.0];
        let reported_from = self.reported_from(id);
        // An approval covers data as they are written, of which a trace knows only what is shown.
        let report = same.filter(|known| {
            let is_of_file = known.parsed.as_ref().zip(parsed).is_some_and(|(known, parsed)| Arc::ptr_eq(known, parsed));
            is_of_file && known.reported_from == reported_from && *known.links == links && known.report.approvable.is_none()
        });
        let report = match report {
            Some(known) => known.report.clone(),
            None => Arc::new(TextReport::new(renderer, id, &links, &rendered, self.wanted)),
        };
        let links = Arc::new(links);
        Arc::new(Text { links, rendered, report, made_in, near, reported_from, parsed: parsed.cloned() })
    }

    /// The fingerprint of all that the text and the values of an entry's page can be made of, as long as the questions that they ask
    /// have the same answers; `None` where that is not known beforehand, and where no build follows.
    ///
    /// It is sound because both are functions of the site that read files of content in three ways only: their own, whose
    /// fingerprint is here; the index, of which `Structure::near` has what they reach; and the door, whose answers a trace
    /// holds. All else that a site is made of counts whole.
    fn near(&self, id: EntryId) -> Option<Fingerprint> {
        if !self.is_remembered {
            return None;
        }
        let site = &self.renderer.values.site_of(id).fingerprint;
        Some(Fingerprint::of(&(self.all_but_pages, self.renderer.near(id)?, site, self.file(id))))
    }

    /// Of what the report of an entry's text is made from, beside the text and its links.
    fn reported_from(&self, id: EntryId) -> Fingerprint {
        let entry = self.renderer.index.entry(id);
        let engine = self.renderer.engine_of(id).map(|engine| engine.fingerprint);
        let is_held = approval::is_held(self.renderer, id);
        Fingerprint::of(&(self.settings, engine, &entry.front.taxonomies, entry.is_fallback(), is_held))
    }

    /// Lets go of the text of a page that has been made, unless another build follows or a feed shows it whole. Sections have
    /// several pages.
    pub(crate) fn release(&self, id: EntryId) {
        let entry = self.renderer.index.entry(id);
        if self.is_remembered || entry.kind != Kind::Page || self.renderer.config.feeds.full {
            return;
        }
        *self.slots[id.0].text.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let is_shared = entry.source.as_ref().is_some_and(|source| self.renderer.index.of_source(source).len() > 1);
        if let (Some(parsed), false) = (self.files[id.0], is_shared) {
            parsed.release();
        }
    }

    /// Looks at what nobody has asked for yet. False if the build was cancelled before the end.
    pub(crate) fn fill(&self, is_cancelled: &dyn Fn() -> bool) -> bool {
        for (part, slots) in self.slots.chunks(CHUNK).enumerate() {
            if is_cancelled() {
                return false;
            }
            slots.par_iter().enumerate().filter(|(_, slot)| slot.report.get().is_none()).for_each(|(at, _)| {
                let id = EntryId(part * CHUNK + at);
                self.report(id);
                self.release(id);
            });
        }
        true
    }

    /// What was rendered so far, for the memo.
    pub(crate) fn made(&self) -> impl Iterator<Item = (String, Arc<Text>)> {
        let made = self.slots.iter().enumerate().filter_map(|(at, slot)| Some((EntryId(at), slot.text()?)));
        made.map(|(id, text)| (name(self.renderer, id), text))
    }

    /// What is known of the texts so far, in the order of the entries.
    pub(crate) fn reports(&self) -> impl Iterator<Item = Option<(Fingerprint, Arc<TextReport>)>> {
        let report = |(at, slot): (usize, &Slot)| Some((self.file(EntryId(at)), slot.report.get()?.clone()));
        self.slots.iter().enumerate().map(report)
    }

    /// What stays of every text, in the order of the entries, once all have been looked at.
    pub(crate) fn into_reports(self) -> Vec<Arc<TextReport>> {
        self.slots.into_iter().filter_map(|slot| slot.report.into_inner()).collect()
    }
}

/// An entry's name among the remembered texts: its address and its language are its own.
pub(crate) fn name(renderer: &Renderer, id: EntryId) -> String {
    let entry = renderer.index.entry(id);
    format!("{} {}", entry.url, entry.source.as_ref().map_or("", SourceId::as_str))
}
