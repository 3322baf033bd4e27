//! What pages take from a plan, as a fingerprint.

use std::collections::BTreeMap;

use super::{Planned, Target};
use crate::base::artifact::OutputPath;
use crate::base::fingerprint::Fingerprint;

/// The fingerprint of the paths of outputs, and of which file each copy is of.
pub(super) fn files(outputs: &BTreeMap<OutputPath, Planned>) -> Fingerprint {
    let copied = |planned: &Planned| if let Target::Copy(source) = &planned.target { Some(source.clone()) } else { None };
    let files: Vec<_> = outputs.iter().map(|(path, planned)| (path, copied(planned))).collect();
    Fingerprint::of(&files)
}
