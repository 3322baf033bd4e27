//! What search engines and social networks are told of a page.

use super::finding::Finding;
use super::page::Finished;
use crate::base::diagnostic::Code;
use crate::site::Site;
use crate::syntax::html::Document;

pub(super) fn page(site: &Site, page: &Finished<'_>, findings: &mut Vec<Finding>) {
    let document = &page.document;
    if !is_listed(document) {
        return;
    }
    // Whether a page needs a description is for its author to say; what it has, the template is to show.
    if has_description(site, page) && meta(document, "name", "description").is_none() {
        let help = "write `<meta name=\"description\" content=\"…\">` in the template, from the page's `description`";
        findings.push(Finding::new(Code::SeoDesc, None, "does not show its description to search engines", help));
    }
    let canonical = document
        .elements()
        .find(|element| element.name() == "link" && element.value("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")));
    match canonical {
        None => {
            let help = "write `<link rel=\"canonical\" href=\"…\">` with the whole address in the template";
            findings.push(Finding::new(Code::SeoCanonical, None, "does not name its own address", help));
        }
        Some(element) if !is_whole(element.value("href")) => {
            let help = "write the whole address, with `https://`";
            findings.push(Finding::new(Code::SeoCanonical, Some(element), "names an address that is not whole", help));
        }
        Some(_) => {}
    }
    social(page, findings);
}

fn has_description(site: &Site, page: &Finished<'_>) -> bool {
    let entries = page.artifact.made_from.as_ref().map(|source| site.index.of_source(source)).unwrap_or_default();
    entries.first().is_some_and(|id| site.index.entry(*id).front.description.as_ref().is_some_and(|text| !text.value.trim().is_empty()))
}

fn social(page: &Finished<'_>, findings: &mut Vec<Finding>) {
    const WANTED: &[&str] = &["og:title", "og:type", "og:url"];
    let document = &page.document;
    let missing: Vec<&str> = WANTED.iter().copied().filter(|name| meta(document, "property", name).is_none()).collect();
    let help = "write these as `<meta property=\"…\" content=\"…\">` in the template: networks show them where the page is shared";
    if !missing.is_empty() {
        let why = format!("lacks {} for those who share it", missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "));
        findings.push(Finding::new(Code::SocOg, None, &why, help));
    }
    let image = document.elements().find(|element| element.name() == "meta" && element.value("property") == Some("og:image"));
    if let Some(image) = image {
        if !is_whole(image.value("content")) {
            let help = "write the whole address, with `https://`: networks do not know where the page is from";
            findings.push(Finding::new(Code::SocOg, Some(image), "names a picture by an address that is not whole", help));
        }
        if meta(document, "property", "og:image:alt").is_none() {
            let help = "write `<meta property=\"og:image:alt\" content=\"…\">` in the template";
            findings.push(Finding::new(Code::SocOg, None, "has a picture for those who share it, and no text for it", help));
        }
        if meta(document, "name", "twitter:card").is_none() {
            let help = "write `<meta name=\"twitter:card\" content=\"summary_large_image\">` in the template";
            findings.push(Finding::new(Code::SocTwitter, None, "does not say how its picture is shown where it is shared", help));
        }
    }
}

/// Whether search engines are to list a page: not one that forbids it, that leads elsewhere or that stands for missing ones.
fn is_listed(document: &Document<'_>) -> bool {
    let is_page = document.first("html").is_some() && document.first("body").is_some();
    let forbids = meta(document, "name", "robots").is_some_and(|robots| robots.contains("noindex"));
    let leads_elsewhere = document
        .elements()
        .any(|element| element.name() == "meta" && element.value("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")));
    is_page && !forbids && !leads_elsewhere
}

/// The content of a `<meta>`, if it has any.
fn meta<'d>(document: &'d Document<'_>, key: &str, name: &str) -> Option<&'d str> {
    let found = document
        .elements()
        .find(|element| element.name() == "meta" && element.value(key).is_some_and(|value| value.eq_ignore_ascii_case(name)));
    found?.value("content").filter(|content| !content.trim().is_empty())
}

fn is_whole(address: Option<&str>) -> bool {
    address.is_some_and(|address| address.starts_with("https://") || address.starts_with("http://"))
}
