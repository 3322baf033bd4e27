//! Makes the site's index from the front matter of all files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::absence::check_phases;
use super::cascade::{Cascade, Inherited};
use super::language_names;
use super::place::{Placed, ROOT, Role, folders_around, join, place};
use super::{Absent, Entry, EntryId, Index, Kind, UrlPath, order, slug, taxonomy, translation};
use crate::base::calendar::Zone;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::fingerprint::Fingerprint;
use crate::base::locale::Locale;
use crate::base::moment::Moment;
use crate::base::per_language::{LanguageId, PerLanguage};
use crate::base::source::{Snapshot, SourceId};
use crate::content::{FrontMatter, SortBy};
use crate::site::config::Config;
use crate::syntax::fields::Spanned;

/// What the index is made of: a file's name and its front matter.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub source: SourceId,
    pub front: Arc<FrontMatter>,
    /// The fingerprint of the front matter and its text.
    pub key: Fingerprint,
    /// The fingerprint of the keys that can decide about other pages.
    pub place_key: Fingerprint,
}

/// Every page and section with its place. The `absent` files are left out at the moment of the build.
pub(crate) fn assemble(
    config: &Config,
    locales: &PerLanguage<Arc<Locale>>,
    snapshot: &Snapshot,
    absent: BTreeMap<SourceId, Absent>,
    contents: &[Content],
    problems: &mut Problems,
) -> Index {
    let (mut placed, mut absent) = present(config, absent, contents, problems);
    let unreadable = snapshot.problems.iter().filter_map(|problem| problem.at.as_ref()).map(|at| &at.source);
    absent.extend(unreadable.filter(|source| source.as_str().starts_with(ROOT)).map(|source| (source.clone(), Absent::Unreadable)));
    translation::add_sections(&mut placed, config);
    translation::add_fallbacks(&mut placed, config);
    translation::inherit(&mut placed);
    placed.sort_by(|a, b| {
        (a.place.language, &a.place.folder, a.place.role != Role::Section, &a.place.stem).cmp(&(
            b.place.language,
            &b.place.folder,
            b.place.role != Role::Section,
            &b.place.stem,
        ))
    });
    let mut index = Index { absent, homes: config.languages.map(|_| None), ..Index::default() };
    index.entries = entries(&placed, config, problems);
    for (at, (entry, file)) in index.entries.iter().zip(&placed).enumerate() {
        if entry.kind == Kind::Section && file.place.folder.is_empty() {
            index.homes[entry.language] = Some(EntryId(at));
        }
    }
    let with_ids = || index.entries.iter().zip((0..).map(EntryId));
    index.by_source = grouped(with_ids().filter_map(|(entry, id)| Some((entry.source.clone()?, id))).collect());
    index.by_group = grouped(with_ids().map(|(entry, id)| (entry.group.clone(), id)).collect());
    for ids in index.by_source.values_mut() {
        ids.sort_by_key(|id| index.entries[id.0].is_fallback());
    }
    link_translations(&mut index, problems);
    fill_sections(&mut index, locales, problems);
    let mut slugs = taxonomy::Slugs::default();
    taxonomy::check(config, &index.entries, &mut slugs, problems);
    taxonomy::check_addresses(config, &index.entries, &mut slugs, problems);
    language_names::check(config, &placed, problems);
    index.taxonomies = taxonomy::collect(config, &index.entries, &mut slugs, locales, |language| prefix(config, language));
    place_assets(&mut index, &placed, snapshot);
    index
}

/// Entries by something that several may have. They come nearly in its order, so that sorting them costs less than a search for
/// the place of each.
fn grouped<K: Ord>(mut entries: Vec<(K, EntryId)>) -> BTreeMap<K, Vec<EntryId>> {
    entries.sort();
    let mut groups: Vec<(K, Vec<EntryId>)> = Vec::with_capacity(entries.len());
    for (key, id) in entries {
        match groups.last_mut() {
            Some((last, ids)) if *last == key => ids.push(id),
            _ => groups.push((key, vec![id])),
        }
    }
    groups.into_iter().collect()
}

/// The first part of a language's addresses; the default language has none.
pub(super) fn prefix(config: &Config, language: LanguageId) -> String {
    if language == LanguageId::DEFAULT { String::new() } else { config.languages[language].code.to_lowercase() }
}

