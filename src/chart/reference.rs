//! The line that values are compared with: 1 for ratios, or a number that the chart names.

use super::number;
use super::scale::ScaleKind;
use super::settings::{ChartKind, Settings, mistake, one_of};
use super::unit::Unit;
use super::voice::Voice;
use crate::base::diagnostic::Problems;

/// A number that all values are compared with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reference {
    pub value: f64,
    /// What it stands for, if that is known: `no difference`.
    pub label: Option<String>,
}

/// Words of units and columns that are ratios of two groups. Shorthands stand alone, between blanks or underscores.
const RATIOS: &[&str] = &["ratio", "hr", "or", "rr", "irr", "smr", "ahr", "aor", "arr"];
/// The same in the other languages that strings exist in, and where the word is not `ratio`.
const RATIOS_IN_WORDS: &[&str] =
    &["relative risk", "rapport de", "rapport des", "risque relatif", "نسبة الخطر", "نسبة الأرجحية", "نسبة المخاطر", "الخطر النسبي"];

/// Whether numbers are ratios, such as odds, hazard and risk ratios, by their unit or by the names of their columns.
pub(super) fn is_ratio<'t>(unit: &Unit, columns: impl IntoIterator<Item = &'t str>) -> bool {
    // `or` and `rr` are shorthands as a whole name, and words within one.
    let is_named = |text: &str| {
        let text = text.to_lowercase().replace(['_', '-'], " ");
        let n_words = text.split_whitespace().count();
        text.split_whitespace().any(|word| RATIOS.contains(&word) && (word.len() > 2 || word == "hr" || n_words == 1))
            || RATIOS_IN_WORDS.iter().any(|words| text.contains(words))
    };
    !unit.is_percent && (is_named(&unit.words) || columns.into_iter().any(is_named))
}

/// The line that the chart asks for, or that its ratios have by themselves; `none` for no line.
pub(super) fn read(
    settings: &Settings,
    kind: Option<ChartKind>,
    is_ratio: bool,
    scale: ScaleKind,
    voice: &Voice<'_>,
    problems: &mut Problems,
) -> Option<Reference> {
    if let Some(kind) = kind.filter(|kind| !kind.has_reference()) {
        if let Some(setting) = settings.get("reference").or_else(|| settings.get("reference-label")) {
            let message = format!("`kind=\"{}\"` draws no line to compare with", kind.name());
            problems.push(mistake(setting, message, "leave it out, or use bars, dots or lines"));
        }
        return None;
    }
    // Estimates on a log scale are ratios, whatever they are called.
    let is_ratio = is_ratio || (kind == Some(ChartKind::Forest) && scale == ScaleKind::Log);
    let own_label = settings.text("reference-label").map(str::to_owned);
    let Some(setting) = settings.get("reference") else {
        if let Some(label) = settings.get("reference-label").filter(|_| !is_ratio) {
            problems.push(mistake(label, "there is no line that this could be the name of", "write its value too: `reference=\"1\"`"));
        }
        let no_effect = if is_ratio { Some(1.0) } else { (kind == Some(ChartKind::Forest)).then_some(0.0) };
        return no_effect.map(|value| Reference { value, label: own_label.or_else(|| Some(voice.text("chart-no-effect", &[]))) });
    };
    if setting.value == "none" {
        return None;
    }
    match number::read(&setting.value) {
        Ok(value) => value.map(|value| {
            let is_no_effect = (is_ratio && value == 1.0) || (kind == Some(ChartKind::Forest) && value == 0.0);
            Reference { value, label: own_label.or_else(|| is_no_effect.then(|| voice.text("chart-no-effect", &[]))) }
        }),
        Err(unreadable) => {
            problems.push(mistake(setting, unreadable.message, "write a number, such as `1`, or `none` for no line"));
            None
        }
    }
}

/// The scale that the chart asks for; the ratios of a forest plot have a log scale by themselves.
pub(super) fn scale(settings: &Settings, kind: Option<ChartKind>, is_ratio: bool, problems: &mut Problems) -> ScaleKind {
    let Some(setting) = settings.get("scale") else {
        return if is_ratio && kind == Some(ChartKind::Forest) { ScaleKind::Log } else { ScaleKind::Linear };
    };
    let scale = one_of(ScaleKind::NAMES, "scale", setting, problems).unwrap_or_default();
    if let Some(kind) = kind.filter(|kind| scale == ScaleKind::Log && !kind.may_be_log()) {
        let message = format!("`kind=\"{}\"` starts at zero, and a log scale has none", kind.name());
        problems.push(mistake(setting, message, "use `kind=\"dot\"`, `kind=\"forest\"` or `kind=\"line\"`"));
    }
    scale
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(unit: &str, column: &str, expected: bool) {
        assert_eq!(is_ratio(&Unit::parse(unit, &[]), [column]), expected, "{unit} {column}");
    }

    #[test]
    fn ratios_are_known_by_their_names() {
        check("hazard ratio", "value", true);
        check("", "odds_ratio", true);
        check("HR for death", "estimate", true);
        check("", "or", true);
        check("rapport de risques", "valeur", true);
        check("boys or girls", "n", false);
        check("% of the ratio", "n", false);
        check("people", "cases", false);
    }
}
