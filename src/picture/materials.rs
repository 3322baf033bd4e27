//! What a drawing is made with: the fonts of its texts, and the pictures that it may show.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use resvg::usvg::fontdb::Database;
use resvg::usvg::roxmltree::Document;
use resvg::usvg::{self, Group, ImageHrefResolver, ImageKind, Options, Tree};

use super::icon::alone;

/// The fonts of a theme, and the bytes of pictures by the names that drawings have for them.
pub(crate) struct Materials {
    fonts: Arc<Database>,
    pictures: BTreeMap<String, Arc<Vec<u8>>>,
}

/// Why something cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Undrawable {
    pub why: String,
    pub fault: Fault,
}

/// What kind of fault it is, for whoever has to fix it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No font has some letters.
    Letters,
    /// A text has more words than there is room for.
    TooLong,
    /// The drawing itself.
    Drawing,
}

impl From<String> for Undrawable {
    fn from(why: String) -> Self {
        Self { why, fault: Fault::Drawing }
    }
}

impl Materials {
    /// Reads font files; what is none of TrueType or OpenType is left out.
    pub(crate) fn read(fonts: Vec<Vec<u8>>, pictures: BTreeMap<String, Vec<u8>>) -> Self {
        let mut database = Database::new();
        for file in fonts {
            database.load_font_data(file);
        }
        // A family that is not there is set in the first one that is.
        let first = database.faces().next().and_then(|face| face.families.first()).map(|(name, _)| name.clone());
        if let Some(first) = first {
            database.set_serif_family(&first);
            database.set_sans_serif_family(&first);
        }
        let pictures = pictures.into_iter().map(|(name, bytes)| (name, Arc::new(bytes))).collect();
        Self { fonts: Arc::new(database), pictures }
    }

    /// Something of each font, which is made of its file and its place in it.
    #[cfg(feature = "kit")]
    pub(super) fn faces<T>(&self, make: impl Fn(Vec<u8>, u32) -> T) -> std::collections::HashMap<usvg::fontdb::ID, T> {
        let faces = self
            .fonts
            .faces()
            .filter_map(|face| Some((face.id, self.fonts.with_face_data(face.id, |bytes, index| make(bytes.to_vec(), index))?)));
        faces.collect()
    }

    /// Reads a drawing. It shows its own pictures and loads nothing else.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it.
    pub(super) fn tree(&self, svg: &str) -> Result<Tree, String> {
        let known = |href: &str, options: &Options<'_>| {
            let bytes = self.pictures.get(href)?.clone();
            Some(match image::guess_format(&bytes) {
                Ok(image::ImageFormat::Png) => ImageKind::PNG(bytes),
                Ok(image::ImageFormat::Jpeg) => ImageKind::JPEG(bytes),
                Ok(image::ImageFormat::WebP) => ImageKind::WEBP(bytes),
                _ => ImageKind::SVG(Tree::from_data(&bytes, &Options { fontdb: options.fontdb.clone(), ..alone() }).ok()?),
            })
        };
        let image_href_resolver = ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(known) };
        let options = Options { fontdb: self.fonts.clone(), image_href_resolver, ..Options::default() };
        Tree::from_str(svg, &options).map_err(|error| format!("its drawing is broken: {error}"))
    }
}

/// Refuses a drawing with letters that no font has.
///
/// # Errors
///
/// Says which letters they are.
pub(super) fn check_letters(svg: &str, tree: &Tree) -> Result<(), Undrawable> {
    let mut letters = Letters::default();
    letters.collect(tree.root());
    // The library leaves out a text of which no font has any letter.
    let document = Document::parse(svg).map_err(|error| format!("its drawing is broken: {error}"))?;
    let texts = document.descendants().filter(|node| node.is_text() && node.ancestors().any(|above| above.has_tag_name("text")));
    for char in texts.filter_map(|node| node.text()).flat_map(str::chars) {
        if !letters.shown.contains(&char) {
            letters.miss(char);
        }
    }
    if letters.missing.is_empty() {
        return Ok(());
    }
    Err(Undrawable { why: format!("no font of its theme has the letters `{}`", letters.missing), fault: Fault::Letters })
}

/// The letters of a drawing.
#[derive(Default)]
struct Letters {
    shown: BTreeSet<char>,
    /// In the order of the drawing.
    missing: String,
}

impl Letters {
    fn miss(&mut self, char: char) {
        if !char.is_whitespace() && !is_invisible(char) && !self.missing.contains(char) {
            self.missing.push(char);
        }
    }

    fn collect(&mut self, group: &Group) {
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => self.collect(group),
                usvg::Node::Text(text) => {
                    for glyph in text.layouted().iter().flat_map(|span| &span.positioned_glyphs) {
                        if glyph.id.0 == 0 {
                            glyph.text.chars().for_each(|char| self.miss(char));
                        } else {
                            self.shown.extend(glyph.text.chars());
                        }
                    }
                }
                usvg::Node::Path(_) | usvg::Node::Image(_) => {}
            }
        }
    }
}

/// Refuses a drawing that would be stretched.
pub(super) fn check_sides(tree: &Tree, wanted: f64) -> Result<(), String> {
    /// The sides of paper are rounded to whole millimetres.
    const CLOSE: f64 = 0.01;
    let (width, height) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    if (width / height / wanted - 1.0).abs() > CLOSE {
        return Err(format!("it is {width} by {height}, and its sheet is {wanted:.3} times as wide as it is high"));
    }
    Ok(())
}

/// Marks of direction and joining, which no font has to show.
pub(super) const fn is_invisible(char: char) -> bool {
    matches!(char, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}
