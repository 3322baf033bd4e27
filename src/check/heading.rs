//! The headings of a finished page, whoever wrote them: one of the first level, and no level left out on the way down.

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::Span;
use crate::site::Site;
use crate::syntax::html::Element;

use super::page::Finished;

/// The most problems of one page: headings that are one level too deep throughout are one mistake.
const MOST: usize = 10;

pub(super) fn order(site: &Site, page: &Finished<'_>, problems: &mut Problems) {
    let mut n_titles = 0;
    let mut before = 0;
    let mut n_told = 0;
    for element in page.document.elements() {
        let Some(level) = level(element.name()) else { continue };
        n_titles += usize::from(level == 1);
        let found = if level == 1 && n_titles == 2 {
            let help = "begin headings of the text with two signs, `## …`: the title of the page comes from its front matter";
            Some(("this is a second heading of the first level".to_owned(), help.to_owned()))
        } else if before > 0 && level > before + 1 {
            let help = format!("write `{0} …`, or put a heading `{0} …` above it", "#".repeat(before + 1));
            Some((format!("a heading of level {level} follows one of level {before}"), help))
        } else {
            None
        };
        if let Some((message, help)) = found.filter(|_| n_told < MOST) {
            n_told += 1;
            let problem = page.problem(Code::A11yHeading, message).help(help);
            // Where the text has no such heading, a template or a component wrote it.
            problems.push(match written_at(site, page, &element) {
                Some(at) => Diagnostic { during: None, ..problem }.at(at),
                None => problem,
            });
        }
        before = level;
    }
}

fn level(name: &str) -> Option<usize> {
    let level = name.strip_prefix('h')?.parse().ok()?;
    (1..=6).contains(&level).then_some(level)
}

/// Where the text of the page has a heading of this id.
fn written_at(site: &Site, page: &Finished<'_>, heading: &Element<'_, '_>) -> Option<Span> {
    let id = heading.attributes().iter().find(|attribute| attribute.name == "id")?;
    let parsed = site.documents.get(page.artifact.made_from.as_ref()?)?;
    let body = parsed.body();
    body.headings.iter().find(|known| known.id == *id.value).map(|known| known.span.clone())
}
