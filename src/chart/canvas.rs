//! SVG written mark by mark, from the side where reading starts: right-to-left pictures are mirrored here and nowhere else.

use std::fmt::Write;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::syntax::html;

/// The size that a picture is made for, in CSS pixels at a scale of 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout {
    pub width: f64,
    pub font_size: f64,
    pub is_narrow: bool,
}

impl Layout {
    /// A phone's column: 288 pixels are what a screen of 320 leaves between the gutters.
    pub(super) const NARROW: Self = Self { width: 288.0, font_size: 13.5, is_narrow: true };
    pub(super) const WIDE: Self = Self { width: 640.0, font_size: 14.0, is_narrow: false };
    pub(super) const SWATCH: Self = Self { width: 28.0, font_size: 14.0, is_narrow: true };

    pub(super) fn line_height(&self) -> f64 {
        self.font_size * 1.35
    }
}

/// How lines look without a style sheet, as in feeds.
const PLAIN: &str = r#"fill="none" stroke="currentColor""#;

/// Where a text is anchored, in the direction of reading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

pub(super) struct Canvas {
    pub layout: Layout,
    is_mirrored: bool,
    svg: String,
}

/// A canvas with the height that the drawing takes.
pub(super) type Drawn = (Canvas, f64);

impl Canvas {
    pub(super) fn new(layout: Layout, is_mirrored: bool) -> Self {
        Self { layout, is_mirrored, svg: String::new() }
    }

    fn x(&self, x: f64) -> Short {
        Short(if self.is_mirrored { self.layout.width - x } else { x })
    }

