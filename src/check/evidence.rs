//! Checks the reference files and the statistics against the pages that use them.

use std::collections::BTreeSet;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::site::Site;

/// Sources that no page cites and no number comes from.
pub(crate) fn unused(site: &Site, cited: &BTreeSet<String>, problems: &mut Vec<Diagnostic>) {
    let evidence = &site.evidence;
    for reference in evidence.references.values() {
        let is_used = cited.contains(&reference.key) || evidence.stats.values().any(|stat| stat.source.as_deref() == Some(&*reference.key));
        if !is_used {
            problems.push(
                Diagnostic::new(Code::CiteUnused, format!("no page cites `{}`", reference.key))
                    .at(reference.at.clone())
                    .help(format!("write `[@{}]` where it belongs, or remove the entry", reference.key)),
            );
        }
    }
}
