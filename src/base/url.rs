//! Addresses: the site's base, paths below it, and the words they are made of.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::base::unicode::nfc;

/// Characters that RFC 3986 does not allow in a path, and the quotation marks that would end an attribute.
const NOT_IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Where the site will be published: `https://example.org` and perhaps a folder.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct BaseUrl {
    /// `https://example.org`
    origin: String,
    /// Empty or `/folder`
    path: String,
}

impl BaseUrl {
    pub(crate) fn example() -> Self {
        Self { origin: "https://example.org".to_owned(), path: String::new() }
    }

    /// `example.org`, with a port if it has one.
    pub(crate) fn host(&self) -> &str {
        self.origin.split_once("://").map_or(self.origin.as_str(), |(_, host)| host)
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
        let rest = &text[scheme.len()..];
        let host_end = rest.find('/').unwrap_or(rest.len());
        let (host, path) = rest.split_at(host_end);
        let is_host = !host.is_empty() && !host.contains([' ', '"', '<', '>', '?', '#', '\\', '@']);
        let is_path = !path.contains(['"', '<', '>', '?', '#', ' ', '\\']) && !path.split('/').any(|part| part == "..");
        (is_host && is_path).then(|| Self { origin: format!("{scheme}{host}"), path: path.trim_end_matches('/').to_owned() })
    }

    /// Whether it is that of an example, or of a person's own computer.
    pub(crate) fn is_example(&self) -> bool {
        let host = self.origin.split("://").nth(1).unwrap_or_default().to_ascii_lowercase();
        let host = host
            .rsplit_once(':')
            .filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
            .map_or(host.as_str(), |(host, _)| host);
        let is_below = |name: &&str| *host == **name || host.strip_suffix(*name).is_some_and(|above| above.ends_with('.'));
        ["example.org", "example.com", "example.net", "localhost", "127.0.0.1", "0.0.0.0", "[::1]"].iter().any(is_below)
    }

    /// The address within the host, which links use.
    pub(crate) fn href(&self, url: &UrlPath) -> String {
        [&self.path, &*url.encoded()].concat()
    }

    /// The whole address.
    pub(crate) fn permalink(&self, url: &UrlPath) -> String {
        [&self.origin, &self.path, &*url.encoded()].concat()
    }

    /// The whole address of something that `href` returned.
    pub(crate) fn absolute(&self, href: &str) -> String {
        format!("{}{href}", self.origin)
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The scheme and host of an address, if it names another host on the web than this one.
    pub(crate) fn other_origin(&self, address: &str) -> Option<String> {
        let address = address.trim();
        let (scheme, rest) = match address.strip_prefix("//") {
            Some(rest) => ("https", rest),
            None => address.split_once("://")?,
        };
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let is_web = ["http", "https", "ws", "wss"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
        let is_own = self.origin.split_once("://").is_some_and(|(_, own)| own.eq_ignore_ascii_case(host));
        (is_web && !host.is_empty() && !is_own).then(|| format!("{scheme}://{host}"))
    }
}

impl std::fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.origin, self.path)
    }
}

/// A path below the base: starts with `/`, ends with `/` unless it names a file, not encoded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct UrlPath(String);

impl UrlPath {
    pub(crate) fn root() -> Self {
        Self("/".to_owned())
    }

    /// A folder's path from its parts; empty parts are left out.
    pub(crate) fn folder<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut path = "/".to_owned();
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            path.push_str(part);
            path.push('/');
        }
        Self(path)
    }

    /// A path as a person wrote it: `/about-us/`, `about-us`, `files/list.txt`.
    pub(crate) fn written(text: &str) -> Option<Self> {
        let text = nfc(text);
        let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty()).collect();
        let unsafe_part =
            |part: &&str| matches!(*part, "." | "..") || part.contains(['\\', '\0', '?', '#', '%']) || part.contains(char::is_control);
        if parts.iter().any(unsafe_part) {
            return None;
        }
        let names_a_file = !text.ends_with('/') && parts.last().is_some_and(|last| last.contains('.'));
        let mut path = Self::folder(parts);
        if names_a_file {
            path.0.pop();
        }
        Some(path)
    }

    /// This folder's path with a file or folder below it.
    pub(crate) fn join(&self, below: &str) -> Self {
        Self(format!("{}{}{below}", self.0, if self.0.ends_with('/') { "" } else { "/" }))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn encoded(&self) -> Cow<'_, str> {
        utf8_percent_encode(&self.0, NOT_IN_PATH).into()
    }

    /// The path that a published file answers at: `/about/` for `about/index.html`.
    pub(crate) fn of_file(name: &str) -> Self {
        let folder = name.strip_suffix("index.html").filter(|above| above.is_empty() || above.ends_with('/'));
        Self::root().join(folder.unwrap_or(name))
    }

    /// The file it is published as, below the output folder: `about/index.html`.
    pub(crate) fn file(&self) -> String {
        let path = self.0.trim_start_matches('/');
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
    }
}

impl std::fmt::Display for UrlPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A word for an address or an id: lower case, letters and digits of any script, single hyphens.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for letter in nfc(text).chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() || letter == '_' || is_mark(letter) {
            slug.push(letter);
        } else if !slug.is_empty() && !slug.ends_with('-') && !matches!(letter, '\'' | '’') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Combining marks, which scripts such as Arabic, Hebrew and Devanagari write vowels with.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{900}'..='\u{dff}' | '\u{200c}' | '\u{200d}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_keep_their_folder() {
        let base = BaseUrl::parse("https://example.org/wcd/").expect("a good address");
        assert_eq!(base.href(&UrlPath::folder(["über uns"])), "/wcd/%C3%BCber%20uns/");
        assert_eq!(base.permalink(&UrlPath::root()), "https://example.org/wcd/");
        assert_eq!(BaseUrl::parse("example.org"), None);
        assert_eq!(BaseUrl::parse("https://"), None);
    }

    #[test]
    fn examples_are_no_addresses() {
        let is_example = |url: &str| BaseUrl::parse(url).expect("a good address").is_example();
        for url in ["https://example.org", "https://www.Example.com/a", "http://localhost:8080", "http://127.0.0.1", "http://[::1]:80/"] {
            assert!(is_example(url), "{url}");
        }
        assert!(!is_example("https://myexample.org") && !is_example("https://campaign.example") && !is_example("https://who.int"));
    }

    #[test]
    fn written_paths_are_folders_unless_they_name_a_file() {
        assert_eq!(UrlPath::written("about-us").as_ref().map(UrlPath::as_str), Some("/about-us/"));
        assert_eq!(UrlPath::written("/a/list.txt").map(|path| path.file()).as_deref(), Some("a/list.txt"));
        assert_eq!(UrlPath::written("/a/../b"), None);
    }

    #[test]
    fn slugs_keep_letters_of_any_script() {
        assert_eq!(slug("What it can’t do: 2025–2027"), "what-it-cant-do-2025-2027");
        assert_eq!(slug("رعاية السرطان"), "رعاية-السرطان");
        assert_eq!(slug("Qu’est-ce que c’est ?"), "quest-ce-que-cest");
    }
}
