//! What the processor wrote, made whole: ranges of dates and dates in words, `et al.` for `and others`, and the case of titles.

use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::{FontWeight, TextDecoration};
use hayagriva::{Elem, ElemChild, ElemChildren, ElemMeta, Rendered};

use super::item::written_dates;
use crate::site::evidence::case;
use crate::site::evidence::rich::OTHERS;

/// What a text needs to know of its style.
pub(super) struct Finish<'a> {
    /// `et al.` in the language of the page.
    pub et_al: &'a str,
    /// Whether a comma stands before it after a single name.
    pub always_comma: bool,
}

impl Finish<'_> {
    /// Finishes all that was written for marks of these items.
    pub(super) fn all(&self, rendered: &mut Rendered, marks: &[Vec<&Item>]) {
        for (mark, written) in marks.iter().zip(&mut rendered.citations) {
            self.mark(&mut written.citation, mark);
        }
        let list = rendered.bibliography.iter_mut().flat_map(|list| &mut list.items);
        for entry in list {
            let item = marks.iter().flatten().find(|item| item.id().is_some_and(|id| *id == *entry.key));
            if let Some(item) = item {
                self.children(&mut entry.content, item);
            }
        }
    }

    fn mark(&self, children: &mut ElemChildren, mark: &[&Item]) {
        for child in &mut children.0 {
            if let ElemChild::Elem(elem) = child {
                match elem.meta {
                    Some(ElemMeta::Entry(at)) => {
                        if let Some(item) = mark.get(at) {
                            self.children(&mut elem.children, item);
                        }
                    }
                    _ => self.mark(&mut elem.children, mark),
                }
            }
        }
    }

    fn children(&self, children: &mut ElemChildren, item: &Item) {
        self.others(children);
        for child in &mut children.0 {
            match child {
                ElemChild::Text(text) => {
                    let is_title = text.formatting.font_weight == FontWeight::Light;
                    let is_sentence = text.formatting.text_decoration == TextDecoration::Underline;
                    if is_title {
                        text.formatting.font_weight = FontWeight::Normal;
                    }
                    if is_sentence {
                        text.formatting.text_decoration = TextDecoration::None;
                    }
                    // Other languages have no case for titles.
                    let is_english = item.0.get("language").and_then(|value| value.to_str()).is_none_or(|code| code.starts_with("en"));
                    if is_title && is_english {
                        text.text = case::title(&text.text);
                    } else if is_sentence {
                        text.text = case::sentence(&text.text);
                    }
                }
                ElemChild::Elem(elem) => {
                    if elem.meta == Some(ElemMeta::Date) {
                        without_season(elem);
                        in_words(elem, item);
                    }
                    self.children(&mut elem.children, item);
                }
                _ => {}
            }
        }
    }

    /// Puts `et al.` in the place of the last name where that stands for all who are not named.
    fn others(&self, names: &mut ElemChildren) {
        let is_name = |child: &ElemChild| matches!(child, ElemChild::Elem(Elem { meta: Some(ElemMeta::Name(..)), .. }));
        let is_others = |child: &ElemChild| is_name(child) && matches!(child, ElemChild::Elem(elem) if is_for_others(elem));
        let Some(at) = names.0.iter().position(is_others) else { return };
        let n_before = names.0[..at].iter().filter(|child| is_name(child)).count();
        let delimiter = if n_before > 1 || self.always_comma { ", " } else { " " };
        if let Some(ElemChild::Text(before)) = at.checked_sub(1).and_then(|before| names.0.get_mut(before)) {
            delimiter.clone_into(&mut before.text);
        }
        if let ElemChild::Elem(elem) = &mut names.0[at]
            && let Some(ElemChild::Text(text)) = elem.children.0.first_mut()
        {
            self.et_al.clone_into(&mut text.text);
        }
    }
}

fn is_for_others(elem: &Elem) -> bool {
    matches!(&elem.children.0[..], [ElemChild::Text(text)] if text.text.starts_with(OTHERS))
}

/// A style that asks for the year alone gets the season with a stroke: `Autumn/2009`.
fn without_season(elem: &mut Elem) {
    for child in &mut elem.children.0 {
        if let ElemChild::Text(text) = child
            && let Some(stroke) = text.text.find('/')
            && text.text[stroke + 1..].starts_with(|letter: char| letter.is_ascii_digit())
            && let Some(start) = text.text[..stroke].find(char::is_alphabetic)
            && text.text[start..stroke].chars().all(char::is_alphabetic)
        {
            text.text.replace_range(start..=stroke, "");
        }
    }
}

