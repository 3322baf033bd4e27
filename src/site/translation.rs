//! Entries that a language has without files of its own: sections above its pages, and the default language's pages if a
//! section asks for them as fallbacks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::place::{Place, Placed, Role, folders_around};
use crate::base::per_language::LanguageId;
use crate::content::FrontMatter;
use crate::site::config::Config;
use crate::syntax::fields::Spanned;

/// The name that all translations of an entry share.
pub(super) fn group(file: &Placed) -> String {
    match &file.front.translation {
        Some(id) => format!("id:{}", id.value),
        None => file.place.group(),
    }
}

/// Adds the home of every language with pages, and, in other languages than the default,
/// each section that pages lie below; its title and order are the default language's.
pub(super) fn add_sections(placed: &mut Vec<Placed>, config: &Config) {
    let mut present: BTreeSet<(LanguageId, String)> = placed
        .iter()
        .filter(|file| file.place.role == Role::Section)
        .map(|file| (file.place.language, file.place.folder.clone()))
        .collect();
    let mut models: BTreeMap<&str, &Placed> = BTreeMap::new();
    for file in placed.iter().filter(|file| file.place.language == LanguageId::DEFAULT && file.place.role == Role::Section) {
        models.entry(&file.place.folder).or_insert(file);
    }
    let mut made = Vec::new();
    for language in config.languages.ids() {
        let folders: BTreeSet<&str> =
            placed.iter().filter(|file| file.place.language == language).map(|file| file.place.folder.as_str()).collect();
        if folders.is_empty() && language != LanguageId::DEFAULT {
            continue;
        }
        let above = folders.iter().flat_map(|folder| folders_around(folder));
        for folder in above.chain([""]) {
            let model = models.get(folder);
            if (model.is_none() && !folder.is_empty()) || !present.insert((language, folder.to_owned())) {
                continue;
            }
            let mut front = FrontMatter::default();
            if let Some(model) = model {
                front.title.clone_from(&model.front.title);
                front.weight = model.front.weight;
                front.section.theme.clone_from(&model.front.section.theme);
                front.translation.clone_from(&model.front.translation);
            }
            made.push(Placed {
                place: Place { folder: folder.to_owned(), stem: String::new(), language, date: None, role: Role::Section },
                source: None,
                front: Arc::new(front),
                written_in: language,
            });
        }
    }
    placed.extend(made);
}

/// Lets each translated section take the keys about its list that it does not set from the default language's section. The
/// keys for which every section asks those around it are found there (`Cascade`).
pub(super) fn inherit(placed: &mut [Placed]) {
    let is_model = |file: &&Placed| file.place.language == LanguageId::DEFAULT && file.place.role == Role::Section;
    let models: BTreeMap<String, Arc<FrontMatter>> = placed.iter().filter(is_model).map(|file| (group(file), file.front.clone())).collect();
    for file in placed {
        if file.place.role != Role::Section || file.place.language == LanguageId::DEFAULT || file.written_in == LanguageId::DEFAULT {
            continue;
        }
        if let Some(front) = models.get(&group(file)).and_then(|model| inherited(&file.front, model)) {
            file.front = Arc::new(front);
        }
    }
}

/// The front matter of a section with what it takes from its model; none if it takes nothing.
fn inherited(own: &FrontMatter, model: &FrontMatter) -> Option<FrontMatter> {
    fn fill<T: Clone>(own: &mut Option<T>, model: &Option<T>) {
        if own.is_none() {
            own.clone_from(model);
        }
    }
    // A place in the model would be taken for one in this file.
    let unplaced = |key: &Option<Spanned<String>>| key.as_ref().map(|key| Spanned { value: key.value.clone(), span: 0..0 });
    let mut front = own.clone();
    fill(&mut front.weight, &model.weight);
    fill(&mut front.template, &unplaced(&model.template));
    fill(&mut front.section.sort_by, &model.section.sort_by);
    fill(&mut front.section.paginate_by, &model.section.paginate_by);
    fill(&mut front.section.paginate_path, &unplaced(&model.section.paginate_path));
    fill(&mut front.section.page_template, &unplaced(&model.section.page_template));
    fill(&mut front.section.transparent, &model.section.transparent);
    fill(&mut front.section.generate_feeds, &model.section.generate_feeds);
    (front != *own).then_some(front)
}

/// Adds a fallback of each default-language page below a section with `fallback = true`,
/// in each language that has a home and no translation of the page.
pub(super) fn add_fallbacks(placed: &mut Vec<Placed>, config: &Config) {
    let mut wanted_below: BTreeMap<&str, bool> = BTreeMap::new();
    for section in placed.iter().filter(|section| section.place.language == LanguageId::DEFAULT && section.place.role == Role::Section) {
        wanted_below.extend(section.front.section.fallback.map(|wanted| (section.place.folder.as_str(), wanted)));
    }
    if !placed.iter().any(|file| file.front.section.fallback == Some(true)) {
        return;
    }
    let wants = |file: &Placed| folders_around(&file.place.folder).find_map(|folder| wanted_below.get(folder).copied()).unwrap_or(false);
    let taken: BTreeSet<(LanguageId, String)> =
        placed.iter().filter(|file| file.source.is_some()).map(|file| (file.place.language, group(file))).collect();
    let mut added: Vec<Placed> = Vec::new();
    for file in placed.iter().filter(|file| file.place.language == LanguageId::DEFAULT && file.source.is_some() && wants(file)) {
        for language in config.languages.ids().skip(1) {
            if taken.contains(&(language, group(file))) {
                continue;
            }
            added.push(Placed {
                place: Place { language, ..file.place.clone() },
                source: file.source.clone(),
                front: file.front.clone(),
                written_in: LanguageId::DEFAULT,
            });
        }
    }
    // A fallback section takes the place of one that was only made for its pages.
    let sections: BTreeSet<(LanguageId, &str)> =
        added.iter().filter(|new| new.place.role == Role::Section).map(|new| (new.place.language, new.place.folder.as_str())).collect();
    placed.retain(|file| file.source.is_some() || !sections.contains(&(file.place.language, file.place.folder.as_str())));
    placed.extend(added);
}
