//! What a finished page says of its language and of its translations.

use super::finding::Finding;
use super::page::Finished;
use crate::base::diagnostic::Code;
use crate::syntax::html::Element;

/// Languages that are written from right to left in their usual script.
/// Source: CLDR 48, `layout.orientation.characterOrder`.
const RIGHT_TO_LEFT: &[&str] = &["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "ps", "sd", "ug", "ur", "yi"];

/// Scripts that are written from left to right, also for languages whose usual one is not.
const LEFT_TO_RIGHT: &[&str] = &["latn", "cyrl", "deva"];

pub(super) fn page<'a>(page: &Finished<'a>, findings: &mut Vec<Finding<'a>>) {
    direction(page, findings);
    translations(page, findings);
}

fn direction<'a>(page: &Finished<'a>, findings: &mut Vec<Finding<'a>>) {
    let Some(html) = page.document.first("html") else { return };
    let Some(language) = html.value("lang") else { return };
    let mut parts = language.split('-').map(str::to_ascii_lowercase);
    let primary = parts.next().unwrap_or_default();
    let is_left = parts.any(|part| LEFT_TO_RIGHT.contains(&&*part));
    let wanted = if RIGHT_TO_LEFT.contains(&&*primary) && !is_left { "rtl" } else { "ltr" };
    let given = html.value("dir").map_or("ltr", str::trim);
    if !given.eq_ignore_ascii_case(wanted) && !given.eq_ignore_ascii_case("auto") {
        let why = format!("is in `{language}`, which is written from {}", if wanted == "rtl" { "right to left" } else { "left to right" });
        let help = "write `dir=\"{{ language.direction }}\"` in the template";
        findings.push(Finding::new(page, Code::I18nDir, Some(html), &why, help));
    }
}

/// Source: Google Search Central, "Tell Google about localized versions of your page".
fn translations<'a>(page: &Finished<'a>, findings: &mut Vec<Finding<'a>>) {
    let rel = |element: &Element<'_, '_>, rel: &str| element.value("rel").is_some_and(|value| value.eq_ignore_ascii_case(rel));
    let links = || page.document.elements().filter(|element| element.name() == "link");
    let versions: Vec<Element<'_, '_>> = links().filter(|link| rel(link, "alternate") && link.value("hreflang").is_some()).collect();
    let Some(first) = versions.first().copied() else { return };
    if let Some(link) = versions.iter().find(|link| link.value("href").is_none_or(|href| !href.contains("://"))) {
        let help = "write the whole address, with `https://`";
        findings.push(Finding::new(page, Code::I18nHreflang, Some(*link), "names a translation by an address that is not whole", help));
        return;
    }
    let own = links().find(|link| rel(link, "canonical")).and_then(|link| link.value("href"));
    if own.is_some_and(|own| !versions.iter().any(|link| link.value("href") == Some(own))) {
        let help = "list every version of the page in each of them, this one included";
        findings.push(Finding::new(page, Code::I18nHreflang, Some(first), "lists translations, but not the page itself", help));
    }
    if !versions.iter().any(|link| link.value("hreflang").is_some_and(|language| language.eq_ignore_ascii_case("x-default"))) {
        let help = "add `<link rel=\"alternate\" hreflang=\"x-default\" href=\"…\">` for people of other languages";
        findings.push(Finding::new(
            page,
            Code::I18nHreflang,
            Some(first),
            "lists translations, but none for people of other languages",
            help,
        ));
    }
}
