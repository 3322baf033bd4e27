//! Links written in content and menus: the part of the page, the path, the menu's page.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::address;
use crate::base::artifact::OutputPath;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion, nearest};
use crate::base::per_language::LanguageId;
use crate::base::source::SourceId;
use crate::plan::Plan;
use crate::render::text_report::TextReport;
use crate::site::Site;
use crate::site::config::MenuTarget;
use crate::site::menu_entry;
use crate::site::{EntryId, Resolved, UrlPath, left_out, resolve};
use crate::syntax::html::Document;

/// Parts of pages that are linked to must exist, in the text or in what the template adds.
pub(super) fn anchors(site: &Site, texts: &[Arc<TextReport>], text_of: &dyn Fn(&str) -> Option<Arc<str>>, problems: &mut Problems) {
    let mut outputs = Outputs { text_of, ids: BTreeMap::new() };
    for (span, target, anchor) in texts.iter().flat_map(|text| &text.anchors) {
        let entry = site.index.entry(*target);
        let text = texts.get(target.0).filter(|_| entry.source.is_some());
        // A part that is hidden today may be anywhere in the text: then only the finished page shows whether it is there.
        let is_whole = text.is_none_or(|text| !text.is_partly_hidden);
        if (is_whole && text.is_some_and(|text| text.ids.contains(anchor))) || outputs.has(site, *target, anchor) {
            continue;
        }
        let known = text.map(|text| &text.ids);
        if known.is_some_and(|known| known.contains(anchor)) {
            let problem = Diagnostic::new(Code::BrokenAnchor, format!("the part `#{anchor}` is hidden in this phase of the campaign"));
            problems.push(problem.at(span.clone()).help("show the link in the same phases, between `::: phase only=\"…\"` and `:::`"));
            continue;
        }
        let near = known.and_then(|known| nearest(anchor, known.iter().map(String::as_str)));
        let help = Suggestion::of(near).spelled(|id| format!("#{id}")).or_else(|| match known {
            Some(known) if !known.is_empty() => {
                format!("parts of the page: {}", known.iter().take(12).map(|id| format!("`#{id}`")).collect::<Vec<_>>().join(", "))
            }
            _ => "the page has no headings to link to".to_owned(),
        });
        let page = entry.source.as_ref().map_or_else(|| entry.url.to_string(), ToString::to_string);
        problems.push(Diagnostic::new(Code::BrokenAnchor, format!("`{page}` has no part `#{anchor}`")).at(span.clone()).help(help));
    }
}

/// The ids of finished pages, each page read when a link first needs to know.
struct Outputs<'a> {
    text_of: &'a dyn Fn(&str) -> Option<Arc<str>>,
    ids: BTreeMap<EntryId, BTreeSet<String>>,
}

impl Outputs<'_> {
    /// Whether a template or component gives the page an element of this id.
    fn has(&mut self, site: &Site, id: EntryId, anchor: &str) -> bool {
        let read = || {
            let text = (self.text_of)(&site.index.entry(id).url.file());
            text.map(|text| Document::parse(&text).parts().map(str::to_owned).collect()).unwrap_or_default()
        };
        self.ids.entry(id).or_insert_with(read).contains(anchor)
    }
}

/// Paths of the site that are linked to must be among its outputs.
pub(super) fn paths(plan: &Plan, texts: &[Arc<TextReport>], problems: &mut Problems) {
    for (span, url) in texts.iter().flat_map(|text| &text.paths) {
        if !plan.has(url) {
            problems.push(no_output(plan, url).at(span.clone()));
        }
    }
}

/// A path that does not exist, with the nearest one that does.
pub(super) fn no_output(plan: &Plan, url: &UrlPath) -> Diagnostic {
    if let Some(help) = private_data(plan, url) {
        return Diagnostic::new(Code::BrokenLink, format!("the site does not publish `{url}`")).help(help);
    }
    let help =
        Suggestion::of(near_output(plan, url)).or("link to a page by its file, such as `about.md`; files in `static/` start with `/`");
    Diagnostic::new(Code::BrokenLink, format!("the site has nothing at `{url}`")).help(help)
}

