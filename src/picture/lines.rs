//! A text of a drawing, broken into lines.
//!
//! A `text` element with `data-width` is broken into lines of at most that width, in the units of the drawing, and is set smaller if
//! there were more than `data-lines`. Its `y` is the middle of its lines where `data-middle` says so, and else the first line's.

use std::fmt::Write;

use resvg::usvg;
use resvg::usvg::roxmltree::Node;

use super::materials::{Fault, Materials, Undrawable};

/// The sizes that are tried for a text, as parts of the one that it asks for.
pub(super) const SIZES: [f64; 7] = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4];

/// From the foot of a line to the foot of the next, in parts of the size of the letters.
const LINE: f64 = 1.2;

/// How far a line's capitals reach above its foot, in parts of the size of the letters.
const CAPITALS: f64 = 0.72;

/// What the width of a word depends on, beside its size.
const FONT: [&str; 4] = ["font-family", "font-weight", "font-style", "font-stretch"];

/// The size at which words are measured.
const MEASURED_AT: f64 = 100.0;

/// The space between words, in parts of the size of the letters.
const SPACE: f64 = 0.26;

/// A number of an attribute.
pub(super) fn number(node: &Node<'_, '_>, name: &str, usual: f64) -> Result<f64, String> {
    match node.attribute(name) {
        Some(written) => {
            written.trim().parse().ok().filter(|n: &f64| n.is_finite()).ok_or_else(|| format!("`{name}` of a text is no number"))
        }
        None => Ok(usual),
    }
}

/// A number of lines, words or columns, to reckon with.
pub(super) fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::INFINITY, f64::from)
}

/// A text of a drawing, before it is broken.
pub(super) struct Text {
    /// Its attributes, but for those that say where its lines stand.
    own: String,
    /// What a reading program is told of it.
    pub marks: String,
    pub size: f64,
    pub words: Vec<Word>,
    pub is_rtl: bool,
}

/// A word with its width, in parts of the size of the letters.
pub(super) type Word = (String, f64);

impl Text {
    pub(super) fn read(node: &Node<'_, '_>, materials: &Materials) -> Result<Self, String> {
        let (mut own, mut marks, mut font) = (String::new(), String::new(), String::new());
        for attribute in node.attributes() {
            let to = match attribute.name() {
                "data-tag" | "data-alt" | "data-href" | "data-lang" => &mut marks,
                "y" | "font-size" => continue,
                name if name.starts_with("data-") => continue,
                _ => &mut own,
            };
            let _ = write!(to, " {}=\"{}\"", attribute.name(), escaped(attribute.value()));
        }
        for name in FONT {
            if let Some(value) = node.ancestors().find_map(|node| node.attribute(name)) {
                let _ = write!(font, " {name}=\"{}\"", escaped(value));
            }
        }
        let text: String = node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect();
        let is_rtl = node.ancestors().find_map(|node| node.attribute("direction")) == Some("rtl");
        Ok(Self { own, marks, size: number(node, "font-size", 16.0)?, words: measured(&text, &font, materials)?, is_rtl })
    }

    /// A line of it, as an element of its own.
    pub(super) fn line(&self, line: &str, place: &str, y: f64, size: f64) -> String {
        // The library sets every line from left to right, unless marks say otherwise.
        let line = if self.is_rtl { format!("\u{2067}{line}\u{2069}") } else { line.to_owned() };
        format!("<text{}{place} y=\"{y:.2}\" font-size=\"{size:.2}\">{}</text>", self.own, escaped(&line))
    }
}

/// A text element as one for each of its lines.
pub(super) fn lines_of(node: &Node<'_, '_>, materials: &Materials) -> Result<String, Undrawable> {
    let text = Text::read(node, materials)?;
    let (width, y) = (number(node, "data-width", 0.0)?, number(node, "y", 0.0)?);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is held to a small number")]
    let max_lines = number(node, "data-lines", 1.0)?.clamp(1.0, 20.0) as usize;
    let (size, lines, is_whole) = fitted(&text.words, width, text.size, max_lines);
    // What is read aloud and printed is never cut short.
    if !is_whole && !text.marks.is_empty() {
        let why = format!("the text `{}` is too long for its place", start_of(&text.words));
        return Err(Undrawable { why, fault: Fault::TooLong });
    }
    let last = count(lines.len().saturating_sub(1));
    let first = if node.has_attribute("data-middle") { y + (CAPITALS - last * LINE) * size / 2.0 } else { y };
    let mut written = String::new();
    for (n, line) in lines.iter().enumerate() {
        written.push_str(&text.line(line, "", first + count(n) * LINE * size, size));
    }
    Ok(if text.marks.is_empty() { written } else { format!("<g{}>{written}</g>", text.marks) })
}

