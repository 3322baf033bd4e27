//! What of the folder `data` is published: the columns that charts show, and the files that `site.toml` lists. All else may hold
//! what is nobody's business, such as names and addresses.

use std::collections::{BTreeMap, BTreeSet};

use super::Target;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::{Snapshot, SourceId};
use crate::site::{Site, UrlPath};

/// The folder, in the site and in its addresses.
const FOLDER: &str = "data/";

/// The files of the folder by what becomes of them.
pub(super) struct DataFiles {
    pub published: Vec<(UrlPath, Target)>,
    pub private: BTreeSet<UrlPath>,
}

pub(super) fn files(site: &Site, snapshot: &Snapshot, problems: &mut Problems) -> DataFiles {
    let texts = snapshot.texts_below(FOLDER).map(|source| &source.id);
    let assets = snapshot.assets_below(FOLDER).map(|asset| &asset.id);
    let all: BTreeMap<&str, &SourceId> = texts.chain(assets).map(|id| (&id.as_str()[FOLDER.len()..], id)).collect();
    let mut wanted = offered(site);
    for listed in &site.config.data.publish {
        let path = listed.value.trim_start_matches('/').trim_start_matches(FOLDER);
        if !all.contains_key(path) {
            let help = Suggestion::nearest(path, all.keys().copied()).or("name a file by its path below `data`, such as `cases.csv`");
            let problem = Diagnostic::new(Code::InvalidValue, format!("there is no file `{path}` in `data` to publish"));
            problems.push(problem.at(site.config.source.at(listed.span.clone())).help(help));
        }
        wanted.insert(path, None);
    }
    let mut files = DataFiles { published: Vec::new(), private: BTreeSet::new() };
    for (path, id) in all {
        let Some(url) = UrlPath::written(&format!("/{id}")) else { continue };
        match wanted.remove(path) {
            Some(None) => files.published.push((url, Target::Copy(id.clone()))),
            Some(Some(columns)) => files.published.push((url, Target::Columns { file: id.clone(), columns })),
            None => drop(files.private.insert(url)),
        }
    }
    files
}

/// The files that charts of the site offer, with the columns that they show, or whole. A draft offers nothing.
fn offered(site: &Site) -> BTreeMap<&str, Option<BTreeSet<String>>> {
    let mut offered: BTreeMap<&str, Option<BTreeSet<String>>> = BTreeMap::new();
    for id in site.index.ids() {
        let (Some(parsed), Some(theme)) = (site.parsed(id), site.themes.get(site.theme_of(id))) else { continue };
        for file in parsed.drawn.iter().filter(|file| theme.charts.draws(&file.component)) {
            let known = offered.entry(&file.path).or_insert_with(|| Some(BTreeSet::new()));
            match (&file.columns, known) {
                (Some(columns), Some(known)) => known.extend(columns.iter().cloned()),
                (_, known) => *known = None,
            }
        }
    }
    // What a template's own chart shows may be computed.
    offered.extend(site.themes.values().flat_map(|theme| theme.charts.files.iter().map(|file| (file.as_str(), None))));
    offered
}
