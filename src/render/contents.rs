//! The texts of all entries, each rendered when it is first asked for.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::content::{self, Links, Rendered};
use super::world::{World, references_read, still_true};
use crate::memo::{Fingerprint, Memo};
use crate::site::EntryId;
use crate::source::SourceId;

/// Texts that are rendered between two looks at whether the audience has left.
const CHUNK: usize = 512;

/// An entry's text with what it was made from.
pub struct Text {
    pub links: Links,
    pub key: Fingerprint,
    pub rendered: Arc<Rendered>,
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
    remembered: &'a Memo<Arc<Rendered>>,
    texts: Vec<OnceLock<Text>>,
}

impl<'a> Contents<'a> {
    pub fn new(world: &'a Arc<World>, remembered: &'a Memo<Arc<Rendered>>) -> Self {
        Self { world, remembered, texts: world.index.ids().map(|_| OnceLock::new()).collect() }
    }

    pub fn text(&self, id: EntryId) -> &Text {
        self.texts[id.0].get_or_init(|| self.make(id))
    }

    pub fn of(&self, id: EntryId) -> &Arc<Rendered> {
        &self.text(id).rendered
    }

    fn make(&self, id: EntryId) -> Text {
        let world = self.world;
        let links = content::links(world, id);
        let Some(dress) = world.dress_of(id) else {
            return Text { links, key: Fingerprint::of(&()), rendered: Arc::new(Rendered::empty()) };
        };
        let key = links.key(world, id, dress);
        let known = self.remembered.get(&name(world, id), key).filter(|known| still_true(world, &known.trace)).cloned();
        let rendered = known.unwrap_or_else(|| Arc::new(content::render(world, id, &links, dress)));
        Text { links, key, rendered }
    }

    /// Renders what nobody has asked for yet. False if the audience left before the end.
    pub fn fill(&self, has_left: &dyn Fn() -> bool) -> bool {
        for (part, texts) in self.texts.chunks(CHUNK).enumerate() {
            if has_left() {
                return false;
            }
            texts.par_iter().enumerate().for_each(|(at, text)| {
                text.get_or_init(|| self.make(EntryId(part * CHUNK + at)));
            });
        }
        true
    }

    /// What was rendered so far, for the memo.
    pub fn made(&self) -> impl Iterator<Item = (String, Fingerprint, Arc<Rendered>)> {
        let made = self.texts.iter().enumerate().filter_map(|(at, text)| Some((EntryId(at), text.get()?)));
        made.map(|(id, text)| (name(self.world, id), text.key, text.rendered.clone()))
    }

    /// Every text in the order of the entries, once all are rendered.
    pub fn into_texts(self) -> Vec<Text> {
        self.texts.into_iter().filter_map(OnceLock::into_inner).collect()
    }
}

/// An entry's name among the remembered texts: its address and its language are its own.
pub fn name(world: &World, id: EntryId) -> String {
    let entry = world.index.entry(id);
    format!("{} {}", entry.url, entry.source.as_ref().map_or("", SourceId::as_str))
}
