//! Words along an axis and beside lines, so placed that none covers another and none leaves the picture.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::canvas::measure;

/// The least room between two words of a row.
const GAP: f64 = 8.0;

/// A word in a row, by its middle.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    pub at: f64,
    pub text: String,
    width: f64,
}

/// Words at their places in a row, moved as far as the ends of the row ask.
pub(super) fn row(labels: impl IntoIterator<Item = (f64, String)>, room: &Range<f64>, font_size: f64) -> Vec<Label> {
    let label = |(at, text): (f64, String)| {
        let text = shortened(text, room.end - room.start, font_size);
        let width = measure(&text, font_size);
        // A word that is wider than the row starts where the row does.
        let at = at.min(room.end - width / 2.0).max(room.start + width / 2.0);
        Label { at, text, width }
    };
    labels.into_iter().map(label).collect()
}

/// A word that is longer than its room ends with dots; the table has it whole.
pub(super) fn shortened(text: String, width: f64, font_size: f64) -> String {
    if measure(&text, font_size) <= width {
        return text;
    }
    let mut left = width - measure("…", font_size);
    let kept = text.graphemes(true).take_while(|letter| {
        left -= measure(letter, font_size);
        left >= 0.0
    });
    let kept: String = kept.collect();
    format!("{}…", kept.trim_end())
}

/// Whether all words of a row, in their order, stand apart and none is wider than the row.
pub(super) fn fit(row: &[Label], room: &Range<f64>) -> bool {
    row.iter().all(|label| label.width <= room.end - room.start) && row.windows(2).all(|pair| are_apart(&pair[0], &pair[1]))
}

fn are_apart(a: &Label, b: &Label) -> bool {
    (b.at - a.at).abs() >= (a.width + b.width) / 2.0 + GAP
}

/// Every word, or every second, third and so on, until those that are left stand apart. The first always stays.
pub(super) fn thinned(row: Vec<Label>, room: &Range<f64>) -> Vec<Label> {
    let every = |n: usize| row.iter().step_by(n).cloned().collect::<Vec<_>>();
    (1..row.len()).map(every).find(|left| fit(left, room)).unwrap_or_else(|| row.first().cloned().into_iter().collect())
}

/// The first and the last word, and those between that stand apart from what is there.
pub(super) fn ends_first(row: Vec<Label>) -> Vec<Label> {
    let Some(last) = row.last().cloned() else { return row };
    let mut left: Vec<Label> = Vec::new();
    for label in row.into_iter() {
        let is_free = left.last().is_none_or(|before| are_apart(before, &label)) && are_apart(&label, &last);
        if is_free {
            left.push(label);
        }
    }
    // Two ends that cover each other are one word.
    if left.last().is_none_or(|before| are_apart(before, &last)) {
        left.push(last);
    }
    left
}

/// Heights of lines of text, moved apart by at least `step` and kept in a range as far as they find room there. They stay in
/// the order of their heights.
pub(super) fn spread(heights: &[f64], step: f64, range: Range<f64>) -> Vec<f64> {
    let mut order: Vec<usize> = (0..heights.len()).collect();
    order.sort_by(|a, b| heights[*a].total_cmp(&heights[*b]));
    let mut placed = heights.to_vec();
    let mut free_from = range.start;
    for at in &order {
        placed[*at] = heights[*at].max(free_from);
        free_from = placed[*at] + step;
    }
    let mut free_to = range.end;
    for at in order.iter().rev() {
        placed[*at] = placed[*at].min(free_to);
        free_to = placed[*at] - step;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(texts: &[(f64, &str)], expected: &str) {
        let room = 0.0..200.0;
        let row = row(texts.iter().map(|(at, text)| (*at, (*text).to_owned())), &room, 10.0);
        let left = ends_first(row.clone());
        let told = format!("{} | {}", fit(&row, &room), left.iter().map(|label| label.text.as_str()).collect::<Vec<_>>().join(" "));
        assert_eq!(told, expected);
        for label in left {
            assert!(label.at - label.width / 2.0 >= 0.0 && label.at + label.width / 2.0 <= 200.0, "{label:?}");
        }
    }

    #[test]
    fn words_stand_apart_and_inside() {
        check(&[(0.0, "2019"), (100.0, "2021"), (200.0, "2023")], "true | 2019 2021 2023");
        check(&[(0.0, "2019"), (10.0, "2020"), (100.0, "2021"), (190.0, "2022"), (200.0, "2023")], "false | 2019 2021 2023");
        check(&[(0.0, "2019"), (2.0, "2020")], "false | 2020");
    }

    #[test]
    fn rows_are_thinned_evenly() {
        let room = 0.0..100.0;
        let ticks = row((0..11).map(|n| (f64::from(n) * 10.0, n.to_string())), &room, 10.0);
        assert_eq!(thinned(ticks, &room).iter().map(|label| label.text.as_str()).collect::<Vec<_>>(), ["0", "3", "6", "9"]);
    }

    #[test]
    fn lines_of_text_move_apart_and_stay_inside() {
        assert_eq!(spread(&[10.0, 12.0, 50.0], 10.0, 0.0..100.0), [10.0, 20.0, 50.0]);
        assert_eq!(spread(&[98.0, 99.0, 97.0], 10.0, 0.0..100.0), [90.0, 100.0, 80.0]);
    }
}
