//! Weights: what a page makes a browser load, against `[budget]`.
//!
//! Sizes are those of the finished files, texts as gzip sends them; headers of answers are not counted. A file counts once for a
//! page. Only files of the site are known: what comes from others is told by other rules.

mod chosen;
mod load;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::*;

use super::output::{Base, Target};
use crate::base::artifact::{Artifact, ArtifactKind, Content, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic, Problems, grouped};
use crate::site::config::{Budget, Limit};
use crate::site::{Site, UrlPath};
use crate::syntax::css::{self, Import, Loads};
use crate::syntax::html::Document;
use load::Kind;

/// Tells of pages that load more than they may: of each limit once for the file that weighs most, with the worst page.
pub(super) fn pages(site: &Site, finished: &super::Finished<'_>, outputs: Vec<(&OutputPath, &Artifact)>, problems: &mut Problems) {
    // A page that fits when it is compressed in haste fits; only the others are weighed as servers would send them, which takes
    // three times as long.
    let [hasty, usual] = [Compression::fast(), Compression::default()].map(|level| Files {
        site,
        finished,
        level,
        weights: Mutex::default(),
        sheets: Mutex::default(),
    });
    let over = |(path, artifact)| hasty.over(path, artifact).filter(|over| !over.is_empty()).and_then(|_| usual.over(path, artifact));
    let over: Vec<Vec<Over>> = outputs.into_par_iter().filter_map(over).collect();
    let mut told: BTreeMap<(usize, String), (Over, usize)> = BTreeMap::new();
    for over in over.into_iter().flatten() {
        let (worst, n_pages) = told.entry((over.limit, over.heaviest.clone())).or_insert_with(|| (over.clone(), 0));
        *n_pages += 1;
        if over.total > worst.total {
            *worst = over;
        }
    }
    problems.extend(told.into_values().map(|(over, n_pages)| over.problem(site, finished, n_pages - 1)));
}

/// A limit with its key and what it is about.
type Named<'a> = (&'static str, &'a Option<Limit>, Code, fn(&Item) -> bool);

fn limits(budget: &Budget) -> [Named<'_>; 7] {
    [
        ("first_round_trip", &budget.first_round_trip, Code::PerfFirstRtt, |item| item.is_waited_for),
        ("page", &budget.page, Code::PerfPage, |_| true),
        ("pictures", &budget.pictures, Code::PerfPage, |item| item.kind == Kind::Picture),
        ("fonts", &budget.fonts, Code::PerfFont, |item| item.kind == Kind::Font),
        ("scripts", &budget.scripts, Code::PerfPage, |item| item.kind == Kind::Script),
        ("styles", &budget.styles, Code::PerfPage, |item| item.kind == Kind::Style),
        ("requests", &budget.requests, Code::PerfPage, |_| true),
    ]
}

/// A file that a page loads.
#[derive(Clone, Debug)]
struct Item {
    kind: Kind,
    file: String,
    bytes: u64,
    is_waited_for: bool,
}

/// A limit that a page breaks.
#[derive(Clone)]
struct Over {
    /// Its place among the limits.
    limit: usize,
    page: OutputPath,
    /// Bytes or requests.
    total: u64,
    heaviest: String,
    heaviest_bytes: u64,
    all_bytes: u64,
}

impl Over {
    fn problem(self, site: &Site, finished: &super::Finished<'_>, n_others: usize) -> Diagnostic {
        let (key, limit, code, _) = limits(&site.config.budget)[self.limit];
        let (most, at) = limit.as_ref().map_or((0, 0..0), |limit| (limit.most, limit.at.clone()));
        let share = self.heaviest_bytes * 100 / self.all_bytes.max(1);
        let unit = if key == "requests" { "files" } else { "bytes" };
        let kind = match key {
            "pictures" | "fonts" | "scripts" | "styles" => format!(" of {key}"),
            _ => String::new(),
        };
        let page = self.page.as_str().trim_end_matches("index.html");
        let loads = match key {
            "first_round_trip" => format!("`/{page}` shows nothing before {} bytes are there", grouped(self.total)),
            _ => format!("`/{page}` loads {} {unit}{kind}", grouped(self.total)),
        };
        let heaviest = self.heaviest.trim_end_matches("index.html");
        let message = format!("{loads}, and `{key}` allows {}; `/{heaviest}` has {share} % of the bytes", grouped(most));
        let source = |file: &str| finished.artifacts.get(file).and_then(|artifact| artifact.made_from.clone());
        let at = site.config.source.at(at);
        let problem = Diagnostic::new(code, message).during(format!("weighing the finished page /{}", self.page));
        let problem = match source(&self.heaviest).or_else(|| source(self.page.as_str())) {
            Some(source) => problem.at(source.at(0..0)).also(at, "the budget"),
            None => problem.at(at),
        };
        let help = match code {
            Code::PerfFirstRtt => "shorten the page or its styles, or load a script with `defer`",
            Code::PerfFont => "use the fonts of the reader's system, or a WOFF2 with only the signs that are needed",
            _ => "make that file smaller or leave it out, or set a larger limit if the page is worth it",
        };
        problem.help(help).with_others(n_others, "")
    }
}

/// The finished files, each weighed and read once.
struct Files<'a> {
    site: &'a Site,
    finished: &'a super::Finished<'a>,
    level: Compression,
    weights: Mutex<HashMap<String, u64>>,
    sheets: Mutex<HashMap<String, Arc<Sheet>>>,
}

/// What a style sheet makes browsers load.
#[derive(Default)]
struct Sheet {
    imports: Vec<Import>,
    loads: Loads,
}

