//! All outputs of a build and all texts, with what the checks and the next build want of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::assemble::Assembled;
use super::keys::CoarseKeys;
use super::last::{LastBuild, LastText};
use super::outputs::{self, BuildOutputs, Outputs};
use super::{BuildObserver, Memos};
use crate::base::artifact::OutputPath;
use crate::base::diagnostic::Problems;
use crate::base::fingerprint::Fingerprint;
use crate::base::source::{Snapshot, SourceId};
use crate::check;
use crate::plan::{Plan, Planned, Target};
use crate::render::question::ShownPicture;
use crate::render::review::{self, PageReview};
use crate::render::text_report::{TextReport, Wanted};
use crate::render::texts::Texts;

/// What rendering gives.
pub(super) struct RenderedSite {
    pub outputs: BuildOutputs,
    /// By entry.
    pub texts: Vec<Arc<TextReport>>,
    pub reviews: BTreeMap<SourceId, PageReview>,
    /// For the next run of the command, where this one keeps nothing in memory.
    pub record: Option<LastBuild>,
}

/// Renders everything, what somebody waits for first. None if the rest was cancelled; what was made is remembered.
pub(super) fn render(
    observer: &BuildObserver<'_>,
    snapshot: &Snapshot,
    assembled: &Assembled,
    keys: CoarseKeys,
    memos: &mut Memos,
    problems: &mut Problems,
) -> Option<RenderedSite> {
    let Assembled { renderer, plan, is_sound, .. } = assembled;
    let CoarseKeys { all_but_bodies, all_but_pages, .. } = keys;
    let pictures = |picture: &SourceId| snapshot.assets.get(picture).map(|asset| asset.sha256);
    let wanted = Wanted { rules: &check::text, all_reviews: snapshot.settings.thorough, pictures: &pictures };
    let last = memos.last.take().and_then(|ask| ask(all_but_bodies)).and_then(|last| last.of(all_but_bodies));
    let texts = Texts::new(renderer, (all_but_bodies, all_but_pages), &memos.texts, wanted, !memos.is_one_shot);
    for (id, text) in renderer.index.ids().zip(last.iter().flat_map(|last| &last.texts)) {
        if let Some(text) = text {
            texts.take_over(id, text.file, text.report.clone());
        }
    }
    let outputs = Outputs::new(snapshot, assembled, &texts, &memos.outputs, observer.sink, last.as_ref());
    let early = outputs.make_priority(observer.priority);
    if *is_sound {
        (observer.ready)(outputs::good(renderer, &early));
    }
    let (mut made, is_whole) = outputs.make_rest(early, observer.is_cancelled);
    if is_whole {
        outputs.add_archives(&mut made);
    }
    // Joined parts are large, and all that counts of them is in what was made.
    drop(last);
    let last_outputs = memos.is_one_shot.then(|| outputs::record(&made));
    let mut outputs = outputs::collect(made, problems);
    let remembered = std::mem::take(&mut outputs.remembered);
    if !is_whole {
        let made: Vec<_> = texts.made().collect();
        memos.texts.add(made);
        memos.outputs.add(remembered);
        return None;
    }
    let variants = renderer.pictures.artifacts(outputs.pictures.iter().map(ShownPicture::part));
    outputs.artifacts.extend(variants.into_iter().filter(|(path, _)| !plan.outputs.contains_key(path)));
    let reviews = review::all(renderer, &texts);
    let remembered_texts: Vec<_> = if memos.is_one_shot { Vec::new() } else { texts.made().collect() };
    let files: Vec<Fingerprint> = renderer.index.ids().map(|id| texts.file(id)).collect();
    let texts = texts.into_reports();
    let record = last_outputs.map(|outputs| {
        let texts = files.into_iter().zip(&texts).map(|(file, report)| Some(LastText { file, report: report.clone() }));
        LastBuild { all_but_bodies: Some(all_but_bodies), texts: texts.collect(), outputs }
    });
    memos.texts.replace(remembered_texts);
    memos.outputs.replace(remembered);
    for text in &texts {
        problems.extend(text.problems.iter().chain(&text.findings).cloned());
        outputs.cited.extend(text.cited.iter().cloned());
    }
    outputs.reporting.extend(texts_reporting(plan, &texts));
    outputs.is_daily |= texts.iter().any(|text| text.is_daily);
    let absent = renderer.documents.values().filter(|parsed| renderer.index.of_source(&parsed.source.id).is_empty());
    problems.extend(absent.flat_map(|parsed| parsed.body().problems.clone()));
    Some(RenderedSite { outputs, texts, reviews, record })
}

/// The pages of texts whose components show the report on the finished site.
fn texts_reporting<'a>(plan: &'a Plan, texts: &'a [Arc<TextReport>]) -> impl Iterator<Item = OutputPath> + 'a {
    let is_any = texts.iter().any(|text| text.shows_report);
    let outputs = is_any.then(|| plan.outputs.iter()).into_iter().flatten();
    let shows = |planned: &Planned| matches!(&planned.target, Target::Entry { id, .. } if texts[id.0].shows_report);
    outputs.filter(move |(_, planned)| shows(planned)).map(|(path, _)| path.clone())
}
