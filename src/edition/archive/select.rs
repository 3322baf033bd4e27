//! Which files belong to the edition, and where they go.

use std::collections::{BTreeMap, BTreeSet};

use super::{Search, cannot};
use crate::base::diagnostic::{Diagnostic, Problems, Suggestion};
use crate::base::source::{Snapshot, SourceId};
use crate::site::Site;

/// The folder all content lies in.
pub(super) const ROOT: &str = "content/";

/// What a person asks for.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub year: u16,
    /// Pages and folders that move; all if there are none.
    pub paths: Vec<String>,
    /// Pages and folders that stay.
    pub keep: Vec<String>,
    pub search: Search,
}

impl Request {
    /// `content/2026/`
    pub(crate) fn folder(&self) -> String {
        format!("{ROOT}{}/", self.year)
    }
}

/// Every file that moves, with its new place.
pub(super) fn moves(snapshot: &Snapshot, site: &Site, request: &Request) -> Result<BTreeMap<SourceId, SourceId>, Problems> {
    let texts = snapshot.texts_below(ROOT).map(|source| &source.id);
    let all: BTreeSet<&SourceId> = texts.chain(snapshot.assets_below(ROOT).map(|asset| &asset.id)).collect();
    let folder = request.folder();
    if let Some(there) = all.iter().find(|id| id.as_str().starts_with(&folder)) {
        let help = "it may have been archived already; choose another year, or move what is there first";
        return Err(Problems::from(cannot(format!("there is something in `{folder}` already: `{there}`"), help)));
    }
    let codes: Vec<&str> = site.config.languages.iter().map(|language| language.code.as_str()).collect();
    let mut problems = Problems::new();
    let mut read = |written: &[String]| -> Vec<Wanted> {
        let wanted: Vec<Wanted> = written.iter().map(|path| Wanted::new(path)).collect();
        for (wanted, path) in wanted.iter().zip(written) {
            if !all.iter().any(|id| wanted.holds(id, &codes)) {
                problems.push(unknown(path, &all));
            }
        }
        wanted
    };
    let (paths, keep) = (read(&request.paths), read(&request.keep));
    if !problems.is_empty() {
        return Err(problems);
    }
    let earlier = earlier(site);
    let is_moved = |id: &SourceId| {
        (paths.is_empty() || paths.iter().any(|wanted| wanted.holds(id, &codes)))
            && !keep.iter().any(|wanted| wanted.holds(id, &codes))
            && !earlier.iter().any(|folder| id.as_str().starts_with(folder))
    };
    let moved = all.into_iter().filter(|id| is_moved(id));
    let moves: BTreeMap<SourceId, SourceId> =
        moved.map(|id| (id.clone(), SourceId::new(format!("{folder}{}", &id.as_str()[ROOT.len()..])))).collect();
    if moves.keys().any(|id| id.as_str().ends_with(".md")) {
        return Ok(moves);
    }
    Err(Problems::from(cannot("there is no page to archive".to_owned(), "name pages or folders below `content`, and keep fewer of them")))
}

/// The folders of earlier editions, which stay where they are.
fn earlier(site: &Site) -> Vec<String> {
    let sections = site.index.entries.iter().filter(|entry| entry.front.section.archive.is_some());
    sections.filter_map(|entry| Some(format!("{}/", entry.source.as_ref()?.folder()))).collect()
}

/// Pages or a folder as a person names them.
enum Wanted {
    /// The home page alone.
    Home,
    /// A folder with a closing slash.
    Folder(String),
    /// A page without its ending.
    Page(String),
}

impl Wanted {
    fn new(written: &str) -> Self {
        let path = written.replace('\\', "/");
        let path = path.trim_start_matches("./").trim_start_matches("@/");
        let path = path.strip_prefix(ROOT).unwrap_or(path).trim_end_matches('/');
        match path.strip_suffix(".md") {
            Some("_index") => Self::Home,
            Some(stem) => match stem.strip_suffix("/_index").or_else(|| stem.strip_suffix("/index")) {
                Some(folder) => Self::Folder(format!("{ROOT}{folder}/")),
                None => Self::Page(format!("{ROOT}{stem}")),
            },
            None => Self::Folder(format!("{ROOT}{path}/")),
        }
    }

    /// Whether a file belongs to it, in whatever language.
    fn holds(&self, id: &SourceId, codes: &[&str]) -> bool {
        let path = id.as_str();
        let is_of = |stem: &str| {
            let rest = path.strip_prefix(stem).and_then(|rest| rest.strip_suffix(".md"));
            rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('.').is_some_and(|code| codes.contains(&code)))
        };
        match self {
            Self::Home => is_of("content/_index"),
            // A name without an ending may be a page too.
            Self::Folder(folder) => path.starts_with(folder.as_str()) || is_of(folder.trim_end_matches('/')),
            Self::Page(stem) => is_of(stem),
        }
    }
}

fn unknown(path: &str, all: &BTreeSet<&SourceId>) -> Diagnostic {
    let names: BTreeSet<&str> = all
        .iter()
        .filter_map(|id| id.as_str().strip_prefix(ROOT))
        .flat_map(|path| [Some(path), path.rsplit_once('/').map(|(folder, _)| folder)])
        .flatten()
        .collect();
    let help = Suggestion::nearest(path, names).or("name a page or a folder below `content`, such as `about.md` or `news`");
    cannot(format!("there is nothing at `{path}` below `content`"), &help)
}
