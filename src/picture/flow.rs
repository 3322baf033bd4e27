//! Texts set below each other in columns, as the pages of a leaflet are.
//!
//! A `g` with `data-flow` has its place in `data-x`, `data-y`, `data-width` and `data-height`, and as many columns as `data-columns`
//! says, `data-gap` apart. Each `text` in it follows the one before, `data-before` below it, and begins `data-indent` from the edge,
//! after what `data-bullet` holds, or a dot if that is empty. All are set smaller together until they fit.

use std::fmt::Write;

use resvg::usvg::roxmltree::Node;

use super::lines::{SIZES, Text, broken, count, escaped, number, start_of};
use super::materials::{Fault, Materials, Undrawable};

/// From the foot of a line to the foot of the next, in parts of the size of the letters: more than in titles, as there are more words.
const LINE: f64 = 1.38;

/// How far a line's letters reach above its foot, in parts of their size.
const ASCENT: f64 = 0.98;

/// No letters are smaller than this part of what they ask for: what is printed has to be read.
const SMALLEST: f64 = 0.7;

/// A part of a text that is torn apart by the end of a column has at least as many lines.
const FEWEST: usize = 2;

struct Block {
    text: Text,
    before: f64,
    indent: f64,
    bullet: Option<String>,
    /// Whether it has to stand with the start of what follows.
    is_heading: bool,
}

struct Columns {
    x: f64,
    y: f64,
    /// Of one column.
    width: f64,
    height: f64,
    n: usize,
    gap: f64,
    is_rtl: bool,
}

/// A line with its column and the distance of its foot from the column's top.
type Placed = (usize, f64, String);

/// The columns of a flow, each text in a group of its own.
pub(super) fn columns(node: &Node<'_, '_>, materials: &Materials) -> Result<String, Undrawable> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is held to a small number")]
    let n = number(node, "data-columns", 1.0)?.clamp(1.0, 8.0) as usize;
    let gap = number(node, "data-gap", 0.0)?;
    let width = (number(node, "data-width", 0.0)? - gap * count(n - 1)) / count(n);
    let columns = Columns {
        x: number(node, "data-x", 0.0)?,
        y: number(node, "data-y", 0.0)?,
        width,
        height: number(node, "data-height", 0.0)?,
        n,
        gap,
        is_rtl: node.ancestors().find_map(|node| node.attribute("direction")) == Some("rtl"),
    };
    let blocks: Vec<Block> =
        node.children().filter(|child| child.has_tag_name("text")).map(|child| block(&child, materials)).collect::<Result<_, String>>()?;
    for scale in SIZES.into_iter().filter(|scale| *scale >= SMALLEST) {
        if let Some(placed) = columns.place(&blocks, scale) {
            return Ok(columns.written(node, &blocks, &placed, scale));
        }
    }
    let first = blocks.first().map(|block| start_of(&block.text.words)).unwrap_or_default();
    Err(Undrawable { why: format!("the text that starts with `{first}` is too long for its sheet"), fault: Fault::TooLong })
}

fn block(node: &Node<'_, '_>, materials: &Materials) -> Result<Block, String> {
    Ok(Block {
        text: Text::read(node, materials)?,
        before: number(node, "data-before", 0.0)?,
        indent: number(node, "data-indent", 0.0)?,
        bullet: node.attribute("data-bullet").map(str::to_owned),
        is_heading: node.attribute("data-tag").is_some_and(|tag| tag.starts_with('h')),
    })
}

impl Columns {
    /// Where the lines of each block stand at this size; `None` if there is not enough room.
    fn place(&self, blocks: &[Block], scale: f64) -> Option<Vec<Vec<Placed>>> {
        let lines: Vec<Vec<String>> = blocks.iter().map(|block| self.lines(block, scale)).collect::<Option<_>>()?;
        let (mut column, mut top) = (0, 0.0);
        let mut placed = Vec::new();
        for (n, block) in blocks.iter().enumerate() {
            let line = block.text.size * scale * LINE;
            let before = |top: f64| if top > 0.0 { block.before * scale } else { 0.0 };
            let room_for = |n: usize, top: f64| top + before(top) + count(n) * line <= self.height + 1e-6;
            let n_lines = lines[n].len();
            // A heading takes the start of the next text along.
            let following = blocks.get(n + 1).filter(|_| block.is_heading);
            let kept_with =
                following.map_or(0.0, |next| (next.before + count(FEWEST.min(lines[n + 1].len())) * next.text.size * LINE) * scale);
            let must_fit = if block.is_heading || n_lines < 2 * FEWEST { n_lines } else { FEWEST };
            if !room_for(must_fit, top + kept_with) && top > 0.0 {
                (column, top) = (column + 1, 0.0);
            }
            top += before(top);
            let mut own = Vec::new();
            for (at, text) in lines[n].iter().enumerate() {
                let is_full = top + line > self.height + 1e-6;
                // The end of the text is not left alone in the next column either.
                let leaves_one = n_lines - at == FEWEST && at >= FEWEST && top + count(FEWEST) * line > self.height + 1e-6;
                if (is_full || leaves_one) && top > 0.0 {
                    (column, top) = (column + 1, 0.0);
                }
                own.push((column, top + ASCENT * block.text.size * scale, text.clone()));
                top += line;
            }
            if column >= self.n || top > self.height + 1e-6 {
                return None;
            }
            placed.push(own);
        }
        Some(placed)
    }

