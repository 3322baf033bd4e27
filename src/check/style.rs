//! Files that published style sheets name: fonts, pictures, other style sheets.

use std::collections::BTreeSet;

use crate::base::address;
use crate::base::diagnostic::{Code, Diagnostic, Suggestion};
use crate::base::source::{AssetBytes, Snapshot};
use crate::plan::Plan;
use crate::site::{Site, UrlPath};
use crate::syntax::css;

use super::link::near_output;

/// Every file that a style sheet names has to be published, seen from the style sheet.
pub(super) fn files(site: &Site, plan: &Plan, snapshot: &Snapshot, problems: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    for file in site.themes.values().flat_map(|theme| theme.published()).filter(|file| file.path.ends_with(".css")) {
        let Some(AssetBytes::Memory(bytes)) = file.asset.as_ref().and_then(|id| snapshot.assets.get(id)).map(|asset| &asset.bytes) else {
            continue;
        };
        let (Some(source), Ok(text)) = (&file.asset, std::str::from_utf8(bytes)) else { continue };
        for url in css::read(text).urls {
            let path = url.address.split(['?', '#']).next().unwrap_or_default();
            let is_own = !path.is_empty() && !path.starts_with("//") && address::scheme(path).is_none();
            let Some(found) = is_own.then(|| seen_from(&file.url, path)).flatten() else { continue };
            if plan.has(&found) || !told.insert((source.clone(), url.at.start)) {
                continue;
            }
            let line = text[..url.at.start].matches('\n').count() + 1;
            let message = format!("line {line} names `{}`, and the site has nothing at `{found}`", url.address);
            let help = Suggestion::of(near_output(plan, &found)).or("put the file there: its address is seen from the style sheet");
            problems.push(Diagnostic::new(Code::BrokenOutputLink, message).at(source.at(url.at.clone())).help(help));
        }
    }
}

/// An address as a browser resolves it in a file; none if it leads above the site.
fn seen_from(file: &UrlPath, path: &str) -> Option<UrlPath> {
    if path.starts_with('/') {
        return UrlPath::written(path);
    }
    let mut parts: Vec<&str> = file.as_str().split('/').filter(|part| !part.is_empty()).collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    UrlPath::written(&format!("/{}", parts.join("/")))
}
