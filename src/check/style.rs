//! Published style sheets: their brackets, and the files that they name, such as fonts, pictures and other style sheets.

use std::collections::BTreeSet;

use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity, Suggestion};
use crate::base::source::{AssetBytes, Snapshot, SourceId};
use crate::plan::Plan;
use crate::site::Site;
use crate::syntax::css::{self, Balance};

use super::link::near_output;
use super::output::{Base, Target};

/// Every style sheet has to end what it begins, and every file that it names has to be published, seen from the style sheet.
pub(super) fn files(site: &Site, plan: &Plan, snapshot: &Snapshot, problems: &mut Problems) {
    let mut told = BTreeSet::new();
    for file in site.themes.values().flat_map(|theme| theme.published()).filter(|file| file.path.ends_with(".css")) {
        let Some(AssetBytes::Memory(bytes)) = file.asset.as_ref().and_then(|id| snapshot.assets.get(id)).map(|asset| &asset.bytes) else {
            continue;
        };
        let (Some(source), Ok(text)) = (&file.asset, std::str::from_utf8(bytes)) else { continue };
        let base = Base::of_file(site, plan, &file.url);
        if told.insert((source.clone(), text.len())) {
            problems.extend(brackets(source, text));
        }
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

/// The first thing in a style sheet that is not closed, or closes nothing.
fn brackets(source: &SourceId, text: &str) -> Option<Diagnostic> {
    let Balance { unclosed, stray, .. } = css::balance(text);
    // Style sheets are not among the texts that a report shows lines of.
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    let (message, at, help) = match (unclosed.first(), stray) {
        (Some(open), _) => (
            format!("the `{}` on line {} is never closed, so browsers take all that follows for a part of it", open.opening, line(open.at)),
            open.at..open.at + open.opening.len(),
            format!("write the `{}` that is missing", open.closing),
        ),
        (None, Some(at)) => (
            format!("the `}}` on line {} closes nothing, and browsers leave out the rule behind it", line(at)),
            at..at + 1,
            "remove it, or write the `{` that is missing before it".to_owned(),
        ),
        (None, None) => return None,
    };
    let mut problem = Diagnostic::new(Code::Syntax, message).at(source.at(at)).help(help);
    problem.severity = Severity::Warning;
    Some(problem)
}