/// How to publish a file of `data`, if the address is that of a private one.
pub(super) fn private_data(plan: &Plan, url: &UrlPath) -> Option<String> {
    let path = url.as_str().trim_start_matches("/data/");
    let how = || format!("files of `data` are private unless a chart offers them; add `publish = [\"{path}\"]` to `[data]` in `site.toml`");
    plan.private.contains(url).then(how)
}

/// The nearest path that exists.
pub(super) fn near_output(plan: &Plan, url: &UrlPath) -> Option<String> {
    let near = nearest(&url.file(), plan.outputs.keys().map(OutputPath::as_str))?;
    Some(format!("/{}", near.trim_end_matches("index.html")))
}

/// Pages and paths that menus name.
pub(super) fn menus(site: &Site, plan: &Plan, problems: &mut Problems) {
    for (language, config) in site.config.languages.with_ids() {
        for item in config.menus.iter().flat_map(|(_, items)| items) {
            match &item.target {
                MenuTarget::Page(page) => {
                    if menu_entry(site, &page.value, language).is_some()
                        || (site.index.homes[language].is_none() && language != LanguageId::DEFAULT)
                    {
                        continue;
                    }
                    let at = site.config.source.at(page.span.clone());
                    // A page that is left out today says why, as it does to links of texts.
                    let wanted = page.value.trim_start_matches("@/");
                    if let Some((message, help)) = left_out(&site.index, &SourceId::new(format!("content/{wanted}")), wanted) {
                        problems.push(Diagnostic::new(Code::BrokenLink, message).at(at).help(help));
                        continue;
                    }
                    let pages: Vec<&str> = site.index.sources().filter_map(|source| source.as_str().strip_prefix("content/")).collect();
                    let help = Suggestion::nearest(&page.value, pages.iter().copied())
                        .or("name a file below `content/`, such as `about.md` or `news/_index.md`");
                    problems.push(Diagnostic::new(Code::BrokenLink, format!("no page at `{}`", page.value)).at(at).help(help));
                }
                MenuTarget::Url(url) if url.value.starts_with('/') && !url.value.starts_with("//") => {
                    let path = url.value.split(['#', '?']).next().unwrap_or_default();
                    let at = site.config.source.at(url.span.clone());
                    match UrlPath::written(path) {
                        Some(own) if plan.has(&own) => {}
                        Some(own) => problems.push(no_output(plan, &own).at(at)),
                        None => problems.push(Diagnostic::new(Code::BrokenLink, format!("`{path}` is not a path of the site")).at(at)),
                    }
                }
                MenuTarget::Url(url) => {
                    let at = site.config.source.at(url.span.clone());
                    problems.extend(address::mistaken(&url.value).map(|problem| problem.at(at)));
                }
            }
        }
    }
}

/// What `site.toml` links to, by `[publisher]` and as the licence of the data, and what events do.
pub(super) fn settings(site: &Site, plan: &Plan, problems: &mut Problems) {
    let config = &site.config;
    let publisher = &config.publisher;
    let own = [&publisher.url, &publisher.contact, &publisher.feedback, &publisher.disclaimer, &config.data.license];
    let own = own.into_iter().flatten().map(|target| (&config.source, target));
    let events = site.events.iter().flat_map(|event| {
        let source = &event.at.source;
        [&event.url, &event.online].into_iter().flatten().map(move |target| (source, target))
    });
    for (source, target) in own.chain(events) {
        let problem = match resolve(&site.index, config, source, LanguageId::DEFAULT, &target.value) {
            Resolved::Broken { message, help: Some(help) } if target.value.starts_with('@') => {
                Some(Diagnostic::new(Code::BrokenLink, message).help(help))
            }
            // What else a text may name, such as a file beside it, these files have not.
            Resolved::Broken { .. } => {
                let message = format!("`{}` is neither a page of the site nor an address", target.value);
                let help = address::advice(&target.value);
                let help = help.unwrap_or_else(|| "name a page like `@/contact.md`, or an address like `https://example.org`".to_owned());
                Some(Diagnostic::new(Code::BrokenLink, message).help(help))
            }
            Resolved::Path(url, _) if !plan.has(&url) => Some(no_output(plan, &url)),
            Resolved::External => address::mistaken(&target.value),
            _ => None,
        };
        problems.extend(problem.map(|problem| problem.at(source.at(target.span.clone()))));
    }
}
