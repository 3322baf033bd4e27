//! Links written in content and menus: the part of the page, the path, the menu's page.

use std::sync::Arc;

use crate::base::artifact::OutputPath;
use crate::base::diagnostic::{Code, Diagnostic, nearest};
use crate::plan::Plan;
use crate::render::texts::Text;
use crate::site::Site;
use crate::site::config::MenuTarget;
use crate::site::menu_entry;
use crate::site::{EntryId, UrlPath};

/// Parts of pages that are linked to must exist, in the text or in what the template adds.
pub fn anchors(site: &Site, texts: &[Arc<Text>], text_of: &dyn Fn(&str) -> Option<Arc<str>>, problems: &mut Vec<Diagnostic>) {
    for (span, target, anchor) in texts.iter().flat_map(|text| &text.links.anchors) {
        let entry = site.index.entry(*target);
        let body = entry.source.as_ref().and_then(|source| site.documents.get(source)).map(|parsed| &parsed.document.body);
        // A part that is hidden today may be anywhere in the text: then only the page itself tells.
        let is_whole = texts.get(target.0).is_none_or(|text| text.links.hidden.is_empty());
        if (is_whole && body.is_some_and(|body| body.anchors.contains(anchor))) || in_output(site, *target, anchor, text_of) {
            continue;
        }
        let known = body.map(|body| &body.anchors);
        if known.is_some_and(|known| known.contains(anchor)) {
            let problem = Diagnostic::new(Code::BrokenAnchor, format!("the part `#{anchor}` is hidden in this phase of the campaign"));
            problems.push(problem.at(span.clone()).help("show the link in the same phases, between `::: phase only=\"…\"` and `:::`"));
            continue;
        }
        let help = known.and_then(|known| nearest(anchor, known.iter().map(String::as_str))).map_or_else(
            || match known {
                Some(known) if !known.is_empty() => {
                    format!("parts of the page: {}", known.iter().take(12).map(|id| format!("`#{id}`")).collect::<Vec<_>>().join(", "))
                }
                _ => "the page has no headings to link to".to_owned(),
            },
            |id| format!("did you mean `#{id}`?"),
        );
        let page = entry.source.as_ref().map_or_else(|| entry.url.to_string(), ToString::to_string);
        problems.push(Diagnostic::new(Code::BrokenAnchor, format!("`{page}` has no part `#{anchor}`")).at(span.clone()).help(help));
    }
}

/// Whether a template or component gives the page an element of this id.
fn in_output(site: &Site, id: EntryId, anchor: &str, text_of: &dyn Fn(&str) -> Option<Arc<str>>) -> bool {
    let file = site.index.entry(id).url.file();
    text_of(&file).is_some_and(|text| text.contains(&format!("id=\"{anchor}\"")))
}

/// Paths of the site that are linked to must be among its outputs.
pub fn paths(plan: &Plan, texts: &[Arc<Text>], problems: &mut Vec<Diagnostic>) {
    for (span, url) in texts.iter().flat_map(|text| &text.links.paths) {
        if !plan.has(url) {
            problems.push(no_output(plan, url).at(span.clone()));
        }
    }
}

/// A path that leads nowhere, with the nearest that does.
pub fn no_output(plan: &Plan, url: &UrlPath) -> Diagnostic {
    let wanted = url.file();
    let near = nearest(&wanted, plan.outputs.keys().map(OutputPath::as_str));
    let help = match near {
        Some(path) => format!("did you mean `/{}`?", path.trim_end_matches("index.html")),
        None => "link to a page by its file, such as `about.md`; files in `static/` start with `/`".to_owned(),
    };
    Diagnostic::new(Code::BrokenLink, format!("the site has nothing at `{url}`")).help(help)
}

/// Pages and paths that menus name.
pub fn menus(site: &Site, plan: &Plan, problems: &mut Vec<Diagnostic>) {
    for (language, config) in site.config.languages.iter().enumerate() {
        for item in config.menus.iter().flat_map(|(_, items)| items) {
            match &item.target {
                MenuTarget::Page(page) => {
                    if menu_entry(site, &page.value, language).is_some() || (site.index.homes[language].is_none() && language != 0) {
                        continue;
                    }
                    let pages: Vec<&str> = site.index.sources().filter_map(|source| source.as_str().strip_prefix("content/")).collect();
                    let help = nearest(&page.value, pages.iter().copied()).map_or_else(
                        || "name a file below `content/`, such as `about.md` or `news/_index.md`".to_owned(),
                        |name| format!("did you mean `{name}`?"),
                    );
                    let at = site.config.source.at(page.span.clone());
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
                MenuTarget::Url(_) => {}
            }
        }
    }
}
