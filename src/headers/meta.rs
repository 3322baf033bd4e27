//! The policy in the pages themselves, for hosts that let nobody set headers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::artifact::ArtifactKind;
use crate::base::fingerprint::Fingerprint;
use crate::base::source::{AssetBytes, Snapshot};
use crate::base::url::BaseUrl;
use crate::plan::{Plan, Target};
use crate::site::Site;
use crate::site::config::HeaderFile;
use crate::syntax::html::Document;

use super::policy::Needs;

/// How the element begins. `ribbon serve` knows it by this, since its own script is in no policy of the site.
pub(crate) const START: &str = "<meta http-equiv=\"Content-Security-Policy\" data-by=\"ribbon\" content=\"";

/// What goes into every page: its own policy, with what the style sheets of the site load.
pub(crate) struct PagePolicy {
    styles: Needs,
    base: BaseUrl,
    /// Of what the policies depend on beside the pages.
    pub fingerprint: Fingerprint,
}

impl PagePolicy {
    /// `None` for a site whose `[headers]` does not ask for it.
    pub(crate) fn of(site: &Site, snapshot: &Snapshot, plan: &Plan) -> Option<Self> {
        if !site.config.headers.files.contains(&HeaderFile::Meta) {
            return None;
        }
        let base = site.config.base_url.clone();
        let mut styles = Needs::default();
        for (_, planned) in plan.outputs.iter().filter(|(path, _)| path.as_str().ends_with(".css")) {
            match &planned.target {
                Target::Copy(id) => match snapshot.assets.get(id).map(|asset| &asset.bytes) {
                    Some(AssetBytes::Memory(bytes)) => styles.read_style(&String::from_utf8_lossy(bytes), &base),
                    // Nobody reads a style sheet of this size: pictures and fonts of the site are what it would load.
                    Some(AssetBytes::Disk(_)) => styles.read_style("a{src:url(a.woff2);background:url(a.png)}", &base),
                    None => {}
                },
                Target::Made { theme, path } => {
                    let made = site.themes.get(theme).and_then(|theme| theme.artifact(path, &BTreeMap::new()));
                    if let Some(text) = made.as_ref().and_then(|made| made.content.text()) {
                        styles.read_style(text, &base);
                    }
                }
                _ => {}
            }
        }
        let fingerprint = Fingerprint::of(&(styles.meta_policy(), base.to_string()));
        Some(Self { styles, base, fingerprint })
    }

    /// A page with its policy, which has to stand before everything that it governs; other outputs as they are.
    pub(crate) fn put_into(&self, kind: ArtifactKind, text: Arc<str>) -> Arc<str> {
        if kind != ArtifactKind::Page {
            return text;
        }
        let document = Document::parse(&text);
        let Some(head) = document.first("head") else { return text };
        let charset = document.elements().find(|element| element.name() == "meta" && element.value("charset").is_some());
        let at = charset.map_or(head.inside().start, |charset| charset.at().end);
        let mut needs = self.styles.clone();
        needs.read_page(&document, &self.base);
        // No source in a policy has a quotation mark of this kind.
        format!("{}{START}{}\">{}", &text[..at], needs.meta_policy(), &text[at..]).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_gets_its_policy_after_its_encoding() {
        let mut styles = Needs::default();
        styles.read_style("@font-face { src: url(/a.woff2) }", &BaseUrl::example());
        let policy = PagePolicy { styles, base: BaseUrl::example(), fingerprint: Fingerprint::of(&0) };
        let page = "<!doctype html><head><meta charset=\"utf-8\"><link rel=stylesheet href=/a.css></head><body><img src=/a.png>";
        let content = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; \
                       upgrade-insecure-requests";
        let expected = page.replace("utf-8\">", &format!("utf-8\">{START}{content}\">"));
        assert_eq!(&*policy.put_into(ArtifactKind::Page, page.into()), expected);
        assert_eq!(&*policy.put_into(ArtifactKind::Feed, page.into()), page);
        assert_eq!(&*policy.put_into(ArtifactKind::Page, "<p>No head".into()), "<p>No head");
    }
}
