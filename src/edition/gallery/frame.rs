//! A page of the gallery's site as it is shown in a frame: in one scheme of colour, with addresses that work from any folder,
//! on a server or from the disk.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::pages::ROOT;
use crate::syntax::css;
use crate::syntax::html::Document;

/// Tells the page around it how tall it is.
const HEIGHT: &str = "<script>new ResizeObserver(()=>parent.postMessage({ribbon:document.documentElement.offsetHeight},\"*\"))\
    .observe(document.documentElement)</script>";

/// The page at a path, in a scheme. Addresses from the root of the site become ones that start at the page: pages lead
/// to pages of the same scheme; all other files are in a folder beside the schemes.
pub(super) fn page(path: &str, text: &str, scheme: &str) -> String {
    let up = "../".repeat(path.matches('/').count());
    let document = Document::parse(text);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for element in document.elements() {
        if element.name() == "html" {
            let behind_name = element.at().start + "<html".len();
            edits.push((behind_name..behind_name, format!(" data-scheme=\"{scheme}\"")));
        }
        for attribute in element.attributes() {
            if attribute.name == "integrity" {
                // Browsers do not compare hashes of files that they read from the disk, and refuse them instead.
                edits.push((attribute.at.start.saturating_sub(1)..attribute.at.end, String::new()));
            } else if let Some(target) = text[attribute.value_at.clone()].strip_prefix(ROOT).and_then(|rest| rest.strip_prefix('/')) {
                edits.push((attribute.value_at.clone(), address(&up, target)));
            }
        }
        if element.name() == "body" {
            let end = element.inside().end;
            edits.push((end..end, HEIGHT.to_owned()));
        }
    }
    replaced(text, edits)
}

/// A text with some of its places replaced, none of which overlap.
fn replaced(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(at, _)| at.start);
    let mut changed = String::with_capacity(text.len() + 256);
    let mut done = 0;
    for (at, new) in edits {
        changed.push_str(&text[done..at.start]);
        changed.push_str(&new);
        done = at.end;
    }
    changed + &text[done..]
}

/// `tags/#x` below the root, from a page that is so many folders deep.
fn address(up: &str, target: &str) -> String {
    let at = target.find(['?', '#']).unwrap_or(target.len());
    let (file, rest) = target.split_at(at);
    match file {
        file if file.is_empty() || file.ends_with('/') => format!("{up}{file}index.html{}", rest.trim_start_matches('?')),
        file if file.ends_with(".html") => format!("{up}{file}{rest}"),
        // A query is for caches; for a file on disk it would be part of the name.
        file => format!("{up}../files/{file}"),
    }
}

/// A style sheet with the files that it names inside it: browsers read no font and no mask from the disk
/// that another file asks for. `file` gives the bytes of one below the site's root, if they are few.
pub(super) fn sheet<'f>(path: &str, text: &str, file: impl Fn(&str) -> Option<&'f [u8]>) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let inlined = css::read(text).urls.into_iter().filter_map(|url| {
        let path = below(folder, &url.address)?;
        let data = format!("url(\"data:{};base64,{}\")", media_type(&path)?, STANDARD.encode(file(&path)?));
        Some((url.whole, data))
    });
    replaced(text, inlined.collect())
}

/// The file that an address in a style sheet names.
fn below(folder: &str, target: &str) -> Option<String> {
    if target.is_empty() || target.starts_with(['/', '#']) || target.contains(':') {
        return None;
    }
    let file = &target[..target.find(['?', '#']).unwrap_or(target.len())];
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in file.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn media_type(path: &str) -> Option<&'static str> {
    mime_guess::from_path(path).first_raw()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_the_same_scheme_or_to_files() {
        let page = page(
            "ar/c/button/index.html",
            "<html lang=\"ar\"><link href=\"/gallery/css/a.css\" integrity=\"sha256-x\"><a href=\"/gallery/ar/#x\"></a><img src=\"/gallery/i.svg?v=1\"><body></body>",
            "dark",
        );
        let expected = format!(
            "<html data-scheme=\"dark\" lang=\"ar\"><link href=\"../../../../files/css/a.css\"><a href=\"../../../ar/index.html#x\"></a><img src=\"../../../../files/i.svg\"><body>{HEIGHT}</body>"
        );
        assert_eq!(page, expected);
    }

    #[test]
    fn a_style_sheet_holds_the_files_it_names() {
        let file = |path: &str| (path == "images/a.svg").then_some(&b"<svg/>"[..]);
        let text = "a { mask: url(\"../images/a.svg\") } b { background: url(#x) url(../../a.svg) url(data:,) }";
        let expected = "a { mask: url(\"data:image/svg+xml;base64,PHN2Zy8+\") } b { background: url(#x) url(../../a.svg) url(data:,) }";
        assert_eq!(sheet("css/a.css", text, file), expected);
    }

    #[test]
    fn other_addresses_stay() {
        for href in ["https://example.org/", "#part", "mailto:a@example.org", "/elsewhere/"] {
            let text = format!("<a href=\"{href}\">");
            assert_eq!(page("index.html", &text, "dark"), text);
        }
    }
}
