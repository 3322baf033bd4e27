//! Names of outputs that cannot stand beside each other, or not on every system.

use std::borrow::Cow;
use std::collections::HashMap;

use super::{Plan, Planned, Target};
use crate::base::artifact::{OutputPath, TEMPORARY};
use crate::base::diagnostic::{Code, Diagnostic, Problems};

pub(super) fn duplicate_output(first: &Planned, second: &Planned) -> Diagnostic {
    let help = match (&first.target, &second.target) {
        (_, Target::Redirect { .. }) => "remove this old address: what stands there now would be hidden",
        (Target::Redirect { .. }, _) => "remove the old address from the `aliases` of the other one, or rename this one",
        (_, Target::Copy(_)) | (Target::Copy(_), _) => "rename the file, or give the page another `slug` or `path`",
        (Target::Terms { .. } | Target::Term { .. }, _) | (_, Target::Terms { .. } | Target::Term { .. }) => {
            "give the page another `slug` or `path`, or the taxonomy another `path` in `site.toml`"
        }
        _ => "give one of them another `slug` or `path`, or rename its file",
    };
    let by = [first, second].into_iter().filter(|planned| planned.asked_at.is_none()).find_map(|planned| own_name(&planned.target));
    let by = by.map_or_else(String::new, |name| format!(": it is that of {name}, which Ribbon makes"));
    let problem = Diagnostic::new(Code::DuplicateUrl, format!("the address `{}` is taken already{by}", second.url));
    let problem = match (&second.asked_at, &first.asked_at) {
        (Some(at), Some(other)) => problem.at(at.clone()).also(other.clone(), "taken by this"),
        (Some(at), None) | (None, Some(at)) => problem.at(at.clone()),
        (None, None) => problem,
    };
    problem.help(help)
}

/// What Ribbon makes without having been asked at any place.
fn own_name(target: &Target) -> Option<&'static str> {
    match target {
        Target::Sitemap { .. } | Target::SitemapIndex { .. } => Some("the sitemap"),
        Target::Robots => Some("the file for search engines"),
        Target::Redirects => Some("the list of old addresses"),
        Target::NotFound { .. } => Some("the page for addresses that lead nowhere"),
        Target::Feed(_) => Some("a feed"),
        Target::Made { .. } => Some("a file that is made for the theme"),
        Target::Card(_) => Some("a card for shared links"),
        Target::Terms { .. } | Target::Term { .. } => Some("a list of a taxonomy"),
        Target::Piece { .. } | Target::Kit { .. } => Some("the campaign's kit"),
        Target::Calendar { .. } => Some("an event's file for calendars"),
        Target::Entry { .. } | Target::Redirect { .. } | Target::Copy(_) | Target::Columns { .. } => None,
    }
}

/// Files from which a host takes orders, so that no page may stand in their place; all whose name starts with a dot are such.
const ORDERS: &[&str] = &["_redirects", "_headers", "_worker.js", "_routes.json", "CNAME", "web.config", "netlify.toml", "vercel.json"];

/// The longest name on a disk is one of 255 bytes, and a file that is being written has a longer one than it will have.
const MAX_NAME: usize = 255 - TEMPORARY.len();

/// Addresses of pages that a host would not serve as pages, and names that no disk can hold.
fn check_page_name(planned: &Planned) -> Option<Diagnostic> {
    let path = planned.url.file();
    let is_page = matches!(planned.target, Target::Entry { .. } | Target::Redirect { .. } | Target::Term { .. } | Target::Terms { .. });
    let is_order = |part: &&str| part.starts_with('.') || (path == **part && ORDERS.contains(part));
    let problem = if let Some(part) = path.split('/').find(|part| part.len() > MAX_NAME) {
        let shown: String = part.chars().take(30).collect();
        let message = format!("`{shown}…` is too long for the name of a file: {} bytes, and at most {MAX_NAME} can be written", part.len());
        Diagnostic::new(Code::UnsafePath, message).help("give the page a shorter `slug` or `path`, or rename its file")
    } else {
        let part = path.split('/').find(is_order).filter(|_| is_page)?;
        Diagnostic::new(Code::DuplicateUrl, format!("a page cannot have the address `{}`: hosts take orders from `{part}`", planned.url))
            .help("give the page another `slug` or `path`; a file for the host belongs into `static/`")
    };
    Some(match &planned.asked_at {
        Some(at) => problem.at(at.clone()),
        None => problem,
    })
}

