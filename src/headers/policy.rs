//! The content security policy that pages need.
//!
//! Source: Content Security Policy Level 3 (W3C).

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::base::url::BaseUrl;
use crate::syntax::addresses::candidates;
use crate::syntax::css;
use crate::syntax::html::{Document, Element};

/// The sources that each directive has to allow.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Needs(BTreeMap<&'static str, BTreeSet<String>>);

/// The order in which directives are written.
const ORDER: &[&str] = &[
    "script-src",
    "style-src",
    "img-src",
    "font-src",
    "media-src",
    "object-src",
    "frame-src",
    "manifest-src",
    "connect-src",
    "form-action",
];

impl Needs {
    pub(super) fn add(&mut self, other: &Self) {
        for (directive, sources) in &other.0 {
            self.0.entry(directive).or_default().extend(sources.iter().cloned());
        }
    }

    /// The other sites that something is loaded from.
    pub(super) fn other_origins(self) -> impl Iterator<Item = String> {
        let loaded = self.0.into_iter().filter(|(directive, _)| *directive != "form-action");
        loaded.flat_map(|(_, sources)| sources).filter(|source| !source.starts_with('\'') && source != "data:")
    }

    /// The policy in one line: nothing but what is needed.
    pub(super) fn policy(&self) -> String {
        self.directives() + "; base-uri 'none'; frame-ancestors 'none'; upgrade-insecure-requests"
    }

    /// The policy as an element of a page can say it.
    pub(super) fn meta_policy(&self) -> String {
        self.directives() + "; base-uri 'none'; upgrade-insecure-requests"
    }

    /// The policy of the same pages on a local server, which has no certificate and adds a script of its own.
    pub(super) fn local_policy(&self) -> String {
        let mut needs = Self(self.0.clone());
        for directive in ["script-src", "style-src", "img-src", "connect-src"] {
            needs.0.entry(directive).or_default().insert("'self'".to_owned());
        }
        needs.directives() + "; base-uri 'none'; frame-ancestors 'self'"
    }

    fn directives(&self) -> String {
        let mut policy = "default-src 'none'".to_owned();
        for directive in ORDER {
            match self.0.get(directive) {
                Some(sources) => {
                    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
                    policy.push_str(&format!("; {directive} {}", sources.join(" ")));
                }
                // Forms are not covered by `default-src`.
                None if *directive == "form-action" => policy.push_str("; form-action 'none'"),
                None => {}
            }
        }
        policy
    }

    fn allow(&mut self, directive: &'static str, address: &str, base: &BaseUrl) {
        self.0.entry(directive).or_default().insert(source(address, base));
    }

    fn allow_hash(&mut self, directive: &'static str, text: &str) {
        let hash = STANDARD.encode(Sha256::digest(text.as_bytes()));
        self.0.entry(directive).or_default().insert(format!("'sha256-{hash}'"));
    }

    /// Reads what a style sheet loads.
    pub(super) fn read_style(&mut self, text: &str, base: &BaseUrl) {
        for url in css::read(text).urls {
            let path = url.address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
            let is_font = [".woff2", ".woff", ".ttf", ".otf"].iter().any(|ending| path.ends_with(ending)) || path.starts_with("data:font");
            let directive = match () {
                () if is_font => "font-src",
                () if path.ends_with(".css") => "style-src",
                () => "img-src",
            };
            self.allow(directive, &url.address, base);
        }
    }

    /// Reads what a page loads, and returns what no strict policy allows.
    pub(super) fn read_page(&mut self, document: &Document<'_>, base: &BaseUrl) -> BTreeSet<String> {
        let mut inline = BTreeSet::new();
        for element in document.elements() {
            self.read_element(element, base);
            for attribute in element.attributes() {
                let is_handler = attribute.name.len() > 2 && attribute.name.starts_with("on") && !attribute.value.is_empty();
                if is_handler || (attribute.name == "style" && !attribute.value.trim().is_empty()) {
                    inline.insert(format!("the attribute `{}`", attribute.name));
                }
            }
        }
        inline
    }