impl Files<'_> {
    /// The limits that an output breaks; `None` if it is no page.
    fn over(&self, path: &OutputPath, artifact: &Artifact) -> Option<Vec<Over>> {
        if artifact.kind != ArtifactKind::Page {
            return None;
        }
        let text = self.finished.sink.text(path, artifact)?;
        let items = self.items(path, &text);
        let mut over = Vec::new();
        for (place, (key, limit, _, counts)) in limits(&self.site.config.budget).into_iter().enumerate() {
            let Some(limit) = limit else { continue };
            let counted: Vec<&Item> = items.iter().filter(|item| counts(item)).collect();
            let all_bytes = counted.iter().map(|item| item.bytes).sum();
            let total = if key == "requests" { counted.len() as u64 } else { all_bytes };
            if let Some(heaviest) = counted.iter().max_by_key(|item| item.bytes).filter(|_| total > limit.most) {
                over.push(Over {
                    limit: place,
                    page: path.clone(),
                    total,
                    heaviest: heaviest.file.clone(),
                    heaviest_bytes: heaviest.bytes,
                    all_bytes,
                });
            }
        }
        Some(over)
    }

    /// The page and all files that it loads, each once.
    fn items(&self, path: &OutputPath, text: &str) -> Vec<Item> {
        let document = Document::parse(text);
        let page = Item { kind: Kind::Page, file: path.to_string(), bytes: gzipped(text.as_bytes(), self.level), is_waited_for: true };
        let mut loaded = Loaded { items: vec![page], seen: BTreeSet::from([path.to_string()]), ..Loaded::default() };
        let base = Base::new(self.site, self.finished.plan, path, &document);
        for load in load::of_page(&document) {
            self.add(&mut loaded, &base, load.kind, &load.address, load.is_waited_for);
        }
        let names =
            if loaded.sheets.iter().any(|sheet| !sheet.1.loads.pictures.is_empty()) { load::names(&document) } else { BTreeSet::new() };
        let sheets = std::mem::take(&mut loaded.sheets);
        for (file, sheet) in &sheets {
            let Some(url) = UrlPath::written(file) else { continue };
            let base = Base::of_file(self.site, self.finished.plan, &url);
            for font in sheet.loads.fonts.iter().filter(|font| sheets.iter().any(|(_, sheet)| sheet.loads.uses(font))) {
                if let Some(first) = font.files.first() {
                    self.add(&mut loaded, &base, Kind::Font, first, false);
                }
            }
            for picture in &sheet.loads.pictures {
                if picture.selectors.iter().any(|selector| selector.iter().all(|name| names.contains(name))) {
                    self.add(&mut loaded, &base, Kind::Picture, &picture.address, false);
                }
            }
        }
        loaded.items
    }

    /// Adds a file of the site, and what it imports if it is a style sheet.
    fn add(&self, loaded: &mut Loaded, base: &Base<'_>, kind: Kind, address: &str, is_waited_for: bool) {
        let Target::Output { file, .. } = base.target(address) else { return };
        if !loaded.seen.insert(file.clone()) {
            return;
        }
        let Some((_, artifact)) = self.finished.artifacts.get_key_value(file.as_str()) else { return };
        let bytes = self.weight(&file, artifact);
        loaded.items.push(Item { kind, file: file.clone(), bytes, is_waited_for });
        if kind != Kind::Style {
            return;
        }
        let sheet = self.sheet(&file, artifact);
        if let Some(url) = UrlPath::written(&file) {
            let base = Base::of_file(self.site, self.finished.plan, &url);
            for import in &sheet.imports {
                self.add(loaded, &base, Kind::Style, &import.address, is_waited_for);
            }
        }
        loaded.sheets.push((file, sheet));
    }

    fn weight(&self, file: &str, artifact: &Artifact) -> u64 {
        if let Some(known) = self.weights.lock().unwrap_or_else(PoisonError::into_inner).get(file) {
            return *known;
        }
        let weight = match &artifact.content {
            content if !is_compressed(file) => content.len(),
            Content::Text(text) => gzipped(text.as_bytes(), self.level),
            Content::Bytes(bytes) => gzipped(bytes, self.level),
            // A file that stays on the disk is not read for this.
            content => content.len(),
        };
        self.weights.lock().unwrap_or_else(PoisonError::into_inner).insert(file.to_owned(), weight);
        weight
    }

    fn sheet(&self, file: &str, artifact: &Artifact) -> Arc<Sheet> {
        if let Some(known) = self.sheets.lock().unwrap_or_else(PoisonError::into_inner).get(file) {
            return known.clone();
        }
        let text = artifact.content.text().unwrap_or_default();
        let sheet = Arc::new(Sheet { imports: css::imports(text), loads: css::loads(text) });
        self.sheets.lock().unwrap_or_else(PoisonError::into_inner).insert(file.to_owned(), sheet.clone());
        sheet
    }
}

/// What a page was found to load so far.
#[derive(Default)]
struct Loaded {
    items: Vec<Item>,
    seen: BTreeSet<String>,
    sheets: Vec<(String, Arc<Sheet>)>,
}

/// Whether servers compress a file on the way.
fn is_compressed(file: &str) -> bool {
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    matches!(&*ending, "css" | "js" | "mjs" | "svg" | "json" | "html" | "txt" | "xml" | "ttf" | "otf" | "webmanifest")
}

/// How many bytes gzip leaves.
fn gzipped(bytes: &[u8], level: Compression) -> u64 {
    let mut encoder = GzEncoder::new(Vec::new(), level);
    match encoder.write_all(bytes).and_then(|()| encoder.finish()) {
        Ok(encoded) => (encoded.len() as u64).min(bytes.len() as u64),
        Err(_) => bytes.len() as u64,
    }
}
