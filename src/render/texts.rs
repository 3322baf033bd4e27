//! The texts of all entries, each rendered when it is first asked for.

use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::text::{self, Links, Rendered};
use super::world::{Parsed, World, references_read, still_true};
use crate::base::memo::{Fingerprint, Memo};
use crate::base::source::SourceId;
use crate::content::Body;
use crate::site::EntryId;

/// Texts that are rendered between two looks at whether the audience has left.
const CHUNK: usize = 512;

/// An entry's text with what it was made from.
#[derive(Debug)]
pub struct Text {
    pub links: Links,
    pub key: Fingerprint,
    pub rendered: Arc<Rendered>,
    /// What it was made from at most: all that surrounds the texts, and its own file.
    made_in: (Fingerprint, Fingerprint),
}

impl Text {
    /// The keys of all that the text and its components cite.
    pub fn cited(&self) -> impl Iterator<Item = &str> {
        self.links.cited().chain(references_read(&self.rendered.trace).map(String::as_str))
    }
}

/// Texts in the order of the entries. A page that somebody waits for is rendered with the few
/// texts it shows, before all the others.
pub struct Contents<'a> {
    world: &'a Arc<World>,
    /// Of everything but the bodies of the texts.
    surroundings: Fingerprint,
    remembered: &'a Memo<Arc<Text>>,
    /// The file of each entry's text, where it has one.
    files: Vec<Option<&'a Arc<Parsed>>>,
    texts: Vec<OnceLock<Arc<Text>>>,
}

impl<'a> Contents<'a> {
    pub fn new(world: &'a Arc<World>, surroundings: Fingerprint, remembered: &'a Memo<Arc<Text>>) -> Self {
        let file = |id: EntryId| world.documents.get(world.index.entry(id).source.as_ref()?);
        let (files, texts) = world.index.ids().map(|id| (file(id), OnceLock::new())).unzip();
        Self { world, surroundings, remembered, files, texts }
    }

    pub fn surroundings(&self) -> Fingerprint {
        self.surroundings
    }

    pub fn text(&self, id: EntryId) -> &Arc<Text> {
        self.texts[id.0].get_or_init(|| self.make(id))
    }

    /// Of the file that an entry's text stands in.
    pub fn file(&self, id: EntryId) -> Fingerprint {
        self.files[id.0].map_or_else(|| Fingerprint::of(&()), |parsed| parsed.source.fingerprint)
    }

    fn make(&self, id: EntryId) -> Arc<Text> {
        let world = self.world;
        let name = name(world, id);
        let made_in = (self.surroundings, self.file(id));
        if let Some(same) = self.remembered.latest(&name).filter(|text| text.made_in == made_in) {
            return same.clone();
        }
        let links = text::links(world, id);
        let Some(dress) = world.dress_of(id) else {
            return Arc::new(Text { links, key: Fingerprint::of(&()), rendered: Arc::new(Rendered::empty()), made_in });
        };
        let key = links.key(world, id, dress);
        let known = self.remembered.get(&name, key).map(|text| &text.rendered).filter(|known| still_true(world, &known.trace)).cloned();
        let rendered = known.unwrap_or_else(|| Arc::new(text::render(world, id, &links, dress)));
        Arc::new(Text { links, key, rendered, made_in })
    }

    /// Renders what nobody has asked for yet. False if the audience left before the end.
    pub fn fill(&self, is_cancelled: &dyn Fn() -> bool) -> bool {
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
    pub fn made(&self) -> impl Iterator<Item = (String, Fingerprint, Arc<Text>)> {
        let made = self.texts.iter().enumerate().filter_map(|(at, text)| Some((EntryId(at), text.get()?)));
        made.map(|(id, text)| (name(self.world, id), text.key, text.clone()))
    }

    /// Every text in the order of the entries, once all are rendered.
    pub fn into_texts(self) -> Vec<Arc<Text>> {
        self.texts.into_iter().filter_map(OnceLock::into_inner).collect()
    }
}

/// The texts that one output shows, with a note of which they are: as long as these files and
/// all that surrounds the texts are the same, the output is.
pub struct Shown<'a> {
    contents: &'a Contents<'a>,
    noted: RefCell<Vec<EntryId>>,
}

impl<'a> Shown<'a> {
    pub fn new(contents: &'a Contents<'a>) -> Self {
        Self { contents, noted: RefCell::default() }
    }

    fn note(&self, id: EntryId) {
        let mut noted = self.noted.borrow_mut();
        if noted.last() != Some(&id) {
            noted.push(id);
        }
    }

    pub fn of(&self, id: EntryId) -> &'a Arc<Rendered> {
        self.note(id);
        &self.contents.text(id).rendered
    }

    /// A text as it was understood, if the entry has a file.
    pub fn body(&self, id: EntryId) -> Option<&'a Body> {
        self.note(id);
        self.contents.files[id.0].map(|parsed| &parsed.document.body)
    }

    pub fn links(&self, id: EntryId) -> &'a Links {
        self.note(id);
        &self.contents.text(id).links
    }

    /// All texts, for something that reads no other file than this entry's.
    pub fn beside(&self, id: EntryId) -> &'a Contents<'a> {
        self.note(id);
        self.contents
    }

    /// The texts that were asked for, each with the fingerprint of its file.
    pub fn files(self) -> Vec<(EntryId, Fingerprint)> {
        self.noted.into_inner().into_iter().map(|id| (id, self.contents.file(id))).collect()
    }
}

/// An entry's name among the remembered texts: its address and its language are its own.
pub fn name(world: &World, id: EntryId) -> String {
    let entry = world.index.entry(id);
    format!("{} {}", entry.url, entry.source.as_ref().map_or("", SourceId::as_str))
}
