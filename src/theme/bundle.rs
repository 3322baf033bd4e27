//! The one style sheet that the pages of a theme load: its tokens and all the sheets that its layers list, minified.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{StaticFile, Theme};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::fingerprint::Fingerprint;
use crate::base::source::{AssetBytes, Snapshot, SourceId};
use crate::base::url::UrlPath;
use crate::syntax::css::{self, Import};
use crate::syntax::fields::Spanned;

/// Where it is published.
pub(super) const PATH: &str = "css/bundle.css";

/// A style sheet as it is written, with the address that its own addresses are seen from.
#[derive(Clone, Debug)]
struct Sheet {
    bytes: Arc<[u8]>,
    sha256: [u8; 32],
    url: UrlPath,
}

impl Sheet {
    /// Empty where it is no text.
    fn text(&self) -> &str {
        let text = std::str::from_utf8(&self.bytes).unwrap_or_default();
        text.trim_start_matches('\u{feff}')
    }
}

/// What a bundle is made of.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    /// In their order.
    sheets: Vec<Sheet>,
    /// All sheets that one of them could import, by their addresses.
    known: BTreeMap<String, Sheet>,
    /// The address of the bundle.
    url: UrlPath,
    pub key: Fingerprint,
}

/// The sheets that the layers of a theme and the site list, weakest first. A sheet that is listed twice counts where it comes first.
pub(super) fn parts(
    snapshot: &Snapshot,
    theme: &Theme,
    files: &BTreeMap<String, StaticFile>,
    tokens: Option<(&str, &StaticFile)>,
    url: UrlPath,
    of_site: (&[Spanned<String>], &SourceId),
    problems: &mut Problems,
) -> Parts {
    let layers = theme.layers().iter().rev().filter(|layer| !layer.is_site());
    let manifests = layers.map(|layer| (layer.manifest.styles.as_slice(), SourceId::new(format!("{}/theme.toml", layer.folder))));
    let mut listed: Vec<&str> = Vec::new();
    let tokens = tokens.map(|(css, file)| Sheet { bytes: css.as_bytes().into(), sha256: file.sha256, url: file.url.clone() });
    let mut sheets: Vec<Sheet> = tokens.into_iter().collect();
    for (styles, source) in manifests.chain([(of_site.0, of_site.1.clone())]) {
        for path in styles {
            match sheet(snapshot, files, path, &source) {
                Ok(_) if listed.contains(&path.value.as_str()) => {}
                Ok(sheet) => {
                    sheets.push(sheet);
                    listed.push(&path.value);
                }
                Err(problem) => problems.push(*problem),
            }
        }
    }
    let known: BTreeMap<String, Sheet> = files
        .values()
        .filter(|file| file.path.ends_with(".css"))
        .filter_map(|file| Some((file.url.as_str().to_owned(), read(snapshot, file)?)))
        .collect();
    let texts: Vec<(&[u8; 32], &str)> = sheets.iter().chain(known.values()).map(|sheet| (&sheet.sha256, sheet.url.as_str())).collect();
    let key = Fingerprint::of(&(texts, url.as_str(), sheets.len()));
    Parts { sheets, known, url, key }
}

fn sheet(
    snapshot: &Snapshot,
    files: &BTreeMap<String, StaticFile>,
    path: &Spanned<String>,
    source: &SourceId,
) -> Result<Sheet, Box<Diagnostic>> {
    let at = source.at(path.span.clone());
    let path = path.value.as_str();
    let Some(file) = files.get(path).filter(|_| path.ends_with(".css")) else {
        let known = files.keys().map(String::as_str).filter(|path| path.ends_with(".css"));
        let help = Suggestion::nearest(path, known).or(&format!("put it into `static/{path}`"));
        return Err(Box::new(Diagnostic::new(Code::MissingAsset, format!("there is no style sheet `{path}`")).at(at).help(help)));
    };
    read(snapshot, file).filter(|sheet| std::str::from_utf8(&sheet.bytes).is_ok()).ok_or_else(|| {
        let message = format!("`{path}` is too large to be joined with the other styles, or no text");
        Box::new(Diagnostic::new(Code::InvalidValue, message).at(at).help("link it in a template, by `asset`, or make it smaller"))
    })
}

/// `None` for a file that is not in memory.
fn read(snapshot: &Snapshot, file: &StaticFile) -> Option<Sheet> {
    let AssetBytes::Memory(bytes) = &snapshot.assets.get(file.asset.as_ref()?)?.bytes else { return None };
    Some(Sheet { bytes: bytes.clone(), sha256: file.sha256, url: file.url.clone() })
}

impl Parts {
    /// The bundle. Sheets are minified one by one, so that what is broken in one stays in it.
    pub(crate) fn join(&self) -> String {
        let mut joined = Joined { parts: self, n_sheets: BTreeMap::new(), n_imported: 0, heads: Vec::new(), text: String::new() };
        for sheet in &self.sheets {
            joined.add(sheet, &[]);
        }
        let Joined { heads, text, .. } = joined;
        heads.concat() + &text
    }
}

/// The most sheets that a bundle takes in for those that import them.
const MAX_IMPORTED: usize = 200;

