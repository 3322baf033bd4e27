//! A page of the gallery's site as it stands in a frame: in one scheme of colour, with addresses
//! that work from any folder, on a server or from the disk.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::pages::ROOT;

/// Tells the page around it how tall it is.
const HEIGHT: &str = "<script>new ResizeObserver(()=>parent.postMessage({ribbon:document.documentElement.offsetHeight},\"*\"))\
    .observe(document.documentElement)</script>";

/// The page at a path, in a scheme.
pub fn page(path: &str, text: &str, scheme: &str) -> String {
    let text = text.replacen("<html", &format!("<html data-scheme=\"{scheme}\""), 1);
    let text = relative(path, &without_integrity(&text));
    let end = text.rfind("</body>").unwrap_or(text.len());
    format!("{}{HEIGHT}{}", &text[..end], &text[end..])
}

/// Addresses from the root of the site, as ones that start at the page. Pages lead to pages of the
/// same scheme; all other files are in a folder beside the schemes.
fn relative(path: &str, text: &str) -> String {
    let up = "../".repeat(path.matches('/').count());
    let opening = format!("=\"{ROOT}/");
    let mut rest = text;
    let mut changed = String::with_capacity(text.len());
    while let Some(at) = rest.find(&opening) {
        let start = at + opening.len();
        let end = rest[start..].find('"').map_or(rest.len(), |end| start + end);
        changed.push_str(&rest[..at]);
        changed.push_str("=\"");
        changed.push_str(&address(&up, &rest[start..end]));
        rest = &rest[end..];
    }
    changed + rest
}

/// `tags/#x` below the root, from a page that is so many folders deep.
fn address(up: &str, target: &str) -> String {
    let at = target.find(['?', '#']).unwrap_or(target.len());
    let (file, rest) = target.split_at(at);
    match file {
        file if file.is_empty() || file.ends_with('/') => format!("{up}{file}index.html{}", rest.trim_start_matches('?')),
        file if file.ends_with(".html") => format!("{up}{file}{rest}"),
        // A query is for caches; read from the disk it would be part of the name.
        file => format!("{up}../files/{file}"),
    }
}

/// Browsers do not compare hashes of files that they read from the disk, and refuse them instead.
fn without_integrity(text: &str) -> String {
    let mut parts = text.split(" integrity=\"");
    let mut changed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        changed.push_str(part.split_once('"').map_or(part, |(_, rest)| rest));
    }
    changed
}

/// A style sheet with the files that it names inside it: browsers read no font and no mask from the disk
/// that another file asks for. `file` gives the bytes of one below the site's root, if they are few.
pub fn sheet<'f>(path: &str, text: &str, file: impl Fn(&str) -> Option<&'f [u8]>) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts = text.split("url(");
    let mut changed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (inside, rest) = part.split_once(')').unwrap_or((part, ""));
        let target = inside.trim().trim_matches(['"', '\'']);
        match below(folder, target).and_then(|path| Some((file(&path)?, media_type(&path)?))) {
            Some((bytes, media_type)) => changed.push_str(&format!("url(\"data:{media_type};base64,{}\"){rest}", STANDARD.encode(bytes))),
            None => changed.push_str(&format!("url({part}")),
        }
    }
    changed
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
            assert_eq!(relative("index.html", &text), text);
        }
    }
}
