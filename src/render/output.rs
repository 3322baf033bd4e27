//! One output: which template makes it, and which values that template gets.

use super::inputs::Inputs;
use super::tracked::Tracked;
use crate::plan::{Plan, Planned, Target};

pub(crate) use super::job::{Job, Output, Wanted};

/// The job of a target that a template makes; `None` for all others.
pub(crate) fn job(plan: &Plan, door: &Tracked<'_>, planned: &Planned, wanted: Wanted) -> Option<Job> {
    let inputs = Inputs { renderer: door.renderer(), door, wanted };
    match &planned.target {
        Target::Entry { id, pager } => inputs.entry(*id, *pager, planned),
        Target::Card(id) => inputs.card(*id),
        Target::Piece { piece, page, sheet, is_preview: _ } => inputs.piece(*piece, *page, *sheet),
        Target::Terms { taxonomy } => inputs.terms(*taxonomy, planned),
        Target::Term { taxonomy, term, pager } => inputs.term(*taxonomy, *term, *pager, planned),
        Target::NotFound { language, section } => inputs.not_found(*language, *section, planned),
        Target::Feed(feed) => inputs.feed(feed, planned),
        Target::Sitemap { part } => inputs.sitemap(*part, plan),
        Target::SitemapIndex { parts } => inputs.sitemap_index(*parts),
        Target::Robots => inputs.robots(),
        Target::Calendar { .. }
        | Target::Kit { .. }
        | Target::Redirect { .. }
        | Target::Redirects
        | Target::Copy(_)
        | Target::Columns { .. }
        | Target::Made { .. } => None,
    }
}
