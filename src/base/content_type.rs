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
