//! The rules about wording, remembered file by file.

use std::sync::Arc;

use rayon::prelude::*;

use super::Memos;
use crate::base::diagnostic::Diagnostic;
use crate::base::memo::Fingerprint;
use crate::check::prose;
use crate::check::words::Words;
use crate::render::{Parsed, World};

/// Looks at files that are part of the site and in a language that has lists.
pub fn check(world: &World, memos: &mut Memos, problems: &mut Vec<Diagnostic>) {
    let lists: Vec<Option<Words>> = world.config.languages.iter().map(|language| Words::of(&language.code)).collect();
    let files: Vec<(&Arc<Parsed>, &Words)> = world
        .index
        .sources()
        .filter_map(|source| {
            let entry = world.index.entry(*world.index.of_source(source).first()?);
            Some((world.documents.get(source)?, lists[entry.written_in].as_ref()?))
        })
        .collect();
    let remembered = &memos.wording;
    let found: Vec<(Fingerprint, Arc<Vec<Diagnostic>>)> = files
        .par_iter()
        .map(|(parsed, words)| {
            let key = Fingerprint::of(&(parsed.source.fingerprint, words.language));
            let known = remembered.get(parsed.source.id.as_str(), key).cloned();
            (key, known.unwrap_or_else(|| Arc::new(prose::find(&parsed.source, &parsed.document.body.prose, words))))
        })
        .collect();
    problems.extend(found.iter().flat_map(|(_, found)| found.iter().cloned()));
    let names = files.iter().map(|(parsed, _)| parsed.source.id.as_str().to_owned());
    memos.wording.replace(names.zip(found).map(|(name, (key, found))| (name, key, found)));
}
