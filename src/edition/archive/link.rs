//! Links to and from files that move, rewritten so that each leads where it led before.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::edit::replace;
use super::front::is_home;
use super::select::ROOT;
use super::{Change, cannot};
use crate::base::diagnostic::Problems;
use crate::base::source::{Snapshot, Source, SourceId, Span};
use crate::content::{ArgumentValue, Piece, Pieces};
use crate::site::Site;
use crate::site::config;
use crate::site::review::ledger;
use crate::site::{UrlPath, is_external, relative};
use crate::syntax::fields::{Spanned, Table, Value, parse_toml};
use crate::syntax::tera::{self, What};

/// What an address in Markdown cannot hold as it is.
const IN_LINK: &AsciiSet = &CONTROLS.add(b' ').add(b'%').add(b'<').add(b'>').add(b'(').add(b')').add(b'"').add(b'#').add(b'?');

/// Rewrites every link that would lead elsewhere: in texts, front matter, `site.toml`, templates and the ledger.
pub(super) fn rewrite(
    snapshot: &Snapshot,
    site: &Site,
    addresses: &BTreeMap<UrlPath, UrlPath>,
    change: &mut Change,
    problems: &mut Problems,
) {
    let moves = change.moves.clone();
    let mut rewriter = Rewriter { moves: &moves, addresses, change, problems };
    for parsed in site.documents.values() {
        rewriter.front(&parsed.source, &parsed.front);
        rewriter.pieces(&parsed.source, &parsed.body().pieces);
    }
    if let Some(source) = snapshot.text(config::FILE) {
        let table = parse_toml(&source.id, &source.text, 0, &mut Problems::new());
        rewriter.site(source, &table);
    }
    for source in snapshot.texts_below("data/").filter(|source| ledger::is_ledger(&source.id)) {
        let bom = if source.text.starts_with('\u{feff}') { 3 } else { 0 };
        let table = parse_toml(&source.id, &source.text[bom..], bom, &mut Problems::new());
        rewriter.table(source, &table);
    }
    for source in snapshot.texts_below("templates/") {
        rewriter.template(source);
    }
}

struct Rewriter<'a> {
    moves: &'a BTreeMap<SourceId, SourceId>,
    addresses: &'a BTreeMap<UrlPath, UrlPath>,
    change: &'a mut Change,
    problems: &'a mut Problems,
}

