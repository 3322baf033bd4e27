//! Web app manifests: what a phone or a desktop shows of a site that somebody puts there.
//!
//! Source: Web Application Manifest (W3C).

use serde_json::json;

use crate::base::locale::Direction;
use crate::base::url::{BaseUrl, UrlPath};
use crate::picture::ICONS;

/// Where a site begins in one of its languages.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    /// BCP 47 tag.
    pub code: String,
    pub direction: Direction,
    pub title: String,
    pub url: UrlPath,
}

/// The name by which templates find the manifest of a language.
pub(super) fn file(code: &str) -> String {
    format!("manifest.{code}.webmanifest")
}

/// The manifest of a site in one of its languages, with icons below `root` and two colours in CSS.
pub(super) fn text(start: &Start, base: &BaseUrl, root: &UrlPath, background: &str, ground: &str) -> String {
    let icons = ICONS.iter().filter(|icon| icon.file.starts_with("icon-")).map(|icon| {
        let side = icon.sides[0];
        let purpose = if icon.has_ground { "maskable" } else { "any" };
        json!({ "src": base.href(&root.join(icon.file)), "sizes": format!("{side}x{side}"), "type": "image/png", "purpose": purpose })
    });
    let href = base.href(&start.url);
    let manifest = json!({
        "name": start.title,
        "lang": start.code,
        "dir": start.direction.name(),
        "id": href,
        "start_url": href,
        "scope": href,
        // A site of pages needs the browser's own bars to go back and to share.
        "display": "browser",
        "background_color": background,
        "theme_color": ground,
        "icons": icons.collect::<Vec<_>>(),
    });
    format!("{manifest}\n")
}
