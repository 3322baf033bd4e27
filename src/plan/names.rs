//! Names of outputs that cannot stand beside each other, or not on every system.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::{Plan, Planned, Target};
use crate::base::artifact::{OutputPath, TEMPORARY};
use crate::base::diagnostic::{Code, Diagnostic};

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

/// Names that only some systems can tell apart or hold.
pub(super) fn check_names(plan: &Plan, problems: &mut Vec<Diagnostic>) {
    let mut folded: HashMap<Cow<'_, str>, (&OutputPath, &Planned)> = HashMap::with_capacity(plan.outputs.len());
    // Folders that are no files: many outputs lie in one.
    let mut free: HashSet<&str> = HashSet::new();
    for (path, planned) in &plan.outputs {
        problems.extend(check_page_name(planned));
        for folder in path.folders() {
            if free.contains(folder) {
                continue;
            }
            let Some(file) = plan.outputs.get(folder) else {
                free.insert(folder);
                continue;
            };
            let mut problem = Diagnostic::new(Code::DuplicateUrl, format!("`{folder}` would have to be a file and a folder at once"));
            problem.at.clone_from(&planned.asked_at);
            problem.also.extend(file.asked_at.clone().map(|at| (at, "the file".to_owned())));
            problems.push(problem.help("rename one of them"));
        }
        let is_lower = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
        let lower =
            if path.as_str().bytes().all(is_lower) { Cow::Borrowed(path.as_str()) } else { Cow::Owned(path.as_str().to_lowercase()) };
        match folded.get(&lower) {
            Some((other, first)) => {
                let mut problem = Diagnostic::new(Code::FileNameClash, format!("`{path}` and `{other}` are one file on Windows and macOS"));
                problem.at.clone_from(&planned.asked_at);
                problem.also.extend(first.asked_at.clone().map(|at| (at, "the other one".to_owned())));
                problems.push(problem.help("rename one of them in more than the case of its letters"));
            }
            None => {
                folded.insert(lower, (path, planned));
            }
        }
        if let Some(part) = path.as_str().split('/').find(|part| is_unportable(part)) {
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
