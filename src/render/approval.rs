//! What an approval of a text covers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::question::Question;
use super::renderer::Renderer;
use super::trace::Trace;
use crate::base::source::SourceId;
use crate::content::{PageKind, Parsed};
use crate::site::EntryId;
use crate::site::evidence;
use crate::site::review::canonical::{self, Used};

/// What a text says today, to be compared with what was approved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Approvable {
    pub hash: String,
    /// The statistics it shows.
    pub stats: Vec<String>,
}

/// Whether an entry is about health, or in the ledger.
pub(super) fn is_held(renderer: &Renderer, id: EntryId) -> bool {
    let entry = renderer.index.entry(id);
    let in_ledger = || entry.source.as_ref().is_some_and(|source| renderer.ledger.of(source).is_some());
    entry.front.editorial.kind == Some(PageKind::Health) || in_ledger()
}

/// What an approval of a text covers.
pub(super) fn approvable(renderer: &Renderer, parsed: &Parsed, trace: &Trace) -> Approvable {
    let stats = trace.questions().filter_map(|asked| if let Question::Stat { id, .. } = asked { Some(id.clone()) } else { None }).collect();
    Approvable { hash: canonical::hash(&form(renderer, parsed, trace)), stats }
}

/// What an approval of the file covers, in the canonical form.
fn form(renderer: &Renderer, parsed: &Parsed, trace: &Trace) -> String {
    let used: BTreeSet<Used> = trace.questions().filter_map(|question| used(renderer, question)).collect();
    let front = &parsed.front;
    let body = parsed.source.text.get(parsed.body_start..).unwrap_or_default();
    canonical::form(front.title.as_deref(), front.description.as_ref().map(|text| text.value.as_str()), body, &used)
}

fn used(renderer: &Renderer, question: &Question) -> Option<Used> {
    match question {
        Question::Stat { id, .. } => Some(Used::Stat(id.clone(), entry_of(renderer, evidence::is_stat_file, id))),
        Question::Reference { key, .. } => Some(Used::Reference(key.clone(), reference(renderer, key))),
        Question::Data { path } | Question::Table { path } => {
            let path = path.trim_start_matches("data/");
            Some(Used::Data(path.to_owned(), renderer.data.get(path).map_or_else(String::new, |file| file.source.text.to_string())))
        }
        _ => None,
    }
}

/// A reference as it is written; one in BibTeX as what it says.
fn reference(renderer: &Renderer, key: &str) -> String {
    let written = entry_of(renderer, evidence::is_reference_file, key);
    let found = renderer.evidence.references.get(key).filter(|_| written == "null");
    found.and_then(|reference| serde_json::to_string(&reference.item).ok()).unwrap_or(written)
}

/// An entry of a data file as JSON with sorted keys; `null` where it is not there.
fn entry_of(renderer: &Renderer, is_file: fn(&SourceId) -> bool, key: &str) -> String {
    let files = renderer.data.iter().filter(|(path, _)| is_file(&SourceId::new(format!("data/{path}"))));
    let found = files.map(|(_, file)| file.value()).find_map(|file| {
        let by_key = file.as_object().and_then(|map| map.get(key));
        // CSL-JSON is a list of entries with an `id` each.
        let has_id = |item: &&serde_json::Value| item.get("id").and_then(serde_json::Value::as_str) == Some(key);
        by_key.or_else(|| file.as_array()?.iter().find(has_id))
    });
    canonical::sorted(found.cloned().unwrap_or_default()).to_string()
}
