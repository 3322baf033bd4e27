//! Checks the references against the pages that use them: only what somebody reads can break a build.

use std::collections::{BTreeMap, BTreeSet};

use super::sources;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::{SourceId, Span};
use crate::site::Site;
use crate::site::evidence::{Fault, Reference};

/// Up to so many unused references of a file are told one by one; more of them are a library.
const MAX_TOLD: usize = 3;

/// What a file has that nothing uses.
#[derive(Default)]
struct Unused<'a> {
    references: Vec<&'a Reference>,
    faults: Vec<&'a Fault>,
}

/// The problems of sources that are used, and one line about those of each file that are not.
pub(crate) fn references(site: &Site, cited: &BTreeSet<String>, problems: &mut Problems) {
    let evidence = &site.evidence;
    let mut used: BTreeSet<&str> = cited.iter().map(String::as_str).collect();
    used.extend(evidence.stats.values().filter_map(|stat| stat.source.as_deref()));
    used.extend(evidence.terms.iter().filter_map(|term| Some(term.source.as_ref()?.value.as_str())));
    sources::retracted(site, &used, problems);
    let mut files: BTreeMap<&SourceId, Unused<'_>> = BTreeMap::new();
    for fault in &evidence.faults {
        match fault.key.as_deref().filter(|key| used.contains(key)) {
            Some(_) => problems.extend(fault.problems.iter().cloned()),
            None => files.entry(&fault.file).or_default().faults.push(fault),
        }
    }
    for reference in evidence.references.values().filter(|reference| !used.contains(&*reference.key)) {
        files.entry(&reference.at.source).or_default().references.push(reference);
    }
    for unused in files.values() {
        if unused.faults.is_empty() && unused.references.len() <= MAX_TOLD {
            problems.extend(unused.references.iter().map(|reference| uncited(reference)));
        } else {
            problems.extend(summary(site, unused));
        }
    }
}

fn uncited(reference: &Reference) -> Diagnostic {
    Diagnostic::new(Code::CiteUnused, format!("no page cites `{}`", reference.key))
        .at(reference.at.clone())
        .help(format!("write `[@{}]` where it belongs, or remove the entry", reference.key))
}

fn summary(site: &Site, unused: &Unused<'_>) -> Option<Diagnostic> {
    let places = unused.references.iter().map(|reference| &reference.at);
    let first: &Span =
        places.chain(unused.faults.iter().filter_map(|fault| fault.problems.first()?.at.as_ref())).min_by_key(|at| at.start)?;
    let known = site.evidence.references.values().filter(|reference| reference.at.source == first.source).count();
    let is_lost = |fault: &&&Fault| fault.key.as_ref().is_none_or(|key| !unused.references.iter().any(|reference| reference.key == *key));
    let n_lost = unused.faults.iter().filter(is_lost).count();
    let n_unused = unused.references.len() + n_lost;
    let only = unused.references.first().map(|reference| &reference.key).filter(|_| n_unused == 1);
    let mut message = match only {
        Some(key) => format!("no page cites `{key}`"),
        None => format!("no page cites {n_unused} of the {} references in this file", known + n_lost),
    };
    let mut help = "remove them, or keep them as a library and suppress the rule for this file in `site.toml`".to_owned();
    if !unused.faults.is_empty() {
        let what = match only {
            Some(_) => ", which cannot be used as it stands".to_owned(),
            None if unused.faults.len() == 1 => format!(", and {} cannot be used as it stands", faulty(&unused.faults)),
            None => format!(", and {} cannot be used as they stand", faulty(&unused.faults)),
        };
        message.push_str(&what);
        help.push_str("; what is wrong with one is told as soon as a page cites it");
    }
    Some(Diagnostic::new(Code::CiteUnused, message).at(first.clone()).help(help))
}

/// `` `a` and 2 more ``
fn faulty(faults: &[&Fault]) -> String {
    let named: Vec<String> = faults.iter().filter_map(|fault| Some(format!("`{}`", fault.key.as_ref()?))).take(3).collect();
    match (named.len(), faults.len() - named.len()) {
        (0, n) => format!("{n} of them"),
        (_, 0) => named.join(", "),
        (_, more) => format!("{} and {more} more", named.join(", ")),
    }
}