    fn read_element(&mut self, element: Element<'_, '_>, base: &BaseUrl) {
        let src = element.value("src").filter(|src| !src.is_empty());
        let candidates = candidates(element);
        let candidates = candidates.iter().map(|candidate| &*candidate.value);
        match element.name() {
            "script" if is_run(element) => match src {
                Some(src) => self.allow("script-src", src, base),
                None => self.allow_hash("script-src", element.source()),
            },
            "style" => {
                self.allow_hash("style-src", element.source());
                self.read_style(element.source(), base);
            }
            "link" => self.read_link(element, base),
            "img" | "input" | "image" | "use" => {
                let href = element.value("href").or_else(|| element.value("xlink:href")).filter(|href| !href.starts_with('#'));
                for address in src.into_iter().chain(candidates).chain(href.filter(|_| matches!(element.name(), "image" | "use"))) {
                    self.allow("img-src", address, base);
                }
            }
            "source" if element.parent().is_some_and(|parent| parent.name() == "picture") => {
                candidates.for_each(|address| self.allow("img-src", address, base));
            }
            "audio" | "video" | "source" | "track" => {
                if let Some(src) = src {
                    self.allow("media-src", src, base);
                }
                if let Some(poster) = element.value("poster") {
                    self.allow("img-src", poster, base);
                }
            }
            "iframe" | "frame" => src.into_iter().for_each(|src| self.allow("frame-src", src, base)),
            "object" | "embed" => {
                element.value("data").or(src).into_iter().for_each(|address| self.allow("object-src", address, base));
            }
            "form" => self.allow("form-action", element.value("action").unwrap_or("/"), base),
            _ => {}
        }
    }

    fn read_link(&mut self, element: Element<'_, '_>, base: &BaseUrl) {
        let Some(href) = element.value("href") else { return };
        for rel in element.value("rel").unwrap_or_default().to_ascii_lowercase().split_ascii_whitespace() {
            match rel {
                "stylesheet" => self.allow("style-src", href, base),
                "icon" | "apple-touch-icon" | "mask-icon" => self.allow("img-src", href, base),
                "manifest" => self.allow("manifest-src", href, base),
                "modulepreload" => self.allow("script-src", href, base),
                _ => {}
            }
        }
    }
}

/// Whether browsers run a script; blocks of data such as JSON-LD are none.
pub(crate) fn is_run(element: Element<'_, '_>) -> bool {
    let kind = element.value("type").unwrap_or_default().trim().to_ascii_lowercase();
    matches!(&*kind, "" | "module" | "importmap" | "speculationrules") || kind.ends_with("javascript")
}

/// What a policy calls the place of an address.
fn source(address: &str, base: &BaseUrl) -> String {
    if address.trim_start().starts_with("data:") {
        return "data:".to_owned();
    }
    base.other_origin(address).unwrap_or_else(|| "'self'".to_owned())
}

#[cfg(test)]
mod tests {
    use super::Needs;
    use crate::base::url::BaseUrl;
    use crate::syntax::html::Document;

    fn policy(html: &str) -> String {
        let mut needs = Needs::default();
        needs.read_page(&Document::parse(html), &BaseUrl::example());
        needs.policy()
    }

    #[test]
    fn a_page_gets_what_it_uses() {
        let bare = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; upgrade-insecure-requests";
        assert_eq!(policy("<p>Text"), bare);
        assert_eq!(policy("<script type='application/ld+json'>{}</script><a href=/>A</a><svg><use href='#a'/></svg>"), bare);
        let page = "<link rel=stylesheet href=/a.css><img src=/a.png><img src=https://example.org/b.png>\
                    <script type=module src=/a.js></script><form action=https://letters.example/x></form>";
        assert_eq!(
            policy(page),
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action https://letters.example; \
             base-uri 'none'; frame-ancestors 'none'; upgrade-insecure-requests"
        );
    }

    #[test]
    fn inline_blocks_are_hashed() {
        // `printf 'p{}' | openssl dgst -sha256 -binary | base64`
        assert!(policy("<style>p{}</style>").contains("; style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y=';"));
        assert!(policy("<script>p{}</script>").contains("; script-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y=';"));
    }

    #[test]
    fn attributes_that_no_strict_policy_allows_are_told() {
        let inline = Needs::default().read_page(&Document::parse("<p style='color: red' onclick=a()>A"), &BaseUrl::example());
        assert_eq!(inline.into_iter().collect::<Vec<_>>(), ["the attribute `onclick`", "the attribute `style`"]);
    }

    #[test]
    fn style_sheets_name_fonts_and_pictures() {
        let mut needs = Needs::default();
        needs.read_style(
            "@font-face { src: url(a.woff2) } p { background: url(data:image/png;base64,AA) } @import url(b.css);",
            &BaseUrl::example(),
        );
        assert!(needs.policy().contains("style-src 'self'; img-src data:; font-src 'self'"), "{}", needs.policy());
    }
}