/// A bundle that is being put together.
struct Joined<'a> {
    parts: &'a Parts,
    /// How many sheets a known sheet becomes, by its address; `None` where it imports what cannot be joined.
    n_sheets: BTreeMap<&'a str, Option<usize>>,
    n_imported: usize,
    /// Imports of what cannot be joined; they count only before all rules.
    heads: Vec<String>,
    text: String,
}

impl<'a> Joined<'a> {
    /// Adds a sheet in blocks that stand for the conditions that it is imported under.
    fn add(&mut self, sheet: &'a Sheet, conditions: &[String]) {
        let text = sheet.text();
        let mut from = css::charset(text).map_or(0, |charset| charset.end);
        let mut own = String::new();
        for condition in conditions {
            self.text.push_str(condition);
            self.text.push('{');
        }
        for import in &css::imports(text) {
            own.push_str(&text[from..import.at.start]);
            from = import.at.end;
            match self.imported(sheet, import) {
                Some(imported) => {
                    self.text.push_str(&minified(&self.moved(&own, sheet)));
                    own.clear();
                    self.add(imported, &import.conditions);
                }
                None => {
                    let address = self.seen_from_bundle(&import.address, sheet).unwrap_or_else(|| import.address.clone());
                    let space = if import.rest.is_empty() { "" } else { " " };
                    self.heads.push(format!("@import {}{space}{};", quoted(&address), import.rest));
                }
            }
        }
        own.push_str(&text[from..]);
        self.text.push_str(&minified(&self.moved(&own, sheet)));
        self.text.extend(conditions.iter().map(|_| '}'));
    }

    /// The sheet that an import brings, if it can stand where the import does: it, and all that it imports, is the theme's own.
    fn imported(&mut self, sheet: &Sheet, import: &Import) -> Option<&'a Sheet> {
        let imported = self.parts.known.get(&absolute(&import.address, &sheet.url)?)?;
        let n_sheets = self.n_sheets(imported, &mut BTreeSet::new())?;
        if self.n_imported + n_sheets > MAX_IMPORTED {
            return None;
        }
        self.n_imported += 1;
        Some(imported)
    }

    fn n_sheets(&mut self, sheet: &'a Sheet, above: &mut BTreeSet<&'a str>) -> Option<usize> {
        let url = sheet.url.as_str();
        if let Some(known) = self.n_sheets.get(url) {
            return *known;
        }
        // A sheet that imports itself is left to the browser, which knows what to do with it.
        if above.len() == MAX_DEPTH || !above.insert(url) {
            return None;
        }
        let mut total = Some(1_usize);
        for import in css::imports(sheet.text()) {
            let imported = absolute(&import.address, &sheet.url).and_then(|address| self.parts.known.get(&address));
            let more = imported.and_then(|imported| self.n_sheets(imported, above));
            total = total.zip(more).map(|(total, more)| total.saturating_add(more));
        }
        above.remove(url);
        self.n_sheets.insert(url, total);
        total
    }

    /// The text with its addresses as they are seen from the bundle.
    fn moved(&self, text: &str, sheet: &Sheet) -> String {
        if folder(&sheet.url) == folder(&self.parts.url) {
            return text.to_owned();
        }
        let mut moved = String::with_capacity(text.len());
        let mut from = 0;
        for url in css::read(text).urls {
            let Some(address) = self.seen_from_bundle(&url.address, sheet) else { continue };
            moved.push_str(&text[from..url.at.start]);
            moved.push_str(&quoted(&address));
            from = url.at.end;
        }
        moved + &text[from..]
    }

    /// `None` for an address that is the same from everywhere.
    fn seen_from_bundle(&self, address: &str, sheet: &Sheet) -> Option<String> {
        let target = absolute(address, &sheet.url).filter(|_| !address.starts_with('/'))?;
        let own = folder(&self.parts.url);
        let shared = own.iter().zip(target.split('/').skip(1)).take_while(|(one, other)| *one == other).count();
        let rest: Vec<&str> = target.split('/').skip(1 + shared).collect();
        let query = address.find(['?', '#']).map_or("", |at| &address[at..]);
        Some("../".repeat(own.len() - shared) + &rest.join("/") + query)
    }
}

/// How many sheets import one another in a row.
const MAX_DEPTH: usize = 8;

/// The folders that an address lies in.
fn folder(url: &UrlPath) -> Vec<&str> {
    let mut parts: Vec<&str> = url.as_str().split('/').skip(1).collect();
    parts.pop();
    parts
}

/// The path of an address on the site, without its query, as it is seen from a sheet; `None` for one of another site, or of
/// a part of the same file.
fn absolute(address: &str, from: &UrlPath) -> Option<String> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let is_scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || path.starts_with("//") || is_scheme {
        return None;
    }
    let mut parts = if path.starts_with('/') { Vec::new() } else { folder(from) };
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(format!("/{}", parts.join("/")))
}

fn quoted(address: &str) -> String {
    format!("\"{}\"", address.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The sheet minified; as it is where that is not safe, but closed, so that it does not take in what follows.
fn minified(text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    css::minified(text).unwrap_or_else(|| format!("{text}{}\n", css::balance(text).closing))
}