impl Rewriter<'_> {
    fn edit(&mut self, source: &Source, range: std::ops::Range<usize>, new: String) {
        self.change.edits.entry(source.id.clone()).or_default().insert((range.start, range.end), new);
    }

    /// Replaces a value where it is written.
    fn replace(&mut self, source: &Source, span: &std::ops::Range<usize>, value: &str, new: &str) {
        match replace(&source.text, span.clone(), value, new) {
            Some((range, new)) => self.edit(source, range, new),
            None => self.problems.push(
                cannot(
                    format!("this link to `{value}` cannot be changed by Ribbon"),
                    &format!("write it as `{new}` after the move, or without escapes now"),
                )
                .at(source.id.at(span.clone())),
            ),
        }
    }

    fn link(&mut self, source: &Source, span: &Span, target: &str) {
        if let Some(new) = self.target(&source.id, target) {
            self.replace(source, &(span.start..span.end), target, &new);
        }
    }

    /// What a link in a file has to be afterwards; `None` if it stays as it is.
    fn target(&self, from: &SourceId, target: &str) -> Option<String> {
        if target.is_empty() || target.starts_with('#') || is_external(target) {
            return None;
        }
        let (path, rest) = target.split_at(target.find(['#', '?']).unwrap_or(target.len()));
        let decoded = percent_decode_str(path).decode_utf8_lossy().into_owned();
        if decoded.starts_with('/') {
            let new = self.addresses.get(&UrlPath::written(&decoded)?)?.encoded();
            let new = if path.ends_with('/') { &*new } else { new.trim_end_matches('/') };
            return Some(format!("{new}{rest}"));
        }
        let is_moved = self.moves.contains_key(from);
        let rooted = decoded.strip_prefix("@/");
        let old = SourceId::new(rooted.map_or_else(|| relative(from.folder(), &decoded), |rooted| Some(format!("{ROOT}{rooted}")))?);
        // For files that stay, the home page is the new one.
        let stays = is_home(&old) && !is_moved;
        let new = self.moves.get(&old).filter(|_| !stays).unwrap_or(&old);
        let new_from = self.moves.get(from).unwrap_or(from);
        let is_right = match rooted {
            Some(_) => *new == old,
            None => relative(new_from.folder(), &decoded).as_deref() == Some(new.as_str()),
        };
        if is_right {
            return None;
        }
        let written = match rooted {
            Some(_) => format!("@/{}", new.as_str().strip_prefix(ROOT)?),
            None => between(new_from.folder(), new.as_str()),
        };
        Some(format!("{}{rest}", utf8_percent_encode(&written, IN_LINK)))
    }

    /// A page as templates and `site.toml` name it: by its path below `content`, perhaps with `@/`.
    fn content_path(&self, written: &str) -> Option<String> {
        let path = written.strip_prefix("@/").unwrap_or(written);
        let old = SourceId::new(format!("{ROOT}{path}"));
        if is_home(&old) || !path.ends_with(".md") {
            return None;
        }
        let new = self.moves.get(&old)?.as_str().strip_prefix(ROOT)?;
        Some(format!("{}{new}", if written.starts_with("@/") { "@/" } else { "" }))
    }

    fn pieces(&mut self, source: &Source, pieces: &Pieces) {
        for piece in pieces {
            match piece {
                Piece::Link(link) => self.link(source, &link.span, &link.target),
                Piece::Component(call) => {
                    for argument in &call.arguments {
                        let ArgumentValue::String(text) = &argument.value else { continue };
                        let is_address = matches!(argument.name.as_str(), "href" | "src" | "image" | "url");
                        if is_address {
                            self.link(source, &argument.value_span, text);
                        } else if let Some(new) = self.content_path(text) {
                            self.replace(source, &(argument.value_span.start..argument.value_span.end), text, &new);
                        }
                    }
                    for inner in [&call.label, &call.body].into_iter().flatten() {
                        self.pieces(source, inner);
                    }
                }
                _ => {}
            }
        }
    }

    fn front(&mut self, source: &Source, front: &crate::content::FrontMatter) {
        let archive = front.section.archive.as_ref().and_then(|archive| archive.current.as_ref());
        let keys = [front.image.as_ref(), front.canonical.as_ref(), front.section.redirect_to.as_ref(), archive];
        for Spanned { value, span } in keys.into_iter().flatten() {
            self.link(source, &source.id.at(span.clone()), value);
        }
        self.table(source, &front.extra);
    }

    /// Pages named anywhere in a table.
    fn table(&mut self, source: &Source, table: &Table) {
        for entry in &table.entries {
            self.node(source, &entry.node);
        }
    }

    fn node(&mut self, source: &Source, node: &crate::syntax::fields::Node) {
        match &node.value {
            Value::String(text) => {
                let address = || text.starts_with('/').then(|| self.target(&source.id, text)).flatten();
                if let Some(new) = self.content_path(text).or_else(|| self.file(text)).or_else(address) {
                    self.replace(source, &node.span, text, &new);
                }
            }
            Value::Array(nodes) => nodes.iter().for_each(|node| self.node(source, node)),
            Value::Table(table) => self.table(source, table),
            _ => {}
        }
    }

    /// `site.toml`: menus, parameters and many other keys name pages, suppressions name files.
    fn site(&mut self, source: &Source, table: &Table) {
        for entry in table.entries.iter().filter(|entry| entry.key != "check") {
            self.node(source, &entry.node);
        }
        // What is copied from `[params]` names the same pages.
        let end = (source.text.len(), source.text.len());
        if let Some(added) = self.change.edits.get(&source.id).and_then(|edits| edits.get(&end)).cloned() {
            let moved = self.moves.iter().filter(|(old, _)| !is_home(old)).filter_map(|(old, new)| {
                let path = |id: &SourceId| id.as_str().strip_prefix(ROOT).map(str::to_owned);
                Some((path(old)?, path(new)?))
            });
            let mut text = added;
            for (old, new) in moved {
                text = text.replace(&format!("\"{old}\""), &format!("\"{new}\"")).replace(&format!("\"@/{old}\""), &format!("\"@/{new}\""));
            }
            self.change.edits.entry(source.id.clone()).or_default().insert(end, text);
        }
        let Some(Value::Table(check)) = table.get("check").map(|entry| &entry.node.value) else { return };
        let Some(Value::Array(suppressions)) = check.get("suppress").map(|entry| &entry.node.value) else { return };
        for node in suppressions {
            let Value::Table(keys) = &node.value else { continue };
            let Some(entry) = keys.get("path") else { continue };
            let Value::String(path) = &entry.node.value else { continue };
            if let Some(new) = self.file_or_folder(path) {
                self.replace(source, &entry.node.span, path, &new);
            }
        }
    }

    /// The new place of a file, or of a folder that moves with all that is in it.
    fn file_or_folder(&self, path: &str) -> Option<String> {
        if let Some(new) = self.file(path) {
            return Some(new);
        }
        let (old, new) = self.moves.iter().find(|(old, _)| path.ends_with('/') && path != ROOT && old.as_str().starts_with(path))?;
        let below = &old.as_str()[path.len()..];
        new.as_str().strip_suffix(below).map(str::to_owned)
    }

    /// A content file by its path in the site's folder.
    fn file(&self, path: &str) -> Option<String> {
        self.moves.get(&SourceId::new(path)).map(ToString::to_string)
    }

    /// Pages and files that a template names in its tags.
    fn template(&mut self, source: &Source) {
        for text in tera::read(&source.text).uses.into_iter().filter(|named| named.what == What::Text) {
            let inside = text.at.start + 1..text.at.end - 1;
            // A text with escapes is no path.
            let is_plain = source.text.get(inside.clone()) == Some(text.name.as_str());
            if let Some(new) = self.content_path(&text.name).or_else(|| self.file(&text.name)).filter(|_| is_plain) {
                self.edit(source, inside, new);
            }
        }
    }
}

/// The way from a folder to a file: `../news/day.md`.
fn between(folder: &str, file: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = file.split('/').collect();
    let n_shared = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - n_shared);
    up.chain(to[n_shared..].iter().copied()).collect::<Vec<_>>().join("/")
}