/// The files that belong to this day's site, and why the others do not.
fn present(
    config: &Config,
    mut absent: BTreeMap<SourceId, Absent>,
    contents: &[Content],
    problems: &mut Problems,
) -> (Vec<Placed>, BTreeMap<SourceId, Absent>) {
    let mut placed = Vec::with_capacity(contents.len());
    let mut closed: BTreeMap<(LanguageId, String), (usize, Absent)> = BTreeMap::new();
    for (at, content) in contents.iter().enumerate() {
        check_phases(&config.campaign, &content.source, &content.front, problems);
        let Some(place) = place(&content.source, config, problems) else { continue };
        match absent.get(&content.source) {
            Some(reason) if place.role == Role::Section => {
                closed.entry((place.language, place.folder.clone())).or_insert((at, *reason));
            }
            Some(_) => {}
            None => placed.push(Placed {
                written_in: place.language,
                place,
                source: Some(content.source.clone()),
                front: content.front.clone(),
            }),
        }
    }
    if closed.is_empty() {
        return (placed, absent);
    }
    // A section that is left out takes everything below it along; in the default language, also its translations.
    placed.retain(|file| {
        let languages = BTreeSet::from([LanguageId::DEFAULT, file.place.language]);
        let around = || folders_around(&file.place.folder);
        let closing = languages.iter().flat_map(|language| around().filter_map(|folder| closed.get(&(*language, folder.to_owned()))));
        // If several sections leave out a page, the first by its file gives the reason.
        let reason = closing.min_by_key(|(at, _)| *at);
        if let (Some((_, reason)), Some(source)) = (reason, &file.source) {
            absent.insert(source.clone(), *reason);
        }
        reason.is_none()
    });
    (placed, absent)
}

fn entries(placed: &[Placed], config: &Config, problems: &mut Problems) -> Vec<Entry> {
    let sections: BTreeMap<(LanguageId, &str), EntryId> = placed
        .iter()
        .enumerate()
        .filter(|(_, file)| file.place.role == Role::Section)
        .map(|(at, file)| ((file.place.language, file.place.folder.as_str()), EntryId(at)))
        .collect();
    let urls: Vec<(UrlPath, Problems)> = placed
        .par_iter()
        .map(|file| {
            let mut problems = Problems::new();
            (url(file, config, &mut problems), problems)
        })
        .collect();
    let zone = &config.campaign.zone;
    // A site that names no time zone shows a time as it was written.
    let on_clocks = |moment: Moment| if *zone == Zone::utc() { moment } else { zone.on_its_clocks(moment) };
    // Files of one folder stand together, and take the same from the sections around them.
    let mut last: Option<((LanguageId, &str), Inherited)> = None;
    placed
        .iter()
        .zip(urls)
        .enumerate()
        .map(|(at, (file, (url, found)))| {
            problems.extend(found);
            let inherited = || Cascade { placed, sections: &sections, at, file }.inherited();
            let folder = (file.place.language, file.place.folder.as_str());
            let Inherited { parent, theme, archive, noindex, audience, page_template } = match &last {
                Some((known, inherited)) if *known == folder && file.place.role != Role::Section => inherited.clone(),
                _ => {
                    let inherited = inherited();
                    if file.place.role != Role::Section {
                        last = Some((folder, inherited.clone()));
                    }
                    inherited
                }
            };
            Entry {
                kind: if file.place.role == Role::Section { Kind::Section } else { Kind::Page },
                source: file.source.clone(),
                language: file.place.language,
                written_in: file.written_in,
                title: title(file, config),
                date: file.front.date.as_ref().map(|date| date.value).or(file.place.date).map(on_clocks),
                updated: file.front.updated.map(on_clocks),
                url,
                parent,
                group: translation::group(file),
                theme,
                archive,
                noindex: file.front.noindex.or(noindex).unwrap_or(false),
                audience: file.front.editorial.audience.or(audience),
                page_template,
                front: file.front.clone(),
                translations: Vec::new(),
                pages: Vec::new(),
                sections: Vec::new(),
                earlier: None,
                later: None,
                assets: Vec::new(),
            }
        })
        .collect()
}