    pub(super) fn rect(&mut self, class: &str, x: Range<f64>, y: f64, height: f64) {
        let left = if self.is_mirrored { self.layout.width - x.end } else { x.start };
        let (width, y, height, left) = (Short(x.end - x.start), Short(y), Short(height), Short(left));
        let _ = write!(self.svg, r#"<rect class="{class}" x="{left}" y="{y}" width="{width}" height="{height}"/>"#);
    }

    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let (a, b, c, d) = (self.x(from.0), Short(from.1), self.x(to.0), Short(to.1));
        let _ = write!(self.svg, r#"<path class="{class}" {PLAIN} d="M{a} {b}L{c} {d}"/>"#);
    }

    /// A line along a mark's middle, as thick as `width`.
    pub(super) fn stroke(&mut self, class: &str, x: Range<f64>, y: f64, width: f64) {
        let (a, b, y, width) = (self.x(x.start), self.x(x.end), Short(y), Short(width));
        let _ = write!(self.svg, r#"<path class="{class}" stroke-width="{width}" d="M{a} {y}H{b}"/>"#);
    }

    /// The same with one more attribute.
    pub(super) fn dashed(&mut self, class: &str, x: Range<f64>, y: f64, width: f64, attribute: &str) {
        let (a, b, y, width) = (self.x(x.start), self.x(x.end), Short(y), Short(width));
        let _ = write!(self.svg, r#"<path class="{class}" stroke-width="{width}" {attribute} d="M{a} {y}H{b}"/>"#);
    }

    pub(super) fn path(&mut self, class: &str, points: &[(f64, f64)]) {
        let plain = match class.split_once(' ').map_or(class, |(kind, _)| kind) {
            "chart-line" => PLAIN,
            "chart-band" => r#"fill-opacity="0.16""#,
            _ => "",
        };
        let _ = write!(self.svg, r#"<path class="{class}" {plain} d=""#);
        for (n, (x, y)) in points.iter().enumerate() {
            let _ = write!(self.svg, "{}{} {}", if n == 0 { 'M' } else { 'L' }, self.x(*x), Short(*y));
        }
        self.svg.push_str("\"/>");
    }

    /// The sign of a series at a point: each has its own shape.
    pub(super) fn sign(&mut self, series: usize, x: f64, y: f64, radius: f64) {
        let class = format!("chart-sign s{}", series + 1);
        let r = radius;
        let outline: &[(f64, f64)] = match series {
            0 => {
                let (x, y, r) = (self.x(x), Short(y), Short(r));
                let _ = write!(self.svg, r#"<circle class="{class}" cx="{x}" cy="{y}" r="{r}"/>"#);
                return;
            }
            1 => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            2 => &[(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
            3 => &[(0.0, -1.2), (1.2, 0.9), (-1.2, 0.9)],
            4 => &[(0.0, 1.2), (1.2, -0.9), (-1.2, -0.9)],
            _ => &[
                (-0.4, -1.2),
                (0.4, -1.2),
                (0.4, -0.4),
                (1.2, -0.4),
                (1.2, 0.4),
                (0.4, 0.4),
                (0.4, 1.2),
                (-0.4, 1.2),
                (-0.4, 0.4),
                (-1.2, 0.4),
                (-1.2, -0.4),
                (-0.4, -0.4),
            ],
        };
        let points: Vec<(f64, f64)> = outline.iter().map(|(dx, dy)| (x + dx * r, y + dy * r)).collect();
        self.path(&class, &points);
    }

    pub(super) fn text(&mut self, class: &str, x: f64, y: f64, anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let (x, y) = (self.x(x), Short(y));
        let _ = write!(self.svg, r#"<text class="{class}" x="{x}" y="{y}"{anchor}>"#);
        html::escape_into(text, &mut self.svg);
        self.svg.push_str("</text>");
    }

    /// Lines of text below each other; gives the height they take.
    pub(super) fn lines(&mut self, class: &str, x: f64, top: f64, lines: &[String]) -> f64 {
        let step = self.layout.line_height();
        for (n, line) in lines.iter().enumerate() {
            self.text(class, x, top + n as f64 * step + self.layout.font_size, Anchor::Start, line);
        }
        lines.len() as f64 * step
    }

    /// The whole picture, with the attributes that make it an image or decoration.
    pub(super) fn finish(self, attributes: &str, height: f64) -> String {
        let (width, height, size) = (Short(self.layout.width), Short(height.ceil()), Short(self.layout.font_size));
        let direction = if self.is_mirrored { r#" direction="rtl""# } else { "" };
        format!(
            r#"<svg {attributes} width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-size="{size}"{direction}>{}</svg>"#,
            self.svg
        )
    }
}

/// A number with at most two decimals.
#[derive(Clone, Copy)]
pub(super) struct Short(pub f64);

impl std::fmt::Display for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Adding zero turns -0 into 0.
        write!(f, "{}", (self.0 * 100.0).round() / 100.0 + 0.0)
    }
}

/// About how wide a text is; the reader's own typeface is not known, so it is a generous guess.
pub(super) fn measure(text: &str, font_size: f64) -> f64 {
    let letter = |letter: char| match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '’' | '|' | '!' => 0.31,
        'f' | 't' | 'r' | ' ' | '\u{a0}' | '\u{202f}' | '(' | ')' | '-' => 0.38,
        'm' | 'w' | 'M' | 'W' | '%' => 0.92,
        '0'..='9' => 0.62,
        'A'..='Z' => 0.7,
        '\u{0600}'..='\u{06ff}' => 0.62,
        '\u{0300}'..='\u{036f}' | '\u{200b}'..='\u{200f}' => 0.0,
        letter if u32::from(letter) < 0x2000 => 0.6,
        _ => 1.0,
    };
    text.chars().map(letter).sum::<f64>() * font_size
}

/// The same in bold, as values are written.
pub(super) fn measure_bold(text: &str, font_size: f64) -> f64 {
    measure(text, font_size) * 1.15
}

/// A text in as few lines as fit a width, about equally long; a word that is longer is broken.
pub(super) fn wrap(text: &str, width: f64, font_size: f64) -> Vec<String> {
    let lines = filled(text, width, font_size);
    let longest = text.split_whitespace().map(|word| measure(word, font_size)).fold(0.0, f64::max);
    // A narrower line must not break a word that this one does not.
    let narrower = (1..10).map(|tenth| width * f64::from(tenth) / 10.0).filter(|width| longest <= *width);
    narrower.map(|width| filled(text, width, font_size)).find(|balanced| balanced.len() == lines.len()).unwrap_or(lines)
}

/// Lines that are filled one by one.
fn filled(text: &str, width: f64, font_size: f64) -> Vec<String> {
    // Sums of the same widths in another order differ in their last digits.
    let width = width + 0.01;
    let mut lines: Vec<String> = Vec::new();
    let words = text.split_whitespace().flat_map(|word| parts(word, width, font_size));
    for word in words {
        match lines.last_mut() {
            Some(line) if measure(line, font_size) + measure(" ", font_size) + measure(word, font_size) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A word that is wider than a line in parts that are not, as in scripts without spaces.
fn parts(word: &str, width: f64, font_size: f64) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut taken) = (0, 0.0);
    // A letter and its marks stay together.
    for (at, letter) in word.grapheme_indices(true) {
        let size = measure(letter, font_size);
        if taken + size > width && at > start {
            parts.push(&word[start..at]);
            (start, taken) = (at, 0.0);
        }
        taken += size;
    }
    parts.push(&word[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_its_room() {
        for text in ["Immunhistochemieverfahrensanweisung im Krankenhaus", "มะเร็งปากมดลูกและมะเร็งเต้านม", "short words only"]
        {
            let lines = wrap(text, 120.0, 14.0);
            assert!(lines.iter().all(|line| measure(line, 14.0) <= 120.5), "{lines:?}");
            assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
        }
    }
}