/// Whether all parts of a path are names like nearly all: too long for one that a system reserves, short enough for every disk,
/// and made of letters that every system can write.
fn is_plain(path: &str) -> bool {
    let mut len = 0;
    let mut stem = None;
    let is_good = path.bytes().all(|byte| {
        len += 1;
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => true,
            b'.' => *stem.get_or_insert(len - 1) > 4,
            b'/' => {
                let is_good = len - 1 <= MAX_NAME && stem.take().unwrap_or(len - 1) > 4;
                len = 0;
                is_good
            }
            _ => false,
        }
    });
    is_good
        && len > 0
        && len <= MAX_NAME
        && stem.is_some_and(|stem| stem > 4)
        && !path.ends_with('.')
        && !path.contains("./")
        && path.contains('/')
}

/// Names that only some systems can tell apart or hold.
pub(super) fn check_names(plan: &Plan, problems: &mut Problems) {
    let mut folded: HashMap<Cow<'_, str>, (&OutputPath, &Planned)> = HashMap::new();
    let is_lower = |path: &str| path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    // Different names without capitals stay different.
    let can_clash = !plan.outputs.keys().all(|path| is_lower(path.as_str()));
    // Many outputs lie in one folder, and these follow one another: folders of the output before are no files.
    let mut free: Vec<&str> = Vec::new();
    for (path, planned) in &plan.outputs {
        let is_plain = is_plain(path.as_str());
        if !is_plain {
            problems.extend(check_page_name(planned));
        }
        let known = std::mem::take(&mut free);
        for folder in path.folders() {
            let Some(file) = (if known.contains(&folder) { None } else { plan.outputs.get(folder) }) else {
                free.push(folder);
                continue;
            };
            let mut problem = Diagnostic::new(Code::DuplicateUrl, format!("`{folder}` would have to be a file and a folder at once"));
            problem.at.clone_from(&planned.asked_at);
            problem.also.extend(file.asked_at.clone().map(|at| (at, "the file".to_owned())));
            problems.push(problem.help("rename one of them"));
        }
        let lower = if is_lower(path.as_str()) { Cow::Borrowed(path.as_str()) } else { Cow::Owned(path.as_str().to_lowercase()) };
        match folded.get(&lower).filter(|_| can_clash) {
            Some((other, first)) => {
                let mut problem = Diagnostic::new(Code::FileNameClash, format!("`{path}` and `{other}` are one file on Windows and macOS"));
                problem.at.clone_from(&planned.asked_at);
                problem.also.extend(first.asked_at.clone().map(|at| (at, "the other one".to_owned())));
                problems.push(problem.help("rename one of them in more than the case of its letters"));
            }
            None if can_clash => {
                folded.insert(lower, (path, planned));
            }
            None => {}
        }
        if let Some(part) = path.as_str().split('/').find(|part| !is_plain && is_unportable(part)) {
            let mut problem = Diagnostic::new(Code::UnportableName, format!("Windows cannot have a file named `{part}`")).help("rename it");
            problem.at.clone_from(&planned.asked_at);
            problems.push(problem);
        }
    }
}

/// Names that Windows reserves or cannot write.
/// Source: Microsoft, "Naming Files, Paths, and Namespaces".
fn is_unportable(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    // Most names are longer than those, and need no copy.
    let stem = if stem.len() > 4 { String::new() } else { stem.to_ascii_lowercase() };
    let reserved = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|digit: char| ('1'..='9').contains(&digit)));
    reserved || name.ends_with(['.', ' ']) || name.contains(['<', '>', ':', '"', '|', '?', '*']) || name.contains(char::is_control)
}
