//! The pictures that shared links show: a drawing in SVG whose texts are broken into lines, with the fonts of its theme.
//!
//! A `text` element with `data-width` is broken into lines of at most that width, in the units of the drawing, and is set smaller if
//! there were more than `data-lines`. Its `y` is the middle of its lines where `data-middle` says so, and else the first line's.

use std::fmt::Write;
use std::sync::Arc;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::Database;
use resvg::usvg::roxmltree::{Document, Node};
use resvg::usvg::{self, Group, Options, Tree};

use super::icon::{DRAWN_BY, alone};
use crate::base::fingerprint::Fingerprint;

/// In pixels, as large pictures of shared links are shown. Source: Open Graph, as Facebook and others read it.
pub(crate) const CARD_WIDTH: u32 = 1200;
pub(crate) const CARD_HEIGHT: u32 = 630;

/// What draws and writes them, beside what icons are drawn by: raised when this module gives other bytes for one drawing.
const VERSION: u32 = 1;

/// The sizes that are tried for a text, as parts of the one that it asks for.
const SIZES: [f64; 7] = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4];

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

/// The fonts of a theme's cards.
pub(crate) struct Fonts(Arc<Database>);

impl Fonts {
    /// Reads font files; what is none of TrueType or OpenType is left out.
    pub(crate) fn read(files: Vec<Vec<u8>>) -> Self {
        let mut fonts = Database::new();
        for file in files {
            fonts.load_font_data(file);
        }
        // A family that is not there is set in the first one that is.
        let first = fonts.faces().next().and_then(|face| face.families.first()).map(|(name, _)| name.clone());
        if let Some(first) = first {
            fonts.set_serif_family(&first);
            fonts.set_sans_serif_family(&first);
        }
        Self(Arc::new(fonts))
    }
}

/// Why a card cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Undrawable {
    pub why: String,
    /// Whether it is for want of letters, and the drawing is sound.
    pub lacks_letters: bool,
}

impl From<String> for Undrawable {
    fn from(why: String) -> Self {
        Self { why, lacks_letters: false }
    }
}

/// The name under which a drawn card is kept: it says of what and by what it was made. `fonts` are the fingerprints of their files.
pub(crate) fn card_key(drawing: &str, fonts: &[[u8; 32]]) -> String {
    format!("{}-card.png", &Fingerprint::of(&(drawing, fonts, DRAWN_BY, VERSION)).hex()[..32])
}

/// Draws a card, as PNG.
///
/// # Errors
///
/// Says what is wrong with the drawing, or which letters no font has.
pub(crate) fn draw_card(svg: &str, fonts: &Fonts) -> Result<Vec<u8>, Undrawable> {
    let tree = tree(&with_lines(svg, fonts)?, fonts)?;
    if let Some(missing) = without_font(tree.root()) {
        return Err(Undrawable { why: format!("no font of its theme has the letters `{missing}`"), lacks_letters: true });
    }
    let mut pixels = Pixmap::new(CARD_WIDTH, CARD_HEIGHT).ok_or_else(|| "it is too large".to_owned())?;
    let size = tree.size();
    #[expect(clippy::cast_precision_loss, reason = "a card's sides are small numbers")]
    let scale = Transform::from_scale(CARD_WIDTH as f32 / size.width(), CARD_HEIGHT as f32 / size.height());
    resvg::render(&tree, scale, &mut pixels.as_mut());
    let opaque: Vec<u8> = pixels.take_demultiplied().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Adaptive);
    encoder.write_image(&opaque, CARD_WIDTH, CARD_HEIGHT, ExtendedColorType::Rgb8).map_err(|error| error.to_string())?;
    Ok(png)
}

fn tree(svg: &str, fonts: &Fonts) -> Result<Tree, String> {
    let options = Options { fontdb: fonts.0.clone(), ..alone() };
    Tree::from_str(svg, &options).map_err(|error| format!("its drawing is broken: {error}"))
}

/// The characters of a drawing that no font could show.
fn without_font(group: &Group) -> Option<String> {
    let mut missing = String::new();
    collect_missing(group, &mut missing);
    (!missing.is_empty()).then_some(missing)
}

