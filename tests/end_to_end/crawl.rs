//! Looks through what is online as a browser would: whether each page finds all that it names.

use std::collections::BTreeSet;

/// The files of the site `https://example.org` that pages online name, and that are not there.
pub(crate) fn lost(online: &BTreeSet<String>, text: impl Fn(&str) -> String) -> Vec<String> {
    let mut lost = Vec::new();
    for page in online.iter().filter(|name| name.ends_with(".html")) {
        let text = text(page);
        assert!(text.trim_end().ends_with("</html>"), "{page} is cut off");
        for name in named(&text) {
            let file = if name.is_empty() || name.ends_with('/') { format!("{name}index.html") } else { name };
            if !online.contains(&file) {
                lost.push(format!("{page} -> {file}"));
            }
        }
    }
    lost
}

/// What attributes with addresses name on the page's own host, without the leading `/`.
fn named(text: &str) -> BTreeSet<String> {
    let values = ["href=\"", "src=\"", "srcset=\"", "content=\""].into_iter().flat_map(|attribute| {
        let starts = text.match_indices(attribute).map(|(at, _)| at + attribute.len());
        starts.filter_map(|start| text[start..].split('"').next())
    });
    let addresses = values.flat_map(|value| value.split(", ")).filter_map(|value| value.split(' ').next());
    let own = addresses.filter_map(|address| address.strip_prefix("https://example.org/").or_else(|| address.strip_prefix('/')));
    own.map(|path| path.split(['#', '?']).next().unwrap_or_default().to_owned()).collect()
}
