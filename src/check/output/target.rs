//! Where an address of a finished page or of a style sheet leads, resolved as a browser does it.

use std::borrow::Cow;

use url::Url;

use crate::base::address;
use crate::base::artifact::OutputPath;
use crate::base::unicode::nfc;
use crate::picture::is_variant;
use crate::plan::Plan;
use crate::site::{Site, UrlPath};
use crate::syntax::html::Document;

/// Stands for the site's own host, which may also be the host of other sites.
const HOST: &str = "site.invalid";

/// What an address means where it stands.
#[derive(Debug, PartialEq)]
pub(in crate::check) enum Target {
    /// Another site, or a scheme such as `mailto:`.
    Elsewhere,
    /// An output of the site, and perhaps a part of it.
    Output { file: String, part: Option<String> },
    /// A path of the site that it does not publish.
    Nothing(UrlPath),
    /// A path of the host that is not below the folder of the site.
    Outside,
}

/// A file whose addresses are resolved.
pub(in crate::check) struct Base<'a> {
    site: &'a Site,
    plan: &'a Plan,
    file: Cow<'a, str>,
    /// The file's address, or the one that its `<base>` names.
    url: Option<Url>,
    has_base_element: bool,
}

impl<'a> Base<'a> {
    pub(in crate::check) fn new(site: &'a Site, plan: &'a Plan, path: &'a OutputPath, document: &Document<'_>) -> Self {
        let own = UrlPath::of_file(path.as_str());
        let url = absolute(site, &own);
        let element = document.first("base").and_then(|base| base.value("href"));
        let has_base_element = element.is_some();
        let url = element.map_or(url.clone(), |element| url?.join(element).ok());
        Self { site, plan, file: path.as_str().into(), url, has_base_element }
    }

    /// A file that is no page.
    pub(in crate::check) fn of_file(site: &'a Site, plan: &'a Plan, file: &UrlPath) -> Self {
        Self { site, plan, file: file.file().into(), url: absolute(site, file), has_base_element: false }
    }

    pub(in crate::check) fn target(&self, address: &str) -> Target {
        if address::scheme(address).is_some() {
            return Target::Elsewhere;
        }
        if !self.has_base_element && (address.is_empty() || address.starts_with('#')) {
            return Target::Output { file: self.file.to_string(), part: part(address.strip_prefix('#')) };
        }
        let Some(url) = self.url.as_ref().and_then(|url| url.join(address).ok()).filter(|url| url.host_str() == Some(HOST)) else {
            return Target::Elsewhere;
        };
        let path = decode(url.path());
        let folder = decode(self.site.config.base_url.path());
        let path = nfc(&path);
        let own = match path.strip_prefix(folder.as_str()) {
            Some("") => "/",
            Some(own) if own.starts_with('/') => own,
            _ => return Target::Outside,
        };
        let Some(own) = UrlPath::written(own) else { return Target::Elsewhere };
        if !self.plan.has(&own) && !is_variant(&own) {
            return Target::Nothing(own);
        }
        Target::Output { file: own.file(), part: part(url.fragment()) }
    }
}

/// An address of the site with a host in front.
fn absolute(site: &Site, own: &UrlPath) -> Option<Url> {
    Url::parse(&format!("http://{HOST}{}", site.config.base_url.href(own))).ok()
}

/// The part that a fragment names. The top of the page is there whatever the page holds, and a phrase is looked for, not named.
fn part(fragment: Option<&str>) -> Option<String> {
    let named = fragment?.split(":~:").next()?;
    let named = decode(named);
    (!named.is_empty() && !named.eq_ignore_ascii_case("top")).then_some(named)
}

fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}
