//! What a page of an earlier year's edition says of the current one.

use tera::Value;

use super::catalog::TemplateValues;
use super::value::map;
use crate::base::source::SourceId;
use crate::content::Archive;
use crate::site::{Entry, EntryId, Resolved, resolve};

/// The address of the page that search engines should show instead, if that is another one.
pub fn canonical(catalog: &TemplateValues, id: EntryId) -> Option<String> {
    let entry = catalog.index.entry(id);
    let base = &catalog.config.base_url;
    if let (true, Some(source)) = (entry.is_fallback(), &entry.source) {
        return catalog.index.of_source(source).first().map(|original| base.permalink(&catalog.index.entry(*original).url));
    }
    if let (Some(key), Some(source)) = (&entry.front.canonical, &entry.source) {
        return match resolve(&catalog.index, &catalog.config, source, entry.language, &key.value) {
            Resolved::Entry(found, _) if found == id => None,
            Resolved::Entry(found, _) => Some(base.permalink(&catalog.index.entry(found).url)),
            Resolved::Path(url, _) | Resolved::Asset(url) => Some(base.permalink(&url)),
            Resolved::External => Some(key.value.clone()),
            Resolved::Here(_) | Resolved::Broken { .. } => None,
        };
    }
    let (section, archive) = edition(catalog, entry).filter(|(_, archive)| archive.canonical)?;
    let same = counterpart(catalog, entry, section, current(catalog, entry, section, archive)?)?;
    Some(base.permalink(&catalog.index.entry(same).url))
}

/// The edition that an entry belongs to, if that is not the current one: its section.
fn edition<'c>(catalog: &'c TemplateValues, entry: &Entry) -> Option<(&'c Entry, &'c Archive)> {
    let section = catalog.index.entry(entry.archive?);
    let own = section.front.section.archive.as_ref();
    // A translated section that does not say it has what the default language's says.
    let model = || catalog.index.in_group(&section.group).find_map(|id| catalog.index.entry(id).front.section.archive.as_ref());
    Some((section, own.or_else(model)?))
}

/// Where the current edition starts, in the entry's language if it can be.
fn current(catalog: &TemplateValues, entry: &Entry, section: &Entry, archive: &Archive) -> Option<EntryId> {
    let named = archive.current.as_ref().and_then(|key| {
        let source = section.source.clone().unwrap_or_else(|| SourceId::new("content/_index.md"));
        match resolve(&catalog.index, &catalog.config, &source, entry.language, &key.value) {
            Resolved::Entry(id, _) => Some(id),
            _ => None,
        }
    });
    named.or(catalog.index.homes[entry.language]).or(catalog.index.homes[0])
}

/// The page at the same place in the current edition.
fn counterpart(catalog: &TemplateValues, entry: &Entry, section: &Entry, current: EntryId) -> Option<EntryId> {
    let folder = |entry: &Entry| {
        let own = catalog.index.in_group(&entry.group).find_map(|id| catalog.index.entry(id).source.as_ref());
        own.map_or_else(|| "content".to_owned(), |source| source.folder().to_owned())
    };
    let below = entry.source.as_ref()?.as_str().strip_prefix(&folder(section))?;
    let exact = format!("{}{below}", folder(catalog.index.entry(current)));
    let code = format!(".{}.md", catalog.config.languages[entry.written_in].code);
    let plain = exact.strip_suffix(&code).map(|stem| format!("{stem}.md"));
    let found = [Some(exact), plain].into_iter().flatten().find_map(|name| catalog.index.in_language(&SourceId::new(name), entry.language));
    found.filter(|id| catalog.index.entry(*id).archive.is_none())
}

/// `current.archive`: the year of a page's edition, and where the current one is.
pub fn view(catalog: &TemplateValues, id: EntryId) -> Value {
    let entry = catalog.index.entry(id);
    let Some((section, archive)) = edition(catalog, entry) else { return Value::none() };
    let start = current(catalog, entry, section, archive);
    let same = start.and_then(|start| counterpart(catalog, entry, section, start));
    let target = same.or(start).map(|id| catalog.index.entry(id));
    map([
        ("year", archive.year.into()),
        ("path", target.map(|target| catalog.config.base_url.href(&target.url)).into()),
        ("title", target.map(|target| target.title.as_str()).into()),
        ("lang", target.map(|target| catalog.config.languages[target.written_in].code.as_str()).into()),
        ("dir", target.map(|target| catalog.locales[target.written_in].direction().name()).into()),
        ("is_same_page", (same.is_some() && same != start).into()),
    ])
}
