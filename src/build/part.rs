//! A part of the pages of a site, made by one of several machines. What they leave is joined by a build that finds its pages made,
//! as the next run of the command does (`last.rs`), so that it gives what one machine gives.

use std::collections::BTreeMap;

use super::Memos;
use super::assemble::{Assembled, assemble};
use super::keys::CoarseKeys;
use super::last::{LastBuild, LastText};
use super::outputs::{self, Outputs};
use crate::base::artifact::{Artifact, OutputPath};
use crate::base::diagnostic::Problems;
use crate::base::fingerprint::Fingerprint;
use crate::base::sink::Memory;
use crate::base::source::{Snapshot, SourceId};
use crate::check;
use crate::render::text_report::Wanted;
use crate::render::texts::Texts;
use crate::site::config;

/// One of several parts, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Part {
    number: usize,
    count: usize,
}

/// The pages of a part.
pub struct PartBuilt {
    /// What the build that joins the parts needs to know.
    pub record: LastBuild,
    /// Pages without errors.
    pub artifacts: BTreeMap<OutputPath, Artifact>,
    /// Pages with errors, which the build that joins makes again and tells of.
    pub n_broken: usize,
}

impl Part {
    /// `None` unless the number lies between 1 and the count.
    pub fn new(number: usize, count: usize) -> Option<Self> {
        (1..=count).contains(&number).then_some(Self { number, count })
    }

    pub fn number(self) -> usize {
        self.number
    }

    pub fn count(self) -> usize {
        self.count
    }

    /// Whether a page belongs to it. Neighbours fall into different parts, since what is slow often stands together.
    fn holds(self, path: &OutputPath) -> bool {
        let hash: u32 = Fingerprint::of(path.as_str()).hex().get(..7).and_then(|hex| u32::from_str_radix(hex, 16).ok()).unwrap_or(0);
        hash as usize % self.count == self.number - 1
    }
}

/// The name under which a part of a build of these sources (`build_key`) is kept.
pub(crate) fn part_name(sources: Fingerprint, part: Part) -> String {
    format!("part-{}-of-{}-{}", part.number(), part.count(), sources.hex())
}

/// Makes the pages of one part.
///
/// # Errors
///
/// Gives the problems of a site whose settings or theme have errors: what its pages would look like nobody intended.
pub fn build_part(snapshot: &Snapshot, part: Part) -> Result<PartBuilt, Problems> {
    let mut problems = snapshot.problems.clone();
    let config = problems.absorb(config::read(snapshot));
    let Some(config) = config else { return Err(problems.sorted()) };
    let mut memos = Memos::one_shot(None);
    let assembled = assemble(&|_| {}, snapshot, config, &mut memos, &mut problems);
    let Assembled { renderer, is_sound, .. } = &assembled;
    if !is_sound {
        return Err(problems.sorted());
    }
    let pictures = |picture: &SourceId| snapshot.assets.get(picture).map(|asset| asset.sha256);
    let wanted = Wanted { rules: &check::text, all_reviews: snapshot.settings.thorough, pictures: &pictures };
    let CoarseKeys { all_but_bodies, all_but_pages, .. } = CoarseKeys::of(snapshot, &assembled);
    let texts = Texts::new(renderer, (all_but_bodies, all_but_pages), &memos.texts, wanted, false);
    let outputs = Outputs::new(snapshot, &assembled, &texts, &memos.outputs, &Memory, None);
    let made = outputs.make_pages(&|path| part.holds(path));
    let record = LastBuild {
        all_but_bodies: Some(all_but_bodies),
        texts: texts.reports().map(|known| known.map(|(file, report)| LastText { file, report })).collect(),
        outputs: outputs::record(&made),
    };
    let n_made = made.len();
    let mut artifacts = outputs::collect(made, &mut problems).artifacts;
    artifacts.retain(|path, _| record.outputs.contains_key(path));
    Ok(PartBuilt { n_broken: n_made - artifacts.len(), record, artifacts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_in_one_part() {
        let parts: Vec<Part> = (1..=8).filter_map(|number| Part::new(number, 8)).collect();
        let mut counts = [0; 8];
        for n in 0..1000 {
            let path = OutputPath::new(format!("page-{n}/index.html")).expect("a path");
            let holders: Vec<usize> = parts.iter().filter(|part| part.holds(&path)).map(|part| part.number() - 1).collect();
            assert_eq!(holders.len(), 1);
            counts[holders[0]] += 1;
        }
        assert!(counts.iter().all(|count| (80..=170).contains(count)), "{counts:?}");
        assert_eq!((Part::new(0, 8), Part::new(9, 8), Part::new(1, 0)), (None, None, None));
    }
}
