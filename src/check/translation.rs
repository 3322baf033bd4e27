//! What a finished page says of its language and of its translations.

use super::finding::Finding;
use super::page::Finished;
use crate::base::diagnostic::Code;
use crate::base::locale::{Direction, Language};
use crate::site::Site;
use crate::syntax::html::Element;

pub(super) fn page(site: &Site, page: &Finished<'_>, findings: &mut Vec<Finding>) {
    direction(site, page, findings);
    translations(page, findings);
}

fn direction(site: &Site, page: &Finished<'_>, findings: &mut Vec<Finding>) {
    let Some(html) = page.document.first("html") else { return };
    let Some(language) = html.value("lang") else { return };
    // `site.toml` may say another direction than the usual one of the language.
    let said = site.config.languages.iter().find(|known| known.code == language).and_then(|known| known.own.direction);
    let Some(wanted) = said.or_else(|| Some(Language::parse(language).ok()?.direction())) else { return };
    let given = html.value("dir").map_or("ltr", str::trim);
    if !given.eq_ignore_ascii_case(wanted.name()) && !given.eq_ignore_ascii_case("auto") {
        let why = format!(
            "is in `{language}`, which is written from {}",
            if wanted == Direction::RightToLeft { "right to left" } else { "left to right" }
        );
        let help = "write `dir=\"{{ language.direction }}\"` in the template";
        findings.push(Finding::new(Code::I18nDir, Some(html), &why, help));
    }
}

/// Source: Google Search Central, "Tell Google about localized versions of your page".
fn translations(page: &Finished<'_>, findings: &mut Vec<Finding>) {
    let rel = |element: &Element<'_, '_>, rel: &str| element.value("rel").is_some_and(|value| value.eq_ignore_ascii_case(rel));
    let links = || page.document.elements().filter(|element| element.name() == "link");
    let versions: Vec<Element<'_, '_>> = links().filter(|link| rel(link, "alternate") && link.value("hreflang").is_some()).collect();
    let Some(first) = versions.first().copied() else { return };
    if let Some(link) = versions.iter().find(|link| link.value("href").is_none_or(|href| !href.contains("://"))) {
        let help = "write the whole address, with `https://`";
        findings.push(Finding::new(Code::I18nHreflang, Some(*link), "names a translation by an address that is not whole", help));
        return;
    }
    let own = links().find(|link| rel(link, "canonical")).and_then(|link| link.value("href"));
    if own.is_some_and(|own| !versions.iter().any(|link| link.value("href") == Some(own))) {
        let help = "list every version of the page in each of them, this one included";
        findings.push(Finding::new(Code::I18nHreflang, Some(first), "lists translations, but not the page itself", help));
    }
    if !versions.iter().any(|link| link.value("hreflang").is_some_and(|language| language.eq_ignore_ascii_case("x-default"))) {
        let help = "add `<link rel=\"alternate\" hreflang=\"x-default\" href=\"…\">` for people of other languages";
        findings.push(Finding::new(Code::I18nHreflang, Some(first), "lists translations, but none for people of other languages", help));
    }
}
