//! Keys of front matter that are well-formed and still say nothing, or lead nowhere.

use super::link::no_output;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::SourceId;
use crate::plan::Plan;
use crate::site::{Entry, Resolved, Site, UrlPath, resolve};

/// The keys of every file; fallback pages repeat those of their originals.
pub(super) fn pages(site: &Site, plan: &Plan, problems: &mut Problems) {
    for entry in site.index.entries.iter().filter(|entry| !entry.is_fallback()) {
        let Some(source) = &entry.source else { continue };
        problems.extend(picture(site, plan, entry, source));
        problems.extend(missing_alternative(entry, source));
        problems.extend(empty_description(entry, source));
        problems.extend(canonical(site, plan, entry, source));
    }
}

/// A picture that is not there.
fn picture(site: &Site, plan: &Plan, entry: &Entry, source: &SourceId) -> Option<Diagnostic> {
    let image = entry.front.image.as_ref()?;
    let at = source.at(image.span.clone());
    let absent = |url: &UrlPath| (!plan.has(url)).then(|| no_output(plan, url).at(at.clone()));
    match resolve(&site.index, &site.config, source, entry.language, &image.value) {
        Resolved::External => None,
        Resolved::Asset(url) | Resolved::Path(url, _) => absent(&url),
        Resolved::Broken { message, help } => {
            let problem = Diagnostic::new(Code::BrokenLink, message).at(at);
            Some(Diagnostic { help, ..problem })
        }
        Resolved::Entry(..) | Resolved::Here(_) => {
            let message = format!("`{}` is a page, and `image` names a picture", image.value);
            Some(
                Diagnostic::new(Code::BrokenLink, message)
                    .at(at)
                    .help("name a file beside the page, or one of `static/` such as `/photo.jpg`"),
            )
        }
    }
}

/// A page that search engines are sent to and that is not there.
fn canonical(site: &Site, plan: &Plan, entry: &Entry, source: &SourceId) -> Option<Diagnostic> {
    let canonical = entry.front.canonical.as_ref()?;
    let at = source.at(canonical.span.clone());
    match resolve(&site.index, &site.config, source, entry.language, &canonical.value) {
        Resolved::Asset(url) | Resolved::Path(url, _) => (!plan.has(&url)).then(|| no_output(plan, &url).at(at)),
        Resolved::Broken { message, help } => Some(Diagnostic { help, ..Diagnostic::new(Code::BrokenLink, message).at(at) }),
        Resolved::External | Resolved::Entry(..) | Resolved::Here(_) => None,
    }
}

fn missing_alternative(entry: &Entry, source: &SourceId) -> Option<Diagnostic> {
    let image = entry.front.image.as_ref()?;
    let is_described = entry.front.image_alt.as_ref().is_some_and(|text| !text.trim().is_empty());
    (!is_described).then(|| {
        Diagnostic::new(Code::MissingImageAlt, format!("nothing says what `{}` shows", image.value))
            .at(source.at(image.span.clone()))
            .help("describe the picture in `image_alt`: people who cannot see it read that where the page is shared")
    })
}

fn empty_description(entry: &Entry, source: &SourceId) -> Option<Diagnostic> {
    let description = entry.front.description.as_ref()?;
    description.value.trim().is_empty().then(|| {
        Diagnostic::new(Code::EmptyDescription, "the description is empty")
            .at(source.at(description.span.clone()))
            .help("say in a sentence what the page is about, or remove the key: the start of the text is then shown")
    })
}