/// Shows a date as it was written where that is more than the year which stands for it.
fn in_words(elem: &mut Elem, item: &Item) {
    for (literal, year) in written_dates(item) {
        let year = year.to_string();
        for child in &mut elem.children.0 {
            if let ElemChild::Text(text) = child
                && let Some(at) = text.text.find(&year)
            {
                text.text.replace_range(at..at + year.len(), literal);
                return;
            }
        }
    }
}

/// Joins what was written for the first and the last date of ranges.
pub(super) fn join_ranges(first: &mut Rendered, last: Rendered) {
    for (mark, end) in first.citations.iter_mut().zip(&last.citations) {
        join(&mut mark.citation, &end.citation);
    }
    let ends = last.bibliography.map(|list| list.items).unwrap_or_default();
    for entry in first.bibliography.iter_mut().flat_map(|list| &mut list.items) {
        // The ends of ranges may stand in another order.
        if let Some(end) = ends.iter().find(|end| end.key == entry.key) {
            join(&mut entry.content, &end.content);
        }
    }
}

fn join(first: &mut ElemChildren, last: &ElemChildren) {
    for (child, end) in first.0.iter_mut().zip(&last.0) {
        let (ElemChild::Elem(elem), ElemChild::Elem(end)) = (child, end) else { continue };
        if elem.meta != Some(ElemMeta::Date) {
            join(&mut elem.children, &end.children);
            continue;
        }
        let (from, to) = (format!("{elem:#}"), format!("{end:#}"));
        if from == to {
            continue;
        }
        let ElemChild::Text(text) = (match elem.children.0.first() {
            Some(text) => text,
            None => continue,
        }) else {
            continue;
        };
        let mut text = text.clone();
        text.text = range(&from, &to);
        elem.children.0 = vec![ElemChild::Text(text)];
    }
}

/// Two dates as one range, what they share written once: `2009 Jan–Mar`.
fn range(from: &str, to: &str) -> String {
    let is_sign = |letter: char| !letter.is_alphanumeric();
    // The signs around both, such as brackets.
    let start = from.len() - from.trim_start_matches(is_sign).len();
    let end = from.trim_end_matches(is_sign).len().max(start);
    let (before, own, after) = (&from[..start], &from[start..end], &from[end..]);
    let to = to.trim_matches(is_sign);
    let (first, last): (Vec<&str>, Vec<&str>) = (own.split(' ').collect(), to.split(' ').collect());
    let n_same = first.iter().zip(&last).take_while(|(one, other)| one == other).count();
    let n_end = first[n_same..].iter().rev().zip(last[n_same..].iter().rev()).take_while(|(one, other)| one == other).count();
    let (a, b) = (first[n_same..first.len() - n_end].join(" "), last[n_same..last.len() - n_end].join(" "));
    let has_year = a.split(is_sign).any(|word| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()));
    let joined = if has_year || a.is_empty() || b.is_empty() {
        format!("{own}–{to}")
    } else {
        // A comma after the day stands after both days.
        let middle = format!("{}–{b}", a.trim_end_matches(','));
        let parts = first[..n_same].iter().copied().chain([middle.as_str()]).chain(first[first.len() - n_end..].iter().copied());
        parts.collect::<Vec<_>>().join(" ")
    };
    format!("{before}{joined}{after}")
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn ranges_of_dates() {
        let check = |from: &str, to: &str, expected: &str| assert_eq!(range(from, to), expected);
        check("2009 Jan", "2009 Mar", "2009 Jan–Mar");
        check("2009 Jan 4", "2009 Jan 8", "2009 Jan 4–8");
        check("2009 Jan 4", "2009 Mar 8", "2009 Jan 4–Mar 8");
        check("January 4, 2009", "January 8, 2009", "January 4–8, 2009");
        check("(2001)", "(2004)", "(2001–2004)");
        check("2019 Dec", "2020 Jan", "2019 Dec–2020 Jan");
        check("5 janv. 2019", "5 janv. 2020", "5 janv. 2019–5 janv. 2020");
        check("2009, January", "2009, March", "2009, January–March");
    }
}
