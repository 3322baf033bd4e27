//! Which content files are not part of the site at a moment, and why.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::{Settings, SourceId, Span};
use crate::content::FrontMatter;
use crate::site::config::{Campaign, Present};
use crate::syntax::fields::Spanned;

/// Why a content file is not part of this build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Absent {
    Draft,
    NotYet,
    Expired,
    /// It belongs to other phases of the campaign.
    OtherPhase,
    /// It is there, but could not be loaded.
    Unreadable,
}

/// The files that are left out at a moment, without those that are only left out with their section.
pub(crate) fn absent<'f>(
    campaign: &Campaign,
    settings: &Settings,
    present: &Present,
    fronts: impl Iterator<Item = (&'f SourceId, &'f FrontMatter)>,
) -> BTreeMap<SourceId, Absent> {
    fronts.filter_map(|(source, front)| Some((source.clone(), absence(campaign, settings, present, front)?))).collect()
}

fn absence(campaign: &Campaign, settings: &Settings, present: &Present, front: &FrontMatter) -> Option<Absent> {
    if front.draft && !settings.drafts {
        return Some(Absent::Draft);
    }
    if !settings.future && publishes(campaign, front).is_some_and(|publishes| publishes > present.instant) {
        return Some(Absent::NotYet);
    }
    if expires(campaign, front).is_some_and(|expires| expires <= present.instant) {
        return Some(Absent::Expired);
    }
    let phases = front.phases.as_ref()?;
    let own = phases.iter().filter_map(|phase| campaign.phase_names().position(|name| name == phase.value));
    let is_shown = |own: usize| Some(own) == present.phase || (settings.future && Some(own) > present.phase);
    (!own.into_iter().any(is_shown)).then_some(Absent::OtherPhase)
}

/// When a page appears, if it waits for a moment.
pub(crate) fn publishes(campaign: &Campaign, front: &FrontMatter) -> Option<Timestamp> {
    front.publish.map(|publish| campaign.zone.instant(publish))
}

/// When a page expires, if it does.
pub(crate) fn expires(campaign: &Campaign, front: &FrontMatter) -> Option<Timestamp> {
    front.expires.map(|expires| campaign.zone.instant(expires))
}

/// Phases that the campaign does not have.
pub(super) fn check_phases(campaign: &Campaign, source: &SourceId, front: &FrontMatter, problems: &mut Problems) {
    for Spanned { value, span } in front.phases.iter().flatten() {
        if !campaign.phase_names().any(|name| name == value) {
            problems.push(unknown_phase(campaign, value, source.at(span.clone())));
        }
    }
}

/// A phase that the campaign does not have, with the nearest one that it has.
pub(crate) fn unknown_phase(campaign: &Campaign, name: &str, at: Span) -> Diagnostic {
    let names: Vec<&str> = campaign.phase_names().collect();
    let help = Suggestion::nearest(name, names.iter().copied()).or_list(
        "the phases are",
        &names,
        "the site has no campaign yet: add `[campaign]` with its `day` to `site.toml`",
    );
    Diagnostic::new(Code::UnknownPhase, format!("the campaign has no phase `{name}`")).at(at).help(help)
}
