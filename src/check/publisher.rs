//! Who publishes a site about health, and how to reach them: `site.toml` has to say it, and every page to show it.

use std::collections::BTreeMap;

use super::page::Finished;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::SourceId;
use crate::content::PageKind;
use crate::site::{Entry, EntryId, Site, address};
use crate::syntax::fields::Spanned;
use crate::syntax::html::Element;

/// What `site.toml` has to say where any page is about health.
pub(super) fn check_config(site: &Site, problems: &mut Problems) {
    let config = &site.config;
    if health(site).next().is_none() {
        return;
    }
    let publisher = &config.publisher;
    let missing = [
        (Code::TrustPublisher, publisher.name.is_none(), "nothing says who publishes this site", "name = \"…\""),
        (
            Code::TrustContact,
            publisher.contact.is_none(),
            "nothing says how to reach those who publish this site",
            "contact = \"@/contact.md\"",
        ),
        (Code::TrustFeedback, publisher.feedback.is_none(), "nothing says where to report a mistake", "feedback = \"mailto:…\""),
        (
            Code::TrustDisclaimer,
            publisher.disclaimer.is_none(),
            "nothing says that the site is not medical advice",
            "disclaimer = \"@/disclaimer.md\"",
        ),
    ];
    for (code, is_missing, message, line) in missing {
        if is_missing {
            let help = format!("write `{line}` below `[publisher]` in `site.toml`");
            problems.push(Diagnostic::new(code, message).at(config.source.at(0..0)).help(help));
        }
    }
}

/// What every finished page about health has to show.
pub(super) fn check_page(site: &Site, page: &Finished<'_>, entry: &Entry, source: &SourceId, problems: &mut Problems) {
    let publisher = &site.config.publisher;
    // A page may leave the tags of its body out.
    let (text, elements): (String, Vec<Element<'_, '_>>) = match page.document.first("body") {
        Some(body) => (body.text(), body.descendants().collect()),
        None => (page.document.all_text(), page.document.elements().collect()),
    };
    // A logo shows a name by its alternative text.
    let says =
        |wanted: &str| text.contains(wanted) || elements.iter().any(|element| element.value("alt").is_some_and(|alt| alt.contains(wanted)));
    let mut report = |code: Code, message: String, at: std::ops::Range<usize>, help: &str| {
        let during = format!("checking the finished page /{}", page.path);
        problems.push(Diagnostic::new(code, message).at(source.at(at)).help(help).during(during));
    };
    const THEME: &str = "let the theme's footer show `site.publisher`, as the one of `base` does";
    if let Some(name) = site.config.publisher_name(entry.language).filter(|name| !says(name)) {
        report(Code::TrustPublisher, format!("the page does not show who publishes it: {name}"), 0..0, THEME);
    }
    let links = |target: &Option<Spanned<String>>| address(site, target.as_ref()?, entry.language);
    let leads = |href: &str| elements.iter().any(|element| element.value("href").is_some_and(|own| own.starts_with(href)));
    if links(&publisher.contact).is_some_and(|href| !leads(&href)) {
        report(Code::TrustContact, "the page does not link to the contact".to_owned(), 0..0, THEME);
    }
    if links(&publisher.feedback).is_some_and(|href| !leads(&href)) {
        report(Code::TrustFeedback, "the page does not link to the place for feedback".to_owned(), 0..0, THEME);
    }
    let has_disclaimer = || elements.iter().any(|element| element.has_class("disclaimer"));
    if links(&publisher.disclaimer).is_none_or(|href| !leads(&href)) && !has_disclaimer() {
        let help = "let the theme include `partials/review.html`, which says it in the page's language";
        report(Code::TrustDisclaimer, "the page does not say that it is no medical advice".to_owned(), 0..0, help);
    }
    if let Some(funding) = entry.front.editorial.funding.as_ref().filter(|funding| !says(&funding.value)) {
        let help = "let the theme include `partials/review.html`, or show `page.review.funding` in a place of its own";
        report(Code::TrustFunding, "the page does not show who paid for it".to_owned(), funding.span.clone(), help);
    }
}

/// The entries about health by the files of their pages.
pub(super) fn health_by_file(site: &Site) -> BTreeMap<String, (EntryId, &Entry, &SourceId)> {
    health(site).map(|(id, entry, source)| (entry.url.file(), (id, entry, source))).collect()
}

/// The files about health, without fallbacks.
fn health(site: &Site) -> impl Iterator<Item = (EntryId, &Entry, &SourceId)> {
    let is_health = |(_, entry): &(EntryId, &Entry)| entry.front.editorial.kind == Some(PageKind::Health) && !entry.is_fallback();
    let entries = site.index.ids().map(|id| (id, site.index.entry(id))).filter(is_health);
    entries.filter_map(|(id, entry)| Some((id, entry, entry.source.as_ref()?)))
}
