//! What a page loads from others, who so learn that somebody has read it. A visit to a page about cancer tells of a person's health.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::page::Finished;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::{AssetBytes, Snapshot};
use crate::site::Site;
use crate::syntax::addresses::candidates;
use crate::syntax::css;
use crate::syntax::html::Element;

pub(super) fn page(site: &Site, page: &Finished<'_>, findings: &mut Vec<Finding>) {
    let n_before = findings.len();
    for element in page.document.elements() {
        if let Some(class) = element.value("class").and_then(button_of_a_network) {
            let why = format!("asks a script of a network to make a button of it, by the class `{class}`");
            let help = "link to the address of the network that shares a page: a plain link tells nobody who reads it";
            findings.push(Finding::new(Code::SocShare, Some(element), &why, help));
        }
        if let Some(store) = Some(element).filter(|element| element.name() == "script").and_then(|element| store(element.source())) {
            let why = format!("keeps something on the reader's device, by `{}`", store.1);
            findings.push(Finding::new(Code::PrivCookie, Some(element), &why, NO_STORE));
        }
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
    let hands_on = |found: &Finding| matches!(found.code(), Code::PrivThirdParty | Code::PrivEmbed | Code::PrivForm | Code::PrivCookie);
    if findings[n_before..].iter().any(hands_on) && !leads_to_privacy(page) {
        let help = "link to a page that says who learns what of its readers, and why, with a text such as \"Privacy\"";
        findings.push(Finding::new(
            Code::PrivPolicy,
            None,
            "gives something of its readers away, and leads to no page about privacy",
            help,
        ));
    }
}

/// What scripts that the site publishes keep on the reader's device.
pub(super) fn scripts(site: &Site, snapshot: &Snapshot, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    let files = site.themes.values().flat_map(|theme| theme.published());
    for file in files.filter(|file| file.path.ends_with(".js") || file.path.ends_with(".mjs")) {
        let Some(id) = file.asset.as_ref().filter(|id| seen.insert((*id).clone())) else { continue };
        let Some(AssetBytes::Memory(bytes)) = snapshot.assets.get(id).map(|asset| &asset.bytes) else { continue };
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        let Some((at, name)) = store(text) else { continue };
        // Scripts are not among the texts that a report shows lines of.
        let line = text[..at].matches('\n').count() + 1;
        let message = format!("line {line} keeps something on the reader's device, by `{name}`");
        problems.push(Diagnostic::new(Code::PrivCookie, message).at(id.at(at..at + name.len())).help(NO_STORE));
    }
}

const NO_STORE: &str = "leave it out; if it keeps only what readers choose for themselves, silence the rule with that reason";

/// What scripts can keep something by on a device, so that a site knows its readers again.
pub(crate) const STORES: &[&str] = &["document.cookie", "cookieStore", "localStorage", "sessionStorage", "indexedDB"];

/// Where a script first keeps something, and by what.
fn store(script: &str) -> Option<(usize, &'static str)> {
    let is_comment = |at: usize| {
        let line = script[..at].rsplit('\n').next().unwrap_or_default().trim_start();
        line.starts_with("//") || line.starts_with('*') || line.starts_with("/*")
    };
    let first = |name: &&'static str| script.match_indices(*name).map(|(at, _)| (at, *name)).find(|(at, _)| !is_comment(*at));
    STORES.iter().filter_map(first).min()
}

/// A class by which the script of a network, or of a service for sharing, finds what it turns into a button.
fn button_of_a_network(classes: &str) -> Option<&str> {
    const NAMES: &[&str] = &["fb-like", "fb-share-button", "twitter-share-button", "twitter-follow-button", "linkedin-share-button"];
    const FAMILIES: &[&str] = &["addthis_", "sharethis-", "st-custom-button", "a2a_button_", "a2a_kit"];
    let is_it = |class: &&str| NAMES.contains(class) || FAMILIES.iter().any(|family| class.starts_with(family));
    classes.split_ascii_whitespace().find(is_it)
}

/// Whether a page leads to one about privacy, in the languages that health publishers write most.
fn leads_to_privacy(page: &Finished<'_>) -> bool {
    const NAMES: &[&str] = &[
        "privacy",
        "data protection",
        "data-protection",
        "confidentialité",
        "confidentialite",
        "vie privée",
        "vie-privee",
        "données personnelles",
        "protection des données",
        "datenschutz",
        "privacidad",
        "protección de datos",
        "privacidade",
        "proteção de dados",
        "riservatezza",
        "privatliv",
        "personvern",
        "integritet",
        "tietosuoja",
        "prywatno",
        "gizlilik",
        "конфиденциальн",
        "الخصوصية",
        "פרטיות",
        "隐私",
        "隱私",
        "プライバシー",
        "개인정보",
    ];
    let says_so = |text: &str| {
        let text = text.to_lowercase();
        NAMES.iter().any(|name| text.contains(name))
    };
    let mut links = page.document.elements().filter(|element| element.name() == "a");
    links.any(|link| link.value("href").is_some_and(|href| !href.is_empty() && (says_so(href) || says_so(&link.text()))))
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
