//! The media types of finished files.

/// The type of an output by its name.
pub(crate) fn content_type(name: &str) -> &'static str {
    let file = name.rsplit('/').next().unwrap_or(name);
    match file.rsplit_once('.').map_or(file, |(_, ending)| ending) {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "txt" | "toml" | "yml" | "yaml" | "bib" | "_redirects" => "text/plain; charset=utf-8",
        "xml" if file == "atom.xml" => "application/atom+xml; charset=utf-8",
        "xml" => "application/xml; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        ending => mime_guess::from_ext(ending).first_raw().unwrap_or("application/octet-stream"),
    }
}

/// The endings of texts that browsers ask for. Pictures, archives and WOFF2 are compressed in themselves.
const TEXTS: &[&str] =
    &["atom", "css", "csv", "htm", "html", "ics", "js", "json", "mjs", "otf", "rss", "svg", "ttf", "txt", "vtt", "webmanifest", "xml"];

/// Below it, a file and its headers fit into one packet as it is.
const MIN_COMPRESSIBLE: u64 = 1024;

/// Larger files are rarely pages, and would take minutes.
pub(crate) const MAX_COMPRESSIBLE: u64 = 32 << 20;

/// Whether it pays to compress a file of this name and length in bytes.
pub(crate) fn is_compressible(name: &str, len: u64) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| TEXTS.contains(&&*ending)) && (MIN_COMPRESSIBLE..=MAX_COMPRESSIBLE).contains(&len)
}
