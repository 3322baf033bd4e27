//! What a page of an earlier year's edition says about the current one.

use tera::Value;

use super::value::map;
use crate::base::per_language::LanguageId;
use crate::base::source::SourceId;
use crate::content::Archive;
use crate::site::{Entry, EntryId, Resolved, Structure, resolve};

/// The address of the page that search engines should show instead, if that is another one.
pub(crate) fn canonical(site: &Structure, id: EntryId) -> Option<String> {
    let entry = site.index.entry(id);
    let base = &site.config.base_url;
    if let (true, Some(source)) = (entry.is_fallback(), &entry.source) {
        return site.index.of_source(source).first().map(|original| base.permalink(&site.index.entry(*original).url));
    }
    if let (Some(key), Some(source)) = (&entry.front.canonical, &entry.source) {
        return match resolve(&site.index, &site.config, source, entry.language, &key.value) {
            Resolved::Entry(found, _) if found == id => None,
            Resolved::Entry(found, _) => Some(base.permalink(&site.index.entry(found).url)),
            Resolved::Path(url, _) | Resolved::Asset(url) => Some(base.permalink(&url)),
            Resolved::External => Some(key.value.clone()),
            Resolved::Here(_) | Resolved::Broken { .. } => None,
        };
    }
    let (section, archive) = edition(site, entry).filter(|(_, archive)| archive.canonical)?;
    let same = counterpart(site, entry, section, current(site, entry, section, archive)?)?;
    Some(base.permalink(&site.index.entry(same).url))
}

/// The edition that an entry belongs to, if that is not the current one: its section.
fn edition<'c>(site: &'c Structure, entry: &Entry) -> Option<(&'c Entry, &'c Archive)> {
    let section = site.index.entry(entry.archive?);
    let own = section.front.section.archive.as_ref();
    // A translated section without the key takes the value of the default language's section.
    let model = || site.index.in_group(&section.group).find_map(|id| site.index.entry(id).front.section.archive.as_ref());
    Some((section, own.or_else(model)?))
}

/// Where the current edition starts, in the entry's language if it can be.
fn current(site: &Structure, entry: &Entry, section: &Entry, archive: &Archive) -> Option<EntryId> {
    let named = archive.current.as_ref().and_then(|key| {
        let source = section.source.clone().unwrap_or_else(|| SourceId::new("content/_index.md"));
        match resolve(&site.index, &site.config, &source, entry.language, &key.value) {
            Resolved::Entry(id, _) => Some(id),
            _ => None,
        }
    });
    named.or(site.index.homes[entry.language]).or(site.index.homes[LanguageId::DEFAULT])
}

/// The page at the same place in the current edition.
fn counterpart(site: &Structure, entry: &Entry, section: &Entry, current: EntryId) -> Option<EntryId> {
    let folder = |entry: &Entry| {
        let own = site.index.in_group(&entry.group).find_map(|id| site.index.entry(id).source.as_ref());
        own.map_or_else(|| "content".to_owned(), |source| source.folder().to_owned())
    };
    let below = entry.source.as_ref()?.as_str().strip_prefix(&folder(section))?;
    let exact = format!("{}{below}", folder(site.index.entry(current)));
    let code = format!(".{}.md", site.config.languages[entry.written_in].code);
    let plain = exact.strip_suffix(&code).map(|stem| format!("{stem}.md"));
    let found = [Some(exact), plain].into_iter().flatten().find_map(|name| site.index.in_language(&SourceId::new(name), entry.language));
    found.filter(|id| site.index.entry(*id).archive.is_none())
}

/// `current.archive`: the year of a page's edition, and where the current one is.
pub(crate) fn view(site: &Structure, id: EntryId) -> Value {
    let entry = site.index.entry(id);
    let Some((section, archive)) = edition(site, entry) else { return Value::none() };
    let start = current(site, entry, section, archive);
    let same = start.and_then(|start| counterpart(site, entry, section, start));
    let target = same.or(start).map(|id| site.index.entry(id));
    map([
        ("year", archive.year.into()),
        ("path", target.map(|target| site.config.base_url.href(&target.url)).into()),
        ("title", target.map(|target| target.title.as_str()).into()),
        ("lang", target.map(|target| site.config.languages[target.written_in].code.as_str()).into()),
        ("dir", target.map(|target| site.locales[target.written_in].direction().name()).into()),
        ("is_same_page", (same.is_some() && same != start).into()),
    ])
}
