//! What an entry takes from the sections around it.

use std::collections::BTreeMap;

use super::EntryId;
use super::place::{Place, Placed, Role, folders_around};
use crate::base::per_language::LanguageId;
use crate::content::{Audience, FrontMatter};
use crate::syntax::fields::Spanned;

/// An entry among the sections around it.
pub(super) struct Cascade<'a> {
    pub placed: &'a [Placed],
    pub sections: &'a BTreeMap<(LanguageId, &'a str), EntryId>,
    pub at: usize,
    pub file: &'a Placed,
}

/// What an entry takes from the sections around it, or, for a section, from itself.
#[derive(Clone)]
pub(super) struct Inherited {
    /// The section that it lies in.
    pub parent: Option<EntryId>,
    pub theme: Option<String>,
    pub archive: Option<EntryId>,
    pub noindex: Option<bool>,
    pub audience: Option<Audience>,
    pub page_template: Option<String>,
}

impl<'a> Cascade<'a> {
    pub(super) fn inherited(&self) -> Inherited {
        let named = |read: fn(&FrontMatter) -> Option<&Spanned<String>>| self.find(read).map(|(_, key)| key.value.clone());
        let place = &self.file.place;
        Inherited {
            parent: folders_above(place).find_map(|folder| self.sections.get(&(place.language, folder)).copied()),
            theme: named(|front| front.section.theme.as_ref()),
            archive: self.find(|front| front.section.archive.as_ref()).map(|(id, _)| id),
            noindex: self.find(|front| front.noindex.as_ref()).map(|(_, is)| *is),
            audience: self.find(|front| front.editorial.audience.as_ref()).map(|(_, is)| *is),
            page_template: named(|front| front.section.page_template.as_ref()),
        }
    }

    /// The value of the nearest section that has one, itself included. A translated section without the key takes the value of
    /// the default language's section.
    fn find<T>(&self, read: impl Fn(&'a FrontMatter) -> Option<&'a T>) -> Option<(EntryId, &'a T)> {
        let place = &self.file.place;
        let own = (place.role == Role::Section).then_some(place.folder.as_str());
        own.into_iter().chain(folders_above(place)).find_map(|folder| {
            let section = |language| self.sections.get(&(language, folder)).copied();
            let own = if place.role == Role::Section && folder == place.folder { Some(EntryId(self.at)) } else { section(place.language) };
            let found = own.into_iter().chain(section(LanguageId::DEFAULT)).find_map(|id| read(&self.placed[id.0].front))?;
            Some((own.or_else(|| section(LanguageId::DEFAULT))?, found))
        })
    }
}

/// The folders whose section an entry may lie in, nearest first; a section is not in itself.
fn folders_above(place: &Place) -> impl Iterator<Item = &str> {
    let start = match place.role {
        Role::Section if place.folder.is_empty() => None,
        Role::Section => Some(place.folder.rsplit_once('/').map_or("", |(above, _)| above)),
        Role::Page | Role::Bundle => Some(place.folder.as_str()),
    };
    start.into_iter().flat_map(folders_around)
}