fn title(file: &Placed, config: &Config) -> String {
    if let Some(title) = &file.front.title {
        return title.clone();
    }
    let name = match file.place.role {
        Role::Section if file.place.folder.is_empty() => return config.languages[file.place.language].title.clone(),
        Role::Section => file.place.folder.rsplit('/').next().unwrap_or_default(),
        Role::Page | Role::Bundle => &file.place.stem,
    };
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn url(file: &Placed, config: &Config, problems: &mut Problems) -> UrlPath {
    let language = prefix(config, file.place.language);
    let mut own_key = |key: &Option<Spanned<String>>, read: fn(&str) -> Option<UrlPath>| {
        let key = key.as_ref()?;
        let url = read(&key.value);
        if let (None, Some(source)) = (&url, &file.source) {
            problems.push(
                Diagnostic::new(Code::UnsafePath, format!("`{}` cannot be an address", key.value))
                    .at(source.at(key.span.clone()))
                    .help("use letters, digits and hyphens; no `..`, `?`, `#`, `%` or backslash"),
            );
        }
        url
    };
    if let Some(path) = own_key(&file.front.path, UrlPath::written) {
        return UrlPath::folder([language.as_str()]).join(path.as_str().trim_start_matches('/'));
    }
    let one_part = |text: &str| UrlPath::written(text).filter(|_| !text.is_empty() && !text.contains('/'));
    let slugged = own_key(&file.front.slug, one_part).map(|url| url.as_str().trim_matches('/').to_owned());
    let folders: Vec<String> = file.place.folder.split('/').map(slug).collect();
    let mut parts: Vec<&str> = vec![&language];
    parts.extend(folders.iter().map(String::as_str));
    let stem = match file.place.role {
        Role::Section => {
            if slugged.is_some() {
                parts.pop();
            }
            String::new()
        }
        Role::Page | Role::Bundle => slug(&file.place.stem),
    };
    parts.push(slugged.as_deref().unwrap_or(&stem));
    UrlPath::folder(parts)
}

/// Joins entries of one group, and reports two in one language.
fn link_translations(index: &mut Index, problems: &mut Problems) {
    let groups: Vec<Vec<EntryId>> = index.by_group.values().cloned().collect();
    for mut group in groups {
        group.retain(|id| !index.entries[id.0].is_fallback());
        group.sort_by_key(|id| index.entries[id.0].language);
        for pair in group.windows(2) {
            let (first, second) = (&index.entries[pair[0].0], &index.entries[pair[1].0]);
            // Two entries with one address are reported elsewhere.
            if first.language != second.language || first.url == second.url {
                continue;
            }
            if let (Some(first_source), Some(source)) = (&first.source, &second.source) {
                let at = second.front.translation.as_ref().map_or(0..0, |key| key.span.clone());
                problems.push(
                    Diagnostic::new(Code::DuplicateTranslation, format!("`{source}` and `{first_source}` are one page in one language"))
                        .at(source.at(at))
                        .also(first_source.at(first.front.translation.as_ref().map_or(0..0, |key| key.span.clone())), "the other one")
                        .help("give each a `translation` of its own, or keep one of the two"),
                );
            }
        }
        for id in &group {
            index.entries[id.0].translations.clone_from(&group);
        }
    }
}

/// Lists each section's pages and sections in their order, and each page's neighbours.
fn fill_sections(index: &mut Index, locales: &PerLanguage<Arc<Locale>>, problems: &mut Problems) {
    let mut pages: BTreeMap<EntryId, Vec<EntryId>> = BTreeMap::new();
    let mut sections: BTreeMap<EntryId, Vec<EntryId>> = BTreeMap::new();
    for id in index.ids() {
        let entry = index.entry(id);
        let Some(parent) = entry.parent else { continue };
        match entry.kind {
            Kind::Section => sections.entry(parent).or_default().push(id),
            Kind::Page => {
                let mut next = Some(parent);
                while let Some(section) = next {
                    pages.entry(section).or_default().push(id);
                    let above = index.entry(section);
                    next = if above.front.section.transparent == Some(true) { above.parent } else { None };
                }
            }
        }
    }
    for (section, mut ids) in pages {
        let by = index.entry(section).front.section.sort_by.unwrap_or(SortBy::None);
        let locale = &locales[index.entry(section).language];
        order::sort_pages(&mut ids, by, &index.entries, locale, problems);
        let newest_first = matches!(by, SortBy::Date | SortBy::Updated);
        for pair in ids.windows(2) {
            let (earlier, later) = if newest_first { (pair[1], pair[0]) } else { (pair[0], pair[1]) };
            if index.entry(earlier).parent == Some(section) {
                index.entries[earlier.0].later = Some(later);
            }
            if index.entry(later).parent == Some(section) {
                index.entries[later.0].earlier = Some(earlier);
            }
        }
        index.entries[section.0].pages = ids;
    }
    for (section, mut ids) in sections {
        let locale = &locales[index.entry(section).language];
        ids.sort_by(|a, b| order::compare_sections(index.entry(*a), index.entry(*b), locale));
        index.entries[section.0].sections = ids;
    }
}

/// Gives every file beside the content its address, and each page or section its own files.
fn place_assets(index: &mut Index, placed: &[Placed], snapshot: &Snapshot) {
    let mut owners: BTreeMap<String, Vec<EntryId>> = BTreeMap::new();
    for (at, file) in placed.iter().enumerate() {
        if let Some(folder) = file.place.own_folder() {
            owners.entry(folder).or_default().push(EntryId(at));
        }
    }
    // Files of a page that is left out today are left out too.
    let absent_folders: BTreeSet<&str> =
        index.absent.keys().filter(|source| matches!(source.file_name(), "index.md" | "_index.md")).map(SourceId::folder).collect();
    let absent_folders: BTreeSet<String> = absent_folders.into_iter().map(str::to_owned).collect();
    for asset in snapshot.assets_below(ROOT) {
        let path = &asset.id.as_str()[ROOT.len()..];
        let mut folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut name = path.rsplit_once('/').map_or(path, |(_, name)| name).to_owned();
        loop {
            if absent_folders.contains(&join(ROOT.trim_end_matches('/'), folder)) && !folder.is_empty() {
                break;
            }
            if let Some(ids) = owners.get(folder) {
                let first = &index.entries[ids[0].0];
                index.assets.insert(asset.id.clone(), first.url.join(&name));
                for id in ids {
                    index.entries[id.0].assets.push(asset.id.clone());
                }
                break;
            }
            let Some((above, own)) = folder.rsplit_once('/').or_else(|| (!folder.is_empty()).then_some(("", folder))) else {
                index.assets.insert(asset.id.clone(), UrlPath::root().join(&name));
                break;
            };
            name = format!("{own}/{name}");
            folder = above;
        }
    }
}
