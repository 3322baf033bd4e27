//! The rules about wording, remembered file by file.

use std::sync::Arc;

use super::Memos;
use crate::base::diagnostic::Diagnostic;
use crate::base::fingerprint::Fingerprint;
use crate::check::prose;
use crate::check::words::Words;
use crate::content::Parsed;
use crate::site::Site;

/// Looks at files that are part of the site and in a language that has lists.
pub fn check(site: &Site, memos: &mut Memos, problems: &mut Vec<Diagnostic>) {
    let lists: Vec<Option<Words>> = site.config.languages.iter().map(|language| Words::of(&language.code)).collect();
    let files: Vec<(&Arc<Parsed>, &Words)> = site
        .index
        .sources()
        .filter_map(|source| {
            let entry = site.index.entry(*site.index.of_source(source).first()?);
            Some((site.documents.get(source)?, lists[entry.written_in].as_ref()?))
        })
        .collect();
    memos.wording.stage_each(
        &files,
        problems,
        |(parsed, words)| (parsed.source.id.as_str(), Fingerprint::of(&(parsed.source.fingerprint, words.language))),
        |(parsed, words)| ((), prose::find(&parsed.source, &parsed.document.body.prose, words)),
    );
}