fn collect_missing(group: &Group, missing: &mut String) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => collect_missing(group, missing),
            usvg::Node::Text(text) => {
                let glyphs = text.layouted().iter().flat_map(|span| &span.positioned_glyphs);
                for glyph in glyphs.filter(|glyph| glyph.id.0 == 0) {
                    let new = glyph.text.chars().filter(|char| !char.is_whitespace() && !is_invisible(*char) && !missing.contains(*char));
                    let new: String = new.collect();
                    missing.push_str(&new);
                }
            }
            usvg::Node::Path(_) | usvg::Node::Image(_) => {}
        }
    }
}

/// Marks of direction and joining, which no font has to show.
const fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// The drawing with each text in its lines.
fn with_lines(svg: &str, fonts: &Fonts) -> Result<String, String> {
    let document = Document::parse(svg).map_err(|error| format!("its drawing is broken: {error}"))?;
    let mut whole = String::with_capacity(svg.len() * 2);
    let mut end = 0;
    for node in document.descendants().filter(|node| node.has_tag_name("text") && node.has_attribute("data-width")) {
        let range = node.range();
        // A text inside another one is part of it.
        if range.start < end {
            continue;
        }
        whole.push_str(&svg[end..range.start]);
        whole.push_str(&lines_of(&node, fonts)?);
        end = range.end;
    }
    whole.push_str(&svg[end..]);
    Ok(whole)
}

/// A text element as one for each of its lines.
fn lines_of(node: &Node<'_, '_>, fonts: &Fonts) -> Result<String, String> {
    let number = |name: &str, usual: f64| match node.attribute(name) {
        Some(written) => {
            written.trim().parse().ok().filter(|n: &f64| n.is_finite()).ok_or_else(|| format!("`{name}` of a text is no number"))
        }
        None => Ok(usual),
    };
    let (width, y, asked) = (number("data-width", 0.0)?, number("y", 0.0)?, number("font-size", 16.0)?);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is held to a small number")]
    let max_lines = number("data-lines", 1.0)?.clamp(1.0, 20.0) as usize;
    let text: String = node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect();
    let mut own = String::new();
    for attribute in
        node.attributes().filter(|attribute| !attribute.name().starts_with("data-") && !matches!(attribute.name(), "y" | "font-size"))
    {
        let _ = write!(own, " {}=\"{}\"", attribute.name(), escaped(attribute.value()));
    }
    let mut inherited = String::new();
    for name in FONT {
        if let Some(value) = node.ancestors().find_map(|node| node.attribute(name)) {
            let _ = write!(inherited, " {name}=\"{}\"", escaped(value));
        }
    }
    let words = measured(&text, &inherited, fonts)?;
    let (size, lines) = fitted(&words, width, asked, max_lines);
    let is_rtl = node.attribute("direction") == Some("rtl");
    let mut written = String::new();
    #[expect(clippy::cast_precision_loss, reason = "there are few lines")]
    let last = lines.len().saturating_sub(1) as f64;
    let first = if node.has_attribute("data-middle") { y + (CAPITALS - last * LINE) * size / 2.0 } else { y };
    for (n, line) in lines.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "there are few lines")]
        let y = first + n as f64 * LINE * size;
        // The library sets every line from left to right, unless marks say otherwise.
        let line = if is_rtl { format!("\u{2067}{line}\u{2069}") } else { line.clone() };
        let _ = write!(written, "<text{own} y=\"{y:.2}\" font-size=\"{size:.2}\">{}</text>", escaped(&line));
    }
    Ok(written)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The words of a text with their widths, in parts of the size of the letters.
fn measured(text: &str, attributes: &str, fonts: &Fonts) -> Result<Vec<(String, f64)>, String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut probe = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1200 630\">".to_owned();
    for (n, word) in words.iter().enumerate() {
        let _ = write!(probe, "<g id=\"w{n}\"><text{attributes} font-size=\"{MEASURED_AT}\">{}</text></g>", escaped(word));
    }
    probe.push_str("</svg>");
    let tree = tree(&probe, fonts)?;
    let width = |n: usize| match tree.node_by_id(&format!("w{n}")) {
        Some(usvg::Node::Group(group)) => f64::from(group.bounding_box().width()) / MEASURED_AT,
        _ => 0.0,
    };
    Ok(words.into_iter().enumerate().map(|(n, word)| (word.to_owned(), width(n))).collect())
}

