//! Resolves links as they are written.

use super::{Absent, EntryId, Index, UrlPath};
use crate::base::address;
use crate::base::diagnostic::{FIX_FIRST, Suggestion, nearest};
use crate::base::per_language::LanguageId;
use crate::base::source::SourceId;
use crate::base::unicode::nfc;
use crate::site::config::Config;

/// A link's target within the site, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Resolved {
    /// A page, and perhaps a part of it.
    Entry(EntryId, Option<String>),
    /// A file beside the content.
    Asset(UrlPath),
    /// A path of the site that is checked against the output.
    Path(UrlPath, Option<String>),
    /// A part of the page itself.
    Here(String),
    /// Another site, a scheme such as `mailto:`, or a question to the page itself: nothing to be resolved.
    External,
    Broken {
        message: String,
        help: Option<String>,
    },
}

/// Resolves a link written in `from`, on a page shown in `language`.
pub(crate) fn resolve(index: &Index, config: &Config, from: &SourceId, language: LanguageId, target: &str) -> Resolved {
    if target.trim().is_empty() {
        let help = "write where it leads, such as `about.md` or `https://…`, or remove it".to_owned();
        return Resolved::Broken { message: "this link has no address".to_owned(), help: Some(help) };
    }
    if let Some(anchor) = target.strip_prefix('#') {
        return Resolved::Here(decode(anchor));
    }
    if is_external(target) || target.starts_with('?') {
        return Resolved::External;
    }
    let (path, anchor) = match target.split_once('#') {
        Some((path, anchor)) => (path, Some(decode(anchor)).filter(|anchor| !anchor.is_empty())),
        None => (target, None),
    };
    let path = decode(path.split_once('?').map_or(path, |(path, _)| path));
    if let Some(rooted) = path.strip_prefix("@/") {
        return content(index, config, &format!("content/{rooted}"), language, anchor, target);
    }
    if path.starts_with('/') {
        return match UrlPath::written(&path) {
            Some(url) => Resolved::Path(url, anchor),
            None => Resolved::Broken { message: format!("`{target}` is not a path of the site"), help: None },
        };
    }
    let Some(file) = relative(from.folder(), &path) else {
        return Resolved::Broken { message: format!("`{target}` leads out of the site"), help: Some("count the `../` again".to_owned()) };
    };
    if path.ends_with(".md") {
        return content(index, config, &file, language, anchor, target);
    }
    if let Some(url) = index.assets.get(&SourceId::new(&file)) {
        return Resolved::Asset(url.clone());
    }
    if let Some(advice) = address::advice(target) {
        return Resolved::Broken { message: format!("no file `{path}` beside this page"), help: Some(advice) };
    }
    // Editors also write a page's address relative to its file, or leave out the ending.
    let with_ending = SourceId::new(format!("{}.md", file.trim_end_matches('/')));
    let help = if !index.of_source(&with_ending).is_empty() {
        Suggestion::of(Some(format!("{}.md", path.trim_end_matches('/')))).help()
    } else {
        let folder = format!("{}/", from.folder());
        let names = index.assets.keys().filter_map(|asset| asset.as_str().strip_prefix(folder.as_str()));
        let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
        Some(Suggestion::nearest(&path, names).or_else(|| match is_file {
            true => format!("put the file into `{folder}`, or into `static/` and write its path with a `/` in front"),
            false => "link to a page by its file, such as `about.md`; files in `static/` start with `/`".to_owned(),
        }))
    };
    Resolved::Broken { message: format!("no file `{path}` beside this page"), help }
}

fn content(index: &Index, config: &Config, file: &str, language: LanguageId, anchor: Option<String>, target: &str) -> Resolved {
    let source = SourceId::new(file);
    let named_language = config.languages.iter().skip(1).position(|other| file.ends_with(&format!(".{}.md", other.code)));
    let found = match named_language {
        Some(_) => index.of_source(&source).first().copied(),
        None => index.in_language(&source, language),
    };
    if let Some(id) = found {
        return Resolved::Entry(id, anchor);
    }
    if let Some((message, help)) = left_out(index, &source, target) {
        return Resolved::Broken { message, help: Some(help.to_owned()) };
    }
    let message = format!("no page at `{target}`");
    let wanted = file.strip_prefix("content/").unwrap_or(file);
    let pages: Vec<&str> = index.sources().filter_map(|source| source.as_str().strip_prefix("content/")).collect();
    let by_name = || {
        let name = wanted.rsplit('/').next().unwrap_or(wanted);
        let mut same = pages.iter().filter(|page| page.rsplit('/').next() == Some(name));
        same.next().filter(|_| same.next().is_none()).copied()
    };
    let folder_index = format!("{}/_index.md", wanted.trim_end_matches(".md"));
    let near = pages.iter().copied().find(|page| *page == folder_index).or_else(|| nearest(wanted, pages.iter().copied())).or_else(by_name);
    let help = Suggestion::of(near).spelled(|page| format!("@/{page}")).or_else(|| {
        format!("`ribbon new page {wanted}` makes it; a link names the page's file, seen from this file, or from `content/` with `@/`")
    });
    Resolved::Broken { message, help: Some(help) }
}

/// Why a file makes no page today, and what to do about a link to it, which is shown as it is written.
pub(crate) fn left_out(index: &Index, source: &SourceId, target: &str) -> Option<(String, &'static str)> {
    let reason = index.absent.get(source)?;
    let message = match reason {
        Absent::Draft => format!("`{target}` is a draft, so the page will not exist"),
        Absent::NotYet => format!("`{target}` is not published yet on this day"),
        Absent::Unreadable => format!("the page `{target}` cannot be read"),
        Absent::OtherPhase => format!("`{target}` is not part of the site in this phase of the campaign"),
        Absent::Expired => format!("`{target}` has expired on this day"),
    };
    let help = match reason {
        Absent::Unreadable => FIX_FIRST,
        Absent::OtherPhase => "show the link in the same phases, between `::: phase only=\"…\"` and `:::`",
        Absent::Draft | Absent::NotYet | Absent::Expired => "remove the link, or publish both on one day",
    };
    Some((message, help))
}

/// `../a/b.md` from a folder; none if it leads above the content folder.
pub(crate) fn relative(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.len() > 1 => {
                parts.pop();
            }
            ".." => return None,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// What follows the path of a link as it is written: its query and its fragment.
pub(crate) fn suffix(target: &str) -> &str {
    target.find(['?', '#']).map_or("", |start| &target[start..])
}

/// Whether a target names a scheme (`https:`, `mailto:`, `tel:`) or another host.
pub(crate) fn is_external(target: &str) -> bool {
    target.starts_with("//") || address::scheme(target).is_some()
}

fn decode(text: &str) -> String {
    nfc(&percent_encoding::percent_decode_str(text).decode_utf8_lossy()).into_owned()
}
