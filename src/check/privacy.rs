//! What a page loads from others, who so learn that somebody has read it. A visit to a page about cancer tells of a person's health.

use super::finding::Finding;
use super::page::Finished;
use crate::base::diagnostic::Code;
use crate::site::Site;
use crate::syntax::addresses::candidates;
use crate::syntax::css;
use crate::syntax::html::Element;

pub(super) fn page(site: &Site, page: &Finished<'_>, findings: &mut Vec<Finding>) {
    for element in page.document.elements() {
        if element.name() == "iframe" {
            if let Some(other) = element.value("src").and_then(|address| other_host(site, address)) {
                let why = format!("shows a page of {other}, which learns who reads this one");
                let help = "link to it instead, so that people choose to go there";
                findings.push(Finding::new(Code::PrivEmbed, Some(element), &why, help));
            }
            continue;
        }
        if let Some(other) = loaded(element).into_iter().find_map(|address| other_host(site, &address)) {
            let why = format!("loads something from {other}, which learns who reads this page");
            let help = "put the file into `static/` or beside the text, and name it there";
            findings.push(Finding::new(Code::PrivThirdParty, Some(element), &why, help));
        }
        if let Some(other) = element.value("action").filter(|_| element.name() == "form").and_then(|address| other_host(site, address)) {
            let has_link = element.descendants().any(|inner| inner.name() == "a" && inner.value("href").is_some());
            if !has_link {
                let why = format!("sends what people write to {other}, and does not say so");
                let help = "say in the form who receives it, with a link to what they do with it";
                findings.push(Finding::new(Code::PrivForm, Some(element), &why, help));
            }
        }
    }
}

/// The host of an address, if it is another one than the site's.
fn other_host(site: &Site, address: &str) -> Option<String> {
    let origin = site.config.base_url.other_origin(address)?;
    origin.split_once("://").map(|(_, host)| host.to_owned())
}

/// The addresses that browsers load for an element by themselves.
fn loaded(element: Element<'_, '_>) -> Vec<String> {
    let value = |name: &str| element.value(name).map(str::to_owned);
    let mut addresses: Vec<String> = match element.name() {
        "link" => {
            const LOADING: &[&str] = &[
                "stylesheet",
                "icon",
                "preload",
                "prefetch",
                "preconnect",
                "dns-prefetch",
                "modulepreload",
                "manifest",
                "apple-touch-icon",
                "mask-icon",
            ];
            let rel = element.value("rel").unwrap_or_default().to_ascii_lowercase();
            let loads = rel.split_ascii_whitespace().any(|word| LOADING.contains(&word));
            value("href").filter(|_| loads).into_iter().collect()
        }
        "script" | "img" | "audio" | "video" | "source" | "track" | "embed" | "input" | "frame" => {
            let candidates = candidates(element).into_iter().map(|candidate| candidate.value.into_owned());
            value("src").into_iter().chain(value("poster")).chain(candidates).collect()
        }
        "object" => value("data").into_iter().collect(),
        "image" | "use" | "feimage" => value("href").or_else(|| value("xlink:href")).into_iter().collect(),
        "style" => css::read(element.source()).urls.into_iter().map(|url| url.address).collect(),
        _ => Vec::new(),
    };
    if let Some(style) = element.value("style").filter(|style| style.contains("url(")) {
        addresses.extend(css::read(style).urls.into_iter().map(|url| url.address));
    }
    addresses
}