    /// The lines of a block; `None` if one of its words is wider than the column.
    fn lines(&self, block: &Block, scale: f64) -> Option<Vec<String>> {
        let width = (self.width - block.indent * scale) / (block.text.size * scale);
        block.text.words.iter().all(|(_, len)| *len <= width).then(|| broken(&block.text.words, width))
    }

    fn written(&self, node: &Node<'_, '_>, blocks: &[Block], placed: &[Vec<Placed>], scale: f64) -> String {
        let mut outer = String::new();
        for attribute in node.attributes().filter(|attribute| !attribute.name().starts_with("data-")) {
            let _ = write!(outer, " {}=\"{}\"", attribute.name(), escaped(attribute.value()));
        }
        let mut written = String::new();
        for (block, lines) in blocks.iter().zip(placed) {
            let _ = write!(written, "<g{outer}{}>", block.text.marks);
            let size = block.text.size * scale;
            for (n, (column, top, line)) in lines.iter().enumerate() {
                let (edge, towards) = self.edge(*column);
                let x = edge + towards * block.indent * scale;
                let anchor = if self.is_rtl { "end" } else { "start" };
                let place = format!(" x=\"{x:.2}\" text-anchor=\"{anchor}\"");
                match block.bullet.as_deref().filter(|_| n == 0) {
                    Some("") => {
                        let (x, y) = (edge + towards * block.indent * scale * 0.4, self.y + top - size * 0.32);
                        let _ = write!(written, "<circle cx=\"{x:.2}\" cy=\"{y:.2}\" r=\"{:.2}\"/>", size * 0.14);
                    }
                    Some(bullet) => {
                        let place = format!(" x=\"{edge:.2}\" text-anchor=\"{anchor}\"");
                        written.push_str(&block.text.line(bullet, &place, self.y + top, size));
                    }
                    None => {}
                }
                written.push_str(&block.text.line(line, &place, self.y + top, size));
            }
            written.push_str("</g>");
        }
        written
    }

    /// Where the lines of a column start, and which way they run.
    fn edge(&self, column: usize) -> (f64, f64) {
        let at = count(column);
        if self.is_rtl {
            let right = self.x + self.width * count(self.n) + self.gap * count(self.n - 1);
            (right - at * (self.width + self.gap), -1.0)
        } else {
            (self.x + at * (self.width + self.gap), 1.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::with_lines;
    use super::*;

    fn set(texts: &str, height: u32, direction: &str) -> Result<String, String> {
        let fonts = vec![include_bytes!("../../themes/base/cards/NotoSans-Bold.ttf").to_vec()];
        let materials = Materials::read(fonts, std::collections::BTreeMap::new());
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 200 200\"><g data-flow=\"\" data-x=\"0\" data-y=\"0\" data-width=\"200\" \
             data-height=\"{height}\" data-columns=\"2\" data-gap=\"20\" direction=\"{direction}\">{texts}</g></svg>"
        );
        with_lines(&svg, &materials).map_err(|undrawable| undrawable.why)
    }

    /// The places of the lines, from the left and from above.
    fn lines(drawn: &str) -> Vec<(f64, f64, String)> {
        let part =
            |text: &str, name: &str| text.split_once(name).and_then(|(_, rest)| rest.split('"').next()?.parse().ok()).unwrap_or(-1.0);
        let line = |text: &str| (part(text, " x=\""), part(text, " y=\""), text.split(['>', '<']).nth(1).unwrap_or_default().to_owned());
        drawn.split("<text").skip(1).map(line).collect()
    }

    #[test]
    fn texts_stand_below_each_other_and_go_on_in_the_next_column() {
        let texts = "<text font-size=\"10\">one two</text>".repeat(8);
        let found = lines(&set(&texts, 60, "ltr").expect("columns"));
        let columns: Vec<i32> = found.iter().map(|(x, ..)| if *x < 100.0 { 1 } else { 2 }).collect();
        assert_eq!(columns, [1, 1, 1, 1, 2, 2, 2, 2]);
        assert!(found[0].1 < found[1].1 && (found[0].1 - found[4].1).abs() < 0.01, "{found:?}");
        let right = lines(&set(&texts, 60, "rtl").expect("columns"));
        assert_eq!((right[0].0, right[4].0), (200.0, 90.0));
    }

    #[test]
    fn a_heading_stands_with_what_follows_it() {
        let texts = format!(
            "{}<text data-tag=\"h2\" font-size=\"10\">head</text><text font-size=\"10\">tail</text>",
            "<text font-size=\"10\">one</text>".repeat(3)
        );
        let found = lines(&set(&texts, 60, "ltr").expect("columns"));
        assert!(found[2].0 < 100.0 && found[3].0 > 100.0 && found[4].0 > 100.0, "{found:?}");
    }

    #[test]
    fn letters_become_smaller_together_and_too_much_is_told() {
        let texts = "<text font-size=\"10\" data-bullet=\"\" data-indent=\"8\">one</text>".repeat(10);
        let drawn = set(&texts, 60, "ltr").expect("columns");
        assert!(drawn.contains("font-size=\"8.00\"") && !drawn.contains("font-size=\"10"), "{drawn}");
        assert_eq!(drawn.matches("<circle").count(), 10);
        let why = set(&texts.repeat(2), 60, "ltr").expect_err("a fault");
        assert_eq!(why, "the text that starts with `one` is too long for its sheet");
    }
}