/// The largest size at which the words take no more lines than they may, and those lines, as even as they can be.
fn fitted(words: &[(String, f64)], width: f64, asked: f64, max_lines: usize) -> (f64, Vec<String>) {
    let sizes = SIZES.map(|part| part * asked);
    let fits = |size: f64| words.iter().all(|(_, len)| len * size <= width) && broken(words, width / size).len() <= max_lines;
    let size = sizes.into_iter().find(|size| fits(*size)).unwrap_or(asked * SIZES[SIZES.len() - 1]);
    let mut lines = broken(words, width / size);
    if lines.len() > max_lines {
        lines.truncate(max_lines);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
        return (size, lines);
    }
    // The narrowest width with as many lines leaves no word alone in the last one.
    let (mut low, mut high) = (0.0, width / size);
    for _ in 0..12 {
        let middle = f64::midpoint(low, high);
        if broken(words, middle).len() <= lines.len() && words.iter().all(|(_, len)| *len <= middle) { high = middle } else { low = middle }
    }
    (size, broken(words, high))
}

/// Words in lines of at most this width, in parts of the size of the letters.
fn broken(words: &[(String, f64)], width: f64) -> Vec<String> {
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

    fn fonts() -> Fonts {
        Fonts::read(vec![include_bytes!("../../themes/base/cards/NotoSans-Bold.ttf").to_vec()])
    }

    fn svg(text: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1200 630\"><rect width=\"1200\" height=\"630\" fill=\"#fff\"/>{text}</svg>"
        )
    }

    fn words(text: &str) -> Vec<(String, f64)> {
        #[expect(clippy::cast_precision_loss, reason = "short words")]
        let word = |word: &str| (word.to_owned(), word.len() as f64);
        text.split(' ').map(word).collect()
    }

    #[test]
    fn lines_are_even_and_letters_as_large_as_they_can_be() {
        assert_eq!(fitted(&words("one two three four"), 12.0, 1.0, 2), (1.0, vec!["one two".to_owned(), "three four".to_owned()]));
        let (size, lines) = fitted(&words("one two three four five six"), 8.0, 1.0, 2);
        assert_eq!((size, lines.len()), (0.6, 2));
        let (size, lines) = fitted(&words("one two three four"), 2.0, 1.0, 2);
        assert_eq!((size, lines), (0.4, vec!["one".to_owned(), "two…".to_owned()]));
    }

    #[test]
    fn a_text_stands_in_its_lines_and_what_it_says_is_kept() {
        let text =
            "<text x=\"10\" y=\"100\" font-size=\"90\" data-width=\"500\" data-lines=\"3\">Care &amp; help for every one of us</text>";
        let drawn = with_lines(&svg(text), &fonts()).expect("a drawing");
        assert!(drawn.matches("<text").count() > 1 && drawn.contains("Care &amp; help") && !drawn.contains("data-"), "{drawn}");
    }

    #[test]
    fn letters_of_latin_and_arabic_are_drawn_and_the_same_twice() {
        for text in ["Early signs of cancer: é ő ș ẽ", "علامات السرطان المبكرة"] {
            let card = svg(&format!("<text x=\"10\" y=\"100\" font-size=\"60\" data-width=\"900\" direction=\"rtl\">{text}</text>"));
            let png = draw_card(&card, &fonts()).expect("a card");
            let pixels = image::load_from_memory(&png).expect("a picture").to_luma8();
            assert_eq!(pixels.dimensions(), (1200, 630));
            assert!(pixels.pixels().filter(|pixel| pixel.0[0] < 80).count() > 2000, "{text}");
            assert_eq!(png, draw_card(&card, &fonts()).expect("the same card"));
        }
    }

    #[test]
    fn letters_without_a_font_are_told() {
        let card = svg("<text x=\"10\" y=\"100\" font-size=\"60\" data-width=\"900\">乳 癌 ok</text>");
        let why = "no font of its theme has the letters `乳癌`".to_owned();
        assert_eq!(draw_card(&card, &fonts()), Err(Undrawable { why, lacks_letters: true }));
    }

    #[test]
    fn broken_drawings_are_told_and_nothing_is_loaded() {
        assert!(draw_card("<svg", &fonts()).is_err_and(|fault| !fault.lacks_letters && fault.why.starts_with("its drawing is broken")));
        let number = svg("<text y=\"a\" data-width=\"9\">x</text>");
        assert_eq!(draw_card(&number, &fonts()), Err("`y` of a text is no number".to_owned().into()));
        assert!(draw_card(&svg("<image href=\"/etc/passwd\" width=\"9\" height=\"9\"/>"), &fonts()).is_ok());
    }
}
