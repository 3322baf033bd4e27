//! Files that published style sheets name: fonts, pictures, other style sheets.

use std::collections::BTreeSet;

use crate::base::diagnostic::{Code, Diagnostic, Suggestion};
use crate::base::source::{AssetBytes, Snapshot};
use crate::plan::Plan;
use crate::site::Site;
use crate::syntax::css;

use super::link::near_output;
use super::output::{Base, Target};

/// Every file that a style sheet names has to be published, seen from the style sheet.
pub(super) fn files(site: &Site, plan: &Plan, snapshot: &Snapshot, problems: &mut Vec<Diagnostic>) {
    let mut told = BTreeSet::new();
    for file in site.themes.values().flat_map(|theme| theme.published()).filter(|file| file.path.ends_with(".css")) {
        let Some(AssetBytes::Memory(bytes)) = file.asset.as_ref().and_then(|id| snapshot.assets.get(id)).map(|asset| &asset.bytes) else {
            continue;
        };
        let (Some(source), Ok(text)) = (&file.asset, std::str::from_utf8(bytes)) else { continue };
        let base = Base::of_file(site, plan, &file.url);
        for url in css::read(text).urls {
            let (why, help) = match base.target(&url.address) {
                Target::Elsewhere | Target::Output { .. } => continue,
                Target::Nothing(found) => {
                    let help = Suggestion::of(near_output(plan, &found)).or("put the file there: its address is seen from the style sheet");
                    (format!("and the site has nothing at `{found}`"), help)
                }
                Target::Outside => {
                    let folder = site.config.base_url.path();
                    (
                        format!("which leads out of the site, which lies below `{folder}/`"),
                        "write it as it is seen from the style sheet".to_owned(),
                    )
                }
            };
            if !told.insert((source.clone(), url.at.start)) {
                continue;
            }
            let line = text[..url.at.start].matches('\n').count() + 1;
            let message = format!("line {line} names `{}`, {why}", url.address);
            problems.push(Diagnostic::new(Code::BrokenOutputLink, message).at(source.at(url.at.clone())).help(help));
        }
    }
}