/// The first words of a text, for a message.
pub(super) fn start_of(words: &[Word]) -> String {
    let start: Vec<&str> = words.iter().take(6).map(|(word, _)| word.as_str()).collect();
    format!("{}{}", start.join(" "), if words.len() > 6 { " …" } else { "" })
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The words of a text with their widths, in parts of the size of the letters.
fn measured(text: &str, attributes: &str, materials: &Materials) -> Result<Vec<Word>, String> {
    // What must not be torn apart is one word: a number and its unit, a French word and its colon.
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let mut probe = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1200 630\">".to_owned();
    for (n, word) in words.iter().enumerate() {
        let _ = write!(probe, "<g id=\"w{n}\"><text{attributes} font-size=\"{MEASURED_AT}\">{}</text></g>", escaped(word));
    }
    probe.push_str("</svg>");
    let tree = materials.tree(&probe)?;
    let width = |n: usize| match tree.node_by_id(&format!("w{n}")) {
        Some(usvg::Node::Group(group)) => f64::from(group.bounding_box().width()) / MEASURED_AT,
        _ => 0.0,
    };
    Ok(words.into_iter().enumerate().map(|(n, word)| (word.to_owned(), width(n))).collect())
}

/// The largest size at which the words take no more lines than they may, and those lines, as even as they can be. Says whether they
/// hold all words.
fn fitted(words: &[Word], width: f64, asked: f64, max_lines: usize) -> (f64, Vec<String>, bool) {
    let sizes = SIZES.map(|part| part * asked);
    let fits = |size: f64| words.iter().all(|(_, len)| len * size <= width) && broken(words, width / size).len() <= max_lines;
    let size = sizes.into_iter().find(|size| fits(*size)).unwrap_or(asked * SIZES[SIZES.len() - 1]);
    let mut lines = broken(words, width / size);
    if lines.len() > max_lines {
        lines.truncate(max_lines);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
        return (size, lines, false);
    }
    // The narrowest width with as many lines leaves no word alone in the last one.
    let (mut low, mut high) = (0.0, width / size);
    for _ in 0..12 {
        let middle = f64::midpoint(low, high);
        if broken(words, middle).len() <= lines.len() && words.iter().all(|(_, len)| *len <= middle) { high = middle } else { low = middle }
    }
    (size, broken(words, high), true)
}

/// Words in lines of at most this width, in parts of the size of the letters.
pub(super) fn broken(words: &[Word], width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut at = f64::INFINITY;
    for (word, len) in words {
        match lines.last_mut().filter(|_| at + SPACE + len <= width) {
            Some(line) => {
                line.push(' ');
                line.push_str(word);
                at += SPACE + len;
            }
            None => {
                lines.push(word.clone());
                at = *len;
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Word> {
        #[expect(clippy::cast_precision_loss, reason = "short words")]
        let word = |word: &str| (word.to_owned(), word.len() as f64);
        text.split(' ').map(word).collect()
    }

    #[test]
    fn lines_are_even_and_letters_as_large_as_they_can_be() {
        assert_eq!(fitted(&words("one two three four"), 12.0, 1.0, 2), (1.0, vec!["one two".to_owned(), "three four".to_owned()], true));
        let (size, lines, is_whole) = fitted(&words("one two three four five six"), 8.0, 1.0, 2);
        assert_eq!((size, lines.len(), is_whole), (0.6, 2, true));
        let (size, lines, is_whole) = fitted(&words("one two three four"), 2.0, 1.0, 2);
        assert_eq!((size, lines, is_whole), (0.4, vec!["one".to_owned(), "two…".to_owned()], false));
    }
}
