//! References and statistics, read anew only when one of their files has changed.

use std::sync::Arc;

use super::Memos;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::evidence::{self, Evidence};
use crate::memo::Fingerprint;
use crate::source::{Snapshot, SourceId};

/// References and statistics, read anew when one of their files has changed.
pub fn read(snapshot: &Snapshot, config: &Config, memos: &mut Memos, problems: &mut Vec<Diagnostic>) -> Arc<Evidence> {
    let wanted = config.citations.style.as_ref();
    let languages: Vec<String> = config.languages.iter().map(|language| language.code.clone()).collect();
    let style_key = evidence::style_key(snapshot, wanted, &languages);
    let remembered = memos.style.get("", style_key).cloned();
    let (style, found) = remembered.unwrap_or_else(|| {
        let (style, found) = evidence::load_style(snapshot, wanted, &config.source, &languages);
        (Arc::new(style), found)
    });
    problems.extend(found.iter().cloned());
    memos.style.replace([(String::new(), style_key, (style.clone(), found))]);
    let key = {
        let files: Vec<(&SourceId, Fingerprint)> = evidence::sources(snapshot).map(|source| (&source.id, source.fingerprint)).collect();
        Fingerprint::of(&(style_key, files))
    };
    let remembered = memos.evidence.get("", key).cloned();
    let (evidence, found) = remembered.unwrap_or_else(|| {
        let (evidence, found) = evidence::read(snapshot, style, languages.len());
        (Arc::new(evidence), found)
    });
    memos.evidence.replace([(String::new(), key, (evidence.clone(), found.clone()))]);
    problems.extend(found);
    evidence
}
